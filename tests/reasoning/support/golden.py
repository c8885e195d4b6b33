"""Digests of the oracle's closures of random graphs: fast tests compare with them, slow tests compute them again.

``python -m tests.reasoning.support.golden`` writes the file; it changes only with the graphs or the oracle.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Final

from rdflib.term import Node

from tests.reasoning.support import random_graphs
from tests.reasoning.support.oracle import closure, comparable, triples_of

FOLDER: Final = Path(__file__).parents[1] / "golden"
SEEDS: Final = range(500)


def digest(rows: Iterable[Iterable[Node | str]]) -> str:
    """Return the SHA-256 of rows of terms, independent of their order."""
    lines = (" ".join(term.n3() if isinstance(term, Node) else term for term in row) for row in rows)
    return sha256("\n".join(sorted(lines)).encode()).hexdigest()


def read(name: str) -> dict[int, str]:
    """Return the digest of each seed from a golden file."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="ascii").splitlines()
    return {int(seed): found for seed, found in map(str.split, lines)}


def write(name: str, digests: dict[int, str]) -> None:
    """Write a golden file."""
    text = "".join(f"{seed} {found}\n" for seed, found in digests.items())
    (FOLDER / f"{name}.txt").write_text(text, encoding="ascii")


def closure_digest(seed: int) -> str:
    """Return the digest of the oracle's closure of a random graph."""
    return digest(comparable(closure(triples_of(random_graphs.graph(seed))).triples))


if __name__ == "__main__":
    write("closures", {seed: closure_digest(seed) for seed in SEEDS})
