"""Proofs of inferred triples: stored derivations, rule matching and the search for the smallest proof."""
