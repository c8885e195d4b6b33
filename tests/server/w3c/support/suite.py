"""The query and syntax tests of the W3C's rdf-tests suite, as their manifests have them, from a folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import rdflib
from rdflib import RDF, RDFS, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
BASE = "https://w3c.github.io/rdf-tests/sparql/"
"""Where the folder ``sparql`` of the suite is on the web: what relative IRIs are relative to."""

GROUPS = {
    "SPARQL 1.1 query": "sparql11/manifest-sparql11-query.ttl",
    "SPARQL 1.1 results": "sparql11/manifest-sparql11-results.ttl",
    "SPARQL 1.0": "sparql10/manifest.ttl",
    "SPARQL 1.1 federation": "sparql11/manifest-sparql11-fed.ttl",
    "SPARQL 1.1 update": "sparql11/manifest-sparql11-update.ttl",
}
_KINDS = {
    MF.QueryEvaluationTest: "evaluation",
    MF.CSVResultFormatTest: "evaluation",
    MF.PositiveSyntaxTest: "positive syntax",
    MF.PositiveSyntaxTest11: "positive syntax",
    MF.NegativeSyntaxTest: "negative syntax",
    MF.NegativeSyntaxTest11: "negative syntax",
    MF.PositiveUpdateSyntaxTest11: "positive update",
    MF.NegativeUpdateSyntaxTest11: "negative update",
}


@dataclass(frozen=True)
class Data:
    """A file with the name of its graph."""

    name: str
    file: Path


@dataclass(frozen=True)
class Case:
    """A test: a query, the dataset it is asked of and the file of its result; one of the syntax is a text alone."""

    name: str
    group: str
    kind: str
    query: Data
    default: tuple[Data, ...] = ()
    named: tuple[Data, ...] = ()
    services: tuple[tuple[str, tuple[Data, ...]], ...] = ()
    result: Path | None = None
    lax: bool = False

    @property
    def text(self) -> str:
        """The query as it stands, line ends included."""
        return self.query.file.read_bytes().decode("utf-8")


class Suite:
    """The folder ``sparql`` of the suite."""

    def __init__(self, folder: Path) -> None:
        """Take the folder, or the one around it."""
        self.folder = (folder / "sparql" if (folder / "sparql").is_dir() else folder).resolve()

    def cases(self) -> Iterator[Case]:
        """Yield every test of queries and of syntax; what updates do, entailment and protocols are tested elsewhere."""
        for group, manifest in GROUPS.items():
            if (self.folder / manifest).is_file():
                yield from self.of_manifest(manifest, group)

    def of_manifest(self, manifest: str, group: str) -> Iterator[Case]:
        """Yield the tests of a manifest and of those that it includes."""
        graph = rdflib.Graph().parse(self.folder / manifest, format="turtle", publicID=BASE + manifest)
        for included in graph.objects(None, MF.include):
            for other in Collection(graph, included):
                yield from self.of_manifest(str(other).removeprefix(BASE), group)
        for listed in graph.objects(None, MF.entries):
            for entry in Collection(graph, listed):
                if kind := _KINDS.get(URIRef(str(graph.value(entry, RDF.type)))):
                    yield self._case(graph, entry, group, kind)

    def _case(self, graph: rdflib.Graph, entry: Node, group: str, kind: str) -> Case:
        action, result = graph.value(entry, MF.action), graph.value(entry, MF.result)
        assert action is not None
        name = str(entry).rpartition("/")[2].replace("manifest#", "")
        folder = Path(str(entry)).parent.name
        query = graph.value(action, QT.query) if kind == "evaluation" else action
        if str(action).endswith(".ru"):  # some of their tests have the type of those of queries
            kind = kind.replace("syntax", "update")
        if kind != "evaluation" or query is None:
            return Case(f"{folder}/{name}", group, kind, self._data(query or action))
        return Case(
            f"{folder}/{name}",
            group,
            kind,
            self._data(query),
            self._all(graph, action, QT.data),
            tuple(self._named(graph, node) for node in graph.objects(action, QT.graphData)),
            tuple(
                (str(graph.value(node, QT.endpoint)), self._all(graph, node, QT.data))
                for node in graph.objects(action, QT.serviceData)
            ),
            self._data(result).file if result is not None else None,
            graph.value(entry, MF.resultCardinality) == MF.LaxCardinality,
        )

    def _all(self, graph: rdflib.Graph, node: Node, predicate: Node) -> tuple[Data, ...]:
        return tuple(self._data(file) for file in graph.objects(node, predicate))

    def _named(self, graph: rdflib.Graph, node: Node) -> Data:
        """Return a named graph: its file is its name, or it has a label."""
        if isinstance(node, URIRef):
            return self._data(node)
        file, label = graph.value(node, QT.graph), graph.value(node, RDFS.label)
        assert file is not None
        return Data(str(label), self._data(file).file)

    def _data(self, iri: Node) -> Data:
        return self.at(str(iri))

    def at(self, iri: str) -> Data:
        """Return what is at an IRI of the suite."""
        return Data(iri, self.folder / iri.removeprefix(BASE))
