"""Transitive properties: a path grows by one link at a time.

A link is a row that the rule itself has not concluded. Joining paths with paths would find a path of n links once for
each of its n - 1 cuts; joining paths with links finds it once.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from aliansi.reasoning.columns.candidates import Candidates, candidates, expand
from aliansi.reasoning.columns.sorted_index import Ints, distinct
from aliansi.reasoning.columns.triple_table import TripleTable
from aliansi.reasoning.engine.delta import Delta


def paths(new: Delta) -> Iterator[Candidates]:
    """Yield the paths that new rows extend or end."""
    for name, lengthen in (("path first", _followed_by_links), ("path second", _after_paths)):
        i, j = new.by_predicate(name)
        columns = new.parameters[name].columns
        for at in distinct(j).tolist():
            predicate, rule, axiom = (int(column[at]) for column in columns)
            yield from lengthen(new, i[j == at], predicate, (rule, axiom))


def _followed_by_links(new: Delta, i: Ints, predicate: int, why: tuple[int, int]) -> Iterator[Candidates]:
    links = _links(new.table, predicate, why[0], refresh=bool((new.rules[i] != why[0]).any()))
    starts, rows = links
    low, high = starts.searchsorted(new.o[i]), starts.searchsorted(new.o[i], "right")
    which, places = expand(low, high)
    link = rows[places]
    if new.table.has_dead:
        alive = new.table.active[link]
        which, link = which[alive], link[alive]
    if len(which):
        yield candidates(new.s[i][which], predicate, new.table.column("o")[link], *why, new.rows[i][which], link)


def _after_paths(new: Delta, i: Ints, predicate: int, why: tuple[int, int]) -> Iterator[Candidates]:
    """Yield older paths extended by new links: newer paths have been joined with all links already."""
    i = i[new.rules[i] != why[0]]
    if not len(i):
        return
    s = new.table.column("s")
    for index, low, high in new.table.partners(np.full(len(i), predicate), new.s[i], by_object=True):
        which, places = expand(low, high)
        path = index[places]
        older = (path < new.start) & new.table.active[path]
        which, path = which[older], path[older]
        if len(which):
            yield candidates(s[path], predicate, new.o[i][which], *why, path, new.rows[i][which])


def _links(table: TripleTable, predicate: int, rule: int, refresh: bool) -> tuple[Ints, Ints]:
    """Return the links of a property as sorted subjects and their rows."""
    known = table.links.get((predicate, rule))
    if known is None or refresh:
        rows = table.with_predicate(predicate)
        rows = rows[table.column("rule")[rows] != rule]
        starts = table.column("s")[rows]
        order = np.argsort(starts, kind="stable")
        known = table.links[predicate, rule] = (starts[order], rows[order])
    return known
