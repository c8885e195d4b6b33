from __future__ import annotations

from typing import Any

import pytest

from aliansi.linking.statements import (
    EntityValue,
    MonolingualText,
    OtherValue,
    Quantity,
    Rank,
    Snak,
    SnakKind,
    StatementError,
    read_snak,
    read_statement,
)
from tests.linking.support.wikidata_json import snak, statement

VALUE = SnakKind.VALUE


def test_a_statement_has_rank_qualifiers_and_references() -> None:
    json = statement(
        "P463",
        "Q41644",
        guid="q183$C88D",
        rank="preferred",
        qualifiers={"P580": ["+1955-05-09T00:00:00Z/11", "+1960-00-00T00:00:00Z/9"], "P582": ["somevalue"]},
        references=[{"P854": ["https://example.org"]}, {"P248": ["Q1"]}],
    )
    found = read_statement(json)
    assert (found.guid, found.rank, found.property_id) == ("q183$C88D", Rank.PREFERRED, "P463")
    assert found.snak == Snak("P463", VALUE, EntityValue("Q41644"))
    assert [each.time.edtf for each in found.qualifier("P580") if each.time] == ["1955-05-09", "1960"]
    assert found.qualifier("P582") == (Snak("P582", SnakKind.SOMEVALUE),)
    assert found.qualifier("P585") == ()
    assert [list(each) for each in found.references] == [["P854"], ["P248"]]


@pytest.mark.parametrize(("rank", "is_deprecated"), [("preferred", False), ("normal", False), ("deprecated", True)])
def test_a_deprecated_statement_is_known_as_one(rank: str, is_deprecated: bool) -> None:
    assert read_statement(statement("P463", "Q1", rank=rank)).is_deprecated == is_deprecated


@pytest.mark.parametrize(
    ("datavalue", "value"),
    [
        ({"type": "string", "value": "abc"}, "abc"),
        ({"type": "monolingualtext", "value": {"text": "НАТО", "language": "ru"}}, MonolingualText("НАТО", "ru")),
        ({"type": "quantity", "value": {"amount": "+10", "unit": "1"}}, Quantity("+10", "1")),
        ({"type": "quantity", "value": {"amount": "+1", "unit": "http://w/entity/Q7727"}}, Quantity("+1", "Q7727")),
        ({"type": "wikibase-entityid", "value": {"entity-type": "item", "id": "Q5"}}, EntityValue("Q5")),
        ({"type": "wikibase-entityid", "value": {"entity-type": "item", "numeric-id": 5}}, EntityValue("Q5")),
        ({"type": "wikibase-entityid", "value": {"entity-type": "property", "numeric-id": 5}}, EntityValue("P5")),
        ({"type": "wikibase-entityid", "value": {"entity-type": "lexeme", "id": "L7"}}, EntityValue("L7")),
        ({"type": "globecoordinate", "value": {"latitude": 1}}, OtherValue("globecoordinate")),
        ({"type": "of the future", "value": [1]}, OtherValue("of the future")),
        ({"type": "string", "value": 7}, OtherValue("string")),
        ({"value": "no type"}, OtherValue("")),
    ],
    ids=str,
)
def test_values_of_all_types_are_read(datavalue: dict[str, Any], value: object) -> None:
    found = read_snak(snak("P1", datavalue))
    assert found == Snak("P1", VALUE, value)  # type: ignore[arg-type]
    assert found.item == (value.id if isinstance(value, EntityValue) else None)


def test_a_value_of_an_unknown_datatype_is_read_by_its_type() -> None:
    known = snak("P1", "Q5")
    assert read_snak({**known, "datatype": "of the future", "hash": ""}) == read_snak(known)


@pytest.mark.parametrize("kind", ["novalue", "somevalue"])
def test_an_unknown_value_is_none(kind: str) -> None:
    found = read_snak(snak("P582", kind))
    assert (found.kind, found.value, found.item, found.time) == (kind, None, None, None)


@pytest.mark.parametrize("empty", [[], {}, None], ids=str)
def test_empty_qualifiers_and_references_may_be_lists(empty: object) -> None:
    found = read_statement({**statement("P463", "Q1"), "qualifiers": empty, "references": empty})
    assert (found.qualifiers, found.references) == ({}, ())


def test_a_statement_without_guid_and_rank_is_normal() -> None:
    found = read_statement({"mainsnak": snak("P463", "Q1")})
    assert (found.guid, found.rank) == ("", Rank.NORMAL)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"mainsnak": None}, "a snak must be an object, not nothing"),
        ({"mainsnak": []}, r"a snak must be an object, not \[\]"),
        ({"mainsnak": {"snaktype": "value"}}, "a snak has no property"),
        ({"mainsnak": {"snaktype": "other", "property": "P1"}}, "the snaktype of P1 is 'other'"),
        ({"mainsnak": {"snaktype": "value", "property": "P1"}}, "the value of P1 must be an object, not nothing"),
        (
            {"mainsnak": snak("P1", {"type": "wikibase-entityid", "value": {"entity-type": "form"}})},
            "the value of P1 is an entity without an id",
        ),
        (
            {"mainsnak": snak("P1", {"type": "wikibase-entityid", "value": "Q5"})},
            "the value of P1 must be an object, not 'Q5'",
        ),
        ({"rank": "best"}, "its rank is 'best', not preferred, normal or deprecated"),
        ({"rank": ["normal"]}, "its rank is"),
        ({"references": {"a": 1}}, "its references must be a list, not {'a': 1}"),
        ({"references": [7]}, "a reference must be an object, not 7"),
        ({"qualifiers": 7}, "its qualifiers must be an object, not 7"),
        ({"qualifiers": {"P580": {}}}, "its qualifiers must be lists, not {}"),
    ],
    ids=str,
)
def test_a_statement_of_another_form_says_where(change: dict[str, Any], message: str) -> None:
    with pytest.raises(StatementError, match=message):
        read_statement({**statement("P463", "Q1"), **change})


@pytest.mark.parametrize("json", [None, [], "P463", 7], ids=str)
def test_what_is_no_object_is_no_statement(json: object) -> None:
    with pytest.raises(StatementError, match="the statement must be an object"):
        read_statement(json)
