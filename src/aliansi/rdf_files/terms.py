"""Terms of rdflib as terms of Oxigraph, and the reverse."""

from __future__ import annotations

import pyoxigraph as ox
from rdflib import XSD, BNode, Literal, URIRef
from rdflib.term import Node


def oxigraph_term(node: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """Return a term of rdflib as one of Oxigraph with the same lexical form."""
    if isinstance(node, URIRef):
        return ox.NamedNode(str(node))
    if isinstance(node, Literal):
        datatype = ox.NamedNode(str(node.datatype)) if node.datatype and not node.language else None
        return ox.Literal(str(node), datatype=datatype, language=node.language)
    return ox.BlankNode(str(node))


def oxigraph_triple(subject: Node, predicate: Node, object_: Node) -> ox.Triple:
    """Return a triple of rdflib, whose terms are those of RDF 1.1, as one of Oxigraph."""
    return ox.Triple(oxigraph_term(subject), ox.NamedNode(str(predicate)), oxigraph_term(object_))  # type: ignore[arg-type]  # no literal is a subject


def node_of(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Node:
    """Return a term of Oxigraph as one of rdflib with the same lexical form. Raises TypeError for a triple."""
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if not isinstance(term, ox.Literal):
        raise TypeError(f"{term} is not a term of RDF 1.1")
    if term.language:
        return Literal(term.value, lang=term.language)
    plain = term.datatype.value == str(XSD.string)
    return Literal(term.value, datatype=None if plain else URIRef(term.datatype.value), normalize=False)
