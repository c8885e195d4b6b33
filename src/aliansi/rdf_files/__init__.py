"""RDF files as others read and write them: formats, compression and encodings; errors with file and line; XML."""

EXTENSIONS = (
    *("nt", "nq", "ttl", "trig", "rdf", "xml", "owl", "jsonld"),
    *("ntriples", "nquads", "turtle", "n3", "rdfs", "json", "trix", "hext"),
)
"""Extensions of the formats, here for the command line, which starts without pyoxigraph."""
