"""Job: a client's request on its way through the pool, with its result, whole or streamed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aliansi.errors import AliansiError
from aliansi.evaluation.query import Result
from aliansi.evaluation.workers.streaming import StreamedResult
from aliansi.evaluation.workers.wire_format import EvaluationRequest


class Job:
    """A client's request, and its result once there is one.

    ``on_result`` is called when the result begins, ``on_slow`` once if the job takes longer than most; ``release``
    takes it out of the pool.
    """

    __slots__ = (
        *("client", "dropped", "number", "on_result", "on_slow", "release", "request", "result", "since", "stream"),
        "_future",
    )

    def __init__(self, number: int, client: str, request: EvaluationRequest, now: float) -> None:
        self.number, self.client, self.request, self.since = number, client, request, now
        self.result: Result | StreamedResult | AliansiError | None = None
        self.on_result: Callable[[], None] | None = None
        self.on_slow: Callable[[], None] | None = None
        self.release: Callable[[], None] = _do_nothing
        self.stream: StreamedResult | None = None
        self.dropped = False
        self._future: asyncio.Future[None] | None = None

    async def answer(self) -> Result | StreamedResult:
        """Wait for the result and return it. Raises the error of the evaluation."""
        if self.result is None:
            self._future = asyncio.get_running_loop().create_future()
            await self._future
        if isinstance(self.result, AliansiError):
            raise self.result
        assert self.result is not None
        return self.result

    def report_slow(self) -> None:
        """Call ``on_slow``, the first time only."""
        if self.on_slow:
            call, self.on_slow = self.on_slow, None
            call()

    def placeholder(self) -> Job:
        """Return a dropped job that keeps this one's place in the queue of a worker that may have begun it."""
        job = Job(self.number, self.client, self.request, self.since)
        job.dropped = True
        return job

    def begin(self, stream: StreamedResult) -> None:
        """Set a result that is still being written."""
        self.stream = stream
        self.finish(stream)

    def fail(self, error: AliansiError) -> None:
        """Set the error, or end the stream with it."""
        if self.stream is not None:
            self.stream.end(error)
        else:
            self.finish(error)

    def finish(self, result: Result | StreamedResult | AliansiError) -> None:
        """Set the result or the error, unless there is one."""
        if self.result is not None:
            return
        self.result = result
        if self._future and not self._future.done():
            self._future.set_result(None)
        if self.on_result:
            self.on_result()


def _do_nothing() -> None:
    """Release a job that is in no pool."""
