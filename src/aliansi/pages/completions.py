"""Terms and labels that the query editor completes, read from the current dataset."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from aliansi.dataset.store import Store
from aliansi.evidence.index import LABEL
from aliansi.namespaces import AL, LABELS, OUTSIDE_THE_UNION, PREFIXES, shorten
from aliansi.pages.document import Document
from aliansi.pages.endpoint import DocumentEndpoint, respond
from aliansi.views.vocabulary import terms_of

PATH: Final = "/vocabulary.json"
MAX_THINGS: Final = 5000
"""Labelled things besides the terms of the vocabulary; ``complete`` is false if there are more."""

_KINDS: Final = {
    "classes": "class",
    "object-properties": "property",
    "datatype-properties": "property",
    "annotation-properties": "property",
    "individuals": "value",
}
_NOT_OFFERED: Final = frozenset({str(LABELS), *map(str, OUTSIDE_THE_UNION)})
"""Labels of facts come from the build; readers search for the things that facts name instead."""

Term = dict[str, Any]
"""Completion: ``iri``, ``name`` (short), ``kind`` (class, property, value, thing) and ``labels`` by language."""


class CompletionsEndpoint(DocumentEndpoint):
    """Handler of ``/vocabulary.json``: the prefixes, terms and things of a revision of the dataset."""

    async def get(self, request: Request) -> Response:
        """Return the completions."""
        document = self.cached(()) or self.cache_document((), Document(self._json(), "application/json"))
        return respond(request, document)

    def _json(self) -> bytes:
        store = self.answering.evaluator.store
        things = list(islice(things_of(store), MAX_THINGS + 1))
        document = {
            "revision": store.revision,
            "prefixes": PREFIXES,
            "complete": len(things) <= MAX_THINGS,
            "terms": [*vocabulary_terms(store), *things[:MAX_THINGS]],
        }
        return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def vocabulary_terms(store: Store) -> Iterator[Term]:
    """Yield the terms of the vocabulary: classes, properties, then named values."""
    for key, nodes in terms_of(store).items():
        for node in nodes:
            yield _term(store, node, _KINDS[key])


def things_of(store: Store) -> Iterator[Term]:
    """Yield each thing with an asserted label, without the terms of the vocabulary."""
    seen = set[str]()
    for quad in store.quads(None, LABEL):
        node, graph = quad.subject, getattr(quad.graph_name, "value", "")
        if not isinstance(node, ox.NamedNode) or node.value in seen or graph in _NOT_OFFERED:
            continue
        seen.add(node.value)
        if not node.value.startswith(AL):
            yield _term(store, node, "thing")


def _term(store: Store, node: ox.NamedNode, kind: str) -> Term:
    labels = {
        words.language or "": words.value
        for quad in store.quads(node, LABEL)
        if isinstance(words := quad.object, ox.Literal)
    }
    return {"iri": node.value, "name": shorten(node.value), "kind": kind, "labels": dict(sorted(labels.items()))}
