"""SPARQL 1.1 text: tokens, syntax tree, guard and rewrites; evaluates nothing."""
