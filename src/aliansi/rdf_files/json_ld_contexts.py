"""Contexts of JSON-LD in other files of its folder, put where the document names them by a relative path.

No file outside the folder is read, also not by a symbolic link, and nothing is fetched.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from aliansi.rdf_files.streams import DamagedFileError

MAX_CONTEXT: Final = 1 << 24
"""Bytes of the largest context that is read."""
MAX_CONTEXTS: Final = 100
"""Files that one document may name, each as often as it names it."""

_KEY: Final = re.compile(r'"@context"\s*:\s*|"@import"\s*:\s*')
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:|//")


def include_contexts(content: bytes, folder: Path) -> bytes:
    """Return JSON-LD with the contexts of its folder; every line stays where it was.

    Raises DamagedFileError, with the line, for a context that cannot be read.
    """
    if not _KEY.search(text := content.decode("utf-8", "surrogateescape")):
        return content
    included, parts, end = _IncludedContexts(folder.resolve()), list[str](), 0
    for key in _KEY.finditer(text):
        if key.start() < end or not key[0].startswith('"@context"'):
            continue
        try:
            value, stop = json.JSONDecoder().raw_decode(text, key.end())
            found = included.resolve(value, folder)
        except (json.JSONDecodeError, RecursionError):
            continue  # the parser has a better message
        except DamagedFileError as error:
            raise DamagedFileError(str(error), text.count("\n", 0, key.end()) + 1) from error
        if found != value:
            lines = "\n" * text.count("\n", key.end(), stop)
            parts += (text[end : key.end()], json.dumps(found), lines)
            end = stop
    return "".join((*parts, text[end:])).encode("utf-8", "surrogateescape") if parts else content


@dataclass
class _IncludedContexts:
    """The contexts that one document has included, all from the same folder."""

    root: Path
    number: int = 0

    def resolve(self, value: Any, folder: Path) -> Any:
        """Return the value of ``@context`` with the contexts that it names by a path from a folder."""
        if not isinstance(value, list):
            found = list(self._resolved(value, folder))
            return found[0] if len(found) == 1 else found
        return [context for part in value for context in self._resolved(part, folder)]

    def _resolved(self, value: Any, folder: Path) -> Iterator[Any]:
        if isinstance(value, str) and not _ABSOLUTE.match(value):
            context, where = self._load(value, folder)
            for part in context if isinstance(context, list) else [context]:
                for found in self._resolved(part, where):
                    yield _without_base(found)
        elif isinstance(value, dict):
            yield self._definitions(value, folder)
        else:
            yield value

    def _definitions(self, context: dict[str, Any], folder: Path) -> dict[str, Any]:
        """Return a context with those that it imports, and those of its terms."""
        named = context.get("@import")
        if isinstance(named, str) and not _ABSOLUTE.match(named):
            imported, where = self._load(named, folder)
            if not isinstance(imported, dict) or "@import" in imported:
                raise DamagedFileError(f"the context {named!r} cannot be imported: it is not one object of terms")
            own = {name: value for name, value in context.items() if name != "@import"}
            return {**_without_base(self._definitions(imported, where)), **self._definitions(own, folder)}
        return {
            name: {**term, "@context": self.resolve(term["@context"], folder)}
            if isinstance(term, dict) and "@context" in term
            else term
            for name, term in context.items()
        }

    def _load(self, name: str, folder: Path) -> tuple[Any, Path]:
        """Return the context in a file, and the folder of the file."""
        self.number += 1
        if self.number > MAX_CONTEXTS:
            raise DamagedFileError(f"includes more than {MAX_CONTEXTS} contexts, or contexts that include one another")
        file = self._file(name, folder)
        try:
            document = json.loads(file.read_text(encoding="utf-8-sig"))
        except (OSError, ValueError, RecursionError) as error:
            raise DamagedFileError(f"the context {name!r} cannot be read: {error}") from error
        if not isinstance(document, dict) or "@context" not in document:
            raise DamagedFileError(f"the file {name!r} has no @context")
        return document["@context"], file.parent

    def _file(self, name: str, folder: Path) -> Path:
        try:
            file = (folder / unquote(re.split("[?#]", name)[0])).resolve()
            is_inside, is_file = file.is_relative_to(self.root), file.is_file()
        except (OSError, ValueError, RuntimeError) as error:  # too long, NUL, a loop of links
            raise DamagedFileError(f"the context {name[:100]!r} cannot be read: {error}") from error
        if not is_inside:
            raise DamagedFileError(f"the context {name!r} is outside the folder of the file: put it into this folder")
        if not is_file:
            raise DamagedFileError(f"the folder of this file has no context {name!r}: save it there")
        if file.stat().st_size > MAX_CONTEXT:
            raise DamagedFileError(f"the context {name!r} has more than {MAX_CONTEXT >> 20} MiB")
        return file


def _without_base(context: Any) -> Any:
    """Return a context without ``@base``, which counts only in the document itself (JSON-LD 1.1 API, 4.1.2)."""
    if not isinstance(context, dict):
        return context
    return {name: value for name, value in context.items() if name != "@base"}
