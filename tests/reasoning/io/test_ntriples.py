"""N-Triples and N-Quads are parsed as pyoxigraph parses them, and written files are read back unchanged."""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pyoxigraph as ox
import pytest

from aliansi.errors import FindingsError, UsageError
from aliansi.rdf_files.documents import UnsupportedTermError
from aliansi.reasoning.io import ntriples
from aliansi.reasoning.io.ntriples import (
    BlankNodeLabels,
    Encoder,
    are_triples,
    chunks,
    lines,
    texts_of,
)
from aliansi.reasoning.io.read import read
from aliansi.reasoning.terms.dictionary import Dictionary

XSD = "http://www.w3.org/2001/XMLSchema#"
Triple = tuple[str, str, str]
LINES = [
    "<http://e.org/a> <http://e.org/p#q> <http://e.org:80/%C3%A9?x=1#f> .\n",
    "_:a <urn:x:y> _:b-1 .\n",
    '<http://e/é> <mailto:a@b> "x y \\" \\n \\\\"@en-us .\n',
    f'<a:b> <c:d> "1"^^<{XSD}int> .\n',
    f'<a:b> <c:d> ""^^<{XSD}string> .\r\n',
    "# a comment .\n",
    "\n",
    '<a:b>\t<c:d>"x"@EN.\n',
    '<a:b> <c:d> "\\t\\u00e9\\U0001F600" . # and why\n',
    '<a:b> <c:d> " .\t" .\n',
    "_:f2-x <c:d> _:é .\n",
    "_:f1-f2-x <c:d> _:f2.x .\n",
]
BITS = [
    *'<>"\\ .\n\r\t_:@^#ab1-/%{}|`é\u00a0\ue000\U0001f600\x00\x7f\ufffe', "\\n", "\\u0041", "^^", " .\n", "@en", "_:",
    "<a:b>", "//", "f2-", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString", f"{XSD}string", "--ltr",
    "<<( <a:s> <a:p> <a:o> )>>", " <http://g/1>",
]  # fmt: skip


def encoded(data: bytes, rdf_format: ox.RdfFormat = ox.RdfFormat.N_TRIPLES, number: int = 1) -> list[Triple]:
    terms = Dictionary()
    encoder = Encoder(terms, Path("x.nt"), BlankNodeLabels(number), rdf_format)
    numbers = np.concatenate([np.empty(0, np.int32), *map(encoder.encode, chunks(BytesIO(data)))])
    return rows(terms, *(numbers[i::3] for i in range(3)))


def rows(terms: Dictionary, *columns: np.ndarray[tuple[int], np.dtype[np.int32]]) -> list[Triple]:
    texts = terms.texts()
    return [(texts[s], texts[p], texts[o]) for s, p, o in zip(*(c.tolist() for c in columns), strict=True)]


def parsed(data: bytes, rdf_format: ox.RdfFormat, number: int = 1) -> list[Triple]:
    return list(texts_of(ox.parse(data, format=rdf_format), BlankNodeLabels(number)))


def parsed_or_line(data: bytes, rdf_format: ox.RdfFormat, number: int) -> tuple[list[Triple] | None, int | None]:
    try:
        return parsed(data, rdf_format, number), None
    except SyntaxError as error:
        return None, error.lineno
    except UnsupportedTermError:
        return None, None


def read_rows(*files: Path) -> list[Triple]:
    terms = Dictionary()
    found = read(files, terms)
    return rows(terms, found.s, found.p, found.o)


def mutated(chance: random.Random, line: str) -> str:
    for _ in range(chance.choice([0, 0, 1, 1, 2, 3])):
        at, what = chance.randrange(len(line) + 1), chance.randrange(4)
        if what == 0:
            line = line[:at] + line[at + chance.randrange(1, 4) :]
        elif what == 1:
            other = chance.randrange(len(line) + 1)
            line = line[:at] + line[other : other + 10] + line[at:]
        else:
            line = line[:at] + chance.choice(BITS) + line[at + what - 2 :]
    return line


def documents(seed: int, count: int) -> Iterator[tuple[bytes, ox.RdfFormat]]:
    chance = random.Random(seed)
    for _ in range(count):
        chosen = [mutated(chance, chance.choice(LINES)) for _ in range(chance.randrange(1, 5))]
        rdf_format = chance.choice([ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS])
        if rdf_format == ox.RdfFormat.N_QUADS:
            chosen = [line.replace(" .", chance.choice([" <http://g/1> .", " _:g .", " ."])) for line in chosen]
        data = "".join(chosen).encode()
        if chance.random() < 0.05:
            at = chance.randrange(len(data) + 1)
            data = data[:at] + bytes([chance.randrange(256)]) + data[at:]
        yield data, rdf_format


@pytest.mark.parametrize(("seed", "size"), [(0, 1 << 20), (1, 1 << 20), (2, 1), (3, 40)])
def test_mutated_lines_are_read_as_pyoxigraph_reads_them_or_refused_as_it_refuses_them(
    seed: int, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ntriples, "CHUNK", size)
    accepted = refused = 0
    for data, rdf_format in documents(seed, 1_500):
        for number in (1, 2):
            expected, line = parsed_or_line(data, rdf_format, number)
            if expected is not None:
                assert sorted(encoded(data, rdf_format, number)) == sorted(expected), data
                accepted += 1
                continue
            with pytest.raises(FindingsError) as caught:
                encoded(data, rdf_format, number)
            location = caught.value.findings[0].location
            assert location is not None
            # In chunks an error may be seen on the very line, not only at the start of the next.
            assert size < 100 or location.line == (line or location.line), data
            refused += 1
    assert min(accepted, refused) > 500


def test_the_texts_are_those_of_the_dictionary() -> None:
    for data, rdf_format in documents(17, 1_000):
        try:
            found = encoded(data, rdf_format)
        except FindingsError:
            continue
        terms = Dictionary()
        for text in {text for triple in found for text in triple}:
            number = terms.numbers[text]
            assert terms.number(terms.term(number)) == number, text


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("<http://e/a b> <http://e/p> <http://e/o> .", "Invalid IRI code point ' '"),
        ("<http://e/a> <http://e/p> <http://e/{o}> .", "Invalid IRI code point '{'"),
        ("<a> <http://e/p> <http://e/o> .", "No scheme"),
        ('"a" <http://e/p> <http://e/o> .', "The subject of a triple must be an IRI or a blank node"),
        ("<http://e/a> _:p <http://e/o> .", "The predicate of a triple must be an IRI"),
        ("<http://e/a> <http://e/p> <http://e/o> <http://e/q>", "must be followed by a dot"),
        ('<http://e/a> <http://e/p> "x"@e_n .', ""),
        ('<http://e/a> <http://e/p> "\\x" .', "Unexpected escape"),
        ("<http://e/a> <http://e/p> <http://e/o> <http://e/g> .", ""),
        ("<http://e/a> <http://e/p> <<( <a:s> <a:p> <a:o> )>> .", "RDF 1.2"),
        ('<http://e/a> <http://e/p> "x"@en--ltr .', "RDF 1.2"),
    ],
)
def test_a_wrong_line_is_named(line: str, why: str, tmp_path: Path) -> None:
    file = tmp_path / "wrong.nt"
    file.write_text(f"# first\n{LINES[0]}\n{LINES[1]}{line}\n{LINES[0]}")
    with pytest.raises(FindingsError) as caught:
        read_rows(file)
    (finding,) = caught.value.findings
    assert finding.render(tmp_path).startswith("wrong.nt:5: ")
    assert why in finding.message


def test_a_line_without_its_dot_is_found_at_the_next() -> None:
    with pytest.raises(FindingsError) as caught:
        encoded(b"<a:a> <a:p> <a:b>\n<a:a> <a:p> <a:c> .\n")
    assert caught.value.findings[0].message.endswith("the line before lacks a term or its final dot")


def test_a_literal_that_is_known_as_an_object_is_no_subject() -> None:
    with pytest.raises(FindingsError, match="1 error"):
        encoded(b'<a:a> <a:p> "x" .\n"x" <a:p> <a:a> .\n')


def test_a_step_of_the_engine_is_no_term(tmp_path: Path) -> None:
    terms = Dictionary()
    step = terms.text(terms.step(1))
    file = tmp_path / "steps.nt"
    file.write_text(f"<a:a> <a:p> {step} .\n")
    with pytest.raises(FindingsError):
        read([file], terms)


def test_what_is_not_utf_8_is_named(tmp_path: Path) -> None:
    file = tmp_path / "latin.nt"
    file.write_bytes(LINES[0].encode() + '<a:b> <c:d> "é" .\n'.encode("latin-1"))
    with pytest.raises(FindingsError) as caught:
        read_rows(file)
    assert caught.value.findings[0].render(tmp_path).startswith("latin.nt:2: syntax error at column 14: Invalid UTF-8")


@pytest.mark.parametrize("size", [1, 16, 100, 1 << 20])
def test_chunks_do_not_matter(size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ntriples, "CHUNK", size)
    data = "".join(LINES * 3).removesuffix("\n").encode()
    file = tmp_path / "all.nt"
    file.write_bytes(data)
    assert sorted(read_rows(file)) == sorted(parsed(data, ox.RdfFormat.N_TRIPLES))
    file.write_bytes(data + b"\n<a:b> <c:d> .\n")
    with pytest.raises(FindingsError) as caught:
        read_rows(file)
    location = caught.value.findings[0].location
    assert location is not None
    assert location.line == len(LINES) * 3 + 1


def test_blank_nodes_of_two_files_are_never_the_same(tmp_path: Path) -> None:
    labels = ["a", "f2-a", "f1-f2-a", "f2-f2-a", "é", "f2.a", "f3-a"]
    names = []
    for name in ("one.nt", "two.nq", "three.ttl", "four.nt"):
        file = tmp_path / name
        file.write_text("".join(f"_:{label} <a:p> <a:o> .\n" for label in labels))
        names.append({subject for subject, _, _ in read_rows(file)})
    files = [tmp_path / name for name in ("one.nt", "two.nq", "three.ttl", "four.nt")]
    found = [subject for subject, _, _ in read_rows(*files)]
    assert all(len(labels_of_one) == len(labels) for labels_of_one in names)
    assert len(found) == len(set(found)) == 4 * len(labels)
    assert found[0] == "_:a"


FORMATS = {
    "a.nt": "<a:a> <a:p> _:x .\n<a:a> <a:q> _:x .\n",
    "a.nq": "<a:a> <a:p> _:x <a:g> .\n<a:a> <a:q> _:x .\n",
    "a.ttl": "@prefix a: <a:> . a:a a:p _:x ; a:q _:x .",
    "a.trig": "@prefix a: <a:> . a:g { a:a a:p _:x } a:a a:q _:x .",
    "a.rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="a:"><rdf:Description '
    'rdf:about="a:a"><a:p rdf:nodeID="x"/><a:q rdf:nodeID="x"/></rdf:Description></rdf:RDF>',
    "a.jsonld": '{"@id": "a:a", "a:p": {"@id": "_:x"}, "a:q": {"@id": "_:x"}}',
}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("packed", [False, True])
def test_every_format_is_read_packed_or_not(name: str, packed: bool, tmp_path: Path) -> None:
    file = tmp_path / (name + ".gz" * packed)
    data = FORMATS[name].encode()
    file.write_bytes(gzip.compress(data) if packed else data)
    (first, second) = sorted(read_rows(file))
    assert first[:2] == ("<a:a>", "<a:p>")
    assert second[:2] == ("<a:a>", "<a:q>")
    assert first[2] == second[2]
    assert first[2].startswith("_:")


@pytest.mark.parametrize("name", ["b.ttl", "b.trig", "b.jsonld"])
def test_an_error_in_another_format_has_its_line(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("\n\n<\n")
    with pytest.raises(FindingsError) as caught:
        read_rows(tmp_path / name)
    location = caught.value.findings[0].location
    assert location is not None
    assert location.line >= 3


def test_an_error_in_xml_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "b.rdf").write_text("<?xml version='1.0'?><a/>")
    with pytest.raises(FindingsError) as caught:
        read_rows(tmp_path / "b.rdf")
    assert caught.value.findings[0].render(tmp_path).startswith("b.rdf:1: is XML without RDF: ")


@pytest.mark.parametrize(("text", "line"), [("\n<a></b>", 2), ("<a xmlns='a:'>\n\n", 3), ("<a:b/>\n<c/>", 2)])
def test_broken_xml_has_its_line(text: str, line: int, tmp_path: Path) -> None:
    (tmp_path / "b.rdf").write_text(text)
    with pytest.raises(FindingsError) as caught:
        read_rows(tmp_path / "b.rdf")
    assert caught.value.findings[0].render(tmp_path).startswith(f"b.rdf:{line}: broken XML at column ")


def test_files_that_will_not_do_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"a\.csv: no RDF format has the extension \.csv; valid: \.nt, "):
        read_rows(tmp_path / "a.csv")
    with pytest.raises(UsageError, match=r"none\.nt: cannot be read: No such file"):
        read_rows(tmp_path / "none.nt")
    (tmp_path / "a.nt.gz").write_text("<a:b> <c:d> <e:f> .")
    with pytest.raises(FindingsError) as caught:
        read_rows(tmp_path / "a.nt.gz")
    assert "cannot be decompressed: Not a gzipped file" in caught.value.findings[0].message
    (tmp_path / "a.nt.gz").write_bytes(gzip.compress(LINES[0].encode() * 1_000)[:60])
    with pytest.raises(FindingsError) as caught:
        read_rows(tmp_path / "a.nt.gz")
    assert "cannot be decompressed: Compressed file ended" in caught.value.findings[0].message


def test_progress_ends_at_the_size_of_all_files(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.nt", "b.nt.gz", "c.ttl")]
    files[0].write_text(LINES[0] * 10)
    files[1].write_bytes(gzip.compress(LINES[0].encode() * 10))
    files[2].write_text(LINES[0] * 10)
    reported: list[tuple[int, int]] = []
    read(files, Dictionary(), progress=lambda done, of: reported.append((done, of)))
    size = sum(file.stat().st_size for file in files)
    assert reported == sorted(reported)
    assert reported[-1] == (size, size)


def test_prefixes_of_the_files_are_kept(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("@prefix a: <http://a/> . @prefix : <http://b/> . a:a a:p :b .")
    assert read([tmp_path / "a.ttl"], Dictionary()).prefixes == {"a": "http://a/", "": "http://b/"}


@pytest.mark.parametrize("block", [1, 7, 1 << 14])
def test_what_is_written_is_read_back(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ntriples, "BLOCK", block)
    data = "".join(line for line in LINES if "_:f" not in line).encode()
    terms = Dictionary()
    numbers = Encoder(terms, Path("x.nt"), BlankNodeLabels(1), ox.RdfFormat.N_TRIPLES).encode(data)
    s, p, o = (numbers[i::3] for i in range(3))
    written = "".join(lines(terms.texts(), s, p, o))
    assert rows(terms, s, p, o) == encoded(written.encode()) == parsed(written.encode(), ox.RdfFormat.N_TRIPLES)
    assert written.count("\n") == len(s)


def test_what_is_no_triple_of_rdf_is_not_written() -> None:
    terms = Dictionary()
    iri, blank, literal = (terms.numbers[text] for text in ("<a:a>", "_:b", '"x"'))
    step = terms.step("body")
    every = np.array([[s, p, o] for s in (iri, blank, literal, step) for p in (iri, blank, literal, step)
                      for o in (iri, blank, literal, step)], np.int32)  # fmt: skip
    kept = every[are_triples(terms.texts(), *every.T)]
    written = "".join(lines(terms.texts(), *kept.T)).splitlines()
    assert written == [f"{s} <a:a> {o} ." for s in ("<a:a>", "_:b") for o in ("<a:a>", "_:b", '"x"')]


def test_nothing_is_read_and_written_as_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty.nt").write_text("")
    found = read([tmp_path / "empty.nt"], Dictionary())
    assert len(found.s) == 0
    assert "".join(lines(Dictionary().texts(), found.s, found.p, found.o)) == ""
