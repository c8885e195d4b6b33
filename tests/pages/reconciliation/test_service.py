"""The thread of the services: batches take turns, and long ones leave pauses."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from aliansi.dataset.store import Store
from aliansi.evaluation.evaluator import Evaluator
from aliansi.pages.reconciliation.service import WITHOUT_PAUSE, ReconciliationService


@pytest.fixture
def service(shipped_store: Store) -> ReconciliationService:
    return ReconciliationService(Evaluator(shipped_store))


def test_batches_of_several_clients_take_turns(service: ReconciliationService) -> None:
    order: list[str] = []

    async def both() -> tuple[list[None], list[None]]:
        return await asyncio.gather(
            service.answer_all(["a1", "a2", "a3"], order.append), service.answer_all(["b1", "b2", "b3"], order.append)
        )

    asyncio.run(both())
    assert order == ["a1", "b1", "a2", "b2", "a3", "b3"]


def test_work_is_done_in_one_thread_of_its_own(service: ReconciliationService) -> None:
    threads = asyncio.run(service.answer_all(range(3), lambda number: threading.current_thread().name))
    assert len(set(threads)) == 1
    assert threads[0].startswith("reconciliation")


def test_a_long_batch_leaves_pauses(service: ReconciliationService, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []

    async def record(seconds: float) -> None:
        pauses.append(seconds)

    def work(number: int) -> None:
        until = time.thread_time() + 0.001
        while time.thread_time() < until:
            pass

    monkeypatch.setattr("aliansi.pages.reconciliation.service.asyncio.sleep", record)
    asyncio.run(service.answer_all(range(WITHOUT_PAUSE + 3), work))
    assert len(pauses) == 3
    assert min(pauses) >= 0.001


def test_an_error_of_a_query_ends_the_batch(service: ReconciliationService) -> None:
    with pytest.raises(ZeroDivisionError):
        asyncio.run(service.answer_all([1, 0], lambda number: 1 / number))
