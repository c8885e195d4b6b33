from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from aliansi.errors import ConnectionFailed
from aliansi.linking.clients.reconciliation_client import ReconciliationClient, ServiceHit, ServiceQuery
from aliansi.linking.clients.web_client import WebClient
from tests.linking.support.fake_wikibase import FakeWikibase, Prepared, fake_wikibase

MANIFEST = {
    "versions": ["0.1", "0.2"],
    "name": "Wikidata (en)",
    "identifierSpace": "http://www.wikidata.org/entity/",
    "schemaSpace": "http://www.wikidata.org/prop/direct/",
    "batchSize": 3,
}


def service(asked: dict[str, str]) -> dict[str, Any]:
    if "queries" not in asked:
        return MANIFEST
    hit = {"id": "Q36", "score": 97.5, "match": True, "type": [{"id": "Q6256", "name": "country"}]}
    return {key: {"result": [{**hit, "name": query["query"]}]} for key, query in json.loads(asked["queries"]).items()}


@pytest.fixture
def host() -> Iterator[FakeWikibase]:
    with fake_wikibase() as serving:
        serving.services["/w/api.php"] = service
        yield serving


@pytest.fixture
def web() -> Iterator[WebClient]:
    with WebClient(wait=lambda _: None) as client:
        yield client


def test_names_are_sent_in_batches_that_the_manifest_allows(host: FakeWikibase, web: WebClient) -> None:
    client = ReconciliationClient(web, host.address)
    progress: list[tuple[int, int]] = []
    queries = [ServiceQuery(f"Poland {number}", "Q6256") for number in range(7)]
    found = list(client.candidates(queries, 2, lambda *step: progress.append(step)))
    assert found[4] == (ServiceHit("Q36", "Poland 4", 97.5, True, frozenset({"Q6256"})),)
    assert (len(found), progress) == (7, [(0, 7), (3, 7), (6, 7)])
    sent = json.loads(host.requests[1]["queries"])
    assert sent["q0"] == {"query": "Poland 0", "limit": 2, "type": "Q6256", "type_strict": "should"}
    assert (client.name, client.space) == ("Wikidata (en)", "http://www.wikidata.org/entity/")


def test_a_query_without_type_sends_none(host: FakeWikibase, web: WebClient) -> None:
    list(ReconciliationClient(web, host.address).candidates([ServiceQuery("НАТО")], 1))
    assert json.loads(host.requests[1]["queries"]) == {"q0": {"query": "НАТО", "limit": 1}}


@pytest.mark.parametrize(
    ("answer", "hits"),
    [
        ({}, ()),
        ({"q0": {"result": []}}, ()),
        ({"q0": {"result": None}}, ()),
        ({"q0": []}, ()),
        ({"q0": {"result": [7, {"name": "no id"}]}}, ()),
        ({"q0": {"result": [{"id": "Q1"}]}}, (ServiceHit("Q1", "", 0.0, False),)),
        ({"q0": {"result": [{"id": 1, "score": "9", "match": "yes"}]}}, (ServiceHit("1", "", 0.0, False),)),
        ({"q0": {"result": [{"id": "Q1", "type": "Q5"}]}}, (ServiceHit("Q1", "", 0.0, False, frozenset({"Q5"})),)),
        (
            {"q0": {"result": [{"id": "Q1", "type": ["Q5", {"id": "Q6"}, {}]}]}},
            (ServiceHit("Q1", "", 0.0, False, frozenset({"Q5", "Q6"})),),
        ),
    ],
    ids=lambda value: json.dumps(value) if isinstance(value, dict) else "",
)
def test_answers_of_other_forms_are_read(
    answer: dict[str, Any], hits: tuple[ServiceHit, ...], host: FakeWikibase, web: WebClient
) -> None:
    client = ReconciliationClient(web, host.address)
    host.prepared = [Prepared(answer)]
    assert list(client.candidates([ServiceQuery("a")], 1)) == [hits]


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        ("<!DOCTYPE html>", "the answer is not JSON; give the address of the service"),
        ("[]", "no manifest of a reconciliation service"),
        ({"name": "a"}, "no manifest of a reconciliation service"),
        ({**MANIFEST, "identifierSpace": "Wikidata"}, "identifierSpace 'Wikidata' is not the start of IRIs"),
        ({"versions": ["1.0-draft"]}, "a service of version 1.0-draft; only 0.2 is supported"),
        ({**MANIFEST, "versions": ["1.0-draft"]}, "a service of version 1.0-draft; only 0.2 is supported"),
    ],
    ids=str,
)
def test_what_is_no_service_is_refused(manifest: Any, message: str, host: FakeWikibase, web: WebClient) -> None:
    host.prepared = [Prepared(manifest)]
    with pytest.raises(ConnectionFailed, match=message):
        ReconciliationClient(web, host.address)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({"error": "too long"}, "too long"),
        ({"status": "error", "message": "invalid query"}, "invalid query"),
        ({"status": "error"}, "an error without a message"),
        ("[]", "no JSON object"),
        ("<html>", "the answer is not JSON"),
    ],
    ids=str,
)
def test_an_error_of_a_service_ends_the_run(answer: Any, message: str, host: FakeWikibase, web: WebClient) -> None:
    client = ReconciliationClient(web, host.address)
    host.prepared = [Prepared(answer)]
    with pytest.raises(ConnectionFailed, match=message):
        list(client.candidates([ServiceQuery("a")], 1))
