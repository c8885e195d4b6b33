from __future__ import annotations

import pytest

from aliansi.errors import UsageError
from aliansi.linking.comparison.compare import compare
from aliansi.linking.comparison.ledger_filter import read_filter
from aliansi.linking.ledger import Ledger
from tests.linking.comparison.support.cases import day, member_of, membership, records_of, store_of
from tests.linking.support.wikidata_json import item

STORE = store_of(
    membership(start="1999", name="nato-fact")
    + membership("uzbekistan", "csto", name="csto-fact", start="1992")
    + membership("utopia", "nato", name="other")
)
RECORDS = records_of(item("Q36", member_of("Q7184", day("2001", 9))), item("Q265", member_of("Q318693")))
LEDGER = compare(STORE, RECORDS)


def asked(**options: list[str]) -> Ledger:
    return read_filter(STORE, **options).apply(LEDGER)


def subjects(ledger: Ledger) -> set[str]:
    return {row.ours.subject.rpartition("/")[2] for row in ledger.rows}


@pytest.mark.parametrize(
    "thing",
    [
        *("poland", "id:poland", "https://w3id.org/aliansi/id/poland", "nato-fact", " poland "),
        *("Q36", "q36", "wd:Q36", "http://www.wikidata.org/entity/Q36", "https://www.wikidata.org/wiki/Q36"),
    ],
)
def test_a_thing_is_named_by_its_id_iri_or_item(thing: str) -> None:
    assert subjects(asked(things=[thing])) == {"poland"}


def test_an_alliance_stands_for_its_memberships() -> None:
    assert subjects(asked(things=["csto"])) == {"uzbekistan"}


def test_several_things_are_alternatives() -> None:
    assert subjects(asked(things=["poland", "uzbekistan"])) == {"poland", "uzbekistan"}


def test_no_filter_keeps_all() -> None:
    assert asked() == LEDGER


@pytest.mark.parametrize(
    ("class_", "expected"),
    [("State", {"poland", "uzbekistan"}), ("al:Membership", {"poland", "uzbekistan"})],
    ids=["of things", "of facts"],
)
def test_a_class_is_that_of_a_thing_or_a_fact(class_: str, expected: set[str]) -> None:
    assert subjects(asked(classes=[class_])) == expected


def test_rows_of_other_classes_are_left_out() -> None:
    assert asked(classes=["Person"]).rows == ()


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        (["conflict"], {"conflict"}),
        (["conflict", "missing there"], {"conflict", "missing there"}),
        (["overlap"], set()),
    ],
    ids=["one", "two", "none"],
)
def test_rows_with_a_verdict(verdicts: list[str], expected: set[str]) -> None:
    assert {str(row.verdict) for row in asked(verdicts=verdicts).rows} == expected


def test_what_could_not_be_compared_is_asked_for_too() -> None:
    assert [iri.rpartition("/")[2] for iri in asked(things=["utopia"]).without_link] == ["utopia"]
    assert asked(things=["poland"]).without_link == ()


@pytest.mark.parametrize("thing", ["polnd", "a b", "", "id:", "wd:Q", "<x>", "al:State"])
def test_an_unknown_thing_is_refused_with_what_to_give(thing: str) -> None:
    with pytest.raises(UsageError, match=r"unknown thing or fact .*: give its id such as poland"):
        asked(things=[thing])


@pytest.mark.parametrize("class_", ["Stat", "al:Stat", "http://example.org/x", "", "a b"])
def test_an_unknown_class_is_refused(class_: str) -> None:
    with pytest.raises(UsageError, match="no thing or fact has the class"):
        asked(classes=[class_])
