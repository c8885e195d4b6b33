"""Parameters of a request to the endpoint (SPARQL 1.1 Protocol, 2.1), from its URL, body and headers."""

from __future__ import annotations

import re
from binascii import a2b_qp
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import unquote_to_bytes

from aliansi.errors import ProtocolError, UsageError
from aliansi.evaluation.query import Query
from aliansi.sparql.tokens import WHITE_SPACE

FORM: Final = "application/x-www-form-urlencoded"
DIRECT: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"

FORMAT_PARAMETERS: Final = ("format", "output", "results", "accept", "Accept")
"""Parameters that name a format: of Virtuoso, Fuseki, SPARQLWrapper (which sends three at once), D2R and RDF4J."""

_MAX_PARAMETERS: Final = 1000
_CHANGING: Final = re.compile(r"\\u|(?:now|rand|uuid)(?:\s|#[^\r\n]*+[\r\n])*+\(", re.IGNORECASE)
"""Calls of functions that return another value each time (SPARQL 1.1, 17.4), or an escape that may hide one."""
_MAY_CHANGE: Final = ("now", "rand", "uuid", "\\u")


@dataclass(frozen=True)
class RequestParameters:
    """The parameters of a request, from its URL and its body together; an empty one has no effect."""

    queries: tuple[str, ...] = ()
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    updates: bool = False
    formats: tuple[str, ...] = ()
    any: bool = False


def parameters_in_url(query_string: bytes) -> RequestParameters:
    """Return the parameters in a URL. Raises UsageError if it is not UTF-8."""
    return _collect(_pairs(query_string))


def parameters_in_body(content_type: str, query_string: bytes, body: bytes) -> RequestParameters:
    """Return the parameters of a POST, in its body and its URL.

    Raises ProtocolError (415) for a body of another type, UsageError for one that is not UTF-8.
    """
    kind = media_type_of_body(content_type)
    pairs = _pairs(query_string)
    if kind == FORM:
        return _collect([*pairs, *_pairs(body)])
    return replace(_collect([*pairs, ("query", _text(body))]) if kind == DIRECT else _collect(pairs), any=True)


def media_type_of_body(content_type: str) -> str:
    """Return the media type of a POST. Raises ProtocolError: 415 if it cannot contain a query, 403 for an update."""
    media_type, _, parameters = content_type.partition(";")
    kind = media_type.strip(" \t").lower()
    if kind not in (FORM, DIRECT, UPDATE):
        raise ProtocolError(415, f"a query is posted as {FORM} or as {DIRECT}, not as {kind or 'no type'}")
    charset = re.search(r"charset[ \t]*=[ \t]*\"?([^ \t;\"]+)", parameters, re.IGNORECASE)
    if charset and charset[1].lower() not in ("utf-8", "utf8"):
        raise ProtocolError(415, f"a query is sent as UTF-8, not as {charset[1]}")
    if kind == UPDATE:
        raise _refused()
    return kind


def query_of(request: RequestParameters, base: str | None = None) -> Query:
    """Return the one query of a request; ``base`` is for its relative IRIs.

    Raises ProtocolError for an update, UsageError for no query or several.
    """
    if request.updates and request.queries:
        raise UsageError("a request is a query or an update, not both")
    if request.updates:
        raise _refused()
    if len(request.queries) != 1:
        many = "there are several" if request.queries else "there is none"
        raise UsageError(f"a request has one query, as the parameter “query” or as its body; here {many}")
    return Query(request.queries[0], request.default_graphs, request.named_graphs, base)


def is_changing(query: str) -> bool:
    """Return whether a query may have another result each time, by the clock or by chance."""
    lower = query.lower()
    return any(word in lower for word in _MAY_CHANGE) and _CHANGING.search(query) is not None


def iri_values(query_string: bytes, name: str) -> tuple[str, ...]:
    """Return the values of one parameter of a URL that are IRIs: a plus sign in them stands for itself."""
    return tuple(value for key, value in _pairs(query_string.replace(b"+", b"%2B")) if key == name)


def form_values(query_string: bytes, name: str) -> tuple[str, ...]:
    """Return the values of one parameter of a URL as forms write them: a plus sign in them stands for a space."""
    return tuple(value for key, value in _pairs(query_string) if key == name)


def _refused() -> ProtocolError:
    return ProtocolError(403, "this endpoint is for reading; it takes no updates")


def _collect(pairs: list[tuple[str, str]]) -> RequestParameters:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        if value.strip(WHITE_SPACE):
            found.setdefault(name, []).append(value)
    return RequestParameters(
        queries=tuple(found.get("query", ())),
        default_graphs=tuple(found.get("default-graph-uri", ())),
        named_graphs=tuple(found.get("named-graph-uri", ())),
        updates="update" in found,
        formats=tuple([value for name in FORMAT_PARAMETERS if name in found for value in found[name]]),
        any="query" in found or any(name not in FORMAT_PARAMETERS for name, _ in pairs),
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
    """Return bytes without percent encoding (RFC 3986, 2.1); an invalid escape stays as it is."""
    escapes = text.count(b"%")
    if not escapes:
        return text
    if b"\r" not in text and b"\n" not in text:
        # Quoted-printable (RFC 2045, 6.7) differs in its sign alone and is decoded in C, six times as fast.
        found = a2b_qp(text.replace(b"=", b"=3D").replace(b"%", b"="))
        if len(text) - len(found) == 2 * escapes:  # else one of them was invalid
            return found
    return unquote_to_bytes(text)


def _text(encoded: bytes) -> str:
    try:
        return encoded.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"the request is not UTF-8: byte 0x{error.object[error.start]:02x}, {error.reason}"
        raise UsageError(message) from error
