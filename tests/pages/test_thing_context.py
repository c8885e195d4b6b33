"""The page of a thing: sections, labels in place of IRIs, disagreements side by side, CSV."""

from __future__ import annotations

import csv
import gzip
import io
import re
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import unquote

import pyoxigraph as ox
import pytest

from aliansi.dataset.store import Store
from aliansi.namespaces import AL, ID, PREFIXES, TYPE, shorten
from aliansi.project import questions
from aliansi.project.folder import Project
from aliansi.views.description import COLUMNS
from aliansi.views.disagreements import differing_properties
from aliansi.views.i18n import LANGUAGES, sentences
from aliansi.views.sections import OTHER, OWN, SECTIONS, OntologyTerms
from aliansi.views.thing_contents import read_contents
from tests.pages.support.outline import VOID, Outline, section
from tests.server.support.served import RUNNER, Site

MANY = 5_000
DISAGREEMENTS = {"date": "fact", "party": "fact", "kind": "fact", "addressee": "request"}


@pytest.fixture
def site(shipped_store: Store, shipped: Project) -> Site:
    return Site.of(shipped_store, project=shipped)


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{ID}{name}")


def al(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{AL}{name}")


class Shown(HTMLParser):
    """Visible text of a page without code elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self.open = list[str](), list[str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if not {"code", "title", "style"} & set(self.open):
            self.text.append(data)


def test_every_class_of_a_fact_has_its_group_from_one_table(shipped_store: Store) -> None:
    terms = OntologyTerms(shipped_store)
    defined = shipped_store.quads(None, TYPE, ox.NamedNode(f"{PREFIXES['owl']}Class"))
    classes = {quad.subject.value for quad in defined if isinstance(quad.subject, ox.NamedNode)}
    found = {shorten(each): terms.group_of_classes([each]).key for each in classes}
    expected = {
        "al:Membership": "group-memberships",
        "al:EndedMembership": "group-memberships",
        "al:Withdrawal": "group-endings",
        "al:RefusedRequest": "group-requests",
        "al:Refusal": "group-requests",
        "al:Tenure": "group-offices",
        "al:Hostilities": "group-conflicts",
        "al:Founding": "group-foundings",
        "al:Rivalry": "group-relations",
        "al:Allegation": "group-claims",
        "al:GroupStatement": OTHER.key,
        "al:Passage": "group-passages",
    }
    assert {name: found[name] for name in expected} == expected
    named = {name for group in SECTIONS for name in (*group.classes, *group.properties) if name.startswith("al:")}
    assert named <= {shorten(getattr(quad.subject, "value", "")) for quad in shipped_store.quads(None, TYPE)}
    assert len([name for group in SECTIONS for name in group.properties]) == len(
        {n for g in SECTIONS for n in g.properties}
    )


def test_a_property_goes_where_its_values_belong(shipped_store: Store) -> None:
    terms = OntologyTerms(shipped_store)
    of_thing = {name: terms.group_of_property(al(name), False).key for name in ("hasMembership", "tenure", "refused")}
    assert of_thing == {"hasMembership": "group-memberships", "tenure": "group-offices", "refused": "group-requests"}
    assert terms.group_of_property(al("justification"), False).key == "group-requests"
    assert terms.group_of_property(al("justification"), True) == OWN, "what is said of a fact stays together"
    assert terms.group_of_property(al("nothing"), False) == OWN


def test_circles_among_classes_end() -> None:
    dataset, narrower = ox.Store(), ox.NamedNode(f"{PREFIXES['rdfs']}subClassOf")
    for one, other in pairwise([al("A"), al("B"), al("Membership"), al("A")]):
        dataset.add(ox.Quad(one, narrower, other))
    assert OntologyTerms(Store(dataset, "test")).group_of_classes([str(AL.A)]).key == "group-memberships"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_has_the_groups_of_a_thing_in_their_order(language: str, site: Site) -> None:
    page = site.get(f"/id/csto?lang={language}").text
    say = sentences(language)
    keys = re.findall(r'<section aria-labelledby="(group-[a-z]+)">', page)
    assert keys == [group.key for group in SECTIONS if group.key in keys]
    assert {"group-memberships", "group-endings", "group-requests", "group-offices", "group-claims"} <= set(keys)
    for key in keys:
        assert say[key] in section(page, key)
        assert f'<a href="#{key}">' in page
    Outline(page)


def test_a_fact_is_told_once_in_all_its_roles_and_opens_its_words(site: Site) -> None:
    page = site.get("/id/russia?lang=en").text
    refusals = re.findall(r"<li class=\"fact\">.*?</li>", section(page, "group-requests"), re.DOTALL)
    refusal = [each for each in refusals if '<p><a href="/id/reference-refusal-russia-2010?' in each]
    assert len(refusal) == 1
    assert "refuser" in refusal[0]
    assert re.search(r"respondent</bdi>\s*<a class=\"why\" href=\"/explain\?", refusal[0]), "the broader role follows"
    withdrawal = section(site.get("/id/georgia?lang=en").text, "group-endings")
    opened = re.search(
        r"<details><summary><q lang=\"id\"[^>]*>([^<]+)</q>.*?</summary>(.*?)</details>", withdrawal, re.DOTALL
    )
    assert opened
    assert opened[1].rstrip("…") in opened[2], "the summary is how the words begin"
    assert "characters" in opened[2]


def test_what_follows_is_marked_with_its_reason_and_things_speak_for_themselves(site: Site) -> None:
    page = site.get("/id/nato?lang=en").text
    members = section(page, "group-memberships")
    assert re.search(r">is or was a member of</a>\s*<bdi lang=\"en\">[^<]+</bdi></dt>", members)
    assert 'href="/explain?s=id%3Aalbania&amp;p=al%3AmemberOf&amp;o=id%3Anato&amp;lang=en"' in members
    assert "hasMembership" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_stand_for_iris_everywhere(language: str, site: Site, shipped_store: Store) -> None:
    of_a_kind: dict[str, str] = {}
    for row in shipped_store.select(f"SELECT ?s ?c {{ ?s a ?c FILTER(STRSTARTS(STR(?s), '{ID}')) }} ORDER BY ?s"):
        of_a_kind.setdefault(str(row["c"]), getattr(row["s"], "value", "").removeprefix(str(ID)))
    prefixed = re.compile(rf"(?<![\w:/])(?:{'|'.join(PREFIXES)}):[A-Za-z][\w-]*")
    for name in {*of_a_kind.values(), "csto", "article", "nikolai-bordyuzha"}:
        said = " ".join(Shown(site.get(f"/id/{name}?lang={language}").text).text)
        assert prefixed.findall(said) == [], name
        assert "w3.org/" not in said, name
        assert "purl.org/" not in said, name


def test_links_lead_to_wikidata_by_its_name(site: Site) -> None:
    links = section(site.get("/id/nato?lang=en").text, "group-links")
    assert '<a href="http://www.wikidata.org/entity/Q7184" rel="noreferrer">Wikidata Q7184</a>' in links
    assert "/id/link-nato-q7184?" in links, "and how the link was made is there"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("source-spoc?lang=en", "The content of this source comes from Wikidata. That the two agree confirms nothing."),
        ("source-hubbry?lang=id", "Isi sumber ini berasal dari Wikipedia."),
        ("source-codex?lang=en", "comes from Wikidata, Wikipedia."),
    ],
)
def test_the_page_of_a_copy_names_its_original(site: Site, name: str, sentence: str) -> None:
    assert sentence in site.get(f"/id/{name}").text


def test_the_page_of_an_original_source_has_no_such_sentence(site: Site) -> None:
    assert "confirms nothing" not in site.get("/id/source-atop-4-01?lang=en").text


def test_sources_that_disagree_stand_side_by_side_with_who_says_what(site: Site) -> None:
    for name in ("belarus", "csto", "reference-cst-accession-belarus-1993", "atop-4-01-accession-belarus-csto-1994"):
        page = site.get(f"/id/{name}?lang=en").text
        table = re.search(r'id="dispute-[^"]*belarus.*?<table class="dispute">(.*?)</table>', page, re.DOTALL)
        assert table, name
        head = re.findall(r'<th scope="col">(.*?)</th>', table[1], re.DOTALL)
        assert len(head) == 3
        assert "ATOP 4.01" in head[1]
        assert re.findall(r'class="date">(.*?)</td>', table[1], re.DOTALL) == [
            "<bdi>1994-01-03</bdi>",
            "<bdi>1993-12-31</bdi>",
        ]
        assert table[1].count("<details>") == 2, "each side opens what it rests on"
    assert "disputed" not in site.get("/id/nato?lang=en").text


def test_what_is_in_dispute_is_what_the_questions_about_it_find(shipped_store: Store, shipped: Project) -> None:
    terms = OntologyTerms(shipped_store)
    mine = {
        tuple(sorted((str(quad.subject), str(quad.object))))
        for quad in shipped_store.quads(None, al("correspondsTo"))
        if isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.NamedNode)
        and differing_properties(shipped_store, terms, quad.subject, quad.object)
    }
    theirs = {
        tuple(sorted((str(row[column]), str(row["other"]))))
        for name, column in DISAGREEMENTS.items()
        for row in shipped_store.select(questions.find(shipped, f"disagreements-of-{name}").query)
    }
    assert mine == theirs
    assert len(mine) > 10


def test_spells_are_bars_in_per_cent_with_signs_for_what_ended_them(site: Site) -> None:
    page = site.get("/id/georgia?lang=en").text
    bars = re.search(r'<section class="strips spells".*?</section>', page, re.DOTALL)
    assert bars
    rows = re.findall(r'<div class="row"><p><a href="/id/([a-z-]+)\?', bars[0])
    assert {"csto", "cis"} <= set(rows)
    assert len(rows) == len(set(rows))
    for x, width in re.findall(r'<rect class="[a-z ]+" x="([\d.]+)%" y="\d+" width="([\d.]+)%"', bars[0]):
        assert 0 <= float(x) <= float(x) + float(width) <= 100.1
    assert {"maybe quoted", "sure"} <= set(re.findall(r'<rect class="([a-z ]+)" x', bars[0]))
    leads = set(re.findall(r'<a href="([^"]+)" tabindex="-1">', bars[0]))
    assert "/id/article-withdrawal-georgia?lang=en" in {each for each in leads if "withdrawal" in each}
    assert len(leads) > 5
    assert leads <= set(re.findall(r'<a href="([^"]+)"', page.replace(bars[0], ""))), "keys reach the same elsewhere"
    assert "withdrawal" in bars[0]
    assert "lapse" in bars[0]
    assert 'class="strips spells"' in site.get("/id/nikolai-bordyuzha").text, "offices have their spells too"
    assert 'class="strips spells"' not in site.get("/id/tajikistan-2010?lang=en").text


def test_the_date_of_the_page_stands_in_its_spells(site: Site) -> None:
    now = re.compile(r'<rect class="now" x="([\d.]+)%" width="([\d.]+)%"')
    assert now.findall(site.get("/id/csto?lang=en").text) == []
    found = set(now.findall(site.get("/id/csto?lang=en&on=1999").text))
    assert len(found) == 1
    x, width = map(float, found.pop())
    assert 0 < x < x + width < 100


def test_claims_are_told_apart_from_facts_and_by_what_they_say(site: Site) -> None:
    claims = section(site.get("/id/russia?lang=en").text, "group-claims")
    assert '<li class="fact claim assessment">' in claims
    assert '<li class="fact claim allegation">' in claims
    assert '<span class="badge">allegation</span>' in claims
    assert "The Kremlin itself hesitates to draw the bloc into conflicts." in claims
    claim = site.get("/id/article-assessment-divisions?lang=id").text
    assert 'class="claim assessment"' in claim
    assert sentences("id")["claim-about"] in claim


def test_the_facts_of_a_thing_come_as_a_table(site: Site) -> None:
    response = site.get("/id/georgia.csv?lang=en")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-location"] == "/id/georgia.csv?lang=en"
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert tuple(rows[0]) == COLUMNS
    left = next(r for r in rows if r["property"] == str(AL.withdrewFrom) and r["subject"] == f"{ID}georgia")
    assert (left["inferred"], left["valueLabel"]) == ("true", "Collective Security Treaty Organization")
    assert "menarik diri" in left["words"]
    cited = next(r for r in rows if r["property"] == str(AL.start) and "reference" in r["graph"])
    assert cited["sources"]
    assert not cited["words"]
    assert site.get("/id/georgia", headers={"Accept": "text/csv"}).text == site.get("/id/georgia.csv").text
    assert '<a href="/id/georgia.csv?lang=en">csv</a>' in site.get("/id/georgia?lang=en").text


def crowded(number: int) -> Store:
    """Alliance with many members and facts."""
    dataset, alliance, graph = ox.Store(), node("big"), ox.NamedNode("https://w3id.org/aliansi/graph/reference")
    label, narrower = ox.NamedNode(f"{PREFIXES['rdfs']}label"), ox.NamedNode(f"{PREFIXES['rdfs']}subClassOf")
    dataset.add(ox.Quad(alliance, TYPE, al("Alliance"), graph))
    for class_, broader in (("Membership", "Spell"), ("Spell", "Fact"), ("Withdrawal", "Ending"), ("Ending", "Fact")):
        dataset.add(ox.Quad(al(class_), narrower, al(broader), graph))
    for n in range(number):
        fact, state, year = node(f"fact-{n}"), node(f"state-{n}"), f"{1900 + n % 120}"
        for subject, name, value in (
            (fact, TYPE, al("Membership" if n % 5 else "Withdrawal")),
            (fact, al("member" if n % 5 else "departingState"), state),
            (fact, al("alliance"), alliance),
            (fact, al("start" if n % 5 else "date"), ox.Literal(year)),
            (fact, al("earliestStart" if n % 5 else "earliestDate"), ox.Literal(f"{year}-01-01")),
            (fact, al("latestStart" if n % 5 else "latestDate"), ox.Literal(f"{year}-12-31")),
            (fact, label, ox.Literal(f"Fact number {n} of the big alliance ({year})", language="en")),
            (state, TYPE, al("State")),
            (state, label, ox.Literal(f"State {n}", language="en")),
            (state, al("memberOf"), alliance),
        ):
            dataset.add(ox.Quad(subject, name, value, graph))
    return Store(dataset, "crowded")


def test_thousands_of_facts_come_in_groups_and_pages_of_a_bounded_size() -> None:
    site, told, url, pages = Site.of(crowded(MANY)), list[str](), "/id/big?lang=en", 0
    while url:
        page = site.get(url, headers={"Accept": "text/html"})
        assert page.status_code == 200
        assert len(gzip.compress(page.content)) < 50_000
        told += re.findall(r'href="/id/(fact-\d+)\?', re.sub(r"<nav.*?</nav>", "", page.text, flags=re.DOTALL))
        found = re.search(r'<a href="([^"]+)" rel="next">', page.text)
        url, pages = unquote(found[1].replace("&amp;", "&")) if found else "", pages + 1
        if pages == 3:
            break
    assert len(told) == len(set(told)) == 300
    first = site.get("/id/big?lang=en", headers={"Accept": "text/html"}).text
    assert f'{sentences("en")["group-memberships"]}</a> <span class="small">4000</span>' in first
    ending = re.search(r'<a href="([^"#]+page=\d+)#group-endings">', first.replace("&amp;", "&"))
    assert ending
    assert "group-endings" in re.findall(r'aria-labelledby="([^"]+)"', site.get(ending[1]).text)
    assert f">{MANY}</a>" in first, "all members are one click away"
    assert site.get("/id/big?page=9999", headers={"Accept": "text/html"}).status_code == 404
    assert first.count("<rect") < 1_000, "the picture is bounded as well"


def test_the_contents_are_in_the_order_of_time(shipped_store: Store) -> None:
    contents = RUNNER.run(read_contents(shipped_store, node("csto")))
    assert contents
    for entries in contents.entries.values():
        assert [entry.order for entry in entries] == sorted(entry.order for entry in entries)
    assert contents.total == sum(total for _, total, _ in contents.first_pages(7))
    paged = [
        e.node for number in range(1, contents.total // 7 + 2) for _, _, es in contents.page(number, 7) for e in es
    ]
    assert paged == [entry.node for group in SECTIONS for entry in contents.entries.get(group.key, ())]
    assert contents.page_of(paged[20], 7) == 3
    assert RUNNER.run(read_contents(shipped_store, node("nobody"))) is None


@pytest.mark.parametrize(
    ("thing", "language", "open_name", "folded_name"),
    [
        pytest.param("csto", "en", "Tashkent Pact", "ОДКБ", id="alliance-en"),
        pytest.param("csto", "id", "Pakta Pertahanan Keamanan Kolektif", "OTSC", id="alliance-id"),
        pytest.param("russia", "en", "Russian Federation", "Россия", id="state-en"),
        pytest.param("russia", "id", "Federasi Rusia", "RUS", id="code"),
        pytest.param("luxembourg", "id", None, "Großherzogtum Luxemburg", id="no-name-in-the-language"),
    ],
)
def test_names_in_other_languages_are_folded(
    thing: str, language: str, open_name: str | None, folded_name: str, site: Site
) -> None:
    names = section(site.get(f"/id/{thing}?lang={language}").text, "group-names")
    beginning = names.index("<details")
    assert open_name is None or 0 <= names.find(f">{open_name}<") < beginning
    assert names.find(f">{folded_name}<") > beginning
    assert names.count("<dd") < 40


def test_few_names_in_other_languages_are_not_folded() -> None:
    dataset, other_name = ox.Store(), ox.NamedNode("http://www.w3.org/2004/02/skos/core#altLabel")
    for text, language in (("Rusia", "es"), ("Russie", "fr")):
        dataset.add(ox.Quad(node("x"), other_name, ox.Literal(text, language=language)))
    names = section(Site.of(Store(dataset, "test")).get("/id/x?lang=en").text, "group-names")
    assert "<details" not in names
    assert ">Rusia<" in names
    assert ">Russie<" in names
