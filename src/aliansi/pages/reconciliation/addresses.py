"""What the manifests say of this server: its name, its addresses as the request reaches them, its types."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Final

import pyoxigraph as ox
from starlette.requests import Request

from aliansi import __version__
from aliansi.dataset.names import NAME_PROPERTIES
from aliansi.dataset.store import Store
from aliansi.errors import UsageError
from aliansi.namespaces import ID, INFERRED, PREFIXES, TYPE
from aliansi.pages.document import base_url
from aliansi.pages.site_data import SiteData
from aliansi.project.citation import NAME, read
from aliansi.reconciliation.manifest import ServiceDescription, TypeChoice
from aliansi.reconciliation.name_index import SOURCE, NameIndex, type_id
from aliansi.reconciliation.properties import property_settings
from aliansi.views.labels import Labels, truncate

PATH: Final = "/reconcile"
MAX_TYPES: Final = 12
"""Types that the manifest offers."""
_OURS: Final = "Aliansi"


def describe_service(
    request: Request, site: SiteData, store: Store, index: NameIndex | None, version: str, language: str
) -> ServiceDescription:
    """Return what the manifest of a version says; all addresses are below the one that the request was sent to."""
    base, is_ours = base_url(request), _has_our_ids(store)
    root = f"{base}{PATH}/{version}".rstrip("/")
    return ServiceDescription(
        name=truncate(_name(site, store, language), 100),
        root=root,
        view=f"{base}/id/" if is_ours else f"{root}/preview?id=",
        documentation=f"{base}/about#reconciliation",
        logo=f"{base}/static/page/logo.svg",
        version=__version__,
        language=language,
        types=_types(index, language) if index else (),
        settings=property_settings(language),
        is_ours=is_ours,
    )


def _has_our_ids(store: Store) -> bool:
    """Return whether things with names have ids in our namespace, and so pages of their own."""
    named = (quad.subject for name in store.in_use(NAME_PROPERTIES) for quad in store.quads(None, name))
    return any(isinstance(node, ox.NamedNode) and node.value.startswith(ID) for node in named)


def _name(site: SiteData, store: Store, language: str) -> str:
    frame = site.frame(language)
    if frame:
        return frame.name.text
    if site.project is None:
        return _OURS
    try:
        citation = read(site.project.root / NAME, store.revision, dt.datetime.now(dt.UTC).date())
    except UsageError:  # the about page logs it
        return _OURS
    return citation.title if citation else _OURS


def _types(index: NameIndex, language: str) -> tuple[TypeChoice, ...]:
    """Return the classes of most entities; inferred ones would repeat these.

    Sources come last: only a query with their type finds them.
    """
    labels = Labels(index.store, language)
    built_in = tuple(PREFIXES[prefix] for prefix in ("owl", "rdf", "rdfs"))
    counts: Counter[ox.NamedNode] = Counter()
    for quad in index.store.quads(None, TYPE):
        is_asserted = getattr(quad.graph_name, "value", "") != str(INFERRED)
        if is_asserted and isinstance(quad.object, ox.NamedNode) and getattr(quad.subject, "value", "") in index:
            counts[quad.object] += 1
    own = ((node, count) for node, count in counts.items() if not node.value.startswith(built_in))
    most = sorted(own, key=lambda item: (item[0].value == SOURCE, -item[1], item[0].value))[:MAX_TYPES]
    return tuple(TypeChoice(type_id(node.value), labels.of(node).text) for node, _ in most)
