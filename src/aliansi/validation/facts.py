"""Check that the passages of a fact contain its years, its quantity and a label of each thing that it names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import rdflib
from rdflib import DCTERMS, RDF, RDFS, SKOS, Literal, URIRef
from rdflib.term import Node

from aliansi.errors import Finding
from aliansi.evidence.passages import Passage, by_iri, read_passages
from aliansi.evidence.text_folding import fold, folded
from aliansi.namespaces import AL, THINGS, shorten
from aliansi.project.edtf_bounds import BOUNDS
from aliansi.project.loader import Graph
from aliansi.validation.names import contains, is_unspaced

_LABELS = (RDFS.label, SKOS.prefLabel)
_OTHER_NAMES = (SKOS.altLabel, SKOS.hiddenLabel)
_LONGEST_ACRONYM = 3
"""Letters of an acronym that could be another word in small letters."""
_DATE = re.compile(r"(?<=Y)-?[0-9]+|(?<![0-9])-?[0-9]{4}(?:-[0-9]{2})*")
_MARKS = re.compile(r"[?~%]")
_QUOTED = re.compile(r"“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»|»([^«]+)«|「([^」]+)」|『([^』]+)』|\"([^\"]+)\"")
_NUMERALS = str.maketrans("〇零一二三四五六七八九", "00123456789")
"""Digits of Chinese and Japanese years: 一九四九年."""


def findings(graph: Graph) -> list[Finding]:
    """Return every year, quantity and name of a quoted fact that is not in its passages and that no note explains."""
    passages = by_iri(read_passages(graph)[0])
    longer = _unspaced_labels(graph)
    found: list[Finding] = []
    for facts in graph.sources.values():
        for fact in sorted(set(facts.subjects(AL.statedIn)), key=str):
            quoted = [passages[p] for p in facts.objects(fact, AL.statedIn) if p in passages]
            if quoted:
                words = [passage.exact for passage in quoted]
                found += _years(graph, facts, fact, words)
                found += _quantities(graph, facts, fact, words)
                found += _names(graph, facts, fact, words, _Names(_languages_of(graph, quoted), longer))
    return found


def _years(graph: Graph, facts: rdflib.Graph, fact: Node, words: list[str]) -> Iterator[Finding]:
    bases = (str(basis) for basis in facts.objects(fact, AL.dateBasis))
    texts = [fold(text).folded.translate(_NUMERALS) for text in (*words, *bases)]
    for property_ in BOUNDS:
        for date in facts.objects(fact, property_):
            # A month or a day must be in the text as the fact has it; passages rarely have one, so a basis must.
            for part in _DATE.findall(_MARKS.sub("", str(date))):
                forms = _forms(part)
                if not any(re.search(rf"(?<!\d)(?:{'|'.join(forms)})(?!\d)", text) for text in texts):
                    kind = "year" if part.lstrip("-").isdigit() else "date"
                    message = (
                        f"the {kind} {part} of {shorten(property_)} is in none of its passages; "
                        "correct it or explain with al:dateBasis how it was determined"
                    )
                    yield Finding(graph.location(fact, property_, date), shorten(fact), message)


def _forms(date: str) -> list[str]:
    """Return how a text may write a date: the year -0477 is 478 before our era."""
    if not date.lstrip("-").isdigit():
        return [date.lstrip("-")]
    year = int(date)
    return [date.lstrip("-"), str(year if year > 0 else 1 - year)]


def _quantities(graph: Graph, facts: rdflib.Graph, fact: Node, words: list[str]) -> Iterator[Finding]:
    for quantity in facts.objects(fact, AL.quantity):
        if not any(folded(str(quantity)) in fold(text).folded for text in words):
            where = graph.location(fact, AL.quantity, quantity)
            yield Finding(where, shorten(fact), f'the quantity "{quantity}" is in none of its passages; quote it')


@dataclass(frozen=True)
class _Names:
    """Languages of the passages of a fact, none if unknown, and the names in scripts without spaces."""

    languages: frozenset[str]
    longer: frozenset[str]

    def of(self, things: rdflib.Graph, thing: Node) -> list[str]:
        """Return the names of a thing that count in the passages.

        A name that the thing has in another language than the passages and its labels means nothing in them ("Island"
        is German for Iceland); a code, without a language, never does.
        """
        labels = [label for p in _LABELS for label in things.objects(thing, p) if isinstance(label, Literal)]
        others = [name for p in _OTHER_NAMES for name in things.objects(thing, p) if isinstance(name, Literal)]
        known = {_primary(label.language) for label in labels} | self.languages
        return [
            *map(str, labels),
            *(
                str(name)
                for name in others
                if name.language and (not self.languages or _primary(name.language) in known)
            ),
        ]


def _languages_of(graph: Graph, passages: Iterable[Passage]) -> frozenset[str]:
    """Return the languages of the sources of passages; none if that of one is unknown."""
    asserted = graph.asserted()
    found = [set(map(str, asserted.objects(source, DCTERMS.language))) for source in {p.source for p in passages}]
    return frozenset(_primary(tag) for tags in found for tag in tags) if all(found) else frozenset()


def _primary(tag: str | None) -> str:
    """Return the primary language of a tag, or of an IRI that ends with one."""
    return re.split(r"[/#]", tag or "")[-1].partition("-")[0].lower()


def _names(graph: Graph, facts: rdflib.Graph, fact: Node, words: list[str], names: _Names) -> Iterator[Finding]:
    explained = [str(note) for note in facts.objects(fact, SKOS.note)]
    for property_, thing in facts.predicate_objects(fact):
        if property_ in {RDF.type, AL.status} or not isinstance(thing, URIRef):
            continue
        labels = names.of(graph.named(THINGS), thing)
        if not labels or any(_is_named(text, label, names.longer) for label in labels for text in words):
            continue
        if not any(_explains(note, labels, words) for note in explained):
            message = (
                f"no label of {shorten(thing)} ({shorten(property_)}) is in its passages; quote the name, add the "
                "spelling as a label, or explain in a skos:note which “quoted words” mean it"
            )
            yield Finding(graph.location(fact, property_, thing), shorten(fact), message)


def _is_named(words: str, label: str, longer: Iterable[str] = ()) -> bool:
    """Return whether a label occurs in words; a short acronym in its capitals only: "us" is not the US."""
    if label.isupper() and sum(map(str.isalpha, label)) <= _LONGEST_ACRONYM:
        hidden = "\N{OBJECT REPLACEMENT CHARACTER}"
        words = re.sub(
            re.escape(label), lambda match: label if match[0] == label else hidden, words, flags=re.IGNORECASE
        )
    return contains(words, label, longer)


def _unspaced_labels(graph: Graph) -> frozenset[str]:
    """Return the folded labels in scripts without spaces: a name inside a longer one is another name."""
    things = graph.named(THINGS)
    labels = (str(label) for property_ in (*_LABELS, *_OTHER_NAMES) for label in things.objects(None, property_))
    return frozenset(folded(label) for label in labels if is_unspaced(label))


def _explains(note: str, labels: list[str], words: list[str]) -> bool:
    """Return whether a note names the thing and quotes words of a passage for it."""
    names_it = any(_is_named(note, label) for label in labels)
    quoted = (folded("".join(match.groups(""))) for match in _QUOTED.finditer(note))
    return names_it and any(part in fold(text).folded for part in quoted if part for text in words)
