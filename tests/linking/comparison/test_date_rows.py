"""Rows of foundings and dissolutions against inception (P571) and dissolution (P576)."""

from __future__ import annotations

from typing import Any

import pytest

from aliansi.linking.ledger import Verdict
from tests.linking.comparison.support.cases import day, ledger_of, row_of
from tests.linking.support.wikidata_json import item, statement


def founding(date: str = "") -> str:
    written = f'; al:date "{date}"' if date else ""
    return f"id:fact a al:Founding ; al:founded id:warsaw-pact ; dcterms:source id:book {written} ."


def dissolution(date: str) -> str:
    return f'id:fact a al:Dissolution ; al:dissolved id:warsaw-pact ; al:date "{date}" .'


@pytest.mark.parametrize(
    ("date", "statements", "verdict"),
    [
        ("1955-05-14", [statement("P571", day("1955-05-14"))], "confirmed"),
        ("1955", [statement("P571", day("1955-05-14"))], "coarser here"),
        ("1955-05-14", [statement("P571", day("1955", 9))], "coarser there"),
        ("1955-05-14", [statement("P571", day("1956", 9))], "conflict"),
        ("1955-05-14", [], "missing there"),
        ("", [statement("P571", day("1955-05-14"))], "missing here"),
        ("", [], "silent"),
        ("1955-05-14", [statement("P571", "somevalue")], "unknown there"),
        ("1955-05-14", [statement("P571", day("1955-05-14"), rank="deprecated")], "deprecated there"),
        (
            "1955-05-14",
            [
                statement("P571", day("1956", 9), rank="preferred"),
                statement("P571", day("1955-05-14"), guid="Q41644$b"),
            ],
            "confirmed",
        ),
        (
            "1955-05-14",
            [statement("P571", day("1955-05-14"), rank="deprecated"), statement("P571", day("1956", 9))],
            "conflict",
        ),
    ],
    ids=[
        *("day", "year here", "year there", "other year", "none there", "none here", "none", "somevalue", "deprecated"),
        *("normal beside preferred", "deprecated beside another"),
    ],
)
def test_a_founding_is_compared_with_the_inception(date: str, statements: list[dict[str, Any]], verdict: str) -> None:
    assert row_of(ledger_of(founding(date), item("Q41644", *statements)), "founded").verdict == verdict


def test_a_dissolution_is_compared_with_the_end_of_the_item() -> None:
    row = row_of(ledger_of(dissolution("1991"), item("Q41644", statement("P576", day("1991-07-01")))), "dissolved")
    assert (row.verdict, row.theirs.property, row.theirs.qualifier) == (Verdict.COARSER_HERE, "P576", None)


def test_an_alliance_that_ended_there_only_is_missing_here() -> None:
    (row,) = ledger_of("", item("Q7184", statement("P576", day("2030", 9)))).rows
    assert (row.verdict, row.ours.fact, row.theirs.property) == (Verdict.MISSING_HERE, None, "P576")


def test_the_founding_of_a_state_is_not_asked_for() -> None:
    assert ledger_of("", item("Q36", statement("P571", day("1918-11-11")))).rows == ()
