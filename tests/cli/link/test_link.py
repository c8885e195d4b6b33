"""`aliansi link`: every command of the group shows what it does and an example."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from aliansi.cli import commands
from aliansi.cli.link import link


@pytest.mark.parametrize("command", sorted(link.commands))
def test_help_shows_an_example(command: str) -> None:
    result = CliRunner().invoke(commands, ["link", command, "--help"])
    assert result.exit_code == 0
    assert f"aliansi link {command}" in result.output.split("Example:")[1]


def test_the_group_lists_its_commands() -> None:
    result = CliRunner().invoke(commands, ["link", "--help"])
    assert result.exit_code == 0
    for command in ("export", "import"):
        assert f"\n  {command} " in result.output
