"""The timeline agrees with the facts: no bar is surer, longer or shorter than its dates."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from aliansi.dataset.store import Store, read
from aliansi.namespaces import PREFIXES
from aliansi.project.days import Day
from aliansi.project.folder import Project
from aliansi.views.charts.timeline_layout import LEFT, MAX_LANES, RIGHT, TRACK, TimeScale, lay_out, scale_of
from aliansi.views.membership_history import (
    EVENTS,
    MEMBERSHIPS,
    HistoryDate,
    MembershipEvent,
    MembershipHistory,
    Spell,
    read_history,
)
from tests.server.support.served import Site, make_project

ROOT = Path(__file__).parents[2]
NEVER = HistoryDate("", None, None)
SCALE = TimeScale(Day(1990, 1, 1), Day(2009, 12, 31))


def day(text: str) -> HistoryDate:
    return HistoryDate(text, Day.read(text), Day.read(text))


def between(first: str | None, last: str | None, text: str = "[…]") -> HistoryDate:
    return HistoryDate(text, *(Day.read(each) if each else None for each in (first, last)))


def spell(start: HistoryDate, end: HistoryDate = NEVER, graph: str = "g", fact: str = "f", state: str = "s") -> Spell:
    return Spell(fact, graph, "a", state, start, end, "", "")


def bars(*spells: Spell) -> list[tuple[float, list[tuple[str, float, float]]]]:
    lanes = lay_out(MembershipHistory(spells), SCALE, False, str)
    return [
        (bar.y, [(part.kind, part.x, round(part.x + part.width, 1)) for part in bar.parts])
        for band in lanes.bands
        for lane in band.lanes
        for bar in lane.bars
    ]


def test_a_bar_is_as_sure_as_its_dates() -> None:
    x = SCALE.x
    known = spell(day("1992-05-15"), day("1999-04-20"))
    ((_, parts),) = bars(known)
    assert parts == [("sure", x(Day(1992, 5, 15)), x(Day(1999, 4, 20)))]
    fuzzy = spell(between("1992-01-01", "1994-12-31"), between(None, "1999-12-31", "[..1999]"))
    ((_, parts),) = bars(fuzzy)
    assert [kind for kind, *_ in parts] == ["maybe", "maybe"], "on no day is it certain"
    assert (parts[0][1], parts[-1][2]) == (x(Day(1992, 1, 1)), x(Day(1999, 12, 31)))
    lasting = spell(between("1992-01-01", "1994-12-31"), between("2004-01-01", None, ""))
    ((_, parts),) = bars(lasting)
    assert parts == [
        ("maybe", x(Day(1992, 1, 1)), x(Day(1994, 12, 31))),
        ("sure", x(Day(1994, 12, 31)), x(Day(2004, 1, 2))),
        ("open", x(Day(2004, 1, 2)), RIGHT),
    ]
    ((_, parts),) = bars(spell(day("1992-05-15")))
    assert [kind for kind, *_ in parts] == ["open"], "where no end is given, nothing is certain after the start"


def test_spells_that_overlap_and_those_of_other_sources_run_beside_each_other() -> None:
    again = spell(day("2006-01-01"), day("2008-01-01"), fact="again")
    first, elsewhere = spell(day("1992-01-01"), day("1999-01-01")), spell(day("1992-01-01"), graph="h")
    overlapping = spell(day("1998-01-01"), day("2001-01-01"), fact="o")
    tracks = [y for y, _ in bars(first, again)]
    assert tracks[0] == tracks[1], "repeated spells share a track"
    assert sorted({y - tracks[0] for y, _ in bars(first, again, overlapping, elsewhere)}) == [0, TRACK, 2 * TRACK]


def test_what_is_out_of_sight_is_not_drawn() -> None:
    assert bars(spell(day("1950-01-01"), day("1989-12-31"))) == []
    assert bars(spell(day("2010-01-01"))) == []
    assert bars(spell(NEVER)) == []
    ((_, ((_, begin, end),)),) = bars(spell(day("1950-01-01"), day("1990-06-01")))
    assert begin == LEFT < end
    ((_, ((_, begin, end),)),) = bars(spell(day("1990-01-01"), day("1990-01-01")))
    assert end > begin, "a day is not nothing"


def test_a_long_timeline_says_how_much_it_leaves_out() -> None:
    many = (spell(day("1992-01-01"), state=f"s{number:03}") for number in range(MAX_LANES + 7))
    lanes = lay_out(MembershipHistory(tuple(many)), SCALE, False, str)
    assert (sum(len(band.lanes) for band in lanes.bands), lanes.left_out) == (MAX_LANES, 7)
    assert lay_out(MembershipHistory(), SCALE, False, str).left_out == 0


def test_marks_stand_where_their_events_are() -> None:
    turns = (
        MembershipEvent("w", "g", "Withdrawal", "a", "s", between("1998-01-01", "1999-12-31")),
        MembershipEvent("r", "g", "InterventionRequest", "a", "s", NEVER),
    )
    (band,) = lay_out(MembershipHistory((), turns), SCALE, True, str).bands
    ((mark,),) = (lane.marks for lane in band.lanes)
    assert (mark.event.fact, mark.since, mark.x) == ("w", SCALE.x(Day(1998, 1, 1)), SCALE.x(Day(1999, 12, 31)))


@pytest.mark.parametrize(
    ("first", "last"), [(1949, 2025), (1999, 1999), (1, 2000), (1990, 1993), (-477, 2025), (-170000000, 10)]
)
def test_there_are_a_dozen_ticks_at_most(first: int, last: int) -> None:
    ticks = list(TimeScale(Day(first, 1, 1), Day(last, 12, 31)).ticks())
    assert 0 < len(ticks) <= 12
    assert [x for x, _ in ticks] == sorted(x for x, _ in ticks)


def test_the_days_of_the_facts_are_shown_if_none_are_asked_for(shipped_store: Store, shipped: Project) -> None:
    history = read_history(shipped_store, shipped)
    assert (len(history.spells), len(history.events)) == (77, 20)
    scale = scale_of(history, None, None)
    assert scale.first == Day(1949, 1, 1)
    assert scale.last.year >= 2025
    lanes = lay_out(history, scale, False, str)
    drawn = {bar.spell.fact for band in lanes.bands for lane in band.lanes for bar in lane.bars}
    assert drawn == {spell.fact for spell in history.spells}


@pytest.fixture
def site(shipped_store: Store, shipped: Project) -> Site:
    return Site.of(shipped_store, project=shipped)


def test_every_fact_is_in_the_drawing_and_in_the_table_and_leads_to_its_words(site: Site) -> None:
    page = site.get("/timeline?lang=en").text
    drawing, table = page.partition("<table>")[::2]
    fact = "/id/article-csto-membership-georgia?lang=en"
    assert f'<a href="{fact}" aria-label="Membership of Georgia in Collective Security' in drawing
    assert f'<a href="{fact}"' in table
    assert "Aljazair" in site.get(fact).text or "1999" in site.get(fact).text
    links = re.findall(r'<a href="(/id/[^"]+)" aria-label', drawing)
    assert len(links) == len(set(links)) == 77 + 19, "one request has no date"
    assert {link for link in links} < set(re.findall(r'href="(/id/[^"]+)"', table))
    assert "/id/article-request-belarus?lang=en" in table


def test_it_is_by_state_and_zoomed_by_its_address(site: Site) -> None:
    page = site.get("/timeline?lang=id&by=state&from=1954&to=1956-06").text
    assert 'class="band"' in page
    assert "Bulgaria" in page
    assert "Georgia" not in page
    assert 'value="1954"' in page
    assert '<option value="state" selected>' in page
    assert "by=state&amp;from=1954&amp;to=1956-06" in page, "the drawing to take away shows the same"


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("by=nothing", "by alliance or by state"),
        ("from=2000&to=1990", "is not before"),
        ("from=soon", "write a year, a month or a day"),
        ("to=[..1999]&from=[..1999]", "write a year"),
        ("from=<script>", "write a year"),
        ("to=" + "9" * 5000, "write a year"),
        ("from=1999-02-30", "write a year"),
    ],
)
def test_what_is_no_timeline_is_told(site: Site, query: str, says: str) -> None:
    response = site.get(f"/timeline?{query}", headers={"Accept": "text/html"})
    assert response.status_code == 400
    assert says in response.text
    assert "<script>" not in response.text
    assert '<form class="short"' in response.text, "the reader can correct it"
    plain = site.get(f"/timeline?{query}", headers={"Accept": "text/plain"})
    assert (plain.status_code, says in plain.text, "<" in plain.text.replace("<script>", "")) == (400, True, False)


@pytest.mark.parametrize("query", ["from=%ff", "&".join(["a=b"] * 5000)])
def test_what_cannot_be_read_is_told_by_itself(site: Site, query: str) -> None:
    response = site.get(f"/timeline?{query}", headers={"Accept": "text/html"})
    assert (response.status_code, 'role="alert"' in response.text) == (400, True)


def test_what_was_wrong_stays_in_the_form_and_all_years_are_drawn(site: Site) -> None:
    page = site.get("/timeline?from=2000&to=1990&by=state&lang=id", headers={"Accept": "text/html"}).text
    assert 'id="from" name="from" value="2000"' in page
    assert 'id="to" name="to" value="1990"' in page
    assert '<option value="state" selected>' in page
    assert '<p class="problem" role="alert" lang="en" dir="auto">from=2000-01-01' in page
    assert '<svg class="timeline"' in page


def test_years_of_which_nothing_is_told_have_no_drawing(site: Site) -> None:
    response = site.get("/timeline?from=1900&to=1910&lang=en")
    assert (response.status_code, "<svg" in response.text) == (200, False)


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_drawing_alone_is_svg_with_all_that_a_paper_needs(site: Site, language: str) -> None:
    response = site.get(f"/timeline.svg?lang={language}&by=state")
    assert response.headers["content-type"] == "image/svg+xml"
    root = ElementTree.fromstring(response.text)
    svg = "{http://www.w3.org/2000/svg}"
    assert root.tag == f"{svg}svg"
    assert root.find(f"{svg}title") is not None
    assert "CC BY 4.0" in response.text
    assert site.served.evaluator.store.revision[:12] in response.text
    assert root.find(f".//{svg}a") is None
    used = {name for node in root.iter() for name in node.get("class", "").split()}
    styles = root.findtext(f"{svg}style") or ""
    assert used - {"name"} <= set(re.findall(r"\.([\w-]+)", styles))


def test_a_drawing_is_made_once_for_each_state_of_the_dataset(site: Site) -> None:
    first = site.get("/timeline?lang=en")
    assert site.get("/timeline?lang=en", headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    assert site.get("/timeline?lang=id").headers["etag"] != first.headers["etag"]


HOSTILE = """
id:m a al:Membership ; al:member id:s ; al:alliance id:a ; al:earliestStart "1992-01-01"^^xsd:date ;
  al:latestStart "1992-12-31"^^xsd:date ; al:start "1992" .
id:s rdfs:label "\\u0001\\f\\uFFFE</title><script>alert(1)</script>&\\u202Eevil"@en .
"""


def test_labels_do_no_harm_and_a_project_without_the_question_has_no_drawing(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    prefixes = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    file = tmp_path / "hostile.trig"
    file.write_text(f"{prefixes}graph:article {{ {HOSTILE} }}", encoding="utf-8")
    assert "<svg" not in Site.of(read(file), project=project).get("/timeline").text
    for name in (MEMBERSHIPS, EVENTS):
        shutil.copy(ROOT / "queries" / "questions" / f"{name}.rq", project.root / "queries" / "questions")
    site = Site.of(read(file), project=project)
    for address in ("/timeline?lang=en", "/timeline.svg?lang=en"):
        text = site.get(address).text
        assert "<script>" not in text
        assert "&lt;script&gt;" in text
        assert "id:a" in text, "what has no label is called by its name"
    assert "\u2401\u240c\ufffd</title>" in "".join(
        ElementTree.fromstring(site.get("/timeline.svg?lang=en").text).itertext()
    )
    assert "\u2401\f\ufffd&lt;/title" in site.get("/timeline?lang=en").text, "a form feed is white space in HTML"
