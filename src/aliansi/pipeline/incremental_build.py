"""Incremental build: reruns only what depends on changed files."""

from __future__ import annotations

from contextlib import AbstractContextManager

from aliansi.pipeline.check import check
from aliansi.pipeline.derive import derive
from aliansi.pipeline.materialise import Reasoned, materialise, rematerialise
from aliansi.pipeline.serialise import serialise
from aliansi.pipeline.write import write
from aliansi.project.folder import Project
from aliansi.project.freshness import inputs, is_fresh
from aliansi.project.incremental import IncrementalCache
from aliansi.project.loader import load


class IncrementalBuild:
    """Builds one project again and again, with the results of the last build in memory."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._cache = IncrementalCache()
        self._reasoned: Reasoned | None = None

    def build(self, while_writing: AbstractContextManager[object]) -> None:
        """Bring the dataset up to date; the first time the project is read even if the dataset is fresh.

        ``while_writing`` is entered for as long as a file is being written. Raises FindingsError as ``run`` does.
        """
        stamp = inputs(self._project)
        if self._reasoned is not None and is_fresh(self._project):
            return
        graph = load(self._project, self._cache)
        self._reasoned = rematerialise(self._reasoned, graph) if self._reasoned else materialise(graph)
        checked = check(serialise(derive(self._reasoned)))
        if not is_fresh(self._project):
            with while_writing:
                write(checked, self._project, stamp)
