"""Measure reconciliation: the index of names and batches of ten names, against a search through all names.

    python benchmarks/reconcile.py                     # the shipped project, and 100,000 labels
    python benchmarks/reconcile.py --labels 10000

The peer is what services without an index of words do: RapidFuzz's ``process.extract`` with ``token_sort_ratio`` over
all folded names. Both get the same names, half of them with a typo. Memory is what the process has more after building.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

import pyoxigraph as ox
from measure import table
from rapidfuzz import fuzz, process

from aliansi import pipeline
from aliansi.dataset.store import Store
from aliansi.project.folder import Project
from aliansi.reconciliation.folding import fold_name
from aliansi.reconciliation.matching import ReconciliationQuery, match
from aliansi.reconciliation.name_index import NameIndex

ROOT: Final = Path(__file__).parents[1]
LABEL: Final = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
TYPE: Final = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
SYLLABLES: Final = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]
GENERIC: Final = ("university of", "city of", "institute", "county", "new", "saint")
BATCH: Final = 10


def labelled(number: int, random_: random.Random) -> Store:
    """Return a store of so many things with made-up labels of one to three words, many with a frequent word."""
    words = ["".join(random_.choices(SYLLABLES, k=random_.randint(2, 5))) for _ in range(max(number // 3, 10))]
    dataset = ox.Store()
    quads = []
    for place in range(number):
        parts = random_.choices(words, k=random_.randint(1, 3))
        parts[:0] = random_.choices(GENERIC, k=random_.randint(0, 1))
        thing = ox.NamedNode(f"http://example.org/{place}")
        quads.append(ox.Quad(thing, LABEL, ox.Literal(" ".join(parts).title(), language="en")))
        quads.append(ox.Quad(thing, TYPE, ox.NamedNode("http://example.org/Place")))
    dataset.bulk_extend(quads)
    return Store(dataset, f"{number} labels")


def resident() -> float:
    """Return the memory of this process in megabytes (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 2**20


def batches(names: Sequence[str], random_: random.Random, rounds: int) -> Iterator[list[str]]:
    """Yield batches of names, every second one with a letter left out."""
    for _ in range(rounds):
        chosen = random_.choices(names, k=BATCH)
        yield [name[: len(name) // 2] + name[len(name) // 2 + place % 2 :] for place, name in enumerate(chosen)]


def measured(store: Store, rounds: int, random_: random.Random) -> list[str]:
    """Return a row of the table: names, seconds and memory of the index, milliseconds of a batch, here and there."""
    gc.collect()
    before, start = resident(), perf_counter()
    index = NameIndex(store)
    built, grown = perf_counter() - start, resident() - before
    names = sorted({name.text for iri in index.iris for name in index.names_of(iri)})
    folded = [fold_name(name) for name in names]
    ours, theirs = [], []
    for batch in batches(names, random_, rounds):
        start = perf_counter()
        for name in batch:
            match(index, ReconciliationQuery(name))
        ours.append(perf_counter() - start)
        start = perf_counter()
        for name in batch:
            process.extract(fold_name(name), folded, scorer=fuzz.token_sort_ratio, limit=10, score_cutoff=60)
        theirs.append(perf_counter() - start)
    batch_here, batch_there = 1000 * median(ours), 1000 * median(theirs)
    speed = f"{batch_there / batch_here:.1f}×"
    return [
        store.revision,
        f"{len(names):,}",
        f"{built:.2f}",
        f"{grown:.0f}",
        f"{batch_here:.1f}",
        f"{batch_there:.1f}",
        speed,
    ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labels", type=int, default=100_000, metavar="N", help="labels of the made-up dataset")
    parser.add_argument("--rounds", type=int, default=20, metavar="N", help="batches of ten names")
    options = parser.parse_args()
    random_ = random.Random(14)
    dataset = ox.Store()
    dataset.bulk_load(pipeline.run(Project(ROOT)).nquads, format=ox.RdfFormat.N_QUADS)
    stores = (Store(dataset, "shipped"), labelled(options.labels, random_))
    heads = ["dataset", "names", "index s", "index MB", "10 names ms", "all names ms", "faster"]
    rows = [measured(store, options.rounds, random_) for store in stores]
    sys.stdout.writelines(f"{line}\n" for line in table(heads, rows))


if __name__ == "__main__":
    main()
