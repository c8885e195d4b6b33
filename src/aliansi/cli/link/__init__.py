"""`aliansi link`: compare facts with Wikidata, and exchange mappings with it; nothing is sent to it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from aliansi.cli.command import EXAMPLE, exit_with, pass_project, report
from aliansi.cli.progress import progress

if TYPE_CHECKING:
    from aliansi.project.folder import Project


@click.group()
def link() -> None:
    """Links to Wikidata: compare facts with its statements, and read and write mappings; nothing is sent to it."""


@link.command("export", epilog=EXAMPLE + "aliansi link export links.sssom.tsv")
@click.argument("file", metavar="FILE.sssom.tsv")
@pass_project
def export_mappings(project: Project, file: str) -> None:
    """Write all mappings as a SSSOM table, with those that were rejected or reviewed; FILE - is standard output."""
    from aliansi.cli.link import mappings

    click.echo(f"aliansi: {mappings.export_mappings(project, file)}", err=True)


@link.command("import", epilog=EXAMPLE + "aliansi link import reviewed.sssom.tsv --write")
@click.argument("file", metavar="FILE.sssom.tsv")
@click.option("--metadata", type=click.Path(path_type=Path), help="The header, if it is not in FILE or next to it.")
@click.option("--write", "--apply", "writes", is_flag=True, help="Write what is added and changed into data/.")
@pass_project
def import_mappings(project: Project, file: str, metadata: Path | None, writes: bool) -> None:
    """Show what a SSSOM table adds to the mappings and changes in them; with --write, write it into data/.

    Reviewed and rejected mappings stay unless a row has a later review_date. What a program made never replaces what a
    person made, and of a contradiction both sides are reported. FILE may be packed with gzip; - is standard input.
    """
    from aliansi.cli.link import mappings

    with progress("reading"):
        plan, findings = mappings.plan_of(project, file, metadata)
    for line in mappings.lines_of(plan, Path.cwd()):
        click.echo(line)
    for finding in sorted((*findings, *plan.refused), key=lambda each: each.sort_key()):
        report(finding)
    for written in mappings.write_plan(plan, project) if writes else ():
        click.echo(written)
    summary = mappings.summary_of(plan, findings)
    if findings or plan.refused:
        exit_with(summary, 1)
    click.echo(f"aliansi: {summary}", err=True)
    if writes:
        click.echo("aliansi: run “aliansi check” to check the project with them", err=True)
    elif plan.added or plan.changed:
        click.echo("aliansi: nothing is written: add --write", err=True)
