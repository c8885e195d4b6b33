"""Passages of a source text in the order of the text, with the facts that each supports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from aliansi.dataset.store import Store
from aliansi.evidence.index import STATED_IN, Evidence
from aliansi.evidence.text_spans import FACT, PassageSpan, TextCoverage, coverage
from aliansi.namespaces import named_node
from aliansi.views.facts import anchor_of, claim_kind, fact_label
from aliansi.views.labels import Label
from aliansi.views.statements import StatementView
from aliansi.views.thing_contents import ContentsEntry, ThingContents
from aliansi.views.urls import QuotedWords

PASSAGES: Final = "group-passages"
MAX_SPANS: Final = 20_000

TextLink = Callable[[int], str] | None
"""Function that returns the link to a position in the whole text of a source; None if the text is not available."""
_IDENTIFIER: Final = named_node("dcterms:identifier")
_SHA256, _LENGTH = "sha256:", "code-points:"


@dataclass(frozen=True)
class SupportedFact:
    """Fact or claim that a passage supports."""

    name: Label
    href: str | None
    claim: str = field(metadata={"help": "kind of claim: allegation or assessment; empty for a fact"})


@dataclass(frozen=True)
class SupportingPassage:
    """Passage with the facts that it supports; ``number`` is its position among the passages of its text."""

    number: int
    anchor: str
    words: QuotedWords
    supports: tuple[SupportedFact, ...]
    in_text: str | None = field(default=None, metadata={"help": "URL of its place in the whole text, if available"})


@dataclass(frozen=True)
class SourceView:
    """Parts of the page of a source that other pages do not have."""

    coverage: TextCoverage | None
    whole: str | None = field(metadata={"help": "URL of the whole text, if it is available"})


def text_identity(store: Store, node: ox.NamedNode) -> tuple[str, int]:
    """Return the SHA-256 of the text of a source and its length in code points; empty and 0 if unknown."""
    identifiers = [quad.object.value for quad in store.quads(node, _IDENTIFIER) if isinstance(quad.object, ox.Literal)]
    digest = next((each.removeprefix(_SHA256) for each in identifiers if each.startswith(_SHA256)), "")
    length = next((each.removeprefix(_LENGTH) for each in identifiers if each.startswith(_LENGTH)), "")
    return digest, int(length) if length.isascii() and length.isdecimal() and len(length) < 10 else 0


def spans_of(contents: ThingContents, view: StatementView) -> Iterator[PassageSpan]:
    """Yield the position of each passage of a source and the kinds of what it supports."""
    for number, entry in enumerate(contents.entries.get(PASSAGES, ())[:MAX_SPANS], start=1):
        ground = _quotation(entry, view)
        if ground and ground.start is not None and ground.end is not None:
            kinds = frozenset(claim_kind(fact, view) or FACT for fact in _supported_facts(entry, view))
            yield PassageSpan(number, anchor_of(entry.node.value), ground.start, ground.end, kinds)


def source_of(contents: ThingContents, view: StatementView, whole: TextLink) -> SourceView | None:
    """Return the coverage of a source with passages; None for anything else."""
    if not contents.entries.get(PASSAGES):
        return None
    length = text_identity(view.store, contents.node)[1]
    return SourceView(coverage(spans_of(contents, view), length), whole(0) if whole else None)


def passages_of(
    entries: Iterable[ContentsEntry], first: int, view: StatementView, whole: TextLink
) -> Iterator[SupportingPassage]:
    """Yield passages with the facts that they support; ``first`` is the number of the first passage."""
    for number, entry in enumerate(entries, start=first):
        ground = _quotation(entry, view)
        if ground is None:
            continue
        anchor = anchor_of(entry.node.value)
        supports = (
            SupportedFact(fact_label(fact, view), view.address(fact.value), claim_kind(fact, view))
            for fact in _supported_facts(entry, view)
        )
        place = f"{whole(ground.start)}#{quote(anchor)}" if whole and ground.start is not None else None
        yield SupportingPassage(number, anchor, view.quotations([ground])[0], tuple(supports), place)


def _quotation(entry: ContentsEntry, view: StatementView) -> Evidence | None:
    return next((ground for ground in view.evidence.of_node(entry.node) if ground.passage == entry.node.value), None)


def _supported_facts(entry: ContentsEntry, view: StatementView) -> list[ox.NamedNode]:
    found = (quad.subject for quad in view.store.quads(None, STATED_IN, entry.node))
    return sorted({node for node in found if isinstance(node, ox.NamedNode)}, key=lambda node: node.value)
