"""Closure: the public interface of the engine, from graphs or files to triples, proofs and contradictions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from aliansi.rdf_files.documents import Warn, log_warning
from aliansi.reasoning.columns.sorted_index import Columns, Ints
from aliansi.reasoning.columns.triple_table import ASSERTED
from aliansi.reasoning.engine import decode, saturate
from aliansi.reasoning.engine.state import ClosureState
from aliansi.reasoning.io.ntriples import are_triples
from aliansi.reasoning.io.read import read
from aliansi.reasoning.io.write import write
from aliansi.reasoning.rules.axiomatic import Options
from aliansi.reasoning.terms.dictionary import Dictionary

if TYPE_CHECKING:  # functions import rdflib and what needs it: that takes longer than reasoning over a small file
    import rdflib
    from rdflib.term import Node

    from aliansi.reasoning.consistency.contradictions import Contradiction
    from aliansi.reasoning.proofs.explainer import Explainer
    from aliansi.reasoning.proofs.proof import Proof
    from aliansi.reasoning.terms.rdflib_terms import Triple

Progress = Callable[[str, int, int], None]
"""Receives the step (``reading``, ``reasoning``, ``writing``), the progress so far and the total (0 if unknown).

Reading is counted in bytes, reasoning and writing in triples.
"""


class Closure:
    """A graph with everything that follows from it, and why; made by ``close`` and ``read_closure``."""

    def __init__(
        self, state: ClosureState, prefixes: Mapping[str, str] | None = None, *, keeps_proofs: bool = True
    ) -> None:
        self.state = state
        self.prefixes = dict(prefixes or {})
        self.keeps_proofs = keeps_proofs

    @cached_property
    def triples(self) -> rdflib.Graph:
        """All triples, asserted and inferred, as an rdflib graph, made on first access."""
        from rdflib import Graph

        graph = Graph()
        for prefix, namespace in self.prefixes.items():
            graph.bind(prefix, namespace)
        graph += self._decoded(inferred_only=False)
        return graph

    @cached_property
    def explainer(self) -> Explainer | None:
        """Finds proofs; None if the engine keeps no derivations."""
        from aliansi.reasoning.proofs.explainer import Explainer

        return Explainer(self.state) if self.keeps_proofs else None

    @property
    def asserted(self) -> int:
        """Number of distinct asserted triples."""
        return int((self.state.table.column("rule") == ASSERTED).sum())

    def inferred(self) -> Iterator[Triple]:
        """Yield the inferred triples that are not asserted, as rdflib terms; no subject is a literal."""
        return self._decoded(inferred_only=True)

    def explain(self, s: Node, p: Node, o: Node) -> Proof | None:
        """Return the smallest proof of a triple; None if it does not follow.

        Raises UsageError if the engine keeps no proofs.
        """
        return self._explainer().explain(s, p, o)

    def has_merged_names(self) -> bool:
        """Return whether an IRI or blank node is the same as another term."""
        texts = self.state.terms.texts()
        return any(any(texts[name][0] != '"' for name in names) for names in self.state.same_as.classes.values())

    def is_consistent(self) -> bool:
        """Return whether no rule concludes ``false``."""
        from aliansi.reasoning.consistency.axiom_violations import axiom_violations
        from aliansi.reasoning.consistency.extents import Extents
        from aliansi.reasoning.consistency.same_and_different import sameness_violations

        extents = Extents(self.state)
        return not any(True for _ in chain(sameness_violations(extents), axiom_violations(extents)))

    def contradictions(self) -> list[Contradiction]:
        """Return every contradiction once, with a sentence and, on access, its proofs."""
        if self.is_consistent():
            return []
        from aliansi.reasoning.consistency.contradictions import contradictions_of

        return contradictions_of(self.state, self.explainer)

    def update(self, added: Iterable[Triple] = (), retracted: Iterable[Triple] = ()) -> None:
        """Add and retract asserted triples, incrementally where possible.

        Retracting a triple that is not asserted has no effect. Graphs returned earlier stay as they were. Raises
        UsageError if the engine keeps no proofs.
        """
        from aliansi.reasoning.engine.update import update

        update(self._explainer().closure, added, retracted)
        self.__dict__.pop("triples", None)
        self.__dict__.pop("explainer", None)

    def columns(self, inferred_only: bool = False) -> tuple[list[str], Columns]:
        """Return the triples as columns of numbers, with the N-Triples text of every number."""
        batches = [*decode.columns(self.state, inferred_only), (np.empty(0, np.int32),) * 3]
        s, p, o = (np.concatenate([batch[i] for batch in batches]) for i in range(3))
        return writable_triples(self.state.terms.texts(), s, p, o)

    def write(self, out: Path | str | None, *, inferred_only: bool = False, progress: Progress | None = None) -> int:
        """Write the triples in the format of the extension, or as N-Triples to standard output; return their number.

        The file is written as a whole or not at all. Raises UsageError if it cannot be, and OSError if there is no
        room.
        """
        texts, columns = self.columns(inferred_only)
        write(texts, columns, Path(out) if out else None, self.prefixes, _step_progress("writing", progress))
        return len(columns[0])

    def _explainer(self) -> Explainer:
        from aliansi.errors import UsageError

        if self.explainer is None:
            raise UsageError("the owlrl engine keeps no proofs; use the native one")
        return self.explainer

    def _decoded(self, inferred_only: bool) -> Iterator[Triple]:
        from aliansi.reasoning.terms.rdflib_terms import node_of

        texts, (s, p, o) = self.columns(inferred_only)
        term = cache(lambda number: node_of(texts[number]))
        return zip(*(map(term, column.tolist()) for column in (s, p, o)), strict=True)


def writable_triples(texts: list[str], s: Ints, p: Ints, o: Ints) -> tuple[list[str], Columns]:
    """Drop rows that are not RDF triples: with a literal as subject, or a predicate that is not an IRI."""
    keep = are_triples(texts, s, p, o)
    return texts, (s[keep], p[keep], o[keep])


def close(
    graph: rdflib.Graph | Iterable[Triple],
    *,
    options: Options | None = None,
    progress: Progress | None = None,
) -> Closure:
    """Return the closure of an rdflib graph or of any triples of rdflib terms.

    The named graphs of a dataset are merged.
    """
    return Closure(saturate.start(*encode(graph), options, _row_progress(progress)), prefixes_of(graph))


def encode(graph: rdflib.Graph | Iterable[Triple]) -> tuple[Dictionary, Ints, Ints, Ints]:
    """Return triples as columns of term numbers, sorted: the order of a graph varies, that of its proofs must not."""
    from aliansi.reasoning.terms.rdflib_terms import text_of

    terms = Dictionary()
    texts = sorted((text_of(s), text_of(p), text_of(o)) for s, p, o, *_ in graph)
    numbers = np.fromiter(map(terms.numbers.__getitem__, chain.from_iterable(texts)), np.int64, 3 * len(texts))
    return terms, numbers[::3].copy(), numbers[1::3].copy(), numbers[2::3].copy()


def read_closure(
    files: Iterable[Path | str],
    *,
    options: Options | None = None,
    form: str = "nt",
    progress: Progress | None = None,
    warn: Warn = log_warning,
) -> Closure:
    """Return the closure of RDF files, without rdflib in between.

    ``-`` is standard input, in the format ``form``; ``warn`` receives what JSON-LD drops. Raises UsageError for a file
    that cannot be opened or has an unknown extension, and FindingsError with file and line for an invalid one.
    """
    terms = Dictionary()
    given = read(map(Path, files), terms, form=form, progress=_step_progress("reading", progress), warn=warn)
    state = saturate.start(terms, given.s, given.p, given.o, options, _row_progress(progress))
    return Closure(state, given.prefixes)


def prefixes_of(graph: rdflib.Graph | Iterable[Triple]) -> dict[str, str]:
    """Return the prefixes of a graph that rdflib does not bind in every graph."""
    from rdflib import Graph

    in_every = dict(Graph().namespaces())
    bound = graph.namespaces() if isinstance(graph, Graph) else ()
    return {prefix: str(namespace) for prefix, namespace in bound if in_every.get(prefix) != namespace}


def _step_progress(step: str, progress: Progress | None) -> Callable[[int, int], None] | None:
    return None if progress is None else lambda done, of: progress(step, done, of)


def _row_progress(progress: Progress | None) -> Callable[[int], None] | None:
    return None if progress is None else lambda rows: progress("reasoning", rows, 0)
