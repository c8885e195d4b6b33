"""Index of the declarations and triples of an ontology, for the grammar of OWL 2 RL."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from typing import Final, TypeVar

from rdflib import OWL, RDF, RDFS, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from aliansi.validation.owl_profile import grammar as t

Triple = tuple[Node, Node, Node]
Row = TypeVar("Row")

_ROUNDS: Final = 32  # Blank nodes that are equal to this depth are taken as equal.


class OntologyIndex:
    """The declarations of an ontology (structural specification, section 5.8), and its triples in a stable order.

    The order does not depend on the labels of blank nodes.
    """

    def __init__(self, graph: Graph) -> None:
        triples = set(graph.triples((None, None, None)))
        self._colours = _colours(triples)
        self._prefixes = sorted(((str(iri), prefix) for prefix, iri in graph.namespaces()), reverse=True)
        self.triples = sorted(triples, key=self.order)
        self._all = triples
        self._about: defaultdict[Node, list[Triple]] = defaultdict(list)
        for triple in self.triples:
            self._about[triple[0]].append(triple)
        self.declared = self._declared()
        self._namespaces = {_namespace(name) for name in self.declared}
        self.composite = self._composite()

    def _declared(self) -> dict[Node, set[str]]:
        declared: dict[Node, set[str]] = {}
        types = [(name, type_) for name, p, type_ in self.triples if p == RDF.type and isinstance(name, URIRef)]
        for name, type_ in types:
            if type_ in t.DECLARES:
                declared.setdefault(name, set()).add(t.DECLARES[type_])
        for name, type_ in types:
            if type_ in t.IMPLIES_OBJECT_PROPERTY and not declared.get(name, set()) & t.PROPERTIES:
                declared.setdefault(name, set()).add(t.OBJECT_PROPERTY)
        return declared

    def _composite(self) -> set[Node]:
        """Return the object properties that are not simple (structural specification, section 11.1)."""
        entails: defaultdict[Node, set[Node]] = defaultdict(set)
        waiting: list[Node] = []
        for subject, predicate, object_ in self.triples:
            # A property is simple if and only if its inverse is: both are one node here.
            sub, super_ = self.named(subject), self.named(object_)
            if predicate in (RDFS.subPropertyOf, OWL.equivalentProperty, OWL.inverseOf):
                entails[sub].add(super_)
            if predicate in (OWL.equivalentProperty, OWL.inverseOf):
                entails[super_].add(sub)
            if predicate == OWL.propertyChainAxiom or (predicate == RDF.type and object_ == OWL.TransitiveProperty):
                waiting.append(sub)
        composite: set[Node] = set()
        while waiting:
            composite.add(node := waiting.pop())
            waiting.extend(entails[node] - composite)
        return composite

    def about(self, node: Node, predicates: Container[Node]) -> list[Triple]:
        """Return the triples about a node with one of these predicates, in order."""
        return [triple for triple in self._about.get(node, ()) if triple[1] in predicates]

    def types(self, node: Node, among: Container[Node]) -> list[Triple]:
        """Return the triples that give a node one of these types, in order."""
        return [triple for triple in self.about(node, {RDF.type}) if triple[2] in among]

    def __contains__(self, triple: object) -> bool:
        """Return whether a triple is asserted."""
        return triple in self._all

    def roots(self) -> list[Node]:
        """Return the ontologies that no other imports (mapping to RDF, table 4)."""
        imported = {object_ for _, predicate, object_ in self.triples if predicate == OWL.imports}
        typed = [node for node, p, type_ in self.triples if p == RDF.type and type_ == OWL.Ontology]
        return [node for node in typed if node not in imported]

    def definitions(self, datatype: Node) -> list[Triple]:
        """Return the definitions of a datatype, in the terms of OWL 2 and of OWL 1 (4.2.5)."""
        return self.about(datatype, {OWL.equivalentClass, *t.BOOLEANS})

    def named(self, node: Node) -> Node:
        """Return the property that a blank node is the inverse of, any other node as it is (4.2.2)."""
        inverse = self.about(node, {OWL.inverseOf}) if isinstance(node, BNode) else []
        return inverse[0][2] if inverse else node

    def structure(self, node: Node) -> list[Triple]:
        """Return the triples that build an expression or a list at a node (mapping to RDF, section 3.2.4)."""
        return self.about(node, {*t.STRUCTURE, OWL.inverseOf} if isinstance(node, BNode) else t.STRUCTURE)

    def is_expression(self, node: Node) -> bool:
        """Return whether a node is an expression or a list, not an anonymous individual."""
        return isinstance(node, BNode) and bool(self.structure(node))

    def is_data(self, node: Node) -> bool:
        """Return whether a node is a literal or a data range, not an individual or a class."""
        datatype = t.DATATYPE in self.kinds(node) or str(node).startswith(str(XSD))
        return isinstance(node, Literal) or datatype or bool(self.types(node, {RDFS.Datatype}))

    def kinds(self, node: Node) -> set[str]:
        """Return the kinds of entity that a name is declared or predefined as (4.2.1)."""
        predefined = {kind for kind, names in t.BUILT_IN.items() if node in names}
        outside = {t.OUTSIDE_RL[node]} if node in t.OUTSIDE_RL else set()
        return self.declared.get(node, set()) | predefined | outside

    def pick(self, rows: Mapping[str, Row], subject: Node, object_: Node) -> Row:
        """Return the row for the kind of the subject, or, if it is not declared, the row that fits the object."""
        kinds = self.kinds(subject)
        if not kinds and isinstance(subject, URIRef) and self.is_data(object_):
            kinds = {t.DATA_PROPERTY, t.DATATYPE}
        return next((row for kind, row in rows.items() if kind in kinds), next(iter(rows.values())))

    def is_missing(self, name: Node) -> bool:
        """Return whether an individual of the ontology's own namespaces is used but neither declared nor typed."""
        return isinstance(name, URIRef) and _namespace(name) in self._namespaces and not self.about(name, {RDF.type})

    def text(self, node: Node) -> str:
        """Return a node as text for a message; a blank node by its triples, never by its label."""
        if isinstance(node, URIRef):
            fitting = (f"{prefix}:{node[len(iri) :]}" for iri, prefix in self._prefixes if iri and node.startswith(iri))
            return next(fitting, f"<{node}>")
        if isinstance(node, Literal):
            suffix = f"@{node.language}" if node.language else f"^^{self.text(node.datatype)}" if node.datatype else ""
            return f'"{node}"{suffix}'
        parts = [
            f"{self.text(p)} {'[…]' if isinstance(o, BNode) else self.text(o)}" for _, p, o in self.structure(node)
        ]
        return f"[ {' ; '.join(parts)} ]" if parts else "[…]"

    def quote(self, triple: Triple) -> str:
        """Return a triple as text for a message."""
        return f"«{' '.join('[…]' if isinstance(node, BNode) else self.text(node) for node in triple)}»"

    def order(self, triple: Triple) -> tuple[str, ...]:
        """Return the key that triples are sorted by."""
        return tuple(_text(node, self._colours) for node in triple)


def is_reserved(node: Node) -> bool:
    """Return whether a name is in the namespaces of RDF, RDFS, OWL or XML Schema (structural specification, 2.4)."""
    return isinstance(node, URIRef) and str(node).startswith(t.RESERVED)


def _namespace(name: Node) -> str:
    return str(name)[: max(str(name).rfind(end) for end in "#/:") + 1]


def _text(node: Node, colours: Mapping[Node, str]) -> str:
    if isinstance(node, Literal):
        return f"2 {node} {node.language} {node.datatype}"
    return f"1 {colours.get(node, '')}" if isinstance(node, BNode) else f"0 {node}"


def _colours(triples: Iterable[Triple]) -> dict[Node, str]:
    """Return a colour for every blank node that depends on its triples and not on its label."""
    about: defaultdict[Node, list[Triple]] = defaultdict(list)
    for triple in triples:
        if isinstance(triple[0], BNode):
            about[triple[0]].append(triple)
    colours: dict[Node, str] = {}
    for _ in range(_ROUNDS):
        colours = {
            node: _digest(sorted(f"{_text(p, colours)} {_text(o, colours)}" for _, p, o in triples_of_node))
            for node, triples_of_node in about.items()
        }
    return colours


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()
