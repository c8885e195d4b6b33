"""A batch for QuickStatements: only what is missing there, citable and beyond doubt; the rest is counted."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from aliansi.dataset.store import Store
from aliansi.evidence.index import Evidence
from aliansi.linking.ledger import Aspect, Flag, Ledger, LedgerRow, Match, Verdict
from aliansi.linking.quickstatements.batch import Batch, batch_of
from aliansi.linking.quickstatements.references import References
from aliansi.namespaces import ID
from tests.linking.support.ledger_rows import GUID, row

SOURCE = f"""
<{ID}source-a> <http://purl.org/dc/terms/title> "A" ; <http://www.w3.org/2000/01/rdf-schema#seeAlso> <https://a.org/> .
"""
REFERENCE = (("S854", '"https://a.org/"'),)


def made(*rows: LedgerRow) -> Batch:
    dataset = ox.Store()
    dataset.load(SOURCE.encode(), format=ox.RdfFormat.TURTLE)
    return batch_of(Ledger(rows), References(Store(dataset, "test")))


def test_a_missing_membership_is_a_statement() -> None:
    (command,) = made(row(ours={"start": "2006-06-23", "end": "2012-12-19?"})).commands
    assert command.target == ("Q265", "P463", "Q318693")
    assert command.qualifiers == (
        ("P580", "+2006-06-23T00:00:00Z/11"),
        ("P582", "+2012-12-19T00:00:00Z/11"),
        ("P1480", "Q18122778"),
    )
    assert command.references == (REFERENCE,)
    assert not command.is_second


def test_two_missing_spells_are_two_statements() -> None:
    first = row(ours={"fact": f"{ID}a", "start": "1992", "end": "1999"})
    batch = made(first, row(ours={"start": "2006", "end": "2012"}))
    assert [command.is_second for command in batch.commands] == [False, True]


@pytest.mark.parametrize("verdict", [Verdict.CONFIRMED, Verdict.DEPRECATED_THERE, Verdict.MISSING_HERE])
def test_a_spell_besides_a_statement_there_is_a_second_one(verdict: Verdict) -> None:
    there = row(verdict, ours={"fact": f"{ID}a"}, theirs={"guid": GUID})
    (command,) = made(there, row(ours={"start": "2006"})).commands
    assert command.is_second


def test_a_spell_of_two_sources_is_one_statement() -> None:
    batch = made(row(ours={"start": "1992"}), row(ours={"fact": f"{ID}b", "start": "2006"}))
    assert len(batch.commands) == 1
    assert list(batch.left_out.lines()) == [
        "left out: 1, because it is about the same as id:reference-csto-membership-uzbekistan-2006 (id:b)"
    ]


def test_dates_that_a_statement_lacks_are_its_qualifiers() -> None:
    there = row(Verdict.CONFIRMED, theirs={"guid": GUID})
    dates = [
        row(aspect=Aspect.START, ours={"date": "2006"}, theirs={"guid": GUID, "qualifier": "P580"}),
        row(aspect=Aspect.END, ours={"date": "2012"}, theirs={"guid": GUID, "qualifier": "P582"}),
    ]
    (command,) = made(there, *dates).commands
    assert [name for name, _ in command.qualifiers] == ["P580", "P582"]
    assert not command.is_second


@pytest.mark.parametrize(
    ("date", "value", "qualifiers"),
    [
        ("1992-05", "+1992-05-00T00:00:00Z/10", ()),
        ("[..1999]", "somevalue", (("P1326", "+1999-00-00T00:00:00Z/9"),)),
    ],
)
def test_a_founding_is_a_statement_with_its_date(
    date: str, value: str, qualifiers: tuple[tuple[str, str], ...]
) -> None:
    founding = row(aspect=Aspect.FOUNDED, ours={"date": date}, theirs={"property": "P571", "object_item": None})
    other = row(
        aspect=Aspect.FOUNDED,
        ours={"date": "1993", "fact": f"{ID}b"},
        theirs={"property": "P571", "object_item": None},
    )
    batch = made(founding, other)
    (command,) = batch.commands
    assert (command.target, command.qualifiers) == (("Q265", "P571", value), qualifiers)
    assert "it is about the same as" in next(batch.left_out.lines())


def test_a_start_between_two_dates_is_left_out_and_the_statement_stays() -> None:
    batch = made(row(ours={"start": "[1992..1994]", "end": "1999"}))
    (command,) = batch.commands
    assert command.qualifiers == (("P582", "+1999-00-00T00:00:00Z/9"),)
    assert "its start is between two dates, which no qualifier says ([1992..1994])" in next(batch.left_out.lines())


@pytest.mark.parametrize(
    ("left_out", "reason"),
    [
        pytest.param(row(Verdict.CONFLICT), "it is in conflict with Wikidata", id="conflict"),
        pytest.param(row(Verdict.DEPRECATED_THERE), "Wikidata has it as deprecated", id="deprecated"),
        pytest.param(row(Verdict.NOT_EXPECTED_THERE), "the item does not cover its time", id="not expected"),
        pytest.param(row(flags=(Flag.NOT_INDEPENDENT,)), "rests on copies", id="not independent"),
        pytest.param(row(theirs={"match": Match.CLOSE}), "an item is only a close match", id="close match"),
        pytest.param(row(theirs={"object_item": None}), "no item is linked that", id="no item"),
        pytest.param(
            row(ours={"evidence": (Evidence(f"{ID}article", "x", f"{ID}p", 0, 1, "id"),)}),
            "its source cannot be cited",
            id="the article",
        ),
        pytest.param(row(ours={"evidence": ()}), "no source of it has a public address", id="no source"),
        pytest.param(
            row(aspect=Aspect.FOUNDED, ours={"date": "19XX"}, theirs={"property": "P571"}),
            "QuickStatements cannot say its date (19XX)",
            id="a date without a value",
        ),
        pytest.param(
            row(aspect=Aspect.END, ours={"date": "2012"}, theirs={"guid": GUID}, flags=(Flag.SEVERAL_SPELLS,)),
            "several statements there have this value",
            id="several spells in a statement",
        ),
    ],
)
def test_what_is_left_out_is_counted_by_reason(left_out: LedgerRow, reason: str) -> None:
    batch = made(left_out)
    assert batch.commands == ()
    assert reason in next(batch.left_out.lines())


@pytest.mark.parametrize(
    "nothing",
    [
        row(Verdict.CONFIRMED),
        row(Verdict.SILENT),
        row(Verdict.MISSING_HERE, ours={"fact": None}),
        row(decides=False),
        row(theirs={"property": "P527"}),
    ],
)
def test_what_is_nothing_to_add_is_not_counted(nothing: LedgerRow) -> None:
    batch = made(nothing)
    assert (batch.commands, list(batch.left_out.lines())) == ((), [])


def test_of_two_statements_of_one_value_none_can_be_named() -> None:
    end = row(aspect=Aspect.END, ours={"date": "2012"}, theirs={"guid": GUID})
    other = row(Verdict.CONFIRMED, theirs={"guid": GUID.replace("C88D", "C88E")})
    assert "several statements there" in next(made(end, other).left_out.lines())
