"""RDF files to columns of term numbers and back."""
