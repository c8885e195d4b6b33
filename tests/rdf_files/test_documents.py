"""Errors of parsers become findings with file and line."""

from __future__ import annotations

import io
import logging
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from aliansi.errors import Finding, FindingsError
from aliansi.rdf_files.documents import MAX_TOKEN, open_document
from aliansi.reasoning.io.read import read
from aliansi.reasoning.terms.dictionary import Dictionary
from tests.rdf_files.support.reading import given, refusal, triples

TOO_LONG = "a literal or IRI has 16 MiB or more, too much for this format: shorten it, or use RDF/XML (.rdf)"
HUGE = "x" * (MAX_TOKEN + (1 << 20))


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("x.ttl", '<a:a> <a:b> "x" .\n<a:a> <a:b> "@" .', 2),
        ("x.trig", '\n\n<a:a> <a:b> "@" .', 3),
        ("x.jsonld", '{"a:b": 1,\n"a:c": "@"}', 2),
        ("x.n3", '<a:a> <a:b> "@" .', 1),
        ("x.nt", '<a:a> <a:b> <a:c> .\n<a:a> <a:b> "\\t@" .', 2),
    ],
    ids=["ttl", "trig", "jsonld", "n3", "nt with an escape"],
)
def test_too_long_a_literal_is_refused_with_its_line(name: str, content: str, line: int, tmp_path: Path) -> None:
    file = given(tmp_path, name, content.replace("@", HUGE))
    assert refusal(file) == f"{name}:{line}: {TOO_LONG}"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.nt", '<a:a> <a:b> "@" .\n'),
        ("x.nq", '<a:a> <a:b> "@" <a:g> .\n'),
        ("x.rdf", "<e:C xmlns:e='a:'><e:b>@</e:b></e:C>"),
    ],
    ids=["nt", "nq", "rdf"],
)
def test_a_literal_of_any_length_is_read_where_the_format_allows_it(name: str, content: str, tmp_path: Path) -> None:
    assert max(map(len, triples(given(tmp_path, name, content.replace("@", HUGE))))) > MAX_TOKEN


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("x.ttl", "@prefix : <a:> .\n\n<< :a :b :c >> :d 1 .", 3),
        ("x.nt", "<a:a> <a:b> <a:c> .\n<a:a> <a:b> <<( <a:a> <a:b> <a:c> )>> .", 2),
        ("x.trig", '@prefix : <a:> .\n:g { :a :b\n"x"@ar--rtl }', 3),
        ("x.ttl", "@prefix : <a:> .\n:a :b :c {| :d 1 |} .", 2),
        (
            "x.rdf",
            "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:e='a:' r:version='1.2'>\n"
            "<e:C>\n<e:p r:annotation='a:n'>x</e:p></e:C></r:RDF>",
            3,
        ),
    ],
    ids=["reified", "triple term", "direction", "annotation", "annotation in XML"],
)
def test_terms_of_rdf_1_2_are_refused_with_their_line(name: str, content: str, line: int, tmp_path: Path) -> None:
    message = refusal(given(tmp_path, name, content))
    assert message.startswith(f"{name}:{line}: ")
    assert "(RDF 1.2)" in message


@pytest.mark.parametrize("name", ["x.nt", "x.nq", "x.ttl", "x.trig", "x.n3", "x.rdf"])
def test_an_iri_with_a_space_is_refused_with_its_line_and_how_to_write_it(name: str, tmp_path: Path) -> None:
    xml = "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:e='a:'>\n<e:C r:about='a:b c'/></r:RDF>"
    content = xml if name == "x.rdf" else "<a:a> <a:b> <a:c> .\n<a:b c> <a:b> <a:c> .\n"
    message = refusal(given(tmp_path, name, content))
    assert message.startswith(f"{name}:2: syntax error")
    assert message.endswith("Invalid IRI code point ' '; write it as %20")


@pytest.mark.parametrize("opener", ["<<( <a:a> <a:b>\n", "<< <a:a>\n<a:b> ", "<< "], ids=["term", "reified", "subject"])
@pytest.mark.parametrize("name", ["x.nt", "x.ttl", "x.trig"])
def test_deeply_nested_triple_terms_do_not_end_the_process(name: str, opener: str, tmp_path: Path) -> None:
    message = refusal(given(tmp_path, name, "\n<a:a> <a:b> " + opener * 20_000))
    assert re.match(rf"{name}:\d+: has triple terms \(RDF 1\.2\) nested more than 100 deep", message)


def test_angle_brackets_in_a_text_do_not_nest(tmp_path: Path) -> None:
    line = f'<a:a> <a:b> "{"<" * 5_000} {"<< HEAD " * 90}" .\n'
    assert len(triples(given(tmp_path, "x.ttl", line))) == 1


def test_standard_input_has_no_base(monkeypatch: pytest.MonkeyPatch) -> None:
    for form, content in (("ttl", b"<x> <a:b> 1 ."), ("rdf", b"<e:C xmlns:e='a:' e:p='x' xml:base=''/>")):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))
        with pytest.raises(FindingsError) as caught:
            read([Path("-")], Dictionary(), form=form)
        assert "relative" in caught.value.findings[0].message


def test_a_relative_name_in_json_ld_on_standard_input_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b'{"@id": "x",\n"a:b": 1}')))
    found: list[Finding] = []
    read([Path("-")], Dictionary(), form="jsonld", warn=found.append)
    assert [f.message for f in found] == ["warning: 'x' is relative, and there is no base, so its triples are dropped"]


def test_a_program_that_collects_no_warnings_finds_them_in_its_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = given(tmp_path, "x.jsonld", '{"name": 1}')
    with caplog.at_level(logging.WARNING), open_document(file) as document:
        document.stream.read()
    assert "x.jsonld:1: warning: the name 'name' has no IRI" in caplog.text
