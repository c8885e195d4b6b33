"""Language ranges: the tag that suits a reader best, with replaced codes, scripts, regions and private use."""

from __future__ import annotations

import pytest

from aliansi.dataset.language_ranges import best_tag, is_within
from aliansi.views.labels import Label, preferred_label


@pytest.mark.parametrize(
    ("wanted", "tags", "best"),
    [
        pytest.param("en", ("de", "en-GB"), "en-GB", id="narrower"),
        pytest.param("en-GB", ("de", "en"), "en", id="wider"),
        pytest.param("en-GB", ("en-AU", "en"), "en", id="wider-before-sibling"),
        pytest.param("en-GB", ("de", "en-AU"), "en-AU", id="sibling"),
        pytest.param("EN", ("en-gb", "En"), "En", id="case"),
        pytest.param("en_GB", ("en-GB", "en"), "en-GB", id="underscore"),
        pytest.param("id", ("ms", "in"), "in", id="old-indonesian-in-data"),
        pytest.param("in-ID", ("en", "id"), "id", id="old-indonesian-of-reader"),
        pytest.param("he", ("en", "iw-IL"), "iw-IL", id="old-hebrew"),
        pytest.param("ji", ("yi",), "yi", id="old-yiddish"),
        pytest.param("ro-MD", ("mo",), "mo", id="old-moldavian"),
        pytest.param("sr-Latn", ("sr-Cyrl", "sh"), "sh", id="serbo-croatian"),
        pytest.param("i-klingon", ("tlh",), "tlh", id="grandfathered"),
        pytest.param("eng", ("en",), "en", id="three-letters"),
        pytest.param("zh", ("cmn",), "cmn", id="mandarin"),
        pytest.param("zh-Hant-TW", ("zh-Hans", "zh", "zh-Hant"), "zh-Hant", id="script"),
        pytest.param("zh-TW", ("zh-Hans", "zh", "zh-Hant-HK"), "zh-Hant-HK", id="script-of-region"),
        pytest.param("de-*-DE", ("de-DE", "de"), "de-DE", id="wildcard-inside"),
        pytest.param("en-x-pirate", ("en", "x-pirate"), "en", id="private-use"),
        pytest.param("x-pirate", ("en", "x-pirate"), "x-pirate", id="only-private-use"),
        pytest.param("en-GB-x", ("en-GB",), "en-GB", id="singleton-at-the-end"),
        pytest.param("id", ("ms", "in-x", "idx"), "in-x", id="not-a-mere-prefix"),
        pytest.param("fr", ("de", "en"), None, id="none"),
        pytest.param("", ("", "en"), None, id="empty-range"),
        pytest.param("en", (), None, id="no-tags"),
    ],
)
def test_best_tag(wanted: str, tags: tuple[str, ...], best: str | None) -> None:
    assert best_tag(wanted, tags) == best
    assert best_tag(wanted, tags[::-1]) == best


@pytest.mark.parametrize(
    ("labels", "language", "expected"),
    [
        pytest.param({"de": "Farbe", "en-GB": "colour"}, "en", ("colour", "en-GB"), id="british-before-german"),
        pytest.param({"de": "Farbe", "en-GB": "colour"}, "id", ("colour", "en-GB"), id="british-for-indonesian"),
        pytest.param({"de": "Farbe", "in": "warna"}, "id", ("warna", "in"), id="old-code"),
        pytest.param({"de": "Farbe", "": "RGB"}, "en", ("RGB", None), id="no-language-before-another"),
        pytest.param({"ar": "لون", "mul": "RGB"}, "en", ("RGB", "mul"), id="several-languages-before-another"),
        pytest.param({"fr": "couleur", "de": "Farbe"}, "en", ("Farbe", "de"), id="first-by-tag"),
    ],
)
def test_preferred_label(labels: dict[str, str], language: str, expected: tuple[str, str | None]) -> None:
    assert preferred_label(labels, language) == Label(*expected)


@pytest.mark.parametrize(
    ("tag", "wanted", "expected"),
    [("en-GB", "en", True), ("en", "en-GB", False), ("iw", "HE", True), ("idx", "id", False), ("", "*", True)],
)
def test_is_within(tag: str, wanted: str, expected: bool) -> None:
    assert is_within(tag, wanted) == expected
