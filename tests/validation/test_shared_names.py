"""A name of several things is a warning with the line of each, and `aliansi check` prints it and exits with 0."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from aliansi.cli import commands
from aliansi.namespaces import PREFIXES
from aliansi.project.folder import Project
from aliansi.project.loader import load
from aliansi.validation.shared_names import warnings

PREFIX_LINES = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
BEGINNING = len(PREFIXES)


def project(folder: Path, people: str, state: str) -> Project:
    """Return a project in which a group and a state have these names."""
    for part in ("ontology", "data", "queries"):
        (folder / part).mkdir()
    things = {
        "events": f'id:uzbeks a al:Group ; rdfs:label "Uzbeks"@en , "Orang Uzbek"@id ;\n {people} .',
        "states": f'id:uzbekistan a al:State ; rdfs:label "Uzbekistan"@en , "Uzbekistan"@id ;\n\n {state} .',
    }
    for name, turtle in things.items():
        (folder / "data" / f"things-{name}.ttl").write_text(PREFIX_LINES + turtle, encoding="utf-8")
    return Project(folder)


def rendered(given: Project) -> list[str]:
    return [warning.render(given.root) for warning in warnings(load(given))]


@pytest.mark.parametrize(
    ("people", "state"),
    [
        pytest.param('skos:altLabel "Uzbek"@id', 'skos:altLabel "Uzbek"@en', id="same-name"),
        pytest.param('skos:altLabel "Uzbek"@id', 'skos:hiddenLabel "UZBEK"', id="other-case-and-kind"),
    ],
)
def test_a_name_of_two_things_is_a_warning_with_both_lines(tmp_path: Path, people: str, state: str) -> None:
    [warning] = rendered(project(tmp_path, people, state))
    lines = {f"data/things-events.ttl:{BEGINNING + 2}", f"data/things-states.ttl:{BEGINNING + 3}"}
    assert all(line in warning for line in lines), warning
    assert "id:uzbekistan" in warning
    assert "id:uzbeks" in warning
    assert "is also a name of" in warning


@pytest.mark.parametrize(
    ("people", "state"),
    [
        pytest.param('skos:altLabel "Uzbek"@id', 'skos:altLabel "Uzbekia"@en', id="other-names"),
        pytest.param('skos:altLabel "Uzbek"@id , "Uzbek"@en', 'skos:altLabel "UZ"@en', id="one-thing-two-languages"),
        pytest.param('skos:altLabel "…"@id', 'skos:altLabel "—"@en', id="punctuation-only"),
    ],
)
def test_other_names_are_no_warning(tmp_path: Path, people: str, state: str) -> None:
    assert rendered(project(tmp_path, people, state)) == []


def test_the_check_prints_warnings_and_exits_with_0(tmp_path: Path) -> None:
    given = project(tmp_path, 'skos:altLabel "Uzbek"@id', 'skos:altLabel "Uzbek"@en')
    result = CliRunner().invoke(commands, ["check", "--project", str(given.root)])
    assert result.exit_code == 0, result.output
    assert 'warning: the name "Uzbek" is also a name of' in result.stderr
    assert result.stdout.startswith("no errors")
