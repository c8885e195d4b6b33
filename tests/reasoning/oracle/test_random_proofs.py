"""Every proof of every inferred triple of many random graphs is right, both the smallest and the stored one."""

from __future__ import annotations

import pytest

from tests.reasoning.support import random_graphs
from tests.reasoning.support.proof_faults import faults_of
from tests.reasoning.support.seeds import GROUPS, name, split


@pytest.mark.parametrize("seeds", split(GROUPS, fast=4), ids=name)
def test_every_proof_of_random_graphs_is_right(seeds: range) -> None:
    found = {f"seed {seed}": faults_of(random_graphs.graph(seed)) for seed in seeds}
    assert not {seed: (len(faults), faults[:5]) for seed, faults in found.items() if faults}
