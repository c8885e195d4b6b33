"""Each language is one file, and English stands in for missing sentences."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from aliansi.pipeline.check import Checked
from aliansi.project.folder import Project
from aliansi.project.questions import load, load_all
from aliansi.views.i18n import (
    FOLDER,
    LANGUAGES,
    Language,
    direction,
    read,
    read_all,
    section,
    sentences,
    translate_term,
)
from aliansi.views.labels import Label, translation_in
from aliansi.views.result_table import heading
from tests.pages.support.browsing import shipped_site

ROOT = Path(__file__).parents[2]
ARABIC = """
name = "العربية"
direction = "rtl"
[pages.frame]
skip = "انتقل إلى المحتوى"
search = "بحث"
[query-page]
title = "اسأل بلغة SPARQL"
[terms]
membership = "العضوية"
"""


def missing(language: Language, first: Language) -> list[str]:
    """Return the keys of the first language that another one lacks."""
    pages = [f"pages: {key}" for key in first.pages if key not in language.pages]
    parts = first.parts.items()
    return pages + [f"{name}: {key}" for name, said in parts for key in said if key not in language.parts.get(name, {})]


def test_the_languages_are_the_files_that_are_there_english_first() -> None:
    assert {f"{tag}.toml" for tag in LANGUAGES} == {file.name for file in FOLDER.glob("*.toml")}
    assert next(iter(LANGUAGES)) == "en"
    assert LANGUAGES["id"] == "Bahasa Indonesia"
    assert (direction("en"), direction("id")) == ("ltr", "ltr")


@pytest.mark.parametrize("tag", LANGUAGES.keys() - {"en"})
def test_no_language_lacks_a_sentence_or_has_one_that_english_has_not(tag: str) -> None:
    own, english = read(FOLDER / f"{tag}.toml"), read(FOLDER / "en.toml")
    assert missing(own, english) == []
    there = {name: said for name, said in own.parts.items() if name not in {"terms", "rules"}}
    assert missing(Language("", "", english.pages, english.parts), Language("", "", own.pages, there)) == []


@pytest.mark.parametrize("tag", LANGUAGES.keys() - {"en"})
def test_every_head_and_every_group_of_the_shipped_questions_has_a_word(tag: str) -> None:
    files = (ROOT / "queries" / "questions").glob("*.csv")
    heads = {heading(name) for file in files for name in file.read_text("utf-8").split()[0].split(",")}
    groups = {question.keywords[0] for question in load_all(Project(ROOT)).values()}
    assert (heads | groups) - section("terms", tag).keys() == set()


def test_what_a_language_lacks_is_said_in_english(tmp_path: Path) -> None:
    shutil.copyfile(FOLDER / "en.toml", tmp_path / "en.toml")
    (tmp_path / "ar.toml").write_text(ARABIC, encoding="utf-8")
    languages = read_all(tmp_path)
    arabic, english = languages["ar"], languages["en"]
    assert list(languages) == ["en", "ar"]
    assert (arabic.name, arabic.direction) == ("العربية", "rtl")
    assert (arabic.pages["search"], arabic.pages["home"]) == ("بحث", "Home")
    assert (arabic.parts["query-page"]["title"], arabic.parts["query-page"]["run"]) == (
        "اسأل بلغة SPARQL",
        "Run the query",
    )
    assert (missing(arabic, english), english.parts.get("terms")) == ([], None)
    lacking = missing(read(tmp_path / "ar.toml"), english)
    assert {"pages: home", "query-page: run"} <= set(lacking)
    assert not {"pages: search", "query-page: title"} & set(lacking)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('name = "x"\ndirection = "up"', "x.toml: a direction is one of ltr, rtl"),
        ('name = "x"\n[pages.a]\nk = "1"\n[pages.b]\nk = "2"', "x.toml: a key of .* stands in two sections"),
    ],
)
def test_a_file_that_is_no_language_is_refused(text: str, problem: str, tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=problem):
        read(tmp_path / "x.toml")


def test_words_without_a_translation_stay_as_they_are() -> None:
    assert (translate_term("membership", "id"), translate_term("membership", "en")) == ("keanggotaan", "membership")
    assert translate_term("nobody's word", "id") == "nobody's word"
    assert section("nothing", "id") == {}
    assert sentences("id")["home"] == "Beranda"


def test_questions_are_told_in_every_language_that_their_files_have(tmp_path: Path) -> None:
    file = tmp_path / "q.rq"
    header = (
        "# title: One\n# title-id: Satu\n# title-fr: Un\n# question: Which?\n# question-id: Mana?\n# keywords: x\n"
        "# param a: the thing | hal itu\n# param-fr a: la chose\n"
    )
    file.write_text(f"{header}SELECT * WHERE {{ VALUES ?a {{ id:x }} ?a ?p ?o }}\n", encoding="utf-8")
    question = load(file)
    assert question.title == {"en": "One", "id": "Satu", "fr": "Un"}
    assert question.question == {"en": "Which?", "id": "Mana?"}
    assert question.parameters[0].meaning == {"en": "the thing", "id": "hal itu", "fr": "la chose"}
    assert (translation_in(question.title, "fr"), translation_in(question.question, "fr")) == (
        Label("Un"),
        Label("Which?", "en"),
    )


def test_a_third_language_is_one_file_away(
    shipped_checked: Checked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_out = shutil.ignore_patterns("__pycache__", "vendor", "shipped")
    package = shutil.copytree(ROOT / "src" / "aliansi", tmp_path / "aliansi", ignore=left_out)
    (package / "views" / "languages" / "ar.toml").write_text(ARABIC, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with shipped_site(shipped_checked.nquads, tmp_path) as server:
        english = server.get("").text
        assert '<a href="/?lang=ar" lang="ar" hreflang="ar">العربية</a>' in english
        arabic = server.get("", headers={"Accept-Language": "ar-EG, id;q=0.5"})
        assert arabic.headers["content-language"] == "ar"
        assert '<html lang="ar" dir="rtl">' in arabic.text
        assert '<a class="skip" href="#content">انتقل إلى المحتوى</a>' in arabic.text
        assert "A citable knowledge graph of security alliances" in arabic.text
        assert re.search(r'<a href="#about-membership">العضوية</a>', arabic.text)
        question = server.get("questions/members-at-date?lang=ar").text
        assert '<h1 lang="en">Members of an alliance on a date</h1>' in question
        assert "<h1>Members of an alliance on a date</h1>" in server.get("questions/members-at-date?lang=en").text
        assert "<h1>اسأل بلغة SPARQL</h1>" in server.get("query?lang=ar").text
        for path in ("timeline", "requests", "search?q=nato", "id/csto", "ontology", "questions", "explain"):
            page = server.get(path, params={"q": "nato", "lang": "ar"}, headers={"Accept": "text/html"})
            assert (page.status_code, '<html lang="ar" dir="rtl">' in page.text) == (200, True), path
        assert re.search(r'<h1[^>]* lang="en">Collective Security', server.get("id/csto?lang=ar").text)
