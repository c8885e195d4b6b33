"""RDF/XML in any encoding, with entities and relative bases, gives the triples that rdflib finds."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import rdflib

from aliansi.dataset import store
from tests.rdf_files.support.reading import HEADER, LANG_STRING, case, given, refusal, triples


def document(body: str, head: str = "", attributes: str = "") -> str:
    return f"{head}<rdf:RDF {HEADER} {attributes}>\n{body}\n</rdf:RDF>"


def described(properties: str, attributes: str = 'rdf:about="http://e/a"') -> str:
    return f"<rdf:Description {attributes}>\n{properties}</rdf:Description>"


LANGUAGES = {
    "on the property": (f'<e:p rdf:datatype="{LANG_STRING}" xml:lang="en">x</e:p>', '"x"@en'),
    "inherited": (f'<e:p rdf:datatype="{LANG_STRING}">x</e:p>', '"x"@id'),
    "script and region": (f'<e:p xml:lang="zh-Hant-TW" rdf:datatype="{LANG_STRING}">x</e:p>', '"x"@zh-hant-tw'),
    "by an entity": ('<e:p rdf:datatype="&rdf;langString" xml:lang="de">x</e:p>', '"x"@de'),
    "another datatype": ('<e:p rdf:datatype="http://e/t" xml:lang="de">x</e:p>', '"x"^^<http://e/t>'),
    "taken back": ('<e:p xml:lang="">x</e:p>', '"x"'),
    "taken back around it": ('<e:p xml:lang="" rdf:parseType="Resource"><e:q>"@x</e:q></e:p>', '"\\"@x"'),
}


def test_the_case_with_a_language_and_a_datatype_keeps_both() -> None:
    assert [line.rpartition(" <")[2].partition("> ")[2] for line in triples(case("langstring.rdf"))] == [
        '"North Atlantic Treaty Organization"@en'
    ]


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_text_keeps_its_language(name: str, tmp_path: Path) -> None:
    head = '<!DOCTYPE r [<!ENTITY rdf "http://www.w3.org/1999/02/22-rdf-syntax-ns#">]>\n'
    file = given(tmp_path, "x.rdf", document(described(LANGUAGES[name][0]), head, 'xml:lang="id"'))
    assert [line.split(" ", 2)[2] for line in triples(file) if not line.endswith("_:b1")] == [LANGUAGES[name][1]]
    assert {f"{quad.object}" for quad in store.read(file).quads()} >= {LANGUAGES[name][1]}


def test_an_empty_language_without_another_around_it_is_none(tmp_path: Path) -> None:
    file = given(tmp_path, "x.rdf", document(described('<e:p xml:lang="">x</e:p>')))
    assert triples(file) == ['<http://e/a> <http://e/p> "x"']


@pytest.mark.parametrize("attributes", ["", 'xml:lang=""'], ids=["nowhere", "taken back"])
def test_a_language_string_without_a_language_is_refused_with_its_line(attributes: str, tmp_path: Path) -> None:
    text = document(described(f'<e:p {attributes} rdf:datatype="{LANG_STRING}">x</e:p>'))
    assert refusal(given(tmp_path, "x.rdf", text)).startswith("x.rdf:3: a text of datatype rdf:langString has no lang")


def test_the_case_with_an_empty_base_has_the_triples_of_rdflib() -> None:
    file = case("base-empty.rdf")
    assert len(triples(file)) == len(rdflib.Graph().parse(file, format="xml")) == 162
    assert f"<{file.absolute().as_uri()}#Assertion>" in {line.split()[0] for line in triples(file)}


BASES = {
    "empty": ('xml:base=""', 'rdf:about="#a"', "{file}#a"),
    "relative": ('xml:base="sub/"', 'rdf:about="a"', "{folder}/sub/a"),
    "up": ('xml:base="http://e/x/y"', 'xml:base="../z/" rdf:about="a"', "http://e/z/a"),
    "nested and empty": ('xml:base="http://e/x/y#f"', 'xml:base="" rdf:about=""', "http://e/x/y"),
    "with a fragment": ('xml:base="http://e/x#f"', 'rdf:ID="a"', "http://e/x#a"),
    "by an entity": ('xml:base="&b;"', 'rdf:about="a"', "http://e/base/a"),
    "query": ('xml:base="http://e/x?a=1"', 'xml:base="?b=2" rdf:about="#c"', "http://e/x?b=2#c"),
    "no authority": ('xml:base="urn:a:b"', 'rdf:about="http://e/c"', "http://e/c"),
    "none": ("", 'rdf:about=""', "{file}"),
}


@pytest.mark.parametrize("name", BASES)
def test_a_base_is_resolved_against_the_one_around_it(name: str, tmp_path: Path) -> None:
    outer, inner, expected = BASES[name]
    head = '<!DOCTYPE r [<!ENTITY b "http://e/base/">]>'
    file = given(tmp_path, "x.rdf", document(described("<e:p>x</e:p>", inner), head, outer))
    subject = expected.format(file=file.as_uri(), folder=tmp_path.as_uri())
    assert triples(file) == [f'<{subject}> <http://e/p> "x"']
    assert {str(s) for s, _, _ in rdflib.Graph().parse(file, format="xml")} == {subject}


@pytest.mark.parametrize("base", ["a b", "http://e/&lt;", "http://[/"])
def test_an_invalid_base_is_refused_with_its_line(base: str, tmp_path: Path) -> None:
    text = document(described("<e:p>x</e:p>", f'\nxml:base="{base}" rdf:about=""'))
    assert refusal(given(tmp_path, "x.rdf", text)).startswith("x.rdf:2: xml:base '")


def test_the_case_in_an_old_encoding_has_the_triples_of_rdflib() -> None:
    file = case("encoding-us-ascii.rdf")
    assert len(triples(file)) == len(rdflib.Graph().parse(file, format="xml")) == 114


ENCODINGS = {
    "us-ascii": "e", "ISO-8859-1": "é", "iso-8859-15": "€", "windows-1252": "€", "windows-1251": "я", "koi8-r": "я",
    "utf-16": "日𝄞", "utf-16-le": "日", "utf-16-be": "日", "utf-32": "日", "utf-8": "日", "shift_jis": "日",
    "gb18030": "日", "big5": "日", "euc-kr": "한",
}  # fmt: skip


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
@pytest.mark.parametrize("name", ENCODINGS)
def test_every_encoding_of_xml_readers_is_read(name: str, packed: bool, tmp_path: Path) -> None:
    text = document(described(f"<e:p>{ENCODINGS[name]}</e:p>"), f"<?xml version='1.0' encoding='{name}' ?>\n")
    content = gzip.compress(text.encode(name)) if packed else text.encode(name)
    assert triples(given(tmp_path, "x.rdf", content)) == [f'<http://e/a> <http://e/p> "{ENCODINGS[name]}"']


def test_a_byte_order_mark_decides(tmp_path: Path) -> None:
    text = document(described("<e:p>é</e:p>"), "<?xml version='1.0' encoding='iso-8859-1'?>")
    assert triples(given(tmp_path, "x.rdf", text.encode("utf-8-sig"))) == ['<http://e/a> <http://e/p> "é"']


@pytest.mark.parametrize(
    ("declared", "content", "message"),
    [
        ("us-ascii", "é", "x.rdf:4: is not ASCII, as the file states: byte 0xC3; declare the real encoding"),
        ("utf-8", b"caf\xe9", "x.rdf:4: is not UTF-8, as the file states: byte 0xE9; declare the real encoding"),
        ("utf-16", "e", "x.rdf:1: is not UTF-16, as its first line states; change it to UTF-8"),
        ("x-mac-klingon", "e", "x.rdf:1: unknown encoding 'x-mac-klingon'; save the file as UTF-8"),
    ],
    ids=["ascii", "no utf-8", "no utf-16", "unknown"],
)
def test_a_wrong_encoding_is_named(declared: str, content: str | bytes, message: str, tmp_path: Path) -> None:
    text = document(described("<e:p>@</e:p>"), f"<?xml version='1.0' encoding='{declared}'?>\n")
    put = content.encode() if isinstance(content, str) else content
    assert refusal(given(tmp_path, "x.rdf", text.encode().replace(b"@", put))).startswith(message)


IRIS = {
    "subject": described("<e:p>x</e:p>", 'rdf:about="http://e/a b"'),
    "object": described('<e:p>x</e:p><e:p\n  rdf:resource="http://e/{x}"/>'),
    "datatype": described('<e:p rdf:datatype="http://e/a|b">x</e:p>'),
    "identifier": described("<e:p>x</e:p>", 'rdf:ID="a b"'),
    "language": described('<e:p xml:lang="zh-classical">x</e:p>'),
    "no prefix": described("<x:p>x</x:p>"),
    "no namespace": described("<p>x</p>"),
}
LINES = {"subject": 2, "identifier": 2}


def test_the_case_with_a_space_in_an_iri_has_its_line() -> None:
    assert refusal(case("iri-with-space.rdf")).startswith("iri-with-space.rdf:4: syntax error: error while parsing IRI")


@pytest.mark.parametrize("name", IRIS)
def test_what_pyoxigraph_refuses_has_the_line_of_its_element(name: str, tmp_path: Path) -> None:
    filler = described("<e:q>x</e:q>") * 200  # more than is read at once
    file = given(tmp_path, "x.rdf", document(IRIS[name] + "\n" + filler))
    assert refusal(file).startswith(f"x.rdf:{LINES.get(name, 3)}: syntax error: ")


HARMFUL = {
    "a file": ('<!ENTITY x SYSTEM "file:///etc/passwd">', "x.rdf:3: refers to another file, file:///etc/passwd, which"),
    "an address": ('<!ENTITY x SYSTEM "http://127.0.0.1:9/x">', "x.rdf:3: refers to another file, http://127.0.0.1"),
    "undefined": ("", "x.rdf:3: broken XML at column 6: undefined entity"),
    "many laughs": (
        '<!ENTITY a0 "lol">'
        + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
        + '<!ENTITY x "&a9;">',
        "x.rdf:3: broken XML at column 6: limit on input amplification factor",
    ),
}


@pytest.mark.parametrize("name", HARMFUL)
def test_entities_do_no_harm(name: str, tmp_path: Path) -> None:
    entities, message = HARMFUL[name]
    text = document(described("<e:p>&x;</e:p>"), f"<!DOCTYPE r [{entities}]>")
    assert refusal(given(tmp_path, "x.rdf", text)).startswith(message)


def test_an_entity_of_another_dtd_is_not_dropped(tmp_path: Path) -> None:
    text = document(described("<e:p>[&x;]</e:p>"), '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd">')
    assert refusal(given(tmp_path, "x.rdf", text)) == "x.rdf:3: the entity &x; is not defined in this file"


def test_markup_stays_as_it_is(tmp_path: Path) -> None:
    literal = '<b xml:base="x" c="&lt;&#10;">a &amp; <![CDATA[<d>]]></b>'
    body = described(f'<e:p rdf:parseType="Literal">{literal}</e:p><e:q xml:base="http://f/" rdf:resource="x"/>')
    texts = {line.split()[1]: line.split(" ", 2)[2] for line in triples(given(tmp_path, "x.rdf", document(body)))}
    assert 'xml:base=\\"x\\"' in texts["<http://e/p>"]
    assert 'c=\\"&lt;&#xA;\\"' in texts["<http://e/p>"]
    assert ">a &amp; &lt;d&gt;</b>" in texts["<http://e/p>"]
    assert texts["<http://e/q>"] == "<http://f/x>"


@pytest.mark.parametrize(
    "content",
    [
        "/>",
        "></e:p>",
        "><![CDATA[]]></e:p>",
        "> </e:p>",
        "><e:q/></e:p>",
        "><!-- x --></e:p>",
        "/><e:q>!</e:q><!-- y -->",
    ],
)
def test_an_empty_xml_literal_is_one(content: str, tmp_path: Path) -> None:
    file = given(tmp_path, "x.rdf", document(described(f'<e:p rdf:parseType="Literal"{content}')))
    assert len(triples(file)) == len(rdflib.Graph().parse(file, format="xml"))


@pytest.mark.parametrize("attribute", ['rdf:resource="b"', 'rdf:nodeID="b"', 'e:q="x"'])
def test_an_empty_xml_literal_with_another_value_is_refused(attribute: str, tmp_path: Path) -> None:
    file = given(tmp_path, "x.rdf", document(described(f'<e:p rdf:parseType="Literal" {attribute}/>')))
    assert refusal(file).startswith("x.rdf:3: syntax error: ")


def test_white_space_and_special_characters_are_kept(tmp_path: Path) -> None:
    file = given(tmp_path, "x.rdf", document(described('<e:p> a&#13;\n\t"b" &lt;&amp;&gt; </e:p>')))
    ours, theirs = triples(file), rdflib.Graph().parse(file, format="xml")
    assert ours == ['<http://e/a> <http://e/p> " a\\r\\n\t\\"b\\" <&> "']
    assert [str(o) for o in theirs.objects()] == [' a\r\n\t"b" <&> ']


def test_collections_and_resources_are_read(tmp_path: Path) -> None:
    body = described(
        '<e:p rdf:parseType="Collection"><e:C/><rdf:Description rdf:about="x"/></e:p>'
        '<e:q rdf:parseType="Resource"><e:r>1</e:r></e:q><e:s rdf:nodeID="n"/>'
    )
    file = given(tmp_path, "x.rdf", document(body))
    assert len(triples(file)) == len(rdflib.Graph().parse(file, format="xml")) == 9


def test_deep_nesting_is_read(tmp_path: Path) -> None:
    text = document("<e:C><e:p>" * 5_000 + "</e:p></e:C>" * 5_000)
    assert len(triples(given(tmp_path, "x.rdf", text))) == 10_000
