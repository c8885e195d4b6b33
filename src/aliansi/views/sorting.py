"""The rows of an answer in the order of one of its columns, as the words on the page have it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

import pyoxigraph as ox

from aliansi.errors import UsageError
from aliansi.views.i18n import in_words
from aliansi.views.result_table import LABEL, KnownThings

DESCENDING: Final = "-"
"""What goes before the name of a column whose last comes first."""

_NUMERIC: Final = frozenset(
    f"http://www.w3.org/2001/XMLSchema#{name}" for name in ("integer", "decimal", "double", "float", "gYear")
)
_BEFORE_A_DATE: Final = re.compile(r"^[\[{.]+(?=\d)")

Binding = Mapping[str, Mapping[str, str]]


def column_of(sort: str) -> str:
    """Return the name of the column that an order goes by."""
    return sort.removeprefix(DESCENDING)


def in_order(body: bytes, sort: str, known: KnownThings, language: str, own: frozenset[str] = frozenset()) -> bytes:
    """Return SPARQL 1.1 Query Results JSON in an order; what lacks a value comes last, equals stay as they are.

    Raises UsageError if the answer has no such column.
    """
    results: dict[str, Any] = json.loads(body)
    columns, name = results["head"].get("vars", []), column_of(sort)
    if name not in columns:
        raise UsageError(f"sort={sort[:40]}: the answer has the columns {', '.join(columns) or '(none)'}")
    bindings: list[Binding] = results["results"]["bindings"]
    has = [binding for binding in bindings if name in binding]
    has.sort(key=lambda binding: _key(binding, name, known, language, own), reverse=sort.startswith(DESCENDING))
    results["results"]["bindings"] = [*has, *(binding for binding in bindings if name not in binding)]
    return json.dumps(results, ensure_ascii=False).encode("utf-8")


def _key(
    binding: Binding, name: str, known: KnownThings, language: str, own: frozenset[str]
) -> tuple[bool, float, str]:
    """Put numbers before words, and words as a dictionary has them."""
    term = binding[name]
    if term.get("datatype") in _NUMERIC:
        try:
            return (False, float(term["value"]), "")
        except ValueError:
            pass
    label = binding.get(f"{name}{LABEL}", term)
    text, iri = label["value"], term["value"] if term["type"] == "uri" else ""
    if label is term and iri:
        text = known.called(iri, language)[0]
    elif text in own:
        text = in_words(text, language)
    if "xml:lang" in label:
        text = known.says(ox.Literal(text, language=label["xml:lang"]), language, iri)[0]
    return (True, 0.0, _folded(_BEFORE_A_DATE.sub("", text)))


def _folded(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in parts if not unicodedata.combining(character))
