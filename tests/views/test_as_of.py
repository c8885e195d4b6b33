"""``?on=`` on every page: certain, possible and other statuses at a date."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from aliansi.dataset.store import Store
from aliansi.project.days import Day
from aliansi.project.edtf_bounds import Bounds, bounds
from aliansi.project.folder import Project
from aliansi.views.as_of import parameter_of_years, read_as_of, read_year
from aliansi.views.i18n import LANGUAGES
from aliansi.views.membership_history import HistoryDate, event_status_at, read_history, status_at
from aliansi.views.membership_rows import memberships_at
from tests.server.support.served import Site

NEVER = HistoryDate("", None, None)
PAGES = (
    "/",
    "/questions",
    "/questions/members-at-date",
    "/id/csto",
    "/id/georgia",
    "/timeline",
    "/requests",
    "/search?q=georgia",
    "/ontology",
    "/explain?s=id:georgia&p=al:withdrewFrom&o=id:csto",
    "/query",
)


def when(text: str) -> HistoryDate:
    found = bounds(text)
    return HistoryDate(text, found.earliest, found.latest)


@pytest.fixture
def site(shipped_store: Store, shipped: Project) -> Site:
    return Site.of(shipped_store, project=shipped)


@pytest.mark.parametrize(
    ("start", "end", "on", "known"),
    [
        ("1992-05-15", "1999-04-20", "1995", "sure"),
        ("1992-05-15", "1999-04-20", "1992-05-15", "sure"),
        ("1992-05-15", "1999-04-20", "1992-05-14", ""),
        ("1992-05-15", "1999-04-20", "1999-04-20", "maybe"),
        ("1992-05-15", "1999-04-20", "1999-04-21", ""),
        ("1992-05-15", "1999-04-20", "1999", "part"),
        ("1992-05-15", "1999-04-20", "1992", "part"),
        ("[1992..1994]", "[..1999]", "1993", "maybe"),
        ("[1992..1994]", "[..1999]", "1996", "maybe"),
        ("[1992..1994]", "[..1999]", "1991", ""),
        ("[1992..1994]", "[..1999]", "2000", ""),
        ("[1992..1994]", "", "1993", "maybe"),
        ("[1992..1994]", "", "1995", "open"),
        ("1999-03-12", "", "1999", "open"),
        ("1999-03-12", "", "1998", ""),
        ("[..1999]", "", "1950", "maybe"),
        ("[1992..]", "", "1991", ""),
        ("[1992..]", "", "2020", "maybe"),
        ("1992", "[1999..]", "1995", "sure"),
        ("1992", "[1999..]", "2020", "maybe"),
        ("", "1999-04-20", "1950", "maybe"),
        ("", "", "1950", ""),
    ],
)
def test_a_spell_is_as_sure_at_a_time_as_its_dates(start: str, end: str, on: str, known: str) -> None:
    begin, over = (when(text) if text else NEVER for text in (start, end))
    moment = read_as_of(on)
    assert moment
    assert status_at(begin, over, moment.days) == known


def test_what_lasted_on_some_day_and_has_no_end_is_certain_until_then() -> None:
    lasting = HistoryDate("", Day(2014, 1, 1), None)
    said = [status_at(when("[1992..1994]"), lasting, bounds(on)) for on in ("1993", "1999", "2013", "2014", "2020")]
    assert said == ["maybe", "sure", "sure", "part", "open"]


@pytest.mark.parametrize(
    ("date", "on", "known"),
    [
        ("2010-06", "2010", "then"),
        ("2010-06", "2010-06-11", "perhaps"),
        ("[..1999]", "1999", "perhaps"),
        ("2010-06", "2010-07", "before"),
        ("2010-06", "2010-05", "after"),
    ],
)
def test_an_event_is_seen_from_a_time(date: str, on: str, known: str) -> None:
    assert event_status_at(when(date), bounds(on)) == known
    assert event_status_at(NEVER, bounds(on)) == ""


@pytest.mark.parametrize(
    ("text", "english", "indonesian"),
    [("1999", "1999", "1999"), ("1999-05", "May 1999", "Mei 1999"), ("1999-04-02", "2 April 1999", "2 April 1999")],
)
def test_a_moment_is_told_in_words(text: str, english: str, indonesian: str) -> None:
    moment = read_as_of(text)
    assert moment
    assert (moment.words("en"), moment.words("id"), moment.year) == (english, indonesian, 1999)


@pytest.mark.parametrize(
    ("text", "kept", "english", "indonesian"),
    [
        ("-0477", "-0477", "478 BCE", "478 SM"),
        ("-477", "-0477", "478 BCE", "478 SM"),
        ("-0477-09", "-0477-09", "September 478 BCE", "September 478 SM"),
        ("-0043-03-15", "-0043-03-15", "15 March 44 BCE", "15 Maret 44 SM"),
        ("0000", "0000", "1 BCE", "1 SM"),
        ("0", "0000", "1 BCE", "1 SM"),
        ("477", "0477", "477", "477"),
        ("0099", "0099", "99", "99"),
        ("Y10000", "Y10000", "10000", "10000"),
    ],
)
def test_a_moment_may_be_in_any_year(text: str, kept: str, english: str, indonesian: str) -> None:
    moment = read_as_of(text)
    assert moment
    assert (moment.text, moment.words("en"), moment.words("id")) == (kept, english, indonesian)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "1999-13",
        "1999-02-30",
        "99",
        "[1992..1994]",
        "1999/",
        "9" * 5000,
        "１９９９",
        "1999~",
        "-0000",
        "-0001-02-29",
        "Y1999",
    ],
)
def test_what_is_no_year_month_or_day_is_no_moment(text: str) -> None:
    assert read_as_of(text) is None


def test_it_agrees_with_the_question_about_members_at_a_date(
    shipped_store: Store, shipped: Project, site: Site
) -> None:
    history = read_history(shipped_store, shipped)
    words = {"sure": "certain", "open": "begun, no end stated", "maybe": "possible"}
    compared = 0
    for alliance in ("csto", "nato", "warsaw-pact", "cis"):
        for day in ("1950-01-01", "1968-09-12", "1991-12-25", "1993-06-01", "1999-04-20", "2006-06-22", "2024-01-01"):
            asked = site.get(f"/questions/members-at-date.json?alliance=id:{alliance}&date={day}").json()
            rows = asked["results"]["bindings"]
            answer = {(row["membership"]["value"], row["certainty"]["value"]) for row in rows}
            spells = [spell for spell in history.spells if spell.alliance.endswith(f"/{alliance}")]
            mine = {(tie.spell.fact, words[tie.status]) for tie in memberships_at(spells, bounds(day))}
            assert mine == answer, (alliance, day)
            compared += len(mine)
    assert compared > 100


@pytest.mark.parametrize("path", PAGES)
def test_every_link_of_every_page_keeps_the_date(path: str, site: Site) -> None:
    joint = "&" if "?" in path else "?"
    page = site.get(f"{path}{joint}on=1999-05&lang=en", headers={"Accept": "text/html"}).text
    assert "<strong>As of May 1999</strong>" in page
    links = [unescape(link) for link in re.findall(r'<a [^>]*?href="(/[^"]*)"', page)]
    pages = [
        link for link in links if "lang=" in link and not re.search(r"\.(ttl|nt|rdf|jsonld|trig|nq|csv|xlsx)\?", link)
    ]
    assert len(pages) >= 2
    (clear,) = (link for link in pages if parse_qs(urlsplit(link).query).get("on") != ["1999-05"])
    assert clear == f"{path}{joint}lang=en".replace(":", "%3A")
    forms = re.findall(r"<form.*?</form>", page, re.DOTALL)
    assert len(forms) >= 2
    assert all('name="on"' in form and "1999-05" in form for form in forms)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_at_no_date_offers_one_and_asks_for_none(path: str, site: Site) -> None:
    page = site.get(path, headers={"Accept": "text/html"}).text
    assert "<summary>Choose a date</summary>" in page
    assert not re.search(r'href="[^"]*[?&;]on=', page)
    assert 'class="then' not in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", ["soon", "1999-13", "<script>alert(1)</script>", "9" * 3000, "[..1999]"])
def test_what_is_no_date_is_told_and_the_page_still_works(text: str, language: str, site: Site) -> None:
    for path in ("/", "/id/csto", "/timeline"):
        response = site.get(path, params={"on": text, "lang": language}, headers={"Accept": "text/html"})
        assert response.status_code == 200
        assert 'role="alert"' in response.text
        assert "1999-05-21" in response.text
        assert "<script>" not in response.text
        assert "on=" not in "".join(re.findall(r'href="([^"]*)"', response.text.partition("<main")[2]))
        assert len(response.text) - len(site.get(path, params={"lang": language}).text) < 2000


def test_a_page_of_a_thing_says_what_held_by_each_source(site: Site) -> None:
    page = site.get("/id/csto?on=1999-05&lang=en", headers={"Accept": "text/html"}).text
    section = page.partition('class="present"')[2].partition("</section>")[0]
    groups = dict(re.findall(r'<div class="(\w+)">(.*?)</div>', section, re.DOTALL))
    assert list(groups) == ["sure", "maybe"], "by the reference all last until 2002 at least"
    told = {each.partition('"')[0]: each for group in groups.values() for each in group.split('<li><a href="/id/')[1:]}
    told = {name.partition("?")[0]: each for name, each in told.items()}
    assert set(re.findall(r'<li><a href="/id/([a-z-]+)\?', groups["maybe"])) == {"azerbaijan", "georgia", "uzbekistan"}
    assert "article-csto-membership-georgia" in told["georgia"], "the article says: by 1999"
    assert "</a> (article), " in told["georgia"]
    assert "reference-cst-membership-georgia-1993" in told["georgia"], "the reference: on 20 April 1999"
    assert "</a> (reference: not then)" in told["georgia"]
    assert '<li><a href="/id/armenia?' in groups["sure"]
    assert "</a> (reference)" in told["armenia"]
    assert len(told) == sum(map(int, re.findall(r": (\d+)</dt>", section))), "each state stands there once"
    page = site.get("/id/georgia?on=1999-05&lang=id", headers={"Accept": "text/html"}).text
    assert "Keanggotaan: Mei 1999" in page
    assert "mungkin saat itu" in page


@pytest.mark.parametrize(
    ("thing", "alliance", "on", "kind"),
    [
        pytest.param("belgium", "nato", "1955", "sure", id="within-the-coverage", marks=pytest.mark.slow),
        pytest.param("belgium", "nato", "2016", "sure", id="last-year-of-the-coverage"),
        pytest.param("belgium", "nato", "2016-12-31", "sure", id="last-day-of-the-coverage"),
        pytest.param("belgium", "nato", "2017-01-01", "open", id="a-day-after-the-coverage"),
        pytest.param("belgium", "nato", "2035", "open", id="long-after-the-coverage", marks=pytest.mark.slow),
        pytest.param("sweden", "nato", "2024-06", "open", id="source-without-coverage"),
        pytest.param("moldova", "cis", "2013", "sure", id="another-source"),
        pytest.param("moldova", "cis", "2015", "open", id="after-another-source", marks=pytest.mark.slow),
        pytest.param("ukraine", "cis", "1993", "open", id="coded-as-associate-from-then-on"),
        pytest.param("montenegro", "nato", "2017-12", "sure", id="list-of-2018"),
        pytest.param("germany", "nato", "1955-05", "maybe", id="doubtful-day"),
        pytest.param("germany", "nato", "1955-07", "sure", id="beyond-the-doubtful-day", marks=pytest.mark.slow),
    ],
)
def test_a_membership_without_an_end_is_certain_as_far_as_its_sources_reach(
    thing: str, alliance: str, on: str, kind: str, site: Site
) -> None:
    page = site.get(f"/id/{thing}?on={on}&lang=en", headers={"Accept": "text/html"}).text
    section = page.partition('class="present"')[2].partition("</section>")[0]
    groups = dict(re.findall(r'<div class="(\w+)">(.*?)</div>', section, re.DOTALL))
    assert [key for key, group in groups.items() if f'"/id/{alliance}?' in group] == [kind]


@pytest.mark.parametrize(
    ("fact", "on", "says"),
    [
        ("article-csto-membership-georgia", "1996", "maybe"),
        ("article-csto-membership-georgia", "2001", "not"),
        ("article-request-kyrgyzstan", "2010", "then"),
        ("article-request-kyrgyzstan", "2009", "after"),
    ],
)
def test_a_page_of_a_fact_says_whether_it_held(fact: str, on: str, says: str, site: Site) -> None:
    page = site.get(f"/id/{fact}?on={on}", headers={"Accept": "text/html"}).text
    assert f'class="then {says}"' in page.partition("<main")[2].partition("<dl")[0]


def test_pictures_have_a_line_at_the_date(site: Site) -> None:
    for path in ("/", "/timeline", "/timeline.svg"):
        assert 'class="now"' in site.get(f"{path}?on=1999-05").text, path
        assert 'class="now"' not in site.get(path).text, path
        assert 'class="now"' not in site.get(f"{path}?on=1700").text, path


def test_documents_at_a_date_are_other_documents(site: Site) -> None:
    pages = [site.get(f"/id/csto{asked}", headers={"Accept": "text/html"}) for asked in ("", "?on=1999", "?on=2010")]
    assert len({page.headers["etag"] for page in pages}) == 3
    assert pages[1].headers["content-location"].endswith("?on=1999&lang=en")
    assert site.get("/id/csto.ttl?on=1999").text == site.get("/id/csto.ttl").text, "data are of all dates"


def test_the_days_of_a_moment_are_bounded() -> None:
    moment = read_as_of("1999-02")
    assert moment
    assert moment.days == Bounds(Day(1999, 2, 1), Day(1999, 2, 28))


def test_questions_about_days_are_asked_about_those_of_the_date(site: Site) -> None:
    def asked(path: str) -> dict[str, str]:
        return dict(re.findall(r'<input id="[^"]*" name="(\w+)" value="(\d{4}-\d\d-\d\d)"', site.get(path).text))

    assert asked("/questions/members-at-date?on=1999-05") == {"date": "1999-05-01"}
    assert asked("/questions/members-at-date?on=1999-05&date=2001-01-01") == {"date": "2001-01-01"}
    assert asked("/questions/events-in-a-period?on=1999") == {"from": "1999-01-01", "to": "1999-12-31"}
    assert asked("/questions/withdrawals-by-date?on=1999-05") == {"by": "1999-05-31"}
    assert site.get("/questions/founders-and-treaties?on=1999").status_code == 200
    rows = [site.get(f"/questions/members-at-date.csv?{asked}").text for asked in ("on=1993", "date=1993-01-01", "")]
    assert rows[0] == rows[1] != rows[2]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("1949", "1949"),
        ("99", "0099"),
        ("7", "0007"),
        ("0", "0000"),
        ("-43", "-0043"),
        ("-477", "-0477"),
        ("12000", "Y12000"),
        ("-17000", "Y-17000"),
    ],
)
def test_a_slider_sends_any_year_as_a_number(sent: str, kept: str) -> None:
    year = read_year(sent)
    assert year
    assert year.text == kept


@pytest.mark.parametrize("sent", ["", "soon", "1949-04", "1e3", "9.5", "٤٤", "1000000000000", "--4"])
def test_a_slider_sends_nothing_else(sent: str) -> None:
    assert read_year(sent) is None


@pytest.mark.parametrize(
    ("first", "last", "parameter"),
    [(1949, 2026, "on"), (100, 9999, "on"), (99, 2026, "on-year"), (-477, -403, "on-year"), (1949, 12000, "on-year")],
)
def test_the_parameter_of_a_slider_leaves_no_year_ambiguous(first: int, last: int, parameter: str) -> None:
    assert parameter_of_years(first, last) == parameter


def test_pages_read_the_year_of_a_slider(site: Site) -> None:
    page = site.get("/network?on-year=1968&lang=en").text
    assert '<h2 id="network">1968</h2>' in page
    assert "on-year" not in page.partition("<main")[2]
    assert "/id/warsaw-pact?on=1968&amp;lang=en" in page
    assert "no date" not in site.get("/network?on-year=99&lang=en").text
    assert '<h2 id="network">99</h2>' in site.get("/network?on-year=99&lang=en").text
