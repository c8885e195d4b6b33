"""Serves the data of query tests on this machine."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pyoxigraph as ox
import uvicorn

from aliansi.dataset.store import Store
from aliansi.evaluation.federation.allowed_services import NO_SERVICES, AllowedServices
from aliansi.server.app import Application
from aliansi.server.uvicorn_config import configuration
from aliansi.sparql.dataset_clause import dataset_iris
from tests.server.w3c.support.suite import Case, Data


@asynccontextmanager
async def serving(
    listening: socket.socket, store: ox.Store, services: AllowedServices = NO_SERVICES
) -> AsyncIterator[Application]:
    """Serve a dataset at a socket; with ``services``, the hosts that it may ask."""
    site = Application(Store(store, "w3c"), None, services=services)
    server = uvicorn.Server(configuration(site.app, lambda: site.fast_path))
    running = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield site
    finally:
        server.should_exit = True
        await running


def base_of(listening: socket.socket) -> str:
    """Return the address that a socket of this machine is reached at."""
    return f"http://127.0.0.1:{listening.getsockname()[1]}/"


def dataset(case: Case) -> ox.Store:
    """Return the dataset of a test with a graph for each file, none of them without a name."""
    store = ox.Store()
    for data in (*case.default, *case.named, *from_query(case)):
        load(store, data, ox.NamedNode(data.name))
    return store


def from_query(case: Case) -> Iterator[Data]:
    """Yield what the query itself names with FROM, where the test names nothing."""
    if not (case.default or case.named):
        for iri in dataset_iris(case.text, base=case.query.name):
            yield Data(iri, case.query.file.parent / iri.rpartition("/")[2])


def load(store: ox.Store, data: Data, graph: ox.NamedNode | ox.DefaultGraph) -> None:
    """Load a file into a graph, which is there also if it is empty."""
    if isinstance(graph, ox.NamedNode):
        store.add_graph(graph)
    if data.file.is_file():
        store.load(path=data.file, base_iri=data.name, to_graph=graph)
