"""The network shows memberships at a date by source, with the same layout for the same memberships."""

from __future__ import annotations

import re
import shutil
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from aliansi.dataset.store import Store, read
from aliansi.namespaces import PREFIXES
from aliansi.project.folder import Project
from aliansi.views.as_of import read_as_of
from aliansi.views.charts.bipartite_layout import PITCH, BipartiteLayout, lay_out
from aliansi.views.membership_history import MEMBERSHIPS, HistoryDate, Spell, read_history
from aliansi.views.membership_rows import MAX_ROWS, DatedMembership, memberships_at
from tests.server.support.served import Site, make_project

ROOT = Path(__file__).parents[2]
NEVER = HistoryDate("", None, None)


def tie(state: str, alliance: str, graph: str = "g", standing: str = "sure") -> DatedMembership:
    return DatedMembership(Spell(f"{state}-{alliance}-{graph}", graph, alliance, state, NEVER, NEVER, "", ""), standing)


def crossings(net: BipartiteLayout) -> int:
    """Return the number of crossings on one side."""
    ends = [[float(each) for each in re.findall(r"[\d.]+", strand.path)] for strand in net.lines]
    lines = [(end[0], end[1], end[-1]) for end in ends]
    return sum(a[0] == b[0] and (a[1] - b[1]) * (a[2] - b[2]) < 0 for i, a in enumerate(lines) for b in lines[i + 1 :])


def shipped_net(store: Store, project: Project, on: str) -> BipartiteLayout:
    moment = read_as_of(on)
    assert moment
    return lay_out(memberships_at(read_history(store, project).spells, moment.days), str)


def test_every_state_and_every_alliance_stands_once_and_nothing_overlaps(
    shipped_store: Store, shipped: Project
) -> None:
    for on in ("1949", "1955", "1968-09", "1991-12-26", "1999", "2009", "2025"):
        net = shipped_net(shipped_store, shipped, on)
        assert len({knot.iri for knot in net.states}) == len(net.states) > 0
        for left in (True, False):
            places = sorted(knot.y for knot in net.states if knot.is_left is left)
            assert all(b - a >= PITCH - 0.1 for a, b in pairwise(places))
        boxes = sorted((box.y, box.y + box.height) for box in net.alliances)
        assert all(a[1] < b[0] for a, b in pairwise(boxes))
        inside = [each for knot in net.states for each in (knot.y - PITCH / 2, knot.y + PITCH / 2)]
        assert all(0 <= y <= net.height for y in [*inside, *(y for box in boxes for y in box)]), on


def test_the_sides_are_even_and_lines_hardly_cross(shipped_store: Store, shipped: Project) -> None:
    net = shipped_net(shipped_store, shipped, "1975")
    left = sum(knot.is_left for knot in net.states)
    assert abs(2 * left - len(net.states)) <= 2
    assert crossings(net) == 0, "no state belongs to both"


def test_the_same_memberships_give_the_same_drawing_in_any_order() -> None:
    ties = [tie(f"s{number % 7}", f"a{number % 3}") for number in range(21)]
    assert lay_out(ties, str) == lay_out(ties, str)
    assert {knot for knot in lay_out(ties, str).states} == {knot for knot in lay_out(ties[::-1], str).states}


def test_sources_have_a_line_each() -> None:
    net = lay_out([tie("s", "a", "article"), tie("s", "a", "reference", "maybe")], str)
    assert len({strand.path for strand in net.lines}) == 2
    assert [strand.membership.status for strand in net.lines] == ["sure", "maybe"]
    assert [(box.iri, box.members) for box in net.alliances] == [("a", 1)]


@pytest.fixture
def site(shipped_store: Store, shipped: Project) -> Site:
    return Site.of(shipped_store, project=shipped)


def classes(page: str) -> dict[str, str]:
    """Return the class of each membership by its label."""
    return {title: drawn for drawn, title in re.findall(r'<path class="strand ([^"]*)"[^>]*><title>([^<]*)<', page)}


def test_it_says_of_each_membership_what_each_source_knows(site: Site) -> None:
    drawn = classes(site.get("/network?on=1999-05&lang=en").text)
    georgia = {title: how for title, how in drawn.items() if "Georgia" in title and "Collective" in title}
    assert list(georgia.values()) == ["maybe quoted"], "the reference says that it had ended"
    assert next(iter(georgia)).endswith("[1992..1994] – [..1999] (article): possibly then")
    armenia = sorted(how for title, how in drawn.items() if "Armenia" in title and "Collective" in title)
    assert armenia == ["sure", "sure quoted"]


def test_the_table_and_the_drawing_say_the_same(site: Site) -> None:
    page = site.get("/network?on=1968&lang=id").text
    table = page.partition("<tbody>")[2]
    assert len(classes(page)) == table.count("<tr>") == 8 + 15
    assert '<a href="/id/reference-warsaw-pact-membership-albania-1955' in table
    assert "/id/warsaw-pact?on=1968&amp;lang=id" in page
    assert "Pakta Warsawa" in page
    assert "pasti dalam sebagian waktu itu" in table, "Albania left in September"


def test_the_slider_is_a_form_with_links_to_the_years_beside(site: Site) -> None:
    page = site.get("/network?on=1968-09&lang=en").text
    form = page.partition('id="years"')[2].partition("</form>")[0]
    slider = re.search(r'<input type="range"[^>]*>', form)
    assert slider
    for part in ('name="on"', 'min="1949"', 'value="1968"', 'id="year"'):
        assert part in slider[0]
    assert '<label for="year">' in form
    assert 'href="/network?on=1967&amp;lang=en" rel="prev"' in form
    assert 'href="/network?on=1969&amp;lang=en" rel="next"' in form
    assert '<button type="submit">' in form
    assert '<h2 id="network">September 1968</h2>' in page
    first, last = (site.get(f"/network?on={on}&lang=en").text for on in ("1900", "2500"))
    assert 'rel="prev"' not in first
    assert 'rel="next"' not in last
    assert "No source reports a membership at this date." in first
    assert "<figure>" not in first


def test_without_a_date_it_shows_the_last_year_and_hands_no_date_on(site: Site) -> None:
    page = site.get("/network?lang=en").text
    year = re.search(r'max="(\d+)" value="(\d+)"', page)
    assert year
    assert year[1] == year[2]
    assert "/id/nato?lang=en" in page


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_drawing_alone_is_svg_with_all_that_a_paper_needs(site: Site, language: str) -> None:
    response = site.get(f"/network.svg?lang={language}&on=1999-05")
    assert response.headers["content-type"] == "image/svg+xml"
    root = ElementTree.fromstring(response.text)
    svg = "{http://www.w3.org/2000/svg}"
    assert root.find(f".//{svg}a") is None
    assert {"en": "May 1999", "id": "Mei 1999"}[language] in (root.findtext(f"{svg}title") or "")
    assert "CC BY 4.0" in response.text
    assert site.served.evaluator.store.revision[:12] in response.text
    used = {name for node in root.iter() for name in node.get("class", "").split()}
    assert used - {"name", "quoted"} <= set(re.findall(r"\.([\w-]+)", root.findtext(f"{svg}style") or ""))


HOSTILE = """
id:{n} a al:Membership ; al:member id:s{n} ; al:alliance id:a ; al:earliestStart "1992-01-01"^^xsd:date ;
  al:latestStart "1992-12-31"^^xsd:date ; al:start "1992" .
id:s{n} rdfs:label "</title><script>alert(1)</script>&\\u202E{n}"@en .
"""


def test_labels_do_no_harm_and_a_page_holds_so_many(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    prefixes = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    many = "".join(HOSTILE.replace("{n}", str(number)) for number in range(MAX_ROWS + 5))
    file = tmp_path / "hostile.trig"
    file.write_text(f"{prefixes}graph:article {{ {many} }}", encoding="utf-8")
    site = Site.of(read(file), project=project)
    for address in ("/network?lang=en", "/network.svg?lang=en"):
        response = site.get(address)
        assert (response.status_code, 'class="strand' in response.text) == (200, False), "there is no such question"
    shutil.copy(ROOT / "queries" / "questions" / f"{MEMBERSHIPS}.rq", project.root / "queries" / "questions")
    site = Site.of(read(file), project=project)
    page = site.get("/network?lang=en").text
    assert page.count("<tr>") == MAX_ROWS + 1
    assert "have all of them: 5." in page
    for text in (page, site.get("/network.svg?lang=en").text):
        assert "<script>" not in text
        assert "&lt;script&gt;" in text
    ElementTree.fromstring(site.get("/network.svg?lang=en").text)
