"""Context of the page of a proof: a tree with the sentence of each rule and the evidence at the leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from aliansi.evidence.index import Evidence
from aliansi.namespaces import PREFIXES, shorten
from aliansi.project.snapshot import DEFAULT_GRAPH
from aliansi.reasoning.rules.catalogue import SENTENCES
from aliansi.views.i18n import section, sentences
from aliansi.views.labels import Label
from aliansi.views.statements import StatementValue, StatementView
from aliansi.views.urls import Link, Page, QuotedWords

MAX_LEVELS: Final = 30
"""Depth of the tree on a page; deeper steps have pages of their own."""

_LISTS: Final = frozenset(f"<{PREFIXES['rdf']}{name}>" for name in ("first", "rest"))
"""Predicates of lists in an axiom, which the page leaves out of the premises."""


@dataclass(frozen=True)
class ProofStep:
    """Triple of a proof, with the rule and the premises that it follows from or, at a leaf, its evidence."""

    triple: tuple[StatementValue, StatementValue, StatementValue]
    rule: str
    sentence: str
    graph: StatementValue | None
    evidence: tuple[QuotedWords, ...]
    premises: tuple[ProofStep, ...]
    why: str | None = field(metadata={"help": "URL of the explanation of this step alone; None if there is none"})
    is_cut: bool = field(metadata={"help": "whether premises are left out because it is too deep"})


@dataclass(frozen=True)
class ExplanationContext:
    """Context of the page of a proof, or of the form; ``given`` has the values of its fields."""

    given: tuple[tuple[str, str, str], ...] = field(metadata={"help": "parameter, key of its name, value"})
    action: str
    step: ProofStep | None = None
    problem: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class ProofReader:
    """Reads a proof in the format of ``aliansi explain --format json``, with the labels of its terms."""

    names: Mapping[str, tuple[str, str | None]]
    view: StatementView

    def step(self, proof: Mapping[str, Any], level: int = 0) -> ProofStep:
        """Return a step with all below it."""
        triple: tuple[str, str, str] = tuple(proof["triple"])
        rule = proof.get("rule") or ""
        below = [premise for premise in proof.get("premises", ()) if premise["triple"][1] not in _LISTS]
        is_cut = bool(below) and level >= MAX_LEVELS
        graph = proof.get("graph") or ""
        return ProofStep(
            triple=(self._value(triple[0]), self._value(triple[1]), self._value(triple[2])),
            rule=rule,
            sentence=sentence(rule, self.view.page.language) if rule else "",
            graph=self._graph(graph) if graph else None,
            evidence=self.view.quotations(Evidence.from_json(each) for each in proof.get("evidence", ())),
            premises=() if is_cut else tuple(self.step(premise, level + 1) for premise in below),
            why=None if any(term.startswith("_:") for term in triple) else self.view.page.why(short_terms(triple)),
            is_cut=is_cut,
        )

    def _graph(self, graph: str) -> StatementValue:
        if graph == str(DEFAULT_GRAPH):
            return StatementValue(sentences(self.view.page.language)["default-graph"])
        return StatementValue(shorten(graph), graph)

    def _value(self, term: str) -> StatementValue:
        named = Label(*self.names[term])
        href = self.view.address(term[1:-1]) if term.startswith("<") else None
        return StatementValue(named.text, href, named.language)


def sentence(rule: str, language: str) -> str:
    """Return the sentence of a rule in a language, else in English."""
    return section("rules", language).get(rule) or SENTENCES[rule]


def form(page: Page, given: Mapping[str, str]) -> ExplanationContext:
    """Return the context of the form alone."""
    fields = (
        ("s", "subject", given.get("s", "")),
        ("p", "property", given.get("p", "")),
        ("o", "object", given.get("o", "")),
    )
    return ExplanationContext(fields, f"{page.root}/explain")


def short_terms(triple: tuple[str, str, str]) -> tuple[str, str, str]:
    """Return the terms of a triple in short form, as ``/explain`` reads them."""
    subject, predicate, object_ = (shorten(term[1:-1]) if term.startswith("<") else term for term in triple)
    return subject, predicate, object_
