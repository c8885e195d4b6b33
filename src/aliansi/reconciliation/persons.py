"""Names of persons as tables have them: with a title, with initials, or the surname alone.

A surname alone is not sure, because others have it (Rasmussen). With the name of an office that the person held it is
("President Lukashenko"), and so is a full name with a title before it or with further initials.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Final

import pyoxigraph as ox

from aliansi.namespaces import AL
from aliansi.reconciliation.folding import NameForms, name_forms
from aliansi.reconciliation.name_index import NameIndex
from aliansi.reconciliation.name_words import POLITE_WORDS, TITLES

WITH_TITLE: Final = 96.0
WITH_OFFICE: Final = 92.0
INITIALS: Final = 88.0
PART: Final = 87.0
SURNAME: Final = 85.0
"""Scores of a name with a title, a surname with an office, with initials, a part of a name, and a surname alone."""

_HOLDER, _OFFICE = ox.NamedNode(str(AL.holder)), ox.NamedNode(str(AL.office))
_HUMAN: Final = "http://www.wikidata.org/entity/Q5"


def is_person(index: NameIndex, iri: str) -> bool:
    """Return whether an entity is a person in any vocabulary: its class is called Person or Human."""
    entity = index.entity(iri)
    types = entity.types if entity else ()
    return any(type_ == _HUMAN or type_.endswith(("/Person", "#Person")) for type_ in types)


def office_words(index: NameIndex, iri: str) -> frozenset[str]:
    """Return the words in the names of the offices that a person held."""
    offices = {
        office.object.value
        for tenure in index.store.quads(None, _HOLDER, ox.NamedNode(iri))
        for office in index.store.quads(tenure.subject, _OFFICE)
        if isinstance(office.object, ox.NamedNode)
    }
    return frozenset(
        word for office in offices for name in index.names_of(office) for word in _in_latin(name_forms(name.text))
    )


def score_person(one: NameForms, person: NameForms, offices: Set[str]) -> float:
    """Return the similarity of a text to the name of a person, who held offices with some words in their names."""
    asked, full = _in_latin(one), _without_titles(_in_latin(person))
    words = _without_titles(asked)
    titles = {word for word in asked if word in TITLES and word not in words}
    if not words or not full or len(full[-1]) < 3:
        return 0.0
    if sorted(words) == sorted(full) and len(full) > 1:
        return WITH_TITLE if titles else 0.0
    if words == full[-1:]:
        return WITH_OFFICE if titles - POLITE_WORDS and titles - POLITE_WORDS <= offices else SURNAME
    return _score_of_parts(words, full)


def _score_of_parts(words: tuple[str, ...], full: tuple[str, ...]) -> float:
    """Return the score of a name with initials, or of one that lacks words of another one."""
    surname, forenames = full[-1], full[:-1]
    if surname not in words or not forenames:
        return 0.0
    others = [word for word in words if word != surname]
    initials = [word for word in others if len(word) == 1]
    written = [word for word in others if len(word) > 1]
    if set(forenames) <= set(written):
        return WITH_TITLE if len(written) == len(forenames) else PART
    if not all(word in forenames for word in written):
        return 0.0
    return INITIALS if all(any(name[0] == letter for name in forenames) for letter in initials) else 0.0


def _in_latin(forms: NameForms) -> tuple[str, ...]:
    return forms.latin_words or forms.in_order


def _without_titles(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in TITLES)
