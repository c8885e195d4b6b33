"""Translations of the pages: one TOML file per language in ``languages``, read once.

The name of a file is a language tag (``id.toml``). ``name`` is the language's own name, ``direction`` is ``rtl`` for
right-to-left languages, ``[pages.…]`` has the sentences of the pages, ``[query-page]`` and ``[query-script]`` those of
the query page, ``[terms]`` the headings of columns and groups of questions, ``[rules]`` the sentences of the OWL 2 RL
rules. English stands in for missing sentences.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from aliansi.namespaces import DEFAULT_LANGUAGE

FOLDER: Final = Path(__file__).parent / "languages"
DIRECTIONS: Final = ("ltr", "rtl")


@dataclass(frozen=True)
class Language:
    """Language file, with English sentences in place of missing ones."""

    name: str
    direction: str
    pages: Mapping[str, str] = field(metadata={"help": "the sentences of all pages by key"})
    parts: Mapping[str, Mapping[str, str]] = field(metadata={"help": "other sentences by section and key"})


def read(file: Path, first: Language | None = None) -> Language:
    """Read a language file; ``first`` has the default sentences. Raises ValueError for an invalid file."""
    content: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    name, direction, pages = content.pop("name"), content.pop("direction", DIRECTIONS[0]), content.pop("pages", {})
    if direction not in DIRECTIONS:
        raise ValueError(f"{file.name}: a direction is one of {', '.join(DIRECTIONS)}")
    own = {key: sentence for table in pages.values() for key, sentence in table.items()}
    if len(own) < sum(map(len, pages.values())):
        raise ValueError(f"{file.name}: a key of [pages.…] stands in two sections")
    parts = dict(first.parts) if first else {}
    for part, table in content.items():
        parts[part] = {**parts.get(part, {}), **table}
    return Language(name, direction, {**(first.pages if first else {}), **own}, parts)


def read_all(folder: Path) -> dict[str, Language]:
    """Read the languages of a folder by their tags, English first. Raises ValueError for an invalid file."""
    first = read(folder / f"{DEFAULT_LANGUAGE}.toml")
    others = sorted(file for file in folder.glob("*.toml") if file.stem != DEFAULT_LANGUAGE)
    return {DEFAULT_LANGUAGE: first, **{file.stem: read(file, first) for file in others}}


_READ: Final = read_all(FOLDER)
LANGUAGES: Final = {tag: language.name for tag, language in _READ.items()}
"""Own names of the languages by tag; the first is the default."""


def sentences(language: str) -> Mapping[str, str]:
    """Return the sentences of the pages in a language."""
    return _READ[language].pages


def section(name: str, language: str) -> Mapping[str, str]:
    """Return the sentences of a section (``query-page``) in a language; none for an unknown section."""
    return _READ[language].parts.get(name, {})


def direction(language: str) -> str:
    """Return ``ltr`` or ``rtl``."""
    return _READ[language].direction


def translate_term(phrase: str, language: str) -> str:
    """Return the heading of a column or a group in a language; unchanged if it has no translation."""
    return section("terms", language).get(phrase, phrase)


_PLAIN_LETTERS: Final = {
    **dict(zip("ıłøđðəħŧيىك", "iloddehtییک", strict=True)),
    **dict.fromkeys("’‘ʻʼʹʽʾʿˈ՚", "'"),
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "ـ": "",
}
"""Letters that Unicode does not decompose, in the spelling of those who lack the key; one sign for apostrophes."""


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return a text without case, accents and invisible characters, to search, compare and sort by."""
    if text.isascii():
        return text.casefold()
    return "".join(map(_fold_character, unicodedata.normalize("NFC", text)))


@lru_cache(maxsize=2**14)
def _fold_character(character: str) -> str:
    parts = unicodedata.normalize("NFKD", character.casefold())
    kept = (part for part in parts if not unicodedata.combining(part) and unicodedata.category(part) != "Cf")
    return "".join(
        str(unicodedata.decimal(part)) if part.isdecimal() else _PLAIN_LETTERS.get(part, part) for part in kept
    )
