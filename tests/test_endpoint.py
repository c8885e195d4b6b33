import json
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from aliansi.evaluate import CAN_FORK
from aliansi.negotiate import choose, choose_language
from served import ARTICLE, ENDLESS, THINGS, Site

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path, with_project=False)


def form(**fields: str) -> dict[str, object]:
    return {"data": fields, "headers": {"Accept": "text/csv"}}


def direct(content: str | bytes, content_type: str = "application/sparql-query") -> dict[str, object]:
    return {"content": content, "headers": {"Content-Type": content_type, "Accept": "text/csv"}}


def test_a_query_is_taken_by_get_form_and_body(site: Site) -> None:
    for response in (
        site.query(COUNT),
        site.request("POST", "/sparql", **form(query=COUNT)),
        site.request("POST", "/sparql", **direct(COUNT)),
        site.request("POST", "/sparql/", **direct(COUNT, "application/sparql-query; charset=UTF-8")),
    ):
        assert (response.status_code, response.text) == (200, "n\r\n8\r\n")


def test_a_form_is_decoded_once(site: Site) -> None:
    query = "SELECT ('a%25+b é' AS ?x) {}"
    assert site.request("POST", "/sparql", **form(query=query)).text == "x\r\na%25+b é\r\n"
    assert site.query(query).text == "x\r\na%25+b é\r\n"


def test_the_dataset_of_the_request_goes_before_that_of_the_query(site: Site) -> None:
    assert site.query(COUNT, **{"default-graph-uri": THINGS}).text == "n\r\n2\r\n"
    both = {"default-graph-uri": [THINGS, ARTICLE], "query": COUNT, "format": "csv"}
    assert site.get("/sparql", params=both).text == "n\r\n5\r\n"
    named = "SELECT DISTINCT ?g FROM <https://w3id.org/aliansi/graph/article> { GRAPH ?g { ?s ?p ?o } }"
    assert site.query(named, **{"named-graph-uri": THINGS}).text == f"g\r\n{THINGS}\r\n"
    posted = site.request("POST", "/sparql", params={"default-graph-uri": THINGS}, **direct(COUNT))
    assert posted.text == "n\r\n2\r\n"
    assert site.request("POST", "/sparql", **form(query=COUNT, **{"default-graph-uri": THINGS})).text == "n\r\n2\r\n"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("application/json", "application/json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values;q=0.9, text/csv;q=0.2", "text/tab-separated-values; charset=utf-8"),
        ("text/html, application/xml;q=0.9, */*;q=0.8", "application/xml"),
        ("text/turtle, text/csv;q=0.1", "text/csv; charset=utf-8"),
    ],
)
def test_a_table_comes_as_the_client_likes_it(site: Site, accept: str, media_type: str) -> None:
    response = site.query("ASK {}", accept)
    assert (response.status_code, response.headers["content-type"]) == (200, media_type)
    assert "Accept" in response.headers["vary"]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "text/turtle; charset=utf-8"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
        ("text/csv, application/rdf+xml;q=0.2", "application/rdf+xml"),
    ],
)
def test_a_graph_comes_as_the_client_likes_it(site: Site, accept: str, media_type: str) -> None:
    response = site.query("DESCRIBE id:armenia", accept)
    assert (response.status_code, response.headers["content-type"]) == (200, media_type)


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
def test_a_table_comes_in_a_format_by_name(site: Site, name: str) -> None:
    assert "true" in site.query("ASK {}", "image/png", format=name).text


@pytest.mark.parametrize("name", ["ttl", "nt", "rdf", "jsonld"])
def test_a_graph_comes_in_a_format_by_name(site: Site, name: str) -> None:
    response = site.query("CONSTRUCT WHERE { ?s al:memberOf ?o }", "image/png", format=name)
    assert len(list(ox.parse(response.content, format=ox.RdfFormat.from_extension(name)))) == 2


def test_what_cannot_be_written_is_not_acceptable(site: Site) -> None:
    assert site.query("ASK {}", "image/png").status_code == 406
    assert site.query("ASK {}", "text/turtle").status_code == 406
    assert site.query("DESCRIBE id:armenia", "text/csv").status_code == 406
    assert site.query("DESCRIBE id:armenia", format="csv").status_code == 406
    assert site.query("ASK {}", "text/csv;q=0").status_code == 406
    assert site.query("ASK {}", format="xls").status_code == 400


@pytest.mark.parametrize(
    ("query", "cause"),
    [
        ("SELECT * { ?s ?p }", "error at 1:19"),
        ("SELECT * {\n  nonsense }", "error at 2:11"),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", "not a SPARQL query"),
        ("LOAD <file:///etc/passwd>", "not a SPARQL query"),
        ("SELECT * { SERVICE <http://127.0.0.1/> {} }", "SERVICE is not allowed"),
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", "there is no graph <file:///etc/passwd>"),
        (" ", "there is none"),
    ],
)
def test_a_query_that_is_none_is_told_why(site: Site, query: str, cause: str) -> None:
    response = site.query(query)
    assert response.status_code == 400
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert cause in response.text


def test_an_unknown_graph_in_the_request_is_refused(site: Site) -> None:
    response = site.query(COUNT, **{"default-graph-uri": "file:///etc/passwd"})
    assert (response.status_code, "there is no graph" in response.text) == (400, True)
    assert site.query(COUNT, **{"named-graph-uri": "no IRI"}).status_code == 400


def test_a_request_has_one_query(site: Site) -> None:
    assert site.get("/sparql?query=ASK%20{}&query=ASK%20{}").status_code == 400
    assert site.request("POST", "/sparql?query=ASK%20{}", **form(query="ASK {}")).status_code == 400
    assert site.request("POST", "/sparql", **form(nothing="")).status_code == 400
    assert site.get("/sparql?default-graph-uri=urn:x").status_code == 400


def test_updates_are_forbidden(site: Site) -> None:
    update = "DROP ALL"
    assert site.request("POST", "/sparql", **form(update=update)).status_code == 403
    assert site.request("POST", "/sparql", **direct(update, "application/sparql-update")).status_code == 403
    assert site.get("/sparql", params={"update": update}).status_code == 403
    assert site.request("POST", "/sparql", **form(update=update, query="ASK {}")).status_code == 400
    assert site.query(COUNT).text == "n\r\n8\r\n"


def test_a_body_of_another_kind_is_refused(site: Site) -> None:
    for content_type in ("text/plain", "application/json", "", "application/sparql-query; charset=utf-16"):
        assert site.request("POST", "/sparql", **direct("ASK {}", content_type)).status_code == 415
    assert site.request("POST", "/sparql", **direct("#" * (2**20 + 1))).status_code == 413


def test_what_is_not_utf8_is_refused(site: Site) -> None:
    for response in (
        site.request("POST", "/sparql", **direct(b"ASK { ?s ?p '\xe9' }")),
        site.request("POST", "/sparql", **direct(b"query=ASK%20%7B%7D%23%E9", "application/x-www-form-urlencoded")),
        site.get("/sparql?query=ASK%20%7B%7D%23%E9"),
    ):
        assert response.status_code == 400
        assert "not UTF-8: byte 0xe9" in response.text


@pytest.mark.skipif(not CAN_FORK, reason="the limits hold in a forked process alone")
def test_a_query_that_does_not_end_or_crashes_costs_one_answer(tmp_path: Path) -> None:
    site = Site(tmp_path, with_project=False, seconds=0.5)
    assert site.query(ENDLESS).status_code == 504
    assert site.query("SELECT * { FILTER(" + "!" * 10_000 + "1) }").status_code == 507
    assert site.query("ASK {}").text == "true"


def test_the_service_describes_itself_to_programs_and_shows_the_pages_to_people(site: Site) -> None:
    response = site.get("/sparql", headers={"Accept": "text/turtle"})
    graph = rdflib.Graph().parse(data=response.text, format="turtle", publicID="http://site.test/sparql")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    service = rdflib.URIRef("http://site.test/sparql")
    assert (service, sd.endpoint, service) in graph
    assert (None, sd.feature, sd.BasicFederatedQuery) not in graph
    assert (None, sd.feature, sd.UnionDefaultGraph) not in graph, "a graph is outside the union"
    assert len(set(graph.objects(None, sd.name))) == 5
    shown = site.get("/sparql", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (shown.status_code, shown.headers["location"]) == (303, "/")
    assert site.get("/sparql", headers={"Accept": "image/png"}).status_code == 406


def test_any_site_may_read_but_no_credentials_are_asked_for(site: Site) -> None:
    response = site.get("/sparql?query=ASK%20{}", headers={"Origin": "https://elsewhere.test", "Cookie": "a=b"})
    assert response.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in response.headers
    preflight = {"Origin": "https://elsewhere.test", "Access-Control-Request-Method": "POST"}
    assert site.request("OPTIONS", "/sparql", headers=preflight).status_code == 200
    assert "POST" in site.request("OPTIONS", "/sparql").headers["allow"]
    assert site.request("HEAD", "/sparql?query=ASK%20{}").status_code == 200
    refused = site.request("DELETE", "/sparql")
    assert (refused.status_code, sorted(refused.headers["allow"].split(", "))) == (
        405,
        ["GET", "HEAD", "OPTIONS", "POST"],
    )


def test_the_answer_in_json_is_that_of_the_standard(site: Site) -> None:
    answer = json.loads(site.query("SELECT ?x { VALUES ?x { 1 } }", "application/sparql-results+json").text)
    assert answer["results"]["bindings"][0]["x"]["value"] == "1"


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "a/b"),
        ("", "a/b"),
        ("*/*", "a/b"),
        ("c/d, */*", "c/d"),
        ("a/*;q=0.3, c/d;q=0.4", "c/d"),
        ("a/*, a/b;q=0.1, c/d;q=0.5", "c/d"),
        ("A/B; Q=0.5", "a/b"),
        ("a/b;q=0, */*;q=0.1", "c/d"),
        ("a/b;q=nan", None),
        ("a/b;charset=utf-8;q=.5", "a/b"),
        ("x/y", None),
        (";;,,", None),
    ],
)
def test_the_best_liked_format_is_chosen(accept: str | None, chosen: str | None) -> None:
    assert choose(accept, ("a/b", "c/d")) == chosen


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [(None, "en"), ("id-ID,id;q=0.9,en;q=0.8", "id"), ("fr,id;q=0.2", "id"), ("en;q=0.1, id;q=0", "en"), ("*", "en")],
)
def test_the_best_liked_language_is_chosen(accept: str | None, chosen: str) -> None:
    assert choose_language(accept, ("en", "id")) == chosen
