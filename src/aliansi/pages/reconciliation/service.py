"""The service behind both versions: the index of names, and answers that are computed in a thread, with pauses."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Final, TypeVar

import pyoxigraph as ox

from aliansi.dataset.store import Store
from aliansi.evaluation.evaluator import Evaluator
from aliansi.reconciliation.extension import read_date
from aliansi.reconciliation.name_index import NameIndex, name_index
from aliansi.reconciliation.properties import AT, property_catalogue
from aliansi.reconciliation.protocol_0_2 import KnownTerms
from aliansi.views.labels import Labels

PAUSE: Final = 2.0
"""Pause after each query of a batch, as a multiple of the time that it took: other requests get the interpreter."""
SECONDS_FOR_INDEX: Final = 2.0
"""Longest wait of a manifest for the index: OpenRefine gives up after 5 seconds."""
WITHOUT_PAUSE: Final = 10
"""Queries at the beginning of a batch that are answered without pauses."""

DATES: Final = frozenset((AT, "start", "end", "founded", "dissolved"))
QUALIFIERS: Final = ("EDTF:Level-0",)
"""Properties whose values are compared as dates, and how a condition of version 1.0-draft may ask for that."""

Q = TypeVar("Q")
R = TypeVar("R")


class ReconciliationService:
    """Answers about the names of the current dataset, one query at a time, in one thread for all clients.

    Queries of several batches take turns, so that no client waits for the whole batch of another. SPARQL workers have
    no part in it: each would need an index of its own.
    """

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="reconciliation")

    async def index(self) -> NameIndex:
        """Return the index of the current dataset, built on first use."""
        return await self.run(lambda: name_index(self._evaluator.store))

    async def index_soon(self) -> NameIndex | None:
        """Return the index if it is there within a short time; None while that of a large dataset is built."""
        try:
            return await asyncio.wait_for(asyncio.shield(self.index()), SECONDS_FOR_INDEX)
        except TimeoutError:
            return None

    async def run(self, work: Callable[[], R]) -> R:
        """Return the result of work that is done in the thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def answer_all(self, queries: Iterable[Q], answer: Callable[[Q], R]) -> list[R]:
        """Return the answers to queries in order, with pauses that leave the interpreter to other requests."""
        answers = list[R]()
        for query in queries:
            answered, seconds = await self.run(lambda query=query: _timed(answer, query))  # type: ignore[misc]
            answers.append(answered)
            if len(answers) > WITHOUT_PAUSE:
                await asyncio.sleep(PAUSE * seconds)
        return answers


def _timed(answer: Callable[[Q], R], query: Q) -> tuple[R, float]:
    """Return the answer to a query, and the time of the processor that it took."""
    begun = time.thread_time()
    return answer(query), time.thread_time() - begun


def known_terms(index: NameIndex) -> KnownTerms:
    """Return the types and properties that queries may name."""
    catalogue = property_catalogue(index)
    return KnownTerms(
        index.knows_type,
        lambda identifier: identifier == AT or catalogue.find(identifier) is not None,
        lambda identifier: QUALIFIERS if identifier in DATES else (),
        _check_dates,
    )


def _check_dates(identifier: str, values: Sequence[str], member: str) -> None:
    """Raise RequestFault for a value that is not a date, where only dates are of use."""
    for value in values if identifier == AT else ():
        read_date(value, member)


def type_names(store: Store, language: str) -> Callable[[str], str]:
    """Return the function that names a class in a language."""
    labels = Labels(store, language)
    return lru_cache(maxsize=2**10)(lambda iri: labels.of(ox.NamedNode(iri)).text)
