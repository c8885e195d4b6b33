"""Metrics in the text format of Prometheus, and an access log with a line of JSON for each request."""

from __future__ import annotations

import json
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, TextIO

from aliansi.http.exchange import App, Exchange, Message, Receive, Reply, Scope, Send
from aliansi.http.resource import Resource

PROMETHEUS: Final = "text/plain; version=0.0.4"
"""The media type of the metrics."""
BOUNDS: Final = (0.001, 0.005, 0.02, 0.1, 0.5, 2.0, 10.0)
"""The bounds of the latency histogram, in seconds."""
_KINDS: Final = {
    "/sparql": "query",
    "/graph": "graph",
    "/healthz": "operation",
    "/metrics": "operation",
    "/reconcile": "reconciliation",
}


@dataclass(frozen=True)
class AccessLog:
    """Where a line for each request is written, and whether it contains the query."""

    to: TextIO
    with_queries: bool = False


@dataclass
class Metrics:
    """The counters since the start of the server."""

    responses: Counter[tuple[str, str]] = field(default_factory=Counter)
    latencies: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    seconds: float = 0.0

    def record(self, kind: str, outcome: str, seconds: float) -> None:
        """Count a response of a kind by its outcome: the status, or ``broken``."""
        self.responses[kind, outcome] += 1
        if kind == "query":
            self.latencies[bisect_left(BOUNDS, seconds)] += 1
            self.seconds += seconds

    def render(self, evaluations: Mapping[str, int]) -> str:
        """Return all metrics in the text format of Prometheus, with those of the evaluator."""
        lines = ["# TYPE aliansi_responses_total counter"]
        for (kind, outcome), number in sorted(self.responses.items()):
            lines.append(f'aliansi_responses_total{{kind="{kind}",outcome="{outcome}"}} {number}')
        lines.append("# TYPE aliansi_query_seconds histogram")
        total = 0
        for bound, number in zip((*map(str, BOUNDS), "+Inf"), self.latencies, strict=True):
            total += number
            lines.append(f'aliansi_query_seconds_bucket{{le="{bound}"}} {total}')
        lines += [f"aliansi_query_seconds_sum {self.seconds:.6f}", f"aliansi_query_seconds_count {total}"]
        for name, number in evaluations.items():
            kind = "counter" if name.endswith("_total") else "gauge"
            lines += [f"# TYPE aliansi_{name} {kind}", f"aliansi_{name} {number}"]
        return "\n".join(lines) + "\n"


class ResponseLog:
    """Records each response, in the metrics and as a line of the access log if there is one."""

    def __init__(self, log: AccessLog | None = None) -> None:
        """Log no queries unless the log is set to: they are private."""
        self.metrics, self._log = Metrics(), log

    def record(self, scope: Scope, outcome: str, size: int, seconds: float) -> None:
        """Record a response: its status or ``broken``, its bytes and the seconds that it took."""
        self.metrics.record(_kind(scope["path"]), outcome, seconds)
        if self._log is None:
            return
        line = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "client": (scope.get("client") or ("",))[0],
            "method": scope["method"],
            "path": scope["path"],
            "outcome": outcome,
            "bytes": size,
            "ms": round(seconds * 1000, 1),
        }
        if self._log.with_queries:
            line["query"] = scope["query_string"].decode("latin-1")
        print(json.dumps(line), file=self._log.to, flush=True)


class ObservedApp:
    """An application whose responses are recorded."""

    def __init__(self, app: App, log: ResponseLog, begun: float | None = None) -> None:
        """Record what an application sends; ``begun`` is the time of its only request, if that was before its call."""
        self._app, self._log, self._begun = app, log, begun

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request and record the response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status, size, whole = self._begun or time.perf_counter(), 0, 0, False

        async def send_recorded(message: Message) -> None:
            nonlocal status, size, whole
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "http.response.body":
                size += len(message.get("body", b"")) if scope["method"] != "HEAD" else 0
                whole = not message.get("more_body", False)
            await send(message)

        try:
            await self._app(scope, receive, send_recorded)
        finally:
            self._log.record(scope, str(status) if whole else "broken", size, time.perf_counter() - begun)


class TextResource(Resource):
    """A text as it is at the time, such as the health of the server or its metrics."""

    def __init__(self, text: Callable[[], str], media_type: str = "text/plain") -> None:
        self._text, self._media_type = text, media_type

    async def get(self, exchange: Exchange) -> None:
        """Send the text."""
        headers = ((b"cache-control", b"no-store"),)
        await exchange.reply(Reply(200, self._text().encode("utf-8"), self._media_type, headers))


def _kind(path: str) -> str:
    """Return the kind of a path, one of few: with a label for each path clients could fill the memory."""
    if path in _KINDS:
        return _KINDS[path]
    first = "/" + path.lstrip("/").partition("/")[0]
    return _KINDS.get(first, "page")
