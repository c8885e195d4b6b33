"""Files for both tools: a re-reader gets the same commands, and what they add is not added again."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from aliansi.dataset.store import Store
from aliansi.linking.comparison.compare import compare
from aliansi.linking.left_out import LeftOut
from aliansi.linking.quickstatements.batch import Batch, Command, batch_of
from aliansi.linking.quickstatements.formats import Tool, as_csv, as_v1
from aliansi.linking.quickstatements.references import References
from aliansi.linking.record_reader import read_records
from tests.linking.support.quickstatements_reader import applied, read_line, value_of

RECORDS = Path(__file__).parents[4] / "shared" / "wikidata" / "entities"
START, END = ("P580", "+2006-06-23T00:00:00Z/11"), ("P582", "+2012-00-00T00:00:00Z/9")
FIRST = (("S248", "Q1"), ("S854", '"https://a.org/x|y"'), ("S1683", 'id:"a | b"'))
SECOND = (("S854", '"https://b.org/"'), ("S813", "+2026-12-01T00:00:00Z/11"))
PLAIN = Command("f", "Q265", "P463", "Q318693", (START, END), (FIRST, SECOND))
AGAIN = Command("g", "Q265", "P463", "Q318693", (START,), (SECOND,), is_second=True)


def batch(*commands: Command) -> Batch:
    return Batch(commands, LeftOut())


@pytest.mark.parametrize(("tool", "item", "property_"), [(Tool.TWO, "Q265", "!P463"), (Tool.THREE, "+Q265", "P463")])
def test_a_line_has_its_statement_qualifiers_and_sources(tool: Tool, item: str, property_: str) -> None:
    lines = as_v1(batch(PLAIN, AGAIN), tool).decode()
    assert lines == (
        "Q265\tP463\tQ318693\tP580\t+2006-06-23T00:00:00Z/11\tP582\t+2012-00-00T00:00:00Z/9\tS248\tQ1\t"
        'S854\t"https://a.org/x|y"\tS1683\tid:"a | b"\t!S854\t"https://b.org/"\tS813\t+2026-12-01T00:00:00Z/11\n'
        f'{item}\t{property_}\tQ318693\tP580\t+2006-06-23T00:00:00Z/11\tS854\t"https://b.org/"'
        "\tS813\t+2026-12-01T00:00:00Z/11\n"
    )


@pytest.mark.parametrize("tool", list(Tool))
@pytest.mark.parametrize("command", [PLAIN, AGAIN, Command("f", "Q1", "P571", "somevalue", (("P1326", START[1]),))])
def test_a_line_is_read_as_it_was_meant(tool: Tool, command: Command) -> None:
    (line,) = as_v1(batch(command), tool).decode().splitlines()
    assert read_line(line, tool) == {
        "item": command.item,
        "property": command.property_id,
        "is_new": command.is_second,
        "value": value_of(command.value),
        "qualifiers": [(name, value_of(value)) for name, value in command.qualifiers],
        "references": [
            [(f"P{name.removeprefix('S')}", value_of(value)) for name, value in reference]
            for reference in command.references
        ],
    }


@pytest.mark.parametrize("tool", list(Tool))
def test_a_table_has_no_empty_cell_and_no_second_statement(tool: Tool) -> None:
    other = Command("h", "Q1", "P463", "Q2", (START,), (SECOND,))
    made = batch(PLAIN, AGAIN, other, Command("i", "Q3", "P463", "Q2", (START, END), (FIRST,)))
    rows = list(csv.reader(io.StringIO(as_csv(made, tool).decode(), newline="")))
    assert rows == [
        ["qid", "P463", "qal580", "qal582", "S248", "s854", "s1683"],
        ["Q265", "Q318693", START[1], END[1], "Q1", '"https://a.org/x|y"', 'id:"a | b"'],
        ["Q3", "Q2", START[1], END[1], "Q1", '"https://a.org/x|y"', 'id:"a | b"'],
    ]
    assert [line.partition(" (")[0] for line in made.left_out.lines()] == [
        "left out: 1, because it is a second statement of one value, which CSV cannot say: use --form v1",
        "left out: 1, because one table of CSV has the same columns in each row: use --form v1",
    ]


@pytest.mark.parametrize("tool", list(Tool))
def test_nothing_is_an_empty_file(tool: Tool) -> None:
    assert (as_v1(batch(), tool), as_csv(batch(), tool)) == (b"", b"")


def without(record: dict[str, Any], *properties: str) -> dict[str, Any]:
    claims = {name: each for name, each in record["claims"].items() if name not in properties}
    return {**record, "claims": claims}


@pytest.mark.parametrize("tool", list(Tool))
def test_what_was_added_is_not_added_again(shipped_store: Store, tmp_path: Path, tool: Tool) -> None:
    if not RECORDS.is_dir():
        pytest.skip("the records are not beside the project (../shared/wikidata)")
    records = {}
    for name in ("Q36", "Q16957", "Q142", "Q183", "Q16"):
        found = json.loads((RECORDS / f"{name}.json").read_text(encoding="utf-8"))
        entity = found.get("entities", {name: found})[name]
        records[name] = without(entity, "P463")
    references = References(shipped_store, "+2026-12-01T00:00:00Z/11")

    def missing() -> list[str]:
        for name, record in records.items():
            (tmp_path / f"{name}.json").write_text(json.dumps(record), encoding="utf-8")
        batch = batch_of(compare(shipped_store, read_records([tmp_path])), references)
        return as_v1(batch, tool).decode().splitlines()

    lines = missing()
    assert {line.split("\t")[0] for line in lines} >= {"Q36", "Q142", "Q183"}
    for line in lines:
        command = read_line(line, tool)
        records[command["item"]] = applied(records[command["item"]], command)
        assert command["references"]
    assert missing() == []
