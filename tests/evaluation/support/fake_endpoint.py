"""Fake SPARQL endpoint on this machine: sends a given reply and records its requests."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs

TABLE = """{"head": {"vars": ["s", "name"]}, "results": {"bindings": [
  {"s": {"type": "uri", "value": "https://w3id.org/aliansi/id/armenia"},
   "name": {"type": "literal", "value": "Hayastan"}},
  {"s": {"type": "bnode", "value": "b0"},
   "name": {"type": "literal", "value": "x } SERVICE <u:x> { \\"", "xml:lang": "en"}},
  {"s": {"type": "uri", "value": "urn:other"}}
]}}"""


def response(body: str, status: str = "200 OK", *headers: str, kind: str = "application/sparql-results+json") -> bytes:
    """Return an HTTP response."""
    data = body.encode("utf-8")
    head = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(data)}", *headers, "", ""]
    return "\r\n".join(head).encode("latin-1") + data


class FakeEndpoint:
    """A listening socket, its reply, and the requests that it has received."""

    def __init__(self, listener: socket.socket, reply: bytes, delay: float) -> None:
        self._listener, self.reply, self.delay = listener, reply, delay
        self.port: int = listener.getsockname()[1]
        self.host = f"http://127.0.0.1:{self.port}"
        self.endpoint = f"{self.host}/sparql"
        self.requests: list[bytes] = []
        self.disconnected = threading.Event()

    @property
    def queries(self) -> list[str]:
        """The queries in the requests."""
        return [parse_qs(request.partition(b"\r\n\r\n")[2].decode())["query"][0] for request in self.requests]

    def listen(self) -> None:
        """Accept connections until the socket is closed."""
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(client,), daemon=True).start()

    def _answer(self, client: socket.socket) -> None:
        with client:
            client.settimeout(10)
            request = b""
            while b"\r\n\r\n" not in request or len(request.partition(b"\r\n\r\n")[2]) < _length(request):
                piece = client.recv(2**16)
                if not piece:
                    return
                request += piece
            self.requests.append(request)
            end = time.monotonic() + self.delay
            while time.monotonic() < end:
                client.settimeout(0.02)
                try:
                    if client.recv(1) == b"":
                        self.disconnected.set()
                        return
                except TimeoutError:
                    continue
                except OSError:
                    self.disconnected.set()
                    return
            client.settimeout(10)
            try:
                client.sendall(self.reply)
            except OSError:
                self.disconnected.set()


def _length(request: bytes) -> int:
    for header in request.partition(b"\r\n\r\n")[0].split(b"\r\n"):
        name, _, value = header.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


@contextmanager
def fake_endpoint(reply: bytes | None = None, delay: float = 0.0) -> Iterator[FakeEndpoint]:
    """Listen until the end of the block."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        endpoint = FakeEndpoint(listener, response(TABLE) if reply is None else reply, delay)
        threading.Thread(target=endpoint.listen, daemon=True).start()
        yield endpoint
        listener.shutdown(socket.SHUT_RDWR)
