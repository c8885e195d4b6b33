"""The words of a fact contain its names and years, in any script and digits."""

from __future__ import annotations

from pathlib import Path

import pytest

from aliansi.namespaces import PREFIXES
from aliansi.project.folder import Project
from aliansi.project.loader import load
from aliansi.validation.facts import findings

PREFIX_LINES = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())


def messages(
    folder: Path, words: str, label: str, date: str = "", note: str = "", other: str = "", language: str = ""
) -> list[str]:
    """Return the findings about a fact that is stated in these words of a source in a language."""
    for part in ("ontology", "data", "queries"):
        (folder / part).mkdir()
    dated = f' ; al:date "{date}"' if date else ""
    noted = f" ; skos:note '''{note}'''@en" if note else ""
    source = f'id:news a al:Source ; dcterms:language "{language}" .' if language else ""
    files = {
        "things-news": source,
        "things-a": f'id:a a al:Alliance ; rdfs:label "{label}" {other} .',
        "news": f"id:f a al:Dissolution ; al:dissolved id:a ; al:statedIn id:p{dated}{noted} .",
        "evidence-news": f'''id:p a al:Passage , oa:SpecificResource ;
 oa:hasSource id:news ; oa:hasSelector id:q , id:r .
id:q a oa:TextQuoteSelector ; oa:exact """{words}""" .
id:r a oa:TextPositionSelector ; oa:start 0 ; oa:end {len(words)} .''',
    }
    for name, turtle in files.items():
        (folder / "data" / f"{name}.ttl").write_text(PREFIX_LINES + turtle, encoding="utf-8")
    return [finding.message for finding in findings(load(Project(folder)))]


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("北约成员国举行会议", "北约"),
        ("나토는 거부했다", "나토"),
        ("นาโตปฏิเสธ", "นาโต"),
        ("ورفض الناتو الطلب", "ناتو"),
        ("the Warsaw\u00a0Pact ended", "Warsaw Pact"),
    ],
    ids=["Chinese", "Korean", "Thai", "Arabic", "no-break space"],
)
def test_names_are_found_in_every_script(tmp_path: Path, words: str, label: str) -> None:
    assert messages(tmp_path, words, label) == []


@pytest.mark.parametrize(
    ("words", "label"), [("北约成员国", "华约"), ("Nigeria acted", "Niger"), ("인도네시아는", "인도")]
)
def test_names_that_are_missing_are_found_missing(tmp_path: Path, words: str, label: str) -> None:
    [message] = messages(tmp_path, words, label)
    assert "no label of id:a (al:dissolved) is in its passages" in message


@pytest.mark.parametrize("year", ["1949", "١٩٤٩", "१९४९", "１９４９", "一九四九"])
def test_years_are_found_in_every_kind_of_digits(tmp_path: Path, year: str) -> None:
    assert messages(tmp_path, f"NATO {year}年", "NATO", "1949") == []


def test_a_year_inside_a_number_is_not_found(tmp_path: Path) -> None:
    assert "the year 1949 of al:date is in none" in messages(tmp_path, "NATO ١١٩٤٩", "NATO", "1949")[0]


@pytest.mark.parametrize("quoted", ["“that bloc”", "„that bloc“", "«that bloc»", '"that bloc"', "「that\nbloc」"])
def test_a_note_explains_quoted_words(tmp_path: Path, quoted: str) -> None:
    assert messages(tmp_path, "That bloc ended.", "NATO", note=f"By {quoted} NATO is meant.") == []


def test_a_note_that_quotes_other_words_explains_nothing(tmp_path: Path) -> None:
    assert messages(tmp_path, "It ended.", "NATO", note="By “that bloc” NATO is meant.")


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("NATO, 478 BCE", "-0477"),
        ("NATO, tahun 478 SM", "-0477~"),
        ("NATO in the year 99", "0099"),
        ("NATO, 478 to 404 BCE", "[-0477..-0403]"),
        ("NATO in 12026", "Y12026"),
        ("NATO, about 1949", "1949~"),
        ("NATO, 1955-05-06", "1955-?05-?06"),
    ],
)
def test_years_are_found_as_texts_write_them(tmp_path: Path, words: str, date: str) -> None:
    assert messages(tmp_path, words, "NATO", date) == []


@pytest.mark.parametrize(
    ("words", "date", "missing"),
    [
        ("NATO, 477 BCE", "-0477", "the year -0477 of al:date"),
        ("NATO, 1478", "-0477", "the year -0477 of al:date"),
        ("NATO, 1202", "Y12026", "the year 12026 of al:date"),
        ("NATO, 1955", "1955-?05-?06", "the date 1955-05-06 of al:date"),
    ],
)
def test_years_that_are_missing_are_found_missing(tmp_path: Path, words: str, date: str, missing: str) -> None:
    [message] = messages(tmp_path, words, "NATO", date)
    assert message.startswith(missing)


@pytest.mark.parametrize(
    ("words", "other", "language"),
    [
        pytest.param("Island is a member", 'skos:altLabel "Island"@de', "de-AT", id="language-of-the-source"),
        pytest.param("Island is a member", 'skos:altLabel "Island"@de', "", id="source-without-language"),
        pytest.param("Eisland tritt aus", 'skos:hiddenLabel "Eisland"@de', "de", id="spelling-only-for-search"),
        pytest.param("Iceland (IS) tritt aus", 'rdfs:label "Iceland"@en', "de", id="label-in-another-language"),
        pytest.param(
            "NATO tritt aus", 'rdfs:label "N"@en ; skos:altLabel "NATO"@en', "de", id="language-of-the-labels"
        ),
        pytest.param("The US left", 'skos:altLabel "US"@en', "en", id="acronym-in-capitals"),
        pytest.param("Nato left", 'skos:altLabel "NATO"@en', "en", id="acronym-of-four-letters"),
    ],
)
def test_names_count_in_their_language(tmp_path: Path, words: str, other: str, language: str) -> None:
    assert messages(tmp_path, words, "Absent", other=f"; {other}", language=language) == []


@pytest.mark.parametrize(
    ("words", "other", "language"),
    [
        pytest.param("the island left", 'skos:altLabel "Island"@de', "en", id="word-in-another-language"),
        pytest.param("it is a member", 'skos:hiddenLabel "IS"', "en", id="code-of-two-letters"),
        pytest.param("IS is a member", 'skos:hiddenLabel "IS"', "", id="code-in-capitals"),
        pytest.param("they left us", 'skos:altLabel "US"@en', "en", id="acronym-in-small-letters"),
        pytest.param("they left us in the USSR", 'skos:altLabel "US"@en', "en", id="acronym-inside-another"),
    ],
)
def test_names_that_mean_something_else_do_not_count(tmp_path: Path, words: str, other: str, language: str) -> None:
    [message] = messages(tmp_path, words, "Absent", other=f"; {other}", language=language)
    assert "no label of id:a (al:dissolved) is in its passages" in message
