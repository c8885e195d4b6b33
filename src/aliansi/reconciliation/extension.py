"""Values of properties for things: the columns that a client adds to a table of them (data extension)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import pyoxigraph as ox

from aliansi.namespaces import AL, DEFAULT_LANGUAGE, PREFIXES
from aliansi.project.edtf_bounds import Bounds, bounds
from aliansi.reconciliation.name_index import NameIndex
from aliansi.reconciliation.properties import (
    AT,
    CERTAIN,
    CERTAINTY,
    LANG,
    OF,
    POSSIBLE,
    Property,
    PropertyCatalogue,
    property_catalogue,
)
from aliansi.reconciliation.property_values import Settings, Value, ValueReader
from aliansi.reconciliation.request_json import RequestFault, expect_text, shown
from aliansi.views.labels import Labels

MAX_IDS: Final = 1000
MAX_COLUMNS: Final = 50
"""Most things and most properties of one request."""
NO_LANGUAGE_RANGE: Final = "und"
"""What a client writes for names without a language, such as codes."""
_TIME: Final = re.compile(r"(?<=-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?$", re.ASCII)
_LANGUAGES: Final = re.compile(r"\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True)
class PropertyRequest:
    """Property whose values are wanted, by id, with settings as they stand in the request."""

    id: str
    settings: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Column:
    """Column of an answer: the id that was asked for, a name that states the settings, and the class of its values."""

    id: str
    name: str
    type: str = ""
    type_name: str = ""


@dataclass(frozen=True)
class Extension:
    """Columns, and for each thing its id as it was asked for and the values in each column, in order."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, tuple[tuple[Value, ...], ...]], ...]


def read_requests(index: NameIndex, requests: Sequence[PropertyRequest], language: str) -> tuple[PropertyColumn, ...]:
    """Return what is wanted in each column.

    Raises RequestFault for an unknown or repeated property, and for a setting that it does not take or cannot read.
    """
    if not 1 <= len(requests) <= MAX_COLUMNS:
        raise RequestFault("properties", f"{len(requests):,} properties; expected 1 to {MAX_COLUMNS}")
    catalogue, found = property_catalogue(index), dict[str, PropertyColumn]()
    for number, request in enumerate(requests):
        member = f"properties[{number}]"
        known = catalogue.find(request.id)
        if known is None and request.id == AT:
            raise RequestFault(f"{member}.id", f"“{AT}” is a setting of other properties and has no values of its own")
        if known is None:
            raise RequestFault(
                f"{member}.id", f"unknown property “{shown(request.id)}”; /suggest/property lists the properties"
            )
        if request.id in found:
            raise RequestFault(f"{member}.id", f"“{shown(request.id)}” is there twice: send a request for each")
        settings = _settings(index, catalogue, known, request.settings, f"{member}.settings")
        column = _column(index, catalogue, request.id, known, settings, language)
        if known.id == "alias" and not settings.languages:
            settings = replace(settings, languages=(language, DEFAULT_LANGUAGE, ""))
        found[request.id] = PropertyColumn(column, known, settings)
    return tuple(found.values())


@dataclass(frozen=True)
class PropertyColumn:
    """Column with the property that it shows, and settings that have been read."""

    column: Column
    property: Property
    settings: Settings


def values_of(
    index: NameIndex, identifier: str, columns: Iterable[PropertyColumn], language: str
) -> tuple[tuple[Value, ...], ...]:
    """Return the values in each column for the thing with an id; nothing for an unknown id."""
    iri = index.iri_of(identifier)
    if iri is None:
        return tuple(() for _ in columns)
    reader = ValueReader(index, iri, language)
    return tuple(reader.values(each.property, each.settings) for each in columns)


def extend(index: NameIndex, ids: Sequence[str], requests: Sequence[PropertyRequest], language: str) -> Extension:
    """Return the values of properties for things: a row for each id, in order, once. Raises RequestFault."""
    if len(ids) > MAX_IDS:
        raise RequestFault("ids", f"{len(ids):,} ids; at most {MAX_IDS:,}")
    columns = read_requests(index, requests, language)
    rows = ((identifier, values_of(index, identifier, columns, language)) for identifier in dict.fromkeys(ids))
    return Extension(tuple(each.column for each in columns), tuple(rows))


def without_time(text: str) -> str:
    """Return a date without the time of day that OpenRefine gives to every cell with a date."""
    return _TIME.sub("", text.strip())


def read_date(value: object, member: str) -> Bounds:
    """Return the first and the last day of a date in EDTF. Raises RequestFault for anything else."""
    text = expect_text(str(value) if isinstance(value, int) and not isinstance(value, bool) else value, member).strip()
    try:
        days = bounds(without_time(text))
    except ValueError as error:
        raise RequestFault(member, str(error)) from error
    if days.earliest is None or days.latest is None:
        raise RequestFault(member, f"“{shown(text)}” has no first or no last day; give both, like [1992..1994]")
    return days


def read_languages(value: object, member: str) -> tuple[str, ...]:
    """Return language ranges in a text such as ``ru, en``: ``*`` for all, "" for ``und``, no language.

    Raises RequestFault for anything else.
    """
    text = expect_text(value, member)
    languages = tuple(filter(None, re.split(r"[\s,;]+", text)))
    wrong = next((each for each in languages if not _LANGUAGES.fullmatch(each)), None)
    if wrong is not None or not languages:
        raise RequestFault(member, f"“{shown(wrong or text)}” is not a language; write codes like ru, or * for all")
    if "*" in languages:
        return ("*", "")
    return tuple("" if each.lower() == NO_LANGUAGE_RANGE else each for each in languages)


def thing_named(index: NameIndex, text: str) -> str | None:
    """Return the IRI of the thing with an id or IRI, or with an exact link to a Wikidata item; None for none."""
    iri = index.iri_of(text)
    if iri is None and text[:1] in "Qq" and text[1:].isascii() and text[1:].isdecimal():
        linked = index.mappings_to(f"{PREFIXES['wd']}Q{text[1:]}")
        iri = next((each.iri for each in linked if each.relation == "exact" and not each.rejected), None)
    return iri


def _settings(
    index: NameIndex, catalogue: PropertyCatalogue, known: Property, written: Mapping[str, object], member: str
) -> Settings:
    """Return settings that have been read; an empty or missing one is not set."""
    given = {name: value for name, value in written.items() if value not in ("", None)}
    for name in given:
        if name not in known.settings and not (name == CERTAINTY and given[name] == CERTAIN):  # the default of clients
            taken = f"valid: {', '.join(known.settings)}" if known.settings else "it takes none"
            raise RequestFault(f"{member}.{shown(name)}", f"unknown setting of “{shown(known.id)}”; {taken}")
    certainty = given.get(CERTAINTY, CERTAIN)
    if certainty not in (CERTAIN, POSSIBLE):
        raise RequestFault(f"{member}.{CERTAINTY}", f"expected {CERTAIN} or {POSSIBLE}, not “{shown(str(certainty))}”")
    if certainty == POSSIBLE and AT not in given:
        raise RequestFault(f"{member}.{CERTAINTY}", f"this needs a date in {AT}")
    other, text = None, ""
    if OF in given:
        text = expect_text(given[OF], f"{member}.{OF}").strip()
        other = thing_named(index, text)
        if other is None:
            raise RequestFault(f"{member}.{OF}", f"unknown id “{shown(text)}”; /suggest/entity lists the ids")
    at = read_date(given[AT], f"{member}.{AT}") if AT in given else None
    languages = read_languages(given[LANG], f"{member}.{LANG}") if LANG in given else ()
    return Settings(at, certainty == POSSIBLE, other, without_time(str(given.get(AT, ""))), languages)


def _column(
    index: NameIndex,
    catalogue: PropertyCatalogue,
    identifier: str,
    known: Property,
    settings: Settings,
    language: str,
) -> Column:
    labels = Labels(index.store, language)
    parts = [labels.of(ox.NamedNode(settings.of)).text] if settings.of else []
    parts += [settings.at_text + (" ?" if settings.possibly else "")] if settings.at_text else []
    parts += [each or NO_LANGUAGE_RANGE for each in settings.languages if "*" not in settings.languages or each]
    name = catalogue.name(known, language) + (f" ({', '.join(parts)})" if parts else "")
    if not known.type:
        return Column(identifier, name)
    return Column(identifier, name, known.type, labels.of(ox.NamedNode(AL + known.type)).text)
