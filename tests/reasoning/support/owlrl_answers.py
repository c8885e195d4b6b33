"""Results of owlrl and of the oracle in a form that can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import filterfalse
from typing import Final

import owlrl
import rdflib
from owlrl.DatatypeHandling import use_Alt_lexical_conversions, use_RDFLib_lexical_conversions
from owlrl.XsdDatatypes import OWL_RL_Datatypes
from rdflib import OWL, RDF, URIRef
from rdflib.term import Node

from tests.reasoning.support.oracle import SWITCHES, closure, comparable, triples_of
from tests.reasoning.support.oracle_rules import W3C, Rules
from tests.reasoning.support.oracle_tables import Triple

_ERROR: Final = rdflib.Namespace("http://www.daml.org/2002/03/agents/agent-ont#")
_MESSAGES: Final[dict[str, tuple[str, tuple[int, ...]]]] = {
    "eq-diff1": ("'sameAs' and 'differentFrom' cannot be used on the same subject-object pair: (%s, %s)", (0, 1)),
    "eq-diff2": ("'sameAs' and 'AllDifferent' cannot be used on the same subject-object pair: (%s, %s)", (1, 2)),
    "eq-diff3": ("'sameAs' and 'AllDifferent' cannot be used on the same subject-object pair: (%s, %s)", (1, 2)),
    "prp-irp": ("Irreflexive property used on %s with %s", (1, 0)),
    "prp-asyp": ("Erroneous usage of asymmetric property %s on %s and %s", (0, 1, 2)),
    "prp-pdw": ("Erroneous usage of disjoint properties %s and %s on %s and %s", (0, 1, 2, 3)),
    "prp-adp": (
        "Disjoint properties in an 'AllDisjointProperties' are not really disjoint: (%s, %s,%s) and (%s,%s,%s)",
        (3, 1, 4, 3, 2, 4),
    ),
    "prp-npa1": ("Negative (object) property assertion violated for: (%s, %s, %s)", (1, 2, 3)),
    "prp-npa2": ("Negative (datatype) property assertion violated for: (%s, %s, %s)", (1, 2, 3)),
    "cls-nothing2": ("%s is defined of type 'Nothing'", (0,)),
    "cls-com": ("Violation of complementarity for classes %s and %s on element %s", (0, 1, 1)),  # a fault: not 1 but 2
    "cls-maxc1": ("Erroneous usage of maximum cardinality with %s and %s", (0, 3)),
    "cls-maxqc1": ("Erroneous usage of maximum qualified cardinality with %s, %s and %s", (0, 2, 4)),
    "cls-maxqc2": (f"Erroneous usage of maximum qualified cardinality with %s, {OWL.Thing} and %s", (0, 3)),
    "cax-dw": ("Disjoint classes %s and %s have a common individual %s", (0, 1, 2)),
    "cax-adc": ("Disjoint classes %s and %s have a common individual %s", (1, 2, 3)),
    "dt-not-type": ("Lexical value of the literal '%s' does not match its datatype (%s)", (0, 1)),
}
"""Error messages of owlrl, and the positions in the oracle's report of the terms in them."""


@dataclass(frozen=True)
class Answer:
    """An engine's result: its comparable triples, and contradictions as owlrl's messages."""

    triples: frozenset[Triple]
    messages: frozenset[str]

    def without_lists(self) -> Answer:
        """Leave out contradictions about list members, and messages that cover them too."""
        words = ("Disjoint ", "'sameAs' and 'AllDifferent'")
        return Answer(self.triples, frozenset(m for m in self.messages if not m.startswith(words)))


def owlrl_answer(graph: rdflib.Graph) -> Answer:
    """Return owlrl's closure without the triples in which it reports errors, and those errors."""
    expanded = rdflib.Graph()
    expanded += graph
    engine = owlrl.OWLRL_Semantics(expanded, axioms=False, daxioms=False)
    use_Alt_lexical_conversions()  # as owlrl.DeductiveClosure does, which does not hand out the errors
    engine.closure()
    use_RDFLib_lexical_conversions()
    errors = set(expanded.subjects(RDF.type, _ERROR.ErrorMessage))
    triples = (triple for triple in triples_of(expanded) if triple[0] not in errors)
    return Answer(comparable(triples), frozenset(filterfalse(_is_of_datatypes, engine.error_messages)))


def oracle_answer(graph: rdflib.Graph, rules: Rules = W3C) -> Answer:
    """Return the oracle's closure with eq-ref and dt-type1, as in owlrl, and contradictions as owlrl's messages."""
    result = closure(triples_of(graph), also=SWITCHES, rules=rules)
    messages = frozenset(_sentence(rule, terms) for rule, terms in result.inconsistencies)
    return Answer(comparable(result.triples), messages)


def _sentence(rule: str, terms: tuple[Node, ...]) -> str:
    text, places = _MESSAGES[rule]
    return text % tuple(terms[place] for place in places)


def _is_of_datatypes(message: str) -> bool:
    """Return whether owlrl reports two disjoint datatypes, as it does instead of dt-not-type."""
    found = re.match(r"Disjoint classes (\S+) and (\S+) ", message)
    return found is not None and all(URIRef(name) in OWL_RL_Datatypes for name in found.groups())


def forks(triples: Iterable[Triple]) -> bool:
    """Return whether a list branches or is circular: owlrl follows a random branch, and fails on a circle."""
    cells = [(triple[0], triple[1]) for triple in triples if triple[1] in (RDF.first, RDF.rest)]
    return len(cells) > len(set(cells))
