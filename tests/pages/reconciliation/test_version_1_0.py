"""The service of version 1.0-draft: every answer is valid, in the order of the queries."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tests.reconciliation.support.schemas import assert_valid
from tests.server.support.served import Site

ROOT = "/reconcile/1.0-draft"


def named(*names: str, **more: Any) -> dict[str, Any]:
    return {"conditions": [{"matchType": "name", "propertyValue": [*names] if len(names) > 1 else names[0]}], **more}


def post(site: Site, document: Any) -> httpx.Response:
    return site.request("POST", f"{ROOT}/match", json=document)


def results(site: Site, queries: list[Any]) -> list[dict[str, Any]]:
    answer = post(site, {"queries": queries})
    assert answer.status_code == 200, answer.text
    assert_valid(answer.json(), "1.0-draft/reconciliation-result-batch")
    found: list[dict[str, Any]] = answer.json()["results"]
    assert len(found) == len(queries)
    return found


def matches(site: Site, query: dict[str, Any]) -> list[str]:
    return [each["id"] for each in results(site, [query])[0]["candidates"] if each["match"]]


def test_candidates_come_in_the_order_of_the_queries(site: Site) -> None:
    found = results(site, [named("CSTO"), named("Armenia"), named("xyzzyx")])
    assert [[each["id"] for each in result["candidates"][:1]] for result in found] == [["csto"], ["armenia"], []]
    first = found[0]["candidates"][0]
    assert first["match"]
    assert {"id": "Alliance", "name": "alliance"} in first["type"]


def test_a_bare_array_of_queries_is_a_batch_too(site: Site) -> None:
    assert post(site, [named("CSTO")]).json() == post(site, {"queries": [named("CSTO")]}).json()


def test_any_of_several_names_finds_a_thing(site: Site) -> None:
    assert matches(site, named("no such alliance", "CSTO")) == ["csto"]


def test_names_of_several_things_match_none(site: Site) -> None:
    assert matches(site, named("CSTO", "Armenia")) == []


def test_a_name_of_another_type_is_no_candidate(site: Site) -> None:
    assert matches(site, named("CSTO", type="Alliance")) == ["csto"]
    assert matches(site, named("CSTO", type="Person")) == []


def condition(**members: Any) -> dict[str, Any]:
    return {"conditions": [members]}


INVALID_QUERIES = {
    "no conditions": ({}, "conditions: this is missing"),
    "empty conditions": ({"conditions": []}, "conditions: 0 values"),
    "not an object": ("CSTO", "query: expected an object with conditions"),
    "members of version 0.2": ({"query": "CSTO"}, "query: unknown; valid: type, limit, conditions"),
    "several types": ({**named("CSTO"), "type": ["State"]}, "type: expected one type, not an array"),
    "no match type": (condition(propertyValue="CSTO"), "conditions[0].matchType: this is missing"),
    "unknown match type": (
        condition(matchType="label", propertyValue="x"),
        "conditions[0].matchType: expected one of name, id, property",
    ),
    "no value": (condition(matchType="name"), "conditions[0].propertyValue: this is missing"),
    "no values": (condition(matchType="name", propertyValue=[]), "conditions[0].propertyValue: 0 values"),
    "thing without id": (
        condition(matchType="id", propertyValue={"name": "x"}),
        "conditions[0].propertyValue.id: this is missing",
    ),
    "no property": (condition(matchType="property", propertyValue="x"), "conditions[0].propertyId: this is missing"),
    "unknown property": (
        condition(matchType="property", propertyId="mass", propertyValue="x"),
        "conditions[0].propertyId: unknown property “mass”",
    ),
    "required as text": (
        condition(matchType="name", propertyValue="x", required="yes"),
        "conditions[0].required: expected true or false, not a string",
    ),
    "unknown quantifier": (
        condition(matchType="name", propertyValue="x", matchQuantifier="some"),
        "conditions[0].matchQuantifier: expected one of any, all, none",
    ),
    "unknown qualifier": (
        condition(matchType="name", propertyValue="x", matchQualifier="Wildcard"),
        "conditions[0].matchQualifier: unknown qualifier “Wildcard”",
    ),
}


@pytest.mark.parametrize(("query", "message"), INVALID_QUERIES.values(), ids=INVALID_QUERIES)
def test_an_invalid_query_is_named_and_spoils_no_others(site: Site, query: Any, message: str) -> None:
    alone = post(site, {"queries": [query]})
    assert alone.status_code == 400
    assert alone.json()["errors"]["queries[0]"].startswith(message)
    good, bad, last = results(site, [named("CSTO"), query, named("Armenia")])
    assert [good["candidates"][0]["id"], last["candidates"][0]["id"]] == ["csto", "armenia"]
    assert bad["candidates"] == []
    assert bad["error"]["detail"].startswith(message)


INVALID_BATCHES = {
    "not JSON": (b"queries", 400, "not JSON: "),
    "no queries": (b"{}", 400, "this is missing"),
    "a batch of version 0.2": (b'{"queries":{"q0":{"query":"x"}}}', 400, "expected an array of queries"),
    "not UTF-8": (b'["\xff"]', 400, "not UTF-8: byte 0xff"),
    "501 queries": (json.dumps([named("x")] * 501).encode(), 413, "501 queries in a batch; at most 500"),
}


@pytest.mark.parametrize(("body", "status", "message"), INVALID_BATCHES.values(), ids=INVALID_BATCHES)
def test_what_is_no_batch_gets_a_message_in_json(site: Site, body: bytes, status: int, message: str) -> None:
    answer = site.request("POST", f"{ROOT}/match", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status
    assert answer.json()["errors"]["queries"].startswith(message)


def test_a_form_is_refused(site: Site) -> None:
    answer = site.request("POST", f"{ROOT}/match", data={"queries": "{}"})
    assert answer.status_code == 415
    assert answer.json()["detail"].startswith("Content-Type: expected application/json")


def test_other_methods_are_refused(site: Site) -> None:
    assert site.get(f"{ROOT}/match").headers["allow"] == "OPTIONS, POST"
    assert site.request("POST", ROOT).status_code == 405


def test_the_manifest_is_valid_and_has_the_addresses_of_the_request(site: Site) -> None:
    manifest = site.get(ROOT, headers={"Host": "data.example.org", "Accept-Language": "id"}).json()
    assert_valid(manifest, "1.0-draft/manifest")
    assert manifest["view"]["url"] == "http://data.example.org/id/{id}"
    assert (manifest["lang"], manifest["standardizedScore"]) == ("id", True)
    assert site.get(f"{ROOT}/").json()["versions"] == ["1.0-draft"]


def test_values_of_properties_come_back_for_every_id(site: Site) -> None:
    document = {"ids": ["csto", "no such thing"], "properties": [{"id": "label"}, {"id": "wikidata"}]}
    answer = site.request("POST", f"{ROOT}/extend", json=document)
    assert answer.status_code == 200, answer.text
    assert_valid(answer.json(), "1.0-draft/data-extension-response")
    first, unknown = answer.json()["rows"]
    assert (first["id"], unknown["id"]) == ("csto", "no such thing")
    assert {"str": "Collective Security Treaty Organization", "lang": "en"} in first["properties"][0]["values"]
    assert [each["values"] for each in unknown["properties"]] == [[], []]


def test_an_extension_that_is_not_utf_8_gets_a_message_in_json(site: Site) -> None:
    answer = site.request(
        "POST", f"{ROOT}/extend", content=b'{"ids":["\xff"]}', headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["extend"])


def of(property_: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"matchType": "property", "propertyId": property_, "propertyValue": value, **more}


def ids(site: Site, name: str, *conditions: dict[str, Any]) -> list[str]:
    query = {"conditions": [*([{"matchType": "name", "propertyValue": name}] if name else []), *conditions]}
    return [each["id"] for each in results(site, [query])[0]["candidates"]]


CONDITIONS = {
    "required": (of("member_of", {"id": "csto"}, required=True), True),
    "required and not met": (of("member_of", "nato", required=True), False),
    "any": (of("member_of", ["csto", "nato"], required=True), True),
    "all": (of("member_of", ["csto", "cis"], required=True, matchQuantifier="all"), True),
    "all and not met": (of("member_of", ["csto", "nato"], required=True, matchQuantifier="all"), False),
    "none": (of("member_of", ["nato"], matchQuantifier="none"), True),
    "none and met": (of("member_of", ["csto", "nato"], matchQuantifier="none"), False),
    "date": (of("at", "1995", required=True, matchQualifier="EDTF:Level-0"), True),
    "name that is excluded": ({"matchType": "name", "propertyValue": "Armenia", "matchQuantifier": "none"}, False),
}


@pytest.mark.parametrize(("condition_", "is_there"), CONDITIONS.values(), ids=CONDITIONS)
def test_conditions_keep_or_leave_out_a_candidate(site: Site, condition_: dict[str, Any], is_there: bool) -> None:
    assert ("armenia" in ids(site, "Armenia", condition_)) == is_there


def test_a_thing_of_which_nothing_is_known_is_not_excluded(site: Site) -> None:
    assert ids(site, "NATO", of("member_of", "csto", matchQuantifier="none"))[0] == "nato"


def test_properties_alone_find_a_thing(site: Site) -> None:
    assert matches(site, {"conditions": [of("wikidata", "Q399")]}) == ["armenia"]
    assert "kyrgyzstan" in ids(site, "", of("member_of", "csto"), of("at", "1995"))


def test_a_date_that_is_none_is_named(site: Site) -> None:
    answer = post(site, {"queries": [{"conditions": [of("at", "soon")]}]})
    assert answer.status_code == 400
    assert answer.json()["errors"]["queries[0]"].startswith("conditions[0].propertyValue: ")


def test_suggested_properties_have_their_qualifiers(site: Site) -> None:
    first = site.get(f"{ROOT}/suggest/property", params={"prefix": "at"}).json()["result"][0]
    assert (first["id"], first["matchQualifiers"]) == ("at", [{"id": "EDTF:Level-0", "name": "EDTF:Level-0"}])


@pytest.mark.parametrize("path", ["/reconcile", "/reconcile/1.0-draft/match", "/reconcile/1.0-draft/extend"])
def test_a_compressed_body_is_refused_by_name(site: Site, path: str) -> None:
    answer = site.request("POST", path, content=b"\x1f\x8b", headers={"Content-Encoding": "gzip"})
    assert (answer.status_code, answer.headers["content-type"]) == (415, "application/json")
    assert "Content-Encoding: send the body as it is, not as gzip" in answer.json()["detail"]
