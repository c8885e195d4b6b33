from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from aliansi import __version__
from aliansi.dataset.store import Store
from aliansi.linking.candidates.candidate_mappings import candidates_sssom
from aliansi.linking.candidates.item_candidates import ItemCandidate
from aliansi.linking.sssom_reader import read_sssom
from aliansi.namespaces import ID, PREFIXES
from aliansi.reconciliation.name_index import Name

DAY = dt.date(2026, 12, 1)
SKOS = PREFIXES["skos"]


def candidate(item: str = "Q36", is_exact: bool = True) -> ItemCandidate:
    ours, theirs = Name("Polandia", "id", "alias"), Name("Polandia, Republik", "id")
    reasons = ("type fits", "it\tends")
    return ItemCandidate(f"{ID}poland", item, ours, theirs, 96, 0.91, is_exact, reasons, "Poland", "revision 16")


def test_a_candidate_is_a_row_that_sssom_import_reads(shipped_store: Store) -> None:
    table = candidates_sssom([candidate(), candidate("Q211274", is_exact=False)], shipped_store, DAY)
    read = read_sssom(Path("a.sssom.tsv"), table)
    assert read.findings == ()
    exact, close = read.mappings
    assert {name: values for name, values in exact.slots.items() if name != "subject_source_version"} == {
        "subject_id": (f"{ID}poland",),
        "subject_label": ("Poland",),
        "predicate_id": (f"{SKOS}exactMatch",),
        "object_id": (PREFIXES["wd"] + "Q36",),
        "object_label": ("Poland",),
        "mapping_justification": ("https://w3id.org/semapv/vocab/LexicalMatching",),
        "object_source_version": ("revision 16",),
        "mapping_tool": ("aliansi link reconcile",),
        "mapping_tool_version": (__version__,),
        "mapping_date": ("2026-12-01",),
        "confidence": ("0.91",),
        "subject_match_field": (f"{SKOS}altLabel",),
        "object_match_field": (f"{PREFIXES['rdfs']}label",),
        "match_string": ("Polandia", "Polandia, Republik"),
        "comment": ("type fits; it\tends",),
    }
    assert (close.predicate, close.object) == (f"{SKOS}closeMatch", PREFIXES["wd"] + "Q211274")
    assert not exact.is_curated


@pytest.mark.parametrize("space", ["http://www.wikidata.org/entity/", "http://viaf.org/viaf/"])
def test_items_are_of_the_namespace_of_their_service(space: str, shipped_store: Store) -> None:
    (mapping,) = read_sssom(
        Path("a.sssom.tsv"), candidates_sssom([candidate("36")], shipped_store, DAY, space)
    ).mappings
    assert mapping.object == f"{space}36"


def test_without_candidates_the_table_has_its_columns_only(shipped_store: Store) -> None:
    table = candidates_sssom([], shipped_store, DAY)
    assert read_sssom(Path("a.sssom.tsv"), table).mappings == ()
    assert shipped_store.revision.encode() in table
