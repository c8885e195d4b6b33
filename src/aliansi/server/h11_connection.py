"""HTTP connection on h11, where httptools is not installed: repeated queries and look-ups take the fast path."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

import h11

from aliansi.http.exchange import Scope
from aliansi.server.connection_timeouts import TimeoutProtocol
from aliansi.server.fast_path import PATH, FastPath, StoredResponse
from aliansi.server.similar_requests import PATH_AND_QUERY, SimilarRequests

_START: Final = b"GET " + PATH_AND_QUERY


class H11Connection(TimeoutProtocol):
    """The connection of a client; a query that a worker evaluates takes uvicorn's way through ASGI."""

    def __init__(self, *arguments: Any, fast_path: Callable[[], FastPath | None], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._fast_path = fast_path
        self._similar = SimilarRequests()

    def data_received(self, data: bytes) -> None:
        """Answer one whole request for a query at once if that is possible; else let uvicorn parse the data."""
        fast_path = self._fast_path() if data.startswith(_START) and self._is_between_requests() else None
        response = self._response(fast_path, data) if fast_path else None
        if response is None:
            super().data_received(data)
            return
        self._unset_keepalive_if_required()
        self._was_idle = False
        self.transport.write(response.message(self.server_state.default_headers))
        self.server_state.total_requests += 1

    def _is_between_requests(self) -> bool:
        """Return whether the next byte is the first of a request that can be answered at once."""
        conn: h11.Connection = cast(Any, self).conn
        is_idle = conn.our_state is h11.IDLE and conn.their_state is h11.IDLE and not conn.trailing_data[0]
        return is_idle and not (self.flow.write_paused or self.transport.is_closing())

    def _response(self, fast_path: FastPath, data: bytes) -> StoredResponse | None:
        if response := fast_path.cached_response(data, self.client):
            return response
        scope = self._similar.scope_of(data) or self._parse(data)
        started = fast_path.start(scope, submits=False) if scope else None
        if scope is None or not isinstance(started, StoredResponse):
            return None
        self._similar.note(data, scope)
        if started.is_cached:  # a request that comes once is not worth the memory
            fast_path.cache_response(data, scope, started)
        return started

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
