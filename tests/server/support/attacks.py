"""Every hostile request by its kind, as something that is done to any server of this machine."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final
from urllib.parse import urlencode

from tests.server.support.hostile import BEHAVIOUR, BOMBS, ENDING_NEVER, NESTED, RAW, SLIPPING, Target, connected, head

_OF_BODIES: Final = {
    *("giant-body", "negative-length", "two-lengths", "length-and-chunks", "broken-chunks", "endless-chunks"),
    *("zipped-body", "multipart", "expect", "put"),
}
_OF_BYTES: Final = {
    *("broken-utf8", "broken-utf8-in-form", "overlong-utf8", "surrogates", "utf-16", "nul-in-path", "broken-name"),
    *("noise", "tls", "http2"),
}
_OF_HEADERS: Final = {
    *("long-header", "many-headers", "long-accept", "odd-accept", "long-condition", "long-encoding", "odd-host"),
    *("no-host", "forwarded", "upgrade", "splitting", "splitting-a-name"),
}
_SLOW: Final = ("reads_slowly", "never_reads", "says_a_byte_at_a_time")
_HALF_OPEN: Final = (
    *("says_nothing", "is_closed_for_saying_nothing", "is_closed_for_half_a_head", "leaves_amid_a_body"),
    "resets",
)
_AT_ONCE: Final = ("asks_in_a_row", "asks_for_all_workers")
LIMITS: Final = (
    *("seconds=0.5", "seconds-waiting=3", "memory=256m", "result=4m", "request=256k", "cache=8m", "at-once=4"),
)
"""Those of the endpoint, so that what is over them is over soon."""
SECONDS: Final = 3.0
"""The longest that a hostile client waits for its answer."""


@dataclass(frozen=True)
class Attack:
    """A hostile request; what is done to a server, where a listener waits that nobody should reach.

    It returns what the server has answered: a status, or that it has hung up, or is silent.
    """

    kind: str
    name: str
    does: Callable[[Target, str], str]


def attacks() -> Iterator[Attack]:
    """Yield every hostile request, kind by kind."""
    bombs = {name: query for name, (query, _) in BOMBS.items()}
    out = {name: pattern for name, (pattern, _) in SLIPPING.items()}
    regex = {name for name in bombs if name.startswith("regex")}
    service = {name for name in out if name.startswith("service-")}
    yield from _queries("deep nesting", {name: query for name, (query, _) in NESTED.items()})
    yield from _requests("giant and broken bodies", _OF_BODIES)
    yield from _queries("cartesian products", {name: query for name, (query, _) in ENDING_NEVER.items()})
    yield from _queries("regular-expression bombs", {name: bombs[name] for name in bombs if name in regex})
    yield from _queries("memory bombs", {name: bombs[name] for name in bombs if name not in regex})
    yield from _behaviour("slow readers and writers", _SLOW)
    yield from _behaviour("half-open connections", _HALF_OPEN)
    yield from _requests("broken UTF-8 and other bytes", _OF_BYTES)
    yield from _requests("header tricks", _OF_HEADERS)
    yield from _requests("odd addresses and methods", set(RAW) - _OF_BODIES - _OF_BYTES - _OF_HEADERS)
    yield from _patterns("SERVICE in every disguise", {name: out[name] for name in out if name in service})
    yield from _patterns("other ways out", {name: out[name] for name in out if name not in service})
    yield from _behaviour("many at once", _AT_ONCE)


def _queries(kind: str, queries: Mapping[str, str]) -> Iterator[Attack]:
    for name, query in queries.items():
        yield Attack(kind, name, partial(_asks, query))


def _patterns(kind: str, patterns: Mapping[str, str]) -> Iterator[Attack]:
    for name, pattern in patterns.items():
        yield Attack(kind, name, partial(_slips, pattern))


def _requests(kind: str, names: Iterable[str]) -> Iterator[Attack]:
    for name in RAW:
        if name in names:
            yield Attack(kind, name, partial(_sends, RAW[name][0]))


def _behaviour(kind: str, names: Iterable[str]) -> Iterator[Attack]:
    for name in names:
        yield Attack(kind, name, partial(_behaves, BEHAVIOUR[name]))


def _asks(query: str, server: Target, _: str) -> str:
    body = urlencode({"query": query, "format": "csv"}).encode("ascii")
    form = ("Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}", "Connection: close")
    return _exchanged(server, head("POST", server.path, "Accept: text/csv, */*;q=0.1", *form) + body)


def _slips(pattern: str, server: Target, away: str) -> str:
    return _asks(pattern.format(away=away), server, away)


def _sends(request: bytes, server: Target, _: str) -> str:
    return _exchanged(server, request.replace(b"/sparql", server.path.encode("ascii")), leaves=True)


def _behaves(function: Callable[[Target], None], server: Target, _: str) -> str:
    try:
        function(server)
    except (AssertionError, OSError, IndexError, ValueError):
        return "bears it otherwise"
    return "bears it"


def _exchanged(server: Target, request: bytes, leaves: bool = False) -> str:
    """Send bytes, read all that comes back within the time, and return the status."""
    end, answered = time.monotonic() + SECONDS, b""
    try:
        with connected(server) as line:
            line.sendall(request)
            if leaves:
                line.shutdown(socket.SHUT_WR)
            while (left := end - time.monotonic()) > 0:
                line.settimeout(left)
                if not (piece := line.recv(2**16)):
                    break
                answered = answered or piece
    except TimeoutError:
        return f"{_status(answered)}, no end in {SECONDS:g} s" if answered else f"silent for {SECONDS:g} s"
    except OSError:
        pass
    return _status(answered) if answered else "hangs up"


def _status(answered: bytes) -> str:
    parts = answered.split(b" ", 2)
    return parts[1][:3].decode("latin-1") if len(parts) > 1 else "no status"
