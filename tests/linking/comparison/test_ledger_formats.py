"""The ledger as CSV, JSON, table and summary; the CSV and the JSON have the same columns."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from aliansi.evidence.index import Evidence
from aliansi.linking.comparison.ledger_formats import COLUMNS, FORMATS, as_csv, as_json, as_summary
from aliansi.linking.ledger import Flag, Ledger, Verdict
from tests.linking.comparison.support.cases import day, ledger_of, member_of, membership
from tests.linking.support.wikidata_json import item, statement

WORDS = 'telah “menarik diri”, kata\nnya; "pada" 1999'
LEDGER = ledger_of(
    membership(start="1999-03-12?", ongoingAt="2016-12-31"),
    item("Q36", member_of("Q7184", day("1999-03-01"), guid="q36$A626"), labels={"en": "Poland"}, lastrevid=7),
    item("Q211274", statement("P576", day("1989-12-29"))),
)
QUOTED = replace(
    LEDGER,
    rows=tuple(
        replace(row, ours=replace(row.ours, evidence=(Evidence("id:article", WORDS, "id:passage", 1, 9, "id"),)))
        for row in LEDGER.rows
    ),
)


def csv_rows(ledger: Ledger) -> list[dict[str, str]]:
    return list(csv.DictReader(as_csv(ledger).decode().splitlines(keepends=True)))


def test_csv_has_a_row_for_each_row_and_every_column() -> None:
    rows = csv_rows(LEDGER)
    assert len(rows) == len(LEDGER.rows) == 4
    assert list(rows[0]) == list(COLUMNS)
    (start,) = (row for row in rows if row["aspect"] == "start")
    assert {
        name: start[name] for name in ("verdict", "decides", "flags", "date", "earliest", "value", "precision")
    } == {
        "verdict": "conflict",
        "decides": "true",
        "flags": "ours uncertain",
        "date": "1999-03-12?",
        "earliest": "1999-03-12",
        "value": "+1999-03-01T00:00:00Z",
        "precision": "11",
    }
    assert (start["statement"], start["revision"], start["item_label"]) == ("q36$A626", "7", "Poland")


def test_csv_ends_its_lines_with_crlf_and_keeps_words_as_they_are() -> None:
    content = as_csv(QUOTED)
    assert content.count(b"\r\n") == len(QUOTED.rows) + 1
    assert {(row["words"], row["language"]) for row in csv_rows(QUOTED)} == {(WORDS, "id")}


def test_json_has_the_columns_of_the_csv_with_lists_and_numbers() -> None:
    document = json.loads(as_json(QUOTED))
    start = next(row for row in document["rows"] if row["aspect"] == "start")
    assert list(start) == [*COLUMNS, "evidence"]
    assert (start["words"], start["flags"], start["decides"], start["precision"]) == (
        [WORDS],
        ["ours uncertain"],
        True,
        11,
    )
    assert start["end"] is None
    assert document["unlinked_items"] == []
    assert [iri.rpartition("/")[2] for iri in document["without_record"]] == ["nato"]


def test_a_workbook_keeps_what_a_spreadsheet_would_change() -> None:
    """Words that begin as a formula and dates are text in it."""
    formula = '=HYPERLINK("http://example.org/")'
    evidence = (Evidence("id:article", formula, "id:passage", 1, 9, "id"),)
    ledger = replace(LEDGER, rows=tuple(replace(r, ours=replace(r.ours, evidence=evidence)) for r in LEDGER.rows))
    with zipfile.ZipFile(io.BytesIO(FORMATS["xlsx"](ledger))) as book:
        sheet, texts = book.read("xl/worksheets/sheet1.xml").decode(), book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "=HYPERLINK(" in texts
    assert "<t>1999-03-12?</t>" in texts
    assert csv_rows(ledger)[0]["words"] == formula


def test_json_has_each_quotation_with_its_language() -> None:
    both = (Evidence("id:article", WORDS, "id:one", 1, 9, "id"), Evidence("id:book", "left", "id:two", 1, 5, "en"))
    ledger = replace(LEDGER, rows=tuple(replace(row, ours=replace(row.ours, evidence=both)) for row in LEDGER.rows))
    assert [
        (each["exact"], each["language"], each["passage"])
        for each in json.loads(as_json(ledger))["rows"][0]["evidence"]
    ] == [(WORDS, "id", "id:one"), ("left", "en", "id:two")]


def test_the_summary_counts_verdicts_notes_and_what_is_independent() -> None:
    lines = as_summary(LEDGER).decode().splitlines()
    assert lines[0] == "4 rows about 1 fact"
    counts = {
        match[1]: match.groups()[1:]
        for line in lines
        if (match := re.fullmatch(r"([a-z ]+?) +(\d+) +(\d+) +(\d+)", line))
    }
    assert counts == {
        "confirmed": ("1", "0", "1"),
        "conflict": ("1", "0", "1"),
        "not expected there": ("0", "1", "0"),
        "silent": ("1", "0", "1"),
    }
    assert "things whose item has no record here: 1 (id:nato)" in lines


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_a_ledger_without_rows(name: str) -> None:
    content = FORMATS[name](Ledger())
    assert content.startswith(b"PK") if name == "xlsx" else content.endswith(b"\n")


def documentation() -> str:
    text = (Path(__file__).parents[3] / "docs" / "wikidata.md").read_text(encoding="utf-8")
    return text.partition("## Compare facts with Wikidata")[2].partition("\n## ")[0]


@pytest.mark.parametrize("name", [*Verdict, *Flag])
def test_every_verdict_and_flag_is_documented(name: str) -> None:
    assert f"\n| `{name}` | " in documentation()


def test_every_column_is_documented() -> None:
    section = documentation()
    documented = re.findall(r"`([a-z_0-9]+)`", "".join(re.findall(r"^\| (`[^|]+) \|", section, re.MULTILINE)))
    assert [name for name in documented if name in COLUMNS] == list(COLUMNS)
