"""Fake Wikibase on this machine: answers as a real one does, after some other answers that a test has prepared."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.linking.support.wikidata_json import Json

MAX_IDS = 50


@dataclass
class Prepared:
    """Answer that is given once; ``cut`` bytes are missing at its end, and ``delay`` seconds pass before it."""

    body: bytes | str | Json = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int = 0
    delay: float = 0.0


@dataclass
class FakeWikibase:
    """Items by id, merged items, prepared answers, and the requests that have been received."""

    items: dict[str, Json] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    max_ids: int = MAX_IDS
    prepared: list[Prepared] = field(default_factory=list)
    requests: list[dict[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    services: dict[str, Any] = field(default_factory=dict)
    address: str = ""
    space: str = "http://www.wikidata.org/entity/"

    def answer(self, asked: dict[str, str]) -> Json:
        """Return the answer to a request, with the errors of a real Wikibase."""
        if asked.get("meta") == "siteinfo":
            return {"batchcomplete": "", "query": {"general": {"wikibase-conceptbaseuri": self.space}}}
        if asked.get("action") == "wbsearchentities":
            if asked["language"] == "xx":
                return error("badvalue", 'Unrecognized value for parameter "language": xx.')
            return {"search": list(self._hits(asked["search"].casefold())), "success": 1}
        ids = asked["ids"].split("|")
        if len(ids) > self.max_ids:
            return error("toomanyvalues", f'Too many values supplied for parameter "ids". The limit is {self.max_ids}.')
        if bad := next((id_ for id_ in ids if not id_[1:].isdigit()), None):
            return error("no-such-entity", f'Could not find an entity with the ID "{bad}".')
        return {"entities": {id_: self._entity(id_) for id_ in ids}, "success": 1}

    def _entity(self, id_: str) -> Json:
        target = self.redirects.get(id_, id_)
        if target not in self.items:
            return {"id": id_, "missing": ""}
        merged = {"redirects": {"from": id_, "to": target}} if target != id_ else {}
        return {**self.items[target], **merged}

    def _hits(self, text: str) -> Iterator[Json]:
        for id_, entity in self.items.items():
            aliases = [each for group in entity.get("aliases", {}).values() for each in group]
            names = [each["value"] for each in (*entity["labels"].values(), *aliases)]
            if found := next((name for name in names if name.casefold().startswith(text)), None):
                label = entity["labels"].get("en", {"value": found})["value"]
                yield {"id": id_, "label": label, "match": {"type": "label", "language": "en", "text": found}}


def error(code: str, info: str) -> Json:
    """Return an answer with an error, which has status 200."""
    return {"error": {"code": code, "info": info, "*": "See the documentation."}}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one piece: a client waits 40 ms for a second one
    wikibase: FakeWikibase

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self._respond(parts.path, parts.query)

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self._respond(urlsplit(self.path).path, self.rfile.read(length).decode())

    def _respond(self, path: str, query: str) -> None:
        asked = {name: values[0] for name, values in parse_qs(query).items()}
        self.wikibase.requests.append(asked)
        self.wikibase.headers.append(dict(self.headers.items()))
        if self.wikibase.prepared:
            self._send(self.wikibase.prepared.pop(0))
        elif path in self.wikibase.services:
            service = self.wikibase.services[path]
            self._send(Prepared(service(asked) if callable(service) else service))
        elif path == "/w/api.php":
            self._send(Prepared(self.wikibase.answer(asked)))
        else:
            self._send(Prepared("<!DOCTYPE html><html><title>Not Found</title></html>", 404))

    def _send(self, prepared: Prepared) -> None:
        time.sleep(prepared.delay)
        body = prepared.body
        content = json.dumps(body) if isinstance(body, dict) else body
        data = content.encode() if isinstance(content, str) else content
        headers = {"Content-Type": "application/json; charset=utf-8", **prepared.headers}
        if "gzip" in self.headers.get("Accept-Encoding", "") and not prepared.cut:
            data, headers = gzip.compress(data), {**headers, "Content-Encoding": "gzip"}
        self.send_response(prepared.status)
        for name, value in {**headers, "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(data[: len(data) - prepared.cut])
        except OSError:
            self.close_connection = True
        if prepared.cut:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Print nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Print nothing: tests close connections early."""


@contextmanager
def fake_wikibase(*items: Json) -> Iterator[FakeWikibase]:
    """Serve items until the end of the block."""
    wikibase = FakeWikibase({each["id"]: each for each in items})
    handler = type("Handler", (_Handler,), {"wikibase": wikibase})
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        wikibase.address = f"http://127.0.0.1:{server.server_address[1]}/w/api.php"
        try:
            yield wikibase
        finally:
            server.shutdown()
            thread.join()
