"""The shipped data keep what the design promises of them."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import DCTERMS, RDF, RDFS, SKOS, BNode, Literal, URIRef

from aliansi.dataset.store import Store
from aliansi.evidence.passages import LARGEST_SHARE, read_passages, source_texts
from aliansi.namespaces import AL, GRAPH, ID, LINKS, SSSOM, THINGS
from aliansi.pipeline.check import Checked
from aliansi.project.loader import Graph
from aliansi.rdf_files.terms import node_of
from aliansi.validation import passages as words

ROOT = Path(__file__).parents[2]
ARTICLE, REFERENCE = GRAPH.article, GRAPH.reference
NINE = {ID[n] for n in (
    "russia", "belarus", "georgia", "armenia", "azerbaijan", "kazakhstan", "uzbekistan", "kyrgyzstan", "tajikistan",
)}  # fmt: skip
WITHDREW = {ID.uzbekistan, ID.georgia, ID.azerbaijan}


def instances(graph: rdflib.Graph, class_: URIRef) -> set[rdflib.term.Node]:
    return set(graph.subjects(RDF.type, class_))


def test_the_data_have_no_blank_nodes(shipped_graph: Graph) -> None:
    data = {name: g for name, g in shipped_graph.graphs.items() if name not in {GRAPH.ontology, GRAPH.alignments}}
    assert {name for name, g in data.items() for triple in g for node in triple if isinstance(node, BNode)} == set()


def test_every_passage_stands_at_its_place_in_the_text(shipped_graph: Graph, text_folder: Path) -> None:
    assert words.findings(shipped_graph, text_folder) == []
    assert len(read_passages(shipped_graph)[0]) >= 45


def test_every_sentence_of_the_article_is_represented(shipped_graph: Graph, text_folder: Path) -> None:
    (text,) = [f.read_text(encoding="utf-8") for f in text_folder.iterdir() if f.is_file()]
    ends = [m.end() for m in re.finditer(r"[.](?=\s|$)|(?<=luar negeri)(?=\n)", text)]
    sentences = list(zip([0, *ends], ends, strict=False))
    assert len(sentences) == 25
    stated = set(shipped_graph.named(ARTICLE).objects(None, AL.statedIn))
    passages = [p for p in read_passages(shipped_graph)[0] if p.iri in stated]
    bare = [text[a:b] for a, b in sentences if not any(a <= p.start and p.end <= b for p in passages)]
    assert bare == []


def test_the_text_itself_is_not_kept(shipped_graph: Graph) -> None:
    passages, _ = read_passages(shipped_graph)
    length = source_texts(shipped_graph)[ID.article].length
    kept = {i for p in passages for i in range(p.shown[0], p.shown[0] + len(p.shown[1]))}
    assert len(kept) <= LARGEST_SHARE * length


def test_the_article_names_nine_members_and_three_withdrawals(shipped_graph: Graph) -> None:
    article = shipped_graph.named(ARTICLE)
    assert set(article.objects(None, AL.member)) == NINE
    assert set(article.objects(None, AL.withdrawingState)) == WITHDREW
    for withdrawal in instances(article, AL.Withdrawal):
        assert article.value(withdrawal, AL.date) == Literal("[..1999]")


def test_existential_claims_stay_existential(shipped_graph: Graph) -> None:
    named = {node for triple in shipped_graph.named(ARTICLE) for node in triple}
    assert named.isdisjoint({ID.poland, ID.hungary, ID.romania, ID.bulgaria, ID.albania, ID.czechia, ID.slovakia})
    assert len(instances(shipped_graph.named(ARTICLE), AL.GroupStatement)) >= 5


def test_both_requests_of_the_article_are_refused_as_it_says(shipped_graph: Graph) -> None:
    article = shipped_graph.named(ARTICLE)
    rows = {
        (article.value(r, AL.requestedBy), article.value(a, AL.refuser), article.value(a, AL.justification))
        for r, a in article.subject_objects(AL.hasResponse)
    }
    assert rows == {(who, ID["nikolai-bordyuzha"], ID["internal-affair"]) for who in (
        ID.kyrgyzstan, ID["alexander-lukashenko"],
    )}  # fmt: skip


def test_two_years_later_dates_the_refusal_and_not_the_request(shipped_graph: Graph) -> None:
    article = shipped_graph.named(ARTICLE)
    assert article.value(ID["article-refusal-belarus"], AL.date) == Literal("2012")
    assert article.value(ID["article-request-belarus"], AL.date) is None
    assert article.value(ID["article-refusal-kyrgyzstan"], AL.date) is None


def built(checked: Checked, name: URIRef | None = None) -> rdflib.Graph:
    """Return a graph of the built dataset; without a name, all of them in one."""
    graph = rdflib.Graph()
    for quad in ox.parse(checked.nquads, format=ox.RdfFormat.N_QUADS):
        if name is None or quad.graph_name == ox.NamedNode(str(name)):
            graph.add((node_of(quad.subject), node_of(quad.predicate), node_of(quad.object)))
    return graph


def test_a_portrayal_makes_no_counterweight_and_an_allegation_no_involvement(shipped_checked: Checked) -> None:
    everything = built(shipped_checked)
    assert (ID.csto, AL.portrayedAsCounterweightTo, ID.nato) in everything
    assert (ID.csto, AL.rivalOf, ID.nato) not in everything
    assert (None, AL.involvedIn, None) not in everything


def test_assessments_speak_in_one_sentence_in_both_languages(shipped_graph: Graph) -> None:
    article = shipped_graph.named(ARTICLE)
    for claim in instances(article, AL.Assessment) | instances(article, AL.Allegation):
        assert {o.language for o in article.objects(claim, AL.statement) if isinstance(o, Literal)} == {"en", "id"}
        assert list(article.objects(claim, AL.about))
    assert len(instances(article, AL.Assessment)) == 13
    assert len(instances(article, AL.Allegation)) == 1


def test_spelling_variants_are_labels_of_one_thing(shipped_graph: Graph) -> None:
    things = shipped_graph.named(THINGS)
    names = {str(o) for p in (RDFS.label, SKOS.altLabel) for o in things.objects(ID.kyrgyzstan, p)}
    assert {"Kirgistan", "Kyrgyzstan"} <= names


def test_the_reference_holds_its_spells_and_tenures(shipped_graph: Graph) -> None:
    reference = shipped_graph.named(REFERENCE)
    assert len(instances(reference, AL.Membership)) == 68
    assert len(instances(reference, AL.Tenure)) == 24
    observers = {ID.serbia, ID.afghanistan}
    assert observers.isdisjoint(set(reference.objects(None, AL.member)))


def test_a_reference_fact_cites_a_source_that_can_be_found(shipped_graph: Graph) -> None:
    reference, things = shipped_graph.named(REFERENCE), shipped_graph.named(THINGS)
    for fact in instances(reference, AL.Membership) | instances(reference, AL.Tenure):
        cited = list(reference.objects(fact, DCTERMS.source))
        assert cited
        for source in cited:
            assert (source, RDF.type, AL.Source) in things
            assert things.value(source, DCTERMS.title)


def test_a_spell_that_ended_says_what_ended_it(shipped_graph: Graph) -> None:
    reference = shipped_graph.named(REFERENCE)
    for spell in instances(reference, AL.Membership):
        assert ((spell, AL.end, None) in reference) == ((spell, AL.endedBy, None) in reference)


def test_a_day_from_one_line_of_copies_is_uncertain(shipped_graph: Graph) -> None:
    reference = shipped_graph.named(REFERENCE)
    uncertain = [str(date) for date in reference.objects(None, AL.start) if "?" in str(date)]
    days = {"1952-?02-?18", "1955-?05-?06", "1982-?05-?30", "1999-?03-?12", "2004-?03-?29", "2017-?06-?05"}
    assert (set(uncertain), len(uncertain)) == (days, 14), "the year is confirmed by another source"


@pytest.mark.parametrize(
    ("thing", "item"), [("csto", "Q318693"), ("warsaw-pact", "Q41644"), ("georgia", "Q230"), ("poland", "Q36")]
)
def test_verified_ids_are_linked(shipped_graph: Graph, thing: str, item: str) -> None:
    wikidata = URIRef(f"http://www.wikidata.org/entity/{item}")
    assert list(shipped_graph.named(LINKS).objects(ID[thing], SKOS.exactMatch)) == [wikidata]


def test_every_link_says_how_and_when_it_was_made(shipped_graph: Graph) -> None:
    links = shipped_graph.named(LINKS)
    made = {
        (links.value(m, SSSOM.subject_id), links.value(m, SSSOM.predicate_id), links.value(m, SSSOM.object_id))
        for m in instances(links, SSSOM.Mapping)
        if not links.value(m, SSSOM.predicate_modifier) and links.value(m, SSSOM.object_id) != SSSOM.NoTermFound
    }
    matches = {t for p in (SKOS.exactMatch, SKOS.closeMatch) for t in links.triples((None, p, None))}
    assert made == matches
    assert len(matches) > 60
    for mapping in instances(links, SSSOM.Mapping):
        assert links.value(mapping, SSSOM.mapping_justification)
        assert links.value(mapping, SSSOM.mapping_date)


def test_what_has_no_verified_id_has_no_link(shipped_graph: Graph) -> None:
    linked = set(shipped_graph.named(LINKS).subjects(SKOS.exactMatch))
    for name in ("nikolai-bordyuzha", "vladimir-zemsky", "csto-collective-rapid-reaction-force", "kyrgyz-people"):
        assert ID[name] not in linked


def test_things_carry_no_facts(shipped_graph: Graph) -> None:
    ours = {p for p in shipped_graph.named(THINGS).predicates() if str(p).startswith(str(AL))}
    assert ours == {AL.officeOf, AL.coverageEnd, AL.copies, AL.namesFrom}


def test_every_fact_is_labelled_by_the_build(shipped_checked: Checked, shipped_graph: Graph) -> None:
    labels = built(shipped_checked, GRAPH.labels)
    for fact in set(shipped_graph.facts().subjects(RDF.type)):
        assert {o.language for o in labels.objects(fact, RDFS.label) if isinstance(o, Literal)} == {"en", "id"}


def test_what_has_no_end_lasts_as_far_as_its_sources_reach(shipped_graph: Graph) -> None:
    reference, things = shipped_graph.named(REFERENCE), shipped_graph.named(THINGS)
    open_ends = {m for m in instances(reference, AL.Membership) if (m, AL.end, None) not in reference}
    without = {m for m in open_ends if (m, AL.ongoingAt, None) not in reference}
    assert without == {ID["reference-nato-membership-north-macedonia-2020"]}, "no source says what it covers"
    for membership in open_ends - without:
        basis = " ".join(str(each) for each in reference.objects(membership, AL.dateBasis))
        covering = [s for s in reference.objects(membership, DCTERMS.source) if (s, AL.coverageEnd, None) in things]
        labels = [str(things.value(source, RDFS.label)) for source in covering]
        assert any(label in basis for label in labels) or str(membership).endswith("armenia-2002")


@pytest.mark.parametrize(
    ("name", "closed"),
    [("belgium-1949", "1951"), ("iceland-1949", "1951"), ("united-states-1949", "1951"), ("germany-1955", "1990")],
)
def test_a_basis_names_the_exits_that_its_source_codes(name: str, closed: str, shipped_graph: Graph) -> None:
    """ATOP 4.01 closes the first phase of NATO in 1951, and the code of West Germany in 1990."""
    membership = ID[f"reference-nato-membership-{name}"]
    bases = [str(each) for each in shipped_graph.named(REFERENCE).objects(membership, AL.dateBasis)]
    assert len(bases) == 2
    assert all(closed in basis for basis in bases)


WITHOUT_RUSSIAN = {
    "vladimir-zemsky": "no page with his name in Russian was found",
    "azerbaijani-advance-into-syunik-and-gegharkunik-2021": "pages name the whole crisis, which lasted longer",
    "ukraine-conflict": "pages name parts of it",
}


@pytest.mark.parametrize("class_", ["Person", "Office", "Conflict"])
def test_persons_offices_and_conflicts_have_names_in_russian(shipped_graph: Graph, class_: str) -> None:
    things = shipped_graph.named(THINGS)
    lacking = {
        str(thing).removeprefix(str(ID))
        for thing in instances(things, AL[class_])
        if not any(isinstance(name, Literal) and name.language == "ru" for name in things.objects(thing, SKOS.altLabel))
    }
    assert lacking - WITHOUT_RUSSIAN.keys() == set()


def test_other_names_come_from_lists_that_cite_their_pages(shipped_graph: Graph) -> None:
    things = shipped_graph.named(THINGS)
    for class_ in ("Person", "Office", "Conflict"):
        for thing in instances(things, AL[class_]):
            foreign = [
                name
                for property_ in (SKOS.altLabel, SKOS.hiddenLabel)
                for name in things.objects(thing, property_)
                if isinstance(name, Literal) and name.language not in {"en", "id"}
            ]
            lists = list(things.objects(thing, AL.namesFrom))
            assert lists or not foreign, thing
            assert all(things.value(each, DCTERMS.bibliographicCitation) for each in lists)


@pytest.mark.parametrize(
    ("name", "thing"),
    [
        ("Бордюжа Николай Николаевич", "nikolai-bordyuzha"),
        ("Nikolaï Bordiouja", "nikolai-bordyuzha"),
        ("Alaksandr Łukaszenka", "alexander-lukashenko"),
        ("Аляксандр Лукашэнка", "alexander-lukashenko"),
        ("Dmitri Medwedew", "dmitry-medvedev"),
        ("Роза Отунбаева", "roza-otunbayeva"),
        ("Иманғали Тасмағамбетов", "imangali-tasmagambetov"),
        ("Хавьер Солана", "javier-solana"),
        ("Peter Carington", "lord-carrington"),
        ("Sekjen NATO", "secretary-general-of-nato"),
        ("Генсек ОДКБ", "secretary-general-of-the-csto"),
        ("Secrétaire général de l'OTAN", "secretary-general-of-nato"),
        ("Президент Республики Беларусь", "president-of-belarus"),
        ("Қанды қаңтар", "kazakhstan-unrest-2022"),
        ("Ош коогалаңы", "south-kyrgyzstan-clashes-2010"),
        ("Perang di Donbas", "eastern-ukraine-conflict"),
        ("Սյունիք", "syunik"),
    ],
)
def test_a_name_belongs_to_one_thing(shipped_graph: Graph, name: str, thing: str) -> None:
    things = shipped_graph.named(THINGS)
    owners = {
        owner
        for property_ in (RDFS.label, SKOS.altLabel, SKOS.hiddenLabel)
        for owner, label in things.subject_objects(property_)
        if str(label).casefold() == name.casefold()
    }
    assert owners == {ID[thing]}


def test_an_open_thing_has_no_exact_item(shipped_store: Store) -> None:
    rows = list(shipped_store.select((ROOT / "queries/questions/unlinked-things.rq").read_text(encoding="utf-8")))
    linked = {q.subject for q in shipped_store.quads(None, ox.NamedNode(str(SKOS.exactMatch)))}
    assert rows
    assert {row["thing"] for row in rows} & linked == set()


def test_a_thing_that_a_person_looked_up_without_result_is_not_open() -> None:
    dataset = ox.Store()
    dataset.load(
        b"""@prefix al: <https://w3id.org/aliansi/ontology#> . @prefix id: <https://w3id.org/aliansi/id/> .
        @prefix sssom: <https://w3id.org/sssom/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix wd: <http://www.wikidata.org/entity/> .
        <https://w3id.org/aliansi/graph/things> {
          id:open a al:Person . id:looked-up a al:Person . id:linked a al:Person . id:linked-elsewhere a al:Person .
          id:close a al:Office . id:list a al:Source . id:unused a al:Place .
        }
        id:fact al:status al:Stated ; ;
          al:names id:open , id:looked-up , id:linked , id:linked-elsewhere , id:close , id:list .
        <https://w3id.org/aliansi/graph/links> {
          id:none sssom:subject_id id:looked-up ; sssom:object_id sssom:NoTermFound .
          id:linked skos:exactMatch wd:Q1 . id:close skos:closeMatch wd:Q2 .
          id:linked-elsewhere skos:exactMatch <https://example.org/1> .
        }""",
        format=ox.RdfFormat.TRIG,
    )
    query = (ROOT / "queries" / "questions" / "unlinked-things.rq").read_text(encoding="utf-8")
    rows = [str(row["thing"]).strip("<>").removeprefix(str(ID)) for row in Store(dataset, revision="").select(query)]
    assert rows == ["close", "linked-elsewhere", "open"]
