"""Elements of a page, which must nest, and its sections."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

VOID: Final = {"meta", "link", "input", "br"}


class Outline(HTMLParser):
    """Parses a page; fails if elements do not nest."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.feed(page)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.links += [value for key, value in attrs if key in ("href", "action") and value]
        self.ids += [values["id"] or ""] if "id" in values else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def section(page: str, key: str) -> str:
    """Return a section of a page."""
    found = re.search(rf'<section aria-labelledby="{key}">(.*?)</section>', page, re.DOTALL)
    return found[1] if found else ""
