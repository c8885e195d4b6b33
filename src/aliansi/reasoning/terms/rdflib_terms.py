"""Conversion between rdflib terms and their canonical N-Triples text (``aliansi.reasoning.terms.text``)."""

from __future__ import annotations

import re

from rdflib import XSD, BNode, Literal, URIRef
from rdflib.term import Node

from aliansi.reasoning.terms.text import literal_of

Triple = tuple[Node, Node, Node]

_MUST_BE_ESCAPED = re.compile(r'["\\\n\r]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r"}


def text_of(term: Node) -> str:
    """Return the canonical N-Triples text of a term."""
    if isinstance(term, URIRef):
        return f"<{term}>"
    if isinstance(term, BNode):
        return f"_:{term}"
    if not isinstance(term, Literal):
        raise TypeError(f"{term!r} is not an IRI, blank node or literal")
    quoted = f'"{_MUST_BE_ESCAPED.sub(lambda found: _ESCAPES[found[0]], term)}"'
    if term.language:
        return f"{quoted}@{term.language}"
    return quoted if term.datatype is None or term.datatype == XSD.string else f"{quoted}^^<{term.datatype}>"


def node_of(text: str) -> Node:
    """Return the rdflib term of a canonical N-Triples text."""
    if text[0] == "<":
        return URIRef(text[1:-1])
    if text[0] == "_":
        return BNode(text[2:])
    words, language, datatype = literal_of(text)
    if language:
        return Literal(words, lang=language)
    return Literal(words, datatype=URIRef(datatype) if datatype else None, normalize=False)
