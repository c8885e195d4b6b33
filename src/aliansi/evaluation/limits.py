"""Limits of queries, requests and clients; each is a setting, and is published in the Service Description."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from aliansi.errors import UsageError

_UNITS: Final = {"": 1, "k": 2**10, "m": 2**20, "g": 2**30}


@dataclass(frozen=True)
class Limits:
    """The limits of the service.

    ``seconds`` limits the evaluation of a query, ``seconds_waiting`` the wait before it; ``memory_bytes`` the memory of
    a worker beyond the store; ``at_once`` the queries evaluated at the same time (0: twice the number of cores);
    ``waiting`` the requests that are evaluated or wait, ``waiting_of_client`` those of one client. ``seconds_service``
    and ``service_bytes`` limit all SERVICE requests of one query, ``services_at_once`` the queries with SERVICE at the
    same time. ``seconds_ending`` is the time for requests under way when the server stops. ``spool_bytes`` is the disk
    space for results that clients read slowly.
    """

    seconds: float = 20.0
    seconds_waiting: float = 30.0
    memory_bytes: int = 2 * 2**30
    body_bytes: int = 64 * 2**20
    request_bytes: int = 2**20
    at_once: int = 0
    waiting: int = 512
    waiting_of_client: int = 64
    cache_bytes: int = 64 * 2**20
    spool_bytes: int = 512 * 2**20
    seconds_service: float = 10.0
    service_bytes: int = 8 * 2**20
    services_at_once: int = 8
    seconds_ending: float = 10.0

    @property
    def max_workers(self) -> int:
        """The most queries evaluated at the same time."""
        return self.at_once or 2 * cores()

    @property
    def max_workers_of_client(self) -> int:
        """The most workers that one client can occupy, so that others are left for other clients."""
        return max(1, self.max_workers // 2)

    def described(self) -> dict[str, int | str]:
        """Return the limits by their names in the Service Description; a duration is a string."""
        return {
            "time": f"PT{self.seconds:g}S",
            "timeWaiting": f"PT{self.seconds_waiting:g}S",
            "memoryBytes": self.memory_bytes,
            "resultBytes": self.body_bytes,
            "requestBytes": self.request_bytes,
            "queriesAtOnce": self.max_workers,
            "queriesAtOnceOfClient": self.max_workers_of_client,
            "requestsOfClient": self.waiting_of_client,
            "timeService": f"PT{self.seconds_service:g}S",
            "serviceBytes": self.service_bytes,
        }


SETTINGS: Final = {
    "seconds": "seconds",
    "seconds-waiting": "seconds_waiting",
    "memory": "memory_bytes",
    "result": "body_bytes",
    "request": "request_bytes",
    "at-once": "at_once",
    "waiting": "waiting",
    "waiting-of-client": "waiting_of_client",
    "cache": "cache_bytes",
    "spool": "spool_bytes",
    "seconds-service": "seconds_service",
    "result-service": "service_bytes",
    "services-at-once": "services_at_once",
    "seconds-ending": "seconds_ending",
}
"""The fields of Limits by their names on the command line."""


def with_settings(limits: Limits, settings: Iterable[str]) -> Limits:
    """Return limits with settings like ``seconds=5`` or ``memory=512m``. Raises UsageError for an invalid one."""
    for setting in settings:
        name, _, value = setting.partition("=")
        if name not in SETTINGS:
            raise UsageError(f"unknown limit '{name}'; valid: {', '.join(SETTINGS)}")
        number = re.fullmatch(r"(\d+(?:\.\d+)?)([kmg]?)b?", value.strip().lower())
        if number is None or (float(number[1]) == 0 and name not in ("cache", "spool")):
            raise UsageError(f"invalid limit '{setting}': write a number over 0, like seconds=5 or memory=512m")
        amount = float(number[1]) * _UNITS[number[2]]
        changed: dict[str, Any] = {SETTINGS[name]: amount if name.startswith("seconds") else int(amount)}
        limits = replace(limits, **changed)
    return limits


def cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
