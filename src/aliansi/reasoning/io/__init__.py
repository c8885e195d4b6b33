"""Reading RDF files into columns of term numbers, and writing them."""
