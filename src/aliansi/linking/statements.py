"""Statements of Wikidata: a value with rank, qualifiers and references, as the JSON of a record has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from aliansi.linking.time_values import TimeValue, time_value


class Rank(StrEnum):
    """Rank of a statement; a deprecated one is known to be wrong, and neither confirms nor contradicts."""

    PREFERRED = "preferred"
    NORMAL = "normal"
    DEPRECATED = "deprecated"


class SnakKind(StrEnum):
    """Kind of a snak: a value, an unknown value, or none."""

    VALUE = "value"
    SOMEVALUE = "somevalue"
    NOVALUE = "novalue"


@dataclass(frozen=True)
class EntityValue:
    """Reference to an item, a property or a lexeme, by its id."""

    id: str


@dataclass(frozen=True)
class MonolingualText:
    """Text in one language."""

    text: str
    language: str


@dataclass(frozen=True)
class Quantity:
    """Number as text, with the id of its unit, which is ``1`` without a unit."""

    amount: str
    unit: str


@dataclass(frozen=True)
class OtherValue:
    """Value of a type that nothing here reads, such as coordinates."""

    type: str


Value = EntityValue | TimeValue | MonolingualText | Quantity | OtherValue | str


@dataclass(frozen=True)
class Snak:
    """Property with a value, an unknown value (somevalue) or none (novalue)."""

    property_id: str
    kind: SnakKind
    value: Value | None = None

    @property
    def item(self) -> str | None:
        """Id of the entity that is the value."""
        return self.value.id if isinstance(self.value, EntityValue) else None

    @property
    def time(self) -> TimeValue | None:
        """Date that is the value."""
        return self.value if isinstance(self.value, TimeValue) else None


Snaks = Mapping[str, tuple[Snak, ...]]


@dataclass(frozen=True)
class WikidataStatement:
    """Statement of an item; the guid is empty if the record has none, and otherwise as it stands there."""

    guid: str
    rank: Rank
    property_id: str
    snak: Snak
    qualifiers: Snaks = field(default_factory=dict)
    references: tuple[Snaks, ...] = ()

    @property
    def is_deprecated(self) -> bool:
        """Whether Wikidata says that this statement is wrong."""
        return self.rank is Rank.DEPRECATED

    def qualifier(self, property_: str) -> tuple[Snak, ...]:
        """Return the qualifiers of a property, such as all starts (P580)."""
        return self.qualifiers.get(property_, ())


class StatementError(ValueError):
    """A statement that does not follow the data model of Wikibase; the message says where."""


def read_statement(json: object) -> WikidataStatement:
    """Return a statement from its JSON. Raises StatementError."""
    found = _object(json, "the statement")
    snak = read_snak(found.get("mainsnak"))
    rank = str(found.get("rank", Rank.NORMAL))
    if rank not in set(Rank):
        raise StatementError(f"its rank is {_shown(rank)}, not preferred, normal or deprecated")
    guid = found.get("id", "")
    references = found.get("references") or []
    if not isinstance(references, list):
        raise StatementError(f"its references must be a list, not {_shown(references)}")
    return WikidataStatement(
        guid=guid if isinstance(guid, str) else "",
        rank=Rank(rank),
        property_id=snak.property_id,
        snak=snak,
        qualifiers=_snaks(found.get("qualifiers"), "its qualifiers"),
        references=tuple(_snaks(_object(each, "a reference").get("snaks"), "a reference") for each in references),
    )


def read_snak(json: object) -> Snak:
    """Return a snak from its JSON; its datatype is not needed, and dumps have none. Raises StatementError."""
    found = _object(json, "a snak")
    property_, kind = found.get("property"), str(found.get("snaktype", SnakKind.VALUE))
    if not isinstance(property_, str) or not property_:
        raise StatementError("a snak has no property")
    if kind not in set(SnakKind):
        raise StatementError(f"the snaktype of {property_} is {_shown(kind)}, not value, somevalue or novalue")
    if kind != SnakKind.VALUE:
        return Snak(property_, SnakKind(kind))
    value = _object(found.get("datavalue"), f"the value of {property_}")
    return Snak(property_, SnakKind.VALUE, _value(value, property_))


def _value(datavalue: Mapping[str, object], property_: str) -> Value:
    type_, value = str(datavalue.get("type", "")), datavalue.get("value")
    if type_ == "time":
        return time_value(value)
    if type_ == "wikibase-entityid":
        return EntityValue(_entity_id(value, property_))
    if type_ == "string" and isinstance(value, str):
        return value
    if type_ == "monolingualtext" and isinstance(value, Mapping):
        return MonolingualText(str(value.get("text", "")), str(value.get("language", "")))
    if type_ == "quantity" and isinstance(value, Mapping):
        return Quantity(str(value.get("amount", "")), str(value.get("unit", "")).rpartition("/")[2])
    return OtherValue(type_)


def _entity_id(value: object, property_: str) -> str:
    """Return the id of an entity; records before 2017 have its number only."""
    found = _object(value, f"the value of {property_}")
    if isinstance(id_ := found.get("id"), str) and id_:
        return id_
    letter = {"item": "Q", "property": "P"}.get(str(found.get("entity-type")))
    number = found.get("numeric-id")
    if letter is None or not isinstance(number, int):
        raise StatementError(f"the value of {property_} is an entity without an id")
    return f"{letter}{number}"


def _snaks(json: object, what: str) -> Snaks:
    if not json:  # PHP writes an empty object as []
        return {}
    return {property_: tuple(_each(each, what)) for property_, each in _object(json, what).items()}


def _each(json: object, what: str) -> Iterator[Snak]:
    if not isinstance(json, list):
        raise StatementError(f"{what} must be lists, not {_shown(json)}")
    yield from map(read_snak, json)


def _object(json: object, what: str) -> Mapping[str, object]:
    if not isinstance(json, dict):
        raise StatementError(f"{what} must be an object, not {_shown(json)}")
    return json


def _shown(json: object) -> str:
    return "nothing" if json is None else ascii(json)[:40]
