"""Numbers: exact values of any length, and floats by their bits."""

from __future__ import annotations

import math
import struct
from decimal import Decimal
from fractions import Fraction

import pytest

from aliansi.reasoning.terms.numbers import decimal, double, integer, is_decimal, is_whole, rational, single


def test_numbers_are_exact() -> None:
    assert integer("007") == integer("+7") == decimal("7.000") == rational("14/2") == 7
    assert decimal("0.1") == rational("1/10") == Fraction(1, 10)
    assert decimal("0." + "3" * 60) != rational("1/3")
    assert hash(decimal("0.50")) == hash(rational("1/2")) == hash(decimal(".5"))


def test_numbers_have_any_number_of_digits() -> None:
    long = "1" * 10_000
    assert integer(long) != integer(f"{long[:-1]}2")
    assert decimal(f"{long}.0") == integer(f"00{long}") == rational(f"{long}/1")
    assert is_whole(integer(long))
    assert not is_whole(decimal(f"{long}.5"))


@pytest.mark.parametrize("words", ["", "1.0", "1e3", " 1", "1\n", "--1", "²", "٣", "1_000", "0x1", "INF"])
def test_text_is_no_integer(words: str) -> None:
    assert integer(words) is None


@pytest.mark.parametrize("words", ["", ".", "1e3", "1.5 ", "NaN", "1,5", "+", "1.-5"])
def test_text_is_no_decimal(words: str) -> None:
    assert decimal(words) is None


@pytest.mark.parametrize("words", ["1", "1/0", "1/-2", "1.5/2", "1 / 2", "1/00", "/2", "1/"])
def test_text_is_no_rational(words: str) -> None:
    assert rational(words) is None


def test_parts_of_the_real_numbers() -> None:
    assert all(map(is_whole, (Decimal("2.0"), Fraction(4, 2))))
    assert not any(map(is_whole, (Decimal("2.5"), Fraction(1, 3), "2")))
    assert all(map(is_decimal, (Decimal("2.5"), Fraction(7, 40), Fraction(2))))
    assert not any(map(is_decimal, (Fraction(1, 3), Fraction(1, 30), "2")))


def test_floats_are_their_bits() -> None:
    assert double("NaN") == double("NaN")
    assert double("0") != double("-0")
    assert double("INF") == double("+INF") == double("1e999") != double("-INF")
    assert double("1e-999") == double("0.0E0")
    assert [single(words) for words in ("1e39", "-1e39", "3.4028235e38")] == [
        struct.pack("f", number) for number in (math.inf, -math.inf, 3.4028235e38)
    ]


@pytest.mark.parametrize("words", ["inf", "Infinity", "nan", "+NaN", "1e", "1e1.5", "0x1p3", " 1", "1_0", ""])
def test_text_is_no_float(words: str) -> None:
    assert double(words) is None
    assert single(words) is None


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        ("1.000000059604644775390625", 1.0),  # the middle of two floats: the even one
        ("1.00000005960464477539062500000000000001", 1 + 2**-23),  # its nearest double is that middle
        ("1.00000005960464477539062499999999999999", 1.0),
        ("-1.00000005960464477539062500000000000001", -1 - 2**-23),
        ("1.00000017881393432617187499999999999999", 1 + 2**-23),
        ("7.006492321624085354618e-46", 0.0),  # under the middle of zero and the smallest float
        ("7.00649232162408535461864791644959e-46", 2**-149),
        ("3.40282356779733661637539395458142568447e38", 3.4028234663852886e38),
        ("3.40282356779733661637539395458142568449e38", math.inf),
    ],
)
def test_float_is_the_nearest_to_the_number(words: str, nearest: float) -> None:
    found = single(words)
    assert found is not None
    assert struct.unpack("f", found)[0] == nearest
