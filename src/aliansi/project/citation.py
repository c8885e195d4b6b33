"""Citation of a project: its ``CITATION.cff`` as BibTeX and CSL-JSON, with the revision and the day of access."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml

from aliansi.errors import FindingsError, UsageError
from aliansi.project.text_file import read_text

NAME: Final = "CITATION.cff"

_LATEX: Final = {c: f"\\{c}" for c in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


@dataclass(frozen=True)
class Author:
    """An author: a person with two names, or an organisation with one."""

    family: str
    given: str = ""

    @property
    def text(self) -> str:
        """The name in the usual order."""
        return f"{self.given} {self.family}".strip()


@dataclass(frozen=True)
class Citation:
    """The parts of a citation; ``revision`` is the SHA-256 of the dataset."""

    title: str
    authors: tuple[Author, ...]
    version: str
    released: str
    url: str
    revision: str
    accessed: dt.date

    @property
    def key(self) -> str:
        """The citation key, like ``aliansi2026``."""
        return re.sub(r"[^a-z0-9]", "", self.title.split()[0].lower()) + self.released[:4]

    @property
    def text(self) -> str:
        """The citation in one line."""
        authors = ", ".join(author.text for author in self.authors)
        year = f" ({self.released[:4]})" if self.released else ""
        version = f", version {self.version}" if self.version else ""
        return f"{authors}{year}. {self.title}{version}, revision {self.revision[:12]}. {self.url}"

    def bibtex(self) -> str:
        """Return the citation as an entry for BibTeX and biblatex."""
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
        """Return the citation as CSL-JSON, which Zotero and pandoc read."""
        fields = {
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
        return json.dumps([{key: value for key, value in fields.items() if value}], ensure_ascii=False, indent=2) + "\n"


def read(file: Path, revision: str, accessed: dt.date) -> Citation | None:
    """Read a CITATION.cff; None if it is missing or lacks a title or authors.

    Raises UsageError with the line if it is not YAML or not UTF-8.
    """
    if not file.exists():
        return None
    try:
        content = _parse(read_text(file))
    except FindingsError as error:
        raise UsageError(error.findings[0].render(Path())) from error
    except yaml.YAMLError as error:
        line = error.problem_mark.line + 1 if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark else 0
        problem = error.problem if isinstance(error, yaml.MarkedYAMLError) else error
        raise UsageError(f"{file}:{line}: not YAML: {problem}") from error
    fields = content if isinstance(content, dict) else {}
    authors = tuple(_authors(fields.get("authors")))
    title, version, released, url = (_text(fields, key) for key in ("title", "version", "date-released", "url"))
    if not title or not authors:
        return None
    return Citation(title, authors, version, released, url, revision, accessed)


@lru_cache(maxsize=8)
def _parse(text: str) -> object:
    """Return the content of a YAML document; the pages read the same file for each request, and parsing takes 1 ms."""
    return yaml.load(text, Loader=yaml.BaseLoader)  # strings only, no objects


def _authors(entries: object) -> Iterator[Author]:
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict):
            family = " ".join(filter(None, (_text(entry, "name-particle"), _text(entry, "family-names"))))
            if name := family or _text(entry, "name"):
                yield Author(name, _text(entry, "given-names") if family else "")


def _text(fields: Mapping[str, object], key: str) -> str:
    value = fields.get(key)
    return value if isinstance(value, str) else ""


def _latex(text: str) -> str:
    """Return text with the special characters of LaTeX escaped."""
    return "".join(_LATEX.get(character, character) for character in text)
