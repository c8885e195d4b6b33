"""Commands: results go to standard output, errors to standard error.

Exit status: 0 success, 1 errors found, 2 wrong usage.
"""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aliansi import __version__
from aliansi.cli.command import EXAMPLE, exit_with, pass_project, report, report_errors
from aliansi.cli.link import link
from aliansi.cli.progress import progress
from aliansi.errors import UsageError
from aliansi.rdf_files import EXTENSIONS

if TYPE_CHECKING:
    from aliansi.project.folder import Project

MAX_SHOWN = 5


def main() -> None:
    """Run the command line."""
    configure_numpy()
    configure_output()
    commands(prog_name="aliansi")


def configure_numpy() -> None:
    """Switch off what makes NumPy slower here, before it is imported."""
    # A thread for each core, for linear algebra, which is not used.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Huge pages: clearing them costs more than they save for short-lived columns.
    os.environ.setdefault("NUMPY_MADVISE_HUGEPAGE", "0")


def configure_output() -> None:
    """Write UTF-8 whatever the locale or code page: Turtle has no other encoding, and texts have every character."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, package_name="aliansi")
def commands() -> None:
    """A citable knowledge graph of security alliances: every fact is tied to the words that state it."""


text_option = click.option(
    "--text", type=click.Path(path_type=Path), help="Folder with copies of the sources, to compare passages with."
)


@commands.command(epilog=EXAMPLE + "aliansi build")
@pass_project
def build(project: Project) -> None:
    """Build and check the dataset, and write build/dataset.nq."""
    from aliansi import pipeline

    with progress("building"):
        file = pipeline.build(project)
    click.echo(file)


@commands.command(epilog=EXAMPLE + "aliansi check --text ../texts")
@text_option
@pass_project
def check(project: Project, text: Path | None) -> None:
    """Run every check and report each error as file:line: subject: message.

    A name that several things share is a warning: the exit status stays 0.
    """
    from aliansi import pipeline
    from aliansi.validation import shared_names

    with progress("checking"):
        checked = pipeline.run(project, text)
    graph = checked.reasoned.graph
    for warning in shared_names.warnings(graph):
        report(warning)
    facts = len(graph.facts())
    click.echo(f"no errors: {facts} triples of facts and claims, {len(checked.reasoned.inferred)} inferred")


@commands.command(epilog=EXAMPLE + "aliansi query members-at-date --param alliance=id:nato --param date=1955-06-01")
@click.argument("question", required=False)
@click.option("--list", "lists", is_flag=True, help="List the questions with their titles instead.")
@click.option("--param", "params", multiple=True, metavar="NAME=VALUE", help="A value for a parameter of the question.")
@click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json", "ttl"]), default="table", show_default=True
)
@click.option("--with-passages", is_flag=True, help="Add the evidence of each row: passages, words and citations.")
@pass_project
def query(
    project: Project, question: str | None, lists: bool, params: tuple[str, ...], form: str, with_passages: bool
) -> None:
    """Answer a QUESTION of the project by its name, or a query: the FILE.rq, or - for standard input."""
    from aliansi import pipeline
    from aliansi.cli import output
    from aliansi.project import questions

    if lists:
        click.echo("\n".join(output.list_questions(project)))
        return
    if question is None:
        raise UsageError("which question? Give its name, a FILE.rq, or - for standard input; --list shows the names")
    text = questions.query_text(project, question, output.parse_params(params))
    file = questions.file_of(project, question)
    sys.stdout.buffer.write(output.render_file(pipeline.open_store(project), file, text, form, with_passages))
    sys.stdout.flush()


@commands.command(epilog=EXAMPLE + "aliansi explain id:georgia al:withdrewFrom id:csto")
@click.argument("subject")
@click.argument("predicate")
@click.argument("object_", metavar="OBJECT")
@click.option("--format", "form", type=click.Choice(["text", "json", "turtle"]), default="text", show_default=True)
@pass_project
def explain(project: Project, subject: str, predicate: str, object_: str, form: str) -> None:
    """Explain why a triple holds: a proof down to the words of the sources.

    Terms are prefixed names, IRIs or literals. The exit status is 1 if the triple does not follow.
    """
    from aliansi.pipeline import explain as explaining

    answer = explaining.explain(project, (subject, predicate, object_), form)
    if answer is None:
        exit_with(f"{subject} {predicate} {object_}: not asserted, and it does not follow", 1)
    click.echo(answer, nl=False)


@commands.command("reason", epilog=EXAMPLE + "aliansi reason ontology.ttl facts.nt.gz -o closure.nt.gz")
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Output file; its extension gives the format.")
@click.option("--engine", type=click.Choice(["native", "owlrl"]), default="native", show_default=True)
@click.option("--inferred-only", is_flag=True, help="Leave out the triples of the files.")
@click.option("--reflexive", is_flag=True, help="Add triples that relate things, classes and properties to themselves.")
@click.option("--axiomatic", is_flag=True, help="Add the axiomatic triples of the OWL vocabulary.")
@click.option("--datatypes", is_flag=True, help="Add the types of the datatypes of OWL 2 RL.")
@click.option("--format", "form", type=click.Choice(EXTENSIONS), default="nt", help="Of FILE - and pipes. Default: nt.")
@report_errors
def reason_over(
    files: tuple[Path, ...],
    out: Path | None,
    engine: str,
    inferred_only: bool,
    reflexive: bool,
    axiomatic: bool,
    datatypes: bool,
    form: str,
) -> None:
    """Write the triples of RDF files and what they entail under the OWL 2 RL rules.

    \b
    Formats: .nt .ntriples .nq .nquads .ttl .turtle .trig .rdf .rdfs .owl .xml
    .jsonld .json, read only: .n3 .trix .hext; also packed (.gz .bz2 .xz).
    FILE - is standard input. Named graphs are reasoned over as one. Without
    --out N-Triples go to standard output. With contradictions the triples are
    written, the contradictions reported, and the exit status is 1.
    """
    from aliansi.cli import reason as reasoning
    from aliansi.reasoning.rules.axiomatic import Options

    options = Options(reflexive, axiomatic, datatypes)
    request = reasoning.ReasonRequest(files, out, engine, inferred_only, options, form)
    with progress("reading") as show:
        outcome = reasoning.reason(request, show)
    for warning in outcome.warnings:
        report(warning)
    click.echo(f"aliansi: {outcome.summary()}", err=True)
    for finding in outcome.contradictions[:MAX_SHOWN]:
        report(finding)
    if found := len(outcome.contradictions):
        exit_with(
            f"{found} contradiction{'s' if found > 1 else ''} in the data; the triples were written nevertheless", 1
        )


@commands.command(epilog=EXAMPLE + 'aliansi quote "NATO tetap eksis" --source article --text ../texts')
@click.argument("words")
@click.option("--source", required=True, help="The id of the source, such as article.")
@click.option("--text", type=click.Path(path_type=Path), help="Folder of the text; default text/, ../shared/text/.")
@click.option("--occurrence", type=click.IntRange(1), help="Which place to print, from 1, if there are several.")
@click.option("--near", metavar="WORDS", help="Print the place nearest to these words.")
@pass_project
def quote(
    project: Project, words: str, source: str, text: Path | None, occurrence: int | None, near: str | None
) -> None:
    """Find WORDS in a source and print the passage to paste into data/evidence-*.ttl.

    Spaces, line ends, case, quotation marks and hyphens may differ; the passage has what stands in the text.
    """
    from aliansi.evidence import quote as quoting
    from aliansi.project.loader import load

    graph = load(project)
    known, content = quoting.text_of(graph, source, text)
    names = quoting.names_of_passages(graph, known)
    click.echo(quoting.passage(known, content, words, quoting.Choice(occurrence, near), names), nl=False)


@commands.command(epilog=EXAMPLE + "aliansi serve --port 8080")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--dataset", type=click.Path(path_type=Path), help="Serve this RDF file instead.")
@click.option("--text", type=click.Path(path_type=Path), help="Folder with source texts to show in full.")
@click.option("--watch", is_flag=True, help="Rebuild when a file is saved; serve the last state without errors.")
@click.option("--limit", multiple=True, metavar="NAME=VALUE", help="For example seconds=5 or memory=512m; repeatable.")
@click.option("--allow-service", multiple=True, metavar="HOST", help="Allow SERVICE requests to this host; repeatable.")
@click.option("--workers", type=click.Choice(["forked", "started"]), help="How worker processes start.")
@click.option("--processes", default=1, show_default=True, type=click.IntRange(1, 64), help="Server processes.")
@click.option("--behind-proxy", multiple=True, metavar="ADDRESS", help="Trust X-Forwarded-For from it; repeatable.")
@click.option("--allow-host", multiple=True, metavar="NAME", help="Answer for this host name too; repeatable.")
@click.option("--log", type=click.Choice(["requests", "queries"]), help="Log each of these to standard output.")
@pass_project
def serve(project: Project, **options: Any) -> None:
    """Serve the SPARQL endpoint and the pages; build first if a file has changed."""
    from aliansi.cli.serve import ServeOptions
    from aliansi.cli.serve import serve as run

    run(project, ServeOptions(**options))


@commands.command(epilog=EXAMPLE + "aliansi export tables")
@click.argument("directory", metavar="DIR")
@pass_project
def export(project: Project, directory: str) -> None:
    """Write the dataset and the tables into DIR, with a README that describes each file.

    DIR is new, empty or an earlier export; it is replaced as a whole or not at all.
    """
    from aliansi.cli.export import export as run

    for file in run(project, directory):
        click.echo(file)


commands.add_command(link)
