"""The rules as data, specialised to the axioms of a graph."""
