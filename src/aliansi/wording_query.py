"""The sentences of the query page, on the page and in its script, in every language that the pages speak."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ON_THE_PAGE: Final[Mapping[str, Mapping[str, str]]] = {
    "title": {"en": "Ask in SPARQL", "id": "Bertanya dengan SPARQL"},
    "about": {
        "en": "Write a query, or begin with one of the questions. The prefixes of the project hold without being "
        "declared.",
        "id": "Tulis kueri, atau mulai dari salah satu pertanyaan. Awalan proyek ini berlaku tanpa dideklarasikan.",
    },
    "examples": {"en": "Begin with a question", "id": "Mulai dari pertanyaan"},
    "open": {"en": "Open", "id": "Buka"},
    "query": {"en": "Query", "id": "Kueri"},
    "run": {"en": "Run the query", "id": "Jalankan kueri"},
    "answer": {"en": "Answer", "id": "Jawaban"},
    "problem": {"en": "There is no answer", "id": "Tidak ada jawaban"},
    "keys": {
        "en": "Ctrl+Enter runs the query, Ctrl+Space completes a term. To leave the editor by keyboard, press Esc, "
        "then Tab. Delete on a tab closes it.",
        "id": "Ctrl+Enter menjalankan kueri, Ctrl+Spasi melengkapi istilah. Untuk keluar dari penyunting dengan papan "
        "ketik, tekan Esc lalu Tab. Delete pada tab menutupnya.",
    },
    "vocabulary": {"en": "The vocabulary", "id": "Kosakata"},
    "made-of": {"en": "What the editor is made of", "id": "Bahan penyunting ini"},
    "no-editor": {
        "en": "This server was built without the editor; the form does the same.",
        "id": "Peladen ini dibangun tanpa penyunting; formulir ini berfungsi sama.",
    },
}
"""Each sentence of the page by its key and language."""

IN_THE_SCRIPT: Final[Mapping[str, Mapping[str, str]]] = {
    "run": ON_THE_PAGE["run"],
    "stop": {"en": "Stop", "id": "Hentikan"},
    "query": ON_THE_PAGE["query"],
    "text": {"en": "The text of the query, to scroll", "id": "Teks kueri, untuk digulir"},
    "terms": {"en": "Terms", "id": "Istilah"},
    "tabs": {"en": "Your queries", "id": "Kueri Anda"},
    "add": {"en": "Another query", "id": "Kueri lain"},
    "views": {"en": "Views of the answer", "id": "Tampilan jawaban"},
    "link": {"en": "Link to this query and view", "id": "Tautan ke kueri dan tampilan ini"},
    "download": {"en": "Download:", "id": "Unduh:"},
    "rows": {"en": "rows", "id": "baris"},
    "seconds": {"en": "s", "id": "dtk"},
    "table": {"en": "Table", "id": "Tabel"},
    "chart": {"en": "Chart", "id": "Grafik"},
    "timeline": {"en": "Timeline", "id": "Linimasa"},
    "raw": {"en": "As sent", "id": "Seperti dikirim"},
    "kind": {"en": "Kind", "id": "Jenis"},
    "bar": {"en": "Bars", "id": "Batang"},
    "line": {"en": "Lines", "id": "Garis"},
    "scatter": {"en": "Points", "id": "Titik"},
    "across": {"en": "Across", "id": "Mendatar"},
    "up": {"en": "Up", "id": "Menegak"},
    "start": {"en": "Start", "id": "Awal"},
    "end": {"en": "End", "id": "Akhir"},
    "name": {"en": "Name", "id": "Nama"},
    "none": {"en": "(none)", "id": "(tidak ada)"},
    "iris": {"en": "Show IRIs instead of labels", "id": "Tampilkan IRI alih-alih label"},
    "earlier": {"en": "Previous rows", "id": "Baris sebelumnya"},
    "later": {"en": "Next rows", "id": "Baris berikutnya"},
    "of": {"en": "of", "id": "dari"},
    "first": {"en": "Only the first rows are drawn:", "id": "Hanya baris pertama yang digambar:"},
    "yes": {"en": "Yes.", "id": "Ya."},
    "no": {"en": "No.", "id": "Tidak."},
    "no-rows": {"en": "The answer has no rows.", "id": "Jawabannya tidak memiliki baris."},
    "cannot": {"en": "This view cannot show this answer.", "id": "Tampilan ini tidak dapat menampilkan jawaban ini."},
    "problem": ON_THE_PAGE["problem"],
    "no-server": {"en": "The server does not answer.", "id": "Peladen tidak menjawab."},
    "go": {"en": "Go to line", "id": "Ke baris"},
    "expected": {"en": "not a query from line", "id": "bukan kueri mulai baris"},
    "class": {"en": "class", "id": "kelas"},
    "property": {"en": "property", "id": "properti"},
    "value": {"en": "value", "id": "nilai"},
    "thing": {"en": "thing", "id": "hal"},
}
"""Each sentence that the script says by its key and language."""


def said(sentences: Mapping[str, Mapping[str, str]], language: str) -> dict[str, str]:
    """Return sentences in one language."""
    return {key: sentence[language] for key, sentence in sentences.items()}
