"""Table of the ledger: facts with their words, rows, and notes, in 100 columns."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from aliansi.dataset.store import Store
from aliansi.evidence.index import Evidence
from aliansi.linking.comparison.compare import compare
from aliansi.linking.comparison.ledger_table import WIDTH, table_lines
from aliansi.linking.ledger import Ledger
from aliansi.linking.record_reader import read_records
from tests.linking.comparison.support.cases import day, ledger_of, member_of, membership
from tests.linking.support.wikidata_json import item, statement

ENTITIES = Path(__file__).parents[4] / "shared" / "wikidata" / "entities"
LEDGER = ledger_of(
    membership(start="1999-03-12?"),
    item("Q36", member_of("Q7184", day("1999-03-01")), member_of("Q318693", day("1992", 9))),
    item("Q211274", statement("P576", day("1989-12-29"))),
)


def quoted(words: str) -> Ledger:
    evidence = (Evidence("id:article", words, "id:passage", 1, 9, "id"),)
    return replace(LEDGER, rows=tuple(replace(row, ours=replace(row.ours, evidence=evidence)) for row in LEDGER.rows))


def test_rows_stand_under_their_fact_with_flags_and_notes() -> None:
    assert list(table_lines(LEDGER)) == [
        "  verdict               aspect      here         there       item     property",
        "  --------------------  ----------  -----------  ----------  -------  ---------",
        "",
        "poland in csto: no fact here",
        "  missing here          membership               Q318693     Q36      P463",
        "      there from 1992",
        "",
        "poland in nato: fact",
        "    book",
        "  confirmed             membership  yes          Q7184       Q36      P463",
        "      not expected there on Q211274 (P463)",
        "  (not expected there)  membership  yes                      Q211274  P463",
        "      close match only; the item ends there on 1989-12-29, before the spell",
        "  conflict              start       1999-03-12?  1999-03-01  Q36      P463/P580",
        "      ours uncertain; 11 days earlier there",
        "  silent                end                                  Q36      P463/P582",
        "",
        "(5 rows)",
    ]


def test_words_are_shown_once_a_fact_and_on_one_line() -> None:
    lines = list(table_lines(quoted("telah menarik\ndiri")))
    assert lines.count("    “telah menarik diri”") == 2


def test_long_words_and_notes_fit_the_width() -> None:
    ledger = quoted("kata " * 100)
    ledger = replace(ledger, rows=tuple(replace(row, note="a long note " * 30) for row in ledger.rows))
    assert max(map(len, table_lines(ledger))) <= WIDTH


@pytest.mark.skipif(not ENTITIES.is_dir(), reason="needs ../shared/wikidata/entities")
def test_the_table_of_real_records_fits_the_width(shipped_store: Store) -> None:
    assert max(map(len, table_lines(compare(shipped_store, read_records([ENTITIES]))))) <= WIDTH


def test_the_table_of_no_rows_has_its_head() -> None:
    lines = list(table_lines(Ledger()))
    assert (lines[0].split()[0], lines[-1]) == ("verdict", "(0 rows)")
