"""Spells that an item can have: one that ended before a spell began is not expected to have it."""

from __future__ import annotations

from typing import Any

import pytest

from aliansi.linking.ledger import Verdict
from tests.linking.comparison.support.cases import day, ledger_of, member_of, membership, row_of
from tests.linking.support.wikidata_json import item, statement

ENDED = statement("P576", day("1989-12-29"))
BEGAN = statement("P571", day("1989-12-29"))


@pytest.mark.parametrize(
    ("dates", "statements", "verdict"),
    [
        pytest.param({"start": "1999-03-12"}, [ENDED], "not expected there", id="ended before"),
        pytest.param({"start": "1989-12-29"}, [ENDED], "not expected there", id="ended on the first day"),
        pytest.param({"start": "1955", "end": "1991"}, [ENDED], "missing there", id="ended during it"),
        pytest.param({"start": "1955"}, [ENDED], "missing there", id="ended during it, without an end here"),
        pytest.param({"start": "1955", "end": "1968"}, [BEGAN], "not expected there", id="began after it"),
        pytest.param({"start": "1955", "end": "1991"}, [BEGAN], "missing there", id="began during it"),
        pytest.param({"start": "1955"}, [BEGAN], "missing there", id="began later, and it may last"),
        pytest.param({"start": "1989"}, [statement("P576", day("1989", 9))], "not expected there", id="same year"),
        pytest.param({"start": "[..1999]"}, [ENDED], "missing there", id="may have begun before"),
        pytest.param({"end": "1968"}, [BEGAN], "not expected there", id="began after the end"),
        pytest.param({}, [ENDED], "missing there", id="no dates here"),
        pytest.param({}, [], "missing there", id="no dates on either side"),
        pytest.param(
            {"start": "1999"}, [ENDED, statement("P576", day("2005", 9))], "missing there", id="the last of two ends"
        ),
        pytest.param({"start": "1999"}, [ENDED, statement("P576", "novalue")], "missing there", id="it still exists"),
        pytest.param(
            {"start": "1999"}, [statement("P576", day("1989", 9), rank="deprecated")], "missing there", id="deprecated"
        ),
        pytest.param({"start": "1999"}, [statement("P576", "somevalue")], "missing there", id="unknown end"),
    ],
)
def test_a_spell_outside_the_existence_of_the_item_is_not_expected(
    dates: dict[str, str], statements: list[dict[str, Any]], verdict: str
) -> None:
    assert row_of(ledger_of(membership(**dates), item("Q36", *statements)), "membership").verdict == verdict


@pytest.mark.parametrize(
    "dates",
    [{"start": "1999-03-12"}, {"start": "[..1999]"}, {}],
    ids=["ended before", "may have begun after", "no dates here"],
)
def test_at_a_close_match_a_spell_that_may_be_outside_is_not_expected(dates: dict[str, str]) -> None:
    row = row_of(ledger_of(membership(**dates), item("Q211274", ENDED)), "membership")
    assert row.verdict is Verdict.NOT_EXPECTED_THERE
    assert ("before the spell" in row.note) is bool(dates)


def test_a_spell_outside_of_it_that_has_a_statement_is_compared() -> None:
    ledger = ledger_of(membership(start="1999-03-12"), item("Q36", ENDED, member_of("Q7184", day("1999-03-12"))))
    assert row_of(ledger, "membership").verdict is Verdict.CONFIRMED


def test_the_note_says_when_the_item_ended() -> None:
    row = row_of(ledger_of(membership(start="1999-03-12"), item("Q36", ENDED)), "membership")
    assert row.note == "the item ends there on 1989-12-29, before the spell"
