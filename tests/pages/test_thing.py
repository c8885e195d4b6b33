"""Every thing has a page for people and every RDF format for programs, with the evidence of each fact."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from aliansi.dataset.store import Store
from aliansi.namespaces import AL, ID, INFERRED, OA, ONTOLOGY, PROOFS
from aliansi.pages.document import RDF
from aliansi.pages.thing_context import MAX_FACTS
from aliansi.project.folder import Project
from aliansi.views.description import MAX_STATEMENTS
from tests.pages.support.outline import Outline
from tests.server.support.served import RUNNER, Site

LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
CITATION = ox.NamedNode("http://purl.org/dc/terms/bibliographicCitation")


@pytest.fixture
def site(shipped_store: Store, shipped: Project) -> Site:
    return Site.of(shipped_store, project=shipped)


def quads(site: Site, url: str, suffix: str = "nq", **headers: str) -> set[ox.Quad]:
    response = site.get(url, headers=headers)
    assert response.status_code == 200
    rdf_format = ox.RdfFormat.from_media_type(response.headers["content-type"].partition(";")[0])
    assert rdf_format == ox.RdfFormat.from_extension(suffix)
    return set(ox.parse(response.content, format=rdf_format))


def triples(found: set[ox.Quad]) -> set[tuple[str, str, str]]:
    return {(str(q.subject), str(q.predicate), str(q.object)) for q in found}


def node(iri: object) -> ox.NamedNode:
    return ox.NamedNode(str(iri))


@pytest.mark.parametrize("suffix", list(RDF))
@pytest.mark.parametrize("path", ["/id/georgia", "/ontology"])
def test_a_format_is_chosen_by_suffix_by_name_and_by_header(path: str, suffix: str, site: Site) -> None:
    by_header = site.get(path, headers={"Accept": f"{RDF[suffix]}, text/html;q=0.5"})
    assert by_header.headers["content-location"] == f"{path}.{suffix}"
    assert {"Accept", "Accept-Language"} <= set(by_header.headers["vary"].split(", "))
    for url in (f"{path}.{suffix}", f"{path}?format={suffix}", f"{path}?format={RDF[suffix]}"):
        assert site.get(url, headers={"Accept": "text/html"}).content == by_header.content
    assert triples(quads(site, f"{path}.{suffix}", suffix))
    assert f'<{path}.{suffix}>; rel="alternate"; type="{RDF[suffix]}"' in by_header.headers["link"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Turtle", "text/turtle"),
        ("n3", "text/turtle"),
        ("RDF+XML", "application/rdf+xml"),
        ("json-ld", "application/ld+json"),
        ("JSON", "application/ld+json"),
        ("CSV", "text/csv"),
        ("text/csv; header=present", "text/csv"),
        ("application/x-trig", "application/trig"),
        ("", "text/html"),
        ("&format=ttl", "text/turtle"),
    ],
)
def test_the_names_of_formats_are_those_that_clients_send(name: str, kind: str, site: Site) -> None:
    response = site.get(f"/id/armenia?format={name.replace('+', '%2B')}", headers={"Accept": "text/html"})
    assert response.headers["content-type"].partition(";")[0] == kind


@pytest.mark.parametrize(
    ("accept", "kind"),
    [("text/n3, */*;q=0.1", "text/turtle"), ("text/plain, */*;q=0.1", "application/n-triples")],
)
def test_older_media_types_are_understood(accept: str, kind: str, site: Site) -> None:
    assert site.get("/id/armenia", headers={"Accept": accept}).headers["content-type"].startswith(kind)


WITH_GRAPHS = {"jsonld": "json-ld", "trig": "trig", "nq": "nquads"}


@pytest.mark.filterwarnings("ignore:.*is deprecated, use Dataset:DeprecationWarning")
@pytest.mark.parametrize("suffix", WITH_GRAPHS)
@pytest.mark.parametrize("path", ["/id/armenia", "/ontology"])
def test_a_client_that_loads_one_graph_gets_every_triple_once(path: str, suffix: str, site: Site) -> None:
    lines = site.get(f"{path}.nt").content
    for response in (site.get(f"{path}.{suffix}"), site.get(path, headers={"Accept": RDF[suffix]})):
        read = list(ox.parse(response.content, format=ox.RdfFormat.from_extension(suffix)))
        assert {quad.graph_name for quad in read} == {ox.DefaultGraph()}
        assert len(read) == lines.count(b"\n")
    graph = rdflib.Graph().parse(data=response.content, format=WITH_GRAPHS[suffix])
    assert len(graph) == len(rdflib.Graph().parse(data=lines, format="nt"))


@pytest.mark.parametrize("suffix", WITH_GRAPHS)
@pytest.mark.parametrize("path", ["/id/armenia", "/ontology"])
def test_the_graph_of_each_triple_is_there_on_request(path: str, suffix: str, site: Site) -> None:
    url = f"{path}.{suffix}?graphs=named"
    response = site.get(url)
    assert response.headers["content-location"] == url
    assert f'<{path}.trig?graphs=named>; rel="alternate"; type="application/trig"' in response.headers["link"]
    named, plain = quads(site, url, suffix), quads(site, f"{path}.{suffix}", suffix)
    assert ox.DefaultGraph() not in {quad.graph_name for quad in named}
    assert triples(named) == triples(plain)
    assert response.headers["etag"] != site.get(f"{path}.{suffix}").headers["etag"]
    assert "ld+json" not in site.get(path).headers["link"].partition("?graphs=named")[2], "rdflib would follow it"


def test_named_graphs_have_no_effect_where_there_are_none(site: Site) -> None:
    for suffix in ("ttl", "nt", "rdf", "csv"):
        plain = site.get(f"/id/csto.{suffix}")
        assert site.get(f"/id/csto.{suffix}?graphs=named").headers["etag"] == plain.headers["etag"]
    assert site.get("/id/csto.trig?graphs=").content == site.get("/id/csto.trig").content
    refused = site.get("/id/csto.trig?graphs=all")
    assert (refused.status_code, refused.text) == (400, "graphs=all: choose named, or leave it out for one graph\n")


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8"),
        ("*/*", "text/html; charset=utf-8"),
        ("application/json", "application/json"),
        ("application/xml", "application/xml"),
        ("text/turtle;q=0.4, application/ld+json", "application/ld+json"),
    ],
)
def test_browsers_and_programs_get_what_they_like_best(accept: str, kind: str, site: Site) -> None:
    assert site.get("/id/csto", headers={"Accept": accept}).headers["content-type"] == kind


def test_a_thing_is_described_in_both_directions_with_the_words_behind_each_fact(site: Site) -> None:
    found = triples(quads(site, "/id/georgia.nq"))
    withdrawal, words = node(ID["article-withdrawal-georgia"]), "Uzbekistan, Georgia, dan Azerbaijan menarik diri"
    assert (str(node(ID.georgia)), str(node(AL.withdrewFrom)), str(node(ID.csto))) in found
    assert (str(withdrawal), str(node(AL.withdrawingState)), str(node(ID.georgia))) in found
    assert (str(withdrawal), str(node(AL.alliance)), str(node(ID.csto))) in found
    exact = {o for s, p, o in found if p == str(node(OA.exact))}
    passages = {o for s, p, o in found if s == str(withdrawal) and p == str(node(AL.statedIn))}
    assert passages
    for passage in passages:
        selectors = {o for s, p, o in found if s == passage and p == str(node(OA.hasSelector))}
        held = {p for s, p, o in found if s in selectors}
        assert {str(node(OA[name])) for name in ("exact", "start", "end")} <= held
        assert (passage, str(node(OA.hasSource)), str(node(ID.article))) in found
    assert any("Georgia" in each for each in exact), words
    assert any(p == str(CITATION) for s, p, o in found), "its reference facts cite their sources"


def test_what_follows_is_marked_in_every_format(site: Site) -> None:
    for suffix in ("nq", "nt"):
        found = quads(site, f"/id/georgia.{suffix}", suffix)
        told = triples(found)
        proofs = {s for s, p, o in told if p.endswith("#subject>") and o == str(node(ID.georgia))}
        proven = {
            s
            for s in proofs
            if (s, "<http://www.w3.org/1999/02/22-rdf-syntax-ns#predicate>", str(node(AL.withdrewFrom))) in told
        }
        assert proven
        facts = {o for s, p, o in told if p == str(node(AL.restsOn))}
        assert str(node(ID["article-withdrawal-georgia"])) in facts
    graphs = {
        str(quad.graph_name)
        for quad in quads(site, "/id/georgia.nq?graphs=named")
        if str(quad.predicate) == str(node(AL.withdrewFrom))
    }
    assert graphs == {str(node(INFERRED))}
    names = {str(quad.graph_name) for quad in quads(site, "/id/georgia.nq?graphs=named")}
    assert {str(node(PROOFS)), str(node("https://w3id.org/aliansi/graph/article"))} <= names


def test_every_inferred_statement_comes_with_its_proof(site: Site, shipped_store: Store) -> None:
    found = quads(site, "/id/csto.nq?graphs=named")
    told = triples(found)
    inferred = [quad for quad in found if quad.graph_name == node(INFERRED)]
    assert len(inferred) > 15
    for quad in inferred:
        parts = {"subject": quad.subject, "predicate": quad.predicate, "object": quad.object}
        proofs = [
            {s for s, p, o in told if p.endswith(f"22-rdf-syntax-ns#{name}>") and o == str(term)}
            for name, term in parts.items()
        ]
        assert set.intersection(*proofs), quad


def test_labels_of_all_that_is_named_come_in_the_language_that_is_asked_for(site: Site) -> None:
    def languages(url: str, **headers: str) -> set[str | None]:
        found = quads(site, url, **headers)
        named = {quad.subject for quad in found if quad.predicate == LABEL} & {quad.object for quad in found}
        assert node(ID.csto) in named
        assert node(ID.article) in named
        labels = [q.object for q in found if q.predicate == LABEL and q.subject == node(ID.csto)]
        return {label.language for label in labels if isinstance(label, ox.Literal)}

    assert languages("/id/armenia.nq") == {"en", "id"}
    assert languages("/id/armenia.nq?lang=id") == {"id"}
    assert languages("/id/armenia.nq", **{"Accept-Language": "id, en;q=0.5"}) == {"id"}
    assert languages("/id/armenia.nq", **{"Accept-Language": "fr"}) == {"en", "id"}


def test_a_page_shows_facts_words_and_reasons(site: Site) -> None:
    page = site.get("/id/georgia?lang=id").text
    assert '<h1 dir="auto" lang="id">Georgia</h1>' in page
    assert "Penarikan diri dan pengakhiran lain" in page
    assert "hasil inferensi: mengapa?" in page
    assert 'href="/explain?s=id%3Ageorgia&amp;p=al%3AwithdrewFrom&amp;o=id%3Acsto&amp;lang=id"' in page
    assert '<blockquote class="ground"><div lang="id" dir="auto">' in page
    assert "rdf:type" not in site.get("/id/georgia?lang=en").text.partition("<main")[0]


def test_a_passage_and_a_source_and_a_proof_are_things_too(site: Site, shipped_store: Store) -> None:
    passage = site.get("/id/passage-rivalry").text
    assert "Kelompok ini menjadi saingan head to head dengan NATO" in passage
    assert 'href="/id/article?lang=en"' in passage
    assert "ATOP 4.01 member level" in site.get("/id/source-atop-4-01").text
    proof = next(shipped_store.select(f"SELECT ?p {{ GRAPH <{PROOFS}> {{ ?p a al:Proof ; al:premise ?q }} }}"))["p"]
    name = str(getattr(proof, "value", "")).removeprefix(str(ID))
    assert {quad.graph_name for quad in quads(site, f"/id/{name}.nq?graphs=named")} >= {node(PROOFS)}


def test_the_pages_of_all_kinds_of_things_are_whole(site: Site, shipped_store: Store) -> None:
    of_a_kind: dict[str, str] = {}
    for row in shipped_store.select(f"SELECT ?s ?c {{ ?s a ?c FILTER(STRSTARTS(STR(?s), '{ID}')) }} ORDER BY ?s"):
        of_a_kind.setdefault(str(row["c"]), str(getattr(row["s"], "value", "")).removeprefix(str(ID)))
    assert len(of_a_kind) > 30
    for name in set(of_a_kind.values()):
        Outline(site.get(f"/id/{name}").text)
    Outline(site.get("/ontology").text)


def test_what_is_not_here_is_told_as_the_client_reads(site: Site) -> None:
    for url in ("/id/csot", "/id/csot.ttl", "/id/", "/id/csto.exe", "/id/%00", "/id/<x>", "/id/%ff", "/ontology/9.9.9"):
        response = site.get(url, headers={"Accept": "text/turtle"})
        assert (response.status_code, response.headers["content-type"]) == (404, "text/plain; charset=utf-8"), url
        assert response.text.count("\n") == 1
    page = site.get("/id/csot", headers={"Accept": "text/html", "Accept-Language": "id"})
    assert (page.status_code, "Nama tidak dikenal: id:csot." in page.text) == (404, True)


def test_markup_in_an_address_does_no_harm(site: Site) -> None:
    page = site.get("/id/%3Cscript%3Ealert(1)%3C/script%3E", headers={"Accept": "text/html"})
    assert (page.status_code, "<script>" in page.text) == (404, False)
    assert "\r" not in site.get("/id/csto%0d%0aX-A:1", headers={"Accept": "text/turtle"}).headers.get("link", "")


@pytest.mark.parametrize("path", ["/id/csto", "/ontology"])
def test_a_format_that_there_is_not_is_refused(path: str, site: Site) -> None:
    refused = site.get(path, headers={"Accept": "image/png"})
    assert (refused.status_code, "text/turtle" in refused.text) == (406, True)
    assert site.get(path, headers={"Accept": "text/turtle;q=0"}).status_code == 406
    assert site.get(f"{path}?format=tsv").status_code == 406
    unknown = site.get(f"{path}?format=xls")
    assert (unknown.status_code, "valid: html, ttl" in unknown.text) == (400, True)


@pytest.mark.parametrize("path", ["/id/csto", "/id/csto.ttl", "/ontology", "/ontology.ttl"])
def test_what_the_client_has_is_not_sent_again(path: str, site: Site) -> None:
    first = site.get(path)
    assert first.headers["cache-control"] == "no-cache"
    again = site.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert site.get(path + "?lang=id", headers={"If-None-Match": first.headers["etag"], "Accept": "text/html"}).headers
    head = site.request("HEAD", path)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", first.headers["etag"])
    plain = site.get(path, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == first.content


@pytest.mark.parametrize("path", ["/id/csto", "/ontology"])
def test_scripts_of_any_site_may_read_and_nobody_may_write(path: str, site: Site) -> None:
    assert site.get(path).headers["access-control-allow-origin"] == "*"
    preflight = site.request("OPTIONS", path, headers={"Access-Control-Request-Method": "GET", "Origin": "http://x"})
    assert (preflight.status_code, "GET" in preflight.headers["access-control-allow-methods"]) == (204, True)
    assert site.request("PUT", path).status_code == 405
    assert site.get(path).headers["content-security-policy"].startswith("default-src 'none'")


def test_every_term_has_its_anchor_label_and_definition_in_both_languages(site: Site, shipped_store: Store) -> None:
    query = """SELECT DISTINCT ?t ?l ?d {
        ?t rdfs:isDefinedBy ?o ; rdfs:label ?l ; skos:definition ?d FILTER(LANG(?l) = 'id' && LANG(?d) = 'id')
    }"""
    terms = list(shipped_store.select(query))
    page = site.get("/ontology?lang=id").text.replace("&#39;", "'").replace("&#34;", '"')
    assert len(terms) > 100
    for row in terms:
        name = str(getattr(row["t"], "value", "")).removeprefix(str(AL))
        assert f'<h3 id="{name}" lang="id">{getattr(row["l"], "value", "")}</h3>' in page
        assert str(getattr(row["d"], "value", "")) in page
    english = site.get("/ontology?lang=en").text
    start = english.index('<h3 id="memberOf"')
    entry = english[start : english.index("<h3", start + 1)]
    assert '#MemberState"' in entry, "its domain"
    assert "has membership → alliance" in entry, "its chain, in words"
    assert "Statements that use it" in entry
    assert 'href="/sparql?query=SELECT' in entry
    assert "/id/" in entry
    assert "narrower classes" in english


def test_uses_are_counted_anew_in_another_state_and_what_stays_for_long_is_said_to_be_made() -> None:
    term, kind = f"{AL}T", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    head = f"<{term}> <{kind}> <http://www.w3.org/2002/07/owl#Class> <{ONTOLOGY}> .\n"

    def store(uses: int) -> Store:
        dataset = ox.Store()
        lines = (f"<{ID}a{n}> <{kind}> <{term}> .\n" for n in range(uses))
        dataset.load("".join([head, *lines]).encode(), format=ox.RdfFormat.N_QUADS)
        return Store(dataset, revision=f"{uses}")

    settled = list[int]()
    site = Site.of(store(3), on_loaded=lambda: settled.append(len(settled)))
    for language in ("en", "id"):
        assert ": 3 (<a" in site.get(f"/ontology?lang={language}").text
    assert settled == [0]
    RUNNER.run(site.served.replace(lambda: store(5)))
    assert ": 5 (<a" in site.get("/ontology?lang=en").text
    assert settled == [0, 1]


def test_a_name_with_a_dot_or_a_percent_sign_is_found(tmp_path: Path) -> None:
    dataset = ox.Store()
    label = ox.Literal("x")
    for name in (f"{ID}a.ttl", f"{ID}caf%C3%A9", f"{ID}naïve/x", "http://site.test/id/own"):
        dataset.add(ox.Quad(ox.NamedNode(name), LABEL, label))
    site = Site.of(Store(dataset, "test"))
    for path in ("/id/a.ttl", "/id/caf%C3%A9", "/id/na%C3%AFve/x", "/id/own", "/id/own.nt"):
        assert site.get(path, headers={"Accept": "application/n-triples"}).text.count('"x"') == 1
    assert site.get("/id/a").status_code == 404
    assert site.get("/ontology").status_code == 404


def test_much_that_names_a_thing_comes_in_pages(tmp_path: Path) -> None:
    dataset, number = ox.Store(), 2 * MAX_STATEMENTS + 1
    hub = ox.NamedNode(f"{ID}hub")
    dataset.extend(ox.Quad(ox.NamedNode(f"{ID}fact-{i}"), ox.NamedNode(str(AL.about)), hub) for i in range(number))
    site = Site.of(Store(dataset, "test"))
    found: set[str] = set()
    url, pages = "/id/hub.nt", 0
    while url:
        response = site.get(url, headers={"Accept": "application/n-triples"})
        found |= set(response.text.splitlines())
        pages += 1
        url = next(
            (
                link.split(">")[0].strip(" <")
                for link in response.headers.get("link", "").split(",")
                if 'rel="next"' in link
            ),
            "",
        )
    assert (pages, len(found)) == (3, number)
    assert 'rel="next"' in site.get("/id/hub").text
    assert 'rel="prev"' in site.get("/id/hub?page=2").text
    assert site.get("/id/hub.nt?page=4").status_code == 404
    beyond = site.get(f"/id/hub?page={number // MAX_FACTS + 2}&lang=en", headers={"Accept": "text/html"})
    assert (beyond.status_code, "Unknown name:" in beyond.text) == (404, False), "the thing is here"
    for page in ("0", "-1", "x", "1e3", "٣", "9" * 400):
        assert site.get("/id/hub", params={"page": page}).status_code == 400
