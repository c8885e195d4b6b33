"""`aliansi link reconcile`: what it prints, writes and refuses."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from aliansi import pipeline
from aliansi.cli import commands
from aliansi.dataset.store import Store
from aliansi.linking.sssom_reader import read_sssom
from aliansi.namespaces import ID, PREFIXES
from tests.linking.support.fake_wikibase import FakeWikibase, fake_wikibase
from tests.linking.support.unlinked import mapped, without_links
from tests.linking.support.wikidata_json import item, statement

POLAND = item("Q36", statement("P31", "Q3624078"), labels={"en": "Poland"}, lastrevid=16)
PACT = item("Q41644", statement("P31", "Q1127126"), labels={"en": "Warsaw Pact"})
FREEMASONRY = item("Q41726", labels={"en": "Warsaw Pact"})


@pytest.fixture(scope="module")
def bare(shipped_store: Store) -> Store:
    return without_links(shipped_store, *mapped("warsaw-pact", "Q41726", rejected=True))


@pytest.fixture(autouse=True)
def dataset(bare: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "open_store", lambda project: bare)
    monkeypatch.delenv("ALIANSI_CONTACT", raising=False)


@pytest.fixture
def records(tmp_path: Path) -> Path:
    folder = tmp_path / "records"
    folder.mkdir()
    (folder / "Q36.json").write_text(json.dumps({"entities": {"Q36": POLAND}}))
    (folder / "dump.json").write_text("[\n" + ",\n".join(map(json.dumps, (PACT, FREEMASONRY))) + "\n]\n")
    return folder


@pytest.fixture
def host() -> Iterator[FakeWikibase]:
    with fake_wikibase(POLAND, PACT) as serving:
        yield serving


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(commands, ["link", "reconcile", *map(str, args)])


def found(table: bytes) -> list[tuple[str, str]]:
    mappings = read_sssom(Path("a.sssom.tsv"), table).mappings
    return [(each.subject.removeprefix(ID), each.object.removeprefix(PREFIXES["wd"])) for each in mappings]


BOTH = [("poland", "Q36"), ("warsaw-pact", "Q41644")]


def test_saved_records_give_a_table_for_review(records: Path, tmp_path: Path) -> None:
    file = tmp_path / "out" / "a.sssom.tsv"
    result = run("--records", records, "-o", file)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith("aliansi: 2 candidates for 2 of ")
    assert result.stderr.endswith(" things in 3 records\n")
    assert found(file.read_bytes()) == BOTH


def test_standard_output_has_the_table_alone(records: Path) -> None:
    result = run("--records", records / "Q36.json", "--records", records / "dump.json")
    assert found(result.stdout_bytes) == BOTH


@pytest.mark.parametrize("name", ["Alliance", "al:Alliance", "https://w3id.org/aliansi/ontology#Alliance"])
def test_a_class_limits_the_things(name: str, records: Path) -> None:
    result = run("--records", records, "--class", name)
    assert found(result.stdout_bytes) == BOTH[1:]


def test_no_address_no_socket(records: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    assert found(run("--records", records).stdout_bytes) == BOTH


def test_without_an_address_no_http_library_is_loaded() -> None:
    code = "import sys; import aliansi.cli.link.candidates; sys.exit('httpx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_api_of_a_wikibase_is_read_and_saved(host: FakeWikibase, tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    result = run("--class", "Alliance", "--api", host.address, "--save", saved, "--contact", "me@example.org")
    assert (result.exit_code, found(result.stdout_bytes)) == (0, BOTH[1:])
    assert {"me@example.org" in sent["User-Agent"] for sent in host.headers} == {True}
    assert found(run("--class", "Alliance", "--records", saved).stdout_bytes) == BOTH[1:]


def test_records_at_an_address_are_read(host: FakeWikibase, tmp_path: Path) -> None:
    host.services["/wiki/Special:EntityData/Q36.json"] = {"entities": {"Q36": POLAND}}
    address = host.address.replace("/w/api.php", "/wiki/Special:EntityData/Q36.json")
    result = run("--records", address, "--save", tmp_path)
    assert found(result.stdout_bytes) == BOTH[:1]
    assert (tmp_path / "Q36.json").is_file()


@pytest.mark.parametrize(
    "places",
    [
        ("/w/api.php?action=wbgetentities&ids=Q36", "/w/api.php?action=wbgetentities&ids=Q41644"),
        ("/one/records.json", "/two/records.json"),
        ("/entity/Q36", "/entity/Q41644"),
        (f"/{'a' * 300}/{'b' * 300}", "/w/api.php?action=wbgetentities&ids=Q41644"),
        ("/", "/folder/"),
        ("/Special:Entity%2FData.json", "/..%2F..%2Fdata.json"),
    ],
    ids=["queries", "one name in two folders", "no extension", "long", "no name", "escapes"],
)
def test_no_address_replaces_the_records_of_another(
    places: tuple[str, str], host: FakeWikibase, tmp_path: Path
) -> None:
    for place, record in zip(places, (POLAND, PACT), strict=True):
        if "?" not in place:
            host.services[place] = {"entities": {record["id"]: record}}
    origin = host.address.removesuffix("/w/api.php")
    asked = [part for place in places for part in ("--records", f"{origin}{place}")]
    saved = tmp_path / "saved"
    assert found(run(*asked, "--save", saved).stdout_bytes) == BOTH
    assert len(list(tmp_path.iterdir())) == 1
    assert found(run("--records", saved).stdout_bytes) == BOTH


def test_a_reconciliation_service_is_read(host: FakeWikibase) -> None:
    def service(asked: dict[str, str]) -> dict[str, object]:
        if "queries" not in asked:
            return {"name": "Test", "identifierSpace": PREFIXES["wd"], "schemaSpace": "http://example.org/"}
        hits = [{"id": "Q36", "name": "Poland", "score": 90, "match": True, "type": ["Q6256"]}]
        queries = json.loads(asked["queries"])
        return {key: {"result": hits if each["query"] == "Poland" else []} for key, each in queries.items()}

    host.services["/w/api.php"] = service
    result = run("--class", "State", "--service", host.address)
    assert (result.exit_code, found(result.stdout_bytes)) == (0, BOTH[:1])


def test_a_broken_record_is_reported_and_the_rest_is_read(records: Path) -> None:
    (records / "broken.json").write_text('{"entities"')
    result = run("--records", records)
    assert (result.exit_code, found(result.stdout_bytes)) == (1, BOTH)
    assert f"{records / 'broken.json'}:1: is cut" in result.stderr
    assert "; not read: 1\n" in result.stderr


def test_a_table_of_a_reviewer_is_not_replaced(records: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.sssom.tsv"
    file.write_text("reviewed")
    result = run("--records", records, "-o", file)
    assert (result.exit_code, file.read_text()) == (2, "reviewed")
    assert "may hold decisions of a reviewer; choose another name" in result.stderr


@pytest.mark.parametrize(
    ("args", "status", "message"),
    [
        ((), 2, "give --records, --service or --api"),
        (("--records", "none/"), 2, "none/: no such file or folder of records"),
        (("--records", ".", "--class", "Stat"), 2, "no things of the class 'Stat'; classes: "),
        (("--api", "wikidata"), 2, "invalid address 'wikidata"),
        (("--api", "https://me:secret@example.org/"), 2, "write it without"),
        (("--service", "http://127.0.0.1:1/"), 1, "127.0.0.1:1: no connection: "),
        (("--records", "http://127.0.0.1:1/a.json"), 1, "127.0.0.1:1: no connection: "),
        (("--api", "http://127.0.0.1:1/", "--contact", "я"), 2, "invalid contact"),
        (("--records", ".", "--limit", "0"), 2, "0 is not in the range"),
    ],
    ids=str,
)
def test_what_cannot_work_says_why(args: tuple[str, ...], status: int, message: str) -> None:
    result = run(*args)
    assert (result.exit_code, message in result.stderr) == (status, True)
    assert "Traceback" not in result.stderr
