"""A batch of statements that Wikidata lacks: of facts with a citable source of their own, and nothing doubtful.

Conflicts are for the Mismatch Finder. What is left out is counted by reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from aliansi.linking.ledger import Aspect, Flag, Ledger, LedgerRow, Match, Verdict
from aliansi.linking.left_out import LeftOut
from aliansi.linking.quickstatements.references import NOT_INDEPENDENT, Reference, References
from aliansi.linking.quickstatements.values import DateValue, date_value
from aliansi.namespaces import shorten
from aliansi.project.edtf_bounds import Bounds, bounds

START: Final = "P580"
END: Final = "P582"
PROPERTIES: Final = frozenset({"P463", "P39", "P571", "P576"})
"""Member of, position held, inception and dissolved: the statements of a thing itself."""
_QUALIFIERS: Final = {Aspect.START: START, Aspect.END: END}
_DATED: Final = frozenset({Aspect.FOUNDED, Aspect.DISSOLVED})
_OTHERS: Final = {
    Verdict.CONFLICT: "it is in conflict with Wikidata: see “aliansi link compare --format mismatch-finder”",
    Verdict.DEPRECATED_THERE: "Wikidata has it as deprecated",
    Verdict.NOT_EXPECTED_THERE: "the item does not cover its time",
    Verdict.NOT_COMPARABLE: "it cannot be compared",
}


@dataclass(frozen=True)
class Command:
    """Statement to add, or qualifiers of one that is there; ``is_second`` if the item has another of this value."""

    fact: str
    item: str
    property_id: str
    value: str
    qualifiers: tuple[tuple[str, str], ...] = ()
    references: tuple[Reference, ...] = ()
    is_second: bool = False

    @property
    def target(self) -> tuple[str, str, str]:
        """Item, property and value, by which QuickStatements finds a statement."""
        return self.item, self.property_id, self.value


@dataclass(frozen=True)
class Batch:
    """Commands, and the facts that are left out, by reason."""

    commands: tuple[Command, ...]
    left_out: LeftOut


def batch_of(ledger: Ledger, references: References) -> Batch:
    """Return the statements that are missing there."""
    builder = _Builder(ledger.rows, references)
    return Batch(tuple(builder.commands()), builder.left_out)


@dataclass
class _Builder:
    rows: Sequence[LedgerRow]
    references: References
    left_out: LeftOut = field(default_factory=LeftOut)

    def commands(self) -> list[Command]:
        groups: dict[object, list[LedgerRow]] = defaultdict(list)
        for row in self.rows:
            if self._is_wanted(row):
                theirs = row.theirs
                groups[row.ours.fact, theirs.item, theirs.property, theirs.object_item, theirs.guid].append(row)
        made: list[Command] = []
        spells: dict[tuple[str, str, str], list[tuple[Command, Bounds]]] = defaultdict(list)
        for rows in groups.values():
            command = self._command(rows)
            if command and not (rows[0].theirs.guid is None and self._repeats(command, rows[0], spells)):
                is_new = rows[0].theirs.guid is None
                others = is_new and (command.target in self._guids or len(spells[command.target]) > 1)
                made.append(replace(command, is_second=bool(others)))
        return made

    def _is_wanted(self, row: LedgerRow) -> bool:
        """Return whether a row is about a statement or qualifier to add; count the others."""
        fact = row.ours.fact
        if not fact or not row.decides:
            return False
        if row.verdict is not Verdict.MISSING_THERE:
            if reason := _OTHERS.get(row.verdict):
                self.left_out.add(reason, fact)
            return False
        if row.theirs.property not in PROPERTIES:
            return False
        if reason := self._reason_against(row):
            self.left_out.add(reason, fact)
        return not reason

    def _reason_against(self, row: LedgerRow) -> str:
        if Flag.NOT_INDEPENDENT in row.flags:
            return NOT_INDEPENDENT
        if row.theirs.match is not Match.EXACT or Flag.CLOSE_MATCH_ONLY in row.flags:
            return "an item is only a close match"
        if row.aspect not in _DATED and not row.theirs.object_item:
            return "no item is linked that a statement would name"
        if row.theirs.guid and (Flag.SEVERAL_SPELLS in row.flags or len(self._guids.get(_target(row), ())) > 1):
            return "several statements there have this value, and QuickStatements cannot name one of them"
        found = self.references.of(row.ours.evidence)
        return found if isinstance(found, str) else ""

    @cached_property
    def _guids(self) -> Mapping[tuple[str, str, str | None], frozenset[str]]:
        """Statements there by item, property and value."""
        found: dict[tuple[str, str, str | None], set[str]] = defaultdict(set)
        for row in self.rows:
            if row.theirs.guid:
                found[_target(row)].add(row.theirs.guid)
        return {target: frozenset(guids) for target, guids in found.items()}

    def _command(self, rows: Sequence[LedgerRow]) -> Command | None:
        """Return the command of the rows about one statement; None if nothing can be said."""
        row, fact = rows[0], rows[0].ours.fact or ""
        found = self.references.of(row.ours.evidence)
        references = () if isinstance(found, str) else found
        plain = Command(fact, row.theirs.item, row.theirs.property, row.theirs.object_item or "", (), references)
        if row.aspect in _DATED:
            date = self._date(fact, row.ours.date)
            return replace(plain, value=date.value, qualifiers=date.qualifiers) if date else None
        if row.theirs.guid is None:
            dates = [(START, row.ours.start), (END, row.ours.end)]
        else:
            dates = [(_QUALIFIERS[each.aspect], each.ours.date) for each in rows if each.aspect in _QUALIFIERS]
        qualifiers = [pair for name, text in dates if text for pair in self._qualifiers(fact, name, text)]
        # A qualifier that is not there is all that an existing statement lacks.
        if row.theirs.guid and not qualifiers:
            return None
        return replace(plain, qualifiers=tuple(dict.fromkeys(qualifiers)))

    def _date(self, fact: str, text: str | None) -> DateValue | None:
        date = date_value(text) if text else None
        if date is None:
            self.left_out.add(f"QuickStatements cannot say its date ({text or 'none'})", fact)
        return date

    def _qualifiers(self, fact: str, name: str, text: str) -> Iterable[tuple[str, str]]:
        date = self._date(fact, text)
        if date is None:
            return
        if date.is_between:  # its bounds would not say whether they are of the start or the end
            what = "start" if name == START else "end"
            self.left_out.add(f"its {what} is between two dates, which no qualifier says ({text})", fact)
            return
        yield name, date.value
        yield from date.qualifiers

    def _repeats(
        self, command: Command, row: LedgerRow, spells: dict[tuple[str, str, str], list[tuple[Command, Bounds]]]
    ) -> bool:
        """Return whether a statement is about the same spell as an earlier one of the batch, and remember it."""
        extent = _extent(row)
        # An item has one inception, and one dissolution, whatever dates our sources give.
        key = (*command.target[:2], "") if row.aspect in _DATED else command.target
        for other, days in spells[key]:
            if row.aspect in _DATED or _overlap(days, extent):
                self.left_out.add(f"it is about the same as {shorten(other.fact)}", command.fact)
                return True
        spells[key].append((command, extent))
        return False


def _target(row: LedgerRow) -> tuple[str, str, str | None]:
    return row.theirs.item, row.theirs.property, row.theirs.object_item


def _extent(row: LedgerRow) -> Bounds:
    """Return the first day on which a spell may have begun, and the last on which it may have ended."""
    return Bounds(_bounds(row.ours.start).earliest, _bounds(row.ours.end).latest)


def _bounds(text: str | None) -> Bounds:
    try:
        return bounds(text) if text else Bounds(None, None)
    except ValueError:
        return Bounds(None, None)


def _overlap(one: Bounds, other: Bounds) -> bool:
    starts_before = one.earliest is None or other.latest is None or one.earliest <= other.latest
    ends_after = other.earliest is None or one.latest is None or other.earliest <= one.latest
    return starts_before and ends_after
