"""Compressed files are read by extension or content; damaged and harmful ones are refused."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest

from aliansi.rdf_files import streams
from tests.rdf_files.support.reading import given, refusal, triples

LINE = b"<a:a> <a:p> <a:b> .\n"
PACKERS: dict[str, Callable[[bytes], bytes]] = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}


@pytest.mark.parametrize("name", PACKERS)
def test_a_compressed_file_is_read_whatever_its_name(name: str, tmp_path: Path) -> None:
    packed = PACKERS[name](b"\xef\xbb\xbf" + LINE)
    assert triples(given(tmp_path, f"a.nt.{name}", packed)) == ["<a:a> <a:p> <a:b>"]
    assert triples(given(tmp_path, "a.ttl", packed)) == ["<a:a> <a:p> <a:b>"]


@pytest.mark.parametrize("name", PACKERS)
def test_a_damaged_file_is_refused(name: str, tmp_path: Path) -> None:
    lines = b"".join(b"<a:%d> <a:p> <a:%d> .\n" % (i, i * i) for i in range(5_000))
    packed = PACKERS[name](lines)
    for content in (packed[:-30], packed[:2_000] + b"xxxx" + packed[2_004:], LINE):
        assert refusal(given(tmp_path, f"a.ttl.{name}", content)).startswith(f"a.ttl.{name}: cannot be decompressed: ")


@pytest.mark.parametrize("name", PACKERS)
@pytest.mark.parametrize("extension", ["nt", "ttl", "rdf", "jsonld"])
def test_a_bomb_is_refused(extension: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MAX_UNPACKED", 1 << 20)
    bomb = PACKERS[name](b" " * (1 << 22))
    message = refusal(given(tmp_path, f"a.{extension}.{name}", bomb))
    assert message.startswith(
        f"a.{extension}.{name}: cannot be decompressed: it expands to more than 200 times its size"
    )
