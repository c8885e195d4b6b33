"""Mappings of a dataset: its things with items of other datasets, made, reviewed, rejected, or found to be missing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.store import Store
from aliansi.errors import Location
from aliansi.linking.mapping_slots import BY_PROPERTY, OTHER, SLOTS
from aliansi.namespaces import DEFAULT_LANGUAGE, PREFIXES, SSSOM, TYPE

MAPPING: Final = ox.NamedNode(f"{SSSOM}Mapping")
NO_TERM_FOUND: Final = f"{SSSOM}NoTermFound"
"""Object of a mapping that says that a look-up found no item."""
EXACT: Final = PREFIXES["skos"] + "exactMatch"
CLOSE: Final = PREFIXES["skos"] + "closeMatch"
RELATIONS: Final = tuple(PREFIXES["skos"] + f"{kind}Match" for kind in ("exact", "close", "broad", "narrow", "related"))
_CURATED: Final = frozenset({"https://w3id.org/semapv/vocab/ManualMappingCuration"})
_PART: Final = re.compile(r"((?:[^|\\]|\\.|\\$)*)(?:\||$)", re.DOTALL)
_PAIR: Final = re.compile(r"[^=\s][^=]*=")


@dataclass(frozen=True)
class SemanticMapping:
    """Mapping in SSSOM: values by slot, with IRIs in full, and columns of others by their names."""

    iri: str
    slots: Mapping[str, tuple[str, ...]]
    extensions: Mapping[str, str] = field(default_factory=dict)
    location: Location | None = field(default=None, compare=False)

    def value(self, slot: str) -> str:
        """Return the first value of a slot; empty without one."""
        return next(iter(self.slots.get(slot, ())), "")

    @property
    def subject(self) -> str:
        """The thing."""
        return self.value("subject_id")

    @property
    def predicate(self) -> str:
        """The relation."""
        return self.value("predicate_id")

    @property
    def object(self) -> str:
        """The item, or ``sssom:NoTermFound``."""
        return self.value("object_id")

    @property
    def is_rejected(self) -> bool:
        """Whether it says that the relation does not hold."""
        return self.value("predicate_modifier") == "Not"

    @property
    def finds_nothing(self) -> bool:
        """Whether it says that a look-up found no item."""
        return self.object == NO_TERM_FOUND

    @property
    def is_link(self) -> bool:
        """Whether the dataset states the relation as a triple."""
        return not self.is_rejected and not self.finds_nothing

    @property
    def is_reviewed(self) -> bool:
        """Whether it names a reviewer or the day of a review."""
        return any(self.slots.get(slot) for slot in ("reviewer_id", "reviewer_label", "review_date"))

    @property
    def is_curated(self) -> bool:
        """Whether a person made or reviewed it."""
        return self.is_reviewed or self.value("mapping_justification") in _CURATED

    @property
    def key(self) -> tuple[str, str, str, bool]:
        """What it says: subject, relation, object, and whether it is rejected."""
        return self.subject, self.predicate, self.object, self.is_rejected

    @property
    def last_date(self) -> str:
        """The day of its review, else of its making; empty without one."""
        return self.value("review_date") or self.value("mapping_date")


def has_mappings(store: Store) -> bool:
    """Return whether a dataset has mappings."""
    return next(store.quads(None, TYPE, MAPPING), None) is not None


def mappings_of(store: Store) -> tuple[SemanticMapping, ...]:
    """Return the mappings of a dataset, sorted by subject, relation and object."""
    nodes = (quad.subject for quad in store.quads(None, TYPE, MAPPING))
    quads = (quad for node in dict.fromkeys(nodes) for quad in store.quads(node))
    return read_mappings(quad.triple for quad in quads)


def read_mappings(triples: Iterable[ox.Triple]) -> tuple[SemanticMapping, ...]:
    """Return the mappings among triples, sorted by subject, relation and object."""
    values: dict[str, dict[str, set[ox.NamedNode | ox.Literal]]] = defaultdict(lambda: defaultdict(set))
    nodes = set()
    for triple in triples:
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, (ox.NamedNode, ox.Literal)):
            if triple.predicate == TYPE and triple.object == MAPPING:
                nodes.add(triple.subject.value)
            elif slot := BY_PROPERTY.get(triple.predicate.value):
                values[triple.subject.value][slot.name].add(triple.object)
    found = (_mapping(iri, values[iri]) for iri in nodes)
    return tuple(sorted(found, key=lambda mapping: (*mapping.key, mapping.iri)))


def _mapping(iri: str, values: Mapping[str, set[ox.NamedNode | ox.Literal]]) -> SemanticMapping:
    slots = {name: _ordered(values[name], slot.many) for name, slot in SLOTS.items() if values.get(name)}
    extensions: dict[str, str] = {}
    if OTHER in slots:
        rest, extensions = split_other(slots[OTHER][0])
        slots = {name: each for name, each in slots.items() if name != OTHER} | ({OTHER: (rest,)} if rest else {})
    return SemanticMapping(iri, slots, extensions)


def _ordered(values: set[ox.NamedNode | ox.Literal], many: bool) -> tuple[str, ...]:
    """Return the texts of values in a stable order; of one text in several languages the English one."""
    by_language = sorted(values, key=lambda v: (isinstance(v, ox.Literal) and v.language != DEFAULT_LANGUAGE, v.value))
    texts = tuple(dict.fromkeys(value.value for value in by_language))
    return tuple(sorted(texts)) if many else texts[:1]


def split_other(text: str) -> tuple[str, dict[str, str]]:
    """Return what is not of the form ``name=value`` in a text for the slot ``other``, and the values by name."""
    parts = list(split_values(text))
    pairs = dict(part.split("=", 1) for part in parts if _PAIR.match(part))
    return join_values(part for part in parts if not _PAIR.match(part)), pairs


def join_other(rest: str, extensions: Mapping[str, str]) -> str:
    """Return the text of the slot ``other`` for columns of others."""
    return join_values([*split_values(rest), *(f"{name}={value}" for name, value in sorted(extensions.items()))])


def split_values(text: str) -> Iterator[str]:
    r"""Yield the values of a slot with several: ``|`` separates them, ``\|`` and ``\\`` are characters of a value."""
    for match in _PART.finditer(text):
        if part := re.sub(r"\\([|\\])", r"\1", match[1]).strip():
            yield part


def join_values(values: Iterable[str]) -> str:
    """Return values as the text of a slot with several."""
    return "|".join(re.sub(r"([|\\])", r"\\\1", value) for value in values)
