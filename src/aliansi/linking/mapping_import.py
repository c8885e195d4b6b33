"""Import of mappings: what a file adds to those of a project, changes or repeats, and what is refused and why.

Reviewed and rejected mappings stay unless a later review says otherwise, and what a program made never replaces what a
person made. Of a contradiction both sides are reported, and no side of it is imported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from itertools import islice
from pathlib import Path
from typing import Final

from rdflib import RDF, URIRef

from aliansi.errors import Finding
from aliansi.linking.mapping_contradictions import MappingIndex, contradiction, described, name_of
from aliansi.linking.mapping_slots import SLOTS, Kind
from aliansi.linking.mappings import MAPPING, RELATIONS, SemanticMapping, read_mappings
from aliansi.namespaces import ID, SSSOM, THINGS, shorten
from aliansi.project.loader import Graph
from aliansi.rdf_files.terms import oxigraph_triple

_MAX_REASONS: Final = 3
"""Contradictions named for a row: one of them is enough to refuse it."""
_OUR_NAME: Final = re.compile(re.escape(ID) + r"[a-z0-9]+(-[a-z0-9]+)*")
_NOT_IN_NAMES: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class ProjectMappings:
    """Mappings of a project with their lines, and its things."""

    mappings: tuple[SemanticMapping, ...]
    things: frozenset[str] = field(metadata={"help": "IRIs of the things that it describes"})
    names: frozenset[str] = field(default=frozenset(), metadata={"help": "IRIs that are in use"})


@dataclass(frozen=True)
class Change:
    """Mapping to write: as it will be, and as it is in the project; None if it is new."""

    mapping: SemanticMapping
    before: SemanticMapping | None = None

    def details(self) -> Iterator[tuple[str, str, str]]:
        """Yield the name of each slot and column that differs, with its value before and after."""
        before = self.before or SemanticMapping("", {})
        for name in (*SLOTS, *self.mapping.extensions):
            old, new = _text(before, name), _text(self.mapping, name)
            if not _is_equal(name, old, new):
                yield name, old, new


@dataclass(frozen=True)
class ImportPlan:
    """What an import does with the rows of a file."""

    added: tuple[Change, ...]
    changed: tuple[Change, ...]
    same: tuple[SemanticMapping, ...]
    refused: tuple[Finding, ...]


def project_mappings(graph: Graph) -> ProjectMappings:
    """Return the mappings of a loaded project, each with the line of its type, and the things that it describes."""
    asserted, kind = graph.asserted(), URIRef(MAPPING.value)
    nodes = set(asserted.subjects(RDF.type, kind))
    found = read_mappings(oxigraph_triple(*triple) for node in nodes for triple in asserted.triples((node, None, None)))
    located = (replace(mapping, location=graph.location(URIRef(mapping.iri), RDF.type, kind)) for mapping in found)
    things = frozenset(str(subject) for subject in graph.named(THINGS).subjects(RDF.type))
    return ProjectMappings(tuple(located), things, frozenset(map(str, asserted.subjects())))


def plan_import(rows: Sequence[SemanticMapping], project: ProjectMappings, root: Path) -> ImportPlan:
    """Compare the mappings of a file with those of a project; ``root`` shortens the paths in messages."""
    planner = _Planner(rows, project, root)
    for number, row in enumerate(rows):
        planner.place(number, row)
    return ImportPlan(tuple(planner.added), tuple(planner.changed), tuple(planner.same), tuple(planner.refused))


class _Planner:
    def __init__(self, rows: Sequence[SemanticMapping], project: ProjectMappings, root: Path) -> None:
        self._project, self._root = project, root
        self._ours, self._rows = MappingIndex(project.mappings), MappingIndex(rows)
        self._by_iri = {mapping.iri: mapping for mapping in project.mappings}
        self._firsts: dict[object, SemanticMapping] = {}
        self._replaced = {row.iri for row in rows}
        self._names = set(project.names)
        self.added: list[Change] = []
        self.changed: list[Change] = []
        self.same: list[SemanticMapping] = []
        self.refused: list[Finding] = []

    def place(self, number: int, row: SemanticMapping) -> None:
        """Sort a row into added, changed, same or refused."""
        before = self._before(row)
        reasons = (
            [*self._unfit(row, before)]
            or [*self._repeated(row)]
            or [*islice(self._contradictions(row, before), _MAX_REASONS)]
        )
        after = _merged(before, row) if before else row
        if before and not reasons:
            if not any(Change(after, before).details()):
                self.same.append(row)
                return
            reasons = [*self._protected(row, before, after)]
        if reasons:
            self.refused += [Finding(row.location, name_of(row), reason) for reason in reasons]
        elif before:
            self.changed.append(Change(after, before))
        else:
            self.added.append(Change(replace(row, iri=self._new_name(row))))

    def _before(self, row: SemanticMapping) -> SemanticMapping | None:
        """Return the mapping of the project that a row is about: by its record_id, else by what it says."""
        if row.iri in self._by_iri:
            return self._by_iri[row.iri]
        found = [mapping for mapping in self._ours.about(row) if mapping.key == row.key]
        made = row.value("mapping_justification")
        return next((m for m in found if m.value("mapping_justification") == made), next(iter(found), None))

    def _unfit(self, row: SemanticMapping, before: SemanticMapping | None) -> Iterator[str]:
        if before and before.subject != row.subject:
            yield f"its record_id is that of {described(before, self._root)}: leave it empty for a new mapping"
        elif row.subject not in self._project.things:
            yield "no thing of the project has this id: correct subject_id"
        elif row.predicate not in RELATIONS:
            yield f"{shorten(row.predicate)} is not a relation of links: choose skos:exactMatch, skos:closeMatch …"

    def _repeated(self, row: SemanticMapping) -> Iterator[str]:
        """Yield that an earlier row says the same or has the same record_id."""
        keys = (row.key, row.iri) if row.iri else (row.key,)
        earlier = next((self._firsts[key] for key in keys if key in self._firsts), None)
        for key in keys:
            self._firsts.setdefault(key, row)
        if earlier:
            what = "says the same as" if earlier.key == row.key else "has the record_id of"
            yield f"it {what} {described(earlier, self._root)}: keep one of them"

    def _contradictions(self, row: SemanticMapping, before: SemanticMapping | None) -> Iterator[str]:
        # A mapping of the project that another row changes is judged as that row has it.
        ours = (m for m in self._ours.about(row) if m is not before and m.iri not in self._replaced)
        for other in (*ours, *(each for each in self._rows.about(row) if each is not row)):
            if reason := contradiction(row, other):
                yield f"{reason}: {described(other, self._root)}; remove or correct one of them"
        for mapping in self._ours.about(row) if before is None else ():
            if mapping.iri in self._replaced and (reason := contradiction(row, mapping)):
                yield f"{reason}: {described(mapping, self._root)}; remove or correct one of them"

    def _protected(self, row: SemanticMapping, before: SemanticMapping, after: SemanticMapping) -> Iterator[str]:
        """Yield why a mapping of the project must not be changed by a row."""
        where = described(before, self._root)
        if before.is_curated and not row.is_curated:
            made = shorten(row.value("mapping_justification")).rpartition("/")[2]
            yield f"a person made or reviewed {where}, and the row was made by {made}: add a reviewer_id to the row"
            return
        replaced = [name for name, old, _ in Change(after, before).details() if old or name == "predicate_modifier"]
        is_final = before.is_reviewed or before.is_rejected
        if is_final and replaced and not row.value("review_date") > before.last_date:
            what = "rejected" if before.is_rejected else "reviewed"
            yield (
                f"{where} was {what}, and the row differs in {', '.join(replaced)}: give the row a review_date "
                f"later than {before.last_date or 'its own'}, or correct the file of the project"
            )

    def _new_name(self, row: SemanticMapping) -> str:
        """Return an IRI for a new mapping: its record_id if that is a free name of the project, else a readable one."""
        ends = (iri.rstrip("/#").replace("#", "/").rpartition("/")[2].lower() for iri in (row.subject, row.object))
        readable = "-".join(_NOT_IN_NAMES.sub("-", end).strip("-") or "item" for end in ends)
        base = name = row.iri if _OUR_NAME.fullmatch(row.iri) else f"{ID}link-{readable}"
        number = 1
        while name in self._names:
            number += 1
            name = f"{base}-{number}"
        self._names.add(name)
        return name


def _merged(before: SemanticMapping, row: SemanticMapping) -> SemanticMapping:
    """Return a mapping with the values of a row; what the row leaves empty stays, but for the modifier."""
    slots = {**before.slots, **{name: values for name, values in row.slots.items() if name != "subject_label"}}
    if not row.is_rejected:
        slots.pop("predicate_modifier", None)
    slots = {name: before.slots[name] if _same(name, slots, before) else values for name, values in slots.items()}
    return SemanticMapping(before.iri, slots, {**before.extensions, **row.extensions}, before.location)


def _same(name: str, slots: dict[str, tuple[str, ...]], before: SemanticMapping) -> bool:
    return name in before.slots and _is_equal(name, "|".join(before.slots[name]), "|".join(slots[name]))


def _text(mapping: SemanticMapping, name: str) -> str:
    if name in SLOTS:
        return "|".join(map(_short, mapping.slots.get(name, ())))
    return mapping.extensions.get(name, "")


def _short(value: str) -> str:
    return shorten(value).replace("https://w3id.org/semapv/vocab/", "semapv:").replace(str(SSSOM), "sssom:")


def _is_equal(name: str, one: str, other: str) -> bool:
    if name in SLOTS and SLOTS[name].kind is Kind.NUMBER and one and other:
        try:
            return Decimal(one) == Decimal(other)
        except InvalidOperation:
            return False
    return one == other
