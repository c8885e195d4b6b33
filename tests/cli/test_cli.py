"""Every command with good and bad input: one clear line, the right exit status, no traceback."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from aliansi.cli import commands
from aliansi.project.folder import Project
from tests.support import slow


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one fact, a question and a table, quick to build."""
    root = tmp_path_factory.mktemp("small")
    for part in ("ontology", "data", "queries/questions", "queries/exports"):
        (root / part).mkdir(parents=True)
    (root / "data" / "note-x.ttl").write_text('<http://example.org/a> <http://example.org/p> "1" .')
    header = "# title: T\n# title-id: T\n# question: Q?\n# question-id: Q?\n# keywords: k\n# param o: value | nilai\n"
    query = 'SELECT ?s ?o WHERE { VALUES ?o { "1" } ?s <http://example.org/p> ?o }\n'
    (root / "queries" / "questions" / "values.rq").write_text(header + query)
    (root / "queries" / "exports" / "all.rq").write_text("# title: all\n" + query)
    return root


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(commands, [str(arg) for arg in args])


def refused(result: Result, status: int, *words: str) -> None:
    """Assert that the last line names the error, without a traceback or standard output."""
    assert result.exit_code == status, result.output
    assert isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    for word in words:
        assert word in result.stderr


@pytest.mark.parametrize("command", ["build", "check", "query", "quote", "serve", "export"])
def test_help_shows_an_example(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert f"aliansi {command}" in result.output.split("Example:")[1]


def test_build_prints_the_file_that_it_wrote(small: Path) -> None:
    result = run("build", "--project", small)
    assert result.exit_code == 0
    assert Path(result.stdout.strip()).read_text().count("example.org/a") >= 1


def test_check_says_that_all_is_well(small: Path) -> None:
    result = run("check", "--project", small)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "no errors" in result.stdout


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("table", "s                     o\n--------------------  -\nhttp://example.org/a  1\n(1 row)\n"),
        ("csv", "s,o\r\nhttp://example.org/a,1\r\n"),
    ],
)
def test_query_answers_a_question(small: Path, form: str, expected: str) -> None:
    result = run("query", "values", "--project", small, "--format", form)
    assert result.stdout_bytes.decode() == expected


def test_query_takes_parameters_and_files(small: Path, tmp_path: Path) -> None:
    result = run("query", "values", "--param", "o=2", "--format", "json", "--project", small)
    assert json.loads(result.stdout)["results"]["bindings"] == []
    file = tmp_path / "ask.rq"
    file.write_text("ASK { ?s ?p ?o }")
    assert run("query", file, "--project", small).stdout == "yes\n"
    file.write_text("CONSTRUCT WHERE { ?s <http://example.org/p> ?o }")
    assert '"1"' in run("query", file, "--format", "ttl", "--project", small).stdout


def test_quote_finds_words_and_their_place(text_folder: Path, shipped: Project) -> None:
    result = run("quote", "NATO tetap eksis", "--source", "article", "--text", text_folder, "--project", shipped.root)
    assert result.exit_code == 0
    assert "oa:start 288 ;\n    oa:end 304 ." in result.stdout


@pytest.fixture
def second(small: Path, tmp_path: Path) -> Path:
    """A project with the source of the case crlf.txt, without its text."""
    case = Path(__file__).parents[3] / "shared" / "cases" / "second-source.ttl"
    if not case.is_file():
        pytest.skip("the cases are not next to the project (../shared/cases)")
    project = shutil.copytree(small, tmp_path / "second", ignore=shutil.ignore_patterns("build"))
    shutil.copy(case, project / "data" / "things-sources.ttl")
    (project / "text").mkdir()
    return project


def give_text(project: Path, content: bytes) -> None:
    """Give the second source another text."""
    file = project / "data" / "things-sources.ttl"
    turtle = re.sub("sha256:[0-9a-f]+", f"sha256:{sha256(content).hexdigest()}", file.read_text(encoding="utf-8"))
    file.write_text(turtle, encoding="utf-8")
    (project / "text" / "a.txt").write_bytes(content)


@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r"], ids=repr)
def test_quote_prints_turtle_whatever_the_line_ends_of_the_copy(second: Path, end: bytes) -> None:
    (second / "text" / "a.txt").write_bytes(b"NATO acted." + end + b"NATO acted." + end)
    result = run("quote", "acted.\nnato", "--source", "second", "--project", second)
    assert 'oa:exact "acted.\\r\\nNATO" .' in result.stdout
    assert "oa:start 5 ;\n    oa:end 17 ." in result.stdout
    chosen = run("quote", "acted.", "--source", "second", "--project", second, "--occurrence", "2")
    assert "oa:start 18 ;" in chosen.stdout


@pytest.mark.parametrize("encoding", slow.sample(["cp1252", "ascii"], 1))
def test_quote_writes_utf_8_whatever_the_locale(second: Path, encoding: str) -> None:
    content = "Côte d’Ivoire 北约".encode()
    give_text(second, content)
    command = (
        sys.executable,
        "-m",
        "aliansi",
        "quote",
        "côte d'ivoire 北约",
        "--source",
        "second",
        "--project",
        second,
    )
    done = subprocess.run(command, env={**os.environ, "PYTHONIOENCODING": encoding}, capture_output=True, check=True)
    assert 'oa:exact "Côte d’Ivoire 北约" .' in done.stdout.decode()


def test_a_text_that_is_not_utf_8_is_named_by_file_and_line(second: Path) -> None:
    content = "First.\nCôte d’Ivoire acted.".encode("cp1252")
    give_text(second, content)
    result = run("quote", "acted.", "--source", "second", "--project", second)
    refused(result, 1, "a.txt:2: is not UTF-8; it is likely windows-1252", "iconv -f windows-1252")


def test_export_lists_its_files(small: Path, tmp_path: Path) -> None:
    result = run("export", tmp_path / "out", "--project", small)
    assert [Path(line).name for line in result.stdout.splitlines()][-2:] == ["all.csv", "README.md"]


def test_export_replaces_its_own_files_only(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = shutil.copytree(small, tmp_path / "mine")
    (project / "README.md").write_text("# Mine\n")
    monkeypatch.chdir(project)
    before = {file: file.read_bytes() for file in project.rglob("*") if file.is_file()}
    refused(run("export", "."), 2, ". is not empty and not an export (README.md, ")
    refused(run("export", ""), 2, "DIR is empty: name the folder of the export")
    refused(run("export", "README.md"), 2, "README.md is a file")
    assert {file: file.read_bytes() for file in project.rglob("*") if file.is_file()} == before


def test_export_into_the_empty_current_folder(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        result = run("export", ".", "--project", small)
        assert (result.exit_code, "run “cd .”" in result.stderr) == (0, True)
        assert "README.md" in {file.name for file in tmp_path.iterdir()}
        monkeypatch.chdir(tmp_path)


PROJECT_COMMANDS = [
    ("build",), ("check",), ("query", "values"), ("quote", "x", "--source", "article"), ("serve",), ("export", "out"),
]  # fmt: skip


@pytest.mark.parametrize("command", PROJECT_COMMANDS, ids=lambda command: command[0])
def test_a_folder_that_is_no_project_is_refused(command: tuple[str, ...], tmp_path: Path) -> None:
    refused(run(*command, "--project", tmp_path), 2, "is not an Aliansi project: it has no ontology/, data/, queries/")
    refused(run(*command, "--project", tmp_path / "none"), 2, "there is no such folder")


@pytest.mark.parametrize("command", PROJECT_COMMANDS, ids=lambda command: command[0])
def test_a_syntax_error_is_named_by_file_and_line(
    command: tuple[str, ...], small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    broken = shutil.copytree(small, tmp_path / "broken")
    shutil.rmtree(broken / "build", ignore_errors=True)
    (broken / "data" / "note-x.ttl").write_text("\n<http://example.org/a> <http://example.org/p> .")
    refused(run(*command, "--project", broken), 1, "broken/data/note-x.ttl:2: syntax error at column", "1 error found")


def test_an_unknown_question_names_those_that_there_are(small: Path) -> None:
    refused(run("query", "valeus", "--project", small), 2, "unknown question valeus; did you mean values?")
    refused(run("query", "VALUES", "--project", small), 2, "did you mean values?")
    refused(run("query", "members", "--project", small), 2, "see their names with aliansi query --list")
    refused(run("query", "--project", small), 2, "--list shows the names")
    assert run("query", "--list", "--project", small).stdout == "values  T\n"
    refused(run("query", "none.rq", "--project", small), 2, "none.rq: no such file")


@pytest.mark.parametrize(
    ("param", "words"),
    [
        ("x=1", "the question values has no parameter x; it takes: o"),
        ("o", "--param o: write it as NAME=VALUE"),
    ],
)
def test_a_wrong_parameter_is_named(small: Path, param: str, words: str) -> None:
    refused(run("query", "values", "--param", param, "--project", small), 2, words)


def test_a_query_that_is_none_is_refused_with_its_place(small: Path, tmp_path: Path) -> None:
    file = tmp_path / "bad.rq"
    file.write_text("SELECT ?s WHERE {\n ?s ?p }")
    refused(run("query", file, "--project", small), 2, f"{file}:2: not a SPARQL query: line 2, column 8")


def test_an_answer_that_has_no_such_form_is_refused(small: Path) -> None:
    refused(run("query", "values", "--format", "ttl", "--project", small), 2, "only a CONSTRUCT or DESCRIBE query")


@pytest.mark.parametrize(
    ("words", "source", "message"),
    [
        pytest.param("NATO bubar", "article", "stands nowhere in the text", id="other-words"),
        pytest.param("NATO", "articel", "no source with a hash has this id; there are: article", id="other-source"),
        pytest.param("x" * 201, "article", "201 characters; quote between 1 and 200", id="too-long"),
    ],
)
def test_words_that_stand_nowhere_are_refused(
    words: str, source: str, message: str, text_folder: Path, shipped: Project
) -> None:
    refused(run("quote", words, "--source", source, "--text", text_folder, "--project", shipped.root), 2, message)


def test_a_folder_without_the_text_is_refused(shipped: Project, tmp_path: Path) -> None:
    arguments = ("quote", "NATO", "--source", "article", "--project", shipped.root, "--text")
    refused(run(*arguments, tmp_path), 2, "no file in", "has the SHA-256 of article")
    refused(run(*arguments, tmp_path / "none"), 2, "no such folder")


def test_a_port_in_use_is_named(small: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        refused(run("serve", "--project", small, "--port", port), 2, port, "in use")


def test_a_dataset_that_is_missing_or_broken_is_named(tmp_path: Path, small: Path) -> None:
    refused(run("serve", "--dataset", tmp_path / "none.nq", "--project", small), 2, "none.nq: cannot be read")
    (tmp_path / "x.nq").write_text("<a:a> <a:b> .")
    refused(run("serve", "--dataset", tmp_path / "x.nq", "--project", small), 2, "x.nq:1: ")


def test_a_folder_that_cannot_be_written_is_named(small: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    refused(run("export", tmp_path / "file" / "out", "--project", small), 1, "Not a directory")
    copy = shutil.copytree(small, tmp_path / "copy")
    shutil.rmtree(copy / "build", ignore_errors=True)
    (copy / "build").write_text("")
    refused(run("build", "--project", copy), 1, "build")


def test_wrong_usage_is_status_2() -> None:
    assert run("query").exit_code == 2
    assert run("bulid").exit_code == 2
    assert run("serve", "--port", "http").exit_code == 2


def piped(small: Path, query: bytes, *args: str) -> Result:
    return CliRunner().invoke(commands, ["query", "-", "--project", str(small), "--format", "csv", *args], input=query)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf", b"# a comment\r\n"], ids=["plain", "marked", "comment"])
def test_a_query_comes_from_standard_input(small: Path, mark: bytes) -> None:
    result = piped(small, mark + b"SELECT ?o { ?s <http://example.org/p> ?o }")
    assert (result.exit_code, result.stdout_bytes) == (0, b"o\r\n1\r\n")


def test_what_is_wrong_on_standard_input_has_its_line(small: Path) -> None:
    refused(piped(small, b"SELECT *\n{ ?s }"), 2, "<standard input>:2: not a SPARQL query: line 2, column 6")
    refused(piped(small, b"ASK {}\n# \xe9"), 1, "<standard input>:2: ", "is not UTF-8")
    refused(piped(small, b""), 2, "there is no query")
    refused(piped(small, b"ASK {}", "--param", "o=1"), 2, "a query from standard input has no parameters")


def test_a_file_of_another_name_can_be_piped(small: Path, tmp_path: Path) -> None:
    (tmp_path / "x.sparql").write_text("ASK {}")
    refused(run("query", tmp_path / "x.sparql", "--project", small), 2, "aliansi query - <")
