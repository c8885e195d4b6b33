"""``/downloads/NAME``: the files of a project and its exports."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from tests.server.support.served import NQUADS, Site

FILE = "/downloads/dataset.nq"


def test_a_download_is_the_file(tmp_path: Path) -> None:
    response = Site(tmp_path).get("/downloads/dataset.nq")
    assert response.headers["content-type"] == "application/n-quads"
    assert response.headers["content-disposition"] == 'attachment; filename="dataset.nq"'
    assert response.text == NQUADS


def test_a_download_is_compressed_and_has_parts(tmp_path: Path) -> None:
    site = Site(tmp_path)
    compressed = site.get("/downloads/dataset.nq", headers={"Accept-Encoding": "gzip"})
    assert (compressed.headers["content-encoding"], compressed.text) == ("gzip", NQUADS)
    part = site.get("/downloads/dataset.nq", headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.text) == (206, NQUADS[:10])


def part_of(site: Site, url: str = FILE, **headers: str) -> httpx.Response:
    return site.get(url, headers={"Range": "bytes=10-", "Accept-Encoding": "identity", **headers})


def test_each_representation_of_a_file_has_a_tag_of_its_own(tmp_path: Path) -> None:
    site = Site(tmp_path)
    plain, compressed = (site.get(FILE, headers={"Accept-Encoding": coding}) for coding in ("identity", "gzip"))
    assert plain.headers["etag"].startswith('"')
    assert compressed.headers["etag"] == plain.headers["etag"].removesuffix('"') + '-gzip"'
    assert (plain.headers["accept-ranges"], compressed.headers["accept-ranges"]) == ("bytes", "none")
    assert (plain.headers["vary"], compressed.headers["vary"]) == ("Accept-Encoding", "Accept-Encoding")
    assert "last-modified" not in compressed.headers, "its value would be that of both"
    assert plain.headers["content-disposition"] == compressed.headers["content-disposition"]
    for refused in ("gzip;q=0", "gzip; q=0.0, identity", "br", ""):
        assert site.get(FILE, headers={"Accept-Encoding": refused}).headers["etag"] == plain.headers["etag"]


@pytest.mark.parametrize(
    ("condition", "accepted", "status"),
    [
        ("{plain}", "identity", 206),
        ("{plain}", "gzip", 206),
        ("{date}", "identity", 206),
        ("{gzip}", "identity", 200),
        ("{gzip}", "gzip", 200),
        ("W/{plain}", "identity", 200),
        ('"another"', "gzip", 200),
        ("Mon, 01 Jan 2001 00:00:00 GMT", "identity", 200),
    ],
)
def test_a_download_is_resumed_with_the_bytes_of_its_representation_or_sent_as_a_whole(
    tmp_path: Path, condition: str, accepted: str, status: int
) -> None:
    site = Site(tmp_path)
    plain, gzip = (site.get(FILE, headers={"Accept-Encoding": coding}) for coding in ("identity", "gzip"))
    tags = {"plain": plain.headers["etag"], "gzip": gzip.headers["etag"], "date": plain.headers["last-modified"]}
    resumed = part_of(site, **{"If-Range": condition.format(**tags), "Accept-Encoding": accepted})
    assert resumed.status_code == status
    assert resumed.text == (NQUADS[10:] if status == 206 else NQUADS)
    is_compressed = status == 200 and accepted == "gzip"
    assert ("content-encoding" in resumed.headers) is is_compressed
    assert resumed.headers["etag"] == tags["gzip" if is_compressed else "plain"]
    assert resumed.headers.get("content-range") == (
        f"bytes 10-{len(NQUADS) - 1}/{len(NQUADS)}" if status == 206 else None
    )


@pytest.mark.parametrize(
    ("range_", "status", "text"),
    [
        ("bytes=-6", 206, NQUADS[-6:]),
        ("bytes=5-7", 206, NQUADS[5:8]),
        (f"bytes=5-{10**9}", 206, NQUADS[5:]),
        (f"bytes={10**9}-", 416, None),
        ("bytes=-0", 416, None),
        ("bytes=7-5", 200, NQUADS),
        ("bytes=x", 200, NQUADS),
        ("lines=1-2", 200, NQUADS),
        ("bytes", 200, NQUADS),
    ],
)
def test_a_range_is_that_of_the_file_as_it_is_and_an_invalid_one_is_none(
    tmp_path: Path, range_: str, status: int, text: str | None
) -> None:
    site = Site(tmp_path)
    for accepted in ("identity", "gzip"):
        answered = part_of(site, Range=range_, **{"Accept-Encoding": accepted})
        assert (answered.status_code, text in (None, answered.text)) == (status, True)
        assert ("content-encoding" in answered.headers) is (status == 200 and accepted == "gzip")
    head = site.request("HEAD", FILE, headers={"Range": range_, "Accept-Encoding": "identity"})
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(NQUADS)))


def test_a_file_that_the_client_has_is_not_sent_again_until_it_changes(tmp_path: Path) -> None:
    site = Site(tmp_path)
    for coding in ("identity", "gzip"):
        first = site.get(FILE, headers={"Accept-Encoding": coding})
        held = {"Accept-Encoding": coding, "If-None-Match": first.headers["etag"]}
        for more in ({}, {"Range": "bytes=0-1"}):
            again = site.get(FILE, headers={**held, **more})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    dated = {"If-Modified-Since": site.get(FILE, headers={"Accept-Encoding": "identity"}).headers["last-modified"]}
    assert site.get(FILE, headers=dated).status_code == 304
    assert site.get(FILE, headers={**dated, "If-None-Match": '"another"'}).status_code == 200
    file = tmp_path / "project" / "build" / "dataset.nq"
    file.write_text(NQUADS.replace("Armenia", "Armenie"), encoding="utf-8")
    changed = site.get(FILE, headers=held)
    assert (changed.status_code, "Armenie" in changed.text) == (200, True)
    file.write_text(NQUADS, encoding="utf-8")
    assert site.get(FILE, headers=held).status_code == 304, "the same bytes have the same tag"


def test_an_unknown_file_is_reported_as_the_client_prefers(tmp_path: Path) -> None:
    site = Site(tmp_path)
    text, page = (site.get("/downloads/no.nq", headers={"Accept": accept}) for accept in ("*/*", "text/html"))
    assert (text.status_code, text.text) == (404, "there is no file no.nq here\n")
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
