"""SERVICE clauses of a query (SPARQL 1.1 Federated Query): found in its text, and replaced by their responses.

A worker has no network. So the server finds each ``SERVICE <endpoint> { pattern }`` in a query and sends
``SELECT * { pattern }`` to the endpoint; the worker evaluates the query with the response as VALUES. The resulting
query passes the guard like any other: a SERVICE clause that was overlooked here is refused, never sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin
from uuid import uuid4

import pyoxigraph as ox

from aliansi.errors import ServiceFailed, UsageError
from aliansi.evaluation.query import Query, ServiceResponse
from aliansi.sparql.characters import shortened
from aliansi.sparql.diagnosis import diagnose, error_at
from aliansi.sparql.prefixes import PrefixMap, separated
from aliansi.sparql.tokens import END, Token, tokens

MAX_CALLS: Final = 8
FORMATS: Final = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/xml": ox.QueryResultsFormat.XML,
}
"""Media types of responses of other endpoints."""


@dataclass(frozen=True)
class ServiceCall:
    """A SERVICE clause, from ``start`` to ``stop`` of a query, and the query to send to its endpoint.

    ``pattern`` is the position of the group of its pattern.
    """

    start: int
    pattern: int
    stop: int
    endpoint: str
    silent: bool
    query: str


def service_calls(query: str, prefixes: Mapping[str, str], base: str = "") -> tuple[ServiceCall, ...]:
    """Return the SERVICE clauses of a query; those inside others are left to the other endpoints.

    ``prefixes`` and ``base`` hold without being declared. Raises UsageError for an endpoint that is not an IRI.
    """
    found, names = [], PrefixMap(prefixes, base)
    read = list(separated(tokens(query), prefixes))
    place = 0
    while place < len(read):
        before, token, after = [*read[place : place + 3], END, END][:3]
        names.read(before, token, after)
        if before.is_word("SERVICE"):
            call, place = _call(query, read, place, names)
            found.append(call)
        else:
            place += 1
    if len(found) > MAX_CALLS:
        cause = f"a query asks at most {MAX_CALLS} other endpoints; here it asks {len(found)}"
        raise error_at(query, found[MAX_CALLS].start, cause, "")
    return tuple(found)


def remove_service_clauses(query: str, prefixes: Mapping[str, str], base: str = "") -> str:
    """Return a query without SERVICE; its patterns keep their positions for error messages."""
    while found := service_calls(query, prefixes, base):
        for call in found:
            query = query[: call.start] + " " * (call.pattern - call.start) + query[call.pattern :]
    return query


def inline_responses(query: Query) -> str:
    """Return the text of a query with its SERVICE clauses replaced by their responses.

    Raises UsageError for an invalid pattern, ServiceFailed for a response that cannot be used.
    """
    text = query.text
    for response in reversed(query.services):
        lines = "\n" * text.count("\n", response.start, response.stop)
        values = _values(response, query.base or response.endpoint)
        text = f"{text[: response.start]} {values} {lines}{text[response.stop :]}"
    return text


def _call(query: str, read: list[Token], place: int, names: PrefixMap) -> tuple[ServiceCall, int]:
    """Return the SERVICE clause that begins at a token, and the position of the token after it."""
    start = read[place].start
    place += 1
    silent = place < len(read) and read[place].is_word("SILENT")
    place += silent
    token = read[place] if place < len(read) else END
    endpoint = names.iri(token)
    if endpoint is None:
        cause = "SERVICE is followed by the IRI of an endpoint here, not by a variable or anything else"
        raise error_at(query, start, cause, "")
    end = _after_group(query, read, place + 1)
    pattern = read[place + 1].start
    stop = read[end - 1].start + 1
    call = f"{_prologue(read[place + 1 : end], names)}SELECT * WHERE {query[pattern:stop]}"
    return ServiceCall(start, pattern, stop, endpoint, silent, call), end


def _after_group(query: str, read: list[Token], place: int) -> int:
    """Return the position after a group in braces. Raises UsageError if there is none."""
    depth = 0
    for position in range(place, len(read)):
        if read[position].kind == "mark":
            depth += {"{": 1, "}": -1}.get(read[position].text, 0)
        if depth <= 0:
            if position == place:
                break
            return position + 1
    raise error_at(query, read[place - 1].start, "SERVICE is followed by an endpoint and a pattern in braces")


def _prologue(pattern: list[Token], names: PrefixMap) -> str:
    """Return the declarations that a pattern needs at another endpoint."""
    used = dict.fromkeys(token.text.partition(":")[0] for token in pattern if token.kind == "name")
    declared = "".join(f"PREFIX {name}: <{names.prefixes[name]}>\n" for name in used if name in names.prefixes)
    return f"BASE <{names.base}>\n{declared}" if names.base else declared


def _values(response: ServiceResponse, base: str) -> str:
    """Return a response as VALUES; for a failed call that is SILENT, one row that binds nothing."""
    variables = _variables(response.query)
    try:
        rows = " ".join(_rows(_table(response), variables, f"{urljoin(base, '/.well-known/genid/')}{uuid4().hex}-"))
    except (SyntaxError, ValueError) as error:
        if not response.silent:
            raise ServiceFailed(f"<{response.endpoint}> did not answer with a table: {error}") from error
        rows = f"({' UNDEF' * len(variables)} )"
    return f"VALUES ({' '.join(f'?{variable.value}' for variable in variables)}) {{ {rows} }}"


def _table(response: ServiceResponse) -> ox.QuerySolutions:
    if response.body is None:
        raise ValueError("there is no response")
    answer = ox.parse_query_results(response.body, format=FORMATS[response.media_type])
    if isinstance(answer, ox.QueryBoolean):
        raise ValueError("it is a boolean")
    return answer


def _variables(query: str) -> list[ox.Variable]:
    """Return the variables of a call. Raises UsageError, with the position in the call, for an invalid pattern."""
    try:
        answer = ox.Store().query(remove_service_clauses(query, {}))
    except (SyntaxError, ValueError) as error:
        cause = str(diagnose(query, error, {})).removeprefix("not a SPARQL query: ")
        raise UsageError(shortened(f"not a SPARQL query: in the pattern of SERVICE, {cause}", 199)) from error
    assert isinstance(answer, ox.QuerySolutions)
    return answer.variables


def _rows(answer: ox.QuerySolutions, variables: list[ox.Variable], genid: str) -> Iterator[str]:
    given = set(answer.variables)
    for row in answer:
        terms = (_term(row[variable] if variable in given else None, genid) for variable in variables)
        yield f"({' '.join(terms)})"


def _term(term: object, genid: str) -> str:
    """Return the text of a term; a blank node, which VALUES cannot contain, becomes a new IRI (RDF 1.1, 3.5)."""
    if term is None:
        return "UNDEF"
    if isinstance(term, ox.BlankNode):
        return f"<{genid}{term.value}>"
    if isinstance(term, ox.Literal | ox.NamedNode):
        return str(term)
    raise ValueError("a term in it is a triple")
