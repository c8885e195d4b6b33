from __future__ import annotations

import pytest

from aliansi.dataset.store import Store
from aliansi.linking.candidates.item_types import ItemTypes, TypeFit
from aliansi.namespaces import AL

STATE, HUMAN = "Q3624078", "Q5"


@pytest.mark.parametrize(
    ("classes", "first", "others"),
    [
        (("State",), "Q6256", {"Q3624078", "Q3024240"}),
        (("Alliance", "Organisation"), "Q1127126", {"Q245065", "Q484652"}),
        (("Person",), "Q5", set()),
        (("Treaty",), "Q131569", set()),
        (("Office",), "Q4164871", {"Q294414"}),
        (("Conflict",), "Q198", {"Q350604", "Q8465", "Q180684"}),
    ],
    ids=["states", "alliances", "persons", "treaties", "offices", "conflicts"],
)
def test_each_class_has_those_of_the_alignments(
    classes: tuple[str, ...], first: str, others: set[str], shipped_store: Store
) -> None:
    found = ItemTypes(shipped_store).of([str(AL[name]) for name in classes])
    assert found[0] == first
    assert others <= set(found)


@pytest.mark.parametrize(
    ("types", "fit"),
    [
        ({STATE}, TypeFit.FITS),
        ({STATE, HUMAN}, TypeFit.FITS),
        ({HUMAN}, TypeFit.OTHER),
        ({"Q99999999"}, TypeFit.UNKNOWN),
        (set(), TypeFit.UNKNOWN),
        ({"Q4167410", STATE}, TypeFit.PAGE),
        ({"Q13406463"}, TypeFit.PAGE),
    ],
    ids=["state", "state and human", "human", "unaligned", "none", "disambiguation page", "list"],
)
def test_an_item_fits_by_its_types(types: set[str], fit: TypeFit, shipped_store: Store) -> None:
    found = ItemTypes(shipped_store)
    assert found.fit(frozenset(types), found.of([str(AL.State)])) is fit


def test_of_a_class_without_alignment_every_type_is_unknown(shipped_store: Store) -> None:
    found = ItemTypes(shipped_store)
    assert found.of([str(AL.Ground)]) == ()
    assert found.fit(frozenset({HUMAN}), ()) is TypeFit.UNKNOWN
