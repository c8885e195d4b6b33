"""RDF/XML of any encoding, with entities and relative bases, as the plain UTF-8 that pyoxigraph reads.

Expat reads the XML and every element is written again: entities are expanded, ``xml:base`` is absolute, and a text with
``xml:lang`` and the datatype ``rdf:langString`` keeps its language. Expat limits what entities expand to. External
entities are never read.
"""

from __future__ import annotations

import codecs
import re
from collections import deque
from itertools import chain
from typing import Protocol
from xml.parsers import expat

import pyoxigraph as ox

from aliansi.rdf_files.content import refuse_root
from aliansi.rdf_files.streams import DamagedFileError

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_LANG_STRING = f"{RDF}langString"
NO_LANGUAGE = "x-aliansi-none"
"""The language of texts that have none although an element around them has one, which pyoxigraph does not read."""

_CHUNK = 1 << 16
_DECLARED = re.compile(rb"""\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([A-Za-z][\w.:\-]*)["']""")
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"),
)  # fmt: skip
_WIDE = re.compile("utf-?(?:16|32)|ucs-?[24]|iso-10646", re.IGNORECASE)
_SPECIAL = re.compile(r'[&<>"\t\n\r]').search
# As canonical XML has them: pyoxigraph copies the markup of XML literals.
_TEXT_ESCAPES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord("\r"): "&#xD;"}
_ESCAPES = {**_TEXT_ESCAPES, ord('"'): "&quot;", ord("\t"): "&#x9;", ord("\n"): "&#xA;", ord(">"): ">"}
_XML_LITERAL = re.compile('<[^ ]+(?: (?:xmlns[^ =]*|xml:[^ =]+|[^ =]+:(?:parseType|ID))="[^"]*")*>')
_PARSE_TYPE = re.compile(':parseType="[^"]*"')
_SCOPED, _TYPES = {"xml:base", "xml:lang"}, (":datatype", ":parseType", ":version")
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')


class Source(Protocol):
    """A stream of bytes that has dropped a UTF-8 byte order mark."""

    has_mark: bool

    def read(self, size: int = -1) -> bytes:
        """Read at most ``size`` bytes."""
        ...


class RdfXmlStream:
    """RDF/XML as UTF-8 without DTD, one element a read, so that ``line`` is where the reader is."""

    def __init__(self, source: Source, base: str | None) -> None:
        """``base`` is the base of relative IRIs, if there is one."""
        self.line = 1
        self._text = _DecodedText(source)
        self._elements = _Elements(base)
        self._piece, self._position = b"", 0

    @property
    def has_resets(self) -> bool:
        """Whether texts have the language NO_LANGUAGE."""
        return self._elements.has_resets

    def line_of(self, _message: str) -> int:
        """Return the line of an error: that of the element that was read last."""
        return self.line

    def read(self, size: int = -1) -> bytes:
        """Read at most ``size`` bytes. Raises DamagedFileError with the line for what is not RDF/XML."""
        pieces = self._elements.pieces
        while self._position == len(self._piece) and (pieces or not self._elements.is_finished):
            if pieces:
                self.line, piece = pieces.popleft()
                self._piece, self._position = piece.encode(), 0
            else:
                self._elements.feed(self._text.read())
        data = self._piece[self._position : len(self._piece) if size < 0 else self._position + size]
        self._position += len(data)
        return data


def read_plain_xml(source: Source) -> str:
    """Read XML of any kind and encoding as text without DTD. Raises DamagedFileError with the line."""
    decoded, elements = _DecodedText(source), _Elements(None, refuses_others=False)
    while not elements.is_finished:
        elements.feed(decoded.read())
    return "".join(piece for _, piece in elements.pieces)


def restore_plain_texts(dataset: ox.Store) -> None:
    """Take NO_LANGUAGE from the texts of a dataset."""
    found = f'?s ?p ?o FILTER(LANG(?o) = "{NO_LANGUAGE}") BIND(STR(?o) AS ?plain)'
    dataset.update(f"DELETE {{ ?s ?p ?o }} INSERT {{ ?s ?p ?plain }} WHERE {{ {found} }}")


class _DecodedText:
    """The text of an XML stream, in the encoding of its byte order mark or declaration."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._decoder: codecs.IncrementalDecoder | None = None
        self._lines = 1

    def read(self) -> str:
        """Read some text, empty at the end. Raises DamagedFileError with the line of what is not in the encoding."""
        while True:
            data = self._source.read(_CHUNK)
            if self._decoder is None:
                self._decoder = _decoder_of(data, self._source.has_mark)
            try:
                text = self._decoder.decode(data, not data)
            except UnicodeError as error:
                raise self._undecodable(error) from error
            self._lines += text.count("\n")
            if text or not data:
                return text

    def _undecodable(self, error: UnicodeError) -> DamagedFileError:
        if not isinstance(error, UnicodeDecodeError):
            return DamagedFileError(f"cannot be decoded: {error}")
        line = self._lines + error.object[: error.start].count(b"\n")
        byte = error.object[error.start]
        return DamagedFileError(
            f"is not {error.encoding.upper()}, as the file states: byte 0x{byte:02X}; "
            "declare the real encoding in the first line, or save the file as UTF-8",
            line,
        )


def _decoder_of(start: bytes, has_mark: bool) -> codecs.IncrementalDecoder:
    name = "utf-8" if has_mark else next((encoding for mark, encoding in _MARKS if start.startswith(mark)), "")
    if not name:
        declared = _DECLARED.match(start)
        name = declared[1].decode() if declared else "utf-8"
        if _WIDE.match(name):
            raise DamagedFileError(f"is not {name.upper()}, as its first line states; change it to UTF-8", 1)
    try:
        return codecs.getincrementaldecoder(name)("strict")
    except LookupError as error:
        raise DamagedFileError(f"unknown encoding {name!r}; save the file as UTF-8", 1) from error


class _Elements:
    """Elements of an XML document, written again as they are parsed."""

    def __init__(self, base: str | None, refuses_others: bool = True) -> None:
        self._refuses_others = refuses_others
        self.pieces: deque[tuple[int, str]] = deque()
        self.is_finished = False
        self._piece: list[str] = []
        self._piece_line = 1
        self._depth = 0
        self._scopes: list[tuple[int, str | None, str]] = [(0, base, "")]  # depth, base and language
        self.has_resets = self._is_rdf_1_2 = False
        self._literal = 0  # depth of the XML literal that is being read, whose content stays as it is
        self._parser = parser = expat.ParserCreate()
        parser.ordered_attributes = True
        parser.buffer_text, parser.buffer_size = True, _CHUNK
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.CommentHandler = lambda text: self._markup(f"<!--{text}-->")
        parser.ProcessingInstructionHandler = lambda name, text: self._markup(f"<?{name} {text}?>")
        parser.ExternalEntityRefHandler = self._refuse_external
        parser.SkippedEntityHandler = self._refuse_undefined

    def feed(self, text: str) -> None:
        """Parse more text; none ends the document. Raises DamagedFileError with the line."""
        try:
            self._parser.Parse(text, not text)
        except expat.ExpatError as error:
            what = expat.ErrorString(error.code)
            raise DamagedFileError(f"broken XML at column {error.offset + 1}: {what}", error.lineno) from error
        if not text:
            self.is_finished = True
            self._flush()

    def _flush(self) -> None:
        if self._piece:
            self.pieces.append((self._piece_line, "".join(self._piece)))
            self._piece.clear()

    def _start(self, name: str, attributes: list[str]) -> None:
        self._flush()
        self._piece_line = self._parser.CurrentLineNumber
        self._depth += 1
        if self._depth == 1 and self._refuses_others:
            refuse_root(name, dict(zip(attributes[::2], attributes[1::2], strict=True)), self._piece_line)
        if not attributes:
            self._piece.append(f"<{name}>")
            return
        if not self._literal:
            attributes = self._plain(attributes)
        pairs = iter(attributes)
        written = [
            f'{key}="{value.translate(_ESCAPES) if _SPECIAL(value) else value}"'
            for key, value in zip(pairs, pairs, strict=True)
        ]
        self._piece.append(f"<{name} {' '.join(written)}>")

    def _plain(self, attributes: list[str]) -> list[str]:
        """Return attributes that pyoxigraph reads, and enter the scope that they open."""
        if not any(key in _SCOPED or key.endswith(_TYPES) for key in attributes[::2]):
            return attributes
        _, base, language = self._scopes[-1]
        given = dict(zip(attributes[::2], attributes[1::2], strict=True))
        language = given.get("xml:lang", language)
        if given.get("xml:lang") == "":
            if self._scopes[-1][2]:
                given["xml:lang"], self.has_resets = NO_LANGUAGE, True
            else:
                del given["xml:lang"]
        if "xml:base" in given:
            base = given["xml:base"] = self._resolve(given["xml:base"], base)
        self._scopes.append((self._depth, base, language))
        for key, value in [*given.items()]:
            if value == _LANG_STRING and key.endswith(":datatype"):
                if not language:
                    raise self._error("a text of datatype rdf:langString has no language; add xml:lang")
                del given[key]
            elif key.endswith(":parseType"):
                given[key] = self._parse_type(value)
            elif key.endswith(":version"):
                self._is_rdf_1_2 |= value.startswith("1.2")
        return [*chain.from_iterable(given.items())]

    def _parse_type(self, value: str) -> str:
        """Return a parse type that pyoxigraph knows: it drops the content of any other, which is a literal."""
        if value in ("Resource", "Collection") or (value == "Triple" and self._is_rdf_1_2):
            return value
        if value == "Triple":
            raise self._error('rdf:parseType="Triple" is of RDF 1.2: add rdf:version="1.2" to the first element')
        self._literal = self._depth
        return "Literal"

    def _resolve(self, reference: str, base: str | None) -> str:
        """Return a base as an absolute IRI (RFC 3986, 5.2)."""
        if _NOT_IN_IRI.search(reference):
            raise self._error(f"xml:base {reference!r} is not an IRI: it holds a character that no IRI has")
        try:
            (found,) = ox.parse(f"<a:a> <a:a> <{reference}> .", format=ox.RdfFormat.TURTLE, base_iri=base)
        except (SyntaxError, ValueError) as error:
            raise self._error(f"xml:base {reference!r} is not an IRI, or relative to none") from error
        return str(found.object)[1:-1]

    def _end(self, name: str) -> None:
        is_empty = self._literal == self._depth and all(part.startswith(("<!", "<?")) for part in self._piece[1:])
        if is_empty and _XML_LITERAL.fullmatch(self._piece[0]):
            # Nothing but remarks: pyoxigraph takes no empty XML literal.
            self._piece[:] = [_PARSE_TYPE.sub(f':datatype="{RDF}XMLLiteral"', self._piece[0])]
        self._piece.append(f"</{name}>")
        if self._scopes[-1][0] == self._depth:
            self._scopes.pop()
        if self._literal == self._depth:
            self._literal = 0
        self._depth -= 1

    def _characters(self, text: str) -> None:
        self._piece.append(text.translate(_TEXT_ESCAPES) if _SPECIAL(text) else text)

    def _markup(self, text: str) -> None:
        if self._depth:
            self._piece.append(text)

    def _refuse_external(self, _context: str, _base: str | None, system: str | None, public: str | None) -> int:
        raise self._error(f"refers to another file, {system or public}, which is not read; put its text in here")

    def _refuse_undefined(self, name: str, is_parameter: bool) -> None:
        if not is_parameter:
            raise self._error(f"the entity &{name}; is not defined in this file")

    def _error(self, message: str) -> DamagedFileError:
        return DamagedFileError(message, self._parser.CurrentLineNumber)
