"""Identifiers in queries: every form of a Wikidata item, our IRIs, and prefixed names."""

from __future__ import annotations

import pytest

from aliansi.reconciliation.identifiers import iris_in, is_iri, wikidata_item

CSTO = "https://w3id.org/aliansi/id/csto"


@pytest.mark.parametrize(
    "text",
    [
        "Q399",
        "q399",
        " Q399 \t",
        "wd:Q399",
        "<http://www.wikidata.org/entity/Q399>",
        "http://www.wikidata.org/entity/Q399",
        "https://www.wikidata.org/entity/q399",
        "https://www.wikidata.org/wiki/Q399",
        "http://wikidata.org/wiki/Q399#P463",
        "https://m.wikidata.org/wiki/Q399?uselang=id",
        "https://www.wikidata.org/wiki/Q399/",
        "https://www.wikidata.org/wiki/Special:EntityData/Q399.json",
        "https://www.wikidata.org/wiki/Special:EntityData/Q399.ttl?flavor=simple",
        "https://www.wikidata.org/wiki/Special:EntityPage/Q399",
        "https://www.wikidata.org/w/index.php?title=Q399&action=history",
        "www.wikidata.org/wiki/Q399",
        "//www.wikidata.org/wiki/Q399",
        "HTTPS://WWW.WIKIDATA.ORG/wiki/Q399.",
    ],
)
def test_every_form_of_an_item_is_read(text: str) -> None:
    assert wikidata_item(text) == "http://www.wikidata.org/entity/Q399"


@pytest.mark.parametrize(
    "text", ["Q", "Q0", "Q399 Armenia", "P463", "L1", "https://example.org/wiki/Q399", "Q" + "9" * 40, "", "NATO"]
)
def test_other_texts_are_not_items(text: str) -> None:
    assert wikidata_item(text) is None


@pytest.mark.parametrize(
    "text",
    [CSTO, f"<{CSTO}>", "id:csto", "http://w3id.org/aliansi/id/csto", f"{CSTO}/", f"{CSTO}?lang=id#x", "ID:csto"],
)
def test_forms_of_our_iri(text: str) -> None:
    assert CSTO in iris_in(text, {})


def test_prefixes_of_the_dataset_count() -> None:
    assert iris_in("ex:a", {"ex": "http://example.org/"})[0] == "http://example.org/a"
    assert is_iri("ex:a", {"ex": "http://example.org/"})


@pytest.mark.parametrize("text", ["Conflict: Donbas", "Star:Wars", "NATO", "", ":"])
def test_names_with_a_colon_are_names(text: str) -> None:
    assert not is_iri(text, {})
