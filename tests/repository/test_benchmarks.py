"""The benchmark data have the stated sizes, and a small run of each benchmark works from end to end. No times here."""

from __future__ import annotations

import argparse
import importlib
import json
import re
import subprocess
import sys
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from aliansi.namespaces import PREFIXES
from aliansi.project.folder import Project
from aliansi.reasoning import Closure, Proof, read_closure
from tests.server.support.attacks import attacks

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
LINE = re.compile(r'<[^<>" ]+> <[^<>" ]+> (<[^<>" ]+>|"[^"\\]*"(@[a-z]+|\^\^<[^<>" ]+>)) \.\n')


def module(name: str) -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        return importlib.import_module(name)


data, measure, engines, worker = map(module, ("data", "measure", "engines", "worker"))
reasoning, growth, plot = map(module, ("reasoning", "growth", "plot"))
change, explaining, shipped = map(module, ("change", "explaining", "shipped"))
pages = module("pages")
endpoint, load, servers, shapes = map(module, ("endpoint", "load", "servers", "shapes"))
abuse, journeys, mutations, closures = map(module, ("abuse", "journeys", "mutations", "closures"))
SVG = "{http://www.w3.org/2000/svg}"


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
    """Published numbers are for these exact triples: after a change of the data, measure again."""
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


@pytest.mark.slow
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
    with pytest.raises(SystemExit, match="no engine to measure"):
        reasoning.main(["--sizes", "chain=5"])


def test_a_small_run_of_changes_says_that_the_closure_is_right(tmp_path: Path) -> None:
    record = tmp_path / "times.json"
    done = run("--sizes", "300", "1.5k", "--rounds", "4", "--json", str(record), script="change.py")
    assert done.returncode == 0, done.stderr
    assert "| alliances-300 | 300 |" in done.stdout
    assert done.stdout.endswith("Every updated closure equals a fresh run.\n")
    times = json.loads(record.read_text())
    assert [one["triples"] for one in times] == [300, 1500]
    assert all(one["agrees"] and len(one["retract"]) == len(one["add"]) == 4 for one in times)


def test_a_changed_closure_that_is_wrong_is_named() -> None:
    wrong = change.Times("some-data", 1, 1, 10, [1.0], [1.0], [1.0], [1.0], agrees=False)
    assert list(change.report([wrong]))[-1] == "WRONG after updates: some-data"


def test_a_closure_that_was_not_changed_does_not_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change.Closure, "update", lambda *_, **__: None)
    assert not change.measure(measure.alliance_data("300"), rounds=2).agrees


@pytest.mark.parametrize("name", ["chain", "classes=50", "3", "many"])
def test_only_alliance_data_are_changed(name: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        measure.alliance_data(name)


def record(engine: str, triples: int, closure: int, seconds: float) -> dict[str, object]:
    runs = [{"reasoning": {"wall": factor * seconds, "cpu": seconds}} for factor in (1, 1, 7)]
    return {"engine": engine, "data": f"alliances-{triples}", "triples": triples, "closure": closure, "runs": runs}


MEASURED = [
    record("slow 1.0", 1_000, 3_000, 2.0),
    record("aliansi", 10_000, 33_000, 0.022),
    record("aliansi", 1_000, 3_000, 0.004),
    record("slow & steady", 1_000, 3_000, 0.001),
    record("slow & steady", 10_000, 33_000, 0.022),
    {"engine": "aliansi", "data": "chain-400", "triples": 401, "closure": 80_201, "runs": [{}]},
    {"engine": "slow 1.0", "data": "alliances-10000", "triples": 10_000, "closure": None, "runs": []},
]


def test_growth_is_told_of_alliance_data_from_size_to_size() -> None:
    said = list(growth.report(MEASURED))
    assert "| aliansi | 1,000 | 3,000 | 0.004 | 1.33 | – | – | – | – |" in said
    assert "| aliansi | 10,000 | 33,000 | 0.022 | 0.67 | 5.50× | 11.00× | 0.5 | 0.5 |" in said
    assert "| slow & steady | 10,000 | 33,000 | 0.022 | 0.67 | 22.00× | 11.00× | 2 | 2 |" in said
    assert not any("slow 1.0" in line for line in said)
    assert not list(growth.report(MEASURED[:1]))


def test_the_drawing_names_every_line_and_says_in_words_what_it_shows() -> None:
    drawing = ElementTree.fromstring(plot.drawing(MEASURED))
    texts = [element.text for element in drawing.iter(f"{SVG}text")]
    assert {"aliansi, with proofs", "slow & steady", "slow 1.0", "size of the closure"} < set(texts)
    assert {"1k", "10k", "1 ms", "1 s"} < set(texts)
    described = drawing.findtext(f"{SVG}desc") or ""
    assert described.startswith("aliansi: 4 ms at 1,000 triples, 22 ms at 10,000 triples.")
    assert drawing.get("role") == "img"
    named = {element.get("id") for element in drawing if element.tag in {f"{SVG}title", f"{SVG}desc"}}
    assert set((drawing.get("aria-labelledby") or "").split()) == named
    assert "prefers-color-scheme: dark" in (drawing.findtext(f"{SVG}style") or "")


def test_lines_of_the_drawing_stand_where_the_numbers_are() -> None:
    drawing = ElementTree.fromstring(plot.drawing(MEASURED))
    lines = {line.get("class"): places(line.get("points")) for line in drawing.iter(f"{SVG}polyline")}
    ours, steady, closure = lines["line a"], lines["line c"], lines["line closure"]
    assert ours[0] == closure[0]
    assert ours[-1] == steady[-1]
    assert ours[0][0] == steady[0][0] < ours[1][0]
    assert closure[1][1] < ours[1][1] < ours[0][1] < steady[0][1]  # the closure has grown more than our time
    names = [element for element in drawing.iter(f"{SVG}text") if element.get("class") in {"a", "c", "closure"}]
    heights = sorted(float(name.get("y") or 0) for name in names)
    assert all(upper + 12 < lower for upper, lower in pairwise(heights))


def places(points: str | None) -> list[tuple[float, float]]:
    pairs = (pair.split(",") for pair in (points or "").split())
    return [(float(x), float(y)) for x, y in pairs]


def test_a_drawing_can_be_made_of_an_earlier_run(tmp_path: Path) -> None:
    runs, drawn = tmp_path / "runs.json", tmp_path / "growth.svg"
    done = run("--sizes", "300", "400", "--rounds", "1", "--only", "aliansi", "--json", str(runs))
    assert done.returncode == 0, done.stderr
    assert "**Growth" in done.stdout
    done = run(str(runs), str(drawn), script="plot.py")
    assert done.returncode == 0, done.stderr
    assert len(list(ElementTree.parse(drawn).iter(f"{SVG}circle"))) == 2


def test_with_nothing_to_draw_it_says_so(tmp_path: Path) -> None:
    runs = tmp_path / "runs.json"
    runs.write_text(json.dumps(MEASURED[:1]))
    done = run(str(runs), str(tmp_path / "growth.svg"), script="plot.py")
    assert done.returncode == 1
    assert "nothing to draw" in done.stderr
    assert not (tmp_path / "growth.svg").exists()
    done = run("--sizes", "chain=3", "--rounds", "1", "--only", "aliansi", "--plot", str(tmp_path / "growth.svg"))
    assert done.returncode == 1
    assert "| chain-3 |" in done.stdout
    assert "nothing to draw" in done.stderr.splitlines()[-1]


def test_a_small_run_of_explanations_says_that_the_proofs_are_right(tmp_path: Path) -> None:
    times = tmp_path / "times.json"
    done = run("--sizes", "300", "--sample", "9", "--json", str(times), script="explaining.py")
    assert done.returncode == 0, done.stderr
    assert "all 9 proofs prove their triples from asserted ones" in done.stdout
    found = json.loads(times.read_text())[0]
    assert len(found["smallest"]) == len(found["kept"]) == 9
    assert "aliansi" in found["fresh"]


def test_proofs_that_are_wrong_are_counted(tmp_path: Path) -> None:
    closed = closed_chain(tmp_path)
    triples = explaining.some_inferred(closed, 5)
    proofs = [closed.explain(*triple) for triple in triples]
    leaf = Proof(triples[0])  # as if what follows were asserted
    answers = [
        (triples[0], leaf, leaf),
        (triples[1], None, proofs[1]),
        (triples[2], proofs[3], proofs[2]),
        (triples[4], proofs[4], proofs[4]),
    ]
    times = explaining.Times("some-data", 1, 1, [1.0] * 4, [1.0] * 4)
    explaining.compare(closed, answers, times)
    assert times.wrong == 3
    assert list(explaining.report([times]))[-1] == "WRONG: 3 of 4 proofs of some-data"


def test_the_sample_is_inferred_and_the_same_every_time(tmp_path: Path) -> None:
    closed = closed_chain(tmp_path)
    chosen = explaining.some_inferred(closed, 5)
    assert len(set(chosen)) == 5
    assert set(chosen) <= set(closed.inferred())
    assert explaining.some_inferred(closed_chain(tmp_path), 5) == chosen
    assert len(explaining.some_inferred(closed, 1_000)) == 6 * 7 // 2 - 6


def closed_chain(folder: Path) -> Closure:
    return read_closure([data.transitive_chain(6).write(folder)])


ONTOLOGY = """
@prefix al: <https://w3id.org/aliansi/ontology#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
al:left rdfs:subPropertyOf al:withdrewFrom .
[ a owl:Restriction ; owl:onProperty al:left ; owl:hasValue 1 ] a owl:Class .
"""
DATA = """
@prefix al: <https://w3id.org/aliansi/ontology#> . @prefix id: <https://w3id.org/aliansi/id/> .
id:georgia al:left id:csto .
"""


@pytest.mark.slow
def test_a_project_is_measured_inside_the_process_and_as_whole_commands(tmp_path: Path) -> None:
    for file, text in {"ontology/alliance.ttl": ONTOLOGY, "data/article.ttl": DATA, "queries/none": ""}.items():
        (tmp_path / file).parent.mkdir()
        (tmp_path / file).write_text(text)
    times = shipped.measure(Project(tmp_path), 2, 1)
    assert [len(each) for each in times.inside.values()] == [2, 2, 2, 1]
    assert all(len(each) == 1 for each in times.commands.values())
    said = "\n".join(shipped.report(times))
    for name in ("load()", "materialise()", "owlrl", "aliansi reason", "aliansi explain", "python -c", "aliansi:"):
        assert f"\n| {name}" in said
    assert "materialise() infers 1 triples from 6; owlrl infers them all." in said


def test_what_only_one_engine_infers_is_named(tmp_path: Path) -> None:
    both, one = (f"<http://e/a> <http://e/p> <http://e/{name}> ." for name in "bc")
    outs = {"ours": tmp_path / "ours.nt", "theirs": tmp_path / "theirs.nt"}
    outs["ours"].write_text(f"{both}\n")
    outs["theirs"].write_text(f'{both}\n{one}\n"literal" <http://e/p> <http://e/a> .\n')
    said = list(shipped.agreement(outs))
    assert said == [
        "ours and theirs infer the same 1 comparable triples (including those read).",
        f"Only theirs: {one}",
    ]


def test_a_command_that_fails_ends_the_run() -> None:
    with pytest.raises(SystemExit, match="it: nothing works"):
        shipped.run("it", [sys.executable, "-c", "raise SystemExit('nothing works')"])


def test_blank_nodes_get_names_that_all_engines_keep(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text('@prefix e: <http://e/> . e:a e:p [ e:p "x"@en ] .')
    shipped.as_n_triples([tmp_path / "a.ttl"], tmp_path / "a.nt")
    lines = (tmp_path / "a.nt").read_text().splitlines()
    assert len(lines) == 2
    assert all("_:" not in line and "<urn:blank:" in line for line in lines)


def test_percentiles_are_values_that_were_measured() -> None:
    values = [float(number) for number in range(100, 0, -1)]
    assert [measure.percentile(values, percent) for percent in (50, 95, 100)] == [50, 95, 100]
    assert measure.percentile([3.0], 95) == 3


@pytest.mark.slow
def test_a_small_run_of_the_endpoint_names_the_peers_that_are_missing(tmp_path: Path) -> None:
    rounds = tmp_path / "rounds.json"
    few = ("--sizes", "600", "--rounds", "1", "--seconds", "0.05", "--starts", "0", "--json", str(rounds))
    alone = ("--only", "aliansi", servers.PLAIN, "rdflib-endpoint", "oxigraph on disk")
    done = run(*few, *alone, "--oxigraph", str(tmp_path / "none"), script="endpoint.py")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith("none: no such program")
    done = run(*few, *alone[:4], script="endpoint.py")
    assert done.returncode == 0, done.stderr
    assert "| look-ups repeated, 16 connections |" in done.stdout
    assert "times as long without httptools, at most 8." in done.stdout
    assert "Geometric mean of" in done.stdout
    assert "aliansi has no answer" not in done.stdout
    found = json.loads(rounds.read_text())[0]["servers"][0]
    assert set(found["times"]) == {shape.name for shape in shapes.SHAPES}


def test_every_shape_is_answered_and_no_query_comes_twice() -> None:
    dataset = ox.Store()
    dataset.bulk_load("".join(data.alliances(3_000).lines()).encode(), format=ox.RdfFormat.N_TRIPLES)
    things = shapes.things_in(3_000)
    for shape in shapes.SHAPES:
        queries = {shape.query(number, things) for number in range(50)}
        assert len(queries) == 50
        answers = [dataset.query(query) for query in queries]
        assert any(bool(a) if isinstance(a, ox.QueryBoolean) else any(True for _ in a) for a in answers), shape.name
    assert len(shapes.SHAPES) >= 13


def test_an_answer_is_whole_or_not_yet() -> None:
    told = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabcd"
    in_chunks = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n"
    for answer in (told, in_chunks):
        assert all(load.body_of(answer[:size]) is None for size in range(len(answer)))
        assert load.whole(load.body_of(answer)) == b"abcd"
    with pytest.raises(load.NoAnswer, match="status 503"):
        load.body_of(b"HTTP/1.1 503 Busy\r\n\r\n")


SLOW = """
import sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Handler(BaseHTTPRequestHandler):
    protocol_version, wbufsize = "HTTP/1.1", 65536

    def do_GET(self):
        if "FILTER" in self.path:
            time.sleep(600)
        body = b'{"results": {"bindings": [{}]}}' if "ntriples" not in self.headers["Accept"] else b"<a:s> <a:p> 1 .\\n"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_): pass

ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def test_a_query_over_the_limit_is_given_up_once_and_what_comes_after_is_measured(tmp_path: Path) -> None:
    starts = list[int]()

    def command(_: Path, port: int) -> list[str]:
        starts.append(port)
        return [sys.executable, "-c", SLOW, str(port)]

    slow = servers.Server("slow", command)
    plan = endpoint.Plan(rounds=2, seconds=0.02, limit=0.5)
    (found,) = endpoint.measure(data.alliances(600), [slow], plan, tmp_path)
    over = {shape.name for shape in shapes.SHAPES if "FILTER" in shape.text}
    assert 0 < len(over) < len(shapes.SHAPES)
    assert {name: found.failures[name] for name in over} == dict.fromkeys(over, "over 0.5 s")
    assert len(starts) == 1 + len(over)
    patient = servers.Server("slow", command, blocks=True)
    with servers.Seat(patient, tmp_path) as seat:
        begun = len(starts)
        seat.free(5)
        assert len(starts) == begun, "it answers, and was at nothing"
    after = {shape.name for shape in shapes.SHAPES if shape.name not in over and shape.accept != shapes.GRAPH}
    assert after <= {name for name, times in found.times.items() if len(times) == 2}


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="memory is looked at as in Linux")
def test_attacks_are_sent_and_what_others_wait_for_is_told(tmp_path: Path) -> None:
    every = tmp_path / "every.json"
    chosen = ("--only", "aliansi", "--kinds", "other ways", "broken UTF-8", "--json", str(every))
    done = run(*chosen, script="abuse.py")
    assert done.returncode == 0, done.stderr + done.stdout
    (result,) = json.loads(every.read_text())
    wanted = {each.name: each.kind for each in attacks() if each.kind.startswith(("other ways", "broken UTF-8"))}
    assert {met["attack"]: met["kind"] for met in result["attacks"]} == wanted
    assert all(met["others"] > 0 < met["work"] for met in result["attacks"])
    assert (result["restarts"], result["reached_out"]) == (0, [])
    assert min(result["before"], result["after"]) > 2**20
    for query in ("ASK {}", "ASK { FILTER(true) }"):
        assert f"| `{query}` answered | {len(wanted)} of {len(wanted)} |" in done.stdout
    assert {met["attack"]: met["response"] for met in result["attacks"]}["from-file"] == "400"


def test_a_server_that_is_lost_or_reaches_out_is_named() -> None:
    every = list(attacks())[:3]
    names = [attack.name for attack in every]
    times = ((0.001, 0.002), (0.002, None), (0.3, 0.004))
    met = [abuse.AttackResult(name, "", "400", *seconds) for name, seconds in zip(names, times, strict=True)]
    said = "\n".join(abuse.report(every, [abuse.ServerResult("peer", 2**20, 2**21, 1, [names[2]], met)]))
    assert f"peer answers no other client after: {names[1]}." in said
    assert f"peer contacted another server for: {names[2]}." in said
    assert (
        "| `ASK {}` answered | 3 of 3 |\n| – median | 2.00 ms |\n| – worst | 300.00 ms |\n| – over 100 ms | 1 |" in said
    )
    assert "| `ASK { FILTER(true) }` answered | 2 of 3 |\n| – median | 3.00 ms |\n| – worst | 4.00 ms |" in said
    assert "| memory after | 2 MiB (since its restart) |" in said


def test_the_documents_say_how_many_attacks_there_are() -> None:
    text = (BENCHMARKS / "README.md").read_text(encoding="utf-8")
    assert f"after each of {len(list(attacks()))} hostile requests" in text


def test_ratios_of_the_endpoint_and_answers_that_differ_are_told() -> None:
    names = [shape.name for shape in shapes.SHAPES]
    ours = endpoint.Found("aliansi", 0.5, {name: [0.002] for name in names}, {"repeated": [300.0]}, {names[0]: 3})
    peer = endpoint.Found(
        "peer", 0.1, {name: [0.001, 0.008, 0.004] for name in names}, {"repeated": [100.0]}, {names[0]: 4}
    )
    peer.failures[names[1]] = "over 60 s"
    mean, number = endpoint.geometric_mean(ours, peer)
    assert (round(mean, 6), number) == (0.5, len(names) - 1)
    said = "\n".join(endpoint.report(data.alliances(1_000), [ours, peer]))
    assert f"| {names[0]} | 2.00 ms | 4.00 ms | 2 |" in said
    assert f"| {names[1]} | 2.00 ms | > 60 s | – |" in said
    assert f"Geometric mean of {len(names) - 1} queries (1 without answers from both are left out): aliansi" in said
    assert "| look-ups repeated, 16 connections | 300/s | 100/s | 3 |" in said
    assert f"peer has no answer to {names[1]}: over 60 s." in said
    assert f"DIFFER: {names[0]}: aliansi 3, peer 4." in said


def test_the_endpoint_without_httptools_is_compared_with_its_target() -> None:
    ours = endpoint.Found("aliansi", 0.5, rates={"repeated": [8_100.0], "never seen": [3_000.0]})
    plain = endpoint.Found(servers.PLAIN, 0.5, rates={"repeated": [1_000.0], "never seen": [1_000.0]})
    said = list(endpoint.report(data.alliances(1_000), [ours, plain]))[-2:]
    assert said[0] == "look-ups never seen take 3.0 times as long without httptools, at most 3."
    assert said[1] == "TOO SLOW: look-ups repeated take 8.1 times as long without httptools, at most 8."
    assert "httptools" not in list(endpoint.report(data.alliances(1_000), [ours]))[-1]


def test_synthetic_data_are_facts_of_ours_with_dates_names_and_citations(tmp_path: Path) -> None:
    dataset = ox.Store()
    dataset.bulk_load(path=str(pages.synthetic(5_000, tmp_path)), format=ox.RdfFormat.N_QUADS)
    graphs = {str(quad.graph_name).rpartition("/")[2]: 0 for quad in dataset}
    assert graphs.keys() == {"ontology>", "things>", "reference>", "dates>", "labels>"}
    told = (
        "?m a al:Membership ; al:member ?s ; al:alliance ?a ; dcterms:source ?d ; rdfs:label ?l ; al:earliestStart ?x"
    )
    found = dataset.query(f"SELECT * {{ {told} }}", prefixes=PREFIXES, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    assert len(list(found)) > 100


@pytest.mark.slow
def test_a_small_run_over_the_pages_measures_each_of_them(tmp_path: Path) -> None:
    numbers = tmp_path / "pages.json"
    done = run("--rounds", "1", "--triples", "3000", "--json", str(numbers), script="pages.py")
    assert done.returncode == 0, done.stderr
    found = json.loads(numbers.read_text())
    assert [(each["data"], each["name"]) for each in found] == [
        (d, name) for d, named in pages.PAGES.items() for name in named
    ]
    assert all(each["compressed"] < min(pages.LARGEST, each["size"]) for each in found)
    assert done.stdout.count("| timeline by state |") == 2


def test_a_journey_names_the_files_that_a_command_enters(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing.ttl")
    files, functions, crossings, pairs = journeys.traced(journeys.ROOT, tmp_path / "trace.json", "reason", missing)
    assert "cli/__init__.py" in files
    assert "__main__.py" not in files
    assert functions >= len(files) > pairs > 0
    assert crossings >= pairs


@pytest.mark.parametrize("fault", mutations.FAULTS, ids=lambda fault: fault.place.partition(":")[0])
def test_a_seeded_fault_has_one_place_and_changes_it(fault: Any) -> None:
    package = mutations.ROOT / "src" / "aliansi"
    file, text = mutations.find(package, fault)
    assert text != file.read_text(encoding="utf-8")
    assert all((mutations.ROOT / "tests" / name).exists() for name in fault.tests[1].split())


def test_a_fault_whose_place_is_gone_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="its place is in 0 files"):
        mutations.find(tmp_path, mutations.FAULTS[0])


def test_closures_are_compared_and_their_differences_explained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    same = tmp_path / "same.ttl"
    same.write_text(
        "@prefix : <http://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        ":p a owl:SymmetricProperty , owl:TransitiveProperty . :a :p :b , 1 ; :q 2 .\n"
    )
    equal_values = tmp_path / "equal-values.ttl"
    equal_values.write_text(same.read_text() + ":c :q 02 , 2.0 .\n")
    assert closures.main([str(tmp_path), "--json", str(tmp_path / "all.json")]) == 0
    rows = {row["name"]: row for row in json.loads((tmp_path / "all.json").read_text())}
    assert rows["same.ttl"]["native"] == rows["same.ttl"]["owlrl"] > rows["same.ttl"]["triples"]
    assert rows["same.ttl"]["explained"] == {}
    assert rows["equal-values.ttl"]["explained"].keys() == {"dt-eq"}
    assert [row["unexplained"] for row in rows.values()] == [[], []]
    assert "| same.ttl | 5 |" in capsys.readouterr().out


def test_a_file_that_cannot_be_compared_is_named_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        closures.main([str(tmp_path)])
    assert "no RDF files in" in capsys.readouterr().err
    (tmp_path / "bad.nt").write_text("<a:a> .\n")
    assert closures.main([str(tmp_path / "bad.nt")]) == 1
    assert "| bad.nt | – | – | – | bad.nt:1: " in capsys.readouterr().out


def test_a_difference_that_no_fault_explains_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def found(file: Path, options: argparse.Namespace) -> Any:
        return closures.Comparison(file.name, unexplained=["+ <a:a> <a:b> <a:c>"])

    monkeypatch.setattr(closures, "run", found)
    assert closures.main([str(tmp_path / "a.ttl")]) == 1
