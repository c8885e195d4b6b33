"""Spells with dates of every kind: the question about members at a date and the pages have the same certainty."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph, Literal

from aliansi.dataset.nquads import serialise
from aliansi.dataset.store import Store
from aliansi.namespaces import AL, DATES, GRAPH, ID
from aliansi.project import edtf_bounds, loader, questions
from aliansi.project.folder import Project
from aliansi.views.as_of import read_as_of
from aliansi.views.membership_history import read_history
from aliansi.views.membership_rows import memberships_at

ROOT = Path(__file__).parents[2]
CASES = ROOT.parent / "shared" / "cases"
REFERENCE = GRAPH.reference
SPELL = ID["reference-delian-membership-athens"]
WORDS = {"sure": "certain", "open": "begun, no end stated", "maybe": "possible"}


@dataclass(frozen=True)
class Spells:
    """A store with the spell of a case, asked in both ways."""

    store: Store
    project: Project

    def at(self, day: str) -> str:
        """Return the certainty of the spell on a day; empty if it is no row."""
        question = questions.find(self.project, "members-at-date")
        rows = list(self.store.select(question.with_values({"alliance": "id:delian-league", "date": day})))
        answer = "".join(getattr(row["certainty"], "value", "") for row in rows)
        if not day.startswith("1000"):  # EDTF has no days in years of five digits
            assert self.on_pages(day) == answer, f"the pages say otherwise on {day}"
        return answer

    def on_pages(self, on: str) -> str:
        moment = read_as_of(on)
        assert moment
        known = memberships_at(read_history(self.store, self.project).spells, moment.days)
        return "".join(WORDS.get(each.status, each.status) for each in known)


def spells(shipped: Project, facts: Graph) -> Spells:
    graph = loader.Graph(shipped, {REFERENCE: facts}, Graph(), {})
    dataset = ox.Store()
    dataset.bulk_load(serialise({REFERENCE: facts, DATES: edtf_bounds.derive(graph)}), format=ox.RdfFormat.N_QUADS)
    return Spells(Store(dataset, revision="test"), shipped)


def spell(shipped: Project, **dates: str) -> Spells:
    facts = Graph()
    text = f"<{SPELL}> a al:Membership ; al:member id:athens ; al:alliance id:delian-league ."
    facts.parse(data=f"@prefix al: <{AL}> . @prefix id: <{ID}> . {text}")
    for name, date in dates.items():
        facts.add((SPELL, AL[name], Literal(date)))
    return spells(shipped, facts)


def case(shipped: Project, name: str) -> Spells:
    file = CASES / name
    if not file.is_file():
        pytest.skip(f"{name} is not next to the project (../shared/cases)")
    return spells(shipped, Graph().parse(file))


@pytest.mark.parametrize(
    ("name", "day", "certainty"),
    [
        ("circa.ttl", "1947-12-31", ""),
        ("circa.ttl", "1948-06-01", "possible"),
        ("circa.ttl", "1950-02-01", "possible"),
        ("circa.ttl", "1951-01-01", "begun, no end stated"),
        ("winter.ttl", "1938-12-31", ""),
        ("winter.ttl", "1939-01-15", "possible"),
        ("winter.ttl", "1940-01-15", "possible"),
        ("winter.ttl", "1940-04-01", "begun, no end stated"),
        ("bce-spell.ttl", "-0478-12-31", ""),
        ("bce-spell.ttl", "-0477-06-01", "possible"),
        ("bce-spell.ttl", "-0450-06-01", "certain"),
        ("bce-spell.ttl", "-0403-06-01", "possible"),
        ("bce-spell.ttl", "-0402-01-01", ""),
        ("bce-spell.ttl", "1950-01-01", ""),
    ],
)
def test_the_cases_are_read_as_they_are_meant(shipped: Project, name: str, day: str, certainty: str) -> None:
    assert case(shipped, name).at(day) == certainty


@pytest.mark.parametrize(
    ("start", "end", "day", "certainty"),
    [
        pytest.param("1949?", "1960", "1950-06-01", "possible", id="uncertain-start"),
        pytest.param("1949%", "1960", "1951-06-01", "possible", id="both-marks-reach-twice-as-far"),
        pytest.param("1949%", "1960", "1947-06-01", "possible", id="both-marks-before"),
        pytest.param("1949~", "1960", "1951-06-01", "certain", id="certain-beyond-the-margin"),
        pytest.param("1949-04-04?", "1960", "1949-04-05", "possible", id="uncertain-day"),
        pytest.param("1949-04-~04", "1960", "1949-04-03", "possible", id="approximate-day-before"),
        pytest.param("1949-04-~04", "1960", "1949-04-06", "certain", id="the-month-is-known"),
        pytest.param("1949-04~-04", "1960", "1949-05-01", "possible", id="mark-after-the-month"),
        pytest.param("?1949-04", "1960", "1950-04-01", "possible", id="mark-before-the-year"),
        pytest.param("[1949~..1950]", "1960", "1948-06-01", "possible", id="mark-in-a-set"),
        pytest.param("1949", "1960~", "1959-06-01", "possible", id="before-an-approximate-end"),
        pytest.param("1949", "1960?", "1961-06-01", "possible", id="after-an-uncertain-end"),
        pytest.param("1949", "1960%", "1962-06-01", "possible", id="long-after-an-end-with-both-marks"),
        pytest.param("1949", "1960~", "1962-01-01", "", id="out-beyond-the-margin"),
        pytest.param("1949", "1960-24", "1961-02-01", "possible", id="end-in-a-winter"),
        pytest.param("1949", "1960-30", "1961-02-01", "possible", id="end-in-a-southern-summer"),
        pytest.param("1949-22", "1960", "1949-07-01", "possible", id="start-in-a-summer"),
        pytest.param("-0477~", "-0403", "-0476-06-01", "possible", id="about-478-bce"),
        pytest.param("0000", "0009", "0001-06-01", "certain", id="the-turn-of-the-era"),
        pytest.param("Y10000", "Y10002", "10001-06-01", "certain", id="year-of-five-digits"),
    ],
)
def test_nothing_is_certain_near_a_doubtful_date(
    shipped: Project, start: str, end: str, day: str, certainty: str
) -> None:
    assert spell(shipped, start=start, end=end).at(day) == certainty


@pytest.mark.parametrize(
    ("ongoing", "day", "certainty"),
    [
        ("2016-12-31", "2016-12-31", "certain"),
        ("2016-12-31", "2017-01-01", "begun, no end stated"),
        ("2016", "2016-01-01", "certain"),
        ("2016", "2016-01-02", "begun, no end stated"),
        ("2016~", "2015-06-01", "begun, no end stated"),
        ("2016-12-31?", "2016-06-01", "begun, no end stated"),
        ("2016~", "2014-12-31", "certain"),
        ("-0450", "-0460-01-01", "certain"),
    ],
)
def test_a_spell_is_certain_until_the_day_on_which_it_lasts(
    shipped: Project, ongoing: str, day: str, certainty: str
) -> None:
    start = "-0477" if ongoing.startswith("-") else "1949-04-04"
    assert spell(shipped, start=start, ongoingAt=ongoing).at(day) == certainty


def test_a_year_before_our_era_is_a_date_of_a_page(shipped: Project) -> None:
    delian = spell(shipped, start="-0477", end="-0403")
    assert delian.on_pages("-0450") == delian.on_pages("-450") == delian.on_pages("-0450-06") == "certain"
    assert (delian.on_pages("-0477"), delian.on_pages("-0480")) == ("part", "")
