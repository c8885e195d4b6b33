"""The evaluation of one request: in a forked process that is confined, can be killed, and may crash alone.

Oxigraph cannot cancel a query, and some hostile ones end the process. The store is in memory, so a fork shares it at
once and costs a few milliseconds. Forks happen in the thread of the event loop alone, while no other thread is inside
pyoxigraph: a lock held by another thread would stay locked in the child for ever.
"""

from __future__ import annotations

import asyncio
import gc
import io
import math
import os
import signal
import sys
import warnings
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, NoReturn, TypeVar

from aliansi.answers import (
    Answered,
    EvaluationCrashed,
    Formats,
    NotAcceptable,
    Query,
    ResultTooLarge,
    TimeLimit,
    TooBusy,
    serialise,
)
from aliansi.findings import AliansiError, UsageError
from aliansi.store import Store

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
T = TypeVar("T")

CAN_FORK: Final = hasattr(os, "fork")
if CAN_FORK:
    import resource  # once, not in every child


@dataclass(frozen=True)
class Limits:
    """What one evaluation may use; ``memory`` is what it may take beyond the store."""

    seconds: float = 20.0
    body_bytes: int = 64 * 2**20
    request_bytes: int = 2**20

    def described(self) -> dict[str, int | str]:
        """Return each limit by the name that the Service Description gives it; a duration is a text."""
        return {
            "time": f"PT{self.seconds:g}S",
            "memoryBytes": self.memory_bytes,
            "resultBytes": self.body_bytes,
            "requestBytes": self.request_bytes,
        }

    memory_bytes: int = 2 * 2**30


_RAISED: Final[dict[bytes, type[AliansiError]]] = {b"u": UsageError, b"n": NotAcceptable, b"l": ResultTooLarge}
"""What a child may say, by its first byte; ``=``, or ``z`` if compressed, is an answer: media type, line end, body."""


class Evaluator:
    """Evaluates requests over one store, a bounded number at a time."""

    def __init__(self, store: Store, limits: Limits | None = None, at_once: int | None = None) -> None:
        """Take twice as many evaluations at once as there are cores, unless told otherwise."""
        self.store = store
        self.limits = limits or Limits()
        self._free = asyncio.Semaphore(at_once or 2 * (os.cpu_count() or 1))
        self._may_fork = asyncio.Event()
        self._may_fork.set()

    async def evaluate(self, query: Query, formats: Formats, body_bytes: int | None = None) -> Answered:
        """Return the answer to a query. ``body_bytes`` is a smaller limit for its size.

        Raises UsageError for a query that is none or is refused, and EvaluationError as its subclasses say.
        A caller that is cancelled takes the evaluation with it.
        """
        try:
            async with asyncio.timeout(self.limits.seconds):
                await self._free.acquire()
        except TimeoutError as error:
            raise TooBusy("the server is busy with other queries; try again later") from error
        try:
            while not self._may_fork.is_set():  # another may have cleared it between its being set and this waking up
                await self._may_fork.wait()
            work = partial(_answer, self.store, query, formats, body_bytes or self.limits.body_bytes)
            payload = await (_in_child(work, self.limits) if CAN_FORK else _in_thread(work, self.limits))
        finally:
            self._free.release()
        return _read_payload(payload)

    async def without_forks(self, work: Callable[[], T]) -> T:
        """Return what work inside pyoxigraph returns, done in a thread; an evaluation that is asked for waits for it.

        Those that are under way go on.
        """
        self._may_fork.clear()
        try:
            return await asyncio.to_thread(work)
        finally:
            self._may_fork.set()


async def while_connected(receive: Receive, evaluation: Awaitable[Answered]) -> Answered | None:
    """Evaluate for as long as the client waits; None if it left. ``receive`` is ASGI's, its body already read.

    Raises what the evaluation raises.
    """
    work, gone = asyncio.ensure_future(evaluation), asyncio.ensure_future(_disconnected(receive))
    try:
        await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
        return work.result() if work.done() else None
    finally:
        work.cancel()
        gone.cancel()
        await asyncio.gather(work, gone, return_exceptions=True)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _read_payload(payload: bytes) -> Answered:
    outcome, content = payload[:1], payload[1:]
    if outcome in _RAISED:
        raise _RAISED[outcome](content.decode("utf-8"))
    media_type, _, body = content.partition(b"\n")
    return Answered(media_type.decode("ascii"), body, gzipped=outcome == b"z")


def _answer(store: Store, query: Query, formats: Formats, most: int) -> bytes:
    """Evaluate and serialise; say what is wrong in the same way, for exceptions do not cross processes."""
    try:
        answer = store.ask(query.text, query.default_graphs, query.named_graphs, base=query.base)
        answered = serialise(answer, formats, most)
    except tuple(_RAISED.values()) as error:
        outcome = next(byte for byte, kind in _RAISED.items() if isinstance(error, kind))
        return outcome + str(error).encode("utf-8", "replace")
    except OSError as error:
        # The sandbox has refused a socket or a file: a disguise that the lexical guard does not know.
        return b"u" + f"the query reaches out of this dataset: {error}".encode("utf-8", "replace")
    return (b"z" if answered.gzipped else b"=") + answered.media_type.encode("ascii") + b"\n" + answered.body


async def _in_thread(work: Callable[[], bytes], limits: Limits) -> bytes:
    """Evaluate where there is no fork: the wait ends at the limit, but the thread, its memory and a crash cannot."""
    try:
        async with asyncio.timeout(limits.seconds):
            return await asyncio.to_thread(work)
    except TimeoutError as error:
        raise _too_slow(limits) from error


async def _in_child(work: Callable[[], bytes], limits: Limits) -> bytes:
    """Return what the work returns in a child; the child is gone, and reaped, when this returns or raises."""
    try:
        pipe, child = _start(work, limits)
    except OSError as error:
        raise TooBusy(f"the server cannot start an evaluation: {error.strerror}") from error
    finished = False
    try:
        async with asyncio.timeout(limits.seconds):
            payload = await _read(pipe)
        finished = True
    except TimeoutError as error:
        raise _too_slow(limits) from error
    finally:
        # The child is ending or killed, so this wait is short.
        if not finished:
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    if status != 0:
        raise EvaluationCrashed("the query ran out of memory or stack; simplify it or use LIMIT")
    return payload


def _too_slow(limits: Limits) -> TimeLimit:
    return TimeLimit(f"the query took longer than {limits.seconds:g} seconds; narrow it or use LIMIT")


async def _read(pipe: io.FileIO) -> bytes:
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, pipe)
    try:
        return await reader.read()
    finally:
        transport.close()


def _start(work: Callable[[], bytes], limits: Limits) -> tuple[io.FileIO, int]:
    """Fork a child that writes what the work returns; return where to read it and the child's process id."""
    read_end, write_end = os.pipe()
    try:
        with warnings.catch_warnings():
            # Python 3.12 warns of any other thread; those that serve files hold no lock that the child needs.
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
        if child == 0:
            _run(work, write_end, limits)
    except OSError:
        os.close(read_end)
        raise
    finally:
        os.close(write_end)
    return io.FileIO(read_end, "rb"), child


def _run(work: Callable[[], bytes], out: int, limits: Limits) -> NoReturn:
    """Be the child: no cleanup of the parent's objects, no handler of the parent's, status 0 only if all is written."""
    try:
        gc.disable()  # collecting a socket of the parent's could close the pipe, whose number it may share
        _confine(out, limits)
        rest = memoryview(work())
        while rest:
            rest = rest[os.write(out, rest) :]
        os._exit(0)
    finally:
        os._exit(1)


def _confine(out: int, limits: Limits) -> None:
    """Leave the child one open file and no way to open another: no socket, no file, no core dump, no endless loop."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    seconds = math.ceil(limits.seconds) + 1  # should the parent die and kill nobody
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        memory = pages * resource.getpagesize() + limits.memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    os.closerange(0, out)
    os.closerange(out + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
