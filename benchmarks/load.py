"""What asks the measured servers: plain sockets that are kept open, so that little of the time is the asker's."""

from __future__ import annotations

import re
import select
import socket
from collections.abc import Iterable, Iterator
from time import perf_counter
from typing import Final
from urllib.parse import quote

SECONDS_OF_PATIENCE: Final = 60.0
"""How long an answer is waited for, unless something else is said."""
_LENGTH: Final = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.IGNORECASE)
_CHUNK: Final = re.compile(rb"([0-9a-fA-F]+)\r\n")


class NoAnswer(Exception):
    """A server has refused a query, or has not answered in time; the message says which."""


class TooLate(NoAnswer):
    """A server has not answered in time, and may be at it still."""

    def __init__(self, limit: float) -> None:
        """Say how long it was waited for."""
        super().__init__(f"over {limit:g} s")


def request(path: str, query: str, accept: str) -> bytes:
    """Return the bytes that ask a query by GET."""
    lines = (f"GET {path}?query={quote(query, safe='')} HTTP/1.1", "Host: 127.0.0.1", f"Accept: {accept}", "", "")
    return "\r\n".join(lines).encode("ascii")


def body_of(answer: bytes | bytearray) -> bytes | None:
    """Return the body of a whole answer as it was sent; None as long as there is more to come.

    A blank line ends the last chunk and is nowhere else: the formats that are asked for have none. Raises NoAnswer for
    any status but 200.
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
    """Return a body without its chunks, if it came in chunks (RFC 9112, 7.1)."""
    if not _CHUNK.match(body):
        return body
    parts, place = list[bytes](), 0
    while size := _CHUNK.match(body, place):
        parts.append(body[size.end() : size.end() + int(size[1], 16)])
        place = size.end() + int(size[1], 16) + 2
    return b"".join(parts)


class Line:
    """A connection that is kept open."""

    def __init__(self, port: int, limit: float = SECONDS_OF_PATIENCE) -> None:
        """Connect to a port of this machine; each answer may take so many seconds."""
        self.limit = limit
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=limit)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.answer = bytearray()

    def ask(self, asked: bytes) -> bytes:
        """Return the body of the answer to a request. Raises NoAnswer."""
        self.say(asked)
        end = perf_counter() + self.limit
        while (body := self.hear()) is None:
            if perf_counter() > end:
                raise TooLate(self.limit)
        return body

    def say(self, asked: bytes) -> None:
        """Send a request."""
        self.socket.sendall(asked)

    def hear(self) -> bytes | None:
        """Take what has arrived; return the body when it is whole. Raises NoAnswer."""
        try:
            piece = self.socket.recv(2**18)
        except TimeoutError as error:
            raise TooLate(self.limit) from error
        if not piece:
            raise NoAnswer("the connection was closed")
        if self.answer:
            self.answer += piece
            if not piece.endswith(b"\r\n") and len(piece) == 2**18:
                return None  # to look for the end of a large answer in every piece would be the asker's time
            body = body_of(self.answer)
        else:
            body = body_of(piece)
            if body is None:
                self.answer += piece
        if body is not None:
            self.answer.clear()
        return body

    def close(self) -> None:
        """Hang up."""
        self.socket.close()


def took(
    port: int, asked: Iterator[bytes], seconds: float, most: int, limit: float = SECONDS_OF_PATIENCE
) -> list[float]:
    """Return the seconds of each of some requests, one after the other: at most so many, and at least one.

    Raises NoAnswer, TooLate if one of them takes longer than the limit.
    """
    line, times = Line(port, limit), list[float]()
    begun = perf_counter()
    try:
        while not times or (len(times) < most and perf_counter() - begun < seconds):
            one = next(asked)
            before = perf_counter()
            line.ask(one)
            times.append(perf_counter() - before)
    finally:
        line.close()
    return times


def throughput(
    port: int, asked: Iterable[bytes], connections: int, seconds: float, limit: float = SECONDS_OF_PATIENCE
) -> float:
    """Return how many requests a second are answered while so many connections have one under way.

    It ends when there is nothing more to ask, too. Raises NoAnswer.
    """
    lines = {line.socket.fileno(): line for line in (Line(port) for _ in range(connections))}
    poll, rest = select.poll(), iter(asked)
    for number in lines:
        poll.register(number, select.POLLIN)
    begun = now = perf_counter()
    answered = 0
    try:
        for line in lines.values():
            line.say(next(rest))
        while now - begun < seconds:
            heard = poll.poll(1000 * limit)
            if not heard:
                raise TooLate(limit)
            for number, _ in heard:
                line = lines[number]
                if line.hear() is not None:
                    answered += 1
                    now = perf_counter()
                    if (one := next(rest, None)) is None:
                        return answered / (now - begun)
                    line.say(one)
    finally:
        for line in lines.values():
            line.close()
    return answered / (now - begun)
