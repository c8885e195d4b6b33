"""The dataset clause of a query: the graphs after FROM and FROM NAMED (SPARQL 1.1, 13.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from aliansi.errors import QueryError
from aliansi.sparql.characters import shortened
from aliansi.sparql.diagnosis import error_at
from aliansi.sparql.prefixes import PrefixMap, separated
from aliansi.sparql.tokens import END, Token, may_contain, place_in_query, readings, tokens


@dataclass(frozen=True)
class DatasetClause:
    """The graphs after FROM, which are merged, and those after FROM NAMED."""

    default: tuple[str, ...]
    named: tuple[str, ...]


def has_dataset_clause(query: str, prefixes: Mapping[str, str] | None = None) -> bool:
    """Return whether the query has FROM or FROM NAMED; ``prefixes`` hold without being declared."""
    return may_contain(query, "from") and any(
        token.kind == "word" and "from" in token.text.lower()
        for reading in readings(query)
        for token in separated(tokens(reading), prefixes or {})
    )


def dataset_of(query: str, prefixes: Mapping[str, str] | None = None, base: str = "") -> DatasetClause:
    """Return the dataset clause of a query as Oxigraph reads it; for the arguments see ``dataset_iris``."""
    found = tuple(_graphs(query, prefixes or {}, base))
    default, named = (tuple(iri for is_named, iri, _ in found if is_named is kind) for kind in (False, True))
    return DatasetClause(default, named)


def dataset_iris(query: str, prefixes: Mapping[str, str] | None = None, base: str = "") -> dict[str, int]:
    """Return the IRIs after FROM and FROM NAMED in the order of the query, each with its first position.

    ``prefixes`` and ``base`` hold without being declared. A name with an unknown prefix is left out, because the query
    is not valid.
    """
    found = dict[str, int]()
    if may_contain(query, "from"):
        for reading in readings(query):
            for _, iri, start in _graphs(reading, prefixes or {}, base):
                found.setdefault(iri, place_in_query(query, reading, start))
    return found


def unknown_graph(query: str, start: int, name: str) -> QueryError:
    """Return the error of a query that names a graph at a position which the dataset does not have."""
    cause = (
        f"there is no graph <{shortened(name, 60)}> here; see their names with SELECT DISTINCT ?g {{ GRAPH ?g {{}} }}"
    )
    return error_at(query, start, cause, "")


def _graphs(query: str, prefixes: Mapping[str, str], base: str) -> Iterator[tuple[bool, str, int]]:
    """Yield the IRIs of graphs, each with whether it is a named graph of the dataset, and its position."""
    names = PrefixMap(prefixes, base)
    words = [END, *_joined(separated(tokens(query), prefixes))]
    for (before, token), after in zip(pairwise(words), [*words[2:], END], strict=False):
        names.read(before, token, after)
        keyword = before.text.lower() if before.kind == "word" else ""
        if "from" in keyword and (iri := names.iri(token)) is not None:
            yield "named" in keyword, iri, token.start


def _joined(read: Iterable[Token]) -> Iterator[Token]:
    """Yield tokens with FROM and NAMED as one."""
    before: Token | None = None
    for token in read:
        if before and token.is_word("NAMED"):
            token = Token("word", f"{before.text} named")
        elif before:
            yield before
        before = token
    if before:
        yield before
