"""The endpoints elsewhere of the W3C's tests of SERVICE: here they are on this machine, and nobody else is asked.

The tests name hosts such as ``example.org``. In a copy of a test's files each becomes a port of this machine, where an
endpoint of ours serves the data that the test has for it; a host without data becomes a port where nobody listens. So
the endpoint asks what it was allowed to ask as any other (``--allow-service``), and so can the engine.
"""

from __future__ import annotations

import re
import socket
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from aliansi.evaluation.federation.allowed_services import AllowedServices, parse_services
from tests.server.w3c.support.served import base_of, load, serving
from tests.server.w3c.support.suite import Case, Data

_ENDPOINT = re.compile(r"http://[a-z0-9.]+/sparql\b")


@asynccontextmanager
async def elsewhere(case: Case) -> AsyncIterator[tuple[Case, AllowedServices]]:
    """Serve what a test asks of others; give the test as it is asked on this machine, and whom it may ask."""
    data = dict(case.services)
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sockets = {name: stack.enter_context(_bound()) for name in _endpoints(case)}
        here = {name: f"{base_of(bound)}sparql" for name, bound in sockets.items()}
        services = parse_services(base_of(bound) for bound in sockets.values())
        for name, files in data.items():
            sockets[name].listen()
            await stack.enter_async_context(serving(sockets[name], _merged(files), services))
        yield _copied(case, here, folder), services


def _bound() -> socket.socket:
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    return bound


def _endpoints(case: Case) -> Iterable[str]:
    """Return the endpoints that a test has data for, and those that it names besides."""
    texts = (case.text, *(data.file.read_text(encoding="utf-8") for data in case.default))
    named = chain.from_iterable(map(_ENDPOINT.findall, texts))
    return dict.fromkeys((*(name for name, _ in case.services), *named))


def _merged(files: Iterable[Data]) -> ox.Store:
    store = ox.Store()
    for data in files:
        load(store, data, ox.NamedNode(data.name))
    return store


def _copied(case: Case, here: dict[str, str], folder: Path) -> Case:
    """Write the files of a test anew, with other names of the endpoints."""

    def copy(file: Path) -> Path:
        text = _ENDPOINT.sub(lambda found: here.get(found[0], found[0]), file.read_text(encoding="utf-8"))
        (folder / file.name).write_text(text, encoding="utf-8")
        return folder / file.name

    return replace(
        case,
        query=replace(case.query, file=copy(case.query.file)),
        default=tuple(replace(data, file=copy(data.file)) for data in case.default),
        result=copy(case.result) if case.result else None,
    )
