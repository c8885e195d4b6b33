"""Check that the files of a project that no other check reads are UTF-8: questions, exports and CITATION.cff."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from aliansi.errors import Finding, FindingsError, UsageError
from aliansi.project import citation
from aliansi.project.folder import Project
from aliansi.project.text_file import read_text


def findings(project: Project) -> Iterator[Finding]:
    """Yield a finding for every file that cannot be read, and for a CITATION.cff that is not YAML."""
    for file in (*project.query_files("questions"), *project.query_files("exports")):
        try:
            read_text(file)
        except FindingsError as error:
            yield from error.findings
    try:
        citation.read(project.root / citation.NAME, "", dt.date.today())
    except UsageError as error:
        yield Finding(None, "", str(error))
