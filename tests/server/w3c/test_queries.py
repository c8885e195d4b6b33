"""The W3C's query tests: a sample of our own always, the suite where a folder is given."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from aliansi.evaluation.workers.sandbox import CAN_FORK
from tests.server.w3c.support.queries import counts, outcomes, total
from tests.server.w3c.support.suite import Suite

SAMPLE = Path(__file__).parent / "sample"
VARIABLE = "W3C_RDF_TESTS"

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="a dataset for each test is too slow without fork")


def test_the_sample_is_passed_but_for_the_test_whose_result_is_wrong() -> None:
    found = asyncio.run(outcomes(Suite(SAMPLE).of_manifest("manifest.ttl", "sample")))
    failed = {outcome.case.name.rpartition("/")[2]: outcome.said for outcome in found if not outcome.endpoint}
    assert list(failed) == ["wrong"], failed
    assert counts(found)["sample", "syntax of queries"] == (3, 3, 3)
    assert counts(found)["sample", "syntax of updates"] == (3, 3, 3), "those that are none are forbidden too"
    # Oxigraph counts a triple of two default graphs twice; merged in one store it is counted once, as it should be.
    assert [outcome.case.name.rpartition("/")[2] for outcome in found if not outcome.engine] == ["from", "wrong"]


def test_the_suite_is_passed_as_far_as_the_engine_passes_it() -> None:
    if VARIABLE not in os.environ:
        pytest.skip(f"the W3C's suite is tested where {VARIABLE} names its folder (github.com/w3c/rdf-tests)")
    found = asyncio.run(outcomes(Suite(Path(os.environ[VARIABLE])).cases()))
    assert len(found) > 700
    assert [outcome.case.name for outcome in found if outcome.engine and not outcome.endpoint] == []
    assert total(found, ["evaluation"])[1] >= 224
    assert total(found, ["syntax of queries", "syntax of updates"]) == (169, 169, 169)
    assert counts(found)["SPARQL 1.1 federation", "evaluation"][1] >= 6


def test_service_is_asked_of_endpoints_of_this_machine_alone() -> None:
    cases = list(Suite(SAMPLE).of_manifest("service.ttl", "SPARQL 1.1 federation"))
    found = asyncio.run(outcomes(cases))
    said = {outcome.case.name.rpartition("#")[2]: outcome.said for outcome in found if not outcome.endpoint}
    assert list(said) == ["variable"], said
    assert "not by a variable" in said["variable"]
