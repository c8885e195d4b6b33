"""Cache of results about files and graphs, so that a changed project is only partly read and computed again."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from hashlib import sha256
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import rdflib

from aliansi.project import text_file, turtle
from aliansi.project.turtle import Statement, Triple

P = ParamSpec("P")
T = TypeVar("T")


class IncrementalCache:
    """Results of pure functions of files and graphs, computed again only if the file or graph has changed.

    Graphs of a loaded project never change, so that the same object always has the same triples.
    """

    def __init__(self) -> None:
        self._statements: dict[Path, tuple[str, tuple[Statement, ...]]] = {}
        self._graphs: dict[Hashable, tuple[list[Triple], rdflib.Graph]] = {}
        self._results: dict[Hashable, tuple[tuple[object, ...], Any]] = {}

    def statements(self, file: Path) -> tuple[Statement, ...]:
        """Return the statements of a file; the same tuple while its content is the same. Raises as turtle.read."""
        content = text_file.content(file)
        digest = sha256(content).hexdigest()
        known = self._statements.get(file)
        if known is None or known[0] != digest:
            known = self._statements[file] = (digest, turtle.parse(file, content))
        return known[1]

    def graph(self, name: Hashable, triples: list[Triple]) -> rdflib.Graph:
        """Return a graph of triples; the same object while the triples are the same."""
        known = self._graphs.get(name)
        if known is None or known[0] != triples:
            known = self._graphs[name] = (triples, _graph_of(triples))
        return known[1]

    def of(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return the result of a pure function of graphs; only the result for the last graphs is kept."""
        others = tuple(arg for arg in args if not isinstance(arg, rdflib.Graph))
        graphs = tuple(arg for arg in args if isinstance(arg, rdflib.Graph))
        known = self._results.get((function, others))
        if known is None or any(a is not b for a, b in zip(known[0], graphs, strict=True)):
            known = self._results[function, others] = (graphs, function(*args, **kwargs))
        result: T = known[1]
        return result


def _graph_of(triples: list[Triple]) -> rdflib.Graph:
    graph = rdflib.Graph()
    graph += triples
    return graph
