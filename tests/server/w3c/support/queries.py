"""The W3C's query and syntax tests through our endpoint over HTTP, and through pyoxigraph itself in the same run.

``python tests/w3c_queries.py FOLDER`` takes the folder of the suite (github.com/w3c/rdf-tests), prints how many tests
each passes, and every test on which they differ. The data of a test is loaded into a store that is served; the dataset
of the test is that of the request (SPARQL 1.1 Protocol, 2.1.4). The endpoint takes no updates: it passes a test of
their syntax if it answers 403, whatever that syntax is. What tests of SERVICE ask of others is served here as well.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pyoxigraph as ox

from aliansi.dataset.store import Store
from aliansi.evaluation.federation.allowed_services import NO_SERVICES, AllowedServices
from aliansi.server.app import Application
from aliansi.server.sockets import listen
from aliansi.sparql.dataset_clause import has_dataset_clause
from tests.server.w3c.support.federation import elsewhere
from tests.server.w3c.support.results import answered, expected, media_types, of_answer
from tests.server.w3c.support.served import base_of, dataset, from_query, load, serving
from tests.server.w3c.support.suite import Case, Suite

NO_QUERY = "not a SPARQL query"
"""What the endpoint says of the syntax; what else it says is of queries that it has understood."""
NOWHERE = "http://127.0.0.1:9/"
"""What an update would load from: the engine's client does not ask at this port (discard)."""
EVALUATION, SYNTAX, UPDATES = "evaluation", "syntax of queries", "syntax of updates"


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
        kind = self.case.kind
        return self.case.group, EVALUATION if kind == EVALUATION else UPDATES if kind.endswith("update") else SYNTAX


class Endpoint:
    """A server on this machine that is given one dataset after another."""

    def __init__(self, site: Application, base: str, client: httpx.AsyncClient) -> None:
        self._site, self._base, self._client = site, base, client

    async def passes(self, case: Case) -> tuple[bool, str]:
        """Ask a test's query; say whether the answer is right, and the answer."""
        if case.kind.endswith("update"):
            return await self._refuses(case)
        self._site.evaluator.replace(Store(dataset(case), case.name))
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

    async def _refuses(self, case: Case) -> tuple[bool, str]:
        """Send an update in both ways (SPARQL 1.1 Protocol, 2.2); say whether both were forbidden."""
        body, kind = case.text.encode("utf-8"), {"Content-Type": "application/sparql-update"}
        form = await self._client.post(f"{self._base}sparql", data={"update": case.text})
        itself = await self._client.post(f"{self._base}sparql", content=body, headers=kind)
        return form.status_code == itself.status_code == 403, form.text


def engine_passes(case: Case) -> bool:
    """Say whether pyoxigraph itself gives the right answer."""
    if case.kind.endswith("update"):
        return engine_reads_update(case)
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


def engine_reads_update(case: Case) -> bool:
    """Say whether pyoxigraph takes an update whose syntax is right, and no other."""
    try:
        ox.Store().update(case.text.replace("http://example.org/", NOWHERE), base_iri=NOWHERE)
    except SyntaxError:
        return case.kind == "negative update"
    except (OSError, RuntimeError):  # it was understood, and what it names is not there
        pass
    return case.kind == "positive update"


@asynccontextmanager
async def endpoint(services: AllowedServices = NO_SERVICES) -> AsyncIterator[Endpoint]:
    """Serve on a free port of this machine."""
    with listen("127.0.0.1", 0) as listening:
        async with (
            serving(listening, ox.Store(), services) as site,
            httpx.AsyncClient(trust_env=False, timeout=60) as client,
        ):
            yield Endpoint(site, base_of(listening), client)


async def outcomes(cases: Iterable[Case]) -> list[Outcome]:
    """Run tests through both."""
    found = []
    async with endpoint() as served_at:
        for case in cases:
            found.append(await (of_service(case) if asks_others(case) else outcome(case, served_at)))
    return found


def asks_others(case: Case) -> bool:
    """Say whether a test is one of SERVICE that is evaluated."""
    return case.kind == EVALUATION and case.group == "SPARQL 1.1 federation"


async def outcome(case: Case, served_at: Endpoint) -> Outcome:
    """Run a test through both."""
    engine = await asyncio.to_thread(engine_passes, case)
    passed, said = await served_at.passes(case)
    return Outcome(case, passed, engine, said)


async def of_service(case: Case) -> Outcome:
    """Run a test through both while what it asks of others is served."""
    async with elsewhere(case) as (local, services), endpoint(services) as served_at:
        return await outcome(local, served_at)


def counts(found: Iterable[Outcome]) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Return for each group how many tests there are, and how many the endpoint and the engine pass."""
    every, ours, theirs = Counter[tuple[str, str]](), Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for outcome in found:
        every[outcome.group] += 1
        ours[outcome.group] += outcome.endpoint
        theirs[outcome.group] += outcome.engine
    return {group: (number, ours[group], theirs[group]) for group, number in every.items()}


def total(found: Iterable[Outcome], kinds: Iterable[str]) -> tuple[int, int, int]:
    """Return the counts of all of SPARQL 1.1 but SERVICE for some kinds of tests."""
    every = (one for one in found if one.group[0].startswith("SPARQL 1.1") and not asks_others(one.case))
    chosen = [one for one in every if one.group[1] in kinds]
    return len(chosen), sum(one.endpoint for one in chosen), sum(one.engine for one in chosen)


def main(folder: Path) -> int:
    """Print the counts and the differences; return 1 if the endpoint fails a test that the engine passes."""
    found = asyncio.run(outcomes(Suite(folder).cases()))
    for (group, kind), (number, ours, theirs) in counts(found).items():
        doing = " (each refused with 403)" if kind == UPDATES else ""
        print(f"{group}, {kind}: endpoint {ours}{doing}, pyoxigraph {theirs}, of {number}")
    for title, kinds in (("evaluation", [EVALUATION]), ("syntax", [SYNTAX, UPDATES])):
        number, ours, theirs = total(found, kinds)
        print(f"SPARQL 1.1 without SERVICE, {title} in all: endpoint {ours}, pyoxigraph {theirs}, of {number}")
    for outcome in found:
        if not (outcome.endpoint and outcome.engine):
            who = ("both", "the endpoint", "pyoxigraph")[outcome.engine + 2 * outcome.endpoint]
            print(f"  failed by {who}: {outcome.case.name} ({outcome.case.kind}) {outcome.said[:150]!r}")
    return int(any(outcome.engine and not outcome.endpoint for outcome in found))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
