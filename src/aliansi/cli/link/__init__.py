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


@link.command("reconcile", epilog=EXAMPLE + "aliansi link reconcile --class Person --records records/ -o out.sssom.tsv")
@click.option("--class", "classes", multiple=True, metavar="CLASS", help="Only things of a class, such as State.")
@click.option("--all", "everything", is_flag=True, help="Also things that have an exact match.")
@click.option(
    "--records",
    multiple=True,
    metavar="DIR|FILE|URL",
    help="Records of Wikidata: a folder, a file or a dump.",
)
@click.option("--service", "services", multiple=True, metavar="URL", help="A reconciliation service of version 0.2.")
@click.option("--api", "apis", multiple=True, metavar="URL", help="The API of a Wikibase (…/w/api.php).")
@click.option(
    "--save", "saved", type=click.Path(path_type=Path, file_okay=False), help="Folder for the records from the web."
)
@click.option(
    "--contact", envvar="ALIANSI_CONTACT", default="", help="Your e-mail address or URL, for the operator of the host."
)
@click.option("--limit", type=click.IntRange(1, 50), default=5, show_default=True, help="Candidates of a thing.")
@click.option(
    "-o", "--out", "output", default="-", metavar="FILE.sssom.tsv", help="A new file. Default: standard output."
)
@pass_project
def reconcile(
    project: Project,
    classes: tuple[str, ...],
    everything: bool,
    records: tuple[str, ...],
    services: tuple[str, ...],
    apis: tuple[str, ...],
    saved: Path | None,
    contact: str,
    limit: int,
    output: str,
) -> None:
    """Find items of Wikidata for things without a link, and write them as a SSSOM table for a reviewer.

    Candidates come from records that you have saved, from a dump, or from an address that you name; without one
    nothing is read from the web. Nothing is written into data/: “aliansi link import” reads the reviewed table.
    """
    from aliansi.cli.link import candidates
    from aliansi.errors import ConnectionFailed

    candidates.check_output(output)
    try:
        with progress("reading the dataset") as show:
            origins = candidates.Origins(records, services, apis)
            run = candidates.reconcile(project, classes, everything, origins, saved, contact, limit, show)
    except ConnectionFailed as error:
        exit_with(str(error), 1)
    for finding in sorted({*run.findings, *run.notes}, key=lambda each: each.sort_key()):
        report(finding)
    candidates.write_table(run.table, output)
    if run.findings:
        exit_with(f"{run.summary()}; not read: {len(run.findings)}", 1)
    click.echo(f"aliansi: {run.summary()}", err=True)


@link.command("compare", epilog=EXAMPLE + "aliansi link compare --records records --verdict conflict")
@click.option(
    "--records",
    multiple=True,
    metavar="PATH",
    help="Saved records of Wikidata: a file, a dump or a folder; repeatable.",
)
@click.option("--api", default="", metavar="URL", help="Read the records of all linked items from a Wikibase.")
@click.option(
    "--save", "saved", type=click.Path(path_type=Path, file_okay=False), help="Folder for the records from --api."
)
@click.option(
    "--contact", envvar="ALIANSI_CONTACT", default="", help="Your e-mail address or URL, for the operator of the host."
)
@click.option("--thing", "things", multiple=True, metavar="ID", help="Only this thing, fact or item; repeatable.")
@click.option(
    "--class", "classes", multiple=True, metavar="CLASS", help="Only State, Person, Membership …; repeatable."
)
@click.option("--verdict", "verdicts", multiple=True, help="Only conflict, one-day, missing-there …; repeatable.")
@click.option(
    "--format",
    "form",
    help="table, csv, xlsx, json, turtle, summary or mismatch-finder. Default: by the extension of FILE, or table.",
)
@click.option("--source", default="", metavar="ID", help="With turtle: the source that the records come from.")
@click.option("--strict", is_flag=True, help="With mismatch-finder: also dates that differ by one day.")
@click.option("-o", "--out", metavar="FILE", type=click.Path(path_type=Path), help="Default: standard output.")
@pass_project
def compare_facts(
    project: Project,
    records: tuple[str, ...],
    api: str,
    saved: Path | None,
    contact: str,
    things: tuple[str, ...],
    classes: tuple[str, ...],
    verdicts: tuple[str, ...],
    form: str | None,
    source: str,
    strict: bool,
    out: Path | None,
) -> None:
    """Compare memberships, tenures, foundings and dissolutions with statements of Wikidata.

    Each row has a verdict, our words or sources, and their statement with its rank. Differences are results: the exit
    status is 0. It is 1 if a record could not be read (the others are compared), and 2 for a wrong option. Nothing is
    read from the web without --api.
    """
    from aliansi.cli.link import compare
    from aliansi.errors import ConnectionFailed

    request = compare.CompareRequest(records, things, classes, verdicts, form, out, strict, source, api, saved, contact)
    try:
        with progress("reading the dataset") as show:
            found = compare.run(project, request, show)
    except ConnectionFailed as error:
        exit_with(str(error), 1)
    for finding in sorted({*found.findings, *found.records.notes}, key=lambda each: each.sort_key()):
        report(finding)
    if found.findings:
        exit_with(found.message(), 1)
    if message := found.message():
        click.echo(f"aliansi: {message}", err=True)


@link.command("quickstatements", epilog=EXAMPLE + "aliansi link quickstatements --records records > statements.txt")
@click.option(
    "--records",
    required=True,
    multiple=True,
    type=click.Path(path_type=Path),
    help="Saved records of Wikidata: a file, a dump or a folder; repeatable.",
)
@click.option("--tool", type=click.Choice(["2", "3"]), default="2", show_default=True, help="Version of the tool.")
@click.option("--form", type=click.Choice(["v1", "csv"]), default="v1", show_default=True)
@click.option("--retrieved", metavar="DAY", help="The day on which you have seen the sources, as 2026-12-01.")
@pass_project
def write_quickstatements(
    project: Project, records: tuple[Path, ...], tool: str, form: str, retrieved: str | None
) -> None:
    """Write statements that Wikidata lacks to standard output, for QuickStatements; nothing is sent.

    Only facts with a public source of their own: no conflict, no close match, no copy of Wikidata or Wikipedia. What is
    left out is counted by reason. Save the records again before you upload the file.
    """
    from aliansi.cli.link import quickstatements
    from aliansi.linking.quickstatements.formats import Tool

    request = quickstatements.StatementsRequest(records, Tool(tool), form, retrieved)
    with progress("reading") as show:
        result = quickstatements.run(project, request, lambda done, of: show("reading", done, of))
    for finding in sorted(result.findings, key=lambda each: each.sort_key()):
        report(finding)
    for line in result.lines:
        click.echo(f"aliansi: {line}", err=True)
    if broken := len(result.findings):
        exit_with(f"{broken} error{'s' if broken > 1 else ''} in the records; the others were used", 1)
