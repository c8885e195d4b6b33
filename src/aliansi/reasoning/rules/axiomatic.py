"""Axiomatic triples: those that hold in every graph, written out only on request."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from aliansi.reasoning.columns.candidates import Candidates
from aliansi.reasoning.columns.sorted_index import NONE
from aliansi.reasoning.rules.schema import conclusion
from aliansi.reasoning.terms import dictionary as d
from aliansi.reasoning.terms.datatypes import OWL_2_RL
from aliansi.reasoning.terms.dictionary import Dictionary
from aliansi.reasoning.terms.text import iri

ANNOTATION_PROPERTIES = (
    "rdfs:label", "rdfs:comment", "rdfs:seeAlso", "rdfs:isDefinedBy", "owl:deprecated", "owl:versionInfo",
    "owl:priorVersion", "owl:backwardCompatibleWith", "owl:incompatibleWith",
)  # fmt: skip


@dataclass(frozen=True)
class Options:
    """Switches for triples that follow from every graph and are rarely wanted."""

    reflexive: bool = False
    """Reflexive triples: x sameAs x; each class and property is part of itself (eq-ref, scm-cls, scm-op, scm-dp)."""
    axiomatic: bool = False
    """Triples about the vocabulary of OWL (prp-ap, cls-thing, cls-nothing1)."""
    datatypes: bool = False
    """The datatypes of OWL 2 RL are datatypes (dt-type1)."""


def axiomatic_triples(terms: Dictionary, options: Options) -> Iterator[Candidates]:
    """Yield the triples about built-in terms that the options request."""
    numbers = terms.numbers
    if options.axiomatic:
        for property_ in ANNOTATION_PROPERTIES:
            yield conclusion(numbers[iri(property_)], d.TYPE, numbers[iri("owl:AnnotationProperty")], "prp-ap", NONE)
    if options.datatypes:
        for datatype in sorted(OWL_2_RL):
            yield conclusion(numbers[f"<{datatype}>"], d.TYPE, numbers[iri("rdfs:Datatype")], "dt-type1", NONE)


def top_and_bottom(mentioned: Collection[int]) -> Iterator[Candidates]:
    """Yield cls-thing and cls-nothing1 if the graph mentions either; otherwise nothing follows from them."""
    if d.THING in mentioned or d.NOTHING in mentioned:
        yield conclusion(d.THING, d.TYPE, d.CLASS, "cls-thing", NONE)
        yield conclusion(d.NOTHING, d.TYPE, d.CLASS, "cls-nothing1", NONE)
