"""What passes between the server and a worker: frames of a job's number, a kind, a length and that many bytes."""

from __future__ import annotations

import marshal
import struct
from collections.abc import Iterator
from dataclasses import astuple
from typing import Final, NamedTuple

from aliansi.dataset.results import (
    EvaluationCrashed,
    Formats,
    NotAcceptable,
    Query,
    Result,
    ResultTooLarge,
    ServiceFailed,
    ServiceResponse,
)
from aliansi.errors import AliansiError, UsageError

HEADER: Final = struct.Struct("!IBI")

# To a worker.
ASK: Final = 0
SKIP: Final = 1
# From a worker: exactly one of WHOLE, END, FAILED and SKIPPED ends each job, in the order in which they were asked.
WHOLE: Final = 2
BEGIN: Final = 3
DATA: Final = 4
END: Final = 5
FAILED: Final = 6
SKIPPED: Final = 7
RETIRED: Final = 8
ENDS: Final = frozenset({WHOLE, END, FAILED, SKIPPED})

_RAISED: Final[dict[bytes, type[AliansiError]]] = {
    b"u": UsageError,
    b"n": NotAcceptable,
    b"l": ResultTooLarge,
    b"c": EvaluationCrashed,
    b"s": ServiceFailed,
}
RAISED: Final = tuple(_RAISED.values())


class EvaluationRequest(NamedTuple):
    """A query with the formats that are wanted and the most bytes that its answer may have."""

    query: Query
    formats: Formats
    most: int


def frame(job: int, kind: int, payload: bytes = b"") -> bytes:
    """Return a frame."""
    return HEADER.pack(job, kind, len(payload)) + payload


def ask(job: int, asked: EvaluationRequest) -> bytes:
    """Return the frame that asks a worker."""
    query, formats = asked.query, asked.formats
    # Only the server writes this, so that marshal is safe; a worker's frames are never read with it.
    heard = tuple(astuple(part) for part in query.heard)
    graphs = (query.text, query.default_graphs, query.named_graphs, query.base, heard)
    return frame(job, ASK, marshal.dumps((graphs, (formats.table, formats.graph, formats.gzip), asked.most)))


def read_question(payload: bytes) -> EvaluationRequest:
    """Return what ``ask`` has written."""
    (text, default, named, base, heard), formats, most = marshal.loads(payload)
    query = Query(text, default, named, base, tuple(ServiceResponse(*part) for part in heard))
    return EvaluationRequest(query, Formats(*formats), most)


def failure(error: AliansiError) -> bytes:
    """Write an error, for exceptions do not cross processes."""
    letter = next(letter for letter, kind in _RAISED.items() if isinstance(error, kind))
    return letter + str(error).encode("utf-8", "replace")


def read_failure(payload: bytes) -> AliansiError:
    """Return the error that ``failure`` has written."""
    return _RAISED[payload[:1]](payload[1:].decode("utf-8"))


def head(media_type: str, gzipped: bool) -> bytes:
    """Write what is said before the bytes of an answer."""
    return (b"z" if gzipped else b"=") + media_type.encode() + b"\n"


def read_answer(payload: bytes) -> Result:
    """Return the answer that begins with ``head``."""
    line, _, body = payload.partition(b"\n")
    return Result(line[1:].decode(), body, line[:1] == b"z")


class FrameSplitter:
    """Finds the frames in bytes that arrive in any pieces."""

    def __init__(self) -> None:
        """Begin between two frames."""
        self._rest = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[int, int, bytes]]:
        """Yield job, kind and payload of each frame that is complete now."""
        rest = self._rest
        rest += data
        place, size = 0, len(rest)
        while size - place >= HEADER.size:
            job, kind, length = HEADER.unpack_from(rest, place)
            end = place + HEADER.size + length
            if end > size:
                break
            yield job, kind, bytes(rest[place + HEADER.size : end])
            place = end
        del rest[:place]
