"""The tables of an export at an address of their own: ``/downloads/NAME.csv`` is what R and Stata read from the web."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from aliansi.dataset.export import TableQuery
from aliansi.dataset.results import Formats, ProtocolError, Query
from aliansi.evaluation.evaluator import while_connected
from aliansi.http.answering import QueryAnswering
from aliansi.http.exchange import App, Exchange, Receive, Scope, Send
from aliansi.pages.document import Document, DocumentResource, NotFound
from aliansi.pages.templates import TemplateRenderer

PATH: Final = "/downloads/"
CSV: Final = "text/csv"


class TableDownload(DocumentResource):
    """Answers with a table for its name, and hands every other name on."""

    def __init__(
        self,
        answering: QueryAnswering,
        renderer: TemplateRenderer,
        exports: Callable[[], Mapping[str, TableQuery]],
        others: App,
    ) -> None:
        """Give the exports that there are at the time by the names of their files."""
        super().__init__(answering, renderer)
        self._exports, self._others = exports, others

    @property
    def exports(self) -> Mapping[str, TableQuery]:
        """The tables that there are at the time."""
        return self._exports()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        there = super().__call__ if _name(scope) in self.exports else self._others
        await there(scope, receive, send)

    async def get(self, exchange: Exchange) -> None:
        """Give a table."""
        await self.give(exchange, await self.document(exchange, _name(exchange.scope)))

    async def document(self, exchange: Exchange, name: str) -> Document:
        """Return a table as a file. Raises NotHere if there is none, and what its query raises."""
        exported = self.exports.get(name)
        if exported is None:
            raise NotFound(f"there is no table {name[:100]} here")
        if kept := self.kept((exported.query,)):
            return kept
        evaluation = self.answering.evaluator.evaluate(Query(exported.query), Formats(CSV, None), None, exchange.client)
        answered = await while_connected(exchange.receive, evaluation)
        if answered is None:
            raise ProtocolError(499, "the client has left")
        return self.keep((exported.query,), Document(answered.body, CSV, name=name))


def _name(scope: Scope) -> str:
    path: str = scope["path"].removeprefix(scope.get("root_path", ""))
    return path.removeprefix(PATH)
