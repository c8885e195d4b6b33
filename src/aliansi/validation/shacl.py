"""Check the asserted graphs against the SHACL shapes of a project (W3C SHACL, sections 3 and 4)."""

from __future__ import annotations

import pyshacl
import rdflib
from rdflib import RDF, SH, Literal
from rdflib.term import Node

from aliansi.errors import Finding
from aliansi.namespaces import ALIGNMENTS, shorten
from aliansi.project.loader import Graph
from aliansi.reasoning.terms.datatypes import value_of
from aliansi.reasoning.terms.dates import DATES, compare

_COMPARISONS = (
    (SH.MinInclusiveConstraintComponent, SH.minInclusive, {0, 1}),
    (SH.MinExclusiveConstraintComponent, SH.minExclusive, {1}),
    (SH.MaxInclusiveConstraintComponent, SH.maxInclusive, {-1, 0}),
    (SH.MaxExclusiveConstraintComponent, SH.maxExclusive, {-1}),
)
"""Constraints on the order of a value and a bound."""


def findings(graph: Graph) -> list[Finding]:
    """Return every violation with its message in English, at the line of the offending value."""
    if not len(graph.shapes):
        return []
    data = rdflib.Graph()
    for name, part in graph.graphs.items():
        if name != ALIGNMENTS:
            data += part
    _, report, _ = pyshacl.validate(data, shacl_graph=graph.shapes, inference="none", advanced=False, inplace=True)
    assert isinstance(report, rdflib.Graph)
    results = report.subjects(RDF.type, SH.ValidationResult)
    return [_finding(graph, report, result) for result in results if not _is_mistaken(graph, report, result)]


def _is_mistaken(graph: Graph, report: rdflib.Graph, result: Node) -> bool:
    """Return whether pySHACL reports a literal that meets the constraint: Python has no date before the year 1.

    A literal that is not a value of its datatype is refused where its file is read.
    """
    shape, value = report.value(result, SH.sourceShape), report.value(result, SH.value)
    if not isinstance(value, Literal):
        return False
    component = report.value(result, SH.sourceConstraintComponent)
    if component == SH.DatatypeConstraintComponent:
        return value.datatype == (report.value(shape, SH.datatype) or graph.shapes.value(shape, SH.datatype))
    for comparison, parameter, orders in _COMPARISONS:
        bound = report.value(shape, parameter) or graph.shapes.value(shape, parameter)
        if component == comparison and isinstance(bound, Literal):
            return _order(value, bound) in orders
    return False


def _order(one: Literal, other: Literal) -> int | None:
    """Return -1, 0 or 1 by the order of two dates; None for other literals."""
    values = [value_of(literal) for literal in (one, other)]
    spaces, fields = {value and value[0] for value in values}, [value and value[1] for value in values]
    if len(spaces) > 1 or not spaces <= {*DATES}:
        return None
    return compare(*fields)  # type: ignore[arg-type]


def _finding(graph: Graph, report: rdflib.Graph, result: Node) -> Finding:
    focus = report.value(result, SH.focusNode)
    path, value = report.value(result, SH.resultPath), report.value(result, SH.value)
    assert focus is not None
    messages = [m for m in report.objects(result, SH.resultMessage) if isinstance(m, Literal)]
    text = min((str(m) for m in messages if m.language in {None, "en"}), default="breaks a shape")
    shown = f" (found: {_value_text(report, result, path, value)})" if value is not None and value != focus else ""
    return Finding(graph.location(focus, path, value), shorten(focus), f"{text}{shown}")


def _value_text(report: rdflib.Graph, result: Node, path: Node | None, value: Node) -> str:
    """Return the text of a value, with its property if that is not allowed at all."""
    closed = (result, SH.sourceConstraintComponent, SH.ClosedConstraintComponent) in report
    return f"{shorten(path)} {shorten(value)}" if closed else shorten(value)
