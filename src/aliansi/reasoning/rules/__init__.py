"""The OWL 2 RL/RDF rules as data, specialised to the axioms of a graph."""
