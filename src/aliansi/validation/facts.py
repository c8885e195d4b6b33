"""Check that the passages of a fact contain its years, its quantity and a label of each thing that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator

import rdflib
from rdflib import RDF, RDFS, SKOS, Literal, URIRef
from rdflib.term import Node

from aliansi.errors import Finding
from aliansi.evidence.passages import by_iri, read_passages
from aliansi.evidence.text_folding import fold, folded
from aliansi.namespaces import AL, THINGS, shorten
from aliansi.project.edtf_bounds import BOUNDS
from aliansi.project.loader import Graph
from aliansi.validation.names import contains, is_unspaced

_LABELS = (RDFS.label, SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
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
            words = [passages[p].exact for p in facts.objects(fact, AL.statedIn) if p in passages]
            if words:
                found += _years(graph, facts, fact, words)
                found += _quantities(graph, facts, fact, words)
                found += _names(graph, facts, fact, words, longer)
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


def _names(
    graph: Graph, facts: rdflib.Graph, fact: Node, words: list[str], longer: frozenset[str]
) -> Iterator[Finding]:
    explained = [str(note) for note in facts.objects(fact, SKOS.note)]
    for property_, thing in facts.predicate_objects(fact):
        if property_ in {RDF.type, AL.status} or not isinstance(thing, URIRef):
            continue
        labels = _labels(graph.named(THINGS), thing)
        if not labels or any(contains(text, label, longer) for label in labels for text in words):
            continue
        if not any(_explains(note, labels, words) for note in explained):
            message = (
                f"no label of {shorten(thing)} ({shorten(property_)}) is in its passages; quote the name, add the "
                "spelling as a label, or explain in a skos:note which “quoted words” mean it"
            )
            yield Finding(graph.location(fact, property_, thing), shorten(fact), message)


def _unspaced_labels(graph: Graph) -> frozenset[str]:
    """Return the folded labels in scripts without spaces: a name inside a longer one is another name."""
    things = graph.named(THINGS)
    labels = (str(label) for property_ in _LABELS for label in things.objects(None, property_))
    return frozenset(folded(label) for label in labels if is_unspaced(label))


def _labels(things: rdflib.Graph, thing: Node) -> list[str]:
    return [
        str(label) for property_ in _LABELS for label in things.objects(thing, property_) if isinstance(label, Literal)
    ]


def _explains(note: str, labels: list[str], words: list[str]) -> bool:
    """Return whether a note names the thing and quotes words of a passage for it."""
    names_it = any(contains(note, label) for label in labels)
    quoted = (folded("".join(match.groups(""))) for match in _QUOTED.finditer(note))
    return names_it and any(part in fold(text).folded for part in quoted if part for text in words)
