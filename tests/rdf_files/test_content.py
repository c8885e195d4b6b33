"""A file that is not what its extension says is refused with its line, what it is and what to do."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.rdf_files.support.reading import HEADER, case, given, refusal, triples

TURTLE = "@prefix : <http://e/> .\n:a :p :b .\n"
NT = '<http://e/a> <http://e/p> "x" .\n'
RDF = f'<?xml version="1.0"?>\n<!-- a remark -->\n<rdf:RDF {HEADER}/>'
OTHERS: dict[str, tuple[str | bytes, str]] = {
    "turtle.rdf": (TURTLE, "1: is Turtle, not RDF/XML, as its extension says: rename it to turtle.ttl"),
    "late.owl": ("# a remark\n\nPREFIX : <http://e/>\n:a a :B .", "1: is Turtle, not RDF/XML"),
    "turtle.jsonld": (f"\n\n{TURTLE}", "3: is Turtle, not JSON-LD, as its extension says: rename it to turtle.ttl"),
    "turtle.nt": (TURTLE, "1: is Turtle, not N-Triples"),
    "packed.owl.gz": (
        gzip.compress(TURTLE.encode()),
        "1: is Turtle, not RDF/XML, as its extension says: rename it to ",
    ),
    "lines.rdf": (NT, "1: is N-Triples, not RDF/XML, as its extension says: rename it to lines.nt"),
    "quads.nt": (NT.replace(" .", " <http://e/g> ."), "1: is N-Quads, not N-Triples"),
    "xml.ttl": (RDF, "1: is RDF/XML, not Turtle, as its extension says: rename it to xml.rdf"),
    "xml.nt": (f"<rdf:RDF {HEADER}/>", "1: is RDF/XML, not N-Triples"),
    "xml.jsonld": (RDF, "1: is RDF/XML, not JSON-LD"),
    "json.ttl": ('{"@id": "http://e/a"}', "1: is JSON-LD, not Turtle"),
    "json.owl": ('[{"@graph": []}]', "1: is JSON-LD, not RDF/XML"),
    "plain.ttl": ('{"name": "x"}', "1: is JSON without RDF: add @context to it"),
    "trix.xml": ('<TriX xmlns="http://www.w3.org/2004/03/trix/trix-1/"/>', "1: is TriX, not RDF/XML"),
    "rows.jsonld": ('["http://e/a","http://e/p","x","","",""]', "1: is HexTuples, not JSON-LD"),
    "graphs.ttl": (":g { :a :p :b }", "1: syntax error at column 1: The prefix : has not been declared"),
    "rules.ttl": ("{ <a:a> <a:b> <a:c> } => { <a:a> <a:b> <a:c> } .", "1: syntax error at column 1: { is not a valid "),
    "functional.owl": ("Prefix(:=<http://e/>)\nOntology(<http://e/>)", "1: is OWL functional syntax: convert it"),
    "manchester.ttl": (
        "Prefix: : <http://e/>\n\nOntology: <http://e/>",
        "1: is OWL Manchester syntax: convert it with ",
    ),
    "obo.owl": (
        "format-version: 1.2\n\n[Term]\nid: X:1",
        "1: is OBO: convert it with ROBOT: robot convert --input obo",
    ),
    "prefixed.owl": (
        '<?xml version="1.0"?>\n<o:Ontology xmlns:o="http://www.w3.org/2002/07/owl#"/>',
        "2: is OWL/XML: convert it with ROBOT: robot convert --input prefixed.owl --output prefixed.ttl",
    ),
    "page.rdf": ("<!DOCTYPE html>\n<html><title>404</title><br></html>", "2: is a web page (HTML): download the data"),
    "page.ttl": ("<html>\n<head><title>404 Not Found</title>", "1: is a web page (HTML): download the data again"),
    "page.nt": ("\n<!doctype HTML>\n<HTML lang=en>", "2: is a web page (HTML): download the data again"),
    "page.jsonld": ("<!DOCTYPE html><html>", "1: is a web page (HTML): download the data again"),
    "results.json": ('{"head": {"vars": []}, "results": {"bindings": []}}', "1: is a table of SPARQL results: use a"),
    "results.xml": ('<sparql xmlns="http://www.w3.org/2005/sparql-results#"/>', "1: is a table of SPARQL results"),
    "query.ttl": ("PREFIX : <http://e/>\nselect * { ?s ?p ?o }", "1: is a SPARQL query: run it on a dataset"),
    "schema.xml": ('<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"/>', "1: is an XML schema"),
    "note.xml": ("<?xml version='1.0'?><note><to>x</to></note>", "1: is XML without RDF"),
    "empty.rdf": ("", "1: is empty: download or export it again"),
    "blank.jsonld": (" \n", "1: is empty"),
    "pointer.ttl": (
        "version https://git-lfs.github.com/spec/v1\noid sha256:1",
        "1: is a Git LFS pointer: get the file",
    ),
    "zip.owl": (b"PK\x03\x04....", "1: is a ZIP archive: unpack it"),
    "zstd.nt": (b"\x28\xb5\x2f\xfd....", "1: is packed with Zstandard: unpack it: zstd -d zstd.nt"),
    "twice.nt.gz": (gzip.compress(gzip.compress(NT.encode())), "1: is packed with gzip twice"),
    "picture.rdf": (b"\x89PNG\r\n\x1a\n\0\0\0\x01\x02\x03", "1: is binary"),
    "bytes.nt": (bytes(range(32)), "1: is binary"),
    "utf16.ttl": (TURTLE.encode("utf-16"), "1: is UTF-16: save it as UTF-8: iconv -f UTF-16 -t UTF-8 utf16.ttl"),
    "utf16.nt": (NT.encode("utf-16-be"), "1: is UTF-16: save it as UTF-8"),
    "utf16.jsonld": ('{"@id": "http://e/a"}'.encode("utf-16"), "1: is UTF-16"),
}


def test_the_case_in_owl_xml_is_named() -> None:
    expected = "owlxml.owl:2: is OWL/XML: convert it with ROBOT: robot convert --input owlxml.owl --output owlxml.ttl"
    assert refusal(case("owlxml.owl")) == expected


def test_the_case_in_turtle_is_named() -> None:
    expected = "turtle-inside.owl:1: is Turtle, not RDF/XML, as its extension says: rename it to turtle-inside.ttl"
    assert refusal(case("turtle-inside.owl")) == expected


@pytest.mark.parametrize("name", OTHERS)
def test_what_a_file_is_shows_in_its_message(name: str, tmp_path: Path) -> None:
    content, message = OTHERS[name]
    assert refusal(given(tmp_path, name, content)).startswith(f"{name}:{message}")


@pytest.mark.parametrize(
    ("name", "content", "hint"),
    [
        ("x.ttl", "@prefix : <a:> .\n:g { :a :p :b }", "; if the file is TriG, rename it to x.trig"),
        ("x.trig", '<a:a> <a:b> "=>" ;; ; <a:c> .\n=>', "; if the file is Notation3, rename it to x.n3"),
        ("x.ttl.gz", gzip.compress(b"{ <a:a> <a:b> 1 }"), "; if the file is TriG, rename it to x.trig.gz"),
    ],
    ids=["trig", "n3", "packed"],
)
def test_a_format_that_is_only_likely_is_a_hint_after_the_error(
    name: str, content: str | bytes, hint: str, tmp_path: Path
) -> None:
    message = refusal(given(tmp_path, name, content))
    assert ": syntax error at column " in message
    assert message.endswith(hint)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.ttl", NT),
        ("x.trig", TURTLE),
        ("x.nq", NT),
        ("x.n3", TURTLE),
        ("x.jsonld", '{"http://e/p": "@prefix : <html>"}'),
        ("x.owl", f'<o:Ontology xmlns:o="http://www.w3.org/2002/07/owl#" {HEADER} rdf:about="http://e/a"/>'),
        ("x.rdf", '<e:C xmlns:e="http://e/"/>'),
        ("x.ttl", '<http://e/a> <http://e/p> """<html>\nformat-version: 1\nSELECT => { """ .'),
        ("x.ttl", "<html> <p:p> 1 ."),
    ],
)
def test_a_file_that_is_read_is_not_judged(name: str, content: str, tmp_path: Path) -> None:
    assert len(triples(given(tmp_path, name, content))) == 1
