"""The workers of one state of the dataset: who does what, for how long, and who has to wait.

A question goes to a worker that has nothing to do, or behind one that is young: most are answered in less time than it
takes to say that a worker is free. When it turns out that the first one takes long, those behind it go elsewhere.
"""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from typing import Final

from aliansi.dataset.results import EvaluationCrashed, TimeLimit, TooBusy, TooManyRequests
from aliansi.dataset.store import Store
from aliansi.evaluation.fair_queue import FairQueue
from aliansi.evaluation.fork_server import ForkServer
from aliansi.evaluation.jobs import Job
from aliansi.evaluation.limits import Limits, cores
from aliansi.evaluation.sandbox import CAN_FORK
from aliansi.evaluation.spawned_workers import WorkerSpawner
from aliansi.evaluation.spool import Spool
from aliansi.evaluation.wire_format import EvaluationRequest
from aliansi.evaluation.worker_connection import WorkerConnection

TICK_SECONDS: Final = 0.01
YOUNG_JOB_SECONDS: Final = 0.005
OLD_JOB_SECONDS: Final = 0.03
MAX_IN_FLIGHT: Final = 8
RESTART_DELAY_SECONDS: Final = 0.5
"""The wait after a worker that could not be started."""


class WorkerPool:
    """Workers over one store. It belongs to the event loop that asks it first."""

    def __init__(self, store: Store, limits: Limits, tally: Counter[str] | None = None, forks: bool = CAN_FORK) -> None:
        """Fork the process that workers come from, or get ready to start them without.

        There is no worker before there is a question. What has happened is counted in ``tally``.
        """
        self.store, self.limits = store, limits
        self.tally = Counter() if tally is None else tally
        self.spool = Spool(limits.spool_bytes)
        self._source_type: type[ForkServer] | type[WorkerSpawner] = ForkServer if forks else WorkerSpawner
        self._source = self._source_type(store, limits)
        self._workers: dict[int, WorkerConnection] = {}
        self._starting = 0
        self._queue: FairQueue[Job] = FairQueue()
        self._under_way: Counter[str] = Counter()
        self._all_under_way = 0
        self._fewest = min(cores(), limits.max_workers)
        self._most, self._most_of_client = limits.max_workers, limits.max_workers_of_client
        self._numbers = 0
        self._tick: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = self._is_due = False
        self.frozen = False
        """Whether a thread is inside pyoxigraph, so that no process of ours may be forked."""

    def now(self) -> float:
        """Return the time of the event loop."""
        return asyncio.get_running_loop().time()

    def submit(self, asked: EvaluationRequest, client: str) -> Job:
        """Take a question. Raises TooMany for a client, and TooBusy for anybody, that has too much under way.

        Whoever submits a job must ``release`` it.
        """
        if self._under_way[client] >= self.limits.waiting_of_client:
            raise TooManyRequests(
                f"there are {self._under_way[client]} requests of yours under way; wait for some of them"
            )
        if self._all_under_way >= self.limits.waiting:
            raise TooBusy("the server is busy with other queries; try again later")
        self._numbers = (self._numbers + 1) % 2**32
        job = Job(self._numbers, client, asked, self.now())
        self._under_way[client] += 1
        self._all_under_way += 1
        self._queue.push(job)
        self._dispatch_soon()
        return job

    def release(self, job: Job) -> None:
        """Forget a job: whether it is done or not, nobody waits for it any more."""
        if job.dropped:
            return
        job.dropped = True
        self._under_way[job.client] -= 1
        self._all_under_way -= 1
        if not self._under_way[job.client]:
            del self._under_way[job.client]
        if self._queue.remove(job):
            return
        for worker in self._workers.values():
            if job in worker.jobs:
                if worker.jobs[0] is job:
                    self._kill(worker)
                else:
                    worker.skip(job)
                return

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way."""
        return not self._under_way

    def state(self) -> dict[str, int]:
        """Return how many workers there are, how many of them work, and how many requests are under way and wait."""
        busy = sum(1 for worker in self._workers.values() if worker.jobs)
        under_way = self._all_under_way
        return {"workers": len(self._workers), "busy": busy, "under_way": under_way, "waiting": len(self._queue)}

    async def close(self) -> None:
        """End all workers; what is under way gets no answer."""
        self._closing = True
        if self._tick:
            self._tick.cancel()
        for worker in list(self._workers.values()):
            worker.transport.abort()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._source.close()
        await asyncio.sleep(0)  # the transports close

    def freed(self, worker: WorkerConnection) -> None:
        """Go on after a worker has answered, or has said that it answers no more."""
        if worker.retired:
            self._bury(worker)
        if self._queue:
            self._dispatch_soon()

    def lost(self, worker: WorkerConnection) -> None:
        """Go on after a worker has ended: its first job has ended it, the others are asked again."""
        if self._closing or worker.number not in self._workers:
            return
        if worker.jobs:
            job = worker.jobs.popleft()
            self.tally["crashes"] += 1
            job.fail(EvaluationCrashed("the query ran out of memory or stack; simplify it or use LIMIT"))
        self._bury(worker)
        self._dispatch()

    def _bury(self, worker: WorkerConnection) -> None:
        del self._workers[worker.number]
        worker.transport.abort()
        for job in reversed(worker.jobs):
            if not job.dropped:
                self._queue.push(job, first=True)
        worker.jobs.clear()

    def _kill(self, worker: WorkerConnection) -> None:
        """End a worker and whatever it does; those that wait behind that are asked again."""
        self._source.kill(worker.number)
        self.tally["kills"] += 1
        if worker.jobs:
            worker.jobs.popleft()
        self._bury(worker)
        self._dispatch_soon()  # others may be leaving too

    def _dispatch_soon(self) -> None:
        """Give away what waits when all that has arrived together is here."""
        if not self._is_due:
            self._is_due = True
            asyncio.get_running_loop().call_soon(self._dispatch)

    def _dispatch(self) -> None:
        self._is_due = False
        if self._closing:
            return
        now = self.now()
        while self._queue and self._place(now):
            pass
        for worker in self._workers.values():
            if worker.said:
                worker.say()
        if self._tick is None and (self._queue or any(worker.jobs for worker in self._workers.values())):
            self._tick = asyncio.get_running_loop().call_later(TICK_SECONDS, self._look)

    def _place(self, now: float) -> bool:
        """Give one job to a worker; False if none can have one now."""
        workers = self._workers.values()

        def may_occupy(client: str) -> bool:
            return sum(1 for w in workers if w.jobs and w.jobs[0].client == client) < self._most_of_client

        idle = next((worker for worker in workers if not worker.jobs), None)
        if idle:
            job = self._queue.pop(may_occupy)
            if job:
                idle.give(job, now)
                return True
        young = [w for w in workers if 0 < len(w.jobs) < MAX_IN_FLIGHT and now - w.since < YOUNG_JOB_SECONDS]
        most = self._fewest if young else self._most
        if not idle and len(workers) + self._starting < most and self._starting < len(self._queue):
            return any(may_occupy(job.client) for job in self._queue) and self._start()
        for worker in sorted(young, key=lambda worker: len(worker.jobs)):
            # Behind its own a client occupies no more workers than it does already.
            same = worker.jobs[0].client
            job = self._queue.pop(may_occupy) or self._queue.pop(same.__eq__)
            if job:
                worker.give(job, now)
                return True
        return False

    def _start(self) -> bool:
        """Fork a worker; it is asked when the line to it is open."""
        self._numbers += 1
        try:
            line = self._source.start(self._numbers)
        except OSError:  # somebody has ended the process
            if self.frozen:
                return False
            self._source.close()
            self._source = self._source_type(self.store, self.limits)
            line = self._source.start(self._numbers)
        line.setblocking(False)
        self._starting += 1
        self.tally["workers"] += 1
        task = asyncio.get_running_loop().create_task(self._connect(line, WorkerConnection(self, self._numbers)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    async def _connect(self, line: socket.socket, worker: WorkerConnection) -> None:
        try:
            await self._source.connect(line, worker)
        except (OSError, TimeoutError):
            self._source.kill(worker.number)
            await asyncio.sleep(RESTART_DELAY_SECONDS)
            self._starting -= 1
            self._dispatch()
            return
        self._starting -= 1
        self._workers[worker.number] = worker
        self._dispatch()

    def _look(self) -> None:
        """Look after what takes long, every now and then while anything is under way."""
        self._tick = None
        now = self.now()
        for worker in list(self._workers.values()):
            for job in list(worker.jobs):
                job.look()
            if worker.jobs:
                self._look_at(worker, now - worker.since)
        for job in self._queue:
            job.look()
        for job in [job for job in self._queue if now - job.since > self.limits.seconds_waiting]:
            self._queue.remove(job)
            job.fail(TooBusy("the server is busy with other queries; try again later"))
        self._dispatch()

    def _look_at(self, worker: WorkerConnection, age: float) -> None:
        job = worker.jobs[0]
        if age > self.limits.seconds:
            self.tally["timeouts"] += 1
            seconds = f"{self.limits.seconds:g} seconds"
            job.fail(TimeLimit(f"the query took longer than {seconds}; narrow it or use LIMIT"))
            self._kill(worker)
        elif job.dropped and age > OLD_JOB_SECONDS:
            self._kill(worker)
        elif age > OLD_JOB_SECONDS:
            self._take_back(worker)

    def _take_back(self, worker: WorkerConnection) -> None:
        """Ask others what waits behind a job that takes long; the worker may have begun it, and is not heard then."""
        for place, job in enumerate(list(worker.jobs)):
            if place and not job.dropped:
                worker.skip(job)
                worker.jobs[place] = job.stand_in()
                self._queue.push(job, first=True)
