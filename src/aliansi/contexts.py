"""What each page is filled with: one frozen dataclass for each template, and every address of the site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

from starlette.requests import Request

from aliansi.namespaces import shorten
from aliansi.negotiate import choose_language
from aliansi.questions import Question
from aliansi.tables import Table
from aliansi.wording import LANGUAGES

FILE_KINDS: Final = ("csv", "json")
"""The formats that the answer to a question can be taken away in."""


@dataclass(frozen=True)
class Link:
    """A link with what it says; ``key`` names a sentence about it."""

    href: str
    name: str
    key: str = ""


@dataclass(frozen=True)
class Other:
    """The same page in another language."""

    href: str
    language: str
    name: str


@dataclass(frozen=True)
class Page:
    """What every page needs: its language, where the site begins, and its twins in other languages."""

    language: str
    root: str
    others: tuple[Other, ...]

    @property
    def home(self) -> str:
        """The first page, in the same language."""
        return self.link("/")

    def link(self, path: str, values: Mapping[str, str] | None = None) -> str:
        """Return the address of a page in the same language; every address of the site is made here."""
        return f"{self.root}{quote(path)}?{urlencode({**(values or {}), 'lang': self.language})}"


@dataclass(frozen=True)
class Count:
    """How many there are of something; ``key`` names it."""

    key: str
    number: str


@dataclass(frozen=True)
class Listed:
    """A question as the first page lists it."""

    href: str
    title: str
    words: str


@dataclass(frozen=True)
class Home:
    """The first page."""

    counts: tuple[Count, ...]
    questions: tuple[Listed, ...]
    endpoint: str
    example: str
    downloads: tuple[Link, ...]
    revision: str


@dataclass(frozen=True)
class Field:
    """A parameter as the form of a question shows it."""

    name: str
    meaning: str
    value: str
    default: str


@dataclass(frozen=True)
class Shown:
    """An answer: a table, a graph, yes or no (``verdict`` names the word), or the problem that there is."""

    table: Table | None = None
    graph: str | None = None
    verdict: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Asked:
    """A question with its answer."""

    title: str
    words: str
    action: str
    fields: tuple[Field, ...]
    query: str
    needs_inference: bool
    links: tuple[Link, ...]
    answer: Shown


def page_of(request: Request) -> Page:
    """Return the frame of a page: in the language of ``?lang=``, else as the Accept-Language header likes best."""
    wanted = request.query_params.get("lang", "")
    language = wanted if wanted in LANGUAGES else choose_language(request.headers.get("accept-language"), LANGUAGES)
    root = request.scope.get("root_path", "")
    others = tuple(
        Other(Page(code, root, ()).link(_path(request), values_of(request)), code, name)
        for code, name in LANGUAGES.items()
        if code != language
    )
    return Page(language, root, others)


def _path(request: Request) -> str:
    return request.url.path.removeprefix(request.scope.get("root_path", ""))


def values_of(request: Request) -> dict[str, str]:
    """Return the values for parameters in a request; one that is left empty keeps its default."""
    return {name: value for name, value in request.query_params.items() if name != "lang" and value.strip()}


def asked(page: Page, question: Question, values: Mapping[str, str], query: str, answer: Shown) -> Asked:
    """Put a question and its answer together for a page."""
    path = f"/questions/{question.name}"
    fields = tuple(
        Field(p.name, p.meaning[page.language], values.get(p.name, ""), shorten(p.default.value))
        for p in question.parameters
    )
    files = () if answer.problem else (Link(page.link(f"{path}.{kind}", values), kind.upper()) for kind in FILE_KINDS)
    return Asked(
        title=question.title[page.language],
        words=question.question[page.language],
        action=page.root + quote(path),
        fields=fields,
        query=query,
        needs_inference=question.needs_inference,
        links=tuple(files),
        answer=answer,
    )
