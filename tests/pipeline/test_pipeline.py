from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from aliansi import pipeline
from aliansi.project.folder import PARTS, Project
from aliansi.project.freshness import is_fresh


@pytest.mark.slow
def test_two_builds_are_byte_for_byte_the_same(shipped: Project, tmp_path: Path) -> None:
    for seed in ("1", "2"):
        for part in PARTS:
            shutil.copytree(shipped.root / part, tmp_path / seed / part)
        command = [sys.executable, "-m", "aliansi", "build", "--project", str(tmp_path / seed)]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True)
    first, second = (Project(tmp_path / seed).dataset_file.read_bytes() for seed in ("1", "2"))
    assert first == second


def test_a_build_is_fresh_until_a_file_changes(tmp_path: Path) -> None:
    for part in ("ontology", "data", "queries"):
        (tmp_path / part).mkdir()
    project = Project(tmp_path)
    data = tmp_path / "data" / "note-x.ttl"
    data.write_text("<http://example.org/a> <http://example.org/p> 1 .")
    assert not is_fresh(project)
    first = pipeline.build(project).read_bytes()
    assert is_fresh(project)
    assert pipeline.build(project).read_bytes() == first
    data.write_text("<http://example.org/a> <http://example.org/p> 2 .")
    assert not is_fresh(project)
    assert [quad.object.value for quad in pipeline.open_store(project).dataset] == ["2"]
