"""Contradictions: every rule that concludes ``false``, each thing once, with premises that the verifier accepts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pytest
import rdflib
from rdflib import OWL
from rdflib.term import Node

from aliansi.reasoning.closure import close
from aliansi.reasoning.consistency.contradictions import Contradiction, contradictions_of
from aliansi.reasoning.engine.state import ClosureState
from aliansi.reasoning.proofs.explainer import Explainer, ProofNotFoundError
from aliansi.reasoning.rules.catalogue import FALSE
from tests.reasoning.support import oracle, random_graphs
from tests.reasoning.support.as_written import n_triples, terms, turtle
from tests.reasoning.support.hard_shapes import SHAPES, shape
from tests.reasoning.support.oracle import triples_of
from tests.reasoning.support.oracle_rules import W3C
from tests.reasoning.support.oracle_store import one_term
from tests.reasoning.support.oracle_tables import Triple
from tests.reasoning.support.proof_json import Writer
from tests.reasoning.support.rule_cases import CASES
from tests.reasoning.support.verifier import verify_contradiction
from tests.support import slow

SEEDS: Final = range(200)
SIZE: Final = 10
GROUPS: Final = [range(start, start + SIZE) for start in range(SEEDS.start, SEEDS.stop, SIZE)]

EITHER_WAY: Final = {
    "eq-diff1": (0, 1), "eq-diff2": (1, 2), "eq-diff3": (1, 2), "prp-asyp": (1, 2), "prp-pdw": (0, 1),
    "prp-adp": (1, 2), "cls-com": (0, 1), "cax-dw": (0, 1), "cax-adc": (1, 2),
}  # fmt: skip
"""Positions of two terms in a report of the oracle for which the rule is symmetric."""

Report = tuple[str, tuple[Node, ...]]


def closed(graph: rdflib.Graph) -> tuple[ClosureState, Explainer]:
    closure = close(graph).state
    return closure, Explainer(closure)


def found_in(graph: rdflib.Graph) -> list[Contradiction]:
    return contradictions_of(*closed(graph))


def found(text: str) -> list[Contradiction]:
    return found_in(turtle(text))


def reports(one: Contradiction) -> list[tuple[Node, ...]]:
    """Return the oracle's reports for the premises of a contradiction, if the rule needs all of them."""
    premises = frozenset(map(plain, (*one.axiom, *one.facts)))
    instances = (instance for instance in oracle.instances(one.rule, premises) if instance.conclusion is None)
    return [instance.report for instance in instances if instance.premises == premises]


def plain(triple: Triple) -> Triple:
    s, p, o = map(one_term, triple)
    return s, p, o


def faults(one: Contradiction, asserted: frozenset[Triple]) -> list[str]:
    """Return the faults of a contradiction: its premises must be those of its rule, each with a proof."""
    try:
        premises = one.premises
    except ProofNotFoundError as error:
        return [str(error)]
    if [premise.triple for premise in premises] != [*one.axiom, *one.facts]:
        return ["the premises are not the axiom and the facts"]
    expected = reports(one)
    if not expected:
        return [f"the oracle says nothing of {one}"]
    written = [Writer().write(premise) for premise in premises]
    return verify_contradiction(one.rule, expected[0], written, asserted)


def in_order(term: Node) -> str:
    return n_triples([term])[0]


class Things:
    """Equivalence classes in a closure of the oracle: one name stands for all."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.names: dict[Node, Node] = {}
        for s, p, o in triples:
            if p == OWL.sameAs:
                self.names[s] = min(self.names.get(s, s), o, key=in_order)

    def of(self, rule: str, report: tuple[Node, ...]) -> Report:
        """Return a report with one name for each thing, in one fixed order of symmetric terms."""
        terms = [self.names.get(one_term(term), one_term(term)) for term in report]
        i, j = EITHER_WAY.get(rule, (0, 0))
        terms[i], terms[j] = sorted((terms[i], terms[j]), key=in_order)
        return rule, tuple(terms)


# --- the rules one by one


def test_the_rules_that_conclude_false_are_all_there() -> None:
    of_tables = {rule.name for rule in W3C.plain if rule.report}
    of_lists = {"eq-diff2", "eq-diff3", "prp-adp", "cax-adc"}
    assert FALSE.keys() == of_tables | of_lists
    assert len(FALSE) == 17
    assert FALSE.keys() == {rule for rule, case in CASES.items() if case.concludes.startswith("false")}


@pytest.mark.parametrize("rule", FALSE)
def test_a_rule_fires_once_with_its_premises(rule: str) -> None:
    graph = turtle(CASES[rule].fires)
    (one,) = found_in(graph)
    assert one.rule == rule
    assert faults(one, triples_of(graph)) == []
    assert terms(CASES[rule].concludes.removeprefix("false")) in reports(one)


@pytest.mark.parametrize("rule", FALSE)
def test_a_rule_spares_the_near_miss(rule: str) -> None:
    assert found(CASES[rule].spares) == []


# --- all the rules together


def wrong(graph: rdflib.Graph) -> list[str]:
    """Return where the contradictions of a graph differ from the oracle's or lack proofs."""
    asserted, contradictions = triples_of(graph), found_in(graph)
    expected = oracle.closure(asserted)
    things = Things(expected.triples)
    unproved = [fault for one in contradictions for fault in faults(one, asserted)]
    if unproved:
        return unproved
    ours = [things.of(one.rule, reports(one)[0]) for one in contradictions]
    theirs = {things.of(rule, report) for rule, report in expected.inconsistencies}
    spoken_of = {term for triple in asserted for term in (triple[0], triple[2])}
    theirs -= left_out(theirs, spoken_of, set(ours))
    twice = {one for one in ours if ours.count(one) > 1 and not one[0].startswith("eq-diff")}
    return [
        *(f"not found: {one}" for one in sorted(theirs - set(ours), key=str)),
        *(f"not the oracle's: {one}" for one in sorted(set(ours) - theirs, key=str)),
        *(f"found twice: {one}" for one in twice),
    ]


def left_out(theirs: set[Report], spoken_of: set[Node], ours: set[Report]) -> set[Report]:
    """Return reports of dt-not-type for datatypes that the graph does not mention, for things reported anyway.

    If 1 and true are the same, true has each of the dozen datatypes of 1; one report is enough.
    """
    reported = {terms[0] for rule, terms in ours if rule in {"eq-diff1", "dt-not-type"}}
    return {
        (rule, terms)
        for rule, terms in theirs - ours
        if rule == "dt-not-type" and terms[1] not in spoken_of and terms[0] in reported
    }


@pytest.mark.parametrize("name", SHAPES)
def test_hard_shapes_contradict_themselves_as_the_oracle_says(name: str) -> None:
    assert wrong(shape(name)) == []


@pytest.mark.parametrize("seeds", slow.sample(GROUPS, 10), ids=str)
def test_random_graphs_contradict_themselves_as_the_oracle_says(seeds: range) -> None:
    found = {f"seed {seed}": wrong(random_graphs.graph(seed)) for seed in seeds}
    assert not {seed: (len(faults), faults[:5]) for seed, faults in found.items() if faults}
