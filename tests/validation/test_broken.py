"""Each file of tests/broken/ breaks one thing in the shipped project and says which message must name it."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from aliansi import pipeline
from aliansi.errors import AliansiError, FindingsError
from aliansi.project.folder import PARTS, Project

CASES = sorted((Path(__file__).parent / "broken").glob("*.toml"))


def copy_of(shipped: Project, folder: Path) -> Project:
    for part in PARTS:
        shutil.copytree(shipped.root / part, folder / part)
    return Project(folder)


def break_it(project: Project, case: dict[str, Any]) -> None:
    file = project.root / case["file"]
    content = file.read_text(encoding="utf-8") if file.exists() else ""
    if "old" in case:
        assert content.count(case["old"]) == 1, f"{case['file']} must hold the words to be broken exactly once"
        content = content.replace(case["old"], case["new"])
    file.write_text(content + case.get("append", ""), encoding="utf-8")


def messages(project: Project, text: Path | None) -> list[str]:
    try:
        pipeline.run(project, text)
    except FindingsError as error:
        return [finding.render(project.root) for finding in error.findings]
    except AliansiError as error:
        return [str(error)]
    return []


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_a_breakage_is_found_and_named(
    file: Path, shipped: Project, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    case = tomllib.loads(file.read_text(encoding="utf-8"))
    text = request.getfixturevalue("text_folder") if case.get("text") else None
    project = copy_of(shipped, tmp_path / "project")
    break_it(project, case)
    found = messages(project, text)
    assert any(case["message"] in message for message in found), "\n".join(found) or "nothing was found"


def test_the_unbroken_project_has_no_finding(shipped: Project, text_folder: Path) -> None:
    assert messages(shipped, text_folder) == []


def test_there_are_enough_breakages() -> None:
    assert len(CASES) >= 20
