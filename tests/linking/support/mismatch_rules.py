"""Rules of the import of the Mismatch Finder (wmde/wikidata-mismatch-finder at 0274e08), ported from its PHP.

``config/mismatches.php`` has the patterns and lengths, ``ValidateCSV.php`` and ``StatementGuidValue.php`` the rules.
What asks Wikidata (``WikidataValue.php``: ``wbparsevalue``, ``MetaWikidataValue.php``: the datatype of a property) is
ported for dates, the only values of ours.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

KEYS = (
    *("item_id", "statement_guid", "property_id", "wikidata_value", "meta_wikidata_value"),
    *("external_value", "external_url", "type"),
)
LENGTHS = {"item_id": 12, "statement_guid": 100, "property_id": 100, "meta_wikidata_value": 100}
PATTERNS = {
    "item_id": re.compile(r"Q[1-9]\d*"),
    "statement_guid": re.compile(r"Q\d+\$[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}", re.IGNORECASE),
    "property_id": re.compile(r"P\d+", re.IGNORECASE),
    "meta_wikidata_value": re.compile(r"Q[1-9]\d*"),
}
TIMES = {"P569", "P570", "P571", "P576", "P580", "P582", "P585"}
PARSED = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def errors_of(content: bytes) -> list[str]:
    """Return what the import would refuse; each row has one error at most."""
    rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
    if not rows or set(rows[0]) != set(KEYS) or len(rows[0]) != len(KEYS):
        return ["the header"]
    found: list[str] = []
    for number, row in enumerate(rows[1:], 1):
        if len(row) != len(KEYS):
            return [*found, f"{number}: {len(row)} columns"]
        found += [f"{number}: {error}" for error in list(_errors(dict(zip(rows[0], row, strict=True))))[:1]]
    return found


def _errors(row: dict[str, str]) -> Iterator[str]:
    for name in ("item_id", "property_id", "external_value"):
        if not row[name]:
            yield f"{name} is required"
    if bool(row["statement_guid"]) != bool(row["wikidata_value"]):
        yield "statement_guid and wikidata_value are required with each other"
    for name, value in row.items():
        if len(value) > LENGTHS.get(name, 1500):
            yield f"{name} is too long"
        if value and name in PATTERNS and not PATTERNS[name].fullmatch(value):
            yield f"{name} has the wrong form"
    yield from _errors_of_several(row)


def _errors_of_several(row: dict[str, str]) -> Iterator[str]:
    if row["external_url"] and not re.fullmatch(r"https?://[^\s/]+\S*", row["external_url"]):
        yield "external_url is not a URL"
    if row["meta_wikidata_value"] and not row["wikidata_value"]:
        yield "meta_wikidata_value is prohibited"
    if row["type"] not in ("statement", "qualifier", ""):
        yield "type"
    if row["statement_guid"] and row["statement_guid"].split("$")[0].upper() != row["item_id"]:
        yield "statement_guid is of another item"
    if row["property_id"] in TIMES and row["wikidata_value"] and not PARSED.fullmatch(row["wikidata_value"]):
        yield "wbparsevalue"
    if row["meta_wikidata_value"] and row["property_id"] not in TIMES:
        yield "meta_wikidata_value of no time"
