"""Read every RDF file of a folder with Aliansi and with rdflib, and compare the triples.

    python benchmarks/read_files.py FOLDER

Each file is read in processes of their own, with a time limit and without a network. The number of distinct triples is
compared, and the triples without blank nodes one by one, apart from the case of language tags and the spelling of
numbers and of XML and HTML literals. The exit status is 1 if a file differs, or if Aliansi crashes or does not end in
time.
"""

from __future__ import annotations

import argparse
import io
import logging
import multiprocessing
import socket
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final, NoReturn

import rdflib
from rdflib import RDF, XSD, BNode, Literal
from rdflib.term import Node

from aliansi.errors import AliansiError, Finding, FindingsError
from aliansi.rdf_files.formats import FORMATS, extension_of
from aliansi.rdf_files.streams import PACKED, ByteCounter, open_stream
from aliansi.reasoning.io.read import read
from aliansi.reasoning.terms.dictionary import Dictionary
from aliansi.reasoning.terms.rdflib_terms import node_of

SECONDS: Final = 60.0
RDFLIB: Final = {
    "nt": "nt11", "ntriples": "nt11", "nq": "nquads", "nquads": "nquads", "ttl": "turtle", "turtle": "turtle",
    "trig": "trig", "rdf": "xml", "rdfs": "xml", "owl": "xml", "xml": "xml", "jsonld": "json-ld", "json": "json-ld",
    "n3": "n3", "trix": "trix", "hext": "hext",
}  # fmt: skip
"""rdflib's names of formats, by extension."""
DATASETS: Final = {"nq", "nquads", "trig", "jsonld", "json", "trix", "hext"}
SPELT_FREELY: Final = {RDF.XMLLiteral, RDF.HTML}
NUMBERS: Final = {XSD.integer, XSD.decimal, XSD.double}

AGREE, WARNED, DIFFER = "agree", "dropped with a warning", "differ"
BOTH, OURS, THEIRS = "refused by both", "refused by Aliansi alone", "refused by rdflib alone"
CRASHED: Final = "crash or time limit"
FAILURES: Final = {DIFFER, CRASHED}


@dataclass(frozen=True)
class Reading:
    """What one program makes of a file: distinct triples, a digest of those without blank nodes, or why none.

    The digest is empty if rdflib has lost the language of a text, as it does with the datatype rdf:langString.
    """

    triples: int = -1
    digest: str = ""
    refusal: str = ""
    warnings: int = 0
    crashed: bool = False


@dataclass(frozen=True)
class Comparison:
    """A file, the outcome, and a reason to show."""

    file: Path
    outcome: str
    reason: str
    seconds: float


def files_in(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder that have the extension of an RDF format, in the order of their names."""
    for file in sorted(folder.rglob("*")):
        name = file.name.lower()
        packed = next((suffix for suffix in PACKED if name.endswith(suffix)), "")
        if file.is_file() and name.removesuffix(packed).rpartition(".")[2] in FORMATS:
            yield file


def read_here(file: Path) -> Reading:
    """Read a file as ``aliansi reason`` does."""
    found: list[Finding] = []
    terms = Dictionary()
    try:
        given = read([file], terms, warn=found.append)
    except FindingsError as error:
        return Reading(refusal=error.findings[0].render(file.parent))
    except AliansiError as error:
        return Reading(refusal=str(error))
    rows = set(zip(given.s.tolist(), given.p.tolist(), given.o.tolist(), strict=True))
    texts = terms.texts()
    triples = ((node_of(texts[s]), node_of(texts[p]), node_of(texts[o])) for s, p, o in rows)
    return Reading(len(rows), digest_of(triples), warnings=len(found))


def read_with_rdflib(file: Path) -> Reading:
    """Read a file with rdflib, as it is spelt."""
    rdflib.NORMALIZE_LITERALS = False
    extension = extension_of(file)
    graph = rdflib.Dataset() if extension in DATASETS else rdflib.ConjunctiveGraph()
    try:
        with open_stream(file, ByteCounter([file], None)) as stream:
            content = io.BytesIO(stream.read())
        graph.parse(content, format=RDFLIB[extension], publicID=file.absolute().as_uri())
        rows = {(s, p, _of_rdf_1_1(o)) for s, p, o, _ in graph.quads()}
        loses_languages = any(isinstance(o, Literal) and o.datatype == RDF.langString for _, _, o in rows)
        return Reading(len(rows), "" if loses_languages else digest_of(rows))
    except Exception as error:  # noqa: BLE001 - the parsers of rdflib raise whatever their libraries raise
        return Reading(refusal=" ".join(f"{type(error).__name__}: {error}".split()))


def _of_rdf_1_1(node: Node) -> Node:
    """Return a term, a text of datatype xsd:string as the plain one that it is."""
    return Literal(str(node)) if isinstance(node, Literal) and node.datatype == XSD.string else node


def digest_of(triples: Iterator[tuple[Node, Node, Node]] | set[tuple[Node, Node, Node]]) -> str:
    """Return a digest of the triples without blank nodes."""
    lines = ("\n".join(map(_comparable, triple)) for triple in triples if not any(isinstance(n, BNode) for n in triple))
    return sha256("\n".join(sorted(lines)).encode("utf-8", "surrogatepass")).hexdigest()


def _comparable(node: Node) -> str:
    if not isinstance(node, Literal):
        return f"<{node}>"
    if node.datatype in SPELT_FREELY:
        return f"^^{node.datatype}"
    text = str(node)
    if node.datatype in NUMBERS:  # rdflib normalises the numbers of Turtle
        with suppress(ValueError):
            text = str(float(text))
    return f"{text!r}@{(node.language or '').lower()}^^{node.datatype or XSD.string}"


Reader = Callable[[Path], Reading]


def in_a_process(readers: tuple[Reader, ...], file: Path, seconds: float) -> list[Reading]:
    """Return what readers make of a file, one after the other, in one process; a crash ends them."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=_send, args=(readers, file, theirs))
    process.start()
    theirs.close()
    readings: list[Reading] = []
    try:
        for _ in readers:
            readings.append(_received(ours, process, seconds))
            if readings[-1].crashed:
                break
    finally:
        process.kill()
        process.join()
        ours.close()
    return readings


def _received(connection: Connection, process: multiprocessing.Process, seconds: float) -> Reading:
    if not connection.poll(seconds):
        return Reading(refusal=f"not read in {seconds:g} s", crashed=True)
    try:
        reading = connection.recv()
    except EOFError:
        process.join()
        return Reading(refusal=f"the process ended with status {process.exitcode}", crashed=True)
    assert isinstance(reading, Reading)
    return reading


def _send(readers: tuple[Reader, ...], file: Path, connection: Connection) -> None:
    for name in ("create_connection", "getaddrinfo"):
        setattr(socket, name, _refuse)
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    for reader in readers:
        connection.send(reader(file))


def _refuse(*_: object) -> NoReturn:
    raise OSError("no network here")


def compare(file: Path, seconds: float = SECONDS) -> Comparison:
    """Compare the readings of a file."""
    start = time.perf_counter()
    ours, *theirs = in_a_process((read_here, read_with_rdflib), file, seconds)
    return Comparison(file, *_outcome(ours, *theirs), time.perf_counter() - start)


def _outcome(ours: Reading, theirs: Reading = Reading()) -> tuple[str, str]:
    if ours.crashed:
        return CRASHED, ours.refusal
    if ours.refusal:
        return (BOTH if theirs.refusal else OURS), ours.refusal
    if theirs.refusal:
        return THEIRS, f"{ours.triples} triples; {theirs.refusal}"
    if ours.triples == theirs.triples and theirs.digest in ("", ours.digest):
        return AGREE, ""
    numbers = f"{ours.triples} triples, rdflib {theirs.triples}"
    if ours.triples == theirs.triples:
        numbers = f"{numbers}, but other ones"
    return (WARNED, f"{numbers}, {ours.warnings} warnings") if ours.warnings else (DIFFER, numbers)


def main(arguments: list[str] | None = None) -> int:
    """Print the outcome of every file on which the programs do not agree, and a table; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="the time limit of each reading (default: 60)")
    parser.add_argument("--all", action="store_true", help="also print the files on which the programs agree")
    options = parser.parse_args(arguments)
    if not options.folder.is_dir():
        parser.error(f"{options.folder} is not a folder")
    totals: Counter[str] = Counter()
    for file in files_in(options.folder):
        found = compare(file, options.seconds)
        totals[found.outcome] += 1
        if options.all or found.outcome != AGREE:
            print(f"{found.outcome:<26} {file.relative_to(options.folder)}: {found.reason[:200]}", flush=True)
    print(f"\n| outcome | files |\n| --- | ---: |\n| all | {totals.total()} |")
    for outcome in (AGREE, WARNED, BOTH, OURS, THEIRS, DIFFER, CRASHED):
        print(f"| {outcome} | {totals[outcome]} |")
    if not totals:
        parser.error(f"{options.folder} has no RDF file")
    return int(any(totals[outcome] for outcome in FAILURES))


if __name__ == "__main__":
    sys.exit(main())
