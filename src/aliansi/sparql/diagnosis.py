"""Diagnosis of queries that Oxigraph refuses: the cause in words, and its line and column.

Oxigraph reports the furthest position that any of its alternatives reached, and what all of them expected there. So the
query is read again by the grammar; what follows the grammar is checked for terms and names. What Oxigraph alone objects
to keeps its position and words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from aliansi.errors import QueryError, UsageError
from aliansi.sparql.characters import shortened
from aliansi.sparql.departure import Departure
from aliansi.sparql.grammar import Reading, read
from aliansi.sparql.scopes import Problem, problems
from aliansi.sparql.term_errors import places_of, term_problems
from aliansi.sparql.tokens import END, Token, place_of, tokens

MAX_MESSAGE_LENGTH: Final = 199
_REPORTED: Final = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)
_FUNCTION: Final = re.compile(r"The custom function <(.*)> is not supported", re.DOTALL)
_SENTENCE: Final = re.compile(r"(?:one of |, |^)([A-Z\\][^\[\]\",<>]* [^\[\]\",<>]* [^\[\]\",<>]*)")


def diagnose(query: str, error: Exception, prefixes: Mapping[str, str], base: str | None = None) -> UsageError:
    """Return the error to report for a query that Oxigraph has refused with another one.

    ``prefixes`` and ``base`` hold without being declared.
    """
    reading = _reading(query)
    if isinstance(error, RuntimeError):
        return _not_evaluated(query, reading, error, prefixes, base)
    if reading.expected:
        problem = Departure(query, reading).problem()
    else:
        found = [*term_problems(query, reading, prefixes, base), *problems(reading)]
        problem = min(found) if found else _reported(query, str(error))
    return error_at(query, problem.start, problem.cause)


def _not_evaluated(
    query: str, reading: Reading, error: RuntimeError, prefixes: Mapping[str, str], base: str | None
) -> UsageError:
    """Return the error of a query that Oxigraph reads and does not evaluate, and where the cause is."""
    begin = "the query cannot be evaluated: "
    read = list(tokens(query)) if reading.expected else reading.tokens
    if function := _FUNCTION.search(str(error)):
        start = next(places_of(function[1], read, prefixes, base), 0)
        return error_at(query, start, f"unknown function <{shortened(function[1], 60)}>", begin)
    if "triple term" in str(error):
        start = next((token.start for token in read if token.text in ("<<", "<<(")), 0)
        return error_at(query, start, "a triple here has a literal as its subject, or no IRI as its property", begin)
    return error_at(query, 0, str(error), begin)


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
