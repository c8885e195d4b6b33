"""The rules of Tables 4 to 9 of the OWL 2 RL/RDF rules, by their names there, each with a sentence for readers.

https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules
"""

from __future__ import annotations

from typing import NamedTuple

SENTENCES = {
    "eq-ref": "Everything is itself.",
    "eq-sym": "If one thing is the same as another, the other is the same as it.",
    "eq-trans": "What is the same as something that is the same as a third is the same as the third.",
    "eq-rep-s": "What is said of a thing holds of it under its other name.",
    "eq-rep-p": "What is said with a property holds with the same property under its other name.",
    "eq-rep-o": "What is said about a thing holds about it under its other name.",
    "prp-ap": "The property is for annotations, built into OWL.",
    "prp-dom": "Whatever has the property belongs to the property's domain.",
    "prp-rng": "Whatever is a value of the property belongs to the property's range.",
    "prp-fp": "The property has one value at most, so two values are one thing.",
    "prp-ifp": "No two things share a value of the property, so two that do are one thing.",
    "prp-symp": "The property is symmetric: it holds the other way round as well.",
    "prp-trp": "The property is transitive: it holds from the first to the last.",
    "prp-spo1": "The property is part of a wider one, which holds as well.",
    "prp-spo2": "A chain of properties leads to the value.",
    "prp-eqp1": "The properties are equivalent: where one holds, so does the other.",
    "prp-eqp2": "The properties are equivalent: where one holds, so does the other.",
    "prp-inv1": "The properties are inverse: one holds one way, the other holds the other way.",
    "prp-inv2": "The properties are inverse: one holds one way, the other holds the other way.",
    "prp-key": "The values of the key are the same, so the things are one.",
    "cls-thing": "owl:Thing is a class.",
    "cls-nothing1": "owl:Nothing is a class.",
    "cls-int1": "It belongs to every class of the intersection, so it belongs to the intersection.",
    "cls-int2": "It belongs to the intersection, so it belongs to every class of it.",
    "cls-uni": "It belongs to a class of the union, so it belongs to the union.",
    "cls-svf1": "It has a value of the class that the restriction asks for.",
    "cls-svf2": "It has a value, and the restriction asks for any.",
    "cls-avf": "All its values of the property belong to the class that the restriction names.",
    "cls-hv1": "Whatever belongs to the class has the value that the restriction names.",
    "cls-hv2": "It has the value that the restriction names.",
    "cls-maxc2": "The class allows one value at most, so two values are one thing.",
    "cls-maxqc3": "The class allows one such value at most, so two values are one thing.",
    "cls-maxqc4": "The class allows one value at most, so two values are one thing.",
    "cls-oo": "It is listed among the members of the class.",
    "cax-sco": "The class is part of a wider one, to which it belongs as well.",
    "cax-eqc1": "The classes are equivalent: what belongs to one belongs to the other.",
    "cax-eqc2": "The classes are equivalent: what belongs to one belongs to the other.",
    "dt-type1": "The datatype is one of OWL 2 RL.",
    "dt-type2": "The literal is a value of its datatype.",
    "dt-diff": "The literals have different values.",
    "dt-eq": "The literals have the same value.",
    "scm-cls": "Every class is part of itself and of owl:Thing, and owl:Nothing is part of every class.",
    "scm-op": "Every property is part of itself.",
    "scm-dp": "Every property is part of itself.",
    "scm-sco": "A class that is part of a part is part of the whole.",
    "scm-eqc1": "Equivalent classes are part of each other.",
    "scm-eqc2": "Classes that are part of each other are equivalent.",
    "scm-spo": "A property that is part of a part is part of the whole.",
    "scm-eqp1": "Equivalent properties are part of each other.",
    "scm-eqp2": "Properties that are part of each other are equivalent.",
    "scm-dom1": "What has the domain has every wider class as its domain.",
    "scm-dom2": "A property has the domain of every wider property.",
    "scm-rng1": "What has the range has every wider class as its range.",
    "scm-rng2": "A property has the range of every wider property.",
    "scm-hv": "Having a value of a property is having it of every wider property.",
    "scm-svf1": "Having some value of a class is having some value of every wider class.",
    "scm-svf2": "Having some value of a property is having some value of every wider property.",
    "scm-avf1": "Having only values of a class is having only values of every wider class.",
    "scm-avf2": "Having only values of a class for a property is having only such values for every narrower property.",
    "scm-int": "An intersection is part of every class of it.",
    "scm-uni": "Every class of a union is part of it.",
    "step": "A step towards a conclusion from more than two premises.",
}
"""Every rule that concludes a triple, and ``step``: an intermediate conclusion that no reader ever sees."""

NUMBER = {name: number for number, name in enumerate(SENTENCES)}
NAME = tuple(SENTENCES)


class Falsity(NamedTuple):
    """A rule that concludes ``false``: its axiom, the facts that the axiom rules out, and a sentence about them.

    Atoms are separated by `` . ``; a word without a prefix is a variable, ``x`` and ``y`` are the individuals. The list
    that ``l`` leads to belongs to the axiom, and what the tables say of its members is said of two of them.
    """

    axiom: str
    facts: str
    sentence: str
    of_itself: str = ""  # the sentence where x and y are one name


_LISTED_TWICE = "{x} is listed twice among what is all different (owl:AllDifferent)"
_LISTED_DIFFERENT = "{x} and {y} are found to be the same, but are listed as all different (owl:AllDifferent)"
_BOTH_PROPERTIES = "both {p} and {q} lead from {x} to {y}, and never may both"
_BOTH_CLASSES = "{x} is both a {c} and a {d}, and nothing is both"
_NO_VALUE = "{p} leads from {x} to {y}, and {x} belongs to a class that allows no value"
_QUALIFIED = "r owl:maxQualifiedCardinality m . r owl:onProperty p . r owl:onClass"
_DENIED = "n owl:sourceIndividual x . n owl:assertionProperty p . n"

FALSE = {
    "eq-diff1": Falsity(
        "x owl:differentFrom y",
        "x owl:sameAs y",
        "{x} and {y} are found to be the same, but they are different (owl:differentFrom)",
        "{x} is said to be different from itself (owl:differentFrom)",
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
        "{p} leads from {x} to {y}, and it is said that it does not (owl:targetIndividual)",
    ),
    "prp-npa2": Falsity(
        f"{_DENIED} owl:targetValue y",
        "x p y",
        "{p} of {x} has the value {y}, and it is said that it has not (owl:targetValue)",
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
    "dt-not-type": Falsity("", "x rdf:type d", "{x} stands where a {d} is wanted, and is none"),
}
"""Every rule that concludes ``false``."""
