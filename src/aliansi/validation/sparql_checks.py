"""Run the checks that a project has as SPARQL queries: each row is an error.

Each file of ``queries/checks/`` begins with ``# title:`` and ``# message:``, the message for a row, with variables of
the row in braces. The first variable is the node with the error. A broken example of the same name (``NAME.trig``)
makes the check fire.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
from rdflib import URIRef

from aliansi.dataset.store import Store
from aliansi.errors import Finding, QueryError, UsageError
from aliansi.namespaces import shorten
from aliansi.project.loader import Graph
from aliansi.project.query_header import read_header
from aliansi.project.text_file import read_text


def findings(graph: Graph, store: Store) -> list[Finding]:
    """Return a finding for each row of each check."""
    return [
        Finding(graph.location(URIRef(subject)), shorten(subject), f"{message} [{file.stem}]")
        for file in graph.project.query_files("checks")
        for subject, message in rows(file, store)
    ]


def rows(file: Path, store: Store) -> Iterator[tuple[str, str]]:
    """Yield the node and the message for each row. Raises UsageError if the file has no message or is not a query."""
    text = read_text(file)
    message = read_header(text).get("message")
    try:
        answer = store.query(text)
        if not message or not isinstance(answer, ox.QuerySolutions):
            raise UsageError("write '# message: …' in its header and SELECT the node with the error first")
        names = [variable.value for variable in answer.variables]
        for row in answer:
            bound = ((name, row[name]) for name in names)
            found = {name: getattr(term, "value", str(term)) for name, term in bound if term is not None}
            values = {name: shorten(value) for name, value in found.items()}
            yield found.get(names[0], ""), message.format_map(_RowValues(values))
    except QueryError as error:
        raise error.in_file(file) from error
    except UsageError as error:
        raise UsageError(f"{file}: {error}") from error


class _RowValues(dict[str, str]):
    """The values of a row, with a dash for an unbound variable."""

    def __missing__(self, key: str) -> str:
        return "–"
