"""The built dataset: N-Quads file, Oxigraph store, names of things, result formats and exports."""
