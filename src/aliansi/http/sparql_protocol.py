"""What a request to the endpoint asks for (SPARQL 1.1 Protocol, 2.1), read from its URL, its body and its headers."""

from __future__ import annotations

import re
from binascii import a2b_qp
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final
from urllib.parse import unquote_to_bytes

from aliansi.dataset.results import GRAPHS, TABLES
from aliansi.errors import NotAcceptable, ProtocolError, UsageError
from aliansi.evaluation.query import Formats, Query
from aliansi.http.negotiation import LONG, choose

FORM: Final = "application/x-www-form-urlencoded"
DIRECT: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"

BY_NAME: Final[dict[str, Formats]] = {
    "json": Formats("application/sparql-results+json", "application/ld+json"),
    "xml": Formats("application/sparql-results+xml", "application/rdf+xml"),
    "csv": Formats("text/csv", None),
    "tsv": Formats("text/tab-separated-values", None),
    "ttl": Formats(None, "text/turtle"),
    "nt": Formats(None, "application/n-triples"),
    "rdf": Formats(None, "application/rdf+xml"),
    "jsonld": Formats(None, "application/ld+json"),
    "trig": Formats(None, "application/trig"),
    "nq": Formats(None, "application/n-quads"),
}
"""What ``format=`` may say beside a media type; it goes before the Accept header."""

_UPDATES: Final = re.compile(
    r"(?:\s++|#[^\r\n]*+|BASE\s*+<[^<>]*+>|PREFIX\s++[^\s:]*+:\s*+<[^<>]*+>)*+"
    r"(INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH)\b",
    re.IGNORECASE,
)
"""The first word of an update, after comments and declarations."""

_MAX_PARAMETERS: Final = 1000
_CHANGING: Final = re.compile(r"\\u|(?:now|rand|uuid)(?:\s|#[^\r\n]*+[\r\n])*+\(", re.IGNORECASE)
"""Calls of functions that give another value each time (SPARQL 1.1, 17.4), or what may hide one."""
_MAY_CHANGE: Final = ("now", "rand", "uuid", "\\u")


@dataclass(frozen=True)
class RequestParameters:
    """The parameters of a request, from its URL and its body together."""

    queries: tuple[str, ...] = ()
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    updates: bool = False
    format: str | None = None
    any: bool = False


def in_url(query_string: bytes) -> RequestParameters:
    """Return what the URL asks for. Raises UsageError if it is not UTF-8."""
    return _asked(_pairs(query_string))


def in_body(content_type: str, query_string: bytes, body: bytes) -> RequestParameters:
    """Return what a POST asks for, with its URL.

    Raises ProtocolError (415) for a body of another kind, UsageError for one that is not UTF-8.
    """
    kind = kind_of_body(content_type)
    pairs = _pairs(query_string)
    if kind == FORM:
        return _asked([*pairs, *_pairs(body)])
    return replace(_asked([*pairs, ("query", _text(body))]) if kind == DIRECT else _asked(pairs), any=True)


def kind_of_body(content_type: str) -> str:
    """Return the media type of a POST. Raises ProtocolError: 415 if there can be no query in it, 403 for an update."""
    media_type, _, parameters = content_type.partition(";")
    kind = media_type.strip().lower()
    if kind not in (FORM, DIRECT, UPDATE):
        raise ProtocolError(415, f"a query is posted as {FORM} or as {DIRECT}, not as {kind or 'nothing said'}")
    charset = re.search(r"charset\s*=\s*\"?([^\s;\"]+)", parameters, re.IGNORECASE)
    if charset and charset[1].lower() not in ("utf-8", "utf8"):
        raise ProtocolError(415, f"a query is sent as UTF-8, not as {charset[1]}")
    if kind == UPDATE:
        raise _refused()
    return kind


def query_of(asked: RequestParameters, base: str | None = None) -> Query:
    """Return the one query of a request; ``base`` is for its relative IRIs.

    Raises ProtocolError for an update, UsageError for none or several.
    """
    if asked.updates and asked.queries:
        raise UsageError("a request is a query or an update, not both")
    if asked.updates:
        raise _refused()
    if len(asked.queries) != 1 or not asked.queries[0].strip():
        many = "there are several" if len(asked.queries) > 1 else "there is none"
        raise UsageError(f"a request has one query, as the parameter “query” or as its body; here {many}")
    if update := _UPDATES.match(asked.queries[0]):
        raise UsageError(
            f"not a SPARQL query: {update[1].upper()} is an update, and this endpoint is read-only; it takes no updates"
        )
    return Query(asked.queries[0], asked.default_graphs, asked.named_graphs, base)


def formats_of(name: str | None, accept: str | None, gzip: bool = False) -> Formats:
    """Return the formats that a request wants, by name or by its Accept header.

    Raises UsageError for a name that is none, NotAcceptable if nothing fits.
    """
    if len(name or "") + len(accept or "") < LONG:
        return _remembered(name, accept, gzip)
    return _formats_of(name, accept, gzip)


def _formats_of(name: str | None, accept: str | None, gzip: bool) -> Formats:
    if name is None:
        formats = Formats(choose(accept, TABLES), choose(accept, GRAPHS), gzip)
        if formats.table is None and formats.graph is None:
            raise NotAcceptable(f"answers come in one of: {', '.join(dict.fromkeys((*TABLES, *GRAPHS)))}")
        return formats
    known = BY_NAME.get(name) or Formats(name if name in TABLES else None, name if name in GRAPHS else None)
    if known == Formats(None, None):
        raise UsageError(f"there is no format {name[:50]}; there are: {', '.join(BY_NAME)}")
    return replace(known, gzip=gzip)


_remembered: Final = lru_cache(maxsize=256)(_formats_of)
"""The few headers that most clients send are read once."""


def is_changing(query: str) -> bool:
    """Say whether a query may have another answer each time: of the hour, of chance."""
    lower = query.lower()
    return any(word in lower for word in _MAY_CHANGE) and _CHANGING.search(query) is not None


def parameters(query_string: bytes, name: str) -> tuple[str, ...]:
    """Return the values of one parameter of a URL that are IRIs: a plus sign in them stands for itself."""
    return tuple(value for key, value in _pairs(query_string.replace(b"+", b"%2B")) if key == name)


def values_of(query_string: bytes, name: str) -> tuple[str, ...]:
    """Return the values of one parameter of a URL as forms write them: a plus sign in them stands for a space."""
    return tuple(value for key, value in _pairs(query_string) if key == name)


def _refused() -> ProtocolError:
    return ProtocolError(403, "this endpoint is for reading; it takes no updates")


def _asked(pairs: list[tuple[str, str]]) -> RequestParameters:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    formats = found.pop("format", None)
    return RequestParameters(
        queries=tuple(found.get("query", ())),
        default_graphs=tuple(found.get("default-graph-uri", ())),
        named_graphs=tuple(found.get("named-graph-uri", ())),
        updates="update" in found,
        format=formats[-1] if formats else None,
        any=bool(found),
    )


def _pairs(encoded: bytes) -> list[tuple[str, str]]:
    """Read form-encoded parameters, decoded once. Raises UsageError for what is not UTF-8."""
    if not encoded.isascii():
        _text(encoded)
    if encoded.count(b"&") >= _MAX_PARAMETERS:
        raise UsageError(f"a request has at most {_MAX_PARAMETERS:,} parameters")
    parts = (part.partition(b"=") for part in encoded.replace(b"+", b" ").split(b"&") if part)
    return [(_text(_unquoted(name)), _text(_unquoted(value))) for name, _, value in parts]


def _unquoted(text: bytes) -> bytes:
    """Return bytes with their percent escapes resolved (RFC 3986, 2.1); an escape that is none stays as it is."""
    escapes = text.count(b"%")
    if not escapes:
        return text
    if b"\r" not in text and b"\n" not in text:
        # Quoted-printable (RFC 2045, 6.7) differs in its sign alone, and is decoded in C: a query has many escapes.
        found = a2b_qp(text.replace(b"=", b"=3D").replace(b"%", b"="))
        if len(text) - len(found) == 2 * escapes:  # else one of them was none
            return found
    return unquote_to_bytes(text)


def _text(encoded: bytes) -> str:
    try:
        return encoded.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8(error) from error


def _not_utf8(error: UnicodeDecodeError) -> UsageError:
    return UsageError(f"the request is not UTF-8: byte 0x{error.object[error.start]:02x}, {error.reason}")
