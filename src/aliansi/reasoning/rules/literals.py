"""Datatype rules of Table 8: equal literals, and types of literals for the datatypes that a graph mentions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np

from aliansi.reasoning.columns.candidates import Candidates, candidates
from aliansi.reasoning.columns.sorted_index import NONE
from aliansi.reasoning.rules.catalogue import NUMBER
from aliansi.reasoning.terms import dictionary as d
from aliansi.reasoning.terms.datatypes import OF_ONE_FORM, SUPPORTED, TEXTS, Value, contains, value_of_text
from aliansi.reasoning.terms.dictionary import LITERAL, Dictionary
from aliansi.reasoning.terms.text import literal_of

_DATATYPES = tuple(sorted(SUPPORTED))  # sorted, because their order determines that of rows and written lines


class Literals:
    """Literals of a dictionary and their values, which are parsed only when something depends on them."""

    def __init__(self, terms: Dictionary) -> None:
        self._terms = terms
        self._seen = 0
        self._values: dict[int, Value] = {}
        self._plain: list[int] = []  # strings with or without a language tag: rarely equal to another literal
        self._of_one_form: list[int] = []  # equal to no other literal
        self._tags: dict[str, str] = {}
        self._plain_may_be_equal = False
        self._first_with: dict[Value, int] = {}
        self._compared = 0
        self._typed = 0

    def values(self) -> dict[int, Value]:
        """Return the value of each well-typed literal, in no particular order."""
        self._read()
        for number in self._plain:
            words, language, _ = literal_of(self._terms.text(number))
            self._values[number] = ("lang", (words, language.lower())) if language else ("string", words)
        self._plain.clear()
        for number in self._of_one_form:
            if (value := value_of_text(self._terms.text(number))) is not None:
                self._values[number] = value
        self._of_one_form.clear()
        return self._values

    def equalities(self) -> Iterator[Candidates]:
        """Yield dt-eq for the literals that have not been compared yet."""
        self._read()
        values = self.values() if self._plain_may_be_equal else self._values
        for number, value in islice(values.items(), self._compared, None) if self._compared < len(values) else ():
            if (first := self._first_with.setdefault(value, number)) != number:
                yield candidates(np.array([first]), d.SAME, np.array([number]), NUMBER["dt-eq"], NONE, NONE)
        self._compared = len(values)

    def types(self, datatypes: frozenset[int]) -> Iterator[Candidates]:
        """Yield dt-type2 for the literals added since the last call and the datatypes that the graph mentions.

        Nothing follows from other datatypes.
        """
        start, self._typed = self._typed, len(self._terms)
        for datatype in _DATATYPES:
            if (number := self._terms.numbers.get(f"<{datatype}>")) in datatypes and number is not None:
                found = [n for n, value in self.values().items() if n >= start and contains(datatype, value)]
                if found:
                    yield candidates(np.array(found), d.TYPE, number, NUMBER["dt-type2"], NONE, NONE)

    def _read(self) -> None:
        texts = self._terms.texts()
        found = (np.flatnonzero(self._terms.kinds(self._seen) == LITERAL) + self._seen).tolist()
        self._seen = len(texts)
        ends = [texts[number][-1] for number in found]
        typed = [number for number, end in zip(found, ends, strict=True) if end == ">"]
        plain = [number for number, end in zip(found, ends, strict=True) if end != ">"]
        self._plain += plain
        for number in typed:
            self._read_typed(number, texts[number])
        for tag in {texts[number].rpartition("@")[2] for number in plain if texts[number][-1] != '"'}:
            self._plain_may_be_equal |= self._tags.setdefault(tag.lower(), tag) != tag

    def _read_typed(self, number: int, text: str) -> None:
        datatype = text[text.rindex("<") + 1 : -1]
        if datatype in OF_ONE_FORM and _has_one_form(text, datatype):
            self._of_one_form.append(number)
        elif datatype in SUPPORTED:
            self._plain_may_be_equal |= datatype in TEXTS  # may equal a literal without a datatype
            if (value := value_of_text(text)) is not None:
                self._values[number] = value


def _has_one_form(text: str, datatype: str) -> bool:
    """Return whether no other form has the value of a date: it has neither a time zone nor the year 0 (or -0000)."""
    end = -len(datatype) - 5
    return text[end - 1] != "Z" and text[end - 3 : end - 2] != ":" and text[1:5] != "0000" and text[1:6] != "-0000"
