"""The server: pages and endpoint over one store, on one address."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from aliansi.dataset.store import Store
from aliansi.errors import AliansiError
from aliansi.evaluation.evaluator import Evaluator
from aliansi.evaluation.federation.allowed_services import NO_SERVICES, AllowedServices
from aliansi.evaluation.limits import Limits
from aliansi.evaluation.workers.sandbox import CAN_FORK
from aliansi.evidence.source_texts import SourceFiles
from aliansi.http.answering import QueryAnswering
from aliansi.http.exchange import App, Exchange, Receive, Scope, Send, error_reply
from aliansi.http.metrics import PROMETHEUS, AccessLog, ObservedApp, ResponseLog, TextResource
from aliansi.http.proxies import Proxies
from aliansi.project.folder import Project
from aliansi.project.questions import load_all
from aliansi.server.fast_path import PATH as PATH_OF_QUERIES
from aliansi.server.fast_path import FastPath
from aliansi.server.graph_store import PATH as PATH_OF_GRAPHS
from aliansi.server.graph_store import GraphStore
from aliansi.server.multiprocess import ProcessSlot, run
from aliansi.server.service_description import PLACE_OF_VOID
from aliansi.server.sockets import announcement, listen
from aliansi.server.sparql_endpoint import QueryEndpoint
from aliansi.server.uvicorn_config import until_stopped

if TYPE_CHECKING:
    from aliansi.pages.site_data import SiteData
    from aliansi.server.routes import SiteApp

SECONDS_BEFORE_THE_REST: Final = 0.3
"""Left to the first queries, before what is asked seldom is made ready."""
SECONDS_BETWEEN_NUMBERS: Final = 1.0


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
        seat: ProcessSlot | None = None,
        texts: SourceFiles | None = None,
        settle: Callable[[], None] = lambda: None,
    ) -> None:
        """Take what ``/healthz`` is to say as ``health``, a place among several processes, and copies of sources.

        ``settle`` is called whenever all that stays for long has been made. Raises UsageError if a question of the
        project is broken.
        """
        if project:
            load_all(project)  # what is broken is told before anything is answered
        self._project, self._health, self._seat, self._texts = project, health, seat, texts
        self._settle = settle
        self.evaluator = Evaluator(store, limits, forks)
        answering = self.answering = QueryAnswering(self.evaluator, services)
        self._notes, self._proxies = ResponseLog(log), proxies or Proxies()
        self.fast_path = FastPath(answering, self._notes, self._proxies)
        self._queries = QueryEndpoint(answering)
        self._framework: asyncio.Task[SiteApp] | None = None
        self._hot = self._hot_routes()
        self._observed = ObservedApp(self._route, self._notes)

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or begin and end with the server."""
        if scope["type"] == "http":
            self._proxies.apply(scope)
            await self._observed(scope, receive, send)
        elif scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            later = asyncio.get_running_loop().call_later(SECONDS_BEFORE_THE_REST, self.begin)
            publishing = asyncio.create_task(self._publish())
            await receive()
            later.cancel()
            publishing.cancel()
            await self.close()
            await send({"type": "lifespan.shutdown.complete"})

    def _hot_routes(self) -> dict[str, App]:
        graphs = GraphStore(self.answering)
        return {
            PATH_OF_QUERIES: self._queries,
            f"{PATH_OF_QUERIES}/": self._queries,
            PLACE_OF_VOID: self._queries.description,
            PATH_OF_GRAPHS: graphs,
            f"{PATH_OF_GRAPHS}/": graphs,
            "/healthz": TextResource(lambda: f"{self._health()}\n"),
            "/metrics": TextResource(self._numbers, PROMETHEUS),
        }

    async def _route(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer at a high-traffic route, whose last part may be below its path, or at one of the pages."""
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        below = f"{PATH_OF_GRAPHS}/" if path.startswith(f"{PATH_OF_GRAPHS}/") else path
        await self._hot.get(below, self._pages)(scope, receive, send)

    def begin(self) -> asyncio.Task[SiteApp]:
        """Get ready for what is asked seldom, unless that is under way; meanwhile queries are answered."""
        if self._framework is None:
            making = self.evaluator.run_without_forks(self._make_framework)
            self._framework = asyncio.get_running_loop().create_task(making)
        return self._framework

    async def replace(self, read: Callable[[], Store]) -> Store:
        """Answer from another store and from the questions as they are now; requests under way end on the old one.

        Raises UsageError, and changes nothing, if the store cannot be read or a question is broken.
        """
        store, site = await self.evaluator.run_without_forks(partial(_with_what_is_here, read, self._project))
        (await self.begin()).site = site
        if store is not self.evaluator.store:
            self.evaluator.replace(store)
        self._settle()
        return store

    async def close(self) -> None:
        """End every process; what is under way gets no answer."""
        if self._framework:
            for made in await asyncio.gather(self._framework, return_exceptions=True):
                if not isinstance(made, BaseException):
                    await made.explanations.close()
        await self.evaluator.close()

    async def _pages(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            framework = await asyncio.shield(self.begin())
        except AliansiError as error:  # a question has been broken since it was read
            self._framework = None
            await Exchange(scope, receive, send).reply(error_reply(error))
        else:
            await framework(scope, receive, send)

    def _make_framework(self) -> SiteApp:
        from aliansi.server.routes import SiteApp

        framework = SiteApp(self.answering, self._project, self._queries, self._texts)
        self._settle()
        return framework

    def _numbers(self) -> str:
        own = self._notes.metrics.render(self.evaluator.metrics())
        if self._seat is None:
            return own
        self._seat.publish(own)
        return self._seat.all_numbers()

    async def _publish(self) -> None:
        """Let other processes know the numbers of this one, for ever."""
        while self._seat:
            self._seat.publish(self._notes.metrics.render(self.evaluator.metrics()))
            await asyncio.sleep(SECONDS_BETWEEN_NUMBERS)


def _with_what_is_here(read: Callable[[], Store], project: Project | None) -> tuple[Store, SiteData]:
    from aliansi.pages.site_data import load_site_data

    store = read()
    return store, load_site_data(store, project)


def serve(
    store: Store,
    project: Project | None,
    host: str = "127.0.0.1",
    port: int = 8000,
    limits: Limits | None = None,
    log: AccessLog | None = None,
    services: AllowedServices = NO_SERVICES,
    forks: bool = CAN_FORK,
    proxies: Proxies | None = None,
    processes: int = 1,
    texts: SourceFiles | None = None,
) -> None:
    """Serve until Ctrl+C. Raises UsageError if the address cannot be listened on."""
    # A collection that went through all that stays for long would keep everybody waiting for a tenth of a second.
    stays = partial(Application, store, project, limits, settle=gc.freeze)
    make = partial(stays, log=log, services=services, forks=forks, proxies=proxies, texts=texts)
    with listen(host, port) as listening:

        def announce() -> None:
            print(announcement(len(store.dataset), host, listening), file=sys.stderr, flush=True)

        def serve_one(seat: ProcessSlot | None = None) -> None:
            site = make(seat=seat)
            if seat is None:
                announce()
            until_stopped(site.app, listening, lambda: site.fast_path, (limits or Limits()).seconds_ending)

        if processes == 1:
            serve_one()
            return
        if project:
            load_all(project)
        announce()
        run(processes, serve_one)
