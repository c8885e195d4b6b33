"""Context of the page of a thing: its statements and facts in sections."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.store import Term, is_inferred
from aliansi.evidence.independence import originals_of
from aliansi.evidence.index import LABEL
from aliansi.namespaces import shorten
from aliansi.project.days import Day
from aliansi.views.charts.spell_bars import SpellBars, bars_of
from aliansi.views.disagreements import Disagreement, disagreements_among
from aliansi.views.facts import Fact, claim_kind, fact_of
from aliansi.views.labels import Label
from aliansi.views.membership_rows import MembershipsAsOf
from aliansi.views.sections import OWN, SECTIONS, OntologyTerms
from aliansi.views.source_passages import PASSAGES, SourceView, SupportingPassage, passages_of, source_of
from aliansi.views.statements import StatementLine, StatementValue, StatementView
from aliansi.views.thing_contents import ThingContents
from aliansi.views.urls import Link, QuotedWords
from aliansi.views.wikidata.section import WikidataSection

MAX_FACTS: Final = 100
"""Facts that name a thing on one of its pages."""
MAX_COMPARED: Final = 300
"""Facts of a thing that are compared with those of other sources."""


@dataclass(frozen=True)
class FactSection:
    """Section of a page; ``total`` counts its facts on all pages, ``key`` is that of its heading."""

    key: str
    total: int
    lines: tuple[StatementLine, ...]
    facts: tuple[Fact, ...]
    passages: tuple[SupportingPassage, ...] = ()


@dataclass(frozen=True)
class SectionLink:
    """Section in the table of contents, with a link to its first page."""

    key: str
    total: int
    href: str


@dataclass(frozen=True)
class ThingFrame:
    """Context of a page besides the contents of the thing: number, address and links."""

    number: int
    at: Callable[[int], str] = field(metadata={"help": "function that returns the URL of another page of the thing"})
    links: tuple[Link, ...] = field(metadata={"help": "the same description in other formats"})
    about: str | None = field(metadata={"help": "the question whose result is about the thing"})
    whole: Callable[[int], str] | None = field(
        metadata={"help": "function that links positions of the whole text, if available"}
    )
    until: Day | None = field(metadata={"help": "the last day that a picture shows"})
    places: tuple[Link, ...] = field(default=(), metadata={"help": "URL of the passage in its source, if it is one"})
    memberships: MembershipsAsOf | None = field(
        default=None, metadata={"help": "on its first page: its memberships at the date of the page"}
    )
    wikidata: WikidataSection | None = field(
        default=None, metadata={"help": "on its first page: what Wikidata says, if it is linked"}
    )


@dataclass(frozen=True)
class ThingContext:
    """Context of the page of a thing."""

    frame: ThingFrame
    name: Label
    short: str
    iri: str
    own: tuple[StatementLine, ...] = field(metadata={"help": "own statements outside all sections"})
    evidence: tuple[QuotedWords, ...]
    bars: SpellBars | None
    source: SourceView | None
    copies: str = field(metadata={"help": "names of the sources that it copies, if it is a source"})
    disputes: tuple[Disagreement, ...]
    sections: tuple[FactSection, ...]
    section_links: tuple[SectionLink, ...]
    claim: str = field(metadata={"help": "its own kind of claim: allegation or assessment"})
    is_cut: bool = field(metadata={"help": "whether more facts name it than are counted"})
    earlier: str | None = None
    later: str | None = None
    status: str = field(default="", metadata={"help": "its status at the date of the page, if it is a fact"})


async def thing_context(contents: ThingContents, view: StatementView, frame: ThingFrame) -> ThingContext:
    """Return the context of a page; other requests are served in between."""
    node, number = contents.node, frame.number
    is_first = number == 1
    by_group = _lines(contents, view) if is_first else {}
    sections = [section async for section in _sections(contents, view, frame, by_group)]
    compared = _disagreements(contents) if is_first else ()
    bars = bars_of(contents, view, frame.until) if is_first else None
    await asyncio.sleep(0)
    return ThingContext(
        frame=frame,
        name=view.labels.of(node),
        short=shorten(node.value),
        iri=node.value,
        own=by_group.get(OWN.key, ()),
        evidence=view.quotations(view.evidence.of_node(node)) if is_first else (),
        bars=bars,
        source=source_of(contents, view, frame.whole) if is_first else None,
        copies=", ".join(view.labels.of(each).text for each in originals_of(view.store, node)),
        disputes=tuple(disagreements_among(compared, view)),
        sections=tuple(sections),
        section_links=tuple(_section_links(contents, frame, [section.key for section in sections])),
        claim=claim_kind(node, view),
        is_cut=contents.is_cut,
        status=view.status_of(node),
        earlier=frame.at(number - 1) if number > 1 else None,
        later=frame.at(number + 1) if contents.total > number * MAX_FACTS else None,
    )


def _disagreements(contents: ThingContents) -> Iterable[ox.NamedNode]:
    entries = [entry for found in contents.entries.values() for entry in found][:MAX_COMPARED]
    return [*([contents.node] if contents.is_fact else ()), *(entry.node for entry in entries)]


async def _sections(
    contents: ThingContents, view: StatementView, frame: ThingFrame, by_group: dict[str, tuple[StatementLine, ...]]
) -> AsyncIterator[FactSection]:
    shown = {group.key: (total, entries) for group, total, entries in contents.page(frame.number, MAX_FACTS)}
    for group in SECTIONS:
        total, entries = shown.get(group.key, (len(contents.entries.get(group.key, ())), ()))
        lines = by_group.get(group.key, ()) if group != OWN else ()
        if not lines and not entries:
            continue
        facts, passages = list[Fact](), tuple[SupportingPassage, ...]()
        if group.key == PASSAGES:
            first = contents.entries[PASSAGES].index(entries[0]) + 1 if entries else 1
            passages = tuple(passages_of(entries, first, view, frame.whole))
        else:
            for entry in entries:
                facts.append(fact_of(entry, view))
                await asyncio.sleep(0)
        yield FactSection(group.key, total, lines, tuple(facts), passages)


def _section_links(contents: ThingContents, frame: ThingFrame, here: list[str]) -> Iterator[SectionLink]:
    begin = {group.key: (total, number) for group, total, number in contents.first_pages(MAX_FACTS)}
    for group in SECTIONS:
        total, number = begin.get(group.key, (0, frame.number))
        if group.key in here:
            yield SectionLink(group.key, total, f"#{group.key}")
        elif total:
            yield SectionLink(group.key, total, f"{frame.at(number)}#{group.key}")
    if frame.wikidata:
        yield SectionLink("wd-says", frame.wikidata.total, "#wikidata")


def _lines(contents: ThingContents, view: StatementView) -> dict[str, tuple[StatementLine, ...]]:
    """Return the lines of each section: statements of the thing, and statements of other things about it."""
    terms = OntologyTerms(view.store)
    facts = {entry.node for entries in contents.entries.values() for entry in entries}
    own: dict[str, list[ox.Quad]] = {}
    for quad in contents.own:
        if not (is_inferred(quad) and quad.object in facts):  # the fact has a row of its own
            key = terms.group_of_property(quad.predicate, contents.is_fact).key
            own.setdefault(key, []).append(quad)
    lines = {key: list(view.lines(quads)) for key, quads in own.items()}
    if others := _other_names(contents, view):
        lines.setdefault("group-names", []).insert(0, others)
    for name, quads in contents.things.items():
        key = terms.group_of_property(name, False).key
        key = "group-other" if key == OWN.key else key
        lines.setdefault(key, []).append(view.inverse_line(name, quads, contents.node))
    return {key: tuple(found) for key, found in lines.items() if found}


def _other_names(contents: ThingContents, view: StatementView) -> StatementLine | None:
    """Return the other labels of the thing, in all languages."""
    mine = view.labels.of(contents.node)
    labels: dict[Term, ox.Quad] = {quad.object: quad for quad in contents.own if quad.predicate == LABEL}
    values = tuple(
        StatementValue(label.value, language=label.language)
        for label in labels
        if isinstance(label, ox.Literal) and (label.value, label.language) != (mine.text, mine.language)
    )
    return StatementLine(view.labels.of(LABEL), None, values) if values and not contents.is_fact else None
