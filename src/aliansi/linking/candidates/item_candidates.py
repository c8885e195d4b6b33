"""Candidates: items that a thing without a link may be, by the names that both have, their types and their dates.

A name decides; a type that fits, and dates that do not contradict, keep its confidence. An item that exists only part
of the time that our facts speak of is a close match: the People's Republic of Poland for Poland.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from aliansi.dataset.store import Store
from aliansi.linking.candidates.item_types import ItemTypes, TypeFit, types_of
from aliansi.linking.candidates.lifetimes import Lifetime, contradictions, lifetime_of_thing
from aliansi.linking.mappings import mappings_of
from aliansi.linking.records import Record
from aliansi.namespaces import AL, DEFAULT_LANGUAGE, PREFIXES
from aliansi.reconciliation.folding import name_forms
from aliansi.reconciliation.name_index import Name, NameIndex, name_index
from aliansi.reconciliation.name_lookup import NameLookup
from aliansi.reconciliation.score import EQUAL, SAME, score_names

DEFAULT_LIMIT: Final = 5
"""Candidates of a thing."""
CONFIDENCE: Final = {TypeFit.FITS: 0.95, TypeFit.UNKNOWN: 0.75, TypeFit.PAGE: 0.3, TypeFit.OTHER: 0.0}
"""Confidence that an item of an equal name is the thing; what no person has seen is never certain."""
_IMPOSSIBLE: Final = 0.3
"""Factor for a person who lives at another time."""
_SHARED: Final = 0.9
"""Factor for items of the same confidence."""
_PERSON: Final = str(AL.Person)
_VALUE: Final = re.compile(rb'"value"\s*:\s*"((?:[^"\\]|\\.)*)"')
"""Label or alias in the JSON of a record."""


@dataclass(frozen=True)
class ItemCandidate:
    """Item that a thing may be: the two names, their similarity (0 to 100), the relation and why it is so."""

    thing: str
    item: str
    ours: Name
    theirs: Name
    score: float
    confidence: float
    is_exact: bool = True
    reasons: tuple[str, ...] = ()
    label: str = ""
    version: str = ""


class UnlinkedThings:
    """Things to find items for, by all their names; built once, then asked for each record."""

    def __init__(self, store: Store, things: Iterable[str]) -> None:
        self.index: NameIndex = name_index(store)
        self.types = ItemTypes(store)
        self.things = tuple(things)
        self._rejected = {(each.subject, each.object) for each in mappings_of(store) if each.is_rejected}
        self._lifetimes = {iri: lifetime_of_thing(store, iri) for iri in self.things}
        self._expected = {iri: self.types.of(self.index.types_of(iri)) for iri in self.things}
        self._names = [(iri, name) for iri in self.things for name in self.index.names_of(iri)]
        self._lookup = NameLookup(name.text for _, name in self._names)

    def expected(self, thing: str) -> Sequence[str]:
        """Return the classes of Wikidata of a thing, the closest first."""
        return self._expected[thing]

    def lifetime(self, thing: str) -> Lifetime:
        """Return when a thing exists by our facts."""
        return self._lifetimes[thing]

    def candidates(self, record: Record) -> Iterator[ItemCandidate]:
        """Yield a candidate for each thing that a record may be of."""
        pairs: dict[str, tuple[float, Name, Name]] = {}
        for theirs in _names(record):
            for thing, ours, score in self._alike(theirs):
                if thing not in pairs or _merit(score, theirs, ours) > _merit(*pairs[thing]):
                    pairs[thing] = score, theirs, ours
        best = max((score for score, _, _ in pairs.values()), default=0.0)
        for thing, (score, theirs, ours) in pairs.items():
            if score < EQUAL == best:
                continue  # the item has the very name of another thing
            found = ItemCandidate(thing, record.item, ours, theirs, score, score / 100)
            if self.is_open(thing, PREFIXES["wd"] + record.item) and (judged := self._judged(found, record)):
                yield judged

    def is_open(self, thing: str, iri: str) -> bool:
        """Return whether an item may be proposed: it is linked to nothing, and not rejected for this thing."""
        is_linked = any(not mapping.rejected for mapping in self.index.mappings_to(iri))
        return not is_linked and (thing, iri) not in self._rejected

    def line_filter(self) -> Callable[[bytes], bool]:
        """Return a test for lines of dumps: whether an item may have a type or a name of these things."""
        types = {item for expected in self._expected.values() for item in expected}
        has_type = re.compile(b'"(?:%s)"' % b"|".join(item.encode() for item in sorted(types))) if types else None
        texts = {name.text for iri in self.things for name in self.index.names_of(iri)}
        names = {form for text in texts for form in (text.encode(), json.dumps(text).encode()[1:-1])}

        def wanted(line: bytes) -> bool:
            if has_type and has_type.search(line):
                return True
            return not names.isdisjoint(_VALUE.findall(line))

        return wanted

    def _alike(self, theirs: Name) -> Iterator[tuple[str, Name, float]]:
        """Yield the things with a spelling of a name."""
        forms = name_forms(theirs.text)
        for number in sorted(self._lookup.with_a_form_of(forms)):
            thing, ours = self._names[number]
            if (score := score_names(forms, name_forms(ours.text))) >= SAME:
                yield thing, ours, score

    def _judged(self, found: ItemCandidate, record: Record) -> ItemCandidate | None:
        """Return a candidate with its relation and confidence; None if it is of another type."""
        thing = found.thing
        fit = self.types.fit(types_of(record), self._expected[thing])
        if fit is TypeFit.OTHER:
            return None
        against = contradictions(self._lifetimes[thing], record)
        is_impossible = bool(against) and _PERSON in self.index.types_of(thing)
        return replace(
            found,
            confidence=round(found.confidence * CONFIDENCE[fit] * (_IMPOSSIBLE if is_impossible else 1), 2),
            is_exact=not against and fit is not TypeFit.PAGE,
            reasons=(fit.value, *against),
            label=label_of(record),
            version=version_of(record),
        )


def things_without_link(store: Store, classes: Collection[str], everything: bool = False) -> tuple[str, ...]:
    """Return the things of some classes without an exact match, and without a look-up that found none.

    Without classes these are the things of all classes that the ontology aligns with Wikidata; ``everything`` adds
    those with a link.
    """
    index, types = name_index(store), ItemTypes(store)
    done = {each.subject for each in mappings_of(store) if each.finds_nothing}
    found = []
    for iri in index.iris:
        of = index.types_of(iri)
        links = (link for link in index.mappings_of(iri) if link.relation == "exact" and not link.rejected)
        is_done = iri in done or next(links, None) is not None
        if (set(classes) & set(of) if classes else types.of(of)) and (everything or not is_done):
            found.append(iri)
    return tuple(found)


def ranked(candidates: Iterable[ItemCandidate], limit: int = DEFAULT_LIMIT) -> tuple[ItemCandidate, ...]:
    """Return the candidates of each thing, the best first; those that have the same confidence say so."""
    by_thing: dict[str, dict[str, ItemCandidate]] = defaultdict(dict)
    for each in candidates:
        if (other := by_thing[each.thing].get(each.item)) is None or each.confidence > other.confidence:
            by_thing[each.thing][each.item] = each
    found: list[ItemCandidate] = []
    for thing in sorted(by_thing):
        best = sorted(by_thing[thing].values(), key=_order)
        rivals = [each for each in best if each.is_exact and each.confidence == best[0].confidence]
        if len(rivals) > 1:
            names = [each.item for each in rivals]
            best = [_with_rivals(each, names) if each in rivals else each for each in best]
        found += best[:limit]
    return tuple(found)


def _with_rivals(candidate: ItemCandidate, items: Sequence[str]) -> ItemCandidate:
    others = ", ".join(item for item in items if item != candidate.item)
    reason = f"as likely as {others}"
    return replace(candidate, confidence=round(candidate.confidence * _SHARED, 2), reasons=(*candidate.reasons, reason))


def _order(candidate: ItemCandidate) -> tuple[bool, float, int, str]:
    return not candidate.is_exact, -candidate.confidence, len(candidate.item), candidate.item


def _merit(score: float, theirs: Name, ours: Name) -> tuple[float, bool, bool]:
    """Return what makes a pair of names better to show: similarity, then English, then labels."""
    is_english = {theirs.language, ours.language} == {DEFAULT_LANGUAGE}
    return score, is_english, (theirs.kind, ours.kind) == ("label", "label")


def _names(record: Record) -> Iterator[Name]:
    for language, label in record.labels.items():
        yield Name(label, language, "label")
    for language, aliases in record.aliases.items():
        yield from (Name(alias, language, "alias") for alias in aliases)


def label_of(record: Record) -> str:
    """Return the English label of a record, else one in another language, else its id."""
    labels = record.labels
    return labels.get(DEFAULT_LANGUAGE) or labels.get("mul") or next(iter(labels.values()), record.item)


def version_of(record: Record) -> str:
    """Return the revision of a record with its time, else the check sum of its content."""
    if record.revision is None:
        return f"sha256:{record.sha256}"
    return f"revision {record.revision}" + (f" of {record.modified}" if record.modified else "")
