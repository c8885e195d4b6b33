"""Responses as the bytes that a server sends."""

from __future__ import annotations

import gzip
import re
import socket
from contextlib import suppress

from tests.server.support.hostile import connected
from tests.server.support.processes import Server

LINES = re.compile(rb"(?im)^(date|server): .*\r\n")


def raw_responses(server: Server, sent: bytes, number: int) -> list[bytes]:
    """Return the bytes that a server sends each time, without its Date."""
    found = []
    for _ in range(number):
        with connected(server) as line:
            line.sendall(sent)
            found.append(LINES.sub(b"", raw_response(line, sent.startswith(b"HEAD"))))
            if b"connection: close" in found[-1].lower():
                with suppress(ConnectionResetError):  # the server has not read all of a large request
                    assert line.recv(10) == b""
    return found


def responses(server: Server, sent: bytes, number: int) -> list[bytes]:
    """Return what a server answers each time, without what is its own."""
    return [normalised(response) for response in raw_responses(server, sent, number)]


def raw_response(line: socket.socket, has_no_body: bool = False) -> bytes:
    answered = b""
    while b"\r\n\r\n" not in answered:
        piece = line.recv(2**16)
        assert piece, answered
        answered += piece
    begun, _, body = answered.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", begun)
    while not has_no_body and (
        len(body) < int(length[1]) if length else b"chunked" in begun and not body.endswith(b"\r\n0\r\n\r\n")
    ):
        piece = line.recv(2**16)
        assert piece, body
        body += piece
    return begun + b"\r\n\r\n" + body


def one_response(line: socket.socket, has_no_body: bool = False) -> bytes:
    return normalised(raw_response(line, has_no_body))


def normalised(response: bytes) -> bytes:
    """Return a response with headers and rows in one order, without the coding of its transfer."""
    begun, _, body = response.partition(b"\r\n\r\n")
    if b"chunked" in begun:
        body = without_chunks(body)
    if b"content-encoding: gzip" in begun.lower():
        body = gzip.decompress(body)
        begun = re.sub(rb"(?i)content-length: \d+", b"", begun)
    body = b"\r\n".join(sorted(body.split(b"\r\n")))  # rows come in any order
    return b"\r\n".join(sorted(begun.lower().split(b"\r\n"))) + b"\r\n\r\n" + body


def without_chunks(body: bytes) -> bytes:
    parts, place = list[bytes](), 0
    while size := int(body[place : (end := body.index(b"\r\n", place))], 16):
        parts.append(body[end + 2 : end + 2 + size])
        place = end + 2 + size + 2
    return b"".join(parts)


def everything(line: socket.socket) -> bytes:
    answered = b""
    while piece := line.recv(2**16):
        answered += piece
    return answered
