"""What all commands share: the option --project, and errors in one line with an exit status."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Final, NoReturn, ParamSpec

import click

from aliansi.errors import AliansiError, Finding, FindingsError

P = ParamSpec("P")
EXAMPLE: Final = "\b\nExample:\n  "


def report_errors(command: Callable[P, None]) -> Callable[P, None]:
    """Print errors of users and of the system in one line each, and exit with a status."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except FindingsError as error:
            for finding in error.findings:
                report(finding)
            exit_with(str(error), 1)
        except AliansiError as error:
            exit_with(str(error), 2)
        except BrokenPipeError:
            sys.stderr.close()  # else Python reports the closed pipe when it exits
            sys.exit(0)
        except OSError as error:
            exit_with(f"{error.filename or 'file system'}: {error.strerror or error}", 1)

    return run


def report(finding: Finding) -> None:
    """Print a finding to standard error, with its file relative to the current folder."""
    click.echo(finding.render(Path.cwd()), err=True)


def exit_with(message: str, status: int) -> NoReturn:
    """Print a message to standard error and exit with a status."""
    click.echo(f"aliansi: {message}", err=True)
    sys.exit(status)


def pass_project(command: Callable[..., None]) -> Callable[..., None]:
    """Add the option --project to a command and pass it the project."""

    @click.option(
        "--project",
        "folder",
        type=click.Path(path_type=Path),
        help="Folder with ontology/, data/, queries/. Default: the current one if it has them, or the shipped one.",
    )
    @report_errors
    @wraps(command)
    def run(*args: Any, folder: Path | None, **kwargs: Any) -> None:
        from aliansi.project.folder import find

        command(find(folder), *args, **kwargs)

    return run
