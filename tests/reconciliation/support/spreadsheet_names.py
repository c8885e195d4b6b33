"""Names as spreadsheets have them, with the thing that each means; names of other things, which must not match."""

from __future__ import annotations

from typing import Final

STATES: Final = {
    "Kirgizia": "kyrgyzstan",
    "Kyrgyz Republic": "kyrgyzstan",
    "Кыргызстан": "kyrgyzstan",
    "Киргизия": "kyrgyzstan",
    "Kirgisistan": "kyrgyzstan",
    "Kirghizistan": "kyrgyzstan",
    "Byelorussia": "belarus",
    "Белоруссия": "belarus",
    "Weißrussland": "belarus",
    "Biélorussie": "belarus",
    "USSR": "soviet-union",
    "СССР": "soviet-union",
    "Sowjetunion": "soviet-union",
    "Union of Soviet Socialist Republics": "soviet-union",
    "Moldova, Republic of": "moldova",
    "Молдавия": "moldova",
    "Russian Federation": "russia",
    "Россия": "russia",
    "Federasi Rusia": "russia",
    "俄罗斯": "russia",
    "Грузия": "georgia",
    "საქართველო": "georgia",
    "Հայաստան": "armenia",
    "Aserbaidschan": "azerbaijan",
    "Azərbaycan": "azerbaijan",
    "Türkiye": "turkey",
    "Turquie": "turkey",
    "Czech Republic": "czechia",
    "Tschechien": "czechia",
    "German Democratic Republic": "east-germany",
    "DDR": "east-germany",
    "Deutschland": "germany",
    "FYR Macedonia": "north-macedonia",
    "U.S.A.": "united-states",
    "États-Unis": "united-states",
    "UK": "united-kingdom",
    "Великобритания": "united-kingdom",
    "Tadzhikistan": "tajikistan",
    "Таджикистан": "tajikistan",
    "Узбекистан": "uzbekistan",
}
ALLIANCES: Final = {
    "ОДКБ": "csto",
    "ODKB": "csto",
    "OTSC": "csto",
    "Organisation du traité de sécurité collective": "csto",
    "N.A.T.O.": "nato",
    "OTAN": "nato",
    "НАТО": "nato",
    "North Atlantic Treaty Organization": "nato",
    "Warschauer Pakt": "warsaw-pact",
    "Организация Варшавского договора": "warsaw-pact",
    "Warsaw Treaty Organization": "warsaw-pact",
    "СНГ": "cis",
}
PEOPLE_AND_EVENTS: Final = {
    "Lukashenko, Alexander": "alexander-lukashenko",
    "Александр Лукашенко": "alexander-lukashenko",
    "Бордюжа, Николай": "nikolai-bordyuzha",
    "Manfred Woerner": "manfred-worner",
    "Йенс Столтенберг": "jens-stoltenberg",
    "Treaty of Tashkent": "collective-security-treaty",
    "NATO Secretary General": "secretary-general-of-nato",
    "War in Donbas": "eastern-ukraine-conflict",
}
IDENTIFIERS: Final = {
    "Q399": "armenia",
    "https://www.wikidata.org/wiki/Q7184": "nato",
    "id:csto": "csto",
    "https://w3id.org/aliansi/id/warsaw-pact": "warsaw-pact",
}
VARIANTS: Final = {**STATES, **ALLIANCES, **PEOPLE_AND_EVENTS, **IDENTIFIERS}
"""64 spellings in English, Indonesian, Russian, German and French, in Latin, Cyrillic and four other scripts."""

OTHERS: Final = (
    "Ireland",
    "Republic of Ireland",
    "Ирландия",
    "Irlandia",
    "Austria",
    "Australia",
    "Niger",
    "SEATO",
    "North Korea",
    "Georgia (US state)",
    "Slavonia",
    "Prussia",
    "Organization of American States",
    "Viktor Lukashenko",
    "Thorvald Stoltenberg",
    "Q41726",
)
"""16 names that mean nothing in the dataset."""
