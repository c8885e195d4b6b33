"""Diagnosis of queries that Oxigraph refuses: the cause in words, and its line and column.

Oxigraph reports the furthest position that any of its alternatives reached, and what all of them expected there. So the
query is read again by the grammar; what follows the grammar is checked for terms and names. What Oxigraph alone objects
to keeps its position and words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from aliansi.errors import QueryError
from aliansi.sparql.characters import shortened
from aliansi.sparql.departure import Departure
from aliansi.sparql.grammar import Reading, read
from aliansi.sparql.scopes import Problem, problems
from aliansi.sparql.term_errors import term_problems
from aliansi.sparql.tokens import END, Token, place_of, tokens

MAX_MESSAGE_LENGTH: Final = 199
_REPORTED: Final = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)
_SENTENCE: Final = re.compile(r"(?:one of |, |^)([A-Z\\][^\[\]\",<>]* [^\[\]\",<>]* [^\[\]\",<>]*)")


def diagnose(query: str, reported: str, prefixes: Mapping[str, str], base: str | None = None) -> QueryError:
    """Return the error of a query that Oxigraph has refused with the message ``reported``.

    ``prefixes`` and ``base`` hold without being declared.
    """
    reading = _reading(query)
    if reading.expected:
        problem = Departure(query, reading).problem()
    else:
        found = [*term_problems(query, reading, prefixes, base), *problems(reading)]
        problem = min(found) if found else _reported(query, reported)
    return error_at(query, problem.start, problem.cause)


def error_at(query: str, start: int, cause: str, begin: str = "not a SPARQL query: ") -> QueryError:
    """Return an error that names a position in a query by its line and column, both from 1."""
    line, column = place_of(query, start)
    message = f"{begin}line {line}, column {column}: {cause}"
    return QueryError(message if len(message) <= MAX_MESSAGE_LENGTH else f"{message[: MAX_MESSAGE_LENGTH - 1]}…", line)


def _reading(query: str) -> Reading:
    """Read a query; “<” may mean “less than” though the longest token there is an IRI, as in ``?a<?b&&?c>?d``."""
    given = list(tokens(query))
    while True:
        reading = read(query, given)
        last = reading.tokens[-1] if reading.tokens else END
        if not (last.kind == "iri" and "<" in reading.expected):
            return reading
        place = next(number for number, token in enumerate(given) if token.start == last.start)
        rest = (Token(t.kind, t.text, t.start + last.start + 1) for t in tokens(query[last.start + 1 :]))
        given[place:] = [Token("mark", "<", last.start), *rest]


def _reported(query: str, reported: str) -> Problem:
    """Return what Oxigraph says and where, without its list of all that it would take."""
    found = _REPORTED.search(reported)
    if found is None:
        return Problem(0, shortened(reported, 120))
    lines = query.split("\n")
    line, column = int(found[1]), int(found[2])
    start = min(sum(len(each) + 1 for each in lines[: line - 1]) + column - 1, len(query))
    if said := _SENTENCE.search(found[3]):
        return Problem(start, shortened(said[1].strip(), 120))
    return Problem(start, "Oxigraph does not read the query up to here")
