"""Candidates for a query: the best first, and a match only where no other thing is near."""

from __future__ import annotations

import pytest

from aliansi.dataset.store import Store
from aliansi.reconciliation.matching import MAX_LIMIT, Candidate, Condition, ReconciliationQuery, match
from aliansi.reconciliation.name_index import NameIndex, name_index
from tests.reconciliation.support.datasets import index_of
from tests.reconciliation.support.spreadsheet_names import IDENTIFIERS, OTHERS, VARIANTS
from tests.reconciliation.support.table_names import NAMES, NOT_OURS, UNSURE

STATE, ALLIANCE = "https://w3id.org/aliansi/ontology#State", "https://w3id.org/aliansi/ontology#Alliance"
FIRST, SURE = 64, 64
"""Of the 64 variants, those that are found first and those that are matches."""


@pytest.fixture(scope="module")
def index(shipped_store: Store) -> NameIndex:
    return name_index(shipped_store)


def best(index: NameIndex, text: str) -> Candidate | None:
    return next(iter(match(index, ReconciliationQuery(text))), None)


def test_names_of_spreadsheets_are_found(index: NameIndex) -> None:
    assert (len(VARIANTS), len(OTHERS)) == (64, 16)
    found = {text: best(index, text) for text in VARIANTS}
    first = [text for text, one in found.items() if one and one.entity.id == VARIANTS[text]]
    sure = [text for text, one in found.items() if one and one.match]
    assert set(sure) <= set(first), "a wrong match"
    missed = sorted(VARIANTS.keys() - set(sure))
    assert (len(first) >= FIRST, len(sure) >= SURE) == (True, True), f"{len(first)}, {len(sure)}: {missed}"


@pytest.mark.parametrize("text", OTHERS)
def test_names_of_other_things_are_no_match(index: NameIndex, text: str) -> None:
    assert not any(one.match for one in match(index, ReconciliationQuery(text)))


@pytest.mark.parametrize("short", NAMES)
def test_names_of_tables_in_several_languages_are_sure(index: NameIndex, short: str) -> None:
    for text in NAMES[short].split("; "):
        found = best(index, text)
        assert found
        assert (text, found.entity.id, found.match) == (text, short, text not in UNSURE)


@pytest.mark.parametrize("text", NOT_OURS.split("; "))
def test_acronyms_of_other_bodies_and_words_are_no_match(index: NameIndex, text: str) -> None:
    assert not any(one.match for one in match(index, ReconciliationQuery(text)))


@pytest.mark.parametrize(("text", "short"), IDENTIFIERS.items())
def test_an_identifier_is_sure(index: NameIndex, text: str, short: str) -> None:
    (one,) = match(index, ReconciliationQuery(text))
    assert (one.entity.id, one.score, one.match, one.matched) == (short, 100.0, True, None)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Belarusia", "belarus"),
        ("CSTO", "csto"),
        ("warsaw pact", "warsaw-pact"),
        ("cold-war", "cold-war"),
        ("Georgia (country)", "georgia"),
        ("Republic of Moldova", "moldova"),
        ("Belarus / Belarusia", "belarus"),
        ("East Germany", "east-germany"),
        ("Germany", "germany"),
        ("Collective Security Treaty Organisation", "csto"),
    ],
)
def test_a_name_of_the_dataset_is_a_match(index: NameIndex, text: str, short: str) -> None:
    one = best(index, text)
    assert one is not None
    assert (one.entity.id, one.match) == (short, True)


@pytest.mark.parametrize(
    "text",
    [
        "Soviet Unions",
        "Georgia, USA",
        "Russia and Belarus",
        "Russia (and Belarus)",
        "South Ossetia",
        "President of Latvia",
        "Nordic states",
        "Republic of",
        "treaty organization",
        "id:nothing",
        "https://w3id.org/aliansi/id/nothing",
        "Q1",
        "",
        "   ",
        "!?",
        "\x00",
        "\ud800",
        "a" * 10_000,
        "北",
    ],
)
def test_nothing_else_is_a_match(index: NameIndex, text: str) -> None:
    assert not any(one.match for one in match(index, ReconciliationQuery(text)))


def test_a_name_of_two_things_is_no_match() -> None:
    index = index_of('ex:b rdfs:label "Uzbek" . ex:a rdfs:label "Uzbek" .')
    assert [(one.entity.id[-1], one.score, one.match) for one in match(index, ReconciliationQuery("uzbek"))] == [
        ("a", 100.0, False),
        ("b", 100.0, False),
    ]


def test_features_name_the_name_and_its_language(index: NameIndex) -> None:
    one = best(index, "belarusia")
    assert one is not None
    assert [(feature.id, feature.name, feature.value) for feature in one.features] == [
        ("name", "similarity to “Belarusia” (id)", 100.0)
    ]


def test_a_type_leaves_out_others_or_puts_them_behind(index: NameIndex) -> None:
    assert match(index, ReconciliationQuery("Uni Soviet", types=(ALLIANCE,))) == ()
    (one, *_) = match(index, ReconciliationQuery("Uni Soviet", types=(ALLIANCE,), type_strict="should"))
    assert (one.entity.id, one.score, one.match) == ("soviet-union", 80.0, False)
    (one, *_) = match(index, ReconciliationQuery("Uni Soviet", types=(STATE, ALLIANCE)))
    assert one.match
    assert match(index, ReconciliationQuery("Uni Soviet", types=(STATE, ALLIANCE), type_strict="all")) == ()


def test_an_identifier_of_another_type_is_found_and_not_sure(index: NameIndex) -> None:
    (one,) = match(index, ReconciliationQuery("Q7184", types=(STATE,), type_strict="any"))
    assert (one.entity.id, one.match) == ("nato", False)


@pytest.mark.parametrize("limit", [0, 1, 3, MAX_LIMIT])
def test_the_limit_holds_and_does_not_change_the_first(index: NameIndex, limit: int) -> None:
    candidates = match(index, ReconciliationQuery("Kirgizia", limit=limit))
    assert len(candidates) <= limit
    assert candidates == match(index, ReconciliationQuery("Kirgizia", limit=MAX_LIMIT))[:limit]


def test_conditions_raise_and_lower_the_score() -> None:
    index = index_of('ex:a rdfs:label "Kyrgyzstan" . ex:b rdfs:label "Kirgizstan" .')

    def test(index: NameIndex, iri: str, condition: Condition) -> float | None:
        return {"yes": 1.0, "no": 0.0}.get(condition.property)

    def found(*conditions: Condition) -> tuple[Candidate, ...]:
        return match(index, ReconciliationQuery("Kirgizia", conditions=conditions), test)

    plain, yes, no, unknown = (
        found(*(Condition(name, ("x",)) for name in names))[0].score for names in ((), ("yes",), ("no",), ("unknown",))
    )
    assert no < plain == unknown < yes
    assert not found(Condition("yes", ("x",)), Condition("yes", ("y",)))[0].match  # the name is not sure enough
    assert found(Condition("no", ("x",), required=True)) == found(Condition("unknown", ("x",), required=True)) == ()
