from __future__ import annotations

import json
from typing import Any

import pytest
import rdflib
from click.testing import CliRunner, Result
from rdflib import RDF, Literal

from aliansi.cli import commands
from aliansi.dataset.store import Store
from aliansi.namespaces import AL, ID, PROOFS
from aliansi.project.folder import Project

REFUSED = ("id:nikolai-bordyuzha", "al:refusedRequestOf", "id:kyrgyzstan")


def explain(shipped: Project, *arguments: str) -> Result:
    return CliRunner().invoke(commands, ["explain", *arguments, "--project", str(shipped.root)])


def test_a_proof_ends_in_the_words_of_the_text(shipped: Project) -> None:
    text = explain(shipped, *REFUSED).stdout
    assert "A chain of properties leads to the value." in text
    assert "“Sekjen CSTO Nikolai Bordyuzha menolak untuk mengambil tindakan”" in text
    assert "“Bishkek meminta anggota blok sesama untuk campur tangan”" in text


def leaves(node: dict[str, Any]) -> list[dict[str, Any]]:
    return [node] if node.get("asserted") else [leaf for premise in node["premises"] for leaf in leaves(premise)]


def test_json_nests_premises_and_gives_evidence_at_the_leaves(shipped: Project) -> None:
    proof = json.loads(explain(shipped, *REFUSED, "--format", "json").stdout)
    assert proof["rule"] == "prp-spo2"
    assert proof["triple"][0] == "<https://w3id.org/aliansi/id/nikolai-bordyuzha>"
    found = [e for leaf in leaves(proof) for e in leaf["evidence"]]
    assert {"passage": str(ID["passage-refusal-2010"]),
            "exact": "Sekjen CSTO Nikolai Bordyuzha menolak untuk mengambil tindakan", "source": str(ID.article),
            "language": "id", "start": 2466, "end": 2528} in found  # fmt: skip
    assert all(leaf["graph"] for leaf in leaves(proof))


def test_a_reference_fact_gives_its_citation(shipped: Project) -> None:
    proof = json.loads(explain(shipped, "id:georgia", "al:withdrewFrom", "id:cis", "--format", "json").stdout)
    cited = [e["citation"] for leaf in leaves(proof) for e in leaf["evidence"] if "citation" in e]
    assert any("ATOP" in citation for citation in cited)


def test_turtle_can_be_followed_to_the_facts(shipped: Project) -> None:
    turtle = explain(shipped, *REFUSED, "--format", "turtle").stdout
    graph = rdflib.Graph().parse(data=turtle, format="turtle")
    (root,) = set(graph.subjects(AL.rule, Literal("prp-spo2")))
    facts = {fact for node in graph.transitive_objects(root, AL.premise) for fact in graph.objects(node, AL.restsOn)}
    assert facts == {ID["article-refusal-kyrgyzstan"], ID["article-request-kyrgyzstan"]}


def test_an_asserted_triple_is_its_own_leaf(shipped: Project) -> None:
    result = explain(shipped, "id:article-founding-csto", "al:date", '"1992"', "--format", "json")
    proof = json.loads(result.stdout)
    assert proof["asserted"]
    assert proof["evidence"][0]["exact"].startswith("CSTO dimulai pada tahun 1992")


def test_what_does_not_follow_is_said_so(shipped: Project) -> None:
    result = explain(shipped, "id:csto", "al:rivalOf", "id:nato")
    assert result.exit_code == 1
    assert "not asserted, and it does not follow" in result.stderr


def test_a_term_that_is_none_is_refused(shipped: Project) -> None:
    result = explain(shipped, "csto", "al:rivalOf", "id:nato")
    assert result.exit_code == 2
    assert "csto is not an IRI, prefixed name or literal" in result.stderr


@pytest.mark.parametrize(
    "which",
    ["VALUES ?p { al:withdrewFrom al:refusedRequestOf }", pytest.param("", marks=pytest.mark.slow)],
    ids=["some", "every"],
)
def test_every_inferred_triple_has_a_proof_that_a_query_can_follow_to_evidence(
    which: str, shipped_store: Store
) -> None:
    """Down to facts of sources; but that a State is an Agent, or a correspondence holds both ways, rests on no fact."""
    bare = f"""
        SELECT ?s ?p ?o WHERE {{
          {which}
          GRAPH graph:inferred {{ ?s ?p ?o }}
          FILTER(STRSTARTS(STR(?s), "{ID}"))
          FILTER NOT EXISTS {{
            GRAPH <{PROOFS}> {{
              ?proof rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; al:premise*/al:restsOn ?fact
            }}
            ?fact al:statedIn|<http://purl.org/dc/terms/source> ?ground .
          }}
        }}"""
    left = {(str(r["s"]), str(r["p"])) for r in shipped_store.select(bare)}
    left = {(s, p) for s, p in left if not p.endswith("correspondsTo>")}
    assert {p for _, p in left} <= {f"<{RDF.type}>"}, sorted(left)[:10]  # a thing that is written to be a State
