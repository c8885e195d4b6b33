"""Conditions of queries on candidates: whether a thing has values of properties, such as ``member_of`` CSTO in 1995."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from aliansi.namespaces import PREFIXES
from aliansi.project.edtf_bounds import Bounds, bounds
from aliansi.reconciliation.extension import thing_named, without_time
from aliansi.reconciliation.folding import fold_name
from aliansi.reconciliation.matching import Condition
from aliansi.reconciliation.name_index import NameIndex
from aliansi.reconciliation.properties import AT, Property, property_catalogue
from aliansi.reconciliation.property_values import (
    DateText,
    NoValue,
    Number,
    Settings,
    Text,
    ThingValue,
    Value,
    ValueReader,
)

_ITEM: Final = re.compile(r"(?:https?://(?:www\.)?wikidata\.org/(?:entity|wiki)/|wd:)?(Q[1-9][0-9]*)", re.IGNORECASE)


@dataclass(frozen=True)
class ConditionsOfQuery:
    """Test of the conditions of one query; a condition on ``at`` is the date of its conditions on memberships.

    With a date, a membership counts that certainly lasted on some day of it. A condition on ``at`` alone is met by a
    thing with a membership or tenure at this date.
    """

    conditions: tuple[Condition, ...]

    def __call__(self, index: NameIndex, iri: str, condition: Condition, /) -> float | None:
        """Return 1 if a thing meets a condition, 0 if not, None if the dataset does not say."""
        if condition.kind == "id":
            return self._judge(condition, [thing_named(index, value.strip()) == iri for value in condition.values])
        if condition.kind == "name":
            names = {fold_name(name.text) for name in index.names_of(iri)}
            return self._judge(condition, [fold_name(value) in names for value in condition.values])
        if condition.property == AT:
            return self._judge_dates(index, iri, condition)
        known = property_catalogue(index).find(condition.property)
        if known is None or (AT in known.settings and self._has_unreadable_date):
            return None
        values = self._values(index, iri, known)
        if not values:
            has_any = self._date is not None and AT in known.settings and self._values(index, iri, known, dated=False)
            return self._judge(condition, [False for _ in condition.values]) if has_any else None
        return self._judge(condition, [_is_among(index, wanted, values) for wanted in condition.values])

    @cached_property
    def _date(self) -> Bounds | None:
        """Date of the condition on ``at``; None without one, or for a text that cannot be read as a date."""
        texts = (value for each in self.conditions if each.property == AT for value in each.values)
        return next(filter(None, map(_read, texts)), None)

    @property
    def _has_unreadable_date(self) -> bool:
        return self._date is None and any(each.property == AT for each in self.conditions)

    def _values(self, index: NameIndex, iri: str, known: Property, dated: bool = True) -> tuple[Value, ...]:
        settings = Settings(self._date) if dated and AT in known.settings else Settings()
        found = ValueReader(index, iri, "en").values(known, settings)
        return tuple(value for value in found if not isinstance(value, NoValue))

    def _judge_dates(self, index: NameIndex, iri: str, condition: Condition) -> float | None:
        if any(AT in known.settings for known in self._others(index)):
            return None  # the other condition has the date
        facts = property_catalogue(index).find("spell")
        dates = [_read(value) for value in condition.values]
        if facts is None or None in dates or not ValueReader(index, iri, "en").values(facts, Settings()):
            return None
        return self._judge(condition, [bool(ValueReader(index, iri, "en").values(facts, Settings(at))) for at in dates])

    def _others(self, index: NameIndex) -> Iterable[Property]:
        found = (property_catalogue(index).find(each.property) for each in self.conditions if each.property != AT)
        return (known for known in found if known)

    @staticmethod
    def _judge(condition: Condition, met: list[bool]) -> float:
        match condition.quantifier:
            case "all":
                return float(all(met))
            case "none":
                return float(not any(met))
            case _:
                return float(any(met))


def _read(text: str) -> Bounds | None:
    try:
        found = bounds(without_time(text))
    except ValueError:
        return None
    return found if found.earliest and found.latest else None


def _is_among(index: NameIndex, wanted: str, values: Iterable[Value]) -> bool:
    """Return whether a value is meant by a text: a thing by its id, IRI, item or any name; a date within another."""
    text = wanted.strip()
    named, folded, days, item = thing_named(index, text), fold_name(text), _read(text), _ITEM.fullmatch(text)
    for value in values:
        match value:
            case ThingValue(identifier, name, _):
                iri = index.iri_of(identifier)
                names = {fold_name(each.text) for each in index.names_of(iri)} if iri else {fold_name(name)}
                if text == identifier or (named is not None and named == iri) or (folded and folded in names):
                    return True
            case DateText(edtf):
                own = _read(edtf)
                if text == edtf or (days and own and _overlap(days, own)):
                    return True
            case Number(number):
                if text == str(number):
                    return True
            case Text(own_text, _):
                is_item = item is not None and own_text == item[1].upper()
                if (
                    is_item
                    or (folded and folded == fold_name(own_text))
                    or text == own_text.removeprefix(PREFIXES["wd"])
                ):
                    return True
            case _:
                continue
    return False


def _overlap(one: Bounds, other: Bounds) -> bool:
    assert one.earliest
    assert one.latest
    assert other.earliest
    assert other.latest
    return one.earliest <= other.latest and other.earliest <= one.latest
