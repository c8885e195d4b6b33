from __future__ import annotations

from aliansi.linking.comparison.compared_facts import read_facts
from aliansi.linking.comparison.row_sides import our_side, reason_for_deprecation, their_side
from aliansi.linking.ledger import Match
from aliansi.linking.statements import read_statement
from tests.linking.comparison.support.cases import day, member_of, membership, records_of, store_of
from tests.linking.support.wikidata_json import item


def test_our_side_has_the_date_compared_and_those_of_the_spell() -> None:
    (fact,) = read_facts(store_of(membership(start="1999?", end="2009")))
    side = our_side(fact, fact.end)
    assert (side.date, side.start, side.end, side.ongoing_at) == ("2009", "1999?", "2009", None)
    assert [day_.isoformat() for day_ in (side.earliest, side.latest) if day_] == ["2009-01-01", "2009-12-31"]


def test_their_side_has_the_statement_the_value_and_the_record() -> None:
    json = member_of("Q7184", day("1999", 9), guid="q36$A", references=[{"P854": ["https://example.org/"]}])
    record = records_of(item("Q36", json, labels={"pl": "Polska"}, lastrevid=3, modified="2026-11-30T00:00:00Z"))
    found = read_statement(json)
    side = their_side(
        record.records["Q36"], Match.EXACT, "P463", found, qualifier="P580", snak=found.qualifier("P580")[0]
    )
    assert (side.guid, side.rank, side.object_item, side.references) == ("q36$A", "normal", "Q7184", 1)
    assert (side.value, side.precision, side.calendar) == ("+1999-00-00T00:00:00Z", 9, "Q1985727")
    assert (side.version.revision, side.version.modified, len(side.version.sha256)) == (3, "2026-11-30T00:00:00Z", 64)
    assert side.label == "Polska"


def test_reasons_for_deprecation_are_items() -> None:
    json = member_of("Q7184", rank="deprecated", qualifiers={"P2241": ["Q1", "somevalue", "Q2"]})
    assert reason_for_deprecation(read_statement(json)) == "reason there: Q1, Q2"
