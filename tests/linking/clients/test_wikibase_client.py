from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from aliansi.errors import ConnectionFailed
from aliansi.linking.clients.web_client import WebClient
from aliansi.linking.clients.wikibase_client import MAX_IDS, ItemHit, WikibaseClient, WikibaseError, save_entity
from aliansi.linking.record_reader import read_records
from aliansi.namespaces import PREFIXES
from tests.linking.support.fake_wikibase import FakeWikibase, Prepared, error, fake_wikibase
from tests.linking.support.wikidata_json import Json, item, statement

API = Path(__file__).parents[4] / "shared" / "wikidata" / "api"
PACT = item("Q41644", statement("P31", "Q1127126"), labels={"en": "Warsaw Pact"}, aliases={"ru": ["ОВД"]}, lastrevid=14)
POLAND = item("Q36", labels={"en": "Poland"}, lastrevid=16)


@pytest.fixture
def host() -> Iterator[FakeWikibase]:
    with fake_wikibase(PACT, POLAND) as serving:
        serving.redirects = {"Q1": "Q41644"}
        yield serving


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def client(host: FakeWikibase, waits: list[float]) -> Iterator[WikibaseClient]:
    with WebClient(wait=waits.append) as web:
        yield WikibaseClient(web, host.address)


def asked_ids(host: FakeWikibase) -> list[int]:
    return [asked["ids"].count("|") + 1 for asked in host.requests]


def test_entities_are_requested_with_all_that_a_record_has(client: WikibaseClient, host: FakeWikibase) -> None:
    found = dict(client.entities(["Q41644", "Q36", "Q41644"]))
    assert list(found) == ["Q41644", "Q36"]
    (asked,) = host.requests
    assert (asked["action"], asked["ids"], asked["maxlag"], asked["format"]) == (
        "wbgetentities",
        "Q41644|Q36",
        "5",
        "json",
    )
    assert {"info", "labels", "aliases", "claims"} <= {*asked["props"].split("|")}


def test_a_request_has_at_most_50_ids(client: WikibaseClient, host: FakeWikibase) -> None:
    progress: list[tuple[int, int]] = []
    found = list(client.entities([f"Q{number}" for number in range(1000, 1120)], lambda *step: progress.append(step)))
    assert (len(found), asked_ids(host), progress) == (120, [MAX_IDS, MAX_IDS, 20], [(0, 120), (50, 120), (100, 120)])


def test_one_bad_id_does_not_spoil_the_others(client: WikibaseClient, host: FakeWikibase) -> None:
    found = dict(client.entities(["Q41644", "foo", "Q36"]))
    assert set(found) == {"Q41644", "Q36"}
    assert [(each.subject, "no-such-entity" in each.message) for each in client.findings] == [("foo", True)]
    assert asked_ids(host) == [3, 1, 2, 1, 1]


def test_a_host_with_a_lower_limit_gets_halves(client: WikibaseClient, host: FakeWikibase) -> None:
    host.max_ids = 20
    assert len(list(client.entities([f"Q{number}" for number in range(1, 51)]))) == 50
    assert asked_ids(host) == [50, 25, 12, 13, 25, 12, 13]
    assert client.findings == []


def test_merged_and_missing_items_come_under_their_old_id(client: WikibaseClient, tmp_path: Path) -> None:
    for requested, entity in client.entities(["Q1", "Q999999", "Q36"]):
        save_entity(tmp_path, requested, entity)
    records = read_records([tmp_path])
    assert (set(records.records), set(records.missing)) == ({"Q41644", "Q36"}, {"Q999999"})
    assert records.redirects == {"Q1": "Q41644"}
    assert records.records["Q36"].revision == 16


@pytest.mark.parametrize("code", ["maxlag", "ratelimited", "readonly"])
def test_an_overloaded_wikibase_sets_the_pace(
    code: str, client: WikibaseClient, host: FakeWikibase, waits: list[float]
) -> None:
    host.prepared = [Prepared(error(code, "Waiting for db: 6 seconds lagged."), headers={"Retry-After": "5"})]
    assert set(dict(client.entities(["Q36"]))) == {"Q36"}
    assert waits == [5]


def test_another_error_ends_the_run(client: WikibaseClient, host: FakeWikibase) -> None:
    host.prepared = [Prepared(error("unknown_action", 'Unrecognized value for parameter "action".'))]
    with pytest.raises(WikibaseError, match="unknown_action: Unrecognized value"):
        list(client.entities(["Q36", "Q41644"]))
    assert len(host.requests) == 1


@pytest.mark.parametrize(
    "body", ["<!DOCTYPE html>", "[]", '{"batchcomplete": ""}', "[" * 100_000], ids=lambda text: text[:20]
)
def test_another_page_is_no_api(body: str, client: WikibaseClient, host: FakeWikibase) -> None:
    host.prepared = [Prepared(body), Prepared(body)]
    with pytest.raises(ConnectionFailed, match=r"w/api.php: .* (?:API of a Wikibase|write …/w/api.php)"):
        list(client.entities(["Q36"]))
    with pytest.raises(ConnectionFailed, match=r"w/api\.php"):
        client.search("Poland", "en")


def test_a_host_may_stand_for_its_api(host: FakeWikibase) -> None:
    with WebClient() as web:
        client = WikibaseClient(web, host.address.removesuffix("/w/api.php"))
        assert set(dict(client.entities(["Q36"]))) == {"Q36"}


def test_items_that_nobody_requested_are_left_out(client: WikibaseClient, host: FakeWikibase) -> None:
    host.prepared = [Prepared({"entities": {"../../evil": POLAND, "Q36": POLAND, "Q2": 7}, "success": 1})]
    assert [requested for requested, _ in client.entities(["Q36", "Q2"])] == ["Q36"]


def test_search_finds_items_by_name(client: WikibaseClient, host: FakeWikibase) -> None:
    assert client.search("warsaw", "en") == (ItemHit("Q41644", "Warsaw Pact", "", "Warsaw Pact"),)
    assert client.search("ОВД", "ru", limit=900)[0].matched == "ОВД"
    assert client.search("Nosuchthing", "en") == ()
    assert (host.requests[1]["limit"], host.requests[1]["language"]) == ("50", "ru")


def test_a_language_that_a_wikibase_lacks_finds_nothing(client: WikibaseClient) -> None:
    assert client.search("Poland", "xx") == ()


@pytest.mark.skipif(not API.is_dir(), reason="needs ../shared/wikidata")
def test_the_answers_of_a_real_wikibase_are_read(
    client: WikibaseClient, host: FakeWikibase, waits: list[float]
) -> None:
    def recorded(name: str) -> Prepared:
        return Prepared((API / f"{name}.json").read_bytes())

    host.prepared = [
        recorded(name) for name in ("wbsearchentities-warsaw", "wbsearchentities-ru", "wbsearchentities-none")
    ]
    hits = [client.search("a", "en") for _ in range(3)]
    assert [[hit.item for hit in each] for each in hits] == [["Q41644"], ["Q15180"], []]
    assert hits[1][0].matched == "Советский Союз"
    host.prepared = [
        recorded(name) for name in ("wbgetentities-two", "wbgetentities-redirect", "wbgetentities-missing")
    ]
    asked = (["Q36", "Q211274"], ["Q1"], ["Q36", "Q999999"])
    assert [[key for key, _ in client.entities(ids)] for ids in asked] == [
        ["Q36", "Q211274"],
        ["Q1"],
        ["Q36", "Q999999"],
    ]
    host.prepared = [recorded("wbgetentities-no-such")]
    assert list(client.entities(["foo"])) == []
    assert "Could not find an entity with the ID" in client.findings[0].message
    assert json.loads((API / "wbgetentities-too-many.json").read_bytes())["error"]["code"] == "toomanyvalues"


def test_a_wikibase_says_which_items_it_has(client: WikibaseClient, host: FakeWikibase) -> None:
    assert client.space == PREFIXES["wd"]
    client.check_wikidata()
    assert [(asked["meta"], asked["siprop"]) for asked in host.requests] == [("siteinfo", "general")]


@pytest.mark.parametrize(
    "answer",
    [{"batchcomplete": ""}, {"query": []}, {"query": {"general": {"generator": "MediaWiki"}}}],
    ids=["nothing", "array", "a wiki without Wikibase"],
)
def test_a_wiki_without_items_is_no_wikibase(answer: Json, client: WikibaseClient, host: FakeWikibase) -> None:
    host.prepared = [Prepared(answer)]
    with pytest.raises(ConnectionFailed, match="not the API of a Wikibase"):
        client.check_wikidata()
