"""The rows of an answer as the cells of a page, and what the dataset says of the things in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.store import Store, Term
from aliansi.namespaces import ID, INFERRED, shorten
from aliansi.views.i18n import in_words

MAX_ROWS: Final = 1000
MAX_PEERS: Final = 500

LABEL: Final = "Label"
"""How the name of a column ends that has the words for another."""
_WRITTEN_IN: Final = "en"
"""The language that the questions take labels and statements in."""

_QUOTED: Final = frozenset({"quotation", "quotations", "exact"})
_LONG: Final = _QUOTED | {"statement", "note"}
_LANGUAGE_OF_QUOTATIONS: Final = "id"
_BETWEEN_PASSAGES: Final = " | "
_DATE: Final = re.compile(r"[\[{]?(?:\.\.)?\d{4}[\d.,~?%/X:TZ+-]*[\]}]?")
_MARKED: Final = re.compile(r"[\[{~?%/X]|\.\.")

_THINGS: Final = "SELECT DISTINCT ?node { { ?node ?p ?o } UNION { ?s ?p ?node } FILTER(isIRI(?node)) }"
_STATED: Final = "SELECT DISTINCT ?node { ?node al:statedIn ?passage }"
_SOURCED: Final = "SELECT DISTINCT ?node { ?node dcterms:source ?source }"
_QUOTED_TEXTS: Final = "SELECT DISTINCT ?node { ?passage oa:hasSource ?node }"
_CLASSES: Final = f"SELECT DISTINCT ?node ?class {{ GRAPH ?g {{ ?node a ?class }} FILTER(?g != <{INFERRED}>) }}"
_WORDS: Final = "SELECT ?node ?property ?words { VALUES ?property { rdfs:label al:statement } ?node ?property ?words }"
_RDFS_LABEL: Final = "http://www.w3.org/2000/01/rdf-schema#label"

Addresses = Callable[[str], str | None]
"""Where the link on an IRI leads; None where there is none."""


@dataclass(frozen=True)
class TableCell:
    """What stands in a cell, ``kind`` being ``date``, ``long`` or nothing; a quotation has a line for each passage."""

    lines: tuple[str, ...]
    href: str | None = None
    language: str | None = None
    kind: str = ""

    @property
    def marked(self) -> bool:
        """Whether it is a date with marks that want an explanation."""
        return self.kind == "date" and bool(_MARKED.search(self.lines[0]))


@dataclass(frozen=True)
class ResultTable:
    """The first rows of an answer; ``total`` counts all of them."""

    columns: tuple[str, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    total: int
    names: tuple[str, ...] = field(default=(), metadata={"help": "the variables of the columns"})

    @property
    def marked(self) -> bool:
        """Whether any of its dates wants an explanation."""
        return any(cell.marked for row in self.rows for cell in row)


@dataclass(frozen=True)
class KnownThings:
    """What the dataset says of its things, read once; IRIs as text."""

    things: frozenset[str] = frozenset()
    stated: frozenset[str] = field(default=frozenset(), metadata={"help": "facts and claims tied to passages"})
    sourced: frozenset[str] = field(default=frozenset(), metadata={"help": "what rests on cited sources"})
    quoted: frozenset[str] = field(default=frozenset(), metadata={"help": "texts that passages are taken from"})
    classes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    translations: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def kind(self, node: str) -> str:
        """Return by what evidence a thing is known: ``stated``, ``sourced``, ``quoted`` or ``other``."""
        if node in self.stated:
            return "stated"
        if node in self.sourced:
            return "sourced"
        return "quoted" if node in self.quoted else "other"

    def has(self, name: str) -> bool:
        """Say whether anything of ours has this short name."""
        return str(ID) + name.removeprefix("id:") in self.things

    def says(self, literal: ox.Literal, language: str, node: str = "") -> tuple[str, str | None]:
        """Return a label or a statement in a language, else as it stands, and the language that it is then in.

        ``node`` is what has the label; without it, the words are translated if all that is called so agrees.
        """
        if literal.language != _WRITTEN_IN or language == _WRITTEN_IN:
            return literal.value, literal.language
        own = self.labels.get(node, {}).get(language) or self.translations.get((literal.value, language))
        return (own, language) if own else (literal.value, literal.language)

    def label(self, node: str, language: str) -> str:
        """Return the label of a thing in a language, else in English, else in any; nothing for what has none."""
        return self.called(node, language)[0] if self.labels.get(node) else ""

    def called(self, iri: str, language: str) -> tuple[str, str | None]:
        """Return what an IRI without a label beside it is called, and in which language; its short name if nothing."""
        labels = self.labels.get(iri, {})
        spoken = next((each for each in (language, _WRITTEN_IN, min(labels, default="")) if each in labels), None)
        return (labels[spoken], spoken or None) if spoken is not None else (shorten(iri), None)

    def peers(self, node: str, language: str) -> tuple[tuple[str, str], ...]:
        """Return what may stand in the place of a thing, at most ``MAX_PEERS``, by label: short name and label."""
        alike = self._alike(node)
        if node in self.labels:
            alike &= self.labels.keys()
        named = sorted((self.label(peer, language), shorten(peer)) for peer in alike)
        return tuple((short, label) for label, short in named[:MAX_PEERS])

    def _alike(self, node: str) -> frozenset[str]:
        """What has the same kind of evidence or, of things that need none, a class in common."""
        for facts in (self.stated, self.sourced):
            if node in facts:
                return facts
        mine = self.classes.get(node, frozenset())
        return frozenset(other for other, theirs in self.classes.items() if not mine.isdisjoint(theirs))


def learn(store: Store) -> KnownThings:
    """Read what the pages need to know of the things of a dataset."""
    things = frozenset(node for node in _nodes(store, _THINGS) if node.startswith(str(ID)))
    classes: dict[str, frozenset[str]] = {}
    for row in store.select(_CLASSES):
        node, class_ = row["node"], row["class"]
        if isinstance(node, ox.NamedNode) and isinstance(class_, ox.NamedNode):
            classes[node.value] = classes.get(node.value, frozenset()) | {class_.value}
    words = _words(store)
    labels = {node: said for (node, property_), said in words.items() if property_ == _RDFS_LABEL}
    stated, sourced, quoted = (frozenset(_nodes(store, query)) for query in (_STATED, _SOURCED, _QUOTED_TEXTS))
    return KnownThings(things, stated, sourced, quoted, classes, labels, _translations(words))


def _nodes(store: Store, query: str) -> list[str]:
    return [node.value for row in store.select(query) if isinstance(node := row["node"], ox.NamedNode)]


def _words(store: Store) -> dict[tuple[str, str], dict[str, str]]:
    """Return labels and statements by node and property, then by language."""
    said: dict[tuple[str, str], dict[str, str]] = {}
    for row in store.select(_WORDS):
        node, property_, words = row["node"], row["property"], row["words"]
        if isinstance(node, ox.NamedNode) and isinstance(property_, ox.NamedNode) and isinstance(words, ox.Literal):
            said.setdefault((node.value, property_.value), {})[words.language or ""] = words.value
    return said


def _translations(words: Mapping[tuple[str, str], Mapping[str, str]]) -> dict[tuple[str, str], str]:
    """Return words in other languages by what is written and the language, where nothing contradicts."""
    found: dict[tuple[str, str], set[str]] = {}
    for said in words.values():
        for language in said.keys() - {_WRITTEN_IN} if _WRITTEN_IN in said else ():
            found.setdefault((said[_WRITTEN_IN], language), set()).add(said[language])
    return {written: min(meanings) for written, meanings in found.items() if len(meanings) == 1}


def web_address(iri: str) -> str | None:
    """Return an address of the web as it is; anything else leads nowhere."""
    return iri if iri.startswith(("http://", "https://")) else None


def read_results(
    body: bytes,
    known: KnownThings | None = None,
    language: str = _WRITTEN_IN,
    address: Addresses = web_address,
    own: frozenset[str] = frozenset(),
) -> ResultTable | bool:
    """Read SPARQL 1.1 Query Results JSON, at most ``MAX_ROWS`` rows of it.

    ``own`` are words of the query itself, which are said in the language of the page: certain, possible. All else that
    is not a label stands as it is. A column ``xLabel`` beside a column ``x`` gives it its words and is not shown by
    itself.
    """
    results = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if isinstance(results, ox.QueryBoolean):
        return bool(results)
    names = [variable.value for variable in results.variables]
    shown = [name for name in names if not (name.endswith(LABEL) and name.removesuffix(LABEL) in names)]
    reader = _TableReader(known or KnownThings(), language, address, own)
    rows, total = [], 0
    for row in results:
        total += 1
        if total <= MAX_ROWS:
            terms = dict(zip(names, row, strict=True))
            rows.append(tuple(reader.cell(name, terms[name], terms.get(name + LABEL)) for name in shown))
    return ResultTable(tuple(in_words(heading(name), language) for name in shown), tuple(rows), total, tuple(shown))


def heading(name: str) -> str:
    """Write the name of a variable in words: ``requesterLabel`` is “requester”, ``yearsAtMost`` “years at most”."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", name.removesuffix(LABEL) or name)
    return " ".join(word if word.isupper() and len(word) > 1 else word.lower() for word in words.split()) or name


@dataclass(frozen=True)
class _TableReader:
    known: KnownThings
    language: str
    address: Addresses
    own: frozenset[str]

    def cell(self, column: str, term: Term | None, label: Term | None) -> TableCell:
        kind = "long" if column in _LONG else ""
        if isinstance(term, ox.NamedNode):
            text, language = self.known.called(term.value, self.language)
            if isinstance(label, ox.Literal):
                text, language = self.known.says(label, self.language, term.value)
            return TableCell((text,), self.address(term.value), language, kind)
        if not isinstance(term, ox.Literal):
            return TableCell(("" if term is None else str(term),), kind=kind)
        if column in _QUOTED:
            passages = (term.value,) if column == "exact" else tuple(term.value.split(_BETWEEN_PASSAGES))
            return TableCell(passages, None, term.language or _LANGUAGE_OF_QUOTATIONS, kind)
        text, language = self.known.says(term, self.language)
        if language is None and text in self.own:
            text = in_words(text, self.language)
        return TableCell((text,), None, language, kind or ("date" if _DATE.fullmatch(text) else ""))
