"""JSON of evidence has the language of each quotation, that of the words or else of their source."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from aliansi.dataset.store import Store
from aliansi.evidence.index import Evidence, EvidenceIndex
from aliansi.evidence.source_language import source_language
from aliansi.namespaces import PREFIXES

HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
PASSAGE = """id:fact a al:Fact ; al:statedIn id:passage .
id:passage a al:Passage ; oa:hasSource id:source ; oa:hasSelector id:quote , id:position .
id:position oa:start 5 ; oa:end 17 .
id:source a al:Source ; dcterms:title "A text" . """


def store(turtle: str) -> Store:
    dataset = ox.Store()
    dataset.load(input=HEAD + PASSAGE + turtle, format=ox.RdfFormat.TURTLE)
    return Store(dataset, "test")


@pytest.mark.parametrize(
    ("words", "source", "language"),
    [
        ('"北约成立于1949年"', '"zh-Hans"', "zh-Hans"),
        ('"رفض الناتو"', '"ar"', "ar"),
        ('"CSTO menolak"', '"in"', "id"),
        ('"CSTO menolak"', "<http://id.loc.gov/vocabulary/languages/ind>", "id"),
        ('"NATO acted."@en', '"fr"', "en"),
        ('"NATO acted."', '"en" , "fr"', None),
        ('"NATO acted."', '"und"', None),
        ('"NATO acted."', '"Bahasa Indonesia"', None),
    ],
    ids=["Chinese", "Arabic", "an old code", "an IRI", "words with a tag", "two", "undetermined", "no tag"],
)
def test_the_json_of_a_quotation_has_its_language_if_known(words: str, source: str, language: str | None) -> None:
    dataset = store(f"id:source dcterms:language {source} . id:quote oa:exact {words} .")
    (found,) = EvidenceIndex(dataset).of_node(ox.NamedNode(f"{PREFIXES['id']}fact"))
    written = found.as_json()
    assert written.get("language") == language
    assert Evidence.from_json(written) == found
    assert written["start"] == 5


def test_a_citation_has_no_language_and_a_source_may_lack_one() -> None:
    dataset = store('id:quote oa:exact "x" . id:cited dcterms:source id:source .')
    (found,) = EvidenceIndex(dataset).of_node(ox.NamedNode(f"{PREFIXES['id']}cited"))
    assert set(found.as_json()) == {"source", "citation"}
    assert source_language(dataset, ox.NamedNode(f"{PREFIXES['id']}source")) == ""
