"""Fact store of the oracle: numbers for terms, an index for every pattern, and lists."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from rdflib import RDF, XSD, Literal
from rdflib.term import Node

from tests.reasoning.support.oracle_lists import ListRule
from tests.reasoning.support.oracle_tables import Rule, Triple, Variable

Fact = tuple[int, int, int]
Pattern = tuple[int | Variable, int | Variable, int | Variable]
Bound = dict[Variable, int]
Plan = tuple[tuple[Pattern, tuple[Variable, ...] | None], ...]
ANY: Final = -1


def one_term(node: Node) -> Node:
    if isinstance(node, Literal) and node.datatype == XSD.string:
        return Literal(str(node))
    return node


class Terms:
    """Numbers for terms: sets of integers are much faster than sets of rdflib terms."""

    def __init__(self) -> None:
        self.numbers: dict[Node, int] = {}
        self.nodes: list[Node] = []

    def number(self, node: Node) -> int:
        found = self.numbers.get(node)
        if found is None:
            found = self.numbers[node] = self.numbers.setdefault(one_term(node), len(self.nodes))
            if found == len(self.nodes):
                self.nodes.append(one_term(node))
        return found

    def fact(self, triple: Triple) -> Fact:
        subject, predicate, object_ = triple
        return self.number(subject), self.number(predicate), self.number(object_)

    def triple(self, fact: Fact) -> Triple:
        subject, predicate, object_ = fact
        return self.nodes[subject], self.nodes[predicate], self.nodes[object_]


class Store:
    """Facts, indexed by each of their eight patterns."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.index: defaultdict[Fact, list[Fact]] = defaultdict(list)

    def add(self, fact: Fact) -> None:
        s, p, o = fact
        if fact not in self.index:
            for subject in (s, ANY):
                for predicate in (p, ANY):
                    for object_ in (o, ANY):
                        self.index[subject, predicate, object_].append(fact)

    def match(self, atom: Pattern, bound: Bound) -> Iterator[Bound]:
        """Yield the bindings after matching an atom, for each fact that matches it."""
        s, p, o = (bound.get(term, ANY) if isinstance(term, Variable) else term for term in atom)
        for fact in self.index.get((s, p, o), ()):
            if (extended := unify(atom, fact, bound)) is not None:
                yield extended

    def solve(self, plan: Plan, start: Bound) -> list[Bound]:
        """Return each way to match all atoms of a plan, reduced to the bindings that the plan keeps."""
        found = [start]
        for atom, keep in plan:
            matches = (extended for bound in found for extended in self.match(atom, bound))
            if keep is None:
                found = list(matches)
            else:
                found = list({tuple(map(bound.get, keep)): bound for bound in matches}.values())
        return found


def plan(atoms: Iterable[Pattern], bound: Iterable[Variable], wanted: Iterable[Variable] | None) -> Plan:
    """Order atoms so that each has as many bound terms as possible, with the variables to keep after each.

    Of matches that agree on all variables used later, one is kept: a chain of four with a thousand paths between two
    ends costs no more than its ends. Without ``wanted`` all are kept.
    """
    left, known, steps = list(atoms), set(bound), []
    while left:
        shared = Counter(term for atom in left for term in set(atom))
        best = max(left, key=lambda atom: (sum(_known(t, known) for t in atom), sum(shared[t] for t in atom)))
        left.remove(best)
        known |= {term for term in best if isinstance(term, Variable)}
        needed = known if wanted is None else known & ({term for atom in left for term in atom} | set(wanted))
        steps.append((best, None if needed == known else tuple(needed)))
        known = needed
    return tuple(steps)


def _known(term: int | Variable, known: set[Variable]) -> bool:
    return not isinstance(term, Variable) or term in known


def constants(atom: Pattern) -> Fact:
    """Return the pattern of an atom before anything is bound."""
    s, p, o = (ANY if isinstance(term, Variable) else term for term in atom)
    return s, p, o


def unify(atom: Pattern, fact: Fact, bound: Bound) -> Bound | None:
    """Return the bindings under which an atom is a fact, or None if there are none."""
    extended = bound.copy()
    for term, number in zip(atom, fact, strict=True):
        if isinstance(term, Variable):
            if extended.setdefault(term, number) != number:
                return None
        elif term != number:
            return None
    return extended


def lists(store: Store, head: int, seen: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], tuple[Fact, ...]]]:
    """Yield the members and the triples of each list that starts at a node; circular lists are left out.

    LIST[h, e1 … en] is short for T(h, rdf:first, e1), T(h, rdf:rest, z2), T(z2, rdf:first, e2) … T(zn, rdf:rest,
    rdf:nil): several values of rdf:first or rdf:rest are several lists, and the empty list is none.
    """
    first, rest, nil = (store.terms.number(term) for term in (RDF.first, RDF.rest, RDF.nil))
    for member in store.index.get((head, first, ANY), ()):
        for step in store.index.get((head, rest, ANY), ()):
            if step[2] == nil:
                yield (member[2],), (member, step)
            if step[2] not in (*seen, head):
                for members, cells in lists(store, step[2], (*seen, head)):
                    yield (member[2], *members), (member, step, *cells)


def written_out(store: Store, rule: ListRule, seen: set[object] | None = None) -> Iterator[Rule]:
    """Yield a rule without a LIST for each choice of members of each new list of the rule."""
    terms = store.terms
    type_ = None if rule.type is None else (terms.number(RDF.type), terms.number(rule.type))
    for axiom in store.index.get((ANY, terms.number(rule.predicate), ANY), ()):
        typing = [] if type_ is None else [(axiom[0], *type_)]
        if any(fact not in store.index for fact in typing):
            continue
        for members, cells in lists(store, axiom[2]):
            for chosen in rule.choose(members):
                key = (rule.name, axiom[0], chosen)
                if seen is None or key not in seen:
                    if seen is not None:
                        seen.add(key)
                    nodes = tuple(terms.nodes[member] for member in chosen)
                    body, head, report = rule.write_out(terms.nodes[axiom[0]], nodes)
                    fixed = tuple(terms.triple(fact) for fact in (axiom, *typing, *cells))
                    yield Rule(rule.name, body, () if head is None else (head,), report, fixed=fixed)
