"""Rows of the ledger for people: the fact with its words, the statement there, and the verdict with what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from aliansi.namespaces import named_node
from aliansi.views.i18n import section
from aliansi.views.labels import Label
from aliansi.views.statements import StatementView
from aliansi.views.urls import Link, QuotedWords
from aliansi.views.wikidata.ledger import LedgerEntry
from aliansi.views.wikidata.values import JULIAN, day_in_words, value_in_words

WIKI: Final = "https://www.wikidata.org/wiki/"
_DATES: Final = frozenset({"start", "end", "founded", "dissolved"})
_NORMAL: Final = "normal"
_DATE: Final = named_node("dcterms:date")


@dataclass(frozen=True)
class TheirStatement:
    """Statement in Wikidata: its item, property and value in words, with links to their places there."""

    item: Link = field(metadata={"help": "item with its label there; the link leads to the item"})
    property: Link
    value: str = field(metadata={"help": "in words; empty if there is no statement or no value"})
    href: str | None = field(metadata={"help": "the statement itself, if there is one"})
    gregorian: str = field(metadata={"help": "the same date in the Gregorian calendar, if it is a Julian one"})
    rank: str = field(metadata={"help": "in words; empty for the normal rank"})


@dataclass(frozen=True)
class LedgerLine:
    """Row for a page; ``key`` is the verdict, ``verdict`` and ``meaning`` are its words."""

    entry: LedgerEntry
    fact: Label = field(metadata={"help": "label of the fact, else of the parties"})
    href: str | None
    aspect: str
    ours: str = field(metadata={"help": "our date in EDTF; in words that there is a fact, or none"})
    is_date: bool
    evidence: tuple[QuotedWords, ...]
    theirs: TheirStatement
    verdict: str
    meaning: str
    flags: tuple[str, ...]
    remark: str

    @property
    def key(self) -> str:
        """Verdict as a CSS class."""
        return self.entry.value("verdict").replace(" ", "-")


@dataclass(frozen=True)
class ComparedRecord:
    """Record of an item: when it was made or saved, its revision, and the source that it comes from."""

    item: Link
    day: str = field(metadata={"help": "in words; empty if it is unknown"})
    revision: str
    sha256: str
    sources: tuple[Link, ...]


def line_of(entry: LedgerEntry, view: StatementView) -> LedgerLine:
    """Return a row for a page."""
    language, aspect = view.page.language, entry.value("aspect")
    words, fact, verdict = section("wikidata", language), entry.value("compares"), entry.value("verdict")
    is_dated = aspect in _DATES
    ours = entry.value("comparedDate") or words["no-date" if is_dated else "here-yes"]
    return LedgerLine(
        entry=entry,
        fact=view.labels.of(ox.NamedNode(fact)) if fact else _parties(entry, view),
        href=view.address(fact or entry.value("comparedThing")),
        aspect=section("aspects", language).get(aspect, aspect),
        ours=ours if fact else words["no-fact"],
        is_date=bool(fact and entry.value("comparedDate")),
        evidence=view.quotations(view.evidence.of_node(ox.NamedNode(fact))) if fact else (),
        theirs=_theirs(entry, language),
        verdict=section("verdicts", language).get(verdict, verdict),
        meaning=section("verdict-meanings", language).get(verdict, ""),
        flags=tuple(section("flags", language).get(flag, flag) for flag in entry.values.get("reservation", ())),
        remark=entry.value("remark"),
    )


def records_of(entries: tuple[LedgerEntry, ...], view: StatementView) -> tuple[ComparedRecord, ...]:
    """Return the records that some rows are about, by item."""
    found: dict[tuple[str, str], LedgerEntry] = {}
    for entry in entries:
        found.setdefault((entry.entity("item"), entry.value("recordHash")), entry)
    return tuple(_record(found[key], view) for key in sorted(found, key=lambda key: (len(key[0]), key)))


def item_link(item: str, label: str = "") -> Link:
    """Return the link to the page of an item or a property in Wikidata."""
    place = f"Property:{item}" if item.startswith("P") else item
    return Link(f"{WIKI}{quote(place, safe=':')}", label or item)


def _record(entry: LedgerEntry, view: StatementView) -> ComparedRecord:
    nodes = [ox.NamedNode(iri) for iri in entry.values.get("source", ()) if iri.startswith(("http://", "https://"))]
    objects = [quad.object for node in nodes for quad in view.store.quads(node, _DATE)]
    dates = [each.value for each in objects if isinstance(each, ox.Literal)]
    day = entry.value("recordModified").lstrip("+") or min(dates, default="")
    return ComparedRecord(
        item=item_link(entry.entity("item"), _named(entry.entity("item"), entry.value("itemLabel"))),
        day=day_in_words(day, view.page.language),
        revision=entry.value("recordRevision"),
        sha256=entry.value("recordHash"),
        sources=tuple(Link(view.address(node.value) or node.value, view.labels.of(node).text) for node in nodes),
    )


def _theirs(entry: LedgerEntry, language: str) -> TheirStatement:
    item, guid, name = entry.entity("item"), entry.value("statementId"), entry.entity("itemProperty")
    words, calendar = section("wikidata", language), entry.entity("calendar")
    qualifier = entry.entity("itemQualifier")
    precision = entry.value("precision")
    value = value_in_words(
        entry.value("itemValue"), int(precision) if precision.lstrip("-").isdecimal() else None, calendar, language
    )
    if not value and guid:
        value = words["no-date-there" if qualifier or entry.value("aspect") in _DATES else "there-yes"]
    days = [day_in_words(entry.value(name), language) for name in ("itemEarliest", "itemLatest") if entry.value(name)]
    return TheirStatement(
        item=item_link(item, _named(item, entry.value("itemLabel"))),
        property=item_link(qualifier or name, _property(qualifier or name, language)),
        value=value or words["no-statement"],
        href=f"{WIKI}{quote(item)}#{quote(guid, safe='$')}" if guid else None,
        gregorian=" – ".join(dict.fromkeys(days)) if calendar == JULIAN else "",
        rank=section("ranks", language).get(entry.value("rank"), "") if entry.value("rank") != _NORMAL else "",
    )


def _parties(entry: LedgerEntry, view: StatementView) -> Label:
    nodes = [ox.NamedNode(iri) for name in ("comparedThing", "comparedWith") if (iri := entry.value(name))]
    return Label(" – ".join(view.labels.of(node).text for node in nodes))


def _property(name: str, language: str) -> str:
    words: Mapping[str, str] = section("wikidata-properties", language)
    return _named(name, words.get(name, ""))


def _named(identifier: str, label: str) -> str:
    return f"{label} ({identifier})" if label else identifier
