"""Methods, errors, entity tags, compression and headers are the same for every page and document."""

from __future__ import annotations

from pathlib import Path

import pytest

from aliansi.evaluation.query import MIN_BYTES_TO_COMPRESS
from tests.server.support.served import RUNNER, Site

FILE = "/downloads/dataset.nq"
EVERY = ["/", "/id/armenia", "/id/armenia.ttl", "/questions", "/questions/members.csv", "/query", "/vocabulary.json"]
EVERY += ["/static/style.css", "/search?q=armenia", "/timeline.svg", "/about", FILE]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


@pytest.mark.parametrize("url", EVERY)
def test_other_methods_and_scripts_of_other_sites_learn_what_is_allowed(site: Site, url: str) -> None:
    options = site.request("OPTIONS", url)
    assert (options.status_code, options.headers["allow"], options.content) == (204, "GET, HEAD, OPTIONS", b"")
    assert "access-control-allow-methods" not in options.headers
    asked = {"Origin": "http://other.test", "Access-Control-Request-Method": "GET"}
    preflight = site.request("OPTIONS", url, headers=asked)
    assert (preflight.status_code, preflight.headers["access-control-allow-methods"]) == (204, "GET, HEAD, POST")
    assert preflight.headers["access-control-allow-origin"] == "*"
    refused = site.request("POST", url)
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert refused.text == "POST is not allowed here; allowed: GET, HEAD, OPTIONS\n"


@pytest.mark.parametrize("url", EVERY)
def test_every_response_has_the_headers_for_security_and_head_is_get_without_a_body(site: Site, url: str) -> None:
    for accepted in ("gzip", "identity"):
        get, head = (site.request(method, url, headers={"Accept-Encoding": accepted}) for method in ("GET", "HEAD"))
        assert get.status_code == head.status_code == 200
        assert (bool(get.content), head.content) == (True, b"")
        assert dict(get.headers) == dict(head.headers)
    assert get.headers["content-security-policy"].startswith("default-src 'none'")
    assert get.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("url", EVERY)
def test_a_client_that_has_a_document_gets_304_and_any_other_gets_it_as_it_accepts(site: Site, url: str) -> None:
    first = site.get(url, headers={"Accept-Encoding": "gzip;q=0"})
    assert "content-encoding" not in first.headers
    again = site.get(url, headers={"If-None-Match": f'"other", {first.headers["etag"]}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    compressed = site.get(url, headers={"Accept-Encoding": "gzip"})
    assert compressed.content == first.content
    is_large = len(first.content) >= MIN_BYTES_TO_COMPRESS
    assert (
        ("content-encoding" in compressed.headers) is (compressed.headers["etag"] != first.headers["etag"]) is is_large
    )
    assert {compressed.headers["etag"][0], first.headers["etag"][0]} == {'"'}, "the bytes are the same: a strong tag"
    for accepted, status in (("gzip", 304), ("identity", 200 if is_large else 304)):
        held = {"Accept-Encoding": accepted, "If-None-Match": compressed.headers["etag"]}
        again = site.get(url, headers=held)
        assert (again.status_code, again.headers["vary"]) == (status, first.headers["vary"])
        assert again.headers["etag"] == (compressed if status == 304 else first).headers["etag"]


@pytest.mark.parametrize("url", ["/no/such/page", "/query/", "/query%0A", "/static/style.css%0A", "/id/armenia%0A"])
def test_an_unknown_address_has_a_page_with_the_same_headers(site: Site, url: str) -> None:
    response = site.get(url, headers={"Accept-Language": "id"})
    assert (response.status_code, response.headers["content-language"]) == (404, "id")
    assert response.headers["content-security-policy"].startswith("default-src 'none'")


def test_a_document_of_an_earlier_state_of_the_project_is_not_given_again(tmp_path: Path) -> None:
    site = Site(tmp_path)
    before = site.get("/questions")
    assert site.get("/questions").headers["etag"] == before.headers["etag"]
    file = tmp_path / "project" / "queries" / "questions" / "any.rq"
    file.write_text(file.read_text(encoding="utf-8").replace("# title: ", "# title: New "), encoding="utf-8")
    RUNNER.run(site.served.replace(lambda: site.served.evaluator.store))
    after = site.get("/questions")
    assert ("New Members" in before.text, "New Members" in after.text) == (False, True)
