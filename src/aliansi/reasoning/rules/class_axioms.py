"""Conclusions from class axioms alone, which are few: Table 9 over restrictions and lists, and cls-oo."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from aliansi.reasoning.columns.candidates import Candidates
from aliansi.reasoning.columns.same_as import SameAs
from aliansi.reasoning.columns.sorted_index import NONE
from aliansi.reasoning.rules.literals import Literals
from aliansi.reasoning.rules.schema import Schema, conclusion
from aliansi.reasoning.terms import dictionary as d

Pairs = dict[int, list[tuple[int, int]]]
Restriction = tuple[int, int, int]  # itself, the row of its filler, the row of its property
Restrictions = defaultdict[tuple[int, int], list[Restriction]]
_CLASSES = ((d.CLASS, "scm-cls"),)
_PROPERTIES = ((d.OBJECT_PROPERTY, "scm-op"), (d.DATATYPE_PROPERTY, "scm-dp"))


def schema_conclusions(schema: Schema, same_as: SameAs, reflexive: bool) -> Iterator[Candidates]:
    """Yield everything that follows from the axioms of a schema alone.

    ``reflexive`` adds that each restriction is part of itself.
    """
    yield from _lists(schema)
    yield from _top_and_bottom(schema)
    for kind, by_class, by_property in (
        (d.SOME_VALUES, "scm-svf1", "scm-svf2"),
        (d.ALL_VALUES, "scm-avf1", "scm-avf2"),
        (d.HAS_VALUE, "", "scm-hv"),
    ):
        alike = _restrictions(schema, kind)
        yield from _reflexive_parts(schema, same_as, alike, reflexive)
        wider = {
            d.SUBCLASS: _pairs_of(schema, d.SUBCLASS, {filler for filler, _ in alike} if by_class else set()),
            d.SUBPROPERTY: _pairs_of(schema, d.SUBPROPERTY, {property_ for _, property_ in alike}),
        }
        for narrow, wide, axiom, rule in _related(alike, wider, kind, by_class, by_property):
            yield from _subclasses(schema, same_as, narrow, wide, axiom, rule, reflexive)


def _lists(schema: Schema) -> Iterator[Candidates]:
    for c, members, axiom in schema.listed(d.INTERSECTION):
        for member in members:
            yield conclusion(c, d.SUBCLASS, member, "scm-int", axiom)
    for c, members, axiom in schema.listed(d.UNION):
        for member in members:
            yield conclusion(member, d.SUBCLASS, c, "scm-uni", axiom)
    yield from enumeration_members(schema)


def enumeration_members(schema: Schema) -> Iterator[Candidates]:
    """Yield cls-oo, the only one of these rules that concludes a triple about individuals."""
    for c, members, axiom in schema.listed(d.ONE_OF):
        for member in members:
            yield conclusion(member, d.TYPE, c, "cls-oo", axiom)


def _top_and_bottom(schema: Schema) -> Iterator[Candidates]:
    """Yield scm-cls if the graph mentions owl:Thing or owl:Nothing; otherwise nothing follows from it."""
    if not schema.mentioned.isdisjoint({d.THING, d.NOTHING}):
        for c, row in schema.instances(d.CLASS):
            if c != d.THING:
                yield conclusion(c, d.SUBCLASS, d.THING, "scm-cls", row)
            if c != d.NOTHING:
                yield conclusion(d.NOTHING, d.SUBCLASS, c, "scm-cls", row)


def reflexive_axioms(schema: Schema, same_as: SameAs, every: bool) -> Iterator[Candidates]:
    """Yield the reflexive conclusions of scm-cls, scm-op and scm-dp: new only for terms with several names."""
    for kind, part, same, rule in (
        (d.CLASS, d.SUBCLASS, d.EQUIVALENT_CLASS, "scm-cls"),
        (d.OBJECT_PROPERTY, d.SUBPROPERTY, d.EQUIVALENT_PROPERTY, "scm-op"),
        (d.DATATYPE_PROPERTY, d.SUBPROPERTY, d.EQUIVALENT_PROPERTY, "scm-dp"),
    ):
        for term, row in schema.instances(kind):
            if every or term in same_as.classes:
                yield conclusion(term, part, term, rule, row)
                yield conclusion(term, same, term, rule, row)


def classes_with_literals(schema: Schema, same_as: SameAs) -> Iterator[list[int]]:
    """Yield the names of each equivalence class that has literals and other terms."""
    texts = schema.terms.texts()
    for members in same_as.classes.values():
        if len({texts[member][0] == '"' for member in members}) > 1:
            yield members


def different_literals(schema: Schema, same_as: SameAs, literals: Literals) -> Iterator[Candidates]:
    """Yield dt-diff for literals that are the same as another term; otherwise nothing follows from it."""
    for members in classes_with_literals(schema, same_as):
        values = literals.values()
        for own, literal in {values[member]: member for member in members if member in values}.items():
            others = (number for number, value in values.items() if value != own)
            for pair in (pair for other in others for pair in ((literal, other), (other, literal))):
                # An earlier conclusion may have been rewritten and is then in no index of active rows.
                if schema.table.exact_row((pair[0], d.DIFFERENT, pair[1])) < 0:
                    yield conclusion(pair[0], d.DIFFERENT, pair[1], "dt-diff", NONE)


def _pairs_of(schema: Schema, predicate: int, subjects: set[int]) -> Pairs:
    """Return the objects of some subjects, each with its row."""
    pairs: Pairs = defaultdict(list)
    for s, o, row in schema.rows_about(predicate, subjects) if subjects else ():
        pairs[s].append((o, row))
    return pairs


def _restrictions(schema: Schema, kind: int) -> Restrictions:
    """Return the restrictions of a kind by filler and property, each with its rows."""
    restrictions, alike = list(schema.rows(kind)), Restrictions(list)
    on = _pairs_of(schema, d.ON_PROPERTY, {restriction for restriction, _, _ in restrictions})
    for r, filler, row in restrictions:
        for p, prow in on.get(r, []):
            alike[filler, p].append((r, row, prow))
    return alike


def _reflexive_parts(schema: Schema, same_as: SameAs, alike: Restrictions, every: bool) -> Iterator[Candidates]:
    """Yield that fillers and properties are part of themselves, where that makes two restrictions equivalent."""
    shared = [pair for pair, found in alike.items() if every or len(found) > 1 or found[0][0] in same_as.classes]
    for term_place, part, kinds in ((0, d.SUBCLASS, _CLASSES), (1, d.SUBPROPERTY, _PROPERTIES)):
        terms = {pair[term_place] for pair in shared}
        for kind, rule in kinds:
            for term, row in schema.instances(kind) if terms else ():
                if term in terms:
                    yield conclusion(term, part, term, rule, row)


def _related(
    alike: Restrictions, wider: dict[int, Pairs], kind: int, by_class: str, by_property: str
) -> Iterator[tuple[list[Restriction], list[Restriction], int, str]]:
    """Yield narrower and wider restrictions of a kind, with the axiom and the rule that relate them.

    With allValuesFrom the wider property makes the narrower restriction (scm-avf2).
    """
    for (filler, p), narrow in alike.items():
        for wide_filler, axiom in wider[d.SUBCLASS].get(filler, []) if by_class else ():
            yield narrow, alike.get((wide_filler, p), []), axiom, by_class
        for wide_property, axiom in wider[d.SUBPROPERTY].get(p, []):
            other = alike.get((filler, wide_property), [])
            first, second = (other, narrow) if kind == d.ALL_VALUES else (narrow, other)
            yield first, second, axiom, by_property


def _subclasses(
    schema: Schema,
    same_as: SameAs,
    narrow: list[Restriction],
    wide: list[Restriction],
    axiom: int,
    rule: str,
    reflexive: bool,
) -> Iterator[Candidates]:
    for r1, row1, prow1 in narrow:
        for r2, row2, prow2 in wide:
            if r1 != r2 or reflexive or r1 in same_as.classes:
                yield conclusion(r1, d.SUBCLASS, r2, rule, schema.group(row1, prow1, row2, prow2, axiom))
