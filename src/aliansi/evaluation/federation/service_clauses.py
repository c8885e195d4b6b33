"""SPARQL 1.1 Federated Query without a way out: what SERVICE asks is told apart, and its answer put in its place.

A worker reaches no network. So the server finds each ``SERVICE <endpoint> { pattern }`` in a query and asks the
endpoint ``SELECT * { pattern }``; the worker reads the answer and evaluates the query with it as VALUES. What is left
of the query passes the guard like any other: what this reading has overlooked is refused, never asked.
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
from aliansi.sparql.prefixes import PrefixMap
from aliansi.sparql.tokens import END, Token, tokens

MAX_CALLS: Final = 8
FORMATS: Final = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/xml": ox.QueryResultsFormat.XML,
}
"""What the answers of other endpoints may come in."""


@dataclass(frozen=True)
class ServiceCall:
    """A part of a query, from ``start`` to ``stop``, that another endpoint is asked: ``query`` is for its ears.

    ``pattern`` is where the group of its pattern begins.
    """

    start: int
    pattern: int
    stop: int
    endpoint: str
    silent: bool
    query: str


def service_calls(query: str, prefixes: Mapping[str, str], base: str = "") -> tuple[ServiceCall, ...]:
    """Return what a query asks of other endpoints; calls within calls are theirs.

    ``prefixes`` and ``base`` hold without being declared. Raises UsageError for an endpoint that is not named.
    """
    found, names = [], PrefixMap(prefixes, base)
    read = list(tokens(query))
    place = 0
    while place < len(read):
        before, token, after = [*read[place : place + 3], END, END][:3]
        names.read(before, token, after)
        if before.kind == "word" and before.text.lower() == "service":
            call, place = _call(query, read, place, names)
            found.append(call)
        else:
            place += 1
    if len(found) > MAX_CALLS:
        raise UsageError(f"a query asks at most {MAX_CALLS} other endpoints; here it asks {len(found)}")
    return tuple(found)


def remove_service_clauses(query: str, prefixes: Mapping[str, str], base: str = "") -> str:
    """Return a query that asks no other endpoint, its patterns where they stood: so errors have their place."""
    while found := service_calls(query, prefixes, base):
        for call in found:
            query = query[: call.start] + " " * (call.pattern - call.start) + query[call.pattern :]
    return query


def inline_responses(query: Query) -> str:
    """Return the text of a query with the answers in the place of what was asked.

    Raises UsageError for a pattern that is none, ServiceFailed for an answer that cannot be used.
    """
    text = query.text
    for heard in reversed(query.services):
        lines = "\n" * text.count("\n", heard.start, heard.stop)
        text = f"{text[: heard.start]} {_values(heard, query.base or heard.endpoint)} {lines}{text[heard.stop :]}"
    return text


def _call(query: str, read: list[Token], place: int, names: PrefixMap) -> tuple[ServiceCall, int]:
    """Return the call that begins at a token, and the place after it."""
    start = read[place].start
    place += 1
    silent = place < len(read) and read[place].kind == "word" and read[place].text.lower() == "silent"
    place += silent
    named = read[place] if place < len(read) else END
    endpoint = names.iri(named)
    if endpoint is None:
        raise UsageError("SERVICE is followed by the IRI of an endpoint here, not by a variable or anything else")
    end = _after_group(read, place + 1)
    pattern = read[place + 1].start
    stop = read[end - 1].start + 1
    asked = f"{_prologue(read[place + 1 : end], names)}SELECT * WHERE {query[pattern:stop]}"
    return ServiceCall(start, pattern, stop, endpoint, silent, asked), end


def _after_group(read: list[Token], place: int) -> int:
    """Return the place after a group in braces. Raises UsageError if there is none."""
    depth = 0
    for position in range(place, len(read)):
        if read[position].kind == "mark":
            depth += {"{": 1, "}": -1}.get(read[position].text, 0)
        if depth <= 0:
            if position == place:
                break
            return position + 1
    raise UsageError("not a SPARQL query: SERVICE is followed by an endpoint and a pattern in braces")


def _prologue(pattern: list[Token], names: PrefixMap) -> str:
    """Declare what a pattern needs, for it is asked elsewhere."""
    used = dict.fromkeys(token.text.partition(":")[0] for token in pattern if token.kind == "name")
    declared = "".join(f"PREFIX {name}: <{names.prefixes[name]}>\n" for name in used if name in names.prefixes)
    return f"BASE <{names.base}>\n{declared}" if names.base else declared


def _values(heard: ServiceResponse, base: str) -> str:
    """Write an answer as VALUES; of a silent endpoint that has none, as one row that binds nothing."""
    variables = _variables(heard.asked)
    try:
        rows = " ".join(_rows(_table(heard), variables, f"{urljoin(base, '/.well-known/genid/')}{uuid4().hex}-"))
    except (SyntaxError, ValueError) as error:
        if not heard.silent:
            said = f"<{heard.endpoint}> has answered with what is no table: {error}"
            raise ServiceFailed(said) from error
        rows = f"({' UNDEF' * len(variables)} )"
    return f"VALUES ({' '.join(f'?{variable.value}' for variable in variables)}) {{ {rows} }}"


def _table(heard: ServiceResponse) -> ox.QuerySolutions:
    if heard.body is None:
        raise ValueError("there is none")
    answer = ox.parse_query_results(heard.body, format=FORMATS[heard.media_type])
    if isinstance(answer, ox.QueryBoolean):
        raise ValueError("it says yes or no")
    return answer


def _variables(query: str) -> list[ox.Variable]:
    """Return what a call can bind. Raises UsageError, with a place in the call, if its pattern is none."""
    try:
        answer = ox.Store().query(remove_service_clauses(query, {}))
    except (SyntaxError, ValueError) as error:
        raise UsageError(f"not a SPARQL query: in the pattern of SERVICE, {error}") from error
    assert isinstance(answer, ox.QuerySolutions)
    return answer.variables


def _rows(answer: ox.QuerySolutions, variables: list[ox.Variable], genid: str) -> Iterator[str]:
    given = set(answer.variables)
    for row in answer:
        terms = (_term(row[variable] if variable in given else None, genid) for variable in variables)
        yield f"({' '.join(terms)})"


def _term(term: object, genid: str) -> str:
    """Write a term; a blank node of elsewhere, which VALUES cannot name, as a new IRI (RDF 1.1, 3.5)."""
    if term is None:
        return "UNDEF"
    if isinstance(term, ox.BlankNode):
        return f"<{genid}{term.value}>"
    if isinstance(term, ox.Literal | ox.NamedNode):
        return str(term)
    raise ValueError("a term in it is a triple")
