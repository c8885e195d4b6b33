from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from aliansi.dataset.store import Store
from aliansi.errors import Location
from aliansi.linking.candidates.item_candidates import (
    ItemCandidate,
    UnlinkedThings,
    label_of,
    ranked,
    things_without_link,
    version_of,
)
from aliansi.linking.record_json import EntityJson, read_entity
from aliansi.linking.record_reader import RecordReader
from aliansi.linking.records import Record
from aliansi.namespaces import AL, ID
from aliansi.reconciliation.name_index import Name
from tests.linking.support.unlinked import linked, mapped, named, without_links
from tests.linking.support.wikidata_json import Json, item, statement

ENTITIES = Path(__file__).parents[4] / "shared" / "wikidata" / "entities"
STATE, PACT, HUMAN, PAGE = "Q3624078", "Q1127126", "Q5", "Q4167410"


def record(entity: Json) -> Record:
    found = read_entity(EntityJson("", entity), entity["id"], Location(Path("a.json")), lambda *_: None)
    assert found
    return found


def typed(id_: str, type_: str | None, *others: Json, **names: Any) -> Record:
    return record(item(id_, *([statement("P31", type_)] if type_ else []), *others, **names))


def things(store: Store, *classes: str) -> UnlinkedThings:
    return UnlinkedThings(store, things_without_link(store, [str(AL[name]) for name in classes]))


def found(unlinked: UnlinkedThings, *records: Record) -> list[tuple[str, str, bool, float]]:
    candidates = ranked(each for record in records for each in unlinked.candidates(record))
    return [(each.thing.removeprefix(ID), each.item, each.is_exact, each.confidence) for each in candidates]


@pytest.fixture(scope="module")
def bare(shipped_store: Store) -> Store:
    return without_links(shipped_store, named("poland", "Польша", "ru"))


@pytest.fixture(scope="module")
def unlinked(bare: Store) -> UnlinkedThings:
    return things(bare)


@pytest.mark.skipif(not ENTITIES.is_dir(), reason="needs ../shared/wikidata")
def test_real_records_are_found_again_when_the_links_are_taken_away(unlinked: UnlinkedThings) -> None:
    records = list(RecordReader().read([ENTITIES]))
    assert found(unlinked, *records) == [
        ("canada", "Q16", True, 0.95),
        ("east-germany", "Q16957", True, 0.95),
        ("france", "Q142", True, 0.95),
        ("germany", "Q183", True, 0.95),
        ("poland", "Q36", True, 0.95),
        ("poland", "Q211274", False, 0.95),
        ("soviet-union", "Q15180", True, 0.95),
        ("united-kingdom", "Q145", True, 0.95),
        ("united-states", "Q30", True, 0.95),
        ("warsaw-pact", "Q41644", True, 0.95),
    ]


def test_an_item_that_ended_too_early_is_a_close_match(unlinked: UnlinkedThings) -> None:
    ended = typed("Q7", STATE, statement("P576", "+1989-12-29T00:00:00Z/11"), labels={"en": "Poland"})
    (candidate,) = unlinked.candidates(ended)
    assert not candidate.is_exact
    assert candidate.reasons[0] == "type fits"
    assert candidate.reasons[1].startswith("it ends on 1989-12-29, and our facts on ")


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        (STATE, [("poland", "Q7", True, 0.95)]),
        ("Q6256", [("poland", "Q7", True, 0.95)]),
        ("Q99999999", [("poland", "Q7", True, 0.75)]),
        (None, [("poland", "Q7", True, 0.75)]),
        (PAGE, [("poland", "Q7", False, 0.3)]),
        (HUMAN, []),
        (PACT, []),
    ],
    ids=["state", "country", "of no known type", "without type", "disambiguation page", "human", "alliance"],
)
def test_the_type_filters(type_: str | None, expected: object, unlinked: UnlinkedThings) -> None:
    assert found(unlinked, typed("Q7", type_, labels={"en": "Poland"})) == expected


def test_a_deprecated_type_does_not_count(unlinked: UnlinkedThings) -> None:
    human = record(item("Q7", statement("P31", HUMAN, rank="deprecated"), labels={"en": "Poland"}))
    assert found(unlinked, human) == [("poland", "Q7", True, 0.75)]


def test_a_disambiguation_page_comes_after_the_thing(unlinked: UnlinkedThings) -> None:
    page, state = (typed(id_, type_, labels={"en": "Poland"}) for id_, type_ in (("Q1", PAGE), ("Q36", STATE)))
    assert [item_ for _, item_, _, _ in found(unlinked, page, state)] == ["Q36", "Q1"]


@pytest.mark.parametrize(
    ("names", "matched"),
    [
        ({"labels": {"en": "Poland"}}, "Poland"),
        ({"labels": {"mul": "POLAND"}}, "POLAND"),
        ({"labels": {"xx": "Polandia"}}, "Polandia"),
        ({"aliases": {"ru": ["Польша"]}}, "Польша"),
        ({"labels": {"id": "Polandia", "en": "Poland"}}, "Poland"),
    ],
    ids=str,
)
def test_all_names_in_all_languages_count(names: dict[str, Any], matched: str, unlinked: UnlinkedThings) -> None:
    (candidate,) = unlinked.candidates(typed("Q36", STATE, **names))
    assert (candidate.theirs.text, candidate.score) == (matched, 100)


@pytest.mark.parametrize("name", ["Bolland", "Polx", "Pola", "", "   ", "Republic", "Poland national football team"])
def test_other_names_are_no_candidates(name: str, unlinked: UnlinkedThings) -> None:
    assert found(unlinked, typed("Q7", STATE, labels={"en": name})) == []


def test_a_name_that_is_almost_the_same_has_less_confidence(unlinked: UnlinkedThings) -> None:
    (candidate,) = found(unlinked, typed("Q7", STATE, labels={"en": "Kyrgyzstann"}))
    assert candidate[0] == "kyrgyzstan"
    assert 0.85 <= candidate[3] < 0.95


def test_an_item_with_the_name_of_one_thing_is_not_proposed_for_another(unlinked: UnlinkedThings) -> None:
    names = {"labels": {"en": "Iceland", "xx": "Kyrgyzstann"}}
    assert found(unlinked, typed("Q189", STATE, **names)) == [("iceland", "Q189", True, 0.95)]


def test_items_that_are_as_likely_as_others_say_so(unlinked: UnlinkedThings) -> None:
    one, two = (typed(id_, STATE, labels={"en": "Poland"}) for id_ in ("Q36", "Q37"))
    assert found(unlinked, one, two) == [("poland", "Q36", True, 0.85), ("poland", "Q37", True, 0.85)]
    candidates = ranked(each for record in (one, two) for each in unlinked.candidates(record))
    assert [each.reasons[-1] for each in candidates] == ["as likely as Q37", "as likely as Q36"]


def test_a_person_of_another_time_is_hardly_a_candidate(shipped_store: Store) -> None:
    people = things(without_links(shipped_store), "Person")
    death = [statement("P570", f"+{year}-01-01T00:00:00Z/9") for year in (1750, 2090)]
    dead, living = (
        typed(id_, HUMAN, died, labels={"en": "Nikolai Bordyuzha"})
        for id_, died in zip(("Q1", "Q2"), death, strict=True)
    )
    confidence = {item_: sure for _, item_, _, sure in found(people, dead, living)}
    assert confidence["Q1"] < 0.3 < 0.9 < confidence["Q2"]


def test_a_rejected_item_is_not_proposed(shipped_store: Store) -> None:
    freemasonry = typed("Q41726", None, labels={"en": "Warsaw Pact"})
    assert found(things(without_links(shipped_store)), freemasonry) == [("warsaw-pact", "Q41726", True, 0.75)]
    rejected = without_links(shipped_store, *mapped("warsaw-pact", "Q41726", rejected=True))
    assert found(things(rejected), freemasonry) == []


def test_an_item_of_another_thing_is_not_proposed(shipped_store: Store) -> None:
    item_ = typed("Q36", STATE, labels={"en": "Poland"})
    for relation in ("exact", "close"):
        store = without_links(shipped_store, linked("hungary", "Q36", relation))
        assert found(things(store), item_) == []


def test_a_close_match_leaves_a_thing_open_for_another_item(shipped_store: Store) -> None:
    store = without_links(shipped_store, linked("poland", "Q211274", "close"))
    old, new = (typed(id_, STATE, labels={"en": "Poland"}) for id_ in ("Q211274", "Q36"))
    assert found(things(store), old, new) == [("poland", "Q36", True, 0.95)]


@pytest.mark.parametrize(
    ("classes", "everything", "expected"),
    [
        (("State",), False, {"hungary", "germany"}),
        (("State",), True, {"hungary", "germany", "poland", "france"}),
        (("Alliance",), False, {"nato"}),
        ((), False, {"hungary", "nato", "nikolai-bordyuzha"}),
    ],
    ids=["states", "all states", "alliances", "all classes"],
)
def test_things_with_an_exact_match_or_without_an_item_are_done(
    classes: Sequence[str], everything: bool, expected: set[str], shipped_store: Store
) -> None:
    quads = (linked("poland", "Q36"), linked("germany", "Q1", "close"), *mapped("france", "NoTermFound"))
    store = without_links(shipped_store, *quads)
    chosen = things_without_link(store, [str(AL[name]) for name in classes], everything)
    names = {iri.removeprefix(ID) for iri in chosen}
    assert expected <= names
    assert not {"poland", "france"} & names - expected
    assert all("source-" not in name for name in names)


def test_the_best_come_first_and_no_more_than_the_limit() -> None:
    name = Name("a", "en")
    one = ItemCandidate("urn:a", "Q10", name, name, 100, 0.9)
    others = [replace(one, item="Q2"), replace(one, item="Q3", confidence=0.8), replace(one, item="Q4", is_exact=False)]
    assert [each.item for each in ranked([one, *others])] == ["Q2", "Q10", "Q3", "Q4"]
    assert [each.item for each in ranked([one, *others], 1)] == ["Q2"]
    assert ranked([]) == ()


def test_lines_of_dumps_are_chosen_by_type_or_name(unlinked: UnlinkedThings) -> None:
    wanted = unlinked.line_filter()

    def line(*statements: Json, escape: bool = True, **names: Any) -> bytes:
        return json.dumps(item("Q7", *statements, **names), ensure_ascii=escape).encode()

    assert wanted(line(statement("P31", STATE)))
    assert wanted(line(labels={"en": "Poland"}))
    assert wanted(line(aliases={"ru": ["Польша"]}))
    assert wanted(line(aliases={"ru": ["Польша"]}, escape=False))
    assert not wanted(line(statement("P31", "Q13442814"), labels={"en": "Poland syndrome"}))


def test_a_record_has_a_label_and_a_version() -> None:
    entity = item("Q7", labels={"ru": "Р"}, lastrevid=5, modified="2026-01-01T00:00:00Z")
    assert (label_of(record(entity)), version_of(record(entity))) == ("Р", "revision 5 of 2026-01-01T00:00:00Z")
    assert (label_of(record(item("Q7"))), version_of(record(item("Q7")))[:7]) == ("Q7", "sha256:")
