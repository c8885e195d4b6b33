"""Values and datatypes of literals according to the OWL 2 datatype map."""

from __future__ import annotations

import pytest
from rdflib import OWL, RDF, RDFS, XSD, Literal

from tests.reasoning.support.as_written import typed
from tests.reasoning.support.oracle_values import DATATYPES, datatypes, value


@pytest.mark.parametrize(
    "same",
    [
        "1^^integer 01^^integer +1^^int 1.0^^decimal 1^^positiveInteger",
        "1^^double 1.0E0^^double 10e-1^^double",
        "0.1^^float 0.10000000149^^float",
        "NaN^^double NaN^^double",
        "1e999^^double INF^^double",
        "true^^boolean 1^^boolean",
        "a0^^hexBinary A0^^hexBinary",
        "x^^string x^^token x^^NCName",
        "2000-01-01T00:00:00Z^^dateTime 2000-01-01T00:00:00.0+00:00^^dateTimeStamp 1999-12-31T24:00:00Z^^dateTime",
    ],
)
def test_same_value(same: str) -> None:
    values = [value(literal(word)) for word in same.split()]
    assert values[0] is not None
    assert values == values[:1] * len(values)


@pytest.mark.parametrize(
    "different",
    [
        "1^^integer 1^^float 1^^double 1^^boolean 1^^string 1^^anyURI 11^^hexBinary MQ==^^base64Binary",
        "0^^double -0^^double NaN^^double INF^^double -INF^^double",
        "2000-01-01T00:00:00Z^^dateTime 2000-01-01T00:00:00^^dateTime 2000-01-01T01:00:00+01:00^^dateTime",
        "0.1^^float 0.1^^double 0.1^^decimal",
    ],
)
def test_different_values(different: str) -> None:
    values = [value(literal(word)) for word in different.split()]
    assert None not in values
    assert len(set(values)) == len(values)


@pytest.mark.parametrize(
    "word",
    [
        *("abc^^integer", "1.0^^integer", "300^^byte", "-1^^unsignedByte", "0^^positiveInteger", "1e5^^decimal"),
        *("²^^integer", "yes^^boolean", "abc^^hexBinary", "a^^base64Binary", "2000-02-30T00:00:00^^dateTime"),
        *("2000-01-01^^dateTime", "2000-01-01T00:00:00^^dateTimeStamp", "1:2^^NCName", "^^language", "inf^^double"),
        *("99^^gYear", "2000-01-32^^date", "2001-02-29^^date", "P1S^^duration", "x^^QName"),
    ],
)
def test_no_value(word: str) -> None:
    assert value(literal(word)) is None
    assert not datatypes(literal(word))


def literal(word: str) -> Literal:
    text, _, datatype = word.rpartition("^^")
    return typed(text, XSD[datatype])


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        (
            "200^^integer",
            "decimal integer long int short nonNegativeInteger positiveInteger "
            "unsignedLong unsignedInt unsignedShort unsignedByte",
        ),
        ("-200.0^^decimal", "decimal integer long int short nonPositiveInteger negativeInteger"),
        ("99999999999^^long", "decimal integer long nonNegativeInteger positiveInteger unsignedLong"),
        ("0.5^^decimal", "decimal"),
        ("1^^double", "double"),
        ("en^^string", "string normalizedString token language NMTOKEN Name NCName"),
        ("1_x^^string", "string normalizedString token NMTOKEN"),
        ("a:b^^token", "string normalizedString token NMTOKEN Name"),
        (" x^^string", "string normalizedString"),
        ("2000-01-01T00:00:00Z^^dateTime", "dateTime dateTimeStamp"),
        ("2000-01-01T00:00:00^^dateTime", "dateTime"),
        ("x^^anyURI", "anyURI"),
        ("true^^boolean", "boolean"),
    ],
)
def test_datatypes_of_a_value(word: str, expected: str) -> None:
    plain = {RDF.PlainLiteral} if "string" in expected.split() else set()
    plain |= {OWL.real, OWL.rational} if "decimal" in expected.split() else set()
    assert datatypes(literal(word)) == {XSD[name] for name in expected.split()} | plain | {RDFS.Literal}


def test_words_in_a_language_are_plain_literals_and_not_strings() -> None:
    words = Literal("kata", lang="id")
    assert datatypes(words) == {RDF.PlainLiteral, RDF.langString, RDFS.Literal}
    assert value(words) == value(typed("kata@ID", RDF.PlainLiteral)) != value(Literal("kata"))
    assert value(typed("kata@", RDF.PlainLiteral)) == value(Literal("kata"))


def test_datatypes_are_those_of_the_profile() -> None:
    """OWL 2 Profiles, section 4.2.1."""
    names = (
        "decimal integer nonNegativeInteger nonPositiveInteger positiveInteger negativeInteger long int short byte "
        "unsignedLong unsignedInt unsignedShort unsignedByte float double string normalizedString token language Name "
        "NCName NMTOKEN boolean hexBinary base64Binary anyURI dateTime dateTimeStamp"
    )
    assert len(DATATYPES) == len(set(DATATYPES))
    assert set(DATATYPES) == {XSD[name] for name in names.split()} | {RDF.PlainLiteral, RDF.XMLLiteral, RDFS.Literal}
