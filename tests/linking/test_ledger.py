"""Rows of the ledger: twelve verdicts, five flags, and the words and sources of our side."""

from __future__ import annotations

from aliansi.evidence.index import Evidence
from aliansi.linking.ledger import Flag, OurSide, Verdict


def test_there_are_twelve_verdicts_and_silence() -> None:
    assert len([verdict for verdict in Verdict if verdict is not Verdict.SILENT]) == 12


def test_there_are_five_flags() -> None:
    assert len(Flag) == 5


def test_our_side_has_the_words_and_each_source_once() -> None:
    words = (
        Evidence("source", "pada tahun 1999", "passage-a", 0, 15, "id"),
        Evidence("source", "telah menarik diri", "passage-b", 20, 38, "id"),
        Evidence("book", "The book, page 5"),
    )
    side = OurSide("fact", "uzbekistan", "csto", words)
    assert side.quotations == ("pada tahun 1999", "telah menarik diri")
    assert side.sources == ("source", "book")
