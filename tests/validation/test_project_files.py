"""Files that no other check reads are checked to be readable."""

from __future__ import annotations

from pathlib import Path

import pytest

from aliansi.project.folder import Project
from aliansi.validation.project_files import findings


@pytest.mark.parametrize("name", ["queries/questions/q.rq", "queries/exports/e.rq", "CITATION.cff"])
@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("title: café déjà vu".encode("cp1252"), ":1: is not UTF-8; it is likely windows-1252"),
        ("title: x".encode("utf-16"), ":1: is not UTF-8; it is likely UTF-16"),
        (None, ": cannot be read: Is a directory"),
    ],
    ids=["windows-1252", "UTF-16", "folder"],
)
def test_files_that_cannot_be_read_are_named(tmp_path: Path, name: str, content: bytes | None, message: str) -> None:
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    if content is None:
        file.mkdir()
    else:
        file.write_bytes(content)
    [found] = [finding.render(tmp_path) for finding in findings(Project(tmp_path))]
    assert f"{name}{message}" in found


def test_a_citation_that_is_not_yaml_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "CITATION.cff").write_text("title: x\nauthors: a: b\n")
    [found] = findings(Project(tmp_path))
    assert "CITATION.cff:2: not YAML" in found.message


def test_the_shipped_files_are_readable(shipped: Project) -> None:
    assert [*findings(shipped)] == []
