"""`aliansi link quickstatements`: a file on standard output, and on standard error what it lacks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from aliansi.cli import commands
from tests.linking.support.quickstatements_reader import read_line

DATA = """\
@prefix al: <https://w3id.org/aliansi/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix id: <https://w3id.org/aliansi/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix wd: <http://www.wikidata.org/entity/> .
id:csto a al:Alliance ; skos:exactMatch wd:Q318693 .
id:uzbekistan a al:State ; skos:exactMatch wd:Q265 .
id:source-a a al:Source ; dcterms:title "A" ; rdfs:seeAlso <https://a.org/> .
id:first a al:Membership ; al:member id:uzbekistan ; al:alliance id:csto ; al:start "1992-05-15" ; al:end "1999" ;
    dcterms:source id:source-a .
id:second a al:Membership ; al:member id:uzbekistan ; al:alliance id:csto ; al:start "2006" ; al:end "[2012..2013]" ;
    dcterms:source id:source-a .
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("p")
    for part in ("ontology", "data", "queries/questions", "records"):
        (folder / part).mkdir(parents=True)
    (folder / "data" / "things-a.ttl").write_text(DATA, encoding="utf-8")
    (folder / "records" / "Q265.json").write_text(json.dumps({"id": "Q265", "type": "item", "claims": {}}))
    return folder


def run(root: Path, *args: str) -> Result:
    records = [] if "--records" in args else ["--records", str(root / "records")]
    return CliRunner().invoke(commands, ["link", "quickstatements", *records, *args, "--project", str(root)])


@pytest.mark.parametrize(("tool", "start"), [("2", "Q265\t!P463\t"), ("3", "+Q265\tP463\t")])
def test_a_state_that_came_back_has_two_statements(root: Path, tool: str, start: str) -> None:
    result = run(root, "--tool", tool, "--retrieved", "2026-12-01")
    assert result.exit_code == 0
    first, second = result.stdout.splitlines()
    assert first.startswith("Q265\tP463\tQ318693\tP580\t+1992-05-15T00:00:00Z/11\tP582\t+1999-00-00T00:00:00Z/9\tS854")
    assert second == (
        f'{start}Q318693\tP580\t+2006-00-00T00:00:00Z/9\tS854\t"https://a.org/"\tS813\t+2026-12-01T00:00:00Z/11'
    )
    assert [read_line(line, tool)["is_new"] for line in (first, second)] == [False, True]
    assert result.stderr.splitlines() == [
        f"aliansi: 2 statements for QuickStatements {tool}; nothing was sent",
        "aliansi: left out: 1, because its end is between two dates, which no qualifier says ([2012..2013]) "
        "(id:second)",
    ]


def test_csv_leaves_the_second_one_out_and_says_so(root: Path) -> None:
    result = run(root, "--form", "csv")
    assert result.stdout.splitlines() == [
        "qid,P463,qal580,qal582,S854",
        'Q265,Q318693,+1992-05-15T00:00:00Z/11,+1999-00-00T00:00:00Z/9,"""https://a.org/"""',
    ]
    assert "1 statement for QuickStatements 2; nothing was sent" in result.stderr
    assert "add --retrieved DAY" in result.stderr
    assert "which CSV cannot say: use --form v1 (id:second)" in result.stderr


def test_a_broken_record_is_named_and_the_others_are_used(root: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("{")
    result = run(root, "--records", str(tmp_path), "--records", str(root / "records"))
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 2
    assert "bad.json" in result.stderr


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--retrieved", "yesterday"], "--retrieved yesterday is not a day: write it as 2026-12-01"),
        (["--tool", "1"], "'1' is not one of '2', '3'"),
        (["--form", "xml"], "'xml' is not one of"),
        (["--records", "missing"], "missing"),
    ],
)
def test_wrong_usage_is_one_clear_line(root: Path, args: list[str], words: str) -> None:
    result = run(root, *args)
    assert result.exit_code in (1, 2)
    assert words in result.stderr
    assert "Traceback" not in result.output
