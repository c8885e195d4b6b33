"""Write proofs: as a tree for people, as JSON, and as RDF that a SPARQL query can follow."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import rdflib
from rdflib import DCTERMS, OWL, RDF, RDFS, BNode, Literal, URIRef
from rdflib.term import Node

from aliansi.evidence.asserted import AssertedEvidence
from aliansi.namespaces import AL, ID, shorten
from aliansi.project import fact_labels as labels
from aliansi.project import loader
from aliansi.project.loader import Graph
from aliansi.project.turtle import Triple
from aliansi.reasoning import Proof
from aliansi.reasoning.rules.catalogue import SENTENCES
from aliansi.reasoning.terms.rdflib_terms import text_of


def as_json(proof: Proof, evidence: AssertedEvidence) -> dict[str, Any]:
    """Return a proof as nested dictionaries with terms in N-Triples syntax and the evidence at the leaves."""
    triple = [text_of(term) for term in proof.triple]
    if not proof.is_asserted:
        return {"triple": triple, "rule": proof.rule, "premises": [as_json(p, evidence) for p in proof.premises]}
    subject = proof.triple[0]
    passages: list[dict[str, Any]] = [
        {"passage": str(p.iri), "exact": p.exact, "source": str(p.source), "start": p.start, "end": p.end}
        for p in evidence.passages(subject)
    ]
    cited = [{"source": str(c.source), "citation": c.text} for c in evidence.citations(subject)]
    return {
        "triple": triple,
        "asserted": True,
        "graph": str(evidence.graph_of(proof.triple) or ""),
        "evidence": passages + cited,
    }


def as_text(proof: Proof, evidence: AssertedEvidence, labels: ProofLabels) -> str:
    """Return a proof as a tree: labels, the rule in a sentence, and the words that it ends in."""
    return "\n".join(_lines(proof, evidence, labels, "", "")) + "\n"


class ProofLabels:
    """What to call terms in English: labels, prefixed names where there is none, axioms without a name in words."""

    def __init__(self, graph: Graph) -> None:
        """Look labels up in everything that is asserted, and in those that the build gives to facts."""
        self._graph = loader.union([graph.asserted(), labels.derive(graph)])

    def of(self, term: Node) -> str:
        """Return what to call a term."""
        if isinstance(term, Literal):
            return f'"{term}"'
        if isinstance(term, BNode):
            return self._nameless(term)
        found = [o for o in self._graph.objects(term, RDFS.label) if isinstance(o, Literal) and o.language == "en"]
        return str(min(found)) if found else _IN_WORDS.get(term, shorten(term))

    def sentence(self, triple: Triple) -> str:
        """Return a triple in words."""
        return " · ".join(self.of(term) for term in triple)

    def _nameless(self, node: BNode) -> str:
        members = list(self._graph.items(node))
        if members:
            return f"({' → '.join(self.of(member) for member in members)})"
        parts = [(p, o) for p, o in self._graph.predicate_objects(node) if p in _RESTRICTS]
        if not parts:
            return "[…]"
        of = self._graph.value(node, OWL.onProperty)
        words = ", ".join(f"{_RESTRICTS[p]} {self.of(o)}" for p, o in parts)
        return f"[{self.of(of)} {words}]" if of is not None else f"[{words}]"


_IN_WORDS: dict[Node, str] = {RDF.type: "is a", RDFS.subClassOf: "is part of", OWL.inverseOf: "is the inverse of"}
_RESTRICTS: dict[Node, str] = {
    OWL.someValuesFrom: "some", OWL.allValuesFrom: "only", OWL.hasValue: "is", OWL.intersectionOf: "all of",
    OWL.unionOf: "any of",
}  # fmt: skip


def _lines(proof: Proof, evidence: AssertedEvidence, labels: ProofLabels, first: str, rest: str) -> Iterator[str]:
    yield f"{first}{labels.sentence(proof.triple)}"
    notes = [f"{proof.rule}: {SENTENCES[proof.rule]}"] if proof.rule else list(_grounds(proof, evidence, labels))
    more = "│ " if proof.premises else "  "
    premises = [premise for premise in proof.premises if premise.triple[1] not in {RDF.first, RDF.rest}]
    for note in notes:
        yield f"{rest}{more}{note}"
    for place, premise in enumerate(premises):
        last = place == len(premises) - 1
        yield from _lines(
            premise, evidence, labels, rest + ("└─ " if last else "├─ "), rest + ("   " if last else "│  ")
        )


def _grounds(proof: Proof, evidence: AssertedEvidence, labels: ProofLabels) -> Iterator[str]:
    subject = proof.triple[0]
    for passage in evidence.passages(subject):
        yield f"“{passage.exact}” ({labels.of(passage.source)}, {passage.start} to {passage.end})"
    for citation in evidence.citations(subject):
        yield f"source: {citation.text}"
    if not evidence.passages(subject) and not evidence.citations(subject):
        graph = evidence.graph_of(proof.triple)
        yield f"asserted in {shorten(graph)}" if graph else "holds of the value of the literal alone"


def as_rdf(proofs: list[Proof], evidence: AssertedEvidence) -> rdflib.Graph:
    """Return proofs as ``al:Proof`` nodes, one for each inferred triple in them.

    A step through a nameless class has no node of its own: its premises count as those of the conclusion.
    """
    graph = rdflib.Graph()
    for proof in proofs:
        _describe(graph, proof, evidence)
    return graph


def as_asserted(triple: Triple, evidence: AssertedEvidence) -> rdflib.Graph:
    """Return a triple that is asserted, which needs no proof, with what its subject rests on."""
    graph, facts = rdflib.Graph(), evidence.graph.facts()
    graph.add(triple)
    for predicate in (AL.statedIn, DCTERMS.source):
        graph += facts.triples((triple[0], predicate, None))
    return graph


def proof_iri(triple: Triple) -> URIRef:
    """Return the name of the proof of a triple: it depends on the triple alone."""
    text = " ".join(term.n3() for term in triple)
    return ID[f"proof-{sha256(text.encode()).hexdigest()[:20]}"]


def _describe(graph: rdflib.Graph, proof: Proof, evidence: AssertedEvidence) -> None:
    node = proof_iri(proof.triple)
    if proof.is_asserted or (node, RDF.type, AL.Proof) in graph:
        return
    subject, predicate, object_ = proof.triple
    graph.add((node, RDF.type, AL.Proof))
    graph.add((node, RDF.subject, subject))
    graph.add((node, RDF.predicate, predicate))
    graph.add((node, RDF.object, object_))
    graph.add((node, AL.rule, Literal(proof.rule)))
    for premise in _named(proof.premises):
        if premise.is_asserted:
            _rest_on(graph, node, premise, evidence)
        else:
            graph.add((node, AL.premise, proof_iri(premise.triple)))
            _describe(graph, premise, evidence)


def _named(premises: tuple[Proof, ...]) -> Iterator[Proof]:
    for premise in premises:
        if not premise.is_asserted and any(isinstance(term, BNode) for term in premise.triple):
            yield from _named(premise.premises)
        else:
            yield premise


def _rest_on(graph: rdflib.Graph, node: URIRef, leaf: Proof, evidence: AssertedEvidence) -> None:
    subject, asserting = leaf.triple[0], evidence.graph_of(leaf.triple)
    if isinstance(subject, URIRef) and asserting in evidence.graph.sources:
        graph.add((node, AL.restsOn, subject))
