"""Docstrings, comments, messages and documents avoid a short list of words that are not plain English.

``tests/prose_allowed.txt`` has the number of such words that each file still contains; it may only shrink.
``python -m tests.test_prose`` lists them and lowers the numbers.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
ALLOWED: Final = Path(__file__).with_name("prose_allowed.txt")
GENERATED: Final = ROOT / "docs" / "architecture.md"
AVOID: Final = re.compile(
    r"\b(?:anew|tells?|told|heard|whoever|nobody|beside|who asks|asked of|work(?:s|ed)? out|(?:is|are) said"
    r"|(?<!there )(?:is|are) no (?!longer\b|more\b)\w+)\b",
    re.IGNORECASE,
)
"""Each has a plainer word: again, returns, the client, no one, next to, requested, computed, is not a …"""


def files() -> Iterator[Path]:
    """Yield the files whose prose is checked."""
    for folder, pattern in (("src/aliansi", "*.py"), ("benchmarks", "*.py"), ("docs", "*.md"), ("benchmarks", "*.md")):
        yield from sorted(file for file in (ROOT / folder).rglob(pattern) if file != GENERATED)
    yield from sorted((ROOT / "src/aliansi/views/languages").glob("en.toml"))
    yield from (ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "hatch_build.py"))


def prose(file: Path) -> Iterator[str]:
    """Yield the text of a document; of a module its docstrings, messages and comments."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".toml":
        text = re.sub(r"^[\w-]+ = ", "", text, flags=re.MULTILINE)  # keys are not prose
    if file.suffix != ".py":
        yield text
        return
    yield from (
        node.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    yield from (token.string for token in tokens if token.type == tokenize.COMMENT)


def found(file: Path) -> list[str]:
    """Return the words to avoid that a file contains."""
    return [match[0].lower() for text in prose(file) for match in AVOID.finditer(" ".join(text.split()))]


def counts() -> dict[str, list[str]]:
    """Return these words for each file that has any."""
    return {file.relative_to(ROOT).as_posix(): words for file in files() if (words := found(file))}


def allowed() -> dict[str, int]:
    """Return the number of words that each file may contain."""
    lines = [line.rsplit(" ", 1) for line in ALLOWED.read_text(encoding="utf-8").splitlines()]
    return {name: int(number) for name, number in lines}


def test_no_file_has_more_of_these_words_than_allowed() -> None:
    limits = allowed()
    assert {name: words for name, words in counts().items() if len(words) > limits.get(name, 0)} == {}, (
        "use plainer words"
    )


def test_the_allow_list_only_shrinks() -> None:
    now = counts()
    lower = [name for name, number in allowed().items() if len(now.get(name, ())) < number]
    assert lower == [], "fewer than allowed; run `python -m tests.test_prose`"


if __name__ == "__main__":
    limits, rows = allowed(), []
    for name, words in counts().items():
        print(f"{name}: {', '.join(words)}")
        if number := min(len(words), limits.get(name, 0)):
            rows.append(f"{name} {number}\n")
    ALLOWED.write_text("".join(rows), encoding="utf-8")
