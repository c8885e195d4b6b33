"""What queries ask of other endpoints: it is asked before they are evaluated, of the hosts that are allowed alone."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from aliansi.errors import ServiceFailed, TimeLimit, TooBusy, TooManyRequests
from aliansi.evaluation import sparql_client
from aliansi.evaluation.allowed_services import AllowedServices
from aliansi.evaluation.limits import Limits
from aliansi.evaluation.query import Query, ServiceResponse
from aliansi.evaluation.service_clauses import FORMATS, ServiceCall, calls, without
from aliansi.namespaces import PREFIXES
from aliansi.sparql.federation_guard import contains_service, refuse_federation


class Federation:
    """Asks other endpoints for queries, within limits of its own."""

    def __init__(self, services: AllowedServices, limits: Limits) -> None:
        """Ask only the hosts that are allowed; with none, queries are left as they are."""
        self._services, self._limits = services, limits
        self._asking: Counter[str] = Counter()

    @property
    def is_on(self) -> bool:
        """Whether any host may be asked."""
        return bool(self._services.hosts)

    def service_calls(self, query: Query) -> tuple[ServiceCall, ...]:
        """Return what a query asks of others. Raises UsageError for a host that is not allowed, or a disguise."""
        if not self.is_on or not contains_service(query.text):
            return ()
        base = query.base or ""
        found = calls(query.text, PREFIXES, base)
        for call in found:
            self._services.host_of(call.endpoint)
        if found:
            refuse_federation(without(query.text, PREFIXES, base))
        return found

    async def resolve(self, query: Query, asked: tuple[ServiceCall, ...], client: str) -> Query:
        """Return a query with the answers of others. Raises ServiceFailed, TimeLimit, TooMany or TooBusy."""
        with self._place(client):
            heard, left = [], self._limits.service_bytes
            try:
                async with asyncio.timeout(self._limits.seconds_service):
                    for call in asked:
                        heard.append(await self._answer(call, left))
                        left -= len(heard[-1].body or b"")
            except TimeoutError as error:
                heard += [self._late(call, error) for call in asked[len(heard) :]]
        return replace(query, services=tuple(heard))

    async def _answer(self, call: ServiceCall, most: int) -> ServiceResponse:
        try:
            host = self._services.host_of(call.endpoint)
            table = await sparql_client.send_query(call.endpoint, host, call.query, tuple(FORMATS), most)
        except ServiceFailed:
            if not call.silent:
                raise
            return _nothing(call)
        return replace(_nothing(call), media_type=table.media_type, body=table.body)

    def _late(self, call: ServiceCall, error: TimeoutError) -> ServiceResponse:
        if call.silent:
            return _nothing(call)
        seconds = f"{self._limits.seconds_service:g} seconds"
        raise TimeLimit(f"SERVICE <{call.endpoint}>: there is no answer within {seconds}") from error

    @contextmanager
    def _place(self, client: str) -> Iterator[None]:
        """Take one of the places for those who ask others: at most half of them for one client."""
        most = self._limits.services_at_once
        if self._asking[client] >= max(1, most // 2):
            raise TooManyRequests("there are several queries of yours that ask other endpoints; wait for some of them")
        if self._asking.total() >= most:
            raise TooBusy("the server is busy with other queries that ask endpoints elsewhere; try again later")
        self._asking[client] += 1
        try:
            yield
        finally:
            self._asking[client] -= 1
            if not self._asking[client]:
                del self._asking[client]


def _nothing(call: ServiceCall) -> ServiceResponse:
    return ServiceResponse(call.start, call.stop, call.endpoint, call.query, call.silent)
