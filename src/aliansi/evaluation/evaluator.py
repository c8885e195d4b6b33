"""Evaluator: queries over the current dataset, in worker processes that are confined and can be killed.

Oxigraph cannot cancel a query, and some hostile queries crash the process. So each worker is a process, and its end is
a result.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from functools import partial
from typing import Any, TypeVar

from aliansi.dataset.store import Store
from aliansi.errors import ProtocolError
from aliansi.evaluation.limits import Limits
from aliansi.evaluation.query import Formats, Query, Result
from aliansi.evaluation.workers.jobs import Job
from aliansi.evaluation.workers.pool import WorkerPool
from aliansi.evaluation.workers.sandbox import CAN_FORK
from aliansi.evaluation.workers.streaming import StreamedResult
from aliansi.evaluation.workers.wire_format import EvaluationRequest

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
T = TypeVar("T")


class Evaluator:
    """Evaluates queries over the current store, with forked or spawned workers."""

    def __init__(self, store: Store, limits: Limits | None = None, forks: bool = CAN_FORK) -> None:
        self.limits, self.forks = limits or Limits(), forks
        self._tally: Counter[str] = Counter()
        self._pool = self._make_pool(store)
        self._draining: set[asyncio.Task[None]] = set()

    @property
    def store(self) -> Store:
        """The current store."""
        return self._pool.store

    def submit(self, query: Query, formats: Formats, client: str = "", max_bytes: int | None = None) -> Job:
        """Queue a query of a client; ``answer()`` of the job waits for the result, of at most ``max_bytes``.

        That raises UsageError for an invalid or refused query, and the subclasses of RequestError. Raises
        TooManyRequests or TooBusy if the query cannot wait. The caller must call the job's ``release``, whatever
        happens: until then it is under way.
        """
        pool = self._pool
        job = pool.submit(EvaluationRequest(query, formats, max_bytes or self.limits.body_bytes), client)
        job.release = partial(pool.release, job)
        return job

    async def evaluate(self, query: Query, formats: Formats, max_bytes: int | None = None, client: str = "") -> Result:
        """Return the whole result of a query. Raises as ``submit`` and its answer do.

        Cancelling this ends the evaluation.
        """
        job = self.submit(query, formats, client, max_bytes)
        try:
            return await read_all(await job.answer())
        finally:
            job.release()

    def replace(self, store: Store) -> None:
        """Use another store from now on; queries under way end on the previous one."""
        before, self._pool = self._pool, self._make_pool(store)
        task = asyncio.get_running_loop().create_task(_drain(before))
        self._draining.add(task)
        task.add_done_callback(self._draining.discard)

    def metrics(self) -> dict[str, int]:
        """Return the current load and the totals since the start."""
        totals = {f"{name}_total": self._tally[name] for name in ("timeouts", "kills", "crashes")}
        return {f"evaluation_{name}": number for name, number in self._pool.state().items()} | {
            f"evaluation_{name}": number for name, number in totals.items()
        }

    async def run_without_forks(self, work: Callable[[], T]) -> T:
        """Run work inside pyoxigraph in a thread and return its result; meanwhile this process does not fork."""
        pool = self._pool
        pool.frozen = True
        try:
            return await asyncio.to_thread(work)
        finally:
            pool.frozen = False

    async def close(self) -> None:
        """End every process; queries under way get no result."""
        for task in list(self._draining):
            task.cancel()
        await asyncio.gather(*self._draining, return_exceptions=True)
        await self._pool.close()

    async def __aenter__(self) -> Evaluator:
        """Return the evaluator; the end of the block closes it."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close."""
        await self.close()

    def _make_pool(self, store: Store) -> WorkerPool:
        return WorkerPool(store, self.limits, self._tally, self.forks)


async def _drain(pool: WorkerPool) -> None:
    """Close a pool once it is idle."""
    try:
        while not pool.is_idle:
            await asyncio.sleep(0.05)
    finally:
        await pool.close()


async def read_all(result: Result | StreamedResult) -> Result:
    """Return the whole of a result. Raises the error that has ended it early."""
    if isinstance(result, Result):
        return result
    body = b"".join([piece async for piece in result])
    return Result(result.media_type, body, result.gzipped)


async def while_connected(receive: Receive, evaluation: Awaitable[T]) -> T:
    """Evaluate while the client is connected. Raises ProtocolError (499) if it has left, or as the evaluation does.

    ``receive`` is that of ASGI, after the request body.
    """
    work, gone = asyncio.ensure_future(evaluation), asyncio.ensure_future(wait_for_disconnect(receive))
    try:
        await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            raise ProtocolError(499, "the client has left")
        return work.result()
    finally:
        work.cancel()
        gone.cancel()
        await asyncio.gather(work, gone, return_exceptions=True)


async def wait_for_disconnect(receive: Receive) -> None:
    """Return when the client has disconnected."""
    while (await receive())["type"] != "http.disconnect":
        pass
