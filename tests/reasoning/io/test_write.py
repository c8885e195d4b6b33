"""Writing triples in any format, with the known prefixes, to a complete file or none."""

from __future__ import annotations

import errno
import re
from pathlib import Path

import numpy as np
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from aliansi.errors import UsageError
from aliansi.rdf_files.formats import FORMATS, ONLY_READ
from aliansi.reasoning.columns.sorted_index import Columns
from aliansi.reasoning.io.write import refuse_unwritable, write
from aliansi.reasoning.terms.dictionary import Dictionary
from tests.support import slow

LINES = [
    '<http://e.org/a> <http://e.org/p> "x \\" \\\\ \\n \\r \t é"@en .',
    '<http://e.org/a> <http://e.org/p> "1"^^<http://www.w3.org/2001/XMLSchema#int> .',
    "_:f2-x <http://e.org/p> _:b .",
    "<http://e.org/b> <http://e.org/p> <http://e.org/a> .",
]


def columns(*lines: str) -> tuple[list[str], Columns]:
    terms = Dictionary()
    numbers = np.array([[terms.numbers[text] for text in line[:-2].split(" ", 2)] for line in lines], np.int32)
    s, p, o = numbers.reshape(-1, 3).T
    return terms.texts(), (s, p, o)


def read_back(file: Path) -> list[str]:
    found = ox.parse(file.read_bytes(), format=FORMATS[file.suffix[1:]])
    return sorted(f"{s} {p} {o}" for s, p, o, *_ in found)


@pytest.mark.parametrize("extension", [name for name in FORMATS if name not in ONLY_READ])
def test_every_format_holds_every_term(extension: str, tmp_path: Path) -> None:
    file = tmp_path / f"x.{extension}"
    write(*columns(*LINES), file, {"e": "http://e.org/"})
    expected = [str(quad.triple) for line in LINES for quad in ox.parse(line, format=ox.RdfFormat.N_QUADS)]
    assert without_labels(read_back(file)) == without_labels(sorted(expected))


def without_labels(lines: list[str]) -> list[str]:
    return sorted(re.sub(r"_:\S+", "_:", line) for line in lines)


ENDS = {"plain": '"', "tag": '"@en', "type": '"^^<http://e.org/t>', "escapes": '\\n\\"\\\\"'}
LONG = [(extension, end) for extension in ("ttl", "trig", "rdf", "jsonld", "nt") for end in ENDS]


@pytest.mark.parametrize(
    "case", slow.marked([case for case in LONG if case[0] != "rdf" and case[1] != "escapes"], LONG), ids="-".join
)
def test_literals_of_any_length_are_written(case: tuple[str, str], tmp_path: Path) -> None:
    """Pyoxigraph writes them, but parses only those of less than 16 MiB."""
    extension, end = case[0], ENDS[case[1]]
    file, text = tmp_path / f"x.{extension}", "é" * (1 << 23)
    write(*columns(LINES[2], f'<http://e.org/a> <http://e.org/p> "{text}{end} .'), file, {})
    content = file.read_text(encoding="utf-8")
    assert text in content
    file.write_text(content.replace(text, "é"), encoding="utf-8")
    (expected,) = ox.parse(f'<http://e.org/a> <http://e.org/p> "é{end} .', format=ox.RdfFormat.N_TRIPLES)
    assert str(expected).removesuffix(" .") in read_back(file)


def test_prefixes_are_used_and_those_of_the_vocabulary_are_there(tmp_path: Path) -> None:
    write(*columns(LINES[1]), tmp_path / "x.ttl", {"e": "http://e.org/"})
    assert (tmp_path / "x.ttl").read_text().splitlines()[-1] == 'e:a e:p "1"^^xsd:int .'


def test_a_prefix_of_the_graph_goes_before_one_of_the_vocabulary(tmp_path: Path) -> None:
    write(*columns(LINES[3]), tmp_path / "x.ttl", {"owl": "http://e.org/"})
    assert (tmp_path / "x.ttl").read_text().splitlines()[-1] == "owl:b owl:p owl:a ."


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            "<a:a> <http://e.org/> <a:b> .",
            "RDF/XML cannot write the property <http://e.org/>: its IRI does not end in a name",
        ),
        ("<a:a> <http://e.org/1> <a:b> .", "RDF/XML cannot write the property"),
        ('<a:a> <http://e.org/p> "\x01" .', "RDF/XML cannot write a control character"),
    ],
)
def test_what_rdf_xml_cannot_write_is_refused_before_a_file_is_there(line: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=words.replace("(", r"\(")):
        write(*columns(line), tmp_path / "x.rdf", {})
    assert list(tmp_path.iterdir()) == []


def test_progress_is_counted_in_triples(tmp_path: Path) -> None:
    many = columns(*(f"<a:{i}> <http://e.org/p> <a:b> ." for i in range(40_000)))
    for name in ("x.nt", "x.ttl", "x.rdf"):
        reported: list[tuple[int, int]] = []
        write(*many, tmp_path / name, {}, lambda done, of, reported=reported: reported.append((done, of)))  # type: ignore[misc]
        assert len(reported) > 2
        assert reported == sorted(reported)
        assert reported[-1] == (40_000, 40_000)


def test_an_error_leaves_nothing_behind_and_names_the_file(tmp_path: Path) -> None:
    def full(done: int, of: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "x.nt").write_text("as it was")
    with pytest.raises(OSError, match="No space left") as caught:
        write(*columns(*LINES), tmp_path / "x.nt", {}, full)
    assert caught.value.filename == str(tmp_path / "x.nt")
    assert [file.name for file in tmp_path.iterdir()] == ["x.nt"]
    assert (tmp_path / "x.nt").read_text() == "as it was"


def test_a_folder_that_goes_meanwhile_is_named(tmp_path: Path) -> None:
    out = tmp_path / "gone" / "x.nt"
    with pytest.raises(UsageError, match="there is no folder"):
        refuse_unwritable(out)
    with pytest.raises(FileNotFoundError) as caught:
        write(*columns(*LINES), out, {})
    assert caught.value.filename == str(out)


def test_a_carriage_return_survives_xml(tmp_path: Path) -> None:
    write(*columns('<a:a> <http://e.org/p> "1\\r2\\r\\n3" .'), tmp_path / "x.rdf", {})
    (value,) = rdflib.Graph().parse(tmp_path / "x.rdf", format="xml").objects()
    assert str(value) == "1\r2\r\n3"


@pytest.mark.parametrize("labels", [("1a", "002"), ("_1a", "1a"), ("3161", "_3161"), ("b0", "c.d"), ("0", "1")])
def test_blank_nodes_have_names_in_xml(labels: tuple[str, str], tmp_path: Path) -> None:
    one, other = labels
    triples = (f"_:{one} <http://e.org/p> _:{other} .", f"_:{other} <http://e.org/q> _:{one} .")
    write(*columns(*triples), tmp_path / "x.rdf", {})
    written = rdflib.Graph().parse(tmp_path / "x.rdf", format="xml")
    assert isomorphic(written, rdflib.Graph().parse(data="\n".join(triples), format="nt"))
