"""Rules that conclude ``false``: violated axioms, contradictory sameness and their explanation."""
