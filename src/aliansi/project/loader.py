"""Load the files of a project into named graphs, with the line of every triple."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

import rdflib
from rdflib import URIRef
from rdflib.term import Node

from aliansi.errors import Finding, FindingsError, Location
from aliansi.namespaces import DERIVED, EVIDENCE, NOT_REASONED_OVER, ONTOLOGY, SHARED
from aliansi.project import turtle
from aliansi.project.folder import Project, graph_of, is_hidden, shipped
from aliansi.project.incremental import IncrementalCache
from aliansi.project.turtle import Triple

_NOT_READ = "is not read: a project has .ttl and .trig files; convert it to one of them, or move it out of the folder"


@dataclass(frozen=True)
class Graph:
    """The asserted triples of a project: one RDF graph per name, and the location of each triple."""

    project: Project
    graphs: Mapping[URIRef, rdflib.Graph]
    shapes: rdflib.Graph
    lines: Mapping[Triple, Location] = field(repr=False)
    cache: IncrementalCache = field(default_factory=IncrementalCache, repr=False, compare=False)

    def named(self, name: URIRef) -> rdflib.Graph:
        """Return the graph of a name, empty if no file belongs to it."""
        return self.graphs.get(name, rdflib.Graph())

    @property
    def ontology(self) -> rdflib.Graph:
        """The vocabulary."""
        return self.named(ONTOLOGY)

    @property
    def evidence(self) -> rdflib.Graph:
        """The passages."""
        return self.named(EVIDENCE)

    @cached_property
    def sources(self) -> Mapping[URIRef, rdflib.Graph]:
        """The graphs that hold the facts of one source each."""
        return {name: graph for name, graph in self.graphs.items() if name not in SHARED}

    def facts(self) -> rdflib.Graph:
        """Return the facts and claims of all sources in one graph, which is cached: do not change it."""
        return self._facts

    @cached_property
    def _facts(self) -> rdflib.Graph:
        return union(self.sources.values())

    def asserted(self) -> rdflib.Graph:
        """Return all asserted triples in one graph, with the ontology; it is cached: do not change it."""
        return self._asserted

    @cached_property
    def _asserted(self) -> rdflib.Graph:
        return union(self.graphs.values())

    def reasoned_over(self) -> frozenset[Triple]:
        """Return the triples to reason over."""
        graphs = (graph for name, graph in self.graphs.items() if name not in NOT_REASONED_OVER)
        return frozenset(chain.from_iterable(graphs))

    def location(self, subject: Node, predicate: Node | None = None, object_: Node | None = None) -> Location | None:
        """Return the location of a triple; if there is none, the first location of its subject."""
        exact = self.lines.get((subject, predicate, object_)) if predicate and object_ is not None else None
        return exact or self._first_line(subject, predicate) or self._first_line(subject, None)

    def _first_line(self, subject: Node, predicate: Node | None) -> Location | None:
        places = (
            self.lines[triple]
            for graph in self.graphs.values()
            for triple in graph.triples((subject, predicate, None))
            if triple in self.lines
        )
        return min(places, default=None)


def union(graphs: Iterable[Iterable[Triple]]) -> rdflib.Graph:
    """Return a new graph with the triples of several graphs."""
    merged = rdflib.Graph()
    for graph in graphs:
        merged += graph
    return merged


def load(project: Project, cache: IncrementalCache | None = None) -> Graph:
    """Read every file of a project; with the cache of the last load, only those that have changed.

    Raises FindingsError with the first error of every file, and for statements in a derived graph.
    """
    cache = cache or IncrementalCache()
    triples: dict[URIRef, list[Triple]] = defaultdict(list)
    lines: dict[Triple, Location] = {}
    findings: list[Finding] = []
    for file in project.rdf_files:
        home = graph_of(file)
        try:
            for statement in cache.statements(file):
                triples[statement.graph or home].append(statement.triple)
                lines.setdefault(statement.triple, Location(file, statement.line))
                findings.extend(_claims_derived_graph(statement, Location(file, statement.line)))
        except FindingsError as error:
            findings.extend(error.findings)
    shapes: list[Triple] = []
    try:
        if project.shapes.exists():
            shapes = [statement.triple for statement in cache.statements(project.shapes)]
    except FindingsError as error:
        findings.extend(error.findings)
    if triples:
        findings += [Finding(Location(file), "", _NOT_READ) for file in project.unread_rdf_files]
    elif not findings:
        findings.append(Finding(Location(project.root), "", _nothing_to_read(project)))
    if findings:
        raise FindingsError(findings)
    graphs = {name: cache.graph(name, triples[name]) for name in sorted(triples)}
    return Graph(project, graphs, cache.graph("shapes", shapes), lines, cache)


def _nothing_to_read(project: Project) -> str:
    """Return what a project without a triple lacks."""
    files = (file for part in ("ontology", "data") for file in (project.root / part).iterdir())
    others = sorted(file.name for file in files if file not in project.rdf_files and not is_hidden(file))
    read = f"; only .ttl and .trig are read, not {', '.join(others[:3])}" if others else ""
    return (
        f"the project has no triple in ontology/ and data/{read}: copy ontology/ and queries/ from {shipped().root} "
        "and write facts into data/, as CONTRIBUTING.md describes"
    )


def _claims_derived_graph(statement: turtle.Statement, where: Location) -> Iterator[Finding]:
    if statement.graph in DERIVED:
        yield Finding(where, str(statement.graph), "this graph is made by the build; use another name")
