"""Triples as NumPy columns: the table, its sorted indexes, owl:sameAs classes and candidate rows."""
