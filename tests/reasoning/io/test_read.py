"""Reading files into columns: decompression, byte order marks, bounded memory and damaged files."""

from __future__ import annotations

import gzip
import io
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from aliansi.errors import FindingsError
from aliansi.rdf_files.formats import extension_of
from aliansi.reasoning.io.read import read
from aliansi.reasoning.terms.dictionary import Dictionary

LINE = "<a:a> <a:p> <a:b> .\n"
STANDARD_INPUT = Path("-")


def texts(*files: Path, form: str = "nt") -> list[str]:
    terms = Dictionary()
    found = read(files, terms, form=form)
    return [" ".join(terms.text(int(n)) for n in row) for row in zip(found.s, found.p, found.o, strict=True)]


def give(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))


@pytest.mark.parametrize(
    "data",
    [LINE.encode(), gzip.compress(LINE.encode()), b"\xef\xbb\xbf" + LINE.encode()],
    ids=["plain", "packed", "with a mark"],
)
@pytest.mark.parametrize("form", ["nt", "ttl"])
def test_standard_input_is_unpacked_and_rid_of_its_mark(
    data: bytes, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(monkeypatch, data)
    assert texts(STANDARD_INPUT, form=form) == ["<a:a> <a:p> <a:b>"]


def test_a_packed_file_is_unpacked_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.nt").write_bytes(gzip.compress(LINE.encode()))
    (tmp_path / "B.NT.GZ").write_bytes(gzip.compress(LINE.encode()))
    assert len(texts(tmp_path / "a.nt", tmp_path / "B.NT.GZ")) == 2


def test_a_mark_elsewhere_is_no_mark(tmp_path: Path) -> None:
    (tmp_path / "a.nt").write_bytes(LINE.encode() + b"\xef\xbb\xbf" + LINE.encode())
    with pytest.raises(FindingsError) as caught:
        texts(tmp_path / "a.nt")
    assert caught.value.findings[0].render(tmp_path).startswith("a.nt:2: ")


def test_the_form_is_for_pipes_alone(tmp_path: Path) -> None:
    assert extension_of(STANDARD_INPUT, "ttl") == extension_of(tmp_path / "x.ttl", "nt") == "ttl"
    assert extension_of(STANDARD_INPUT) == "nt"


def test_relative_names_are_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.ttl").write_text("<x> <#p> <> .")
    base = (tmp_path / "a.ttl").as_uri()
    assert texts(tmp_path / "a.ttl") == [f"<{tmp_path.as_uri()}/x> <{base}#p> <{base}>"]
    give(monkeypatch, b"<x> <#p> <> .")
    with pytest.raises(FindingsError):
        texts(STANDARD_INPUT, form="ttl")


def test_progress_of_standard_input_goes_on_without_a_goal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Unseekable(io.BytesIO):
        def seekable(self) -> bool:
            return False

    data = LINE.encode() * 200_000
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=Unseekable(data)))
    reported: list[tuple[int, int]] = []
    read([STANDARD_INPUT], Dictionary(), progress=lambda done, of: reported.append((done, of)))
    assert [done for done, _ in reported] == sorted(done for done, _ in reported)
    assert len(reported) > 3
    assert reported[-1] == (len(data), 0)


@pytest.mark.parametrize("extension", ["nt", "nq", "ttl"])
def test_memory_is_that_of_the_columns_and_the_terms(extension: str, tmp_path: Path) -> None:
    """Eight megabytes of text with few terms take less than half of that in memory."""

    def lines() -> Iterator[str]:
        for i in range(80_000):
            yield f"<http://example.org/{'x' * 50}/{i % 1_000}> <http://example.org/p> <http://example.org/{i % 7}> .\n"

    file = tmp_path / f"a.{extension}"
    with file.open("w") as stream:
        stream.writelines(lines())
    terms = Dictionary()
    read([file], terms)  # leave out objects that are created once, such as compiled patterns
    tracemalloc.start()
    found = read([file], terms)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    columns = 3 * found.s.nbytes
    assert len(found.s) == 80_000
    assert file.stat().st_size > 8_000_000
    assert peak < 2 * columns + 12 * (1 << 20)
