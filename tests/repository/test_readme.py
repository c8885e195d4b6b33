"""README.md and CONTRIBUTING.md are true: their commands run, their folders and files exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from aliansi.cli import commands
from aliansi.dataset.store import Store
from aliansi.project import folder, questions

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
LINES = [
    line.strip() for text in (README, CONTRIBUTING) for block in CONSOLE.findall(text) for line in block.splitlines()
]
ALIANSI = sorted({line for line in LINES if line.startswith("aliansi ")})
TREE = re.compile(r"^([\w.-]+/?(?:aliansi/)?) +\S", re.MULTILINE)


def test_there_are_commands_to_test() -> None:
    assert len(ALIANSI) >= 7


RUN = [line for line in ALIANSI if "serve" not in line and "check" not in line]
SLOW = {"aliansi build"}


@pytest.mark.parametrize("line", [pytest.param(x, marks=[pytest.mark.slow] * (x in SLOW), id=x) for x in RUN])
def test_a_command_of_the_readme_runs(
    line: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    if "--text" in line:
        request.getfixturevalue("text_folder")
    monkeypatch.chdir(ROOT)
    arguments = shlex.split(line.replace("build/export", str(tmp_path / "export")))[1:]
    result = CliRunner().invoke(commands, arguments)
    assert result.exit_code == 0, result.output
    assert result.output


@pytest.mark.parametrize("line", [line for line in ALIANSI if "serve" in line or "check" in line])
def test_a_command_of_the_readme_takes_its_options(line: str) -> None:
    name, *options = shlex.split(line)[1:]
    known = {option for parameter in commands.commands[name].params for option in parameter.opts}
    assert {option for option in options if option.startswith("--")} <= known


def test_the_make_targets_of_the_documents_are_there() -> None:
    targets = {line.split()[1] for line in LINES if line.startswith("make ")}
    assert targets == {"serve", "test", "test-all"}
    named = set(re.findall(r"`(?:\w+=\w+ )?make ([\w-]+)`", README + CONTRIBUTING))
    assert {"test", "test-all", "docs"} <= named
    for target in targets | named:
        assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE), target


def test_contributing_begins_with_the_room_of_each_thing() -> None:
    rooms = CONTRIBUTING.split("## Where do I find…\n")[1].split("\n## ")[0]
    rows = [row for row in rooms.splitlines() if row.startswith("| ")][2:]
    assert len(rows) >= 20
    for row in rows:
        targets = re.findall(r"\]\(([^)]+)\)", row)
        assert targets, row
        for target in targets:
            assert (ROOT / target).exists(), target


def test_the_tree_of_the_readme_is_there() -> None:
    block = README.split("## What is where")[1].split("```")[1]
    named = TREE.findall(block)
    assert len(named) >= 9
    for name in named:
        assert (ROOT / name).exists(), name
    derived = (".", "build", "__pycache__")
    tops = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(derived)}
    assert tops == {name.split("/")[0] for name in named if name.endswith("/")}


def test_the_question_asked_three_ways_is_one(
    shipped_store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    names = set(re.findall(r"(?:questions/|questions\.find\(project\.find\(None\), \")([\w-]+)", README))
    assert names == {"refused-requests-of-the-article"}
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    monkeypatch.chdir(ROOT)
    lines = [line.removeprefix("  ") for line in code.splitlines()]
    exec(compile("\n".join(lines), "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert len(printed.splitlines()) == 2
    assert "Kyrgyzstan | Nikolai Bordyuzha" in printed


def test_questions_named_in_the_readme_exist() -> None:
    known = questions.load_all(folder.find(ROOT))
    for name in re.findall(r"aliansi query (?!-)([\w-]+)", README):
        assert name in known


@pytest.mark.parametrize("text", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_links_to_files_lead_somewhere(text: str) -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", text):
        assert (ROOT / target).exists(), target
