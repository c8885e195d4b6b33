"""``aliansi serve --watch``: a server whose responses follow the files, a moment after each change.

A process of its own builds (``aliansi.pipeline.build_process``), so that no request waits for reasoning. A build with
errors is reported and not served: the last good state stays.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from starlette.responses import PlainTextResponse
from starlette.routing import Router
from starlette.types import ASGIApp, Receive, Scope, Send

from aliansi.dataset import store
from aliansi.dataset.inspection import rewritten_in
from aliansi.dataset.store import Store
from aliansi.errors import AliansiError
from aliansi.evaluation.federation.allowed_services import NO_SERVICES, AllowedServices
from aliansi.evaluation.limits import Limits
from aliansi.evaluation.workers.sandbox import CAN_FORK
from aliansi.evidence.source_texts import SourceFiles
from aliansi.http.hosts import AllowedHosts
from aliansi.http.metrics import AccessLog
from aliansi.http.proxies import Proxies
from aliansi.pipeline.build_process import BuildProcess, BuildProcessEnded
from aliansi.project.folder import Project
from aliansi.project.freshness import is_fresh
from aliansi.server.app import Application
from aliansi.server.fast_path import FastPath
from aliansi.server.sockets import address_of, announcement, is_local, listen
from aliansi.server.uvicorn_config import run_until_stopped
from aliansi.server.watch import WatchedFiles

MAX_BUILDERS_IN_A_ROW: Final = 3


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
    allowed_hosts: Iterable[str] = (),
    texts: SourceFiles | None = None,
) -> None:
    """Serve a project, or a dataset file, and follow its changes until Ctrl+C.

    Raises UsageError if the server cannot listen on the address, or for an invalid host name.
    """
    watched = WatchedFiles(project.dataset_file, project) if dataset is None else WatchedFiles(dataset.absolute(), None)
    with listen(host, port) as listening:
        hosts = AllowedHosts(allowed_hosts, host if is_local(listening) else None)

        def announce(opened: Store) -> str:
            return announcement(len(opened.dataset), host, listening)

        trusted = partial(Application, proxies=proxies, hosts=hosts)
        make = partial(trusted, limits=limits, log=log, services=services, forks=forks, texts=texts)
        live = ReloadingApp(watched, address_of(host, listening), announce, make)
        router = Router(default=live, lifespan=live.following)
        run_until_stopped(router, listening, live.fast_path, limits.seconds_ending)


@dataclass
class WatchStatus:
    """Which state is served, and why not a later one."""

    since: datetime | None = None
    trouble: str = ""

    def __str__(self) -> str:
        """Return the status in one line, ``ok`` without trouble."""
        return f"serving {self.state()}; {self.trouble}" if self.trouble else "ok"

    def state(self) -> str:
        """Return the name of the state that is served."""
        if self.since is None:
            return "nothing yet"
        today = self.since.date() == datetime.now().date()
        return f"the state of {self.since:%H:%M}" if today else f"the state of {self.since:%Y-%m-%d %H:%M}"


class ReloadingApp:
    """An application whose dataset and project follow their files."""

    def __init__(
        self, watched: WatchedFiles, address: str, announce: Callable[[Store], str], make: Callable[..., Application]
    ) -> None:
        """Start without an application; ``make`` makes it, ``announce`` returns the line to print then."""
        self._watched, self._address, self._announce, self._make = watched, address, announce, make
        self._status = WatchStatus()
        self._due = asyncio.Event()
        self._app: Application | None = None
        self._read: tuple[object, Store] | None = None
        self._builder = BuildProcess(watched.project, self._due.set) if watched.project else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; before the first build, with the status."""
        nothing_yet = PlainTextResponse(f"{self._status}\n", 503, headers={"Retry-After": "2"})
        app: ASGIApp = self._app.app if self._app else nothing_yet
        await app(scope, receive, send)

    def fast_path(self) -> FastPath | None:
        """Return the fast path, None before the first build."""
        return self._app.fast_path if self._app else None

    @asynccontextmanager
    async def following(self, _: object) -> AsyncIterator[None]:
        """Follow the files inside this context."""
        tasks = [asyncio.create_task(self._note_changes()), asyncio.create_task(self._follow())]
        for task in tasks:
            task.add_done_callback(_report_failed_task)
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            if self._builder:
                await self._builder.stop()
            if self._app:
                await self._app.close()

    async def _note_changes(self) -> None:
        """Note every change, without end; a folder that is itself replaced is watched again."""
        try:
            while True:
                async with aclosing(self._watched.changes()) as changes:
                    async for paths in changes:
                        self._status.trouble = "a later change is being checked"
                        self._due.set()
                        if not paths.isdisjoint(self._watched.folders()):
                            break
        except (OSError, RuntimeError) as error:
            self._status.trouble = "changes are not noticed any more"
            _print(f"aliansi: changes are not noticed any more: {error}")

    async def _follow(self) -> None:
        """Bring what is served up to date, at first and after every change, without end."""
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
                errors = await self._builder.build() if self._builder else []
            except BuildProcessEnded as error:
                ended = (ended + 1) % MAX_BUILDERS_IN_A_ROW
                self._report_end(error, final=ended == 0)
            else:
                ended = 0
                await self._show(errors)

    async def _show(self, errors: list[str]) -> None:
        """Serve the dataset as it is now, or report why the one before stays."""
        changed = bool(self._app and self._status.trouble)
        errors = errors or await self._replace()
        if errors and self._app is None and self._watched.project and self._watched.dataset.exists():
            # The last good state is better than none.
            errors += [error for error in await self._replace() if error not in errors]
        if errors:
            self._report(errors)
            return
        self._status.trouble = "a later change is being checked" if self._due.is_set() else ""
        if changed and self._read:
            _print(f"Serving {len(self._read[1].dataset)} triples, {self._status.state()}")

    async def _replace(self) -> list[str]:
        """Serve the files as they are; return the errors that prevent it."""
        try:
            if self._app is None:
                opened = self._open()
                self._app = self._make(opened, self._watched.project, health=lambda: str(self._status))
                self._status.since = datetime.fromtimestamp(self._watched.dataset.stat().st_mtime)
                self._app.load_pages()
                _print(self._announce(opened))
            else:
                await self._app.replace(self._open)
                self._status.since = datetime.now()
        except AliansiError as error:
            return [str(error)]
        return []

    def _open(self) -> Store:
        """Return the dataset's store, the one before if the file is the same: a question alone may have changed."""
        with suppress(OSError):  # reading it reports what is wrong
            stat = self._watched.dataset.stat()
            identity = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
            if self._read is None or self._read[0] != identity:
                self._read = (identity, store.read(self._watched.dataset))
                self._report_rewritten()
            return self._read[1]
        return store.read(self._watched.dataset)

    def _report_rewritten(self) -> None:
        """Warn of the literals of foreign data that the store rewrites."""
        file = self._watched.dataset
        if self._watched.project is None and (found := rewritten_in(file)):
            _print(found.finding(file).render(Path.cwd()))

    def _report(self, errors: list[str]) -> None:
        many = "1 error" if len(errors) == 1 else f"{len(errors)} errors"
        if self._app:
            self._status.trouble = "a later change has errors"
            _print(*errors, f"aliansi: {many} found; still serving {self._status.state()}")
        else:
            self._status.trouble = "correct the errors first"
            _print(*errors, f"aliansi: {many} found; nothing is served at {self._address} until they are corrected")

    def _report_end(self, error: BuildProcessEnded, final: bool) -> None:
        if final:
            next_ = f"it is the {MAX_BUILDERS_IN_A_ROW}rd in a row: the next change starts another"
        else:
            next_ = "another is starting"
            self._due.set()
        self._status.trouble = f"the builder ended, {next_}"
        _print(f"aliansi: the builder ended ({error}), {next_}; still serving {self._status.state()}")


def _report_failed_task(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        context = {"message": "files are not followed any more", "exception": error, "task": task}
        task.get_loop().call_exception_handler(context)


def _print(*lines: str) -> None:
    print(*lines, sep="\n", file=sys.stderr, flush=True)
