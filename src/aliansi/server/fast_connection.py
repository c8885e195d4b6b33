"""A connection on httptools that answers queries in a URL past uvicorn's tasks and ASGI; all else takes that way."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from functools import partial
from typing import Any, Final, cast

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from aliansi.http.exchange import App, Scope
from aliansi.server.connection_timeouts import TimeoutProtocol
from aliansi.server.fast_path import PATH, FastPath, PendingRequest, StoredResponse

_BEGINNING: Final = f"{PATH}?".encode()
_REST_OF_A_HEAD: Final = b" HTTP/1.1\r\n"
_ASKED: Final = re.compile(b'GET %b([!-"$-~]*)' % re.escape(_BEGINNING))
"""What goes before the rest of a head: a query in a URL, with neither spaces nor a fragment (RFC 9112, 3)."""


class _Event:
    def set(self) -> None:
        """Wake nobody: no task waits."""


class _Exchange:
    """A request in the place of uvicorn's cycle, by which a connection knows what is under way."""

    message_event = _Event()
    more_body = disconnected = False

    def __init__(self, keep_alive: bool, is_over: bool) -> None:
        self.keep_alive, self.response_complete = keep_alive, is_over


class FastConnection(TimeoutProtocol):
    """A connection of a client."""

    def __init__(self, *arguments: Any, fast_path: Callable[[], FastPath | None], **options: Any) -> None:
        """Take what answers past uvicorn."""
        super().__init__(*arguments, **options)
        self._fast_path = fast_path
        self._is_amid = False
        self._messages = 0
        self._answered: tuple[Scope, StoredResponse] | None = None
        self._begun: Scope | None = None
        self._last: tuple[bytes, Scope] | None = None
        self._waiting: tuple[FastPath, _Exchange, PendingRequest] | None = None
        self._running: RequestResponseCycle | None = None

    def data_received(self, data: bytes) -> None:
        """Answer what has been asked before, byte for byte, or hear a part of a request."""
        fast_path = self._fast_path() if self._is_between() else None
        if fast_path is None:
            super().data_received(data)
            return
        self._unset_keepalive_if_required()
        self._messages, self._answered, self._begun = 0, None, None
        if whole := fast_path.again(data, self.client):
            self._was_idle = False
            self._respond(whole, True)
            return
        if (scope := self._as_before(data)) and self._begin(fast_path, scope, True):
            self._was_idle = False
        else:
            super().data_received(data)
            if not self._begun or self._messages != 1 or self._is_amid:  # it was not all, or not alone
                return
            self._last = data[data.index(_REST_OF_A_HEAD) :], self._begun
        if self._answered:
            fast_path.remember(data, *self._answered)

    def connection_lost(self, exc: Exception | None) -> None:
        """End what is worked out for nobody."""
        if self._waiting:
            fast_path, _, pending = self._waiting
            fast_path.leave(pending)
        if self._running:  # uvicorn tells the last request alone, which may be waiting behind this one
            self._running.disconnected = True
            self._running.message_event.set()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """Let what is under way end as a task, which the server waits for and ends in time."""
        if self._waiting:
            fast_path, exchange, pending = self._waiting
            self._waiting = pending.job.on_result = None
            exchange.keep_alive = False
            self._hand_over(exchange, pending.scope, fast_path.rest(pending))
        super().shutdown()

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._is_amid = True
        self._messages += 1
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Answer a request, or begin to."""
        fast_path = self._fast_path() if self._is_plain() else None
        if fast_path is None or not self._begin_as_heard(fast_path):
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        """End a request."""
        self._is_amid = self._was_idle = False
        super().on_message_complete()

    def _is_between(self) -> bool:
        """Whether the next byte is the first of a request that can be answered at once."""
        return not (self._is_amid or self._is_busy() or self.flow.write_paused or self.transport.is_closing())

    def _is_in_a_head(self) -> bool:
        return self._is_amid and not self._is_busy()

    def _is_plain(self) -> bool:
        return (
            self.url.startswith(_BEGINNING)
            and self.parser.get_method() == b"GET"
            and self.parser.get_http_version() == "1.1"
            and b"#" not in self.url
            and not (self._is_busy() or self.flow.write_paused or self.transport.is_closing())
        )

    def _as_before(self, data: bytes) -> Scope | None:
        """Return the scope of a request that is as the last one but for what it asks: its headers are read already."""
        if self._last is None or not data.endswith(self._last[0]):
            return None
        rest, scope = self._last
        asked = _ASKED.fullmatch(data, 0, len(data) - len(rest))
        return {**scope, "query_string": asked[1]} if asked else None

    def _begin_as_heard(self, fast_path: FastPath) -> bool:
        scope = cast(Scope, self.scope)
        scope.update(method="GET", path=PATH, raw_path=PATH.encode(), query_string=self.url[len(_BEGINNING) :])
        return self._begin(fast_path, scope, self.parser.should_keep_alive())

    def _begin(self, fast_path: FastPath, scope: Scope, keep_alive: bool) -> bool:
        begun = fast_path.begin(scope)
        if isinstance(begun, PendingRequest):
            exchange = _Exchange(keep_alive, is_over=False)
            self.cycle = cast(RequestResponseCycle, exchange)
            self._waiting = fast_path, exchange, begun
            begun.job.on_result = partial(self._hear, fast_path, exchange, begun)
        elif begun:
            self.cycle = cast(RequestResponseCycle, _Exchange(keep_alive, is_over=True))
            self._respond(begun, keep_alive)
            if keep_alive and begun.is_kept:  # what is asked once is not worth it
                self._answered = scope, begun
        if begun and keep_alive:
            self._begun = scope
        return begun is not None

    def _hear(self, fast_path: FastPath, exchange: _Exchange, pending: PendingRequest) -> None:
        """Go on when there is an answer."""
        self._waiting = None
        if whole := fast_path.end(pending):
            exchange.response_complete = True
            self._respond(whole, exchange.keep_alive)
            if self.pipeline:
                self.on_response_complete()  # which begins the next
        else:
            self._hand_over(exchange, pending.scope, fast_path.rest(pending))

    def _respond(self, whole: StoredResponse, keep_alive: bool) -> None:
        said = [b"%b: %b\r\n" % pair for pair in self.server_state.default_headers]
        end = b"" if keep_alive else b"connection: close\r\n"
        self.transport.write(b"".join((b"HTTP/1.1 200 OK\r\n", *said, end, whole.head, whole.body)))
        self.server_state.total_requests += 1
        if not keep_alive:
            self.transport.close()

    def _hand_over(self, exchange: _Exchange, scope: Scope, app: App) -> None:
        """Let uvicorn send what comes in pieces, and errors, as it would have from the beginning."""
        heard = asyncio.Event()
        heard.set()
        cycle = RequestResponseCycle(
            scope=cast(Any, scope),
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=self.access_log,
            default_headers=self.server_state.default_headers,
            message_event=heard,
            expect_100_continue=False,
            keep_alive=exchange.keep_alive,
            on_response=self.on_response_complete,
        )
        cycle.more_body = False
        if cast(Any, self.cycle) is exchange:  # else another waits behind it
            self.cycle = cycle
        self._start_asgi_task(cycle, cast(Any, app))

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)
