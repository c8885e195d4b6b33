"""Refuses queries that ask another endpoint; the sandbox of ``aliansi.evaluation.evaluator`` is the second layer."""

from __future__ import annotations

import re
from typing import Final

from aliansi.sparql.characters import shortened
from aliansi.sparql.diagnosis import error_at
from aliansi.sparql.tokens import Token, may_contain, place_in_query, readings, tokens

# `FILTER(?a<1)SERVICE#>` up to a line's end: "less than" to Oxigraph, an IRI by the longest match of SPARQL's grammar.
_COMPARISON: Final = re.compile(r"\).*service.*#", re.IGNORECASE | re.DOTALL)

_NOT_ALLOWED: Final = (
    "SERVICE is not allowed: this endpoint answers from its own dataset and asks no other; "
    "its operator can allow a host with --allow-service"
)


def refuse_federation(query: str) -> None:
    """Raise UsageError if the query asks another endpoint (SPARQL 1.1 Federated Query), in whatever disguise."""
    if not contains_service(query):
        return
    for reading in readings(query):
        for token in tokens(reading):
            if cause := _federation(token):
                raise error_at(query, place_in_query(query, reading, token.start), cause, "")


def _federation(token: Token) -> str:
    if token.kind == "word" and "service" in token.text.lower():
        return _NOT_ALLOWED
    if token.kind == "name" and "service" in token.text.partition(":")[0].lower():
        return f"{shortened(token.text)}: a prefix with “service” in its name is read as SERVICE; rename the prefix"
    if token.kind == "iri" and _COMPARISON.search(token.text):
        return "SERVICE is not allowed; if this is an IRI, write its “)” as %29"
    return ""


def contains_service(query: str) -> bool:
    """Return whether SERVICE may be anywhere in a query."""
    return may_contain(query, "service")
