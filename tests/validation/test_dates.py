from __future__ import annotations

from pathlib import Path

from rdflib import RDF, Graph, Literal, URIRef

from aliansi.namespaces import AL, GRAPH, ID
from aliansi.project import loader
from aliansi.project.folder import Project
from aliansi.validation import dates

SPELL = ID.spell


def spell(*dated: tuple[URIRef, str]) -> loader.Graph:
    facts = Graph()
    facts.add((SPELL, RDF.type, AL.Membership))
    for property_, text in dated:
        facts.add((SPELL, property_, Literal(text)))
    return loader.Graph(Project(Path()), {GRAPH.article: facts}, Graph(), {})


def test_a_spell_that_ends_before_it_starts_is_found() -> None:
    (finding,) = dates.findings(spell((AL.start, "1999"), (AL.end, "1998")))
    assert finding.message == "ends by 1998-12-31 at the latest, before its earliest start 1999-01-01"


def test_a_spell_that_may_end_after_it_starts_is_fine() -> None:
    assert dates.findings(spell((AL.start, "[1992..1994]"), (AL.end, "[..1999]"))) == []
