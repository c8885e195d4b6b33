"""The rows of an answer with what each rests on, as CSV and as JSON for other programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pyoxigraph as ox

from aliansi.dataset.store import Store, Term
from aliansi.evidence.index import Evidence, EvidenceIndex
from aliansi.evidence.lineage import Lineage, RowEvidence
from aliansi.evidence.lineage_query import LineageQuery, trace
from aliansi.sparql.syntax_tree import UnsupportedSyntax

COLUMNS: Final = ("row.passages", "row.words", "row.sources")
"""What CSV tells beside the columns of a question; no variable of SPARQL has a dot in its name."""
SEPARATOR: Final = " | "
"""Between several passages, words or citations in one cell."""

Row = Mapping[str, Term]


@dataclass(frozen=True)
class AnswerRows:
    """An answer to SELECT, or the verdict of an ASK as a row without columns.

    ``grounded`` has what each row rests on; None if that cannot be told, for the reason in ``untold``.
    """

    names: tuple[str, ...]
    rows: tuple[Row, ...]
    verdict: bool | None = None
    grounded: tuple[RowEvidence, ...] | None = field(default=None, repr=False)
    untold: str = ""


def read_rows(results: ox.QuerySolutions | ox.QueryBoolean) -> AnswerRows:
    """Return what a query has answered, without what it rests on."""
    if isinstance(results, ox.QueryBoolean):
        verdict = bool(results)
        return AnswerRows((), ({},) if verdict else (), verdict)
    return AnswerRows(tuple(variable.value for variable in results.variables), tuple(solutions(results)))


def solutions(results: ox.QuerySolutions | ox.QueryBoolean) -> Iterator[Row]:
    """Yield each solution as term by variable; unbound variables are left out."""
    if isinstance(results, ox.QuerySolutions):
        names = [variable.value for variable in results.variables]
        for row in results:
            yield {name: term for name in names if (term := row[name]) is not None}


def traced(query: str) -> LineageQuery | str:
    """Return the query that tells what rows rest on, or why there is none."""
    try:
        return trace(query)
    except UnsupportedSyntax as error:
        return f"what the rows rest on cannot be told: {error}"


def with_grounds(store: Store, query: str) -> AnswerRows:
    """Answer a query of SELECT or ASK with what each row rests on. Raises UsageError if it is no query."""
    answer = store.ask(query)
    if isinstance(answer, ox.QueryTriples):
        return AnswerRows((), (), untold="what triples rest on is told by aliansi explain")
    rows, tracing = read_rows(answer), traced(query)
    if isinstance(tracing, str):
        return untold(rows, tracing)
    lineage = Lineage(tracing, store, EvidenceIndex(store))
    for solution in store.select(tracing.query):
        lineage.add(solution)
    return grounded(rows, lineage)


def untold(rows: AnswerRows, reason: str) -> AnswerRows:
    """Return rows without what they rest on."""
    return AnswerRows(rows.names, rows.rows, rows.verdict, None, reason)


def grounded(rows: AnswerRows, lineage: Lineage) -> AnswerRows:
    """Return rows with what they rest on."""
    return AnswerRows(rows.names, rows.rows, rows.verdict, tuple(lineage.of(row) for row in rows.rows))


def as_csv(rows: AnswerRows) -> bytes:
    """Return rows as CSV (RFC 4180), with the passages, their words and the citations of each in columns of their own.

    Without these columns if what the rows rest on cannot be told. Of an ASK the only column says true or false.
    """
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\r\n")
    if rows.verdict is None:
        table.writerow([*rows.names, *(COLUMNS if rows.grounded is not None else ())])
        table.writerows(_cells(rows))
    else:
        grounds = rows.grounded or ()
        table.writerow(["answer", *(COLUMNS if rows.grounded is not None else ())])
        found = joined(grounds[0].grounds) if grounds else [""] * len(COLUMNS)
        table.writerow(["true" if rows.verdict else "false", *(found if rows.grounded is not None else ())])
    return stream.getvalue().encode("utf-8")


def _cells(rows: AnswerRows) -> Iterator[list[str]]:
    for place, row in enumerate(rows.rows):
        cells = [_text(row.get(name)) for name in rows.names]
        yield cells + (joined(rows.grounded[place].grounds) if rows.grounded is not None else [])


def joined(grounds: Iterable[Evidence]) -> list[str]:
    """Return the passages, their words and the citations among grounds, each as a cell."""
    found = list(grounds)
    columns = (
        [ground.passage for ground in found if ground.passage],
        [ground.text for ground in found if ground.is_quoted],
        [ground.text for ground in found if not ground.is_quoted],
    )
    return [SEPARATOR.join(dict.fromkeys(column)) for column in columns]


def as_json(rows: AnswerRows, asked: Mapping[str, Any]) -> bytes:
    """Return rows in the shape of SPARQL 1.1 Query Results JSON, with ``question`` and ``restsOn`` beside it.

    ``restsOn`` has an object for each binding: the facts, the passages word for word, and the sources that it rests on;
    null if that cannot be told, for the reason in ``untold``.
    """
    said: dict[str, Any] = {"question": dict(asked)}
    said["restsOn"] = None if rows.grounded is None else [_grounds(each) for each in rows.grounded]
    if rows.grounded is None:
        said["untold"] = rows.untold
    # Last, for there are readers of the standard format that read no further.
    said["head"] = {"vars": list(rows.names)}
    if rows.verdict is None:
        said["results"] = {"bindings": [{name: _json(term) for name, term in row.items()} for row in rows.rows]}
    else:
        said["boolean"] = rows.verdict
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n"


def _grounds(each: RowEvidence) -> dict[str, Any]:
    return {
        "facts": list(each.facts),
        "passages": [ground.as_json() for ground in each.grounds if ground.is_quoted],
        "sources": [ground.as_json() for ground in each.grounds if not ground.is_quoted],
    }


def _json(term: Term) -> dict[str, str]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if not isinstance(term, ox.Literal):
        return {"type": "literal", "value": str(term)}
    said = {"type": "literal", "value": term.value}
    if term.language:
        return {**said, "xml:lang": term.language}
    plain = term.datatype.value == "http://www.w3.org/2001/XMLSchema#string"
    return said if plain else {**said, "datatype": term.datatype.value}


def _text(term: Term | None) -> str:
    if term is None:
        return ""
    return term.value if isinstance(term, (ox.NamedNode, ox.Literal)) else str(term)
