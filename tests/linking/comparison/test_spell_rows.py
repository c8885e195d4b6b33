"""Rows of memberships and tenures: what a statement confirms, what is missing on either side, and ranks."""

from __future__ import annotations

import pytest

from aliansi.linking.ledger import Aspect, Flag, Match, Verdict
from tests.linking.comparison.support.cases import day, ledger_of, member_of, membership, row_of
from tests.linking.support.wikidata_json import item, statement

SPELL = membership(start="1999-03-12")


def test_a_statement_confirms_the_membership_and_its_start() -> None:
    ledger = ledger_of(SPELL, item("Q36", member_of("Q7184", day("1999-03-12"), guid="Q36$a"), labels={"en": "Poland"}))
    assert [(row.aspect, row.verdict) for row in ledger.rows] == [
        (Aspect.MEMBERSHIP, Verdict.CONFIRMED),
        (Aspect.START, Verdict.CONFIRMED),
        (Aspect.END, Verdict.SILENT),
    ]
    there = row_of(ledger, "start").theirs
    assert (there.item, there.label, there.property, there.qualifier) == ("Q36", "Poland", "P463", "P580")
    assert (there.guid, there.rank, there.object_item, there.match) == ("Q36$a", "normal", "Q7184", Match.EXACT)


def test_a_fact_without_a_statement_is_missing_there() -> None:
    (row,) = ledger_of(SPELL, item("Q36", member_of("Q1065"))).rows
    assert (row.verdict, row.theirs.guid, row.theirs.object_item) == (Verdict.MISSING_THERE, None, "Q7184")
    assert row.ours.start == "1999-03-12"


def test_a_statement_without_a_fact_is_missing_here() -> None:
    (row,) = ledger_of("", item("Q36", member_of("Q318693", day("1992-05-15"), guid="Q36$a"))).rows
    assert (row.verdict, row.ours.fact, row.theirs.guid) == (Verdict.MISSING_HERE, None, "Q36$a")
    assert (row.ours.subject[-6:], row.ours.object and row.ours.object[-4:]) == ("poland", "csto")
    assert row.note == "there from 1992-05-15"


def test_a_statement_about_what_is_not_ours_has_no_row() -> None:
    assert ledger_of(SPELL, item("Q999", member_of("Q7184"))).rows == ()
    assert ledger_of("", item("Q36", member_of("Q1065"))).rows == ()


def test_a_deprecated_statement_neither_confirms_nor_contradicts() -> None:
    reason = {"P2241": ["Q21441764"]}
    deprecated = member_of("Q7184", day("1990", 9), rank="deprecated", guid="Q36$old", qualifiers=reason)
    (row,) = ledger_of(SPELL, item("Q36", deprecated)).rows
    assert (row.verdict, row.note) == (Verdict.DEPRECATED_THERE, "reason there: Q21441764")
    assert (row.theirs.rank, row.theirs.guid) == ("deprecated", "Q36$old")


def test_a_deprecated_statement_without_a_reason_says_so() -> None:
    (row,) = ledger_of(SPELL, item("Q36", member_of("Q7184", rank="deprecated"))).rows
    assert row.note == "no reason is given there"


def test_a_deprecated_statement_of_nothing_here_is_listed() -> None:
    (row,) = ledger_of("", item("Q36", member_of("Q318693", rank="deprecated"))).rows
    assert (row.verdict, row.ours.fact) == (Verdict.DEPRECATED_THERE, None)


@pytest.mark.parametrize("rank", ["normal", "preferred"])
def test_statements_of_all_ranks_count(rank: str) -> None:
    """A preferred statement, which alone would be the truthy one, does not hide the others."""
    today = member_of("Q7184", day("2020", 9), rank="preferred", guid="Q36$now")
    other = member_of("Q7184", day("1999-03-12"), day("2009", 9), rank=rank, guid="Q36$then")
    ledger = ledger_of(membership(start="1999-03-12", end="2009"), item("Q36", today, other))
    assert row_of(ledger, "start").theirs.guid == "Q36$then"
    assert row_of(ledger, "start").verdict is Verdict.CONFIRMED


def test_two_spells_in_one_statement_are_flagged() -> None:
    both = member_of("Q318693", [day("1992-05-15"), day("2006-08-16")], [day("1999-04-20"), day("2012-12-19")])
    facts = membership("uzbekistan", "csto", name="fact", start="1992-05-15", end="1999-04-20")
    facts += membership("uzbekistan", "csto", name="second", start="2006-08-16", end="2012-12-19")
    ledger = ledger_of(facts, item("Q265", both))
    assert {row.verdict for row in ledger.rows} == {Verdict.CONFIRMED}
    assert {row.flags for row in ledger.rows} == {(Flag.SEVERAL_SPELLS,)}
    assert row_of(ledger, "end", fact="second").theirs.value == "+2012-12-19T00:00:00Z"


@pytest.mark.parametrize(
    ("statements", "verdicts"),
    [
        ([], ["missing there", "missing there"]),
        ([member_of("Q318693", day("2006-08-16"), day("2012-12-19"))], ["missing there", "confirmed"]),
        (
            [
                member_of("Q318693", day("2006-08-16"), day("2012-12-19"), guid="Q265$b"),
                member_of("Q318693", day("1992-05-15"), day("1999-04-20"), guid="Q265$a"),
            ],
            ["confirmed", "confirmed"],
        ),
        ([member_of("Q318693", day("1992-05-15"), day("2012-12-19"))], ["confirmed", "coarser there"]),
    ],
    ids=["no statement", "one statement", "two statements", "one statement around both"],
)
def test_a_state_that_left_and_came_back(statements: list[dict[str, object]], verdicts: list[str]) -> None:
    facts = membership("uzbekistan", "csto", name="fact", start="1992-05-15", end="1999-04-20")
    facts += membership("uzbekistan", "csto", name="second", start="2006-08-16", end="2012-12-19")
    ledger = ledger_of(facts, item("Q265", *statements))
    assert [row_of(ledger, "membership", fact=fact).verdict for fact in ("fact", "second")] == verdicts


def test_the_article_and_the_reference_are_compared_each_on_its_own_row() -> None:
    article = membership("uzbekistan", "csto", name="told", start="[1992..1994]", end="[..1999]")
    fact = membership("uzbekistan", "csto", start="1992-05-15", end="1999-04-20")
    there = member_of("Q318693", day("1992-05-15"), day("1999-04-20"))
    ledger = ledger_of(fact, item("Q265", there), article=article)
    assert [row_of(ledger, aspect).verdict for aspect in ("start", "end")] == ["confirmed", "confirmed"]
    assert [row_of(ledger, a, fact="told").verdict for a in ("start", "end")] == ["coarser here", "coarser here"]


def test_a_second_statement_of_the_same_time_is_a_note() -> None:
    twice = item("Q36", member_of("Q7184", day("1999-03-12"), guid="Q36$a"), member_of("Q7184", guid="Q36$b"))
    ledger = ledger_of(SPELL, twice)
    assert [row.theirs.guid for row in ledger.rows if not row.decides] == ["Q36$b"]
    assert Verdict.MISSING_HERE not in {row.verdict for row in ledger.rows}


def test_parts_of_an_alliance_are_weak_support() -> None:
    ledger = ledger_of(SPELL, item("Q7184", statement("P527", "Q36", guid="Q7184$p")))
    (row,) = ledger.rows
    assert (row.verdict, row.theirs.property) == (Verdict.CONFIRMED, "P527")
    assert row.note == "weak support: P527 lists parts without dates"


def test_parts_of_an_alliance_do_not_hide_that_the_statement_is_missing() -> None:
    ledger = ledger_of(SPELL, item("Q36"), item("Q7184", statement("P527", "Q36")))
    row = row_of(ledger, "membership")
    assert (row.verdict, row.theirs.item, row.note) == (Verdict.MISSING_THERE, "Q36", "confirmed on Q7184 (P527)")


def test_a_state_that_is_no_part_of_the_alliance_is_not_missing_there() -> None:
    assert ledger_of(SPELL, item("Q7184", statement("P527", "Q16410"))).rows[0].ours.fact is None


def test_a_part_of_an_alliance_that_is_no_member_here_is_missing_here() -> None:
    (row,) = ledger_of("", item("Q318693", statement("P527", "Q36"))).rows
    assert (row.verdict, row.note) == (Verdict.MISSING_HERE, "weak support: P527 lists parts without dates")


TENURE = 'id:fact a al:Tenure ; al:holder id:rutte ; al:office id:secretary ; al:start "2024-10-01" .'


def test_a_tenure_is_compared_with_the_position_held() -> None:
    held = statement("P39", "Q1", qualifiers={"P580": [day("2024-10-01")]})
    ledger = ledger_of(TENURE, item("Q57792", held))
    assert [(row.aspect, row.verdict) for row in ledger.rows] == [
        ("tenure", "confirmed"),
        ("start", "confirmed"),
        ("end", "silent"),
    ]


@pytest.mark.parametrize("property_", ["P3975", "P488", "P35"])
def test_a_tenure_is_compared_with_the_officials_of_the_body(property_: str) -> None:
    named = statement(property_, "Q57792", qualifiers={"P580": [day("2024", 9)]})
    ledger = ledger_of(TENURE, item("Q7184", named))
    assert row_of(ledger, "tenure").theirs.property == property_
    assert row_of(ledger, "start").verdict is Verdict.COARSER_THERE


def test_a_body_that_names_other_officials_says_nothing_of_a_tenure() -> None:
    assert ledger_of(TENURE, item("Q7184", statement("P3975", "Q2"))).rows == ()


def test_the_best_of_person_and_body_decides() -> None:
    body = item("Q7184", statement("P3975", "Q57792", qualifiers={"P580": [day("2024-10-01")]}))
    ledger = ledger_of(TENURE, item("Q57792"), body)
    row = row_of(ledger, "tenure")
    assert (row.verdict, row.theirs.item, row.note) == (Verdict.CONFIRMED, "Q7184", "missing there on Q57792 (P39)")


def test_a_position_in_an_office_without_a_link_is_not_comparable() -> None:
    tenure = "id:fact a al:Tenure ; al:holder id:rutte ; al:office id:president ."
    (row,) = ledger_of(tenure, item("Q57792", statement("P39", "Q218295"))).rows
    assert row.verdict is Verdict.NOT_COMPARABLE
    assert row.note == "nothing says which item a statement would name: link the other party to one"


def test_a_position_that_nobody_here_has_is_missing_here() -> None:
    (row,) = ledger_of("", item("Q2", statement("P39", "Q1"))).rows
    assert (row.aspect, row.verdict) == (Aspect.TENURE, Verdict.MISSING_HERE)


def test_a_spell_of_another_century_is_missing_on_both_sides() -> None:
    far = member_of("Q7184", day("1800", 9), day("1805", 9), guid="Q36$far")
    ours, theirs = ledger_of(SPELL, item("Q36", far)).rows
    assert (ours.verdict, ours.theirs.guid) == (Verdict.MISSING_THERE, None)
    assert ours.note == "another spell: there from 1800 until 1805"
    assert (theirs.verdict, theirs.ours.fact, theirs.theirs.guid) == (Verdict.MISSING_HERE, None, "Q36$far")
    assert theirs.note == "there from 1800 until 1805; another spell: here from 1999-03-12"


def test_a_deprecated_spell_of_another_century_does_not_hide_that_the_statement_is_missing() -> None:
    far = member_of("Q7184", day("1800", 9), day("1805", 9), guid="Q36$far", rank="deprecated")
    rows = ledger_of(SPELL, item("Q36", far)).rows
    assert [(row.verdict, row.ours.fact is None) for row in rows] == [
        ("missing there", False),
        ("deprecated there", True),
    ]


def test_of_a_statement_with_more_starts_than_ends_no_date_is_in_conflict() -> None:
    """There it is not said that the end is that of the second spell."""
    spells = membership("uzbekistan", "csto", start="1992", end="1999") + membership(
        "uzbekistan", "csto", name="other", start="2006", end="2012"
    )
    merged = member_of("Q318693", [day("1992", 9), day("2006", 9)], day("2012", 9))
    row = row_of(ledger_of(spells, item("Q265", merged)), "end")
    assert (row.verdict, row.flags) == (Verdict.NOT_COMPARABLE, (Flag.SEVERAL_SPELLS,))
    assert row.note.startswith("there are several starts or ends, and which belong together is not said; ")


def test_of_a_single_spell_several_starts_there_may_be_in_conflict() -> None:
    twice = member_of("Q7184", [day("1997", 9), day("1998", 9)])
    row = row_of(ledger_of(SPELL, item("Q36", twice)), "start")
    assert (row.verdict, row.flags) == (Verdict.CONFLICT, (Flag.SEVERAL_SPELLS,))
