"""Passages are compared with each other and with a copy of the text, however it is encoded."""

from __future__ import annotations

import codecs
from hashlib import sha256
from pathlib import Path

import pytest

from aliansi.evidence.quote import escape
from aliansi.namespaces import PREFIXES
from aliansi.project.folder import Project
from aliansi.project.loader import load
from aliansi.validation.passages import findings

PREFIX_LINES = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
TEXT = "Preface.\r\nNATO acted.\r\nThe Côte d’Ivoire did not act, and other states of the region did not either.\r\n"

Quoted = tuple[str, int]


def messages(folder: Path, registered: bytes, copy: bytes, *quoted: Quoted, length: int = len(TEXT)) -> list[str]:
    """Return the findings about passages of a text whose copy is in a folder."""
    for part in ("ontology", "data", "queries", "text"):
        (folder / part).mkdir()
    digest = sha256(registered).hexdigest()
    source = f'id:t a al:Source ; dcterms:identifier "sha256:{digest}" , "code-points:{length}" .\n'
    passages = "".join(
        f"id:p{n} a al:Passage ; oa:hasSource id:t ; oa:hasSelector id:q{n} , id:r{n} .\n"
        f"id:q{n} a oa:TextQuoteSelector ; oa:exact {escape(words)} .\n"
        f"id:r{n} a oa:TextPositionSelector ; oa:start {start} ; oa:end {start + len(words)} .\n"
        for n, (words, start) in enumerate(quoted)
    )
    stated = "".join(f"id:f a al:Fact ; al:statedIn id:p{n} .\n" for n in range(len(quoted)))
    for name, turtle in (("things-a", source), ("evidence-t", passages), ("t", stated)):
        (folder / "data" / f"{name}.ttl").write_text(PREFIX_LINES + turtle, encoding="utf-8")
    (folder / "text" / "copy.txt").write_bytes(copy)
    return [finding.render(folder) for finding in findings(load(Project(folder)), folder / "text")]


ACTED = ("NATO acted.", TEXT.index("NATO"))


@pytest.mark.parametrize(
    "copy",
    [
        TEXT.encode(),
        TEXT.replace("\r\n", "\n").encode(),
        TEXT.replace("\r\n", "\r").encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
    ],
    ids=["same", "LF", "CR", "byte order mark", "UTF-16"],
)
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8], ids=["without mark", "with mark"])
def test_positions_are_those_of_the_registered_text(tmp_path: Path, copy: bytes, mark: bytes) -> None:
    assert messages(tmp_path, mark + TEXT.encode(), copy, ACTED) == []


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-32", "cp1250"])
def test_a_registered_text_that_is_not_utf_8_is_named_with_its_line(tmp_path: Path, encoding: str) -> None:
    content = TEXT.encode(encoding)
    [found] = messages(tmp_path, content, content, ACTED)
    line = 1 if encoding.startswith("utf") else 3
    assert f"text/copy.txt:{line}: is not UTF-8; it is likely " in found


def test_another_text_is_not_the_source(tmp_path: Path) -> None:
    [found] = messages(tmp_path, TEXT.encode(), TEXT.replace("acted", "acts").encode(), ACTED)
    assert "no file in" in found
    assert "has its SHA-256" in found


def test_a_length_that_counts_the_byte_order_mark_is_refused(tmp_path: Path) -> None:
    content = TEXT.encode("utf-8-sig")
    [found] = messages(tmp_path, content, content, ACTED, length=len(TEXT) + 1)
    assert f"has {len(TEXT)} code points, not {len(TEXT) + 1} (a byte order mark is not counted)" in found


@pytest.mark.parametrize(
    ("quoted", "hint"),
    [
        (("NATO acted.", 8), r'the text has "\r\nNATO acte" at 8, the passage "NATO acted."; its words are at 10'),
        (("nato acted.", 10), 'the text has "NATO acted." at 10, the passage "nato acted."; its words are at 10'),
        (("NATO fled!!", 10), 'the passage "NATO fled!!"; its words are nowhere in the text'),
    ],
    ids=["position", "case", "words"],
)
def test_a_difference_is_shown_on_one_line(tmp_path: Path, quoted: Quoted, hint: str) -> None:
    [found] = messages(tmp_path, TEXT.encode(), TEXT.encode(), quoted)
    assert hint in found
    assert "\n" not in found
    assert "\r" not in found


def test_passages_of_two_places_need_a_context(tmp_path: Path) -> None:
    text = "NATO acted. " * 10
    found = messages(tmp_path, text.encode(), text.encode(), ("NATO", 0), ("NATO", 12), length=len(text))
    assert len(found) == 2
    assert "the passage at 12 has the same prefix, words and suffix; run aliansi quote" in found[0]
