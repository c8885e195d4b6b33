"""Slots of a mapping in SSSOM, in the order of its specification, and how each is written in RDF and in a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from aliansi.namespaces import PREFIXES, SSSOM


class Kind(StrEnum):
    """Kind of the values of a slot."""

    REFERENCE = "reference"
    """An IRI, in a table a prefixed name."""
    ADDRESS = "address"
    """A URI, in a table as it is."""
    TEXT = "text"
    DATE = "date"
    NUMBER = "number"


@dataclass(frozen=True)
class Slot:
    """Slot of a mapping: its name, the kind of its values, whether it may have several, and its property in RDF."""

    name: str
    kind: Kind
    many: bool
    property: str


SOURCES: Final = "sources"
"""Slot for ``dcterms:source``, which SSSOM does not have: an extension slot with its definition in the header."""
SOURCES_PROPERTY: Final = PREFIXES["dcterms"] + "source"
OTHER: Final = "other"
"""Slot for what SSSOM does not have, as ``name=value|name=value``: the columns of others."""

_ORDER: Final = """
record_id:reference subject_id:reference subject_label:text subject_category:reference predicate_id:reference
predicate_label:text predicate_modifier:text object_id:reference object_label:text object_category:reference
mapping_justification:reference author_id:reference* author_label:text* reviewer_id:reference* reviewer_label:text*
creator_id:reference* creator_label:text* license:address subject_type:text subject_source:reference
subject_source_version:text object_type:text object_source:reference object_source_version:text predicate_type:text
mapping_provider:address mapping_source:reference mapping_cardinality:text cardinality_scope:text* mapping_tool:text
mapping_tool_id:reference mapping_tool_version:text mapping_date:date publication_date:date review_date:date
confidence:number reviewer_agreement:number curation_rule:reference* curation_rule_text:text*
subject_match_field:reference* object_match_field:reference* match_string:text* subject_preprocessing:reference*
object_preprocessing:reference* similarity_score:number similarity_measure:text see_also:address*
issue_tracker_item:reference derived_from:reference* other:text comment:text
"""


def _slots() -> dict[str, Slot]:
    found = {}
    for entry in _ORDER.split():
        name, _, kind = entry.partition(":")
        found[name] = Slot(name, Kind(kind.removesuffix("*")), kind.endswith("*"), f"{SSSOM}{name}")
    found[SOURCES] = Slot(SOURCES, Kind.REFERENCE, True, SOURCES_PROPERTY)
    return found


SLOTS: Final[Mapping[str, Slot]] = _slots()
"""Slots by name: those of SSSOM 1.1 in the order of its columns, then ours."""
BY_PROPERTY: Final[Mapping[str, Slot]] = {slot.property: slot for slot in SLOTS.values()}
PROPAGATABLE: Final = frozenset(
    {
        *("cardinality_scope", "curation_rule", "curation_rule_text", "mapping_date", "mapping_provider"),
        *("mapping_tool", "mapping_tool_id", "mapping_tool_version", "predicate_type", "similarity_measure"),
        *(f"{s}_{n}" for s in ("subject", "object") for n in ("match_field", "preprocessing", "source", "type")),
        *("subject_source_version", "object_source_version"),
    }
)
"""Slots that a set of mappings may state once for all its mappings."""
BUILT_IN_PREFIXES: Final[Mapping[str, str]] = {
    "owl": PREFIXES["owl"],
    "rdf": PREFIXES["rdf"],
    "rdfs": PREFIXES["rdfs"],
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": PREFIXES["skos"],
    "sssom": PREFIXES["sssom"],
    "xsd": PREFIXES["xsd"],
    "linkml": "https://w3id.org/linkml/",
}
"""Prefixes that a file of mappings need not declare (SSSOM, "Identifiers")."""
