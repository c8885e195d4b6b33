"""A verifier of proofs, independent of the engine that writes them: each step is checked by the rule that it names.

A step is right if its conclusion follows by one application of its rule that uses its premises, all of them and nothing
else, as :func:`oracle.instances` enumerates them. What a rule says without premises (Tables 5, 6 and 8) is a step with
none; a list counts whole, with all its cells, as LIST in the tables does; what eq-ref says of every term is not cited.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

import pyoxigraph as ox
from rdflib import OWL, BNode, Literal, URIRef
from rdflib.term import Node

from oracle import Instance, instances
from oracle_rules import RULE_NAMES
from oracle_store import one_term
from oracle_tables import Triple

Proof = Mapping[str, Any]
_LEAF: Final = {"triple", "asserted", "graph", "evidence"}
_STEP: Final = {"triple", "rule", "premises"}


def verify(proof: Proof, asserted: Collection[Triple]) -> list[str]:
    """Return what is wrong with a proof, each time with the place in the tree; nothing if it is right."""
    return list(_verify(proof, frozenset(map(_plain, asserted)), (), "proof"))


def verify_contradiction(
    rule: str, terms: tuple[Node, ...], premises: Sequence[Proof], asserted: Collection[Triple]
) -> list[str]:
    """Return what is wrong with the proof that a graph contradicts itself, as the oracle reports it."""
    known = frozenset(map(_plain, asserted))
    try:
        triples = [read_triple(premise) for premise in premises]
    except ValueError as error:
        return [f"contradiction: {error}"]
    report = tuple(map(one_term, terms))
    found = [one for one in _applications(rule, triples) if one.conclusion is None and one.report == report]
    faults = list(_judge("contradiction", rule, triples, found))
    for number, premise in enumerate(premises):
        faults += _verify(premise, known, (), f"contradiction.{number}")
    return faults


def _verify(proof: Proof, asserted: frozenset[Triple], above: tuple[Triple, ...], place: str) -> Iterator[str]:
    try:
        triple = read_triple(proof)
        premises = _premises(proof)
    except ValueError as error:
        yield f"{place}: {error}"
        return
    if triple in above:
        yield f"{place}: rests on itself"
        return
    if above and triple[1] == OWL.sameAs and triple[0] == triple[2]:
        yield f"{place}: a premise that says that something is itself"
    if premises is None:
        if triple not in asserted:
            yield f"{place}: not asserted"
        return
    yield from _judge_step(proof["rule"], triple, premises, place)
    for number, premise in enumerate(premises):
        yield from _verify(premise, asserted, (*above, triple), f"{place}.{number}")


def _premises(proof: Proof) -> list[Proof] | None:
    """Return the premises of a step, or None for a leaf."""
    if "asserted" in proof:
        if proof["asserted"] is not True or not proof.keys() <= _LEAF:
            raise ValueError("neither a leaf nor a step")
        return None
    if proof.keys() != _STEP or not isinstance(proof["premises"], list):
        raise ValueError("neither a leaf nor a step")
    return proof["premises"]


def _judge_step(rule: str, triple: Triple, premises: list[Proof], place: str) -> Iterator[str]:
    try:
        triples = [read_triple(premise) for premise in premises]
    except ValueError:
        return  # it is reported where the premise is read
    found = [one for one in _applications(rule, triples, triple) if one.conclusion == triple]
    yield from _judge(place, rule, triples, found)


def _applications(rule: str, premises: list[Triple], conclusion: Triple | None = None) -> Iterator[Instance]:
    literals = {term for term in conclusion or () if isinstance(term, Literal)}
    yield from instances(rule, premises, sorted(literals))


def _judge(place: str, rule: str, premises: list[Triple], found: list[Instance]) -> Iterator[str]:
    if rule not in RULE_NAMES:
        yield f"{place}: there is no rule {rule}"
    elif not found:
        yield f"{place}: does not follow by {rule}"
    elif frozenset(premises) not in {one.premises for one in found}:
        yield f"{place}: follows by {rule} without some of its premises"


def read_triple(proof: Proof) -> Triple:
    """Return the triple of a step or leaf; ValueError if there is none."""
    written = proof.get("triple") if isinstance(proof, Mapping) else None
    if not isinstance(written, (list, tuple)) or len(written) != 3:
        raise ValueError(f"no triple: {written!r}")
    subject, predicate, object_ = (read_term(term) for term in written)
    return subject, predicate, object_


def read_term(text: str) -> Node:
    """Return a term in N-Triples syntax, the literal exactly as written; ValueError if it is none."""
    try:
        (read,) = ox.parse(f"<x:s> <x:p> {text} .", format=ox.RdfFormat.N_TRIPLES)
    except SyntaxError as error:
        raise ValueError(f"no term: {text}") from error
    term = read.triple.object
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    assert isinstance(term, ox.Literal)
    if term.language:
        return Literal(term.value, lang=term.language)
    return one_term(Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False))


def _plain(triple: Triple) -> Triple:
    subject, predicate, object_ = triple
    return subject, predicate, one_term(object_)
