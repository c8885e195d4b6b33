"""Section "What Wikidata says" on the page of a thing: its links with reasons, and its rows of the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.language_ranges import best_tag
from aliansi.dataset.store import Term
from aliansi.namespaces import ID, PREFIXES, named_node
from aliansi.views.i18n import section
from aliansi.views.statements import StatementView
from aliansi.views.urls import Link
from aliansi.views.wikidata.ledger import AGREEMENT, LedgerView
from aliansi.views.wikidata.rows import ComparedRecord, LedgerLine, item_link, line_of, records_of

PATH_OF_LEDGER: Final = "/wikidata"
MAX_LINES: Final = 30
"""Rows of a thing on its page that differ, and rows that agree; the page of the ledger has them all."""
_SUBJECT, _RELATION, _OBJECT = (named_node(f"sssom:{name}_id") for name in ("subject", "predicate", "object"))
_MODIFIER, _COMMENT = named_node("sssom:predicate_modifier"), named_node("sssom:comment")
_KINDS: Final = {PREFIXES["skos"] + f"{kind}Match": kind for kind in ("exact", "close", "broad", "narrow", "related")}
_REJECTED: Final = "rejected"


@dataclass(frozen=True)
class ReasonedMatch:
    """Item that a thing is linked to, or that is not the thing, with the reason."""

    item: Link
    kind: str = field(metadata={"help": "exact, close, broad, narrow, related or rejected"})
    reason: str
    language: str | None


@dataclass(frozen=True)
class VerdictCount:
    """Number of rows with a verdict, and the link to them on the page of the ledger."""

    words: str
    number: int
    href: str
    agrees: bool


@dataclass(frozen=True)
class WikidataSection:
    """Context of the section."""

    links: tuple[ReasonedMatch, ...] = field(metadata={"help": "items that the thing is linked to as an exact match"})
    others: tuple[ReasonedMatch, ...] = field(metadata={"help": "close and rejected matches, with their reasons"})
    records: tuple[ComparedRecord, ...]
    counts: tuple[VerdictCount, ...]
    differing: tuple[LedgerLine, ...]
    agreeing: tuple[LedgerLine, ...]
    total: int
    ledger: str = field(metadata={"help": "URL of all rows of the thing on the page of the ledger"})
    command: str = field(metadata={"help": "the command that compares the thing"})

    @property
    def is_cut(self) -> bool:
        """Whether the page of the ledger has more rows of the thing."""
        return len(self.differing) + len(self.agreeing) < self.total


def section_of(node: ox.NamedNode, ledger: LedgerView, view: StatementView) -> WikidataSection | None:
    """Return the section of a thing or a fact; None if it has no link to an item and no comparison."""
    mappings, rows = tuple(_mappings(node, view)), ledger.about(node.value)
    if not mappings and not rows.entries:
        return None
    differing = [entry for entry in rows.entries if not entry.agrees]
    agreeing = [entry for entry in rows.entries if entry.agrees]
    short = node.value.removeprefix(ID)
    links = tuple(each for each in mappings if each.kind == "exact")
    return WikidataSection(
        links=links,
        others=tuple(each for each in mappings if each.kind != "exact"),
        records=records_of(rows.entries, view),
        counts=counts_of(rows, view, short),
        differing=tuple(line_of(entry, view) for entry in differing[:MAX_LINES]),
        agreeing=tuple(line_of(entry, view) for entry in agreeing[:MAX_LINES]),
        total=len(rows.entries),
        ledger=view.page.link(PATH_OF_LEDGER, {"thing": short}),
        command=f"aliansi link compare --records records --thing {short}",
    )


def counts_of(rows: LedgerView, view: StatementView, thing: str = "") -> tuple[VerdictCount, ...]:
    """Return the verdicts of some rows with links to them; ``thing`` is what the rows are about, if not all."""
    words = section("verdicts", view.page.language)
    kept = {"thing": thing} if thing else {}
    return tuple(
        VerdictCount(
            words.get(verdict, verdict),
            number,
            view.page.link(PATH_OF_LEDGER, {**kept, "verdict": verdict}),
            verdict in AGREEMENT,
        )
        for verdict, number in rows.counts()
    )


def _mappings(node: ox.NamedNode, view: StatementView) -> Iterator[ReasonedMatch]:
    """Yield the mappings of a thing to items of Wikidata, exact ones first and rejected ones last."""
    found = []
    for quad in view.store.quads(None, _SUBJECT, node):
        item = _text(view, quad.subject, _OBJECT)
        if item.startswith(PREFIXES["wd"]):
            kind = _KINDS.get(_text(view, quad.subject, _RELATION), "related")
            kind = _REJECTED if _text(view, quad.subject, _MODIFIER) == "Not" else kind
            reason, language = _reason(view, quad.subject)
            short = item.removeprefix(PREFIXES["wd"])
            found.append(ReasonedMatch(item_link(short), kind, reason, language))
    order = [*_KINDS.values(), _REJECTED]
    yield from sorted(dict.fromkeys(found), key=lambda each: (order.index(each.kind), each.item.name, each.reason))


def _text(view: StatementView, subject: Term, predicate: ox.NamedNode) -> str:
    return min((str(getattr(quad.object, "value", "")) for quad in view.store.quads(subject, predicate)), default="")


def _reason(view: StatementView, mapping: Term) -> tuple[str, str | None]:
    """Return the comment of a mapping in the language of the page if it has one, and its language."""
    objects = (quad.object for quad in view.store.quads(mapping, _COMMENT))
    texts = {each.language or "": each.value for each in objects if isinstance(each, ox.Literal)}
    if not texts:
        return "", None
    tag = best_tag(view.page.language, set(texts)) or min(texts)
    return texts[tag], tag or None
