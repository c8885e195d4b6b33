"""Names of persons: titles and offices, initials, and surnames alone."""

from __future__ import annotations

import pytest

from aliansi.dataset.store import Store
from aliansi.reconciliation.matching import ReconciliationQuery, match
from aliansi.reconciliation.name_index import name_index


@pytest.mark.parametrize(
    ("text", "person", "sure"),
    [
        ("President Lukashenko", "alexander-lukashenko", True),
        ("Mr. Jens Stoltenberg", "jens-stoltenberg", True),
        ("Secretary General Rasmussen", "anders-fogh-rasmussen", True),
        ("Jens A. Stoltenberg", "jens-stoltenberg", True),
        ("President Stoltenberg", "jens-stoltenberg", False),  # he held another office
        ("Rasmussen", "anders-fogh-rasmussen", False),  # others have this surname
        ("A. Lukashenko", "alexander-lukashenko", False),
        ("Anders Rasmussen", "anders-fogh-rasmussen", False),
    ],
)
def test_what_is_sure_of_a_person(shipped_store: Store, text: str, person: str, sure: bool) -> None:
    best = match(name_index(shipped_store), ReconciliationQuery(text))[0]
    assert (best.entity.id, best.match) == (person, sure)


@pytest.mark.parametrize("text", ["Viktor Lukashenko", "V. Lukashenko", "Thorvald Stoltenberg", "Manfred Werner"])
def test_another_forename_is_another_person(shipped_store: Store, text: str) -> None:
    assert all(one.score < 90 for one in match(name_index(shipped_store), ReconciliationQuery(text)))
