"""Values of properties: as the pages read memberships, a row for each id, dates as they are written."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from aliansi.dataset.store import Store, read
from aliansi.project.edtf_bounds import bounds
from aliansi.project.folder import Project
from aliansi.reconciliation.extension import PropertyRequest, extend, read_date, thing_named
from aliansi.reconciliation.name_index import NameIndex, name_index
from aliansi.reconciliation.properties import BUILT_IN
from aliansi.reconciliation.property_values import DateText, NoValue, Number, Text, ThingValue, Value
from aliansi.reconciliation.request_json import RequestFault
from aliansi.views.membership_history import PART, SURE, read_history, status_at


@pytest.fixture
def index(shipped_store: Store) -> NameIndex:
    return name_index(shipped_store)


def values(index: NameIndex, thing: str, property_: str, language: str = "en", **settings: Any) -> tuple[Value, ...]:
    extension = extend(index, [thing], [PropertyRequest(property_, settings)], language)
    ((identifier, (found,)),) = extension.rows
    assert identifier == thing
    return found


def texts(found: tuple[Value, ...]) -> list[str]:
    return [each.text if isinstance(each, Text) else each.edtf for each in found if isinstance(each, (Text, DateText))]


def ids(found: tuple[Value, ...]) -> set[str]:
    assert all(isinstance(each, ThingValue) for each in found)
    return {each.id for each in found if isinstance(each, ThingValue)}


@pytest.mark.parametrize(
    ("thing", "property_", "expected"),
    [
        ("nato", "label", ["NATO"]),
        ("nato", "iri", ["https://w3id.org/aliansi/id/nato"]),
        ("uzbekistan", "wikidata", ["Q265"]),
        ("poland", "wikidata", ["Q36"]),
        ("poland", "wikidata_close", ["Q211274"]),
        ("csto", "founded", ["1992", "1992-05-15"]),
        ("warsaw-pact", "dissolved", ["1991", "1991-07-01"]),
        ("nato", "dissolved", []),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_texts_and_dates_are_those_of_the_sources(
    index: NameIndex, thing: str, property_: str, expected: list[str]
) -> None:
    assert texts(values(index, thing, property_)) == expected


@pytest.mark.parametrize(
    ("thing", "property_", "expected"),
    [
        ("uzbekistan", "member_of", {"cis", "csto"}),
        ("nikolai-bordyuzha", "office", {"secretary-general-of-the-csto"}),
        ("secretary-general-of-the-csto", "office_of", {"csto"}),
        ("csto", "has_office", {"secretary-general-of-the-csto"}),
        ("cis", "predecessor", {"soviet-union"}),
        ("soviet-union", "successor", {"cis"}),
        ("armenia", "members", set()),
    ],
)
def test_things_are_related_to_others(index: NameIndex, thing: str, property_: str, expected: set[str]) -> None:
    assert ids(values(index, thing, property_)) == expected


@pytest.mark.parametrize("on", ["1989", "1999", "1999-04", "1999-04-21", "2005-06-01", "2012-12-19", "[1992..1994]"])
@pytest.mark.parametrize("alliance", ["csto", "nato"])
def test_members_at_a_date_are_those_of_the_pages(
    index: NameIndex, shipped_store: Store, shipped: Project, alliance: str, on: str
) -> None:
    spells = read_history(shipped_store, shipped).spells
    expected = {
        spell.state.rpartition("/")[2]
        for spell in spells
        if spell.alliance.endswith(f"/{alliance}") and status_at(spell.start, spell.end, bounds(on)) in (SURE, PART)
    }
    assert ids(values(index, alliance, "members", at=on)) == expected


def test_a_state_that_left_and_came_back_is_no_member_between(index: NameIndex) -> None:
    for on, expected in (("1998", {"csto"}), ("2003", set()), ("2010", {"csto"}), ("2020", set())):
        assert ids(values(index, "uzbekistan", "member_of", at=on)) - {"cis"} == expected


def test_possible_memberships_are_those_without_an_end_too(index: NameIndex) -> None:
    assert not values(index, "csto", "members", at="2300")
    assert "russia" in ids(values(index, "csto", "members", at="2300", certainty="possible"))
    assert "uzbekistan" not in ids(values(index, "csto", "members", at="2300", certainty="possible"))


def test_spells_have_their_dates_and_facts_in_the_same_order(index: NameIndex) -> None:
    columns = [PropertyRequest(name, {"of": "csto"}) for name in ("start", "end", "fact")]
    starts, ends, facts = extend(index, ["uzbekistan"], columns, "en").rows[0][1]
    assert starts[1:] == (DateText("1992-05-15"), DateText("2006-08-16"))
    assert ends[1:] == (DateText("1999-04-20"), DateText("2012-12-19"))
    assert texts(facts)[2].endswith("/reference-csto-membership-uzbekistan-2006")
    assert NoValue() in values(index, "csto", "end")


def test_words_are_the_quotations_that_state_the_facts(index: NameIndex) -> None:
    found = values(index, "uzbekistan", "words", of="csto", at="1998")
    assert any("telah menarik diri" in text for text in texts(found)) == bool(found)
    words = values(index, "uzbekistan", "words", of="csto")
    assert "pada tahun 1999, tiga anggota" in " ".join(texts(words))
    assert {each.language for each in words if isinstance(each, Text)} == {"id"}
    assert not values(index, "uzbekistan", "words", of="cis")


def test_sources_are_things(index: NameIndex) -> None:
    assert {"article", "source-atop-4-01"} <= ids(values(index, "uzbekistan", "source", of="csto"))


@pytest.mark.parametrize("of", ["csto", "https://w3id.org/aliansi/id/csto", "Q318693"])
def test_the_other_side_is_named_by_any_id(index: NameIndex, of: str) -> None:
    assert texts(values(index, "armenia", "start", of=of))
    assert thing_named(index, of) == "https://w3id.org/aliansi/id/csto"


def test_each_id_has_a_row_and_unknown_ones_are_empty(index: NameIndex) -> None:
    asked = ["csto", "no-such-thing", "csto", "", "a b<>", "\ud800", "armenia"]
    rows = extend(index, asked, [PropertyRequest("label"), PropertyRequest("wikidata")], "en").rows
    assert [identifier for identifier, _ in rows] == list(dict.fromkeys(asked))
    assert [bool(found[0]) for _, found in rows] == [True, False, False, False, False, True]


def test_names_are_in_the_language_of_the_request(index: NameIndex) -> None:
    columns = extend(index, [], [PropertyRequest("members", {"at": "1999"})], "id").columns
    assert [(each.name, each.type, each.type_name) for each in columns] == [
        ("negara anggota (1999)", "State", "negara")
    ]
    assert texts(values(index, "csto", "label", "id")) == ["Organisasi Perjanjian Keamanan Kolektif"]
    possible = PropertyRequest("start", {"of": "csto", "at": "1999", "certainty": "possible"})
    name = extend(index, [], [possible], "en").columns[0].name
    assert name == "start (Collective Security Treaty Organization, 1999 ?)"


@pytest.mark.parametrize(
    ("property_", "settings", "message"),
    [
        ("at", {}, "properties[0].id: “at” is a setting of other properties"),
        ("nothing", {}, "properties[0].id: unknown property “nothing”"),
        ("label", {"at": "1999"}, "properties[0].settings.at: unknown setting of “label”; valid: lang"),
        ("iri", {"lang": "ru"}, "properties[0].settings.lang: unknown setting of “iri”; it takes none"),
        ("alias", {"lang": "русский"}, "properties[0].settings.lang: “русский” is not a language; write codes"),
        ("alias", {"lang": ","}, "properties[0].settings.lang: “,” is not a language"),
        ("alias", {"lang": ["ru"]}, "properties[0].settings.lang: expected a string, not an array"),
        ("members", {"of": "csto"}, "properties[0].settings.of: unknown setting of “members”; valid: at, certainty"),
        ("members", {"at": "20 April 1999"}, 'properties[0].settings.at: "20 April 1999" is not an EDTF date'),
        ("members", {"at": "[..1999]"}, "properties[0].settings.at: “[..1999]” has no first or no last day"),
        ("members", {"at": True}, "properties[0].settings.at: expected a string"),
        ("members", {"at": ["1999"]}, "properties[0].settings.at: expected a string, not an array"),
        ("members", {"at": "1999", "certainty": "maybe"}, "properties[0].settings.certainty: expected certain or"),
        ("members", {"certainty": "possible"}, "properties[0].settings.certainty: this needs a date in at"),
        ("start", {"of": "atlantis"}, "properties[0].settings.of: unknown id “atlantis”"),
        ("start", {"of": "Q41726"}, "properties[0].settings.of: unknown id “Q41726”"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 10 else "",
)
def test_faults_name_the_member(index: NameIndex, property_: str, settings: dict[str, Any], message: str) -> None:
    with pytest.raises(RequestFault, match=re.escape(message)):
        extend(index, ["csto"], [PropertyRequest(property_, settings)], "en")


def test_a_property_comes_once_and_requests_have_limits(index: NameIndex) -> None:
    with pytest.raises(RequestFault, match="is there twice"):
        extend(index, [], [PropertyRequest("label"), PropertyRequest("label")], "en")
    with pytest.raises(RequestFault, match=r"ids: 1,001 ids; at most 1,000"):
        extend(index, ["csto"] * 1001, [PropertyRequest("label")], "en")
    with pytest.raises(RequestFault, match="properties: 0 properties"):
        extend(index, [], [], "en")


def test_empty_settings_and_defaults_of_clients_are_not_set(index: NameIndex) -> None:
    empty: dict[str, Any] = {"at": "", "certainty": "certain", "of": None}
    assert values(index, "csto", "label", **empty) == values(index, "csto", "label")
    assert values(index, "csto", "members", **empty) == values(index, "csto", "members")


@pytest.mark.parametrize(
    ("reader", "lang", "present", "absent"),
    [
        ("en", None, {"CSTO", "ODKB"}, {"ОДКБ", "OTSC", "Organisasi Perjanjian Keamanan Kolektif"}),
        ("id", None, {"CSTO", "Organisasi Traktat Keamanan Kolektif"}, {"ОДКБ"}),
        ("en", "ru", {"ОДКБ"}, {"CSTO", "ЖККУ"}),
        ("en", "RU, ky", {"ОДКБ", "ЖККУ"}, {"CSTO"}),
        ("en", "*", {"ОДКБ", "ЖККУ", "CSTO", "OTSC"}, set()),
    ],
    ids=["of-the-reader", "of-the-reader-id", "ru", "two", "all"],
)
def test_alternative_names_are_in_the_languages_of_the_reader_or_the_setting(
    index: NameIndex, reader: str, lang: str | None, present: set[str], absent: set[str]
) -> None:
    found = {*texts(values(index, "csto", "alias", reader, lang=lang))}
    assert (present - found, absent & found) == (set(), set())


@pytest.mark.parametrize(
    ("thing", "property_", "lang", "expected"),
    [
        ("csto", "label", "id", ["Organisasi Perjanjian Keamanan Kolektif"]),
        ("csto", "label", "ja", []),
        ("poland", "alias", "und", ["PL", "POL"]),
        ("nato", "alias", "fr", ["OTAN"]),
    ],
)
def test_a_text_in_a_language_is_never_one_in_another(
    index: NameIndex, thing: str, property_: str, lang: str, expected: list[str]
) -> None:
    found = values(index, thing, property_, lang=lang)
    assert {each.language for each in found if isinstance(each, Text)} <= {lang.replace("und", "")}
    assert {*expected} <= {*texts(found)}
    assert bool(found) == bool(expected)


def test_the_name_of_a_column_states_its_languages(index: NameIndex) -> None:
    names = [
        extend(index, [], [PropertyRequest("alias", {"lang": lang})], "en").columns[0].name
        for lang in ("", "ru ky", "und", "*")
    ]
    assert names == [
        "alternative names",
        "alternative names (ru, ky)",
        "alternative names (und)",
        "alternative names (*)",
    ]


@pytest.mark.parametrize("text", ["1995-06-01T00:00:00Z", "1995-06-01T00:00", "1995-06-01T12:30:00.000+02:00"])
def test_the_time_of_day_of_a_cell_is_left_out(index: NameIndex, text: str) -> None:
    assert read_date(text, "at") == bounds("1995-06-01")
    column = extend(index, [], [PropertyRequest("members", {"at": text})], "en").columns[0]
    assert column.name == "member states (1995-06-01)"


@pytest.mark.parametrize("text", ["1995T00:00:00Z", "1995-06-01T", "1995-06-01T00:00:00Zulu", "T00:00:00Z"])
def test_other_times_are_no_dates(text: str) -> None:
    with pytest.raises(RequestFault, match="is not an EDTF date"):
        read_date(text, "at")


def test_a_year_may_be_a_number() -> None:
    assert read_date(1999, "at") == bounds("1999")


def test_every_property_of_ours_has_values_for_some_thing(index: NameIndex) -> None:
    things = [iri.rpartition("/")[2] for iri in index.iris]
    names = [name for name in BUILT_IN if name != "description"]
    rows = extend(index, things, [PropertyRequest(name) for name in names], "en").rows
    assert [name for place, name in enumerate(names) if not any(found[place] for _, found in rows)] == []


FOREIGN = """\
@prefix ex: <http://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:curie a ex:Person ; rdfs:label "Marie Curie" ; ex:born "1867-11-07"^^xsd:date ; ex:prizes 2 ; ex:height 1.55 ;
  ex:spouse ex:pierre ; ex:works ex:unlabelled ; ex:bad "two"^^xsd:integer ; ex:huge "INF"^^xsd:double .
ex:pierre a ex:Person ; rdfs:label "Pierre Curie"@fr .
"""


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> NameIndex:
    file = tmp_path_factory.mktemp("foreign") / "people.ttl"
    Path(file).write_text(FOREIGN, encoding="utf-8")
    return name_index(read(file))


@pytest.mark.parametrize(
    ("property_", "expected"),
    [
        ("born", Text("1867-11-07")),
        ("prizes", Number(2)),
        ("height", Number(1.55)),
        ("spouse", ThingValue("http://example.org/pierre", "Pierre Curie", "fr")),
        ("works", Text("http://example.org/unlabelled")),
        ("bad", Text("two")),
        ("huge", Text("INF")),
    ],
)
def test_properties_of_any_dataset_have_values_as_written(foreign: NameIndex, property_: str, expected: Value) -> None:
    assert values(foreign, "http://example.org/curie", f"http://example.org/{property_}") == (expected,)


def test_properties_of_memberships_are_unknown_without_them(foreign: NameIndex) -> None:
    with pytest.raises(RequestFault, match="unknown property “members”"):
        extend(foreign, [], [PropertyRequest("members")], "en")
