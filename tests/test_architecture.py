"""The packages hold their order, each foreign engine has one place, and no module or folder grows too large."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "aliansi"
MODULES = sorted(file for file in PACKAGE.rglob("*.py") if "shipped" not in file.parts)
TREES = {file: ast.parse(file.read_text(encoding="utf-8")) for file in MODULES}
AT_TOP_LEVEL = {"__init__", "__main__", "errors", "namespaces", "connections", "files"}


def test_the_import_contracts_of_pyproject_hold() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout


def test_the_top_level_holds_packages_and_leaves_only() -> None:
    assert {file.stem for file in PACKAGE.glob("*.py")} == AT_TOP_LEVEL


def test_every_package_has_a_charter_of_one_sentence() -> None:
    for file in MODULES:
        if file.name == "__init__.py":
            charter = (ast.get_docstring(TREES[file]) or "").partition("\n")[0]
            assert charter.endswith("."), file.relative_to(PACKAGE)


def test_no_folder_has_more_modules_than_a_listing_shows_at_once() -> None:
    folders = Counter(file.parent for file in MODULES if file.name != "__init__.py")
    assert max(folders.values()) <= 30, folders.most_common(3)


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_modules_and_functions_stay_small(file: Path) -> None:
    assert file.stem not in {"utils", "helpers", "common", "misc"}
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 300
    for node in ast.walk(TREES[file]):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            assert node.end_lineno - node.lineno < 40, node.name


def test_a_class_name_has_one_meaning() -> None:
    classes = Counter(node.name for tree in TREES.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    assert [name for name, times in classes.items() if times > 1] == []
