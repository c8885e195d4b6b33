"""Conflicts for the Mismatch Finder: the file that its import takes, and what is left out of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from aliansi.dataset.store import Store
from aliansi.linking.comparison.compare import compare
from aliansi.linking.ledger import Flag, Verdict
from aliansi.linking.mismatch_finder import mismatch_file, readable
from aliansi.linking.record_reader import read_records
from tests.linking.support.ledger_rows import FACT, GUID, conflict, row
from tests.linking.support.mismatch_rules import errors_of

RECORDS = Path(__file__).parents[3] / "shared" / "wikidata" / "entities"
HEADER = b"item_id,statement_guid,property_id,wikidata_value,meta_wikidata_value,external_value,external_url,type\n"


def test_a_conflict_is_a_row() -> None:
    made = mismatch_file([conflict()])
    line = f"Q265,{GUID},P580,2006-08-17,Q1985727,2006-06-23,{FACT},qualifier\n"
    assert made.content == HEADER + line.encode()
    assert errors_of(made.content) == []
    assert (made.rows, list(made.left_out.lines())) == (1, [])


@pytest.mark.parametrize(
    ("ours", "theirs", "cells"),
    [
        pytest.param({}, {"guid": GUID.replace("Q", "q").lower()}, [GUID.lower()], id="guid in lower case"),
        pytest.param({}, {"precision": 9}, ["2006,Q1985727"], id="a year"),
        pytest.param({}, {"precision": 10}, ["2006-08,Q1985727"], id="a month"),
        pytest.param({}, {"qualifier": None, "property": "P571"}, [",P571,", ",statement"], id="of the statement"),
        pytest.param({"date": "1955-?05-?06"}, {}, [",1955-05-06?,"], id="uncertain"),
        pytest.param({"date": "[1992..1994]"}, {}, [",[1992..1994],"], id="between two years"),
        pytest.param({"date": "[1992,1994]"}, {}, [',"[1992,1994]",'], id="a comma"),
        pytest.param({"date": 'x "1"'}, {}, [',"x ""1""",'], id="quotation marks"),
        pytest.param({"date": "1992\n1994"}, {}, [",1992 1994,"], id="a line end"),
    ],
)
def test_values_are_those_that_the_import_takes(
    ours: dict[str, object], theirs: dict[str, object], cells: list[str]
) -> None:
    made = mismatch_file([conflict(ours, theirs)])
    assert errors_of(made.content) == []
    for cell in cells:
        assert cell in made.content.decode()


def test_a_julian_date_names_its_calendar() -> None:
    made = mismatch_file([conflict(theirs={"value": "+1917-10-25T00:00:00Z", "calendar": "Q1985786"})])
    assert ",1917-10-25,Q1985786," in made.content.decode()
    assert errors_of(made.content) == []


@pytest.mark.parametrize(
    ("ours", "theirs", "others", "reason"),
    [
        pytest.param(
            {}, {"precision": 7, "value": "+1900-00-00T00:00:00Z"}, {}, "less precise than a year", id="century"
        ),
        pytest.param({}, {"precision": 8}, {}, "less precise than a year", id="decade"),
        pytest.param(
            {},
            {"value": "novalue", "precision": None, "calendar": None},
            {},
            "Wikidata has no date to correct",
            id="no value",
        ),
        pytest.param({}, {"guid": None}, {}, "no id that the Mismatch Finder takes", id="no guid"),
        pytest.param(
            {}, {"guid": GUID.replace("Q265", "Q1")}, {}, "no id that the Mismatch", id="guid of another item"
        ),
        pytest.param({}, {"guid": "Q265$x"}, {}, "no id that the Mismatch Finder takes", id="guid of another form"),
        pytest.param({"date": "1" * 1501}, {}, {}, "more than 1500 characters", id="too long"),
        pytest.param({}, {}, {"flags": (Flag.NOT_INDEPENDENT,)}, "rests on copies", id="a copy of Wikidata"),
        pytest.param({"date": None}, {}, {}, "the fact has no date here", id="no date"),
        pytest.param({}, {}, {"verdict": Verdict.ONE_DAY}, "add --strict", id="one day"),
    ],
)
def test_what_the_import_cannot_take_is_left_out_and_said(
    ours: dict[str, object], theirs: dict[str, object], others: dict[str, object], reason: str
) -> None:
    made = mismatch_file([conflict(ours, theirs, **others)])
    assert (made.content, made.rows) == (HEADER, 0)
    (line,) = made.left_out.lines()
    assert reason in line


@pytest.mark.parametrize("verdict", sorted(set(Verdict) - {Verdict.CONFLICT, Verdict.ONE_DAY}))
def test_only_conflicts_are_mismatches(verdict: Verdict) -> None:
    assert mismatch_file([row(verdict), conflict(verdict=verdict)], strict=True).content == HEADER


def test_the_rules_find_errors() -> None:
    bad = HEADER + b"Q1,,P580,1990,Q1985727,1991,http://e.org/,qualifier\nq1,,P1,,,x,,other\n"
    assert len(errors_of(bad)) == 2


@pytest.mark.parametrize(
    ("date", "text"),
    [("1991~", "1991~"), ("1991?~", "1991%"), ("199X", "199X"), ("1991-05-~14", "1991-05-14~"), ("[1991?]", "[1991?]")],
)
def test_a_date_has_one_mark(date: str, text: str) -> None:
    assert readable(date) == text


def test_the_three_conflicts_of_the_records_pass_the_rules(shipped_store: Store) -> None:
    if not RECORDS.is_dir():
        pytest.skip("the records are not beside the project (../shared/wikidata)")
    rows = compare(shipped_store, read_records([RECORDS])).rows
    made = mismatch_file(rows, strict=True)
    assert errors_of(made.content) == []
    assert [line.split(",")[0] for line in made.content.decode().splitlines()[1:]] == ["Q16957", "Q183", "Q211274"]
    assert mismatch_file(rows).rows == 2
