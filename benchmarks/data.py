"""Generate the data for the measurements: N-Triples lines, the same for the same arguments.

``alliances`` generates states, alliances and memberships of any size. The other three are hard shapes: few axioms or
facts with many consequences. There are no blank nodes and no escapes in literals, so that the output of different
engines can be compared as text.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

ONTOLOGY = "http://example.org/alliances#"
THINGS = "http://example.org/id/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"

SEED = 1949

# `Class < superclass` and `property: domain range`.
CLASSES = """
Agent; Organisation < Agent; Alliance < Organisation; DefensiveAlliance < Alliance; EconomicUnion < Organisation;
State < Agent; MemberState < State; FormerMemberState < State; HostState < State; AlliedState < State; Force < Agent;
Place; City < Place; Region < Place; Continent < Region; Treaty; Source; Fact; Spell < Fact; Membership < Spell;
EndedMembership < Membership; FoundingMembership < Membership; Event < Fact; Founding < Event; Accession < Event;
Withdrawal < Event; Exercise < Event; Claim < Fact; Assessment < Claim; Allegation < Claim
"""
PROPERTIES = """
member: Membership State; hasMembership: State Membership; inAlliance: Fact Organisation; memberOf: State Organisation;
hasMember: Organisation State; withdrawingState: Withdrawal State; hasWithdrawal: State Withdrawal;
endedBy: Membership Withdrawal; withdrewFrom: State Organisation; affiliatedWith: State Organisation;
about: Fact Agent; participant: Fact Agent; actor: Fact Agent; founded: Founding Organisation;
foundedIn: Organisation Founding; instrument: Founding Treaty; foundingTreaty: Organisation Treaty;
signedIn: Treaty City; associatedWith: State Place; locatedIn: Place Place; seat: Organisation City;
successorOf: Organisation Organisation; predecessorOf: Organisation Organisation; neighbourOf: State State;
capital: State City; capitalOf: City State; statedIn: Fact Source
"""
SUBPROPERTIES = {
    "member": "actor",
    "withdrawingState": "actor",
    "actor": "participant",
    "participant": "about",
    "founded": "about",
    "inAlliance": "about",
    "memberOf": "affiliatedWith",
    "withdrewFrom": "affiliatedWith",
    "capital": "associatedWith",
}
INVERSES = {
    "hasMembership": "member",
    "hasMember": "memberOf",
    "hasWithdrawal": "withdrawingState",
    "foundedIn": "founded",
    "predecessorOf": "successorOf",
    "capitalOf": "capital",
}
CHARACTERISTICS = {
    "locatedIn": "TransitiveProperty",
    "successorOf": "TransitiveProperty",
    "neighbourOf": "SymmetricProperty",
    "seat": "FunctionalProperty",
    "capital": "InverseFunctionalProperty",
}
CHAINS = {
    "memberOf": ("hasMembership", "inAlliance"),
    "withdrewFrom": ("hasWithdrawal", "inAlliance"),
    "foundingTreaty": ("foundedIn", "instrument"),
    "associatedWith": ("hasMembership", "inAlliance", "seat"),
}
SOME_VALUES = {
    "MemberState": ("memberOf", "Organisation"),
    "FormerMemberState": ("withdrewFrom", "Organisation"),
    "AlliedState": ("memberOf", "DefensiveAlliance"),
    "HostState": ("capital", "City"),
    "EndedMembership": ("endedBy", "Withdrawal"),
}
DISJOINT = {"Agent": "Place", "Fact": "Agent", "Treaty": "Fact"}


@dataclass(frozen=True)
class DataSet:
    """A named stream of distinct N-Triples lines; ``triples`` is their number."""

    name: str
    triples: int
    lines: Callable[[], Iterator[str]]

    def write(self, folder: Path) -> Path:
        """Write the lines to ``folder`` and return the file."""
        file = folder / f"{self.name}.nt"
        with file.open("w", encoding="ascii") as stream:
            stream.writelines(self.lines())
        return file


def alliances(triples: int, seed: int = SEED) -> DataSet:
    """Return alliance data with exactly ``triples`` triples, including the ontology."""
    axioms = sum(1 for _ in ontology())
    if triples < axioms:
        raise ValueError(f"the ontology alone has {axioms} triples")

    def lines() -> Iterator[str]:
        yield from ontology()
        yield from islice(_World(seed).lines(), triples - axioms)

    return DataSet(f"alliances-{triples}", triples, lines)


def same_as_class(members: int = 200) -> DataSet:
    """Return one class of equal individuals with one fact each; it has ``members`` squared sameAs triples."""

    def lines() -> Iterator[str]:
        for i in range(members):
            if i:
                yield _link(f"twin-{i - 1}", OWL + "sameAs", f"twin-{i}")
            yield _link(f"twin-{i}", ONTOLOGY + "seat", f"city-{i}")

    return DataSet(f"sameas-{members}", 2 * members - 1, lines)


def transitive_chain(steps: int = 400) -> DataSet:
    """Return a chain of a transitive property; ``steps * (steps + 1) / 2`` links follow from it."""

    def lines() -> Iterator[str]:
        yield _axiom("locatedIn", RDF + "type", OWL + "TransitiveProperty")
        for i in range(steps):
            yield _link(f"place-{i}", ONTOLOGY + "locatedIn", f"place-{i + 1}")

    return DataSet(f"chain-{steps}", steps + 1, lines)


def many_classes(classes: int = 3_000) -> DataSet:
    """Return a hierarchy of ``classes`` classes, every third one with a restriction, and an individual of each."""
    return DataSet(f"classes-{classes}", sum(1 for _ in _many_classes(classes)), lambda: _many_classes(classes))


def ontology() -> Iterator[str]:
    """Yield the axioms of the alliance data."""
    yield from _classes()
    yield from _properties()
    for name, links in CHAINS.items():
        cells = [f"{name}Chain{i}" for i in range(len(links))]
        yield _axiom(name, OWL + "propertyChainAxiom", ONTOLOGY + cells[0])
        yield from _list(cells, [ONTOLOGY + link for link in links])
    for name, (property_, filler) in SOME_VALUES.items():
        restriction = f"{name}Restriction"
        yield _axiom(name, OWL + "equivalentClass", ONTOLOGY + restriction)
        yield from _restriction(restriction, property_, "someValuesFrom", ONTOLOGY + filler)


def _classes() -> Iterator[str]:
    for entry in CLASSES.split(";"):
        name, _, parent = (part.strip() for part in entry.partition("<"))
        yield _axiom(name, RDF + "type", OWL + "Class")
        if parent:
            yield _axiom(name, RDFS + "subClassOf", ONTOLOGY + parent)
    for name, other in DISJOINT.items():
        yield _axiom(name, OWL + "disjointWith", ONTOLOGY + other)


def _properties() -> Iterator[str]:
    for entry in PROPERTIES.split(";"):
        name, _, ends = (part.strip() for part in entry.partition(":"))
        domain, range_ = ends.split()
        yield _axiom(name, RDF + "type", OWL + "ObjectProperty")
        yield _axiom(name, RDFS + "domain", ONTOLOGY + domain)
        yield _axiom(name, RDFS + "range", ONTOLOGY + range_)
    for name, other in SUBPROPERTIES.items():
        yield _axiom(name, RDFS + "subPropertyOf", ONTOLOGY + other)
    for name, other in INVERSES.items():
        yield _axiom(name, OWL + "inverseOf", ONTOLOGY + other)
    for name, characteristic in CHARACTERISTICS.items():
        yield _axiom(name, RDF + "type", OWL + characteristic)


class _World:
    """Endless sequence of alliances, with the states that join and leave them."""

    MEMBERS = (3, 8)
    SAME_AS = 0.02
    WITHDRAWN = 0.3

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.states = self.alliances = self.spells = 0

    def lines(self) -> Iterator[str]:
        """Yield facts endlessly, each once."""
        while True:
            yield from (*self.state(), *self.state(), *self.alliance())

    def state(self) -> Iterator[str]:
        """Yield a state with its capital; about 80 states make a region, 5 regions a continent."""
        number = self.states
        self.states += 1
        state, city, region = f"state-{number}", f"city-{number}", f"region-{number // 80}"
        yield _type(state, "State")
        yield _text(state, RDFS + "label", f'"State {number}"@en')
        yield _type(city, "City")
        yield _link(state, ONTOLOGY + "capital", city)
        yield _link(city, ONTOLOGY + "locatedIn", region)
        if number % 80 == 0:
            yield _type(region, "Region")
            yield _link(region, ONTOLOGY + "locatedIn", f"continent-{number // 400}")
        if number:
            yield _link(state, ONTOLOGY + "neighbourOf", f"state-{self.random.randrange(number)}")
        if self.random.random() < self.SAME_AS:
            yield _link(state, OWL + "sameAs", f"country-{number}")

    def alliance(self) -> Iterator[str]:
        """Yield an alliance, its founding and its memberships; four alliances in a row succeed one another."""
        number = self.alliances
        self.alliances += 1
        name, founding, treaty = f"alliance-{number}", f"founding-{number}", f"treaty-{number}"
        yield _type(name, "DefensiveAlliance" if number % 3 else "EconomicUnion")
        yield _text(name, RDFS + "label", f'"Alliance {number}"@en')
        yield _link(name, ONTOLOGY + "seat", f"city-{self.random.randrange(self.states)}")
        yield _type(founding, "Founding")
        yield _link(founding, ONTOLOGY + "founded", name)
        yield _link(founding, ONTOLOGY + "instrument", treaty)
        if number % 4:
            yield _link(name, ONTOLOGY + "successorOf", f"alliance-{number - 1}")
        for state in self.random.sample(range(self.states), min(self.random.randint(*self.MEMBERS), self.states)):
            yield from self.membership(f"state-{state}", name)

    def membership(self, state: str, alliance: str) -> Iterator[str]:
        """Yield the membership of a state in an alliance, and the withdrawal that ended it, if any."""
        number = self.spells
        self.spells += 1
        spell, start = f"membership-{number}", self.random.randint(1900, 1999)
        yield _type(spell, "Membership")
        yield _link(spell, ONTOLOGY + "member", state)
        yield _link(spell, ONTOLOGY + "inAlliance", alliance)
        yield _text(spell, ONTOLOGY + "start", f'"{start}"^^<{XSD}gYear>')
        yield _link(spell, ONTOLOGY + "statedIn", f"source-{number % 50}")
        if self.random.random() < self.WITHDRAWN:
            withdrawal, end = f"withdrawal-{number}", start + self.random.randint(1, 20)
            yield _text(spell, ONTOLOGY + "end", f'"{end}"^^<{XSD}gYear>')
            yield _link(spell, ONTOLOGY + "endedBy", withdrawal)
            yield _type(withdrawal, "Withdrawal")
            yield _link(withdrawal, ONTOLOGY + "withdrawingState", state)
            yield _link(withdrawal, ONTOLOGY + "inAlliance", alliance)


def _many_classes(classes: int) -> Iterator[str]:
    properties = max(classes // 60, 1)
    for i in range(properties):
        yield _axiom(f"property-{i}", RDF + "type", OWL + "ObjectProperty")
    for i in range(classes):
        yield _axiom(f"class-{i}", RDF + "type", OWL + "Class")
        if i:
            yield _axiom(f"class-{i}", RDFS + "subClassOf", f"{ONTOLOGY}class-{(i - 1) // 4}")
        if i % 3 == 0:
            yield from _restricted_class(i, f"property-{i // 3 % properties}", (i * 7 + 1) % classes)
        yield _type(f"thing-{i}", f"class-{i}")
        yield _link(f"thing-{i}", f"{ONTOLOGY}property-{i % properties}", f"thing-{i * 31 % classes}")


def _restricted_class(number: int, property_: str, filler: int) -> Iterator[str]:
    """Yield a restriction of one of three kinds as a superclass or equivalent of a class."""
    kind = ("someValuesFrom", "allValuesFrom", "hasValue")[number // 3 % 3]
    value = f"{THINGS}thing-{filler}" if kind == "hasValue" else f"{ONTOLOGY}class-{filler}"
    relation = RDFS + "subClassOf" if number % 2 else OWL + "equivalentClass"
    yield _axiom(f"class-{number}", relation, f"{ONTOLOGY}restriction-{number}")
    yield from _restriction(f"restriction-{number}", property_, kind, value)


def _restriction(name: str, property_: str, kind: str, value: str) -> Iterator[str]:
    yield _axiom(name, RDF + "type", OWL + "Restriction")
    yield _axiom(name, OWL + "onProperty", ONTOLOGY + property_)
    yield _axiom(name, OWL + kind, value)


def _list(cells: list[str], items: list[str]) -> Iterator[str]:
    rests = [*(ONTOLOGY + cell for cell in cells[1:]), RDF + "nil"]
    for cell, item, rest in zip(cells, items, rests, strict=True):
        yield _axiom(cell, RDF + "first", item)
        yield _axiom(cell, RDF + "rest", rest)


def _axiom(subject: str, predicate: str, value: str) -> str:
    return f"<{ONTOLOGY}{subject}> <{predicate}> <{value}> .\n"


def _link(subject: str, predicate: str, value: str) -> str:
    return f"<{THINGS}{subject}> <{predicate}> <{THINGS}{value}> .\n"


def _type(subject: str, class_: str) -> str:
    return f"<{THINGS}{subject}> <{RDF}type> <{ONTOLOGY}{class_}> .\n"


def _text(subject: str, predicate: str, literal: str) -> str:
    return f"<{THINGS}{subject}> <{predicate}> {literal} .\n"
