"""Files of links in a project: changed mappings are edited where they stand, new ones go to ``links-imported.ttl``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from rdflib import URIRef

from aliansi.errors import Finding, FindingsError, Location
from aliansi.files import save
from aliansi.linking.mapping_import import Change, ImportPlan
from aliansi.linking.mapping_slots import OTHER, SLOTS, Kind
from aliansi.linking.mappings import MAPPING, SemanticMapping, join_other
from aliansi.linking.turtle_editing import edit
from aliansi.namespaces import PREFIXES, TYPE
from aliansi.project.loader import Graph
from aliansi.rdf_files.terms import node_of, oxigraph_triple

IMPORTED: Final = "links-imported.ttl"
_XSD: Final = PREFIXES["xsd"]
_TYPES: Final = {Kind.DATE: f"{_XSD}date", Kind.NUMBER: f"{_XSD}decimal"}
_HEADER: Final = (
    "".join(
        f"@prefix {prefix}: <{namespace}> .\n"
        for prefix, namespace in sorted({**PREFIXES, "semapv": "https://w3id.org/semapv/vocab/"}.items())
        if prefix in ("dcterms", "id", "rdfs", "semapv", "skos", "sssom", "wd", "xsd")
    )
    + "\n# Links that “aliansi link import” added. Edit them as those of links.ttl.\n"
)


def write_import(plan: ImportPlan, graph: Graph) -> tuple[Path, ...]:
    """Write the mappings that an import adds and changes into the files of a project, and return these files.

    Every file is edited and checked before the first one is written. Raises FindingsError if a file cannot be edited,
    OSError if one cannot be written.
    """
    edits = _edits(plan, graph)
    contents = {}
    for file, (remove, add) in edits.items():
        if file.suffix != ".ttl":
            raise FindingsError([Finding(Location(file), "", "is not Turtle: make the changes by hand")])
        content = file.read_bytes() if file.exists() else _HEADER.encode()
        contents[file] = edit(file, content, remove, add)
    for file, content in contents.items():
        save(content, file)
    return tuple(contents)


def _edits(plan: ImportPlan, graph: Graph) -> dict[Path, tuple[list[ox.Triple], list[ox.Triple]]]:
    """Return the triples to remove and to add, by file."""
    edits: dict[Path, tuple[list[ox.Triple], list[ox.Triple]]] = defaultdict(lambda: ([], []))
    imported = graph.project.root / "data" / IMPORTED
    for change in plan.added:
        edits[imported][1].extend(mapping_triples(change.mapping))
    for change in plan.changed:
        home = graph.location(URIRef(change.mapping.iri))
        default = home.file if home else imported
        old, new = frozenset(_replaced(change, graph)), list(_replacing(change))
        kept = {triple for triple in new if triple in old}
        for triple in old - kept:
            edits[_file_of(triple, graph) or default][0].append(triple)
        for triple in new:
            if triple not in kept and _file_of(triple, graph) is None:
                edits[default][1].append(triple)
    return edits


def _file_of(triple: ox.Triple, graph: Graph) -> Path | None:
    """Return the file that states a triple; None if none does."""
    found = graph.lines.get((node_of(triple.subject), node_of(triple.predicate), node_of(triple.object)))
    return found.file if found else None


def _replaced(change: Change, graph: Graph) -> Iterator[ox.Triple]:
    """Yield the triples of the project that a change replaces: the values of its slots, and the link."""
    asserted, before = graph.asserted(), change.before
    if before is None:
        return
    for name in _changed_slots(change):
        found = asserted.triples((URIRef(before.iri), URIRef(SLOTS[name].property), None))
        yield from (oxigraph_triple(*triple) for triple in found)
    if before.is_link and before.key != change.mapping.key:
        yield _link(before)


def _replacing(change: Change) -> Iterator[ox.Triple]:
    """Yield the triples that a change states: the values of its slots, and the link."""
    if change.mapping.is_link and change.before and change.before.key != change.mapping.key:
        yield _link(change.mapping)
    yield from _slot_triples(change.mapping, _changed_slots(change))


def _changed_slots(change: Change) -> list[str]:
    return list(dict.fromkeys(name if name in SLOTS else OTHER for name, _, _ in change.details()))


def mapping_triples(mapping: SemanticMapping) -> Iterator[ox.Triple]:
    """Yield the triples of a mapping, the link first if it has one."""
    if mapping.is_link:
        yield _link(mapping)
    yield ox.Triple(ox.NamedNode(mapping.iri), TYPE, MAPPING)
    names = [name for name in SLOTS if name in mapping.slots and name != "subject_label"]
    yield from _slot_triples(mapping, [*names, *([OTHER] if mapping.extensions and OTHER not in names else [])])


def _link(mapping: SemanticMapping) -> ox.Triple:
    return ox.Triple(ox.NamedNode(mapping.subject), ox.NamedNode(mapping.predicate), ox.NamedNode(mapping.object))


def _slot_triples(mapping: SemanticMapping, names: list[str]) -> Iterator[ox.Triple]:
    for name in names:
        slot = SLOTS[name]
        values = mapping.slots.get(name, ())
        if name == OTHER:
            other = join_other(next(iter(values), ""), mapping.extensions)
            values = (other,) if other else ()
        for value in values:
            yield ox.Triple(ox.NamedNode(mapping.iri), ox.NamedNode(slot.property), _term(value, slot.kind))


def _term(value: str, kind: Kind) -> ox.NamedNode | ox.Literal:
    if kind in (Kind.REFERENCE, Kind.ADDRESS):
        try:
            return ox.NamedNode(value)
        except ValueError:  # an address that is not an IRI stays as it is written
            return ox.Literal(value)
    if kind in _TYPES:
        return ox.Literal(
            f"{float(value):f}".rstrip("0").rstrip(".") if kind is Kind.NUMBER else value,
            datatype=ox.NamedNode(_TYPES[kind]),
        )
    return ox.Literal(value)
