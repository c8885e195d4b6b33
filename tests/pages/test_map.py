"""The map draws members on today's outlines, finds outlines by links only, and names states without one."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest

from aliansi.dataset.store import Store, read
from aliansi.namespaces import ID, PREFIXES
from aliansi.pages import map
from aliansi.project.folder import Project
from aliansi.views.charts.country_outlines import FILE, CountryOutline, Rectangle, around, outlines, outlines_of
from aliansi.views.membership_history import MEMBERSHIPS, read_history
from aliansi.views.membership_rows import MAX_ROWS
from tests.server.support.served import Site, make_project

ROOT = Path(__file__).parents[2]
GONE = {"soviet-union", "east-germany", "czechoslovakia"}
WIKIDATA = "http://www.wikidata.org/entity/"

drawn = pytest.mark.skipif(not FILE.is_file(), reason="the outlines are not built (python hatch_build.py)")


@pytest.fixture
def site(shipped_store: Store, shipped: Project) -> Site:
    return Site.of(shipped_store, project=shipped)


@drawn
def test_programs_get_the_outlines_with_the_states_that_they_are_of(site: Site, shipped_store: Store) -> None:
    response = site.get("/outlines.json")
    assert response.headers["content-type"] == "application/json"
    told = response.json()
    states = {iri.removeprefix(ID) for iri in told["states"]}
    assert {"armenia", "france"} <= states
    assert not states & GONE
    known = outlines()
    assert len(told["countries"]) == len(known)
    of_armenia = told["countries"][told["states"][f"{ID}armenia"]]
    assert of_armenia["path"] == outlines_of(shipped_store, [f"{ID}armenia"], known)[f"{ID}armenia"].path
    assert of_armenia["box"][0] < of_armenia["box"][2]


@drawn
def test_every_state_but_those_that_are_gone_has_an_outline_of_its_own(shipped_store: Store, shipped: Project) -> None:
    states = {spell.state for spell in read_history(shipped_store, shipped).spells}
    found = {state.removeprefix(ID): each for state, each in outlines_of(shipped_store, states, outlines()).items()}
    assert {state.removeprefix(ID) for state in states} - found.keys() == GONE
    items = [outline.item for outline in found.values()]
    assert len(items) == len(set(items)) > 40
    assert found["georgia"].item == f"{WIKIDATA}Q230"
    assert found["denmark"].item == f"{WIKIDATA}Q756617", "the number is that of the kingdom, which is a close match"


@drawn
def test_outlines_are_where_their_countries_are() -> None:
    of = {outline.item.rpartition("/")[2]: outline.box for outline in outlines()}
    assert of["Q30"].left < of["Q45"].left, "the United States reach farther west than Portugal"
    assert of["Q20"].top < of["Q183"].top < of["Q38"].top, "Norway, Germany and Italy from north to south"
    assert of["Q142"].left < of["Q183"].left < of["Q36"].left < of["Q159"].right
    size = {item: (box.right - box.left) * (box.bottom - box.top) for item, box in of.items()}
    assert size["Q32"] < size["Q31"] < size["Q183"] < size["Q159"]
    assert sum(not outline.item for outline in outlines()) == 3, "land of which no ISO number is agreed"


@drawn
def test_a_ring_goes_no_farther_than_its_country() -> None:
    for outline in outlines():
        for ring in re.findall(r"M[^M]*", outline.path):
            numbers = [int(each) for each in re.findall(r"-?\d+", ring)]
            steps = list(zip(numbers[2::2], numbers[3::2], strict=True))
            assert steps
            if outline.item != f"{WIKIDATA}Q51":  # Antarctica is far from the middle, and drawn large
                assert max(abs(step) for pair in steps for step in pair) < 400, "no stripe across the map"


def test_an_outline_is_found_by_links_the_exact_one_first(tmp_path: Path) -> None:
    known = [CountryOutline(f"{WIKIDATA}Q{n}", f"M{n} 0l1 1z", Rectangle(0, 0, 1, 1)) for n in (1, 2)]
    file = tmp_path / "links.trig"
    prefixes = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    links = (
        "id:a skos:closeMatch wd:Q1 ; skos:exactMatch wd:Q2 . id:b skos:closeMatch wd:Q1 . "
        "id:c skos:exactMatch wd:Q3 ; rdfs:label 'Q1' ; skos:relatedMatch wd:Q1 ."
    )
    file.write_text(f"{prefixes}graph:links {{ {links} }}", encoding="utf-8")
    store = read(file)
    found = outlines_of(store, [f"{ID}{name}" for name in "abcd"], known)
    assert {state[-1]: outline.item[-2:] for state, outline in found.items()} == {"a": "Q2", "b": "Q1"}


def test_a_view_holds_all_that_is_shown_and_is_not_too_narrow() -> None:
    small, far = Rectangle(0, 0, 10, 10), Rectangle(-900, -800, 500, 300)
    view = around([small])
    assert view.right - view.left >= 1200
    assert view.meets(small)
    assert not view.meets(Rectangle(5000, 0, 6000, 10))
    wide = around([small, far])
    assert (wide.left, wide.right) < (far.left, far.right + 100)
    assert around([]).ratio > 0


@pytest.fixture
def few_outlines(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Outlines of three countries at fixed places."""
    file = tmp_path / "outlines.json"
    three = [("051", "Q399", 0), ("268", "Q230", 200), ("", "", 400)]
    written = [{"code": c, "wikidata": w, "path": f"M{x} 0l50 0 0 50z", "box": [x, 0, x + 50, 50]} for c, w, x in three]
    file.write_text(json.dumps(written), encoding="utf-8")
    monkeypatch.setattr(map, "outlines", lambda: outlines(file))
    yield
    outlines.cache_clear()


def shapes(page: str) -> dict[str, tuple[str, str]]:
    """Return the class and the label of each state on the map by name."""
    found = re.findall(r'<path class="member ([^"]*)" d="[^"]*"><title>([^:<]*): ([^<]*)<', page)
    return {name: (kind, said) for kind, name, said in found}


@pytest.mark.usefixtures("few_outlines")
def test_members_are_drawn_as_surely_as_they_are_known(site: Site) -> None:
    page = site.get("/map?alliance=id:csto&on=1999-05&lang=en").text
    drawn = shapes(page)
    assert drawn["Georgia"] == ("maybe quoted", "possibly then (article)"), "by the reference it had ended"
    assert drawn["Armenia"][0] == "sure"
    assert drawn["Armenia"][1] == "certainly then (article); certainly then (reference)"
    assert drawn.keys() == {"Armenia", "Georgia"}
    leads = re.findall(r'<a href="([^"]+)" tabindex="-1"><path class="member', page)
    assert "/id/article-csto-membership-georgia?" in "".join(leads)
    assert set(leads) <= set(re.findall(r'<a href="([^"]+)" aria-label', page)), "the table has the same for keys"
    assert "<a " not in site.get("/map.svg?alliance=id:csto&on=1999-05&lang=en").text
    without = page.partition("Members without an outline on this map:")[2].partition("</p>")[0]
    assert "Kyrgyzstan</a>" in without
    assert "Georgia" not in without
    assert '<option value="id:csto" selected>' in page
    assert page.count("<use ") == 1
    assert shapes(site.get("/map?alliance=id:csto&on=1995&lang=en").text)["Georgia"][0] == "sure"
    assert "Georgia" not in shapes(site.get("/map?alliance=id:csto&on=2003&lang=en").text)


@pytest.mark.usefixtures("few_outlines")
def test_each_alliance_has_its_own_map_over_the_same_land(site: Site) -> None:
    page = site.get("/map?on=1995&lang=id").text
    assert page.count("<use ") == page.count("<figcaption>") == 3, "the Warsaw Pact is over"
    assert page.count('id="land"') == 1
    assert page.partition("<tbody>")[2].count("<tr>") > 40


@drawn
@pytest.mark.parametrize("language", ["en", "id"])
def test_states_of_the_date_that_are_gone_are_named_and_borders_are_told_to_be_of_today(
    language: str, site: Site
) -> None:
    page = site.get(f"/map?on=1975&lang={language}").text
    without = re.findall(r'<p class="without">.*?</p>', page, re.DOTALL)
    assert len(without) == 1
    assert set(re.findall(r'href="/id/([\w-]+)\?', without[0])) == GONE
    assert {"en": "Soviet Union", "id": "Uni Soviet"}[language] in without[0]
    caveat = unescape(page.partition('<p class="caveat">')[2].partition("</p>")[0])
    assert {"en": "The borders are today's", "id": "batas masa kini"}[language] in caveat
    assert {"en": "Crimea", "id": "Krimea"}[language] in caveat
    assert "Natural Earth" in page
    assert not re.findall(r'<p class="without">', site.get("/map?on=2000").text)


@drawn
def test_disputed_land_is_drawn_as_the_page_says() -> None:
    """As the page notes, Natural Earth draws Crimea with Russia: Ukraine's outline is narrower than with it."""
    of = {outline.item.rpartition("/")[2]: outline for outline in outlines()}
    russia, ukraine = (_bounds_of_rings(of[item].path) for item in ("Q159", "Q212"))
    crimea = [box for box in russia if any(_is_south_of(box, whole) for whole in ukraine)]
    assert crimea, "a part of Russia's outline lies in the south of Ukraine's"


def _bounds_of_rings(path: str) -> list[Rectangle]:
    boxes = []
    for ring in re.findall(r"M[^M]*", path):
        numbers = [int(each) for each in re.findall(r"-?\d+", ring)]
        x, y = numbers[:2]
        xs, ys = [x], [y]
        for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
            x, y = x + dx, y + dy
            xs.append(x)
            ys.append(y)
        boxes.append(Rectangle(min(xs), min(ys), max(xs), max(ys)))
    return boxes


def _is_south_of(part: Rectangle, whole: Rectangle) -> bool:
    return whole.left < part.left and part.right < whole.right and part.top > (whole.top + whole.bottom) / 2


def test_without_outlines_the_page_says_so_and_has_the_table(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map, "outlines", lambda: ())
    page = site.get("/map?on=1995&lang=en").text
    assert "built without country outlines" in page
    assert 'class="member' not in page
    assert page.partition("<tbody>")[2].count("<tr>") > 40
    ElementTree.fromstring(site.get("/map.svg?on=1995").text)


def test_it_keeps_the_alliance_through_the_years(site: Site) -> None:
    page = site.get("/map?alliance=id:warsaw-pact&on=1960&lang=en").text
    assert 'href="/map?alliance=id%3Awarsaw-pact&amp;on=1961&amp;lang=en" rel="next"' in page
    assert 'href="/map?alliance=id%3Awarsaw-pact&amp;on=1960&amp;lang=id"' in page
    assert "NATO" not in page.partition('id="at-date"')[2]


@pytest.mark.parametrize("alliance", ["id:nothing", "<script>", "x" * 5000])
def test_an_alliance_of_which_nothing_is_told_is_told(alliance: str, site: Site) -> None:
    response = site.get("/map", params={"alliance": alliance}, headers={"Accept": "text/html"})
    assert response.status_code == 400
    assert "no memberships; choose an alliance of the list" in response.text
    assert "<script>" not in response.text


@drawn
@pytest.mark.parametrize("asked", ["", "&alliance=id:csto"])
def test_the_drawing_alone_is_svg_with_all_that_a_paper_needs(asked: str, site: Site) -> None:
    response = site.get(f"/map.svg?lang=en&on=1999-05{asked}")
    assert response.headers["content-type"] == "image/svg+xml"
    root = ElementTree.fromstring(response.text)
    svg = "{http://www.w3.org/2000/svg}"
    assert "May 1999" in (root.findtext(f"{svg}title") or "")
    assert "The borders are today's" in (root.findtext(f"{svg}desc") or "")
    assert "Today's borders" in "".join(root.itertext())
    assert site.served.evaluator.store.revision[:12] in response.text
    assert root.find(f".//{svg}a") is None
    used = {name for node in root.iter() for name in node.get("class", "").split()}
    assert used - {"name"} <= set(re.findall(r"\.([\w-]+)", root.findtext(f"{svg}style") or ""))


HOSTILE = """
id:m a al:Membership ; al:member id:s ; al:alliance id:a ; al:earliestStart "1992-01-01"^^xsd:date ;
  al:latestStart "1992-12-31"^^xsd:date ; al:start "1992" .
id:s rdfs:label "</title><script>alert(1)</script>&\\u202Eevil"@en ; skos:exactMatch wd:Q230 .
id:a rdfs:label "<img src=x onerror=alert(1)>"@en .
"""


@pytest.mark.usefixtures("few_outlines")
def test_labels_do_no_harm(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    prefixes = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    file = tmp_path / "hostile.trig"
    file.write_text(f"{prefixes}graph:article {{ {HOSTILE} }}", encoding="utf-8")
    assert "<svg" not in Site.of(read(file), project=project).get("/map").text, "there is no such question"
    shutil.copy(ROOT / "queries" / "questions" / f"{MEMBERSHIPS}.rq", project.root / "queries" / "questions")
    site = Site.of(read(file), project=project)
    for address in ("/map?lang=en", "/map.svg?lang=en", "/map?lang=en&alliance=id:a"):
        text = site.get(address).text
        assert "<script>" not in text
        assert "<img" not in text
        assert "&lt;script&gt;" in text
    ElementTree.fromstring(site.get("/map.svg?lang=en").text)


@pytest.mark.usefixtures("few_outlines")
def test_a_page_has_so_many_maps_and_lists_so_many_members(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    shutil.copy(ROOT / "queries" / "questions" / f"{MEMBERSHIPS}.rq", project.root / "queries" / "questions")
    prefixes = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    one = HOSTILE.partition("id:s rdfs:label")[0]
    many = [one.replace("id:m", f"id:m{n}").replace("id:a", f"id:a{n}") for n in range(map.MAX_MAPS + 3)]
    many += [
        one.replace("id:m", f"id:z{n}").replace("id:s", f"id:s{n}").replace("id:a", "id:z") for n in range(MAX_ROWS)
    ]
    file = tmp_path / "many.trig"
    file.write_text(f"{prefixes}graph:article {{ {''.join(many)} }}", encoding="utf-8")
    site = Site.of(read(file), project=project)
    page = site.get("/map?lang=en&on=2000").text
    assert page.count("<figcaption>") == map.MAX_MAPS
    assert "choose one to see it: " in page
    assert page.count("<tr>") == MAX_ROWS + 1
    assert "have all of them: 15." in page
    members = site.get("/id/z?on=2000&lang=en", headers={"Accept": "text/html"}).text
    assert f"begun by then, no end given: {MAX_ROWS}" in members
