"""What holds of the built-in vocabulary whatever a graph says, and the switches for having it written out."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from rdflib import OWL, RDFS

from aliansi.reasoning import dictionary as d
from aliansi.reasoning.candidates import Candidates
from aliansi.reasoning.datatypes import SUPPORTED
from aliansi.reasoning.dictionary import Dictionary
from aliansi.reasoning.index import NONE
from aliansi.reasoning.schema import conclusion

ANNOTATION_PROPERTIES = (
    RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy, OWL.deprecated, OWL.versionInfo, OWL.priorVersion,
    OWL.backwardCompatibleWith, OWL.incompatibleWith,
)  # fmt: skip


@dataclass(frozen=True)
class Options:
    """Triples that follow from every graph, and that hardly anybody wants to have written out."""

    reflexive: bool = False
    """That things are themselves, and classes and properties part of themselves (eq-ref, scm-cls, scm-op, scm-dp)."""
    axiomatic: bool = False
    """What holds of the vocabulary of OWL (prp-ap, cls-thing, cls-nothing1)."""
    datatypes: bool = False
    """That the datatypes of OWL 2 RL are datatypes (dt-type1)."""


def axiomatic(terms: Dictionary, options: Options) -> Iterator[Candidates]:
    """Yield what the options ask for of the built-in terms."""
    number = terms.number
    if options.axiomatic:
        for property_ in ANNOTATION_PROPERTIES:
            yield conclusion(number(property_), d.TYPE, number(OWL.AnnotationProperty), "prp-ap", NONE)
    if options.datatypes:
        for datatype in sorted(SUPPORTED):
            yield conclusion(number(datatype), d.TYPE, number(RDFS.Datatype), "dt-type1", NONE)


def top_and_bottom(mentioned: Collection[int]) -> Iterator[Candidates]:
    """Yield cls-thing and cls-nothing1, where a graph speaks of either; nothing comes of them elsewhere."""
    if d.THING in mentioned or d.NOTHING in mentioned:
        yield conclusion(d.THING, d.TYPE, d.CLASS, "cls-thing", NONE)
        yield conclusion(d.NOTHING, d.TYPE, d.CLASS, "cls-nothing1", NONE)
