from __future__ import annotations

import bz2
import gzip
import json
import lzma
import os
import random
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aliansi.linking.record_files import MAX_FINDINGS
from aliansi.linking.record_reader import RecordReader, read_records, record_files
from aliansi.linking.records import Records
from tests.linking.support.wikidata_json import item, statement

WIKIDATA = Path(__file__).parents[3] / "shared" / "wikidata"
needs_wikidata = pytest.mark.skipif(not WIKIDATA.is_dir(), reason="needs ../shared/wikidata")

PACT = item("Q41644", statement("P31", "Q1127126"), labels={"en": "Warsaw Pact", "mul": "WP"}, lastrevid=14)
POLAND = item("Q36", statement("P463", "Q7184"), labels={"en": "Poland"}, aliases={"ru": ["Польша"]})
ONE, BOTH = {"Q41644"}, {"Q41644", "Q36"}


def dumps(*entities: object) -> list[str]:
    return [json.dumps(each) for each in entities]


def messages(records: Records, folder: Path) -> list[str]:
    return [finding.render(folder) for finding in (*records.findings, *records.notes)]


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Records]:
    def read(content: str | bytes, name: str = "records.json", **options: Any) -> Records:
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_records([tmp_path / name], **options)

    return read


FORMS = {
    "EntityData": json.dumps({"entities": {"Q41644": PACT}}),
    "wbgetentities": json.dumps({"entities": {"Q41644": PACT, "Q36": POLAND}, "success": 1}),
    "wbgetentities with an array": json.dumps({"entities": [PACT, POLAND]}),
    "entity": json.dumps(PACT),
    "pretty-printed": json.dumps({"entities": {"Q41644": PACT, "Q36": POLAND}}, indent=1),
    "pretty-printed entity": json.dumps(PACT, indent="\t"),
    "array on one line": json.dumps([PACT, POLAND]),
    "array over lines": json.dumps([PACT, POLAND], indent=2),
    "entities one after another": json.dumps(PACT, indent=2) + "\n" + json.dumps(POLAND, indent=2),
    "dump": "[\n" + ",\n".join(dumps(PACT, POLAND)) + "\n]\n",
    "dump without brackets": "\n".join(dumps(PACT, POLAND)),
    "lines with commas": ",\n".join(dumps(PACT, POLAND)) + ",\n",
    "lines with blank lines and CRLF": "\r\n\r\n".join(["", *dumps(PACT, POLAND), ""]),
    "bracket on the first line": "[" + ",\n".join(dumps(PACT, POLAND)) + "]",
    "one line of a dump": json.dumps(PACT) + ",\n",
    "answers on lines": "\n".join(dumps({"entities": {"Q41644": PACT}}, {"entities": {"Q36": POLAND}})),
    "byte order mark": "\ufeff" + json.dumps(PACT),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_read(form: str, read: Callable[..., Records]) -> None:
    records = read(FORMS[form])
    assert (set(records.records), records.findings) == (BOTH if "Poland" in FORMS[form] else ONE, ())
    pact = records.records["Q41644"]
    assert (pact.labels, pact.revision) == ({"en": "Warsaw Pact", "mul": "WP"}, 14)
    assert [each.snak.item for each in pact.of("P31")] == ["Q1127126"]


@pytest.mark.parametrize(
    ("name", "pack"),
    [("a.json.gz", gzip.compress), ("a.json.bz2", bz2.compress), ("a.json.xz", lzma.compress), ("a", gzip.compress)],
    ids=["gzip", "bzip2", "xz", "gzip without extension"],
)
@pytest.mark.parametrize("form", ["dump", "pretty-printed"])
def test_compressed_files_are_read(name: str, pack: Any, form: str, read: Callable[..., Records]) -> None:
    assert set(read(pack(FORMS[form].encode()), name).records) == BOTH


def test_a_dump_in_several_streams_of_bzip2_is_read(read: Callable[..., Records]) -> None:
    first, second = dumps(PACT, POLAND)
    content = bz2.compress(f"[\n{first},\n".encode()) + bz2.compress(f"{second}\n]".encode())
    assert set(read(content, "dump.json.bz2").records) == BOTH


def test_a_form_does_not_change_the_check_sum(read: Callable[..., Records]) -> None:
    sums = {read(FORMS[form]).records["Q41644"].sha256 for form in FORMS}
    assert len(sums) == 1
    assert len(sums.pop()) == 64


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "records.json: is empty; download it again"),
        ("  \n", "records.json: is empty; download it again"),
        ("null", "records.json:1: no record of Wikidata, but null: save"),
        ("7", "records.json: is not JSON: it starts with '7'"),
        ("{}", "records.json:1: no record of Wikidata: save"),
        ("item,itemLabel\nhttp://www.wikidata.org/entity/Q36,Poland", "'item,itemLabel\\nhttp:'; save https://www."),
        ('{"head": {}, "results": {}}', "records.json:1: no record of Wikidata: save"),
        (
            '{"error": {"code": "toomanyvalues", "info": "Too many values."}}',
            "records.json:1: an answer with an error, not records: toomanyvalues: Too many values.",
        ),
        ('{"error": "of another form"}', 'an error, not records: "of another form"'),
        ("<!DOCTYPE html>\n<html><head>\n<title>Not Found", "is a web page (HTML), not JSON; download the data again"),
        ("PK\x03\x04abc", "is a ZIP archive, not JSON; unpack it"),
        ("abc", "is not JSON: it starts with 'abc'"),
        (json.dumps(PACT).encode("utf-16"), "is UTF-16, not JSON; save it as UTF-8"),
        (json.dumps(PACT)[:-9], "records.json:1: is cut: its JSON has no end; download it again"),
        (json.dumps(PACT, indent=1)[:-60], "is cut: its JSON has no end; download it again"),
        (json.dumps(PACT, indent=1).replace('"type": "item"', '"type" "item"'), "records.json:2: is not JSON: expec"),
        (json.dumps(PACT, indent=1).replace("Warsaw", "Вар").encode("cp1251"), "is not UTF-8"),
        ('{"entities": {"Q1": null}}', "records.json:1: Q1: the record must be an object, not null"),
        ('{"entities": {"Q1": {"id": "Q1", "type": "item"}}}', "Q1: a record without claims; request it with props="),
        (json.dumps({**PACT, "id": "Warsaw Pact"}), "a record without the id of an item, such as Q36"),
        (json.dumps({**PACT, "labels": {"en": {"language": "en", "value": "\ud800"}}}), "half of a surrogate pair"),
        ("[" * 100_000, "is not JSON of Wikidata"),
        ("[" * 900 + "]" * 900, "records.json:1: no record of Wikidata, but a list in a list"),
        (json.dumps({**PACT, "claims": None}), "Q41644: a record without claims"),
        ('{"id": "Q1", "claims": ' + "9" * 5000 + "}", "is not JSON of Wikidata"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_what_is_no_record_is_a_finding(
    content: str | bytes, message: str, read: Callable[..., Records], tmp_path: Path
) -> None:
    records = read(content)
    assert records.records == {}
    assert len(records.findings) == 1
    assert message in messages(records, tmp_path)[0]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"type":"item","id":"Q1","labels":{"en"}', "is not JSON: expecting ':' delimiter"),
        ('{"type":"item","id":"Q1","lab', "is cut"),
        ("null", "no record of Wikidata, but null"),
        ("\udcff", "is not UTF-8"),
        ("{<html>}", "is not JSON"),
        ("[" * 100_000, "nested too deep"),
    ],
    ids=lambda value: repr(value)[:30],
)
@pytest.mark.parametrize("place", [0, 1, 2], ids=["first", "middle", "last"])
def test_the_rest_of_a_dump_with_a_broken_line_is_read(
    line: str, message: str, place: int, read: Callable[..., Records], tmp_path: Path
) -> None:
    lines = dumps(PACT, POLAND)
    lines.insert(place, line)
    records = read(("[\n" + ",\n".join(lines) + "\n]\n").encode(errors="surrogateescape"))
    assert set(records.records) == BOTH
    assert [each.render(tmp_path).startswith(f"records.json:{place + 2}: ") for each in records.findings] == [True]
    assert message in records.findings[0].message


def test_a_part_of_a_dump_may_begin_in_a_line(read: Callable[..., Records], tmp_path: Path) -> None:
    records = read('abel": {"en": {}}},\n' + ",\n".join(dumps(PACT, POLAND)) + "\n]")
    assert set(records.records) == BOTH
    assert len(records.findings) == 1
    assert "records.json:1: is not JSON" in messages(records, tmp_path)[0]


def test_a_line_over_the_limit_is_left_out(read: Callable[..., Records], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aliansi.linking.record_files.MAX_LINE", 4000)
    first, second = dumps(PACT, POLAND)
    records = read(f"[\n{first},\n{'x' * 9000},\n{second}\n]")
    assert set(records.records) == BOTH
    assert [each.location.line for each in records.findings if each.location] == [3]
    assert "is left out" in records.findings[0].message


def test_only_the_first_of_many_broken_lines_are_named(read: Callable[..., Records]) -> None:
    records = read("\n".join([*dumps(PACT, POLAND), *["broken"] * 500]))
    assert set(records.records) == BOTH
    assert len(records.findings) == MAX_FINDINGS
    assert records.findings[-1].message.endswith("; further lines that cannot be read are not named")


@pytest.mark.parametrize("depth", [100, 500, 900, 980, 990])
def test_a_deep_record_is_read_or_a_finding(depth: int, read: Callable[..., Records]) -> None:
    deep = '{"type":"item","id":"Q5","claims":{},"deep":' + "[" * depth + "]" * depth + "}"
    records = read(deep)
    assert len(records.records) + len(records.findings) == 1


def test_a_document_over_the_limit_says_what_to_do(
    read: Callable[..., Records], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aliansi.linking.record_files.MAX_DOCUMENT", 100)
    records = read(json.dumps(PACT, indent=1))
    assert records.records == {}
    assert "write a record on each line: jq -c" in records.findings[0].message


@pytest.mark.parametrize("cut", [30, 200])
def test_records_before_the_cut_of_a_truncated_file_are_read(
    cut: int, read: Callable[..., Records], tmp_path: Path
) -> None:
    noise = [item(f"Q{number}", labels={"en": f"{number * 7919 % 10007:x}"}) for number in range(100, 400)]
    content = gzip.compress("\n".join(dumps(PACT, POLAND, *noise)).encode())
    records = read(content[:-cut], "dump.json.gz")
    assert set(records.records) >= BOTH
    assert len(records.records) < 302
    assert "dump.json.gz: cannot be decompressed" in messages(records, tmp_path)[0]
    assert len(records.findings) == 1


def test_a_truncated_file_of_one_record_gives_none(read: Callable[..., Records]) -> None:
    records = read(gzip.compress(json.dumps(PACT, indent=1).encode())[:-20], "Q41644.json.gz")
    assert records.records == {}
    assert len(records.findings) == 1


def test_broken_parts_of_a_record_are_findings_and_the_rest_is_read(
    read: Callable[..., Records], tmp_path: Path
) -> None:
    broken: dict[str, Any] = json.loads(json.dumps(POLAND))
    broken["claims"]["P463"].append({**broken["claims"]["P463"][0], "rank": "best"})
    broken["claims"]["P31"] = {"no": "list"}
    broken["labels"]["de"] = "Polen"
    broken["sitelinks"] = "none"
    records = read("\n".join(dumps(PACT, broken)))
    poland = records.records["Q36"]
    assert (len(poland.of("P463")), poland.labels) == (1, {"en": "Poland"})
    assert messages(records, tmp_path) == [
        'records.json:2: Q36: labels in de must have language and value, not "Polen"',
        "records.json:2: Q36: statement 2 of P463 is left out: its rank is 'best', not preferred, normal or deprecated",
        'records.json:2: Q36: P31 must be a list, not {"no": "list"}',
        'records.json:2: Q36: sitelinks must be an object, not "none"',
    ]


@pytest.mark.parametrize("empty", [[], {}], ids=str)
def test_empty_parts_may_be_lists(empty: object, read: Callable[..., Records]) -> None:
    parts = ("labels", "aliases", "descriptions", "claims", "sitelinks")
    records = read(json.dumps({"type": "item", "id": "Q5", **dict.fromkeys(parts, empty)}))
    assert (records.findings, records.records["Q5"].statements) == ((), {})


def test_a_label_in_another_language_counts_as_that_language(read: Callable[..., Records]) -> None:
    fallback = {"id": {"language": "en", "value": "Poland", "for-language": "id"}}
    assert read(json.dumps({**POLAND, "labels": fallback})).records["Q36"].labels == {"en": "Poland"}


def test_missing_items_are_noted(read: Callable[..., Records], tmp_path: Path) -> None:
    records = read(json.dumps({"entities": {"Q36": POLAND, "Q999999": {"id": "Q999999", "missing": ""}}}))
    assert (set(records.records), set(records.missing)) == ({"Q36"}, {"Q999999"})
    assert messages(records, tmp_path) == ["records.json:1: Q999999: Wikidata has no such item"]


MERGED = {**PACT, "redirects": {"from": "Q1", "to": "Q41644"}}


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("records.json", {"entities": {"Q1": MERGED}}),
        ("records.json", MERGED),
        ("Q1.json", {"entities": {"Q41644": PACT}}),
        ("Q1.json", PACT),
    ],
    ids=["wbgetentities", "entity", "EntityData", "entity in a file of the old name"],
)
@pytest.mark.parametrize("items", [None, {"Q1"}, {"Q41644"}], ids=str)
def test_a_merged_item_has_the_record_of_the_other_one(
    name: str, document: object, items: set[str] | None, read: Callable[..., Records], tmp_path: Path
) -> None:
    records = read(json.dumps(document), name, items=items)
    assert records.redirects == {"Q1": "Q41644"}
    found = records.get("Q1")
    assert found
    assert (found.item, found.requested) == ("Q41644", "Q1")
    assert messages(records, tmp_path) == [f"{name}:1: Q1: merged into Q41644; link to that item instead"]


def test_records_that_are_no_items_are_left_out(read: Callable[..., Records], tmp_path: Path) -> None:
    property_ = {"type": "property", "datatype": "time", "id": "P571", "labels": {}, "claims": {}}
    lexeme = {"type": "lexeme", "id": "L7", "lemmas": {}, "claims": []}
    records = read(json.dumps({"entities": {"P571": property_, "L7": lexeme, "Q36": POLAND}}))
    assert (set(records.records), records.findings) == ({"Q36"}, ())
    assert messages(records, tmp_path) == [
        "records.json:1: L7: a record of a lexeme is left out; only items are read",
        "records.json:1: P571: a record of a property is left out; only items are read",
    ]


def test_records_of_other_types_in_a_dump_are_not_worth_a_note(read: Callable[..., Records]) -> None:
    records = read("\n".join(dumps({"type": "property", "id": "P571", "claims": {}}, PACT)))
    assert (set(records.records), records.findings, records.notes) == (ONE, (), ())


@pytest.mark.parametrize("is_reversed", [False, True], ids=["older first", "newer first"])
def test_of_two_revisions_the_newer_one_counts(is_reversed: bool, tmp_path: Path) -> None:
    for name, revision in (("b", 5), ("a", 7)) if is_reversed else (("a", 5), ("b", 7)):
        (tmp_path / f"{name}.json").write_text(json.dumps({**POLAND, "lastrevid": revision}))
    records = read_records([tmp_path])
    assert records.records["Q36"].revision == 7
    older, newer = ("b", "a") if is_reversed else ("a", "b")
    note = f"{older}.json:1: Q36: revision 5 is left out: {tmp_path / newer}.json:1 has revision 7"
    assert messages(records, tmp_path) == [note]


def test_the_same_record_twice_is_not_worth_a_note(read: Callable[..., Records]) -> None:
    records = read("\n".join(dumps(POLAND, POLAND)))
    assert (set(records.records), records.notes) == ({"Q36"}, ())


def test_a_folder_is_read_with_the_folders_in_it(tmp_path: Path) -> None:
    names = ["b.json", "a.json.gz", "deep/c.jsonl", "deep/d.NDJSON.bz2"]
    others = ["README.md", "x.ttl", ".hidden.json", ".git/e.json", "f.headers"]
    for name in (*names, *others):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    found = [file.relative_to(tmp_path).as_posix() for file in record_files(tmp_path)]
    assert found == ["a.json.gz", "b.json", "deep/c.jsonl", "deep/d.NDJSON.bz2"]


@pytest.mark.parametrize("name", ["Q36.json.txt", "Poland - Wikidata.html", "Poland.HTM", "my records.zip"])
def test_a_file_of_another_form_in_a_folder_is_noted(name: str, tmp_path: Path) -> None:
    for each in (name, "README.txt", "list.csv", "a.b.ttl"):
        (tmp_path / each).write_text("x")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.html").write_text("x")
    (tmp_path / "Q36.json").write_text(json.dumps(POLAND))
    records = read_records([tmp_path])
    assert (set(records.records), records.findings) == ({"Q36"}, ())
    assert [note.render(tmp_path) for note in records.notes] == [
        f"{name}: is left out: records are in files named *.json, *.jsonl, *.ndjson (also .gz, .bz2 or .xz); "
        "save Special:EntityData/Q….json"
    ]


def test_a_folder_in_it_that_cannot_be_read_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "Q36.json").write_text(json.dumps(POLAND))
    scandir = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("closed"):  # file modes do not stop the administrator, who may run this test
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    records = read_records([tmp_path])
    assert set(records.records) == {"Q36"}
    assert messages(records, tmp_path) == ["closed: the folder cannot be read: Permission denied"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
def test_links_in_a_folder_end_and_broken_ones_are_findings(tmp_path: Path) -> None:
    (tmp_path / "Q36.json").write_text(json.dumps(POLAND))
    (tmp_path / "folder.json").symlink_to(".")
    (tmp_path / "loop.json").symlink_to("loop.json")
    (tmp_path / "none.json").symlink_to("moved.json")
    records = read_records([tmp_path])
    assert set(records.records) == {"Q36"}
    assert [text.partition(":")[0] for text in messages(records, tmp_path)] == ["loop.json", "none.json"]


def test_a_folder_without_records_is_a_finding(tmp_path: Path) -> None:
    records = read_records([tmp_path])
    assert "the folder has no files named *.json" in records.findings[0].message


def test_a_file_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    records = read_records([tmp_path / "none.json"])
    assert messages(records, tmp_path) == ["none.json: cannot be read: No such file or directory"]


def test_lines_about_other_items_are_not_parsed(read: Callable[..., Records], monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [json.dumps(item(f"Q{number}")) for number in range(100, 1000)]
    lines[500:500] = dumps(PACT)
    loaded, loads = [], json.loads

    def load(text: str) -> object:
        loaded.append(text)
        return loads(text)

    monkeypatch.setattr("aliansi.linking.record_files.json.loads", load)
    records = read("[\n" + ",\n".join(lines) + "\n]", items=ONE)
    assert set(records.records) == ONE
    assert len(loaded) <= 3  # the first line, to see that each is a record, and the one that is wanted


def test_a_dump_is_not_read_further_than_the_last_item(read: Callable[..., Records]) -> None:
    records = read("\n".join([*dumps(PACT, POLAND), "broken"]), items=BOTH)
    assert (set(records.records), records.findings) == (BOTH, ())


def test_an_id_in_a_statement_is_not_that_of_the_line(read: Callable[..., Records]) -> None:
    odd = {"labels": {}, "claims": {"P1": [statement("P1", "Q5")]}, "type": "item", "id": "Q36"}
    assert set(read("\n".join(dumps(odd, PACT)), items={"Q36"}).records) == {"Q36"}


def test_a_reader_may_refuse_lines_by_their_bytes(tmp_path: Path) -> None:
    (tmp_path / "dump.json").write_text("\n".join(dumps(PACT, POLAND)))
    reader = RecordReader(wanted=lambda line: b"Q7184" in line)
    assert [record.item for record in reader.read([tmp_path / "dump.json"])] == ["Q36"]


def test_a_dump_takes_constant_memory_and_shows_progress(tmp_path: Path) -> None:
    padding = "x" * 2000
    with gzip.open(tmp_path / "dump.json.gz", "wt", compresslevel=1) as file:
        file.writelines(json.dumps(item(f"Q{number}", labels={"en": padding})) + ",\n" for number in range(10_000))
    progress: list[tuple[int, int]] = []
    tracemalloc.start()
    records = read_records([tmp_path / "dump.json.gz"], {"Q9999"}, lambda done, of: progress.append((done, of)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert set(records.records) == {"Q9999"}
    assert peak < 8 << 20  # of 21 MB
    size = (tmp_path / "dump.json.gz").stat().st_size
    assert progress[0][1] == size
    assert progress[-1][0] <= size
    assert [done for done, _ in progress] == sorted(done for done, _ in progress)


ODD: tuple[Any, ...] = (
    None,
    [],
    {},
    7,
    -1,
    1e308,
    "",
    "x",
    True,
    [[]],
    {"a": {}},
    "Q1",
    "+1990-00-00T00:00:00Z",
    "\x00",
    "\ud800",
)


def mutated(json_: Any, random_: random.Random, chance: float) -> Any:
    """Return JSON with odd values and keys in some places."""
    if random_.random() < chance:
        return random_.choice(ODD)
    if isinstance(json_, dict):
        return {
            key if random_.random() > chance else str(random_.choice(ODD)): mutated(value, random_, chance)
            for key, value in json_.items()
        }
    return [mutated(each, random_, chance) for each in json_] if isinstance(json_, list) else json_


def test_no_broken_record_ends_the_run(read: Callable[..., Records], tmp_path: Path) -> None:
    qualifiers = {"P580": ["+1999-03-12T00:00:00Z/11"], "P582": ["novalue"]}
    member = statement("P463", "Q7184", qualifiers=qualifiers, references=[{"P854": ["https://example.org"]}])
    entity = {**item("Q36", member, labels={"en": "Poland"}, aliases={"ru": ["Польша"]}), "redirects": {"from": "Q1"}}
    random_, counts = random.Random(14), [0, 0]
    for number in range(300):
        document = mutated({"entities": {"Q36": entity}}, random_, random_.choice((0.01, 0.05, 0.2)))
        text = json.dumps(document)
        if number % 3 == 0:
            place = random_.randrange(len(text))
            text = text[:place] + random_.choice('{}[]",:\n\\') + text[place + random_.randrange(3) :]
        records = read(text)
        counts[0] += len(records.records)
        counts[1] += len(records.findings)
        assert all(message.isprintable() and message.encode() for message in messages(records, tmp_path))
    assert min(counts) > 50


@needs_wikidata
def test_all_real_records_are_read() -> None:
    records = read_records([WIKIDATA / "entities", *WIKIDATA.glob("Q*.json")])
    assert len(records.records) == 14
    assert records.findings == ()
    assert [note.subject for note in records.notes] == ["Q30"]
    guids = [each.guid for record in records.records.values() for all_ in record.statements.values() for each in all_]
    assert len(guids) > 1500
    assert any(guid.startswith("q") for guid in guids)
    putin = records.records["Q7747"]
    assert sorted({each.rank for each in putin.of("P39")}) == ["deprecated", "normal", "preferred"]
    assert len(putin.of("P39")) == 22
    assert (putin.revision, putin.modified) == (2483686458, "2026-04-21T13:42:27Z")


@needs_wikidata
def test_real_answers_and_errors_are_read() -> None:
    records = read_records([WIKIDATA / "api"])
    assert set(records.records) == {"Q36", "Q211274", "Q41644", "Q7184"}
    assert (records.redirects, set(records.missing)) == ({"Q1": "Q41644"}, {"Q999999"})
    texts = [finding.render(WIKIDATA / "api") for finding in records.findings]
    assert any(text.startswith("entitydata-missing.json: is a web page (HTML)") for text in texts)
    assert any("no-such-entity" in text for text in texts)
    assert any("toomanyvalues" in text for text in texts)
