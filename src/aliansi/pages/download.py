"""``/downloads/NAME``: the files of a project, and its exports as tables that R and Stata read from the web."""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.types import ASGIApp

from aliansi.dataset.downloads import MEDIA_TYPES
from aliansi.dataset.spreadsheet import SUFFIX, XLSX, workbook_of
from aliansi.evaluation.evaluator import while_connected
from aliansi.evaluation.query import MIN_BYTES_TO_COMPRESS, Formats, Query
from aliansi.http.exchange import client_of
from aliansi.pages.document import Document
from aliansi.pages.endpoint import DocumentEndpoint, NotFound, respond

PATH: Final = "/downloads/"
CSV: Final = "text/csv"


class DownloadEndpoint(DocumentEndpoint):
    """Handler of the files of a project and of the exports of the current dataset."""

    async def get(self, request: Request) -> ASGIApp:
        """Return a table or a file."""
        name: str = request.path_params["name"]
        if _query_name(name) in self.site.exports:
            return respond(request, await self.table(request, name))
        file = self.site.downloads.get(name)
        if file is None or not file.is_file():
            raise NotFound(f"there is no file {name[:100]} here")
        sent = FileResponse(file, media_type=MEDIA_TYPES[file.suffix], filename=name)
        return GZipMiddleware(sent, MIN_BYTES_TO_COMPRESS, compresslevel=5)

    async def table(self, request: Request, name: str) -> Document:
        """Return an export, as CSV or as a workbook. Raises NotFound if there is none, and the errors of its query."""
        exported = self.site.exports.get(_query_name(name))
        if exported is None:
            raise NotFound(f"there is no table {name[:100]} here")
        if kept := self.cached((name,)):
            return kept
        client = client_of(request.scope)
        evaluation = self.answering.evaluator.evaluate(Query(exported.query), Formats(CSV, None), None, client)
        body, media_type = (await while_connected(request.receive, evaluation)).body, CSV
        if name.endswith(f".{SUFFIX}"):
            body, media_type = await asyncio.to_thread(workbook_of, body, name.removesuffix(f".{SUFFIX}")), XLSX
        return self.cache_document((name,), Document(body, media_type, name=name))


def _query_name(name: str) -> str:
    """Return the name of the CSV that a table is made from."""
    return f"{name.removesuffix(f'.{SUFFIX}')}.csv" if name.endswith(f".{SUFFIX}") else name
