"""The sentences of the pictures, each once, in every language that the pages speak."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PICTURES: Final[Mapping[str, Mapping[str, str]]] = {
    "timeline": {"en": "Timeline of memberships", "id": "Garis waktu keanggotaan"},
    "timeline-about": {
        "en": "Who belonged to which alliance, by each source. Every bar and every mark leads to the fact and its "
        "words.",
        "id": "Siapa menjadi anggota aliansi mana, menurut tiap sumber. Setiap batang dan tanda mengantar ke fakta dan "
        "kata-katanya.",
    },
    "states-ever": {"en": "states, now or before", "id": "negara, kini atau dahulu"},
    "lanes-by": {"en": "Lanes", "id": "Lajur"},
    "by-alliance": {"en": "by alliance", "id": "menurut aliansi"},
    "by-state": {"en": "by state", "id": "menurut negara"},
    "from": {"en": "From", "id": "Dari"},
    "to": {"en": "To", "id": "Sampai"},
    "show": {"en": "Show", "id": "Tampilkan"},
    "key-sure": {"en": "certain, from a cited source", "id": "pasti, dari sumber yang dirujuk"},
    "key-maybe": {"en": "possible: between the bounds of a date", "id": "mungkin: di antara batas-batas tanggal"},
    "key-open": {"en": "no end is given", "id": "akhirnya tidak disebutkan"},
    "key-quoted": {"en": "from the words of a text", "id": "dari kata-kata suatu teks"},
    "Withdrawal": {"en": "withdrawal", "id": "penarikan diri"},
    "Lapse": {"en": "lapse", "id": "habis masa berlaku"},
    "Suspension": {"en": "suspension", "id": "penangguhan"},
    "InterventionRequest": {"en": "request for intervention", "id": "permintaan intervensi"},
    "membership": {"en": "membership", "id": "keanggotaan"},
    "lanes-left-out": {
        "en": "Lanes beyond those that fit into one drawing; choose fewer years to see them",
        "id": "Lajur yang tidak muat dalam satu gambar; pilih rentang tahun yang lebih pendek untuk melihatnya",
    },
    "download-svg": {"en": "This drawing as SVG, for a paper", "id": "Gambar ini sebagai SVG, untuk makalah"},
    "as-table": {"en": "The same as a table", "id": "Hal yang sama sebagai tabel"},
    "alliance": {"en": "alliance", "id": "aliansi"},
    "state": {"en": "state", "id": "negara"},
    "what": {"en": "what", "id": "hal"},
    "start": {"en": "start or date", "id": "awal atau tanggal"},
    "end": {"en": "end", "id": "akhir"},
    "told-by": {"en": "told by", "id": "dituturkan oleh"},
    "requests": {"en": "Requests for help and the answers", "id": "Permintaan bantuan dan jawabannya"},
    "requests-about": {
        "en": "Who asked whom to intervene, what was answered, and on what ground, with the words that say so.",
        "id": "Siapa meminta siapa untuk campur tangan, apa jawabannya, dan dengan alasan apa, beserta kata-katanya.",
    },
    "requests-more": {
        "en": "There are more requests than one page holds; the question about them has all.",
        "id": "Permintaan lebih banyak daripada yang dimuat satu halaman; pertanyaannya memuat semuanya.",
    },
    "request": {"en": "request", "id": "permintaan"},
    "response": {"en": "response", "id": "tanggapan"},
    "ground": {"en": "ground", "id": "alasan"},
    "no-response": {"en": "none is told of", "id": "tidak ada yang dituturkan"},
    "svg-key": {
        "en": "Blue: cited sources; orange: quoted words. Solid: certain; hatched: possible; light: no end is given.",
        "id": "Biru: sumber yang dirujuk; jingga: kata-kata yang dikutip. Penuh: pasti; arsir: mungkin; muda: akhir "
        "tidak disebutkan.",
    },
    "svg-marks": {
        "en": "Cross: withdrawal; diamond: lapse; square: suspension; triangle: request for intervention.",
        "id": "Silang: penarikan diri; wajik: habis masa berlaku; persegi: penangguhan; segitiga: permintaan "
        "intervensi.",
    },
    "svg-source": {
        "en": "Source: Aliansi, a citable knowledge graph of security alliances, revision",
        "id": "Sumber: Aliansi, graf pengetahuan tentang aliansi keamanan yang dapat dikutip, revisi",
    },
}
"""Each sentence by its key and language."""
