"""Values of literals in the datatypes of XSD 1.1, RDF and OWL 2, and which datatype contains which value.

A value is a pair of its primitive value space and its content: ``"1"^^xsd:int`` and ``"1.0"^^xsd:decimal`` are one
value, ``"1"^^xsd:float`` is another. Two literals have one value only if their values are identical, as OWL 2 demands
(Structural Specification, 4). Lexical forms are taken as they stand: RDF does not collapse white space, so ``" 1"`` is
no ``xsd:integer``. A datatype is the text of its IRI. Patterns are compiled on first use: few graphs need the longest.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from aliansi.reasoning.terms import dates, numbers
from aliansi.reasoning.terms.dates import DATES
from aliansi.reasoning.terms.text import OWL, RDF, RDFS, XSD, literal_of

if TYPE_CHECKING:
    from rdflib import Literal

Value = tuple[str, object]
ZERO: Value = ("real", Decimal(0))
ONE: Value = ("real", Decimal(1))

_LIMITS: dict[str, tuple[int | None, int | None]] = {
    f"{XSD}integer": (None, None), f"{XSD}nonNegativeInteger": (0, None), f"{XSD}nonPositiveInteger": (None, 0),
    f"{XSD}positiveInteger": (1, None), f"{XSD}negativeInteger": (None, -1), f"{XSD}long": (-(2**63), 2**63 - 1),
    f"{XSD}int": (-(2**31), 2**31 - 1), f"{XSD}short": (-(2**15), 2**15 - 1), f"{XSD}byte": (-128, 127),
    f"{XSD}unsignedLong": (0, 2**64 - 1), f"{XSD}unsignedInt": (0, 2**32 - 1),
    f"{XSD}unsignedShort": (0, 2**16 - 1), f"{XSD}unsignedByte": (0, 255),
}  # fmt: skip
_NAME_START = (
    r"A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F\u2C00-\u2FEF"
    r"\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_NAME_REST = _NAME_START + r"\-.0-9\u00B7\u0300-\u036F\u203F\u2040"
_TEXTS = {
    f"{XSD}string": r"(?s:.*)",
    f"{XSD}normalizedString": r"[^\t\n\r]*",
    f"{XSD}token": r"(?:[^\t\n\r ]+(?: [^\t\n\r ]+)*)?",
    f"{XSD}language": r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*",
    f"{XSD}NMTOKEN": rf"[{_NAME_REST}:]+",
    f"{XSD}Name": rf"[{_NAME_START}:][{_NAME_REST}:]*",
    f"{XSD}NCName": rf"[{_NAME_START}][{_NAME_REST}]*",
}
_SPACES = {
    **{f"{XSD}{name}": {name} for name in ("float", "double", "boolean", "hexBinary", "base64Binary", "anyURI")},
    **{f"{XSD}{name}": {name} for name in (*DATES, "duration")}, f"{RDF}XMLLiteral": {"xml"},
    f"{RDF}PlainLiteral": {"string", "lang"}, f"{RDF}langString": {"lang"},
    f"{OWL}real": {"real"}, f"{OWL}rational": {"real"},
}  # fmt: skip
"""Datatypes that contain whole value spaces."""


def _is_between(number: object, low: int | None, high: int | None) -> bool:
    return (low is None or number >= low) and (high is None or number <= high)  # type: ignore[operator]


_PARTS_OF_SPACES: dict[str, tuple[str, Callable[[Any], bool]]] = {
    f"{XSD}decimal": ("real", numbers.is_decimal),
    f"{XSD}dateTimeStamp": ("dateTime", lambda fields: fields[-1] is not None),
    f"{XSD}yearMonthDuration": ("duration", lambda months_and_seconds: months_and_seconds[1] == 0),
    f"{XSD}dayTimeDuration": ("duration", lambda months_and_seconds: months_and_seconds[0] == 0),
}
"""Datatypes that contain a part of a value space; those of ``_LIMITS`` and ``_TEXTS`` do so as well."""
SUPPORTED = frozenset({*_LIMITS, *_TEXTS, *_SPACES, *_PARTS_OF_SPACES, f"{RDFS}Literal"})
"""Datatypes whose values are read."""
OWL_2_RL = SUPPORTED - {
    *(f"{XSD}{name}" for name in (*DATES, "duration", "yearMonthDuration", "dayTimeDuration") if name != "dateTime"),
    *(f"{RDF}langString", f"{OWL}real", f"{OWL}rational"),
}
"""Those of OWL 2 RL (OWL 2 Profiles, 4.2.1)."""
NUMERIC = frozenset({*_LIMITS, *(f"{XSD}{name}" for name in ("decimal", "float", "double"))})
"""Those whose values are ordered as numbers."""
TEXTS = frozenset({*_TEXTS, f"{RDF}PlainLiteral"})
"""Datatypes whose values are strings."""
OF_ONE_FORM = frozenset(f"{XSD}{name}" for name in DATES if name not in {"dateTime", "time"})
"""Datatypes in which a value without a time zone has one form, and which share no value with another one."""


def value_of(literal: Literal) -> Value | None:
    """Return the value of a literal; None if it is ill-typed or its datatype is not supported."""
    return value(str(literal), literal.language or "", str(literal.datatype or ""))


def value_of_text(text: str) -> Value | None:
    """Return the value of a literal given as N-Triples text; None for any other term."""
    return value(*literal_of(text)) if text[0] == '"' else None


def is_ill_typed(literal: Literal) -> bool:
    """Return whether a literal of a supported datatype has no value; rdflib decides by what Python reads."""
    return str(literal.datatype or "") in SUPPORTED and value_of(literal) is None


def value(words: str, language: str, datatype: str) -> Value | None:
    """Return the value of a literal given as lexical form and language or datatype, as ``value_of`` does."""
    if language:
        return "lang", (words, language.lower())
    if not datatype or datatype in _TEXTS:
        return ("string", words) if re.fullmatch(_TEXTS[datatype or f"{XSD}string"], words) else None
    if datatype in _LIMITS:
        number = numbers.integer(words)
        return ("real", number) if number is not None and _is_between(number, *_LIMITS[datatype]) else None
    reader = _READERS.get(datatype)
    return reader(words) if reader else None


def contains(datatype: str, value: Value) -> bool:
    """Return whether a datatype's value space contains a value."""
    space, content = value
    if datatype in _LIMITS:
        return space == "real" and numbers.is_whole(content) and _is_between(content, *_LIMITS[datatype])
    if datatype in _TEXTS:
        return space == "string" and re.fullmatch(_TEXTS[datatype], str(content)) is not None
    if datatype in _PARTS_OF_SPACES:
        whole, holds = _PARTS_OF_SPACES[datatype]
        return space == whole and holds(content)
    return datatype == f"{RDFS}Literal" or space in _SPACES.get(datatype, ())


def _reader(space: str, read: Callable[[str], object | None]) -> Callable[[str], Value | None]:
    return lambda words: None if (content := read(words)) is None else (space, content)


def _stamp(words: str) -> Value | None:
    found = dates.date_value("dateTime", words)
    return ("dateTime", found) if found is not None and found[-1] is not None else None


def _boolean(words: str) -> bool | None:
    return {"true": True, "1": True, "false": False, "0": False}.get(words)


def _hex_binary(words: str) -> bytes | None:
    return bytes.fromhex(words) if re.fullmatch(r"(?:[0-9a-fA-F]{2})*", words) else None


def _base64_binary(words: str) -> bytes | None:
    """Return the bytes; a space may stand between any two characters, and unused bits are zero."""
    if words.startswith(" ") or words.endswith(" ") or "  " in words:
        return None
    packed = words.replace(" ", "")
    try:
        content = base64.b64decode(packed, validate=True)
    except ValueError:
        return None
    return content if base64.b64encode(content).decode() == packed else None


def _xml(words: str) -> str | None:
    """Return an XML fragment in canonical form: two ways to write one element have one value."""
    from xml.etree.ElementTree import ParseError, canonicalize

    try:
        return canonicalize(f"<x>{words}</x>", with_comments=True)
    except ParseError:
        return None


def _plain_literal(words: str) -> Value | None:
    text, at, tag = words.rpartition("@")
    if not at or (tag and not re.fullmatch(_TEXTS[f"{XSD}language"], tag)):
        return None
    return ("lang", (text, tag.lower())) if tag else ("string", text)


_READERS: dict[str, Callable[[str], Value | None]] = {
    f"{XSD}decimal": _reader("real", numbers.decimal),
    f"{OWL}rational": _reader("real", numbers.rational),
    f"{XSD}double": _reader("double", numbers.double),
    f"{XSD}float": _reader("float", numbers.single),
    **{f"{XSD}{name}": _reader(name, partial(dates.date_value, name)) for name in DATES},
    f"{XSD}dateTimeStamp": _stamp,
    f"{XSD}duration": _reader("duration", dates.duration),
    f"{XSD}yearMonthDuration": _reader("duration", dates.year_month_duration),
    f"{XSD}dayTimeDuration": _reader("duration", dates.day_time_duration),
    f"{XSD}boolean": _reader("boolean", _boolean),
    f"{XSD}hexBinary": _reader("hexBinary", _hex_binary),
    f"{XSD}base64Binary": _reader("base64Binary", _base64_binary),
    f"{XSD}anyURI": _reader("anyURI", str),
    f"{RDF}XMLLiteral": _reader("xml", _xml),
    f"{RDF}PlainLiteral": _plain_literal,
}
