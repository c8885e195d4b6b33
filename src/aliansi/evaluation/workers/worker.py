"""Worker process: evaluates one query after another, confined, over a store that it shares with its parent."""

from __future__ import annotations

import gc
import os
import select
import socket
import time
import zlib
from collections import deque
from typing import IO, Final, NoReturn, cast

from aliansi.dataset.results import write
from aliansi.dataset.store import Answer, Store
from aliansi.errors import AliansiError, EvaluationCrashed, UsageError
from aliansi.evaluation.federation.service_clauses import inline_responses, remove_service_clauses
from aliansi.evaluation.limits import Limits
from aliansi.evaluation.query import MIN_BYTES_TO_COMPRESS, Query, media_type_of, too_large
from aliansi.evaluation.workers import wire_format
from aliansi.evaluation.workers.sandbox import close_inherited_fds, confine, end_after, end_with_parent, memory_used
from aliansi.evaluation.workers.wire_format import EvaluationRequest
from aliansi.namespaces import PREFIXES

PIECE_BYTES: Final = 2**16
CHECK_SECONDS: Final = 0.005
"""After a job that took longer, the worker checks for new requests and its memory; after shorter ones seldom."""
_DONT_WAIT: Final = getattr(socket, "MSG_DONTWAIT", 0)
"""Flag to receive only what has arrived; systems without it need a ``select`` first."""
MAX_GROWTH_BYTES: Final = 32 * 2**20
"""A worker that has grown by more retires, so that its memory is freed."""


def run(sock: socket.socket, store: Store, limits: Limits, parent: int) -> NoReturn:
    """Run a worker until the server closes the connection or the parent process ends."""
    status = 1
    try:
        gc.disable()  # a collection would copy pages that are shared
        close_inherited_fds(sock.fileno())
        confine(limits.memory_bytes)
        _WorkerLoop(sock, store, limits, parent).run()
        status = 0
    except (BrokenPipeError, ConnectionResetError):
        status = 0
    finally:
        os._exit(status)


class _WorkerLoop:
    def __init__(self, sock: socket.socket, store: Store, limits: Limits, parent: int) -> None:
        self._socket, self._store, self._limits = sock, store, limits
        self._splitter = wire_format.FrameSplitter()
        self._requests: deque[tuple[int, bytes]] = deque()
        self._skipped: set[int] = set()
        self._last_read = 0.0
        self._count = 0
        self._needs_timer = not end_with_parent(parent)
        self._max_memory = memory_used() + MAX_GROWTH_BYTES

    def run(self) -> None:
        while self._receive():
            job, payload = self._requests.popleft()
            if job in self._skipped:
                self._skipped.discard(job)
                self._socket.sendall(wire_format.frame(job, wire_format.SKIPPED))
                continue
            if self._needs_timer:
                end_after(self._limits.seconds + 1)
            is_intact = self._answer(job, wire_format.read_request(payload))
            if not is_intact or self._has_grown():
                self._socket.sendall(wire_format.frame(job, wire_format.RETIRED))
                return

    def _has_grown(self) -> bool:
        """Check the memory after slow jobs and every 64th: the check costs as much as a small query."""
        self._count += 1
        slow = time.monotonic() - self._last_read > CHECK_SECONDS
        return (slow or self._count % 64 == 0) and memory_used() > self._max_memory

    def _receive(self) -> bool:
        """Receive requests; wait only if none is queued. Return False if the server has closed the connection."""
        if self._requests and time.monotonic() - self._last_read < CHECK_SECONDS:
            return True
        if not self._requests and self._needs_timer:
            end_after(0)
        while True:
            try:
                if self._requests and not _DONT_WAIT and not select.select([self._socket], (), (), 0)[0]:
                    break
                data = self._socket.recv(PIECE_BYTES, _DONT_WAIT if self._requests else 0)
            except BlockingIOError:
                break
            if not data:
                return False
            self._queue(data)
            if self._requests and len(data) < PIECE_BYTES:
                break
        self._last_read = time.monotonic()
        return True

    def _queue(self, data: bytes) -> None:
        for job, kind, payload in self._splitter.feed(data):
            if kind == wire_format.REQUEST:
                self._requests.append((job, payload))
            elif any(job == queued for queued, _ in self._requests):
                self._skipped.add(job)

    def _answer(self, job: int, request: EvaluationRequest) -> bool:
        """Evaluate a request and send its result or error; return False if memory ran out."""
        try:
            self._evaluate(job, request)
        except wire_format.ERRORS as error:
            self._fail(job, error)
        except MemoryError:
            self._fail(job, EvaluationCrashed("the query ran out of memory; simplify it or use LIMIT"))
            return False
        except (BrokenPipeError, ConnectionResetError):
            raise
        except OSError as error:
            # The sandbox has refused a socket or a file that the federation guard had not recognised.
            self._fail(job, UsageError(f"the query reaches out of this dataset: {error.strerror or error}"))
        except (RuntimeError, SyntaxError, ValueError) as error:
            self._fail(job, UsageError(f"the query cannot be evaluated: {error}"))
        return True

    def _evaluate(self, job: int, request: EvaluationRequest) -> None:
        answer = self._ask(request.query)
        media_type = media_type_of(answer, request.formats)
        sink = _ResultSink(self._socket, job, media_type, request)
        write(answer, media_type, cast(IO[bytes], sink))
        sink.finish()

    def _ask(self, query: Query) -> Answer:
        def ask(text: str) -> Answer:
            return self._store.query(text, query.default_graphs, query.named_graphs, base=query.base)

        if not query.services:
            return ask(query.text)
        try:
            return ask(inline_responses(query))
        except UsageError:
            # The error that this raises has the position in the text as it was sent.
            ask(remove_service_clauses(query.text, PREFIXES, query.base or ""))
            raise

    def _fail(self, job: int, error: AliansiError) -> None:
        self._socket.sendall(wire_format.frame(job, wire_format.FAILED, wire_format.write_error(error)))


class _ResultSink:
    """Sends a result in pieces while it is written, a small one as a whole."""

    def __init__(self, sock: socket.socket, job: int, media_type: str, request: EvaluationRequest) -> None:
        self._socket, self._job, self._media_type, self._max_bytes = sock, job, media_type, request.max_bytes
        self._piece = bytearray()
        self._written = 0
        self._begun = False
        self._gzip = zlib.compressobj(5, zlib.DEFLATED, 31) if request.formats.gzip else None

    def write(self, data: bytes) -> int:
        """Buffer bytes and send full pieces. Raises ResultTooLarge beyond the limit."""
        self._written += len(data)
        if self._written > self._max_bytes:
            raise too_large(self._max_bytes)
        self._piece += data
        if len(self._piece) >= PIECE_BYTES:
            self._send(self._compressed(bytes(self._piece)))
            self._piece.clear()
        return len(data)

    def flush(self) -> None:
        """Do nothing: pieces are sent once they are large enough."""

    def finish(self) -> None:
        """Send the rest and the end."""
        rest = bytes(self._piece)
        if self._begun:
            self._send(self._compressed(rest, last=True))
            self._socket.sendall(wire_format.frame(self._job, wire_format.END))
            return
        gzipped = self._gzip is not None and len(rest) >= MIN_BYTES_TO_COMPRESS
        body = self._compressed(rest, last=True) if gzipped else rest
        payload = wire_format.result_header(self._media_type, gzipped) + body
        self._socket.sendall(wire_format.frame(self._job, wire_format.RESULT, payload))

    def _compressed(self, data: bytes, last: bool = False) -> bytes:
        if self._gzip is None:
            return data
        return self._gzip.compress(data) + (self._gzip.flush() if last else b"")

    def _send(self, data: bytes) -> None:
        if not self._begun:
            self._begun = True
            begin = wire_format.result_header(self._media_type, self._gzip is not None)
            self._socket.sendall(wire_format.frame(self._job, wire_format.BEGIN, begin))
        self._socket.sendall(wire_format.frame(self._job, wire_format.DATA, data))
