"""``benchmarks/read_files.py`` compares the reading of files with rdflib's, on a sample with every format."""

from __future__ import annotations

import bz2
import gzip
import importlib
import lzma
import os
from pathlib import Path
from types import ModuleType

import pytest

from aliansi.rdf_files.formats import FORMATS
from tests.rdf_files.support.reading import LANG_STRING


def tool() -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).parents[2] / "benchmarks"))
        return importlib.import_module("read_files")


read_files = tool()


def xml(attributes: str, body: str) -> str:
    rdf = 'xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/"'
    return f"<r:RDF {rdf} {attributes}>{body}</r:RDF>"


TURTLE = '@prefix : <http://e/> .\n<> :p +5 , "é"@EN-gb , ( 1 2.0 [ :q true ] ) .\n'
LINE = "<http://e/a> <http://e/p> _:b .\n"
QUAD = LINE.replace(" .", " <http://e/g> .")
URI = "<uri>http://e/a</uri>"
TRIX = f'<TriX xmlns="http://www.w3.org/2004/03/trix/trix-1/"><graph><triple>{URI * 3}</triple></graph></TriX>'
JSON = '{"@id": "http://e/a", "http://e/p": [1, {"@value": "x", "@language": "en"}]}'
AGREEING: dict[str, str | bytes] = {
    "a.nt": LINE,
    "b.ntriples": LINE * 2,
    "a.nq": QUAD + LINE,
    "b.nquads": QUAD,
    "a.ttl": b"\xef\xbb\xbf" + TURTLE.replace("\n", "\r\n").encode(),
    "b.turtle": TURTLE,
    "a.trig": "@prefix : <http://e/> . :g { :a :p :b } :h { :a :p :b }",
    "a.n3": f"{TURTLE}<#x> = <#y> .",
    "a.rdf": xml('xml:base=""', '<e:C r:about=""><e:p r:parseType="Literal"/><e:q r:resource="#x"/></e:C>'),
    "b.owl": f'<?xml version="1.0"?>{xml("", "<e:C><e:p>é</e:p></e:C>")}'.encode("utf-16"),
    "c.xml": xml("", f'<e:C r:about="http://e/a"><e:p xml:lang="en" r:datatype="{LANG_STRING}">x</e:p></e:C>'),
    "d.rdfs": ("<?xml version='1.0' encoding='iso-8859-1'?>" + xml("", "<e:C e:p='é'/>")).encode("latin-1"),
    "a.jsonld": JSON,
    "b.json": f"[{JSON}]",
    "a.trix": TRIX,
    "a.hext": '["http://e/a","http://e/p","x","http://www.w3.org/2001/XMLSchema#string","",""]\n',
    "packed/a.ttl.gz": gzip.compress(TURTLE.encode()),
    "packed/a.nt.bz2": bz2.compress(LINE.encode()),
    "packed/a.rdf.xz": lzma.compress(xml("", "<e:C/>").encode()),
}
REFUSED = {"page.ttl": "<!DOCTYPE html><html>", "cut.nt": "<a:a> <a:b>", "turtle.owl": TURTLE, "cut.rdf": "<a>"}
OTHERS = {
    "space.rdf": (xml("", '<e:C r:about="http://e/a b"/>'), read_files.OURS),
    "minimal.nt": ("<a:a><a:b><a:c>.", read_files.THEIRS),
    "language.jsonld": ('{"a:b": {"@value": "x", "@language": "zh-classical"}}', read_files.WARNED),
}


def write(folder: Path, files: dict[str, str | bytes]) -> None:
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)


def test_the_sample_has_every_format() -> None:
    assert {Path(name).suffix[1:] for name in AGREEING} >= set(FORMATS)


def test_the_programs_agree_on_every_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, {**AGREEING, **REFUSED, "notes.txt": "not RDF"})
    status = read_files.main([str(tmp_path), "--all"])
    table = capsys.readouterr().out
    assert status == 0, table
    assert f"| all | {len(AGREEING) + len(REFUSED)} |" in table
    assert f"| agree | {len(AGREEING)} |" in table
    assert f"| refused by both | {len(REFUSED)} |" in table
    assert "refused by both            turtle.owl: turtle.owl:1: is Turtle, not RDF/XML" in table


@pytest.mark.parametrize("name", OTHERS)
def test_a_file_on_which_they_do_not_agree_has_its_reason(name: str, tmp_path: Path) -> None:
    content, outcome = OTHERS[name]
    write(tmp_path, {name: content})
    found = read_files.compare(tmp_path / name)
    assert (found.outcome, bool(found.reason)) == (outcome, True)


@pytest.mark.parametrize(
    ("ours", "theirs", "outcome"),
    [
        ((3, "x"), (3, "x"), "agree"),
        ((3, "x"), (2, "y"), "differ"),
        ((3, "x"), (3, "y"), "differ"),
        ((-1, "", "no", 0, True), (3, "y"), "crash or time limit"),
        ((3, "x"), (3, ""), "agree"),
    ],
    ids=["same", "number", "triples", "crash", "rdflib loses a language"],
)
def test_a_difference_is_one_in_number_or_in_triples(
    ours: tuple[object, ...], theirs: tuple[object, ...], outcome: str
) -> None:
    found, _ = read_files._outcome(read_files.Reading(*ours), read_files.Reading(*theirs))
    assert found == outcome


def never_ends(_file: Path) -> None:
    while True:
        pass


def dies(_file: Path) -> None:
    os._exit(3)


@pytest.mark.parametrize("reader", [never_ends, dies])
def test_a_reader_that_does_not_end_well_is_a_failure(reader: object, tmp_path: Path) -> None:
    (reading,) = read_files.in_a_process((reader, read_files.read_here), tmp_path, 0.5)
    assert reading.crashed
    assert reading.refusal


def test_a_difference_gives_exit_status_1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"a.nt": LINE})
    monkeypatch.setattr(read_files, "read_with_rdflib", lambda _: read_files.Reading(7, "x"))
    assert read_files.main([str(tmp_path)]) == 1
    monkeypatch.undo()
    assert read_files.main([str(tmp_path)]) == 0
