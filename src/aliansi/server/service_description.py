"""SPARQL 1.1 Service Description and VoID of the service and its dataset, as triples.

The counts come from queries within the same limits as any others, once for each revision of the dataset. A dataset that
is too large to be counted in time is described without them.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from aliansi.errors import RequestError
from aliansi.evaluation.evaluator import Evaluator
from aliansi.evaluation.limits import Limits
from aliansi.evaluation.query import Formats, Query
from aliansi.namespaces import DERIVED, INFERRED, OUTSIDE_THE_UNION, TYPE

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
VOID: Final = "http://rdfs.org/ns/void#"
FORMATS: Final = "http://www.w3.org/ns/formats/"
LIMIT: Final = "https://w3id.org/aliansi/service#"
PREFIXES: Final = {"sd": SD, "void": VOID, "dcterms": "http://purl.org/dc/terms/", "formats": FORMATS, "limit": LIMIT}
VOID_PATH: Final = "/.well-known/void"

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_RESULTS: Final = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "N-Triples", "RDF_XML", "JSON-LD", "TriG", "N-Quads"),
)
_PROPERTIES: Final = "?p (COUNT(*) AS ?n) {{ {} {{ ?s ?p ?o }} }} GROUP BY ?p"
_CLASSES: Final = "?c (COUNT(*) AS ?n) {{ {} {{ ?s a ?c }} FILTER(isIRI(?c)) }} GROUP BY ?c"

Node = ox.NamedNode | ox.BlankNode


@dataclass
class GraphStatistics:
    """The number of triples with each property, and of instances of each class."""

    properties: Counter[str] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)

    def __sub__(self, other: GraphStatistics) -> GraphStatistics:
        """Return the difference."""
        return GraphStatistics(self.properties - other.properties, self.classes - other.classes)


@dataclass(frozen=True)
class DatasetStatistics:
    """The statistics of the union that is the default graph, and of each named graph."""

    union: GraphStatistics
    graphs: dict[str, GraphStatistics]

    def asserted(self) -> GraphStatistics:
        """Return the statistics of the union without the derived graphs."""
        rest = self.union
        for name in map(str, DERIVED - OUTSIDE_THE_UNION):
            rest = rest - self.graphs.get(name, GraphStatistics())
        return rest


class ServiceDescriber:
    """Describes the service and the dataset of an evaluator."""

    def __init__(self, evaluator: Evaluator, federates: bool = False) -> None:
        self._evaluator, self._federates = evaluator, federates
        self._counted: tuple[str, DatasetStatistics | None] | None = None
        self._counting = asyncio.Lock()

    async def describe(self, base: str) -> list[ox.Triple]:
        """Return the description of what is served at ``base``, a URL without a slash at its end."""
        # Imported here, because tables of languages take 20 ms, which the first queries do not need.
        from aliansi.views.dataset_description import describe_dataset, description_triples

        store = self._evaluator.store
        async with self._counting:
            if self._counted is None or self._counted[0] != store.revision:
                self._counted = (store.revision, await self._count())
        limits = self._evaluator.limits
        names = store.graph_names()
        described = await asyncio.to_thread(describe_dataset, store)
        stated = description_triples(store, described, _dataset(base))
        return [*service(base, limits, names, self._federates), *datasets(base, names, self._counted[1]), *stated]

    async def _count(self) -> DatasetStatistics | None:
        try:
            union, graphs = GraphStatistics(), dict[str, GraphStatistics]()
            for kind, pattern in (("properties", _PROPERTIES), ("classes", _CLASSES)):
                for _, name, number in await self._rows(f"SELECT {pattern.format('')}"):
                    getattr(union, kind)[name] = number
                for graph, name, number in await self._rows(f"SELECT ?g {pattern.format('GRAPH ?g')} ?g"):
                    getattr(graphs.setdefault(graph, GraphStatistics()), kind)[name] = number
        except RequestError:
            return None
        return DatasetStatistics(union, graphs)

    async def _rows(self, query: str) -> list[tuple[str, str, int]]:
        formats = Formats("application/sparql-results+json", None)
        answered = await self._evaluator.evaluate(Query(query), formats)
        rows = json.loads(answered.body)["results"]["bindings"]
        value = {key: "" for key in "gpc"}
        values = (value | {key: term["value"] for key, term in row.items()} for row in rows)
        return [(row["g"], row["p"] or row["c"], int(row["n"])) for row in values]


def service(base: str, limits: Limits, names: tuple[str, ...], federates: bool = False) -> Iterator[ox.Triple]:
    """Yield the features and limits of the endpoint."""
    endpoint = ox.NamedNode(f"{base}/sparql")
    yield ox.Triple(endpoint, TYPE, _sd("Service"))
    yield ox.Triple(endpoint, _sd("endpoint"), endpoint)
    yield ox.Triple(endpoint, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    yield ox.Triple(endpoint, _sd("defaultDataset"), _dataset(base))
    for name in _RESULTS:
        yield ox.Triple(endpoint, _sd("resultFormat"), ox.NamedNode(FORMATS + name))
    if not set(names) & set(map(str, OUTSIDE_THE_UNION)):
        # With a graph outside the union the default graph is not the union of all.
        yield ox.Triple(endpoint, _sd("feature"), _sd("UnionDefaultGraph"))
    if federates:
        yield ox.Triple(endpoint, _sd("feature"), _sd("BasicFederatedQuery"))
    for name, value in limits.described().items():
        yield ox.Triple(endpoint, ox.NamedNode(LIMIT + name), _literal(value))


def datasets(base: str, names: tuple[str, ...], extents: DatasetStatistics | None) -> Iterator[ox.Triple]:
    """Yield the dataset with its graphs; asserted and inferred triples have statistics of their own."""
    whole, union = _dataset(base), ox.NamedNode(f"{base}{VOID_PATH}#union")
    yield ox.Triple(whole, TYPE, _sd("Dataset"))
    yield ox.Triple(whole, TYPE, _void("Dataset"))
    yield ox.Triple(whole, _void("sparqlEndpoint"), ox.NamedNode(f"{base}/sparql"))
    yield ox.Triple(whole, _sd("defaultGraph"), union)
    yield ox.Triple(union, TYPE, _sd("Graph"))
    for place, name in enumerate(names):
        entry, graph = ox.BlankNode(f"entry{place}"), ox.BlankNode(f"graph{place}")
        yield ox.Triple(whole, _sd("namedGraph"), entry)
        yield ox.Triple(entry, TYPE, _sd("NamedGraph"))
        yield ox.Triple(entry, _sd("name"), ox.NamedNode(name))
        yield ox.Triple(entry, _sd("graph"), graph)
        yield ox.Triple(graph, TYPE, _sd("Graph"))
        if extents:
            yield from _sizes(graph, extents.graphs.get(name, GraphStatistics()))
    if extents:
        yield from _sizes(union, extents.union)
        yield ox.Triple(whole, _void("subset"), union)
        parts = {"asserted": extents.asserted(), "inferred": extents.graphs.get(str(INFERRED), GraphStatistics())}
        for part, extent in parts.items():
            node = ox.NamedNode(f"{base}{VOID_PATH}#{part}")
            yield ox.Triple(union, _void("subset"), node)
            yield from _sizes(node, extent)
            yield from _partitions(node, part, extent)


def _sizes(node: Node, extent: GraphStatistics) -> Iterator[ox.Triple]:
    yield ox.Triple(node, TYPE, _void("Dataset"))
    yield ox.Triple(node, _void("triples"), _literal(extent.properties.total()))
    yield ox.Triple(node, _void("properties"), _literal(len(extent.properties)))
    yield ox.Triple(node, _void("classes"), _literal(len(extent.classes)))


def _partitions(node: Node, part: str, extent: GraphStatistics) -> Iterator[ox.Triple]:
    kinds = (("class", "entities", extent.classes), ("property", "triples", extent.properties))
    for kind, counted, numbers in kinds:
        for place, (name, number) in enumerate(sorted(numbers.items())):
            partition = ox.BlankNode(f"{part}-{kind}{place}")
            yield ox.Triple(node, _void(f"{kind}Partition"), partition)
            yield ox.Triple(partition, _void(kind), ox.NamedNode(name))
            yield ox.Triple(partition, _void(counted), _literal(number))


def _literal(value: int | str) -> ox.Literal:
    return ox.Literal(str(value), datatype=ox.NamedNode(_XSD + ("integer" if isinstance(value, int) else "duration")))


def _dataset(base: str) -> ox.NamedNode:
    return ox.NamedNode(f"{base}{VOID_PATH}#dataset")


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(SD + name)


def _void(name: str) -> ox.NamedNode:
    return ox.NamedNode(VOID + name)
