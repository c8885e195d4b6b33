"""Numbers of XSD 1.1 and OWL 2: exact decimals and fractions, and floats by their bits.

Decimal rather than Fraction or int: it is ten times faster, and Python refuses to convert a text of more than 4,300
digits to an integer. A decimal and a fraction of one value are equal and have one hash.
"""

from __future__ import annotations

import math
import re
import struct
from decimal import Decimal
from fractions import Fraction
from typing import Final

_NUMBER: Final = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_WHOLE: Final = r"[+-]?[0-9]+"
_RATIONAL: Final = rf"({_WHOLE})/(\+?0*[1-9][0-9]*)"
_FLOATING: Final = rf"{_NUMBER}(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN"
_MAY_BE_ROUNDED_TWICE: Final = 16
"""Shortest form that the nearest double need not stand for exactly enough to find the nearest float."""


def integer(words: str) -> Decimal | None:
    """Return the value of an ``xsd:integer``; None if it is not in its lexical space."""
    return Decimal(words) if re.fullmatch(_WHOLE, words) else None


def decimal(words: str) -> Decimal | None:
    """Return the value of an ``xsd:decimal``; None if it is not in its lexical space."""
    return Decimal(words) if re.fullmatch(_NUMBER, words) else None


def rational(words: str) -> Fraction | None:
    """Return the value of an ``owl:rational``; None if it is not in its lexical space."""
    found = re.fullmatch(_RATIONAL, words)
    return Fraction(int(Decimal(found[1])), int(Decimal(found[2]))) if found else None


def is_whole(number: object) -> bool:
    """Return whether a value is a decimal or fraction without a fractional part."""
    if isinstance(number, Decimal):
        return number == number.to_integral_value()
    return isinstance(number, Fraction) and number.denominator == 1


def is_decimal(number: object) -> bool:
    """Return whether a value is a decimal, or a fraction that finitely many decimal places can express."""
    if not isinstance(number, Fraction):
        return isinstance(number, Decimal)
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def double(words: str) -> bytes | None:
    """Return the bits of an ``xsd:double``, so that NaN is identical to itself and zero differs from negative zero."""
    return struct.pack("d", float(words)) if re.fullmatch(_FLOATING, words) else None


def single(words: str) -> bytes | None:
    """Return the bits of an ``xsd:float``: of the float nearest to the number itself, not to the nearest double."""
    if not re.fullmatch(_FLOATING, words):
        return None
    number = float(words)
    if len(words) < _MAY_BE_ROUNDED_TWICE or number == 0 or not math.isfinite(number):
        return _single(number)
    lower, upper = (_single(math.nextafter(number, end)) for end in (-math.inf, math.inf))
    if lower == upper or (_double(lower) + _double(upper)) / 2 != number or Decimal(words) == number:
        return _single(number)
    return upper if Decimal(words) > number else lower


def _single(number: float) -> bytes:
    try:
        return struct.pack("f", number)
    except OverflowError:
        return struct.pack("f", math.copysign(math.inf, number))


def _double(single: bytes) -> float:
    """Return a float as a number; infinity as the number from which on all are rounded to it."""
    number: float = struct.unpack("f", single)[0]
    return math.copysign(2.0**128, number) if math.isinf(number) else number
