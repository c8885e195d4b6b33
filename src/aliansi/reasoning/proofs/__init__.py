"""Proofs of inferred triples: derivations, rule matching and the smallest proof."""
