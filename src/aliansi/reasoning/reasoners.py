"""Reasoners behind one interface: the default engine, and owlrl as reference."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
import rdflib
from rdflib import OWL, RDF, Literal, URIRef
from rdflib.term import Node

from aliansi.rdf_files.documents import Warn, log_warning
from aliansi.reasoning.closure import Closure, close, encode, prefixes_of, writable_triples
from aliansi.reasoning.columns.sorted_index import Bools, Columns
from aliansi.reasoning.engine import saturate
from aliansi.reasoning.io.ntriples import are_triples
from aliansi.reasoning.io.read import read
from aliansi.reasoning.rules.axiomatic import Options, of_everything, of_top_and_bottom
from aliansi.reasoning.terms import dictionary as d
from aliansi.reasoning.terms.dictionary import Dictionary
from aliansi.reasoning.terms.rdflib_terms import Triple, text_of

_MESSAGE_OF_OWLRL = URIRef("http://www.daml.org/2002/03/agents/agent-ont#ErrorMessage")

_MAXIMA = (OWL.maxCardinality, OWL.maxQualifiedCardinality)


class Reasoner(Protocol):
    """Computes what follows from a graph under the OWL 2 RL/RDF rules."""

    name: str

    def close(self, graph: rdflib.Graph | Iterable[Triple]) -> Closure:
        """Return the closure of ``graph``, which stays unchanged."""
        ...


class NativeReasoner:
    """The default engine: Tables 4 to 9 of the OWL 2 RL/RDF rules over columns, with proofs."""

    name = "native"

    def __init__(self, *, reflexive: bool = False, axiomatic: bool = False, datatypes: bool = False) -> None:
        """Leave out triples that follow from every graph unless requested (see ``Options``)."""
        self.options = Options(reflexive, axiomatic, datatypes)

    def close(self, graph: rdflib.Graph | Iterable[Triple]) -> Closure:
        """Return the closure without generalised triples."""
        return close(graph, options=self.options)


class OwlrlReasoner:
    """The engine of the ``owlrl`` package, without triples that follow from every graph."""

    name = "owlrl"

    def __init__(self, *, reflexive: bool = False) -> None:
        """Leave out reflexive triples of things, classes and properties unless requested."""
        self.reflexive = reflexive

    def close(self, graph: rdflib.Graph | Iterable[Triple]) -> Closure:
        """Return the closure; the engine keeps no proofs."""
        import owlrl  # slow to import
        from owlrl.OWLRL import OWLRL_Annotation_properties

        asserted = frozenset((s, p, o) for s, p, o, *_ in graph)
        closure = rdflib.Graph()
        closure += asserted
        owlrl.DeductiveClosure(_semantics(), axiomatic_triples=False, datatype_axioms=False).expand(closure)
        for node in list(closure.subjects(RDF.type, _MESSAGE_OF_OWLRL)):
            closure.remove((node, None, None))  # contradictions come from our own engine, with the right names
        for triple in ((node, RDF.type, OWL.AnnotationProperty) for node in OWLRL_Annotation_properties):
            if triple not in asserted:  # prp-ap, which owlrl applies to every use
                closure.remove(triple)
        return _ClosureWithoutProofs(asserted, closure, prefixes_of(graph), self.reflexive)


def read_graph(
    files: Iterable[Path], form: str, progress: Callable[[int, int], None], warn: Warn = log_warning
) -> rdflib.Graph:
    """Read RDF files into a graph of rdflib. Raises as ``aliansi.reasoning.io.read.read``."""
    terms = Dictionary()
    given = read(files, terms, form=form, progress=progress, warn=warn)
    graph = rdflib.Graph()
    for prefix, namespace in given.prefixes.items():
        graph.bind(prefix, namespace)
    for s, p, o in zip(given.s.tolist(), given.p.tolist(), given.o.tolist(), strict=True):
        graph.add((terms.term(s), terms.term(p), terms.term(o)))
    return graph


@cache
def _semantics() -> type:
    """Return the rules of owlrl without the triples that it adds to every graph, and without two of its failures."""
    from owlrl import OWLRL_Semantics
    from owlrl.XsdDatatypes import OWL_Datatype_Subsumptions, OWL_RL_Datatypes

    class Semantics(OWLRL_Semantics):  # type: ignore[misc]
        def one_time_rules(self) -> None:
            """Add cls-thing and cls-nothing1, and the types of literals (dt-type2) by their datatype."""
            for class_ in (OWL.Thing, OWL.Nothing):
                self.store_triple((class_, RDF.type, OWL.Class))
            for literal in {
                o for o in self.graph.objects() if isinstance(o, Literal) and o.datatype in OWL_RL_Datatypes
            }:
                for datatype in (literal.datatype, *OWL_Datatype_Subsumptions.get(literal.datatype, ())):
                    self.store_triple((literal, RDF.type, datatype))

        def _list(self, l: Node) -> list[Node]:  # noqa: E741 - the name in owlrl
            """Return the members of a list; a list in a circle is none, and owlrl would fail."""
            try:
                members: list[Node] = super()._list(l)
            except ValueError:
                return []
            return members

        def _classes(self, triple: Triple, cycle_num: int) -> None:
            """Pass over a maximum that is not a literal, of which owlrl would read the value."""
            if triple[1] not in _MAXIMA or isinstance(triple[2], Literal):
                super()._classes(triple, cycle_num)

    return Semantics


class _ClosureWithoutProofs(Closure):
    """A closure of an engine that keeps no proofs."""

    def __init__(
        self, asserted: frozenset[Triple], closure: rdflib.Graph, prefixes: dict[str, str], reflexive: bool
    ) -> None:
        terms, s, p, o = encode(closure)
        super().__init__(saturate.start(terms, s, p, o), prefixes, keeps_proofs=False)
        known = {tuple(terms.numbers[text_of(term)] for term in triple) for triple in asserted}
        rows = zip(s.tolist(), p.tolist(), o.tolist(), strict=True)
        self._is_asserted: Bools = np.fromiter(map(known.__contains__, rows), np.bool_, len(s))
        self._columns = s, p, o
        itself = (p == d.SAME) & (s == o)
        hidden = of_top_and_bottom(s, p) | (itself if reflexive else of_everything(s, p, o))
        self._keep = self._is_asserted | ~hidden
        if reflexive:  # of the terms that are written: owlrl has all of its datatypes in mind
            written = self._keep & are_triples(terms.texts(), s, p, o)
            self._keep |= itself & np.isin(s, np.concatenate([column[written] for column in self._columns]))

    @property
    def asserted(self) -> int:
        return int(self._is_asserted.sum())

    def columns(self, inferred_only: bool = False) -> tuple[list[str], Columns]:
        keep = self._keep & ~self._is_asserted if inferred_only else self._keep
        s, p, o = self._columns
        return writable_triples(self.state.terms.texts(), s[keep], p[keep], o[keep])
