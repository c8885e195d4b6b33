"""The error of a query that Oxigraph refuses, as a client receives it."""

from __future__ import annotations

import pyoxigraph as ox

from aliansi.dataset.store import Store
from aliansi.errors import UsageError

STORE = Store(ox.Store(), "empty")
BEGIN = "not a SPARQL query: "


def error_of(query: str, base: str | None = None) -> str:
    """Return the message about a query without its beginning. Raises AssertionError if there is none."""
    try:
        STORE.query(query, base=base)
    except UsageError as error:
        message = str(error)
        assert len(message) < 200
        assert message.startswith((BEGIN, "line "))
        return message.removeprefix(BEGIN)
    raise AssertionError("the query was evaluated")
