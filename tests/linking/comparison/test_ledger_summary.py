from __future__ import annotations

from aliansi.linking.comparison.ledger_summary import summary_lines
from aliansi.linking.ledger import Ledger
from tests.linking.comparison.support.cases import day, ledger_of, member_of, membership
from tests.linking.support.wikidata_json import item


def test_facts_that_rest_on_copies_are_counted_apart() -> None:
    facts = membership(source="copy", start="1999") + membership("uzbekistan", "csto", name="other", start="1992")
    ledger = ledger_of(
        facts, item("Q36", member_of("Q7184", day("1999", 9))), item("Q265", member_of("Q318693", day("1992", 9)))
    )
    lines = list(summary_lines(ledger))
    assert "confirmed                 4      0            2" in lines
    assert "confirmed, without facts that rest on copies of Wikidata or Wikipedia alone: 2" in lines


def test_a_conflict_of_one_day_is_a_conflict() -> None:
    facts = membership(alliance="warsaw-pact", start="1955", end="1990-10-03")
    ledger = ledger_of(facts, item("Q36", member_of("Q41644", day("1956", 9), day("1990-10-02"))))
    assert "conflicts, with those of one day and those in notes: 2 (1 of one day)" in list(summary_lines(ledger))


def test_long_lists_are_cut() -> None:
    ledger = Ledger(unlinked_items=tuple(f"Q{number}" for number in range(1, 16)))
    assert list(summary_lines(ledger))[-1].endswith("15 (Q1, Q2, Q3, Q4, Q5, Q6, Q7, Q8, Q9, Q10, Q11, Q12 and 3 more)")
