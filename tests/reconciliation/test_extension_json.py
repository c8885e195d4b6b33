"""Values of properties as JSON of both versions."""

from __future__ import annotations

from typing import Any

import pytest

from aliansi.reconciliation.extension import Column, PropertyRequest
from aliansi.reconciliation.extension_json import ExtensionRequest, extension_0_2, extension_1_0, read_extension
from aliansi.reconciliation.property_values import DateText, NoValue, Number, Text, ThingValue
from aliansi.reconciliation.request_json import RequestFault
from tests.reconciliation.support.schemas import assert_valid

COLUMNS = (Column("member_of", "member of", "Alliance", "alliance"), Column("note", "note"))
ROWS = (
    ((ThingValue("csto", "CSTO", "en"), NoValue()), (Text("Kirgisistan", "de"), Text("x"), DateText("1992~"))),
    ((), (Number(5), Number(2**40), Number(0.5), Number(float("nan")))),
)
IDS = ("georgia", "nothing")


def test_version_0_2_has_rows_by_id() -> None:
    answer = extension_0_2(COLUMNS, IDS, ROWS)
    assert_valid(answer, "0.2/data-extension-response")
    assert answer == {
        "meta": [
            {"id": "member_of", "name": "member of", "type": {"id": "Alliance", "name": "alliance"}},
            {"id": "note", "name": "note"},
        ],
        "rows": {
            "georgia": {
                "member_of": [{"id": "csto", "name": "CSTO"}, {}],
                "note": [{"str": "Kirgisistan"}, {"str": "x"}, {"str": "1992~"}],
            },
            "nothing": {
                "member_of": [],
                "note": [{"int": 5}, {"float": 1099511627776.0}, {"float": 0.5}, {"str": "nan"}],
            },
        },
    }


def test_version_1_0_has_rows_in_an_array_with_languages() -> None:
    answer = extension_1_0(COLUMNS, IDS, ROWS)
    assert_valid(answer, "1.0-draft/data-extension-response")
    first = answer["rows"][0]
    assert first["id"] == "georgia"
    assert first["properties"][0] == {
        "id": "member_of",
        "values": [{"id": "csto", "name": "CSTO", "lang": "en"}, {}],
    }
    assert first["properties"][1]["values"][0] == {"str": "Kirgisistan", "lang": "de"}


def test_a_request_has_each_id_once() -> None:
    text = '{"ids":["a","b","a"],"properties":[{"id":"member_of","name":"n","settings":{"at":"1995"}},{"id":"x"}]}'
    properties = (PropertyRequest("member_of", {"at": "1995"}), PropertyRequest("x"))
    assert read_extension(text, "extend") == ExtensionRequest(("a", "b"), properties)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "extend: not JSON"),
        ("[]", "extend: expected a JSON object, not an array"),
        ('{"properties":[{"id":"x"}]}', "ids: this is missing"),
        ('{"ids":["a"]}', "properties: this is missing"),
        ('{"ids":"a","properties":[{"id":"x"}]}', "ids: expected an array, not a string"),
        ('{"ids":["a",5],"properties":[{"id":"x"}]}', "ids.1.: expected a string, not a number"),
        ('{"ids":[],"properties":[]}', "properties: 0 values"),
        ('{"ids":[],"properties":["x"]}', "properties.0.: expected an object, not a string"),
        ('{"ids":[],"properties":[{"name":"x"}]}', "properties.0..id: this is missing"),
        ('{"ids":[],"properties":[{"id":"x","settings":5}]}', "properties.0..settings: expected an object"),
        ('{"ids":[],"ids":[],"properties":[{"id":"x"}]}', "ids: this name is there more than once"),
    ],
)
def test_an_invalid_request_names_its_member(text: str, message: str) -> None:
    with pytest.raises(RequestFault, match=f"^{message}"):
        read_extension(text, "extend")


def test_too_many_ids_are_refused() -> None:
    ids: Any = [str(number) for number in range(1001)]
    with pytest.raises(RequestFault, match="1,001 ids; at most 1,000"):
        read_extension(f'{{"ids":{ids},"properties":[{{"id":"x"}}]}}'.replace("'", '"'), "extend")
