"""HTTP connection on httptools that uses the fast path; every other request takes uvicorn's way through ASGI."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from aliansi.http.exchange import App, Scope
from aliansi.server.connection_timeouts import TimeoutProtocol
from aliansi.server.fast_path import PATH, FastPath, PendingRequest, StoredResponse
from aliansi.server.similar_requests import PATH_AND_QUERY, SimilarRequests


class FastCycle:
    """Stands in for uvicorn's RequestResponseCycle while the fast path answers: what a connection reads of it."""

    message_event = asyncio.Event()  # which uvicorn sets when the client disconnects; nothing awaits it
    more_body = disconnected = False

    def __init__(self, keep_alive: bool, response_complete: bool) -> None:
        self.keep_alive, self.response_complete = keep_alive, response_complete


class FastConnection(TimeoutProtocol):
    """The connection of a client."""

    def __init__(self, *arguments: Any, fast_path: Callable[[], FastPath | None], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._fast_path = fast_path
        self._in_message = False
        self._messages = 0
        self._to_cache: tuple[Scope, StoredResponse] | None = None
        self._started: Scope | None = None
        self._similar = SimilarRequests()
        self._waiting: tuple[FastPath, FastCycle, PendingRequest] | None = None
        self._running: RequestResponseCycle | None = None

    def data_received(self, data: bytes) -> None:
        """Answer a request that came before, byte for byte or with another query; else let httptools parse the data."""
        fast_path = self._fast_path() if self._is_between_requests() else None
        if fast_path is None:
            super().data_received(data)
            return
        self._unset_keepalive_if_required()
        self._messages, self._to_cache, self._started = 0, None, None
        if response := fast_path.cached_response(data, self.client):
            self._was_idle = False
            self._respond(response, True)
            return
        if (scope := self._similar.scope_of(data)) and self._start(fast_path, scope, True):
            self._was_idle = False
        else:
            super().data_received(data)
            if not self._started or self._messages != 1 or self._in_message:  # not one whole request
                return
            self._similar.note(data, self._started)
        if self._to_cache:
            fast_path.cache_response(data, *self._to_cache)

    def connection_lost(self, exc: Exception | None) -> None:
        """End the job of the client, and the task that sends its response."""
        if self._waiting:
            fast_path, _, pending = self._waiting
            fast_path.abandon(pending)
        if self._running:  # uvicorn ends the last request alone, which may be waiting behind this one
            self._running.disconnected = True
            self._running.message_event.set()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """Let a pending request end as a task, which the server awaits and ends in time."""
        if self._waiting:
            fast_path, cycle, pending = self._waiting
            self._waiting = pending.job.on_result = None
            cycle.keep_alive = False
            self._hand_over(cycle, pending.scope, fast_path.normal_path(pending))
        super().shutdown()

    def on_message_begin(self) -> None:
        """Note the beginning of a request."""
        self._in_message = True
        self._messages += 1
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Start a request on the fast path, else as uvicorn does."""
        fast_path = self._fast_path() if self._is_for_fast_path() else None
        if fast_path is None or not self._start_parsed(fast_path):
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Note the end of a request."""
        self._in_message = self._was_idle = False
        super().on_message_complete()

    def _is_between_requests(self) -> bool:
        """Return whether the next byte is the first of a request that can be answered at once."""
        return not (self._in_message or self._is_busy() or self.flow.write_paused or self.transport.is_closing())

    def _is_in_head(self) -> bool:
        return self._in_message and not self._is_busy()

    def _is_for_fast_path(self) -> bool:
        return (
            self.url.startswith(PATH_AND_QUERY)
            and self.parser.get_method() == b"GET"
            and self.parser.get_http_version() == "1.1"
            and b"#" not in self.url
            and not (self._is_busy() or self.flow.write_paused or self.transport.is_closing())
        )

    def _start_parsed(self, fast_path: FastPath) -> bool:
        scope = cast(Scope, self.scope)
        scope.update(method="GET", path=PATH, raw_path=PATH.encode(), query_string=self.url[len(PATH_AND_QUERY) :])
        return self._start(fast_path, scope, self.parser.should_keep_alive())

    def _start(self, fast_path: FastPath, scope: Scope, keep_alive: bool) -> bool:
        """Answer a request, or submit it; return whether the fast path takes it."""
        started = fast_path.start(scope)
        if isinstance(started, PendingRequest):
            cycle = FastCycle(keep_alive, response_complete=False)
            self.cycle = cast(RequestResponseCycle, cycle)
            self._waiting = fast_path, cycle, started
            started.job.on_result = partial(self._finish, fast_path, cycle, started)
        elif started:
            self.cycle = cast(RequestResponseCycle, FastCycle(keep_alive, response_complete=True))
            self._respond(started, keep_alive)
            if keep_alive and started.is_cached:  # a request that comes once is not worth the memory
                self._to_cache = scope, started
        if started and keep_alive:
            self._started = scope
        return started is not None

    def _finish(self, fast_path: FastPath, cycle: FastCycle, pending: PendingRequest) -> None:
        """Send the result of a job."""
        self._waiting = None
        if response := fast_path.finish(pending):
            cycle.response_complete = True
            self._respond(response, cycle.keep_alive)
            if self.pipeline:
                self.on_response_complete()  # which starts the next request
        else:
            self._hand_over(cycle, pending.scope, fast_path.normal_path(pending))

    def _respond(self, response: StoredResponse, keep_alive: bool) -> None:
        """Send a response as uvicorn does, byte for byte."""
        self.transport.write(response.message(self.server_state.default_headers, keep_alive))
        self.server_state.total_requests += 1
        if not keep_alive:
            self.transport.close()

    def _hand_over(self, cycle: FastCycle, scope: Scope, app: App) -> None:
        """Let uvicorn send a streamed result, or an error, as if the request had taken its way from the beginning."""
        received = asyncio.Event()
        received.set()
        running = RequestResponseCycle(
            scope=cast(Any, scope),
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=self.access_log,
            default_headers=self.server_state.default_headers,
            message_event=received,
            expect_100_continue=False,
            keep_alive=cycle.keep_alive,
            on_response=self.on_response_complete,
        )
        running.more_body = False
        if cast(Any, self.cycle) is cycle:  # else another request waits behind it
            self.cycle = running
        self._start_asgi_task(running, cast(Any, app))

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)
