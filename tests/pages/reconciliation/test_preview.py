"""Previews: small pages without scripts, the only ones that other sites may have in a frame."""

from __future__ import annotations

from pathlib import Path

import pytest

from aliansi.dataset.store import read
from tests.server.support.served import Site

ROOTS = ["/reconcile/preview", "/reconcile/1.0-draft/preview"]


@pytest.mark.parametrize("root", ROOTS)
def test_a_preview_is_a_page_without_scripts_and_links(site: Site, root: str) -> None:
    answer = site.get(f"{root}?id=csto", headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-language"] == "en"
    for words in ("Collective Security Treaty Organization", "alliance", "Q318693", "https://w3id.org/aliansi/id/csto"):
        assert words in answer.text
    for mark in ("<script", "<a ", "<img", "<form", " on"):
        assert mark not in answer.text.replace(" on ", "")


def test_names_are_in_the_language_of_the_client(site: Site) -> None:
    assert "<h1><bdi>Organisasi" in site.get(f"{ROOTS[0]}?id=csto", headers={"Accept-Language": "id"}).text
    assert "<h1><bdi>Organisasi" in site.get(f"{ROOTS[0]}?id=csto&lang=id").text


def policy(site: Site, path: str, method: str = "GET") -> dict[str, str]:
    answer = site.request(method, path)
    assert "x-frame-options" not in answer.headers
    parts = answer.headers.get_list("content-security-policy")
    assert len(parts) == 1
    return dict(part.strip().split(" ", 1) for part in parts[0].split(";"))


@pytest.mark.parametrize("root", ROOTS)
@pytest.mark.parametrize("query", ["?id=csto", "?id=no-such-thing", "", "?id=a&id=b"])
def test_other_sites_may_have_previews_in_a_frame(site: Site, root: str, query: str) -> None:
    found = policy(site, root + query)
    assert found["frame-ancestors"] == "*"
    assert found["default-src"] == "'none'"
    assert "script-src" not in found


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/id/csto", "/id/no-such-thing", "/reconcile", "/reconcile/1.0-draft", "/reconcile/previews?id=csto"),
        *("/reconcile/preview/x?id=csto", "/search?q=preview", "/static/style.css", "/reconcile/preview%0A?id=csto"),
        *("/sparql?query=ASK%7B%7D", "/query"),
    ],
)
def test_no_other_page_may_be_in_a_frame(site: Site, path: str) -> None:
    assert policy(site, path)["frame-ancestors"] == "'none'"


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("?id=no-such-thing", 404, "no-such-thing"),
        ("?id=%3Cscript%3Ealert(1)%3C/script%3E", 404, "&lt;script&gt;"),
        ("?id=%00", 404, "<h1>"),
        ("?id=%ED%A0%80", 400, "<h1>"),
        ("", 400, "send one, as in ?id=csto"),
        ("?id=", 400, "send one"),
        ("?id=csto&id=cis", 400, "2 ids"),
    ],
)
def test_an_error_is_a_small_page_too(site: Site, query: str, status: int, words: str) -> None:
    answer = site.get(ROOTS[0] + query, headers={"Accept-Language": "en"})
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert words in answer.text
    assert "<script" not in answer.text


def test_other_methods_are_refused(site: Site) -> None:
    assert site.request("POST", f"{ROOTS[0]}?id=csto").status_code == 405
    head = site.request("HEAD", f"{ROOTS[0]}?id=csto")
    assert (head.status_code, head.content) == (200, b"")


def test_names_of_any_dataset_are_inert(tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    file.write_text(
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        '<http://example.org/a> a <http://example.org/T> ; rdfs:label "<script>alert(1)</script>" ;'
        ' rdfs:comment "<img src=x onerror=alert(1)>" ; <http://example.org/p> "<b>x</b>", "\\" onload=\\"y" .',
        encoding="utf-8",
    )
    answer = Site.of(read(file)).get(f"{ROOTS[0]}?id=http://example.org/a")
    assert answer.status_code == 200
    assert "&lt;script&gt;alert(1)" in answer.text
    for mark in ("<script", "<img", "<b>", '" onload'):
        assert mark not in answer.text


def test_the_manifest_leads_to_previews(site: Site) -> None:
    url = site.get("/reconcile").json()["preview"]["url"]
    assert url.endswith("/reconcile/preview?id={{id}}")
    assert site.get(url.removeprefix("http://site.test").replace("{{id}}", "nato")).status_code == 200
