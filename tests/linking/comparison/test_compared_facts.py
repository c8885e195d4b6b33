from __future__ import annotations

import pytest

from aliansi.dataset.store import Store
from aliansi.linking.comparison.compared_facts import ItemLink, OurDate, read_facts, read_links
from aliansi.linking.ledger import Match
from aliansi.namespaces import ID
from tests.linking.comparison.support.cases import membership, store_of


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "uncertain", "approximate"),
    [
        ("1955-05-06", "1955-05-06", "1955-05-06", False, False),
        ("1955-05-06?", "1955-05-06", "1955-05-06", True, False),
        ("1955-?05-?06", "1955-05-06", "1955-05-06", True, False),
        ("1991~", "1990-01-01", "1992-12-31", False, True),
        ("1991%", "1989-01-01", "1993-12-31", True, True),
        ("[1992..1994]", "1992-01-01", "1994-12-31", False, False),
        ("[..1999]", None, "1999-12-31", False, False),
        ("-0477", "-0477-01-01", "-0477-12-31", False, False),
    ],
)
def test_days_of_our_dates(
    text: str, earliest: str | None, latest: str | None, uncertain: bool, approximate: bool
) -> None:
    date = OurDate.read(text)
    assert [day and day.isoformat() for day in (date.bounds.earliest, date.bounds.latest)] == [earliest, latest]
    assert (date.is_uncertain, date.is_approximate, date.is_comparable) == (uncertain, approximate, True)


def test_a_date_that_is_not_edtf_is_not_comparable() -> None:
    assert not OurDate.read("in spring").is_comparable


def test_a_fact_has_its_parties_dates_graph_and_evidence() -> None:
    (fact,) = read_facts(store_of(membership(start="1999-03-12", ongoingAt="2016")))
    assert (fact.subject, fact.object) == (str(ID) + "poland", str(ID) + "nato")
    assert fact.graph.endswith("/graph/reference")
    assert fact.start
    assert (fact.start.text, fact.end) == ("1999-03-12", None)
    assert fact.ends.earliest
    assert fact.ends.earliest.isoformat() == "2016-01-01"
    assert [each.source for each in fact.evidence] == [str(ID) + "book"]


def test_exact_links_come_first() -> None:
    links = read_links(store_of(""))
    assert links.of(str(ID) + "poland") == (ItemLink("Q36", Match.EXACT), ItemLink("Q211274", Match.CLOSE))
    assert links.things["Q36"] == (str(ID) + "poland",)
    assert links.of(None) == ()


def test_every_spell_and_founding_of_the_dataset_is_read(shipped_store: Store) -> None:
    query = """SELECT DISTINCT ?fact { GRAPH ?graph { ?fact a ?kind }
        VALUES ?kind { al:Membership al:Tenure al:Founding al:Dissolution } }"""
    expected = {getattr(row["fact"], "value", "") for row in shipped_store.select(query)}
    facts = read_facts(shipped_store)
    assert {fact.iri for fact in facts} == expected
    assert [fact.iri for fact in facts if not fact.evidence or not fact.graph] == []
