"""Values of literals in the datatypes of OWL 2 RL, and which datatype contains which value (XSD 1.1, part 2).

A value is a pair of its primitive value space and its content: ``"1"^^xsd:int`` and ``"1.0"^^xsd:decimal`` are one
value, ``"1"^^xsd:float`` is another. A datatype is the text of its IRI. Patterns are compiled on first use: few graphs
need the longest ones.
"""

from __future__ import annotations

import re
import struct
from fractions import Fraction
from typing import TYPE_CHECKING

from aliansi.reasoning.terms.text import RDF, RDFS, XSD, literal_of

if TYPE_CHECKING:
    import datetime as dt

    from rdflib import Literal

Value = tuple[str, object]
ONE: Value = ("decimal", Fraction(1))

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
_PLAIN_LITERAL = f"{RDF}PlainLiteral"
_SPACES = {
    **{f"{XSD}{name}": {name} for name in ("decimal", "float", "double", "boolean", "hexBinary", "base64Binary")},
    f"{XSD}anyURI": {"anyURI"}, f"{XSD}dateTime": {"dateTime"}, f"{RDF}XMLLiteral": {"xml"},
    _PLAIN_LITERAL: {"string", "lang"},
}  # fmt: skip
_DATE_TIME, _STAMP = f"{XSD}dateTime", f"{XSD}dateTimeStamp"
SUPPORTED = frozenset({*_LIMITS, *_TEXTS, *_SPACES, _STAMP, f"{RDFS}Literal"})
"""The datatypes of OWL 2 RL (OWL 2 Profiles, 4.2.1)."""
TEXTS = frozenset({*_TEXTS, _PLAIN_LITERAL})
"""Datatypes whose values are strings."""

_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_WHOLE = r"[+-]?[0-9]+"
_FLOATING = rf"{_NUMBER}(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN"
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def value_of(literal: Literal) -> Value | None:
    """Return the value of a literal; None if it is ill-typed or its datatype is not supported."""
    return value(str(literal), literal.language or "", str(literal.datatype or ""))


def value_of_text(text: str) -> Value | None:
    """Return the value of a literal given as N-Triples text; None for any other term."""
    return value(*literal_of(text)) if text[0] == '"' else None


def value(words: str, language: str, datatype: str) -> Value | None:
    """Return the value of a literal given as lexical form and language or datatype, as ``value_of`` does."""
    if language:
        return "lang", (words, language.lower())
    if not datatype or datatype in _TEXTS:
        return ("string", words) if re.fullmatch(_TEXTS[datatype or f"{XSD}string"], words) else None
    if datatype in _LIMITS:
        number = ("decimal", Fraction(words)) if re.fullmatch(_WHOLE, words) else None
        return number if number is not None and contains(datatype, number) else None
    if datatype == f"{XSD}decimal":
        return ("decimal", Fraction(words)) if re.fullmatch(_NUMBER, words) else None
    if datatype in {f"{XSD}float", f"{XSD}double"}:
        return _floating(words, single=datatype == f"{XSD}float")
    if datatype == _PLAIN_LITERAL:
        words, at, tag = words.rpartition("@")
        return (("lang", (words, tag.lower())) if tag else ("string", words)) if at else None
    return _other(words, datatype)


def contains(datatype: str, value: Value) -> bool:
    """Return whether a datatype's value space contains a value."""
    space, content = value
    if datatype in _LIMITS:
        low, high = _LIMITS[datatype]
        whole = space == "decimal" and isinstance(content, Fraction) and content.denominator == 1
        return whole and (low is None or content >= low) and (high is None or content <= high)  # type: ignore[operator]
    if datatype in _TEXTS:
        return space == "string" and re.fullmatch(_TEXTS[datatype], str(content)) is not None
    if datatype == _STAMP:
        return space == "dateTime" and isinstance(content, tuple) and content[1] is not None
    return datatype == f"{RDFS}Literal" or space in _SPACES.get(datatype, set())


def _floating(words: str, single: bool) -> Value | None:
    """Return a float by its bits: NaN equals itself, and zero differs from negative zero."""
    if not re.fullmatch(_FLOATING, words):
        return None
    number = float(words)
    try:
        return ("float", struct.pack("f", number)) if single else ("double", struct.pack("d", number))
    except OverflowError:
        return "float", struct.pack("f", float("inf") if number > 0 else float("-inf"))


def _other(words: str, datatype: str) -> Value | None:
    if datatype == f"{XSD}boolean":
        return ("boolean", _BOOLEANS[words]) if words in _BOOLEANS else None
    if datatype in {f"{XSD}anyURI", f"{RDF}XMLLiteral"}:
        return "anyURI" if datatype == f"{XSD}anyURI" else "xml", words
    return _read_by_rdflib(words, datatype) if datatype in SUPPORTED else None


def _read_by_rdflib(words: str, datatype: str) -> Value | None:
    from rdflib import Literal, URIRef

    # rdflib does not parse xsd:dateTimeStamp.
    literal = Literal(words, datatype=URIRef(_DATE_TIME if datatype == _STAMP else datatype), normalize=False)
    if literal.ill_typed or literal.value is None:
        return None
    if datatype in {_DATE_TIME, _STAMP}:
        return None if datatype == _STAMP and literal.value.tzinfo is None else _moment(literal.value)
    return datatype.removeprefix(XSD), bytes(literal.value)


def _moment(value: dt.datetime) -> Value:
    return "dateTime", (value.replace(tzinfo=None), None if value.tzinfo is None else value.utcoffset())
