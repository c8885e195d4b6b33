"""Oracle: a naive forward chainer for the OWL 2 RL/RDF rules to compare engines with, using plain sets.

``closure`` returns everything that follows from triples of rdflib terms by the rules of :mod:`oracle_rules`, and
``instances`` yields the single applications of one rule to a set of premises. It imports nothing of the project.

Left out unless listed in ``also``: ``eq-ref`` (no reflexive ``owl:sameAs`` is kept, derived or not) and ``dt-type1``.
Literals are subjects and predicates where a rule puts them there.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import rdflib
from rdflib import OWL, RDF, RDFS, XSD, Literal, URIRef
from rdflib.term import Node

from tests.reasoning.support.oracle_rules import W3C, Rules
from tests.reasoning.support.oracle_store import (
    ANY,
    Bound,
    Fact,
    Pattern,
    Plan,
    Store,
    Terms,
    constants,
    one_term,
    plan,
    unify,
    written_out,
)
from tests.reasoning.support.oracle_tables import Atom, Rule, Triple, Variable

SWITCHES: Final = frozenset({"eq-ref", "dt-type1"})
BUILT_IN: Final = tuple(str(vocabulary) for vocabulary in (RDF, RDFS, OWL, XSD))


@dataclass(frozen=True)
class Closure:
    """Everything that follows from a graph, the graph included, and each way in which it contradicts itself.

    ``fired`` are the rules that concluded something new.
    """

    triples: frozenset[Triple]
    inconsistencies: frozenset[tuple[str, tuple[Node, ...]]]
    fired: frozenset[str] = field(default=frozenset(), compare=False)


@dataclass(frozen=True)
class Instance:
    """One application of a rule: its premises, and its conclusion or, for ``false``, the terms to report."""

    rule: str
    premises: frozenset[Triple]
    conclusion: Triple | None
    report: tuple[Node, ...] = ()


def closure(triples: Iterable[Triple], also: Collection[str] = (), rules: Rules = W3C) -> Closure:
    """Return the fixpoint of the rules; ``also`` names switches of :data:`SWITCHES` to turn on."""
    chainer = _Chainer(rules, frozenset(also))
    for triple in triples:
        chainer.add(triple)
    chainer.run()
    found = frozenset(chainer.terms.triple(fact) for fact in chainer.known)
    return Closure(found, frozenset(chainer.inconsistencies), frozenset(chainer.fired - {""}))


def instances(rule: str, premises: Iterable[Triple], literals: Iterable[Literal] = ()) -> Iterator[Instance]:
    """Yield every single application of one rule to a set of premises.

    Rules of Table 8 without premises are applied to ``literals``.
    """
    store = Store(Terms())
    for triple in premises:
        store.add(store.terms.fact(triple))
    for written in W3C.plain:
        if written.name == rule:
            yield from _apply(store, written)
    for list_rule in W3C.lists:
        if list_rule.name == rule:
            for written in written_out(store, list_rule):
                yield from _apply(store, written)
    for triple in W3C.axioms.get(rule, ()):
        yield Instance(rule, frozenset(), triple)
    yield from _literal_instances(rule, list(literals))


def comparable(triples: Iterable[Triple]) -> frozenset[Triple]:
    """Return the triples on which two engines must agree.

    Dropped: reflexive triples (which ``eq-ref``, ``scm-cls``, ``scm-op`` and ``scm-dp`` conclude about everything);
    triples with a literal as subject or without an IRI as predicate (generalised: not RDF); triples with a term of RDF,
    RDFS, OWL or XSD as subject or object (axiomatic, or irrelevant to the data). Blank nodes stay. ``"a"^^xsd:string``
    is written ``"a"``: RDF 1.1 makes them one term.
    """
    return frozenset(
        (subject, predicate, one_term(object_))
        for subject, predicate, object_ in triples
        if subject != object_
        and not isinstance(subject, Literal)
        and isinstance(predicate, URIRef)
        and not _is_built_in(subject)
        and not _is_built_in(object_)
    )


def _is_built_in(node: Node) -> bool:
    return isinstance(node, URIRef) and str(node).startswith(BUILT_IN)


@dataclass(frozen=True)
class _Compiled:
    """A rule over numbers."""

    rule: Rule
    body: tuple[Pattern, ...]
    heads: tuple[Pattern, ...]
    report: tuple[int | Variable, ...]

    @property
    def variables(self) -> frozenset[Variable]:
        """The variables that a match must bind for the rule to conclude something."""
        terms = {*self.report, *(term for head in self.heads for term in head)}
        tested = self.rule.condition.variables if self.rule.condition else ()
        return frozenset(tested) | {term for term in terms if isinstance(term, Variable)}

    def admits(self, terms: Terms, bound: Bound) -> bool:
        condition = self.rule.condition
        return condition is None or condition.holds(*(terms.nodes[bound[name]] for name in condition.variables))


def _compile(rule: Rule, terms: Terms) -> _Compiled:
    def one(term: Node | Variable) -> int | Variable:
        return term if isinstance(term, Variable) else terms.number(term)

    def atom(written: Atom) -> Pattern:
        subject, predicate, object_ = written
        return one(subject), one(predicate), one(object_)

    return _Compiled(rule, tuple(map(atom, rule.body)), tuple(map(atom, rule.heads)), tuple(map(one, rule.report)))


def _put(atom: Pattern, bound: Bound) -> Fact:
    s, p, o = (bound[term] if isinstance(term, Variable) else term for term in atom)
    return s, p, o


def _apply(store: Store, written: Rule) -> Iterator[Instance]:
    rule, terms = _compile(written, store.terms), store.terms
    for bound in store.solve(plan(rule.body, (), None), {}):
        if rule.admits(terms, bound):
            premises = frozenset({*written.fixed, *(terms.triple(_put(atom, bound)) for atom in rule.body)})
            for head in rule.heads:
                yield Instance(written.name, premises, terms.triple(_put(head, bound)))
            if rule.report:
                yield Instance(written.name, premises, None, _report(rule, terms, bound))


def _report(rule: _Compiled, terms: Terms, bound: Bound) -> tuple[Node, ...]:
    return tuple(terms.nodes[bound[term] if isinstance(term, Variable) else term] for term in rule.report)


def _literal_instances(rule: str, literals: list[Literal]) -> Iterator[Instance]:
    for number, literal in enumerate(literals):
        for name, triple in W3C.literals(literal, literals[:number]):
            if name == rule:
                yield Instance(rule, frozenset(), triple)


@dataclass(frozen=True)
class _Trigger:
    """An atom of a rule, the atoms to match after it, and the patterns without which matching is futile."""

    rule: _Compiled
    atom: Pattern
    rest: Plan
    needs: tuple[Fact, ...]


class _Chainer:
    """Known facts, and the facts whose consequences are still to be derived."""

    def __init__(self, rules: Rules, switches: frozenset[str]) -> None:
        assert switches <= SWITCHES, switches - SWITCHES
        self.rules = rules
        self.terms = Terms()
        self.store = Store(self.terms)
        self.known: set[Fact] = set()
        self.queue: deque[Fact] = deque()
        self.literals: list[Literal] = []
        self.inconsistencies: set[tuple[str, tuple[Node, ...]]] = set()
        self.fired: set[str] = set()
        self.reflexive = "eq-ref" in switches
        self.same_as = self.terms.number(OWL.sameAs)
        self.seen_terms = 0
        self.written_out: set[object] = set()
        self.triggers: defaultdict[int, list[_Trigger]] = defaultdict(list)
        for rule in rules.plain:
            if self.reflexive or rule.name != "eq-ref":
                self.watch(_compile(rule, self.terms))
        for name, triples in rules.axioms.items():
            if name not in SWITCHES or name in switches:
                for triple in triples:
                    self.add(triple, name)

    def watch(self, rule: _Compiled) -> None:
        """Register a trigger for facts that match an atom of the rule."""
        for number, atom in enumerate(rule.body):
            predicate = ANY if isinstance(atom[1], Variable) else atom[1]
            others = rule.body[:number] + rule.body[number + 1 :]
            after = plan(others, (term for term in atom if isinstance(term, Variable)), rule.variables)
            self.triggers[predicate].append(_Trigger(rule, atom, after, tuple(map(constants, others))))

    def add(self, triple: Triple, rule: str = "") -> None:
        self.add_fact(self.terms.fact(triple), rule)

    def add_fact(self, fact: Fact, rule: str) -> None:
        if fact in self.known or (fact[0] == fact[2] and fact[1] == self.same_as and not self.reflexive):
            return
        self.known.add(fact)
        self.queue.append(fact)
        self.fired.add(rule)

    def run(self) -> None:
        """Derive conclusions until there is nothing new: from facts first, then from lists and literals."""
        while self.queue:
            while self.queue:
                fact = self.queue.popleft()
                self.store.add(fact)
                for trigger in (*self.triggers[fact[1]], *self.triggers[ANY]):
                    if all(map(self.store.index.__contains__, trigger.needs)):
                        self.fire(trigger, fact)
            self.read_lists()
            self.read_literals()

    def fire(self, trigger: _Trigger, fact: Fact) -> None:
        start = unify(trigger.atom, fact, {})
        if start is not None:
            for bound in self.store.solve(trigger.rest, start):
                self.conclude(trigger.rule, bound)

    def conclude(self, rule: _Compiled, bound: Bound) -> None:
        if rule.admits(self.terms, bound):
            for head in rule.heads:
                self.add_fact(_put(head, bound), rule.rule.name)
            if rule.report:
                self.inconsistencies.add((rule.rule.name, _report(rule, self.terms, bound)))
                self.fired.add(rule.rule.name)

    def read_lists(self) -> None:
        """Turn each new list into rules and apply them to the known facts."""
        for list_rule in self.rules.lists:
            for written in written_out(self.store, list_rule, self.written_out):
                rule = _compile(written, self.terms)
                self.watch(rule)
                for bound in self.store.solve(plan(rule.body, (), rule.variables), {}):
                    self.conclude(rule, bound)

    def read_literals(self) -> None:
        """Add the conclusions of Table 8 for new literals."""
        new = self.terms.nodes[self.seen_terms :]
        self.seen_terms = len(self.terms.nodes)
        for node in new:
            if isinstance(node, Literal):
                for name, triple in self.rules.literals(node, self.literals):
                    self.add(triple, name)
                self.literals.append(node)


def triples_of(graph: rdflib.Graph | Iterable[Triple]) -> frozenset[Triple]:
    """Return the triples of an rdflib graph, with ``"a"`` for ``"a"^^xsd:string``."""
    return frozenset((subject, predicate, one_term(object_)) for subject, predicate, object_ in graph)
