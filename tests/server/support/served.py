"""A small dataset and a small project, and requests to the site over them with no socket in between."""

from __future__ import annotations

import asyncio
import atexit
import os
from pathlib import Path
from typing import Any

import httpx

from aliansi.dataset.store import Store, read
from aliansi.evaluation.limits import Limits
from aliansi.evaluation.workers.sandbox import uses_fork
from aliansi.project.folder import Project
from aliansi.server.app import Application as Served

ARTICLE = "https://w3id.org/aliansi/graph/article"
THINGS = "https://w3id.org/aliansi/graph/things"

_ID, _AL, _GRAPH = (
    "https://w3id.org/aliansi/id/",
    "https://w3id.org/aliansi/ontology#",
    "https://w3id.org/aliansi/graph/",
)
_RDF, _RDFS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2000/01/rdf-schema#"

NQUADS = f"""\
<{_ID}fact> <{_RDF}type> <{_AL}Fact> <{_GRAPH}article> .
<{_ID}fact> <{_AL}statedIn> <{_ID}passage> <{_GRAPH}article> .
<{_ID}passage> <{_RDF}type> <{_AL}Passage> <{_GRAPH}evidence> .
<{_ID}armenia> <{_RDFS}label> "Armenia"@en <{_GRAPH}things> .
<{_ID}georgia> <{_RDFS}label> "<script>alert('Georgia')</script>"@en <{_GRAPH}things> .
<{_ID}armenia> <{_AL}memberOf> <{_ID}csto> <{_GRAPH}inferred> .
<{_ID}georgia> <{_AL}memberOf> <{_ID}csto> <{_GRAPH}inferred> .
<{_ID}proof> <{_AL}premise> <{_ID}fact> <{_GRAPH}proofs> .
<{_ID}fact> <{_AL}about> <javascript:alert(1)> <{_GRAPH}article> .
"""

MEMBERS = """\
# title: Members of an alliance
# title-id: Anggota suatu aliansi
# question: Which states belong to the alliance?
# question-id: Negara mana yang menjadi anggota aliansi?
# keywords: membership
# param alliance: the alliance | aliansi
# param note: a note | catatan
# needs: inference
SELECT ?state ?stateLabel ?note WHERE {
  VALUES ?alliance { id:csto }
  VALUES ?note { "as it is" }
  ?state al:memberOf ?alliance ; rdfs:label ?stateLabel .
} ORDER BY ?state
"""

ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(14)) + " }"


def make_store(folder: Path) -> Store:
    """Write the dataset and read it back."""
    file = folder / "dataset.nq"
    file.write_text(NQUADS, encoding="utf-8")
    return read(file)


def make_project(folder: Path) -> Project:
    """Write a project with two questions and a built dataset."""
    project = Project(folder / "project")
    for part in ("ontology", "data", "queries/questions", "build"):
        (project.root / part).mkdir(parents=True)
    (project.root / "ontology" / "alliance.ttl").write_text("# the vocabulary\n", encoding="utf-8")
    (project.root / "queries" / "questions" / "members.rq").write_text(MEMBERS, encoding="utf-8")
    header = MEMBERS.partition("# param")[0]
    (project.root / "queries" / "questions" / "any.rq").write_text(header + "ASK { ?s ?p ?o }\n", encoding="utf-8")
    (project.root / "queries" / "questions" / "subjects.rq").write_text(
        header + "SELECT ?o { id:fact al:about ?o }\n", encoding="utf-8"
    )
    (project.root / "queries" / "questions" / "endless.rq").write_text(header + ENDLESS, encoding="utf-8")
    project.dataset_file.write_text(NQUADS, encoding="utf-8")
    return project


RUNNER = asyncio.Runner()
"""The event loop of all sites: workers belong to the loop that has asked them first."""
atexit.register(RUNNER.close)


class Site:
    """The site over the small dataset."""

    open: list[Served] = []

    def __init__(self, folder: Path, with_project: bool = True, seconds: float = 10.0) -> None:
        project = make_project(folder) if with_project else None
        self.serve(make_store(folder), project, Limits(seconds=seconds))

    @classmethod
    def of(cls, store: Store, **options: Any) -> Site:
        """Return the site over a store."""
        return cls.__new__(cls).serve(store, **options)

    def serve(self, store: Store, project: Project | None = None, limits: Limits | None = None, **options: Any) -> Site:
        """Answer from another store; ``ALIANSI_TEST_WORKERS=started`` does so without forks, in every test."""
        options.setdefault("forks", uses_fork(os.environ.get("ALIANSI_TEST_WORKERS")))
        self.served = Served(store, project, limits, **options)
        self.open.append(self.served)
        return self

    @classmethod
    def close_all(cls) -> None:
        """End the processes of every site."""
        while cls.open:
            RUNNER.run(cls.open.pop().close())

    def request(self, method: str, url: str, **options: Any) -> httpx.Response:
        """Send one request."""

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.served.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://site.test") as client:
                return await client.request(method, url, **options)

        return RUNNER.run(send())

    def get(self, url: str, **options: Any) -> httpx.Response:
        """Send a GET request."""
        return self.request("GET", url, **options)

    def query(self, query: str, accept: str = "text/csv", **parameters: Any) -> httpx.Response:
        """Ask the endpoint by GET."""
        return self.get("/sparql", params={"query": query, **parameters}, headers={"Accept": accept})
