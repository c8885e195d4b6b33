"""Turtle and TriG files are read strictly, with the line of every triple."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Literal, URIRef

from aliansi.errors import FindingsError
from aliansi.project import turtle

EX = "http://example.org/"
LIKELY = "it is likely {0}: convert it to UTF-8 (iconv -f {0} -t UTF-8)"
DAMAGED = "the rest of the file mostly is: correct this line, and save the file as UTF-8"


def read(tmp_path: Path, text: str | bytes, name: str = "x.ttl") -> tuple[turtle.Statement, ...]:
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return turtle.read(file)


def test_every_statement_has_its_line(tmp_path: Path) -> None:
    text = (
        f"@prefix : <{EX}> .\n\n:a :p :b ;\n   :q 1 ,\n      (2 3) ,\n\n  [ :r 4 ]\n.\n# remark\n:c :p\n:d\n;\n:q 5 .\n"
    )
    lines = [(str(s.triple[1]).removeprefix(EX), s.line) for s in read(tmp_path, text)]
    assert [line for line in lines if len(line[0]) == 1] == [
        ("p", 3),
        ("r", 7),
        ("q", 4),
        ("q", 5),
        ("q", 7),
        ("p", 11),
        ("q", 13),
    ]


def test_trig_names_the_graph_of_each_statement(tmp_path: Path) -> None:
    text = f"@prefix : <{EX}> .\n:a :p :b .\n:g {{ :a :p :c . }}\nGRAPH :h {{ :a :p (1) }}\n"
    statements = read(tmp_path, text, "x.trig")
    named = {(s.graph, s.line) for s in statements}
    assert named == {(None, 2), (URIRef(EX + "g"), 3), (URIRef(EX + "h"), 4)}


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("@prefix : <http://example.org/> .\n:a :p :b\n:c :p :d .\n", 3, "A dot is expected"),
        ("<http://example.org/a> <http://example.org/p> x:y .\n", 1, "The prefix x: has not been declared"),
        ("@prefix : <http://example.org/> .\n\n:a :p ; .\n", 3, "; is not a valid RDF object"),
        ('@prefix : <http://example.org/> .\n"a" :p :b .\n', 2, "is not a valid subject"),
        ("<http://example.org/a b> <http://example.org/p> 1 .\n", 1, "Invalid IRI code point ' '"),
        ('@prefix : <http://example.org/> .\n:a :p "b .\n', 2, "Unexpected end of file"),
    ],
)
def test_a_syntax_error_names_the_line_and_what_was_expected(
    tmp_path: Path, text: str, line: int, expected: str
) -> None:
    with pytest.raises(FindingsError) as error:
        read(tmp_path, text)
    (finding,) = error.value.findings
    assert finding.location is not None
    assert finding.location.line == line
    assert expected in finding.message
    assert finding.render(tmp_path).startswith(f"x.ttl:{line}: syntax error at column")


def test_a_date_that_is_no_date_is_found_with_its_line(tmp_path: Path) -> None:
    text = f'@prefix : <{EX}> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n:a :p "2026-13-01"^^xsd:date .\n'
    with pytest.raises(FindingsError) as error:
        read(tmp_path, text)
    assert [f.render(tmp_path) for f in error.value.findings] == [
        'x.ttl:3: http://example.org/a: "2026-13-01" is not a valid xsd:date'
    ]


@pytest.mark.parametrize(
    ("literal", "usual"),
    [
        ('"007"^^xsd:integer', "7"),
        ('"1"^^xsd:boolean', "true"),
        ('"+5"^^xsd:int', "5"),
        ('"P12M"^^xsd:duration', "P1Y"),
    ],
)
def test_a_value_in_another_form_is_kept_in_the_usual_one(tmp_path: Path, literal: str, usual: str) -> None:
    """As in the store, in which a reader finds it."""
    (statement,) = read(tmp_path, f"{DATES}:a :p {literal} .\n")
    assert str(statement.triple[2]) == usual


DATES = f"@prefix : <{EX}> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"


@pytest.mark.parametrize(
    "literal",
    [
        '"1949-W14-1T00:00:00"^^xsd:dateTime',
        '"1949-04-04"^^xsd:dateTime',
        '"1949-04-04T00:00"^^xsd:dateTime',
        '"19490404"^^xsd:date',
        '"99"^^xsd:gYear',
        '" 1"^^xsd:integer',
        '"300"^^xsd:byte',
    ],
)
def test_a_form_that_only_python_reads_is_found(tmp_path: Path, literal: str) -> None:
    with pytest.raises(FindingsError) as error:
        read(tmp_path, f"{DATES}:a :p {literal} .\n")
    words, _, datatype = literal.partition("^^")
    (finding,) = error.value.findings
    assert finding.render(tmp_path) == f"x.ttl:2: {EX}a: {words} is not a valid {datatype}"


@pytest.mark.parametrize(
    "literal",
    [
        '"-0477-01-01T00:00:00Z"^^xsd:dateTime',
        '"12026-01-01"^^xsd:date',
        '"1949-04-04T24:00:00"^^xsd:dateTime',
        '"1949-04-04T12:00:00.123456789Z"^^xsd:dateTime',
        '"0000"^^xsd:gYear',
        '"1999-01-01+00:00"^^xsd:date',
        '"x"^^:unit',
    ],
)
def test_a_form_that_python_does_not_read_is_kept_as_written(tmp_path: Path, literal: str) -> None:
    (statement,) = read(tmp_path, f"{DATES}:a :p {literal} .\n")
    assert f'"{statement.triple[2]}"' == literal.partition("^^")[0]


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"# fine\n# caf\xe9\n", LIKELY.format("windows-1252")),
        (
            "# fine\n# 北大西洋条約機構はワシントンで設立された。加盟国は十二か国である。\n".encode("shift_jis"),
            LIKELY.format("Shift_JIS"),
        ),
        ("# fine\n# 北大西洋公约组织在华盛顿成立，共有十二个成员国\n".encode("gbk"), LIKELY.format("GB18030")),
        ("# naïve, übermäßig, coöperation\n".encode() + b"# caf\xe9\n", DAMAGED),
        ("# Договор\n".encode() + b"# \xa0\n", DAMAGED),
    ],
    ids=["windows-1252", "Shift_JIS", "GB18030", "one byte of UTF-8", "one byte among Cyrillic letters"],
)
def test_a_file_that_is_not_utf_8_is_refused_with_its_line(tmp_path: Path, content: bytes, advice: str) -> None:
    with pytest.raises(FindingsError) as error:
        read(tmp_path, content)
    assert [f.render(tmp_path) for f in error.value.findings] == [f"x.ttl:2: is not UTF-8; {advice}"]


def test_a_missing_file_is_a_finding(tmp_path: Path) -> None:
    with pytest.raises(FindingsError) as error:
        turtle.read(tmp_path / "none.ttl")
    assert "cannot be read: No such file" in error.value.findings[0].message


def test_a_byte_order_mark_is_no_error(tmp_path: Path) -> None:
    (statement,) = read(tmp_path, b'\xef\xbb\xbf<http://example.org/a> <http://example.org/p> "x" .')
    assert statement.triple[2] == Literal("x")


PREFIX = f"@prefix : <{EX}> .\n"
NOT_READ = {
    "reified": (f"{PREFIX}<< :a :p :b >> :q 1 .", "2: triple terms (RDF 1.2) are not supported"),
    "annotated": (f"{PREFIX}:a :p :b {{| :q 1 |}} .", "2: triple terms (RDF 1.2) are not supported"),
    "directed": (f'{PREFIX}:a :p "x"@ar--rtl .', "2: text directions (RDF 1.2) are not supported"),
    "version": (f'VERSION "1.2"\n{PREFIX}:a :p :b .', "1: rdflib does not read what begins here"),
    "base": (
        "@base <example:> .\n<a> <b> <c> .",
        "2: rdflib does not read what begins here: Base <example:> has no sla",
    ),
    "deep list": (f"{PREFIX}:a :p {'(' * 3_000}{')' * 3_000} .", "2: is nested too deeply"),
    "deep nodes": (f"{PREFIX}:a :p {'[ :p ' * 3_000}1{']' * 3_000} .", "2: is nested too deeply"),
    "JSON-LD": ('{"@id": "http://e/a"}', "1: is JSON-LD, not Turtle, as its extension says: rename it to x.jsonld"),
    "graphs": (
        f"{PREFIX}:g {{ :a :p :b }}",
        "2: syntax error at column 4: { is not a valid predicate; if the file is TriG",
    ),
}


@pytest.mark.parametrize("name", NOT_READ)
def test_what_is_not_read_is_refused_with_its_line(tmp_path: Path, name: str) -> None:
    content, message = NOT_READ[name]
    with pytest.raises(FindingsError) as error:
        read(tmp_path, content)
    assert error.value.findings[0].render(tmp_path).startswith(f"x.ttl:{message}")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["Unix", "Windows", "old Mac"])
def test_every_line_end_is_read(tmp_path: Path, end: str) -> None:
    statements = read(tmp_path, f"{PREFIX}:a :p :b .\n:a :p :c .\n".replace("\n", end))
    assert [statement.line for statement in statements] == [2, 3]
