"""Names that several things share, as warnings: a search shows all of them, and a table matches none by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from rdflib import RDF, RDFS, SKOS, Literal
from rdflib.term import Node

from aliansi.errors import Finding, Location
from aliansi.namespaces import AL, THINGS, shorten
from aliansi.project.loader import Graph
from aliansi.reconciliation.folding import fold_name

_NAMES = (RDFS.label, SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)


def warnings(graph: Graph) -> list[Finding]:
    """Return a warning for each name of several things, with the line of each; names are compared as a search does."""
    found = list(_warnings(graph))
    return sorted(found, key=Finding.sort_key)


def _warnings(graph: Graph) -> Iterator[Finding]:
    things = graph.named(THINGS)
    sources = set(things.subjects(RDF.type, AL.Source))
    owners: dict[str, dict[Node, tuple[str, Location | None]]] = defaultdict(dict)
    for property_ in _NAMES:
        for thing, label in sorted(things.subject_objects(property_)):
            if thing not in sources and isinstance(label, Literal) and (key := fold_name(label)):
                owners[key].setdefault(thing, (str(label), graph.location(thing, property_, label)))
    for things_of_name in owners.values():
        if len(things_of_name) > 1:
            (first, (name, place)), *others = things_of_name.items()
            also = " and ".join(f"{shorten(thing)} ({_shown(graph, where)})" for thing, (_, where) in others)
            message = f'warning: the name "{name}" is also a name of {also}; match it with a type'
            yield Finding(place, shorten(first), message)


def _shown(graph: Graph, location: Location | None) -> str:
    """Return the file, relative to the project, and the line of a location."""
    return Finding(location, "", "").render(graph.project.root).rstrip(": ") or "no line"
