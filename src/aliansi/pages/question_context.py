"""Context of the page of a question: its form, and its answer with the evidence of the rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from aliansi.namespaces import shorten
from aliansi.project.questions import Parameter, Question
from aliansi.views.charts.bar_line import Chart
from aliansi.views.known_things import KnownThings
from aliansi.views.labels import Label, translation_in
from aliansi.views.result_table import ResultTable
from aliansi.views.urls import Link, Page, QuotedWords

MAX_CHOICES: Final = 150
"""Options of a select; with more, the reader types a name that the browser completes."""
FILE_KINDS: Final = ("csv", "xlsx", "json")
"""Formats of an answer for download."""


@dataclass(frozen=True)
class ParameterField:
    """Parameter in the form of a question; ``options`` are short names and labels."""

    name: str
    meaning: Label
    value: str
    default: str
    options: tuple[tuple[str, str], ...]

    @property
    def is_closed(self) -> bool:
        """Whether the reader chooses from few options; other values are possible in the address."""
        return len(self.options) <= MAX_CHOICES and self.value in (short for short, _ in self.options)


@dataclass(frozen=True)
class SortLink:
    """Link that sorts a table by a column, and ``aria-sort`` if it is sorted by it."""

    href: str
    order: str | None


@dataclass(frozen=True)
class AnswerView:
    """Answer: a table, a graph, yes or no (``verdict`` is the key of the word), or the problem."""

    table: ResultTable | None = None
    graph: str | None = None
    verdict: str = ""
    problem: str = ""
    evidence: tuple[tuple[QuotedWords, ...], ...] | None = field(
        default=None, metadata={"help": "the evidence of each row; None if it cannot be traced"}
    )
    reason: str = ""
    heads: tuple[SortLink, ...] = field(
        default=(), metadata={"help": "links that sort the table, by column; none elsewhere"}
    )


@dataclass(frozen=True)
class QuestionContext:
    """Question with its answer."""

    title: Label
    words: Label
    action: str
    fields: tuple[ParameterField, ...]
    query: str
    needs_inference: bool
    links: tuple[Link, ...]
    editor: str
    answer: AnswerView
    unknown: tuple[str, ...]
    chart: Chart | None = None


def question_context(
    page: Page, question: Question, values: Mapping[str, str], query: str, answer: AnswerView, known: KnownThings
) -> QuestionContext:
    """Return the context of a question and its answer."""
    path = f"/questions/{question.name}"
    fields = tuple(
        parameter_field(page, parameter, values.get(parameter.name), known) for parameter in question.parameters
    )
    files = () if answer.problem else (Link(page.link(f"{path}.{kind}", values), kind.upper()) for kind in FILE_KINDS)
    return QuestionContext(
        title=translation_in(question.title, page.language),
        words=translation_in(question.question, page.language),
        action=page.root + quote(path),
        fields=fields,
        query=query,
        needs_inference=question.needs_inference,
        links=tuple(files),
        editor=page.link("/query", {**values, "question": question.name}),
        answer=answer,
        unknown=unknown_names(question, values, known),
    )


def sort_links(
    page: Page, question: Question, values: Mapping[str, str], table: ResultTable, sort: str
) -> tuple[SortLink, ...]:
    """Return the links that sort a table by its columns: ascending first, then descending."""
    path, found = f"/questions/{question.name}", []
    for name in table.names:
        order = {name: "ascending", f"-{name}": "descending"}.get(sort)
        next_one = f"-{name}" if order == "ascending" else name
        found.append(SortLink(f"{page.link(path, {**values, 'sort': next_one})}#answer", order))
    return tuple(found)


def unknown_names(question: Question, values: Mapping[str, str], known: KnownThings) -> tuple[str, ...]:
    """Return the short names among values that are not things of the dataset."""
    given = (_short(values[p.name]) for p in question.parameters if p.name in values and _is_iri(p))
    return tuple(name for name in given if name.startswith("id:") and not known.has(name))


def parameter_field(page: Page, parameter: Parameter, value: str | None, known: KnownThings) -> ParameterField:
    """Return a parameter for the form, with the options in the dataset."""
    default, meaning = shorten(parameter.default.value), translation_in(parameter.meaning, page.language)
    if not _is_iri(parameter):
        return ParameterField(parameter.name, meaning, value or default, default, ())
    options = known.peers(parameter.default.value, page.language)
    current = _short(value) if value else default
    return ParameterField(parameter.name, meaning, current, default, options)


def _is_iri(parameter: Parameter) -> bool:
    return isinstance(parameter.default, ox.NamedNode)


def _short(value: str) -> str:
    """Return an IRI that a reader typed as a prefixed name, if possible."""
    return shorten(value.strip().removeprefix("<").removesuffix(">"))
