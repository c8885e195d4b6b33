"""``/timeline`` and ``/timeline.svg``: memberships over time in lanes, without script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from aliansi.errors import AliansiError, UsageError
from aliansi.evidence.index import is_quoted
from aliansi.pages.context import page_context
from aliansi.pages.document import HTML
from aliansi.pages.endpoint import error_response, prefers_html
from aliansi.pages.picture import PicturePage
from aliansi.project.days import Day
from aliansi.project.edtf_bounds import bounds, edtf_year
from aliansi.views.charts.timeline_layout import (
    MAX_FACTS,
    TimelineBar,
    TimelineLayout,
    TimelineMark,
    TimeScale,
    lay_out,
    scale_of,
)
from aliansi.views.labels import Labels
from aliansi.views.membership_history import MembershipEvent, MembershipHistory, Spell
from aliansi.views.membership_rows import MembershipReader, MembershipRow, label_text
from aliansi.views.urls import Page

PATH: Final = "/timeline"

_TABLES: Final = ("alliance", "state")


@dataclass(frozen=True)
class TimelineContext:
    """Context of the page of the timeline, or of the drawing alone."""

    lanes: TimelineLayout
    rows: tuple[MembershipRow, ...]
    labels: dict[str, str] = field(metadata={"help": "label of each fact with its dates, by IRI"})
    addresses: dict[str, str] = field(metadata={"help": "URL of the page of each thing, by IRI"})
    quoted: frozenset[str] = field(metadata={"help": "facts with passages"})
    action: str
    by: str
    years: tuple[str, str] = field(metadata={"help": "first and last year of the drawing"})
    since: str
    until: str
    download: str
    revision: str
    problem: str = field(default="", metadata={"help": "the error in a parameter"})


class TimelinePage(PicturePage):
    """Handler of the timeline as a page and as a drawing."""

    path = PATH
    names = ("by", "from", "to")

    def draw(self, history: MembershipHistory, page: Page, given: Mapping[str, str], is_file: bool) -> str:
        """Return the page or the drawing. Raises UsageError for an invalid parameter."""
        by, since, until = (given.get(name, "") for name in self.names)
        if by and by not in _TABLES:
            raise UsageError(f"by={by[:20]}: a timeline is by alliance or by state")
        scale = scale_of(history, _bound("from", since, False), _bound("to", until, True))
        if scale.first >= scale.last:
            raise UsageError(f"from={scale.first.isoformat()} is not before to={scale.last.isoformat()}")
        timeline = self._timeline(page, history, scale, by or "alliance")
        filled = replace(timeline, since=since, until=until, download=page.link(f"{PATH}.svg", given))
        return self.renderer.render("timeline.svg" if is_file else "timeline.html", page, timeline=filled)

    def problem(self, request: Request, error: AliansiError) -> Response:
        """Return the error above the form, with the values of the reader, if the page was requested."""
        page, history = page_context(request), self.site.history
        if not (prefers_html(request) and isinstance(error, UsageError)) or page.path.endswith(".svg"):
            return super().problem(request, error)
        try:
            given = self.given(request)
        except UsageError:  # the parameters are invalid themselves
            return super().problem(request, error)
        by, since, until = (given.get(name, "")[:40] for name in self.names)
        timeline = self._timeline(page, history, scale_of(history, None, None), by if by in _TABLES else "alliance")
        filled = replace(timeline, since=since, until=until, problem=str(error))
        body = self.renderer.render("timeline.html", page, timeline=filled).encode("utf-8")
        return error_response(error, body, HTML)

    def _timeline(self, page: Page, history: MembershipHistory, scale: TimeScale, by: str) -> TimelineContext:
        store = self.answering.evaluator.store
        names = Labels(store, page.language)
        lanes = lay_out(history, scale, by == "state", lambda iri: label_text(names, iri))
        facts = [t for band in lanes.bands for lane in band.lanes for t in _facts(lane.bars, lane.marks)]
        undated = [event for event in history.events if not event.date.text][: max(0, MAX_FACTS - len(facts))]
        reader = MembershipReader(page, names)
        return TimelineContext(
            lanes=lanes,
            rows=tuple(reader.row(each) for each in (*facts, *undated)),
            labels={each.fact: reader.label(each) for each in facts},
            addresses={iri: page.address(iri) or iri for iri in _label(lanes)},
            quoted=frozenset(t.fact for t in facts if is_quoted(store, t.fact)),
            action=f"{page.root}{PATH}",
            by=by,
            years=(edtf_year(lanes.scale.first.year), edtf_year(lanes.scale.last.year)),
            since="",
            until="",
            download=page.link(f"{PATH}.svg", {"by": by}),
            revision=store.revision[:12],
        )


def _facts(bars: tuple[TimelineBar, ...], marks: tuple[TimelineMark, ...]) -> list[Spell | MembershipEvent]:
    return [*(bar.spell for bar in bars), *(mark.event for mark in marks)]


def _label(lanes: TimelineLayout) -> set[str]:
    facts = {t.fact for band in lanes.bands for lane in band.lanes for t in _facts(lane.bars, lane.marks)}
    return facts | {band.iri for band in lanes.bands}


def _bound(name: str, text: str, is_last: bool) -> Day | None:
    """Return the first or last day of a date in a parameter. Raises UsageError for an invalid date."""
    if not text:
        return None
    try:
        found = bounds(text) if len(text) <= 40 else None
    except ValueError:
        found = None
    day = (found.latest if is_last else found.earliest) if found else None
    if day is None:
        raise UsageError(f"{name}={text[:40]}: write a year, a month or a day, like 1999, 1999-04, 1999-04-20 or -0477")
    return day
