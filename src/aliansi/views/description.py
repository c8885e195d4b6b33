"""Description of one thing: its own statements, the facts that name it, and their evidence; as quads or as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.language_ranges import best_tag
from aliansi.dataset.names import LITERAL_FORM, name_quads
from aliansi.dataset.store import Store, Term, graph_of, in_proofs, is_inferred
from aliansi.evidence.answer_rows import evidence_cells
from aliansi.evidence.index import CITATION, CITES, HAS_SELECTOR, EvidenceIndex
from aliansi.namespaces import LEDGER
from aliansi.views.labels import Labels

CSV: Final = "text/csv"
COLUMNS: Final = (
    *("subject", "subjectLabel", "property", "propertyLabel", "value", "valueLabel", "language", "datatype"),
    *("graph", "inferred", "passages", "words", "sources"),
)
"""Columns of the table; several passages, quotations or citations in a cell are separated by `` | ``."""

_LEDGER: Final = str(LEDGER)
MAX_STATEMENTS: Final = 200
"""Statements of a thing, and statements that name it, on one page of its description."""
MAX_STATEMENTS_OF_FACT: Final = 100
"""Statements of a fact within the description of a thing that it names; all are at the address of the fact."""


@dataclass(frozen=True)
class Description:
    """One page of a description as quads; the graph of each quad is its source, or that of inferred triples."""

    node: ox.NamedNode
    own: tuple[ox.Quad, ...]
    mentions: tuple[ox.Quad, ...]
    facts: tuple[ox.Quad, ...]
    evidence: tuple[ox.Quad, ...]
    has_more: bool

    def quads(self) -> Iterator[ox.Quad]:
        """Yield each quad once."""
        return iter(dict.fromkeys(chain(self.own, self.mentions, self.facts, self.evidence)))


def is_of_proof(store: Store, node: ox.NamedNode) -> bool:
    """Return whether a node occurs only in proofs; descriptions of all other nodes leave proofs out."""
    return {in_proofs(quad) for quad in islice(store.quads(node), MAX_STATEMENTS)} == {True}


def describe(store: Store, index: EvidenceIndex, node: ox.NamedNode, page: int = 1) -> Description | None:
    """Return a page of the description of a thing, beginning with page 1; None if the dataset does not name it.

    Every fact that names the thing comes with its asserted statements, every inferred statement with its proof, and
    every fact with its passages, word for word, or its citations. Comparisons with Wikidata are not part of it: the
    ledger has them all.
    """
    of_proof = is_of_proof(store, node)
    begin, end = (page - 1) * MAX_STATEMENTS, page * MAX_STATEMENTS + 1
    own, naming = (
        tuple(islice((q for q in quads if in_proofs(q) == of_proof), begin, end))
        for quads in (
            store.quads(node),
            (q for q in store.quads(None, None, node) if q.subject != node and graph_of(q) != _LEDGER),
        )
    )
    if not own and not naming:
        return None
    has_more = max(len(own), len(naming)) > MAX_STATEMENTS
    own, naming = own[:MAX_STATEMENTS], naming[:MAX_STATEMENTS]
    subjects = dict.fromkeys(quad.subject for quad in naming)
    facts = tuple(quad for each in subjects for quad in islice(_asserted(store, each), MAX_STATEMENTS_OF_FACT))
    proofs = tuple(_proofs(store, index, [quad for quad in (*own, *naming) if is_inferred(quad)]))
    behind = {q.object for q in proofs if isinstance(q.object, ox.NamedNode) and index.of_node(q.object)}
    evidence = _evidence(store, [node, *subjects, *sorted(behind, key=str)])
    return Description(node, own, naming, facts, (*proofs, *evidence), has_more)


def labels_of(store: Store, quads: Iterable[ox.Quad], language: str | None) -> Iterator[ox.Quad]:
    """Yield the names of all nodes of some quads in a language if there are any, else all their names."""
    named = dict.fromkeys(
        term for q in quads for term in (q.subject, q.predicate, q.object) if isinstance(term, ox.NamedNode)
    )
    for term in named:
        names = [(quad, name.language or "") for quad, name in name_quads(store, term)]
        wanted = best_tag(language, {tag for _, tag in names if tag}) if language else None
        for quad in (quad for quad, tag in names if wanted is None or tag == wanted):
            yield quad
            yield from store.quads(quad.object, LITERAL_FORM)


def _asserted(store: Store, node: Term) -> Iterator[ox.Quad]:
    return (quad for quad in store.quads(node) if not is_inferred(quad) and not in_proofs(quad))


def _proofs(store: Store, evidence: EvidenceIndex, quads: list[ox.Quad]) -> Iterator[ox.Quad]:
    """Yield the proofs of statements and of their premises."""
    roots = dict.fromkeys(proof for q in quads for proof in evidence.proofs_of((q.subject, q.predicate, q.object)))
    for node in dict.fromkeys(step for root in roots for step in evidence.steps_of(root)):
        yield from (quad for quad in store.quads(node) if in_proofs(quad))


def _evidence(store: Store, nodes: Iterable[Term]) -> Iterator[ox.Quad]:
    """Yield the passages with their selectors, and the citations, that are the evidence of nodes."""
    for node in nodes:
        yield from _passage(store, node)
        for quad in store.quads(node):
            yield from _passage(store, quad.object)
            if quad.predicate == CITES:
                yield from store.quads(quad.object, CITATION)


def _passage(store: Store, node: Term) -> Iterator[ox.Quad]:
    if isinstance(node, ox.Literal):
        return
    selectors = list(store.quads(node, HAS_SELECTOR))
    if selectors:
        yield from store.quads(node)
        for quad in selectors:
            yield from store.quads(quad.object)


def statements_csv(described: Description, evidence: EvidenceIndex, names: Labels) -> bytes:
    """Return the statements of a description as CSV (RFC 4180, UTF-8): its own, those that name it, their facts."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    quads = dict.fromkeys([*described.own, *described.mentions, *described.facts])
    writer.writerows(_row(quad, evidence, names) for quad in quads if not in_proofs(quad))
    return out.getvalue().encode("utf-8")


def _row(quad: ox.Quad, evidence: EvidenceIndex, names: Labels) -> Iterable[str]:
    value = quad.object
    literal = value if isinstance(value, ox.Literal) else None
    found = evidence.of_triple((quad.subject, quad.predicate, value))
    return (
        *(_text(quad.subject), names.of(quad.subject).text),
        *(_text(quad.predicate), names.of(quad.predicate).text),
        *(_text(value), "" if literal else names.of(value).text),
        *((literal.language or "", "" if literal.language else literal.datatype.value) if literal else ("", "")),
        *(graph_of(quad), "true" if is_inferred(quad) else "false"),
        *evidence_cells(found),
    )


def _text(term: Term) -> str:
    return term.value if isinstance(term, (ox.NamedNode, ox.Literal)) else str(term)
