"""SSSOM files: mappings as a table with a metadata header (SSSOM/TSV 1.1), the same bytes for the same mappings."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import pyoxigraph as ox
import yaml

from aliansi.dataset.names import names_of
from aliansi.dataset.store import Store
from aliansi.linking.mapping_slots import BUILT_IN_PREFIXES, SLOTS, SOURCES, Kind
from aliansi.linking.mappings import SemanticMapping, join_values, mappings_of
from aliansi.namespaces import DEFAULT_LANGUAGE, LINKS, PREFIXES
from aliansi.project.citation import NAME, Citation, read
from aliansi.project.folder import Project

FILE_NAME: Final = "links.sssom.tsv"
MEDIA_TYPE: Final = "text/tab-separated-values"
ABOUT: Final[Mapping[str, str]] = {
    "en": "links to items of Wikidata, with those that were rejected, as mappings in SSSOM",
    "id": "tautan ke butir Wikidata, juga yang ditolak, sebagai pemetaan dalam SSSOM",
}
LICENSE: Final = "https://creativecommons.org/licenses/by/4.0/"
_KNOWN_PREFIXES: Final[Mapping[str, str]] = {**PREFIXES, **BUILT_IN_PREFIXES, "orcid": "https://orcid.org/"}
_SPLIT: Final = re.compile(r"(?P<namespace>.*[/#:=])(?P<local>[^/#:=]+)$", re.DOTALL)
_LOCAL: Final = re.compile(r"[\w][\w.~%+-]*")
_QUOTED: Final = re.compile(r'[\t\r\n"]')


def sssom_of(store: Store, project: Project | None) -> bytes:
    """Return the mappings of a dataset as a SSSOM file, with the labels of its things."""
    citation = read(project.root / NAME, store.revision, dt.date.min) if project else None
    mappings = [_with_label(mapping, store) for mapping in mappings_of(store)]
    return write_mappings(mappings, _metadata(mappings, citation, store.revision))


def _with_label(mapping: SemanticMapping, store: Store) -> SemanticMapping:
    """Return a mapping with the English label of its thing, so that a person can read the table."""
    names = names_of(store, ox.NamedNode(mapping.subject)) if mapping.subject else {}
    label = names.get(DEFAULT_LANGUAGE) or next(iter(names.values()), "")
    if not label or "subject_label" in mapping.slots:
        return mapping
    return SemanticMapping(mapping.iri, {**mapping.slots, "subject_label": (label,)}, mapping.extensions)


def _metadata(mappings: Sequence[SemanticMapping], citation: Citation | None, revision: str) -> dict[str, object]:
    dates = [mapping.last_date for mapping in mappings if mapping.last_date]
    described: dict[str, object] = {
        "mapping_set_id": str(LINKS),
        "mapping_set_version": "+".join(filter(None, (citation.version if citation else "", revision[:12]))),
        "mapping_set_title": f"{citation.title}: links to other datasets" if citation else "",
        "license": LICENSE,
        "publication_date": dt.date.fromisoformat(max(dates)) if dates else "",
    }
    return {key: value for key, value in described.items() if value}


def write_mappings(mappings: Iterable[SemanticMapping], metadata: Mapping[str, object]) -> bytes:
    """Return mappings as a SSSOM file with metadata; the prefixes and extension slots in use are added to these."""
    listed = list(mappings)
    prefixes = _Prefixes()
    columns = ["record_id", *(name for name in SLOTS if name != SOURCES and any(m.slots.get(name) for m in listed))]
    columns = list(dict.fromkeys([*columns, "subject_id", "predicate_id", "object_id", "mapping_justification"]))
    columns.sort(key=list(SLOTS).index)
    extensions = sorted({name for mapping in listed for name in mapping.extensions})
    columns += [SOURCES] if any(mapping.slots.get(SOURCES) for mapping in listed) else []
    rows = [[_cell(mapping, name, prefixes) for name in (*columns, *extensions)] for mapping in listed]
    header = {"sssom_version": "1.1", "curie_map": prefixes.declared(SOURCES in columns), **metadata}
    if definitions := list(_definitions(SOURCES in columns, extensions)):
        header["extension_definitions"] = definitions
    text = yaml.safe_dump(header, sort_keys=False, allow_unicode=True, width=10**6, default_flow_style=False)
    lines = [*(f"#{line}" for line in text.splitlines()), "\t".join((*columns, *extensions))]
    lines += ["\t".join(map(_quoted, row)) for row in rows]
    return "".join(f"{line}\n" for line in lines).encode()


def _definitions(has_sources: bool, extensions: Iterable[str]) -> Iterator[dict[str, str]]:
    if has_sources:
        yield {"slot_name": SOURCES, "property": "dcterms:source", "type_hint": "xsd:string"}
    for name in extensions:
        yield {"slot_name": name, "type_hint": "xsd:string"}


def _cell(mapping: SemanticMapping, name: str, prefixes: _Prefixes) -> str:
    if name not in SLOTS:
        return mapping.extensions.get(name, "")
    slot = SLOTS[name]
    values = mapping.slots.get(name, ()) or ((mapping.iri,) if name == "record_id" and mapping.iri else ())
    if slot.kind is Kind.REFERENCE:
        values = tuple(prefixes.shorten(value) for value in values)
    return join_values(values) if slot.many else next(iter(values), "")


def _quoted(value: str) -> str:
    """Return a cell, in quotation marks where the format wants them."""
    return '"' + value.replace('"', '""') + '"' if _QUOTED.search(value) else value


class _Prefixes:
    """Prefixes in use: known ones, and numbered ones for the namespaces of others, since a table has no IRIs."""

    def __init__(self) -> None:
        self._used: dict[str, str] = {}

    def shorten(self, iri: str) -> str:
        """Return an IRI as a prefixed name."""
        known = {**_KNOWN_PREFIXES, **self._used}
        fitting = [(len(namespace), prefix) for prefix, namespace in known.items() if iri.startswith(namespace)]
        for length, prefix in sorted(fitting, reverse=True):
            if _LOCAL.fullmatch(iri[length:]):
                self._used[prefix] = known[prefix]
                return f"{prefix}:{iri[length:]}"
        parts = _SPLIT.match(iri)
        namespace, local = (parts["namespace"], parts["local"]) if parts else (iri, "")
        names = {namespace: prefix for prefix, namespace in self._used.items()}
        prefix = names.get(namespace) or f"ns{1 + sum(name.startswith('ns') for name in self._used)}"
        self._used[prefix] = namespace
        return f"{prefix}:{local}"

    def declared(self, has_sources: bool) -> dict[str, str]:
        """Return the prefixes for the header, without those that are built in."""
        extra = {"dcterms": PREFIXES["dcterms"]} if has_sources else {}
        return {p: n for p, n in sorted({**self._used, **extra}.items()) if p not in BUILT_IN_PREFIXES}
