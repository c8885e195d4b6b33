"""Contradictions between two mappings, whichever comes first."""

from __future__ import annotations

import pytest

from aliansi.linking.mapping_contradictions import contradiction
from aliansi.linking.mappings import CLOSE, EXACT, NO_TERM_FOUND, SemanticMapping

MANUAL, LEXICAL = (f"https://w3id.org/semapv/vocab/{name}" for name in ("ManualMappingCuration", "LexicalMatching"))


def mapping(subject: str, predicate: str, object_: str, modifier: str = "", made: str = MANUAL) -> SemanticMapping:
    slots = {"subject_id": (f"i:{subject}",), "predicate_id": (predicate,), "mapping_justification": (made,)}
    slots["object_id"] = (object_ if ":" in object_ else f"http://e/{object_}",)
    return SemanticMapping("", slots | ({"predicate_modifier": (modifier,)} if modifier else {}))


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (("a", EXACT, "1"), ("a", EXACT, "1", "Not"), "one pair is linked and rejected"),
        (("a", EXACT, "1"), ("a", CLOSE, "1", "Not"), "one pair is linked and rejected"),
        (("a", CLOSE, "1"), ("a", EXACT, "1", "Not"), None),
        (("a", CLOSE, "1", "", LEXICAL), ("a", EXACT, "1", "Not"), "one pair is linked and rejected"),
        (("a", EXACT, "1"), ("a", CLOSE, "1"), "one pair is linked in two relations"),
        (("a", EXACT, "1", "Not"), ("a", CLOSE, "1", "Not"), None),
        (("a", EXACT, "1"), ("a", EXACT, "1"), None),
        (("a", EXACT, "1"), ("a", EXACT, "2"), "one thing is an exact match of two items"),
        (("a", EXACT, "1"), ("a", EXACT, "http://other/2"), None),
        (("a", EXACT, "1"), ("a", CLOSE, "2"), None),
        (("a", EXACT, "1"), ("a", EXACT, "2", "Not"), None),
        (("a", EXACT, "1"), ("b", EXACT, "1"), "one item is an exact match of two things"),
        (("a", EXACT, "1"), ("b", CLOSE, "1"), None),
        (("a", EXACT, NO_TERM_FOUND), ("b", EXACT, NO_TERM_FOUND), None),
        (("a", EXACT, NO_TERM_FOUND), ("a", EXACT, "1"), "an item is linked, and none was found"),
        (("a", EXACT, NO_TERM_FOUND), ("a", CLOSE, "1"), None),
        (("a", EXACT, NO_TERM_FOUND), ("a", EXACT, "1", "Not"), None),
        (("a", EXACT, "1"), ("b", EXACT, "2"), None),
    ],
)
def test_what_cannot_both_hold(one: tuple[str, ...], other: tuple[str, ...], reason: str | None) -> None:
    assert contradiction(mapping(*one), mapping(*other)) == reason
    assert contradiction(mapping(*other), mapping(*one)) == reason
