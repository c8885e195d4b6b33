"""Each file of ``broken/`` breaks one thing in the shipped project and says which message must name it."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from aliansi import pipeline
from aliansi.errors import AliansiError, FindingsError
from aliansi.project.folder import PARTS, Project
from tests.conftest import TEXT

Case = dict[str, Any]

CASES: dict[str, Case] = {
    file.stem: tomllib.loads(file.read_text(encoding="utf-8"))
    for file in sorted((Path(__file__).parent / "broken").glob("*.toml"))
}


def copy_of(shipped: Project, folder: Path) -> Project:
    for part in PARTS:
        shutil.copytree(shipped.root / part, folder / part)
    return Project(folder)


def break_it(project: Project, case: Case) -> bool:
    """Break a project, unless the words to be broken are no longer there exactly once."""
    file = project.root / case["file"]
    content = file.read_text(encoding="utf-8") if file.exists() else ""
    if "old" in case:
        if content.count(case["old"]) != 1:
            return False
        content = content.replace(case["old"], case["new"])
    file.write_text(content + case.get("append", ""), encoding="utf-8")
    return True


def messages(project: Project, text: Path | None) -> list[str]:
    try:
        pipeline.run(project, text)
    except FindingsError as error:
        return [finding.render(project.root) for finding in error.findings]
    except AliansiError as error:
        return [str(error)]
    return []


def is_named(case: Case, found: Iterable[str]) -> bool:
    return any(case["message"] in message for message in found)


def named_together(shipped: Project, cases: dict[str, Case], text: Path | None, folder: Path) -> set[str]:
    """Return the cases that are named when many break one project.

    What hides another breakage (a syntax error hides all others) is named in one round and left out of the next.
    """
    named = set[str]()
    for number in range(len(cases)):
        project = copy_of(shipped, folder / f"project-{number}")
        tried = {name: case for name, case in cases.items() if name not in named and break_it(project, case)}
        found = messages(project, text) if tried else []
        new = {name for name, case in tried.items() if is_named(case, found)}
        if not new:
            break
        named |= new
    return named


@pytest.fixture(scope="module")
def found_together(shipped: Project, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The cases that a few runs of the pipeline name: a run for each case takes four times as long."""
    without = {name: case for name, case in CASES.items() if "text" not in case}
    found = named_together(shipped, without, None, tmp_path_factory.mktemp("broken"))
    if TEXT.is_dir():
        against = {name: case for name, case in CASES.items() if "text" in case}
        found |= named_together(shipped, against, TEXT, tmp_path_factory.mktemp("broken-text"))
    return found


@pytest.mark.parametrize("name", CASES)
def test_a_breakage_is_found_and_named(
    name: str, shipped: Project, tmp_path: Path, request: pytest.FixtureRequest, found_together: set[str]
) -> None:
    case = CASES[name]
    text = request.getfixturevalue("text_folder") if case.get("text") else None
    if name in found_together:
        return
    project = copy_of(shipped, tmp_path / "project")
    assert break_it(project, case), f"{case['file']} must hold the words to be broken exactly once"
    found = messages(project, text)
    assert is_named(case, found), "\n".join(found) or "nothing was found"


def test_a_message_names_one_breakage_only() -> None:
    wanted = [case["message"] for case in CASES.values()]
    assert not [(one, other) for one in wanted for other in wanted if one is not other and one in other]


@pytest.fixture(scope="module")
def found_unbroken(shipped: Project, text_folder: Path) -> list[str]:
    return messages(shipped, text_folder)


def test_the_unbroken_project_has_no_finding(found_unbroken: list[str]) -> None:
    assert found_unbroken == []


def test_there_are_enough_breakages() -> None:
    assert len(CASES) >= 20
