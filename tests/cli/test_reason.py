"""``aliansi reason``: any RDF format in and out, atomic files, and one clear line for each error."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import pty
import resource
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result

from aliansi.cli import commands
from aliansi.rdf_files import EXTENSIONS
from aliansi.rdf_files.formats import FORMATS, ONLY_READ

PREFIXES = """
@prefix : <http://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
ONTOLOGY = f"{PREFIXES} :ally a owl:SymmetricProperty ; rdfs:domain :State . :State rdfs:subClassOf :Agent ."
FACTS = "<http://example.org/a> <http://example.org/ally> <http://example.org/b> .\n"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
FOLLOWS = {
    "<http://example.org/b> <http://example.org/ally> <http://example.org/a> .",
    *(f"<http://example.org/{x}> {TYPE} <http://example.org/{c}> ." for x in "ab" for c in ("State", "Agent")),
    "<http://example.org/ally> <http://www.w3.org/2000/01/rdf-schema#domain> <http://example.org/Agent> .",
}
CONTRADICTORY = f"{PREFIXES} :A owl:disjointWith :B . :x a :A , :B . :y a :A , :B ."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an ontology and facts, which is the current one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "o.ttl").write_text(ONTOLOGY)
    (tmp_path / "f.nt").write_text(FACTS)
    return tmp_path


def reason(*args: str | Path, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(commands, ["reason", *map(str, args)], input=given)


def lines_of(result: Result) -> set[str]:
    assert result.exit_code == 0, result.output
    return set(result.stdout.splitlines())


def refused(result: Result, status: int, words: str) -> None:
    assert result.exit_code == status, result.output
    assert isinstance(result.exception, SystemExit)
    assert words in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def process(*args: str, code: str = "", **options: object) -> subprocess.CompletedProcess[bytes]:
    """Run the command as a process of its own, after some code."""
    command = [sys.executable, "-c", f"{code}\nfrom aliansi.cli import main\nmain()", "reason", *args]
    return subprocess.run(command, capture_output=True, timeout=120, check=False, **options)  # type: ignore[call-overload,no-any-return]


def triples(file: Path) -> set[str]:
    """Read a file that was written, by its extension."""
    unpack = {".gz": gzip.decompress, ".bz2": bz2.decompress, ".xz": lzma.decompress}.get(file.suffix)
    data = unpack(file.read_bytes()) if unpack else file.read_bytes()
    rdf_format = FORMATS[(file.stem if unpack else file.name).rpartition(".")[2]]
    return {f"{quad.triple} ." for quad in map(as_quad, ox.parse(data, format=rdf_format))}


def as_quad(statement: ox.Quad | ox.Triple) -> ox.Quad:
    return statement if isinstance(statement, ox.Quad) else ox.Quad(*statement)


def test_what_follows_goes_to_standard_output_beside_what_is_said(folder: Path) -> None:
    result = reason("o.ttl", "f.nt")
    assert lines_of(result) >= {*FOLLOWS, FACTS.strip()}
    assert len(lines_of(result)) == 4 + 6
    assert "aliansi: 4 triples read, 6 inferred, in " in result.stderr


def test_inferred_only_leaves_out_what_is_said(folder: Path) -> None:
    assert lines_of(reason("o.ttl", "f.nt", "--inferred-only")) == FOLLOWS


@pytest.mark.parametrize("packed", ["", ".gz", ".bz2", ".xz"])
@pytest.mark.parametrize("extension", [name for name in EXTENSIONS if name not in ONLY_READ])
def test_every_format_goes_in_and_out(extension: str, packed: str, folder: Path) -> None:
    out = folder / f"out.{extension}{packed}"
    assert lines_of(reason("o.ttl", "f.nt", "-o", out)) == set()
    assert triples(out) >= FOLLOWS
    assert len(triples(out)) == 10
    assert lines_of(reason(out)) == triples(out)


def test_the_formats_of_the_command_are_those_that_are_read() -> None:
    assert set(EXTENSIONS) == set(FORMATS)
    assert all(f".{name}" in (commands.commands["reason"].help or "") for name in FORMATS)


def test_standard_input_is_read_in_the_format_that_is_named(folder: Path) -> None:
    assert lines_of(reason("-", "f.nt", "--format", "ttl", "--inferred-only", given=ONTOLOGY)) == FOLLOWS
    assert lines_of(reason("-", given=FACTS)) == {FACTS.strip()}
    assert lines_of(reason("-", given=gzip.compress(FACTS.encode()))) == {FACTS.strip()}
    refused(reason("-", "--format", "csv", given=ONTOLOGY), 2, "Invalid value for '--format'")
    refused(reason("-", given=ONTOLOGY), 1, "-:2: is Turtle, not N-Triples, as --format says: use --format ttl")


def test_standard_output_may_be_named(folder: Path) -> None:
    assert lines_of(reason("f.nt", "-o", "-")) == {FACTS.strip()}
    assert not (folder / "-").exists()


def test_blank_nodes_of_two_files_stay_apart(folder: Path) -> None:
    (folder / "1.nt").write_text("_:x <http://example.org/p> _:y .\n")
    (folder / "2.ttl").write_text("_:x <http://example.org/p> [] .")
    assert len({line.split()[0] for line in lines_of(reason("1.nt", "1.nt", "2.ttl"))}) == 3


def test_named_graphs_are_reasoned_over_as_one(folder: Path) -> None:
    (folder / "d.trig").write_text(f"{ONTOLOGY} :g {{ :a :ally :b }}")
    (folder / "d.nq").write_text(FACTS.replace(" .", " <http://example.org/g> ."))
    assert lines_of(reason("d.trig", "--inferred-only")) == FOLLOWS
    assert lines_of(reason("o.ttl", "d.nq", "--inferred-only")) == FOLLOWS


def test_prefixes_are_kept_in_turtle(folder: Path) -> None:
    reason("o.ttl", "f.nt", "-o", "out.ttl")
    written = (folder / "out.ttl").read_text()
    assert "@prefix : <http://example.org/> ." in written
    assert ":b a :State , :Agent ;" in written


def test_the_switches_add_what_hardly_anybody_wants(folder: Path) -> None:
    plain = lines_of(reason("o.ttl", "f.nt"))
    reflexive, axiomatic, datatypes = (
        lines_of(reason("o.ttl", "f.nt", f"--{name}")) - plain for name in ("reflexive", "axiomatic", "datatypes")
    )
    assert any("owl#sameAs" in line and line.split()[0] == line.split()[2] for line in reflexive)
    assert any("AnnotationProperty" in line for line in axiomatic)
    assert len(datatypes) > 20
    assert all(line.endswith("#Datatype> .") for line in datatypes)


def test_both_engines_say_the_same(folder: Path) -> None:
    (folder / "more.ttl").write_text(
        f"""{PREFIXES} :partOf a owl:TransitiveProperty ; owl:inverseOf :hasPart .
        :within owl:propertyChainAxiom ( :in :partOf ) . :has rdfs:range xsd:integer ; a owl:FunctionalProperty .
        [ a owl:Restriction ; owl:onProperty :ally ; owl:someValuesFrom :State ] rdfs:subClassOf :Allied .
        :x :in :y . :y :partOf :z . :z :partOf :w . :b owl:sameAs :c . :c :has 7 ."""
    )
    (native, owlrl) = (
        lines_of(reason("o.ttl", "f.nt", "more.ttl", "--engine", engine)) for engine in ("native", "owlrl")
    )
    assert native == owlrl
    assert len(native) > 40
    inferred = lines_of(reason("o.ttl", "f.nt", "more.ttl", "--engine", "owlrl", "--inferred-only"))
    assert inferred == lines_of(reason("o.ttl", "f.nt", "more.ttl", "--inferred-only")) < native


def test_owlrl_has_no_axiomatic_triples_to_add(folder: Path) -> None:
    refused(reason("f.nt", "--engine", "owlrl", "--axiomatic"), 2, "leave --engine owlrl out")
    refused(reason("f.nt", "--engine", "pellet"), 2, "'pellet' is not one of 'native', 'owlrl'")


@pytest.mark.parametrize("engine", ["native", "owlrl"])
def test_contradictions_are_reported_and_the_triples_written(engine: str, folder: Path) -> None:
    (folder / "c.ttl").write_text(CONTRADICTORY)
    result = reason("c.ttl", "--engine", engine, "-o", "out.nt")
    assert result.exit_code == 1
    assert "contradiction (cax-dw): http://example.org/x is both a http://example.org/A and a" in result.stderr
    assert "aliansi: 2 contradictions in the data; the triples were written nevertheless" in result.stderr
    assert len(triples(folder / "out.nt")) == 5


@pytest.mark.parametrize("engine", ["native", "owlrl"])
def test_an_ill_typed_literal_is_no_reason_for_a_traceback(engine: str, folder: Path) -> None:
    (folder / "c.ttl").write_text(f'{PREFIXES} :p rdfs:range xsd:integer . :x :p "abc"^^xsd:integer .')
    result = process("c.ttl", "--engine", engine, "-o", "out.nt", cwd=folder)
    assert result.returncode == 1
    assert b"Traceback" not in result.stderr
    assert b"converter" not in result.stderr.lower()
    assert b'"abc"^^xsd:integer is used as a xsd:integer, but is not one' in result.stderr


@pytest.mark.parametrize("engine", ["native", "owlrl"])
def test_generalised_triples_never_come_out(engine: str, folder: Path) -> None:
    (folder / "g.ttl").write_text(
        f"""{PREFIXES} :p owl:inverseOf :q ; rdfs:range xsd:integer . :x :p 1 , "1.0"^^xsd:decimal .
        :y owl:sameAs "n" ; :r 2 . _:b owl:sameAs :r . :r a owl:SymmetricProperty . :x :r "l" ."""
    )
    for line in lines_of(reason("g.ttl", "--engine", engine)):
        subject, predicate, _ = line.split(" ", 2)
        assert subject[0] in "<_"
        assert predicate[0] == "<"


WRONG: dict[str, tuple[str | bytes, int, str]] = {
    "syntax.nt": (f"{FACTS}<http://example.org/a> <a:b> .\n", 1, "syntax.nt:2: syntax error at column"),
    "syntax.nq": ("\n\n<http://example.org/a> .\n", 1, "syntax.nq:3: syntax error at column"),
    "syntax.ttl": ("\n\n:a :b .\n", 1, "syntax.ttl:3: syntax error at column"),
    "syntax.trig": ("\n{ <http://e.org/a> <http://e.org/b> }\n", 1, "syntax.trig:2: syntax error at column"),
    "syntax.jsonld": ('{"@id":\n"http://e.org/a",,', 1, "syntax.jsonld:2: syntax error at column"),
    "whole.rdf": ("<?xml version='1.0'?>\n<a xmlns='http://e.org/'>\n", 1, "whole.rdf:3: broken XML"),
    "context.jsonld": ('{"@context": "http://schema.org/", "name": "x"}', 1, "remote contexts are not fetched"),
    "latin.nt": (b'<a:b> <c:d> "caf\xe9" .\n', 1, "latin.nt:1: syntax error at column 17: Invalid UTF-8"),
    "latin.ttl": (b'@prefix a: <a:> .\na:b a:c "caf\xe9" .\n', 1, "latin.ttl:2: syntax error at column"),
    "plain.nt.gz": (FACTS, 1, "plain.nt.gz: cannot be decompressed: Not a gzipped file"),
    "cut.nt.gz": (gzip.compress(FACTS.encode())[:40], 1, "cut.nt.gz: cannot be decompressed: Compressed file ended"),
    "star.nt": ("<a:b> <c:d> <<( <a:b> <c:d> <e:f> )>> .\n", 1, "star.nt:1: triple terms (RDF 1.2)"),
    "table.csv": ("a,b\n", 2, "table.csv: no RDF format has the extension .csv; valid: .nt, .nq, .ttl"),
    "README": ("", 2, "README: it has no extension; valid: .nt"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_in_a_file_is_named(name: str, folder: Path) -> None:
    content, status, words = WRONG[name]
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    (folder / "out.nt").write_text("as it was")
    refused(reason("f.nt", name, "-o", "out.nt"), status, words)
    assert (folder / "out.nt").read_text() == "as it was"


def test_a_damaged_file_is_not_said_to_have_a_syntax_error(folder: Path) -> None:
    packed = bytearray(gzip.compress(b"".join(b"<a:%d> <b:%d> <c:d> .\n" % (i * i, i) for i in range(50_000))))
    packed[len(packed) // 2] ^= 255
    (folder / "d.nt.gz").write_bytes(packed)
    refused(reason("d.nt.gz"), 1, "d.nt.gz: cannot be decompressed: ")


def test_files_that_are_not_there_are_named(folder: Path) -> None:
    (folder / "d.nt").mkdir()
    refused(reason("none.nt"), 2, "none.nt: cannot be read: No such file or directory")
    refused(reason("d.nt"), 2, "d.nt: cannot be read: Is a directory")
    refused(reason(), 2, "Missing argument 'FILE…'")


def test_where_nothing_can_be_written_is_said_before_the_work(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "d.nt").mkdir()
    refused(reason("none.nt", "-o", "d.nt"), 2, "d.nt: cannot be written: it is a folder")
    refused(reason("none.nt", "-o", "none/x.nt"), 2, "none/x.nt: cannot be written: there is no folder")
    refused(reason("none.nt", "-o", "x.csv"), 2, "x.csv: no RDF format has the extension .csv")
    monkeypatch.setattr(os, "access", lambda *_: False)
    refused(reason("none.nt", "-o", "x.nt"), 2, "x.nt: cannot be written: no permission to write in")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device to write to")
@pytest.mark.parametrize("name", ["full.nt", "full.ttl", "/dev/full"])
def test_a_full_disk_is_one_line(name: str, folder: Path) -> None:
    (folder / "full.nt").symlink_to("/dev/full")
    (folder / "full.ttl").symlink_to("/dev/full")
    refused(reason("o.ttl", "-o", name), 1, f"aliansi: {name}: No space left on device")
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(
            [sys.executable, "-m", "aliansi", "reason", "o.ttl"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert (result.returncode, result.stderr) == (1, b"aliansi: standard output: No space left on device\n")


def many(folder: Path) -> None:
    (folder / "many.nt").write_text("".join(f"<a:{i}> <a:b> <c:d> .\n" for i in range(50_000)))


@pytest.mark.parametrize("out", ["out.nt", "out.ttl", "out.rdf.gz"])
def test_a_file_for_which_there_is_no_room_stays_as_it_was(out: str, folder: Path) -> None:
    many(folder)
    (folder / out).write_text("as it was")
    files = set(folder.iterdir())

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, resource.RLIM_INFINITY))

    result = process("many.nt", "-o", out, cwd=folder, preexec_fn=little_room)
    assert result.returncode == 1
    assert result.stderr == f"aliansi: {out}: File too large\n".encode()
    assert (folder / out).read_text() == "as it was"
    assert set(folder.iterdir()) == files


def test_a_process_that_is_killed_leaves_the_old_file(folder: Path) -> None:
    many(folder)
    (folder / "out.nt").write_text("as it was")
    dies = """
import os, signal
from aliansi.reasoning.io import write as writing
of = writing.lines
def lines(*args):
    yield next(of(*args))
    os.kill(os.getpid(), signal.SIGKILL)
writing.lines = lines"""
    assert process("many.nt", "-o", "out.nt", code=dies, cwd=folder).returncode == -signal.SIGKILL
    assert (folder / "out.nt").read_text() == "as it was"
    assert lines_of(reason("many.nt", "-o", "out.nt")) == set()
    assert len(triples(folder / "out.nt")) == 50_000


def test_a_file_may_be_written_over_what_was_read(folder: Path) -> None:
    (folder / "link.ttl").symlink_to("o.ttl")
    (folder / "o.ttl").chmod(0o600)
    assert lines_of(reason("o.ttl", "f.nt", "-o", "link.ttl")) == set()
    assert triples(folder / "o.ttl") >= FOLLOWS
    assert (folder / "link.ttl").is_symlink()
    assert stat.S_IMODE((folder / "o.ttl").stat().st_mode) == 0o600


def test_pipes_are_read_and_written(folder: Path) -> None:
    os.mkfifo("in")
    os.mkfifo("out.nt")
    with subprocess.Popen(["cat", "out.nt"], stdout=subprocess.PIPE) as reader:
        with subprocess.Popen(["cp", "f.nt", "in"]):
            assert lines_of(reason("o.ttl", "in", "--inferred-only", "-o", "out.nt")) == set()
        assert reader.stdout is not None
        assert set(reader.stdout.read().decode().splitlines()) == FOLLOWS


def test_a_reader_that_goes_is_no_error(folder: Path) -> None:
    many(folder)
    command = f"{sys.executable} -m aliansi reason many.nt | head -1"
    result = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, check=False)
    assert (result.returncode, result.stdout) == (0, b"<a:0> <a:b> <c:d> .\n")
    assert b"Traceback" not in result.stderr
    assert b"Broken pipe" not in result.stderr


@pytest.mark.parametrize("name", ["e.nt", "e.nq", "e.ttl", "e.trig", "e.nt.gz"])
def test_nothing_in_is_nothing_out(name: str, folder: Path) -> None:
    (folder / name).write_bytes(gzip.compress(b"") if name.endswith(".gz") else b"")
    result = reason(name)
    assert lines_of(result) == set()
    assert "0 triples read, 0 inferred" in result.stderr
    assert lines_of(reason(name, "-o", "out.ttl")) == set()
    assert triples(folder / "out.ttl") == set()


def test_windows_files_are_read(folder: Path) -> None:
    (folder / "w.nt").write_bytes(b"\xef\xbb\xbf" + FACTS.replace("\n", "\r\n").encode())
    (folder / "W.TTL").write_bytes(b"\xef\xbb\xbf" + ONTOLOGY.replace("\n", "\r\n").encode())
    assert lines_of(reason("W.TTL", "w.nt", "--inferred-only")) == FOLLOWS


def test_a_huge_literal_goes_through(folder: Path) -> None:
    line = f'<a:b> <c:d> "{"x" * 5_000_000}" .\n'
    (folder / "h.nt").write_text(line)
    assert lines_of(reason("h.nt", "-o", "out.nt")) == set()
    assert (folder / "out.nt").read_text() == line


WRITE_EACH = """
import sys
from contextlib import suppress
from aliansi.cli import commands
seed, *extensions = sys.argv.pop(1).split()
for extension in extensions:
    with suppress(SystemExit):  # of the contradictions
        commands(["reason", *sys.argv[1:], "-o", f"out{seed}.{extension}"])
"""


@pytest.mark.parametrize("engine", ["native", "owlrl"])
def test_the_same_input_gives_the_same_bytes(engine: str, folder: Path) -> None:
    (folder / "t.ttl").write_text(
        f"""{PREFIXES} :p rdfs:range xsd:integer , xsd:decimal , xsd:int . :q rdfs:range xsd:string , xsd:token .
        :x :p 1 , 01 , 2 ; :q "a" , "b"@en , "b"@EN . :x owl:sameAs :y , [ :p 3 ] . [] owl:sameAs :z ."""
    )
    extensions = ("nt", "ttl", "rdf", "jsonld", "nq.gz")
    for seed in "123":
        command = [sys.executable, "-c", WRITE_EACH, " ".join((seed, *extensions)), "t.ttl", "o.ttl", "f.nt"]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([*command, "--engine", engine, "--reflexive"], cwd=folder, env=environment, check=True)
    for extension in extensions:
        written = [(folder / f"out{seed}.{extension}").read_bytes() for seed in "123"]
        assert len(written[0]) > 100
        assert (extension, written[0]) == (extension, written[1]) == (extension, written[2])


def test_how_far_it_is_shows_on_a_terminal_only(folder: Path) -> None:
    many(folder)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "aliansi", "reason", "many.nt", "-o", "out.nt"]
    subprocess.run(command, stderr=theirs, check=True)
    shown = os.read(ours, 1 << 16).decode()
    os.close(theirs)
    os.close(ours)
    for words in ("reading, 100 %", "reasoning, 50,000 triples", "writing, 100 %", "looking for contradictions"):
        assert words in shown
    assert "\r" not in reason("many.nt").stderr


def test_rdflib_is_not_waited_for(folder: Path) -> None:
    """Importing it takes longer than reasoning over a small project."""
    shows = "import atexit, sys\natexit.register(lambda: print(sorted({m.split('.')[0] for m in sys.modules})))"
    loaded = process("o.ttl", "f.nt", "-o", "out.nt", code=shows, cwd=folder).stdout.decode()
    assert "'numpy'" in loaded
    for slow in ("rdflib", "owlrl", "pyshacl", "fastapi", "html5rdf", "email"):
        assert f"'{slow}'" not in loaded
