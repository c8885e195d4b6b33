"""Facts that rest on copies of Wikidata and Wikipedia only, in small datasets and in the shipped one."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from aliansi.dataset.store import Store
from aliansi.evidence.independence import originals_of, rests_on_copies
from aliansi.namespaces import ID

ROOT = Path(__file__).parents[2]
FACT = ox.NamedNode(str(ID.fact))
SOURCES = """id:dataset a al:Source . id:export a al:Source ; al:copies al:Wikidata .
  id:mirror a al:Source ; al:copies al:Wikipedia . id:copy-of-mirror a al:Source ; al:copies id:mirror .
  id:reprint a al:Source ; al:copies id:dataset . id:one al:copies id:other . id:other al:copies id:one .
  id:quotes-mirror oa:hasSource id:mirror ; oa:hasSelector id:words . id:words oa:exact "in 1991"@en ."""
ON_COPIES = {
    *(
        "reference-cis-founding-1991",
        "reference-soviet-union-dissolution-1991",
        "reference-succession-cis-soviet-union",
    ),
    *("reference-tenure-jaap-de-hoop-scheffer-2004", "reference-tenure-lord-ismay-1952"),
    *("reference-tenure-lord-robertson-1999", "reference-tenure-vladimir-zemsky-1996"),
    *("reference-tenure-jens-stoltenberg-2014", "reference-tenure-mark-rutte-2024"),
    "wikipedia-ru-2022-accession-georgia-csto-1993",
}


def store_of(turtle: str) -> Store:
    dataset = ox.Store()
    prefixes = f"""@prefix al: <https://w3id.org/aliansi/ontology#> . @prefix id: <{ID}> .
        @prefix dcterms: <http://purl.org/dc/terms/> . @prefix oa: <http://www.w3.org/ns/oa#> ."""
    dataset.load(f"{prefixes} {SOURCES} {turtle}".encode(), format=ox.RdfFormat.TURTLE)
    return Store(dataset, revision="")


@pytest.mark.parametrize(
    ("evidence", "copies"),
    [
        pytest.param("dcterms:source id:dataset", False, id="a-dataset"),
        pytest.param("dcterms:source id:export", True, id="an-export-of-wikidata"),
        pytest.param("dcterms:source id:mirror", True, id="a-mirror-of-wikipedia"),
        pytest.param("dcterms:source al:Wikidata", True, id="wikidata-itself"),
        pytest.param("dcterms:source id:copy-of-mirror", True, id="a-copy-of-a-copy"),
        pytest.param("dcterms:source id:mirror , id:export", True, id="two-copies"),
        pytest.param("dcterms:source id:mirror , id:dataset", False, id="a-copy-and-a-dataset"),
        pytest.param("dcterms:source id:reprint", False, id="a-copy-of-something-else"),
        pytest.param("dcterms:source id:one", False, id="circular-sources"),
        pytest.param("al:statedIn id:quotes-mirror", True, id="words-of-a-mirror"),
        pytest.param("al:status al:Stated", False, id="no-evidence"),
    ],
)
def test_a_fact_rests_on_copies_if_each_of_its_sources_is_one(evidence: str, copies: bool) -> None:
    assert rests_on_copies(store_of(f"id:fact {evidence} ."), FACT) is copies


def test_originals_are_found_through_other_sources() -> None:
    found = originals_of(store_of(""), ox.NamedNode(str(ID["copy-of-mirror"])))
    assert [node.value.rpartition("/")[2] for node in found] == ["mirror", "ontology#Wikipedia"]


def test_the_shipped_facts_that_wikidata_cannot_confirm(shipped_store: Store) -> None:
    facts = {row["fact"] for row in shipped_store.select("SELECT ?fact { ?fact al:status ?status }")}
    assert {str(fact).strip("<>").removeprefix(str(ID)) for fact in facts if rests_on_copies(shipped_store, fact)} == (
        ON_COPIES
    )


def test_the_question_answers_the_same(shipped_store: Store) -> None:
    query = (ROOT / "queries" / "questions" / "facts-on-copies.rq").read_text(encoding="utf-8")
    assert {str(row["fact"]).strip("<>").removeprefix(str(ID)) for row in shipped_store.select(query)} == ON_COPIES
