"""An updated closure equals a fresh one: in its triples, asserted triples, proofs and contradictions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import pytest
from rdflib import OWL, RDF, RDFS, Variable

from aliansi.reasoning.closure import close
from aliansi.reasoning.engine import update
from aliansi.reasoning.rules.axiomatic import Options
from aliansi.reasoning.terms.rdflib_terms import Triple
from tests.reasoning.support.as_written import EX, turtle
from tests.reasoning.support.changing import Change, Changes, Comparison, fresh, in_order
from tests.reasoning.support.seeds import GROUPS, name, split

EVERY: Final = 60
"""One in so many inferred triples is proved after each step."""

# Each case: a graph, then the triples that each step adds (+) or retracts (-).
CASES: Final = {
    "an axiom about a built-in property comes and goes": (
        ":C a owl:Class . :a a :C .",
        "+ rdf:type rdfs:subPropertyOf :isA .",
        "+ :b a :C . rdfs:subClassOf rdfs:subPropertyOf :part .",
        "- :a a :C .",
        "- rdf:type rdfs:subPropertyOf :isA .",
        "- rdfs:subClassOf rdfs:subPropertyOf :part .",
    ),
    "a literal that is gone is nothing that others differ from": (
        ':a :d "x" .',
        '- :a :d "x" .',
        '+ :b owl:sameAs "y" .',
    ),
    "a literal that is gone lends its name to no equal one": (
        ':a :d "1"^^xsd:int .',
        '- :a :d "1"^^xsd:int .',
        '+ :b :d "01"^^xsd:integer .',
    ),
    "a literal that comes back has its equals again": (
        ':a :d "1"^^xsd:int . :b :d 1 .',
        '- :a :d "1"^^xsd:int .',
        '+ :a :d "1"^^xsd:int .',
    ),
    "of two equal literals one goes": (
        ':a :d "1"^^xsd:int . :b :d "01"^^xsd:integer . :C owl:onProperty :d ; owl:hasValue 1 .',
        '- :a :d "1"^^xsd:int .',
    ),
    "a type that is asserted follows from a list alone": (
        ":C owl:oneOf ( :a :b ) . :a a :C . :C rdfs:subClassOf :D .",
        "- :a a :C .",
    ),
    "a difference that is asserted follows from the values of literals": (
        ':A :d "1"^^xsd:int , "2"^^xsd:int . :a owl:sameAs "1"^^xsd:int . :b owl:sameAs "2"^^xsd:int . '
        ":a owl:differentFrom :b .",
        "- :a owl:differentFrom :b .",
    ),
    "an axiom under an old name draws what has been rewritten once more": (
        ":a :p :b ; :q :c . :q owl:sameAs :p . :p rdfs:subPropertyOf :r . :r owl:inverseOf :q .",
        "- :a :q :c .",
    ),
    "a triple is retracted that was rewritten and is drawn again": (
        ':a :q :b . :c :p :d . :d owl:sameAs "300"^^xsd:int . :q rdfs:subPropertyOf :p .',
        '+ :c :q "300"^^xsd:int . :q owl:sameAs :p .',
        "- :c :p :d .",
    ),
    "what was said under two names is still said under one": (
        ":a owl:sameAs :b . :a :p :c . :b :p :c . :p rdfs:domain :C .",
        "- :a :p :c .",
        "- :b :p :c .",
        "+ :b :p :c .",
    ),
    "of three statements that two names are of one thing each goes": (
        ":a owl:sameAs :b . :b owl:sameAs :c . :c owl:sameAs :a . :a :p :d .",
        "- :c owl:sameAs :a .",
        "- :a owl:sameAs :b .",
        "- :b owl:sameAs :c .",
    ),
    "a triple is retracted that follows from others": (
        ":p rdfs:subPropertyOf :q . :a :p :b ; :q :b . :q rdfs:range :C .",
        "- :a :q :b .",
        "- :a :p :b .",
    ),
    "what follows is asserted, what it followed from goes, and then it goes": (
        ":p rdfs:subPropertyOf :q . :q rdfs:range :C . :a :p :b .",
        "+ :a :q :b .",
        "- :a :p :b .",
        "- :a :q :b .",
    ),
    "a link of a transitive property goes that is also a path": (
        ":p a owl:TransitiveProperty . :a :p :b . :b :p :c . :c :p :d . :b :p :d .",
        "- :c :p :d .",
        "- :b :p :d .",
    ),
    "a cycle loses the link that began it": (
        ":p a owl:TransitiveProperty , owl:SymmetricProperty . :a :p :b . :b :p :c . :c :p :a .",
        "- :a :p :b .",
        "- :b :p :c .",
        "- :c :p :a .",
    ),
    "what supports itself goes with what supported it": (
        ":C owl:equivalentClass :D . :p owl:inverseOf :q . :a a :C . :b :p :c .",
        "- :a a :C . :b :p :c .",
    ),
    "a key no longer fits": (
        ":C owl:hasKey ( :p :d ) . :a a :C ; :p :v ; :d 1 . :b a :C ; :p :v ; :d 1 . :b :q :c .",
        "- :b :d 1 .",
        "+ :b :d 01 .",
        "- :a a :C .",
    ),
    "the values of a functional property come and go": (
        ":p a owl:FunctionalProperty . :a :p :b . :b :q :c .",
        "+ :a :p :d .",
        "+ :a :p :e .",
        "- :a :p :d .",
        "- :a :p :e .",
    ),
    "a cell of a list comes and goes": (
        ":C owl:intersectionOf :l . :l rdf:first :A ; rdf:rest :m . :m rdf:first :B . :a a :A , :B .",
        "+ :m rdf:rest () .",
        "- :m rdf:first :B .",
        "+ :m rdf:first :A .",
    ),
    "data come to be axioms": (
        ":like rdfs:subPropertyOf rdfs:subClassOf . :C :like :D . :a a :C .",
        "- :C :like :D .",
        "+ :C :like :D .",
        "- :like rdfs:subPropertyOf rdfs:subClassOf .",
    ),
    "a property is another name of one of the vocabulary": (
        ":is owl:sameAs rdf:type . :a :is :C . :C rdfs:subClassOf :D .",
        "- :a :is :C .",
        "+ :b :is :C .",
        "- :is owl:sameAs rdf:type .",
    ),
    "a graph begins to speak of everything and of nothing": (
        ":p rdfs:domain :C . :a :p :b .",
        "+ :R owl:onProperty :p ; owl:someValuesFrom owl:Thing . :R rdfs:subClassOf :D . :C a owl:Class .",
        "- :R owl:someValuesFrom owl:Thing .",
        "+ :a a owl:Nothing .",
    ),
    "a graph begins to speak of a datatype": (
        ":a :d 1 .",
        "+ :d rdfs:range xsd:string .",
        "- :a :d 1 .",
        "- :d rdfs:range xsd:string .",
    ),
    "sameAs itself is a premise": (
        ":is rdfs:subPropertyOf owl:sameAs . owl:sameAs rdfs:subPropertyOf :like . :a :is :b . :b owl:sameAs :a .",
        "- :b owl:sameAs :a .",
        "- :a :is :b .",
        "+ :c owl:sameAs :c .",
        "- :c owl:sameAs :c .",
    ),
    "a step of a long body goes": (
        ":p owl:propertyChainAxiom ( :q :r :s ) . :a :q :b . :b :r :c , :d . :c :s :e . :d :s :e .",
        "- :b :r :c .",
        "- :d :s :e .",
        "+ :c :s :e . :b :r :c .",
    ),
    "a restriction gets a second name that stands for nothing": (
        ":R owl:onProperty :p ; owl:someValuesFrom owl:Thing .",
        "+ :Q owl:sameAs :R .",
    ),
    "everything goes and comes back": (
        ":p rdfs:subPropertyOf :q . :a :p :b .",
        "- :p rdfs:subPropertyOf :q . :a :p :b .",
        "+ :p rdfs:subPropertyOf :q . :a :p :b .",
    ),
}


def read(line: str) -> Change:
    triples = tuple(in_order(turtle(line[1:])))
    return Change(added=triples) if line[0] == "+" else Change(retracted=triples)


def faults(start: Iterable[Triple], changes: Sequence[Change], every: int = 1) -> list[str]:
    """Return the faults after each change."""
    asserted, closure = frozenset(start), fresh(start)
    found: list[str] = []
    for number, one in enumerate(changes):
        closure.update(one.added, one.retracted)
        asserted = one.of(asserted)
        found += (f"step {number}: {fault}" for fault in Comparison(closure, asserted).faults(every))
    return found


@pytest.fixture
def never_rebuilt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make small graphs be updated too: for few triples, computing the closure again would be faster."""
    monkeypatch.setattr(update, "REBUILD_RATIO", 0)


@pytest.mark.usefixtures("never_rebuilt")
@pytest.mark.parametrize("case", CASES)
def test_a_change_gives_what_a_fresh_run_gives(case: str) -> None:
    start, *changes = CASES[case]
    assert faults(turtle(start), list(map(read, changes))) == []


def test_a_closure_outgrows_the_room_that_it_had() -> None:
    closure = fresh(turtle(":p rdfs:subPropertyOf :q ."))
    links = [(EX[f"a{n}"], EX.p, EX[f"b{n}"]) for n in range(2000)]
    for start in range(0, len(links), 500):
        closure.update(added=links[start : start + 500])
    chains = turtle("".join(f":r{n} owl:propertyChainAxiom ( :q :s :t{n} ) . " for n in range(200)))
    closure.update(added=[*chains, (EX.b7, EX.s, EX.c), (EX.c, EX.t7, EX.d)])
    found = closure.triples
    assert len(set(found.subject_objects(EX.q))) == len(links)
    assert (EX.a7, EX.r7, EX.d) in found


@pytest.mark.usefixtures("never_rebuilt")
def test_rows_that_say_nothing_any_more_do_not_pile_up() -> None:
    graph, fact = turtle(":p rdfs:subPropertyOf :q . :q rdfs:domain :C ; rdfs:range :D ."), (EX.a, EX.p, EX.b)
    closure = fresh([*graph, fact])
    size = closure.state.table.size
    for _ in range(50):
        closure.update(retracted=[fact])
        closure.update(added=[fact])
    assert closure.state.table.size < 4 * size


def test_what_holds_of_the_vocabulary_stays_when_nobody_says_it_any_more() -> None:
    closure = close(turtle(":a :p :b ."), options=Options(axiomatic=True))
    axiom = [(RDFS.label, RDF.type, OWL.AnnotationProperty)]
    closure.update(added=axiom)
    closure.update(retracted=axiom)
    assert axiom[0] in set(closure.inferred())


def test_a_term_that_is_none_changes_nothing() -> None:
    start = in_order(turtle(":p rdfs:subPropertyOf :q . :a :p :b ."))
    closure = fresh(start)
    with pytest.raises(TypeError, match="not an IRI, blank node or literal"):
        closure.update(added=[(EX.a, EX.p, Variable("x"))], retracted=[(EX.a, EX.p, EX.b)])
    assert list(Comparison(closure, frozenset(start)).faults()) == []


def test_a_maximum_turns_out_to_be_another_name_of_one() -> None:
    closure = fresh(turtle(":R owl:onProperty :p ; owl:maxCardinality :n . :x a :R ; :p :a , :b ."))
    for change_, both in (("+ :n owl:sameAs 1 .", True), ("- :n owl:sameAs 1 .", False)):
        one = read(change_)
        closure.update(one.added, one.retracted)
        assert ((EX.a, OWL.sameAs, EX.b) in closure.triples) is both


@pytest.mark.usefixtures("never_rebuilt")
@pytest.mark.parametrize("seeds", split(GROUPS[::2], fast=2), ids=name)
def test_random_changes_give_what_a_fresh_run_gives(seeds: range) -> None:
    assert not random_faults(seeds)


@pytest.mark.parametrize("seeds", split(GROUPS[1::10], fast=1), ids=name)
def test_random_changes_that_may_start_over_do_so_as_well(seeds: range) -> None:
    assert not random_faults(seeds)


def random_faults(seeds: range) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for seed in seeds:
        changes = Changes(seed)
        closure = fresh(changes.asserted)
        held = Comparison(closure, changes.asserted)
        for step in range(changes.steps):
            one = changes.next(held.inferred())
            closure.update(one.added, one.retracted)
            held = Comparison(closure, changes.asserted)
            if wrong := list(held.faults(EVERY)):
                found[f"seed {seed}, step {step}"] = wrong[:5]
                break
    return found
