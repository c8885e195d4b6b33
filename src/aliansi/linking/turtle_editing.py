"""Edits of Turtle files that people keep: only the statements that change are written again, comments stay.

A file is split into its statements, as the grammar of Turtle ends them. The result is parsed, and used only if it has
exactly the triples that were wanted.
"""

from __future__ import annotations

import codecs
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from aliansi.errors import Finding, FindingsError, Location
from aliansi.linking.mappings import RELATIONS
from aliansi.namespaces import TYPE
from aliansi.project.text_file import decode

_TOKEN: Final = re.compile(
    r"""(?P<comment>\#[^\r\n]*)|<[^<>"{}|^`\s]*>|\"{3}(?:[^\\]|\\.)*?\"{3}|'{3}(?:[^\\]|\\.)*?'{3}"""
    r"""|"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*'|(?P<end>\.(?=\s|\#|$))|(?P<space>\s+)|.""",
    re.DOTALL | re.VERBOSE,
)
_DIRECTIVE: Final = re.compile(r"\s*(?:PREFIX\s+[^\s:]*:\s*<[^>]*>|BASE\s*<[^>]*>)", re.IGNORECASE)
_LOCAL: Final = re.compile(r"[A-Za-z0-9_](?:[\w-]*[\w])?", re.ASCII)
_INDENT: Final = "    "
_RELATIONS: Final = frozenset(map(ox.NamedNode, RELATIONS))
_Key = tuple[ox.NamedNode | ox.BlankNode | ox.Triple, bool]


def edit(file: Path, content: bytes, remove: Collection[ox.Triple], add: Sequence[ox.Triple]) -> bytes:
    """Return the content of a Turtle file without some triples and with others.

    A triple to add goes to the statement of its subject from which one is removed, else to another one of its subject,
    else to the end. Raises FindingsError if the file cannot be edited so.
    """
    text = decode(file, content)
    newline = "\r\n" if "\r\n" in text else "\n"
    before = _triples(file, text)
    parser = ox.parse(text, format=ox.RdfFormat.TURTLE)
    next(parser, None)
    writer = _Writer(parser.prefixes, newline)
    edited = _edited(text, parser.prefixes, frozenset(remove), list(add), writer)
    wanted = (before - frozenset(remove)) | frozenset(add)
    if _triples(file, edited) != wanted:
        raise FindingsError([Finding(Location(file), "", "cannot be edited by a program: make the changes by hand")])
    return (codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b"") + edited.encode()


def _triples(file: Path, text: str) -> frozenset[ox.Triple]:
    try:
        return frozenset(quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE))
    except SyntaxError as error:
        raise FindingsError([Finding(Location(file), "", f"cannot be edited by a program: {error}")]) from error


def _edited(
    text: str, prefixes: Mapping[str, str], remove: frozenset[ox.Triple], add: list[ox.Triple], writer: _Writer
) -> str:
    chunks = [(chunk, list(_parsed(chunk, prefixes))) for chunk in _statements(text)]
    homes: dict[_Key, int] = {}
    for place, (_, triples) in enumerate(chunks):
        for triple in triples:
            homes.setdefault(_key(triple), place)
    # Where a triple is removed, the one that replaces it takes its place.
    homes |= {
        _key(triple): place for place, (_, triples) in enumerate(chunks) for triple in triples if triple in remove
    }
    parts: list[str] = []
    new: dict[int, list[ox.Triple]] = defaultdict(list)
    for triple in add:
        if _key(triple) in homes:
            new[homes[_key(triple)]].append(triple)
    for place, (chunk, triples) in enumerate(chunks):
        mine = new.get(place, [])
        if not mine and remove.isdisjoint(triples):
            parts.append(chunk)
            continue
        # A new value stands where the old one stood.
        order = list(dict.fromkeys(triple.predicate for triple in (*triples, *mine)))
        kept = [*(triple for triple in triples if triple not in remove), *mine]
        parts.append(writer.rewritten(chunk, sorted(kept, key=lambda triple: order.index(triple.predicate))))
    late = [triple for triple in add if _key(triple) not in homes]
    edited = "".join(parts)
    if late:
        edited = edited.rstrip() + writer.newline * 2 if edited.strip() else edited
        edited += writer.blocks(late)
    return edited


def _key(triple: ox.Triple) -> _Key:
    """Return what stands in one statement: the links of a thing, or all else about a node."""
    return triple.subject, triple.predicate in _RELATIONS


def _statements(text: str) -> Iterator[str]:
    """Yield the statements of a file, each with the comments and spaces before it, and what is left at the end."""
    start = 0
    for match in _TOKEN.finditer(text):
        directive = _DIRECTIVE.match(text, start)
        if match.lastgroup == "end" or (directive and directive.end() == match.end()):
            yield text[start : match.end()]
            start = match.end()
    yield text[start:]


def _parsed(chunk: str, prefixes: Mapping[str, str]) -> Iterator[ox.Triple]:
    declared = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in prefixes.items())
    try:
        quads = list(ox.parse(f"{declared}{chunk}", format=ox.RdfFormat.TURTLE))
    except SyntaxError:  # the parse of the whole file decides whether the edit is right
        return
    yield from (quad.triple for quad in quads)


class _Writer:
    def __init__(self, prefixes: Mapping[str, str], newline: str) -> None:
        self._prefixes, self.newline = prefixes, newline

    def rewritten(self, chunk: str, triples: Sequence[ox.Triple]) -> str:
        """Return a statement with other triples, with the comments of the old one before it."""
        tokens = list(_TOKEN.finditer(chunk))
        first = next((t.start() for t in tokens if t.lastgroup not in ("comment", "space")), len(chunk))
        comments = [t[0] for t in tokens if t.lastgroup == "comment" and t.start() > first]
        kept = chunk[:first] + "".join(f"{comment}{self.newline}" for comment in comments)
        if triples:
            return kept + self.blocks(triples).rstrip()
        return kept.rstrip()

    def blocks(self, triples: Sequence[ox.Triple]) -> str:
        """Return triples as statements of Turtle, one a subject, with an empty line between them."""
        grouped: dict[_Key, list[ox.Triple]] = defaultdict(list)
        for triple in triples:
            grouped[_key(triple)].append(triple)
        return (self.newline * 2).join(map(self._block, grouped.values())) + self.newline

    def _block(self, triples: Sequence[ox.Triple]) -> str:
        predicates = dict.fromkeys(triple.predicate for triple in triples)
        lines = []
        for predicate in predicates:
            objects = dict.fromkeys(triple.object for triple in triples if triple.predicate == predicate)
            lines.append(f"{self._verb(predicate)} {' , '.join(map(self.term, objects))}")
        return f"{self.term(triples[0].subject)} {f' ;{self.newline}{_INDENT}'.join(lines)} ."

    def _verb(self, predicate: ox.NamedNode) -> str:
        return "a" if predicate == TYPE else self.term(predicate)

    def term(self, term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
        """Return a term with the prefixes of the file."""
        if isinstance(term, ox.NamedNode):
            for prefix, namespace in self._prefixes.items():
                if term.value.startswith(namespace) and _LOCAL.fullmatch(term.value[len(namespace) :]):
                    return f"{prefix}:{term.value[len(namespace) :]}"
        if isinstance(term, ox.Literal) and not term.language and "^^" in str(term):
            return str(ox.Literal(term.value)) + "^^" + self.term(term.datatype)
        return str(term)
