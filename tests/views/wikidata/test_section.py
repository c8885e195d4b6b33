"""The section of a thing: links with their reasons, counts, and rows that differ before those that agree."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from aliansi.dataset.store import Store
from aliansi.namespaces import ID
from aliansi.views.statements import StatementView
from aliansi.views.urls import Page
from aliansi.views.wikidata.ledger import read_ledger
from aliansi.views.wikidata.section import WikidataSection, section_of
from tests.views.wikidata.support.small_ledger import POLAND, REPUBLIC, small_store


@pytest.fixture(scope="module")
def store() -> Store:
    return small_store(POLAND, REPUBLIC)


def section(store: Store, thing: str, language: str = "en") -> WikidataSection | None:
    return section_of(ox.NamedNode(ID + thing), read_ledger(store), StatementView.of(store, Page(language, "", ())))


def test_a_thing_has_counts_links_and_rows(store: Store) -> None:
    found = section(store, "poland")
    assert found
    assert sum(count.number for count in found.counts) == found.total == len(found.differing) + len(found.agreeing)
    assert all(not line.entry.agrees for line in found.differing)
    assert all(line.entry.agrees for line in found.agreeing)
    assert found.counts[0].href == "/wikidata?thing=poland&verdict=conflict&lang=en"
    assert [link.item.name for link in found.links] == ["Q36"]


@pytest.mark.parametrize(("language", "reason"), [("en", "The republic until 1989."), ("id", "Republik sampai 1989.")])
def test_close_and_rejected_matches_have_their_reasons(store: Store, language: str, reason: str) -> None:
    found = section(store, "poland", language)
    assert found
    assert [(other.kind, other.item.name, other.reason) for other in found.others] == [
        ("close", "Q211274", reason),
        ("rejected", "Q1", "That is the <b>universe</b>."),
    ]


def test_a_linked_thing_that_is_not_compared_has_the_command(store: Store) -> None:
    found = section(store, "uzbekistan")
    assert found
    assert (found.counts, found.command) == ((), "aliansi link compare --records records --thing uzbekistan")


@pytest.mark.parametrize("thing", ["book", "utopia", "nowhere"])
def test_a_thing_without_links_has_no_section(store: Store, thing: str) -> None:
    assert section(store, thing) is None


def test_a_compared_fact_has_its_rows(store: Store) -> None:
    found = section(store, "pact")
    assert found
    assert {line.entry.value("compares") for line in (*found.differing, *found.agreeing)} == {f"{ID}pact"}
