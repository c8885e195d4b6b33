"""The slots of a mapping are those of SSSOM, as sssom-pydantic has them."""

from __future__ import annotations

from sssom_pydantic import constants
from sssom_pydantic.models import MULTIPLE_REFERENCE_FIELDS, SINGLE_REFERENCE_FIELDS, Record

from aliansi.linking.mapping_slots import BUILT_IN_PREFIXES, PROPAGATABLE, SLOTS, SOURCES, Kind


def test_the_slots_are_those_of_sssom_in_their_order() -> None:
    assert [*SLOTS] == [name for name in Record.model_fields if name != "extensions"] + [SOURCES]


def test_slots_with_several_values_are_those_of_sssom() -> None:
    assert {name for name, slot in SLOTS.items() if slot.many} == constants.MULTIVALUED | {SOURCES}


def test_what_a_header_may_state_for_all_is_that_of_sssom() -> None:
    assert PROPAGATABLE == constants.PROPAGATABLE


def test_references_are_those_of_sssom() -> None:
    references = {name for name, slot in SLOTS.items() if slot.kind is Kind.REFERENCE}
    # sssom-pydantic has prefixed names in these two as well, but lists them elsewhere.
    assert references - {SOURCES, "issue_tracker_item", "mapping_tool_id"} == (
        SINGLE_REFERENCE_FIELDS | MULTIPLE_REFERENCE_FIELDS
    )


def test_built_in_prefixes_are_those_of_sssom() -> None:
    assert BUILT_IN_PREFIXES.items() <= constants.DEFAULT_PREFIX_MAP.items()
