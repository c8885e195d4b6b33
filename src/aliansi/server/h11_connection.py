"""HTTP connection on h11, where httptools is not installed, that uses the fast path for whole requests."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final, cast

import h11

from aliansi.http.exchange import Receive, Scope, Send
from aliansi.server.connection_timeouts import TimeoutProtocol
from aliansi.server.fast_path import PATH, FastPath, PendingRequest, StoredResponse
from aliansi.server.similar_requests import PATH_AND_QUERY, SimilarRequests

_START: Final = b"GET " + PATH_AND_QUERY
MAX_BYTES_BEHIND: Final = 2**16
"""Requests that a client has sent behind one whose job is in the pool: beyond it nothing is read."""


class H11Connection(TimeoutProtocol):
    """The connection of a client; what is not one whole request takes uvicorn's way through ASGI."""

    def __init__(self, *arguments: Any, fast_path: Callable[[], FastPath | None], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._fast_path = fast_path
        self._similar = SimilarRequests()
        self._waiting: tuple[FastPath, PendingRequest, bytes] | None = None
        self._behind = b""

    def data_received(self, data: bytes) -> None:
        """Start one whole request for a query on the fast path; else let uvicorn parse the data."""
        if self._waiting:
            self._behind += data
            if len(self._behind) > MAX_BYTES_BEHIND:
                self.flow.pause_reading()
            return
        fast_path = self._fast_path() if data.startswith(_START) and self._is_between_requests() else None
        started = self._start(fast_path, data) if fast_path else None
        if started is None:
            super().data_received(data)
            return
        self._unset_keepalive_if_required()
        self._was_idle = False
        if isinstance(started, StoredResponse):
            self._respond(started)

    def connection_lost(self, exc: Exception | None) -> None:
        """End the job of the client."""
        if self._waiting:
            fast_path, pending, _ = self._waiting
            self._waiting = None
            fast_path.abandon(pending)
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """Let a pending request end as a task, which the server awaits and ends in time, and start no other here."""
        self._fast_path = lambda: None
        if self._waiting:
            fast_path, pending, data = self._waiting
            pending.job.on_result = None
            self._hand_over(fast_path, pending, data)
        super().shutdown()

    def _is_busy(self) -> bool:
        return self._waiting is not None or super()._is_busy()

    def _is_between_requests(self) -> bool:
        """Return whether the next byte is the first of a request that can be answered at once."""
        conn: h11.Connection = cast(Any, self).conn
        is_idle = conn.our_state is h11.IDLE and conn.their_state is h11.IDLE and not conn.trailing_data[0]
        return is_idle and not (self.flow.write_paused or self.transport.is_closing())

    def _start(self, fast_path: FastPath, data: bytes) -> StoredResponse | PendingRequest | None:
        """Return the response, or the request if a worker evaluates it; None if uvicorn answers."""
        if response := fast_path.cached_response(data, self.client):
            return response
        scope = self._similar.scope_of(data) or self._parse(data)
        started = fast_path.start(scope) if scope else None
        if scope is None or started is None:
            return None
        self._similar.note(data, scope)
        if isinstance(started, PendingRequest):
            self._waiting = fast_path, started, data
            started.job.on_result = partial(self._finish, fast_path, started, data)
        elif started.is_cached:  # a request that comes once is not worth the memory
            fast_path.cache_response(data, scope, started)
        return started

    def _finish(self, fast_path: FastPath, pending: PendingRequest, data: bytes) -> None:
        """Send the result of a job, and start what the client has sent behind its request."""
        if response := fast_path.finish(pending):
            self._waiting = None
            self._respond(response)
            self._start_behind()
        else:
            self._hand_over(fast_path, pending, data)

    def _respond(self, response: StoredResponse) -> None:
        self.transport.write(response.message(self.server_state.default_headers))
        self.server_state.total_requests += 1

    def _start_behind(self) -> None:
        behind, self._behind = self._behind, b""
        self.flow.resume_reading()
        if behind and not self.transport.is_closing():
            self.data_received(behind)

    def _hand_over(self, fast_path: FastPath, pending: PendingRequest, data: bytes) -> None:
        """Let uvicorn send a streamed result, or an error, as if it had parsed the request at the beginning."""

        async def finish(_: Scope, receive: Receive, send: Send) -> None:
            await fast_path.normal_path(pending)(pending.scope, receive, send)

        self._waiting, app = None, self.app
        self.app = cast(Any, finish)
        super().data_received(data)
        self.app = app
        self._start_behind()

    def _parse(self, data: bytes) -> Scope | None:
        """Return the scope of one whole request without a body on a connection that stays open, None for any other."""
        parser = h11.Connection(h11.SERVER)
        parser.receive_data(data)
        try:
            request, end = parser.next_event(), parser.next_event()
        except h11.RemoteProtocolError:
            return None
        if not isinstance(request, h11.Request) or parser.their_state is not h11.DONE or parser.trailing_data[0]:
            return None
        if not isinstance(end, h11.EndOfMessage) or request.http_version != b"1.1" or b"#" in request.target:
            return None
        return {
            "type": "http",
            "http_version": "1.1",
            "server": self.server,
            "client": self.client,
            "scheme": self.scheme,
            "method": "GET",
            "root_path": self.root_path,
            "path": PATH,
            "raw_path": PATH.encode(),
            "query_string": request.target[len(PATH_AND_QUERY) :],
            "headers": [(name.lower(), value) for name, value in request.headers],
        }
