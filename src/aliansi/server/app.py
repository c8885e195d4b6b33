"""The application: the high-traffic routes, and the pages as soon as they are loaded."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from aliansi.dataset.store import Store
from aliansi.errors import AliansiError, ProtocolError
from aliansi.evaluation.evaluator import Evaluator
from aliansi.evaluation.federation.allowed_services import NO_SERVICES, AllowedServices
from aliansi.evaluation.limits import Limits
from aliansi.evaluation.workers.sandbox import CAN_FORK
from aliansi.evidence.source_texts import SourceFiles
from aliansi.http.answering import QueryAnswering
from aliansi.http.exchange import App, Exchange, Receive, Scope, Send, error_reply
from aliansi.http.hosts import AllowedHosts
from aliansi.http.metrics import PROMETHEUS, AccessLog, ObservedApp, ResponseLog, TextResource
from aliansi.http.proxies import Proxies
from aliansi.project.folder import Project
from aliansi.project.questions import load_all
from aliansi.server.fast_path import PATH as QUERY_PATH
from aliansi.server.fast_path import FastPath
from aliansi.server.graph_store import PATH as GRAPH_PATH
from aliansi.server.graph_store import GraphStore
from aliansi.server.multiprocess import ProcessSlot
from aliansi.server.service_description import VOID_PATH
from aliansi.server.sparql_endpoint import QueryEndpoint

if TYPE_CHECKING:
    from aliansi.pages.site_data import SiteData
    from aliansi.server.routes import SiteApp

SECONDS_BEFORE_PAGES: Final = 0.3
"""Left to the first queries before the pages are loaded."""
SECONDS_BETWEEN_METRICS: Final = 1.0


class Application:
    """The pages and the endpoint over a store, which can be replaced while requests are answered."""

    def __init__(
        self,
        store: Store,
        project: Project | None,
        limits: Limits | None = None,
        health: Callable[[], str] = lambda: "ok",
        log: AccessLog | None = None,
        services: AllowedServices = NO_SERVICES,
        forks: bool = CAN_FORK,
        proxies: Proxies | None = None,
        hosts: AllowedHosts | None = None,
        slot: ProcessSlot | None = None,
        texts: SourceFiles | None = None,
        on_loaded: Callable[[], None] = lambda: None,
    ) -> None:
        """Take the text of ``/healthz``, the slot of this process among several, and the copies of source texts.

        ``on_loaded`` is called whenever objects that stay for long have been made. Raises UsageError if a question of
        the project is broken.
        """
        if project:
            load_all(project)  # reports a broken question before the first response
        self._project, self._health, self._slot, self._texts = project, health, slot, texts
        self._on_loaded = on_loaded
        self.evaluator = Evaluator(store, limits, forks)
        self.answering = QueryAnswering(self.evaluator, services)
        self._log, self._proxies, self._hosts = ResponseLog(log), proxies or Proxies(), hosts or AllowedHosts()
        self.fast_path = FastPath(self.answering, self._log, self._proxies, self._hosts)
        self._queries = QueryEndpoint(self.answering)
        self._site: asyncio.Task[SiteApp] | None = None
        self._hot_routes = self._make_hot_routes()
        self._observed = ObservedApp(self._route, self._log)

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or start and end with the server."""
        if scope["type"] == "http":
            self._proxies.apply(scope)
            await self._observed(scope, receive, send)
        elif scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            later = asyncio.get_running_loop().call_later(SECONDS_BEFORE_PAGES, self.load_pages)
            publishing = asyncio.create_task(self._publish_metrics())
            await receive()
            later.cancel()
            publishing.cancel()
            await self.close()
            await send({"type": "lifespan.shutdown.complete"})

    def _make_hot_routes(self) -> dict[str, App]:
        graphs = GraphStore(self.answering)
        return {
            QUERY_PATH: self._queries,
            f"{QUERY_PATH}/": self._queries,
            VOID_PATH: self._queries.description,
            GRAPH_PATH: graphs,
            f"{GRAPH_PATH}/": graphs,
            "/healthz": TextResource(lambda: f"{self._health()}\n"),
            "/metrics": TextResource(self._metrics, PROMETHEUS),
        }

    async def _route(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            self._hosts.check(scope)
        except ProtocolError as error:
            await Exchange(scope, receive, send).reply(error_reply(error))
            return
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        route = f"{GRAPH_PATH}/" if path.startswith(f"{GRAPH_PATH}/") else path
        await self._hot_routes.get(route, self._pages)(scope, receive, send)

    def load_pages(self) -> asyncio.Task[SiteApp]:
        """Begin to load the pages, unless that is done; queries are answered meanwhile."""
        if self._site is None:
            loading = self.evaluator.run_without_forks(self._load_site)
            self._site = asyncio.get_running_loop().create_task(loading)
        return self._site

    async def replace(self, read: Callable[[], Store]) -> Store:
        """Answer from another store and the current questions; running requests end on the old store.

        Raises UsageError, and changes nothing, if the store cannot be read or a question is broken.
        """
        store, data = await self.evaluator.run_without_forks(partial(_with_site_data, read, self._project))
        (await self.load_pages()).site = data
        if store is not self.evaluator.store:
            self.evaluator.replace(store)
        self._on_loaded()
        return store

    async def close(self) -> None:
        """End all processes; running requests get no response."""
        if self._site:
            for site in await asyncio.gather(self._site, return_exceptions=True):
                if not isinstance(site, BaseException):
                    await site.explanations.close()
        await self.evaluator.close()

    async def _pages(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            site = await asyncio.shield(self.load_pages())
        except AliansiError as error:  # a question has been broken since the start
            self._site = None
            await Exchange(scope, receive, send).reply(error_reply(error))
        else:
            await site(scope, receive, send)

    def _load_site(self) -> SiteApp:
        from aliansi.server.routes import SiteApp

        site = SiteApp(self.answering, self._project, self._queries, self._texts)
        self._on_loaded()
        return site

    def _metrics(self) -> str:
        own = self._log.metrics.render(self.evaluator.metrics())
        if self._slot is None:
            return own
        self._slot.publish(own)
        return self._slot.all_metrics()

    async def _publish_metrics(self) -> None:
        """Publish the metrics of this process for the others, without end."""
        while self._slot:
            self._slot.publish(self._log.metrics.render(self.evaluator.metrics()))
            await asyncio.sleep(SECONDS_BETWEEN_METRICS)


def _with_site_data(read: Callable[[], Store], project: Project | None) -> tuple[Store, SiteData]:
    from aliansi.pages.site_data import load_site_data

    store = read()
    return store, load_site_data(store, project)
