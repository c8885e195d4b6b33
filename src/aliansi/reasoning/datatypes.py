"""The values of literals in the datatypes of OWL 2 RL, and which datatype contains which value (XSD 1.1, part 2).

A value is a pair of its primitive value space and what tells it from the others there: ``"1"^^xsd:int`` and
``"1.0"^^xsd:decimal`` are one value, ``"1"^^xsd:float`` is another.
"""

from __future__ import annotations

import datetime as dt
import re
import struct
from fractions import Fraction

from rdflib import RDF, RDFS, XSD, Literal, URIRef

Value = tuple[str, object]
ONE: Value = ("decimal", Fraction(1))

_LIMITS = {
    XSD.integer: (None, None), XSD.nonNegativeInteger: (0, None), XSD.nonPositiveInteger: (None, 0),
    XSD.positiveInteger: (1, None), XSD.negativeInteger: (None, -1), XSD.long: (-(2**63), 2**63 - 1),
    XSD.int: (-(2**31), 2**31 - 1), XSD.short: (-(2**15), 2**15 - 1), XSD.byte: (-128, 127),
    XSD.unsignedLong: (0, 2**64 - 1), XSD.unsignedInt: (0, 2**32 - 1), XSD.unsignedShort: (0, 2**16 - 1),
    XSD.unsignedByte: (0, 255),
}  # fmt: skip
_NAME_START = (
    r"A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F\u2C00-\u2FEF"
    r"\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_NAME_REST = _NAME_START + r"\-.0-9\u00B7\u0300-\u036F\u203F\u2040"
_TEXTS = {
    XSD.string: re.compile(r"(?s:.*)"),
    XSD.normalizedString: re.compile(r"[^\t\n\r]*"),
    XSD.token: re.compile(r"(?:[^\t\n\r ]+(?: [^\t\n\r ]+)*)?"),
    XSD.language: re.compile(r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*"),
    XSD.NMTOKEN: re.compile(rf"[{_NAME_REST}:]+"),
    XSD.Name: re.compile(rf"[{_NAME_START}:][{_NAME_REST}:]*"),
    XSD.NCName: re.compile(rf"[{_NAME_START}][{_NAME_REST}]*"),
}
_SPACES = {
    XSD.decimal: {"decimal"}, XSD.float: {"float"}, XSD.double: {"double"}, XSD.boolean: {"boolean"},
    XSD.hexBinary: {"hexBinary"}, XSD.base64Binary: {"base64Binary"}, XSD.anyURI: {"anyURI"},
    XSD.dateTime: {"dateTime"}, RDF.XMLLiteral: {"xml"}, RDF.PlainLiteral: {"string", "lang"},
}  # fmt: skip
SUPPORTED = frozenset({*_LIMITS, *_TEXTS, *_SPACES, XSD.dateTimeStamp, RDFS.Literal})
"""The datatypes of OWL 2 RL (OWL 2 Profiles, 4.2.1)."""
TEXTS = frozenset({*_TEXTS, RDF.PlainLiteral})
"""Those whose values are strings."""

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
_FLOATING = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?INF|NaN", re.ASCII)
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def value_of(literal: Literal) -> Value | None:
    """Return the value of a literal; None if it is ill-typed or its datatype is none of OWL 2 RL's."""
    text, datatype = str(literal), literal.datatype
    if literal.language:
        return "lang", (text, literal.language.lower())
    if datatype is None or datatype in _TEXTS:
        return ("string", text) if _TEXTS[datatype or XSD.string].fullmatch(text) else None
    if datatype in _LIMITS:
        value = ("decimal", Fraction(text)) if _WHOLE.fullmatch(text) else None
        return value if value is not None and contains(datatype, value) else None
    if datatype == XSD.decimal:
        return ("decimal", Fraction(text)) if _NUMBER.fullmatch(text) else None
    if datatype in {XSD.float, XSD.double}:
        return _floating(text, single=datatype == XSD.float)
    if datatype == RDF.PlainLiteral:
        words, at, tag = text.rpartition("@")
        return (("lang", (words, tag.lower())) if tag else ("string", words)) if at else None
    return _other(literal, text)


def contains(datatype: URIRef, value: Value) -> bool:
    """Say whether a datatype's value space holds a value."""
    space, content = value
    if datatype in _LIMITS:
        low, high = _LIMITS[datatype]
        whole = space == "decimal" and isinstance(content, Fraction) and content.denominator == 1
        return whole and (low is None or content >= low) and (high is None or content <= high)  # type: ignore[operator]
    if datatype in _TEXTS:
        return space == "string" and _TEXTS[datatype].fullmatch(str(content)) is not None
    if datatype == XSD.dateTimeStamp:
        return space == "dateTime" and isinstance(content, tuple) and content[1] is not None
    return datatype == RDFS.Literal or space in _SPACES.get(datatype, set())


def _floating(text: str, single: bool) -> Value | None:
    """Tell floats apart by their bits: NaN is itself, and zero is not negative zero."""
    if not _FLOATING.fullmatch(text):
        return None
    number = float(text)
    try:
        return ("float", struct.pack("f", number)) if single else ("double", struct.pack("d", number))
    except OverflowError:
        return "float", struct.pack("f", float("inf") if number > 0 else float("-inf"))


def _other(literal: Literal, text: str) -> Value | None:
    datatype, value = literal.datatype, literal.value
    if datatype == XSD.boolean:
        return ("boolean", _BOOLEANS[text]) if text in _BOOLEANS else None
    if datatype == XSD.anyURI:
        return "anyURI", text
    if datatype == RDF.XMLLiteral:
        return "xml", text
    if datatype == XSD.dateTimeStamp:  # which rdflib does not read
        value = Literal(text, datatype=XSD.dateTime).value
        return None if getattr(value, "tzinfo", None) is None else _moment(value)
    if literal.ill_typed or value is None:
        return None
    if datatype in {XSD.hexBinary, XSD.base64Binary}:
        return ("hexBinary" if datatype == XSD.hexBinary else "base64Binary"), bytes(value)
    return _moment(value) if datatype == XSD.dateTime else None


def _moment(value: dt.datetime) -> Value:
    return "dateTime", (value.replace(tzinfo=None), None if value.tzinfo is None else value.utcoffset())
