"""Client of the explanation worker process (``explanation_worker``), so that the server never waits for reasoning.

The smallest proof of a triple needs the closure, which the build does not keep, and a search that may take long. The
worker starts with the first request, reasons over the served dataset, and answers one request after another, the
clients in turn. A request over the time limit ends it; a dataset that exceeds the limits is not tried again for a
while.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

import pyoxigraph as ox

from aliansi.dataset.store import Store
from aliansi.errors import EvaluationCrashed, RequestError, TimeLimit, TooBusy, TooManyRequests
from aliansi.evaluation.fair_queue import FairQueue
from aliansi.evaluation.limits import Limits
from aliansi.evaluation.query import too_large

MAX_WAITING: Final = 64
MAX_WAITING_OF_CLIENT: Final = 8
IDLE_SECONDS: Final = 600.0
"""The worker ends after so long without a request, to free its memory."""

RETRY_SECONDS: Final = 600.0
"""A dataset that exceeds the limits is not tried again for so long."""

Terms = tuple[str, str, str]
"""Subject, predicate and object in N-Triples syntax."""


@dataclass(eq=False)
class _WaitingRequest:
    """A request in the queue; ``ready`` is set when its turn comes."""

    client: str
    ready: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class ExplanationClient:
    """The server's side: queues requests, and starts and ends the worker process."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: Process | None = None
        self._revision = ""
        self._over_limits: tuple[str, float, RequestError] | None = None
        self._busy = False
        self._queue: FairQueue[_WaitingRequest] = FairQueue()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._idle: asyncio.TimerHandle | None = None

    async def explain(self, store: Store, terms: Terms, form: str, client: str = "", language: str = "en") -> Any:
        """Return the smallest proof of a triple of a store, None if the triple does not follow.

        ``form`` is ``json``, ``turtle`` or ``text``, as written by ``aliansi explain``, or ``tree``: the JSON with the
        labels of its terms in a language. Raises TooManyRequests, TooBusy, TimeLimit, EvaluationCrashed and
        ResultTooLarge as queries do. Cancelling this while it waits removes it from the queue.
        """
        now = asyncio.get_running_loop().time()
        if self._over_limits and self._over_limits[0] == store.revision and now < self._over_limits[1]:
            raise self._over_limits[2]
        waiting = self._enqueue(client)
        try:
            async with asyncio.timeout(self._limits.seconds_waiting):
                await waiting.ready
        except BaseException as error:  # also a cancellation: the turn goes to the next request
            if not self._queue.remove(waiting):
                self._start_next()
            if isinstance(error, TimeoutError):
                raise TooBusy("the server is busy with other explanations; try again later") from error
            raise
        # From here on cancelling does not end it: a started search costs more to repeat than to finish.
        task = asyncio.create_task(self._answer(store, {"terms": terms, "form": form, "language": language}))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return await asyncio.shield(task)

    async def close(self) -> None:
        """End the worker; requests under way get no answer."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._idle:
            self._idle.cancel()
        await self._end()

    def _enqueue(self, client: str) -> _WaitingRequest:
        queued = list(self._queue)
        if sum(other.client == client for other in queued) >= MAX_WAITING_OF_CLIENT:
            raise TooManyRequests(f"{MAX_WAITING_OF_CLIENT} explanations for you are under way; wait for some of them")
        if len(queued) >= MAX_WAITING:
            raise TooBusy("the server is busy with other explanations; try again later")
        waiting = _WaitingRequest(client)
        self._queue.push(waiting)
        if not self._busy:
            self._start_next()
        return waiting

    def _start_next(self) -> None:
        """Give the turn to the next request."""
        waiting = self._queue.pop(lambda _: True)
        self._busy = waiting is not None
        if waiting and not waiting.ready.done():
            waiting.ready.set_result(None)

    async def _answer(self, store: Store, request: dict[str, Any]) -> Any:
        if self._idle:
            self._idle.cancel()
        try:
            return await self._request(await self._process_of(store), request)
        finally:
            self._idle = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._kill)
            self._start_next()

    async def _process_of(self, store: Store) -> Process:
        """Return the worker that has reasoned over a store; start it if it is not running."""
        if self._process and self._revision == store.revision and self._process.returncode is None:
            return self._process
        await self._end()
        content = await asyncio.to_thread(store.content) or store.dataset.dump(format=ox.RdfFormat.N_QUADS) or b""
        command = (
            sys.executable,
            "-P",
            "-m",
            "aliansi.evaluation.explanation_worker",
            *map(str, (self._limits.memory_bytes, len(content), os.getpid())),
        )
        max_line = self._limits.body_bytes + 2**16
        process = self._process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, limit=max_line, start_new_session=True
        )
        self._revision = store.revision
        try:
            async with asyncio.timeout(self._limits.seconds_waiting):
                await self._exchange(process, content)
        except (TimeoutError, RequestError) as error:
            await self._end()
            kind = TimeLimit if isinstance(error, TimeoutError) else EvaluationCrashed
            problem = kind("this dataset is too large to be reasoned over within the limits")
            until = asyncio.get_running_loop().time() + RETRY_SECONDS
            self._over_limits = (store.revision, until, problem)
            raise problem from error
        return process

    async def _request(self, process: Process, request: dict[str, Any]) -> Any:
        try:
            async with asyncio.timeout(self._limits.seconds):
                answer = json.loads(await self._exchange(process, json.dumps(request).encode("ascii") + b"\n"))
        except TimeoutError as error:
            await self._end()
            raise TimeLimit(f"the proof took longer than {self._limits.seconds:g} seconds to find") from error
        except BaseException:  # also a cancellation: a worker amid an answer would send it to the next request
            await self._end()
            raise
        if "problem" in answer:
            raise EvaluationCrashed(answer["problem"])
        return answer["answer"]

    async def _exchange(self, process: Process, data: bytes) -> bytes:
        """Send bytes and return the line of the response. Raises EvaluationCrashed if the worker has ended."""
        assert process.stdin is not None
        assert process.stdout is not None
        line = b""
        try:
            with suppress(ConnectionError):
                process.stdin.write(data)
                await process.stdin.drain()
                line = await process.stdout.readline()
        except ValueError as error:  # asyncio raises it for a line over the limit
            raise too_large(self._limits.body_bytes) from error
        if not line.endswith(b"\n"):
            raise EvaluationCrashed("the search for a proof ran out of memory")
        return line

    async def _end(self) -> None:
        process = self._kill()
        if process is not None:
            await process.wait()

    def _kill(self) -> Process | None:
        """Kill the worker and return its process, which still has to be awaited."""
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()
        return process
