"""Datatypes: values of literals, which datatype contains which, and what follows from them in a closure."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, XSD, Literal, URIRef

from aliansi.reasoning import OwlrlReasoner, close, read_closure
from aliansi.reasoning.terms.datatypes import OWL_2_RL, SUPPORTED, contains, is_ill_typed, value, value_of
from tests.reasoning.support import oracle_values
from tests.reasoning.support.as_written import EX, turtle, typed

CASES = Path("../shared/cases")
FORMS = """
0 -0 1 01 +1 1.0 1. .5 0.5 -1 127 128 255 256 300 -129 1e3 1E3 INF +INF -INF NaN nan 1/2 2/4 1/3 3/1 1/0 true false TRUE
0A 0a a aGk= aGk aGl= aG== b en en-GB -en 1-a x:y _x -x 2000-01-01 2000-01-01Z 2000-02-30 -0044-03-15 10000-01-01
2000-01-01T00:00:00 2000-01-01T00:00:00Z 1999-12-31T24:00:00Z 1949-W14-1T00:00:00 24:00:00 00:00:00 1999 -1999 1999-12
--02-29 --02-30 --12 ---31 P1Y P12M P1D PT24H P PT0.5S <a/> <a></a> <a>&nbsp;</a> text@en text@EN text@
"""
FORMS_WITH_SPACES = ["", " ", " 1", "1 ", "1\n", "a b", "a  b", "a\tb", "aG k=", "1 000", "<a b='c'/>", "\ntrue"]
LOCAL_NAMES = sorted(SUPPORTED)


@pytest.mark.parametrize("datatype", LOCAL_NAMES, ids=lambda iri: iri.rpartition("#")[2])
def test_values_are_the_oracle_s(datatype: str) -> None:
    for word in [*FORMS.split(), *FORMS_WITH_SPACES]:
        literal = typed(word, URIRef(datatype))
        if str(literal) != word:  # rdflib collapses the white space of an xsd:token
            continue
        ours, theirs = value_of(literal), oracle_values.value(literal)
        assert (ours is None) == (theirs is None), word
        if ours is not None:
            found = {name for name in SUPPORTED if contains(name, ours)}
            assert found == {str(name) for name in oracle_values.datatypes(literal)}, word


def test_values_are_the_same_exactly_where_the_oracle_s_are() -> None:
    literals = [typed(word, URIRef(name)) for name in LOCAL_NAMES for word in FORMS.split()]
    valid = [literal for literal in literals if value_of(literal) is not None]
    ours = {literal: value_of(literal) for literal in valid}
    theirs = {literal: oracle_values.value(literal) for literal in valid}
    assert len(valid) > 500
    assert (
        len(set(ours.values()))
        == len(set(theirs.values()))
        == len(set(zip(ours.values(), theirs.values(), strict=True)))
    )


def test_datatypes_of_the_profile_are_a_part_of_those_whose_values_are_read() -> None:
    assert {URIRef(name) for name in OWL_2_RL} == set(oracle_values.DATATYPES)
    assert {URIRef(name) for name in SUPPORTED} == set(oracle_values.ALL_DATATYPES)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("integer", "1"),
        ("double", "1e3"),
        ("boolean", "true"),
        ("dateTime", "2000-01-01T00:00:00"),
        ("date", "2000-01-01"),
        ("duration", "P1D"),
        ("hexBinary", "0A"),
    ],
)
def test_white_space_is_not_collapsed(name: str, form: str) -> None:
    """An XML processor collapses it before XSD sees the form; RDF does not, so " 3 " has no value in a number."""
    assert value(form, "", f"{XSD}{name}") is not None
    for word in (f" {form}", f"{form} ", f"{form}\n", f"\t{form}"):
        assert value(word, "", f"{XSD}{name}") is None


@pytest.mark.parametrize(
    ("datatype", "one", "other", "same"),
    [
        ("float", "0", "-0", False),
        ("float", "16777206.5", "16777207.5", False),
        ("float", "16777206.5", "16777205.5", True),
        ("float", "1E400", "1E401", True),
        ("double", "0", "-0", False),
        ("double", "9007199254740990.5", "9007199254740991.5", False),
        ("double", "9007199254740992.5", "9007199254740991.5", True),
        ("double", "1E400", "1E401", True),
        ("int", "3", " 3 ", False),
    ],
    ids=[
        *("float-zero", "float-round-different", "float-round-same", "float-infinity"),
        *("double-zero", "double-round-different", "double-round-same", "double-infinity", "whitespace-facet-1"),
    ],
)
def test_values_are_those_of_the_w3c_tests_of_rdf_semantics(datatype: str, one: str, other: str, same: bool) -> None:
    """https://github.com/w3c/rdf-tests, rdf/rdf11/rdf-mt."""
    values = [value(words, "", f"{XSD}{datatype}") for words in (one, other)]
    assert values[0] is not None
    assert (values[0] == values[1]) == same


def test_texts_are_values_of_narrower_datatypes_by_their_form() -> None:
    assert value("a b", "", f"{XSD}token") == value("a b", "", "") == ("string", "a b")
    assert value("a  b", "", f"{XSD}token") is None
    assert value("a\tb", "", f"{XSD}normalizedString") is None
    assert value("x", "EN-gb", "") == value("x@en-GB", "", f"{RDF}PlainLiteral") != value("x", "", "")
    assert value("x@not a tag", "", f"{RDF}PlainLiteral") is None
    assert value("x", "", f"{RDF}langString") is None


def test_xml_is_compared_by_its_content() -> None:
    xml = f"{RDF}XMLLiteral"
    assert value("<a b='1'/>", "", xml) == value('<a  b="1"></a>', "", xml) != value("<a b='2'/>", "", xml)
    assert value("text &amp; <b>more</b>", "", xml) is not None
    assert value("<!-- a -->", "", xml) != value("<!-- b -->", "", xml)
    assert [value(text, "", xml) for text in ("<a>", "</x><x>", "a & b", "&nbsp;", "<!DOCTYPE a>", "<p:a/>")] == [
        None
    ] * 6


@pytest.mark.parametrize("literal", ["1949-W14-1T00:00:00", "1949-04-04", "1949-04-04T00:00"])
def test_a_form_that_python_reads_may_be_ill_typed(literal: str) -> None:
    assert is_ill_typed(typed(literal, XSD.dateTime))
    assert not is_ill_typed(typed(literal, EX.datatype))
    assert not is_ill_typed(Literal(literal, lang="en"))


# --- in a closure: neither a false contradiction nor a missed one


def rules(text: str) -> set[str]:
    return {one.rule for one in close(turtle(text)).contradictions()}


@pytest.mark.skipif(not CASES.is_dir(), reason="needs ../shared/cases")
def test_a_time_before_our_era_is_no_contradiction() -> None:
    assert read_closure([CASES / "datetime-bce.ttl"]).contradictions() == []


@pytest.mark.parametrize(
    ("datatype", "word"),
    [
        ("dateTime", "0000-01-01T00:00:00"),
        ("dateTime", "12026-01-01T00:00:00Z"),
        ("dateTime", "1949-04-04T24:00:00"),
        ("dateTimeStamp", "-0477-01-01T00:00:00.123456789+14:00"),
        ("date", "-0477-01-01"),
        ("gYear", "-10000"),
        ("time", "24:00:00"),
        ("gMonthDay", "--02-29"),
        ("duration", "-P400Y"),
        ("decimal", f"{'1' * 5000}.5"),
        ("integer", "1" * 5000),
        ("float", "+INF"),
    ],
)
def test_a_value_is_in_the_range_of_its_datatype(datatype: str, word: str) -> None:
    assert rules(f':p rdfs:range xsd:{datatype} . :a :p "{word}"^^xsd:{datatype} .') == set()


@pytest.mark.parametrize(
    ("datatype", "word"),
    [
        ("dateTime", "1949-W14-1T00:00:00"),
        ("dateTime", "1949-04-04"),
        ("dateTime", "1949-02-29T00:00:00"),
        ("dateTimeStamp", "1949-04-04T00:00:00"),
        ("date", "1949-02-29"),
        ("date", "19490404"),
        ("date", ""),
        ("date", "1"),
        ("gYear", "99"),
        ("time", "25:00:00"),
        ("gMonthDay", "--02-30"),
        ("duration", "P1.5Y"),
        ("integer", " 1"),
        ("base64Binary", "aGl="),
    ],
)
def test_what_is_no_value_contradicts_the_range(datatype: str, word: str) -> None:
    assert rules(f':p rdfs:range xsd:{datatype} . :a :p "{word}"^^xsd:{datatype} .') == {"dt-not-type"}


@pytest.mark.parametrize(
    ("range_", "value_"),
    [
        ("xsd:date", '"1999"^^xsd:gYear'),
        ("xsd:gYear", "1999"),
        ("xsd:dateTime", '"1999-01-01"^^xsd:date'),
        ("xsd:dayTimeDuration", '"P1M"^^xsd:duration'),
        ("rdf:langString", '"x"'),
        ("owl:real", '"1"^^xsd:double'),
        ("xsd:decimal", '"1/3"^^owl:rational'),
    ],
)
def test_a_value_of_another_datatype_contradicts_the_range(range_: str, value_: str) -> None:
    assert rules(f":p rdfs:range {range_} . :a :p {value_} .") == {"dt-not-type"}


@pytest.mark.parametrize(
    ("range_", "value_"),
    [
        ("xsd:dayTimeDuration", '"P1D"^^xsd:duration'),
        ("rdf:langString", '"x"@en'),
        ("owl:real", "1.5"),
        ("xsd:decimal", '"1/2"^^owl:rational'),
        ("xsd:date", '"x"^^:unit'),
    ],
)
def test_a_value_that_is_in_the_range_or_unknown_contradicts_nothing(range_: str, value_: str) -> None:
    assert rules(f":p rdfs:range {range_} . :a :p {value_} .") == set()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('"1999-12-31T24:00:00Z"^^xsd:dateTime', '"2000-01-01T00:00:00+00:00"^^xsd:dateTimeStamp'),
        ('"1999-12-31Z"^^xsd:date', '"1999-12-31-00:00"^^xsd:date'),
        ('"0000-01-01"^^xsd:date', '"-0000-01-01"^^xsd:date'),
        ('"1999+00:00"^^xsd:gYear', '"1999Z"^^xsd:gYear'),
        ('"P1Y"^^xsd:duration', '"P12M"^^xsd:yearMonthDuration'),
        ('"0.5"^^xsd:decimal', '"1/2"^^owl:rational'),
    ],
)
def test_two_literals_of_one_value_are_one(one: str, other: str) -> None:
    text = f":p a owl:InverseFunctionalProperty . :a :p {one} . :b :p {other} . :f a owl:FunctionalProperty . "
    closed = close(turtle(f"{text} :c :f {one} , {other} ."))
    assert (EX.a, OWL.sameAs, EX.b) in closed.triples
    assert closed.contradictions() == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('"2000-01-01T10:00:00Z"^^xsd:dateTime', '"2000-01-01T11:00:00+01:00"^^xsd:dateTime'),
        ('"2000-01-01T10:00:00Z"^^xsd:dateTime', '"2000-01-01T10:00:00"^^xsd:dateTime'),
        ('"-0477-01-01T00:00:00Z"^^xsd:dateTime', '"-0478-01-01T00:00:00Z"^^xsd:dateTime'),
        ('"2000-01-01"^^xsd:date', '"2000-01-02"^^xsd:date'),
        ('"1999"^^xsd:gYear', '"1999"^^xsd:integer'),
    ],
)
def test_two_values_are_not_one(one: str, other: str) -> None:
    text = f":p a owl:InverseFunctionalProperty . :a :p {one} . :b :p {other} ."
    assert (EX.a, OWL.sameAs, EX.b) not in close(turtle(text)).triples
    assert rules(f":f a owl:FunctionalProperty . :c :f {one} , {other} .") == {"eq-diff1"}


def test_a_form_without_a_value_is_merged_with_no_other() -> None:
    forms = ("1949-04-04T00:00:00", "1949-04-04", "1949-W14-1T00:00:00", "1949-04-04T00:00")
    facts = " ".join(f':x{number} :p "{form}"^^xsd:dateTime .' for number, form in enumerate(forms))
    assert not list(close(turtle(f":p a owl:InverseFunctionalProperty . {facts}")).triples.subject_objects(OWL.sameAs))


def test_contradictions_of_the_owlrl_engine_are_by_the_same_values() -> None:
    graph = turtle(':p rdfs:range xsd:dateTime . :a :p "-0477-01-01T00:00:00Z"^^xsd:dateTime .')
    assert OwlrlReasoner().close(graph).contradictions() == []


def test_further_datatypes_are_not_among_those_of_the_profile() -> None:
    assert (XSD.date, RDF.type, RDFS.Datatype) not in close(turtle(":a :p 1 .")).triples
