"""Sections of the page of a thing: one table that assigns facts and properties to them.

A fact belongs to the first section that lists its class or a broader one; a property to the section that lists it, else
to that of the class of its values. Unlisted properties of the thing come first, unlisted facts last.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.store import Store
from aliansi.namespaces import AL, SSSOM, named_node, shorten

SUBCLASS: Final = named_node("rdfs:subClassOf")
_RANGE: Final = named_node("rdfs:range")


@dataclass(frozen=True)
class SectionDefinition:
    """Section of a page; ``key`` is that of its heading, classes and properties are prefixed names."""

    key: str
    classes: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()


OWN: Final = SectionDefinition("group-said")
"""Statements of the thing itself that belong to no other section."""
OTHER: Final = SectionDefinition("group-other", ("al:Fact",))
SECTIONS: Final = (
    OWN,
    SectionDefinition("group-memberships", ("al:Membership", "al:Accession"), ("al:memberOf",)),
    SectionDefinition("group-endings", ("al:Ending", "al:ParticipationFreeze"), ("al:withdrewFrom",)),
    SectionDefinition(
        "group-requests", ("al:InterventionRequest", "al:Response", "al:Ground"), ("al:refusedRequestOf",)
    ),
    SectionDefinition("group-offices", ("al:Tenure", "al:Office"), ("al:officeOf",)),
    SectionDefinition("group-conflicts", ("al:Hostilities", "al:Exercise", "al:Conflict"), ("al:involvedIn",)),
    SectionDefinition(
        "group-foundings",
        ("al:Founding", "al:Signing", "al:Provision", "al:Continuation", "al:Succession"),
        ("al:foundedBy", "al:foundingTreaty", "al:successorOf"),
    ),
    SectionDefinition(
        "group-relations",
        ("al:Rivalry", "al:Portrayal", "al:Realignment", "al:RelationsReview", "al:Endeavour"),
        ("al:rivalOf", "al:portrayedAsCounterweightTo"),
    ),
    SectionDefinition("group-claims", ("al:Claim",)),
    OTHER,
    SectionDefinition("group-passages", ("al:Passage",)),
    SectionDefinition(
        "group-days",
        (),
        (
            *("al:earliestStart", "al:latestStart", "al:earliestEnd", "al:latestEnd", "al:earliestDate"),
            *("al:latestDate", "al:earliestCoverageEnd", "al:latestCoverageEnd", "al:dateBasis"),
        ),
    ),
    SectionDefinition(
        "group-names",
        (),
        ("rdfs:label", "skos:prefLabel", "skos:altLabel", "skos:hiddenLabel", "al:namesFrom", "dcterms:title"),
    ),
    SectionDefinition("group-identifiers", (), ("dcterms:identifier",)),
    SectionDefinition(
        "group-links",
        ("sssom:Mapping",),
        (
            *("skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch"),
            *("owl:sameAs", "rdfs:seeAlso"),
        ),
    ),
)
"""Sections in the order of a page."""

_BY_PROPERTY: Final = {name: group for group in SECTIONS for name in group.properties}
_PLACE: Final = {group: place for place, group in enumerate(SECTIONS)}
_FACTS: Final = frozenset({str(AL.Fact), str(AL.Claim)})
_WITH_OWN_ROW: Final = frozenset({*_FACTS, str(AL.Passage), str(SSSOM.Mapping)})


class OntologyTerms:
    """Class hierarchy and ranges of the ontology; each is looked up once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._broader: dict[str, frozenset[str]] = {}
        self._by_class: dict[str, SectionDefinition | None] = {}
        self._ranges: dict[ox.NamedNode, tuple[str, ...]] = {}

    def broader(self, class_: str) -> frozenset[str]:
        """Return a class and all broader ones; the hierarchy may be circular."""
        if class_ not in self._broader:
            waiting, seen = [class_], {class_}
            while waiting:
                for quad in self._store.quads(ox.NamedNode(waiting.pop()), SUBCLASS):
                    if isinstance(quad.object, ox.NamedNode) and quad.object.value not in seen:
                        seen.add(quad.object.value)
                        waiting.append(quad.object.value)
            self._broader[class_] = frozenset(seen)
        return self._broader[class_]

    def ranges(self, property_: ox.NamedNode) -> tuple[str, ...]:
        """Return the classes of the values of a property."""
        if property_ not in self._ranges:
            found = (quad.object for quad in self._store.quads(property_, _RANGE))
            self._ranges[property_] = tuple(node.value for node in found if isinstance(node, ox.NamedNode))
        return self._ranges[property_]

    def is_fact(self, classes: Iterable[str]) -> bool:
        """Return whether the instances of some classes are facts or claims."""
        return any(_FACTS & self.broader(each) for each in classes)

    def has_own_row(self, classes: Iterable[str]) -> bool:
        """Return whether the instances of some classes have rows of their own on a page: facts, claims, passages,
        links."""
        return any(_WITH_OWN_ROW & self.broader(each) for each in classes)

    def group_of_classes(self, classes: Iterable[str]) -> SectionDefinition:
        """Return the section of the instances of some classes."""
        found = (group for each in classes if (group := self._of_class(each)))
        return min(found, key=_PLACE.__getitem__, default=OTHER)

    def group_of_property(self, property_: ox.NamedNode, of_fact: bool) -> SectionDefinition:
        """Return the section of a property of a thing, or of a fact, whose own properties stay together."""
        if group := _BY_PROPERTY.get(shorten(property_.value)):
            return group
        if of_fact:
            return OWN
        found = (group for each in self.ranges(property_) if (group := self._of_class(each)) and group != OTHER)
        return min(found, key=_PLACE.__getitem__, default=OWN)

    def _of_class(self, class_: str) -> SectionDefinition | None:
        if class_ not in self._by_class:
            names = {shorten(each) for each in self.broader(class_)}
            self._by_class[class_] = next((group for group in SECTIONS if names & set(group.classes)), None)
        return self._by_class[class_]
