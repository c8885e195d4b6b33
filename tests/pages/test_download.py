"""``/downloads/NAME``: the files of a project and its exports."""

from __future__ import annotations

from pathlib import Path

from tests.server.support.served import NQUADS, Site


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


def test_an_unknown_file_is_reported_as_the_client_prefers(tmp_path: Path) -> None:
    site = Site(tmp_path)
    text, page = (site.get("/downloads/no.nq", headers={"Accept": accept}) for accept in ("*/*", "text/html"))
    assert (text.status_code, text.text) == (404, "there is no file no.nq here\n")
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
