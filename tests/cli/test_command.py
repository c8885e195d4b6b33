from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from aliansi.cli.command import report_errors
from aliansi.errors import AliansiError, Finding, FindingsError, Location, UsageError


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (FindingsError([Finding(Location(Path("a.ttl"), 3), "id:a", "no source")]), 1, "a.ttl:3: id:a: no source"),
        (UsageError("no such question"), 2, "aliansi: no such question"),
        (PermissionError(13, "Permission denied", "b.ttl"), 1, "aliansi: b.ttl: Permission denied"),
    ],
    ids=["findings", "wrong usage", "file system"],
)
def test_an_error_is_one_line_and_a_status(error: AliansiError | OSError, status: int, message: str) -> None:
    @click.command()
    @report_errors
    def command() -> None:
        raise error

    result = CliRunner().invoke(command)
    assert (result.exit_code, result.stderr.splitlines()[0]) == (status, message)
