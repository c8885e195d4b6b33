"""`aliansi link quickstatements`: statements that Wikidata lacks, as a file for a person to review and upload."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from aliansi import pipeline
from aliansi.errors import Finding, UsageError
from aliansi.linking.comparison.compare import compare
from aliansi.linking.quickstatements.batch import batch_of
from aliansi.linking.quickstatements.formats import FORMS, Tool
from aliansi.linking.quickstatements.references import References
from aliansi.linking.quickstatements.values import date_value
from aliansi.linking.record_reader import read_records
from aliansi.project.folder import Project
from aliansi.rdf_files.streams import Progress


@dataclass(frozen=True)
class StatementsRequest:
    """Options of the command line: the records, the tool, the form of the file, and when the sources were seen."""

    records: Sequence[Path]
    tool: Tool = Tool.TWO
    form: str = "v1"
    retrieved: str | None = None


@dataclass(frozen=True)
class StatementsResult:
    """Findings about the records, and lines about what was written and what was left out."""

    findings: tuple[Finding, ...]
    lines: tuple[str, ...]


def run(project: Project, request: StatementsRequest, progress: Progress) -> StatementsResult:
    """Write the statements to standard output. Raises UsageError for a day that is not one."""
    store = pipeline.open_store(project)
    records = read_records(request.records, progress=progress)
    batch = batch_of(compare(store, records), References(store, _day(request.retrieved)))
    content = FORMS[request.form](batch, request.tool)
    sys.stdout.buffer.write(content)
    sys.stdout.flush()
    return StatementsResult(tuple(records.findings), tuple(_lines(content, request, batch.left_out.lines())))


def _day(text: str | None) -> str | None:
    """Return the value of a day. Raises UsageError."""
    if text is None:
        return None
    try:
        value = date_value(date.fromisoformat(text).isoformat())
    except ValueError as error:
        raise UsageError(f"--retrieved {text} is not a day: write it as 2026-12-01") from error
    return value.value if value else None


def _lines(content: bytes, request: StatementsRequest, left_out: Iterator[str]) -> Iterator[str]:
    number = max(content.count(b"\n") - (request.form == "csv"), 0)
    yield f"{number} statement{'s' if number != 1 else ''} for QuickStatements {request.tool}; nothing was sent"
    if number and request.retrieved is None:
        yield "the references have no day: look at the sources, and add --retrieved DAY"
    yield from left_out
