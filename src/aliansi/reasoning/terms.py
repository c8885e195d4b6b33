"""Terms as canonical N-Triples text, the form in which the engine knows them.

RDF 1.1 has one term for ``"x"`` and ``"x"^^xsd:string``: its text is ``"x"``. Only what N-Triples forbids inside
quotation marks is escaped.
"""

from __future__ import annotations

import re

from rdflib import XSD, BNode, Literal, URIRef
from rdflib.term import Node

_MUST_BE_ESCAPED = re.compile(r'["\\\n\r]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r"}
_ESCAPED = re.compile(r"\\(.)")
_UNESCAPED = {"n": "\n", "r": "\r"}


def text_of(term: Node) -> str:
    """Return the canonical N-Triples text of a term."""
    if isinstance(term, URIRef):
        return f"<{term}>"
    if isinstance(term, BNode):
        return f"_:{term}"
    if not isinstance(term, Literal):
        raise TypeError(f"{term!r} is no IRI, blank node or literal")
    quoted = f'"{_MUST_BE_ESCAPED.sub(lambda found: _ESCAPES[found[0]], term)}"'
    if term.language:
        return f"{quoted}@{term.language}"
    return quoted if term.datatype is None or term.datatype == XSD.string else f"{quoted}^^<{term.datatype}>"


def node_of(text: str) -> Node:
    """Return the term of a canonical N-Triples text."""
    if text[0] == "<":
        return URIRef(text[1:-1])
    if text[0] == "_":
        return BNode(text[2:])
    words, language, datatype = literal_of(text)
    if language:
        return Literal(words, lang=language)
    return Literal(words, datatype=URIRef(datatype) if datatype else None, normalize=False)


def literal_of(text: str) -> tuple[str, str, str]:
    """Return the words, the language tag and the datatype of a literal's text; at least one of the two is empty."""
    words, _, rest = text[1:].rpartition('"')
    if "\\" in words:
        words = _ESCAPED.sub(lambda found: _UNESCAPED.get(found[1], found[1]), words)
    return (words, rest[1:], "") if rest[:1] == "@" else (words, "", rest[3:-1])
