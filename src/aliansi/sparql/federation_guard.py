"""Refuses queries that ask another endpoint; the sandbox of ``aliansi.evaluation.evaluator`` is the second layer."""

from __future__ import annotations

import re
from typing import Final

from aliansi.errors import UsageError
from aliansi.sparql.tokens import may_contain, readings, tokens

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
            if token.kind == "word" and "service" in token.text.lower():
                raise UsageError(_NOT_ALLOWED)
            if token.kind == "name" and "service" in token.text.partition(":")[0].lower():
                raise UsageError(
                    f"{token.text}: a prefix with “service” in its name is read as SERVICE; rename the prefix"
                )
            if token.kind == "iri" and _COMPARISON.search(token.text):
                raise UsageError("SERVICE is not allowed; if this is an IRI, write its “)” as %29")


def contains_service(query: str) -> bool:
    """Return whether SERVICE may be anywhere in a query."""
    return may_contain(query, "service")
