"""Check that an ontology is in the OWL 2 RL profile, by the grammar of the W3C recommendation with its positions.

Every triple must be part of an axiom, a declaration, an annotation or the ontology header; any other triple is a
violation. This module reads axioms, ``expressions`` the expressions in them, both with the tables of ``grammar`` and
the index in ``declarations``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from rdflib import OWL, RDF, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from aliansi.validation.owl_profile import grammar as t
from aliansi.validation.owl_profile.declarations import OntologyIndex, Triple, is_reserved
from aliansi.validation.owl_profile.expressions import ExpressionPlace, ExpressionReader


@dataclass(frozen=True)
class ProfileViolation:
    """A violation of a production of OWL 2 Profiles, section 4.2, with the asserted triple that causes it."""

    triple: Triple
    production: str
    message: str


def violations(ontology: Graph) -> list[ProfileViolation]:
    """Return every violation of OWL 2 Profiles, section 4.2, by an ontology and its imports, in a stable order."""
    index = OntologyIndex(ontology)
    axioms = _Axioms(index)
    for triple in index.triples:
        axioms.read(triple)
    axioms.report_conflicts()
    axioms.report_rest()
    found = [ProfileViolation(*fault) for fault in axioms.found]
    return sorted(found, key=lambda violation: (index.order(violation.triple), violation.production, violation.message))


class _Axioms(ExpressionReader):
    """Reads axioms, declarations, annotations and the header (4.2.5)."""

    def read(self, triple: Triple) -> None:
        subject, predicate, object_ = triple
        if predicate == RDF.type:
            _TYPES.get(object_, _Axioms.read_class_assertion)(self, triple)
        elif predicate in t.AXIOMS and not (predicate == OWL.inverseOf and isinstance(subject, BNode)):
            self.put_both(triple, *self.index.pick(t.AXIOMS[predicate], subject, object_))
        else:
            _PREDICATES.get(predicate, _Axioms.read_assertion)(self, triple)
        self.settle()

    def put_both(self, triple: Triple, subject: t.Position, object_: t.Position) -> None:
        self.put(triple[0], subject, triple)
        self.put(triple[2], object_, triple)

    def read_class_assertion(self, triple: Triple) -> None:
        self.put_both(triple, t.INDIVIDUAL, t.SUPER)

    def read_assertion(self, triple: Triple) -> None:
        kinds = self.index.kinds(triple[1])
        if t.ANNOTATION_PROPERTY in kinds:
            self.read_annotation(triple)
        elif t.OBJECT_PROPERTY in kinds:
            self.put(triple[1], t.OBJECT, triple)
            self.put_both(triple, t.INDIVIDUAL, t.INDIVIDUAL)
        elif t.DATA_PROPERTY in kinds:
            self.put(triple[1], t.DATA, triple)
            self.put_both(triple, t.INDIVIDUAL, t.LITERAL)

    def read_annotation(self, triple: Triple) -> None:
        self.accounted.add(triple)
        if isinstance(triple[0], Literal) or self.index.is_expression(triple[0]):
            self.report(triple, "AnnotationSubject", f"{self.index.quote(triple)} annotates an expression or a literal")

    def read_annotated_axiom(self, triple: Triple) -> None:
        names = OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget
        parts = [self.index.about(triple[0], {name}) for name in names]
        self.accounted.update([triple], *parts)
        annotated = tuple(part[0][2] for part in parts if len(part) == 1)
        if annotated not in self.index or not isinstance(triple[0], BNode):
            self.report(triple, "axiomAnnotations", f"{self.index.quote(triple)} annotates no single asserted triple")

    def read_ontology(self, triple: Triple) -> None:
        self.accounted.add(triple)
        roots = self.index.roots()
        if triple[0] in roots[1:]:
            wrong = (
                f"{self.index.text(triple[0])} is a second ontology, which {self.index.text(roots[0])} does not import"
            )
            self.report(triple, "Ontology", wrong)

    def read_ontology_property(self, triple: Triple) -> None:
        self.accounted.add(triple)
        if not self.index.types(triple[0], {OWL.Ontology}) or not isinstance(triple[2], URIRef):
            self.report(triple, "Ontology", f"{self.index.quote(triple)} does not relate an ontology to an IRI")

    def read_declaration(self, triple: Triple) -> None:
        if isinstance(triple[0], URIRef):  # A blank node has the type of an expression, which is read there.
            self.accounted.add(triple)
            kind = t.DECLARES[triple[2]]
            if is_reserved(triple[0]) and triple[0] not in t.BUILT_IN.get(kind, ()):
                wrong = f"{self.index.quote(triple)} declares a reserved name that OWL 2 RL does not support"
                self.report(triple, kind, wrong)

    def read_addition(self, triple: Triple) -> None:
        if self.index.kinds(triple[0]) & t.ACCOMPANIED[triple[2]]:
            self.accounted.add(triple)

    def read_deprecation(self, triple: Triple) -> None:
        if isinstance(triple[0], URIRef):
            self.accounted.add(triple)

    def skip(self, triple: Triple) -> None:
        """Skip a triple, which is read with its expression or axiom."""

    def read_characteristic(self, triple: Triple) -> None:
        self.put(triple[0], self.index.pick(t.CHARACTERISTICS[triple[2]], triple[0], triple[2]), triple)

    def read_reflexive(self, triple: Triple) -> None:
        self.put(triple[0], t.OBJECT, triple)
        self.report(triple, "ReflexiveObjectProperty", f"{self.index.quote(triple)} is an axiom that OWL 2 RL lacks")

    def read_disjoint_union(self, triple: Triple) -> None:
        self.report(triple, "DisjointUnion", f"{self.index.quote(triple)} is an axiom that OWL 2 RL lacks")
        self.sweep(triple[2])

    def read_definition(self, triple: Triple) -> None:
        """Read a definition in OWL 1 style, without owl:equivalentClass (mapping to RDF, table 18)."""
        if isinstance(triple[0], URIRef):
            data = t.DATATYPE in self.index.kinds(triple[0])
            self.put(triple[0], t.DEFINED if data else t.EQUIV, triple)
            place = ExpressionPlace(triple[0], t.RANGE if data else t.EQUIV, triple, triple)
            self.read_form(place, triple, ("Data" if data else "Object") + t.BOOLEANS[triple[1]], triple)

    def read_members(self, triple: Triple) -> None:
        node, _, type_ = triple
        lists = self.index.about(node, {OWL.members, OWL.distinctMembers if type_ == OWL.AllDifferent else OWL.members})
        firsts = [first for list_ in lists for first in self.index.about(list_[2], {RDF.first})]
        position = self.index.pick(t.MEMBERS[type_], firsts[0][2] if firsts else node, node)
        self.accounted.add(triple)
        if len(lists) != 1 or not isinstance(node, BNode):
            self.report(triple, position.production, f"{self.index.quote(triple)} is not one blank node with one list")
        for list_ in lists:
            self.put(list_[2], position, list_)

    def read_negative(self, triple: Triple) -> None:
        names = {OWL.sourceIndividual}, {OWL.assertionProperty}, {OWL.targetIndividual, OWL.targetValue}
        parts = [self.index.about(triple[0], name) for name in names]
        self.accounted.update([triple], *parts)
        if [len(part) for part in parts] != [1, 1, 1] or not isinstance(triple[0], BNode):
            wrong = (
                f"{self.index.quote(triple)} has not exactly one source, one property and one target on a blank node"
            )
            self.report(triple, "NegativePropertyAssertion", wrong)
            return
        (source,), (property_,), (target,) = parts
        kind, value, name = self.index.pick(t.TARGETS, property_[2], target[2])
        if target[1] == name:
            self.put(source[2], t.INDIVIDUAL, source)
            self.put(property_[2], kind, property_)
            self.put(target[2], value, target)
        else:
            wrong = f"In {self.index.quote(target)}, the property {self.index.text(property_[2])} needs another target"
            self.report(target, "NegativePropertyAssertion", wrong)

    def report_conflicts(self) -> None:
        """Report names with declarations that exclude each other (structural specification, 5.8.1)."""
        for name, kinds in self.index.declared.items():
            for clash in (sorted(kinds & conflict) for conflict in t.CONFLICTS):
                if len(clash) > 1:
                    last = self.index.types(name, t.DECLARES)[-1]
                    self.report(
                        last, "Punning", f"{self.index.text(name)} is declared as {' and '.join(clash)} at once"
                    )

    def report_rest(self) -> None:
        """Report each triple that was not read, outermost first, so that an unused expression is reported once."""
        rest = [triple for triple in self.index.triples if triple not in self.accounted]
        inner = {object_ for _, _, object_ in rest}
        for triple in sorted(rest, key=lambda triple: triple[0] in inner):
            if triple not in self.accounted:
                self._report_rest(triple)

    def _report_rest(self, triple: Triple) -> None:
        subject, predicate, object_ = triple
        quoted = self.index.text(subject) if self.index.is_expression(subject) else self.index.quote(triple)
        if isinstance(predicate, URIRef) and not is_reserved(predicate):
            self.report(
                triple, "Declaration", f"In {quoted}, {self.index.text(predicate)} is not declared as a property"
            )
        else:
            self.report(triple, "Axiom", f"{quoted} is part of no axiom of OWL 2 RL")
        if predicate in {*t.STRUCTURE, RDF.type}:
            self.sweep(subject)
        if isinstance(object_, BNode):
            self.sweep(object_)


_Reads = Callable[[_Axioms, Triple], None]

_TYPES: Final[Mapping[Node, _Reads]] = {
    **dict.fromkeys(t.DECLARES, _Axioms.read_declaration),
    **dict.fromkeys(t.ACCOMPANIED, _Axioms.read_addition),
    **dict.fromkeys(t.CHARACTERISTICS, _Axioms.read_characteristic),
    **dict.fromkeys(t.MEMBERS, _Axioms.read_members),
    **dict.fromkeys((OWL.DeprecatedClass, OWL.DeprecatedProperty), _Axioms.read_deprecation),
    **dict.fromkeys((OWL.Axiom, OWL.Annotation), _Axioms.read_annotated_axiom),
    **dict.fromkeys((OWL.Restriction, OWL.DataRange, RDF.List), _Axioms.skip),
    OWL.Ontology: _Axioms.read_ontology,
    OWL.NegativePropertyAssertion: _Axioms.read_negative,
    OWL.ReflexiveProperty: _Axioms.read_reflexive,
}
"""How to read a triple whose predicate is rdf:type, by its object; any other object makes a class assertion."""

_PREDICATES: Final[Mapping[Node, _Reads]] = {
    **dict.fromkeys(t.BOOLEANS, _Axioms.read_definition),
    OWL.imports: _Axioms.read_ontology_property,
    OWL.versionIRI: _Axioms.read_ontology_property,
    OWL.disjointUnionOf: _Axioms.read_disjoint_union,
}
"""How to read a triple by its predicate; any other predicate makes a property assertion or an annotation."""
