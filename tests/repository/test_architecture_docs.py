"""docs/architecture.md is up to date with pyproject.toml and the docstrings of the package."""

from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_the_committed_page_equals_a_fresh_one() -> None:
    fresh = runpy.run_path(str(DOCS / "build_architecture.py"))["document"]()
    assert (DOCS / "architecture.md").read_text(encoding="utf-8") == fresh, "out of date; run `make docs`"
