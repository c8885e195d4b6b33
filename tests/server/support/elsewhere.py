"""Another endpoint on this machine that says what a test wants it to say, and keeps what it was asked."""

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
    """Return a response of HTTP."""
    data = body.encode("utf-8")
    head = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(data)}", *headers, "", ""]
    return "\r\n".join(head).encode("latin-1") + data


class Elsewhere:
    """What listens, what it says, and what it has heard."""

    def __init__(self, listener: socket.socket, says: bytes, delay: float) -> None:
        self._listener, self.says, self.delay = listener, says, delay
        self.port: int = listener.getsockname()[1]
        self.host = f"http://127.0.0.1:{self.port}"
        self.endpoint = f"{self.host}/sparql"
        self.heard: list[bytes] = []
        self.left = threading.Event()

    @property
    def queries(self) -> list[str]:
        """The queries that it was asked."""
        return [parse_qs(heard.partition(b"\r\n\r\n")[2].decode())["query"][0] for heard in self.heard]

    def listen(self) -> None:
        """Answer one connection after another."""
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(line,), daemon=True).start()

    def _answer(self, line: socket.socket) -> None:
        with line:
            line.settimeout(10)
            heard = b""
            while b"\r\n\r\n" not in heard or len(heard.partition(b"\r\n\r\n")[2]) < _length(heard):
                piece = line.recv(2**16)
                if not piece:
                    return
                heard += piece
            self.heard.append(heard)
            end = time.monotonic() + self.delay
            while time.monotonic() < end:
                line.settimeout(0.02)
                try:
                    if line.recv(1) == b"":
                        self.left.set()
                        return
                except TimeoutError:
                    continue
                except OSError:
                    self.left.set()
                    return
            line.settimeout(10)
            try:
                line.sendall(self.says)
            except OSError:
                self.left.set()


def _length(heard: bytes) -> int:
    for header in heard.partition(b"\r\n\r\n")[0].split(b"\r\n"):
        name, _, value = header.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


@contextmanager
def elsewhere(says: bytes | None = None, delay: float = 0.0) -> Iterator[Elsewhere]:
    """Listen until the end of the block."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        other = Elsewhere(listener, response(TABLE) if says is None else says, delay)
        threading.Thread(target=other.listen, daemon=True).start()
        yield other
        listener.shutdown(socket.SHUT_RDWR)
