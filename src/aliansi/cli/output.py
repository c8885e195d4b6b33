"""Answers to queries as a table for people, or as CSV, JSON or Turtle for programs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from aliansi.dataset.store import Store
from aliansi.errors import QueryError, UsageError
from aliansi.evidence.answer_rows import answer_with_evidence, as_csv, as_json
from aliansi.namespaces import DEFAULT_LANGUAGE, PREFIXES, shorten
from aliansi.project import questions
from aliansi.project.folder import Project

_RESULTS = {"csv": ox.QueryResultsFormat.CSV, "json": ox.QueryResultsFormat.JSON}


def parse_params(params: tuple[str, ...]) -> dict[str, str]:
    """Parse ``NAME=VALUE`` arguments. Raises UsageError for one without an equals sign or given twice."""
    values: dict[str, str] = {}
    for param in params:
        name, equals, value = param.partition("=")
        if not equals:
            raise UsageError(f"--param {param}: write it as NAME=VALUE")
        if name in values:
            raise UsageError(f"--param {name} is given twice")
        values[name] = value
    return values


def list_questions(project: Project) -> Iterator[str]:
    """Yield the name and the title of each question of a project, in columns."""
    known = questions.load_all(project)
    width = max(map(len, known), default=0)
    for name, question in known.items():
        yield f"{name.ljust(width)}  {question.title[DEFAULT_LANGUAGE]}"


def render_file(store: Store, file: Path, query: str, form: str, with_passages: bool = False) -> bytes:
    """Return the answer to the query of a file as ``render`` does. An error in the query has the line of the file."""
    try:
        return render(store, query, form, with_passages)
    except QueryError as error:
        raise error.in_file(file) from error


def render(store: Store, query: str, form: str, with_passages: bool = False) -> bytes:
    """Evaluate a query and return its answer as ``table``, ``csv``, ``json`` or ``ttl``.

    With passages CSV and JSON are those of ``/questions/NAME``. Raises UsageError if the query form does not have such
    an answer, or the evidence of its rows is unknown.
    """
    if with_passages:
        return _with_passages(store, query, form)
    answer = store.query(query)
    if isinstance(answer, ox.QueryTriples):
        if form not in {"table", "ttl"}:
            raise UsageError("a CONSTRUCT or DESCRIBE query has no rows; use --format ttl")
        return ox.serialize(answer, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES) or b""
    if form == "ttl":
        raise UsageError("only a CONSTRUCT or DESCRIBE query has triples; use table, csv or json")
    if isinstance(answer, ox.QueryBoolean):
        return _boolean(answer, form)
    if form in _RESULTS:
        return answer.serialize(format=_RESULTS[form]) or b""
    return _table(answer).encode()


def _with_passages(store: Store, query: str, form: str) -> bytes:
    if form not in _RESULTS:
        raise UsageError("passages need csv or json: add --format csv")
    rows = answer_with_evidence(store, query)
    if rows.evidence is None:
        raise UsageError(rows.reason)
    return as_csv(rows) if form == "csv" else as_json(rows, {"query": query})


def _boolean(answer: ox.QueryBoolean, form: str) -> bytes:
    if form == "csv":
        return b"true\n" if answer else b"false\n"
    if form == "json":
        return answer.serialize(format=ox.QueryResultsFormat.JSON) or b""
    return b"yes\n" if answer else b"no\n"


def _table(answer: ox.QuerySolutions) -> str:
    names = [variable.value for variable in answer.variables]
    rows = [[_cell(row[name]) for name in names] for row in answer]
    widths = [max(len(cell) for cell in column) for column in zip(names, *rows, strict=True)]
    lines = [names, ["-" * width for width in widths], *rows]
    text = "\n".join("  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip() for line in lines)
    return f"{text}\n({len(rows)} row{'s' if len(rows) != 1 else ''})\n"


def _cell(term: object) -> str:
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return shorten(term.value)
    return str(getattr(term, "value", term)).replace("\n", " ")
