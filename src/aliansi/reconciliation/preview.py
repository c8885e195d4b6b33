"""Preview of a thing: what a person sees of it while choosing among candidates, in a few lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.store import in_proofs, is_inferred
from aliansi.evidence.index import Evidence, EvidenceIndex
from aliansi.namespaces import TYPE
from aliansi.project.edtf_bounds import Bounds
from aliansi.reconciliation.dated_facts import DatedFact, dated_facts
from aliansi.reconciliation.name_index import NameIndex
from aliansi.reconciliation.properties import Property, property_catalogue
from aliansi.reconciliation.property_values import DateText, Number, Settings, Text, ThingValue, Value, ValueReader
from aliansi.views.labels import Label, Labels, truncate
from aliansi.views.membership_history import HistoryDate, Spell

MAX_NAMES: Final = 6
MAX_VALUES: Final = 6
MAX_LINES: Final = 4
MAX_TEXT: Final = 220
_SPELLS: Final = {"member_of": "member", "office": "holder", "holder": "office"}
"""Role of a thing in the spells that a line gives with their dates, by property."""
_LINES: Final = (*_SPELLS, "members", "office_of", "founded", "dissolved", "predecessor", "successor")
_MAX_FACTS: Final = 50


@dataclass(frozen=True)
class PreviewLine:
    """Property with its first values; ``more`` is the number of others."""

    name: str
    values: tuple[Label, ...]
    more: int = 0


@dataclass(frozen=True)
class ThingPreview:
    """Thing in a few lines; ``items`` are ids of Wikidata items, ``quotation`` are words of a source about it."""

    iri: str
    label: Label
    types: tuple[Label, ...]
    description: Label | None
    lines: tuple[PreviewLine, ...]
    names: PreviewLine
    items: tuple[str, ...]
    quotation: Label | None
    source: Label | None


def preview_of(index: NameIndex, iri: str, language: str) -> ThingPreview | None:
    """Return the preview of a thing; None if it is not an entity."""
    entity = index.entity(iri)
    if entity is None:
        return None
    reader, labels = ValueReader(index, iri, language), Labels(index.store, language)
    evidence = EvidenceIndex(index.store)
    quoted = next(_grounds(index, evidence, iri), None)
    description = entity.description(language)
    return ThingPreview(
        iri=iri,
        label=_short(entity.label(language), 120),
        types=tuple(map(labels.of, _types(index, iri))),
        description=_short(description, MAX_TEXT) if description else None,
        lines=tuple(_lines(index, reader, language, labels)),
        names=_names(index, iri, language),
        items=tuple(value.text for value in reader.items("exact") if isinstance(value, Text)),
        quotation=_short(Label(quoted.text, quoted.language or None), MAX_TEXT) if quoted else None,
        source=labels.of(ox.NamedNode(quoted.source)) if quoted else None,
    )


def _types(index: NameIndex, iri: str) -> list[ox.NamedNode]:
    """Return the asserted classes of a thing; the others follow from them."""
    quads = index.store.quads(ox.NamedNode(iri), TYPE)
    asserted = {quad.object for quad in quads if not is_inferred(quad) and not in_proofs(quad)}
    nodes = (node for node in asserted if isinstance(node, ox.NamedNode))
    return sorted(nodes, key=lambda node: node.value)[:MAX_VALUES]


def _names(index: NameIndex, iri: str, language: str) -> PreviewLine:
    """Return other names: first those in the language of the page or in none, the shortest first."""
    entity = index.entity(iri)
    shown = entity.label(language).text if entity else ""
    ranked = sorted(
        (name.language not in ("", language), len(name.text), name.text, name.language) for name in index.names_of(iri)
    )
    names = dict[str, str]()
    for _, _, text, tag in ranked:
        if text != shown:
            names.setdefault(text, tag)
    ordered = [Label(truncate(text, 60), tag or None) for text, tag in names.items()]
    name = property_catalogue(index).name(Property("alias"), language)
    return PreviewLine(name, tuple(ordered[:MAX_NAMES]), max(0, len(ordered) - MAX_NAMES))


def _lines(index: NameIndex, reader: ValueReader, language: str, labels: Labels) -> Iterator[PreviewLine]:
    """Yield the lines of memberships, offices and dates; without them, the properties that things of its type have."""
    catalogue, found = property_catalogue(index), list[PreviewLine]()
    for identifier in _LINES:
        if known := catalogue.find(identifier):
            values = _dated(index, reader, labels, identifier) if identifier in _SPELLS else _plain(reader, known)
            found.append(_line(catalogue.name(known, language), values))
    if not any(line.values for line in found):
        types = _types(index, reader.iri)
        known_ones = catalogue.of_type(types[0].value) if types else ()
        described = entity.description(language) if (entity := index.entity(reader.iri)) else None
        own = ((each, _plain(reader, each)) for each in known_ones if each.iri)
        found = [_line(catalogue.name(each, language), values) for each, values in own if described not in values]
    yield from [line for line in found if line.values][:MAX_LINES]


def _line(name: str, values: Sequence[Label]) -> PreviewLine:
    return PreviewLine(name, tuple(_short(each, 120) for each in values[:MAX_VALUES]), max(0, len(values) - MAX_VALUES))


def _plain(reader: ValueReader, known: Property) -> list[Label]:
    return [_as_label(value) for value in reader.values(known, Settings())]


def _as_label(value: Value) -> Label:
    match value:
        case Text(text, language):
            return Label(text, language or None)
        case ThingValue(_, name, language):
            return Label(name, language or None)
        case DateText(edtf):
            return Label(edtf)
        case Number(number):
            return Label(str(number))
        case _:
            return Label("–")


def _dated(index: NameIndex, reader: ValueReader, labels: Labels, identifier: str) -> list[Label]:
    """Return the other sides of the spells of a thing, each with its most precise dates."""
    spells: dict[str, list[DatedFact]] = {}
    for fact in dated_facts(index.store, reader.iri, _SPELLS[identifier]):
        spells.setdefault(fact.other, []).append(fact)
    found = []
    for other, facts in spells.items():
        precise = [fact.spell for fact in facts if not any(_is_coarser(fact.spell, each.spell) for each in facts)]
        dates = dict.fromkeys(filter(None, map(_dates, precise)))
        label = labels.of(ox.NamedNode(other))
        found.append(Label(f"{label.text} ({'; '.join(dates)})", label.language) if dates else label)
    return found


def _dates(spell: Spell) -> str:
    return f"{spell.start.text or '?'} – {spell.end.text}".strip() if spell.start.text or spell.end.text else ""


def _is_coarser(spell: Spell, other: Spell) -> bool:
    """Return whether another spell may be the same one, with more precise dates."""
    mine, theirs = (_start_and_end(each) for each in (spell, other))
    return mine != theirs and _contains(mine[0], theirs[0]) and (not spell.end.text or _contains(mine[1], theirs[1]))


def _start_and_end(spell: Spell) -> tuple[Bounds, Bounds]:
    return _bounds(spell.start), _bounds(spell.end if spell.end.text else HistoryDate("", None, None))


def _bounds(date: HistoryDate) -> Bounds:
    return Bounds(date.earliest, date.latest)


def _contains(outer: Bounds, inner: Bounds) -> bool:
    first = outer.earliest is None or (inner.earliest is not None and outer.earliest <= inner.earliest)
    return first and (outer.latest is None or (inner.latest is not None and inner.latest <= outer.latest))


def _grounds(index: NameIndex, evidence: EvidenceIndex, iri: str) -> Iterator[Evidence]:
    """Yield the quotations of the facts about a thing: of its spells, then of others by their IRIs."""
    spells = [fact.iri for fact in dated_facts(index.store, iri)]
    about = {quad.subject for quad in index.store.quads(None, None, ox.NamedNode(iri)) if not in_proofs(quad)}
    others = sorted(node.value for node in about if isinstance(node, ox.NamedNode))
    for fact in dict.fromkeys([*spells[:_MAX_FACTS], *others[:_MAX_FACTS]]):
        yield from (ground for ground in evidence.of_node(ox.NamedNode(fact)) if ground.is_quoted)


def _short(label: Label, most: int) -> Label:
    return Label(truncate(label.text, most), label.language)
