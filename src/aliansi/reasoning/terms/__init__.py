"""Terms inside the engine: their text, their numbers, their values and their rdflib form."""
