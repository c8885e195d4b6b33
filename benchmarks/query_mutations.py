"""Mutated queries in every format and method: do status, rows and errors agree, and does Oxigraph agree with them?

``python benchmarks/query_mutations.py [FILE|FOLDER …]`` mutates the queries of the files (by default those of the
project, and ``SEEDS``), sends each mutation to a server of its own or to ``--server URL``, and prints every
disagreement with the seed and number that repeat it. The exit status is 1 if there is any. A disagreement is one of:

- status: the formats and methods of a query get different ones
- rows: a format has others than JSON (CSV as far as it distinguishes terms)
- error: a message of 200 characters or more, without a position in the query, or another one in another format
- oxigraph: the endpoint answers what Oxigraph refuses, or refuses what it reads
- service: a query reaches another endpoint, or would do so without the sandbox
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import re
import socket
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Final
from urllib.parse import urlencode, urlsplit

import pyoxigraph as ox

FOLDER: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(FOLDER))

from aliansi.namespaces import PREFIXES  # noqa: E402
from aliansi.sparql.respelling import respelled  # noqa: E402
from aliansi.sparql.tokens import tokens  # noqa: E402

SEEDS: Final = (
    "SELECT ?p ?o { id:armenia ?p ?o }",
    "SELECT * WHERE { ?s al:memberOf id:csto ; rdfs:label ?l . } LIMIT 5",
    "PREFIX x: <https://w3id.org/aliansi/id/> SELECT DISTINCT ?s { ?s ?p x:csto OPTIONAL { ?s rdfs:label ?l } }",
    "ASK { id:armenia al:memberOf+ <https://w3id.org/aliansi/id/csto> }",
    "DESCRIBE id:armenia <https://w3id.org/aliansi/id/georgia>",
    "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }",
    "SELECT ?g (COUNT(?s) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY DESC(?n) ?g",
    "SELECT ?s { ?s a al:Fact FILTER NOT EXISTS { ?s al:about ?x . ?x rdfs:label ?y } }",
    "CONSTRUCT { ?s rdfs:label ?l . _:b al:about ?s } WHERE { ?s rdfs:label ?l FILTER(LANG(?l) = 'en') }",
    "CONSTRUCT WHERE { ?s al:memberOf ?o }",
    "SELECT ?s FROM graph:things FROM NAMED <https://w3id.org/aliansi/graph/inferred> { ?s rdfs:label ?l }",
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT ?s { ?s ?p ?o . SERVICE SILENT <http://127.0.0.1:9/sparql> { ?o ?q ?r } FILTER(?s<?o) }",
    "SELECT * { VALUES (?a ?b) { (1 UNDEF) ('x'@en \"\"\"y\n\"\"\") } BIND(STRLEN(STR(?a)) + 1.5e0 AS ?c) } # end",
    "SELECT ?l { { ?s rdfs:label ?l } UNION { ?s al:note ?l } MINUS { ?s a al:Passage } } ORDER BY ?l OFFSET 1",
    "SELECT ?x { ?x a/^a|!(rdf:type|^rdfs:label) [ ] . FILTER(REGEX(STR(?x), \"a\\\\w\\u0041?\", 'i')) } LIMIT 3",
    "BASE <https://w3id.org/aliansi/> SELECT ?o { <id/armenia> ?p ?o FILTER(?o IN (<id/csto>, \"x\", 3, true)) }",
    "SELECT (1/0 AS ?no) (IF(true, 1.0, 2) AS ?one) ('a,\"\\n' AS ?text) (BNODE() AS ?blank) {}",
)  # fmt: skip
ODD: Final = (
    "\u00a0\u2003\u3000\u2028\u0085\u200b\ufeff\x0b\x0c\x00\x1f\u201c\u2019\u2212\u00b7\u0301\u203f\u0130\u017f\u212a\u0660"
    "\u00e9\u4e2d\U00010400\U0001f600\ufffe\n\r\t #<>{}()[]|^`\"'\\.,;:?$*+-/!&=@%_~0aAeS"
)
POOL: Final = (
    "SELECT", "WHERE", "FILTER", "OPTIONAL", "UNION", "MINUS", "BIND", "AS", "VALUES", "LIMIT 1", "OFFSET 1",
    "GROUP BY", "ORDER BY", "COUNT(*)", "FROM", "NAMED", "GRAPH", "SERVICE", "SERVICE SILENT", "EXISTS", "NOT", "a",
    "true", "DISTINCT", "?s", "$o", "<x>", "<http://127.0.0.1:9/>", "id:csto", "foo:bar", ":", "_:b", "[]", "()",
    "'x'", '"y"@en', "'''", '"""', "^^", "xsd:integer", "1", "-1", ".5", "1e9", "99999999999999999999", "{", "}",
    "(", ")", ".", ";", ",", "#x\n", "&&", "||", "<", "<=", "!=", "<<", ">>", "\\u0053", "\\U00000041",
    "PREFIX foo: <http://x/>", "BASE <http://x/>", "NOW()",
)  # fmt: skip
BLANKS: Final = ("", " ", "\n", "\t\r\n", "#é}\n", "\u00a0", "\u2003", "\x0c", " # <a> '\r")
MAX_MESSAGE: Final = 199
_BUSY: Final = frozenset({406, 413, 429, 503, 504, 507})
"""Status codes of answers that depend on time and size, or that a format cannot hold."""
_PLACE: Final = re.compile(r"line (\d+), column (\d+): \S")
_UNORDERED: Final = re.compile(r"limit|offset|sample|group_concat|rand|uuid|now|bnode|\\u", re.IGNORECASE)
"""Words of queries whose rows may differ from call to call; only the number of rows is compared."""
_BLANK: Final = re.compile(r"_:\w+")


@dataclass(frozen=True)
class Way:
    """A way to send a query: its method and the formats of tables and graphs that it accepts."""

    method: str
    table: str
    graph: str


WAYS: Final = (
    Way("GET", "application/sparql-results+json", "text/turtle"),
    Way("GET", "text/csv", "application/n-triples"),
    Way("GET", "text/tab-separated-values", "application/ld+json"),
    Way("GET", "application/sparql-results+xml", "application/rdf+xml"),
    Way("HEAD", "application/sparql-results+json", "text/turtle"),
    Way("FORM", "text/csv", "application/trig"),
    Way("DIRECT", "application/sparql-results+json", "application/n-quads"),
)


@dataclass(frozen=True)
class Response:
    """The response to a query that was sent in some way."""

    way: Way
    status: int
    media_type: str
    body: bytes

    @property
    def text(self) -> str:
        """The body of an error."""
        return self.body.decode("utf-8", "replace").strip()


@dataclass
class Tally:
    """How many mutations were sent, by their result, and the disagreements."""

    results: Counter[str] = field(default_factory=Counter)
    disagreements: list[str] = field(default_factory=list)


class Endpoint:
    """Connection to a server that is asked in every way."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._path = parts.path or "/sparql"
        self._connection = HTTPConnection(parts.hostname or "127.0.0.1", parts.port or 80, timeout=60)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def ask(self, query: str, way: Way) -> Response:
        """Send a query. An answer that is cut off has the status of the time limit."""
        try:
            return self._ask(query, way)
        except (HTTPException, OSError):
            self._connection.close()
            return Response(way, 504, "", b"")

    def _ask(self, query: str, way: Way) -> Response:
        headers = {"Accept": f"{way.table}, {way.graph}"}
        if way.method in ("GET", "HEAD"):
            self._connection.request(way.method, f"{self._path}?{urlencode({'query': query})}", headers=headers)
        elif way.method == "FORM":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            self._connection.request("POST", self._path, urlencode({"query": query}), headers)
        else:
            headers["Content-Type"] = "application/sparql-query"
            self._connection.request("POST", self._path, query.encode(), headers)
        response = self._connection.getresponse()
        body = response.read()
        media_type = (response.headers.get("content-type") or "").partition(";")[0]
        return Response(way, response.status, media_type, body)


class Canary:
    """A server of this machine that nothing may connect to; it closes each connection at once."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self._connections = 0
        self._known = 0
        self.address = f"127.0.0.1:{self._server.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End."""
        self._server.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._server.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._server.accept()
                self._connections += 1
                connection.close()

    def is_reached(self) -> bool:
        """Return whether anything has connected since the last call."""
        known, self._known = self._known, self._connections
        return self._connections > known


def mutated(query: str, pick: random.Random) -> str:
    """Return a query with one to three changes."""
    for _ in range(pick.choice((1, 1, 2, 3))):
        query = pick.choice(_CHANGES)(query, pick)
    return query


def _character(query: str, pick: random.Random) -> str:
    """Insert, delete or replace a character."""
    place, deleted = pick.randrange(len(query) + 1), pick.choice((0, 0, 1))
    inserted = "" if deleted and pick.random() < 0.5 else pick.choice(ODD)
    return query[:place] + inserted + query[place + deleted :]


def _token(query: str, pick: random.Random) -> str:
    """Delete, repeat, swap, replace or insert a token, or change its case."""
    read = list(tokens(query))
    if not read:
        return pick.choice(POOL)
    first, second = sorted(pick.choices(read, k=2), key=lambda token: token.start)
    end, text = first.start + len(first.text), first.text
    change = pick.randrange(6)
    if change == 4 and first.start != second.start:
        middle, rest = query[end : second.start], query[second.start + len(second.text) :]
        return query[: first.start] + second.text + middle + text + rest
    changed = ("", f"{text} {text}", pick.choice(POOL), f"{text} {pick.choice(POOL)} ", text, text.swapcase())[change]
    return query[: first.start] + changed + query[end:]


def _blank(query: str, pick: random.Random) -> str:
    """Replace the white space before a token, or insert some."""
    read = list(tokens(query))
    start = pick.choice(read).start if read else 0
    return query[:start].rstrip(" \n") + pick.choice(BLANKS) + query[start:]


def _escape(query: str, pick: random.Random) -> str:
    """Write a character as a code-point escape, or a code point that is none."""
    place = pick.randrange(len(query) + 1)
    code = ord(query[place]) if place < len(query) and pick.random() < 0.9 else pick.choice((0xD800, 0x110000, 0, 0x22))
    escape = f"\\u{code:04X}" if code <= 0xFFFF and pick.random() < 0.7 else f"\\U{code:08X}"
    return query[:place] + escape + query[place + 1 :]


def _cut(query: str, pick: random.Random) -> str:
    """Cut a query off, or leave its beginning out."""
    place = pick.randrange(len(query) + 1)
    return query[:place] if pick.random() < 0.8 else query[place:]


_CHANGES: Final[tuple[Callable[[str, random.Random], str], ...]] = (_character, _token, _token, _blank, _escape, _cut)


def check(query: str, endpoint: Endpoint, canary: Canary, tally: Tally) -> list[str]:
    """Send a query in every way and return the disagreements."""
    responses = [endpoint.ask(query, way) for way in WAYS]
    statuses = {response.status for response in responses} - _BUSY
    tally.results["/".join(map(str, sorted(statuses))) or "busy"] += 1
    if len(statuses) > 1:
        return [f"status: {', '.join(f'{r.way.method} {r.way.table} {r.status} {r.text[:80]}' for r in responses)}"]
    if any(response.status in _BUSY for response in responses):
        return []
    found = [*_rows(query, responses)] if statuses == {200} else [*_errors(query, responses)]
    return [*found, *_judged(query, responses[0], canary)]


def _errors(query: str, responses: Sequence[Response]) -> Iterator[str]:
    messages = {response.text for response in responses if response.way.method != "HEAD"}
    if len(messages) > 1:
        yield f"error: different messages: {messages}"
    message = responses[0].text
    if len(message) > MAX_MESSAGE:
        yield f"error: {len(message)} characters: {message}"
    place = _PLACE.search(message)
    lines = query.split("\n")
    if place is None:
        if query.strip() and responses[0].status == 400:
            yield f"error: no position: {message}"
    elif not (int(place[1]) <= len(lines) and int(place[2]) <= len(lines[int(place[1]) - 1]) + 1):
        yield f"error: the position is outside of the query: {message}"


def _rows(query: str, responses: Sequence[Response]) -> Iterator[str]:
    bodies = [response for response in responses if response.way.method != "HEAD"]
    if responses[0].media_type == "text/turtle":
        contents = {response.way: _triples(response) for response in bodies}
    else:
        is_boolean = b'"boolean"' in responses[0].body[-40:]
        contents = {response.way: _table(response, is_boolean) for response in bodies}
    first = contents[WAYS[0]]
    for way, rows in contents.items():
        other = first
        if way.table == "text/csv" and responses[0].media_type != "text/turtle":
            other = Counter({tuple(map(_as_csv, row)): number for row, number in _merged(first)})
        is_same = rows.total() == other.total() if _UNORDERED.search(query) else rows == other
        if not is_same:
            yield f"rows: {way.method} {way.table} {way.graph}: {rows - other} instead of {other - rows}"


def _merged(rows: Counter[tuple[str, ...]]) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield rows that are equal in CSV as one."""
    merged: dict[tuple[str, ...], tuple[tuple[str, ...], int]] = {}
    for row, number in rows.items():
        key = tuple(map(_as_csv, row))
        merged[key] = (row, number + merged.get(key, (row, 0))[1])
    yield from merged.values()


def _table(response: Response, is_boolean: bool) -> Counter[tuple[str, ...]]:
    """Return rows as N-Triples terms; those of CSV as their values."""
    if is_boolean:
        text = response.text
        return Counter([("true" if '"boolean":true' in text or ">true<" in text or text == "true" else "false",)])
    if response.way.table == "text/csv":
        head, *rows = csv.reader(io.StringIO(response.body.decode("utf-8"), newline=""))
        rows = [row or [""] * len(head) for row in rows]  # an unbound variable alone is an empty line
        return Counter(
            tuple(_BLANK.sub("_:b", value) if value.startswith("_:") else value for value in row) for row in rows
        )
    read = ox.parse_query_results(response.body, format=ox.QueryResultsFormat.from_media_type(response.way.table))
    assert isinstance(read, ox.QuerySolutions)
    return Counter(tuple("" if term is None else _shown(term) for term in row) for row in read)


def _shown(term: object) -> str:
    if isinstance(term, ox.Triple):
        return f"<<( {' '.join(map(_shown, term))} )>>"
    return "_:b" if isinstance(term, ox.BlankNode) else str(term)


def _as_csv(term: str) -> str:
    """Return the value of a term (SPARQL 1.1 Query Results CSV and TSV, 3.2)."""
    if not term.startswith(('"', "<")):
        return term
    (quad,) = ox.parse(f"<a:a> <a:a> {term} .", format=ox.RdfFormat.N_TRIPLES)
    return _value(quad.object)


def _value(term: object) -> str:
    if isinstance(term, ox.Triple):
        return " ".join(map(_value, term))
    return term.value if isinstance(term, ox.Literal | ox.NamedNode) else "_:b"


def _triples(response: Response) -> Counter[tuple[str, ...]]:
    read = ox.parse(response.body, format=ox.RdfFormat.from_media_type(response.way.graph))
    return Counter((_BLANK.sub("_:b", str(quad.triple)),) for quad in read)


def _judged(query: str, response: Response, canary: Canary) -> Iterator[str]:
    """Compare with Oxigraph itself, over no data; it must not reach another endpoint with what the server answers."""
    message = response.text if response.status == 400 else ""
    if "SERVICE" in message or "prefix with “service”" in message:
        return
    if "reaches out of this dataset" in message:
        yield f"service: only the sandbox refused it: {message}"
    reason = ""
    try:
        answer = ox.Store().query(
            re.sub(r"127\.0\.0\.1:\d+", canary.address, query), base_iri="http://127.0.0.1/sparql", prefixes=PREFIXES
        )
        if response.status == 200 and not isinstance(answer, ox.QueryBoolean):
            list(answer)
    except (SyntaxError, ValueError) as error:
        reason = str(error)
        if (other := respelled(query)) and response.status == 200:
            yield from _judged(other, response, canary)
            return
    except (OSError, RuntimeError):
        pass
    if canary.is_reached():
        yield f"service: Oxigraph asks another endpoint, status {response.status}"
    if query.strip() and bool(reason) is not message.startswith("not a SPARQL query"):
        yield f"oxigraph: {reason[:120] or 'reads it'}; the endpoint: {response.status} {message}"


def queries(paths: Sequence[Path]) -> list[str]:
    """Return the queries of files and folders."""
    files = [file for path in paths for file in (sorted(path.rglob("*.rq")) if path.is_dir() else [path])]
    return [file.read_text(encoding="utf-8", errors="ignore").removeprefix("\ufeff") for file in files]


def run(url: str, given: Sequence[str], seed: int, numbers: range) -> Tally:
    """Send mutations to an endpoint and print what disagrees."""
    tally = Tally()
    with closing(Endpoint(url)) as endpoint, closing(Canary()) as canary:
        for number in numbers:
            pick = random.Random(f"{seed}/{number}")
            query = mutated(pick.choice(given), pick)
            for disagreement in check(query, endpoint, canary, tally):
                tally.disagreements.append(f"seed {seed}, number {number}: {disagreement}\n  {query!r}")
                print(tally.disagreements[-1], flush=True)
    return tally


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, help="query files, or folders of them")
    parser.add_argument("--server", help="URL of an endpoint that runs already")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=int, default=0, help="number of the first mutation, to repeat one")
    arguments = parser.parse_args()
    given = [*SEEDS, *queries(arguments.files or [FOLDER / "queries"])]
    with ExitStack() as stack:
        url = arguments.server
        if url is None:
            from tests.server.support.processes import serving

            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            url = f"{stack.enter_context(serving(folder, 'seconds=5')).base}sparql"
        numbers = range(arguments.start, arguments.start + arguments.count)
        tally = run(url, given, arguments.seed, numbers)
    counts = ", ".join(f"{number:,} with {status}" for status, number in tally.results.most_common())
    print(f"{len(numbers):,} mutations in {len(WAYS)} ways: {counts}; {len(tally.disagreements)} disagreements")
    sys.exit(bool(tally.disagreements))


if __name__ == "__main__":
    main()
