"""Axiomatic triples: those that hold in every graph, written out only on request."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from aliansi.reasoning.columns.candidates import Candidates
from aliansi.reasoning.columns.same_as import SameAs
from aliansi.reasoning.columns.sorted_index import NONE, Bools, Ints
from aliansi.reasoning.rules.parameters import Parameters, extends_predicate
from aliansi.reasoning.rules.schema import Schema, conclusion
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
    """Triples that hold of every class, property or thing (``of_everything``)."""
    axiomatic: bool = False
    """Triples about the vocabulary of OWL (prp-ap, cls-thing, cls-nothing1)."""
    datatypes: bool = False
    """The datatypes of OWL 2 RL are datatypes (dt-type1)."""


_WITHIN_ITSELF = (d.SAME, d.SUBCLASS, d.SUBPROPERTY, d.EQUIVALENT_CLASS, d.EQUIVALENT_PROPERTY)
_OF_THING = (d.TYPE, d.SUBCLASS, d.DOMAIN, d.RANGE)


def of_everything(s: Ints, p: Ints, o: Ints) -> Bools:
    """Return which triples hold of every class, property or thing, and so are written only on request.

    Each is within itself (eq-ref, scm-cls, scm-op, scm-dp), owl:Nothing is part of each class, and owl:Thing has
    everything as part and instance and is every domain and range. They are recognised by their form, not by
    their rule: engines derive them in different ways, and derive some only where a graph mentions owl:Thing.
    """
    found: Bools = (s == o) & np.isin(p, _WITHIN_ITSELF)
    found |= (o == d.THING) & np.isin(p, _OF_THING)
    found |= (s == d.NOTHING) & (p == d.SUBCLASS)
    return found


def of_top_and_bottom(s: Ints, p: Ints) -> Bools:
    """Return which triples give a class of owl:Thing or owl:Nothing: cls-thing, cls-nothing1 and what follows."""
    found: Bools = ((s == d.THING) | (s == d.NOTHING)) & (p == d.TYPE)
    return found


def axiomatic_triples(terms: Dictionary, options: Options) -> Iterator[Candidates]:
    """Yield the triples about built-in terms that the options request."""
    numbers = terms.numbers
    if options.axiomatic:
        for property_ in ANNOTATION_PROPERTIES:
            yield conclusion(numbers[iri(property_)], d.TYPE, numbers[iri("owl:AnnotationProperty")], "prp-ap", NONE)
    if options.datatypes:
        for datatype in sorted(OWL_2_RL):
            yield conclusion(numbers[f"<{datatype}>"], d.TYPE, numbers[iri("rdfs:Datatype")], "dt-type1", NONE)


def has_consequences(schema: Schema, same_as: SameAs, parameters: Mapping[str, Parameters]) -> bool:
    """Return whether anything else may follow from triples of everything: where an axiom extends a built-in property.

    It makes rdf:type or rdfs:subClassOf part of another property, for example, of a chain or of a restriction.
    """
    used = {member for _, members, _ in schema.listed(d.CHAIN) for member in members}
    used |= {property_ for _, property_, _ in schema.rows(d.ON_PROPERTY)}
    return any(
        predicate in used
        or len(same_as.names_of(predicate)) > 1
        or any(extends_predicate(predicate, table) for table in parameters.values())
        for predicate in d.OF_EVERYTHING
    )


def top_and_bottom(mentioned: Collection[int]) -> Iterator[Candidates]:
    """Yield cls-thing and cls-nothing1 if the graph mentions either; otherwise nothing follows from them."""
    if d.THING in mentioned or d.NOTHING in mentioned:
        yield conclusion(d.THING, d.TYPE, d.CLASS, "cls-thing", NONE)
        yield conclusion(d.NOTHING, d.TYPE, d.CLASS, "cls-nothing1", NONE)
