"""Texts are found by their SHA-256 and decoded strictly: positions are code points of the decoded file."""

from __future__ import annotations

import codecs
from hashlib import sha256
from pathlib import Path

import pytest

from aliansi.errors import FindingsError, UsageError
from aliansi.evidence.source_texts import SourceFiles

WORDS = "“NATO” acted – in Côte d’Ivoire.\r\nIt acted again."


def in_folder(folder: Path, content: bytes) -> SourceFiles:
    (folder / "text.txt").write_bytes(content)
    return SourceFiles.in_folder(folder)


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x85", "\u2028", "\r\r\n"], ids=ascii)
def test_line_ends_count_as_they_are_stored(tmp_path: Path, end: str) -> None:
    content = f"one{end}two{end}".encode()
    text = in_folder(tmp_path, content).read(digest(content))
    assert text is not None
    assert text.index("two") == 3 + len(end)


def test_a_byte_order_mark_is_not_counted(tmp_path: Path) -> None:
    content = codecs.BOM_UTF8 + b"NATO acted."
    assert in_folder(tmp_path, content).read(digest(content)) == "NATO acted."


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("cp1252", "windows-1252"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16LE"),
        ("utf-16-be", "UTF-16BE"),
        ("utf-32", "UTF-32"),
    ],
)
def test_a_text_that_is_not_utf_8_is_named_with_its_likely_encoding(tmp_path: Path, encoding: str, name: str) -> None:
    content = WORDS.encode(encoding)
    files = in_folder(tmp_path, content)
    with pytest.raises(FindingsError) as raised:
        files.read(digest(content))
    [finding] = raised.value.findings
    assert finding.location is not None
    assert finding.location.file == tmp_path / "text.txt"
    assert finding.location.line == 1
    assert f"is not UTF-8; it is likely {name}: convert it to UTF-8 (iconv -f {name} -t UTF-8)" in finding.message
    assert finding.message.endswith("give the SHA-256 and the code points of the new file in dcterms:identifier")
    assert files.of(digest(content)) is None
    assert [*files.findings()] == [finding]


def test_the_line_of_the_first_wrong_byte_is_named(tmp_path: Path) -> None:
    content = "one\r\ntwo\rthree\ncafé".encode("latin-1")
    with pytest.raises(FindingsError) as raised:
        in_folder(tmp_path, content).read(digest(content))
    assert raised.value.findings[0].render(tmp_path).startswith("text.txt:4: is not UTF-8; ")


def test_a_file_that_is_not_a_text_is_no_finding(tmp_path: Path) -> None:
    assert [*in_folder(tmp_path, b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\xff\xfe\x90" * 20).findings()] == []


@pytest.mark.parametrize("registered", ["one\ntwo\n", "one\r\ntwo\r\n", "one\rtwo\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=ascii)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_copy_with_other_line_ends_or_marks_is_the_same_text(
    tmp_path: Path, registered: str, end: str, encoding: str
) -> None:
    files = in_folder(tmp_path, f"one{end}two{end}".encode(encoding))
    assert files.read(digest(registered.encode())) == registered
    assert files.read(digest(registered.encode("utf-8-sig"))) == registered
    assert files.read(digest(b"one\ntoo\n")) is None


def test_a_copy_that_has_changed_is_not_the_text(tmp_path: Path) -> None:
    files = in_folder(tmp_path, b"one\r\n")
    assert files.read(digest(b"one\n")) == "one\n"
    (tmp_path / "text.txt").write_bytes(b"two\r\n")
    assert files.read(digest(b"one\r\n")) is None
    assert files.read(digest(b"one\n")) is None
    (tmp_path / "text.txt").unlink()
    assert files.read(digest(b"one\r\n")) is None


def test_a_file_may_be_given_for_its_folder(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_bytes(b"one")
    assert SourceFiles.in_folder(tmp_path / "text.txt").read(digest(b"one")) == "one"


def test_what_is_not_a_file_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "dangling").symlink_to(tmp_path / "none")
    assert SourceFiles.in_folder(tmp_path).files == {}
    with pytest.raises(UsageError, match="no such folder"):
        SourceFiles.in_folder(tmp_path / "none")
