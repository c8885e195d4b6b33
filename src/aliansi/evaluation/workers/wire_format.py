"""Frames between the server and a worker: job number, kind, length, and that many bytes."""

from __future__ import annotations

import marshal
import struct
from collections.abc import Iterator
from dataclasses import astuple
from typing import Final, NamedTuple

from aliansi.errors import AliansiError, EvaluationCrashed, NotAcceptable, ResultTooLarge, ServiceFailed, UsageError
from aliansi.evaluation.query import Formats, Query, Result, ServiceResponse

HEADER: Final = struct.Struct("!IBI")

# To a worker.
REQUEST: Final = 0
SKIP: Final = 1
# From a worker: exactly one of RESULT, END, FAILED and SKIPPED ends each job, in the order of the requests.
RESULT: Final = 2
BEGIN: Final = 3
DATA: Final = 4
END: Final = 5
FAILED: Final = 6
SKIPPED: Final = 7
RETIRED: Final = 8
LAST_FRAMES: Final = frozenset({RESULT, END, FAILED, SKIPPED})

_ERRORS: Final[dict[bytes, type[AliansiError]]] = {
    b"u": UsageError,
    b"n": NotAcceptable,
    b"l": ResultTooLarge,
    b"c": EvaluationCrashed,
    b"s": ServiceFailed,
}
ERRORS: Final = tuple(_ERRORS.values())


class EvaluationRequest(NamedTuple):
    """A query, the formats of its result, and the most bytes that the result may have."""

    query: Query
    formats: Formats
    max_bytes: int


def frame(job: int, kind: int, payload: bytes = b"") -> bytes:
    """Return a frame."""
    return HEADER.pack(job, kind, len(payload)) + payload


def request_frame(job: int, request: EvaluationRequest) -> bytes:
    """Return the frame of a request."""
    query, formats = request.query, request.formats
    # marshal is safe here: only the server writes this, and it never reads a worker's frames with it.
    responses = tuple(astuple(response) for response in query.services)
    parts = (query.text, query.default_graphs, query.named_graphs, query.base, responses)
    payload = marshal.dumps((parts, (formats.table, formats.graph, formats.gzip), request.max_bytes))
    return frame(job, REQUEST, payload)


def read_request(payload: bytes) -> EvaluationRequest:
    """Return the request in a frame."""
    (text, default, named, base, responses), formats, max_bytes = marshal.loads(payload)
    query = Query(text, default, named, base, tuple(ServiceResponse(*response) for response in responses))
    return EvaluationRequest(query, Formats(*formats), max_bytes)


def write_error(error: AliansiError) -> bytes:
    """Return an error as bytes: one letter for its class, then its message."""
    letter = next(letter for letter, kind in _ERRORS.items() if isinstance(error, kind))
    return letter + str(error).encode("utf-8", "replace")


def read_error(payload: bytes) -> AliansiError:
    """Return the error that ``write_error`` has written."""
    return _ERRORS[payload[:1]](payload[1:].decode("utf-8"))


def result_header(media_type: str, gzipped: bool) -> bytes:
    """Return the line before the bytes of a result."""
    return (b"z" if gzipped else b"=") + media_type.encode() + b"\n"


def read_result(payload: bytes) -> Result:
    """Return the result that begins with ``result_header``."""
    line, _, body = payload.partition(b"\n")
    return Result(line[1:].decode(), body, line[:1] == b"z")


class FrameSplitter:
    """Splits bytes that arrive in pieces of any size into frames."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[int, int, bytes]]:
        """Yield job, kind and payload of each frame that is now complete."""
        rest = self._rest
        rest += data
        start, size = 0, len(rest)
        while size - start >= HEADER.size:
            job, kind, length = HEADER.unpack_from(rest, start)
            end = start + HEADER.size + length
            if end > size:
                break
            yield job, kind, bytes(rest[start + HEADER.size : end])
            start = end
        del rest[:start]
