"""Fair queue: one queue for each client, served in turn, so that no client waits for all requests of another."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Generic, Protocol, TypeVar


class Queued(Protocol):
    """An entry of the queue."""

    client: str


J = TypeVar("J", bound=Queued)


class FairQueue(Generic[J]):
    """Jobs of many clients: first in, first out for each client, and the clients in turn."""

    def __init__(self) -> None:
        self._jobs: dict[str, deque[J]] = {}

    def __bool__(self) -> bool:
        """Return whether any job waits."""
        return bool(self._jobs)

    def __len__(self) -> int:
        """Return the number of waiting jobs."""
        return sum(map(len, self._jobs.values()))

    def __iter__(self) -> Iterator[J]:
        """Yield all waiting jobs, in no particular order."""
        return (job for jobs in self._jobs.values() for job in jobs)

    def push(self, job: J, first: bool = False) -> None:
        """Add a job at the end of its client's queue, or at its start."""
        jobs = self._jobs.setdefault(job.client, deque())
        if first:
            jobs.appendleft(job)
        else:
            jobs.append(job)

    def pop(self, may_run: Callable[[str], bool]) -> J | None:
        """Take the next job of the clients that may run one now."""
        for client in self._jobs:
            if may_run(client):
                jobs = self._jobs.pop(client)
                job = jobs.popleft()
                if jobs:
                    self._jobs[client] = jobs  # behind all others
                return job
        return None

    def remove(self, job: J) -> bool:
        """Remove a job; return whether it was there."""
        jobs = self._jobs.get(job.client)
        if jobs is None or job not in jobs:
            return False
        jobs.remove(job)
        if not jobs:
            del self._jobs[job.client]
        return True
