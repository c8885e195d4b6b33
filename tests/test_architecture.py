"""Imports run one way, in the order of the stages, and each foreign engine is imported in its own place."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "aliansi"

# The packages from first to last. A module imports only from packages before its own, or from its own.
ORDER = [
    {"__init__"},
    {"errors", "namespaces", "files"},
    {"reasoning"},
    {"sparql"},
    {"project"},
    {"dataset"},
    {"evidence"},
    {"views"},
    {"validation"},
    {"pipeline"},
    {"evaluation"},
    {"http"},
    {"pages"},
    {"server"},
    {"cli"},
    {"__main__"},
]
RANK = {name: rank for rank, row in enumerate(ORDER) for name in row}
UPWARD = {
    ("dataset.export", "aliansi.views.i18n.FIRST"),
    ("validation.consistency", "aliansi.pipeline.materialise.Reasoned"),
    ("views.charts.country_outlines", "aliansi.pages.static_files.STATIC"),
    ("views.urls", "aliansi.http.negotiation.choose_language"),
}
"""Imports against the order that remain from the flat layout."""
MODULES = sorted(PACKAGE.rglob("*.py"))
SOLE_IMPORTERS = {
    "owlrl": {"reasoning"},
    "pyshacl": {"validation"},
    "edtf": {"project"},
    "rdflib_endpoint": {"server"},
    "uvicorn": {"server"},
    "h11": {"evaluation"},
    "watchfiles": {"server"},
    "click": {"cli"},
    "jinja2": {"pages"},
    "rapidfuzz": {"views"},
}


def part_of(file: Path) -> str:
    """Return the top-level module or package that a file belongs to."""
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(file: Path) -> set[str]:
    """Return the dotted names of the modules that a file imports, at any depth."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_imports_run_one_way(file: Path) -> None:
    mine = part_of(file)
    for name in imported(file):
        parts = name.split(".")
        if parts[0] != "aliansi":
            continue
        if (".".join(file.relative_to(PACKAGE).with_suffix("").parts), name) in UPWARD:
            continue
        theirs = parts[1] if len(parts) > 1 and parts[1] in RANK else "__init__"
        assert theirs == mine or RANK[theirs] < RANK[mine], f"{mine} imports {name}, which comes later or beside it"


@pytest.mark.parametrize("package", sorted(SOLE_IMPORTERS))
def test_a_foreign_engine_has_one_place(package: str) -> None:
    importers = {part_of(file) for file in MODULES if any(name.split(".")[0] == package for name in imported(file))}
    assert importers == SOLE_IMPORTERS[package]


def test_every_module_has_its_place_in_the_order() -> None:
    assert {part_of(file) for file in MODULES} - {"shipped"} == set(RANK)


def test_no_module_is_a_drawer() -> None:
    for file in MODULES:
        assert file.stem not in {"utils", "helpers", "common", "misc"}
        assert len(file.read_text(encoding="utf-8").splitlines()) <= 300, file.name
