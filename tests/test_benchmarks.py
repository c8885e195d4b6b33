"""The benchmark's data are what they are said to be, and a small run of it works from end to end. No times here."""

from __future__ import annotations

import argparse
import importlib
import json
import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
LINE = re.compile(r'<[^<>" ]+> <[^<>" ]+> (<[^<>" ]+>|"[^"\\]*"(@[a-z]+|\^\^<[^<>" ]+>)) \.\n')


def module(name: str) -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        return importlib.import_module(name)


data, measure, engines, worker, reasoning = map(module, ("data", "measure", "engines", "worker", "reasoning"))
change = module("change")


def run(*arguments: str, script: str = "reasoning.py") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(BENCHMARKS / script), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


SETS = ["300", "1.5k", "10k", "sameas", "sameas=7", "chain", "chain=9", "classes", "classes=50"]


@pytest.mark.parametrize("name", SETS)
def test_data_have_the_stated_size_and_each_triple_once(name: str) -> None:
    chosen = measure.data_set(name)
    lines = list(chosen.lines())
    assert len(lines) == len(set(lines)) == chosen.triples
    assert all(LINE.fullmatch(line) for line in lines)


def test_sizes_are_those_that_were_asked_for() -> None:
    assert [data.alliances(n).triples for n in (1_500, 10_000)] == [1_500, 10_000]
    assert data.same_as_class(200).triples == 199 + 200
    assert data.transitive_chain(400).triples == 400 + 1
    declared = [line for line in data.many_classes().lines() if line.endswith("owl#Class> .\n")]
    assert len(declared) == 3_000


@pytest.mark.parametrize("name", SETS)
def test_data_are_the_same_every_time(name: str) -> None:
    assert list(measure.data_set(name).lines()) == list(measure.data_set(name).lines())


def test_data_do_not_change_unnoticed(tmp_path: Path) -> None:
    """Published numbers are of these very triples: whoever changes the data measures again."""
    written = data.alliances(10_000).write(tmp_path).read_bytes()
    assert sha256(written).hexdigest() == "4f05c8ee37fcec19cba47315f2ef3b7cda8bd69891c55a90ab3a0065d376d74c"
    assert list(data.alliances(400, seed=1).lines()) != list(data.alliances(400, seed=2).lines())


def test_larger_data_begin_with_the_smaller() -> None:
    assert list(data.alliances(2_000).lines())[:1_000] == list(data.alliances(1_000).lines())


def test_data_smaller_than_the_ontology_are_refused() -> None:
    with pytest.raises(ValueError, match="the ontology alone has"):
        data.alliances(5)


@pytest.mark.parametrize("name", ["many", "10 k", "0", "-5", "3", "rings=4"])
def test_what_is_no_data_set_is_refused(name: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        measure.data_set(name)


def test_an_engine_that_is_missing_is_named_with_how_to_get_it() -> None:
    engine = engines.Engine("rust", "no_such_module", "rust-rdf", "1.2")
    assert engine.missing() == "rust is not installed and is left out: pip install rust-rdf==1.2"
    assert engines.ENGINES["owlrl"].missing() is None


@pytest.mark.parametrize(
    "line",
    [
        '"1999"^^<http://www.w3.org/2001/XMLSchema#gYear> <http://e/p> <http://e/a> .\n',
        "<http://e/a> <http://www.w3.org/2002/07/owl#sameAs> <http://e/a> .\n",
        "<http://www.w3.org/2002/07/owl#Nothing> <http://e/p> <http://e/a> .\n",
        "<http://e/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/2002/07/owl#Thing> .\n",
    ],
)
def test_what_engines_need_not_write_is_not_compared(line: str) -> None:
    assert not engines.comparable(line)


@pytest.mark.parametrize(
    "line",
    [
        "<http://e/a> <http://www.w3.org/2002/07/owl#sameAs> <http://e/b> .\n",
        '<http://e/a> <http://e/p> "a . b"@en .\n',
        "<http://e/C> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/2002/07/owl#Class> .\n",
    ],
)
def test_all_else_is_compared(line: str) -> None:
    assert engines.comparable(line)


def test_a_closure_is_known_by_its_triples_and_not_their_order(tmp_path: Path) -> None:
    lines = [f"<http://e/a> <http://e/p> <http://e/{name}> .\n" for name in "bcd"]
    found = []
    for number, written in enumerate((lines, lines[::-1], [*lines[:2], lines[0]])):
        file = tmp_path / f"{number}.nt"
        file.write_text("".join(written))
        found.append(engines.written(file))
    assert found[0] == found[1] != found[2]
    assert [closure.size for closure in found] == [3, 3, 3]


def test_closures_that_differ_are_named() -> None:
    chosen, closure = measure.data_set("chain=5"), engines.Written
    ours, theirs = (
        reasoning.Result(engines.ENGINES[name], chosen, closure=closure(size, size))
        for name, size in (("aliansi", 16), ("owlrl", 15))
    )
    assert "chain-5 DIFFER: aliansi 16, owlrl 15 comparable triples" in "\n".join(reasoning.report([[ours, theirs]]))


def test_the_rows_of_sparq_become_n_triples() -> None:
    value = {
        "<http://e/b>": {"type": "uri", "value": "http://e/b"},
        '"a \\"b\\"\\n"@en': {"type": "literal", "value": 'a "b"\n', "xml:lang": "en"},
        '"1"^^<http://e/int>': {"type": "literal", "value": "1", "datatype": "http://e/int"},
        '"x"': {"type": "literal", "value": "x"},
    }
    subject, predicate = ({"type": "uri", "value": f"http://e/{name}"} for name in "sp")
    rows = [{"s": subject, "p": predicate, "o": term} for term in value.values()]
    answer = json.dumps({"results": {"bindings": rows}}, separators=(",", ":"))
    assert list(worker._sparq_lines(answer)) == [f"<http://e/s> <http://e/p> {term} .\n" for term in value]


def test_a_small_run_prints_tables_of_every_engine_that_is_there(tmp_path: Path) -> None:
    record = tmp_path / "runs.json"
    done = run("--sizes", "300", "chain=12", "sameas=5", "--rounds", "1", "--json", str(record))
    assert done.returncode == 0, done.stderr
    assert "| data | triples | closure |" in done.stdout
    assert "**Reasoning alone" in done.stdout
    assert "**Whole process" in done.stdout
    assert "DIFFER" not in done.stdout
    runs = json.loads(record.read_text())
    closures = {run["data"]: run["closure"] for run in runs if run["engine"].startswith("owlrl")}
    assert closures["chain-12"] == 12 * 13 // 2 + 1
    assert closures["sameas-5"] == 5 * 4 + 5 * 5
    assert all(len(run["runs"]) == 1 and run["runs"][0]["peak"] > 1_000_000 for run in runs)


def test_a_run_over_the_limit_is_given_up() -> None:
    done = run("--sizes", "chain=5", "--rounds", "2", "--only", "owlrl", "--limit", "0.01")
    assert done.returncode == 0, done.stderr
    assert "| chain-5 | 6 | – | over 0.01 s |" in done.stdout


def test_without_any_engine_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    absent = engines.Engine("rust", "no_such_module", "rust-rdf", "1.2")
    monkeypatch.setattr(reasoning, "ENGINES", {"rust": absent})
    with pytest.raises(SystemExit, match="no engine is left"):
        reasoning.main(["--sizes", "chain=5"])


def test_a_small_run_of_changes_says_that_the_closure_is_right(tmp_path: Path) -> None:
    record = tmp_path / "times.json"
    done = run("--sizes", "300", "1.5k", "--rounds", "4", "--json", str(record), script="change.py")
    assert done.returncode == 0, done.stderr
    assert "| alliances-300 | 300 |" in done.stdout
    assert done.stdout.endswith("Every changed closure is what a fresh run makes.\n")
    times = json.loads(record.read_text())
    assert [one["triples"] for one in times] == [300, 1500]
    assert all(one["agrees"] and len(one["retract"]) == len(one["add"]) == 4 for one in times)


def test_a_changed_closure_that_is_wrong_is_named() -> None:
    wrong = change.Times("some-data", 1, 1, 10, [1.0], [1.0], [1.0], [1.0], agrees=False)
    assert list(change.report([wrong]))[-1] == "WRONG after changes: some-data"


def test_a_closure_that_was_not_changed_does_not_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change.Closure, "update", lambda *_, **__: None)
    assert not change.measure(measure.alliance_data("300"), rounds=2).agrees


@pytest.mark.parametrize("name", ["chain", "classes=50", "3", "many"])
def test_only_alliance_data_are_changed(name: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        measure.alliance_data(name)
