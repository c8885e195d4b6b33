"""Check the asserted graphs against the SHACL shapes of a project (W3C SHACL, sections 3 and 4)."""

from __future__ import annotations

import pyshacl
import rdflib
from rdflib import RDF, SH, Literal
from rdflib.term import Node

from aliansi.errors import Finding
from aliansi.namespaces import ALIGNMENTS, shorten
from aliansi.project.loader import Graph
from aliansi.validation.xsd_literals import with_xsd_values


def findings(graph: Graph) -> list[Finding]:
    """Return every violation with its message in English, at the line of the offending value."""
    if not len(graph.shapes):
        return []
    data = rdflib.Graph()
    for name, part in graph.graphs.items():
        if name != ALIGNMENTS:
            data += with_xsd_values(part)
    shapes = with_xsd_values(graph.shapes)
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False, inplace=True)
    assert isinstance(report, rdflib.Graph)
    results = report.subjects(RDF.type, SH.ValidationResult)
    return [_finding(graph, report, result) for result in results]


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
