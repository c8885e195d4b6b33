"""SSSOM files that are read: forms that others write, and findings with the line of what is wrong."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from aliansi.errors import FindingsError
from aliansi.linking.sssom_reader import read_sssom
from tests.linking.support.sssom import HEADER, table

FILE = Path("a.sssom.tsv")
ROW = {"subject_id": "id:csto", "object_id": "wd:Q318693", "comment": "x", "note": "y"}
PLAIN = table(ROW)
NAMES = "subject_id\tpredicate_id\tobject_id\tmapping_justification"


def spreadsheet(content: bytes) -> bytes:
    """Return a table as a spreadsheet saves it: each line with as many tabs, the header in quotation marks."""
    lines = content.decode().splitlines()
    return "".join((f'"{line}"\t\t\t' if line.startswith("#") else line) + "\r\n" for line in lines).encode()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(PLAIN, id="plain"),
        pytest.param(PLAIN.replace(b"\n", b"\r\n"), id="CRLF"),
        pytest.param(b"\xef\xbb\xbf" + PLAIN, id="byte order mark"),
        pytest.param(gzip.compress(PLAIN), id="gzip"),
        pytest.param(PLAIN + b"\n\t\t\n", id="empty lines at the end"),
        pytest.param(spreadsheet(PLAIN), id="from a spreadsheet"),
        pytest.param(PLAIN.replace(b"#", b"# "), id="a space after #"),
        pytest.param(PLAIN.replace(b"wd:", b"wikidata:"), id="another prefix"),
        pytest.param(
            PLAIN.replace(b"http://www.wikidata.org/entity/", b"https://www.wikidata.org/wiki/"), id="pages of Wikidata"
        ),
        pytest.param(PLAIN.replace(b"wd:Q318693", b"http://www.wikidata.org/entity/Q318693"), id="an IRI"),
        pytest.param(PLAIN.replace(b"\nid:csto", b"\n id:csto "), id="spaces around a name"),
    ],
)
def test_a_table_is_read_in_every_form(content: bytes) -> None:
    read = read_sssom(FILE, content)
    assert read.findings == ()
    (mapping,) = read.mappings
    assert mapping.subject == "https://w3id.org/aliansi/id/csto"
    assert mapping.object == "http://www.wikidata.org/entity/Q318693"
    assert mapping.value("comment") == "x"
    assert mapping.extensions == {"note": "y"}
    assert mapping.location is not None


def test_the_header_may_be_a_file_of_its_own() -> None:
    header = (Path("a.sssom.yml"), HEADER.replace("#", "").encode())
    read = read_sssom(FILE, table(ROW, header=""), header)
    assert (len(read.mappings), read.findings) == (1, ())


def test_lines_are_those_of_the_file_after_a_cell_of_several_lines() -> None:
    content = table({**ROW, "comment": '"a\nb\tc"'}, {"subject_id": "id:nato", "object_id": "foo:1"})
    read = read_sssom(FILE, content)
    assert read.mappings[0].value("comment") == "a\nb\tc"
    assert [(f.location.line if f.location else 0, f.subject) for f in read.findings] == [(8, "id:nato")]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        pytest.param({"object_id": "foo:Q1"}, "object_id: foo:Q1 has the unknown prefix foo: add it", id="prefix"),
        pytest.param({"object_id": "Q1"}, "object_id: Q1 has no prefix: write it as PREFIX:Q1", id="no prefix"),
        pytest.param({"mapping_justification": ""}, "mapping_justification is missing: say how", id="justification"),
        pytest.param({"mapping_justification": " "}, "mapping_justification is missing: say how", id="spaces only"),
        pytest.param({"object_id": ""}, "object_id is missing: name the item, or sssom:NoTermFound", id="object"),
        pytest.param({"subject_id": ""}, "subject_id is missing: name the thing", id="subject"),
        pytest.param({"object_id": "wd:Q1 Q2"}, "object_id: wd:Q1 Q2 is not a name", id="two items in a cell"),
        pytest.param({"confidence": "1.5"}, "confidence: '1.5' is not valid", id="confidence over 1"),
        pytest.param({"confidence": "0,9"}, "confidence: '0,9' is not valid", id="decimal comma"),
        pytest.param({"confidence": "nan"}, "confidence: 'nan' is not valid", id="no number"),
        pytest.param({"predicate_modifier": "not"}, "predicate_modifier: 'not' is not valid", id="modifier"),
        pytest.param({"review_date": "23 Nov"}, "review_date: '23 Nov' is not a date: write it as", id="words"),
        pytest.param({"review_date": "2026-02-30"}, "review_date: '2026-02-30' is not valid", id="day"),
        pytest.param({"mapping_date": "1700000000"}, "mapping_date: '1700000000' is not a date", id="seconds"),
        pytest.param({"reviewer_id": "orcid:1|x:2"}, "reviewer_id: x:2 has the unknown prefix x", id="one of several"),
        pytest.param({"note": "y\tz", "confidence": "1"}, "cells for", id="too many cells"),
    ],
)
def test_an_error_in_a_row_is_named_with_its_line_and_the_rest_is_read(row: dict[str, str], words: str) -> None:
    read = read_sssom(FILE, table({**ROW, "confidence": "1"}, {**ROW, **row}))
    assert len(read.mappings) == 1
    (finding,) = read.findings
    assert finding.render(Path()).startswith("a.sssom.tsv:7: ")
    assert words in finding.message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "a.sssom.tsv: is empty", id="empty"),
        pytest.param(b"\xef\xbb\xbf\n \n", "a.sssom.tsv: has no table below its header", id="empty lines"),
        pytest.param(HEADER.encode(), "a.sssom.tsv: has no table below its header", id="a header alone"),
        pytest.param(gzip.compress(PLAIN)[:-9], "a.sssom.tsv: is not whole: gzip says", id="cut gzip"),
        pytest.param(PLAIN.replace(b"\t", b","), "a.sssom.tsv:5: has no tabs: save the table as", id="CSV"),
        pytest.param(b"a\tb\n1\t2\n", "a.sssom.tsv:1: the columns are a, b: a table of mappings has", id="other table"),
        pytest.param(
            f"{NAMES}\tsubject_id\n".encode(), "a.sssom.tsv:1: has two columns subject_id: rename", id="column twice"
        ),
        pytest.param(b"#a: b: c\n" + PLAIN, "a.sssom.tsv:1: the header is not YAML", id="no YAML"),
        pytest.param(b"#x: 1\n#a: [\n" + PLAIN[len(HEADER) :], "a.sssom.tsv:2: the header is not YAML", id="YAML, cut"),
        pytest.param(b"# a list\n" + PLAIN[len(HEADER) :], "a.sssom.tsv:1: the header is not YAML of", id="words"),
        pytest.param(PLAIN.decode().encode("utf-16"), "a.sssom.tsv:1: is not UTF-8", id="UTF-16"),
        pytest.param(PLAIN + b"\xff\xfe\n", "a.sssom.tsv:7: is not UTF-8", id="no UTF-8 in a row"),
        pytest.param(PLAIN + b"a" * 200_000, "a.sssom.tsv:7: is not a table: field larger than", id="endless cell"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(FindingsError) as caught:
        read_sssom(FILE, content)
    assert caught.value.findings[0].render(Path()).startswith(message)


def test_what_the_header_says_of_all_is_said_of_each_row_unless_one_has_its_own() -> None:
    header = HEADER + "#mapping_tool: finder\n#mapping_date: 2026-12-01\n#comment: of the set\n"
    rows = [{**ROW, "comment": ""}, {**ROW, "comment": "", "subject_id": "id:nato", "mapping_date": "2026-11-30"}]
    first, second = read_sssom(FILE, table(*rows, header=header)).mappings
    assert (first.value("mapping_tool"), second.value("mapping_tool")) == ("finder", "finder")
    assert (first.value("mapping_date"), second.value("mapping_date")) == ("", "2026-11-30")
    assert first.value("comment") == ""


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("#curie_map: x\n", "curie_map: is not a list of prefixes"),
        (f"{HEADER}#  x:\n", "curie_map: x has no IRI"),
        (f"{HEADER}#  skos: http://e/\n", "curie_map: skos is http://e/, but SSSOM has it for http://www.w3.org/2004"),
    ],
)
def test_an_error_in_the_header_is_a_finding(header: str, message: str) -> None:
    findings = read_sssom(FILE, table(ROW, header=header)).findings
    assert any(message in finding.render(Path()) for finding in findings)


def test_a_column_for_sources_is_known_by_its_definition() -> None:
    definition = "#extension_definitions:\n#- slot_name: from\n#  property: dcterms:source\n"
    header = HEADER + "#  dcterms: http://purl.org/dc/terms/\n" + definition
    content = table({**ROW, "from": "id:source-a|id:source-b", "sources": "words"}, header=header)
    (mapping,) = read_sssom(FILE, content).mappings
    assert mapping.slots["sources"] == tuple(f"https://w3id.org/aliansi/id/source-{n}" for n in "ab")
    assert mapping.extensions == {"note": "y", "sources_": "words"}


def test_slots_before_version_1_are_read() -> None:
    names = "subject_id\tpredicate_id\tobject_id\tmatch_type\tsemantic_similarity_score"
    row = "id:csto\tskos:exactMatch\twd:Q318693\tHumanCurated\t0.5"
    (mapping,) = read_sssom(FILE, f"{HEADER}{names}\n{row}\n".encode()).mappings
    assert mapping.value("mapping_justification") == "https://w3id.org/semapv/vocab/ManualMappingCuration"
    assert mapping.value("similarity_score") == "0.5"
    assert mapping.extensions == {}
