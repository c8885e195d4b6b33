"""Closure: graphs, triples or files in; triples, proofs, contradictions and files out; and updates."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, XSD, BNode, Dataset, Graph, Literal, URIRef

from aliansi.errors import FindingsError, UsageError
from aliansi.reasoning import Closure, NativeReasoner, Options, OwlrlReasoner, close, read_closure
from aliansi.reasoning.terms.rdflib_terms import Triple
from tests.reasoning.support.as_written import EX, turtle

ALLIES = ":ally a owl:SymmetricProperty ; rdfs:domain :State . :State rdfs:subClassOf :Agent . :a :ally :b ."
FOLLOWS = {
    (EX.b, EX.ally, EX.a),
    (EX.ally, RDFS.domain, EX.Agent),
    *((thing, RDF.type, kind) for thing in (EX.a, EX.b) for kind in (EX.State, EX.Agent)),
}


def both(graph: Graph) -> tuple[Closure, Closure]:
    return NativeReasoner().close(graph), OwlrlReasoner().close(graph)


def test_a_graph_goes_in_and_stays_as_it_was() -> None:
    graph = turtle(ALLIES)
    before = set(graph)
    for closed in (close(graph), *both(graph)):
        assert set(closed.inferred()) == FOLLOWS
        assert set(closed.triples) == before | FOLLOWS
        assert closed.asserted == len(before)
    assert set(graph) == before


def test_triples_and_datasets_go_in_as_well() -> None:
    triples = list(turtle(ALLIES))
    assert set(close(triples).inferred()) == set(close(iter(triples)).inferred()) == FOLLOWS
    dataset = Dataset()
    for number, triple in enumerate(triples):
        dataset.graph(EX[f"g{number}"]).add(triple)
    assert set(close(dataset).inferred()) == FOLLOWS


def test_nothing_goes_in_and_nothing_comes_out() -> None:
    closed = close([])
    assert (list(closed.inferred()), len(closed.triples), closed.asserted) == ([], 0, 0)
    assert closed.is_consistent()


def test_what_is_no_term_of_rdf_is_refused() -> None:
    with pytest.raises(TypeError, match="is not an IRI, blank node or literal"):
        close([(EX.a, EX.p, "text")])  # type: ignore[list-item]


def test_terms_come_out_as_they_went_in() -> None:
    terms = [
        BNode("x"), URIRef("urn:é"), Literal('q"\\\n\r\t'), Literal("a", lang="en-GB"),
        Literal("01", datatype=XSD.integer, normalize=False), Literal("x", datatype=URIRef("urn:t")),
    ]  # fmt: skip
    triples = {(EX.a, EX.p, term) for term in terms}
    assert set(close(triples).triples) == triples
    twin = close([*triples, (EX.p, RDFS.subPropertyOf, EX.q)])
    assert set(twin.inferred()) == {(EX.a, EX.q, term) for term in terms}


@pytest.mark.parametrize("reasoner", [NativeReasoner(), OwlrlReasoner()], ids=lambda one: str(one.name))
def test_no_engine_lets_a_generalised_triple_out(reasoner: NativeReasoner | OwlrlReasoner) -> None:
    closed = reasoner.close(turtle(':p owl:inverseOf :q ; rdfs:range xsd:integer . :x :p 1 ; owl:sameAs "n" .'))
    assert not [triple for triple in closed.inferred() if isinstance(triple[0], Literal)]
    texts, (s, p, _) = closed.columns()
    assert {texts[number][0] for number in s.tolist()} <= {"<", "_"}
    assert {texts[number][0] for number in p.tolist()} == {"<"}


def test_the_switches_are_options() -> None:
    graph = turtle(ALLIES)
    assert (EX.a, OWL.sameAs, EX.a) in set(close(graph, options=Options(reflexive=True)).inferred())
    assert (XSD.int, RDF.type, RDFS.Datatype) in set(close(graph, options=Options(datatypes=True)).inferred())
    assert (RDFS.label, RDF.type, OWL.AnnotationProperty) in close(graph, options=Options(axiomatic=True)).triples
    assert (EX.a, OWL.sameAs, EX.a) in set(OwlrlReasoner(reflexive=True).close(graph).inferred())


def test_proofs_are_of_the_native_engine_alone() -> None:
    native, owlrl = both(turtle(ALLIES))
    proof = native.explain(EX.b, EX.ally, EX.a)
    assert proof is not None
    assert proof.rule == "prp-symp"
    assert native.explain(EX.b, EX.ally, EX.c) is None
    assert owlrl.explainer is None
    with pytest.raises(UsageError, match="the owlrl engine keeps no proofs"):
        owlrl.explain(EX.b, EX.ally, EX.a)
    with pytest.raises(UsageError, match="the owlrl engine keeps no proofs"):
        owlrl.update(added=[])


def test_both_engines_contradict_themselves_alike() -> None:
    graph = turtle(
        ":A owl:disjointWith :B . :C rdfs:subClassOf :B . :x a :A , :C . :n rdfs:range xsd:byte . :x :n 300 ."
    )
    for closed in both(graph):
        assert not closed.is_consistent()
        assert {one.rule for one in closed.contradictions()} == {"cax-dw", "dt-not-type"}
    (disjoint,) = (one for one in close(graph).contradictions() if one.rule == "cax-dw")
    assert [proof.rule for proof in disjoint.premises] == [None, None, "cax-sco"]


def test_a_change_is_seen_everywhere() -> None:
    closed = close(turtle(ALLIES))
    before, explainer = closed.triples, closed.explainer
    link: Triple = (EX.a, EX.ally, EX.b)
    closed.update(added=[(EX.c, EX.ally, EX.d)], retracted=[link, (EX.no, EX.such, EX.triple)])
    fresh = close([triple for triple in turtle(ALLIES) if triple != link] + [(EX.c, EX.ally, EX.d)])
    assert set(closed.inferred()) == set(fresh.inferred())
    assert set(closed.triples) == set(fresh.triples) != set(before)
    assert closed.asserted == fresh.asserted
    assert closed.explainer is not explainer
    assert closed.explain(EX.d, EX.ally, EX.c) is not None
    assert closed.explain(*link) is None


def test_files_are_read_and_written(tmp_path: Path) -> None:
    turtle(ALLIES).serialize(tmp_path / "a.ttl")
    closed = read_closure([tmp_path / "a.ttl"])
    assert set(closed.inferred()) == FOLLOWS
    assert closed.write(tmp_path / "all.nt") == 10
    assert closed.write(str(tmp_path / "new.rdf"), inferred_only=True) == 6
    assert set(Graph().parse(tmp_path / "new.rdf")) == FOLLOWS
    assert set(read_closure([str(tmp_path / "all.nt")]).triples) == set(closed.triples)
    with pytest.raises(UsageError, match=r"no RDF format has the extension \.csv"):
        closed.write(tmp_path / "all.csv")
    (tmp_path / "a.nt").write_text("<a:a> .\n")
    with pytest.raises(FindingsError):
        read_closure([tmp_path / "a.nt"])


@pytest.mark.parametrize("reasoner", [NativeReasoner(), OwlrlReasoner()], ids=lambda one: str(one.name))
def test_the_prefixes_of_a_graph_are_kept_and_none_of_rdflibs_own(
    reasoner: NativeReasoner | OwlrlReasoner, tmp_path: Path
) -> None:
    graph = turtle(ALLIES)
    graph.bind("mine", "http://mine.org/")
    closed = reasoner.close(graph)
    closed.write(tmp_path / "x.ttl")
    written = (tmp_path / "x.ttl").read_text()
    assert "@prefix mine: <http://mine.org/> ." in written
    assert "brick" not in written
    assert ("mine", URIRef("http://mine.org/")) in set(closed.triples.namespaces())


def test_progress_goes_through_the_steps(tmp_path: Path) -> None:
    file = tmp_path / "a.nt"
    file.write_text("".join(f"<a:{i}> <a:p> <a:{i + 1}> .\n" for i in range(60)) + f"<a:p> <{RDF.type}> <{OWL}X> .\n")
    file.write_text(file.read_text().replace(f"{OWL}X", str(OWL.TransitiveProperty)))
    reported: list[tuple[str, int, int]] = []
    read_closure([file], progress=lambda *step: reported.append(step)).write(
        tmp_path / "b.nt", progress=lambda *step: reported.append(step)
    )
    assert list(dict.fromkeys(step for step, _, _ in reported)) == ["reading", "reasoning", "writing"]
    rounds = [done for step, done, _ in reported if step == "reasoning"]
    assert rounds == sorted(rounds)
    assert len(set(rounds)) > 4
    assert {of for step, _, of in reported if step == "reasoning"} == {0}
    size = file.stat().st_size
    assert ("reading", size, size) in reported
    assert reported[-1][1] == reported[-1][2] == 61 * 60 // 2 + 1


def test_the_packages_that_are_not_needed_are_not_imported(tmp_path: Path) -> None:
    code = f"""
import sys
from aliansi.reasoning import read_closure
closed = read_closure([{str(tmp_path / "a.nt")!r}])
closed.write({str(tmp_path / "b.ttl")!r})
assert closed.is_consistent() and not closed.contradictions()
print("rdflib" in sys.modules, "owlrl" in sys.modules)
closed.triples
print("rdflib" in sys.modules, "owlrl" in sys.modules)"""
    (tmp_path / "a.nt").write_text('<a:a> <a:p> "1"^^<http://www.w3.org/2001/XMLSchema#int> .\n')
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.stdout.split() == ["False", "False", "True", "False"], result.stderr


def test_the_names_of_the_package_do_not_depend_on_what_was_imported_before() -> None:
    code = """
import aliansi.reasoning.closure, aliansi.reasoning.rules.catalogue, aliansi.reasoning.proofs.proof
from aliansi import reasoning
print(sorted(name for name in reasoning.__all__ if type(getattr(reasoning, name)).__name__ == "module"))"""
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_the_graph_of_a_closure_is_one_of_rdflib() -> None:
    assert isinstance(close(turtle(ALLIES)).triples, rdflib.Graph)
