"""The documents are true: their examples run, their tables equal those of the code, their links lead to files.

``make docs`` regenerates the tables.
"""

from __future__ import annotations

import doctest
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from aliansi import reasoning
from aliansi.cli import commands
from aliansi.dataset.store import Store
from aliansi.project.folder import Project
from aliansi.rdf_files import EXTENSIONS
from aliansi.reasoning.rules.catalogue import FALSE, SENTENCES
from tests.reasoning.support.owlrl_faults import FAULTS
from tests.server.support.served import Site

ROOT = Path(__file__).parents[2]
REASONING = ROOT / "docs" / "reasoning.md"
ENDPOINT = ROOT / "docs" / "endpoint.md"
TABLES = {"eq": 4, "prp": 5, "cls": 6, "cax": 7, "dt": 8, "scm": 9}
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)


def rules() -> Iterator[str]:
    """Yield the rows of the table of rules, in the order of the tables of the profile."""
    said = {**{rule: text for rule, text in SENTENCES.items() if rule != "step"}}
    said |= {rule: f"*false*: {falsity.sentence}." for rule, falsity in FALSE.items()}
    for rule in sorted(said, key=lambda rule: TABLES[rule.split("-")[0]]):
        yield f"| {TABLES[rule.split('-')[0]]} | `{rule}` | {said[rule]} |"


def faults() -> Iterator[str]:
    """Yield the rows of the table of faults."""
    for fault in FAULTS:
        yield f"| {', '.join(f'`{rule}`' for rule in fault.rules)} | {fault.says} | {fault.code} |"


def with_tables(text: str) -> str:
    """Return a document with its tables as they should be."""
    for name, rows in (("rules", rules()), ("faults", faults())):
        head = re.compile(rf"(<!-- {name} -->\n\|[^\n]*\n\|[^\n]*\n).*?(<!-- /{name} -->)", re.DOTALL)
        table = "".join(f"{row}\n" for row in rows)
        text, found = head.subn(lambda match, table=table: match[1] + table + match[2], text)  # type: ignore[misc]
        assert found == 1, name
    return text


def test_the_tables_are_those_of_the_code() -> None:
    text = REASONING.read_text(encoding="utf-8")
    assert text == with_tables(text), "out of date; run `make docs`"


def test_the_examples_do_what_they_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = "\n".join(PYTHON.findall(REASONING.read_text(encoding="utf-8")))
    example = doctest.DocTestParser().get_doctest(text, {}, REASONING.name, str(REASONING), 0)
    assert len(example.examples) > 30
    said: list[str] = []
    outcome = doctest.DocTestRunner(verbose=False).run(example, out=said.append)
    assert outcome.failed == 0, "".join(said)


def test_the_options_of_the_command_are_described() -> None:
    text = REASONING.read_text(encoding="utf-8").split("## The library")[0]
    options = [one for one in commands.commands["reason"].params if isinstance(one, click.Option)]
    assert len(options) == 7
    for option in options:
        assert f"`{option.opts[0]}" in text or f"`{option.opts[-1]}`" in text, option.name
    for extension in EXTENSIONS:
        assert f"`.{extension}`" in text


def test_what_is_public_is_there_and_described() -> None:
    text = REASONING.read_text(encoding="utf-8")
    for name in reasoning.__all__:
        assert getattr(reasoning, name) is not None
    for name in ("close", "read_closure", "Closure", "Options", "Proof", "SENTENCES", "OwlrlReasoner"):
        assert name in text
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        getattr(reasoning, "nothing")  # noqa: B009


def test_the_links_lead_somewhere() -> None:
    text = REASONING.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!http)([^)]+)\)", text):
        file, _, part = target.partition("#")
        assert not file or (REASONING.parent / file).exists(), target
        assert not part or part in {_anchor(line) for line in text.splitlines() if line.startswith("#")}, target


def test_the_addresses_of_the_endpoint_answer(shipped_store: Store, shipped: Project) -> None:
    text = ENDPOINT.read_text(encoding="utf-8")
    site = Site.of(shipped_store, project=shipped)
    addresses = re.findall(r"http://127\.0\.0\.1:8000(/[^\s'\"]*)", text)
    assert len(addresses) >= 6
    for address in addresses:
        asked = {"query": "ASK {}"} if address == "/sparql" else None
        assert site.get(address, params=asked).status_code == 200, address
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", text):
        assert (ENDPOINT.parent / target).exists(), target


def _anchor(heading: str) -> str:
    return heading.lstrip("# ").lower().replace(" ", "-")


if __name__ == "__main__":
    REASONING.write_text(with_tables(REASONING.read_text(encoding="utf-8")), encoding="utf-8")
