"""XML output: what Oxigraph and the templates write without escapes is escaped here, replaced, or refused.

XML 1.0 has no control characters but tab, line feed and carriage return, and neither U+FFFE nor U+FFFF (2.2); it reads
a bare carriage return as a line feed (2.11).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import IO, Any, Final

import pyoxigraph as ox

from aliansi.errors import NotAcceptable

UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""A character that XML 1.0 cannot hold, not even as a character reference."""
_UNWRITABLE_IN_HTML: Final = re.compile(UNWRITABLE.pattern.replace("\x0c", ""))
_UNWRITABLE_BYTES: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")

_NAME_START: Final = (
    "A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME: Final = f"[{_NAME_START}][-.0-9\xb7\u0300-\u036f\u203f\u2040{_NAME_START}]*"
_PROPERTY: Final = re.compile(f"(?s:.+){_NAME}")
_NODE_ID: Final = re.compile(f"(?!_){_NAME}")
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_SYNTAX: Final = ("Description", "RDF", "ID", "about", "bagID", "parseType", "resource", "nodeID", "datatype", "li")
_NO_PROPERTIES: Final = frozenset(f"{_RDF}{name}" for name in (*_SYNTAX, "aboutEach", "aboutEachPrefix"))
_QUOTED: Final = 20
"""Characters that a message quotes before the one that cannot be written."""


def is_property_element(iri: str) -> bool:
    """Return whether RDF/XML can write a property: its IRI ends in a name (5.1) that has no other meaning there."""
    return _PROPERTY.fullmatch(iri) is not None and iri not in _NO_PROPERTIES


def refuse_property(iri: str) -> None:
    """Raise NotAcceptable for a property that RDF/XML cannot write."""
    if not is_property_element(iri):
        raise NotAcceptable(
            f"RDF/XML cannot write the property <{iri[:300]}>: its IRI does not end in a name; "
            "ask for Turtle, N-Triples or JSON-LD"
        )


def with_node_ids(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Yield triples whose blank nodes RDF/XML can name: ``_:1a`` is not a name in XML."""
    for triple in triples:
        yield ox.Triple(_named(triple.subject), triple.predicate, _named(triple.object))


def _named(term: Any) -> Any:
    """Return a term, of a blank node without a name one with another label, which no other blank node has."""
    if not isinstance(term, ox.BlankNode) or _NODE_ID.fullmatch(term.value):
        return term
    return ox.BlankNode(f"_{term.value.encode().hex()}")


def code_point(character: str) -> str:
    """Return the code point of a character, as ``U+000C``."""
    return f"U+{ord(character):04X}"


def as_xml(text: str) -> str:
    """Return XML in which each character that XML cannot hold is replaced by its picture."""
    return UNWRITABLE.sub(_picture, text).replace("\r", "&#xD;")


def as_html(text: str) -> str:
    """Return HTML in which each control character is replaced by its picture; a form feed is white space in HTML."""
    return _UNWRITABLE_IN_HTML.sub(_picture, text)


def _picture(found: re.Match[str]) -> str:
    """Return the picture of a control character (U+2400 to U+241F), the replacement character for any other one."""
    return chr(0x2400 + ord(found[0])) if found[0] < " " else "\ufffd"


class XmlStream:
    """A stream for XML from Oxigraph. Raises NotAcceptable for a character that XML cannot hold."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._last = b""

    def write(self, data: bytes) -> int:
        """Write all of the data."""
        found = _UNWRITABLE_BYTES.search(data) or _UNWRITABLE_BYTES.search(self._last + data[:2])
        if found:
            _refuse(found)
        self._last = (self._last + data[-2:])[-2:]
        self._stream.write(data.replace(b"\r", b"&#xD;"))
        return len(data)

    def flush(self) -> None:
        """Flush the underlying stream."""
        self._stream.flush()


def _refuse(found: re.Match[bytes]) -> None:
    before = found.string[max(found.start() - 4 * _QUOTED, 0) : found.start()].rpartition(b">")[2]
    words = before.decode("utf-8", "ignore")[-_QUOTED:]
    here = f"after “{words}”" if words else "at the beginning of a text"
    raise NotAcceptable(
        f"XML cannot hold the character {code_point(found[0].decode())}, here {here}; "
        "ask for JSON, CSV or TSV, or for Turtle or JSON-LD"
    )
