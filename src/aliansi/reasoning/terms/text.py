"""Canonical N-Triples text of a term, which is how the engine stores terms.

RDF 1.1 has one term for ``"x"`` and ``"x"^^xsd:string``: its text is ``"x"``. Only characters that N-Triples forbids
inside quotation marks are escaped. ``aliansi.reasoning.terms.rdflib_terms`` converts from and to rdflib.
"""

from __future__ import annotations

import re

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
NAMESPACES = {"rdf": RDF, "rdfs": RDFS, "owl": OWL, "xsd": XSD}

_ESCAPED = re.compile(r"\\(.)")
_UNESCAPED = {"n": "\n", "r": "\r"}


def iri(name: str) -> str:
    """Return the text of an RDF, RDFS, OWL or XSD term by its prefixed name."""
    prefix, _, local = name.partition(":")
    return f"<{NAMESPACES[prefix]}{local}>"


def literal_of(text: str) -> tuple[str, str, str]:
    """Return the lexical form, the language tag and the datatype of a literal's text; one of the last two is empty."""
    words, _, rest = text[1:].rpartition('"')
    if "\\" in words:
        words = _ESCAPED.sub(lambda found: _UNESCAPED.get(found[1], found[1]), words)
    return (words, rest[1:], "") if rest[:1] == "@" else (words, "", rest[3:-1])
