"""XML has no control characters, and reads a bare carriage return as a line feed."""

from __future__ import annotations

import io
from typing import IO, cast
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from aliansi.errors import NotAcceptable
from aliansi.rdf_files.xml_output import UNWRITABLE, XmlStream, as_html, as_xml, is_property_element

UNWRITABLE_ONES = ["\x00", "\x01", "\x08", "\x0b", "\x0c", "\x0e", "\x1f", "\ufffe", "\uffff"]
WRITABLE_ONES = ["\t", "\n", "\r", "\r\n", "\x7f", "\x85", "\u2028", "\ufffd", "\U0001fffe", "😀", "]]>", "&<>\"'"]


@pytest.mark.parametrize("character", UNWRITABLE_ONES, ids=ascii)
@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_a_character_that_xml_lacks_is_refused_wherever_the_stream_is_cut(character: str, size: int) -> None:
    data = f"<a>é{character}b</a>".encode()
    stream = XmlStream(io.BytesIO())
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    with pytest.raises(NotAcceptable, match=rf"U\+{ord(character):04X}"):
        list(map(stream.write, pieces))


def test_the_message_quotes_the_words_before_the_character() -> None:
    for text, words in (("naïve \x0c", "after “naïve ”"), ("\x0c", "at the beginning of a text")):
        with pytest.raises(NotAcceptable, match=f"U\\+000C, here {words}; ask for JSON"):
            XmlStream(io.BytesIO()).write(f"<a>before</a><a>{text}".encode())


@pytest.mark.parametrize("character", WRITABLE_ONES, ids=ascii)
@pytest.mark.parametrize("size", [1, 2, 1000])
def test_every_other_character_survives(character: str, size: int) -> None:
    escaped = character.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    data, written = f"<a>é{escaped}b</a>".encode(), io.BytesIO()
    stream = XmlStream(written)
    for start in range(0, len(data), size):
        stream.write(data[start : start + size])
    stream.flush()
    assert ElementTree.fromstring(written.getvalue()).text == f"é{character}b"


@pytest.mark.parametrize("code", range(0x20))
def test_a_drawing_and_a_page_show_a_picture_of_a_control_character(code: int) -> None:
    drawing = ElementTree.fromstring(as_xml(f"<a>{chr(code)}</a>"))
    assert drawing.text == (chr(code) if chr(code) in "\t\n\r" else chr(0x2400 + code))
    assert as_html(chr(code)) == (chr(code) if chr(code) in "\t\n\r\f" else chr(0x2400 + code))


@pytest.mark.parametrize("text", ["\ufffe", "\uffff", "\ud800"], ids=ascii)
def test_any_other_unwritable_character_is_replaced(text: str) -> None:
    assert (as_xml(text), as_html(text)) == ("\ufffd", "\ufffd")


@pytest.mark.parametrize("character", ["\t", "\n", "\r", "\x7f", "\x85", "\ufffd", "\U0010ffff"], ids=ascii)
def test_no_other_character_is_unwritable(character: str) -> None:
    assert UNWRITABLE.search(character) is None


PROPERTIES = {
    "http://e.org/p": True,
    "http://e.org/1b": True,
    "http://e.org/é": True,
    "http://e.org/a-b.c": True,
    "http://e.org/x%20y": True,
    "urn:isbn:x1": True,
    "http://e.org/p·": True,
    "http://e.org/": False,
    "http://e.org/123": False,
    "http://e.org/p(1)": False,
    "http://e.org/²": False,
    "urn:": False,
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#_1": True,
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#li": False,
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#about": False,
}


@pytest.mark.parametrize(("iri", "expected"), PROPERTIES.items())
def test_a_property_element_is_a_name_that_xml_reads_back(iri: str, expected: bool) -> None:
    assert is_property_element(iri) is expected
    if expected:
        subject, written = ox.NamedNode("urn:s"), io.BytesIO()
        triple = ox.Triple(subject, ox.NamedNode(iri), ox.Literal("v"))
        ox.serialize([triple], cast(IO[bytes], XmlStream(written)), ox.RdfFormat.RDF_XML)
        assert [quad.triple for quad in ox.parse(written.getvalue(), format=ox.RdfFormat.RDF_XML)] == [triple]
