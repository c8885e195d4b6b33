"""Answer rows with the evidence of each, as CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pyoxigraph as ox

from aliansi.dataset.store import Row, Store, Term
from aliansi.evidence.index import Evidence, EvidenceIndex
from aliansi.evidence.lineage import Lineage, RowEvidence
from aliansi.evidence.lineage_query import LineageQuery, trace
from aliansi.sparql.syntax_tree import UnsupportedSyntax

COLUMNS: Final = ("row.passages", "row.words", "row.sources")
"""Columns of evidence in CSV; their dots keep them apart from SPARQL variables."""
SEPARATOR: Final = " | "
"""Separator of several passages, quotations or citations in one cell."""


@dataclass(frozen=True)
class AnswerRows:
    """Answer to SELECT, or the result of ASK as one row without columns.

    ``evidence`` has the evidence of each row; it is None if it cannot be traced, for the reason in ``reason``.
    """

    names: tuple[str, ...]
    rows: tuple[Row, ...]
    verdict: bool | None = None
    evidence: tuple[RowEvidence, ...] | None = field(default=None, repr=False)
    reason: str = ""


def read_rows(results: ox.QuerySolutions | ox.QueryBoolean) -> AnswerRows:
    """Return the answer to a query, without evidence."""
    if isinstance(results, ox.QueryBoolean):
        verdict = bool(results)
        return AnswerRows((), ({},) if verdict else (), verdict)
    return AnswerRows(tuple(variable.value for variable in results.variables), tuple(solutions(results)))


def solutions(results: ox.QuerySolutions | ox.QueryBoolean) -> Iterator[Row]:
    """Yield each solution as a mapping from variable to term; unbound variables are left out."""
    if isinstance(results, ox.QuerySolutions):
        names = [variable.value for variable in results.variables]
        for row in results:
            yield {name: term for name in names if (term := row[name]) is not None}


def trace_or_reason(query: str) -> LineageQuery | str:
    """Return the query that traces the evidence of rows, or the reason why there is none."""
    try:
        return trace(query)
    except UnsupportedSyntax as error:
        return f"the evidence of the rows cannot be traced: {error}"


def answer_with_evidence(store: Store, query: str) -> AnswerRows:
    """Answer a SELECT or ASK query with the evidence of each row. Raises UsageError for an invalid query."""
    answer = store.query(query)
    if isinstance(answer, ox.QueryTriples):
        return AnswerRows((), (), reason="for the evidence of triples use aliansi explain")
    rows, tracing = read_rows(answer), trace_or_reason(query)
    if isinstance(tracing, str):
        return without_evidence(rows, tracing)
    lineage = Lineage(tracing, store, EvidenceIndex(store))
    for solution in store.select(tracing.query):
        lineage.add(solution)
    return with_evidence(rows, lineage)


def without_evidence(rows: AnswerRows, reason: str) -> AnswerRows:
    """Return rows without evidence, and the reason."""
    return AnswerRows(rows.names, rows.rows, rows.verdict, None, reason)


def with_evidence(rows: AnswerRows, lineage: Lineage) -> AnswerRows:
    """Return rows with their evidence."""
    return AnswerRows(rows.names, rows.rows, rows.verdict, tuple(lineage.of(row) for row in rows.rows))


def as_csv(rows: AnswerRows) -> bytes:
    """Return rows as CSV (RFC 4180), with the passages, quotations and citations of each row in three more columns.

    The three columns are missing if the evidence cannot be traced. The answer to ASK has one column, true or false.
    """
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\r\n")
    if rows.verdict is None:
        table.writerow([*rows.names, *(COLUMNS if rows.evidence is not None else ())])
        table.writerows(_cells(rows))
    else:
        evidence = rows.evidence or ()
        table.writerow(["answer", *(COLUMNS if rows.evidence is not None else ())])
        found = evidence_cells(evidence[0].evidence) if evidence else [""] * len(COLUMNS)
        table.writerow(["true" if rows.verdict else "false", *(found if rows.evidence is not None else ())])
    return stream.getvalue().encode("utf-8")


def _cells(rows: AnswerRows) -> Iterator[list[str]]:
    for place, row in enumerate(rows.rows):
        cells = [_text(row.get(name)) for name in rows.names]
        yield cells + (evidence_cells(rows.evidence[place].evidence) if rows.evidence is not None else [])


def evidence_cells(evidence: Iterable[Evidence]) -> list[str]:
    """Return the passages, quotations and citations of evidence as three cells."""
    found = list(evidence)
    columns = (
        [ground.passage for ground in found if ground.passage],
        [ground.text for ground in found if ground.is_quoted],
        [ground.text for ground in found if not ground.is_quoted],
    )
    return [SEPARATOR.join(dict.fromkeys(column)) for column in columns]


def as_json(rows: AnswerRows, question: Mapping[str, Any]) -> bytes:
    """Return rows as SPARQL 1.1 Query Results JSON, with ``question`` and ``restsOn`` as further members.

    ``restsOn`` has an object for each binding: facts, passages word for word, and cited sources; it is null if the
    evidence cannot be traced, for the reason in ``without_evidence``.
    """
    document: dict[str, Any] = {"question": dict(question)}
    document["restsOn"] = None if rows.evidence is None else [_evidence_json(each) for each in rows.evidence]
    if rows.evidence is None:
        document["untold"] = rows.reason
    # Last: some readers of the standard format stop after it.
    document["head"] = {"vars": list(rows.names)}
    if rows.verdict is None:
        document["results"] = {"bindings": [{name: _json(term) for name, term in row.items()} for row in rows.rows]}
    else:
        document["boolean"] = rows.verdict
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n"


def _evidence_json(each: RowEvidence) -> dict[str, Any]:
    return {
        "facts": list(each.facts),
        "passages": [ground.as_json() for ground in each.evidence if ground.is_quoted],
        "sources": [ground.as_json() for ground in each.evidence if not ground.is_quoted],
    }


def _json(term: Term) -> dict[str, str]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if not isinstance(term, ox.Literal):
        return {"type": "literal", "value": str(term)}
    binding = {"type": "literal", "value": term.value}
    if term.language:
        return {**binding, "xml:lang": term.language}
    plain = term.datatype.value == "http://www.w3.org/2001/XMLSchema#string"
    return binding if plain else {**binding, "datatype": term.datatype.value}


def _text(term: Term | None) -> str:
    if term is None:
        return ""
    return term.value if isinstance(term, (ox.NamedNode, ox.Literal)) else str(term)
