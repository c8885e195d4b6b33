"""Lineage of answer rows: the triples that match their solutions, and the evidence of these triples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain

import pyoxigraph as ox

from aliansi.dataset.store import Row, Store, Term
from aliansi.evidence.index import Evidence, EvidenceIndex, Triple
from aliansi.evidence.lineage_query import LineageQuery
from aliansi.evidence.path_lineage import PathWalk
from aliansi.namespaces import PREFIXES
from aliansi.sparql.syntax_tree import PropertyPath, TriplePattern, UnsupportedSyntax
from aliansi.sparql.tokens import Token, text_of

Key = tuple[Term | None, ...]


@dataclass(frozen=True)
class RowEvidence:
    """Evidence of a row: facts, claims and mappings, and their passages and citations."""

    facts: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class Lineage:
    """Collects the evidence of rows from the solutions of a traced query."""

    def __init__(self, traced: LineageQuery, store: Store, evidence: EvidenceIndex) -> None:
        """Raises UnsupportedSyntax for a term of the query that cannot be read."""
        self._traced, self._store, self._evidence = traced, store, evidence
        self._constants = _constants(traced)
        self._nodes: dict[Key, set[str]] = {}
        self._seen: set[tuple[Key, Triple]] = set()

    def add(self, solution: Row) -> None:
        """Add the evidence of a solution."""
        key = self.key(solution)
        nodes = self._nodes.setdefault(key, set())
        for triple in self.triples(solution):
            if (key, triple) not in self._seen:
                self._seen.add((key, triple))
                nodes |= self._evidence.nodes_of(triple)

    def key(self, row: Row) -> Key:
        """Return the key of a row, which the solutions of the row share."""
        return tuple(row.get(name) for name in self._traced.keys)

    def of(self, row: Row) -> RowEvidence:
        """Return the evidence of a row from the solutions added so far."""
        facts = tuple(sorted(self._nodes.get(self.key(row), ())))
        found = dict.fromkeys(chain.from_iterable(self._evidence.of_node(ox.NamedNode(fact)) for fact in facts))
        return RowEvidence(facts, tuple(sorted(found, key=Evidence.sort_key)))

    def triples(self, solution: Row) -> Iterator[Triple]:
        """Yield the triples that match a solution."""
        for pattern in self._traced.patterns:
            if all(marker in solution for marker in pattern.markers):
                subject, object_ = self._term(pattern.subject, solution), self._term(pattern.object, solution)
                if subject is not None and object_ is not None:
                    yield from self._matched(pattern, subject, object_, solution)

    def _matched(self, pattern: TriplePattern, subject: Term, object_: Term, solution: Row) -> Iterable[Triple]:
        if pattern.path.kind == "link":
            predicate = self._term(pattern.path.text, solution)
            return [(subject, predicate, object_)] if isinstance(predicate, ox.NamedNode) else []
        graph = self._term(pattern.graph, solution) if pattern.graph else None
        walk = PathWalk(self._store, self._constants, graph.value if isinstance(graph, ox.NamedNode) else None)
        return walk.between(pattern.path, subject, object_)

    def _term(self, text: str, solution: Row) -> Term | None:
        return solution.get(text[1:]) if text[:1] in ("?", "$") else self._constants[text]


def _constants(traced: LineageQuery) -> dict[str, Term]:
    """Return the terms of a query by their text in it."""
    texts = dict.fromkeys(
        text
        for pattern in traced.patterns
        for text in (pattern.subject, pattern.object, pattern.graph or "", *_links(pattern.path))
        if text and text[0] not in "?$"
    )
    read = partial(_read, _declarations(traced.prologue))
    return {text: read(text) for text in texts}


def _links(path: PropertyPath) -> Iterator[str]:
    if path.kind == "link":
        yield path.text
    for part in path.parts:
        yield from _links(part)


def _declarations(prologue: tuple[Token, ...]) -> str:
    known = "".join(f"PREFIX {prefix}: <{namespace}> " for prefix, namespace in PREFIXES.items())
    return f"{known} {text_of(prologue, {})}"


def _read(declarations: str, text: str) -> Term:
    if text.lower() in ("a", "true", "false"):
        text = f"<{PREFIXES['rdf']}type>" if text == "a" else text.lower()
    try:
        (triple,) = ox.parse(f"{declarations} <urn:s> <urn:p> {text} .", format=ox.RdfFormat.TURTLE)
    except (SyntaxError, ValueError) as error:
        raise UnsupportedSyntax(f"{text} cannot be read") from error
    term: Term = triple.object
    return term
