"""Turtle and terms with literals exactly as written: rdflib alone turns "01" into "1"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Final

import pyoxigraph as ox
import rdflib
from rdflib import BNode, Literal, Namespace, URIRef
from rdflib.term import Node
from rdflib.util import from_n3

EX: Final = Namespace("http://example.org/")
_PREFIXES: Final = f"""
@prefix : <{EX}> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


@contextmanager
def _as_written() -> Iterator[None]:
    before = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS = before


def typed(text: str, datatype: URIRef) -> Literal:
    return Literal(text, datatype=datatype, normalize=False)


def turtle(text: str) -> rdflib.Graph:
    """Parse Turtle in which ``:`` is the example namespace."""
    with _as_written():
        return rdflib.Graph().parse(data=_PREFIXES + text, format="turtle")


def terms(text: str) -> tuple[Node, ...]:
    """Parse terms in Turtle or N-Triples syntax, separated by spaces and without spaces in them."""
    manager = turtle("").namespace_manager
    with _as_written():
        read = [from_n3(word, nsm=manager) for word in text.split()]
    assert all(isinstance(term, Node) for term in read), text
    return tuple(term for term in read if isinstance(term, Node))


def n_triples(triple: Iterable[Node]) -> list[str]:
    """Return terms in N-Triples syntax; rdflib's ``n3`` writes line breaks in Turtle syntax."""
    return [_n_triples(term) for term in triple]


@cache
def _n_triples(term: Node) -> str:
    if isinstance(term, Literal):
        datatype = ox.NamedNode(str(term.datatype)) if term.datatype else None
        return str(ox.Literal(str(term), datatype=datatype, language=term.language))
    return str(ox.BlankNode(str(term)) if isinstance(term, BNode) else ox.NamedNode(str(term)))
