"""Small tables of known rows as SPARQL 1.1 Query Results JSON: the same bytes that Oxigraph writes.

Oxigraph writes only results of its own queries, and such a query would take longer than everything else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

Row = Mapping[str, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]
_text: Final = json.JSONEncoder(ensure_ascii=False).encode
_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"


def json_of(variables: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Return rows as JSON; unbound variables are left out. Raises ValueError for terms of RDF 1.2."""
    head = ",".join([_text(name) for name in variables])
    body = ",".join(
        [
            "{" + ",".join([f"{_text(name)}:{_term(row[name])}" for name in variables if name in row]) + "}"
            for row in rows
        ]
    )
    return f'{{"head":{{"vars":[{head}]}},"results":{{"bindings":[{body}]}}}}'.encode()


def _term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    if isinstance(term, ox.NamedNode):
        return _iri(term.value)
    if isinstance(term, ox.BlankNode):
        return f'{{"type":"bnode","value":{_text(term.value)}}}'
    if not isinstance(term, ox.Literal) or term.direction is not None:
        raise ValueError("a term of RDF 1.2")
    value = f'{{"type":"literal","value":{_text(term.value)}'
    if term.language is not None:
        return f'{value},"xml:lang":{_text(term.language)}}}'
    datatype = term.datatype.value
    return f"{value}}}" if datatype == _STRING else f'{value},"datatype":{_text(datatype)}}}'


@lru_cache(maxsize=4096)
def _iri(iri: str) -> str:
    return f'{{"type":"uri","value":{_text(iri)}}}'
