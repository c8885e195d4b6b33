"""Files as `aliansi reason` reads them: their triples, or the message that refuses them."""

from __future__ import annotations

from pathlib import Path

import pytest

from aliansi.errors import Finding, FindingsError
from aliansi.reasoning.io.read import read
from aliansi.reasoning.terms.dictionary import Dictionary

CASES = Path(__file__).parents[4] / "shared" / "cases"
HEADER = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/"'
LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"


def case(name: str) -> Path:
    """Return a public case; skip the test where the cases are missing."""
    if not (CASES / name).exists():
        pytest.skip("the cases are not beside the project (../shared/cases)")
    return CASES / name


def given(folder: Path, name: str, content: str | bytes) -> Path:
    """Write a file and return its path."""
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def triples(file: Path, warnings: list[Finding] | None = None) -> list[str]:
    """Return the triples of a file as N-Triples without the dot."""
    terms = Dictionary()
    found = read([file], terms, warn=(warnings if warnings is not None else []).append)
    return [" ".join(terms.text(int(n)) for n in row) for row in zip(found.s, found.p, found.o, strict=True)]


def refusal(file: Path) -> str:
    """Return the message that refuses a file."""
    with pytest.raises(FindingsError) as caught:
        triples(file)
    (finding,) = caught.value.findings
    return finding.render(file.parent)


def warnings_of(file: Path) -> list[str]:
    """Return the warnings about a file that is read."""
    found: list[Finding] = []
    triples(file, found)
    return [finding.render(file.parent) for finding in found]
