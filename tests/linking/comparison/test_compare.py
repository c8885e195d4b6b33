"""Comparison of whole projects: which row decides, independence, and the ledger of ten real records."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from time import process_time

import pytest

from aliansi.dataset.store import Store
from aliansi.linking.comparison.compare import Comparison, compare, items_to_compare
from aliansi.linking.comparison.ledger_formats import COLUMNS, as_csv
from aliansi.linking.ledger import Aspect, Flag, Ledger, Verdict
from aliansi.linking.record_reader import read_records
from aliansi.linking.records import Records
from aliansi.namespaces import ID
from tests.linking.comparison.support.cases import (
    Json,
    day,
    ledger_of,
    member_of,
    membership,
    records_of,
    row_of,
    store_of,
)
from tests.linking.support.wikidata_json import item, statement

ENTITIES = Path(__file__).parents[4] / "shared" / "wikidata" / "entities"
GOLDEN = Path(__file__).with_name("ledger-of-ten-records.csv")
needs_entities = pytest.mark.skipif(not ENTITIES.is_dir(), reason="needs ../shared/wikidata/entities")
UNSTABLE = ("passages", "words", "language", "sources")
"""Columns with evidence, which changes with the sources of a fact and not with the comparison."""

PACT = membership(alliance="warsaw-pact", start="1955-05-14", end="1991-07-01")
EXACT = item("Q36", member_of("Q41644", day("1955-05-14"), day("1991-07-01"), guid="Q36$a"))
CLOSE = item("Q211274", member_of("Q41644", day("1955-05-14"), day("1990-01-01"), guid="Q211274$b"))


def test_of_an_exact_and_a_close_item_the_best_verdict_is_that_of_the_fact() -> None:
    ledger = ledger_of(PACT, EXACT, CLOSE)
    best, other = row_of(ledger, "end"), row_of(ledger, "end", "Q211274")
    assert (best.verdict, best.theirs.item, best.flags) == (Verdict.CONFIRMED, "Q36", ())
    assert best.note == "conflict on Q211274 (P463)"
    assert (other.verdict, other.decides, other.flags) == (Verdict.CONFLICT, False, (Flag.CLOSE_MATCH_ONLY,))


def test_of_equal_verdicts_that_on_the_exact_item_decides() -> None:
    assert row_of(ledger_of(PACT, CLOSE, EXACT), "start").theirs.item == "Q36"


def test_what_is_missing_on_the_exact_item_may_be_on_the_close_one() -> None:
    row = row_of(ledger_of(PACT, item("Q36"), CLOSE), "membership")
    assert (row.verdict, row.theirs.item, row.note) == (Verdict.CONFIRMED, "Q211274", "missing there on Q36 (P463)")
    assert row.flags == (Flag.CLOSE_MATCH_ONLY,)


def test_a_close_item_that_ended_before_is_no_gap() -> None:
    ended = item("Q211274", statement("P576", day("1989-12-29")))
    ledger = ledger_of(membership(start="1999-03-12"), item("Q36", member_of("Q7184", day("1999-03-12"))), ended)
    assert row_of(ledger, "membership").verdict is Verdict.CONFIRMED
    assert row_of(ledger, "membership", "Q211274").verdict is Verdict.NOT_EXPECTED_THERE


def test_a_thing_with_a_close_match_only_is_flagged() -> None:
    fact = membership("hungary", "warsaw-pact", start="1955-05-14")
    ledger = ledger_of(fact, item("Q16410", member_of("Q41644", day("1955-05-14"))))
    assert {row.flags for row in ledger.rows} == {(Flag.CLOSE_MATCH_ONLY,)}


@pytest.mark.parametrize("statements", [[member_of("Q500", day("1999", 9))], []], ids=["statement", "missing"])
def test_an_alliance_with_a_close_match_only_is_flagged(statements: list[Json]) -> None:
    alliance = "id:entente a al:Alliance ; skos:closeMatch wd:Q500 . "
    ledger = ledger_of(alliance + membership(alliance="entente", start="1999"), item("Q36", *statements))
    assert {row.flags for row in ledger.rows} == {(Flag.CLOSE_MATCH_ONLY,)}


@pytest.mark.parametrize(
    ("start", "flags"),
    [
        ("1999-03-12", ()),
        ("1999-03-12?", (Flag.OURS_UNCERTAIN,)),
        ("1999-?03-?12", (Flag.OURS_UNCERTAIN,)),
        ("1999~", (Flag.OURS_APPROXIMATE,)),
        ("1999%", (Flag.OURS_UNCERTAIN, Flag.OURS_APPROXIMATE)),
    ],
    ids=["plain", "?", "? of parts", "~", "%"],
)
def test_marks_of_our_dates_are_flags(start: str, flags: tuple[Flag, ...]) -> None:
    ledger = ledger_of(membership(start=start), item("Q36", member_of("Q7184", day("1999-03-12"))))
    assert row_of(ledger, "start").flags == flags
    assert row_of(ledger, "membership").flags == ()


@pytest.mark.parametrize(
    ("sources", "is_flagged"),
    [("copy", True), ("book", False), ("copy , id:book", False)],
    ids=["copy", "book", "both"],
)
def test_a_fact_that_rests_on_copies_alone_is_flagged(sources: str, is_flagged: bool) -> None:
    ledger = ledger_of(membership(source=sources, start="1999"), item("Q36", member_of("Q7184", day("1999", 9))))
    assert {Flag.NOT_INDEPENDENT in row.flags for row in ledger.rows} == {is_flagged}


def test_compared_facts_that_rest_on_copies_alone(shipped_store: Store) -> None:
    dependent = {iri.removeprefix(str(ID)) for iri in Comparison(shipped_store, Records({})).dependent}
    assert dependent == {
        "reference-cis-founding-1991",
        "reference-soviet-union-dissolution-1991",
        "reference-tenure-jaap-de-hoop-scheffer-2004",
        "reference-tenure-jens-stoltenberg-2014",
        "reference-tenure-lord-ismay-1952",
        "reference-tenure-lord-robertson-1999",
        "reference-tenure-mark-rutte-2024",
        "reference-tenure-vladimir-zemsky-1996",
    }


def test_a_merged_item_is_found_under_its_new_id() -> None:
    records = records_of(item("Q100", member_of("Q200", day("1999", 9))), redirects={"Q36": "Q100", "Q7184": "Q200"})
    ledger = compare(store_of(membership(start="1999")), records)
    assert row_of(ledger, "start").verdict is Verdict.CONFIRMED
    assert ledger.unlinked_items == ()


def test_what_could_not_be_compared_is_listed() -> None:
    facts = membership("utopia", "nato", name="other") + membership("uzbekistan", "csto")
    ledger = ledger_of(facts, item("Q265"), item("Q999"), item("Q10"))
    names = [[iri.rpartition("/")[2] for iri in iris] for iris in (ledger.without_link, ledger.without_record)]
    assert names == [["utopia"], ["csto", "nato"]]
    assert ledger.unlinked_items == ("Q10", "Q999")


def test_the_items_to_compare_are_those_of_parties_and_alliances() -> None:
    """The article and the reference name Poland and NATO; Uzbekistan and the persons are in no fact."""
    items = items_to_compare(store_of(membership(start="1999")))
    assert items == ("Q36", "Q7184", "Q41644", "Q211274", "Q318693")


def test_a_part_of_an_alliance_that_nothing_here_is_linked_to_is_missing_here() -> None:
    (row,) = ledger_of("", item("Q318693", statement("P527", "Q423"))).rows
    assert (row.verdict, row.theirs.object_item) == (Verdict.MISSING_HERE, "Q423")
    assert row.note == "nothing here is linked to Q423"


def members(number: int) -> tuple[Store, Records]:
    """Return memberships of states in ten alliances, each with a statement."""
    states, alliances = range(number // 10), range(10)
    things = "".join(f"id:a{a} a al:Alliance ; skos:exactMatch wd:Q{9000 + a} .\n" for a in alliances)
    things += "".join(f"id:s{s} a al:State ; skos:exactMatch wd:Q{100000 + s} .\n" for s in states)
    facts = (membership(f"s{s}", f"a{a}", name=f"f{s}-{a}", start="1999") for s in states for a in alliances)
    items = (item(f"Q{100000 + s}", *(member_of(f"Q{9000 + a}", day("1999", 9)) for a in alliances)) for s in states)
    return store_of("".join(facts), things=things), records_of(*items)


@pytest.mark.slow
def test_the_time_grows_with_the_facts_and_not_with_their_square() -> None:
    def seconds(number: int) -> float:
        store, records = members(number)
        before = process_time()
        assert len(compare(store, records).rows) == 3 * number
        return process_time() - before

    seconds(100)
    assert seconds(5000) < 5000 / 500 * 3 * max(seconds(500), 0.02)


@pytest.fixture(scope="module")
def ten_records(shipped_store: Store) -> Ledger:
    return compare(shipped_store, read_records([ENTITIES]))


@needs_entities
def test_the_ledger_of_ten_records_is_the_golden_file(ten_records: Ledger) -> None:
    """Regenerate it with ``aliansi link compare --records ../shared/wikidata/entities -o`` and this file's name."""
    found, expected = (
        list(csv.DictReader(text.splitlines()))
        for text in (as_csv(ten_records).decode(), GOLDEN.read_text(encoding="utf-8"))
    )
    for row in (*found, *expected):
        for column in UNSTABLE:
            row.pop(column)
    assert found == expected
    assert set(COLUMNS) == {*expected[0], *UNSTABLE}


@needs_entities
def test_the_ten_records_have_the_counts_of_the_documentation(ten_records: Ledger) -> None:
    """An earlier count had 25 confirmed, 7 silent, 1 coarser here, 3 conflicts and 1 false "missing there".

    It read Q30 from two files (2 confirmed and 1 silent too many), and did not compare the dissolution of the Soviet
    Union (1 confirmed, 1 coarser here) and the founding of the Warsaw Pact in the article (1 missing here).
    """
    assert Counter(row.verdict for row in ten_records.rows) == {
        Verdict.CONFIRMED: 24,
        Verdict.SILENT: 6,
        Verdict.COARSER_HERE: 2,
        Verdict.CONFLICT: 2,
        Verdict.ONE_DAY: 1,
        Verdict.MISSING_HERE: 1,
        Verdict.NOT_EXPECTED_THERE: 1,
    }


@needs_entities
def test_with_the_united_states_twice_and_without_other_facts_the_counts_are_those_of_the_earlier_count(
    ten_records: Ledger,
) -> None:
    rows = [row for row in ten_records.rows if row.ours.fact]
    again = [row for row in rows if row.theirs.item == "Q30"]
    new = ("dissolution-soviet-union", "soviet-union-dissolution-1991", "founding-warsaw-pact")
    kept = [row for row in rows if not str(row.ours.fact).endswith(new)]
    assert Counter(row.verdict for row in [*kept, *again]) == {
        Verdict.CONFIRMED: 25,
        Verdict.SILENT: 7,
        Verdict.COARSER_HERE: 1,
        Verdict.CONFLICT: 2,
        Verdict.ONE_DAY: 1,
        Verdict.NOT_EXPECTED_THERE: 1,
    }


@needs_entities
@pytest.mark.parametrize(
    ("fact", "aspect", "item_", "verdict", "value"),
    [
        (
            "reference-warsaw-pact-membership-east-germany-1955",
            Aspect.END,
            "Q16957",
            "one day",
            "+1990-10-02T00:00:00Z",
        ),
        ("reference-warsaw-pact-membership-poland-1955", Aspect.END, "Q211274", "conflict", "+1990-01-01T00:00:00Z"),
        ("reference-nato-membership-germany-1955", Aspect.START, "Q183", "conflict", "+1955-05-09T00:00:00Z"),
        ("article-dissolution-warsaw-pact", Aspect.DISSOLVED, "Q41644", "coarser here", "+1991-07-01T00:00:00Z"),
        ("reference-nato-membership-poland-1999", Aspect.MEMBERSHIP, "Q211274", "not expected there", None),
    ],
    ids=["East Germany", "Poland", "Germany", "Warsaw Pact", "NATO"],
)
def test_the_differences_of_the_ten_records_are_known(
    ten_records: Ledger, fact: str, aspect: Aspect, item_: str, verdict: str, value: str | None
) -> None:
    row = row_of(ten_records, aspect, item_, fact)
    assert (row.verdict, row.theirs.value) == (verdict, value)


@needs_entities
def test_every_row_with_a_fact_has_words_or_a_source(ten_records: Ledger) -> None:
    assert [row for row in ten_records.rows if row.ours.fact and not row.ours.evidence] == []
    (row,) = (r for r in ten_records.rows if str(r.ours.fact).endswith("article-dissolution-soviet-union"))
    assert row.ours.quotations
    assert row.ours.evidence[0].language == "id"
