"""The oracle, the default engine and owlrl agree except for known faults of owlrl, each of which has a test."""

from __future__ import annotations

import pytest
import rdflib
from rdflib import OWL, RDF, Literal

from aliansi.pipeline.materialise import without_annotations
from aliansi.project.loader import Graph, union
from aliansi.reasoning import NativeReasoner
from tests.reasoning.support.as_written import EX, terms, turtle
from tests.reasoning.support.hard_shapes import SHAPES, shape
from tests.reasoning.support.oracle import comparable, triples_of
from tests.reasoning.support.oracle_rules import RULE_NAMES, W3C
from tests.reasoning.support.oracle_tables import Triple
from tests.reasoning.support.owlrl_answers import Answer, forks, oracle_answer, owlrl_answer
from tests.reasoning.support.owlrl_faults import FAULTS, Fault, mended, rules_of_owlrl
from tests.reasoning.support.random_graphs import graph
from tests.reasoning.support.rule_cases import CASES
from tests.support import slow

AS_OWLRL = rules_of_owlrl()
LONG = {140, 163}
"""Seeds that cost owlrl more than five seconds each because of large owl:sameAs classes."""

SEEDS = [seed for seed in range(220) if seed not in LONG and not forks(triples_of(graph(seed)))][:160]
"""Random graphs without branching lists; tests below show what owlrl does with those."""

MENDED = SEEDS[:60]
"""Seeds for which the default engine must agree with owlrl once owlrl's faults are corrected."""

MAXIMA = {OWL.maxCardinality, OWL.maxQualifiedCardinality}
"""owlrl fails if one of these is the same as a term that is not a literal."""

UNLIKE = {
    "one value in many lexical forms": "a string with and without xsd:string is two terms to owlrl",
    "a list without an end, and the empty list": "owlrl reads a list to where it stops",
    "a list in a circle": "owlrl fails",
    "a list with two first and two rest": "owlrl goes one of the ways",
    "list nodes that are the same": "owlrl goes one of the ways",
}
"""Shapes on which owlrl differs for reasons other than rules: each reason has its test below."""


def test_there_are_enough_seeds() -> None:
    assert len(SEEDS) == 160


def assert_agreement(one: rdflib.Graph) -> Answer | None:
    """Compare owlrl with the oracle and return owlrl's closure; None where owlrl fails."""
    oracle = oracle_answer(one, AS_OWLRL)
    if any(p in MAXIMA and not isinstance(o, Literal) for _, p, o in oracle.triples):
        with pytest.raises(AttributeError, match="value"):
            owlrl_answer(one)
        return None
    other = answer = owlrl_answer(one)
    assert oracle.triples - other.triples == set()
    assert other.triples - oracle.triples == set()
    if forks(oracle.triples):  # by sameAs: owlrl uses one of the names, which shows only in its messages
        oracle, other = oracle.without_lists(), other.without_lists()
    assert oracle.messages == other.messages
    return answer


def native_triples(one: rdflib.Graph) -> frozenset[Triple]:
    return comparable(triples_of(NativeReasoner().close(one).triples))


@pytest.mark.parametrize("seed", slow.sample(SEEDS, 20))
def test_owlrl_agrees_on_random_graphs(seed: int) -> None:
    """With the oracle changed by owlrl's faults; and, once they are corrected, with the default engine."""
    one = graph(seed)
    answer = assert_agreement(one)
    assert answer is None or seed not in MENDED or mended(answer.triples, one) == native_triples(one)


@pytest.mark.parametrize("name", [name for name in SHAPES if name not in UNLIKE])
def test_owlrl_agrees_on_hard_shapes(name: str) -> None:
    assert_agreement(shape(name))


@pytest.mark.parametrize("rule", CASES)
@pytest.mark.parametrize("kind", ["fires", "spares"])
def test_owlrl_agrees_on_each_rule(rule: str, kind: str) -> None:
    assert_agreement(turtle(getattr(CASES[rule], kind)))


@pytest.mark.slow
def test_owlrl_and_the_default_engine_agree_on_the_shipped_graph(shipped_graph: Graph) -> None:
    """Unchanged: no fault of owlrl affects the project's data."""
    one = union([without_annotations(shipped_graph.reasoned_over())])
    assert owlrl_answer(one).triples == native_triples(one)
    assert len(native_triples(one)) > len(one)


# --- the faults that are changes to rules


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.rules[0])
def test_fault(fault: Fault) -> None:
    one = turtle(fault.example)
    assert set(fault.rules) <= RULE_NAMES
    assert owlrl_answer(one) != oracle_answer(one)
    assert owlrl_answer(one) == oracle_answer(one, fault.change(W3C))
    assert mended(owlrl_answer(one).triples, one) == oracle_answer(one).triples


def test_to_mend_changes_nothing_that_no_fault_explains() -> None:
    one = turtle(f"{FAULTS[0].example} :A rdfs:subClassOf :B .")
    wrong: frozenset[Triple] = frozenset({(EX.a, EX.q, EX.c)})
    answer = oracle_answer(one, AS_OWLRL).triples
    assert mended(answer | wrong, one) == oracle_answer(one).triples | wrong
    assert mended(answer - triples_of(one), one) == oracle_answer(one).triples - triples_of(one)


# --- the others: what owlrl says, and what the rules say


@pytest.mark.parametrize(
    ("text", "triple"),
    [
        (":C owl:oneOf :l . :l rdf:first :a ; rdf:rest :m .", ":a rdf:type :C"),
        (":C owl:oneOf :l . :l rdf:rest ( :a ) .", ":a rdf:type :C"),
        (
            ":R owl:onProperty :p ; owl:someValuesFrom xsd:integer . :x :p :a . :a a xsd:int .",
            ":x rdf:type :R",
        ),
        (
            ":R owl:onProperty :p ; owl:someValuesFrom :A . :S owl:onProperty :p ; owl:someValuesFrom :A . "
            ":p a rdf:Property .",
            ":R rdfs:subClassOf :S",
        ),
    ],
    ids=[
        "LIST: a list without an end is read",
        "LIST: a cell without a member is skipped",
        "dt-type2: what has a datatype has its superdatatypes",
        "scm-op: rdf:Property counts as owl:ObjectProperty",
    ],
)
def test_owlrl_says_too_much(text: str, triple: str) -> None:
    assert terms(triple) in owlrl_answer(turtle(text)).triples - oracle_answer(turtle(text)).triples


def test_owlrl_reads_one_of_two_lists_that_share_a_head() -> None:
    one = turtle(":C owl:oneOf :l . :l rdf:first :a , :b ; rdf:rest () .")
    members: set[Triple] = {(EX.a, RDF.type, EX.C), (EX.b, RDF.type, EX.C)}
    assert members <= oracle_answer(one).triples
    assert len(members & owlrl_answer(one).triples) == 1


def test_owlrl_fails_on_a_circle_of_cells() -> None:
    with pytest.raises(ValueError, match="recursive"):
        owlrl_answer(shape("a list in a circle"))


def test_owlrl_fails_on_a_maximum_that_is_no_literal() -> None:
    one = turtle(":R owl:onProperty :p ; owl:maxCardinality :one . :one owl:sameAs 1 . :a a :R ; :p :b , :c .")
    assert (EX.b, OWL.sameAs, EX.c) in oracle_answer(one).triples
    with pytest.raises(AttributeError, match="value"):
        owlrl_answer(one)


def test_owlrl_names_the_wrong_element_of_two_complements() -> None:
    one = turtle(":A owl:complementOf :B . :a a :A , :B .")
    (message,) = owlrl_answer(one).messages
    assert message.endswith(f"on element {EX.B}")


def test_owlrl_takes_a_string_with_and_without_its_datatype_for_two_terms() -> None:
    one = turtle(':a :p "x" . :b :p "x"^^xsd:string . :p a owl:InverseFunctionalProperty .')
    assert (EX.a, OWL.sameAs, EX.b) in oracle_answer(one).triples - owlrl_answer(one).triples
