"""Check whether an ontology lies inside OWL 2 RL, by the grammar of the W3C recommendation."""
