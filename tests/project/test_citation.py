"""Citations are read from CITATION.cff and written for BibTeX and CSL-JSON."""

import datetime as dt
import json
from pathlib import Path

import pytest

from aliansi import __version__
from aliansi.errors import UsageError
from aliansi.project.citation import Author, Citation, read

ROOT = Path(__file__).parents[2]
DAY = dt.date(2026, 11, 26)
CFF = """\
cff-version: 1.2.0
title: 'Wars & "peaces": 100 % of them'  # a comment
abstract: >-
  Not a title: nor an author.
authors:
  - family-names: Beauvoir
    name-particle: de
    given-names: Simone
    affiliation: "Paris"
  - name: "The maintainers"
version: 2.0_b
date-released: 2025-02-03
license:
  - MIT
url: "https://example.org/a_b"
"""


def citation(tmp_path: Path, text: str = CFF) -> Citation | None:
    (tmp_path / "CITATION.cff").write_text(text, encoding="utf-8")
    return read(tmp_path / "CITATION.cff", "0123456789abcdef", DAY)


def test_a_citation_is_read_from_its_file(tmp_path: Path) -> None:
    found = citation(tmp_path)
    assert found
    assert found.authors == (Author("de Beauvoir", "Simone"), Author("The maintainers"))
    assert (found.title, found.version, found.released) == ('Wars & "peaces": 100 % of them', "2.0_b", "2025-02-03")
    assert found.text == (
        'Simone de Beauvoir, The maintainers (2025). Wars & "peaces": 100 % of them, version 2.0_b, '
        "revision 0123456789ab. https://example.org/a_b"
    )


def test_a_citation_is_written_for_latex_and_for_other_programs(tmp_path: Path) -> None:
    found = citation(tmp_path)
    assert found
    bibtex = found.bibtex()
    assert bibtex.startswith("@misc{wars2025,\n")
    assert "author = {de Beauvoir, Simone and {The maintainers}}," in bibtex
    assert 'title = {{Wars \\& "peaces": 100 \\% of them}},' in bibtex
    assert "version = {2.0\\_b}," in bibtex
    assert "urldate = {2026-11-26}," in bibtex
    assert bibtex.count("{") - bibtex.count("\\{") == bibtex.count("}") - bibtex.count("\\}")
    (csl,) = json.loads(found.csl())
    assert csl["author"] == [{"family": "de Beauvoir", "given": "Simone"}, {"literal": "The maintainers"}]
    assert (csl["issued"], csl["accessed"]) == ({"date-parts": [[2025, 2, 3]]}, {"date-parts": [[2026, 11, 26]]})
    assert (csl["type"], csl["URL"], csl["version"]) == ("dataset", "https://example.org/a_b", "2.0_b")
    assert "0123456789abcdef" in csl["note"]


@pytest.mark.parametrize("text", ["", "title: x\n", "authors:\n  - name: x\n", "title: x\nauthors:\n  - alias: y\n"])
def test_a_file_without_title_or_authors_is_no_citation(text: str, tmp_path: Path) -> None:
    assert citation(tmp_path, text) is None
    assert read(tmp_path / "nothing.cff", "", DAY) is None


def test_what_latex_would_take_for_a_command_is_printed(tmp_path: Path) -> None:
    found = citation(tmp_path, "title: a\\b~c^d{e}\nauthors:\n  - name: x\n")
    assert found
    assert r"title = {{a\textbackslash{}b\textasciitilde{}c\textasciicircum{}d\{e\}}}," in found.bibtex()


def test_the_shipped_project_is_cited_in_its_own_version() -> None:
    found = read(ROOT / "CITATION.cff", "r" * 64, DAY)
    assert found
    assert (found.version, found.key) == (__version__, "aliansi2026")


def test_a_file_that_is_not_yaml_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"CITATION\.cff:2: not YAML: mapping values are not allowed here"):
        citation(tmp_path, "title: x\nauthors: a: b\n")
