"""The checked dataset: written as N-Quads, read back, and asked. Every SPARQL evaluation goes through ``Store.ask``."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox
import rdflib
from rdflib.compare import to_canonical_graph
from rdflib.term import BNode, Literal, Node, URIRef

from aliansi.exists import evaluate
from aliansi.findings import UsageError
from aliansi.guard import dataset_iris, has_dataset_clause, refuse_federation
from aliansi.memory import Memory
from aliansi.namespaces import OUTSIDE_THE_UNION, PREFIXES

Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
GraphName = ox.NamedNode | ox.BlankNode | ox.DefaultGraph
Graphs = Mapping[URIRef, rdflib.Graph]

_HIDDEN = frozenset(str(name) for name in OUTSIDE_THE_UNION)


@dataclass(frozen=True)
class Store:
    """A dataset in memory whose default graph is the union of its graphs, but for those outside the union."""

    dataset: ox.Store = field(repr=False)
    revision: str

    def ask(
        self,
        query: str,
        default_graphs: Iterable[str] = (),
        named_graphs: Iterable[str] = (),
        without: Iterable[str] = (),
        base: str | None = None,
    ) -> Answer:
        """Evaluate a SPARQL 1.1 query.

        ``default_graphs`` and ``named_graphs`` are the dataset of the request (SPARQL 1.1 Protocol, 2.1.4), which
        goes before FROM in the query, and where a graph that is not here is empty, as the W3C's tests have it;
        ``without`` leaves graphs out of the union; ``base`` is what relative IRIs are relative to. Raises UsageError
        with position and cause if it is no query, asks another endpoint (SERVICE) or has FROM with a graph that is
        not here.
        """
        asked_default, asked_named = tuple(default_graphs), tuple(named_graphs)
        asked = bool(asked_default or asked_named)
        refuse_federation(query)
        self._refuse_unknown(dataset_iris(query, PREFIXES, base or ""))
        default: list[GraphName] | None = [*_names(asked_default)]
        if not asked:
            # Oxigraph lets this argument override FROM, so a query with a dataset of its own gets none.
            default = None if has_dataset_clause(query) else self._union(frozenset(without)) if without else self._whole
        try:
            return evaluate(
                self.dataset,
                query,
                base_iri=base,
                prefixes=_prefixes_in(query),
                default_graph=default,
                named_graphs=_names(asked_named) if asked else None,
            )
        except (SyntaxError, ValueError) as error:
            raise UsageError(f"not a SPARQL query: {error}") from error

    def select(self, query: str, without: Iterable[str] = ()) -> Iterator[dict[str, Term]]:
        """Yield the rows of a SELECT query as term by variable; unbound variables are left out.

        Raises UsageError if it is another form of query.
        """
        answer = self.ask(query, without=without)
        if not isinstance(answer, ox.QuerySolutions):
            raise UsageError("expected a SELECT query")
        names = [variable.value for variable in answer.variables]
        for row in answer:
            yield {name: term for name in names if (term := row[name]) is not None}

    def graph_names(self) -> tuple[str, ...]:
        """Return the names of all graphs, sorted."""
        return tuple(sorted(name.value for name in self.dataset.named_graphs()))

    def merge(self) -> None:
        """Make the default graph a graph of its own if graphs of the union share a triple: SPARQL counts it once.

        Oxigraph reads several graphs one after the other (SPARQL 1.1, 13.2, wants their merge). This is for a copy that
        is only asked: the dataset has more triples then.
        """
        shown = [name for name in self._whole if isinstance(name, ox.NamedNode)]
        if self._share_a_triple(shown):
            in_default = (ox.Quad(*quad.triple) for name in shown for quad in self._quads(name))
            self.dataset.extend(list(in_default))
            self.__dict__["_whole"] = [ox.DefaultGraph()]

    def _share_a_triple(self, names: list[ox.NamedNode]) -> bool:
        if len(names) + (next(self._quads(ox.DefaultGraph()), None) is not None) < 2:
            return False
        query = "ASK { GRAPH ?g { ?s ?p ?o } GRAPH ?h { ?s ?p ?o } FILTER(?g != ?h) }"
        with_default = "ASK { ?s ?p ?o GRAPH ?h { ?s ?p ?o } }"
        graphs: list[ox.NamedNode | ox.BlankNode] = [*names]
        found = (
            self.dataset.query(each, default_graph=ox.DefaultGraph(), named_graphs=graphs)
            for each in (query, with_default)
        )
        return any(map(bool, found))

    def _quads(self, name: GraphName) -> Iterator[ox.Quad]:
        return self.dataset.quads_for_pattern(None, None, None, name)

    def _refuse_unknown(self, names: Iterable[str]) -> None:
        """Refuse a graph that is not here: no file and no URL is ever read in its place."""
        for name in names:
            if not any(map(self.dataset.contains_named_graph, _names([name]))):
                raise UsageError(
                    f"there is no graph <{name}> here; see their names with SELECT DISTINCT ?g {{ GRAPH ?g {{}} }}"
                )

    @cached_property
    def _whole(self) -> list[GraphName]:
        """The default graph of most queries; the graphs of a dataset that is asked do not change."""
        return self._union(frozenset())

    def _union(self, without: frozenset[str]) -> list[GraphName]:
        hidden = _HIDDEN | without
        return [ox.DefaultGraph(), *(name for name in self.dataset.named_graphs() if name.value not in hidden)]


def _prefixes_in(query: str) -> dict[str, str]:
    """Return those of our prefixes that a query may use: Oxigraph reads all that it is given, for each query."""
    return {prefix: iri for prefix, iri in PREFIXES.items() if f"{prefix}:" in query}


def _names(iris: Iterable[str]) -> list[ox.NamedNode | ox.BlankNode]:
    try:
        return [ox.NamedNode(iri) for iri in iris]
    except ValueError as error:
        raise UsageError(f"a graph of the request is not named by an IRI: {error}") from error


def serialise(graphs: Graphs, memory: Memory | None = None) -> bytes:
    """Return named graphs as sorted N-Quads with stable labels of blank nodes: the same bytes from the same graphs."""
    memory = memory or Memory()
    lines = (line for name, graph in graphs.items() for line in memory.of(_lines, graph, name))
    return "".join(sorted(lines)).encode("utf-8")


def _lines(graph: rdflib.Graph, name: URIRef) -> list[str]:
    in_graph = f"{name.n3()} .\n"
    return [
        f"{s.n3()} {p.n3()} {_literal(o) if isinstance(o, Literal) else o.n3()} {in_graph}" for s, p, o in stable(graph)
    ]


def _literal(literal: Literal) -> str:
    """Write a literal as N-Quads has it (rdflib's ``n3`` writes numbers and long strings as Turtle has them)."""
    return str(ox.Literal(str(literal), datatype=_datatype(literal), language=literal.language))


def _datatype(literal: Literal) -> ox.NamedNode | None:
    return ox.NamedNode(str(literal.datatype)) if literal.datatype and not literal.language else None


def stable(graph: rdflib.Graph) -> Iterable[tuple[Node, Node, Node]]:
    """Return the triples of a graph with labels of blank nodes that depend on what is said of them alone.

    The labels come from RGDA1 (Sayers and Karp, 2004; McCusker, 2015) as in ``rdflib.compare``.
    """
    if any(isinstance(node, BNode) for triple in graph for node in triple):
        return to_canonical_graph(graph)
    return graph


def write(graphs: Graphs, file: Path) -> None:
    """Write graphs as N-Quads."""
    save(serialise(graphs), file)


def save(nquads: bytes, file: Path) -> None:
    """Write a file whole or not at all: a full disk or a killed process leaves the last one as it was."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=temporary_prefix(file, os.getpid()))
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(nquads)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(file)
    except BaseException:  # whatever it was, Ctrl+C included: half a file is of no use to anybody
        Path(temporary).unlink(missing_ok=True)
        raise


def temporary_prefix(file: Path, process: int) -> str:
    """Return how the names begin under which a process writes before the file is whole."""
    return f".{file.name}-{process}-"


def read(file: Path) -> Store:
    """Read a dataset from N-Quads, TriG or Turtle. Raises UsageError with the line if it is broken or missing."""
    rdf_format = ox.RdfFormat.from_extension(file.suffix.removeprefix("."))
    if rdf_format is None:
        raise UsageError(f"{file}: no RDF format has the extension {file.suffix or '(none)'}; use .nq, .trig or .ttl")
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from error
    dataset = ox.Store()
    try:
        dataset.bulk_load(content, format=rdf_format, base_iri=file.absolute().as_uri())
    except SyntaxError as error:
        raise UsageError(f"{file}:{error.lineno or 0}: {error.msg}") from error
    return Store(dataset, sha256(content).hexdigest())
