"""Candidates as SSSOM mappings for a reviewer: made by a program (``semapv:LexicalMatching``), with confidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from aliansi import __version__
from aliansi.dataset.names import names_of
from aliansi.dataset.store import Store
from aliansi.linking.candidates.item_candidates import ItemCandidate
from aliansi.linking.mappings import CLOSE, EXACT, SemanticMapping
from aliansi.linking.sssom_files import LICENSE, write_mappings
from aliansi.namespaces import DEFAULT_LANGUAGE, PREFIXES

TOOL: Final = "aliansi link reconcile"
LEXICAL: Final = "https://w3id.org/semapv/vocab/LexicalMatching"
MAPPING_SET: Final = "https://w3id.org/aliansi/graph/candidates"
_FIELDS: Final = {"label": PREFIXES["rdfs"] + "label", "alias": PREFIXES["skos"] + "altLabel"}


def candidates_sssom(
    candidates: Iterable[ItemCandidate], store: Store, day: dt.date, space: str = PREFIXES["wd"]
) -> bytes:
    """Return candidates as a SSSOM table; ``space`` is the namespace of the items."""
    rows = []
    for each in candidates:
        names = names_of(store, ox.NamedNode(each.thing))
        rows.append(mapping_of(each, names.get(DEFAULT_LANGUAGE) or next(iter(names.values()), ""), day, space))
    described = {
        "mapping_set_id": MAPPING_SET,
        "mapping_set_description": "Candidates for review: no person has seen them.",
        "license": LICENSE,
        "subject_source_version": store.revision,
    }
    return write_mappings(rows, described)


def mapping_of(candidate: ItemCandidate, label: str, day: dt.date, space: str = PREFIXES["wd"]) -> SemanticMapping:
    """Return a candidate as a mapping."""
    names = dict.fromkeys((candidate.ours.text, candidate.theirs.text))
    slots = {
        "subject_id": candidate.thing,
        "subject_label": label,
        "predicate_id": EXACT if candidate.is_exact else CLOSE,
        "object_id": space + candidate.item,
        "object_label": candidate.label,
        "mapping_justification": LEXICAL,
        "object_source_version": candidate.version,
        "mapping_tool": TOOL,
        "mapping_tool_version": __version__,
        "mapping_date": day.isoformat(),
        "confidence": f"{candidate.confidence:.2f}",
        "subject_match_field": _FIELDS.get(candidate.ours.kind, _FIELDS["alias"]),
        "object_match_field": _FIELDS.get(candidate.theirs.kind, _FIELDS["alias"]),
        "comment": "; ".join(candidate.reasons),
    }
    values = {name: (value,) for name, value in slots.items() if value}
    return SemanticMapping("", {**values, "match_string": tuple(names)})
