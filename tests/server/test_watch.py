"""Which changes of files matter to a server that follows them."""

from __future__ import annotations

import pytest
from watchfiles import Change

from aliansi.project.folder import Project
from aliansi.server.watch import WatchedFiles


@pytest.mark.parametrize(
    ("name", "matters"),
    [
        ("data/article-csto.ttl", True),
        ("queries/checks/x.rq", True),
        ("data", True),
        ("data/.#article-csto.ttl", False),
        ("data/article-csto.ttl~", False),
        ("data/4913", False),
        ("queries/questions/x.csv", False),
    ],
)
def test_temporary_files_of_editors_do_not_matter(shipped: Project, name: str, matters: bool) -> None:
    watched = WatchedFiles(shipped.dataset_file, shipped)
    assert watched.matters(Change.modified, str(shipped.root / name)) is matters
