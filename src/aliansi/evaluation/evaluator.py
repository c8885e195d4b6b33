"""The evaluation of queries over the dataset as it is, in processes that are confined, can be killed and may crash.

Oxigraph cannot cancel a query, and some hostile ones end the process: so a worker is a process, and its end is an
answer. Where there is no fork, workers are started anew.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from functools import partial
from typing import Any, TypeVar

from aliansi.dataset.results import Formats, Query, Result
from aliansi.dataset.store import Store
from aliansi.evaluation.jobs import Job
from aliansi.evaluation.limits import Limits
from aliansi.evaluation.pool import WorkerPool
from aliansi.evaluation.sandbox import CAN_FORK
from aliansi.evaluation.streaming import StreamedResult
from aliansi.evaluation.wire_format import EvaluationRequest

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
T = TypeVar("T")


class Evaluator:
    """Evaluates queries over one store after another."""

    def __init__(self, store: Store, limits: Limits | None = None, forks: bool = CAN_FORK) -> None:
        """Begin with a store, and with workers that are forked or started."""
        self.limits, self.forks = limits or Limits(), forks
        self._tally: Counter[str] = Counter()
        self._pool = self._make_pool(store)
        self._draining: set[asyncio.Task[None]] = set()

    @property
    def store(self) -> Store:
        """What is asked now."""
        return self._pool.store

    def submit(self, query: Query, formats: Formats, client: str = "", most: int | None = None) -> Job:
        """Take a question of a client; its ``answer()`` comes. ``most`` is a smaller limit for the bytes of the answer.

        The answer raises UsageError for a query that is none or is refused, and RequestError as its subclasses say.
        Raises TooMany and TooBusy if it cannot wait. Whoever submits a job must call its ``release``, whatever happens:
        until then it is under way.
        """
        pool = self._pool
        job = pool.submit(EvaluationRequest(query, formats, most or self.limits.body_bytes), client)
        job.release = partial(pool.release, job)
        return job

    async def evaluate(self, query: Query, formats: Formats, most: int | None = None, client: str = "") -> Result:
        """Return the whole answer to a query. Raises as ``submit`` and its answer do.

        A caller that is cancelled takes the evaluation with it.
        """
        job = self.submit(query, formats, client, most)
        try:
            return await read_all(await job.answer())
        finally:
            job.release()

    def replace(self, store: Store) -> None:
        """Answer from another store; what is under way ends on the one before."""
        before, self._pool = self._pool, self._make_pool(store)
        task = asyncio.get_running_loop().create_task(_drain(before))
        self._draining.add(task)
        task.add_done_callback(self._draining.discard)

    def metrics(self) -> dict[str, int]:
        """Return what is under way now, and what has happened since the beginning."""
        totals = {f"{name}_total": self._tally[name] for name in ("timeouts", "kills", "crashes")}
        return {f"evaluation_{name}": number for name, number in self._pool.state().items()} | {
            f"evaluation_{name}": number for name, number in totals.items()
        }

    async def run_without_forks(self, work: Callable[[], T]) -> T:
        """Return what work inside pyoxigraph returns, done in a thread; meanwhile this process is not forked."""
        pool = self._pool
        pool.frozen = True
        try:
            return await asyncio.to_thread(work)
        finally:
            pool.frozen = False

    async def close(self) -> None:
        """End every process; what is under way gets no answer."""
        for task in list(self._draining):
            task.cancel()
        await asyncio.gather(*self._draining, return_exceptions=True)
        await self._pool.close()

    async def __aenter__(self) -> Evaluator:
        """Evaluate until the end of the block."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close."""
        await self.close()

    def _make_pool(self, store: Store) -> WorkerPool:
        return WorkerPool(store, self.limits, self._tally, self.forks)


async def _drain(pool: WorkerPool) -> None:
    """Close a pool when nothing is under way in it."""
    try:
        while not pool.is_idle:
            await asyncio.sleep(0.05)
    finally:
        await pool.close()


async def read_all(answered: Result | StreamedResult) -> Result:
    """Return an answer when all of it is here. Raises what has ended it before its time."""
    if isinstance(answered, Result):
        return answered
    body = b"".join([piece async for piece in answered])
    return Result(answered.media_type, body, answered.gzipped)


async def while_connected(receive: Receive, evaluation: Awaitable[T]) -> T | None:
    """Evaluate for as long as the client waits; None if it left. ``receive`` is ASGI's, its body already read.

    Raises what the evaluation raises.
    """
    work, gone = asyncio.ensure_future(evaluation), asyncio.ensure_future(wait_for_disconnect(receive))
    try:
        await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
        return work.result() if work.done() else None
    finally:
        work.cancel()
        gone.cancel()
        await asyncio.gather(work, gone, return_exceptions=True)


async def wait_for_disconnect(receive: Receive) -> None:
    """Return when the client has left."""
    while (await receive())["type"] != "http.disconnect":
        pass
