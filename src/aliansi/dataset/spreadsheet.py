"""Tables as Excel workbooks (.xlsx), in which every cell is text, exactly as in the CSV.

A spreadsheet guesses when it opens a CSV: "1995-12" becomes a day, "=1+1" a formula, and UTF-8 is read as another
encoding. In a workbook a cell has a type.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Final

from xlsxwriter import Workbook

from aliansi.errors import ResultTooLarge

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIX: Final = "xlsx"
MAX_ROWS: Final = 1_048_576
MAX_COLUMNS: Final = 16_384
MAX_CELL: Final = 32_767
"""Limits of a sheet; characters of a cell are counted in UTF-16."""
_WRITTEN: Final = dt.datetime(2000, 1, 1)
"""The date within every workbook: the same table gives the same bytes."""
_WIDTH: Final = 24
_INVALID_IN_NAMES: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", "-"))
_MAX_NAME: Final = 31


def workbook_of(table: bytes, name: str) -> bytes:
    """Return a CSV table as a workbook with one sheet. Raises ResultTooLarge for what no sheet can hold."""
    rows = _rows(table)
    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": _WRITTEN, "title": name})
    as_text, head = book.add_format({"num_format": "@"}), book.add_format({"num_format": "@", "bold": True})
    sheet = book.add_worksheet(name.translate(_INVALID_IN_NAMES)[:_MAX_NAME] or "table")
    columns = max(map(len, rows), default=0)
    if columns:
        sheet.set_column(0, columns - 1, _WIDTH, as_text)
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{MAX_ROWS}"})
        sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            if text:
                sheet.write_string(number, column, text, as_text if number else head)
    book.close()
    return stream.getvalue()


def xlsx_name(name: str) -> str:
    """Return the file name of the workbook for that of a CSV."""
    return f"{name.removesuffix('.csv')}.{SUFFIX}"


def _rows(table: bytes) -> list[list[str]]:
    try:
        rows = list(csv.reader(io.StringIO(table.decode("utf-8"), newline="")))
    except csv.Error as error:  # csv has a limit of its own, which is higher
        raise ResultTooLarge(f"a text is too long for a cell of a spreadsheet: {error}; take the CSV") from error
    _refuse_large(rows)
    return rows


def _refuse_large(rows: list[list[str]]) -> None:
    if len(rows) > MAX_ROWS:
        raise ResultTooLarge(f"the table has {len(rows) - 1:,} rows; a spreadsheet has {MAX_ROWS - 1:,}: take the CSV")
    for number, row in enumerate(rows, 1):
        if len(row) > MAX_COLUMNS:
            raise ResultTooLarge(f"the table has {len(row):,} columns; a spreadsheet has {MAX_COLUMNS:,}: take the CSV")
        for text in row:
            if len(text) > MAX_CELL // 2 and (size := len(text.encode("utf-16-le", "surrogatepass")) // 2) > MAX_CELL:
                raise ResultTooLarge(
                    f"row {number:,} has a text of {size:,} characters; a cell of a spreadsheet has {MAX_CELL:,}: "
                    "take the CSV"
                )
