"""Facts on the page of a thing that they name: role, kind, source and evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.store import graph_of, in_proofs, is_inferred
from aliansi.evidence.index import Evidence
from aliansi.namespaces import AL, DERIVED, ID, TYPE, named_node
from aliansi.views.description import MAX_STATEMENTS_OF_FACT
from aliansi.views.labels import Label
from aliansi.views.statements import StatementLine, StatementView
from aliansi.views.thing_contents import ContentsEntry
from aliansi.views.urls import QuotedWords

CLAIM_KINDS: Final = {str(AL.Allegation): "allegation", str(AL.Assessment): "assessment"}
"""Claims that pages mark, with their CSS class."""

_STATEMENT: Final = named_node("al:statement")
_SENTENCES: Final = frozenset({*CLAIM_KINDS, str(AL.GroupStatement)})
_DERIVED: Final = frozenset(map(str, DERIVED))


@dataclass(frozen=True)
class Role:
    """Role in which a fact names a thing; ``why`` links to the explanation if the role is inferred."""

    name: Label
    why: str | None


@dataclass(frozen=True)
class Fact:
    """Fact or claim that names a thing, with its other statements and its evidence."""

    name: Label
    href: str | None
    roles: tuple[Role, ...]
    kind: Label | None
    claim: str = field(metadata={"help": "kind of claim: allegation or assessment; empty for a fact"})
    lines: tuple[StatementLine, ...]
    evidence: tuple[QuotedWords, ...]
    status: str = field(default="", metadata={"help": "its status at the date of the page"})


def fact_of(entry: ContentsEntry, view: StatementView) -> Fact:
    """Return a fact that names a thing."""
    node = entry.node
    own = tuple(asserted_quads(node, view))
    kinds = [quad.object for quad in own if quad.predicate == TYPE]
    inferred = [each.predicate for each in entry.relations if each.is_inferred]
    return Fact(
        name=fact_label(node, view),
        href=view.address(node.value),
        roles=tuple(
            Role(
                view.labels.of(each.predicate),
                view.why((node, each.predicate, entry.of)) if each.is_inferred else None,
            )
            for each in entry.relations
        ),
        kind=view.labels.of(kinds[0]) if kinds else None,
        claim=claim_kind(node, view),
        lines=view.lines(quad for quad in own if quad.predicate != TYPE and graph_of(quad) not in _DERIVED),
        status=view.status_of(node),
        evidence=view.quotations(evidence_of(entry, view, len(inferred) == len(entry.relations))),
    )


def evidence_of(entry: ContentsEntry, view: StatementView, follows: bool) -> tuple[Evidence, ...]:
    """Return the evidence of a fact; if only an inferred triple names the thing, the evidence of that triple."""
    own = view.evidence.of_node(entry.node)
    if own or not follows:
        return own
    return view.evidence.of_triple((entry.node, entry.relations[0].predicate, entry.of))


def asserted_quads(node: ox.NamedNode, view: StatementView) -> Iterator[ox.Quad]:
    """Yield the asserted statements of a node, up to a maximum."""
    quads = (quad for quad in view.store.quads(node) if not is_inferred(quad) and not in_proofs(quad))
    return islice(quads, MAX_STATEMENTS_OF_FACT)


def fact_label(node: ox.NamedNode, view: StatementView) -> Label:
    """Return the label of a fact; for a claim, or a statement on a group, its sentence."""
    if any(getattr(quad.object, "value", "") in _SENTENCES for quad in view.store.quads(node, TYPE)):
        values = (quad.object for quad in view.store.quads(node, _STATEMENT))
        sentences = {each.language: each.value for each in values if isinstance(each, ox.Literal)}
        if view.page.language in sentences:
            return Label(sentences[view.page.language], view.page.language)
    return view.labels.of(node)


def claim_kind(node: ox.NamedNode, view: StatementView) -> str:
    """Return the kind of claim of a node; empty for a fact."""
    classes = (getattr(quad.object, "value", "") for quad in view.store.quads(node, TYPE))
    return next((CLAIM_KINDS[each] for each in classes if each in CLAIM_KINDS), "")


def anchor_of(iri: str) -> str:
    """Return the anchor of a thing on a page with several things."""
    return f"at-{iri.removeprefix(ID)}"
