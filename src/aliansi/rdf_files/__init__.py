"""RDF files as others write them: formats, compression, encodings, and what is wrong with a file that is not read."""

EXTENSIONS = (
    *("nt", "nq", "ttl", "trig", "rdf", "xml", "owl", "jsonld"),
    *("ntriples", "nquads", "turtle", "n3", "rdfs", "json", "trix", "hext"),
)
"""Extensions of the formats, here for the command line, which starts without pyoxigraph."""
