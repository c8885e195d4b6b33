"""What an export leaves out, counted by reason, so that no one takes the rest for all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from aliansi.namespaces import shorten

_MAX_SHOWN: Final = 3


@dataclass(frozen=True)
class LeftOut:
    """Facts that were left out, by reason."""

    by_reason: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, reason: str, fact: str) -> None:
        """Add a fact with the reason; a fact counts once for a reason."""
        if fact not in self.by_reason[reason]:
            self.by_reason[reason].append(fact)

    def lines(self) -> Iterator[str]:
        """Yield a line for each reason, the most frequent one first, with the first facts."""
        for reason, facts in sorted(self.by_reason.items(), key=lambda item: (-len(item[1]), item[0])):
            shown = ", ".join(map(shorten, facts[:_MAX_SHOWN]))
            more = f" and {len(facts) - _MAX_SHOWN} more" if len(facts) > _MAX_SHOWN else ""
            yield f"left out: {len(facts)}, because {reason} ({shown}{more})"
