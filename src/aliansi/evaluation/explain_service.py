"""Asks a process why triples hold (``aliansi.evaluation.explain_worker``), so that no request waits for reasoning.

The smallest proof of a triple needs the closure, which the build does not keep, and a search that may take long. So it
is looked for in a process of its own, which is started when somebody asks for the first time, is given the dataset that
is served, and answers one question after another, the clients in turn. It is killed when a question is over its limit;
a dataset that cannot be reasoned over within the limits is not tried again for some time.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
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
SECONDS_IDLE: Final = 600.0
"""After so long without a question the process gives its memory back."""

SECONDS_WITHOUT_HOPE: Final = 600.0
"""For so long a dataset that could not be reasoned over within the limits is not tried again."""

Terms = tuple[str, str, str]
"""Subject, predicate and object in N-Triples syntax."""


@dataclass(eq=False)
class _WaitingRequest:
    """A question that waits for its turn."""

    client: str
    come: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class ExplainService:
    """The end of the one who asks."""

    def __init__(self, limits: Limits) -> None:
        """Start nothing yet."""
        self._limits = limits
        self._process: Process | None = None
        self._revision = ""
        self._hopeless: tuple[str, float, RequestError] | None = None
        self._busy = False
        self._queue: FairQueue[_WaitingRequest] = FairQueue()
        self._working: set[asyncio.Task[Any]] = set()
        self._idle: asyncio.TimerHandle | None = None

    async def explain(self, store: Store, terms: Terms, form: str, client: str = "", language: str = "en") -> Any:
        """Return the smallest proof of a triple of a store, None if it does not follow.

        The form is ``json``, ``turtle`` or ``text``, as ``aliansi explain`` writes it, or ``tree``: the JSON as
        dictionaries, beside what its terms are called in a language. Raises TooMany, TooBusy, TimeLimit,
        EvaluationCrashed and ResultTooLarge as queries do. A client that leaves while it waits is forgotten.
        """
        now = asyncio.get_running_loop().time()
        if self._hopeless and self._hopeless[0] == store.revision and now < self._hopeless[1]:
            raise self._hopeless[2]
        turn = self._wait(client)
        try:
            async with asyncio.timeout(self._limits.seconds_waiting):
                await turn.come
        except BaseException as error:  # whatever it was, a client that leaves included: its turn goes to the next
            if not self._queue.remove(turn):
                self._next()
            if isinstance(error, TimeoutError):
                raise TooBusy("the server is busy with other explanations; try again later") from error
            raise
        # From here on nobody's leaving ends it: what has begun costs more to begin again than to end.
        task = asyncio.create_task(self._answer(store, {"terms": terms, "form": form, "language": language}))
        self._working.add(task)
        task.add_done_callback(self._working.discard)
        return await asyncio.shield(task)

    async def close(self) -> None:
        """End the process; what is under way gets no answer."""
        for task in list(self._working):
            task.cancel()
        await asyncio.gather(*self._working, return_exceptions=True)
        if self._idle:
            self._idle.cancel()
        await self._end()

    def _wait(self, client: str) -> _WaitingRequest:
        waiting = list(self._queue)
        if sum(turn.client == client for turn in waiting) >= MAX_WAITING_OF_CLIENT:
            raise TooManyRequests(
                f"there are {MAX_WAITING_OF_CLIENT} explanations for you under way; wait for some of them"
            )
        if len(waiting) >= MAX_WAITING:
            raise TooBusy("the server is busy with other explanations; try again later")
        turn = _WaitingRequest(client)
        self._queue.push(turn)
        if not self._busy:
            self._next()
        return turn

    def _next(self) -> None:
        """Let the next one have its turn."""
        turn = self._queue.pop(lambda _: True)
        self._busy = turn is not None
        if turn and not turn.come.done():
            turn.come.set_result(None)

    async def _answer(self, store: Store, question: dict[str, Any]) -> Any:
        try:
            async with self._awake():
                process = await self._started(store)
                return await self._ask(process, question)
        finally:
            self._next()

    @asynccontextmanager
    async def _awake(self) -> AsyncIterator[None]:
        if self._idle:
            self._idle.cancel()
        try:
            yield
        finally:
            loop = asyncio.get_running_loop()
            self._idle = loop.call_later(SECONDS_IDLE, self._forget)

    async def _started(self, store: Store) -> Process:
        """Return the process for a store, with everything loaded."""
        if self._process and self._revision == store.revision and self._process.returncode is None:
            return self._process
        await self._end()
        content = await asyncio.to_thread(store.content) or store.dataset.dump(format=ox.RdfFormat.N_QUADS) or b""
        command = (
            sys.executable,
            "-P",
            "-m",
            "aliansi.evaluation.explain_worker",
            *map(str, (self._limits.memory_bytes, len(content), os.getpid())),
        )
        most = self._limits.body_bytes + 2**16
        process = self._process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, limit=most, start_new_session=True
        )
        self._revision = store.revision
        try:
            async with asyncio.timeout(self._limits.seconds_waiting):
                await self._say(process, content)
        except (TimeoutError, RequestError) as error:
            await self._end()
            why = TimeLimit if isinstance(error, TimeoutError) else EvaluationCrashed
            problem = why("this dataset is too large to be reasoned over within the limits")
            until = asyncio.get_running_loop().time() + SECONDS_WITHOUT_HOPE
            self._hopeless = (store.revision, until, problem)
            raise problem from error
        return process

    async def _ask(self, process: Process, question: dict[str, Any]) -> Any:
        try:
            async with asyncio.timeout(self._limits.seconds):
                answer = json.loads(await self._say(process, json.dumps(question).encode("ascii") + b"\n"))
        except TimeoutError as error:
            await self._end()
            raise TimeLimit(f"the proof took longer than {self._limits.seconds:g} seconds to find") from error
        except BaseException:  # whatever it was: a process amid an answer would give it to the next question
            await self._end()
            raise
        if "problem" in answer:
            raise EvaluationCrashed(answer["problem"])
        return answer["answer"]

    async def _say(self, process: Process, data: bytes) -> bytes:
        """Send bytes and return the line that answers them. Raises EvaluationCrashed if the process has ended."""
        assert process.stdin is not None
        assert process.stdout is not None
        line = b""
        try:
            with suppress(ConnectionError):
                process.stdin.write(data)
                await process.stdin.drain()
                line = await process.stdout.readline()
        except ValueError as error:  # asyncio's word for a line over the limit
            raise too_large(self._limits.body_bytes) from error
        if not line.endswith(b"\n"):
            raise EvaluationCrashed("the search for a proof ran out of memory")
        return line

    async def _end(self) -> None:
        process = self._forget()
        if process is not None:
            await process.wait()

    def _forget(self) -> Process | None:
        """End the process, and return what is to be waited for."""
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()
        return process
