from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aliansi.dataset.store import Store
from aliansi.errors import UsageError
from aliansi.linking.candidates.item_candidates import ItemCandidate, UnlinkedThings, ranked
from aliansi.linking.candidates.online import (
    MAX_NAMES,
    candidates_of_service,
    candidates_of_wikibase,
    names_to_search,
)
from aliansi.linking.clients.reconciliation_client import ReconciliationClient
from aliansi.linking.clients.web_client import WebClient
from aliansi.linking.clients.wikibase_client import WikibaseClient
from aliansi.linking.record_reader import RecordReader
from aliansi.namespaces import ID
from tests.linking.support.fake_wikibase import FakeWikibase, fake_wikibase
from tests.linking.support.unlinked import linked, mapped, without_links
from tests.linking.support.wikidata_json import item, statement

THINGS = tuple(f"{ID}{name}" for name in ("poland", "warsaw-pact"))
POLAND = item("Q36", statement("P31", "Q3624078"), labels={"en": "Poland"}, lastrevid=16)
OLD = item(
    "Q211274",
    statement("P31", "Q3024240"),
    statement("P576", "+1989-12-29T00:00:00Z/11"),
    labels={"en": "Polish People's Republic"},
    aliases={"en": ["Poland"]},
)
PACT = item("Q41644", statement("P31", "Q1127126"), labels={"en": "Warsaw Pact"})
HUMAN = item("Q7", statement("P31", "Q5"), labels={"en": "Poland"})


@pytest.fixture
def host() -> Iterator[FakeWikibase]:
    with fake_wikibase(POLAND, OLD, PACT, HUMAN) as serving:
        yield serving


@pytest.fixture
def web() -> Iterator[WebClient]:
    with WebClient(wait=lambda _: None) as client:
        yield client


@pytest.fixture(scope="module")
def bare(shipped_store: Store) -> UnlinkedThings:
    return UnlinkedThings(without_links(shipped_store), THINGS)


def shown(candidates: Iterator[ItemCandidate]) -> list[tuple[str, str, bool]]:
    return [(each.thing.removeprefix(ID), each.item, each.is_exact) for each in ranked(candidates)]


def test_a_wikibase_is_searched_for_all_names(
    bare: UnlinkedThings, host: FakeWikibase, web: WebClient, tmp_path: Path
) -> None:
    steps: list[str] = []
    reader = RecordReader()
    found = candidates_of_wikibase(
        bare, WikibaseClient(web, host.address), reader, tmp_path, 5, lambda step, done, of: steps.append(step)
    )
    expected = [("poland", "Q36", True), ("poland", "Q211274", False), ("warsaw-pact", "Q41644", True)]
    assert shown(found) == expected
    assert {"searching", "reading items"} == {*steps}
    searched = [asked for asked in host.requests if asked["action"] == "wbsearchentities"]
    assert ("Poland", "en") in {(asked["search"], asked["language"]) for asked in searched}
    assert len({asked["language"] for asked in searched}) > 1
    assert reader.findings == []

    host.address = "http://127.0.0.1:1/"  # the run is repeated from the saved records alone
    offline = (each for record in RecordReader().read([tmp_path]) for each in bare.candidates(record))
    assert shown(offline) == expected
    assert (tmp_path / "Q36.json").is_file()


def test_items_that_are_rejected_or_of_others_are_not_even_read(
    shipped_store: Store, host: FakeWikibase, web: WebClient
) -> None:
    quads = (*mapped("poland", "Q36", rejected=True), linked("hungary", "Q211274"))
    things = UnlinkedThings(without_links(shipped_store, *quads), THINGS)
    found = candidates_of_wikibase(things, WikibaseClient(web, host.address), RecordReader(), None, 5, lambda *_: None)
    assert shown(found) == [("warsaw-pact", "Q41644", True)]
    (ids,) = (asked["ids"] for asked in host.requests if asked["action"] == "wbgetentities")
    assert sorted(ids.split("|")) == ["Q41644", "Q7"]


def test_items_of_another_wikibase_are_not_those_of_wikidata(
    bare: UnlinkedThings, host: FakeWikibase, web: WebClient, tmp_path: Path
) -> None:
    host.space = "http://my.wikibase/entity/"
    with pytest.raises(UsageError, match=r"^127.0.0.1:\d+ has items of its own, http://my.wikibase/entity/Q1 …"):
        list(
            candidates_of_wikibase(
                bare, WikibaseClient(web, host.address), RecordReader(), tmp_path, 5, lambda *_: None
            )
        )
    assert len(host.requests) == 1
    assert list(tmp_path.iterdir()) == []


def manifest(space: str) -> dict[str, str]:
    return {"name": "Test", "identifierSpace": space, "schemaSpace": "http://example.org/"}


def service(space: str, type_: str, score: float = 90.0, id_: str = "Q36") -> Any:
    def answer(asked: dict[str, str]) -> dict[str, Any]:
        if "queries" not in asked:
            return manifest(space)
        hit = {"id": id_, "name": "Poland", "score": score, "match": score != 79, "type": [type_]}
        queries = json.loads(asked["queries"])
        return {key: {"result": [hit] if query["query"] == "Poland" else []} for key, query in queries.items()}

    return answer


@pytest.mark.parametrize(
    ("space", "type_", "score", "expected"),
    [
        ("http://www.wikidata.org/entity/", "Q6256", 90, [("poland", 0.85)]),
        ("http://www.wikidata.org/entity/", "Q6256", 900, [("poland", 0.95)]),
        ("http://www.wikidata.org/entity/", "Q6256", -5, [("poland", 0)]),
        ("http://www.wikidata.org/entity/", "Q6256", 79, []),
        ("http://www.wikidata.org/entity/", "Q5", 90, []),
        ("http://www.wikidata.org/entity/", "Q4167410", 90, [("poland", 0.27)]),
        ("http://example.org/id/", "Country", 90, [("poland", 0.68)]),
    ],
)
def test_a_service_gives_candidates_with_its_score(
    space: str, type_: str, score: float, expected: object, bare: UnlinkedThings, host: FakeWikibase, web: WebClient
) -> None:
    host.services["/w/api.php"] = service(space, type_, score)
    client = ReconciliationClient(web, host.address)
    found = list(candidates_of_service(bare, client, 5, lambda *_: None))
    assert [(each.thing.removeprefix(ID), each.confidence) for each in found] == expected
    assert all("dates not compared" in each.reasons for each in found)
    types = {query.get("type") for asked in host.requests[1:] for query in json.loads(asked["queries"]).values()}
    assert types == ({"Q6256", "Q1127126"} if "wikidata" in space else {None})


def test_a_thing_is_not_its_own_candidate(bare: UnlinkedThings, host: FakeWikibase, web: WebClient) -> None:
    host.services["/w/api.php"] = service(THINGS[0].removesuffix("poland"), "State")
    found = candidates_of_service(bare, ReconciliationClient(web, host.address), 5, lambda *_: None)
    assert [(each.thing, each.item) for each in found] == [(THINGS[0], "Q36")]
    host.services["/w/api.php"] = service(THINGS[0].removesuffix("oland"), "State", id_="oland")
    assert list(candidates_of_service(bare, ReconciliationClient(web, host.address), 5, lambda *_: None)) == []


def test_labels_are_searched_first_and_each_name_once(bare: UnlinkedThings) -> None:
    names = names_to_search(bare, THINGS[0])
    assert (names[0].text, names[0].language, names[0].kind) == ("Poland", "en", "label")
    assert len({name.text for name in names}) == len(names) == MAX_NAMES
    assert {"en", "ru", "de"} <= {name.language for name in names}
