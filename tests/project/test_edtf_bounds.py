"""Strict bounds of EDTF dates."""

from __future__ import annotations

import datetime as dt

import pytest
from rdflib import RDF, XSD, Graph, Literal, URIRef

from aliansi.namespaces import AL, GRAPH, ID
from aliansi.project import edtf_bounds, loader
from aliansi.project.folder import Project

SPELL = ID.spell


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("1999", "1999-01-01", "1999-12-31"),
        ("2012-02", "2012-02-01", "2012-02-29"),
        ("1999-04-20", "1999-04-20", "1999-04-20"),
        ("[1992..1994]", "1992-01-01", "1994-12-31"),
        ("[..1999]", None, "1999-12-31"),
        ("[2014..]", "2014-01-01", None),
        ("1991~", "1991-01-01", "1991-12-31"),
        ("1952-02-18?", "1952-02-18", "1952-02-18"),
        ("2010-06-10/2010-06-11", "2010-06-10", "2010-06-11"),
    ],
)
def test_bounds_are_strict(text: str, earliest: str | None, latest: str | None) -> None:
    assert edtf_bounds.bounds(text) == edtf_bounds.Bounds(day(earliest), day(latest))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("soon", "is not an EDTF date"),
        ("1999-13", "is not an EDTF date"),
        ("1999-02-30", "is not an EDTF date"),
        ("", "is not an EDTF date"),
        ("2003/", "is an interval without an end"),
        ("[1994..1992]", "runs backwards"),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        edtf_bounds.bounds(text)


@pytest.mark.parametrize("year", ["1900", "2000", "2023", "2024"])
def test_the_short_way_agrees_with_the_full_grammar(year: str) -> None:
    for text in (year, f"{year}-02", f"{year}-12-31"):
        assert edtf_bounds.bounds(text) == edtf_bounds.bounds(f"{text}?")


def spell(*dated: tuple[URIRef, str]) -> loader.Graph:
    facts = Graph()
    facts.add((SPELL, RDF.type, AL.Membership))
    for property_, text in dated:
        facts.add((SPELL, property_, Literal(text)))
    from pathlib import Path

    return loader.Graph(Project(Path()), {GRAPH.article: facts}, Graph(), {})


def test_a_year_is_never_the_first_of_january() -> None:
    derived = edtf_bounds.derive(spell((AL.start, "1999")))
    assert set(derived) == {
        (SPELL, AL.earliestStart, Literal("1999-01-01", datatype=XSD.date)),
        (SPELL, AL.latestStart, Literal("1999-12-31", datatype=XSD.date)),
    }


def test_unbounded_is_absent() -> None:
    derived = edtf_bounds.derive(spell((AL.end, "[..1999]")))
    assert set(derived) == {(SPELL, AL.latestEnd, Literal("1999-12-31", datatype=XSD.date))}


def test_what_lasted_on_a_day_ended_no_earlier() -> None:
    derived = edtf_bounds.derive(spell((AL.ongoingAt, "2010")))
    assert set(derived) == {(SPELL, AL.earliestEnd, Literal("2010-01-01", datatype=XSD.date))}


def test_of_two_bounds_of_an_end_the_later_holds() -> None:
    derived = edtf_bounds.derive(spell((AL.end, "[1999..2001]"), (AL.ongoingAt, "2000-05-05")))
    assert (SPELL, AL.earliestEnd, Literal("2000-05-05", datatype=XSD.date)) in derived
    assert len(set(derived.objects(SPELL, AL.earliestEnd))) == 1
