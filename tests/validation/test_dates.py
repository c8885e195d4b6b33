from __future__ import annotations

from pathlib import Path

import pytest
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


@pytest.mark.parametrize(
    ("start", "end"),
    [("-0477", "-0403"), ("-0403", "0403"), ("9999", "Y10000"), ("1949~", "1948"), ("1939-24", "1940-01-15")],
)
def test_a_spell_of_any_years_is_fine(start: str, end: str) -> None:
    assert dates.findings(spell((AL.start, start), (AL.end, end))) == []


@pytest.mark.parametrize(
    ("start", "end", "says"),
    [
        ("-0403", "-0477", "ends by -0477-12-31 at the latest, before its earliest start -0403-01-01"),
        ("Y10000", "9999", "ends by 9999-12-31 at the latest, before its earliest start 10000-01-01"),
        ("1949~", "1946", "ends by 1946-12-31 at the latest, before its earliest start 1948-01-01"),
    ],
)
def test_days_are_compared_as_days(start: str, end: str, says: str) -> None:
    (finding,) = dates.findings(spell((AL.start, start), (AL.end, end)))
    assert finding.message == says


def test_the_coverage_of_a_source_is_a_date() -> None:
    things = Graph()
    things.add((ID.source, AL.coverageEnd, Literal("until 2014")))
    (finding,) = dates.findings(loader.Graph(Project(Path()), {GRAPH.things: things}, Graph(), {}))
    assert finding.subject == "id:source"
    assert finding.message.startswith('al:coverageEnd "until 2014" is not an EDTF date')
