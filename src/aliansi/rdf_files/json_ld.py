"""What a JSON-LD processor drops without a word: names without an IRI, invalid IRIs and invalid language tags.

PyLD expands the document and reports the names that it drops; the expanded values are checked as pyoxigraph checks
them. No remote context is fetched; those of the same folder are read (``aliansi.rdf_files.json_ld_contexts``).
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn

import pyoxigraph as ox

from aliansi.errors import Finding, Location
from aliansi.rdf_files.content import HEXT, SPARQL_RESULTS, MisnamedFileError, content_of
from aliansi.rdf_files.json_ld_contexts import include_contexts
from aliansi.rdf_files.streams import DamagedFileError, Stream

MAX_CHECKED = 1 << 26
"""Bytes of the largest document whose values are checked."""

MAX_NESTING = 1000
MAX_SHOWN = 20

_KEYWORDS = {
    "@any", "@base", "@container", "@context", "@default", "@direction", "@embed", "@explicit", "@first", "@graph",
    "@id", "@import", "@included", "@index", "@json", "@language", "@list", "@nest", "@none", "@null", "@omitDefault",
    "@prefix", "@preserve", "@propagate", "@protected", "@requireAll", "@reverse", "@set", "@type", "@value",
    "@version", "@vocab",
}  # fmt: skip
_LIKE_KEYWORD = re.compile("@[A-Za-z]+")
_NESTING = re.compile(rb'"(?:[^"\\]|\\.)*+"|[{}\[\]\n]')
_QUOTED = re.compile("'([^']+)'")
_REMOTE_CONTEXT = re.compile(rb'"@context"\s*:\s*(?:\[[^\]]*?)?"|"@import"\s*:')


class JsonLdStream:
    """JSON-LD that is kept, so that what was dropped can be found once it has been read."""

    def __init__(self, raw: Stream, base: str | None, folder: Path | None = None) -> None:
        """``base`` is the base of relative IRIs, ``folder`` that of the contexts which the document names by a path."""
        self._raw, self._base, self._folder = raw, base, folder
        self._content: bytes | None = None
        self._position = 0

    def line_of(self, message: str) -> int:
        """Return the line of an error for which pyoxigraph has none: of a remote context, or of the text it quotes."""
        content = self._content or b""
        if "LoadDocumentCallback" in message:
            found = _REMOTE_CONTEXT.search(content)
            return content[: found.end()].count(b"\n") + 1 if found else 0
        text = content.decode("utf-8", "replace")
        quoted = _QUOTED.findall(message) + _LIKE_KEYWORD.findall(message)
        return next((line for value in quoted if (line := _line_of(value, text))), 0)

    def read(self, size: int = -1) -> bytes:
        """Read at most ``size`` bytes. Raises DamagedFileError for nesting that would crash the parser."""
        if self._content is None:
            self._content = b"".join(iter(lambda: self._raw.read(1 << 20), b""))
            refuse_nesting(self._content)
            content = content_of(self._raw.head)
            if content and content in (HEXT, SPARQL_RESULTS):
                raise MisnamedFileError(content)
            if self._folder:
                self._content = include_contexts(self._content, self._folder)
        start, end = self._position, len(self._content) if size < 0 else self._position + size
        data = self._content[start:end]
        self._position += len(data)
        return data

    def losses(self, file: Path) -> Iterator[Finding]:
        """Yield a warning for each value that has been dropped; at most MAX_SHOWN, and the number of the others."""
        content = self._content or b""
        if len(content) > MAX_CHECKED:
            limit = f"{MAX_CHECKED >> 20} MiB"
            yield _warning(file, 0, f"the file has more than {limit}: not checked for values that JSON-LD drops")
            return
        text = content.decode()
        found = dict.fromkeys(_losses(text, self._base))
        for message, value in islice(found, MAX_SHOWN):
            yield _warning(file, _line_of(value, text), message)
        if (more := len(found) - MAX_SHOWN) > 0:
            yield _warning(file, 0, f"{more} more values have been dropped")


def refuse_nesting(content: bytes) -> None:
    """Raise DamagedFileError for JSON that is nested more than MAX_NESTING deep."""
    depth, line = 0, 1
    for token in _NESTING.finditer(content):
        match content[token.start()]:
            case 0x0A:
                line += 1
            case 0x7B | 0x5B:  # an object or array begins
                depth += 1
                if depth > MAX_NESTING:
                    raise DamagedFileError(f"is nested more than {MAX_NESTING} deep, more than can be read", line)
            case 0x7D | 0x5D:
                depth -= 1


def _warning(file: Path, line: int, message: str) -> Finding:
    return Finding(Location(file, line), "", f"warning: {message}")


Loss = tuple[str, str]
"""A message, and the text by which its line is found."""


def _losses(text: str, base: str | None) -> Iterator[Loss]:
    from pyld import jsonld

    written: list[Loss] = []
    dropped: list[str | None] = []
    processor = jsonld.JsonLdProcessor(on_property_dropped=dropped.append)
    try:
        document = json.loads(text, object_pairs_hook=lambda pairs: _object(pairs, written))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # PyLD warns of some of what is reported here, without its place
            without = {} if base else {"expandContext": {"@base": None}}
            expanded = processor.expand(document, {"base": base or "", "documentLoader": _refuse, **without})
    except RecursionError:
        yield "nested too deeply to be checked for values that JSON-LD drops", ""
        return
    except jsonld.JsonLdError as error:
        yield f"not checked for values that JSON-LD drops: {error.type or error.code}", ""
        return
    yield from written
    for name in dropped:
        if name and " " not in name:
            yield f"the name {name!r} has no IRI, so its values are dropped; define it in @context, or add @vocab", name
        elif name:
            yield f"the property {name!r} is not an IRI, so its values are dropped", name
    yield from _of_nodes(expanded)


def _refuse(url: str, _options: object) -> NoReturn:
    raise OSError(url)


def _object(pairs: list[tuple[str, Any]], losses: list[Loss]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        losses.append((f"the name {twice!r} is written twice in one object; other programs keep only the last", twice))
    for name in found:
        if name[:1] == "@" and _LIKE_KEYWORD.fullmatch(name) and name not in _KEYWORDS:
            losses.append((f"{name} is not a keyword of JSON-LD, so its value is dropped", name))
    return found


def _of_nodes(expanded: Iterable[Any]) -> Iterator[Loss]:
    """Yield the losses of an expanded document, without recursion."""
    open_values: list[Any] = [*expanded]
    while open_values:
        value = open_values.pop(0) if len(open_values) < 2 else open_values.pop()
        if isinstance(value, list):
            open_values += reversed(value)
        elif isinstance(value, dict):
            if "@value" in value:
                yield from _of_literal(value)
            else:
                yield from _of_node(value)
                open_values += reversed([inner for name, inner in value.items() if name not in ("@id", "@type")])


def _of_literal(value: dict[str, Any]) -> Iterator[Loss]:
    text, language, datatype = (value.get(key) for key in ("@value", "@language", "@type"))
    if language and not _is_language(language):
        yield f"{language!r} is not a language tag (RFC 5646), so the text {_short(text)} is dropped", language
    if value.get("@direction") and not language:
        yield f"the text direction {value['@direction']!r} is dropped: RDF has none without a language", "@direction"
    if datatype and datatype != "@json" and (why := _not_an_iri(datatype)):
        yield f"the datatype {datatype!r} {why}, so the value {_short(text)} is dropped", datatype


def _of_node(node: dict[str, Any]) -> Iterator[Loss]:
    name = node.get("@id")
    if isinstance(name, str) and len(node) > 1 and (why := _not_an_iri(name)):
        yield f"{name!r} {why}, so its triples are dropped", name
    elif isinstance(name, str) and (why := _not_an_iri(name)):
        yield f"{name!r} {why}, so the triples that refer to it are dropped", name
    for kind in node.get("@type", ()):
        if why := _not_an_iri(kind):
            yield f"the type {kind!r} {why}, so it is dropped", kind
    for key in node:
        if key.startswith("_:"):
            yield f"the property {key!r} is a blank node, so its values are dropped", key
        elif key[0] != "@" and (why := _not_an_iri(key)):
            yield f"the property {key!r} {why}, so its values are dropped", key


def _not_an_iri(text: str) -> str:
    """Return why a text is neither an IRI nor a blank node, empty if it is one."""
    if text.startswith("_:"):
        return ""
    try:
        ox.NamedNode(text)
    except ValueError as error:
        if "No scheme" in str(error):
            return "is relative, and there is no base"
        return f"is not an IRI ({str(error).rpartition(': ')[2]})"
    return ""


def _is_language(tag: str) -> bool:
    try:
        ox.Literal("", language=tag)
    except ValueError:
        return False
    return True


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}…'"


def _line_of(value: str, text: str) -> int:
    """Return the line on which a value stands, or what it is written as in short; 0 if it stands nowhere."""
    for content, sought in ((text, value), (text.lower(), value.lower())):  # PyLD writes language tags in lower case
        for part in filter(None, (sought, *(sought.rpartition(sign)[2] for sign in "/#:"))):
            for written in (json.dumps(part, ensure_ascii=False), json.dumps(part)):
                place = content.find(written) if part == sought else content.find(written[1:])
                if place >= 0:
                    return content.count("\n", 0, place) + 1
    return 0
