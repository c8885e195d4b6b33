"""The W3C's query tests through our endpoint over HTTP, and through pyoxigraph itself in the same run.

``python tests/w3c_queries.py FOLDER`` takes the folder of the suite (github.com/w3c/rdf-tests), prints how many tests
each passes, and every test on which they differ. The data of a test is loaded into a store that is served; the dataset
of the test is that of the request (SPARQL 1.1 Protocol, 2.1.4).
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx
import pyoxigraph as ox
import uvicorn

from aliansi.connections import configuration
from aliansi.guard import dataset_iris, has_dataset_clause
from aliansi.listening import listen
from aliansi.serve import Site
from aliansi.store import Store
from w3c_results import answered, expected, media_types, of_answer
from w3c_suite import Case, Data, Suite

NO_QUERY = "not a SPARQL query"
"""What the endpoint says of the syntax; what else it says is of queries that it has understood."""


@dataclass(frozen=True)
class Outcome:
    """Whether a test is passed by the endpoint and by the engine alone, and what the endpoint has said."""

    case: Case
    endpoint: bool
    engine: bool
    said: str = ""

    @property
    def group(self) -> tuple[str, str]:
        """What the test is counted among."""
        return self.case.group, "evaluation" if self.case.kind == "evaluation" else "syntax"


class Endpoint:
    """A server on this machine that is given one dataset after another."""

    def __init__(self, site: Site, base: str, client: httpx.AsyncClient) -> None:
        self._site, self._base, self._client = site, base, client

    async def passes(self, case: Case) -> tuple[bool, str]:
        """Ask a test's query; say whether the answer is right, and the answer."""
        self._site.evaluator.replace(Store(served(case), case.name))
        form: dict[str, str | list[str]] = {"query": f"BASE <{case.query.name}> {case.text}"}
        if case.kind == "evaluation" and not has_dataset_clause(case.text):
            form["default-graph-uri"] = [data.name for data in case.default]
            form["named-graph-uri"] = [data.name for data in case.named]
        accept = media_types(case.result) if case.result else "*/*"
        response = await self._client.post(f"{self._base}sparql", data=form, headers={"Accept": accept})
        if case.kind != "evaluation":
            return response.text.startswith(NO_QUERY) is (case.kind == "negative syntax"), response.text
        if response.status_code != 200 or case.result is None:
            return False, response.text
        right, ordered = expected(case.result, f"{case.query.name}", case.lax)
        given = answered(response.content, response.headers["content-type"], ordered, case.lax)
        return given == right, response.text


def served(case: Case) -> ox.Store:
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


def engine_passes(case: Case) -> bool:
    """Say whether pyoxigraph itself gives the right answer."""
    store = ox.Store()
    for data in case.default:
        load(store, data, ox.DefaultGraph())
    for data in (*case.named, *from_query(case)):
        load(store, data, ox.NamedNode(data.name))
    try:
        answer = store.query(case.text, base_iri=case.query.name)
        if case.kind != "evaluation" or case.result is None:
            return case.kind == "positive syntax"
        right, ordered = expected(case.result, case.query.name, case.lax)
        return of_answer(answer, case.result, ordered, case.lax) == right
    except SyntaxError:
        return case.kind == "negative syntax"
    except (OSError, RuntimeError, ValueError):
        return case.kind == "positive syntax"


@asynccontextmanager
async def endpoint() -> AsyncIterator[Endpoint]:
    """Serve on a free port of this machine."""
    site = Site(Store(ox.Store(), "empty"), None)
    with listen("127.0.0.1", 0) as listening:
        server = uvicorn.Server(configuration(site.app, lambda: site.prompt))
        running = asyncio.create_task(server.serve(sockets=[listening]))
        base = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
            yield Endpoint(site, base, client)
        server.should_exit = True
        await running


async def outcomes(cases: Iterable[Case]) -> list[Outcome]:
    """Run tests through both."""
    found = []
    async with endpoint() as served_at:
        for case in cases:
            engine = await asyncio.to_thread(partial(engine_passes, case))
            passed, said = await served_at.passes(case)
            found.append(Outcome(case, passed, engine, said))
    return found


def counts(found: Iterable[Outcome]) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Return for each group how many tests there are, and how many the endpoint and the engine pass."""
    every, ours, theirs = Counter[tuple[str, str]](), Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for outcome in found:
        every[outcome.group] += 1
        ours[outcome.group] += outcome.endpoint
        theirs[outcome.group] += outcome.engine
    return {group: (number, ours[group], theirs[group]) for group, number in every.items()}


def main(folder: Path) -> int:
    """Print the counts and the differences; return 1 if the endpoint fails a test that the engine passes."""
    found = asyncio.run(outcomes(Suite(folder).cases()))
    for (group, kind), (number, ours, theirs) in counts(found).items():
        print(f"{group}, {kind}: endpoint {ours}, pyoxigraph {theirs}, of {number}")
    for outcome in found:
        if not (outcome.endpoint and outcome.engine):
            who = ("both", "the endpoint", "pyoxigraph")[outcome.engine + 2 * outcome.endpoint]
            print(f"  failed by {who}: {outcome.case.name} ({outcome.case.kind}) {outcome.said[:150]!r}")
    return int(any(outcome.engine and not outcome.endpoint for outcome in found))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
