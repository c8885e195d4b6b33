"""How to cite a project: its ``CITATION.cff`` as BibTeX and as CSL-JSON, with the revision and the day of access.

Of the Citation File Format (1.2.0) that is read which a citation has: a scalar on the line of its key, and lists of
scalars or of flat mappings.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

NAME: Final = "CITATION.cff"

_LINE: Final = re.compile(r"(?P<indent> *)(?P<item>- +)?(?:(?P<key>[a-z][a-z-]*):(?: +|$))?(?P<value>.*)")
_LATEX: Final = {c: f"\\{c}" for c in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}

Entry = str | dict[str, str]


@dataclass(frozen=True)
class Author:
    """Who made it: a person with two names, or a body with one."""

    family: str
    given: str = ""

    @property
    def text(self) -> str:
        """The name as people write it."""
        return f"{self.given} {self.family}".strip()


@dataclass(frozen=True)
class Citation:
    """What a citation of a project says; ``revision`` is the SHA-256 of its dataset."""

    title: str
    authors: tuple[Author, ...]
    version: str
    released: str
    url: str
    revision: str
    accessed: dt.date

    @property
    def key(self) -> str:
        """A name for lists of references, like ``aliansi2026``."""
        return re.sub(r"[^a-z0-9]", "", self.title.split()[0].lower()) + self.released[:4]

    @property
    def text(self) -> str:
        """The citation in a line."""
        who = ", ".join(author.text for author in self.authors)
        year = f" ({self.released[:4]})" if self.released else ""
        version = f", version {self.version}" if self.version else ""
        return f"{who}{year}. {self.title}{version}, revision {self.revision[:12]}. {self.url}"

    def bibtex(self) -> str:
        """Write an entry for BibTeX and biblatex."""
        names = (
            f"{_latex(a.family)}, {_latex(a.given)}" if a.given else f"{{{_latex(a.family)}}}" for a in self.authors
        )
        fields = {
            "author": " and ".join(names),
            "title": f"{{{_latex(self.title)}}}",
            "year": self.released[:4],
            "version": _latex(self.version),
            "url": self.url,
            "urldate": self.accessed.isoformat(),
            "note": f"Data set, version {_latex(self.version)}, revision {self.revision}",
        }
        lines = (f"  {key} = {{{value}}},\n" for key, value in fields.items() if value)
        return f"@misc{{{self.key},\n{''.join(lines)}}}\n"

    def csl(self) -> str:
        """Write it as CSL-JSON, which Zotero and pandoc read."""
        said = {
            "id": self.key,
            "type": "dataset",
            "title": self.title,
            "author": [
                {"family": a.family, "given": a.given} if a.given else {"literal": a.family} for a in self.authors
            ],
            "version": self.version,
            "issued": {"date-parts": [[int(part) for part in self.released.split("-")]]} if self.released else None,
            "accessed": {"date-parts": [[self.accessed.year, self.accessed.month, self.accessed.day]]},
            "URL": self.url,
            "note": f"Revision {self.revision}",
        }
        return json.dumps([{key: value for key, value in said.items() if value}], ensure_ascii=False, indent=2) + "\n"


def read(file: Path, revision: str, accessed: dt.date) -> Citation | None:
    """Read a CITATION.cff; None where there is none, or none with a title and authors."""
    if not file.is_file():
        return None
    said = _parsed(file.read_text(encoding="utf-8"))
    authors = tuple(_authors(said.get("authors", [])))
    title, version, released, url = (_scalar(said, key) for key in ("title", "version", "date-released", "url"))
    if not title or not authors:
        return None
    return Citation(title, authors, version, released, url, revision, accessed)


def _authors(entries: str | list[Entry]) -> Iterator[Author]:
    for entry in entries:
        if isinstance(entry, dict):
            family = " ".join(filter(None, (entry.get("name-particle"), entry.get("family-names"))))
            if name := family or entry.get("name", ""):
                yield Author(name, entry.get("given-names", "") if family else "")


def _scalar(said: Mapping[str, str | list[Entry]], key: str) -> str:
    value = said.get(key, "")
    return value if isinstance(value, str) else ""


def _parsed(text: str) -> dict[str, str | list[Entry]]:
    """Return scalars and lists by key; what is nested deeper is left out."""
    found: dict[str, str | list[Entry]] = {}
    entries: list[Entry] = []
    for line in text.splitlines():
        match = _LINE.fullmatch(line.rstrip())
        if match is None or not line.strip() or line.lstrip().startswith("#"):
            continue
        key, value = match["key"] or "", _unquoted(match["value"])
        if not match["indent"] and not match["item"]:
            entries = []
            found[key] = value or entries
        elif match["item"]:
            entries.append({key: value} if key else value)
        elif entries and isinstance(last := entries[-1], dict):
            last[key] = value
    return found


def _unquoted(value: str) -> str:
    quoted = re.match(r"""(["'])(.*)\1(?: +#.*)?$""", value)
    if not quoted:
        return re.sub(r" +#.*", "", value)
    return quoted[2].replace('\\"', '"') if quoted[1] == '"' else quoted[2].replace("''", "'")


def _latex(text: str) -> str:
    """Write text so that LaTeX prints it as it is."""
    return "".join(_LATEX.get(character, character) for character in text)
