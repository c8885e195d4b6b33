"""Rules of Tables 4 to 9 of OWL 2 RL/RDF as data, by their names there, each with a sentence for readers.

https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Rule(NamedTuple):
    """A rule that concludes triples, as in ``rules.txt``; ``each`` has the atoms for every member of a list."""

    axiom: str
    facts: str
    each: str
    concludes: str
    sentence: str


def _read(text: str) -> dict[str, Rule]:
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    rules = {}
    for head, body in zip(lines[::2], lines[1::2], strict=True):
        name, _, sentence = head.partition(": ")
        premises, _, concludes = body.partition("=>")
        axiom, _, facts = premises.partition("|")
        facts, _, each = facts.partition("each:")
        rules[name] = Rule(axiom.strip(), facts.strip(" ."), each.strip(), concludes.strip(), sentence)
    return rules


RULES = _read(Path(__file__).with_name("rules.txt").read_text(encoding="utf-8"))
"""Every rule that concludes a triple, in the order of the tables."""

STEP = "step"
"""Name of the pseudo-rule for an intermediate conclusion of a rule with more than two facts; never shown."""

SENTENCES = {name: rule.sentence for name, rule in RULES.items()}
NAME = (*RULES, STEP)
NUMBER = {name: number for number, name in enumerate(NAME)}


class Falsity(NamedTuple):
    """A rule that concludes ``false``: its axiom, the facts that the axiom excludes, and a sentence about them.

    Atoms are separated by `` . ``; a word without a prefix is a variable, ``x`` and ``y`` are the individuals. The list
    at ``l`` belongs to the axiom; what the tables require of its members is required of two of them.
    """

    axiom: str
    facts: str
    sentence: str
    of_itself: str = ""  # the sentence where x and y are one name


_LISTED_TWICE = "{x} is listed twice among things that are all different (owl:AllDifferent)"
_LISTED_DIFFERENT = "{x} and {y} are inferred to be the same, but are listed as all different (owl:AllDifferent)"
_BOTH_PROPERTIES = "both {p} and {q} lead from {x} to {y}, and never may both"
_BOTH_CLASSES = "{x} is both a {c} and a {d}, and nothing is both"
_NO_VALUE = "{p} leads from {x} to {y}, and {x} belongs to a class that allows no value"
_QUALIFIED = "r owl:maxQualifiedCardinality m . r owl:onProperty p . r owl:onClass"
_DENIED = "n owl:sourceIndividual x . n owl:assertionProperty p . n"

FALSE = {
    "eq-diff1": Falsity(
        "x owl:differentFrom y",
        "x owl:sameAs y",
        "{x} and {y} are inferred to be the same, but they are different (owl:differentFrom)",
        "{x} is asserted to be different from itself (owl:differentFrom)",
    ),
    "eq-diff2": Falsity(
        "n rdf:type owl:AllDifferent . n owl:members l", "x owl:sameAs y", _LISTED_DIFFERENT, _LISTED_TWICE
    ),
    "eq-diff3": Falsity(
        "n rdf:type owl:AllDifferent . n owl:distinctMembers l", "x owl:sameAs y", _LISTED_DIFFERENT, _LISTED_TWICE
    ),
    "prp-irp": Falsity(
        "p rdf:type owl:IrreflexiveProperty",
        "x p x",
        "{x} is related to itself by {p}, which nothing is (owl:IrreflexiveProperty)",
    ),
    "prp-asyp": Falsity(
        "p rdf:type owl:AsymmetricProperty",
        "x p y . y p x",
        "{p} holds from {x} to {y} and back, which it never does (owl:AsymmetricProperty)",
    ),
    "prp-pdw": Falsity(
        "p owl:propertyDisjointWith q", "x p y . x q y", f"{_BOTH_PROPERTIES} (owl:propertyDisjointWith)"
    ),
    "prp-adp": Falsity(
        "n rdf:type owl:AllDisjointProperties . n owl:members l",
        "x p y . x q y",
        f"{_BOTH_PROPERTIES} (owl:AllDisjointProperties)",
    ),
    "prp-npa1": Falsity(
        f"{_DENIED} owl:targetIndividual y",
        "x p y",
        "{p} leads from {x} to {y}, and it is asserted that it does not (owl:targetIndividual)",
    ),
    "prp-npa2": Falsity(
        f"{_DENIED} owl:targetValue y",
        "x p y",
        "{p} of {x} has the value {y}, and it is asserted that it has not (owl:targetValue)",
    ),
    "cls-nothing2": Falsity("", "x rdf:type owl:Nothing", "{x} belongs to owl:Nothing, to which nothing belongs"),
    "cls-com": Falsity(
        "c owl:complementOf d",
        "x rdf:type c . x rdf:type d",
        "{x} is both a {c} and a {d}, and one is what the other is not (owl:complementOf)",
    ),
    "cls-maxc1": Falsity(
        "r owl:maxCardinality m . r owl:onProperty p",
        "x rdf:type r . x p y",
        f"{_NO_VALUE} (owl:maxCardinality 0)",
    ),
    "cls-maxqc1": Falsity(
        f"{_QUALIFIED} c",
        "x rdf:type r . x p y . y rdf:type c",
        f"{_NO_VALUE} that is a {{c}} (owl:maxQualifiedCardinality 0)",
    ),
    "cls-maxqc2": Falsity(
        f"{_QUALIFIED} owl:Thing", "x rdf:type r . x p y", f"{_NO_VALUE} (owl:maxQualifiedCardinality 0)"
    ),
    "cax-dw": Falsity("c owl:disjointWith d", "x rdf:type c . x rdf:type d", f"{_BOTH_CLASSES} (owl:disjointWith)"),
    "cax-adc": Falsity(
        "n rdf:type owl:AllDisjointClasses . n owl:members l",
        "x rdf:type c . x rdf:type d",
        f"{_BOTH_CLASSES} (owl:AllDisjointClasses)",
    ),
    "dt-not-type": Falsity("", "x rdf:type d", "{x} is used as a {d}, but is not one"),
}
"""Every rule that concludes ``false``."""
