"""Client for the measured servers: plain persistent sockets, to keep its share of the time small."""

from __future__ import annotations

import re
import select
import socket
from collections.abc import Iterable, Iterator
from time import perf_counter
from typing import Final
from urllib.parse import quote

SECONDS_OF_PATIENCE: Final = 60.0
"""Default timeout of an answer."""
_LENGTH: Final = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.IGNORECASE)
_CHUNK: Final = re.compile(rb"([0-9a-fA-F]+)\r\n")


class NoAnswer(Exception):
    """A server refused a query or did not answer in time; the message states which."""


class TooLate(NoAnswer):
    """A server did not answer in time and may still be busy."""

    def __init__(self, limit: float) -> None:
        """Create the error with the timeout in its message."""
        super().__init__(f"over {limit:g} s")


def request(path: str, query: str, accept: str) -> bytes:
    """Return the bytes of a GET request with a query."""
    lines = (f"GET {path}?query={quote(query, safe='')} HTTP/1.1", "Host: 127.0.0.1", f"Accept: {accept}", "", "")
    return "\r\n".join(lines).encode("ascii")


def body_of(answer: bytes | bytearray) -> bytes | None:
    """Return the body of a complete answer as it was sent; None while it is incomplete.

    A blank line occurs only after the last chunk: the requested formats have none. Raises NoAnswer for any status
    except 200.
    """
    end = answer.find(b"\r\n\r\n")
    if end < 0:
        return None
    if answer[9:12] != b"200":
        raise NoAnswer(f"status {answer[9:12].decode('latin-1')}")
    length = _LENGTH.search(answer, 0, end + 2)
    if length:
        return bytes(answer[end + 4 :]) if len(answer) == end + 4 + int(length[1]) else None
    return bytes(answer[end + 4 :]) if answer.endswith(b"\r\n0\r\n\r\n") else None


def whole(body: bytes) -> bytes:
    """Decode the chunks of a chunked body (RFC 9112, 7.1)."""
    if not _CHUNK.match(body):
        return body
    parts, place = list[bytes](), 0
    while size := _CHUNK.match(body, place):
        parts.append(body[size.end() : size.end() + int(size[1], 16)])
        place = size.end() + int(size[1], 16) + 2
    return b"".join(parts)


class Line:
    """A persistent connection."""

    def __init__(self, port: int, limit: float = SECONDS_OF_PATIENCE) -> None:
        """Connect to a local port; ``limit`` is the timeout of each answer in seconds."""
        self.limit = limit
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=limit)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.answer = bytearray()

    def get(self, data: bytes) -> bytes:
        """Return the body of the answer to a request. Raises NoAnswer."""
        self.send(data)
        end = perf_counter() + self.limit
        while (body := self.receive()) is None:
            if perf_counter() > end:
                raise TooLate(self.limit)
        return body

    def send(self, data: bytes) -> None:
        """Send a request."""
        self.socket.sendall(data)

    def receive(self) -> bytes | None:
        """Receive data; return the body when it is complete. Raises NoAnswer."""
        try:
            piece = self.socket.recv(2**18)
        except TimeoutError as error:
            raise TooLate(self.limit) from error
        if not piece:
            raise NoAnswer("the connection was closed")
        if self.answer:
            self.answer += piece
            if not piece.endswith(b"\r\n") and len(piece) == 2**18:
                return None  # searching every piece of a large answer for its end would cost the client time
            body = body_of(self.answer)
        else:
            body = body_of(piece)
            if body is None:
                self.answer += piece
        if body is not None:
            self.answer.clear()
        return body

    def close(self) -> None:
        """Close the connection."""
        self.socket.close()


def took(
    port: int, requests: Iterator[bytes], seconds: float, most: int, limit: float = SECONDS_OF_PATIENCE
) -> list[float]:
    """Return the seconds of consecutive requests: at least one, at most ``most``.

    Raises NoAnswer, or TooLate if one takes longer than the limit.
    """
    line, times = Line(port, limit), list[float]()
    begun = perf_counter()
    try:
        while not times or (len(times) < most and perf_counter() - begun < seconds):
            one = next(requests)
            before = perf_counter()
            line.get(one)
            times.append(perf_counter() - before)
    finally:
        line.close()
    return times


def throughput(
    port: int, requests: Iterable[bytes], connections: int, seconds: float, limit: float = SECONDS_OF_PATIENCE
) -> float:
    """Return the requests answered per second with one running request on each of several connections.

    Ends early when there are no more requests. Raises NoAnswer.
    """
    lines = {line.socket.fileno(): line for line in (Line(port) for _ in range(connections))}
    poll, rest = select.poll(), iter(requests)
    for number in lines:
        poll.register(number, select.POLLIN)
    begun = now = perf_counter()
    answered = 0
    try:
        for line in lines.values():
            line.send(next(rest))
        while now - begun < seconds:
            ready = poll.poll(1000 * limit)
            if not ready:
                raise TooLate(limit)
            for number, _ in ready:
                line = lines[number]
                if line.receive() is not None:
                    answered += 1
                    now = perf_counter()
                    if (one := next(rest, None)) is None:
                        return answered / (now - begun)
                    line.send(one)
    finally:
        for line in lines.values():
            line.close()
    return answered / (now - begun)
