"""Candidates for a query without a name."""

from __future__ import annotations

import pytest

from aliansi.dataset.store import Store
from aliansi.reconciliation import condition_search
from aliansi.reconciliation.condition_search import find_candidates
from aliansi.reconciliation.conditions import ConditionsOfQuery
from aliansi.reconciliation.matching import Condition, ReconciliationQuery
from aliansi.reconciliation.name_index import name_index
from aliansi.reconciliation.request_json import RequestFault


def test_an_item_finds_its_thing(shipped_store: Store) -> None:
    conditions = (Condition("wikidata", ("Q399",)),)
    found = find_candidates(
        name_index(shipped_store), ReconciliationQuery("", conditions=conditions), ConditionsOfQuery(conditions)
    )
    assert [(each.entity.id, each.score, each.match) for each in found] == [("armenia", 100.0, True)]


def test_too_many_things_are_not_examined(shipped_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(condition_search, "MAX_EXAMINED", 3)
    conditions = (Condition("member_of", ("csto",)),)
    query = ReconciliationQuery("", ("https://w3id.org/aliansi/ontology#State",), conditions=conditions)
    with pytest.raises(RequestFault, match="query: send a name: there are 47 things of the type, and 3 are examined"):
        find_candidates(name_index(shipped_store), query, ConditionsOfQuery(conditions))
