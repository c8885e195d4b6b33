"""Federation: sends the SERVICE clauses of a query to their endpoints, if allowed, before it is evaluated."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from aliansi.errors import ServiceFailed, TimeLimit, TooBusy, TooManyRequests, UsageError
from aliansi.evaluation.federation.allowed_services import AllowedServices
from aliansi.evaluation.federation.service_clauses import FORMATS, ServiceCall, remove_service_clauses, service_calls
from aliansi.evaluation.limits import Limits
from aliansi.evaluation.query import Query, ServiceResponse
from aliansi.namespaces import PREFIXES
from aliansi.sparql.diagnosis import error_at
from aliansi.sparql.federation_guard import contains_service, refuse_federation


class Federation:
    """Resolves SERVICE clauses within limits of its own."""

    def __init__(self, services: AllowedServices, limits: Limits) -> None:
        self._services, self._limits = services, limits
        self._under_way: Counter[str] = Counter()

    @property
    def is_enabled(self) -> bool:
        """Whether any host is allowed."""
        return bool(self._services.hosts)

    def service_calls(self, query: Query) -> tuple[ServiceCall, ...]:
        """Return the SERVICE clauses of a query.

        Raises UsageError for a host that is not allowed, and for a SERVICE that this reading does not recognise.
        """
        if not self.is_enabled or not contains_service(query.text):
            return ()
        base = query.base or ""
        found = service_calls(query.text, PREFIXES, base)
        for call in found:
            try:
                self._services.host_of(call.endpoint)
            except UsageError as error:
                raise error_at(query.text, call.start, str(error), "SERVICE: ") from error
        if found:
            refuse_federation(remove_service_clauses(query.text, PREFIXES, base))
        return found

    async def resolve(self, query: Query, service_calls: tuple[ServiceCall, ...], client: str) -> Query:
        """Return a query with the responses to its SERVICE clauses.

        Raises ServiceFailed, TimeLimit, TooManyRequests or TooBusy.
        """
        with self._slot(client):
            responses, remaining = [], self._limits.service_bytes
            try:
                async with asyncio.timeout(self._limits.seconds_service):
                    for call in service_calls:
                        responses.append(await self._send(call, remaining))
                        remaining -= len(responses[-1].body or b"")
            except TimeoutError as error:
                responses += [self._time_out(call, error) for call in service_calls[len(responses) :]]
        return replace(query, services=tuple(responses))

    async def _send(self, call: ServiceCall, max_bytes: int) -> ServiceResponse:
        try:
            host = self._services.host_of(call.endpoint)
            from aliansi.evaluation.federation import sparql_client  # httpx would delay the start of every server

            table = await sparql_client.send_query(call.endpoint, host, call.query, tuple(FORMATS), max_bytes)
        except ServiceFailed:
            if not call.silent:
                raise
            return _empty_response(call)
        return replace(_empty_response(call), media_type=table.media_type, body=table.body)

    def _time_out(self, call: ServiceCall, error: TimeoutError) -> ServiceResponse:
        if call.silent:
            return _empty_response(call)
        seconds = f"{self._limits.seconds_service:g} seconds"
        raise TimeLimit(f"SERVICE <{call.endpoint}>: no response within {seconds}") from error

    @contextmanager
    def _slot(self, client: str) -> Iterator[None]:
        """Occupy one of the slots for queries with SERVICE; a client has at most half of them."""
        slots = self._limits.services_at_once
        if self._under_way[client] >= max(1, slots // 2):
            raise TooManyRequests("several of your queries wait for other endpoints; wait for some of them")
        if self._under_way.total() >= slots:
            raise TooBusy("the server is busy with other queries that wait for other endpoints; try again later")
        self._under_way[client] += 1
        try:
            yield
        finally:
            self._under_way[client] -= 1
            if not self._under_way[client]:
                del self._under_way[client]


def _empty_response(call: ServiceCall) -> ServiceResponse:
    return ServiceResponse(call.start, call.stop, call.endpoint, call.query, call.silent)
