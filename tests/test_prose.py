"""Docstrings, comments, messages and documents avoid a short list of words that are not plain English."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
GENERATED: Final = ROOT / "docs" / "architecture.md"
AVOID: Final = re.compile(
    r"\b(?:anew|tells?|told|heard|whoever|nobody|anybody|somebody|beside|mend|for ever|who asks|asked of"
    r"|work(?:s|ed)? out|(?:is|are) said|(?<!there )(?:is|are) no (?!longer\b|more\b)\w+)\b",
    re.IGNORECASE,
)
"""Each has a plainer word: again, returns, the client, no one, next to, requested, computed, is not a …"""


def files() -> Iterator[Path]:
    """Yield the files whose prose is checked."""
    for folder, pattern in (("src/aliansi", "*.py"), ("benchmarks", "*.py"), ("docs", "*.md"), ("benchmarks", "*.md")):
        yield from sorted(file for file in (ROOT / folder).rglob(pattern) if file != GENERATED)
    yield ROOT / "src/aliansi/views/languages/en.toml"
    yield from (ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "hatch_build.py"))


def prose(text: str, suffix: str) -> Iterator[str]:
    """Yield the text of a document; of a module its docstrings, messages and comments."""
    if suffix == ".py":
        nodes = ast.walk(ast.parse(text))
        yield from (n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str))
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        yield from (token.string for token in tokens if token.type == tokenize.COMMENT)
    else:
        yield re.sub(r"^[\w-]+ = ", "", text, flags=re.MULTILINE) if suffix == ".toml" else text  # keys are no prose


def words(text: str, suffix: str) -> list[str]:
    """Return the words to avoid that a text contains."""
    return [match[0] for part in prose(text, suffix) for match in AVOID.finditer(" ".join(part.split()))]


def test_no_file_contains_words_to_avoid() -> None:
    texts = {file.relative_to(ROOT).as_posix(): (file.read_text(encoding="utf-8"), file.suffix) for file in files()}
    assert len(texts) > 200
    found = {name: words(*text) for name, text in texts.items()}
    assert {name: some for name, some in found.items() if some} == {}, "use plainer words"


@pytest.mark.parametrize(
    ("text", "suffix", "found"),
    [
        ('"""Tell\n    it anew."""\nnobody = 1  # x is\n', ".py", ["Tell", "anew"]),
        ('raise ValueError(f"{port} is no port")  # told by the user\n', ".py", ["is no port", "told"]),
        ("There is no list. It is no longer there.", ".md", []),
        ('told-by = "source"\nnobody-then = "nobody"\n', ".toml", ["nobody"]),
    ],
)
def test_words_are_found_in_prose_only(text: str, suffix: str, found: list[str]) -> None:
    assert words(text, suffix) == found
