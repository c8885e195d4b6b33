"""Names are found in every script, and a name inside another word is not one."""

from __future__ import annotations

import unicodedata

import pytest

from aliansi.validation.names import contains

FOUND = {
    "Latin": ("NATO acted.", "NATO"),
    "case": ("the north atlantic treaty", "North Atlantic Treaty"),
    "possessive": ("NATO’s members", "NATO"),
    "apostrophe": ("Côte d’Ivoire acted", "Côte d'Ivoire"),
    "elision": ("l’OTAN a agi", "OTAN"),
    "hyphen after it": ("pasukan NATO-nya", "NATO"),
    "Turkish suffix": ("NATO'nun üyeleri", "NATO"),
    "Turkish dotted I": ("İRAN katıldı", "İran"),
    "Turkish capital": ("TÜRKİYE", "Türkiye"),
    "Finnish colon": ("EU:n jäsen", "EU"),
    "line end in the name": ("the Warsaw\n  Pact met", "Warsaw Pact"),
    "no-break space": ("Warsaw\u00a0Pact", "Warsaw Pact"),
    "hyphen at a line end": ("Kirgiz-\nstan menolak", "Kirgizstan"),
    "soft hyphen": ("Kirgiz\u00adstan", "Kirgizstan"),
    "dash": ("Guinea–Bissau", "Guinea-Bissau"),
    "ligature": ("the Paci\ufb01c Pact", "Pacific Pact"),
    "full width": ("ＮＡＴＯは", "NATO"),
    "emphasis": ("_NATO_ and *CSTO*", "NATO"),
    "Vietnamese": ("Việt Nam gia nhập", "Việt Nam"),
    "Cyrillic": ("«Россия» и НАТО", "НАТО"),
    "Greek": ("ΤΟ ΝΑΤΟ ΚΑΙ Ο ΌΛΕΜΟΣ", "ΝΑΤΟ"),
    "Greek final sigma": ("ΚΥΠΡΟΣ", "Κύπρος".replace("ύ", "υ")),
    "Georgian": ("საქართველო და ნატო", "ნატო"),
    "Armenian": ("Հայաստան, ՆԱՏՕ", "ՆԱՏՕ"),
    "Chinese": ("北约成员国举行会议", "北约"),
    "Chinese next to Latin": ("NATO成员国", "NATO"),
    "Chinese over a line end": ("北约\n成员国", "北约 成员国"),
    "Japanese kanji and kana": ("北大西洋条約機構は", "北大西洋条約機構"),
    "Japanese katakana": ("ロシアは拒否した", "ロシア"),
    "half-width katakana": ("ﾛｼｱは", "ロシア"),
    "katakana between kanji": ("対ロシア政策", "ロシア"),
    "Korean particle": ("나토는 거부했다", "나토"),
    "Korean particles": ("북한에서는 거부했다", "북한"),
    "Korean army": ("러시아군이 철수했다", "러시아"),
    "Korean alone": ("나토 회원국", "나토"),
    "Korean next to Latin": ("NATO는", "NATO"),
    "Hangul jamo": (unicodedata.normalize("NFD", "나토는"), "나토"),
    "Thai": ("นาโตปฏิเสธ", "นาโต"),
    "Lao": ("ປະເທດລາວໄດ້", "ລາວ"),
    "Khmer": ("ប្រទេសកម្ពុជាបាន", "កម្ពុជា"),
    "Burmese": ("မြန်မာနိုင်ငံ", "မြန်မာ"),
    "Tibetan": ("རྒྱ་ནག་གི", "རྒྱ་ནག"),
    "Hindi": ("भारत ने", "भारत"),
    "Tamil": ("இந்தியா மறுத்தது", "இந்தியா"),
    "Arabic": ("رفض الناتو الطلب", "الناتو"),
    "Arabic and": ("وروسيا", "روسيا"),
    "Arabic in": ("بروسيا البيضاء", "روسيا"),
    "Arabic the": ("والناتو", "ناتو"),
    "Arabic for the": ("للناتو دور", "الناتو"),
    "tatweel": ("روســيا", "روسيا"),
    "harakat": ("رُوسِيَا", "روسيا"),
    "presentation forms": ("ﺭﻭﺳﻴﺎ", "روسيا"),
    "Persian letters": ("روسیه و ناتو", "روسيه"),
    "Persian suffix": ("روسیه\u200cها", "روسیه"),
    "Hebrew": ("ורוסיה סירבה", "רוסיה"),
    "Hebrew the": ("שהקרמלין", "קרמלין"),
    "Hebrew gershayim": ('נאט"ו', "נאט״ו"),
    "niqqud": ("רוּסְיָה", "רוסיה"),
    "Amharic of": ("የኢትዮጵያ መንግሥት", "ኢትዮጵያ"),
}
NOT_FOUND = {
    "longer word": ("Nigeria acted", "Niger"),
    "end of a word": ("transNATO", "NATO"),
    "accent": ("Turkiye", "Türkiye"),
    "decomposed accent": ("Malié", "Malie"),
    "digit": ("the G77 met", "G7"),
    "Cyrillic": ("натовский", "нато"),
    "Greek": ("νατοϊκός", "νατο"),
    "Hindi": ("भारतीय", "भारत"),
    "Hindi vowel sign": ("चीनी", "चीन"),
    "Katakana": ("インドネシアは", "インド"),
    "half-width katakana": ("ｲﾝﾄﾞﾈｼｱ", "インド"),
    "Korean": ("인도네시아는", "인도"),
    "Korean end": ("남수단", "수단"),
    "Korean syllable": ("각국", "가"),
    "Thai syllable": ("ลาวา", "ลาว"),
    "Thai mark": ("จีน้", "จีน"),
    "Arabic longer": ("روسيون", "روسي"),
    "Arabic other letters": ("بيلاروسيا", "روسيا"),
    "Hebrew longer": ("רוסיהם", "רוסיה"),
    "nothing": ("NATO", ""),
    "punctuation": ("NATO.", "\u200b"),
}


@pytest.mark.parametrize(("words", "label"), FOUND.values(), ids=FOUND)
def test_a_name_is_found(words: str, label: str) -> None:
    for form in ("NFC", "NFD"):
        assert contains(unicodedata.normalize(form, words), label)
        assert contains(words, unicodedata.normalize(form, label))


@pytest.mark.parametrize(("words", "label"), NOT_FOUND.values(), ids=NOT_FOUND)
def test_a_name_inside_another_word_is_not_found(words: str, label: str) -> None:
    assert not contains(words, label)


def test_a_name_inside_the_longer_name_of_another_thing_is_not_found() -> None:
    others = frozenset({"印度尼西亚", "印度"})
    assert not contains("印度尼西亚拒绝", "印度", others)
    assert contains("印度和印度尼西亚", "印度", others)
    assert contains("印度尼西亚", "印度尼西亚", others)
    assert contains("Papua New Guinea", "Guinea", frozenset({"papua new guinea"}))
