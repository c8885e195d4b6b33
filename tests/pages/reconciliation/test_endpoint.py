"""Errors of the services: JSON with the members of RFC 9457; answers come from the cache until the dataset changes."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from aliansi.dataset.store import Store
from aliansi.pages.reconciliation.service import ReconciliationService
from tests.server.support.served import Site


def test_an_error_has_the_members_of_a_problem(site: Site) -> None:
    answer = site.request("POST", "/reconcile", data={"queries": "x"})
    assert answer.json() == {
        "status": 400,
        "title": "Bad Request",
        "detail": "queries: not JSON: Expecting value in line 1, column 1",
        "errors": {"queries": "not JSON: Expecting value in line 1, column 1"},
    }


def test_equal_batches_are_answered_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    answer_all = ReconciliationService.answer_all

    async def count(service: ReconciliationService, queries: Sequence[Any], answer: Callable[[Any], Any]) -> list[Any]:
        asked.append(len(queries))
        return await answer_all(service, queries, answer)

    monkeypatch.setattr(ReconciliationService, "answer_all", count)
    data = {"queries": json.dumps({"q0": {"query": "CSTO"}})}
    first, again = site.request("POST", "/reconcile", data=data), site.get("/reconcile", params=data)
    assert (first.content, asked) == (again.content, [1])
    assert site.get("/reconcile", params=data, headers={"Accept-Language": "id"}).content != first.content


def test_another_dataset_has_other_answers(site: Site, shipped_store: Store) -> None:
    data = {"queries": json.dumps({"q0": {"query": "CSTO"}})}
    assert site.get("/reconcile", params=data).json()["q0"]["result"]
    other = Site.of(Store(type(shipped_store.dataset)(), revision="empty"))
    assert other.get("/reconcile", params=data).json() == {"q0": {"result": []}}
