"""Triples as NumPy columns: the table, its sorted indexes, sameAs classes and candidate rows."""
