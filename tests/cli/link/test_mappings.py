"""`aliansi link export` and `import`: what they print, write and refuse."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from aliansi.cli import commands
from tests.linking.support.sssom import HEADER, LEXICAL, LINKS, project, table

NEW = {"subject_id": "id:moscow", "object_id": "wd:Q649"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return project(tmp_path / "p")


def run(*args: str | Path, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(commands, ["link", *map(str, args)], input=stdin)


@pytest.mark.parametrize("name", ["a.sssom.tsv", "new/a.sssom.tsv.gz"])
def test_what_is_exported_is_imported_as_the_same(root: Path, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    result = run("export", file, "--project", root)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "aliansi: 5 mappings: 4 links, 1 rejected, 1 reviewed\n"
    assert file.read_bytes().startswith(b"\x1f\x8b" if name.endswith(".gz") else b"#")
    result = run("import", file, "--project", root)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "aliansi: 0 added, 0 changed, 5 the same, 0 refused\n"


def test_a_file_may_be_piped_out_and_in(root: Path, tmp_path: Path) -> None:
    out = run("export", "-", "--project", root)
    assert out.stdout_bytes.startswith(b"#sssom_version")
    result = run("import", "-", "--project", root, stdin=gzip.compress(out.stdout_bytes))
    assert (result.exit_code, "5 the same" in result.stderr) == (0, True)


def test_a_difference_is_shown_and_written_only_when_asked(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.sssom.tsv"
    review = {"subject_id": "id:csto", "object_id": "wd:Q318693", "reviewer_label": "Anna", "review_date": "2026-12-01"}
    file.write_bytes(table(NEW | {"mapping_justification": LEXICAL, "confidence": "0.9"}, review))
    shown = run("import", file, "--project", root)
    links = root / "data" / "links.ttl"
    assert (shown.exit_code, shown.stdout) == (
        0,
        "added    id:moscow skos:exactMatch wd:Q649 (LexicalMatching, confidence 0.9, not reviewed)\n"
        f"changed  id:csto skos:exactMatch wd:Q318693 ({links}:12)\n"
        "         reviewer_label: – → Anna\n         review_date: – → 2026-12-01\n",
    )
    assert "1 added, 1 changed, 0 the same, 0 refused; not reviewed by a person: 1 of the added" in shown.stderr
    assert "nothing is written: add --write" in shown.stderr
    assert links.read_text(encoding="utf-8") == LINKS
    for option, expected in (("--write", "1 added, 1 changed"), ("--apply", "0 added, 0 changed, 2 the same")):
        assert expected in run("import", file, option, "--project", root).stderr
    assert "Anna" in links.read_text(encoding="utf-8")
    assert (root / "data" / "links-imported.ttl").exists()


def test_what_is_refused_is_named_and_the_rest_is_written(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.sssom.tsv"
    file.write_bytes(table(NEW, {"subject_id": "id:nato", "object_id": "wd:Q1"}, NEW | {"object_id": "foo:1"}))
    result = run("import", file, "--write", "--project", root)
    assert result.exit_code == 1
    links = root / "data" / "links.ttl"
    assert result.stderr.splitlines() == [
        f"{file}:7: id:nato skos:exactMatch wd:Q1: one thing is an exact match of two items: "
        f"id:nato skos:exactMatch wd:Q7184 ({links}:22); remove or correct one of them",
        f"{file}:8: id:moscow: object_id: foo:1 has the unknown prefix foo: add it under curie_map in the header",
        "aliansi: 1 added, 0 changed, 0 the same, 2 refused",
    ]
    assert "wd:Q649" in (root / "data" / "links-imported.ttl").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["a.sssom.yml", "a.yml", "a.yaml", "other.yml"])
def test_the_header_is_found_next_to_the_table(root: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "a.sssom.tsv").write_bytes(table(NEW, header=""))
    (tmp_path / name).write_text(HEADER.replace("#", ""), encoding="utf-8")
    options: list[str | Path] = ["--metadata", tmp_path / name] if name == "other.yml" else []
    result = run("import", tmp_path / "a.sssom.tsv", *options, "--project", root)
    assert (result.exit_code, "1 added" in result.stderr) == (0, True)


@pytest.mark.parametrize(
    ("args", "status", "words"),
    [
        (["import", "missing.tsv"], 1, "missing.tsv: cannot be read"),
        (["import", "."], 1, "cannot be read"),
        (["export", "."], 2, ". is a folder: name a file in it"),
        (["import"], 2, "Missing argument"),
        (["import", "empty.tsv"], 1, "empty.tsv: is empty"),
    ],
)
def test_wrong_usage_is_one_clear_line(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], status: int, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.tsv").write_bytes(b"")
    result = run(*args, "--project", root)
    assert (result.exit_code, result.stdout) == (status, "")
    assert words in result.stderr
    assert "Traceback" not in result.output
