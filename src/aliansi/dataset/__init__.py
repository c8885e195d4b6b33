"""The built dataset: N-Quads file, Oxigraph store, result formats and exports."""
