"""The tests mirror the modules: what tests a module is found by its path, and helpers stand in ``support``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

TESTS: Final = Path(__file__).parent
PACKAGE: Final = TESTS.parent / "src" / "aliansi"
FILES: Final = [file.relative_to(TESTS) for file in sorted(TESTS.rglob("*.py")) if file.name != "__init__.py"]
MIRRORS: Final = [file for file in FILES if file.name.startswith("test_")]

TOPICS: Final = {
    *(
        "pages/browser",
        "reasoning/oracle",
        "repository",
        "server/clients",
        "server/query_mutations",
        "server/security",
        "server/soak",
        "server/w3c",
    ),
    *("pages/test_hostile_content.py", "validation/test_broken.py"),
    *("test_architecture.py", "test_layout.py", "test_prose.py"),
}
"""What is about no single module."""

SCRIPTS: Final = {"server/soak/endurance.py"}

UNTESTED: Final = 97
"""So many modules of more than 40 lines have no test file of their own: the number only falls."""


def module_of(test: Path) -> Path:
    """Return the module that a test is named for: ``a/b.py`` or ``a/b/__init__.py`` for ``a/test_b.py``."""
    name = test.stem.removeprefix("test_")
    package = test.parent if test.parent.name == name else test.parent / name
    return package / "__init__.py" if (PACKAGE / package).is_dir() else test.with_name(f"{name}.py")


def test_every_test_is_named_for_a_module_or_is_a_topic() -> None:
    mirrors = [file for file in MIRRORS if not {file.as_posix(), file.parent.as_posix()} & TOPICS]
    assert [str(file) for file in mirrors if not (PACKAGE / module_of(file)).is_file()] == []


def test_every_topic_is_there() -> None:
    assert [topic for topic in sorted(TOPICS | SCRIPTS) if not (TESTS / topic).exists()] == []


def test_helpers_stand_in_support() -> None:
    others = (file for file in FILES if file not in MIRRORS and file.name != "conftest.py")
    helpers = {file.as_posix() for file in others if "support" not in file.parts}
    assert helpers == SCRIPTS


def test_no_test_imports_another_one() -> None:
    imported = re.compile(r"^\s*(?:from|import) tests\.(?:\w+\.)*test_", re.MULTILINE)
    assert [str(file) for file in FILES if imported.search((TESTS / file).read_text(encoding="utf-8"))] == []


def test_most_modules_have_a_test_file_of_their_own() -> None:
    tested = {PACKAGE / module_of(file) for file in MIRRORS}
    modules = [file for file in PACKAGE.rglob("*.py") if "shipped" not in file.parts and file not in tested]
    untested = [file for file in modules if len(file.read_text(encoding="utf-8").splitlines()) > 40]
    assert len(untested) <= UNTESTED, "\n".join(str(file.relative_to(PACKAGE)) for file in untested)
