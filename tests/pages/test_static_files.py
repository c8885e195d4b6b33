"""Scripts and styles of the package."""

from __future__ import annotations

from pathlib import Path

import pytest

from aliansi.pages.static_files import STATIC, StaticFileEndpoint, has_editor
from tests.server.support.served import Site

SCRIPTS = sorted((STATIC / "query").glob("*.js"))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_every_script_is_served_and_known_again(site: Site) -> None:
    for file in SCRIPTS:
        address = f"/static/query/{file.name}"
        response = site.get(address)
        assert response.headers["content-type"].startswith("text/javascript")
        assert response.text == file.read_text(encoding="utf-8")
        assert site.get(address, headers={"If-None-Match": response.headers["etag"]}).status_code == 304
    assert site.get("/static/query/nothing.js").status_code == 404


def test_the_style_sheet_is_compressed_and_fresh_for_some_minutes(site: Site) -> None:
    plain, compressed = (
        site.get("/static/style.css", headers={"Accept-Encoding": coding}) for coding in ("identity", "gzip")
    )
    assert plain.text == compressed.text == (STATIC / "style.css").read_text(encoding="utf-8")
    assert plain.headers["content-type"] == "text/css; charset=utf-8"
    assert (compressed.headers["content-encoding"], compressed.headers["vary"]) == ("gzip", "Accept-Encoding")
    assert {plain.headers["cache-control"], compressed.headers["cache-control"]} == {"max-age=300"}
    assert plain.headers["etag"] != compressed.headers["etag"]


def test_the_editor_is_here_when_its_files_are(tmp_path: Path) -> None:
    assert not has_editor(tmp_path)
    (tmp_path / "vendor").mkdir()
    for name in ("stamp", "yasgui.min.js"):
        (tmp_path / "vendor" / name).write_text("1", encoding="utf-8")
    assert has_editor(tmp_path)
    assert StaticFileEndpoint(tmp_path).paths == ("/static/vendor/yasgui.min.js",)
