"""Terms and labels of the query editor, read from the current dataset.

``/vocabulary.json`` has the terms that it completes, ``/labels.json?iri=`` the labels of IRIs in results.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import Any, Final

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from aliansi.dataset.names import NAME_PROPERTIES, names_of
from aliansi.dataset.store import Store
from aliansi.errors import UsageError
from aliansi.http.sparql_protocol import iri_values
from aliansi.namespaces import AL, DEFAULT_LANGUAGE, LABELS, OUTSIDE_THE_UNION, PREFIXES, TYPE, shorten_with
from aliansi.pages.document import Document, page_language
from aliansi.pages.endpoint import DocumentEndpoint, respond
from aliansi.views.labels import Label, Labels, preferred_label
from aliansi.views.vocabulary import terms_of

PATH: Final = "/vocabulary.json"
PATH_OF_LABELS: Final = "/labels.json"
MAX_IRIS: Final = 300
"""IRIs whose labels one request may ask for."""
MAX_THINGS: Final = 5000
"""Labelled things besides the terms of the vocabulary; ``complete`` is false if there are more."""

JSON: Final = "application/json"

_KINDS: Final = {
    "classes": "class",
    "object-properties": "property",
    "datatype-properties": "property",
    "annotation-properties": "property",
    "individuals": "value",
}
_DECLARED: Final[Mapping[str, str]] = {
    **dict.fromkeys((f"{PREFIXES['rdfs']}Class", f"{PREFIXES['owl']}Class"), "class"),
    f"{PREFIXES['rdf']}Property": "property",
    **{f"{PREFIXES['owl']}{kind}Property": "property" for kind in ("Object", "Datatype", "Annotation")},
}
_NOT_OFFERED: Final = frozenset({str(LABELS), *map(str, OUTSIDE_THE_UNION)})
"""Labels of facts come from the build; readers search for the things that facts name instead."""

Term = dict[str, Any]
"""Completion: ``iri``, ``name`` (short), ``kind`` (class, property, value, thing) and ``labels`` by language.

The first of the labels is the one that suits the language of the request.
"""


class CompletionsEndpoint(DocumentEndpoint):
    """Handler of ``/vocabulary.json``: the prefixes, terms and things of a revision of the dataset."""

    async def get(self, request: Request) -> Response:
        """Return the completions."""
        language = page_language(request)
        document = self.cached((language,))
        if document is None:
            document = self.cache_document((language,), Document(self._json(language), JSON))
        return respond(request, document, language)

    def _json(self, language: str) -> bytes:
        store = self.answering.evaluator.store
        terms = {term["iri"]: term for term in vocabulary_terms(store, language)}
        terms |= {term["iri"]: term for term in self._used_terms(language) if term["iri"] not in terms}
        others = (thing for thing in things_of(store, language) if thing["iri"] not in terms)
        things = list(islice(others, MAX_THINGS + 1))
        document = {
            "revision": store.revision,
            "prefixes": PREFIXES,
            "complete": len(things) <= MAX_THINGS,
            "terms": [*terms.values(), *things[:MAX_THINGS]],
        }
        return _as_json(document)

    def _used_terms(self, language: str) -> Iterator[Term]:
        """Yield the classes and properties in use, for a dataset without a project."""
        store, profile = self.answering.evaluator.store, self.site.profile
        for kind, nodes in (("class", profile.classes), ("property", profile.properties)):
            for node in nodes:
                yield _term(store, node, kind, language)


class LabelsEndpoint(DocumentEndpoint):
    """Handler of ``/labels.json``: the labels of IRIs, as on pages, in the language of the request."""

    async def get(self, request: Request) -> Response:
        """Return the labels by IRI; an IRI that is invalid or has no label is left out."""
        language = page_language(request)
        labels = Labels(self.answering.evaluator.store, language)
        wanted = iri_values(request.scope["query_string"], "iri")
        if len(wanted) > MAX_IRIS:
            raise UsageError(f"iri: at most {MAX_IRIS} in one request")
        found = {iri: label.text for iri in wanted if (label := _label(labels, iri)) and label.text != iri}
        return respond(request, Document(_as_json({"labels": found}), JSON), language)


def vocabulary_terms(store: Store, language: str = DEFAULT_LANGUAGE) -> Iterator[Term]:
    """Yield the terms of the vocabulary: classes, properties, then named values."""
    for key, nodes in terms_of(store).items():
        for node in nodes:
            yield _term(store, node, _KINDS[key], language)


def things_of(store: Store, language: str = DEFAULT_LANGUAGE) -> Iterator[Term]:
    """Yield each thing with an asserted name, without the terms of the vocabulary."""
    seen = set[str]()
    for quad in chain.from_iterable(store.quads(None, name) for name in store.in_use(NAME_PROPERTIES)):
        node, graph = quad.subject, getattr(quad.graph_name, "value", "")
        if not isinstance(node, ox.NamedNode) or node.value in seen or graph in _NOT_OFFERED:
            continue
        seen.add(node.value)
        if not node.value.startswith(AL):
            yield _term(store, node, _kind_of(store, node), language)


def _kind_of(store: Store, node: ox.NamedNode) -> str:
    """Return whether the dataset declares a node as a class or a property; else it is a thing."""
    kinds = {_DECLARED.get(getattr(quad.object, "value", "")) for quad in store.quads(node, TYPE)}
    return next((kind for kind in ("class", "property") if kind in kinds), "thing")


def _term(store: Store, node: ox.NamedNode, kind: str, language: str) -> Term:
    names = names_of(store, node)
    best = preferred_label(names, language)
    first = {best.language or "": best.text} if best else {}
    return {
        "iri": node.value,
        "name": shorten_with(node.value, store.prefixes),
        "kind": kind,
        "labels": first | dict(sorted(names.items())),
    }


def _label(labels: Labels, iri: str) -> Label | None:
    try:
        return labels.of(ox.NamedNode(iri))
    except ValueError:
        return None


def _as_json(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
