"""Evidence of a triple in the dataset: the exact words of a source, or a citation.

The evidence of an asserted triple is that of its subject (a fact, a claim, the mapping behind a link); that of a
derived date or label is that of its fact; that of an inferred triple is that of the facts at the leaves of its proof in
``…/graph/proofs``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from aliansi.dataset.names import names_of
from aliansi.dataset.store import Store, Term, graph_of, in_proofs
from aliansi.evidence.source_language import UNKNOWN, source_language
from aliansi.namespaces import DERIVED, INFERRED, OUTSIDE_THE_UNION, SHARED, named_node
from aliansi.project.snapshot import DEFAULT_GRAPH

STATED_IN = named_node("al:statedIn")
CITES = named_node("dcterms:source")
HAS_SOURCE = named_node("oa:hasSource")
HAS_SELECTOR = named_node("oa:hasSelector")
SUBJECT = named_node("rdf:subject")
PREDICATE = named_node("rdf:predicate")
OBJECT = named_node("rdf:object")
PREMISE = named_node("al:premise")
RESTS_ON = named_node("al:restsOn")
LABEL = named_node("rdfs:label")
CITATION = named_node("dcterms:bibliographicCitation")
_EXACT, _START, _END = (named_node(f"oa:{name}") for name in ("exact", "start", "end"))
_HIDDEN, _DERIVED, _SHARED = (frozenset(map(str, names)) for names in (OUTSIDE_THE_UNION, DERIVED, SHARED))

Triple = tuple[Term, ox.NamedNode, Term]


@dataclass(frozen=True)
class Evidence:
    """Evidence of a fact: the words of a source from ``start`` to ``end`` (code points, end exclusive), or a cited
    source, where ``passage``, ``start`` and ``end`` are None and ``text`` is the citation."""

    source: str
    text: str
    passage: str | None = None
    start: int | None = None
    end: int | None = None
    language: str = UNKNOWN

    @property
    def is_quoted(self) -> bool:
        """Whether this is a quotation, not a citation."""
        return self.passage is not None

    def sort_key(self) -> tuple[bool, str, int, str]:
        """Return the sort key: quotations before citations, by source and position."""
        return not self.is_quoted, self.source, self.start or 0, self.passage or self.text

    def as_json(self) -> dict[str, Any]:
        """Return the evidence as in ``aliansi explain --format json``."""
        if self.passage is None:
            return {"source": self.source, "citation": self.text}
        where = {"source": self.source, "start": self.start, "end": self.end}
        language = {"language": self.language} if self.language else {}
        return {"passage": self.passage, "exact": self.text, **language, **where}

    @classmethod
    def from_json(cls, evidence: Mapping[str, Any]) -> Evidence:
        """Return the evidence that ``as_json`` has written."""
        if "citation" in evidence:
            return cls(evidence["source"], evidence["citation"])
        where = evidence["passage"], evidence["start"], evidence["end"]
        return cls(evidence["source"], evidence["exact"], *where, evidence.get("language", UNKNOWN))


class EvidenceIndex:
    """Passages and citations of a dataset; each is looked up once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._of_node: dict[str, tuple[Evidence, ...]] = {}
        self._of_triple: dict[Triple, tuple[Evidence, ...]] = {}
        self._facts_of_proof: dict[str, frozenset[str]] = {}
        self._proofs_about: dict[Term, dict[tuple[Term | None, Term | None], ox.NamedNode]] = {}

    def of_node(self, node: Term) -> tuple[Evidence, ...]:
        """Return the evidence of a fact, a claim or a mapping, passages in the order of the text.

        The evidence of a passage, or of its selector, is the passage itself.
        """
        if not isinstance(node, ox.NamedNode):
            return ()
        if node.value not in self._of_node:
            self._of_node[node.value] = tuple(sorted(self._look_up(node), key=Evidence.sort_key))
        return self._of_node[node.value]

    def of_triple(self, triple: Triple) -> tuple[Evidence, ...]:
        """Return the evidence of a triple of the union; nothing if the triple is not in the dataset."""
        if triple not in self._of_triple:
            self._of_triple[triple] = self._union(map(ox.NamedNode, sorted(self.nodes_of(triple))))
        return self._of_triple[triple]

    def nodes_of(self, triple: Triple) -> frozenset[str]:
        """Return the facts, claims, mappings and passages that are the evidence of a triple."""
        graphs = {graph_of(quad) for quad in self._store.quads(*triple)} - _HIDDEN
        if not graphs:
            return frozenset()
        if graphs == {str(INFERRED)}:
            return frozenset().union(*(self.facts_of_proof(proof) for proof in self.proofs_of(triple)))
        subject = triple[0]
        return (
            frozenset({subject.value}) if isinstance(subject, ox.NamedNode) and self.of_node(subject) else frozenset()
        )

    def graph_asserting(self, triple: Triple) -> str | None:
        """Return the graph that asserts a triple, preferably that of a source; None if there is none."""
        names = {graph_of(quad) or str(DEFAULT_GRAPH) for quad in self._store.quads(*triple)} - _DERIVED
        return min(names, key=lambda name: (name in _SHARED, name), default=None)

    def proofs_of(self, triple: Triple) -> tuple[ox.NamedNode, ...]:
        """Return the proof of a triple in the dataset; nothing if there is none."""
        subject = triple[0]
        if subject not in self._proofs_about:
            about = (quad.subject for quad in self._store.quads(None, SUBJECT, subject) if in_proofs(quad))
            self._proofs_about[subject] = {
                (self._in_proof(node, PREDICATE), self._in_proof(node, OBJECT)): node
                for node in about
                if isinstance(node, ox.NamedNode)
            }
        proof = self._proofs_about[subject].get(triple[1:])
        return (proof,) if proof else ()

    def _in_proof(self, node: ox.NamedNode, predicate: ox.NamedNode) -> Term | None:
        return next((quad.object for quad in self._store.quads(node, predicate) if in_proofs(quad)), None)

    def facts_of_proof(self, proof: ox.NamedNode) -> frozenset[str]:
        """Return the facts at the leaves of a proof; premises may be circular."""
        if proof.value not in self._facts_of_proof:
            facts: set[str] = set()
            for node in self.steps_of(proof):
                facts.update(
                    quad.object.value
                    for quad in self._store.quads(node, RESTS_ON)
                    if in_proofs(quad) and isinstance(quad.object, ox.NamedNode)
                )
            self._facts_of_proof[proof.value] = frozenset(facts)
        return self._facts_of_proof[proof.value]

    def steps_of(self, proof: ox.NamedNode) -> Iterator[ox.NamedNode]:
        """Yield a proof and all proofs below it, each once."""
        waiting, seen = [proof], {proof.value}
        while waiting:
            node = waiting.pop()
            yield node
            for quad in self._store.quads(node, PREMISE):
                premise = quad.object
                if in_proofs(quad) and isinstance(premise, ox.NamedNode) and premise.value not in seen:
                    seen.add(premise.value)
                    waiting.append(premise)

    def _union(self, nodes: Iterable[ox.NamedNode]) -> tuple[Evidence, ...]:
        found = dict.fromkeys(ground for node in nodes for ground in self.of_node(node))
        return tuple(sorted(found, key=Evidence.sort_key))

    def _look_up(self, node: ox.NamedNode) -> Iterator[Evidence]:
        yield from self._passage(node)
        for quad in self._store.quads(None, HAS_SELECTOR, node):
            yield from self._passage(quad.subject)
        for quad in self._store.quads(node, STATED_IN):
            yield from self._passage(quad.object)
        for source in dict.fromkeys(quad.object for quad in self._store.quads(node, CITES)):
            yield Evidence(_text(source), self._citation(source))

    def _passage(self, node: Term) -> Iterator[Evidence]:
        source = self._value(node, HAS_SOURCE)
        if source is None or not isinstance(node, ox.NamedNode):
            return
        selectors = [quad.object for quad in self._store.quads(node, HAS_SELECTOR)]
        exact, start, end = (
            next((value for each in selectors if (value := self._value(each, name)) is not None), None)
            for name in (_EXACT, _START, _END)
        )
        if exact is not None:
            language = self._language(exact, source)
            yield Evidence(_text(source), _text(exact), node.value, _number(start), _number(end), language)

    def _language(self, exact: Term, source: Term) -> str:
        """Return the language of words: their own tag, else that of their source."""
        own = exact.language if isinstance(exact, ox.Literal) else None
        return own or source_language(self._store, source)

    def _citation(self, source: Term) -> str:
        citation = self._value(source, CITATION)
        return (
            _text(citation)
            if citation is not None
            else min(names_of(self._store, source).values(), default=_text(source))
        )

    def _value(self, subject: Term, predicate: ox.NamedNode) -> Term | None:
        """Return the first value of a property in the order of text."""
        return min((quad.object for quad in self._store.quads(subject, predicate)), key=str, default=None)


def _text(term: Term) -> str:
    return term.value if isinstance(term, (ox.NamedNode, ox.Literal, ox.BlankNode)) else str(term)


def _number(term: Term | None) -> int | None:
    text = _text(term) if term is not None else ""
    return int(text) if text.isdecimal() and len(text) < 10 else None


def is_quoted(store: Store, fact: str) -> bool:
    """Return whether a fact has passages."""
    return any(store.quads(ox.NamedNode(fact), STATED_IN))
