"""Files of people that are not UTF-8 are named with file, line and encoding."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from aliansi.errors import AliansiError, FindingsError
from aliansi.project import citation, questions, text_file
from aliansi.project.folder import Project
from aliansi.project.loader import load

CAFE = "# title: T\n# title-id: café ou été, déjà vu\n"


@pytest.mark.parametrize(
    ("content", "line", "name"),
    [
        (CAFE.encode("cp1252"), 2, "windows-1252"),
        (CAFE.replace("\n", "\r").encode("cp1252"), 2, "windows-1252"),
        (CAFE.encode("utf-16"), 1, "UTF-16"),
        (CAFE.encode("utf-16-le"), 1, "UTF-16LE"),
        (CAFE.encode("utf-16-be"), 1, "UTF-16BE"),
        ("NATO acted.".encode("utf-16-le"), 1, "UTF-16LE"),
        (CAFE.encode("utf-32"), 1, "UTF-32"),
        (b"\xef\xbb\xbf# fine\n" + "Россия подписала договор о безопасности".encode("cp1251"), 2, None),
    ],
    ids=["windows-1252", "CR", "UTF-16", "UTF-16LE", "UTF-16BE", "ASCII in UTF-16LE", "UTF-32", "after a mark"],
)
def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path, content: bytes, line: int, name: str | None) -> None:
    (tmp_path / "x.rq").write_bytes(content)
    with pytest.raises(FindingsError) as raised:
        text_file.read_text(tmp_path / "x.rq")
    message = raised.value.findings[0].render(tmp_path)
    assert message.startswith(f"x.rq:{line}: is not UTF-8; ")
    if name:
        assert message.endswith(f"it is likely {name}: convert it to UTF-8 (iconv -f {name} -t UTF-8)")


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbfa\x00b", "北约\r\n".encode()])
def test_utf_8_is_read_without_its_mark_and_with_its_line_ends(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    assert text_file.read_text(tmp_path / "x").encode() == content.removeprefix(b"\xef\xbb\xbf")


def project(folder: Path) -> Project:
    for part in ("ontology", "data", "queries/questions"):
        (folder / part).mkdir(parents=True)
    return Project(folder)


def _turtle(root: Path) -> object:
    return load(Project(root))


def _question(root: Path) -> object:
    return questions.load_all(Project(root))


def _citation(root: Path) -> object:
    return citation.read(root / "CITATION.cff", "", date(2026, 11, 30))


@pytest.mark.parametrize(
    ("name", "read"),
    [("data/a.ttl", _turtle), ("ontology/shapes.ttl", _turtle), ("queries/questions/q.rq", _question),
     ("CITATION.cff", _citation)],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_files_of_a_project_are_named_by_file_and_line(
    tmp_path: Path, name: str, read: Callable[[Path], object], encoding: str
) -> None:
    file = project(tmp_path).root / name
    file.write_bytes("# déjà vu".encode(encoding))
    with pytest.raises(AliansiError) as raised:
        read(tmp_path)
    error = raised.value
    message = error.findings[0].render(tmp_path) if isinstance(error, FindingsError) else str(error)
    assert f"{name}:1: is not UTF-8; " in message


def test_a_citation_may_have_a_byte_order_mark_and_must_be_a_file(tmp_path: Path) -> None:
    file = tmp_path / "CITATION.cff"
    file.write_text("title: x\nauthors:\n  - name: y\n", encoding="utf-8-sig")
    assert isinstance(_citation(tmp_path), citation.Citation)
    file.unlink()
    file.mkdir()
    with pytest.raises(AliansiError, match=r"CITATION\.cff: cannot be read: Is a directory"):
        _citation(tmp_path)


@pytest.mark.parametrize("name", [None, "data/a.nt", "data/a.TTL", "ontology/.hidden.ttl", "data/empty.ttl"])
def test_a_project_without_triples_is_an_error(tmp_path: Path, name: str | None) -> None:
    root = project(tmp_path).root
    if name:
        (root / name).write_text("")
    with pytest.raises(FindingsError) as raised:
        load(Project(root))
    message = raised.value.findings[0].render(tmp_path.parent)
    assert message.startswith(f"{tmp_path.name}: the project has no triple in ontology/ and data/")
    assert ("only .ttl and .trig are read, not a." in message) == (name is not None and "/a." in name)
