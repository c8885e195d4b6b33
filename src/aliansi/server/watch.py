"""The files that ``aliansi serve --watch`` follows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from watchfiles import Change, awatch

from aliansi.project.folder import PARTS, RDF_SUFFIXES, Project, is_hidden

QUERIES: Final = ("queries/questions", "queries/checks", "queries/exports")
SECONDS_BETWEEN_LOOKS: Final = 1.0


@dataclass(frozen=True)
class WatchedFiles:
    """The dataset that is served and the project that it is built from; None for a file that others write."""

    dataset: Path
    project: Project | None

    def folders(self) -> tuple[Path, ...]:
        """Return the folders whose entries are watched: editors do not change files, they replace them."""
        if self.project is None:
            return (self.dataset.parent,)
        return tuple(self.project.root / name for name in ("", *PARTS, *QUERIES))

    def matters(self, _: Change, name: str) -> bool:
        """Return whether a change of this file or folder may change what is served."""
        path = Path(name)
        if self.project is None:
            return path == self.dataset
        return path in self.folders() or (path.suffix in {*RDF_SUFFIXES, ".rq"} and not is_hidden(path))

    async def changes(self) -> AsyncGenerator[set[Path], None]:
        """Yield the paths that have changed, each time some have; wait until there is a folder."""
        while not (existing := [folder for folder in self.folders() if folder.is_dir()]):
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        async for changes in awatch(*existing, watch_filter=self.matters, recursive=False):
            yield {Path(name) for _, name in changes}
