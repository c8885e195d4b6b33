import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest

from aliansi.dataset.results import GRAPHS
from aliansi.dataset.store import Store
from aliansi.evaluation.workers.sandbox import CAN_FORK
from aliansi.http.negotiation import choose
from tests.server.support.served import ARTICLE, ENDLESS, RUNNER, THINGS, Site

SD = "http://www.w3.org/ns/sparql-service-description#"
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
        ("application/trig, text/turtle;q=0.9", "application/trig"),
        ("application/n-quads", "application/n-quads"),
        ("text/csv, application/rdf+xml;q=0.2", "application/rdf+xml"),
    ],
)
def test_a_graph_comes_as_the_client_likes_it(site: Site, accept: str, media_type: str) -> None:
    response = site.query("DESCRIBE id:armenia", accept)
    assert (response.status_code, response.headers["content-type"]) == (200, media_type)


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
def test_a_table_comes_in_a_format_by_name(site: Site, name: str) -> None:
    assert "true" in site.query("ASK {}", "image/png", format=name).text


@pytest.mark.parametrize("name", ["ttl", "nt", "rdf", "jsonld", "trig", "nq"])
def test_a_graph_comes_in_a_format_by_name(site: Site, name: str) -> None:
    response = site.query("CONSTRUCT WHERE { ?s al:memberOf ?o }", "image/png", format=name)
    assert len(list(ox.parse(response.content, format=ox.RdfFormat.from_extension(name)))) == 2


def test_a_format_may_be_named_by_its_media_type(site: Site) -> None:
    assert site.query("ASK {}", "image/png", format="text/csv").text == "true"
    described = site.query("DESCRIBE id:armenia", "image/png", format="application/trig")
    assert described.headers["content-type"] == "application/trig"


def test_what_cannot_be_written_is_not_acceptable(site: Site) -> None:
    assert site.query("ASK {}", "image/png").status_code == 406
    assert site.query("ASK {}", "text/turtle").status_code == 406
    assert site.query("DESCRIBE id:armenia", "text/csv").status_code == 406
    assert site.query("DESCRIBE id:armenia", format="csv").status_code == 406
    assert site.query("ASK {}", "text/csv;q=0").status_code == 406
    assert site.query("ASK {}", "image/png", format="xls").status_code == 406


@pytest.mark.parametrize(
    ("query", "name", "media_type"),
    [
        ("ASK {}", "xls", "application/sparql-results+json"),
        ("ASK {}", "turtle", "application/sparql-results+json"),
        ("ASK {}", "", "application/sparql-results+json"),
        ("DESCRIBE id:armenia", "csv", "text/turtle; charset=utf-8"),
        ("DESCRIBE id:armenia", "auto", "text/turtle; charset=utf-8"),
    ],
)
def test_accept_decides_where_the_named_format_does_not_fit(site: Site, query: str, name: str, media_type: str) -> None:
    fields = {"query": query, "output": name, "default-graph-uri": ""}
    headers = {"Accept": "*/*"}
    for response in (
        site.get("/sparql", params=fields, headers=headers),
        site.request("POST", "/sparql", data=fields, headers=headers),
    ):
        assert (response.status_code, response.headers["content-type"]) == (200, media_type)


@pytest.mark.parametrize(
    "query", ["SELECT (?x AS ?y) { VALUES ?x { 'a\\fb' } }", "CONSTRUCT { id:a rdfs:label 'a\\fb' } {}"]
)
def test_a_character_that_xml_lacks_is_refused_before_the_first_byte(site: Site, query: str) -> None:
    for response in (
        site.query(query, format="xml"),
        site.request("POST", "/sparql", data={"query": query}, headers={"Accept": "application/xml"}),
    ):
        assert (response.status_code, response.headers["content-type"]) == (406, "text/plain; charset=utf-8")
        assert "XML cannot hold the character U+000C, here after “a”" in response.text
    assert site.query(query, format="json").status_code == 200


@pytest.mark.parametrize(
    ("query", "cause"),
    [
        ("SELECT * { ?s ?p }", "line 1, column 18: unexpected “}”: expected a term"),
        ("SELECT * {\n  nonsense }", "line 2, column 3: unknown word “nonsense”: write ?nonsense"),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", "not a SPARQL query"),
        ("LOAD <file:///etc/passwd>", "line 1, column 1: LOAD is an update, and this endpoint is read-only"),
        ("SELECT * { SERVICE <http://127.0.0.1/> {} }", "line 1, column 12: SERVICE is not allowed"),
        (
            "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
            "line 1, column 15: there is no graph <file:///etc/passwd> here",
        ),
        (" ", "there is none"),
    ],
)
def test_a_query_that_is_none_is_told_why(site: Site, query: str, cause: str) -> None:
    response = site.query(query)
    assert response.status_code == 400
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert cause in response.text


def test_an_unknown_graph_in_the_request_is_empty_and_no_file_is_read(site: Site) -> None:
    for name in ("urn:x", "file:///etc/passwd"):
        assert site.query(COUNT, **{"default-graph-uri": name}).text == "n\r\n0\r\n"
    named = "SELECT * { GRAPH ?g { ?s ?p ?o } }"
    assert site.query(named, **{"named-graph-uri": "file:///etc/passwd"}).text == "g,o,p,s\r\n"
    assert site.query(COUNT, **{"named-graph-uri": "no IRI"}).status_code == 400


def test_relative_iris_are_relative_to_the_endpoint(site: Site) -> None:
    assert site.query("SELECT (STR(<x>) AS ?x) {}").text == "x\r\nhttp://site.test/x\r\n"


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


def test_the_service_shows_the_pages_to_people_and_describes_itself_to_programs(site: Site) -> None:
    shown = site.get("/sparql", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (shown.status_code, shown.headers["location"]) == (303, "/")
    assert site.get("/sparql").headers["content-type"] == "text/turtle; charset=utf-8"
    assert site.get("/sparql", headers={"Accept": "image/png"}).status_code == 406
    assert site.get("/sparql", params={"format": "csv"}).headers["content-type"] == "text/turtle; charset=utf-8"


@pytest.mark.parametrize("accept", GRAPHS)
@pytest.mark.parametrize("path", ["/sparql", "/.well-known/void"])
def test_the_service_is_described_in_every_format(site: Site, path: str, accept: str) -> None:
    response = site.get(path, headers={"Accept": accept})
    assert response.headers["content-type"].partition(";")[0] == accept
    described = {quad.triple for quad in ox.parse(response.content, format=GRAPHS[accept])}
    service = ox.NamedNode("http://site.test/sparql")
    assert ox.Triple(service, ox.NamedNode(f"{SD}endpoint"), service) in described
    again = site.get(path, headers={"Accept": accept, "If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def described(site: Site, pattern: str, *names: str) -> list[tuple[str, ...]]:
    """Return what the service says of itself, as rows of the named variables."""
    dataset = ox.Store()
    dataset.load(site.get("/.well-known/void").content, format=ox.RdfFormat.TURTLE)
    prefixes = {"sd": SD, "void": "http://rdfs.org/ns/void#", "limit": "https://w3id.org/aliansi/service#"}
    rows = dataset.query(f"SELECT * {{ {pattern} }}", prefixes=prefixes | {"": "http://site.test/.well-known/void#"})
    assert isinstance(rows, ox.QuerySolutions)
    return sorted(tuple(str(getattr(row[name], "value", "")) for name in names) for row in rows)


def test_what_is_asserted_and_what_is_inferred_are_counted_apart(site: Site) -> None:
    assert described(site, ":union void:triples ?n", "n") == [("8",)]
    assert described(site, ":asserted void:triples ?n", "n") == [("6",)]
    assert described(site, ":inferred void:triples ?n", "n") == [("2",)]
    member_of = "https://w3id.org/aliansi/ontology#memberOf"
    assert described(site, ":inferred void:propertyPartition [ void:property ?p ; void:triples ?n ]", "p", "n") == [
        (member_of, "2")
    ]
    classes = described(site, ":asserted void:classPartition [ void:class ?c ; void:entities ?n ]", "c", "n")
    assert [[name.rpartition("#")[2], number] for name, number in classes] == [["Fact", "1"], ["Passage", "1"]]
    graphs = described(site, "[] sd:namedGraph [ sd:name ?g ; sd:graph [ void:triples ?n ] ]", "g", "n")
    assert (ARTICLE, "3") in graphs


def test_no_federation_and_no_union_are_claimed(site: Site) -> None:
    assert described(site, "[] sd:feature ?feature", "feature") == [], "a graph is outside the union"


def test_the_limits_are_described(tmp_path: Path) -> None:
    site = Site(tmp_path, with_project=False, seconds=2.5)
    assert described(site, "?service limit:time ?t", "service", "t") == [("http://site.test/sparql", "PT2.5S")]
    assert described(site, "?service limit:requestBytes ?n", "n") == [("1048576",)]


def test_a_host_that_is_none_is_refused(site: Site) -> None:
    assert site.get("/sparql", headers={"Host": "x/><script>"}).status_code == 400


def test_what_the_client_has_is_not_sent_again(site: Site) -> None:
    first = site.query(COUNT)
    etag = first.headers["etag"]
    for held in (etag, f'"other", {etag.removeprefix("W/")}', "*"):
        again = site.get("/sparql", params={"query": COUNT}, headers={"Accept": "text/csv", "If-None-Match": held})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert site.query(COUNT, "text/tab-separated-values").headers["etag"] != etag
    assert site.query(COUNT + " ").headers["etag"] != etag
    other = site.serve(Store(ox.Store(), "another")).query(COUNT)
    assert (other.text, other.headers["etag"] == etag) == ("n\r\n0\r\n", False)


LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f } # "


@pytest.mark.parametrize(
    ("path", "is_large"),
    [
        (f"/sparql?{urlencode({'query': f'{LARGE}a'})}", True),
        (f"/sparql?{urlencode({'query': f'{LARGE}b', 'format': 'csv'})}", True),
        (f"/sparql?{urlencode({'query': 'SELECT ?s { ?s al:memberOf id:csto }', 'format': 'csv'})}", False),
        (f"/sparql?{urlencode({'query': 'CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f }', 'format': 'nt'})}", True),
        ("/graph?default&format=rdf", True),
        ("/graph/things?format=ttl", False),
    ],
)
def test_an_answer_has_one_tag_compressed_and_another_as_it_is(site: Site, path: str, is_large: bool) -> None:
    for _ in range(2):  # the second time from the cache
        plain, gzip = (site.get(path, headers={"Accept-Encoding": coding}) for coding in ("identity", "gzip"))
        assert ("content-encoding" in gzip.headers) is is_large
        assert (plain.headers["etag"] != gzip.headers["etag"]) is is_large
        assert plain.headers["vary"] == gzip.headers["vary"] == "Accept, Accept-Encoding"
        for coding, response in (("identity", plain), ("gzip", gzip)):
            for method in ("GET", "HEAD"):
                held = {"Accept-Encoding": coding, "If-None-Match": response.headers["etag"]}
                again = site.request(method, path, headers=held)
                assert (again.status_code, again.headers["etag"]) == (304, response.headers["etag"])
            head = site.request("HEAD", path, headers={"Accept-Encoding": coding})
            assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", response.headers["etag"])
        other = site.get(path, headers={"Accept-Encoding": "identity", "If-None-Match": gzip.headers["etag"]})
        assert (other.status_code, other.headers["etag"]) == (200 if is_large else 304, plain.headers["etag"])


def test_the_same_request_is_answered_the_same_until_the_dataset_changes(site: Site) -> None:
    asked = [site.query("SELECT ?s { ?s al:memberOf id:csto }") for _ in range(4)]
    assert len({(answer.text, *sorted(answer.headers.items())) for answer in asked}) == 1
    assert "content-security-policy" in asked[-1].headers
    assert site.query("SELECT ?s { ?s al:memberOf id:csto }", "text/tab-separated-values").text.startswith("?s\n")
    evaluator = site.served.evaluator
    RUNNER.run(as_coroutine(lambda: evaluator.replace(Store(ox.Store(), "another"))))
    assert site.query("SELECT ?s { ?s al:memberOf id:csto }").text == "s\r\n"


async def as_coroutine(work: Callable[[], None]) -> None:
    work()


@pytest.mark.parametrize("call", ["NOW()", "rand ()", "STRUUID #\n()", "UUID()", r"'\\u0041' && NOW ()"])
def test_an_answer_that_changes_has_no_tag(site: Site, call: str) -> None:
    answered = site.query(f"SELECT ({call} AS ?x) {{}}")
    assert (answered.status_code, "etag" in answered.headers) == (200, False)


def test_a_large_answer_is_compressed_where_that_is_wanted(site: Site) -> None:
    many = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
    whole = site.get("/sparql", params={"query": many}, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in whole.headers
    for wanted in ("gzip", "br, *;q=0.1", "x-gzip"):
        less = site.get("/sparql", params={"query": many}, headers={"Accept-Encoding": wanted})
        assert (less.headers["content-encoding"], less.content) == ("gzip", whole.content)
        assert int(less.headers["content-length"]) < len(whole.content) / 2
        assert "Accept-Encoding" in less.headers["vary"]
    small = site.get("/sparql", params={"query": "ASK {}"}, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in small.headers
    refused = site.get("/sparql", params={"query": many}, headers={"Accept-Encoding": "gzip;q=0, *"})
    assert "content-encoding" not in refused.headers


def test_any_site_may_read_but_no_credentials_are_asked_for(site: Site) -> None:
    response = site.get("/sparql?query=ASK%20{}", headers={"Origin": "https://elsewhere.test", "Cookie": "a=b"})
    assert response.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in response.headers
    preflight = {"Origin": "https://elsewhere.test", "Access-Control-Request-Method": "POST"}
    allowed = site.request("OPTIONS", "/sparql", headers=preflight)
    assert (allowed.status_code, allowed.headers["access-control-allow-methods"]) == (204, "GET, HEAD, POST")
    assert "POST" in site.request("OPTIONS", "/sparql").headers["allow"]
    head = site.request("HEAD", "/sparql?query=ASK%20{}&format=csv")
    assert (head.status_code, head.headers["content-length"], head.content) == (200, "4", b"")
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
