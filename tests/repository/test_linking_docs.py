"""docs/wikidata.md is true: its commands run one after the other, in a copy of the project that is built."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from aliansi.cli import commands
from aliansi.dataset.store import Store
from aliansi.pipeline.check import Checked
from aliansi.pipeline.write import write
from aliansi.project.folder import Project
from aliansi.project.freshness import inputs
from tests.server.support.served import Site

ROOT = Path(__file__).parents[2]
RECORDS = ROOT.parent / "shared" / "wikidata" / "entities"
DOCUMENT = (ROOT / "docs" / "wikidata.md").read_text(encoding="utf-8")
LINES = [
    line.strip()
    for block in re.findall(r"```console\n(.*?)```", DOCUMENT, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("aliansi ")
]


@pytest.fixture(scope="module")
def folder(shipped_checked: Checked, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project, with saved records in ``records/`` where they are beside the project."""
    copy = tmp_path_factory.mktemp("project")
    for part in ("ontology", "data", "queries"):
        shutil.copytree(ROOT / part, copy / part)
    shutil.copy(ROOT / "CITATION.cff", copy)
    project = Project(copy)
    write(shipped_checked, project, inputs(project))
    if RECORDS.is_dir():
        (copy / "records").symlink_to(RECORDS)
    return copy


RUN = [line for line in LINES if "serve" not in line and "http" not in line]


@pytest.mark.slow  # one test: a command reads what an earlier one has written
def test_the_commands_run_one_after_the_other(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not (folder / "records").exists():
        pytest.skip("the records are not beside the project (../shared/wikidata)")
    monkeypatch.chdir(folder)
    for line in RUN:
        command, _, output = line.partition(" > ")
        result = CliRunner().invoke(commands, shlex.split(command)[1:])
        assert result.exit_code == 0, f"{line}\n{result.output}"
        assert result.output, line
        if output:
            (folder / output.strip()).write_bytes(result.stdout_bytes)


@pytest.mark.parametrize("line", re.findall(r"^curl (.+)$", DOCUMENT, re.MULTILINE))
def test_a_request_of_curl_has_candidates(line: str, shipped_store: Store, shipped: Project) -> None:
    url, *options = shlex.split(line)
    site, values = Site.of(shipped_store, project=shipped), dict(zip(options[::2], options[1::2], strict=True))
    if "--data" in values:
        kind, _, value = values["-H"].partition(": ")
        answer = site.request("POST", url, content=values["--data"].encode(), headers={kind: value})
    else:
        name, _, value = values["--data-urlencode"].partition("=")
        answer = site.request("POST", url, data={name: value})
    assert answer.status_code == 200, answer.text
    assert '"match":true' in answer.text
