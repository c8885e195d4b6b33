"""``aliansi serve``: the application on a socket, in one process or several, until Ctrl+C."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable
from functools import partial

from aliansi.dataset.store import Store
from aliansi.evaluation.federation.allowed_services import NO_SERVICES, AllowedServices
from aliansi.evaluation.limits import Limits
from aliansi.evaluation.workers.sandbox import CAN_FORK
from aliansi.evidence.source_texts import SourceFiles
from aliansi.http.hosts import AllowedHosts
from aliansi.http.metrics import AccessLog
from aliansi.http.proxies import Proxies
from aliansi.project.folder import Project
from aliansi.project.questions import load_all
from aliansi.server.app import Application
from aliansi.server.multiprocess import ProcessSlot, run_processes
from aliansi.server.sockets import announcement, is_local, listen
from aliansi.server.uvicorn_config import run_until_stopped


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
    allowed_hosts: Iterable[str] = (),
    processes: int = 1,
    texts: SourceFiles | None = None,
) -> None:
    """Serve until Ctrl+C. Raises UsageError if the server cannot listen on the address, or for an invalid host name."""
    # Collecting the objects that stay for long would block all requests for a tenth of a second: gc.freeze.
    lasting = partial(Application, store, project, limits, on_loaded=gc.freeze)
    make = partial(lasting, log=log, services=services, forks=forks, proxies=proxies, texts=texts)
    with listen(host, port) as listening:
        hosts = AllowedHosts(allowed_hosts, host if is_local(listening) else None)

        def announce() -> None:
            print(announcement(len(store.dataset), host, listening), file=sys.stderr, flush=True)

        def serve_one(slot: ProcessSlot | None = None) -> None:
            site = make(slot=slot, hosts=hosts)
            if slot is None:
                announce()
            run_until_stopped(site.app, listening, lambda: site.fast_path, (limits or Limits()).seconds_ending)

        if processes == 1:
            serve_one()
            return
        if project:
            load_all(project)
        announce()
        run_processes(processes, serve_one)
