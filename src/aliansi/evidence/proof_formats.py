"""Proofs as text, JSON and RDF."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from typing import Any

import pyoxigraph as ox
import rdflib
from rdflib import DCTERMS, RDF, BNode, Literal, URIRef
from rdflib.term import Node

from aliansi.dataset.store import Term
from aliansi.evidence.index import EvidenceIndex
from aliansi.namespaces import AL, ID, shorten
from aliansi.project.turtle import Triple
from aliansi.rdf_files.terms import oxigraph_term
from aliansi.reasoning import Proof
from aliansi.reasoning.rules.catalogue import SENTENCES
from aliansi.reasoning.terms.rdflib_terms import text_of


def as_json(proof: Proof, evidence: EvidenceIndex) -> dict[str, Any]:
    """Return a proof as nested dictionaries with terms in N-Triples syntax and the evidence at the leaves."""
    triple = [text_of(term) for term in proof.triple]
    if not proof.is_asserted:
        return {"triple": triple, "rule": proof.rule, "premises": [as_json(p, evidence) for p in proof.premises]}
    subject, predicate, object_ = _oxigraph_triple(proof.triple)
    return {
        "triple": triple,
        "asserted": True,
        "graph": evidence.graph_asserting((subject, predicate, object_)) or "",
        "evidence": [each.as_json() for each in evidence.of_node(subject)],
    }


def as_text(proof: Proof, evidence: EvidenceIndex, label: Callable[[Node], str]) -> str:
    """Return a proof as a tree: labels, the rule in a sentence, and the evidence at the leaves."""
    return "\n".join(_lines(proof, evidence, label, "", "")) + "\n"


def _lines(proof: Proof, evidence: EvidenceIndex, label: Callable[[Node], str], first: str, rest: str) -> Iterator[str]:
    yield f"{first}{' · '.join(map(label, proof.triple))}"
    notes = [f"{proof.rule}: {SENTENCES[proof.rule]}"] if proof.rule else list(_evidence(proof, evidence, label))
    more = "│ " if proof.premises else "  "
    premises = [premise for premise in proof.premises if premise.triple[1] not in {RDF.first, RDF.rest}]
    for note in notes:
        yield f"{rest}{more}{note}"
    for place, premise in enumerate(premises):
        last = place == len(premises) - 1
        yield from _lines(
            premise, evidence, label, rest + ("└─ " if last else "├─ "), rest + ("   " if last else "│  ")
        )


def _evidence(proof: Proof, evidence: EvidenceIndex, label: Callable[[Node], str]) -> Iterator[str]:
    subject, predicate, object_ = _oxigraph_triple(proof.triple)
    found = evidence.of_node(subject)
    for each in found:
        if each.is_quoted:
            yield f"“{each.text}” ({label(URIRef(each.source))}, {each.start} to {each.end})"
        else:
            yield f"source: {each.text}"
    if not found:
        graph = evidence.graph_asserting((subject, predicate, object_))
        yield f"asserted in {shorten(graph)}" if graph else "holds of the value of the literal alone"


def _oxigraph_triple(triple: Triple) -> tuple[Term, ox.NamedNode, Term]:
    subject, predicate, object_ = triple
    return oxigraph_term(subject), ox.NamedNode(str(predicate)), oxigraph_term(object_)


def as_rdf(proof: Proof, facts: rdflib.Graph) -> rdflib.Graph:
    """Return a proof as RDF, as ``proof_triples`` describes it."""
    described = rdflib.Graph()
    described += proof_triples([proof], facts)
    return described


def proof_triples(proofs: Iterable[Proof], facts: rdflib.Graph) -> set[Triple]:
    """Return the triples of ``al:Proof`` nodes, one node for each inferred triple in the proofs.

    ``facts`` is what the sources assert. A step through a nameless class has no node of its own: its premises count as
    those of the conclusion.
    """
    triples: set[Triple] = set()
    described: set[Node] = set()
    for proof in proofs:
        _describe(proof, facts, triples, described)
    return triples


def as_asserted(triple: Triple, facts: rdflib.Graph) -> rdflib.Graph:
    """Return an asserted triple, which needs no proof, with the passages and sources of its subject."""
    described = rdflib.Graph()
    described.add(triple)
    for predicate in (AL.statedIn, DCTERMS.source):
        described += facts.triples((triple[0], predicate, None))
    return described


def proof_iri(triple: Triple) -> URIRef:
    """Return the IRI of the proof of a triple, which depends on the triple alone."""
    text = " ".join(term.n3() for term in triple)
    return ID[f"proof-{sha256(text.encode()).hexdigest()[:20]}"]


_A, _SUBJECT, _PREDICATE, _OBJECT = RDF.type, RDF.subject, RDF.predicate, RDF.object
_PROOF, _RULE, _PREMISE, _RESTS_ON = AL.Proof, AL.rule, AL.premise, AL.restsOn


def _describe(proof: Proof, facts: rdflib.Graph, triples: set[Triple], described: set[Node]) -> None:
    node = proof_iri(proof.triple)
    if proof.is_asserted or node in described:
        return
    described.add(node)
    subject, predicate, object_ = proof.triple
    triples |= {(node, _A, _PROOF), (node, _RULE, Literal(proof.rule))}
    triples |= {(node, _SUBJECT, subject), (node, _PREDICATE, predicate), (node, _OBJECT, object_)}
    for premise in _named(proof.premises):
        if not premise.is_asserted:
            triples.add((node, _PREMISE, proof_iri(premise.triple)))
            _describe(premise, facts, triples, described)
        elif isinstance(premise.triple[0], URIRef) and premise.triple in facts:
            triples.add((node, _RESTS_ON, premise.triple[0]))


def _named(premises: tuple[Proof, ...]) -> Iterator[Proof]:
    for premise in premises:
        if not premise.is_asserted and any(isinstance(term, BNode) for term in premise.triple):
            yield from _named(premise.premises)
        else:
            yield premise
