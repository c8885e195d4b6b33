"""The rows of an answer as the cells of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from aliansi.namespaces import shorten
from aliansi.store import Term

MOST_ROWS: Final = 1000
_LABEL: Final = "Label"


@dataclass(frozen=True)
class Cell:
    """What stands in a cell; only an address of the web becomes a link."""

    text: str
    href: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class Table:
    """The first rows of an answer; ``total`` counts all of them."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int


def read_results(body: bytes) -> Table | bool:
    """Read SPARQL 1.1 Query Results JSON, at most ``MOST_ROWS`` rows of it.

    A column ``xLabel`` beside a column ``x`` gives it its words and is not shown by itself.
    """
    results = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if isinstance(results, ox.QueryBoolean):
        return bool(results)
    names = [variable.value for variable in results.variables]
    shown = [name for name in names if not (name.endswith(_LABEL) and name.removesuffix(_LABEL) in names)]
    rows, total = [], 0
    for row in results:
        total += 1
        if total <= MOST_ROWS:
            terms = dict(zip(names, row, strict=True))
            rows.append(tuple(_cell(terms[name], terms.get(name + _LABEL)) for name in shown))
    return Table(tuple(shown), tuple(rows), total)


def _cell(term: Term | None, label: Term | None) -> Cell:
    words = label if isinstance(label, ox.Literal) else None
    if isinstance(term, ox.NamedNode):
        href = term.value if term.value.startswith(("http://", "https://")) else None
        text = words.value if words else shorten(term.value)
        return Cell(text, href, words.language if words else None)
    if isinstance(term, ox.Literal):
        return Cell(term.value, None, term.language)
    return Cell("" if term is None else str(term))
