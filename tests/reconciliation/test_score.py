"""Similarity of names: spellings and typos of one name have 90, names of other things less."""

from __future__ import annotations

import pytest

from aliansi.reconciliation.folding import name_forms
from aliansi.reconciliation.score import LIKE, SAME, is_typo, score_names

SPELLINGS = {
    "Kyrgystan": "Kyrgyzstan",
    "Azerbaidjan": "Azerbaijan",
    "Armeniya": "Armenia",
    "Uzbekstan": "Uzbekistan",
    "Rusia": "Russia",
    "Albannia": "Albania",
    "Ukarine": "Ukraine",
    "НАТО": "NATO",
    "Беларусь": "Belarus",
    "Бордюжа, Николай": "Nikolai Bordyuzha",
    "Jens Stoltenburg": "Jens Stoltenberg",
    "Medvedev, Dmitri": "Dmitry Medvedev",
    "North Atlantic Teaty Organization": "North Atlantic Treaty Organization",
    "Collective Security Treaty Organisation": "Collective Security Treaty Organization",
    "Commonwealth of Independant States": "Commonwealth of Independent States",
}
LONG_NAMES = {
    "Republik Albanien": "Albanien",
    "Repubblica d'Armenia": "Armenia",
    "República da Bulgária": "Bulgária",
    "Република Белорусија": "Белорусија",
    "Ҷумҳурии Албания": "Албания",
    "Қазақстан Республикасы": "Қазақстан",
    "Eesti Vabariik": "Eesti",
    "Lýðveldið Ísland": "Ísland",
    "جمهورية بيلاروس": "بيلاروس",
    "爱沙尼亚共和国": "爱沙尼亚",
    "アルメニア共和国": "アルメニア",
    "조지아 공화국": "조지아",
    "Респ. Казахстан": "Казахстан",
    "Ալբանիայի Հանրապետություն": "Ալբանիա",
    "Հունաստանի Հանրապետություն": "Հունաստան",
    "ალბანეთის რესპუბლიკა": "ალბანეთი",
    "სლოვენიის რესპუბლიკა": "სლოვენია",
    "Lietuvos Respublika": "Lietuva",
    "Liettuan tasavalta": "Liettua",
    "Albānijas Republika": "Albānija",
    "Česká republika": "Česká",
    "Δημοκρατία της Εσθονίας": "Εσθονία",
}
OTHERS = {
    "Ireland": "Iceland",
    "Irlandia": "Islandia",
    "Ирландия": "Исландия",
    "Austria": "Australia",
    "Niger": "Nigeria",
    "Slovakia": "Slovenia",
    "Mali": "Malta",
    "SEATO": "CSTO",
    "CENTO": "NATO",
    "Latvia": "Lithuania",
    "Soviet Unions": "Soviet Union",
    "North Korea": "South Korea",
    "Dominica": "Dominican Republic",
    "Guinea": "Guinea-Bissau",
    "Prussia": "Russia",
    "Estonian": "Estonia",
    "Slavonia": "Slovenia",
    "Alania": "Albania",
    "Greenland": "Grekenland",
    "Germany": "East Germany",
    "Republic of Ireland": "Ireland, Northern",
    "Kingdom of Hungary": "Hungary",
    "Republic of Niger": "Nigeria",
    "中华民国": "中国",
    "Armenian": "Armenien",
    "Albanian": "Albanien",
    "Norvégien": "Norwegen",
    "Slowaken": "Slovakien",
    "Northern Macedonia": "Macedonia",
    "Collective Security Treaty": "Collective Security Treaty Organization",
    "South East Asia Treaty Organization": "North Atlantic Treaty Organization",
    "Viktor Lukashenko": "Alexander Lukashenko",
    "Manfred Werner": "Manfred Wörner",
    "2012 clashes in Kyrgyzstan": "2010 clashes in Kyrgyzstan",
    "United Arab Republic": "United Arab Emirates",
    "Treaty Organization": "Treaty Organisations",
}


@pytest.mark.parametrize(("one", "other"), SPELLINGS.items())
def test_spellings_and_typos_of_a_name_are_sure(one: str, other: str) -> None:
    assert SAME <= score_names(name_forms(one), name_forms(other)) == score_names(name_forms(other), name_forms(one))


@pytest.mark.parametrize(("one", "other"), OTHERS.items())
def test_names_of_other_things_are_not(one: str, other: str) -> None:
    assert score_names(name_forms(one), name_forms(other)) < SAME > score_names(name_forms(other), name_forms(one))


@pytest.mark.parametrize(("long", "name"), LONG_NAMES.items())
def test_the_word_for_a_republic_is_taken_off(long: str, name: str) -> None:
    assert score_names(name_forms(long), name_forms(name)) >= SAME


@pytest.mark.parametrize(
    ("text", "long", "sure"),
    [
        ("Moldova", "Republic of Moldova", True),
        ("Moldau", "Republik Moldau", True),
        ("Liettua", "Liettuan tasavalta", False),
        ("tchèque", "République tchèque", False),
        ("Czech", "Czech Republic", False),
        ("Slovak", "Slovak Cumhuriyeti", False),
    ],
)
def test_an_adjective_of_a_long_name_is_no_name(text: str, long: str, sure: bool) -> None:
    assert (score_names(name_forms(text), name_forms(long)) >= SAME) == sure


@pytest.mark.parametrize("code", ["US", "IT", "NO", "IS", "BE", "CAN", "ICE", "США"])
def test_a_short_code_is_written_in_capitals(code: str) -> None:
    forms = name_forms(code)
    assert score_names(name_forms(code.lower()), forms) == score_names(name_forms(code.title()), forms) == LIKE
    assert score_names(forms, forms) == score_names(name_forms("The " + code), forms) + 2 == 100
    assert score_names(name_forms(".".join(code.lower()) + "."), forms) == 100


def test_longer_acronyms_and_short_names_are_not_codes() -> None:
    assert score_names(name_forms("nato"), name_forms("NATO")) == 100
    assert score_names(name_forms("苏联"), name_forms("苏联")) == 100
    assert score_names(name_forms("us"), name_forms("the US")) == LIKE


def test_an_equal_name_has_100() -> None:
    assert score_names(name_forms("N.A.T.O."), name_forms("nato")) == 100
    assert score_names(name_forms(""), name_forms("nato")) == 0


@pytest.mark.parametrize(
    ("one", "other", "typo"),
    [
        ("belarsu", "belarus", True),
        ("finnland", "finland", True),
        ("lithuana", "lithuania", True),
        ("stoltenerg", "stoltenberg", True),
        ("iceland", "ireland", False),
        ("csto", "ctso", False),
        ("estonias", "estonia", False),
        ("area51", "area52", False),
    ],
)
def test_typos_hardly_make_other_words(one: str, other: str, typo: bool) -> None:
    assert is_typo(one, other) == is_typo(other, one) == typo
