"""The checked dataset in memory, and the evaluation of SPARQL queries over it.

Every query goes through ``Store.query``; those that need only a few triples go through ``Store.query_triples``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import pyoxigraph as ox

from aliansi.dataset.inspection import prefixes_of
from aliansi.errors import FindingsError, UsageError
from aliansi.namespaces import INFERRED, OUTSIDE_THE_UNION, PREFIXES, PROOFS
from aliansi.rdf_files.documents import Warn, log_warning, open_document, public_base
from aliansi.rdf_files.rdf_xml import RdfXmlStream, restore_plain_texts
from aliansi.sparql.dataset_clause import dataset_iris, dataset_of, has_dataset_clause, unknown_graph
from aliansi.sparql.diagnosis import diagnose
from aliansi.sparql.federation_guard import refuse_federation
from aliansi.sparql.prefixes import used_prefixes
from aliansi.sparql.respelling import respelled
from aliansi.sparql.rewrites import rewrite_count, rewrite_exists

Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = Mapping[str, Term]
BlankOrNamed = ox.NamedNode | ox.BlankNode
GraphName = BlankOrNamed | ox.DefaultGraph

_INFERRED, _PROOFS = ox.NamedNode(str(INFERRED)), ox.NamedNode(str(PROOFS))
_HIDDEN = frozenset(str(name) for name in OUTSIDE_THE_UNION)


@dataclass(eq=False)
class Store:
    """A dataset whose default graph is the union of its graphs, except those outside the union."""

    dataset: ox.Store = field(repr=False)
    revision: str
    file: Path | None = field(default=None, repr=False, metadata={"help": "the file that it was read from"})
    prefixes: Mapping[str, str] = field(
        default_factory=dict, repr=False, metadata={"help": "prefixes that the file declares, without those of ours"}
    )
    _sharing: dict[frozenset[GraphName], bool] = field(default_factory=dict, init=False, repr=False)
    """Whether sets of graphs have a triple in common; the graphs do not change while queries run."""
    _in_use: dict[tuple[ox.NamedNode, ...], tuple[ox.NamedNode, ...]] = field(
        default_factory=dict, init=False, repr=False
    )
    _size: int | None = field(default=None, init=False, repr=False)
    """Number of triples in the default graph, once ``merge`` has counted them."""

    def query(
        self,
        query: str,
        default_graphs: Iterable[str] = (),
        named_graphs: Iterable[str] = (),
        without: Iterable[str] = (),
        base: str | None = None,
    ) -> Answer:
        """Evaluate a SPARQL 1.1 query.

        ``default_graphs`` and ``named_graphs`` are the dataset of the request (SPARQL 1.1 Protocol, 2.1.4), which
        overrides FROM in the query; an unknown graph in them is empty, as in the W3C's tests. ``without`` leaves graphs
        out of the union; ``base`` is the base of relative IRIs. Raises UsageError with position and cause if the query
        has a syntax error, calls another endpoint (SERVICE) or has FROM with an unknown graph.
        """
        asked = query
        refuse_federation(query)
        self._refuse_unknown(query, base)
        default, named = self._dataset(query, tuple(default_graphs), tuple(named_graphs), frozenset(without), base)
        if self._size is not None and default is self._whole:
            query = rewrite_count(query, self._size) or query
        merged = self._merged(default)
        try:
            return _evaluate(
                self.dataset,
                query,
                base_iri=base,
                prefixes=used_prefixes(query, PREFIXES),
                default_graph=merged or default,
                named_graphs=named if named is not None or not merged else self._named(merged),
            )
        except (RuntimeError, SyntaxError, ValueError) as error:
            raise diagnose(asked, error, PREFIXES, base) from error
        finally:
            if merged:
                self.dataset.remove_graph(merged)  # the answer is evaluated over the state before

    def query_triples(self, triples: Iterable[ox.Quad], query: str, base: str | None = None) -> Answer:
        """Evaluate a query over given triples only, each in the default graph. Raises as ``query`` does."""
        refuse_federation(query)
        few = ox.Store()
        few.extend(triples)
        try:
            return _evaluate(few, query, base_iri=base, prefixes=used_prefixes(query, PREFIXES))
        except (RuntimeError, SyntaxError, ValueError) as error:
            raise diagnose(query, error, PREFIXES, base) from error

    def _dataset(
        self, query: str, default: tuple[str, ...], named: tuple[str, ...], without: frozenset[str], base: str | None
    ) -> tuple[list[GraphName] | None, list[BlankOrNamed] | None]:
        """Return the default and named graphs for a query; None where Oxigraph finds them itself."""
        if default or named:
            return [*_names(default)], _names(named)
        if not has_dataset_clause(query, PREFIXES):
            return self._union(without) if without else self._whole, None
        # For Oxigraph these arguments override FROM, so they are given only if graphs have to be merged.
        clause = dataset_of(query, PREFIXES, base or "")
        graphs: tuple[list[GraphName], list[BlankOrNamed]] = [*_names(clause.default)], _names(clause.named)
        is_repeated = len(graphs[0]) + len(graphs[1]) < len(clause.default) + len(clause.named)
        return graphs if is_repeated or self._share_a_triple(graphs[0]) else (None, None)

    @cached_property
    def hidden(self) -> frozenset[GraphName]:
        """The graphs of this dataset that are outside the union."""
        return frozenset(name for name in self.dataset.named_graphs() if name.value in _HIDDEN)

    def in_use(self, properties: tuple[ox.NamedNode, ...]) -> tuple[ox.NamedNode, ...]:
        """Return those of some properties that the dataset uses, in the same order; each group is looked up once."""
        if properties not in self._in_use:
            self._in_use[properties] = tuple(name for name in properties if next(self.quads(None, name), None))
        return self._in_use[properties]

    @cached_property
    def is_one_graph(self) -> bool:
        """Whether all quads are in the default graph."""
        return next(iter(self.dataset.named_graphs()), None) is None

    def select(self, query: str, without: Iterable[str] = ()) -> Iterator[dict[str, Term]]:
        """Yield the rows of a SELECT query, each as terms by variable; unbound variables are left out.

        Raises UsageError if it is another form of query.
        """
        answer = self.query(query, without=without)
        if not isinstance(answer, ox.QuerySolutions):
            raise UsageError("expected a SELECT query")
        names = [variable.value for variable in answer.variables]
        for row in answer:
            yield {name: term for name in names if (term := row[name]) is not None}

    def quads(
        self, subject: Term | None = None, predicate: ox.NamedNode | None = None, object_: Term | None = None
    ) -> Iterator[ox.Quad]:
        """Yield the matching quads of all graphs, with those outside the union; for a literal as subject none."""
        if isinstance(subject, ox.Literal):
            return iter(())
        return self.dataset.quads_for_pattern(subject, predicate, object_, None)

    def graph_names(self) -> tuple[str, ...]:
        """Return the names of all graphs that an IRI names, sorted."""
        names = self.dataset.named_graphs()
        return tuple(sorted(name.value for name in names if isinstance(name, ox.NamedNode)))

    def content(self) -> bytes | None:
        """Return the N-Quads that the store was read from, blank node labels included; None if the file has changed."""
        if self.file is None or self.file.suffix != ".nq":
            return None
        try:
            content = self.file.read_bytes()
        except OSError:
            return None
        return content if sha256(content).hexdigest() == self.revision else None

    def merge(self) -> None:
        """Copy the union into a graph of its own if graphs of it share a triple, and count its triples.

        For a process that only evaluates queries: the dataset gets more triples, and queries get faster.
        """
        if self._share_a_triple(self._whole):
            self._copy(self._whole, ox.DefaultGraph())
            self._whole = [ox.DefaultGraph()]
        self._size = self._count(self._whole)

    def _count(self, names: list[GraphName]) -> int:
        """Return the number of triples in graphs that share none."""
        if {*names} == {ox.DefaultGraph(), *self.dataset.named_graphs()}:
            return len(self.dataset)
        asked = "SELECT (COUNT(*) AS ?number) { ?s ?p ?o }"
        (row,) = cast(ox.QuerySolutions, self.dataset.query(asked, default_graph=names))
        return int(cast(ox.Literal, row[0]).value)

    def _merged(self, names: list[GraphName] | None) -> ox.BlankNode | None:
        """Return a new graph that merges graphs if they share a triple, which SPARQL counts once.

        Oxigraph reads several graphs one after the other (SPARQL 1.1, 13.2, wants their merge).
        """
        if not names or not self._share_a_triple(names):
            return None
        merged = ox.BlankNode()
        self._copy(names, merged)
        return merged

    def _copy(self, names: list[GraphName], to: GraphName) -> None:
        self.dataset.extend(
            [ox.Quad(q.subject, q.predicate, q.object, to) for name in names for q in self._quads(name)]
        )

    def _named(self, merged: ox.BlankNode) -> list[BlankOrNamed]:
        return [name for name in self.dataset.named_graphs() if name != merged]

    def _share_a_triple(self, names: list[GraphName]) -> bool:
        key = frozenset(names)
        if key not in self._sharing:
            self._sharing[key] = self._is_shared(key)
        return self._sharing[key]

    def _is_shared(self, names: frozenset[GraphName]) -> bool:
        named = [name for name in names if not isinstance(name, ox.DefaultGraph)]
        if len(named) < len(names) and self._has(named, ox.DefaultGraph()):
            return True
        # Each graph against those before it: half the look-ups of all pairs.
        return any(self._has(named[:place], name) for place, name in enumerate(named) if place)

    def _has(self, names: list[BlankOrNamed], other: BlankOrNamed | ox.DefaultGraph) -> bool:
        """Return whether any triple of a graph is in one of the others."""
        if isinstance(other, ox.DefaultGraph):
            return bool(self.dataset.query("ASK { ?s ?p ?o GRAPH ?g { ?s ?p ?o } }", named_graphs=names))
        asked = "ASK { GRAPH ?g { ?s ?p ?o } ?s ?p ?o }"
        return bool(self.dataset.query(asked, default_graph=list[GraphName](names), named_graphs=[other]))

    def _quads(self, name: GraphName) -> Iterator[ox.Quad]:
        return self.dataset.quads_for_pattern(None, None, None, name)

    def _refuse_unknown(self, query: str, base: str | None) -> None:
        """Raise UsageError for an unknown graph: no file and no URL is ever read in its place."""
        names = dataset_iris(query, PREFIXES, base or "")
        if names:
            self.query_triples((), query, base)  # a syntax error goes first
        for name, start in names.items():
            if not any(map(self.dataset.contains_named_graph, _names([name]))):
                raise unknown_graph(query, start, name)

    @cached_property
    def _whole(self) -> list[GraphName]:
        """The default graph of most queries; graphs do not change while queries run."""
        return self._union(frozenset())

    def _union(self, without: frozenset[str]) -> list[GraphName]:
        hidden = _HIDDEN | without
        return [ox.DefaultGraph(), *(name for name in self.dataset.named_graphs() if name.value not in hidden)]


def _evaluate(dataset: ox.Store, query: str, **options: Any) -> Answer:
    """Evaluate a query in a spelling that Oxigraph reads. Raises its error about the query as it is."""
    with suppress(SyntaxError):
        return dataset.query(rewrite_exists(query) or query, **options)
    if other := respelled(query):
        refuse_federation(other)
        with suppress(SyntaxError):
            return dataset.query(other, **options)
    return dataset.query(query, **options)


def _names(iris: Iterable[str]) -> list[BlankOrNamed]:
    try:
        return [ox.NamedNode(iri) for iri in dict.fromkeys(iris)]
    except ValueError as error:
        raise UsageError(f"a graph of the request is not named by an IRI: {error}") from error


def read(file: Path, warn: Warn = log_warning) -> Store:
    """Read a dataset in any RDF format. Raises UsageError, with the line of a syntax error.

    ``warn`` receives what JSON-LD drops.
    """
    try:
        content = file.read_bytes()  # read once: the revision is that of what is loaded
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from error
    dataset = ox.Store()
    try:
        with open_document(file, content=content, warn=warn, base=public_base(file)) as document:
            dataset.bulk_load(document.stream, format=document.format, base_iri=document.base)
            if isinstance(document.stream, RdfXmlStream) and document.stream.has_resets:
                restore_plain_texts(dataset)
    except FindingsError as error:
        raise UsageError("\n".join(finding.render(Path.cwd()) for finding in error.findings)) from error
    return Store(dataset, sha256(content).hexdigest(), file, prefixes_of(file, content))


def graph_of(quad: ox.Quad) -> str:
    """Return the name of the graph of a quad; empty for the default graph."""
    return quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""


def is_inferred(quad: ox.Quad) -> bool:
    """Return whether a quad is inferred, not asserted."""
    return quad.graph_name == _INFERRED  # called for every quad of a page: no string is made


def in_proofs(quad: ox.Quad) -> bool:
    """Return whether a quad is part of a proof, outside the union."""
    return quad.graph_name == _PROOFS
