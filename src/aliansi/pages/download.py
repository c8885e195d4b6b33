"""``/downloads/NAME``: the files of a project, and its exports as tables that R and Stata read from the web."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from aliansi.dataset.downloads import MEDIA_TYPES, describe_file
from aliansi.dataset.spreadsheet import SUFFIX, XLSX, workbook_of
from aliansi.evaluation.evaluator import while_connected
from aliansi.evaluation.query import MIN_BYTES_TO_COMPRESS, Formats, Query
from aliansi.http.conditions import current_tag, is_unmodified, tag_of_gzip, wants_part
from aliansi.http.exchange import client_of
from aliansi.http.negotiation import accepts_gzip
from aliansi.linking.mappings import has_mappings
from aliansi.linking.sssom_files import FILE_NAME, MEDIA_TYPE, sssom_of
from aliansi.pages.document import Document, header
from aliansi.pages.endpoint import DocumentEndpoint, NotFound, respond

PATH: Final = "/downloads/"
CSV: Final = "text/csv"
PIECE_BYTES: Final = 2**18


class DownloadEndpoint(DocumentEndpoint):
    """Handler of the files of a project and of the exports of the current dataset."""

    async def get(self, request: Request) -> ASGIApp:
        """Return a table or a file."""
        name: str = request.path_params["name"]
        if _query_name(name) in self.site.exports:
            return respond(request, await self.table(request, name))
        if name == FILE_NAME and (mappings := await self.mappings()):
            return respond(request, mappings)
        file = self.site.downloads.get(name)
        if file is None or not file.is_file():
            raise NotFound(f"there is no file {name[:100]} here")
        return await _sent(request, name, file)

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

    async def mappings(self) -> Document | None:
        """Return the mappings of the project as a SSSOM file; None if it has none."""
        store, project = self.answering.evaluator.store, self.site.project
        if project is None or not has_mappings(store):
            return None
        if kept := self.cached((FILE_NAME,)):
            return kept
        body = await asyncio.to_thread(sssom_of, store, project)
        return self.cache_document((FILE_NAME,), Document(body, MEDIA_TYPE, name=FILE_NAME))


async def _sent(request: Request, name: str, file: Path) -> ASGIApp:
    """Return the response that sends a file: a part as it is, or the whole, compressed if the client accepts that.

    Only a part of the file as it is can be sent, so the compressed file has neither ranges nor Last-Modified, whose
    value would be the same for both.
    """
    described = await asyncio.to_thread(describe_file, name, file)
    if described is None:
        raise NotFound(f"there is no file {name[:100]} here")
    etag = f'"{described.sha256[:32]}"'
    accepts = described.size >= MIN_BYTES_TO_COMPRESS and accepts_gzip(header(request, "accept-encoding"))
    headers = {"vary": "Accept-Encoding", "cache-control": "no-cache", "etag": etag}
    tags = (tag_of_gzip(etag), etag) if accepts else (etag,)
    if held := current_tag(request.method, header(request, "if-none-match"), tags):
        return Response(status_code=304, headers=headers | {"etag": held})
    media_type = MEDIA_TYPES[file.suffix]
    whole = FileResponse(file, headers=headers, media_type=media_type, filename=name, stat_result=file.stat())
    modified = whole.headers["last-modified"]
    if "if-none-match" not in request.headers and is_unmodified(header(request, "if-modified-since"), modified):
        return Response(status_code=304, headers=headers | {"last-modified": modified})
    validators = (etag, modified)
    if wants_part(request.method, header(request, "range"), header(request, "if-range"), validators):
        return whole
    if not accepts:
        return _without_range(whole)
    headers |= {"etag": tags[0], "content-encoding": "gzip", "accept-ranges": "none"}
    headers["content-disposition"] = whole.headers["content-disposition"]
    pieces = _compressed(file) if request.method == "GET" else iter(())
    return StreamingResponse(pieces, headers=headers, media_type=media_type)


def _without_range(response: ASGIApp) -> ASGIApp:
    async def send_whole(scope: Scope, receive: Receive, send: Send) -> None:
        headers = [pair for pair in scope["headers"] if pair[0] != b"range"]
        await response({**scope, "headers": headers}, receive, send)

    return send_whole


def _compressed(file: Path) -> Iterator[bytes]:
    """Yield a file compressed with gzip, the same bytes every time."""
    compressor = zlib.compressobj(5, zlib.DEFLATED, 31)
    with file.open("rb") as stream:
        while piece := stream.read(PIECE_BYTES):
            if packed := compressor.compress(piece):
                yield packed
    yield compressor.flush()


def _query_name(name: str) -> str:
    """Return the name of the CSV that a table is made from."""
    return f"{name.removesuffix(f'.{SUFFIX}')}.csv" if name.endswith(f".{SUFFIX}") else name
