"""Faults of owlrl 7.6.2, each as a change to the rules of the oracle.

So the two are compared without any tolerance: owlrl must conclude exactly what the oracle concludes with these changes,
and each change has an example on which owlrl is wrong in this way. Other differences have tests of their own: branching
and circular lists, literals as predicates, maxima that are not literals, and "a" and "a"^^xsd:string as two terms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

import rdflib
from owlrl.XsdDatatypes import OWL_Datatype_Subsumptions, OWL_RL_Datatypes
from rdflib import OWL, RDF, Literal
from rdflib.term import Node

from tests.reasoning.support.oracle_lists import ListRule, Written
from tests.reasoning.support.oracle_rules import W3C, Rules
from tests.reasoning.support.oracle_tables import Atom, Condition, Rule, Triple, Variable
from tests.reasoning.support.oracle_values import DATATYPES, value
from tests.reasoning.support.owlrl_answers import oracle_answer


@dataclass(frozen=True)
class Fault:
    """One fault: its rules, what owlrl does, in which of its methods, a graph that shows it, and its rules."""

    rules: tuple[str, ...]
    says: str
    code: str
    example: str
    change: Callable[[Rules], Rules]


# --- changes to rules ------------------------------------------------------------------------------------------------


def _lists(rules: Rules, names: tuple[str, ...], change: Callable[[ListRule], ListRule]) -> Rules:
    return replace(rules, lists=tuple(change(rule) if rule.name in names else rule for rule in rules.lists))


def _plain(rules: Rules, names: tuple[str, ...], change: Callable[[Rule], Rule]) -> Rules:
    return replace(rules, plain=tuple(change(rule) if rule.name in names else rule for rule in rules.plain))


def _pairs_but_last(members: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    yield from combinations(members[:-1], 2)


def _adp(rules: Rules) -> Rules:
    return _lists(rules, ("prp-adp",), lambda rule: replace(rule, choose=_pairs_but_last))


def _different(rules: Rules) -> Rules:
    def choose(members: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        yield from (pair for pair in _pairs_but_last(members) if pair[0] != pair[1])

    return _lists(rules, ("eq-diff2", "eq-diff3"), lambda rule: replace(rule, choose=choose))


def _key_but_last(class_: Node, members: tuple[Node, ...]) -> Written:
    """Compare the last key property only for the first individual, and with any value."""
    x, y = Variable("?x"), Variable("?y")
    values = [Variable(f"?z{number}") for number in range(len(members))]
    of_x: tuple[Atom, ...] = tuple((x, member, value) for member, value in zip(members, values, strict=True))
    of_y: tuple[Atom, ...] = tuple((y, member, value) for member, value in zip(members[:-1], values, strict=False))
    return ((x, RDF.type, class_), (y, RDF.type, class_), *of_x, *of_y), (x, OWL.sameAs, y), ()


def _key(rules: Rules) -> Rules:
    return _lists(rules, ("prp-key",), lambda rule: replace(rule, write_out=_key_but_last))


def _irreflexive(rules: Rules) -> Rules:
    ends = {
        "scm-sco": ("?c1", "?c3"),
        "scm-spo": ("?p1", "?p3"),
        "scm-eqc1": ("?c1", "?c2"),
        "scm-eqp1": ("?p1", "?p2"),
    }

    def differ(rule: Rule) -> Rule:
        first, last = map(Variable, ends[rule.name])
        return replace(rule, condition=Condition(lambda a, b: bool(a != b), (first, last)))

    return _plain(rules, tuple(ends), differ)


def _without_literals(*names: str) -> Callable[[Rules], Rules]:
    def change(rules: Rules) -> Rules:
        def literals(new: Literal, known: list[Literal]) -> Iterator[tuple[str, Triple]]:
            yield from ((name, triple) for name, triple in rules.literals(new, known) if name not in names)

        return replace(rules, literals=literals)

    return change


def _types_as_declared(rules: Rules) -> Rules:
    """Type a literal by its own datatype and the superdatatypes of that, whatever its value."""

    def literals(new: Literal, known: list[Literal]) -> Iterator[tuple[str, Triple]]:
        if new.datatype in OWL_RL_Datatypes:
            for datatype in (new.datatype, *OWL_Datatype_Subsumptions.get(new.datatype, ())):
                yield "dt-type2", (new, RDF.type, datatype)
        yield from ((name, triple) for name, triple in rules.literals(new, known) if name != "dt-type2")

    return replace(rules, literals=literals)


def _only_as_written(rules: Rules) -> Rules:
    """Report an ill-typed literal only where it is asserted; its type must be asserted too."""

    def ill_typed(literal: Node, datatype: Node) -> bool:
        if not isinstance(literal, Literal) or literal.datatype != datatype or datatype not in DATATYPES:
            return False
        return value(literal) is None or str(literal) == "NaN"

    def change(rule: Rule) -> Rule:
        assert rule.condition is not None
        return replace(rule, condition=replace(rule.condition, holds=ill_typed))

    return _plain(_types_as_declared(rules), ("dt-not-type",), change)


def _any_number(rules: Rules) -> Rules:
    def change(rule: Rule) -> Rule:
        assert rule.condition is not None
        wanted = 0 if rule.heads == () else 1
        return replace(
            rule, condition=replace(rule.condition, holds=lambda number: getattr(number, "value", None) == wanted)
        )

    names = ("cls-maxc1", "cls-maxc2", "cls-maxqc1", "cls-maxqc2", "cls-maxqc3", "cls-maxqc4")
    return _plain(rules, names, change)


FAULTS: Final = (
    Fault(
        ("prp-key",),
        "ignores the last key property",
        "`_properties`: `range(0, len(pis) - 1)` over the key",
        ":C owl:hasKey (:p) . :a a :C ; :p 1 . :b a :C .",
        _key,
    ),
    Fault(
        ("prp-adp",),
        "never looks at the last property of the list",
        "`_properties`: `range(0, len(pis) - 1)` twice",
        "[] a owl:AllDisjointProperties ; owl:members (:p :q) . :a :p :b ; :q :b .",
        _adp,
    ),
    Fault(
        ("eq-diff2", "eq-diff3"),
        "never looks at the last member of the list, nor at one that is listed twice",
        "`_equality`: `range(0, len(zis) - 1)` twice, and `zi != zj`",
        "[] a owl:AllDifferent ; owl:members (:a :b) . :a owl:sameAs :b . "
        "[] a owl:AllDifferent ; owl:distinctMembers (:c :c :d) .",
        _different,
    ),
    Fault(
        ("scm-sco", "scm-spo", "scm-eqc1", "scm-eqp1"),
        "draws no reflexive conclusion, and so misses what scm-svf1, scm-hv and the like draw from it",
        "`_schema_vocabulary`: `c1 != c3`, `p1 != p3`, `s != o`",
        ":A rdfs:subClassOf :B . :B rdfs:subClassOf :A . "
        ":R owl:onProperty :p ; owl:someValuesFrom :A . :S owl:onProperty :p ; owl:someValuesFrom :A .",
        _irreflexive,
    ),
    Fault(
        ("dt-eq",),
        "is missing",
        "`_one_time_rules_datatypes`: “skipped on purpose”",
        ':a :p 1 . :b :q "01"^^xsd:int .',
        _without_literals("dt-eq"),
    ),
    Fault(
        ("dt-diff",),
        "is missing",
        "`_one_time_rules_datatypes`: “skipped on purpose”",
        ":p a owl:FunctionalProperty . :a :p 1 , 2 .",
        _without_literals("dt-diff"),
    ),
    Fault(
        ("dt-type2",),
        "goes by the datatype that is written, not by the value; does not know plain literals or rdfs:Literal",
        "`_one_time_rules_datatypes`: `lt.datatype` and its `OWL_Datatype_Subsumptions`",
        ":R owl:onProperty :p ; owl:someValuesFrom xsd:nonNegativeInteger . :a :p 5 . "
        ':S owl:onProperty :q ; owl:someValuesFrom rdfs:Literal . :b :q "x" .',
        _types_as_declared,
    ),
    Fault(
        ("dt-not-type",),
        "is not applied to what follows, but to every ill-typed literal as it stands, and to NaN",
        "`_one_time_rules_datatypes`: `converter(str(lt))` over the asserted literals",
        ':p rdfs:range xsd:byte . :a :p 300 . :b :q "x"^^xsd:integer , "NaN"^^xsd:double .',
        _only_as_written,
    ),
    Fault(
        ("cls-maxc2",),
        "takes any literal whose Python value is 0 or 1 as the maximum",
        "`_classes`: `x.value == 0`, `x.value == 1`",
        ':R owl:onProperty :p ; owl:maxCardinality "1"^^xsd:boolean . :a a :R ; :p :b , :c .',
        _any_number,
    ),
)


def rules_of_owlrl() -> Rules:
    """Return the W3C's rules with every fault."""
    rules = W3C
    for fault in FAULTS:
        rules = fault.change(rules)
    return rules


def mended(triples: frozenset[Triple], graph: rdflib.Graph) -> frozenset[Triple]:
    """Return owlrl's triples of a graph, corrected for its faults and nothing else."""
    right, faulty = oracle_answer(graph).triples, oracle_answer(graph, rules_of_owlrl()).triples
    return (triples - (faulty - right)) | (right - faulty)
