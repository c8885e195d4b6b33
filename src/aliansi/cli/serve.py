"""Start of ``aliansi serve`` from the options of its command."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from aliansi.cli.datasets import open_dataset
from aliansi.cli.progress import progress
from aliansi.cli.texts import read_texts
from aliansi.errors import Finding, UsageError
from aliansi.evaluation.federation.allowed_services import parse_services
from aliansi.evaluation.limits import Limits, with_settings
from aliansi.evaluation.workers.sandbox import uses_fork
from aliansi.http.metrics import AccessLog
from aliansi.http.proxies import Proxies
from aliansi.project.folder import Project


@dataclass(frozen=True)
class ServeOptions:
    """Options of the command, by their names."""

    host: str
    port: int
    dataset: Path | None
    text: Path | None
    watch: bool
    limit: tuple[str, ...]
    allow_service: tuple[str, ...]
    workers: str | None
    processes: int
    behind_proxy: tuple[str, ...]
    allow_host: tuple[str, ...]
    log: str | None


def serve(project: Project, options: ServeOptions) -> None:
    """Serve a project, or the dataset of the options, until Ctrl+C. Raises UsageError for an invalid option."""
    log = AccessLog(sys.stdout, options.log == "queries") if options.log else None
    texts = read_texts(options.text) if options.text else None
    limits, services = with_settings(Limits(), options.limit), parse_services(options.allow_service)
    how = (limits, log, services, uses_fork(options.workers), Proxies(options.behind_proxy), options.allow_host)
    if options.watch:
        if options.processes > 1:
            raise UsageError("--watch runs in one process; leave --processes out")
        from aliansi.server import live_app

        live_app.serve(project, options.dataset, options.host, options.port, *how, texts)
        return
    from aliansi.pipeline import open_store
    from aliansi.server.run import serve as begin

    if options.dataset:
        with open_dataset(options.dataset, _report) as store:
            begin(store, None, options.host, options.port, *how, options.processes, texts)
    else:
        store = open_store(project, progress("building"))
        begin(store, project, options.host, options.port, *how, options.processes, texts)


def _report(warning: Finding) -> None:
    print(warning.render(Path.cwd()), file=sys.stderr, flush=True)
