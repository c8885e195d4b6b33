"""A workbook holds the texts of the CSV, and no program turns them into days, numbers or formulas."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence

import openpyxl
import pandas as pd
import pytest

from aliansi.dataset import spreadsheet
from aliansi.dataset.spreadsheet import MAX_CELL, workbook_of, xlsx_name
from aliansi.errors import ResultTooLarge

TEXTS = {
    "month": "1995-12",
    "interval": "[1992..1994]",
    "leading-zero": "007",
    "exponent": "1e5",
    "formula": "=1+1",
    "array-formula": "{=1+1}",
    "plus": "+62 21",
    "minus": "-1",
    "at": "@SUM(A1)",
    "apostrophe": "'x",
    "link": "https://w3id.org/aliansi/id/csto",
    "verdict": "TRUE",
    "error": "#N/A",
    "quotation": "“head to head” dengan NATO",
    "scripts": "中文 العربية Київ 😀",
    "spaces": "  x ",
    "lines": "a\nb",
    "tab": "a\tb",
    "markup": "<b>&amp;\"'</b>",
    "looks-escaped": "_x0041_",
    "separators": "\x85\u2028",
    "longest": "é" * MAX_CELL,
}


def table(rows: Iterable[Sequence[str]]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode()


@pytest.mark.parametrize("text", TEXTS.values(), ids=list(TEXTS))
def test_a_cell_is_the_text_of_the_csv(text: str) -> None:
    book = workbook_of(table([["name", "value"], [text, ""], ["end", text]]), "table")
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells == [["name", "value"], [text, None], ["end", text]]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    formats = {cell.number_format for row in sheet.iter_rows() for cell in row if cell.value}
    assert formats == {"@"}, "a cell stays text when it is edited"
    frame = pd.read_excel(io.BytesIO(book), keep_default_na=False)
    assert frame["name"][0] == text


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x0c", "\x1f", "\r", "\ufffe"], ids=ascii)
def test_a_character_that_xml_lacks_is_escaped_as_spreadsheets_read_it(character: str) -> None:
    book = workbook_of(table([["name"], [f"a{character}b"]]), "table")
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert sheet["A2"].value == f"a_x{ord(character):04X}_b"  # ST_Xstring of ECMA-376, 22.9.2.19


def test_the_same_table_gives_the_same_bytes() -> None:
    rows = table([["name"], ["1995-12"]])
    book = workbook_of(rows, "table")
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        assert {file.date_time for file in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2000-01-01" in archive.read("docProps/core.xml")
    assert workbook_of(rows, "table") == book


@pytest.mark.parametrize("rows", [[], [[]], [["only", "names"]], [["true"]]], ids=["none", "empty", "names", "verdict"])
def test_a_small_table_is_a_workbook_too(rows: list[list[str]]) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_of(table(rows), "table"))).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] in (rows, [[None]], [])


@pytest.mark.parametrize("name", ["a/b:c?[d]*", "x" * 40, "", "'quoted'", "naïve"])
def test_a_sheet_has_a_name_that_spreadsheets_take(name: str) -> None:
    (sheet,) = openpyxl.load_workbook(io.BytesIO(workbook_of(b"a\r\n", name))).sheetnames
    assert 0 < len(sheet) <= 31


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x" * (MAX_CELL + 1), "row 2 has a text of 32,768 characters"),
        ("😀" * (MAX_CELL // 2 + 1), "row 2 has a text of 32,768 characters"),
        ("x" * 200_000, "too long for a cell"),
    ],
    ids=["one-more", "counted-in-utf-16", "beyond-csv"],
)
def test_a_text_that_no_cell_holds_is_refused(text: str, message: str) -> None:
    with pytest.raises(ResultTooLarge, match=f"{message}.*take the CSV"):
        workbook_of(table([["name"], [text]]), "table")


def test_a_table_that_no_sheet_holds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MAX_ROWS", 3)
    assert workbook_of(table([["name"], ["1"], ["2"]]), "table")
    with pytest.raises(ResultTooLarge, match="has 3 rows; a spreadsheet has 2: take the CSV"):
        workbook_of(table([["name"], ["1"], ["2"], ["3"]]), "table")
    with pytest.raises(ResultTooLarge, match="16,385 columns"):
        workbook_of(table([["x"] * 16_385]), "table")


def test_a_workbook_is_named_for_its_csv() -> None:
    assert xlsx_name("tenures.csv") == "tenures.xlsx"
