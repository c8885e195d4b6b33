"""Contradictions: which rule concludes ``false``, for which individuals, against which axiom, and why.

``axiom_violations`` and ``same_and_different`` find them over columns. This module adds sentences, and proofs on
access: there may be far more contradictions than anyone reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import chain

import numpy as np
from rdflib import OWL, RDF, BNode, Literal, URIRef
from rdflib.term import Node

from aliansi.namespaces import shorten
from aliansi.reasoning.columns.sorted_index import Ints
from aliansi.reasoning.consistency.axiom_violations import AxiomViolations, axiom_violations
from aliansi.reasoning.consistency.extents import Extents
from aliansi.reasoning.consistency.same_and_different import sameness_violations
from aliansi.reasoning.engine.state import ClosureState
from aliansi.reasoning.proofs.explainer import Explainer
from aliansi.reasoning.proofs.proof import Proof
from aliansi.reasoning.rules.catalogue import FALSE
from aliansi.reasoning.terms import dictionary as d
from aliansi.reasoning.terms.datatypes import contains, value_of
from aliansi.reasoning.terms.rdflib_terms import Triple, text_of

Atom = tuple[str, str, str]
Prove = Callable[[Triple], Proof]


@dataclass(frozen=True)
class Contradiction:
    """One application of a rule that concludes ``false``; the same name stands for the same thing in all parts."""

    rule: str
    individuals: tuple[Node, ...]
    axiom: tuple[Triple, ...]
    """The violated axiom with all cells of its list; empty if the rule itself excludes the facts."""
    facts: tuple[Triple, ...]
    """The facts that the axiom excludes."""
    sentence: str
    prove: Prove | None = field(repr=False, compare=False)
    """Returns the smallest proof of a triple; None if the closure has no proofs."""

    @cached_property
    def premises(self) -> tuple[Proof, ...]:
        """The smallest proof of each triple of the axiom and of each fact, made on first access."""
        return tuple(self.prove(triple) for triple in (*self.axiom, *self.facts)) if self.prove else ()


def contradictions_of(
    closure: ClosureState, explainer: Explainer | None, label: Callable[[Node], str] | None = None
) -> list[Contradiction]:
    """Return every contradiction of a closure once; ``label`` names terms in the sentences."""
    extents = Extents(closure)
    found = chain(sameness_violations(extents), axiom_violations(extents))
    prove = Prover(explainer) if explainer else None
    writers = (_ContradictionWriter(extents, violations, prove, label or name_of) for violations in found)
    return list(chain.from_iterable(writer.contradictions() for writer in writers))


def name_of(term: Node) -> str:
    """Return a prefixed name, a literal with its datatype, or a phrase for a blank node, whose label means nothing."""
    if isinstance(term, BNode):
        return "something without a name"
    if not isinstance(term, Literal):
        return shorten(term)
    return f'"{term}"' + (
        f"@{term.language}" if term.language else f"^^{shorten(term.datatype)}" if term.datatype else ""
    )


class Prover:
    """Proves the premises of contradictions."""

    def __init__(self, explainer: Explainer) -> None:
        self._explainer = explainer

    def __call__(self, triple: Triple) -> Proof:
        """Return the smallest proof of a premise, also of one about literals that is not a triple of the closure."""
        subject, predicate, object_ = triple
        if predicate == OWL.differentFrom and isinstance(subject, Literal) and isinstance(object_, Literal):
            values = value_of(subject), value_of(object_)
            if None not in values and values[0] != values[1]:
                return Proof(triple, "dt-diff")
        proof = self._explainer.explain(*triple) or self._by_another_name(triple)
        assert proof is not None, triple
        return proof

    def _by_another_name(self, triple: Triple) -> Proof | None:
        """Prove that a literal has a type because an equal literal has it (dt-type2)."""
        closure = self._explainer.closure
        subject, _, datatype = triple
        for name in closure.same_as.names_of(closure.terms.find(subject) or 0):
            term = closure.terms.term(name)
            value = value_of(term) if isinstance(term, Literal) else None
            if value is not None and isinstance(datatype, URIRef) and contains(str(datatype), value):
                same = self._explainer.explain(term, OWL.sameAs, subject)
                typed = Proof((term, RDF.type, datatype), "dt-type2")
                return Proof(triple, "eq-rep-s", (same, typed)) if same else None
        return None


class _ContradictionWriter:
    """Builds the contradictions of one rule, with names for its things."""

    def __init__(
        self, extents: Extents, violations: AxiomViolations, prove: Prove | None, label: Callable[[Node], str]
    ) -> None:
        self.extents, self.violations, self.prove, self.label = extents, violations, prove, label
        self.axiom, self.facts = _atoms(violations.rule)
        self.term = cache(extents.closure.terms.term)
        self.cells = tuple((self.term(s), self.term(p), self.term(o)) for s, p, o in violations.cells)
        self._axioms: dict[tuple[Triple, ...], tuple[Triple, ...]] = {}

    def contradictions(self) -> Iterator[Contradiction]:
        names = self._names()
        for row in zip(*(column.tolist() for column in names.values()), strict=True):
            yield self._one({variable: self.term(name) for variable, name in zip(names, row, strict=True)})

    def _one(self, bound: dict[str, Node]) -> Contradiction:
        axiom = tuple(_put(atom, bound) for atom in self.axiom)
        # Many contradictions may share an axiom with a long list: store it once.
        axiom = self._axioms.setdefault(axiom, (*axiom, *self.cells))
        facts = tuple(
            dict.fromkeys(fact for fact in (_put(atom, bound) for atom in self.facts) if not _is_itself(fact))
        )
        individuals = tuple(bound[variable] for variable in "xy" if variable in bound)
        words = {variable: self.label(term) for variable, term in bound.items() if variable in "cdpqxy"}
        _, _, sentence, of_itself = FALSE[self.violations.rule]
        sentence = (of_itself if of_itself and bound["x"] == bound["y"] else sentence).format(**words)
        return Contradiction(self.violations.rule, individuals, axiom, facts, sentence, self.prove)

    def _names(self) -> dict[str, Ints]:
        """Return a name for each variable: one under which the graph states the triple."""
        size = len(self.violations)
        things = {variable: np.broadcast_to(column, size) for variable, column in self.violations.things.items()}
        names = {variable: np.broadcast_to(column, size) for variable, column in self.violations.named.items()}
        for atom in (*self.axiom, *self.facts):
            new = [(place, word) for place, word in enumerate(atom) if word not in names and word in things]
            if new:
                s, p, o = (self._column(word, things, names) for word in atom)
                rows = self.extents.table.find(s, p, o)
                stated = self.extents.original_names(np.maximum(rows, 0))
                for place, word in new:
                    names.setdefault(word, np.where(rows >= 0, stated[place], things[word]))
        if {"p", "x", "y"} <= names.keys():
            self._keep_apart(names)
        return names

    def _column(self, word: str, things: dict[str, Ints], names: dict[str, Ints]) -> Ints:
        same = self.extents.same_as.representative
        if isinstance(word, URIRef):
            return np.full(len(self.violations), self.extents.number(text_of(word)), np.int64)
        return things[word] if word in things else same[names[word]]

    def _keep_apart(self, names: dict[str, Ints]) -> None:
        """Use two different names where the property is owl:sameAs: x sameAs x is not a premise."""
        same = self.extents.same_as.representative
        for i in np.flatnonzero((same[names["p"]] == d.SAME) & (names["x"] == names["y"])).tolist():
            x = int(names["x"][i])
            names["y"] = names["y"].copy()
            names["y"][i] = next(name for name in self.extents.same_as.names_of(x) if name != x)


@cache
def _atoms(rule: str) -> tuple[tuple[Atom, ...], tuple[Atom, ...]]:
    """Return the axiom and the facts of a rule as atoms of variables and terms."""
    axiom, facts = (
        tuple(_atom(atom) for atom in text.split(" . ") if atom) for text in (FALSE[rule].axiom, FALSE[rule].facts)
    )
    return axiom, facts


def _atom(text: str) -> Atom:
    subject, predicate, object_ = (_word(word) for word in text.split())
    return subject, predicate, object_


def _word(word: str) -> str:
    prefix, _, name = word.partition(":")
    return {"rdf": RDF, "owl": OWL}[prefix][name] if name else word


def _put(atom: Atom, bound: dict[str, Node]) -> Triple:
    s, p, o = (word if isinstance(word, URIRef) else bound[word] for word in atom)
    return s, p, o


def _is_itself(triple: Triple) -> bool:
    return triple[1] == OWL.sameAs and triple[0] == triple[2]
