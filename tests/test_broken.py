"""Each file of tests/broken/ breaks one thing in the shipped project and says which message must name it."""

from __future__ import annotations

import shutil
import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib import BNode

from aliansi import pipeline
from aliansi.findings import AliansiError, FindingsError
from aliansi.project import PARTS, Project
from aliansi.reasoning.reasoner import OwlrlReasoner

CASES = sorted((Path(__file__).parent / "broken").glob("*.toml"))


class RememberingReasoner:
    """The reference engine, run once for each set of facts: most breakages leave what is reasoned over as it is."""

    name = "owlrl"
    closures: dict[tuple[str, frozenset[Any]], rdflib.Graph] = {}

    def __init__(self, project: Project) -> None:
        self.ontology = sha256((project.root / "ontology" / "alliance.ttl").read_bytes()).hexdigest()

    def close(self, graph: rdflib.Graph) -> rdflib.Graph:
        # Blank nodes get other names at each reading, but stand in the ontology alone, which the key has by its hash.
        named = frozenset(t for t in graph if not any(isinstance(node, BNode) for node in t))
        key = (self.ontology, named)
        if key not in self.closures:
            self.closures[key] = OwlrlReasoner().close(graph)
        return self.closures[key]


def copy_of(shipped: Project, folder: Path) -> Project:
    for part in PARTS:
        shutil.copytree(shipped.root / part, folder / part)
    return Project(folder)


def break_it(project: Project, case: dict[str, Any]) -> None:
    file = project.root / case["file"]
    content = file.read_text(encoding="utf-8") if file.exists() else ""
    if "old" in case:
        assert content.count(case["old"]) == 1, f"{case['file']} must hold the words to be broken exactly once"
        content = content.replace(case["old"], case["new"])
    file.write_text(content + case.get("append", ""), encoding="utf-8")


def messages(project: Project, text: Path | None) -> list[str]:
    try:
        pipeline.run(project, text, RememberingReasoner(project))
    except FindingsError as error:
        return [finding.render(project.root) for finding in error.findings]
    except AliansiError as error:
        return [str(error)]
    return []


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_a_breakage_is_found_and_named(
    file: Path, shipped: Project, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    case = tomllib.loads(file.read_text(encoding="utf-8"))
    text = request.getfixturevalue("text_folder") if case.get("text") else None
    project = copy_of(shipped, tmp_path / "project")
    break_it(project, case)
    found = messages(project, text)
    assert any(case["message"] in message for message in found), "\n".join(found) or "nothing was found"


def test_the_unbroken_project_has_no_finding(shipped: Project, text_folder: Path) -> None:
    assert messages(shipped, text_folder) == []


def test_there_are_enough_breakages() -> None:
    assert len(CASES) >= 20
