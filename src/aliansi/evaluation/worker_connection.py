"""The line to a worker: what it has been asked, and what it says."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Protocol, cast

from aliansi.evaluation import wire_format
from aliansi.evaluation.jobs import Job
from aliansi.evaluation.spool import Spool
from aliansi.evaluation.streaming import StreamedResult


class WorkerOwner(Protocol):
    """Who gives a worker its work."""

    spool: Spool

    def now(self) -> float:
        """Return the time of the event loop."""

    def freed(self, worker: WorkerConnection) -> None:
        """Hear that the worker has answered, or that it answers no more."""

    def lost(self, worker: WorkerConnection) -> None:
        """Hear that the worker has ended."""


class WorkerConnection(asyncio.Protocol):
    """The line to a worker, with the jobs that it has been given, in their order."""

    transport: asyncio.Transport

    def __init__(self, pool: WorkerOwner, number: int) -> None:
        """Belong to a pool."""
        self.pool, self.number = pool, number
        self.jobs: deque[Job] = deque()
        self.said: list[bytes] = []
        self.since = 0.0
        self.retired = False
        self._splitter = wire_format.FrameSplitter()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the line."""
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is none by its type

    def give(self, job: Job, now: float) -> None:
        """Ask the worker."""
        if not self.jobs:
            self.since = now
        self.jobs.append(job)
        self.said.append(wire_format.ask(job.number, job.asked))

    def say(self) -> None:
        """Send what it has been given, in one piece: each is a wake-up."""
        self._write(b"".join(self.said))
        self.said.clear()

    def skip(self, job: Job) -> None:
        """Say that nobody waits for a job any more."""
        self._write(wire_format.frame(job.number, wire_format.SKIP))

    def _write(self, data: bytes) -> None:
        if not self.transport.is_closing():  # else it is lost, which the pool hears soon
            self.transport.write(data)

    def data_received(self, data: bytes) -> None:
        """Pass on what the worker says."""
        ended = False
        for number, kind, payload in self._splitter.feed(data):
            if kind == wire_format.RETIRED:
                self.retired = True
            elif self.jobs and self.jobs[0].number == number:
                job = self.jobs[0]
                if kind in wire_format.ENDS:  # before anybody hears of it: a job that is released is under way no more
                    self.jobs.popleft()
                    self.since = self.pool.now()
                    ended = True
                if not job.dropped:
                    self._hear(job, kind, payload)
        if ended or self.retired:
            self.pool.freed(self)

    def _hear(self, job: Job, kind: int, payload: bytes) -> None:
        if kind == wire_format.WHOLE:
            job.finish(wire_format.read_answer(payload))
        elif kind == wire_format.BEGIN:
            answered = wire_format.read_answer(payload)
            job.begin(StreamedResult(answered.media_type, answered.gzipped, self._hold, self.pool.spool))
        elif kind == wire_format.DATA and job.stream:
            job.stream.feed(payload)
        elif kind == wire_format.END and job.stream:
            job.stream.end()
        elif kind == wire_format.FAILED:
            job.fail(wire_format.read_failure(payload))

    def _hold(self, wait: bool) -> None:
        if self.transport.is_closing():
            return
        if wait:
            self.transport.pause_reading()
        else:
            self.transport.resume_reading()

    def connection_lost(self, _: Exception | None) -> None:
        """See that the worker has ended."""
        self.pool.lost(self)
