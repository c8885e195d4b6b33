"""The likely encoding of a text that is not UTF-8 is named as iconv names it."""

from __future__ import annotations

import subprocess

import pytest

from aliansi.project.encodings import likely_encoding

TEXTS = [
    ("cp1252", None, "windows-1252", "“NATO’s members” – in Brussels – said that Côte d’Ivoire was there."),
    ("latin-1", None, "windows-1252", "Société"),
    ("latin-1", "fr", "windows-1252", "La République française a signé le traité à Bruxelles."),
    ("cp1250", "pl", "windows-1250", "Polska przystąpiła do Sojuszu Północnoatlantyckiego w marcu."),
    ("cp1251", None, "windows-1251", "Россия и Белоруссия подписали договор о безопасности."),
    ("koi8-r", None, "KOI8-R", "Россия и Белоруссия подписали договор о коллективной безопасности в Ташкенте."),
    ("cp1253", "el", "windows-1253", "Η Ελλάδα εντάχθηκε στο ΝΑΤΟ το 1952."),
    ("cp1254", "tr-TR", "windows-1254", "Türkiye 1952’de NATO’ya katıldı."),
    ("cp1256", None, "windows-1256", "وقعت روسيا معاهدة الأمن الجماعي في طشقند مع دول أخرى."),
    ("gb18030", None, "GB18030", "北约成员国在布鲁塞尔开会。俄罗斯反对北约东扩。"),
    ("big5", None, "Big5", "北約成員國在布魯塞爾開會。俄羅斯反對北約東擴。"),
    ("shift_jis", None, "Shift_JIS", "北大西洋条約機構の加盟国はブリュッセルで会議を開いた。"),
    ("euc-jp", None, "EUC-JP", "北大西洋条約機構の加盟国はブリュッセルで会議を開いた。"),
    ("euc-kr", None, "EUC-KR", "북대서양조약기구 회원국은 브뤼셀에서 회의를 열었다."),
]


@pytest.mark.parametrize(("encoding", "language", "name", "text"), TEXTS, ids=[f"{t[0]}-{t[1]}" for t in TEXTS])
def test_an_encoding_is_found_and_iconv_reads_the_text(
    encoding: str, language: str | None, name: str, text: str
) -> None:
    content = text.encode(encoding)
    assert likely_encoding(content, language) == name
    converted = subprocess.run(["iconv", "-f", name, "-t", "UTF-8"], input=content, capture_output=True, check=True)
    assert converted.stdout.decode() == text
