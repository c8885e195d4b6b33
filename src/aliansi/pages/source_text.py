"""``/source/article``: the whole text of a source with its passages marked, if the server has a copy of it.

The text is found by its SHA-256 in the folder of ``aliansi serve --text``; without it there is no such page, and the
page of the source shows its passages only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from aliansi.evidence.source_texts import SourceFiles
from aliansi.evidence.text_search import LINE_END
from aliansi.evidence.text_spans import MarkupToken, PassageSpan, markup
from aliansi.http.exchange import rest_of_path
from aliansi.namespaces import ID, shorten
from aliansi.pages.context import page_context
from aliansi.pages.document import HTML, Document, choose_format, page_number
from aliansi.pages.endpoint import DocumentEndpoint, HandlerContext, NotFound, respond
from aliansi.pages.thing_context import MAX_FACTS
from aliansi.views.labels import Label
from aliansi.views.source_passages import spans_of, text_identity
from aliansi.views.statements import StatementView
from aliansi.views.thing_contents import read_contents

PATH: Final = "/source/"
CHARACTERS: Final = 20_000
"""Characters of a text on one page, up to the end of a line."""


@dataclass(frozen=True)
class TextContext:
    """Part of a text with its passages marked."""

    name: Label
    href: str
    language: str
    tokens: tuple[MarkupToken, ...]
    passages: dict[int, str] = field(metadata={"help": "URL of each passage by its number"})
    earlier: str | None
    later: str | None


class SourceTextPage(DocumentEndpoint):
    """Handler of the whole texts; ``?page=2`` continues a long one."""

    def __init__(self, context: HandlerContext, texts: SourceFiles) -> None:
        super().__init__(context)
        self._texts = texts

    async def get(self, request: Request) -> Response:
        """Return a part of a text."""
        choose_format(request, {"html": HTML})
        page, number = page_context(request), page_number(request)
        store = self.answering.evaluator.store
        node = _node(rest_of_path(request.scope, PATH))
        digest, _ = text_identity(store, node)
        text = self._texts.of(digest)
        contents = await read_contents(store, node) if text is not None else None
        parts = split_text(text or "")
        if text is None or contents is None or number > len(parts):
            raise NotFound(f"the text of {shorten(node.value)} is not here")
        view = StatementView.of(store, page)
        begin, end = parts[number - 1]
        spans = tuple(spans_of(contents, view))
        tokens = tuple(markup(text[begin:end], spans, begin))
        context = TextContext(
            name=view.labels.of(node),
            href=page.address(node.value) or node.value,
            language=view.language_of(node.value),
            tokens=tokens,
            passages={span.number: _passage_url(view, node, span) for span in spans},
            earlier=page.text(node.value, number - 1) if number > 1 else None,
            later=page.text(node.value, number + 1) if number < len(parts) else None,
        )
        html = await self.renderer.render_async("source.html", page, text=context)
        return respond(request, Document(html, HTML), page.language)


def text_page_number(text: str, position: int) -> int:
    """Return the number of the page with a position of a text."""
    return next((number for number, (_, end) in enumerate(split_text(text), start=1) if position < end), 1)


def _passage_url(view: StatementView, node: ox.NamedNode, span: PassageSpan) -> str:
    number = (span.number - 1) // MAX_FACTS + 1
    return view.page.passage(node.value, span.anchor, number) or ""


def split_text(text: str) -> list[tuple[int, int]]:
    """Split a text into parts, each up to the end of a line if there is one nearby."""
    parts, begin = list[tuple[int, int]](), 0
    while begin < len(text):
        end = begin + CHARACTERS
        lines = [line.end() for line in LINE_END.finditer(text, begin + CHARACTERS // 2, end)]
        end = len(text) if end >= len(text) else lines[-1] if lines else end
        parts.append((begin, end))
        begin = end
    return parts or [(0, 0)]


def _node(name: str) -> ox.NamedNode:
    for written in dict.fromkeys((name, unquote(name))):
        try:
            return ox.NamedNode(f"{ID}{written}")
        except ValueError:
            continue
    raise NotFound("not found")
