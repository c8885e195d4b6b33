"""Random changes of a closure, compared after each with a fresh closure of the same asserted triples."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

import numpy as np
import rdflib
from rdflib import OWL, RDF

from aliansi.reasoning.closure import Closure, close
from aliansi.reasoning.columns.triple_table import ASSERTED, REWRITTEN
from aliansi.reasoning.consistency.contradictions import contradictions_of
from aliansi.reasoning.proofs.explainer import Explainer
from aliansi.reasoning.terms.rdflib_terms import Triple
from tests.reasoning.support import oracle, random_graphs
from tests.reasoning.support.as_written import n_triples
from tests.reasoning.support.oracle_store import one_term
from tests.reasoning.support.proof_json import Writer
from tests.reasoning.support.random_terms import CLASSES, DATA_PROPERTIES, PROPERTIES
from tests.reasoning.support.verifier import Verifier

FACTS: Final = frozenset({*PROPERTIES, *DATA_PROPERTIES, OWL.sameAs, OWL.differentFrom})


@dataclass(frozen=True)
class Change:
    """Triples that are added and retracted at once."""

    added: tuple[Triple, ...] = ()
    retracted: tuple[Triple, ...] = ()

    def of(self, asserted: Collection[Triple]) -> frozenset[Triple]:
        """Return the asserted triples after the change."""
        return (frozenset(asserted) - frozenset(self.retracted)) | frozenset(self.added)


def in_order(triples: Iterable[Triple]) -> list[Triple]:
    return sorted(triples, key=lambda triple: tuple(n_triples(triple)))


def fresh(asserted: Iterable[Triple]) -> Closure:
    return close(asserted)


def asserted_in(closure: Closure) -> frozenset[Triple]:
    """Return the triples that a closure stores as asserted."""
    rows = np.flatnonzero(closure.state.table.column("rule") == ASSERTED).tolist()
    term = closure.state.terms.term
    return frozenset((term(s), term(p), term(o)) for s, p, o in map(closure.state.table.triple, rows))


class Changes:
    """Random changes by seed, beginning with a part of the seed's random graph."""

    steps: Final = 4

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.pool = in_order((s, p, one_term(o)) for s, p, o in random_graphs.graph(seed))
        self.asserted = frozenset(self.random.sample(self.pool, round(len(self.pool) * self.random.uniform(0.5, 1))))

    def next(self, inferred: Collection[Triple]) -> Change:
        """Choose a change of few or many triples, now and then of inferred or absent ones."""
        among = is_fact if self.random.random() < 0.8 else bool
        here, absent, what_follows = (
            in_order(filter(among, triples))
            for triples in (self.asserted, frozenset(self.pool) - self.asserted, inferred)
        )
        added = self._some(absent) + (self._some(what_follows) if self.random.random() < 0.3 else [])
        retracted = self._some(here)
        if self.random.random() < 0.2:
            retracted += self._some(absent) + self._some(what_follows)
        if self.random.random() < 0.2:
            added += self._some(retracted)
        change = Change(tuple(added), tuple(retracted))
        self.asserted = change.of(self.asserted)
        return change

    def _some(self, triples: list[Triple]) -> list[Triple]:
        most = self.random.choice((0, 1, 1, 2, 3, 8))
        return self.random.sample(triples, min(most, len(triples)))


class Comparison:
    """An updated closure beside a fresh one."""

    def __init__(self, closure: Closure, asserted: frozenset[Triple]) -> None:
        self.closure, self.asserted, self.fresh = closure, asserted, fresh(asserted)
        self.found = oracle.comparable(closure.triples)

    def inferred(self) -> frozenset[Triple]:
        return self.found - self.asserted

    def faults(self, every: int = 1) -> Iterator[str]:
        """Yield the differences, and the faults in proofs of one in so many inferred triples."""
        expected = oracle.comparable(self.fresh.triples)
        yield from difference("left out", expected - self.found)
        yield from difference("made up", self.found - expected)
        yield from difference("taken for asserted", asserted_in(self.closure) ^ self.asserted)
        yield from self.wrong_rows()
        mine, theirs = (contradictions_in(closure) for closure in (self.closure, self.fresh))
        if mine != theirs:
            yield f"contradictions differ: {sorted(map(str, mine ^ theirs))[:3]}"
        yield from self.wrong_proofs(every)

    def wrong_rows(self) -> Iterator[str]:
        """Check every valid row: its premises must be earlier rows and still valid."""
        table = self.closure.state.table
        for row in range(table.size):
            key = table.triple(row)
            if (table.active[row] or table.exact_row(key) == row) and table.rule_of(row) != ASSERTED:
                for premise in premises(self.closure, row):
                    if premise >= row:
                        yield f"row {row} rests on the later row {premise}"
                    if not is_valid(self.closure, premise):
                        yield f"row {row} ({table.rule_of(row)}) rests on what is gone"

    def wrong_proofs(self, every: int) -> Iterator[str]:
        explainer, writer, verifier = Explainer(self.closure.state), Writer(), Verifier(self.asserted)
        for triple in in_order(self.inferred())[::every]:
            kept = explainer.stored_proof(*triple)
            if kept is None or kept.triple != triple:
                yield f"{' '.join(n_triples(triple))}: no proof"
            else:
                faults = verifier.verify(writer.write(kept))
                yield from (f"{' '.join(n_triples(triple))}: {fault}" for fault in faults)


def premises(closure: Closure, row: int) -> list[int]:
    """Return the rows of the premises of a row."""
    first, second, axiom = (int(closure.state.table.column(name)[row]) for name in ("first", "second", "axiom"))
    return [*closure.state.schema.premises(axiom), *(premise for premise in (first, second) if premise >= 0)]


def is_valid(closure: Closure, row: int) -> bool:
    """Return whether a row is still valid, if only under a name that has been rewritten."""
    table = closure.state.table
    return table.rule_of(row) in {ASSERTED, REWRITTEN} or table.rule_of(row) >= 0


def contradictions_in(closure: Closure) -> frozenset[object]:
    """Return the contradictions of a closure with one canonical name for each thing."""

    def thing(term: rdflib.term.Node) -> str:
        return min(
            closure.state.terms.text(name) for name in closure.state.same_as.names_of(closure.state.terms.number(term))
        )

    return frozenset(
        (one.rule, frozenset(map(thing, one.individuals)), tuple(tuple(map(thing, triple)) for triple in one.axiom[:1]))
        for one in contradictions_of(closure.state, None)
    )


def difference(how: str, triples: Collection[Triple]) -> Iterator[str]:
    if triples:
        some = [" ".join(n_triples(triple)) for triple in in_order(triples)[:5]]
        yield f"{how}, {len(triples)} in all: {'; '.join(some)}"


def is_fact(triple: Triple) -> bool:
    """Return whether a triple is about individuals: most changes are, because changed axioms start over."""
    _, predicate, object_ = triple
    return predicate in FACTS or (predicate == RDF.type and object_ in CLASSES)
