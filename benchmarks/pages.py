"""Measure the pages: compressed size and server time, against a server that sends the same bytes.

    python benchmarks/pages.py                 # the shipped project, and 100,000 triples of alliance data
    python benchmarks/pages.py --rounds 50 --json pages.json

Each page is requested from a default server, which caches pages, and from one without a cache (``cache=0``), which
renders the page every time. The peer is Starlette, which sends the same HTML from memory with the same compression: a
lower bound for such a server. CPU seconds are those of the server and its children; they are more reliable than the
clock on a busy machine (Linux).
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Final

import pyoxigraph as ox
from clocks import Took
from data import ONTOLOGY, RDF, RDFS, THINGS, DataSet, alliances
from measure import machine, ms, progress, ratio, table
from measure import medians as medians_of
from servers import free_port, started, until_it_answers

from aliansi import pipeline
from aliansi.files import save
from aliansi.project.folder import Project

ROOT: Final = Path(__file__).parents[1]
LARGEST: Final = 50_000
"""Maximum compressed size of a page in bytes."""
SLOWEST: Final = {"shipped": 0.020, "synthetic": 0.100}
"""Maximum median CPU seconds of a page."""
SYNTHETIC: Final = 100_000
SOURCE: Final = "http://purl.org/dc/terms/source"

SERVE: Final = """
import sys
from pathlib import Path
from aliansi.evaluation.limits import Limits, with_settings
from aliansi.project.folder import Project
from aliansi.files import save
from aliansi.server.run import serve
from aliansi.dataset.store import read
limits = with_settings(Limits(), sys.argv[3].split())
serve(read(Path(sys.argv[1])), Project(Path(sys.argv[2])), port=int(sys.argv[4]), limits=limits)
"""
PEER: Final = """
import sys, json, uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse
from starlette.routing import Route
pages = json.load(open(sys.argv[1], encoding="utf-8"))
async def give(request):
    return HTMLResponse(pages[request.url.path + "?" + request.url.query])
async def nothing(request):
    return HTMLResponse("")
app = Starlette(routes=[Route("/sparql", nothing), Route("/{path:path}", give)],
                middleware=[Middleware(GZipMiddleware, compresslevel=5)])
uvicorn.run(app, port=int(sys.argv[2]), log_level="error", access_log=False)
"""
PAGES: Final[dict[str, dict[str, str]]] = {
    "shipped": {
        "home": "/?lang=en",
        "thing": "/id/csto?lang=en",
        "fact": "/id/article-withdrawal-georgia?lang=en",
        "source": "/id/article?lang=en",
        "timeline": "/timeline?lang=en",
        "timeline by state": "/timeline?by=state&lang=en",
        "network": "/network?on=1999&lang=en",
        "map": "/map?on=1999&lang=en",
        "requests": "/requests?lang=en",
        "questions": "/questions?lang=en",
        "questions found": "/questions?q=withdrawal&lang=en",
        "question": "/questions/refused-requests-of-the-article?lang=en",
        "question, sorted": "/questions/memberships-over-time?sort=-start&lang=en",
        "query": "/query?lang=en",
        "search": "/search?q=kyrgyzstan&lang=en",
        "vocabulary": "/ontology?lang=en",
        "why": "/explain?s=id:georgia&p=al:withdrewFrom&o=id:csto&lang=en",
        "about": "/about?lang=en",
        "downloads": "/downloads?lang=en",
    },
    "synthetic": {
        "home": "/?lang=en",
        "thing": "/id/alliance-7?lang=en",
        "state": "/id/state-3?lang=en",
        "fact": "/id/membership-20?lang=en",
        "timeline": "/timeline?lang=en",
        "timeline by state": "/timeline?by=state&lang=en",
        "network": "/network?on=1950&lang=en",
        "map": "/map?on=1950&lang=en",
        "requests": "/requests?lang=en",
        "questions": "/questions?lang=en",
        "question": "/questions/members-at-date?alliance=id%3Aalliance-7&date=1950-01-01&lang=en",
        "query": "/query?lang=en",
        "search": "/search?q=alliance+77&lang=en",
        "vocabulary": "/ontology?lang=en",
        "about": "/about?lang=en",
    },
}


@dataclass(frozen=True)
class Found:
    """A page: address, size plain and compressed, and medians of its times: cached, rendered, and from the peer."""

    data: str
    name: str
    address: str
    size: int
    compressed: int
    kept: Took
    made: Took
    peer: Took


def as_aliansi(data: DataSet) -> Iterator[str]:
    """Yield the facts of synthetic data as N-Quads in the vocabulary of Aliansi, in the graph of a reference source.

    Dates become EDTF with their bounds, and each fact gets a citation, as in a build.
    """
    vocabulary, graphs = "https://w3id.org/aliansi/ontology#", "https://w3id.org/aliansi/graph/"
    for line in data.lines():
        if not line.startswith(f"<{THINGS}"):
            continue  # the ontology of Aliansi is used instead
        subject, predicate, value = line.removesuffix(" .\n").split(" ", 2)
        text = line.removesuffix(" .\n")
        for old, new in ((f"{ONTOLOGY}inAlliance", f"{vocabulary}alliance"), (ONTOLOGY, vocabulary)):
            text = text.replace(old, new)
        text = text.replace(THINGS, "https://w3id.org/aliansi/id/").replace("#DefensiveAlliance>", "#Alliance>")
        fact = subject.removeprefix(f"<{THINGS}").startswith(("membership-", "withdrawal-", "founding-"))
        if predicate in (f"<{ONTOLOGY}start>", f"<{ONTOLOGY}end>"):
            year, name = value[1:5], "Start" if predicate.endswith("start>") else "End"
            text = text.replace(value, f'"{year}"')
            there = text.split(" ", 1)[0]
            for bound, day in (("earliest", f"{year}-01-01"), ("latest", f"{year}-12-31")):
                date = f'"{day}"^^<http://www.w3.org/2001/XMLSchema#date>'
                yield f"{there} <{vocabulary}{bound}{name}> {date} <{graphs}dates> .\n"
        if predicate == f"<{RDF}type>" and fact:
            there = text.split(" ", 1)[0]
            name = there.rpartition("/")[2].strip(">").replace("-", " ")
            yield f"{there} <{SOURCE}> <https://w3id.org/aliansi/id/source-1> <{graphs}reference> .\n"
            yield f'{there} <{RDFS}label> "{name}"@en <{graphs}labels> .\n'
        yield f"{text} <{graphs}{'reference' if fact else 'things'}> .\n"


def synthetic(triples: int, folder: Path) -> Path:
    """Write a dataset with the ontology of Aliansi and exactly ``triples`` lines of facts."""
    file = folder / "synthetic.nq"
    ontology = ox.parse(path=str(ROOT / "ontology" / "alliance.ttl"))
    graph = ox.NamedNode("https://w3id.org/aliansi/graph/ontology")
    with file.open("w", encoding="utf-8") as stream:
        for quad in ontology:
            stream.write(f"{ox.Quad(quad.subject, quad.predicate, quad.object, graph)} .\n")
        for number, line in enumerate(as_aliansi(alliances(triples * 2))):
            if number == triples:
                break
            stream.write(line)
    return file


class PageClient:
    """A persistent connection."""

    def __init__(self, port: int) -> None:
        """Connect to a local port."""
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def page(self, address: str) -> tuple[bytes, float]:
        """Return a page as it was sent, and its seconds. Exits for any status except 200."""
        begun = perf_counter()
        self._connection.request("GET", address, headers={"Accept": "text/html", "Accept-Encoding": "gzip"})
        answer = self._connection.getresponse()
        body, took = answer.read(), perf_counter() - begun
        if answer.status != 200:
            raise SystemExit(f"{address}: status {answer.status}")
        return body, took


@contextmanager
def serving(script: str, *arguments: str) -> Iterator[tuple[int, int]]:
    """Run a server script with its arguments and a port; yield the port and the process."""
    port = free_port()
    with started((sys.executable, "-c", script, *arguments, str(port))) as child:
        until_it_answers(child, port, "/sparql")
        yield port, child.pid


def cpu_seconds(process: int) -> float:
    """Return the CPU seconds of a process, its threads and its children; 0 if the system does not report them."""
    total = 0.0
    for task in Path(f"/proc/{process}/task").glob("*"):
        try:
            total += int((task / "schedstat").read_text().split()[0]) / 1e9
            children = (task / "children").read_text().split()
        except (OSError, IndexError):
            continue
        total += sum(cpu_seconds(int(child)) for child in children)
    return total


def medians(server: tuple[int, int], addresses: Sequence[str], rounds: int) -> dict[str, Took]:
    """Request the pages in turns, so that load on the machine affects all; the first round does not count."""
    port, process = server
    client, took = PageClient(port), {address: list[Took]() for address in addresses}
    for each in range(rounds + 1):
        for address in addresses:
            progress(f"{address} {each}/{rounds}")
            before = cpu_seconds(process)
            seconds = client.page(address)[1]
            if each:
                took[address].append(Took(seconds, cpu_seconds(process) - before))
    return {address: medians_of(times) for address, times in took.items()}


def measure(data: str, file: Path, project: Path, rounds: int, folder: Path) -> list[Found]:
    """Measure the pages of a dataset, then the peer with the same bytes."""
    named = PAGES[data]
    with serving(SERVE, str(file), str(project), "") as server:
        client = PageClient(server[0])
        bodies = {address: client.page(address)[0] for address in named.values()}
        ours = medians(server, list(named.values()), rounds)
    with serving(SERVE, str(file), str(project), "cache=0") as server:
        made = medians(server, list(named.values()), rounds)
    plain = {address: gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body for address, body in bodies.items()}
    (folder / "pages.json").write_text(json.dumps({a: body.decode() for a, body in plain.items()}), encoding="utf-8")
    with serving(PEER, str(folder / "pages.json")) as server:
        theirs = medians(server, list(named.values()), rounds)
    return [
        Found(data, name, a, len(plain[a]), len(gzip.compress(plain[a], 5)), ours[a], made[a], theirs[a])
        for name, a in named.items()
    ]


def report(found: Sequence[Found]) -> Iterator[str]:
    """Yield the lines of a table, with values over their limit in bold."""
    rows = []
    for each in found:
        size, kept = f"{each.compressed / 1000:.1f} kB", ms(each.kept.cpu)
        rows.append(
            (
                each.name,
                f"**{size}**" if each.compressed >= LARGEST else size,
                ms(each.kept.wall),
                f"**{kept}**" if each.kept.cpu >= SLOWEST[each.data] else kept,
                ms(each.made.cpu),
                ms(each.peer.cpu),
                ratio(each.kept.cpu, each.peer.cpu),
            )
        )
    yield from table(("page", "compressed", "clock", "processor", "rendered", "same bytes", "times as long"), rows)


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=21, help="requests for each page; default: 21")
    parser.add_argument(
        "--triples", type=int, default=SYNTHETIC, help=f"size of the synthetic data; default: {SYNTHETIC}"
    )
    parser.add_argument("--json", type=Path, help="also write every number to a file")
    arguments = parser.parse_args()
    print(f"{machine()}\n")
    found: list[Found] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder, project = Path(temporary), Project(ROOT)
        shipped = folder / "dataset.nq"
        save(pipeline.run(project).nquads, shipped)
        for data, file in (("shipped", shipped), ("synthetic", synthetic(arguments.triples, folder))):
            some = measure(data, file, ROOT, arguments.rounds, folder)
            print(f"{data}\n", *report(some), "", sep="\n")
            found += some
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(each) for each in found], indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
