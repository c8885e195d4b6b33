"""Errors of parsers become findings with file and line."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from aliansi.rdf_files.documents import MAX_TOKEN, open_document
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


def test_a_program_that_collects_no_warnings_finds_them_in_its_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = given(tmp_path, "x.jsonld", '{"name": 1}')
    with caplog.at_level(logging.WARNING), open_document(file) as document:
        document.stream.read()
    assert "x.jsonld:1: warning: the name 'name' has no IRI" in caplog.text
