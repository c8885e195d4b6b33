"""Check that every text can be written in every format: XML has no control characters (XML 1.0, 2.2)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import BNode, Literal

from aliansi.errors import Finding
from aliansi.namespaces import shorten
from aliansi.project.loader import Graph
from aliansi.rdf_files.xml_output import UNWRITABLE, code_point


def findings(graph: Graph) -> list[Finding]:
    """Return a finding for every text with a character that XML cannot hold."""
    return [*_unwritable(graph)]


def _unwritable(graph: Graph) -> Iterator[Finding]:
    for triples in graph.graphs.values():
        for subject, property_, text in triples:
            if isinstance(text, Literal) and (found := UNWRITABLE.search(text)):
                where = graph.location(subject, property_, text)
                name = "" if isinstance(subject, BNode) else shorten(subject)
                before = f"after “{text[: found.start()][-20:]}”" if found.start() else "at its beginning"
                message = (
                    f"{shorten(property_)} has the character {code_point(found[0])} {before}, which XML cannot "
                    "hold; remove it, or quote the words before and after it as two passages"
                )
                yield Finding(where, name, message)
