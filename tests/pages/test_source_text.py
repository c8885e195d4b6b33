"""The page of a source, and its whole text if the server has a copy."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from aliansi.cli import commands
from aliansi.dataset.store import Store
from aliansi.errors import UsageError
from aliansi.evidence.source_texts import SourceFiles
from aliansi.namespaces import PREFIXES
from aliansi.pages.source_text import split_text
from aliansi.project.folder import Project
from aliansi.views.i18n import sentences
from tests.pages.support.outline import Outline, section
from tests.server.support.served import Site


@pytest.fixture
def site(shipped_store: Store, shipped: Project) -> Site:
    return Site.of(shipped_store, project=shipped)


@pytest.fixture
def with_text(shipped_store: Store, shipped: Project, text_folder: Path) -> Site:
    return Site.of(shipped_store, project=shipped, texts=SourceFiles.in_folder(text_folder))


def test_the_passages_stand_in_the_order_of_the_text_with_what_each_supports(site: Site) -> None:
    page = site.get("/id/article?lang=en").text
    passages = section(page, "group-passages")
    starts = [int(start) for start in re.findall(r"characters (\d+)–\d+", passages)]
    assert starts == sorted(starts)
    assert len(starts) == 50
    numbers = [int(number) for number in re.findall(r'<li id="at-[^"]+" value="(\d+)">', passages)]
    assert numbers == list(range(1, 51))
    rivalry = re.search(r'<li id="at-passage-rivalry".*?</ul>', passages, re.DOTALL)
    assert rivalry
    assert "Rivalry of Warsaw Pact and NATO" in rivalry[0]
    Outline(page)


def test_claims_differ_from_facts_by_a_word_and_by_their_markup(site: Site) -> None:
    passages = section(site.get("/id/article?lang=id").text, "group-passages")
    accusation = re.search(r'<li id="at-passage-accusation".*?</ul>', passages, re.DOTALL)
    assert accusation
    assert f'<li class="claim allegation"><span class="badge">{sentences("id")["allegation"]}</span>' in accusation[0]
    assert passages.count('class="claim assessment"') > 10


def test_a_passage_and_its_place_lead_to_each_other(site: Site, with_text: Site) -> None:
    passage = site.get("/id/passage-rivalry?lang=en").text
    assert 'href="/id/article?lang=en#at-passage-rivalry"' in passage
    assert 'href="/id/passage-rivalry?lang=en"' in section(site.get("/id/article?lang=en").text, "group-passages")
    text = with_text.get("/source/article?lang=en").text
    assert '<mark class="fact" id="at-passage-rivalry">' in text
    assert 'href="/id/article?lang=en#at-passage-rivalry"' in text
    source = with_text.get("/id/article?lang=en").text
    assert 'href="/source/article?lang=en#at-passage-rivalry"' in source


def test_how_much_of_the_text_is_represented_is_told_in_per_cent_and_as_a_bar(site: Site) -> None:
    page = site.get("/id/article?lang=en").text
    percent = re.search(r"<strong>(\d+) %</strong>", page)
    assert percent
    assert 60 < int(percent[1]) < 90
    kinds = re.findall(r"(fact|assessment|allegation) (\d+) %</li>", page)
    assert [kind for kind, _ in kinds] == ["fact", "assessment", "allegation"]
    assert abs(sum(int(share) for _, share in kinds) - int(percent[1])) <= 2
    bar = re.search(r'<svg class="coverage"[^>]*role="img"[^>]*>(.*?)</svg>', page)
    assert bar
    assert bar[1].count("<rect") > 20
    assert 'class="coverage"' not in site.get("/id/source-atop-4-01").text, (
        "a source that is only cited has no passages"
    )


def test_the_whole_text_is_there_for_who_has_it_and_for_nobody_else(
    site: Site, with_text: Site, text_folder: Path
) -> None:
    assert site.get("/source/article", headers={"Accept": "text/html"}).status_code == 404
    assert "/source/" not in site.get("/id/article").text
    page = with_text.get("/source/article?lang=en", headers={"Accept": "text/html"})
    assert page.status_code == 200
    part = re.search(r'<div class="text"[^>]*>(.*?)</div>', page.text, re.DOTALL)
    assert part
    plain = re.sub(r"<[^>]+>", "", re.sub(r"<sup>.*?</sup>", "", part[1], flags=re.DOTALL))
    texts = [file.read_text(encoding="utf-8") for file in text_folder.iterdir() if file.is_file()]
    assert plain.replace("&#34;", '"').replace("&#39;", "'").replace("&amp;", "&") in texts
    Outline(page.text)


def test_a_copy_that_is_another_text_now_is_not_shown(tmp_path: Path, text_folder: Path) -> None:
    for file in text_folder.iterdir():
        if file.is_file():
            (tmp_path / file.name).write_bytes(file.read_bytes())
    texts = SourceFiles.in_folder(tmp_path)
    digest = next(iter(texts.files))
    assert texts.of(digest)
    texts.files[digest].write_text("something else", encoding="utf-8")
    assert texts.of(digest) is None
    texts.files[digest].unlink()
    assert texts.of(digest) is None
    assert texts.of("") is None
    with pytest.raises(UsageError, match="no such folder"):
        SourceFiles.in_folder(tmp_path / "nowhere")


def test_a_folder_that_is_not_there_is_told_before_anything_is_served() -> None:
    said = CliRunner().invoke(commands, ["serve", "--text", "/nowhere/at/all"])
    assert said.exit_code == 2
    assert "no such folder" in said.stderr


WORDS = "\u0631\u0641\u0636 NATO"


def site_with(folder: Path, project: Project, content: bytes, start: int) -> Site:
    """Return a site with one source, whose text has words that a fact rests on at a position."""
    digest, graph = sha256(content).hexdigest(), "https://w3id.org/aliansi/graph/evidence"
    turtle = (
        "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
        + f"""
        id:t a al:Source ; dcterms:language "ar" ; dcterms:identifier "sha256:{digest}" , "code-points:99" .
        id:f a al:Fact ; al:statedIn id:p .
        id:p a al:Passage ; oa:hasSource id:t ; oa:hasSelector id:q , id:r . id:q oa:exact "{WORDS}" .
        id:r oa:start {start} ; oa:end {start + len(WORDS)} ."""
    )
    dataset = ox.Store()
    parsed = ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE)
    dataset.extend(ox.Quad(q.subject, q.predicate, q.object, ox.NamedNode(graph)) for q in parsed)
    (folder / "text.txt").write_bytes(content)
    return Site.of(Store(dataset, "test"), project=project, texts=SourceFiles.in_folder(folder))


@pytest.mark.parametrize(
    ("end", "encoding"), [("\r\n", "utf-8"), ("\r", "utf-8-sig"), ("\u2028", "utf-8"), ("\x85", "utf-8-sig")], ids=ascii
)
def test_passages_are_marked_where_they_stand(tmp_path: Path, shipped: Project, end: str, encoding: str) -> None:
    content = f"one{end}two \U0001f600{end}{WORDS}{end}".encode(encoding)
    page = site_with(tmp_path, shipped, content, 8 + 2 * len(end)).get("/source/t").text
    assert re.search(f'<mark class="fact" id="at-p">{WORDS}</mark>', page)
    assert '<div class="text" lang="ar" dir="auto">' in page


@pytest.mark.parametrize("encoding", ["utf-16", "cp1256", "iso-8859-6"])
def test_a_text_that_is_not_utf_8_is_not_shown(tmp_path: Path, shipped: Project, encoding: str) -> None:
    site = site_with(tmp_path, shipped, WORDS.encode(encoding), 0)
    assert site.get("/source/t").status_code == 404
    assert "/source/t" not in site.get("/id/t", headers={"Accept": "text/html"}).text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2029"], ids=ascii)
def test_a_long_text_is_split_at_the_end_of_a_line(end: str) -> None:
    line = "x" * 70 + end
    parts = split_text(line * 1000)
    assert [parts[0][0], parts[-1][1]] == [0, len(line) * 1000]
    assert all(begin % len(line) == 0 for begin, _ in parts)
