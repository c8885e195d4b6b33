"""Verifier of proofs, independent of the engine: it checks each step against the rule named there.

A step is right if its conclusion follows by one application of its rule that uses exactly its premises, as
:func:`oracle.instances` enumerates them. Conclusions without premises (Tables 5, 6 and 8) are steps with none; a list
counts with all its cells, as LIST in the tables does; x sameAs x by eq-ref is never cited.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

import pyoxigraph as ox
from rdflib import OWL, BNode, Literal, URIRef
from rdflib.term import Node

from tests.reasoning.support.oracle import Instance, instances
from tests.reasoning.support.oracle_rules import RULE_NAMES
from tests.reasoning.support.oracle_store import one_term
from tests.reasoning.support.oracle_tables import Triple

Proof = Mapping[str, Any]
_LEAF: Final = {"triple", "asserted", "graph", "evidence"}
_STEP: Final = {"triple", "rule", "premises"}
_WRONG: Final = -1


def verify(proof: Proof, asserted: Collection[Triple]) -> list[str]:
    """Return the faults of a proof with their positions in the tree; empty if it is right."""
    return Verifier(asserted).verify(proof)


class Verifier:
    """Verifies many proofs from the same asserted triples.

    It remembers steps by rule, conclusion and premises, and trees by object, so that trees which share branches cost no
    more than their branches. A wrong tree is searched position by position.
    """

    def __init__(self, asserted: Collection[Triple]) -> None:
        self.asserted = frozenset(map(_plain, asserted))
        self.steps: dict[tuple[str, Triple, frozenset[Triple]], tuple[str, ...]] = {}
        self._numbers: dict[Triple, int] = {}
        self._within: dict[int, int] = {}  # the triples of a tree as bits, or that it is wrong
        self._trees: list[Proof] = []  # keeps the objects alive, so that their ids stay unique

    def verify(self, proof: Proof, place: str = "proof") -> list[str]:
        """Return the faults of a proof with their positions in the tree; empty if it is right."""
        waiting = [proof]
        while waiting:
            tree = waiting[-1]
            below = [] if id(tree) in self._within else [one for one in _below(tree) if id(one) not in self._within]
            waiting += below
            if not below:
                waiting.pop()
                self._remember(tree)
        return list(self._faults(proof, (), place)) if self._within[id(proof)] == _WRONG else []

    def _remember(self, tree: Proof) -> None:
        if id(tree) not in self._within:
            self._trees.append(tree)
            self._within[id(tree)] = self._all_of(tree)

    def _all_of(self, tree: Proof) -> int:
        """Return the triples of a tree as bits if it is right; its branches must be known."""
        try:
            triple, premises = read_triple(tree), _premises(tree)
        except ValueError:
            return _WRONG
        own, all_ = 1 << self._numbers.setdefault(triple, len(self._numbers)), 0
        if premises is None:
            return own if triple in self.asserted else _WRONG
        for premise in premises:
            within = self._within[id(premise)]
            if within == _WRONG or within & own or _says_nothing(read_triple(premise)):
                return _WRONG
            all_ |= within
        return _WRONG if self._judge_step(tree["rule"], triple, premises) else all_ | own

    def _judge_step(self, rule: str, triple: Triple, premises: list[Proof]) -> tuple[str, ...]:
        """Return the faults of a single step."""
        try:
            triples = [read_triple(premise) for premise in premises]
        except ValueError:
            return ()  # reported where the premise is parsed
        key = rule, triple, frozenset(triples)
        if key not in self.steps:
            found = [one for one in _applications(rule, triples, triple) if one.conclusion == triple]
            self.steps[key] = tuple(_judge(rule, triples, found))
        return self.steps[key]

    def _faults(self, proof: Proof, above: tuple[Triple, ...], place: str) -> Iterator[str]:
        try:
            triple, premises = read_triple(proof), _premises(proof)
        except ValueError as error:
            yield f"{place}: {error}"
            return
        if triple in above:
            yield f"{place}: rests on itself"
            return
        if above and _says_nothing(triple):
            yield f"{place}: a premise that says that something is itself"
        if premises is None:
            if triple not in self.asserted:
                yield f"{place}: not asserted"
            return
        yield from (f"{place}: {fault}" for fault in self._judge_step(proof["rule"], triple, premises))
        for number, premise in enumerate(premises):
            yield from self._faults(premise, (*above, triple), f"{place}.{number}")


def verify_contradiction(
    rule: str, terms: tuple[Node, ...], premises: Sequence[Proof], asserted: Collection[Triple]
) -> list[str]:
    """Return the faults of the proof of a contradiction, compared with the oracle's report."""
    try:
        triples = [read_triple(premise) for premise in premises]
    except ValueError as error:
        return [f"contradiction: {error}"]
    report = tuple(map(one_term, terms))
    found = [one for one in _applications(rule, triples) if one.conclusion is None and one.report == report]
    faults = [f"contradiction: {fault}" for fault in _judge(rule, triples, found)]
    verifier = Verifier(asserted)
    for number, premise in enumerate(premises):
        faults += verifier.verify(premise, f"contradiction.{number}")
    return faults


def _below(tree: Proof) -> list[Proof]:
    try:
        read_triple(tree)
        return _premises(tree) or []
    except ValueError:
        return []


def _says_nothing(triple: Triple) -> bool:
    return triple[1] == OWL.sameAs and triple[0] == triple[2]


def _premises(proof: Proof) -> list[Proof] | None:
    """Return the premises of a step, or None for a leaf."""
    if "asserted" in proof:
        if proof["asserted"] is not True or not proof.keys() <= _LEAF:
            raise ValueError("neither a leaf nor a step")
        return None
    if proof.keys() != _STEP or not isinstance(proof["premises"], list):
        raise ValueError("neither a leaf nor a step")
    return proof["premises"]


def _applications(rule: str, premises: list[Triple], conclusion: Triple | None = None) -> Iterator[Instance]:
    literals = {term for term in conclusion or () if isinstance(term, Literal)}
    yield from instances(rule, premises, sorted(literals, key=str))


def _judge(rule: str, premises: list[Triple], found: list[Instance]) -> Iterator[str]:
    if rule not in RULE_NAMES:
        yield f"there is no rule {rule}"
    elif not found:
        yield f"does not follow by {rule}"
    elif frozenset(premises) not in {one.premises for one in found}:
        yield f"follows by {rule} without some of its premises"


def read_triple(proof: Proof) -> Triple:
    """Return the triple of a step or leaf; ValueError if there is none."""
    written = proof.get("triple") if isinstance(proof, Mapping) else None
    if not isinstance(written, (list, tuple)) or len(written) != 3:
        raise ValueError(f"no triple: {written!r}")
    subject, predicate, object_ = (read_term(term) for term in written)
    return subject, predicate, object_


@cache
def read_term(text: str) -> Node:
    """Return a term in N-Triples syntax with the literal exactly as written; ValueError if it is invalid."""
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
