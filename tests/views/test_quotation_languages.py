"""Quotations carry the language of their source, on every page and in every table."""

from __future__ import annotations

import json
import re

import pyoxigraph as ox
import pytest

from aliansi.dataset.store import Store
from aliansi.evidence.source_language import source_language
from aliansi.namespaces import ID, PREFIXES
from aliansi.views.known_things import read_known_things
from aliansi.views.labels import Labels
from aliansi.views.quotation_languages import languages_of_words
from aliansi.views.result_table import ResultTable, read_results
from aliansi.views.search_index import texts_of
from tests.server.support.served import Site

HEAD = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
LANGUAGES = {
    "chinese": ('"zh-Hant"', "zh-Hant"),
    "arabic": ('"ar"', "ar"),
    "three": ('"ind"', "id"),
    "old": ('"iw"', "he"),
    "language-string": ('"ru"^^xsd:language', "ru"),
    "loc": ("<http://id.loc.gov/vocabulary/languages/ind>", "id"),
    "eu": ("<http://publications.europa.eu/resource/authority/language/FRA>", "fr"),
    "lexvo": ("<http://lexvo.org/id/iso639-3/tur>", "tr"),
    "two": ('"en" , "fr"', ""),
    "several": ('"mul"', ""),
    "name": ('"Bahasa Indonesia"', ""),
    "script": ('"en\\" onclick=\\"x"', ""),
    "blank": ("[]", ""),
}
PASSAGES = [
    ("chinese", "北約成員"),
    ("arabic", "رفض الناتو"),
    ("two", "either"),
    ("chinese", "NATO"),
    ("arabic", "NATO"),
]


def store() -> Store:
    """Return a dataset with a source in each language and passages of some."""
    turtle = HEAD + "id:none a al:Source .\n"
    turtle += "".join(f"id:{name} a al:Source ; dcterms:language {given} .\n" for name, (given, _) in LANGUAGES.items())
    for number, (source, words) in enumerate(PASSAGES):
        turtle += (
            f"id:f{number} a al:Fact ; rdfs:label 'fact {number}'@en ; al:statedIn id:p{number} .\n"
            f"id:p{number} a al:Passage ; oa:hasSource id:{source} ; oa:hasSelector id:q{number} , id:s{number} .\n"
            f'id:q{number} oa:exact "{words}" .\nid:s{number} oa:start {number} ; oa:end {number + len(words)} .\n'
        )
    dataset = ox.Store()
    graph = ox.NamedNode("https://w3id.org/aliansi/graph/evidence")
    parsed = ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE)
    dataset.extend(ox.Quad(q.subject, q.predicate, q.object, graph) for q in parsed)
    return Store(dataset, "test")


STORE = store()


@pytest.mark.parametrize(("name", "tag"), [("none", ""), *((name, tag) for name, (_, tag) in LANGUAGES.items())])
def test_the_language_of_a_source(name: str, tag: str) -> None:
    assert source_language(STORE, ox.NamedNode(str(ID[name]))) == tag


def test_the_same_words_in_two_languages_are_in_an_unknown_one() -> None:
    assert languages_of_words(STORE) == {"北約成員": "zh-Hant", "رفض الناتو": "ar", "either": "", "NATO": ""}


def test_labels_and_search_results_of_passages_have_their_language() -> None:
    for node in ("p1", "q1"):
        label = Labels(STORE, "en").of(ox.NamedNode(str(ID[node])))
        assert (label.text, label.language) == ("“رفض الناتو”", "ar")
    assert {text.language for text in texts_of(STORE) if text.words == "北約成員"} == {"zh-Hant"}


@pytest.mark.parametrize(
    ("column", "value", "language", "languages"),
    [
        ("quotations", "رفض الناتو", "ar", ()),
        ("words", "رفض الناتو", "ar", ()),
        ("exact", "either", "", ()),
        ("quotations", "北約成員 | رفض الناتو", None, ("zh-Hant", "ar")),
        ("quotation", "北約成員 | either", None, ("zh-Hant", "")),
    ],
)
def test_cells_with_quotations_have_their_languages(
    column: str, value: str, language: str | None, languages: tuple[str, ...]
) -> None:
    body = {"head": {"vars": [column]}, "results": {"bindings": [{column: {"type": "literal", "value": value}}]}}
    table = read_results(json.dumps(body).encode(), read_known_things(STORE))
    assert isinstance(table, ResultTable)
    assert (table.rows[0][0].language, table.rows[0][0].languages) == (language, languages)


def languages_on(page: str) -> list[tuple[str, str]]:
    """Return the language and direction of each quotation on a page."""
    return re.findall(r'<(?:q|blockquote class="ground"><div|td[^>]*class="long") lang="([^"]*)" dir="(\w+)"', page)


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize(
    ("path", "tag"), [("/id/f1", "ar"), ("/id/f0", "zh-Hant"), ("/id/f2", ""), ("/id/chinese", "zh-Hant")]
)
def test_quotations_on_pages_are_in_the_language_of_their_source(path: str, tag: str, language: str) -> None:
    page = Site.of(STORE).get(f"{path}?lang={language}", headers={"Accept": "text/html"}).text
    found = languages_on(page)
    assert found
    assert set(found) == {(tag, "auto")}


def test_the_words_on_the_page_of_a_selector_are_in_the_language_of_the_source() -> None:
    page = Site.of(STORE).get("/id/q1?lang=en", headers={"Accept": "text/html"}).text
    assert '<dd lang="ar" dir="auto">رفض الناتو</dd>' in page
