"""Context that several pages share: the page of a request, and questions in lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.requests import Request

from aliansi.pages.document import page_language
from aliansi.project.questions import Question
from aliansi.views.as_of import MAX_INVALID, PARAMETER, YEAR_PARAMETER, read_as_of, read_year
from aliansi.views.i18n import LANGUAGES, translate_term
from aliansi.views.labels import Label, translation_in
from aliansi.views.urls import Link, Page, Translation


@dataclass(frozen=True)
class Count:
    """Number of things; ``key`` is that of their name."""

    key: str
    number: str


@dataclass(frozen=True)
class QuestionLink:
    """Question in a list."""

    name: str
    href: str
    title: Label
    words: Label


@dataclass(frozen=True)
class QuestionGroup:
    """Questions of a group; ``anchor`` is its id on the page."""

    anchor: str
    name: str
    questions: tuple[QuestionLink, ...]


@dataclass(frozen=True)
class HomeContext:
    """Context of the home page."""

    counts: tuple[Count, ...]
    groups: tuple[QuestionGroup, ...]
    endpoint: str
    example: str
    downloads: tuple[Link, ...]
    revision: str


def page_context(request: Request) -> Page:
    """Return the page context of a request, in the language of ``?lang=``, else of the Accept-Language header."""
    language = page_language(request)
    root, path, values = request.scope.get("root_path", ""), _path(request), parameter_values(request)
    asked_on = request.query_params.get(PARAMETER, "").strip()
    year = request.query_params.get(YEAR_PARAMETER, "").strip()
    on = read_as_of(asked_on) or read_year(year)
    others = tuple(
        Translation(Page(code, root, (), on).link(path, values), code, name)
        for code, name in LANGUAGES.items()
        if code != language
    )
    bad = (asked_on or year)[:MAX_INVALID] if on is None else ""
    return Page(language, root, others, on, bad, path, tuple(values.items()))


def _path(request: Request) -> str:
    return request.url.path.removeprefix(request.scope.get("root_path", ""))


def parameter_values(request: Request) -> dict[str, str]:
    """Return the values of parameters in a request; an empty one keeps its default."""
    ours = ("lang", PARAMETER, YEAR_PARAMETER)
    return {name: value for name, value in request.query_params.items() if name not in ours and value.strip()}


def group_questions(page: Page, questions: Iterable[Question]) -> tuple[QuestionGroup, ...]:
    """Group questions by their first keyword, in the order of the page's language."""
    grouped: dict[str, list[QuestionLink]] = {}
    for question in questions:
        grouped.setdefault(question.keywords[0], []).append(question_link(page, question))
    named = [(translate_term(keyword, page.language), keyword) for keyword in grouped]
    return tuple(QuestionGroup(f"about-{_anchor(key)}", name, tuple(grouped[key])) for name, key in sorted(named))


def question_link(page: Page, question: Question) -> QuestionLink:
    """Return a question for a list."""
    labels = (translation_in(words, page.language) for words in (question.title, question.question))
    return QuestionLink(question.name, page.link(f"/questions/{question.name}"), *labels)


def _anchor(keyword: str) -> str:
    return "-".join(keyword.split())
