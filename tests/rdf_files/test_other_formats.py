"""Notation3, TriX and HexTuples are read as rdflib reads them, apart from what is not RDF."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib

from tests.rdf_files.support.reading import given, refusal, triples

TRIX = '<TriX xmlns="http://www.w3.org/2004/03/trix/trix-1/">\n<graph>{}</graph></TriX>'
TRIPLE = "<triple>{}<uri>http://e/p</uri>{}</triple>"
URI = "<uri>http://e/a</uri>"
READ: dict[str, str | bytes] = {
    "plain.n3": "@prefix : <http://e/> .\n:a :p :b , 1 , ( 2 3 ) ; = :c ; a [ :q true ] .\n:x is :p of :y .",
    "undeclared.n3": ":a :p 1 .",
    "path.n3": "@prefix : <http://e/> .\n:a!:b :p :c^:d .",
    "plain.trix": TRIX.format(TRIPLE.format(URI, '<plainLiteral xml:lang="de">ä</plainLiteral>')),
    "named.trix": TRIX.format("<uri>http://e/g</uri>" + TRIPLE.format("<id>x</id>", "<id>x</id>")),
    "typed.trix": TRIX.format(TRIPLE.format(URI, '<typedLiteral datatype="http://e/t">1</typedLiteral>')),
    "latin.trix": b'<?xml version="1.0" encoding="iso-8859-1"?>'
    + TRIX.format(TRIPLE.format(URI, "<plainLiteral>é</plainLiteral>")).encode("latin-1"),
    "rows.hext": '["http://e/a","http://e/p","x","http://www.w3.org/2001/XMLSchema#string","",""]\n\n'
    '["_:b","http://e/p","http://e/c","globalId","","http://e/g"]\n["_:b","http://e/p","_:c","localId","",""]\n'
    '["http://e/a","http://e/p","ä","http://www.w3.org/1999/02/22-rdf-syntax-ns#langString","de",""]\r\n'
    '["http://e/a","http://e/p","5","http://www.w3.org/2001/XMLSchema#integer","",""]',
}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of rdflib, in rdflib
@pytest.mark.parametrize("name", READ)
def test_the_triples_are_those_of_rdflib(name: str, tmp_path: Path) -> None:
    file = given(tmp_path, name, READ[name])
    data = READ[name] if name != "latin.trix" else READ[name].decode("latin-1").partition("?>")[2]  # type: ignore[union-attr]
    found = rdflib.Dataset().parse(data=data, format=file.suffix[1:], publicID=file.as_uri())
    theirs = {(str(s), str(p), str(o)) for s, p, o, _ in found.quads() if not isinstance(s, rdflib.BNode)}
    ours = triples(file)
    assert len(ours) == len(set(found.quads())) > 0
    assert len([line for line in ours if line[0] == "<"]) == len(theirs)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("rule.n3", "@prefix : <http://e/> .\n\n{ :a :p ?x } => { :b :p ?x } .", "3: has a formula or a variable of N"),
        (
            "formula.n3",
            "@prefix : <http://e/> .\n:a :says { :b :p :c } .",
            "2: has a formula or a",
        ),
        ("cut.n3", "@prefix : <http://e/> .\n:a :p\n", "3: syntax error at column 1: Unexpected end"),
        (
            "cut.trix",
            '<TriX xmlns="http://www.w3.org/2004/03/trix/trix-1/">\n<graph>',
            "2: broken XML at column 8: no element found",
        ),
        ("iri.trix", TRIX.format(TRIPLE.format("<uri>a b</uri>", URI)), " has a name that is not an IRI: "),
        (
            "subject.trix",
            TRIX.format(TRIPLE.format("<plainLiteral>x</plainLiteral>", URI)),
            " has a triple that is not",
        ),
        ("subject.n3", "1 <a:b> 2 .", " uses what Notation3 has beyond RDF: literals are not allowed in"),
        ("language.trix", TRIX.format(TRIPLE.format(URI, '<plainLiteral xml:lang="e_n">x</plainLiteral>')), " "),
        (
            "entity.trix",
            "<!DOCTYPE a [<!ENTITY b SYSTEM '/etc/passwd'>]>" + TRIX.format("&b;"),
            "2: refers to another file",
        ),
        (
            "rows.hext",
            '["http://e/a","http://e/p","x","","",""]\n["a"]\n',
            "2: is not a row of HexTuples: expected",
        ),
        ("iri.hext", '["http://e/a b","http://e/p","x","","",""]', "1: is not a row of HexTuples: Invalid IRI code"),
        (
            "numbers.hext",
            '["http://e/a","http://e/p",1,"","",""]',
            "1: is not a row of HexTuples: expected",
        ),
        ("cut.hext", '["http://e/a","http://e/p","x",', "1: is not a row of HexTuples: "),
    ],
)
def test_what_is_not_rdf_is_refused(name: str, content: str, message: str, tmp_path: Path) -> None:
    assert refusal(given(tmp_path, name, content)).startswith(f"{name}:{message}")
