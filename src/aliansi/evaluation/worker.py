"""A worker: a confined process that answers one question after another from a store that it shares with its parent."""

from __future__ import annotations

import gc
import os
import select
import socket
import time
import zlib
from collections import deque
from typing import IO, Final, NoReturn, cast

from aliansi.dataset.results import FEWEST_BYTES_TO_COMPRESS, EvaluationCrashed, Query, media_type_of, too_large, write
from aliansi.dataset.store import Answer, Store
from aliansi.errors import AliansiError, UsageError
from aliansi.evaluation import wire_format
from aliansi.evaluation.limits import Limits
from aliansi.evaluation.sandbox import close_inherited_fds, confine, end_after, end_with_parent, memory_used
from aliansi.evaluation.service_clauses import inlined, without
from aliansi.evaluation.wire_format import EvaluationRequest
from aliansi.namespaces import PREFIXES

BYTES_OF_A_PIECE: Final = 2**16
SECONDS_UNTIL_A_LOOK: Final = 0.005
"""What takes longer than this is worth a look at what has been asked, or skipped, and at the memory."""
_MAY_NOT_WAIT: Final = getattr(socket, "MSG_DONTWAIT", 0)
"""How to receive what is there and no more; where there is no such way it is looked first whether anything is."""
MAX_BYTES_KEPT: Final = 32 * 2**20
"""What a worker may have grown by; after that another takes its place, so that memory returns to where it was."""


def run(line: socket.socket, store: Store, limits: Limits, parent: int) -> NoReturn:
    """Be a worker until whoever asks hangs up, or the parent ends, which is the process of this number."""
    status = 1
    try:
        gc.disable()  # a collection would copy pages that are shared
        close_inherited_fds(line.fileno())
        confine(limits.memory_bytes)
        _WorkerLoop(line, store, limits, parent).work()
        status = 0
    except (BrokenPipeError, ConnectionResetError):
        status = 0
    finally:
        os._exit(status)


class _WorkerLoop:
    def __init__(self, line: socket.socket, store: Store, limits: Limits, parent: int) -> None:
        self._line, self._store, self._limits = line, store, limits
        self._splitter = wire_format.FrameSplitter()
        self._asked: deque[tuple[int, bytes]] = deque()
        self._skipped: set[int] = set()
        self._heard = 0.0
        self._answered = 0
        self._needs_timer = not end_with_parent(parent)
        self._most_memory = memory_used() + MAX_BYTES_KEPT

    def work(self) -> None:
        while self._asked_at_least_one():
            job, payload = self._asked.popleft()
            if job in self._skipped:
                self._skipped.discard(job)
                self._line.sendall(wire_format.frame(job, wire_format.SKIPPED))
                continue
            if self._needs_timer:
                end_after(self._limits.seconds + 1)
            whole = self._answer(job, wire_format.read_question(payload))
            if not whole or self._has_grown():
                self._line.sendall(wire_format.frame(job, wire_format.RETIRED))
                return

    def _has_grown(self) -> bool:
        """Look at the memory after what took long, and now and then: the look costs as much as a small answer."""
        self._answered += 1
        long = time.monotonic() - self._heard > SECONDS_UNTIL_A_LOOK
        return (long or self._answered % 64 == 0) and memory_used() > self._most_memory

    def _asked_at_least_one(self) -> bool:
        """Hear what is asked; wait only if there is nothing to do. False if the parent has hung up."""
        if self._asked and time.monotonic() - self._heard < SECONDS_UNTIL_A_LOOK:
            return True
        if not self._asked and self._needs_timer:
            end_after(0)
        while True:
            try:
                if self._asked and not _MAY_NOT_WAIT and not select.select([self._line], (), (), 0)[0]:
                    break
                data = self._line.recv(BYTES_OF_A_PIECE, _MAY_NOT_WAIT if self._asked else 0)
            except BlockingIOError:
                break
            if not data:
                return False
            self._hear(data)
            if self._asked and len(data) < BYTES_OF_A_PIECE:
                break
        self._heard = time.monotonic()
        return True

    def _hear(self, data: bytes) -> None:
        for job, kind, payload in self._splitter.feed(data):
            if kind == wire_format.ASK:
                self._asked.append((job, payload))
            elif any(job == asked for asked, _ in self._asked):
                self._skipped.add(job)

    def _answer(self, job: int, asked: EvaluationRequest) -> bool:
        """Answer a question; False if the worker is not what it was."""
        try:
            self._evaluate(job, asked)
        except wire_format.RAISED as error:
            self._fail(job, error)
        except MemoryError:
            self._fail(job, EvaluationCrashed("the query ran out of memory; simplify it or use LIMIT"))
            return False
        except (BrokenPipeError, ConnectionResetError):
            raise
        except OSError as error:
            # The sandbox has refused a socket or a file: a disguise that the lexical guard does not know.
            self._fail(job, UsageError(f"the query reaches out of this dataset: {error.strerror or error}"))
        except (RuntimeError, SyntaxError, ValueError) as error:
            self._fail(job, UsageError(f"the query cannot be evaluated: {error}"))
        return True

    def _evaluate(self, job: int, asked: EvaluationRequest) -> None:
        answer = self._ask(asked.query)
        media_type = media_type_of(answer, asked.formats)
        sink = _ResultSink(self._line, job, media_type, asked)
        write(answer, media_type, cast(IO[bytes], sink))
        sink.finish()

    def _ask(self, query: Query) -> Answer:
        def ask(text: str) -> Answer:
            return self._store.ask(text, query.default_graphs, query.named_graphs, base=query.base)

        if not query.heard:
            return ask(query.text)
        try:
            return ask(inlined(query))
        except UsageError:
            ask(without(query.text, PREFIXES, query.base or ""))  # which says where the error is in what was sent
            raise

    def _fail(self, job: int, error: AliansiError) -> None:
        self._line.sendall(wire_format.frame(job, wire_format.FAILED, wire_format.failure(error)))


class _ResultSink:
    """Sends an answer in pieces as it is written, and a small one in one piece at its end."""

    def __init__(self, line: socket.socket, job: int, media_type: str, asked: EvaluationRequest) -> None:
        self._line, self._job, self._media_type, self._asked = line, job, media_type, asked
        self._piece = bytearray()
        self._written = 0
        self._begun = False
        self._gzip = zlib.compressobj(5, zlib.DEFLATED, 31) if asked.formats.gzip else None

    def write(self, data: bytes) -> int:
        """Take bytes; raise ResultTooLarge beyond the limit."""
        self._written += len(data)
        if self._written > self._asked.most:
            raise too_large(self._asked.most)
        self._piece += data
        if len(self._piece) >= BYTES_OF_A_PIECE:
            self._send(self._compressed(bytes(self._piece)))
            self._piece.clear()
        return len(data)

    def flush(self) -> None:
        """Do nothing: pieces are sent when they are large enough."""

    def finish(self) -> None:
        """Send the rest, and that it is the rest."""
        rest = bytes(self._piece)
        if self._begun:
            self._send(self._compressed(rest, last=True))
            self._line.sendall(wire_format.frame(self._job, wire_format.END))
            return
        gzipped = self._gzip is not None and len(rest) >= FEWEST_BYTES_TO_COMPRESS
        body = self._compressed(rest, last=True) if gzipped else rest
        payload = wire_format.head(self._media_type, gzipped) + body
        self._line.sendall(wire_format.frame(self._job, wire_format.WHOLE, payload))

    def _compressed(self, data: bytes, last: bool = False) -> bytes:
        if self._gzip is None:
            return data
        return self._gzip.compress(data) + (self._gzip.flush() if last else b"")

    def _send(self, data: bytes) -> None:
        if not self._begun:
            self._begun = True
            begin = wire_format.head(self._media_type, self._gzip is not None)
            self._line.sendall(wire_format.frame(self._job, wire_format.BEGIN, begin))
        self._line.sendall(wire_format.frame(self._job, wire_format.DATA, data))
