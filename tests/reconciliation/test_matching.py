"""Candidates for a query: the best first, and a match only where no other thing is near."""

from __future__ import annotations

import pytest

from aliansi.dataset.store import Store
from aliansi.reconciliation.matching import ReconciliationQuery, match
from aliansi.reconciliation.name_index import NameIndex, name_index


@pytest.fixture(scope="session")
def index(shipped_store: Store) -> NameIndex:
    return name_index(shipped_store)


@pytest.mark.parametrize(
    ("text", "short"), [("Belarusia", "belarus"), ("CSTO", "csto"), ("warsaw pact", "warsaw-pact")]
)
def test_a_name_of_the_dataset_is_a_match(index: NameIndex, text: str, short: str) -> None:
    best = match(index, ReconciliationQuery(text))[0]
    assert (best.entity.id, best.match) == (short, True)
