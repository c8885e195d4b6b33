"""Query results as the table of a page: cells with labels and links, sorted by any column."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pyoxigraph as ox

from aliansi.dataset.store import Term
from aliansi.errors import UsageError
from aliansi.evidence.source_language import UNKNOWN
from aliansi.namespaces import DEFAULT_LANGUAGE
from aliansi.project.days import Day
from aliansi.project.edtf_bounds import bounds
from aliansi.reasoning.terms.datatypes import NUMERIC, value
from aliansi.reasoning.terms.text import XSD
from aliansi.views.i18n import fold, translate_term
from aliansi.views.known_things import KnownThings

MAX_ROWS: Final = 1000

DESCENDING: Final = "-"
"""Prefix of the name of a column in ``sort``, to sort in descending order."""

LABEL: Final = "Label"
"""Suffix of the name of a column that has the labels of another."""
_QUOTED: Final = frozenset({"quotation", "quotations", "exact"})
_LONG: Final = _QUOTED | {"statement", "note"}
_BETWEEN_PASSAGES: Final = " | "
_DATE: Final = re.compile(r"[\[{]?(?:\.\.)?[~?%]?(?:-?[\dX]{4}|Y-?\d+)[\d.,~?%/XESY:TZ+-]*[\]}]?")
_MARKED: Final = re.compile(r"[\[{~?%/X]|\.\.")

Binding = Mapping[str, Mapping[str, str]]
Addresses = Callable[[str], str | None]
"""Function that returns the link for an IRI, or None."""


@dataclass(frozen=True)
class TableCell:
    """Cell of a table; ``kind`` is ``date``, ``long`` or empty.

    A quotation has a line for each passage; ``languages`` are those of the lines if they differ, else empty.
    """

    lines: tuple[str, ...]
    href: str | None = None
    language: str | None = None
    kind: str = ""
    languages: tuple[str, ...] = ()

    @property
    def has_marks(self) -> bool:
        """Whether it is a date with EDTF marks that need an explanation."""
        return self.kind == "date" and bool(_MARKED.search(self.lines[0]))


@dataclass(frozen=True)
class ResultTable:
    """First rows of a result; ``total`` counts all rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    total: int
    names: tuple[str, ...] = field(default=(), metadata={"help": "the variables of the columns"})

    @property
    def has_marks(self) -> bool:
        """Whether any date needs an explanation."""
        return any(cell.has_marks for row in self.rows for cell in row)


def web_address(iri: str) -> str | None:
    """Return a web address unchanged, and None for any other IRI."""
    return iri if iri.startswith(("http://", "https://")) else None


def read_results(
    body: bytes,
    known: KnownThings | None = None,
    language: str = DEFAULT_LANGUAGE,
    address: Addresses = web_address,
    own: frozenset[str] = frozenset(),
) -> ResultTable | bool:
    """Read SPARQL 1.1 Query Results JSON, at most ``MAX_ROWS`` rows.

    ``own`` are words of the query itself, which are translated (certain, possible); other literals that are not labels
    stay as they are. A column ``xLabel`` labels the column ``x`` and is not shown itself.
    """
    results = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if isinstance(results, ox.QueryBoolean):
        return bool(results)
    names = [variable.value for variable in results.variables]
    shown = [name for name in names if not (name.endswith(LABEL) and name.removesuffix(LABEL) in names)]
    reader = _TableReader(known or KnownThings(), language, address, own)
    rows, total = [], 0
    for row in results:
        total += 1
        if total <= MAX_ROWS:
            terms = dict(zip(names, row, strict=True))
            rows.append(tuple(reader.cell(name, terms[name], terms.get(name + LABEL)) for name in shown))
    return ResultTable(
        tuple(translate_term(heading(name), language) for name in shown), tuple(rows), total, tuple(shown)
    )


def heading(name: str) -> str:
    """Return the name of a variable in words: ``requesterLabel`` is “requester”, ``yearsAtMost`` “years at most”."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", name.removesuffix(LABEL) or name)
    return " ".join(word if word.isupper() and len(word) > 1 else word.lower() for word in words.split()) or name


@dataclass(frozen=True)
class _TableReader:
    known: KnownThings
    language: str
    address: Addresses
    own: frozenset[str]

    def cell(self, column: str, term: Term | None, label: Term | None) -> TableCell:
        kind = "long" if column in _LONG else ""
        if isinstance(term, ox.NamedNode):
            shown = self.known.label_or_name(term.value, self.language)
            if isinstance(label, ox.Literal):
                shown = self.known.translate(label, self.language, term.value)
            return TableCell((shown.text,), self.address(term.value), shown.language, kind)
        if isinstance(term, ox.BlankNode) and (named := self.known.name_of(term, self.language)):
            return TableCell((named.text,), None, named.language, kind)
        if not isinstance(term, ox.Literal):
            return TableCell(("" if term is None else str(term),), kind=kind)
        if column in _QUOTED:
            passages = (term.value,) if column == "exact" else tuple(term.value.split(_BETWEEN_PASSAGES))
            languages = tuple(term.language or self.known.quotations.get(words, UNKNOWN) for words in passages)
            if len(set(languages)) == 1:
                return TableCell(passages, None, languages[0], kind)
            return TableCell(passages, None, None, kind, languages)
        if term.language is None and term.value in self.known.quotations:
            return TableCell((term.value,), None, self.known.quotations[term.value], kind)
        shown = self.known.translate(term, self.language)
        is_own = shown.language is None and shown.text in self.own
        text = translate_term(shown.text, self.language) if is_own else shown.text
        return TableCell((text,), None, shown.language, kind or ("date" if _DATE.fullmatch(text) else ""))


def sort_results(body: bytes, sort: str, known: KnownThings, language: str, own: frozenset[str] = frozenset()) -> bytes:
    """Sort SPARQL 1.1 Query Results JSON by a column, as the words on the page; rows without a value come last.

    Raises UsageError if the answer has no such column.
    """
    results: dict[str, Any] = json.loads(body)
    columns, name = results["head"].get("vars", []), sort.removeprefix(DESCENDING)
    if name not in columns:
        raise UsageError(f"sort={sort[:40]}: the answer has the columns {', '.join(columns) or '(none)'}")
    bindings: list[Binding] = results["results"]["bindings"]
    has = [binding for binding in bindings if name in binding]
    has.sort(key=lambda binding: _sort_key(binding, name, known, language, own), reverse=sort.startswith(DESCENDING))
    results["results"]["bindings"] = [*has, *(binding for binding in bindings if name not in binding)]
    return json.dumps(results, ensure_ascii=False).encode("utf-8")


def _sort_key(
    binding: Binding, name: str, known: KnownThings, language: str, own: frozenset[str]
) -> tuple[bool, float, str]:
    """Sort numbers before words, and words without case and accents."""
    term = binding[name]
    number = _number_of(term)
    if not math.isnan(number):
        return (False, number, "")
    label = binding.get(f"{name}{LABEL}", term)
    text, iri = label["value"], term["value"] if term["type"] == "uri" else ""
    if label is term and iri:
        text = known.label_or_name(iri, language).text
    elif text in own:
        text = translate_term(text, language)
    if "xml:lang" in label:
        text = known.translate(ox.Literal(text, language=label["xml:lang"]), language, iri).text
    day = _day_of(text) if label is term else None
    return (True, math.inf, fold(text)) if day is None else (True, day.ordinal, "")


def _number_of(term: Mapping[str, str]) -> float:
    """Return the number or the year that a literal is; NaN for any other term."""
    datatype = term.get("datatype", "")
    if datatype == f"{XSD}gYear":
        year = re.match("-?[0-9]+", term["value"])
        return float(year[0]) if year else math.nan
    is_number = datatype in NUMERIC and value(term["value"], "", datatype) is not None
    return float(term["value"]) if is_number else math.nan


def _day_of(text: str) -> Day | None:
    """Return the first day of a date, or the last if it has no first; None for other texts."""
    try:
        found = bounds(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None
    return found.earliest or found.latest if found else None
