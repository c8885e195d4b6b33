"""SPARQL 1.1 text: tokens, syntax tree, guard, rewrites and error messages; evaluates nothing."""
