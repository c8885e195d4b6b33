"""Headers of query files."""

from aliansi.project.query_header import by_language, read_header

TEXT = """# title: Members: all
#title-fr:  Membres\t
# note without a key
# param alliance: the alliance | aliansi
# param-fr alliance: l'alliance
# title-id:

# keywords: too late
SELECT * {}
"""


def test_a_header_ends_at_the_first_line_that_is_no_comment() -> None:
    assert read_header(TEXT) == {
        "title": "Members: all",
        "title-fr": "Membres",
        "param alliance": "the alliance | aliansi",
        "param-fr alliance": "l'alliance",
        "title-id": "",
    }
    assert read_header("SELECT * {} # title: x") == {}


def test_a_value_has_languages_and_english_is_without_a_tag() -> None:
    header = read_header(TEXT)
    assert by_language(header, "title") == {"en": "Members: all", "fr": "Membres"}
    assert by_language(header, "param", "alliance") == {"en": "the alliance | aliansi", "fr": "l'alliance"}
    assert by_language(header, "question") == {}
