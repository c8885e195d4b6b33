"""``aliansi link compare``: each command of the documentation, the formats, and bad input in one line each."""

from __future__ import annotations

import csv
import json
import re
import shlex
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from aliansi import pipeline
from aliansi.cli import commands
from aliansi.project.folder import Project
from tests.linking.comparison.support.cases import day, member_of
from tests.linking.support.fake_wikibase import fake_wikibase
from tests.linking.support.wikidata_json import item

ROOT = Path(__file__).parents[3]
SECTION = (ROOT / "docs" / "wikidata.md").read_text(encoding="utf-8").partition("## Compare facts with Wikidata")[2]
SECTION = SECTION.partition("\n## ")[0]
COMMANDS = re.findall(r"^aliansi (link compare .*)$", SECTION, re.MULTILINE)
GUID = "Q36$C88D81D7-2AE4-4091-81B5-8FFA4903F733"
NO_ROWS = "aliansi: no rows are about what you ask for; without --thing, --class and --verdict there are 6\n"
POLAND = item(
    "Q36",
    member_of("Q7184", day("1999-03-13"), guid="Q36$nato"),
    member_of("Q41644", day("1955-05-14"), day("1991-07-01"), guid="Q36$pact"),
)


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    """Build the shipped project, so that no test takes the time for it."""
    pipeline.open_store(Project(ROOT))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a record of Poland, which is the current one."""
    (tmp_path / "records").mkdir()
    (tmp_path / "data").mkdir()
    (tmp_path / "records" / "Q36.json").write_text(json.dumps(POLAND))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(commands, [*map(str, args), "--project", str(ROOT)])


def compare(*args: str | Path) -> Result:
    return run("link", "compare", *args)


def test_the_documentation_has_commands() -> None:
    assert len(COMMANDS) >= 5


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_of_the_documentation_run(command: str, folder: Path) -> None:
    result = run(*shlex.split(command))
    assert (result.exit_code, result.stderr.removeprefix(NO_ROWS)) == (0, "")
    assert result.stdout or (folder / "ledger.csv").is_file() or (folder / "data" / "ledger-wikidata.ttl").is_file()


@pytest.mark.parametrize("verdict", ["one day", "one-day", "One_Day"])
def test_rows_with_a_verdict_are_shown_with_the_words_or_sources(verdict: str, folder: Path) -> None:
    result = compare("--records", "records", "--verdict", verdict)
    assert "poland in nato" in result.stdout
    assert "1 day later there" in result.stdout
    assert result.stdout.endswith("(1 row)\n")


@pytest.mark.parametrize(("name", "form"), [("a.csv", ()), ("a.json", ()), ("a.data", ("--format", "csv"))], ids=str)
def test_the_extension_of_the_file_is_the_format(name: str, form: tuple[str, ...], folder: Path) -> None:
    result = compare("--records", "records", "-o", name, *form)
    assert (result.exit_code, result.output) == (0, "")
    written = (folder / name).read_text(encoding="utf-8")
    rows = json.loads(written)["rows"] if name == "a.json" else list(csv.DictReader(written.splitlines()))
    assert {row["item"] for row in rows} == {"Q36"}


def test_lines_of_a_dump_that_nothing_is_linked_to_are_left_out(folder: Path) -> None:
    dump = folder / "dump.json"
    dump.write_text("[\n" + ",\n".join(json.dumps(each) for each in (item("Q999999"), POLAND)) + "\n]\n")
    result = compare("--records", dump, "--format", "summary")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "records that nothing here is linked to: 0" in result.stdout


@pytest.mark.parametrize(
    ("args", "status", "message"),
    [
        ((), 2, "give --records with saved records, or --api: nothing is read from the web without an address"),
        (
            ("--records", "https://www.wikidata.org/wiki/Special:EntityData/Q36.json"),
            2,
            "Q36.json is an address: give a saved file, or --api https://www.wikidata.org --save records",
        ),
        (("--records", "records", "--save", "saved"), 2, "--save is about --api: leave it out"),
        (("--api", "http://127.0.0.1:1/"), 1, "127.0.0.1:1: no connection: "),
        (("--api", "wikidata"), 2, "invalid address 'wikidata"),
        (
            ("--records", "records", "--strict"),
            2,
            "--strict is about --format mismatch-finder, not table: leave it out",
        ),
        (("--records", "records", "--format", "xml"), 2, "unknown format 'xml'; valid: table, csv, xlsx, json, "),
        (("--records", "records", "--verdict", "wrong"), 2, "unknown verdict 'wrong'; valid: confirmed, coarser there"),
        (("--records", "records", "--thing", "polnd"), 2, "unknown thing or fact 'polnd': give its id such as poland"),
        (("--records", "records", "--class", "Stat"), 2, "no thing or fact has the class 'Stat'"),
        (
            ("--records", "records", "-o", "records"),
            2,
            "records is a folder: name a file in it, such as records/ledger.csv",
        ),
        (("--records", "records", "-o", "x.xyz"), 2, "x.xyz: no format has the extension '.xyz': add --format"),
        (("--records", "records", "--source", "book"), 2, "--source is about --format turtle, not table"),
        (
            ("--records", "records", "--source", "nowhere", "--format", "turtle"),
            2,
            "'nowhere' is not a source here: describe it in data/ as an al:Source and give its id",
        ),
        (("--records", "nowhere.json"), 1, "nowhere.json: cannot be read: No such file or directory"),
    ],
    ids=[
        *("no records", "address", "save", "no host", "no address"),
        "strict",
        "format",
        "verdict",
        "thing",
        "class",
        "folder",
        "extension",
        "source",
        "no source",
        "no file",
    ],
)
def test_bad_input_is_refused_in_one_line(args: tuple[str, ...], status: int, message: str, folder: Path) -> None:
    result = compare(*args)
    assert result.exit_code == status
    assert message in result.stderr
    assert "Traceback" not in result.output


def test_a_broken_record_is_reported_and_the_others_are_compared(folder: Path) -> None:
    (folder / "records" / "Q2.json").write_text("null")
    result = compare("--records", "records", "--format", "csv")
    assert result.exit_code == 1
    assert "Q36" in result.stdout
    assert result.stderr.startswith("records/Q2.json")
    assert result.stderr.endswith("aliansi: 1 error in the records; the others were compared\n")


def test_turtle_cites_the_source_of_the_records(folder: Path) -> None:
    result = compare("--records", "records", "--source", "id:source-wikidata-2020", "-o", "ledger-wikidata.ttl")
    assert (result.exit_code, result.output) == (0, "")
    written = (folder / "ledger-wikidata.ttl").read_text(encoding="utf-8")
    assert written.count("a al:Comparison ;") == written.count("dcterms:source id:source-wikidata-2020 .") > 3


def test_a_broken_record_alone_is_not_compared(folder: Path) -> None:
    (folder / "records" / "Q36.json").write_text("null")
    result = compare("--records", "records")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (1, "(0 rows)")
    assert result.stderr.endswith("aliansi: 1 error in the records; nothing was compared\n")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--verdict", "overlap"), NO_ROWS),
        (("--thing", "Q999"), NO_ROWS),
        (("--class", "Tenure"), NO_ROWS),
    ],
    ids=["verdict", "item without a record", "class"],
)
def test_an_empty_ledger_says_why(args: tuple[str, ...], message: str, folder: Path) -> None:
    result = compare("--records", "records", *args)
    assert (result.exit_code, result.stdout.splitlines()[-1], result.stderr) == (0, "(0 rows)", message)


def test_records_of_nothing_here_say_so(folder: Path) -> None:
    (folder / "records" / "Q36.json").rename(folder / "Q36.json")
    (folder / "records" / "Q999999.json").write_text(json.dumps(item("Q999999")))
    result = compare("--records", "records")
    assert (result.exit_code, result.stderr) == (
        0,
        "aliansi: no rows: no record is of an item that something here is linked to\n",
    )


def test_the_records_of_all_linked_items_are_read_from_an_api_and_saved(folder: Path) -> None:
    with fake_wikibase(POLAND) as host:
        result = compare("--api", host.address, "--save", "saved", "--contact", "me@example.org", "--format", "csv")
        asked = [each for request in host.requests[1:] for each in request["ids"].split("|")]
        assert {"me@example.org" in sent["User-Agent"] for sent in host.headers} == {True}
    assert {"Q36", "Q211274", "Q7184", "Q318693"} <= set(asked)
    assert len(asked) == len(set(asked)) < 100
    assert "Q36" in result.stdout
    assert (folder / "saved" / "Q36.json").is_file()
    again = compare("--records", "saved/Q36.json", "--format", "csv")
    assert (again.exit_code, again.stdout) == (0, result.stdout)


def test_nothing_is_read_from_the_web_without_an_address(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    assert compare("--records", "records").exit_code == 0


def test_help_shows_an_example() -> None:
    assert (
        "aliansi link compare --records"
        in CliRunner().invoke(commands, ["link", "compare", "--help"]).output.split("Example:")[1]
    )


def test_conflicts_are_a_file_for_the_mismatch_finder(folder: Path) -> None:
    ended = item("Q36", member_of("Q41644", day("1955-05-14"), day("1990-01-01"), guid=GUID))
    (folder / "records" / "Q36.json").write_text(json.dumps(ended))
    result = compare("--records", "records", "--format", "mismatch-finder")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1:] == [
        f"Q36,{GUID},P582,1990-01-01,Q1985727,1991-07-01,"
        "https://w3id.org/aliansi/id/reference-warsaw-pact-membership-poland-1955,qualifier"
    ]
    assert result.stderr == "aliansi: 1 mismatch for the Mismatch Finder; nothing was sent\n"


def test_what_the_mismatch_finder_does_not_get_is_counted(folder: Path) -> None:
    ended = item("Q36", member_of("Q41644", day("1955-05-14"), day("1991-07-02"), guid=GUID))
    (folder / "records" / "Q36.json").write_text(json.dumps(ended))
    result = compare("--records", "records", "--format", "mismatch-finder", "-o", "mismatches.csv")
    assert result.stdout == ""
    assert "0 mismatches for the Mismatch Finder" in result.stderr
    assert "left out: 1, because the dates differ by one day: add --strict" in result.stderr
    assert (folder / "mismatches.csv").read_bytes().count(b"\n") == 1
    assert "1 mismatch for" in compare("--records", "records", "--format", "mismatch-finder", "--strict").stderr
