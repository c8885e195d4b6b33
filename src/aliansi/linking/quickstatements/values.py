"""Values in QuickStatements: dates with their precision, texts, and what Wikidata says of doubtful dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

EARLIEST: Final = "P1319"
LATEST: Final = "P1326"
CIRCUMSTANCES: Final = "P1480"
CIRCA: Final = "Q5727902"
PRESUMABLY: Final = "Q18122778"
MAX_LENGTH: Final = 1500
"""Most characters of a text of Wikidata."""

_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_DECADE: Final = re.compile(r"(\d{3})X")
_ONE_OF: Final = re.compile(r"\[([^\[\],]*)\.\.([^\[\],]*)\]")
_LANGUAGE: Final = re.compile(r"[a-z]{2,}(-[a-z]+)*")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True)
class DateValue:
    """Date as QuickStatements writes it, with qualifiers: its bounds if it is between two dates, and doubts."""

    value: str
    qualifiers: tuple[tuple[str, str], ...] = ()

    @property
    def is_between(self) -> bool:
        """Whether only its bounds are known."""
        return self.value == "somevalue"


def date_value(edtf: str) -> DateValue | None:
    """Return an EDTF date for QuickStatements; None if its values cannot say that."""
    doubts = []
    if "~" in edtf or "%" in edtf:
        doubts.append((CIRCUMSTANCES, CIRCA))
    if "?" in edtf or "%" in edtf:
        doubts.append((CIRCUMSTANCES, PRESUMABLY))
    plain = re.sub(r"[?~%]", "", edtf)
    if time := _time(plain):
        return DateValue(time, tuple(doubts))
    between = _ONE_OF.fullmatch(plain)
    if between is None or not any(between.groups()):
        return None
    bounds = []
    for property_, text in zip((EARLIEST, LATEST), between.groups(), strict=True):
        if text:
            if not (time := _time(text)):
                return None
            bounds.append((property_, time))
    return DateValue("somevalue", (*bounds, *doubts))


def _time(edtf: str) -> str | None:
    """Return a date of one year, month, day or decade with its precision; None for others."""
    if decade := _DECADE.fullmatch(edtf):
        return f"+{decade[1]}0-00-00T00:00:00Z/8" if decade[1] != "000" else None
    if not (match := _DATE.fullmatch(edtf)) or match[1] == "0000":
        return None
    precision = 9 + (match[2] is not None) + (match[3] is not None)
    return f"+{match[1]}-{match[2] or '00'}-{match[3] or '00'}T00:00:00Z/{precision}"


def text_value(text: str) -> str:
    """Return a text in quotation marks, on one line, without what a tool would read as a separator or a comment."""
    return f'"{_neutral(text)}"'


def words_value(words: str, language: str) -> str | None:
    """Return words in a language; None if they are too long for Wikidata or their language is unknown."""
    neutral, tag = _neutral(words), language.lower()
    if not neutral or len(neutral) > MAX_LENGTH or not _LANGUAGE.fullmatch(tag):
        return None
    return f'{tag}:"{neutral}"'


def url_value(url: str) -> str | None:
    """Return an address; None if it is too long for Wikidata."""
    escaped = (
        url.replace('"', "%22").replace("\\", "%5C").replace("|", "%7C").replace("/*", "/%2A").replace("*/", "%2A/")
    )
    return f'"{escaped}"' if len(escaped) <= MAX_LENGTH and not re.search(r"\s", escaped) else None


def _neutral(text: str) -> str:
    # QuickStatements 3 ends a text at the next straight quotation mark, and reads \ as an escape; it turns ” into ".
    one_line = " ".join(_CONTROL.sub(" ", text).split())
    return one_line.replace('"', "”").replace("\\", "/").replace("/*", "/ *").replace("*/", "* /")
