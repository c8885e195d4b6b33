"""URLs of the site, and the links and quotations of views."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Final
from urllib.parse import quote, unquote, urlencode

from aliansi.namespaces import AL, ID, MAX_CACHED_LENGTH
from aliansi.views.as_of import PARAMETER, AsOf
from aliansi.views.i18n import direction, section
from aliansi.views.known_things import KnownThings
from aliansi.views.labels import Label
from aliansi.views.result_table import web_address


@dataclass(frozen=True)
class Link:
    """Link with its text; ``key`` is that of an explanatory sentence."""

    href: str
    name: str
    key: str = ""


@dataclass(frozen=True)
class Translation:
    """Link to the same page in another language."""

    href: str
    language: str
    name: str


@dataclass(frozen=True)
class Page:
    """Context of every page: language, root address, date, and the same page in other languages."""

    language: str
    root: str
    translations: tuple[Translation, ...]
    on: AsOf | None = field(default=None, metadata={"help": "the date of the page"})
    invalid_date: str = field(default="", metadata={"help": "the requested date, if it is invalid"})
    path: str = field(default="/", metadata={"help": "the path of the page"})
    parameters: tuple[tuple[str, str], ...] = field(default=(), metadata={"help": "its other parameters"})

    @cached_property
    def kept_parameters(self) -> tuple[tuple[str, str], ...]:
        """Parameters that every link and form keeps."""
        on = ((PARAMETER, self.on.text),) if self.on else ()
        return (*on, ("lang", self.language))

    @cached_property
    def _kept_query(self) -> str:
        return urlencode(self.kept_parameters)

    @property
    def action(self) -> str:
        """Target of the form that requests this page with other parameters."""
        return f"{self.root}{quote(self.path)}"

    @property
    def undated(self) -> str:
        """Link to this page without a date."""
        return replace(self, on=None).link(self.path, dict(self.parameters))

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``, the direction of the language."""
        return direction(self.language)

    def status_text(self, standing: str) -> str:
        """Return the words for a status."""
        return section("then", self.language)[standing]

    @property
    def home(self) -> str:
        """Link to the home page in the same language."""
        return self.link("/")

    def link(self, path: str, values: Mapping[str, str] | None = None) -> str:
        """Return the URL of a page in the same language and at the same date, unless ``values`` has another.

        All URLs of the site are made here.
        """
        there = f"{self.root}{_quoted(path)}"
        if not values:
            return f"{there}?{self._kept_query}"
        return f"{there}?{urlencode({**values, **dict(self.kept_parameters), **values})}"

    def address(self, iri: str) -> str | None:
        """Return the URL of the page of an IRI, else the IRI if it is a web address, else None."""
        if iri.startswith(ID) and iri != ID:
            return self.link(f"/id/{unquote(iri.removeprefix(ID))}")
        if iri.startswith(AL):
            return f"{self.link('/ontology')}#{quote(iri.removeprefix(AL))}"
        return iri if iri.startswith(("http://", "https://")) else None

    def passage(self, source: str, anchor: str, number: int) -> str | None:
        """Return the URL of a passage on a page of its source; None if the source is not ours."""
        if not source.startswith(ID):
            return None
        values = {"page": f"{number}"} if number > 1 else None
        return f"{self.link(f'/id/{unquote(source.removeprefix(ID))}', values)}#{quote(anchor)}"

    def text(self, source: str, number: int = 1) -> str:
        """Return the URL of a page of the whole text of a source."""
        return self.link(f"/source/{unquote(source.removeprefix(ID))}", {"page": f"{number}"} if number > 1 else None)

    def query(self, query: str, form: str) -> str:
        """Return the URL of the result of a query in a format of the endpoint."""
        return f"{self.root}/sparql?{urlencode({'query': query, 'format': form})}"

    def why(self, triple: tuple[str, str, str]) -> str:
        """Return the URL of the explanation of a triple; terms are in Turtle syntax."""
        return self.link("/explain", dict(zip("spo", triple, strict=True)))


@dataclass(frozen=True)
class QuotedWords:
    """Words of a source, or a citation; ``start`` and ``end`` are the position of the words in the text."""

    text: str
    source: Label
    source_href: str | None
    href: str | None = None
    start: int | None = None
    end: int | None = None
    language: str | None = None


def _quoted(path: str) -> str:
    return _known(path) if len(path) <= MAX_CACHED_LENGTH else quote(path)


_known: Final = lru_cache(maxsize=2**12)(quote)
"""Cached: a page links to the same paths many times."""


def link_function(page: Page, known: KnownThings) -> Callable[[str], str | None]:
    """Return the function that links IRIs in results: things and classes of the dataset to our pages, others to the
    web."""
    return lambda iri: page.address(iri) if iri in known.things or iri in known.classes else web_address(iri)
