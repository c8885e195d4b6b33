"""Suggestions and properties of types: every answer is valid in both versions, invalid parameters get JSON."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.reconciliation.support.schemas import assert_valid
from tests.server.support.served import Site

ROOTS = {"0.2": "/reconcile", "1.0-draft": "/reconcile/1.0-draft"}
SCHEMAS = {"entity": "suggest-entities-response", "type": "suggest-types-response"}


def suggested(site: Site, kind: str, version: str = "0.2", **parameters: Any) -> list[dict[str, Any]]:
    answer = site.get(f"{ROOTS[version]}/suggest/{kind}", params=parameters)
    assert answer.status_code == 200, answer.text
    assert answer.headers["access-control-allow-origin"] == "*"
    assert_valid(answer.json(), f"{version}/{SCHEMAS.get(kind, 'suggest-properties-response')}")
    found: list[dict[str, Any]] = answer.json()["result"]
    return found


@pytest.mark.parametrize("version", ROOTS)
@pytest.mark.parametrize(
    ("kind", "prefix", "first"),
    [
        ("entity", "Collective Security Treaty Or", "csto"),
        ("entity", "csto", "csto"),
        ("entity", "Q318693", "csto"),
        ("type", "allia", "Alliance"),
        ("type", "Alliance", "Alliance"),
        ("property", "wiki", "wikidata"),
        ("property", "member_of", "member_of"),
    ],
)
def test_a_beginning_or_an_id_finds_its_thing_first(
    site: Site, version: str, kind: str, prefix: str, first: str
) -> None:
    assert suggested(site, kind, version, prefix=prefix)[0]["id"] == first


def test_another_name_that_matches_is_in_the_description(site: Site) -> None:
    first = suggested(site, "entity", prefix="ОДКБ")[0]
    assert (first["id"], first["name"]) == ("csto", "Collective Security Treaty Organization")
    assert first["description"].startswith("ОДКБ")
    assert {"id": "Alliance", "name": "alliance"} in first["notable"]


def test_an_empty_prefix_gives_all_a_page_at_a_time(site: Site) -> None:
    first = suggested(site, "entity", limit=5)
    assert len(first) == 5
    assert suggested(site, "entity", prefix="", limit=3, cursor=2) == first[2:]
    assert suggested(site, "entity", "1.0-draft", prefix="", limit=3, offset=2) == first[2:]


def test_things_of_a_type_alone_are_suggested(site: Site) -> None:
    assert {each["id"] for each in suggested(site, "entity", prefix="", type="Alliance")} == {
        *("cis", "csto", "nato", "warsaw-pact")
    }


def test_names_come_in_the_language_of_the_request(site: Site) -> None:
    assert suggested(site, "entity", prefix="csto", lang="id")[0]["name"].startswith("Organisasi")


INVALID = {
    "limit 0": ({"limit": "0"}, "limit", "expected one whole number from 1 to 1,000, not “0”"),
    "limit as word": ({"limit": "ten"}, "limit", "expected one whole number"),
    "limit of 5,000 digits": ({"limit": "9" * 5000}, "limit", "expected one whole number"),
    "limit twice": ({"limit": ["1", "2"]}, "limit", "expected one whole number"),
    "negative cursor": ({"cursor": "-1"}, "cursor", "expected one whole number from 0"),
    "two prefixes": ({"prefix": ["a", "b"]}, "prefix", "there are 2 of them; send one"),
    "long prefix": ({"prefix": "a" * 1001}, "prefix", "1,001 characters; at most 1,000"),
    "NUL": ({"prefix": "a\0"}, "prefix", "the text contains the character U+0000"),
    "unknown type": ({"type": "Planet"}, "type", "unknown type “Planet”"),
}


@pytest.mark.parametrize(("parameters", "member", "message"), INVALID.values(), ids=INVALID)
def test_invalid_parameters_get_a_message_in_json(
    site: Site, parameters: dict[str, Any], member: str, message: str
) -> None:
    answer = site.get("/reconcile/suggest/entity", params=parameters)
    assert answer.status_code == 400
    assert answer.json()["errors"][member].startswith(message)


def test_a_prefix_that_is_not_utf_8_gets_a_message_in_json(site: Site) -> None:
    answer = site.get("/reconcile/suggest/type?prefix=%ff")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["prefix"])


def test_post_is_refused(site: Site) -> None:
    assert site.request("POST", "/reconcile/suggest/type").headers["allow"] == "GET, HEAD, OPTIONS"


def proposed(site: Site, version: str = "0.2", **parameters: Any) -> httpx.Response:
    return site.get(f"{ROOTS[version]}/extend/propose", params=parameters)


@pytest.mark.parametrize("version", ROOTS)
def test_a_type_has_its_properties(site: Site, version: str) -> None:
    answer = proposed(site, version, type="State").json()
    assert_valid(answer, f"{version}/data-extension-property-proposal")
    assert answer["type"] == "State"
    found = [each["id"] for each in answer["properties"]]
    assert {"label", "wikidata", "member_of", "start"} <= {*found}
    assert "holder" not in found
    assert len(proposed(site, version, type="State", limit=2).json()["properties"]) == 2


def test_without_a_type_all_properties_are_there(site: Site) -> None:
    """OpenRefine sends an empty type for a column that was reconciled without one."""
    found = [each["id"] for each in proposed(site, type="").json()["properties"]]
    assert {"wikidata", "member_of", "holder"} <= {*found}


def test_an_unknown_type_gets_a_message_in_json(site: Site) -> None:
    answer = proposed(site, type="Planet")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["type"])
