"""Reasoners behind one interface: the default engine, and owlrl as reference."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

import rdflib
from rdflib import OWL, RDF, RDFS, URIRef

from aliansi.rdf_files.documents import Warn, log_warning
from aliansi.reasoning.closure import Closure, close, encode, prefixes_of, writable_triples
from aliansi.reasoning.columns.sorted_index import Columns
from aliansi.reasoning.engine import saturate
from aliansi.reasoning.io.read import read
from aliansi.reasoning.rules.axiomatic import Options
from aliansi.reasoning.terms.dictionary import Dictionary
from aliansi.reasoning.terms.rdflib_terms import Triple
from aliansi.reasoning.terms.text import NAMESPACES

_MESSAGE_OF_OWLRL = URIRef("http://www.daml.org/2002/03/agents/agent-ont#ErrorMessage")
_VOCABULARIES = tuple(NAMESPACES.values())


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

        asserted = frozenset((s, p, o) for s, p, o, *_ in graph)
        closure = rdflib.Graph()
        closure += asserted
        for prefix, namespace in prefixes_of(graph).items():
            closure.bind(prefix, namespace)
        owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(closure)
        for node in list(closure.subjects(RDF.type, _MESSAGE_OF_OWLRL)):
            closure.remove((node, None, None))  # contradictions come from our own engine, with the right names
        for triple in list(closure):
            if triple not in graph and (_is_built_in(triple) or (_is_reflexive(triple) and not self.reflexive)):
                closure.remove(triple)
        return _ClosureWithoutProofs(asserted, closure, prefixes_of(graph))


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


def _is_built_in(triple: Triple) -> bool:
    return str(triple[0]).startswith(_VOCABULARIES) and str(triple[2]).startswith(_VOCABULARIES)


def _is_reflexive(triple: Triple) -> bool:
    """Return whether eq-ref, scm-cls, scm-op or scm-dp concludes a triple."""
    s, p, o = triple
    return s == o or (p == RDFS.subClassOf and (s == OWL.Nothing or o == OWL.Thing))


class _ClosureWithoutProofs(Closure):
    """A closure of an engine that keeps no proofs."""

    def __init__(self, asserted: frozenset[Triple], closure: rdflib.Graph, prefixes: dict[str, str]) -> None:
        super().__init__(saturate.start(*encode(closure)), prefixes, keeps_proofs=False)
        self.triples = closure
        self._asserted = asserted

    @property
    def asserted(self) -> int:
        return len(self._asserted)

    def columns(self, inferred_only: bool = False) -> tuple[list[str], Columns]:
        wanted = (triple for triple in self.triples if not inferred_only or triple not in self._asserted)
        terms, *columns = encode(wanted)
        return writable_triples(terms.texts(), *columns)
