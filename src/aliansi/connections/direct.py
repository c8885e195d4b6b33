"""A connection on httptools that answers queries in a URL past uvicorn's tasks and ASGI; all else takes that way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, Final, cast

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from aliansi.connections.patient import Patient
from aliansi.prompt import PATH, Pending, Prompt, Whole
from aliansi.respond import App, Scope

_BEGINNING: Final = f"{PATH}?".encode()


class _Event:
    def set(self) -> None:
        """Wake nobody: no task waits."""


class _Exchange:
    """A request in the place of uvicorn's cycle, by which a connection knows what is under way."""

    message_event = _Event()
    more_body = disconnected = False

    def __init__(self, keep_alive: bool, is_over: bool) -> None:
        self.keep_alive, self.response_complete = keep_alive, is_over


class Direct(Patient):
    """A connection of a client."""

    def __init__(self, *arguments: Any, prompt: Callable[[], Prompt | None], **options: Any) -> None:
        """Take what answers past uvicorn."""
        super().__init__(*arguments, **options)
        self._prompt = prompt
        self._is_amid = False
        self._messages = 0
        self._answered: tuple[Scope, Whole] | None = None
        self._leave: Callable[[], None] | None = None
        self._running: RequestResponseCycle | None = None

    def data_received(self, data: bytes) -> None:
        """Answer what has been asked before, byte for byte, or hear a part of a request."""
        prompt = self._prompt() if self._is_between() else None
        if prompt is None:
            super().data_received(data)
            return
        if whole := prompt.again(data, self.client):
            self._was_idle = False
            self._respond(whole, True)
            return
        self._messages, self._answered = 0, None
        super().data_received(data)
        if self._answered and self._messages == 1 and not self._is_amid:  # else it was not all, or not alone
            prompt.remember(data, *self._answered)

    def connection_lost(self, exc: Exception | None) -> None:
        """End what is worked out for nobody."""
        if self._leave:
            self._leave()
        if self._running:  # uvicorn tells the last request alone, which may be waiting behind this one
            self._running.disconnected = True
            self._running.message_event.set()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._is_amid = True
        self._messages += 1
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Answer a request, or begin to."""
        if not self._is_plain() or not self._begin():
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

    def _begin(self) -> bool:
        prompt = self._prompt()
        if prompt is None:
            return False
        scope, keep_alive = cast(Scope, self.scope), self.parser.should_keep_alive()
        scope.update(method="GET", path=PATH, raw_path=PATH.encode(), query_string=self.url[len(_BEGINNING) :])
        begun = prompt.begin(scope)
        if isinstance(begun, Pending):
            exchange = _Exchange(keep_alive, is_over=False)
            self.cycle = cast(RequestResponseCycle, exchange)
            self._leave = partial(prompt.leave, begun)
            begun.job.hear = partial(self._hear, prompt, exchange, begun)
        elif begun:
            self.cycle = cast(RequestResponseCycle, _Exchange(keep_alive, is_over=True))
            self._respond(begun, keep_alive)
            if keep_alive:
                self._answered = scope, begun
        return begun is not None

    def _hear(self, prompt: Prompt, exchange: _Exchange, pending: Pending) -> None:
        """Go on when there is an answer."""
        self._leave = None
        if whole := prompt.end(pending):
            exchange.response_complete = True
            self._respond(whole, exchange.keep_alive)
            if self.pipeline:
                self.on_response_complete()  # which begins the next
        else:
            self._hand_over(exchange, pending.scope, prompt.rest(pending))

    def _respond(self, whole: Whole, keep_alive: bool) -> None:
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
