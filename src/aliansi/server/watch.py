"""Serve what is being written: a moment after a file is saved, the answers come from it.

A process of its own builds (``aliansi.pipeline.build_process``), so that no request waits for reasoning. A build with
errors is reported and not served: the last good state stays.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from starlette.responses import PlainTextResponse
from starlette.routing import Router
from starlette.types import ASGIApp, Receive, Scope, Send
from watchfiles import Change, awatch

from aliansi.dataset import store
from aliansi.dataset.store import Store
from aliansi.errors import AliansiError
from aliansi.evaluation.federation.allowed_services import NO_SERVICES, AllowedServices
from aliansi.evaluation.limits import Limits
from aliansi.evaluation.workers.sandbox import CAN_FORK
from aliansi.evidence.source_texts import SourceFiles
from aliansi.http.metrics import AccessLog
from aliansi.http.proxies import Proxies
from aliansi.pipeline.build_process import BuildProcess, BuildProcessEnded
from aliansi.project.folder import PARTS, RDF_SUFFIXES, Project, is_hidden
from aliansi.project.freshness import is_fresh
from aliansi.server.app import Application
from aliansi.server.fast_path import FastPath
from aliansi.server.sockets import address_of, announcement, listen
from aliansi.server.uvicorn_config import until_stopped

QUERIES: Final = ("queries/questions", "queries/checks", "queries/exports")
MAX_BUILDERS_IN_A_ROW: Final = 3
SECONDS_BETWEEN_LOOKS: Final = 1.0


def serve(
    project: Project,
    dataset: Path | None,
    host: str,
    port: int,
    limits: Limits,
    log: AccessLog | None,
    services: AllowedServices = NO_SERVICES,
    forks: bool = CAN_FORK,
    proxies: Proxies | None = None,
    texts: SourceFiles | None = None,
) -> None:
    """Serve a project, or a dataset as it is, and what it becomes, until Ctrl+C.

    Raises UsageError if the address cannot be listened on.
    """
    watched = WatchedFiles(project.dataset_file, project) if dataset is None else WatchedFiles(dataset.absolute(), None)
    with listen(host, port) as listening:

        def announce(opened: Store) -> str:
            return announcement(len(opened.dataset), host, listening)

        site = partial(
            Application, limits=limits, log=log, services=services, forks=forks, proxies=proxies, texts=texts
        )
        live = ReloadingApp(watched, address_of(host, listening), announce, site)
        until_stopped(Router(default=live, lifespan=live.following), listening, live.fast_path, limits.seconds_ending)


@dataclass(frozen=True)
class WatchedFiles:
    """The dataset that is served and the project that it is built from; None for a file that others write."""

    dataset: Path
    project: Project | None

    def folders(self) -> tuple[Path, ...]:
        """Return the folders whose entries are watched: editors do not change files, they replace them."""
        if self.project is None:
            return (self.dataset.parent,)
        return tuple(self.project.root / name for name in ("", *PARTS, *QUERIES))

    def matters(self, _: Change, name: str) -> bool:
        """Say whether a change of this file or folder may change what is served."""
        path = Path(name)
        if self.project is None:
            return path == self.dataset
        return path in self.folders() or (path.suffix in {*RDF_SUFFIXES, ".rq"} and not is_hidden(path))


@dataclass
class WatchStatus:
    """Which state is served, and why not a later one."""

    since: datetime | None = None
    trouble: str = ""

    def __str__(self) -> str:
        """Say it in a line; ``ok`` if there is nothing to say."""
        return f"serving {self.state()}; {self.trouble}" if self.trouble else "ok"

    def state(self) -> str:
        """Name what is served."""
        if self.since is None:
            return "nothing yet"
        today = self.since.date() == datetime.now().date()
        return f"the state of {self.since:%H:%M}" if today else f"the state of {self.since:%Y-%m-%d %H:%M}"


class ReloadingApp:
    """An application whose site follows its files."""

    def __init__(
        self, watched: WatchedFiles, address: str, announce: Callable[[Store], str], site: Callable[..., Application]
    ) -> None:
        """Begin without a site; ``announce`` says what is served at the address when there is one."""
        self._watched = watched
        self._address = address
        self._announce = announce
        self._make_site = site
        self._status = WatchStatus()
        self._due = asyncio.Event()
        self._site: Application | None = None
        self._read: tuple[object, Store] | None = None
        self._builder = BuildProcess(watched.project, self._due.set) if watched.project else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from the site; before there is one, say why not."""
        nothing = PlainTextResponse(f"{self._status}\n", 503, headers={"Retry-After": "2"})
        answer: ASGIApp = self._site.app if self._site else nothing
        await answer(scope, receive, send)

    def fast_path(self) -> FastPath | None:
        """Return what answers queries past the application, when there is a site."""
        return self._site.fast_path if self._site else None

    @asynccontextmanager
    async def following(self, _: object) -> AsyncIterator[None]:
        """Follow the files for as long as this is entered."""
        tasks = [asyncio.create_task(self._notice()), asyncio.create_task(self._follow())]
        for task in tasks:
            task.add_done_callback(_report_a_fault)
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            if self._builder:
                await self._builder.stop()
            if self._site:
                await self._site.close()

    async def _notice(self) -> None:
        """Note every change, for ever; a folder that is itself replaced is watched anew."""
        try:
            while True:
                async with aclosing(self._changes()) as changes:
                    async for paths in changes:
                        self._status.trouble = "a later change is being checked"
                        self._due.set()
                        if not paths.isdisjoint(self._watched.folders()):
                            break
        except (OSError, RuntimeError) as error:
            self._status.trouble = "changes are not noticed any more"
            _say(f"aliansi: changes are not noticed any more: {error}")

    async def _changes(self) -> AsyncGenerator[set[Path], None]:
        there = [folder for folder in self._watched.folders() if folder.is_dir()]
        while not there:
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
            there = [folder for folder in self._watched.folders() if folder.is_dir()]
        async for changes in awatch(*there, watch_filter=self._watched.matters, recursive=False):
            yield {Path(name) for _, name in changes}

    async def _follow(self) -> None:
        """Bring what is served up to date, at first and after every change, for ever."""
        if self._watched.project and is_fresh(self._watched.project):
            await self._show([])
        else:
            self._status.trouble = "the first build is under way"
        self._due.set()
        ended = 0
        while True:
            await self._due.wait()
            self._due.clear()
            try:
                errors = await self._builder.errors() if self._builder else []
            except BuildProcessEnded as error:
                ended = (ended + 1) % MAX_BUILDERS_IN_A_ROW
                self._report_end(error, final=ended == 0)
            else:
                ended = 0
                await self._show(errors)

    async def _show(self, errors: list[str]) -> None:
        """Serve the dataset as it is now, or report why the one before stays."""
        changed = bool(self._site and self._status.trouble)
        errors = errors or await self._replace()
        if errors and self._site is None and self._watched.project and self._watched.dataset.exists():
            # The last good state is better than none.
            errors += [error for error in await self._replace() if error not in errors]
        if errors:
            self._report(errors)
            return
        self._status.trouble = "a later change is being checked" if self._due.is_set() else ""
        if changed and self._read:
            _say(f"Serving {len(self._read[1].dataset)} triples, {self._status.state()}")

    async def _replace(self) -> list[str]:
        """Serve what the files hold; return what keeps it from that."""
        try:
            if self._site is None:
                opened = self._opened()
                self._site = self._make_site(opened, self._watched.project, health=lambda: str(self._status))
                self._status.since = datetime.fromtimestamp(self._watched.dataset.stat().st_mtime)
                self._site.begin()
                _say(self._announce(opened))
            else:
                await self._site.replace(self._opened)
                self._status.since = datetime.now()
        except AliansiError as error:
            return [str(error)]
        return []

    def _opened(self) -> Store:
        """Return the dataset's store, the one before if it is the same file: a question alone may have changed."""
        with suppress(OSError):  # reading it says what is wrong
            about = self._watched.dataset.stat()
            identity = (about.st_ino, about.st_mtime_ns, about.st_size)
            if self._read is None or self._read[0] != identity:
                self._read = (identity, store.read(self._watched.dataset))
            return self._read[1]
        return store.read(self._watched.dataset)

    def _report(self, errors: list[str]) -> None:
        many = "1 error" if len(errors) == 1 else f"{len(errors)} errors"
        if self._site:
            self._status.trouble = "a later change has errors"
            _say(*errors, f"aliansi: {many} found; still serving {self._status.state()}")
        else:
            self._status.trouble = "there are errors to mend first"
            _say(*errors, f"aliansi: {many} found; nothing is served at {self._address} before they are mended")

    def _report_end(self, error: BuildProcessEnded, final: bool) -> None:
        if final:
            next_ = f"it is the {MAX_BUILDERS_IN_A_ROW}rd in a row: the next change starts another"
        else:
            next_ = "another is starting"
            self._due.set()
        self._status.trouble = f"the builder ended, {next_}"
        _say(f"aliansi: the builder ended ({error}), {next_}; still serving {self._status.state()}")


def _report_a_fault(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        told = {"message": "files are not followed any more", "exception": error, "task": task}
        task.get_loop().call_exception_handler(told)


def _say(*lines: str) -> None:
    print(*lines, sep="\n", file=sys.stderr, flush=True)
