"""Measure the pages: how large each is compressed, and how long the server takes, beside a server of the same bytes.

    python benchmarks/pages.py                 # the shipped project, and 100,000 triples of alliance data in its place
    python benchmarks/pages.py --rounds 50 --json pages.json

Each page is asked for as the server comes, which keeps what it has made, and of a server that keeps nothing (``cache``
is 0), so that it is made every time. The peer is Starlette, which sends the same HTML, compressed in the same way, from
memory: what no server of this kind can be faster than. The processor's seconds are the server's and its children's,
which say more than the clock where the machine has other work (Linux).
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
"""Bytes that a page may have, compressed."""
SLOWEST: Final = {"shipped": 0.020, "synthetic": 0.100}
"""Seconds that the median page may take."""
SYNTHETIC: Final = 100_000
SOURCE: Final = "http://purl.org/dc/terms/source"

SERVE: Final = """
import sys
from pathlib import Path
from aliansi.evaluation.limits import Limits, with_settings
from aliansi.project.folder import Project
from aliansi.files import save
from aliansi.server.app import serve
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
    """A page: its address, bytes as they are and compressed, medians of what it took, made anew, and at the peer."""

    data: str
    name: str
    address: str
    size: int
    compressed: int
    kept: Took
    made: Took
    peer: Took


def as_aliansi(data: DataSet) -> Iterator[str]:
    """Yield the facts of synthetic data as N-Quads in the vocabulary of Aliansi, in the graph of a source of reference.

    The dates become EDTF with their bounds, and each fact gets a citation, as the build would have it.
    """
    vocabulary, graphs = "https://w3id.org/aliansi/ontology#", "https://w3id.org/aliansi/graph/"
    for line in data.lines():
        if not line.startswith(f"<{THINGS}"):
            continue  # the ontology is that of Aliansi
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
    """Write a dataset of about so many triples with the ontology of Aliansi: exactly so many lines of facts."""
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


class Asker:
    """A connection that is kept open."""

    def __init__(self, port: int) -> None:
        """Connect to a port of this machine."""
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def page(self, address: str) -> tuple[bytes, float]:
        """Return a page as it was sent, and the seconds until it was there. Ends the run if there is none."""
        begun = perf_counter()
        self._connection.request("GET", address, headers={"Accept": "text/html", "Accept-Encoding": "gzip"})
        answer = self._connection.getresponse()
        body, took = answer.read(), perf_counter() - begun
        if answer.status != 200:
            raise SystemExit(f"{address}: status {answer.status}")
        return body, took


@contextmanager
def serving(script: str, *arguments: str) -> Iterator[tuple[int, int]]:
    """Serve with a script, which gets a port after its arguments; give the port and the process."""
    port = free_port()
    with started((sys.executable, "-c", script, *arguments, str(port))) as child:
        until_it_answers(child, port, "/sparql")
        yield port, child.pid


def worked(process: int) -> float:
    """Return the seconds of the processor that a process, its threads and its children have had; 0 where none tells."""
    total = 0.0
    for task in Path(f"/proc/{process}/task").glob("*"):
        try:
            total += int((task / "schedstat").read_text().split()[0]) / 1e9
            children = (task / "children").read_text().split()
        except (OSError, IndexError):
            continue
        total += sum(worked(int(child)) for child in children)
    return total


def medians(server: tuple[int, int], addresses: Sequence[str], rounds: int) -> dict[str, Took]:
    """Ask for each page in turn, so that no page has the machine at a better time; the first round does not count."""
    port, process = server
    asker, took = Asker(port), {address: list[Took]() for address in addresses}
    for each in range(rounds + 1):
        for address in addresses:
            progress(f"{address} {each}/{rounds}")
            before = worked(process)
            seconds = asker.page(address)[1]
            if each:
                took[address].append(Took(seconds, worked(process) - before))
    return {address: medians_of(times) for address, times in took.items()}


def measure(data: str, file: Path, project: Path, rounds: int, folder: Path) -> list[Found]:
    """Measure the pages over a dataset, then the peer with the same bytes."""
    named = PAGES[data]
    with serving(SERVE, str(file), str(project), "") as server:
        asker = Asker(server[0])
        bodies = {address: asker.page(address)[0] for address in named.values()}
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
    """Yield the lines of a table, what misses its mark in bold."""
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
    yield from table(("page", "compressed", "clock", "processor", "made anew", "same bytes", "times as long"), rows)


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=21, help="requests for each page; default: 21")
    parser.add_argument("--triples", type=int, default=SYNTHETIC, help=f"of synthetic data; default: {SYNTHETIC}")
    parser.add_argument("--json", type=Path, help="write every number into this file")
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
