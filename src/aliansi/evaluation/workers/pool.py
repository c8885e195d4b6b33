"""Worker pool of one state of the dataset: schedules jobs and enforces the limits.

A job goes to an idle worker, or behind a job that began a moment ago: most jobs end sooner than a worker can report
that it is idle. If the first job turns out to be slow, those behind it go to other workers.
"""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from typing import Final

from aliansi.dataset.store import Store
from aliansi.errors import EvaluationCrashed, TimeLimit, TooBusy, TooManyRequests
from aliansi.evaluation.fair_queue import FairQueue
from aliansi.evaluation.limits import Limits, cores
from aliansi.evaluation.workers.fork_server import ForkServer
from aliansi.evaluation.workers.jobs import Job
from aliansi.evaluation.workers.sandbox import CAN_FORK
from aliansi.evaluation.workers.spawned_workers import WorkerSpawner
from aliansi.evaluation.workers.spool import Spool
from aliansi.evaluation.workers.wire_format import EvaluationRequest
from aliansi.evaluation.workers.worker_connection import WorkerConnection

TICK_SECONDS: Final = 0.01
YOUNG_JOB_SECONDS: Final = 0.005
OLD_JOB_SECONDS: Final = 0.03
MAX_IN_FLIGHT: Final = 8
RESTART_DELAY_SECONDS: Final = 0.5
"""The wait after a failed start of a worker."""


class WorkerPool:
    """Workers over one store, for one event loop."""

    def __init__(self, store: Store, limits: Limits, tally: Counter[str] | None = None, forks: bool = CAN_FORK) -> None:
        """Start the fork server, or prepare to spawn workers; workers start with the first job.

        ``tally`` counts events for the metrics.
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
        self._core_workers = min(cores(), limits.max_workers)
        self._max_workers, self._max_of_client = limits.max_workers, limits.max_workers_of_client
        self._numbers = 0
        self._tick: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = self._dispatch_due = False
        self.frozen = False
        """Whether a thread is inside pyoxigraph, so that this process must not fork."""

    def now(self) -> float:
        """Return the time of the event loop."""
        return asyncio.get_running_loop().time()

    def submit(self, request: EvaluationRequest, client: str) -> Job:
        """Queue a request. Raises TooManyRequests if the client has too many, TooBusy if all clients have.

        The caller must ``release`` the job.
        """
        if self._under_way[client] >= self.limits.waiting_of_client:
            raise TooManyRequests(
                f"there are {self._under_way[client]} requests of yours under way; wait for some of them"
            )
        if self._all_under_way >= self.limits.waiting:
            raise TooBusy("the server is busy with other queries; try again later")
        self._numbers = (self._numbers + 1) % 2**32
        job = Job(self._numbers, client, request, self.now())
        self._under_way[client] += 1
        self._all_under_way += 1
        self._queue.push(job)
        self._dispatch_soon()
        return job

    def release(self, job: Job) -> None:
        """Remove a job, finished or not."""
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
        """Return the numbers of workers, busy workers, requests under way and waiting requests."""
        busy = sum(1 for worker in self._workers.values() if worker.jobs)
        under_way = self._all_under_way
        return {"workers": len(self._workers), "busy": busy, "under_way": under_way, "waiting": len(self._queue)}

    async def close(self) -> None:
        """End all workers; jobs under way get no result."""
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

    def worker_freed(self, worker: WorkerConnection) -> None:
        """Assign jobs after a worker has finished one or has retired."""
        if worker.retired:
            self._remove(worker)
        if self._queue:
            self._dispatch_soon()

    def worker_lost(self, worker: WorkerConnection) -> None:
        """Fail the first job of a worker that has crashed, and queue its other jobs again."""
        if self._closing or worker.number not in self._workers:
            return
        if worker.jobs:
            job = worker.jobs.popleft()
            self.tally["crashes"] += 1
            job.fail(EvaluationCrashed("the query ran out of memory or stack; simplify it or use LIMIT"))
        self._remove(worker)
        self._dispatch()

    def _remove(self, worker: WorkerConnection) -> None:
        """Forget a worker and queue its jobs again."""
        del self._workers[worker.number]
        worker.transport.abort()
        for job in reversed(worker.jobs):
            if not job.dropped:
                self._queue.push(job, first=True)
        worker.jobs.clear()

    def _kill(self, worker: WorkerConnection) -> None:
        """End a worker and its first job; queue its other jobs again."""
        self._source.kill(worker.number)
        self.tally["kills"] += 1
        if worker.jobs:
            worker.jobs.popleft()
        self._remove(worker)
        self._dispatch_soon()  # other clients may leave in the same moment

    def _dispatch_soon(self) -> None:
        """Dispatch once all requests that arrived together are queued."""
        if not self._dispatch_due:
            self._dispatch_due = True
            asyncio.get_running_loop().call_soon(self._dispatch)

    def _dispatch(self) -> None:
        self._dispatch_due = False
        if self._closing:
            return
        now = self.now()
        while self._queue and self._assign(now):
            pass
        for worker in self._workers.values():
            worker.flush()
        if self._tick is None and (self._queue or any(worker.jobs for worker in self._workers.values())):
            self._tick = asyncio.get_running_loop().call_later(TICK_SECONDS, self._check)

    def _assign(self, now: float) -> bool:
        """Assign one job to a worker, or start a worker; return False if neither is possible now."""
        workers = self._workers.values()

        def may_occupy(client: str) -> bool:
            return sum(1 for w in workers if w.jobs and w.jobs[0].client == client) < self._max_of_client

        idle = next((worker for worker in workers if not worker.jobs), None)
        if idle:
            job = self._queue.pop(may_occupy)
            if job:
                idle.assign(job, now)
                return True
        young = [w for w in workers if 0 < len(w.jobs) < MAX_IN_FLIGHT and now - w.since < YOUNG_JOB_SECONDS]
        limit = self._core_workers if young else self._max_workers
        if not idle and len(workers) + self._starting < limit and self._starting < len(self._queue):
            return any(may_occupy(job.client) for job in self._queue) and self._start()
        for worker in sorted(young, key=lambda worker: len(worker.jobs)):
            # Behind a job of its own, a client's job occupies no further worker.
            job = self._queue.pop(may_occupy) or self._queue.pop(worker.jobs[0].client.__eq__)
            if job:
                worker.assign(job, now)
                return True
        return False

    def _start(self) -> bool:
        """Start a worker; return False if this process must not fork now."""
        self._numbers += 1
        try:
            sock = self._source.start(self._numbers)
        except OSError:  # the fork server has been killed
            if self.frozen:
                return False
            self._source.close()
            self._source = self._source_type(self.store, self.limits)
            sock = self._source.start(self._numbers)
        sock.setblocking(False)
        self._starting += 1
        self.tally["workers"] += 1
        task = asyncio.get_running_loop().create_task(self._connect(sock, WorkerConnection(self, self._numbers)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    async def _connect(self, sock: socket.socket, worker: WorkerConnection) -> None:
        try:
            await self._source.connect(sock, worker)
        except (OSError, TimeoutError):
            self._source.kill(worker.number)
            await asyncio.sleep(RESTART_DELAY_SECONDS)
            self._starting -= 1
            self._dispatch()
            return
        self._starting -= 1
        self._workers[worker.number] = worker
        self._dispatch()

    def _check(self) -> None:
        """Enforce the time limits; runs every tick while jobs are under way."""
        self._tick = None
        now = self.now()
        for worker in list(self._workers.values()):
            for job in list(worker.jobs):
                job.report_slow()
            if worker.jobs:
                self._check_worker(worker, now - worker.since)
        for job in self._queue:
            job.report_slow()
        for job in [job for job in self._queue if now - job.since > self.limits.seconds_waiting]:
            self._queue.remove(job)
            job.fail(TooBusy("the server is busy with other queries; try again later"))
        self._dispatch()

    def _check_worker(self, worker: WorkerConnection, age: float) -> None:
        job = worker.jobs[0]
        if age > self.limits.seconds:
            self.tally["timeouts"] += 1
            seconds = f"{self.limits.seconds:g} seconds"
            job.fail(TimeLimit(f"the query took longer than {seconds}; narrow it or use LIMIT"))
            self._kill(worker)
        elif job.dropped and age > OLD_JOB_SECONDS:
            self._kill(worker)
        elif age > OLD_JOB_SECONDS:
            self._reassign(worker)

    def _reassign(self, worker: WorkerConnection) -> None:
        """Queue the jobs behind a slow one again; if the worker begins one all the same, its result is ignored."""
        for index, job in enumerate(list(worker.jobs)):
            if index and not job.dropped:
                worker.skip(job)
                worker.jobs[index] = job.placeholder()
                self._queue.push(job, first=True)
