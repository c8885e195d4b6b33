"""The ledger in a store: its order, its filters, and that only its graph counts."""

from __future__ import annotations

import pyoxigraph as ox

from aliansi.dataset.store import Store
from aliansi.linking.ledger import Verdict
from aliansi.namespaces import ID, PREFIXES
from aliansi.views.wikidata.ledger import DIFFERENCES_FIRST, NOTE, LedgerView, read_ledger
from tests.views.wikidata.support.small_ledger import POLAND, REPUBLIC, small_store


def verdicts(ledger: LedgerView) -> list[str]:
    return [entry.shown_verdict for entry in ledger.entries]


def test_every_verdict_has_its_place() -> None:
    assert set(DIFFERENCES_FIRST) == set(map(str, Verdict))


def test_differences_come_first_and_notes_after_them() -> None:
    found = verdicts(read_ledger(small_store(POLAND, REPUBLIC)))
    assert found[0] == "conflict"
    places = [found.index(name) for name in ("conflict", "unknown there", "confirmed") if name in found]
    assert places == sorted(places)
    assert len(places) == 3


def test_rows_are_about_a_thing_a_party_a_fact_and_an_item() -> None:
    ledger = read_ledger(small_store(POLAND, REPUBLIC))
    for thing in (f"{ID}poland", f"{ID}nato", f"{ID}pact", f"{PREFIXES['wd']}Q211274"):
        rows = ledger.about(thing).entries
        assert rows
        assert all(thing in entry.things for entry in rows)
    assert 0 < len(ledger.about(f"{ID}nato").entries) < len(ledger.entries) == len(ledger.about(f"{ID}poland").entries)
    assert ledger.about(f"{ID}uzbekistan").entries == ()


def test_each_row_is_counted_under_one_verdict_that_filters_it() -> None:
    ledger = read_ledger(small_store(POLAND, REPUBLIC))
    counts = dict(ledger.counts())
    assert sum(counts.values()) == len(ledger.entries)
    assert {name: len(ledger.with_verdict(name).entries) for name in counts} == counts
    assert counts[NOTE] == sum(not entry.decides for entry in ledger.entries) > 0


def test_a_comparison_in_another_graph_is_none() -> None:
    dataset = ox.Store()
    node = ox.NamedNode(f"{ID}row")
    graph = ox.NamedNode("https://w3id.org/aliansi/graph/article")
    kind = ox.NamedNode("https://w3id.org/aliansi/ontology#Comparison")
    dataset.add(ox.Quad(node, ox.NamedNode(PREFIXES["rdf"] + "type"), kind, graph))
    assert read_ledger(Store(dataset, "")).entries == ()
