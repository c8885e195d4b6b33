"""Names of things in data/things-names-*.ttl: their lists, and tables of many languages that they must find."""

from __future__ import annotations

import runpy
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from babel.core import get_cldr_version
from rdflib import DCTERMS, RDF, RDFS, SKOS, Literal, URIRef

from aliansi.namespaces import AL, ID, THINGS
from aliansi.project.loader import Graph
from aliansi.reconciliation.folding import fold_name

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"
OTHER_NAMES = (SKOS.altLabel, SKOS.hiddenLabel)
NAMED_HERE = ("State", "Alliance", "MilitaryForce", "Treaty", "Group", "Period")
"""Classes whose things have names in at least English, Indonesian and Russian."""

# Names as tables and archives write them, written down before the lists were made; divided by semicolons.
EXPECTED: dict[str, str] = {
    "csto": (
        "CSTO; ОДКБ; Организация Договора о коллективной безопасности; ODKB; OTSC; Organisation du traité de "
        "sécurité collective; Organización del Tratado de la Seguridad Colectiva; OVKS; Organisation des "
        "Vertrags über kollektive Sicherheit; ҰҚШҰ; ՀԱՊԿ; KGAÖ; 集体安全条约组织; منظمة معاهدة الأمن الجماعي"
    ),
    "nato": (
        "North Atlantic Treaty Organization; North Atlantic Treaty Organisation; OTAN; НАТО; "
        "Североатлантический альянс; Organisation du traité de l'Atlantique nord; Nordatlantikpakt; 北大西洋条约组织; "
        "حلف شمال الأطلسي; Pakta Pertahanan Atlantik Utara; 北大西洋条約機構"
    ),
    "warsaw-pact": (
        "Warsaw Treaty Organization; Организация Варшавского договора; ОВД; Pacte de Varsovie; Warschauer "
        "Pakt; Warschauer Vertragsorganisation; Pacto de Varsovia; Układ Warszawski; Varšavská smlouva; Patto "
        "di Varsavia; 华沙条约组织; Varşova Paktı; حلف وارسو"
    ),
    "cis": (
        "Содружество Независимых Государств; СНГ; SNG; CEI; GUS; Gemeinschaft Unabhängiger Staaten; Comunidad "
        "de Estados Independientes; Wspólnota Niepodległych Państw; СНД; BDT; 独联体; رابطة الدول المستقلة"
    ),
    "russia": "Russian Federation; Российская Федерация; Россия; Federasi Rusia; Russie, Fédération de; 俄罗斯; RUS",
    "belarus": (
        "Republic of Belarus; Byelorussia; Belorussia; Белоруссия; Беларусь; Weißrussland; Biélorussie; "
        "Bielorrusia; Byelorussian SSR"
    ),
    "kyrgyzstan": "Kyrgyz Republic; Kirgizia; Kirghizia; Киргизия; Кыргызстан; Kirghizistan; Kirgisien; Kirghiz SSR",
    "kazakhstan": "Qazaqstan; Казахстан; Қазақстан; Kasachstan",
    "tajikistan": "Таджикистан; Tadzhikistan; Tadschikistan; Тоҷикистон",
    "uzbekistan": "O'zbekiston; Oʻzbekiston; Usbekistan",
    "armenia": "Հայաստան; Армения",
    "azerbaijan": "Azərbaycan; Aserbaidschan; Azerbaidjan",
    "georgia": "Грузия; საქართველო; Georgien",
    "moldova": "Moldavia; Republic of Moldova; Moldova, Republic of; Молдавия",
    "soviet-union": (
        "USSR; U.S.S.R.; Union of Soviet Socialist Republics; СССР; URSS; UdSSR; Sowjetunion; ZSRR; Союз "
        "Советских Социалистических Республик"
    ),
    "east-germany": "German Democratic Republic; GDR; DDR; RDA; ГДР; NRD; Germany, East",
    "germany": (
        "Federal Republic of Germany; West Germany; Deutschland; BRD; ФРГ; German Federal Republic; Germany, West"
    ),
    "czechoslovakia": "Czechoslovak Socialist Republic; ЧССР; ČSSR; Tchécoslovaquie; Československo",
    "czechia": "Czech Republic; Tschechien; Česká republika; Republik Ceko",
    "turkey": "Türkiye; Turkiye; Republic of Türkiye; Турция",
    "north-macedonia": "Macedonia; FYROM; The former Yugoslav Republic of Macedonia; Macedonia (FYROM)",
    "united-kingdom": "Great Britain; UK; Inggris; Britain; Royaume-Uni; Великобритания",
    "united-states": "USA; United States of America; США; États-Unis; U.S.",
    "poland": "Polish People's Republic; Polska; Польша",
    "hungary": "Magyarország; Ungarn; Hungarian People's Republic",
    "romania": "Rumania; Roumanie",
    "netherlands": "Holland; The Netherlands; Niederlande",
    "slovakia": "Slovak Republic",
    "greece": "Hellenic Republic; Hellas",
    "luxembourg": "Luxemburg",
    "bulgaria": "Народная Республика Болгария",
    "albania": "Shqipëria",
    "turkmenistan": "Туркмения; Turkmenia",
    "ukraine": "Ukrainian SSR; Украина",
    "lithuania": "Литва",
    "latvia": "Lettland",
    "estonia": "Eesti",
    "cold-war": "Холодная война; Guerre froide; Kalter Krieg",
    "the-west": "Запад",
    "csto-collective-rapid-reaction-force": "КСОР; CRRF",
    "collective-security-treaty": "Tashkent Treaty; Договор о коллективной безопасности; Ташкентский договор; CST",
    "north-atlantic-treaty": "Washington Treaty; Traktat Atlantik Utara; Североатлантический договор",
    "warsaw-treaty": "Варшавский договор; Perjanjian Warsawa",
    "csto-charter": "Устав ОДКБ; CSTO Charter",
    "kyrgyz-people": "кыргызы",
    "uzbeks": "узбеки",
}

AMBIGUOUS = {"CZE", "Nordatlantikpakt", "Варшавский договор", "Варшавський договір", "Warschauer Vertrag"}
"""Names of two things, of which only the type or the years of a table tell one."""
NOT_OURS = (
    *(
        "America",
        "England",
        "Prussia",
        "Yugoslavia",
        "Serbia",
        "Serbia and Montenegro",
        "Ireland",
        "Austria",
        "Australia",
    ),
    *(
        "SEATO",
        "CENTO",
        "OSCE",
        "GUAM",
        "Niger",
        "Nigeria",
        "Congo",
        "Guinea",
        "Korea",
        "Macao",
        "Mongolia",
        "El Salvador",
    ),
    *(
        "Central African Republic",
        "Maldives",
        "Russian Empire",
        "Europe",
        "Warsaw",
        "Moscow",
        "MNG",
        "SLV",
        "MAC",
        "SLO",
        "CS",
    ),
    *("World Trade Organization", "Commonwealth", "Commonwealth of Nations", "Treaty of Friendship"),
)


@pytest.fixture(scope="module")
def owners(shipped_graph: Graph) -> dict[str, set[str]]:
    """Return the ids of the things by folded name."""
    found: dict[str, set[str]] = defaultdict(set)
    things = shipped_graph.named(THINGS)
    ours = {thing for class_ in NAMED_HERE for thing in things.subjects(RDF.type, AL[class_])}
    for property_ in (RDFS.label, *OTHER_NAMES):
        for thing, name in things.subject_objects(property_):
            if thing in ours:
                found[fold_name(str(name))].add(str(thing).removeprefix(str(ID)))
    return found


@pytest.fixture(scope="module")
def generator() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "docs" / "build_names.py"))


def test_the_names_of_cldr_are_those_of_babel(generator: dict[str, Any]) -> None:
    committed = (DATA / "things-names-cldr.ttl").read_text(encoding="utf-8")
    if f"CLDR {get_cldr_version()} " not in committed:
        pytest.skip(f"the list is of another version than CLDR {get_cldr_version()}: run docs/build_names.py")
    header = generator["CLDR_HEADER"].format(version=get_cldr_version())
    names = generator["cldr_names"]()
    assert len(names) == 44
    assert committed == generator["turtle"](header, names, "source-cldr")


def test_the_codes_of_iso_3166_are_those_of_babel(generator: dict[str, Any]) -> None:
    committed = (DATA / "things-names-iso-3166.ttl").read_text(encoding="utf-8")
    if f"CLDR {get_cldr_version()} " not in committed:
        pytest.skip(f"the list is of another version than CLDR {get_cldr_version()}: run docs/build_names.py")
    codes = generator["iso_codes"]()
    assert len(codes) == 47
    assert codes["germany"] == {("", "DE"), ("", "DEU")}
    assert codes["czechoslovakia"] == {("", "CSK")}, "CS was Serbia and Montenegro as well"
    header = generator["ISO_HEADER"].format(version=get_cldr_version())
    assert committed == generator["turtle"](header, codes, "source-iso-3166")


def test_no_list_of_names_is_under_a_copyleft_licence(shipped_graph: Graph) -> None:
    things = shipped_graph.named(THINGS)
    lists = set(things.objects(None, AL.namesFrom))
    assert {"Unicode License v3", "MIT", "CC0"} == {
        str(o) for each in lists for o in things.objects(each, DCTERMS.license)
    }
    cited = " ".join(str(o) for each in lists for o in things.objects(each, DCTERMS.bibliographicCitation))
    assert "iso-codes" not in cited
    assert "countrycode" not in cited


@pytest.mark.parametrize("class_", NAMED_HERE)
def test_things_have_names_in_three_languages_and_say_where_from(shipped_graph: Graph, class_: str) -> None:
    things = shipped_graph.named(THINGS)
    for thing in things.subjects(RDF.type, AL[class_]):
        names = [name for p in (RDFS.label, *OTHER_NAMES) for name in things.objects(thing, p)]
        assert {"en", "id", "ru"} <= {name.language for name in names if isinstance(name, Literal)}, thing
        assert list(things.objects(thing, AL.namesFrom)), thing


def test_every_list_of_names_is_a_source_that_is_used(shipped_graph: Graph) -> None:
    things = shipped_graph.named(THINGS)
    lists = set(things.objects(None, AL.namesFrom))
    assert len(lists) >= 7
    for each in lists:
        assert (each, RDF.type, AL.Source) in things
        assert isinstance(each, URIRef)


def test_names_are_written_cleanly(shipped_graph: Graph) -> None:
    things = shipped_graph.named(THINGS)
    for property_ in OTHER_NAMES:
        for thing, name in things.subject_objects(property_):
            text = str(name)
            assert text == " ".join(text.split()), (thing, text)
            assert text == unicodedata.normalize("NFC", text), (thing, text)
            assert (thing, RDFS.label, name) not in things, (thing, text)


@pytest.mark.parametrize("thing", EXPECTED)
def test_names_in_tables_of_many_languages_are_found(owners: dict[str, set[str]], thing: str) -> None:
    missing = [name for name in EXPECTED[thing].split("; ") if thing not in owners.get(fold_name(name), ())]
    assert missing == []


def test_names_of_two_things_are_few_and_known(owners: dict[str, set[str]]) -> None:
    shared = {name for name, things in owners.items() if len(things) > 1}
    assert shared <= {fold_name(name) for name in AMBIGUOUS}, shared


@pytest.mark.parametrize("language", ["en", "id", "ru", "fr", "de", "es", "zh", "ar", "tr", "pl"])
def test_no_name_and_no_code_of_another_territory_is_ours(
    owners: dict[str, set[str]], generator: dict[str, Any], language: str
) -> None:
    others = {
        code: name
        for code, name in Locale.parse(language).territories.items()
        if code.isalpha() and code not in generator["CODES"].values()
    }
    assert len(others) > 200
    found = {name for pair in others.items() for name in pair if fold_name(name) in owners}
    assert found <= {"AS"}, "AS is Amerika Serikat in Indonesian and American Samoa in ISO 3166"


@pytest.mark.parametrize("name", NOT_OURS)
def test_names_of_other_things_are_not_ours(owners: dict[str, set[str]], name: str) -> None:
    assert fold_name(name) not in owners


@pytest.mark.parametrize(
    ("name", "thing"),
    [("Pakta Warsawa", "warsaw-pact"), ("Perjanjian Warsawa", "warsaw-treaty"), ("West Germany", "germany")],
)
def test_a_pact_is_the_alliance_and_a_treaty_the_treaty(owners: dict[str, set[str]], name: str, thing: str) -> None:
    assert owners[fold_name(name)] == {thing}
