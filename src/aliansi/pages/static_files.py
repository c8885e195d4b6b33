"""Static files: scripts and styles of the pages; those built from npm may be missing."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from aliansi.pages.document import Document
from aliansi.pages.endpoint import Endpoint, respond

PATH: Final = "/static/query/"
VENDOR_PATH: Final = "/static/vendor/"
STATIC: Final = Path(__file__).parent / "static"

_MEDIA_TYPES: Final = {".js": "text/javascript", ".css": "text/css", ".md": "text/plain", ".svg": "image/svg+xml"}
_PATTERNS: Final = ("style.css", "page/*", "query/*", "vendor/*")


def has_editor(static: Path = STATIC) -> bool:
    """Return whether the query editor was built into the package."""
    return (static / "vendor" / "stamp").is_file()


class StaticFileEndpoint(Endpoint):
    """Handler of the files; each is read and compressed once (Starlette's StaticFiles would do so for each request)."""

    def __init__(self, static: Path = STATIC) -> None:
        files = (file for pattern in _PATTERNS for file in sorted(static.glob(pattern)) if file.suffix in _MEDIA_TYPES)
        self._files = {f"/static/{file.relative_to(static).as_posix()}": file for file in files}
        self._read: dict[Path, Document] = {}

    @property
    def paths(self) -> tuple[str, ...]:
        """Addresses of the files."""
        return tuple(self._files)

    async def get(self, request: Request) -> Response:
        """Return a file."""
        file = self._files[request.url.path.removeprefix(request.scope.get("root_path", ""))]
        if file not in self._read:
            self._read[file] = Document(file.read_bytes(), _MEDIA_TYPES[file.suffix])
        response = respond(request, self._read[file])
        response.headers.update({"vary": "Accept-Encoding", "cache-control": "max-age=300"})
        return response
