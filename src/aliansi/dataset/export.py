"""Export of the dataset in RDF formats and tables for other researchers, in stable order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from aliansi import __version__
from aliansi.dataset.export_folder import CHECKSUMS, README, checksums, checksums_size, replace_folder
from aliansi.dataset.results import graph_bytes, serialise
from aliansi.dataset.spreadsheet import workbook_of, xlsx_name
from aliansi.dataset.store import Store
from aliansi.errors import QueryError, ResultTooLarge, UsageError
from aliansi.namespaces import DEFAULT_LANGUAGE, GRAPH, PROOFS
from aliansi.project.folder import Project
from aliansi.project.query_header import by_language, read_header
from aliansi.project.text_file import read_text


@dataclass(frozen=True)
class ExportFile:
    """A file of an export: its name, description and content."""

    name: str
    about: str
    content: bytes


@dataclass(frozen=True)
class TableQuery:
    """A table of an export: its title by language, its query, and the file of it."""

    about: Mapping[str, str]
    query: str
    file: Path


# The formats of the whole dataset: file name, format, description.
_FORMATS = (
    ("aliansi.ttl", ox.RdfFormat.TURTLE, "every triple of the union of the graphs, in Turtle"),
    ("aliansi.rdf", ox.RdfFormat.RDF_XML, "the same triples in RDF/XML"),
    ("aliansi.trig", ox.RdfFormat.TRIG, "the named graphs, in TriG (load them as a dataset: `rdflib.Dataset`)"),
    ("aliansi.nq", ox.RdfFormat.N_QUADS, "the named graphs, in N-Quads (also as a dataset)"),
    (
        "aliansi.jsonld",
        ox.RdfFormat.JSON_LD,
        "the named graphs, in JSON-LD (also as a dataset; for one graph take `aliansi.ttl`)",
    ),
)

_ABOUT_CHECKSUMS = "the SHA-256 of each file, for `sha256sum --check`"


def files(store: Store, project: Project, more: Iterable[ExportFile] = ()) -> Iterator[ExportFile]:
    """Yield every file of an export, with those of other packages, the README last."""
    made = [*_datasets(store), *_tables(store, project), *more]
    readme = _readme(store, made)
    contents = {file.name: file.content for file in made}
    yield ExportFile(CHECKSUMS, _ABOUT_CHECKSUMS, checksums({**contents, README: readme}))
    yield from made
    yield ExportFile(README, "this description", readme)


def write(store: Store, project: Project, folder: Path, more: Iterable[ExportFile] = ()) -> list[Path]:
    """Write an export into an absent or empty folder or over an earlier export, completely or not at all.

    ``more`` are the files that packages above this one make.
    Returns its files; two runs write the same bytes. Raises UsageError for a folder with files of others, OSError if
    the files cannot be written.
    """
    contents = {file.name: file.content for file in files(store, project, more)}
    replace_folder(folder, contents)
    return [folder / name for name in contents]


def _datasets(store: Store) -> Iterator[ExportFile]:
    quads = sorted(store.dataset, key=str)
    union = sorted({quad.triple for quad in quads if quad.graph_name != ox.NamedNode(str(PROOFS))}, key=str)
    for name, rdf_format, about in _FORMATS:
        content = quads if rdf_format.supports_datasets else union
        yield ExportFile(name, about, graph_bytes(content, rdf_format))


def tables_of(project: Project) -> dict[str, TableQuery]:
    """Return the tables by file name. Raises UsageError for a query without a title."""
    found = {}
    for query in project.query_files("exports"):
        text = read_text(query)
        titles = by_language(read_header(text), "title")
        if DEFAULT_LANGUAGE not in titles:
            raise UsageError(f"{query}: write '# title: …' in its header")
        found[f"{query.stem}.csv"] = TableQuery(titles, text, query)
    return found


def _tables(store: Store, project: Project) -> Iterator[ExportFile]:
    for name, exported in tables_of(project).items():
        try:
            table = serialise(store.query(exported.query), "text/csv")
        except QueryError as error:
            raise error.in_file(exported.file) from error
        about = exported.about[DEFAULT_LANGUAGE]
        with suppress(ResultTooLarge):  # the CSV has it all
            workbook = workbook_of(table, name.removesuffix(".csv"))
            yield ExportFile(xlsx_name(name), f"{about} (the CSV for spreadsheets)", workbook)
        yield ExportFile(name, about, table)


def _readme(store: Store, made: list[ExportFile]) -> bytes:
    rows = "".join(f"| `{file.name}` | {file.about} | {len(file.content):,} |\n" for file in made)
    size = checksums_size([*(file.name for file in made), README])
    rows += f"| `{CHECKSUMS}` | {_ABOUT_CHECKSUMS} | {size:,} |\n"
    graphs = "".join(f"- `{name}`\n" for name in store.graph_names())
    return (
        f"# Aliansi {__version__}: export\n\n"
        "Every fact is tied to the words that state it or to its cited source; inferred triples are in the graph\n"
        f"`{GRAPH.inferred}`.\n\n"
        f"Dataset revision (SHA-256 of the N-Quads it was read from): `{store.revision}`\n\n"
        f"| file | what is in it | bytes |\n|---|---|---|\n{rows}\n"
        f"## Named graphs\n\n{graphs}\n"
        "## Licence and citation\n\n"
        "Data: CC BY 4.0. Cite the project as its CITATION.cff says, with the revision above.\n"
    ).encode()
