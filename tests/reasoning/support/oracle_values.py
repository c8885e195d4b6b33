"""Data values of literals after the OWL 2 datatype map, for dt-type2, dt-eq, dt-diff and dt-not-type.

A value is a pair of its primitive value space and a value in it, so that two literals denote one data value exactly if
their pairs are equal: the value spaces of ``xsd:decimal``, ``xsd:float``, ``xsd:double``, ``xsd:string`` and so on are
disjoint. "Same value" is the identity of XML Schema 1.1, not its order equality: zero and negative zero of a float
differ, and so do two ``xsd:dateTime`` of one instant with different offsets (OWL 2 Structural Specification, 4.7).
"""

from __future__ import annotations

import base64
import re
import struct
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from typing import Final
from xml.dom import minidom
from xml.parsers.expat import ExpatError

from rdflib import OWL, RDF, RDFS, XSD, Literal, URIRef

from tests.reasoning.support import oracle_dates

Value = tuple[str, object]

_INTEGERS: Final[dict[URIRef, tuple[int | None, int | None]]] = {
    XSD.integer: (None, None),
    XSD.nonNegativeInteger: (0, None),
    XSD.nonPositiveInteger: (None, 0),
    XSD.positiveInteger: (1, None),
    XSD.negativeInteger: (None, -1),
    XSD.long: (-(2**63), 2**63 - 1),
    XSD.int: (-(2**31), 2**31 - 1),
    XSD.short: (-(2**15), 2**15 - 1),
    XSD.byte: (-128, 127),
    XSD.unsignedLong: (0, 2**64 - 1),
    XSD.unsignedInt: (0, 2**32 - 1),
    XSD.unsignedShort: (0, 2**16 - 1),
    XSD.unsignedByte: (0, 255),
}
_START = (
    r"A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_PART = _START + r"\-.0-9\u00B7\u0300-\u036F\u203F-\u2040"
_STRINGS: Final[dict[URIRef, re.Pattern[str]]] = {
    XSD.string: re.compile(r".*", re.DOTALL),
    XSD.normalizedString: re.compile(r"[^\t\n\r]*"),
    XSD.token: re.compile(r"([^\t\n\r ]+( [^\t\n\r ]+)*)?"),
    XSD.language: re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*"),
    XSD.NMTOKEN: re.compile(rf"[{_PART}:]+"),
    XSD.Name: re.compile(rf"[{_START}:][{_PART}:]*"),
    XSD.NCName: re.compile(rf"[{_START}][{_PART}]*"),
}
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
_DOUBLE = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN", re.ASCII)

_BASE64 = re.compile(
    r"((([A-Za-z0-9+/] ?){4})*(([A-Za-z0-9+/] ?){3}[A-Za-z0-9+/]|([A-Za-z0-9+/] ?){2}[AEIMQUYcgkosw048] ?="
    r"|[A-Za-z0-9+/] ?[AQgw] ?= ?=))?"
)
"""The lexical space as XSD 1.1, part 2, 3.3.16 writes it."""


def _decimal(text: str) -> Value | None:
    return ("decimal", Fraction(text)) if _DECIMAL.fullmatch(text) else None


def _floating(space: str, width: str) -> Callable[[str], Value | None]:
    """Parse a float or double by its bits: NaN equals itself, and zero differs from negative zero."""

    def read(text: str) -> Value | None:
        if not _DOUBLE.fullmatch(text):
            return None
        number = float(text)
        try:
            return space, struct.pack(width, number)
        except OverflowError:
            return space, struct.pack(width, float("inf") if number > 0 else float("-inf"))

    return read


def _boolean(text: str) -> Value | None:
    values = {"true": True, "1": True, "false": False, "0": False}
    return ("boolean", values[text]) if text in values else None


def _hex(text: str) -> Value | None:
    return ("hexBinary", bytes.fromhex(text)) if re.fullmatch(r"([0-9a-fA-F]{2})*", text) else None


def _base64(text: str) -> Value | None:
    return ("base64Binary", base64.b64decode(text)) if _BASE64.fullmatch(text) else None


def _date(name: str) -> Callable[[str], Value | None]:
    return lambda text: (name, found) if (found := oracle_dates.date(name, text)) else None


def _stamp(text: str) -> Value | None:
    return found if (found := _date("dateTime")(text)) and _zone(found) else None


def _duration(letters: str) -> Callable[[str], Value | None]:
    return lambda text: ("duration", found) if (found := oracle_dates.duration(text, letters)) else None


def _rational(text: str) -> Value | None:
    found = re.fullmatch(r"([+-]?\d+)/\+?(\d+)", text, re.ASCII)
    return ("decimal", Fraction(int(found[1]), int(found[2]))) if found and int(found[2]) else None


def _xml(text: str) -> Value | None:
    try:
        root = minidom.parseString(f"<x>{text}</x>").documentElement
    except ExpatError:
        return None
    assert root is not None
    return "xml", root.toxml()


def _plain(text: str) -> Value | None:
    words, at, tag = text.rpartition("@")
    if not at:
        return None
    return ("lang", (words, tag.lower())) if tag else ("string", words)


_PRIMITIVE: Final[dict[URIRef, Callable[[str], Value | None]]] = {
    XSD.decimal: _decimal,
    XSD.float: _floating("float", "f"),
    XSD.double: _floating("double", "d"),
    XSD.boolean: _boolean,
    XSD.hexBinary: _hex,
    XSD.base64Binary: _base64,
    XSD.anyURI: lambda text: ("anyURI", text),
    XSD.dateTime: _date("dateTime"),
    XSD.dateTimeStamp: _stamp,
    RDF.XMLLiteral: _xml,
    RDF.PlainLiteral: _plain,
}
DATATYPES: Final = (*_INTEGERS, *_STRINGS, *_PRIMITIVE, RDFS.Literal)
"""The datatypes of OWL 2 RL (OWL 2 Profiles, section 4.2.1)."""
_FURTHER: Final[dict[URIRef, Callable[[str], Value | None]]] = {
    **{XSD[name]: _date(name) for name in oracle_dates.PARTS if name != "dateTime"},
    XSD.duration: _duration("YMDTHMS"),
    XSD.yearMonthDuration: _duration("YM"),
    XSD.dayTimeDuration: _duration("DTHMS"),
    OWL.rational: _rational,
    OWL.real: lambda _: None,
    RDF.langString: lambda _: None,
}
ALL_DATATYPES: Final = (*DATATYPES, *_FURTHER)
"""Those, and the further ones of XSD 1.1, RDF 1.1 and OWL 2 whose values the engine reads as well."""


def _zone(value: Value) -> bool:
    assert isinstance(value[1], tuple)
    return value[1][-1] is not None


@cache
def value(literal: Literal) -> Value | None:
    """Return the data value, or None if the literal is ill-typed or of an unsupported datatype."""
    text = str(literal)
    if literal.language:
        return "lang", (text, literal.language.lower())
    datatype = literal.datatype or XSD.string
    if datatype in _INTEGERS:
        return ("decimal", Fraction(text)) if _INTEGER.fullmatch(text) and _between(int(text), datatype) else None
    if datatype in _STRINGS:
        return ("string", text) if _STRINGS[datatype].fullmatch(text) else None
    readers = _PRIMITIVE | _FURTHER
    return readers[datatype](text) if datatype in readers else None


def _between(number: int | Fraction, datatype: URIRef) -> bool:
    low, high = _INTEGERS[datatype]
    return number.denominator == 1 and (low is None or low <= number) and (high is None or number <= high)


@cache
def datatypes(literal: Literal) -> frozenset[URIRef]:
    """Return the supported datatypes whose value space contains the value of the literal."""
    found = value(literal)
    return frozenset(datatype for datatype in ALL_DATATYPES if found and _holds(datatype, found))


def _holds(datatype: URIRef, found: Value) -> bool:
    space, inner = found
    if datatype in _INTEGERS:
        return isinstance(inner, Fraction) and space == "decimal" and _between(inner, datatype)
    if datatype in _STRINGS:
        return space == "string" and bool(_STRINGS[datatype].fullmatch(str(inner)))
    if space == "decimal":
        return datatype in {RDFS.Literal, OWL.real, OWL.rational} or (datatype == XSD.decimal and _is_finite(inner))
    if space == "duration":
        return datatype in {RDFS.Literal, XSD.duration, *_durations(inner)}
    if datatype == XSD.dateTimeStamp:
        return space == "dateTime" and _zone(found)
    spaces = {RDF.XMLLiteral: ("xml",), RDF.PlainLiteral: ("string", "lang"), RDF.langString: ("lang",)}
    return datatype == RDFS.Literal or space in spaces.get(datatype, (str(datatype).removeprefix(str(XSD)),))


def _is_finite(number: object) -> bool:
    """Return whether a fraction has finitely many decimal places: its denominator divides a power of ten."""
    assert isinstance(number, Fraction)
    return pow(10, number.denominator.bit_length(), number.denominator) == 0


def _durations(inner: object) -> Iterator[URIRef]:
    assert isinstance(inner, tuple)
    if inner[1] == 0:
        yield XSD.yearMonthDuration
    if inner[0] == 0:
        yield XSD.dayTimeDuration
