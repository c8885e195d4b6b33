"""Statements of a thing as CSV: a row for each, with labels and evidence."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.store import Term, graph_of, in_proofs, is_inferred
from aliansi.evidence.answer_rows import evidence_cells
from aliansi.evidence.index import EvidenceIndex
from aliansi.views.description import Description
from aliansi.views.labels import Labels

CSV: Final = "text/csv"
COLUMNS: Final = (
    *("subject", "subjectLabel", "property", "propertyLabel", "value", "valueLabel", "language", "datatype"),
    *("graph", "inferred", "passages", "words", "sources"),
)
"""Columns of the table; several passages, quotations or citations in a cell are separated by `` | ``."""


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
