"""A question on its way to a worker, and its answer on the way back, whole or in pieces."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aliansi.dataset.results import Result
from aliansi.errors import AliansiError
from aliansi.evaluation.streaming import StreamedResult
from aliansi.evaluation.wire_format import EvaluationRequest


class Job:
    """A question of a client, with the answer when there is one."""

    __slots__ = (
        *("asked", "client", "dropped", "number", "on_result", "on_slow", "release", "result", "since", "stream"),
        "_future",
    )

    def __init__(self, number: int, client: str, asked: EvaluationRequest, now: float) -> None:
        """Begin to wait. ``hear`` is called when there is a result, ``on_long`` once if it takes longer than most."""
        self.number, self.client, self.asked, self.since = number, client, asked, now
        self.result: Result | StreamedResult | AliansiError | None = None
        self.on_result: Callable[[], None] | None = None
        self.on_slow: Callable[[], None] | None = None
        self.release: Callable[[], None] = _nothing
        self.stream: StreamedResult | None = None
        self.dropped = False
        self._future: asyncio.Future[None] | None = None

    async def answer(self) -> Result | StreamedResult:
        """Wait for the answer. Raises the reason for there being none."""
        if self.result is None:
            self._future = asyncio.get_running_loop().create_future()
            await self._future
        if isinstance(self.result, AliansiError):
            raise self.result
        assert self.result is not None
        return self.result

    def look(self) -> None:
        """Say that it takes long."""
        if self.on_slow:
            called, self.on_slow = self.on_slow, None
            called()

    def stand_in(self) -> Job:
        """Return what keeps the place of this job at a worker that may have begun it, and whose answer nobody wants."""
        other = Job(self.number, self.client, self.asked, self.since)
        other.dropped = True
        return other

    def begin(self, stream: StreamedResult) -> None:
        """Give the answer as it comes."""
        self.stream = stream
        self._tell(stream)

    def finish(self, answered: Result) -> None:
        """Give the answer."""
        self._tell(answered)

    def fail(self, error: AliansiError) -> None:
        """Give the reason for there being no answer, or no more of it."""
        if self.stream is not None:
            self.stream.end(error)
        else:
            self._tell(error)

    def _tell(self, result: Result | StreamedResult | AliansiError) -> None:
        if self.result is not None:
            return
        self.result = result
        if self._future and not self._future.done():
            self._future.set_result(None)
        if self.on_result:
            self.on_result()


def _nothing() -> None:
    """Release what nobody has to be told of."""
