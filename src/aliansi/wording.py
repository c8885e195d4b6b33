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
    "groups": {"en": "Questions by what they are about", "id": "Pertanyaan menurut pokoknya"},
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
    "dates": {
        "en": "Dates follow EDTF: [..1999] is by 1999, [1992..1994] once between 1992 and 1994, 2010-06/2010-07 from "
        "June to July 2010; ? is uncertain, ~ about.",
        "id": "Tanggal mengikuti EDTF: [..1999] berarti paling lambat 1999, [1992..1994] sekali antara 1992 dan 1994, "
        "2010-06/2010-07 dari Juni sampai Juli 2010; ? tidak pasti, ~ sekitar.",
    },
    "unknown": {"en": "Nothing here is called", "id": "Di sini tidak ada yang bernama"},
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

IN_INDONESIAN: Final[Mapping[str, str]] = {
    "acting": "pejabat sementara",
    "actor": "pelaku",
    "addressee": "pihak yang dimintai",
    "agent": "pelaku",
    "alliance": "aliansi",
    "basis": "dasar",
    "belligerent": "pihak yang berperang",
    "boundary": "batas",
    "by": "oleh",
    "certainty": "kepastian",
    "citation": "rujukan",
    "claim": "klaim",
    "clause": "ketentuan",
    "comment": "komentar",
    "conflict": "konflik",
    "correspondence": "kesepadanan",
    "counterpart": "pihak lawan",
    "counterweight to": "penyeimbang terhadap",
    "date": "tanggal",
    "disagreement": "perbedaan",
    "end": "akhir",
    "ending": "pengakhiran",
    "event": "peristiwa",
    "evidence": "bukti",
    "exact": "kata-kata persis",
    "exercise": "latihan",
    "fact": "fakta",
    "first end": "akhir pertama",
    "first membership": "keanggotaan pertama",
    "first start": "awal pertama",
    "former member": "mantan anggota",
    "former membership": "keanggotaan terdahulu",
    "founding": "pendirian",
    "ground": "alasan",
    "group statement": "pernyataan tentang kelompok",
    "holder": "pemegang jabatan",
    "hostilities": "permusuhan",
    "instrument": "perjanjian",
    "item": "butir",
    "joined at start": "masuk pada awal",
    "kind": "jenis",
    "leader": "pemimpin",
    "left": "keluar",
    "left at end": "keluar pada akhir",
    "link": "tautan",
    "mapping": "pemetaan",
    "membership": "keanggotaan",
    "months at least": "bulan, paling sedikit",
    "months at most": "bulan, paling banyak",
    "new membership": "keanggotaan baru",
    "new start": "awal baru",
    "office": "jabatan",
    "official": "pejabat",
    "ongoing at": "berlangsung pada",
    "order": "urutan",
    "organisation": "organisasi",
    "other": "yang lain",
    "other addressee": "pihak lain yang dimintai",
    "other kind": "jenis lain",
    "other party": "pihak lain",
    "other sources": "sumber lain",
    "other value": "nilai lain",
    "party": "pihak",
    "passage": "bagian teks",
    "period": "masa",
    "person": "orang",
    "place": "tempat",
    "portrayal": "penggambaran",
    "predecessor": "pendahulu",
    "property": "sifat",
    "publisher": "penerbit",
    "quantity": "jumlah",
    "quotation": "kutipan",
    "realignment": "perubahan haluan",
    "refusal": "penolakan",
    "refuser": "penolak",
    "relation": "hubungan",
    "request": "permintaan",
    "requester": "peminta",
    "respondent": "penanggap",
    "response": "tanggapan",
    "response date": "tanggal tanggapan",
    "rival": "saingan",
    "rivalry": "persaingan",
    "role": "peran",
    "second end": "akhir kedua",
    "second membership": "keanggotaan kedua",
    "second start": "awal kedua",
    "signatories": "penanda tangan",
    "signing": "penandatanganan",
    "source": "sumber",
    "start": "awal",
    "state": "negara",
    "statement": "pernyataan",
    "status": "status",
    "subject": "pokok",
    "succession": "penggantian",
    "successor": "penerus",
    "tenure": "masa jabatan",
    "thing": "hal",
    "title": "judul",
    "treaty": "perjanjian",
    "value": "nilai",
    "withdrawal": "penarikan diri",
    "years at least": "tahun, paling sedikit",
    "years at most": "tahun, paling banyak",
}
"""The heads of columns and the groups of questions, which the queries name in English."""


def in_words(phrase: str, language: str) -> str:
    """Return the head of a column or of a group in a language; one that has no translation stays as it is."""
    return IN_INDONESIAN.get(phrase, phrase) if language == "id" else phrase


def wording(language: str) -> dict[str, str]:
    """Return every sentence in one language."""
    return {key: sentence[language] for key, sentence in WORDING.items()}
