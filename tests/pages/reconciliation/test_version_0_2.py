"""The service of version 0.2: every answer is valid, invalid queries spoil no others, invalid requests get JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from aliansi.dataset.store import Store, read
from aliansi.evaluation.limits import Limits
from aliansi.project.folder import Project
from tests.reconciliation.support.schemas import assert_valid
from tests.server.support.served import Site


def post(site: Site, queries: Any, **options: Any) -> httpx.Response:
    text = queries if isinstance(queries, str) else json.dumps(queries)
    return site.request("POST", "/reconcile", data={"queries": text}, **options)


def results(site: Site, queries: Any) -> dict[str, Any]:
    answer = post(site, queries)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    assert_valid(document, "0.2/reconciliation-result-batch")
    assert list(document) == list(queries), "all keys come back in order"
    return document


def best(site: Site, query: str, **more: Any) -> tuple[str, bool]:
    first = results(site, {"q0": {"query": query, **more}})["q0"]["result"][0]
    return first["id"], first["match"]


def test_a_query_as_openrefine_sends_it_finds_its_thing(site: Site) -> None:
    assert best(site, "CSTO", type="Alliance", type_strict="should") == ("csto", True)


def test_types_may_be_an_array_and_have_iris(site: Site) -> None:
    types = ["State", "https://w3id.org/aliansi/ontology#Alliance", "al:Treaty"]
    assert best(site, "CSTO", type=types) == ("csto", True)


def test_guessing_of_types_gets_three_candidates_with_types(site: Site) -> None:
    asked = {f"q{n}": {"query": name, "limit": 3} for n, name in enumerate(("Armenia", "Belarus", "Kazakhstan"))}
    for answered in results(site, asked).values():
        assert 1 <= len(answered["result"]) <= 3
        assert {"id": "State", "name": "state"} in answered["result"][0]["type"]


def test_get_answers_as_post_does(site: Site) -> None:
    queries = json.dumps({"q0": {"query": "ODKB"}, "q1": {"query": "Armenia"}})
    answer = site.get("/reconcile", params={"queries": queries, "callback": "jQuery1"})
    assert answer.content == post(site, queries).content
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["access-control-allow-origin"] == "*"
    again = site.get("/reconcile", params={"queries": queries}, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_head_and_a_slash_at_the_end_answer_too(site: Site) -> None:
    assert site.request("HEAD", "/reconcile").status_code == 200
    assert site.get("/reconcile/").json() == site.get("/reconcile").json()


def test_a_preflight_allows_post(site: Site) -> None:
    answer = site.request("OPTIONS", "/reconcile", headers={"Access-Control-Request-Method": "POST"})
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD, POST"
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS, POST"
    assert site.request("DELETE", "/reconcile").status_code == 405


INVALID_QUERIES = {
    "no query and no properties": ({}, "query: this is missing"),
    "empty": ({"query": "  "}, "query: this is empty"),
    "a number": ({"query": 7}, "query: expected a string, not a number"),
    "not an object": ("CSTO", "query: expected an object"),
    "10,000 characters": ({"query": "a" * 10_000}, "query: 10,000 characters; at most 1,000"),
    "NUL": ({"query": "CSTO\0"}, "query: the text contains the character U+0000"),
    "lone surrogate": ({"query": "CSTO\ud83d"}, "query: the text contains a lone surrogate, U+D83D"),
    "limit 0": ({"query": "CSTO", "limit": 0}, "limit: expected a whole number from 1 to 1,000, not 0"),
    "limit -1": ({"query": "CSTO", "limit": -1}, "limit: expected a whole number from 1 to 1,000, not -1"),
    "limit as text": ({"query": "CSTO", "limit": "5"}, 'limit: expected a whole number from 1 to 1,000, not "5"'),
    "limit 10^9": ({"query": "CSTO", "limit": 10**9}, "limit: expected a whole number"),
    "limit of 5,000 digits": ({"query": "CSTO", "limit": float("inf")}, "limit: expected a whole number"),
    "limit NaN": ({"query": "CSTO", "limit": float("nan")}, "limit: expected a whole number"),
    "limit true": ({"query": "CSTO", "limit": True}, "limit: expected a whole number"),
    "unknown type": ({"query": "CSTO", "type": "Planet"}, "type: unknown type “Planet”"),
    "type that is no IRI": ({"query": "CSTO", "type": "http://a b"}, "type: unknown type"),
    "type as number": ({"query": "CSTO", "type": 5}, "type: expected a string, not a number"),
    "unknown strictness": ({"query": "CSTO", "type_strict": "maybe"}, "type_strict: expected one of any, should, all"),
    "unknown pid": (
        {"query": "CSTO", "properties": [{"pid": "mass", "v": "1"}]},
        "properties[0].pid: unknown property “mass”",
    ),
    "pid as number": ({"query": "CSTO", "properties": [{"pid": 5, "v": "1"}]}, "properties[0].pid: expected a string"),
    "property without value": ({"query": "CSTO", "properties": [{"pid": "at"}]}, "properties[0].v: this is missing"),
    "properties not in an array": ({"query": "CSTO", "properties": {"pid": "at"}}, "properties: expected an array"),
    "unknown member": ({"query": "CSTO", "typ": "State"}, "typ: unknown; valid: query, type, limit"),
}


@pytest.mark.parametrize(("query", "message"), INVALID_QUERIES.values(), ids=INVALID_QUERIES)
def test_an_invalid_query_is_named_and_spoils_no_others(site: Site, query: Any, message: str) -> None:
    alone = post(site, {"only": query})
    assert alone.status_code == 400
    assert alone.headers["content-type"] == "application/json"
    assert alone.json()["errors"]["only"].startswith(message)
    answered = results(site, {"good": {"query": "CSTO"}, "bad": query, "last": {"query": "Armenia"}})
    assert [answered[key]["result"][0]["id"] for key in ("good", "last")] == ["csto", "armenia"]
    assert answered["bad"]["result"] == []
    assert answered["bad"]["error"]["detail"].startswith(message)


INVALID_BATCHES = {
    "not JSON": ("{'q0': 1}", 400, "queries", "not JSON: "),
    "empty": ("", 400, "queries", "not JSON: "),
    "an array": ("[]", 400, "queries", "expected a JSON object, not an array"),
    "a text": ('"CSTO"', 400, "queries", "expected a JSON object, not a string"),
    "null": ("null", 400, "queries", "expected a JSON object, not null"),
    "deep nesting": ("[" * 100_000, 400, "queries", "arrays and objects are nested too deeply"),
    "repeated key": ('{"a":{"query":"x"},"a":{"query":"y"}}', 400, "queries", "the key “a” is there more than once"),
    "501 queries": (json.dumps({str(n): {"query": "x"} for n in range(501)}), 413, "queries", "501 queries"),
    "integer of 5,000 digits": ('{"a":{"query":"x","limit":' + "9" * 5000 + "}}", 400, "a", "limit: expected"),
    "repeated name in a query": ('{"a":{"query":"x","query":"y"}}', 400, "a", "query: this name is there more than"),
    "lone surrogate as key": ('{"\\ud800":{"query":"CSTO"}}', 400, "\ud800", "key: the text contains a lone"),
}


@pytest.mark.parametrize(("text", "status", "key", "message"), INVALID_BATCHES.values(), ids=INVALID_BATCHES)
def test_what_is_no_batch_gets_a_message_in_json(site: Site, text: str, status: int, key: str, message: str) -> None:
    answer = post(site, text)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["errors"][key].startswith(message)


def test_an_empty_batch_has_an_empty_answer(site: Site) -> None:
    assert results(site, {}) == {}


def test_a_key_that_utf_8_cannot_hold_comes_back(site: Site) -> None:
    answered = results(site, {"\ud800": {"query": "CSTO"}, "ключ": {"query": "CSTO"}})
    assert answered["\ud800"]["result"] == []
    assert answered["ключ"]["result"][0]["id"] == "csto"


INVALID_REQUESTS = {
    "two queries": ({"content": b"queries={}&queries={}"}, 400, "queries: there are 2 of them; send one"),
    "both requests": ({"content": b"queries={}&extend={}"}, 400, "extend: send either queries or extend"),
    "neither": ({"content": b"callback=x"}, 400, "queries: this is missing, and so is extend"),
    "nothing": ({"content": b""}, 400, "queries: this is missing"),
    "not UTF-8": ({"content": b"queries=%ff"}, 400, "form: the request is not UTF-8"),
    "Latin-1": (
        {"content": b"queries={}", "headers": {"Content-Type": "application/x-www-form-urlencoded; charset=latin1"}},
        *(415, "Content-Type: expected UTF-8, not latin1"),
    ),
    "multipart": (
        {"content": b"--x--", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
        *(415, "Content-Type: expected application/x-www-form-urlencoded, not multipart/form-data"),
    ),
}


@pytest.mark.parametrize(("options", "status", "message"), INVALID_REQUESTS.values(), ids=INVALID_REQUESTS)
def test_an_invalid_form_gets_a_message_in_json(site: Site, options: dict[str, Any], status: int, message: str) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded", **options.get("headers", {})}
    answer = site.request("POST", "/reconcile", content=options["content"], headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.json()["detail"].startswith(message)


def test_two_queries_in_the_address_get_a_message_in_json(site: Site) -> None:
    answer = site.get("/reconcile", params=[("queries", "{}"), ("queries", "{}")])
    assert (answer.status_code, answer.json()["errors"]) == (400, {"queries": "there are 2 of them; send one"})


def test_a_query_alone_is_told_how_to_be_a_batch(site: Site) -> None:
    answer = site.get("/reconcile", params={"query": "CSTO"})
    assert answer.status_code == 400
    assert "send a batch" in answer.json()["errors"]["query"]


def test_a_body_over_the_limit_gets_413(shipped_store: Store, shipped: Project) -> None:
    site = Site.of(shipped_store, project=shipped, limits=Limits(request_bytes=1000))
    answer = post(site, {f"q{n}": {"query": "Armenia"} for n in range(100)})
    assert (answer.status_code, answer.json()["status"]) == (413, 413)


def test_the_manifest_is_valid_and_has_the_addresses_of_the_request(site: Site) -> None:
    manifest = site.get("/reconcile", headers={"Host": "data.example.org"}).json()
    assert_valid(manifest, "0.2/manifest")
    assert manifest["identifierSpace"] == "https://w3id.org/aliansi/id/"
    assert manifest["schemaSpace"] == "https://w3id.org/aliansi/ontology#"
    assert manifest["view"]["url"] == "http://data.example.org/id/{{id}}"
    assert manifest["preview"]["url"] == "http://data.example.org/reconcile/preview?id={{id}}"
    assert manifest["suggest"]["type"]["service_url"] == "http://data.example.org/reconcile"
    assert {"id": "Alliance", "name": "alliance"} in manifest["defaultTypes"]
    assert [manifest["defaultTypes"][place]["id"] for place in (0, -1)] == ["State", "Source"]
    assert site.get(manifest["view"]["url"].replace("{{id}}", "csto")).status_code == 200
    logo = site.get(manifest["logo"])
    assert (logo.status_code, logo.headers["content-type"]) == (200, "image/svg+xml")


def test_names_come_in_the_language_of_the_request(site: Site) -> None:
    queries = json.dumps({"q0": {"query": "CSTO"}})
    first = site.get("/reconcile", params={"queries": queries}, headers={"Accept-Language": "id"})
    assert first.headers["content-language"] == "id"
    assert first.json()["q0"]["result"][0]["name"].startswith("Organisasi")


LABELS = """\
@prefix ex: <http://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix schema: <https://schema.org/> .
ex:Жан a ex:Person ; rdfs:label "Jean Moulin" .
<http://example.org/a%20b?c=d&e#f> a ex:Person ; skos:prefLabel "Marie Curie"@fr ; skos:altLabel "Skłodowska" .
ex:org a ex:Organisation ; schema:name "<b>Curie Institute</b>" .
"""


@pytest.fixture
def foreign(tmp_path: Path) -> Site:
    file = tmp_path / "people.ttl"
    file.write_text(LABELS, encoding="utf-8")
    return Site.of(read(file))


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("Jean Moulin", "http://example.org/%D0%96%D0%B0%D0%BD"),
        ("Skłodowska", "http://example.org/a%2520b%3Fc%3Dd%26e%23f"),
        ("Curie Institute", "http://example.org/org"),
    ],
)
def test_any_dataset_with_names_has_a_service(foreign: Site, name: str, identifier: str) -> None:
    found = results(foreign, {"q0": {"query": name}})["q0"]["result"][0]
    assert found["id"] == identifier
    assert httpx.URL(f"http://x.test/?id={found['id']}").query.decode() == f"id={identifier}", "it needs no escapes"


def test_the_manifest_of_any_dataset_is_valid(foreign: Site) -> None:
    manifest = foreign.get("/reconcile").json()
    assert_valid(manifest, "0.2/manifest")
    assert manifest["identifierSpace"] == "http://www.ietf.org/rfc/rfc3986"
    assert manifest["name"] == "people.ttl"
    assert [each["id"] for each in manifest["defaultTypes"]] == [
        "http://example.org/Person",
        "http://example.org/Organisation",
    ]


def test_the_schemas_refuse_an_invalid_answer() -> None:
    assert_valid({"q0": {"result": []}}, "0.2/reconciliation-result-batch")
    with pytest.raises(AssertionError, match="'result' is a required property"):
        assert_valid({"q0": {}}, "0.2/reconciliation-result-batch")


EXTENSION = {
    "ids": ["kyrgyzstan", "no such thing", "warsaw-pact"],
    "properties": [{"id": "wikidata"}, {"id": "member_of", "settings": {"at": "1995"}}],
}


def test_values_of_properties_come_back_for_every_id(site: Site) -> None:
    answer = site.request("POST", "/reconcile", data={"extend": json.dumps(EXTENSION)})
    assert answer.status_code == 200, answer.text
    document = answer.json()
    assert_valid(document, "0.2/data-extension-response")
    assert list(document["rows"]) == EXTENSION["ids"]
    assert document["rows"]["no such thing"] == {"wikidata": [], "member_of": []}
    assert [each["id"] for each in document["meta"]] == ["wikidata", "member_of"]
    assert {"id": "csto", "name": "Collective Security Treaty Organization"} in document["rows"]["kyrgyzstan"][
        "member_of"
    ]
    assert site.get("/reconcile", params={"extend": json.dumps(EXTENSION)}).content == answer.content


@pytest.mark.parametrize(
    ("request_", "member"),
    [
        ({**EXTENSION, "properties": [{"id": "mass"}]}, "properties[0].id"),
        ({**EXTENSION, "properties": [{"id": "member_of", "settings": {"at": "soon"}}]}, "properties[0].settings.at"),
        ({**EXTENSION, "ids": [5]}, "ids[0]"),
        ({**EXTENSION, "ids": None}, "ids"),
    ],
)
def test_an_invalid_extension_names_its_member(site: Site, request_: Any, member: str) -> None:
    answer = site.request("POST", "/reconcile", data={"extend": json.dumps(request_)})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [member])


def test_ids_that_nothing_can_have_come_back(site: Site) -> None:
    ids = ["\ud800", "a\0b", "", "x" * 5000, "http://a b/"]
    data = {"extend": json.dumps({"ids": ids, "properties": [{"id": "wikidata"}]})}
    rows = site.request("POST", "/reconcile", data=data).json()["rows"]
    assert rows == {identifier: {"wikidata": []} for identifier in ids}


@pytest.mark.parametrize(
    ("on", "expected"), [("1970", [("poland", True)]), ("2010", [("poland", False)])], ids=["member", "no member"]
)
def test_a_membership_at_a_date_decides_between_candidates(site: Site, on: str, expected: list[object]) -> None:
    conditions = [{"pid": "member_of", "v": {"id": "warsaw-pact"}}, {"pid": "at", "v": on}]
    batch = {"q": {"query": "Poland", "properties": conditions, "limit": 1}}
    answer = site.request("POST", "/reconcile", data={"queries": json.dumps(batch)})
    assert answer.status_code == 200, answer.text
    assert [(each["id"], each["match"]) for each in answer.json()["q"]["result"]] == expected
