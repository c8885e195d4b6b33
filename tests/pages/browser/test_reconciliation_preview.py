"""The preview in Chromium, in the sandboxed frame of a page of another origin, as OpenRefine has it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from tests.pages.support.browsing import CHROMIUM
from tests.server.support.processes import Server

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (apt-get install chromium)")
if CHROMIUM:
    from playwright.sync_api import Browser, Frame, expect

WIDTH, HEIGHT = 430, 300


class _Client(BaseHTTPRequestHandler):
    """A page of another origin with two sandboxed frames: the preview, and the page of the thing."""

    base: ClassVar[str]

    def do_GET(self) -> None:
        thing, size = self.path.removeprefix("/"), f"width={WIDTH} height={HEIGHT}"
        frames = "".join(
            f'<iframe sandbox="" name="{name}" {size} src="{self.base}{address}{thing}"></iframe>'
            for name, address in (("preview", "reconcile/preview?lang=en&id="), ("page", "id/"))
        )
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(frames.encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def client(server: Server) -> Iterator[str]:
    handler = type("Client", (_Client,), {"base": server.base})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as client:
        threading.Thread(target=client.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{client.server_port}/"
        client.shutdown()


def _frame(frame: Frame | None) -> Frame:
    assert frame
    return frame


@pytest.mark.slow
@pytest.mark.parametrize(
    ("thing", "words"),
    [("csto", "Collective Security Treaty Organization"), ("nato", "member states"), ("uzbekistan", "1992-05-15")],
)
def test_a_sandboxed_frame_shows_the_preview_and_no_other_page(
    client: str, browser: Browser, thing: str, words: str
) -> None:
    page = browser.new_page()
    page.goto(f"{client}{thing}")
    preview = _frame(page.frame("preview"))
    expect(preview.locator("body")).to_contain_text(words)
    assert preview.locator("h1").evaluate("e => getComputedStyle(e).fontSize") == "15px", "the style sheet is missing"
    assert preview.locator("html").evaluate("e => e.scrollHeight") <= HEIGHT
    assert preview.locator("html").evaluate("e => e.scrollWidth") <= WIDTH
    assert "Collective" not in _frame(page.frame("page")).locator("body").inner_text()
    page.close()


@pytest.mark.slow
def test_a_sandboxed_frame_shows_that_a_thing_is_unknown(client: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{client}no-such-thing")
    expect(_frame(page.frame("preview")).locator("body")).to_contain_text("no-such-thing")
    page.close()
