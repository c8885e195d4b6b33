"""The ledger as Turtle: a node for each row, with ids that do not change, and the shipped file of ten records."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from aliansi.dataset.store import Store
from aliansi.linking.comparison.compare import compare
from aliansi.linking.comparison.ledger_turtle import as_turtle
from aliansi.linking.ledger import Ledger
from aliansi.linking.record_reader import read_records
from aliansi.namespaces import AL, ID, TYPE
from tests.linking.comparison.support.cases import day, ledger_of, member_of, membership
from tests.linking.support.wikidata_json import item

ROOT = Path(__file__).parents[3]
SHIPPED = ROOT / "data" / "ledger-wikidata.ttl"
ENTITIES = ROOT.parent / "shared" / "wikidata" / "entities"
HOSTILE = 'end."""\n<x> <y> <z> . \\ </script>'
LEDGER = ledger_of(
    membership(start="1999-03-12?", ongoingAt="2016-12-31"),
    item("Q36", member_of("Q7184", day("1999-03-01"), guid="q36$A626"), labels={"en": HOSTILE}, lastrevid=7),
    item("Q211274", member_of("Q41644", day("1955", 9), guid="Q211274$1"), member_of("Q41644", guid="Q211274$1")),
)


def triples(ledger: Ledger, source: str | None = None) -> list[ox.Quad]:
    return list(ox.parse(as_turtle(ledger, source), format=ox.RdfFormat.TURTLE))


def values(found: list[ox.Quad], subject: str, name: str) -> set[str]:
    node = ox.NamedNode(ID + subject)
    return {
        getattr(q.object, "value", "") for q in found if q.subject == node and q.predicate.value == AL[name].toPython()
    }


def test_each_row_is_a_comparison_of_its_own() -> None:
    nodes = [quad.subject for quad in triples(LEDGER) if quad.predicate == TYPE]
    assert len(set(nodes)) == len(nodes) == len(LEDGER.rows) > 4


def test_a_row_has_both_sides_the_verdict_and_the_record() -> None:
    found, row = triples(LEDGER, f"{ID}book"), "comparison-q36-fact-start-p463"
    assert values(found, row, "verdict") == {"conflict"}
    assert values(found, row, "comparedDate") == {"1999-03-12?"}
    assert values(found, row, "itemEarliest") == {"1999-03-01"}
    assert values(found, row, "reservation") == {"ours uncertain"}
    assert values(found, row, "statementId") == {"q36$A626"}
    assert values(found, row, "recordRevision") == {"7"}
    assert {quad.object for quad in found if quad.predicate.value.endswith("terms/source")} == {
        ox.NamedNode(f"{ID}book")
    }


def test_text_of_records_stays_text() -> None:
    assert HOSTILE in values(triples(LEDGER), "comparison-q36-fact-start-p463", "itemLabel")


def test_an_item_that_is_no_id_makes_no_broken_iri() -> None:
    row = replace(LEDGER.rows[0], theirs=replace(LEDGER.rows[0].theirs, item="Q1> <x", calendar="a b"))
    assert len([q for q in triples(Ledger((row,))) if q.predicate == TYPE]) == 1


def test_an_empty_ledger_is_a_file_without_comparisons() -> None:
    assert triples(Ledger()) == []


@pytest.mark.skipif(not ENTITIES.is_dir(), reason="needs ../shared/wikidata/entities")
def test_the_shipped_ledger_is_that_of_the_ten_records(shipped_store: Store) -> None:
    made = as_turtle(compare(shipped_store, read_records([ENTITIES])), f"{ID}source-wikidata-2020")
    assert SHIPPED.read_bytes() == made, "compare again: docs/wikidata.md says how"
