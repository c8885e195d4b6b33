"""The scripts and styles of the pages, from this package alone; what is built from npm may not be here."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from aliansi.dataset.results import ProtocolError
from aliansi.http.answering import VARY, not_modified
from aliansi.http.exchange import Exchange, Pair, Reply, Resource

PATH: Final = "/static/query/"
VENDOR_PATH: Final = "/static/vendor/"
STATIC: Final = Path(__file__).parent / "static"

_KINDS: Final = {".js": "text/javascript", ".css": "text/css", ".md": "text/plain"}
_FOLDERS: Final = ("page", "query", "vendor")
_FRESH: Final[Pair] = (b"cache-control", b"max-age=300")


@dataclass(frozen=True)
class StaticFile:
    """A file as it is sent, and the tag that it is known by."""

    media_type: str
    body: bytes
    compressed: bytes
    etag: str


def has_editor(static: Path = STATIC) -> bool:
    """Say whether the editor was built into the package."""
    return (static / "vendor" / "stamp").is_file()


class StaticFileResource(Resource):
    """Gives each file at its address; it is read once."""

    def __init__(self, static: Path = STATIC) -> None:
        """Take what is in the folders now."""
        self._assets: dict[str, StaticFile] = {}
        self._files = {f"/static/{file.relative_to(static).as_posix()}": file for file in _files(static)}

    @property
    def paths(self) -> tuple[str, ...]:
        """The addresses of the files."""
        return tuple(self._files)

    async def get(self, exchange: Exchange) -> None:
        """Give a file. Raises ProtocolError if there is none."""
        path: str = exchange.scope["path"].removeprefix(exchange.scope.get("root_path", ""))
        if path not in self._files:
            raise ProtocolError(404, "there is no such file")
        if path not in self._assets:
            self._assets[path] = _read(self._files[path])
        asset = self._assets[path]
        if exchange.has(asset.etag):
            await exchange.reply(not_modified(asset.etag))
            return
        headers: tuple[Pair, ...] = (VARY, (b"etag", asset.etag.encode("ascii")), _FRESH)
        if exchange.takes_gzip:
            compressed = (*headers, (b"content-encoding", b"gzip"))
            await exchange.reply(Reply(200, asset.compressed, asset.media_type, compressed))
        else:
            await exchange.reply(Reply(200, asset.body, asset.media_type, headers))


def _files(static: Path) -> Iterator[Path]:
    for folder in _FOLDERS:
        yield from (file for file in sorted((static / folder).glob("*")) if file.suffix in _KINDS)


def _read(file: Path) -> StaticFile:
    body = file.read_bytes()
    etag = f'W/"{sha256(body).hexdigest()[:32]}"'
    return StaticFile(_KINDS[file.suffix], body, gzip.compress(body, 9, mtime=0), etag)
