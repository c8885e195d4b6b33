"""Terms inside the engine: N-Triples text, numbers, literal values and conversion from and to rdflib."""
