"""Rows for people: both sides, links to statements, and words for every verdict, flag and property in each language."""

from __future__ import annotations

import pytest

from aliansi.linking.comparison.pairing import END, START
from aliansi.linking.ledger import Aspect, Flag, Verdict
from aliansi.views.i18n import LANGUAGES, section
from aliansi.views.statements import StatementView
from aliansi.views.urls import Page
from aliansi.views.wikidata.ledger import FILTERS, read_ledger
from aliansi.views.wikidata.rows import LedgerLine, line_of, records_of
from tests.views.wikidata.support.small_ledger import POLAND, REPUBLIC, SCRIPT, small_store


@pytest.fixture(scope="module")
def view() -> StatementView:
    return StatementView.of(small_store(POLAND, REPUBLIC), Page("en", "", ()))


@pytest.fixture(scope="module")
def lines(view: StatementView) -> list[LedgerLine]:
    return [line_of(entry, view) for entry in read_ledger(view.store).entries]


def row(lines: list[LedgerLine], item: str, fact: str, aspect: str) -> LedgerLine:
    (found,) = (
        line
        for line in lines
        if line.entry.entity("item") == item
        and line.entry.value("compares").endswith(f"/{fact}")
        and line.entry.value("aspect") == aspect
        and line.theirs.rank != "deprecated rank"
    )
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_verdict_flag_aspect_and_property_has_words(language: str) -> None:
    for verdict in Verdict:
        assert section("verdicts", language)[verdict]
        assert section("verdict-meanings", language)[verdict]
    assert set(section("verdicts", language)) == set(FILTERS)
    assert set(section("flags", language)) == set(map(str, Flag))
    assert set(section("aspects", language)) == set(map(str, Aspect))
    assert {"P463", "P527", "P39", "P571", "P576", START, END} <= set(section("wikidata-properties", language))


def test_a_conflict_has_both_sides_and_a_link_to_the_statement(lines: list[LedgerLine]) -> None:
    found = row(lines, "Q36", "fact", "start")
    assert (found.key, found.verdict, found.ours) == ("conflict", "conflict", "1999-03-12?")
    assert found.theirs.value == "1 May 1998"
    assert found.theirs.href == "https://www.wikidata.org/wiki/Q36#q36$A626-1"
    assert found.theirs.rank == "preferred rank"
    assert found.theirs.property.name == "start (P580)"
    assert found.flags == ("The source of our date is in doubt.",)
    assert [ground.source.text for ground in found.evidence] == ["id:book"]


def test_an_unknown_value_is_in_words(lines: list[LedgerLine]) -> None:
    found = row(lines, "Q36", "fact", "end")
    assert (found.verdict, found.theirs.value) == ("unknown there", "unknown value")


def test_a_julian_date_has_its_gregorian_one(lines: list[LedgerLine]) -> None:
    found = row(lines, "Q36", "pact", "start")
    assert (found.theirs.value, found.theirs.gregorian) == ("1 May 1955 (Julian calendar)", "14 May 1955")


def test_a_deprecated_statement_says_so(lines: list[LedgerLine]) -> None:
    (found,) = (line for line in lines if line.entry.value("verdict") == "deprecated there")
    assert found.theirs.rank == "deprecated rank"
    assert found.meaning == "Wikidata keeps the statement, but marks it as wrong."


def test_records_have_their_revision_or_the_day_of_their_source(view: StatementView) -> None:
    first, second = records_of(read_ledger(view.store).entries, view)
    assert (first.item.name, first.day, first.revision) == (f"{SCRIPT} (Q36)", "30 November 2026", "7")
    assert (second.item.name, second.day, second.revision) == ("Q211274", "19 July 2020", "")
    assert [source.name for source in second.sources] == ["Saved records"]
