"""Connection to one worker: sends it requests and passes its results to the jobs."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Protocol, cast

from aliansi.evaluation.workers import wire_format
from aliansi.evaluation.workers.jobs import Job
from aliansi.evaluation.workers.spool import Spool
from aliansi.evaluation.workers.streaming import StreamedResult


class WorkerOwner(Protocol):
    """What a connection needs of its pool."""

    spool: Spool

    def now(self) -> float:
        """Return the time of the event loop."""

    def worker_freed(self, worker: WorkerConnection) -> None:
        """Handle a worker that has finished a job or has retired."""

    def worker_lost(self, worker: WorkerConnection) -> None:
        """Handle a worker whose process has ended."""


class WorkerConnection(asyncio.Protocol):
    """Connection to one worker, with its jobs in the order in which they were assigned."""

    transport: asyncio.Transport

    def __init__(self, pool: WorkerOwner, number: int) -> None:
        self.pool, self.number = pool, number
        self.jobs: deque[Job] = deque()
        self.since = 0.0
        """When the first job became the first."""
        self.retired = False
        self._unsent: list[bytes] = []
        self._splitter = wire_format.FrameSplitter()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self.transport = cast(asyncio.Transport, transport)  # uvloop's transport is not a subclass

    def assign(self, job: Job, now: float) -> None:
        """Add a job; ``flush`` sends it."""
        if not self.jobs:
            self.since = now
        self.jobs.append(job)
        self._unsent.append(wire_format.request_frame(job.number, job.request))

    def flush(self) -> None:
        """Send the new jobs in one write, because each write wakes the worker."""
        if self._unsent:
            self._write(b"".join(self._unsent))
            self._unsent.clear()

    def skip(self, job: Job) -> None:
        """Ask the worker to skip a job if it has not begun it."""
        self._write(wire_format.frame(job.number, wire_format.SKIP))

    def _write(self, data: bytes) -> None:
        if not self.transport.is_closing():  # else connection_lost follows
            self.transport.write(data)

    def data_received(self, data: bytes) -> None:
        """Pass the frames to the first job."""
        ended = False
        for number, kind, payload in self._splitter.feed(data):
            if kind == wire_format.RETIRED:
                self.retired = True
            elif self.jobs and self.jobs[0].number == number:
                job = self.jobs[0]
                if kind in wire_format.LAST_FRAMES:  # first, so that a job released by its result is not killed
                    self.jobs.popleft()
                    self.since = self.pool.now()
                    ended = True
                if not job.dropped:
                    self._handle(job, kind, payload)
        if ended or self.retired:
            self.pool.worker_freed(self)

    def _handle(self, job: Job, kind: int, payload: bytes) -> None:
        if kind == wire_format.RESULT:
            job.finish(wire_format.read_result(payload))
        elif kind == wire_format.BEGIN:
            header = wire_format.read_result(payload)
            job.begin(StreamedResult(header.media_type, header.gzipped, self._pause, self.pool.spool))
        elif kind == wire_format.DATA and job.stream:
            job.stream.feed(payload)
        elif kind == wire_format.END and job.stream:
            job.stream.end()
        elif kind == wire_format.FAILED:
            job.fail(wire_format.read_error(payload))

    def _pause(self, pause: bool) -> None:
        if self.transport.is_closing():
            return
        if pause:
            self.transport.pause_reading()
        else:
            self.transport.resume_reading()

    def connection_lost(self, _: Exception | None) -> None:
        """Report that the worker has ended."""
        self.pool.worker_lost(self)
