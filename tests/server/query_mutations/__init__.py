"""Mutated queries in every format and method."""
