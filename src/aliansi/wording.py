"""The sentences of the pages, each once, in every language that the pages speak."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

LANGUAGES: Final = {"en": "English", "id": "Bahasa Indonesia"}
"""The languages of the pages, by their own names; the first is for readers who ask for none of them."""

WORDING: Final[Mapping[str, Mapping[str, str]]] = {
    "tagline": {
        "en": "A citable knowledge graph of security alliances",
        "id": "Graf pengetahuan tentang aliansi keamanan yang dapat dikutip",
    },
    "introduction": {
        "en": "Who belonged to an alliance, who left it, who asked it for help and was refused: every fact is tied to "
        "the words that state it, and every conclusion to the facts that it follows from.",
        "id": "Siapa menjadi anggota suatu aliansi, siapa keluar darinya, siapa meminta bantuannya dan ditolak: setiap "
        "fakta terikat pada kata-kata yang menyatakannya, dan setiap simpulan pada fakta yang mendasarinya.",
    },
    "skip": {"en": "Skip to the content", "id": "Langsung ke isi"},
    "home": {"en": "Home", "id": "Beranda"},
    "language": {"en": "Language", "id": "Bahasa"},
    "facts": {"en": "facts", "id": "fakta"},
    "passages": {"en": "passages quoted", "id": "kutipan"},
    "inferred": {"en": "inferred triples", "id": "tripel hasil inferensi"},
    "triples": {"en": "triples in all", "id": "tripel seluruhnya"},
    "questions": {"en": "Questions", "id": "Pertanyaan"},
    "questions-about": {
        "en": "Each question has its answer behind it, with the query that gives it.",
        "id": "Setiap pertanyaan mengantar ke jawabannya, beserta kueri yang menghasilkannya.",
    },
    "endpoint": {"en": "Ask in SPARQL", "id": "Bertanya dengan SPARQL"},
    "endpoint-about": {
        "en": "The endpoint reads SPARQL 1.1 and answers in JSON, XML, CSV, TSV, Turtle, N-Triples, RDF/XML and "
        "JSON-LD. It is for reading alone, and asks no other server.",
        "id": "Titik akses ini membaca SPARQL 1.1 dan menjawab dalam JSON, XML, CSV, TSV, Turtle, N-Triples, RDF/XML, "
        "dan JSON-LD. Titik akses ini hanya untuk membaca dan tidak menghubungi peladen lain.",
    },
    "downloads": {"en": "Downloads", "id": "Unduhan"},
    "dataset": {
        "en": "the whole dataset as N-Quads, one named graph for each source",
        "id": "seluruh himpunan data sebagai N-Quads, satu graf bernama untuk setiap sumber",
    },
    "ontology": {"en": "part of the ontology, in Turtle", "id": "bagian dari ontologi, dalam Turtle"},
    "licence": {"en": "Licence", "id": "Lisensi"},
    "licence-about": {
        "en": "The data are under CC BY 4.0, the program under the MIT licence. Quoted words belong to their authors.",
        "id": "Data berlisensi CC BY 4.0, programnya berlisensi MIT. Kutipan tetap milik para penulisnya.",
    },
    "revision": {"en": "Revision of the dataset", "id": "Revisi himpunan data"},
    "parameters": {"en": "Change the question", "id": "Ubah pertanyaan"},
    "ask": {"en": "Ask", "id": "Tanyakan"},
    "answer": {"en": "Answer", "id": "Jawaban"},
    "needs-inference": {
        "en": "This answer needs inference: without reasoning the question has none.",
        "id": "Jawaban ini memerlukan inferensi: tanpa penalaran, pertanyaan ini tidak terjawab.",
    },
    "yes": {"en": "Yes.", "id": "Ya."},
    "no": {"en": "No.", "id": "Tidak."},
    "rows": {"en": "Rows", "id": "Baris"},
    "no-rows": {"en": "The answer has no rows.", "id": "Jawabannya tidak memiliki baris."},
    "rows-shown": {
        "en": "The rows shown here are the first",
        "id": "Baris yang ditampilkan di sini adalah yang pertama,",
    },
    "rows-all": {"en": "CSV and JSON hold all of them.", "id": "CSV dan JSON memuat semuanya."},
    "take-away": {"en": "The same answer as", "id": "Jawaban yang sama sebagai"},
    "query": {"en": "The query", "id": "Kueri"},
    "problem": {"en": "There is no answer", "id": "Tidak ada jawaban"},
    "missing": {"en": "There is no such page", "id": "Halaman ini tidak ada"},
    "missing-about": {
        "en": "Nothing is here under this address. The questions and the downloads are listed on the first page.",
        "id": "Tidak ada apa pun di alamat ini. Pertanyaan dan unduhan tercantum di halaman pertama.",
    },
}
"""Each sentence by its key and language."""


def wording(language: str) -> dict[str, str]:
    """Return every sentence in one language."""
    return {key: sentence[language] for key, sentence in WORDING.items()}
