"""Proofs over HTTP: the same as from ``aliansi explain``, within limits, without blocking other requests."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from click.testing import CliRunner

from aliansi import pipeline
from aliansi.cli import commands
from aliansi.dataset.store import Store, read
from aliansi.errors import EvaluationCrashed, TimeLimit, TooBusy, TooManyRequests
from aliansi.evaluation import explanation_client
from aliansi.evaluation.explanation_client import ExplanationClient
from aliansi.evaluation.explanation_worker import ExplanationWorker
from aliansi.evaluation.limits import Limits
from aliansi.namespaces import AL, INFERRED, PREFIXES
from aliansi.pages.explanation import FORMATS
from aliansi.pages.explanation_context import MAX_LEVELS, ProofReader, sentence
from aliansi.pipeline.explain import ExplainContext
from aliansi.project.folder import Project
from aliansi.project.turtle import Triple
from aliansi.reasoning import Proof
from aliansi.reasoning.rules.catalogue import SENTENCES
from aliansi.views.i18n import LANGUAGES, section
from aliansi.views.statements import StatementView
from aliansi.views.urls import Page
from tests.pages.support.outline import Outline
from tests.server.support.processes import children, serving
from tests.server.support.served import RUNNER, Site
from tests.server.support.watched import is_running, until

WITHDREW = ("id:georgia", "al:withdrewFrom", "id:csto")
TERMS = ("<https://w3id.org/aliansi/id/georgia>", f"<{AL.withdrewFrom}>", "<https://w3id.org/aliansi/id/csto>")
PROVEN = [
    WITHDREW,
    ("id:nikolai-bordyuzha", "al:refusedRequestOf", "id:kyrgyzstan"),
    ("id:russia", "rdf:type", "al:MemberState"),
    ("id:article-founding-csto", "al:date", '"1992"'),
    ("al:Alliance", "rdfs:subClassOf", "al:Agent"),
    ("id:georgia", "al:withdrewFrom", "id:cis"),
]


@pytest.fixture(scope="module")
def built(shipped: Project) -> Store:
    """The shipped project as used by the command line."""
    return pipeline.open_store(shipped)


@pytest.fixture(scope="module")
def site(built: Store, shipped: Project) -> Iterator[Site]:
    """Site with the shipped project, shared because reasoning takes longer than all requests."""
    site = Site.of(built, project=shipped)
    Site.open.remove(site.served)
    yield site
    RUNNER.run(site.served.close())


def explained(site: Site, terms: tuple[str, str, str], form: str = "", **headers: str) -> httpx.Response:
    asked = {**dict(zip("spo", terms, strict=True)), **({"format": form} if form else {})}
    return site.get("/explain", params=asked, headers=headers)


def as_graph(turtle: str) -> set[Any]:
    return set(rdflib.Graph().parse(data=turtle, format="turtle"))


@pytest.mark.parametrize("form", ["json", "turtle", "text"])
@pytest.mark.parametrize("terms", PROVEN, ids=" ".join)
def test_the_answers_are_those_of_the_command(
    terms: tuple[str, str, str], form: str, site: Site, shipped: Project
) -> None:
    arguments = ["explain", *terms, "--format", form, "--project", str(shipped.root)]
    said = CliRunner().invoke(commands, arguments).stdout
    answer = explained(site, terms, form)
    assert (answer.status_code, answer.text) == (200, said)
    assert answer.headers["content-type"].startswith(FORMATS[form])


def test_the_format_is_chosen_by_name_or_by_header(site: Site) -> None:
    for name, kind in FORMATS.items():
        by_header = explained(site, WITHDREW, Accept=f"{kind}, application/pdf")
        by_name = explained(site, WITHDREW, name, Accept="image/png")
        assert by_name.headers["content-type"] == by_header.headers["content-type"]
        assert name == "html" or by_header.content == by_name.content
        assert by_header.headers["content-type"].startswith(kind)
        assert f"format={name}" in by_header.headers["content-location"]
    assert explained(site, WITHDREW, Accept="image/png").status_code == 406
    assert explained(site, WITHDREW, "csv").status_code == 406
    assert explained(site, WITHDREW, "xls").status_code == 400
    etag = explained(site, WITHDREW, "json").headers["etag"]
    assert explained(site, WITHDREW, "json", **{"If-None-Match": etag}).status_code == 304
    assert site.request("HEAD", "/explain", params=dict(zip("spo", WITHDREW, strict=True))).content == b""
    assert site.request("POST", "/explain").status_code == 405


@pytest.mark.parametrize(
    "terms",
    [
        ("https://w3id.org/aliansi/id/georgia", f"<{AL.withdrewFrom}>", "id:csto"),
        ("<https://w3id.org/aliansi/id/georgia>", str(AL.withdrewFrom), " id:csto "),
    ],
)
def test_terms_are_written_in_every_usual_way(terms: tuple[str, str, str], site: Site) -> None:
    assert explained(site, terms, "json").json() == explained(site, WITHDREW, "json").json()


def test_a_proof_opens_step_by_step_and_each_step_says_its_rule(site: Site) -> None:
    page = explained(site, WITHDREW, "html").text
    proof = page.partition('<ul class="proof">')[2].partition("<form")[0]
    opened = re.findall(r'<details( open)?><summary class="small"><code>([a-z0-9-]+)</code> [^<]+</summary>', proof)
    assert opened[0] == (" open", "prp-spo2")
    assert len(opened) > 1
    assert {each for each, _ in opened[1:]} == {""}, "what is deeper is folded"


def test_an_asserted_triple_is_its_own_leaf(site: Site) -> None:
    terms = ("id:article-founding-csto", "al:date", '"1992"')
    proof = explained(site, terms, "json").json()
    assert proof["asserted"]
    assert proof["evidence"][0]["exact"].startswith("CSTO dimulai pada tahun 1992")
    turtle = as_graph(explained(site, terms, "turtle").text)
    assert {str(p) for _, p, _ in turtle} == {str(AL.date), str(AL.statedIn)}
    assert "CSTO dimulai pada tahun 1992" in explained(site, terms).text
    typed = explained(site, ("id:passage-rivalry-position", "oa:start", '"126"^^xsd:integer'), "json")
    assert typed.json()["asserted"]


def test_the_page_opens_every_step_down_to_the_words(site: Site) -> None:
    page = explained(site, WITHDREW).text
    Outline(page)
    assert "A chain of properties leads to the value." in page
    assert "tiga anggota – Uzbekistan, Georgia dan Azerbaijan telah menarik diri dari blok itu" in page
    assert 'href="/id/article-withdrawal-georgia?lang=en"' in page
    assert "(has withdrawal → alliance)" in page
    assert 'value="al:withdrewFrom"' in page
    asked = dict(zip("spo", WITHDREW, strict=True))
    indonesian = site.get("/explain", params={**asked, "lang": "id"}).text
    assert "Rantai properti mengantar ke nilai itu." in indonesian
    for link in re.findall(r'href="(/[^"]*)"', page):
        assert site.get(link.replace("&amp;", "&")).status_code == 200, link


def test_every_rule_has_its_sentence_in_every_language() -> None:
    for language in LANGUAGES.keys() - {"en"}:
        assert section("rules", language).keys() == SENTENCES.keys() - {"step"}
        assert len(set(section("rules", language).values()) & set(SENTENCES.values())) == 0
    assert sentence("eq-sym", "en") == SENTENCES["eq-sym"]


def test_without_a_triple_a_browser_gets_the_form(site: Site) -> None:
    page = site.get("/explain", headers={"Accept": "text/html"})
    assert (page.status_code, page.text.count('id="term-')) == (200, 3)
    assert site.get("/explain", params={"format": "json"}).status_code == 400


@pytest.mark.parametrize(
    "terms",
    [
        ("id:csto", "al:rivalOf", "id:nato"),
        ("id:nobody", "al:rivalOf", "id:nato"),
        ("id:csto", "rdfs:label", '"no such words"@id'),
    ],
)
def test_what_does_not_follow_is_said_so_in_the_format_that_is_asked_for(
    terms: tuple[str, str, str], site: Site
) -> None:
    said = f"{' '.join(terms)}: not asserted, and it does not follow"
    answers = {form: explained(site, terms, form) for form in FORMATS}
    for form, answer in answers.items():
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (404, FORMATS[form])
    assert answers["json"].json() == {"error": said, "status": 404}
    assert (answers["text"].text, answers["turtle"].text) == (f"{said}\n", f"# {said}\n")
    assert as_graph(answers["turtle"].text) == set()
    assert "it does not follow" in answers["html"].text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("p=al:withdrewFrom&o=id:csto", "s: ask for one triple"),
        ("s=id:georgia&p=&o=id:csto", "p: ask for one triple"),
        ("s=id:georgia&s=id:nato&p=al:withdrewFrom&o=id:csto", "s: ask for one triple"),
        ("s=georgia&p=al:withdrewFrom&o=id:csto", "s: georgia is not an IRI, prefixed name or literal"),
        ("s=id:georgia&p=nobody:x&o=id:csto", "p: nobody:x is not an IRI"),
        ("s=id:georgia&p=al:withdrewFrom&o=_:b", "o: _:b is no"),
        ('s="georgia"&p=al:withdrewFrom&o=id:csto', "s: "),
        ('s=id:georgia&p="x"&o=id:csto', "a property is an IRI"),
        ("s=id:georgia&p=al:withdrewFrom&o=id:csto . id:a al:b id:c", "o: "),
        ("s=id:georgia&p=al:withdrewFrom&o=http://[", "o: "),
        ("s=id:georgia&p=al:withdrewFrom&o=%00", "o: "),
        (f's=id:georgia&p=al:withdrewFrom&o="{"x" * 20_000}"', "o: a term has at most 10,000 characters"),
        ('s=id:georgia&p=al:withdrewFrom&o="1"^^xsd:integer"', "o: "),
    ],
)
def test_a_term_that_is_none_is_told_by_its_parameter(asked: str, said: str, site: Site) -> None:
    for form, kind in FORMATS.items():
        answer = site.get(f"/explain?{quote(asked, safe='=&%:')}&format={form}")
        assert answer.status_code == 400
        assert answer.headers["content-type"].startswith(kind)
        text = answer.json()["error"] if form == "json" else answer.text.replace("&#34;", '"')
        assert said in text
        assert "<script>" not in answer.text


def test_what_is_not_utf8_is_told(site: Site) -> None:
    answer = site.get("/explain?s=%ff&p=al:withdrewFrom&o=id:csto", headers={"Accept": "application/json"})
    assert (answer.status_code, "not UTF-8" in answer.text) == (400, True)


def test_markup_in_a_term_does_no_harm(site: Site) -> None:
    page = explained(site, ("id:csto", "rdfs:label", '"<script>alert(1)</script>"'), Accept="text/html")
    assert (page.status_code, "<script>" in page.text) == (404, False)
    commented = explained(site, ("id:csto", "rdfs:label", '"a\\nid:x al:y id:z ."'), "turtle")
    assert (commented.status_code, as_graph(commented.text)) == (404, set())


def test_every_inferred_triple_that_is_served_is_explained(site: Site, built: Store) -> None:
    rows = list(built.select(f"SELECT ?s ?p ?o {{ GRAPH <{INFERRED}> {{ ?s ?p ?o }} }} ORDER BY ?s ?p ?o"))
    for row in rows[::10]:
        answer = explained(site, (str(row["s"]), str(row["p"]), str(row["o"])), "json")
        assert (answer.status_code, "rule" in answer.json()) == (200, True)


CHAIN = 120


@pytest.fixture
def chain(tmp_path: Path) -> Store:
    """Class with many levels of superclasses, so that a proof has as many steps."""
    file = tmp_path / "chain.nq"
    below = f"<{PREFIXES['rdfs']}subPropertyOf>"
    steps = [f"<urn:p{i}> {below} <urn:p{i + 1}> ." for i in range(CHAIN)]
    file.write_text("\n".join([*steps, "<urn:a> <urn:p0> <urn:b> .", ""]), encoding="utf-8")
    return read(file)


def test_a_deep_proof_goes_on_at_another_page(chain: Store) -> None:
    site = Site.of(chain)
    deep = explained(site, ("urn:a", f"urn:p{MAX_LEVELS + 20}", "urn:b"))
    assert deep.status_code == 200
    shallow = explained(site, ("<urn:a>", "<urn:p3>", "<urn:b>"))
    assert shallow.text.count("<ul") < 8
    assert explained(site, ("urn:a", f"urn:p{CHAIN}", "urn:b"), "json").status_code == 200


def test_a_proof_that_is_too_deep_to_be_written_is_told(chain: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def deep(why: ExplainContext, triple: Triple) -> Proof:
        proof = Proof(triple)
        for _ in range(5000):
            proof = Proof(triple, "prp-trp", (proof,))
        return proof

    monkeypatch.setattr(ExplainContext, "proof_of", deep)
    answerer = ExplanationWorker(chain.content() or b"")
    for form in ("json", "tree", "text", "turtle"):
        question = {"terms": ["<urn:a>", "<urn:p1>", "<urn:b>"], "form": form, "language": "en"}
        assert answerer.answer(question).keys() == {"problem"} or form == "turtle"


def test_another_state_of_the_dataset_has_other_proofs(tmp_path: Path, chain: Store) -> None:
    site = Site.of(chain)
    terms = ("urn:a", "urn:p9", "urn:b")
    assert explained(site, terms, "json").status_code == 200
    other = tmp_path / "other.nq"
    other.write_text("<urn:a> <urn:p0> <urn:b> .\n", encoding="utf-8")
    RUNNER.run(site.served.replace(lambda: read(other)))
    assert explained(site, terms, "json").status_code == 404


def test_a_dataset_whose_file_is_gone_is_explained_as_it_is_served(tmp_path: Path, chain: Store) -> None:
    assert chain.file
    assert chain.content() == chain.file.read_bytes()
    chain.file.write_text("<urn:x> <urn:y> <urn:z> .\n", encoding="utf-8")
    assert chain.content() is None
    assert explained(Site.of(chain), ("urn:a", "urn:p9", "urn:b"), "json").status_code == 200


def test_others_are_answered_while_a_proof_is_looked_for(built: Store, shipped: Project) -> None:
    site = Site.of(built, project=shipped)

    async def ask() -> tuple[int, int]:
        transport = httpx.ASGITransport(app=site.served.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://site.test") as client:
            first = asyncio.create_task(client.get("/explain", params=dict(zip("spo", WITHDREW, strict=True))))
            answered = 0
            while not first.done():
                assert (await client.get("/sparql", params={"query": f"ASK {{ # {answered}\n}}"})).status_code == 200
                answered += 1
            return first.result().status_code, answered

    status, answered = RUNNER.run(ask())
    assert status == 200
    assert answered > 10, "the first proof needs the dataset to be read and reasoned over"


def process_of(asked: ExplanationClient) -> int:
    assert asked._process
    return asked._process.pid


def test_a_search_over_its_limit_is_ended_and_the_next_one_answered(built: Store) -> None:
    async def ask() -> None:
        asked = ExplanationClient(Limits())
        assert await asked.explain(built, TERMS, "text")
        first = process_of(asked)
        asked._limits = replace(Limits(), seconds=1e-6)
        with pytest.raises(TimeLimit, match="took longer than"):
            await asked.explain(built, TERMS, "text")
        until(lambda: not is_running(first))
        asked._limits = Limits()
        assert await asked.explain(built, TERMS, "text")
        assert process_of(asked) != first
        await asked.close()

    RUNNER.run(ask())


def test_a_dataset_that_is_too_large_is_not_tried_again_soon(built: Store) -> None:
    async def ask(limits: Limits, error: type[Exception]) -> None:
        asked = ExplanationClient(limits)
        for _ in range(2):
            with pytest.raises(error, match="too large to be reasoned over"):
                await asked.explain(built, TERMS, "text")
        begun = time.monotonic()
        with pytest.raises(error):
            await asked.explain(built, TERMS, "text")
        assert time.monotonic() - begun < 0.1, "nothing is started"
        asked._limits = Limits()
        assert asked._over_limits
        asked._over_limits = (built.revision, 0.0, asked._over_limits[2])
        assert await asked.explain(built, TERMS, "text"), "it may have been the machine"
        await asked.close()

    RUNNER.run(ask(Limits(seconds_waiting=0.05), TimeLimit))
    RUNNER.run(ask(Limits(memory_bytes=2**20), EvaluationCrashed))


def test_a_client_has_so_many_turns_and_the_others_theirs(built: Store) -> None:
    async def ask() -> None:
        asked = ExplanationClient(Limits())
        mine = [
            asyncio.create_task(asked.explain(built, TERMS, "text", "me"))
            for _ in range(explanation_client.MAX_WAITING_OF_CLIENT + 1)
        ]
        await asyncio.sleep(0)
        with pytest.raises(TooManyRequests):
            await asked.explain(built, TERMS, "text", "me")
        order: list[str] = []
        mine[-1].add_done_callback(lambda _: order.append("me"))
        other = asyncio.create_task(asked.explain(built, TERMS, "text", "another"))
        other.add_done_callback(lambda _: order.append("another"))
        assert all(await asyncio.gather(*mine, other))
        assert order == ["another", "me"]
        await asked.close()

    RUNNER.run(ask())


def test_the_queue_has_an_end(built: Store) -> None:
    async def ask() -> None:
        asked = ExplanationClient(Limits())
        many = [
            asyncio.create_task(asked.explain(built, TERMS, "text", str(i)))
            for i in range(explanation_client.MAX_WAITING + 1)
        ]
        await asyncio.sleep(0)
        with pytest.raises(TooBusy):
            await asked.explain(built, TERMS, "text", "one more")
        for task in many[1:]:
            task.cancel()
        assert await many[0]
        assert await asked.explain(built, TERMS, "text"), "those who have left are forgotten"
        await asked.close()

    RUNNER.run(ask())


def test_a_client_that_leaves_ends_nothing_for_others(built: Store) -> None:
    async def ask() -> None:
        asked = ExplanationClient(Limits())
        leaving = asyncio.create_task(asked.explain(built, TERMS, "text", "a"))
        await asyncio.sleep(0.3)
        leaving.cancel()
        assert await asked.explain(built, TERMS, "json", "b")
        first = process_of(asked)
        assert await asked.explain(built, TERMS, "json", "a")
        assert process_of(asked) == first
        await asked.close()
        until(lambda: not is_running(first))

    RUNNER.run(ask())


def test_a_process_that_somebody_has_ended_costs_one_answer(built: Store) -> None:
    async def ask() -> None:
        asked = ExplanationClient(Limits())
        assert await asked.explain(built, TERMS, "text")
        assert asked._process
        asked._process.kill()
        with pytest.raises(EvaluationCrashed):
            await asked.explain(built, TERMS, "text")
        assert await asked.explain(built, TERMS, "text")
        await asked.close()

    RUNNER.run(ask())


def test_an_idle_process_gives_its_memory_back(built: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explanation_client, "IDLE_SECONDS", 0.2)

    async def ask() -> None:
        asked = ExplanationClient(Limits())
        assert await asked.explain(built, TERMS, "text")
        first = process_of(asked)
        await asyncio.sleep(0.6)
        assert not is_running(first)
        assert await asked.explain(built, TERMS, "text")
        await asked.close()

    RUNNER.run(ask())


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_no_process_is_left_of_a_server_that_has_ended(tmp_path: Path, how: signal.Signals) -> None:
    with serving(tmp_path) as server:
        asked = {"s": "id:fact", "p": "rdf:type", "o": "al:Fact", "format": "json"}
        assert server.get("explain", params=asked).json()["asserted"]
        processes = children(server.process.pid)
        assert len(processes) == 2
        server.process.send_signal(how)
        server.process.wait(timeout=30)
        until(lambda: not any(map(is_running, processes)))


def test_the_page_of_a_thing_leads_to_proofs_that_there_are(site: Site) -> None:
    links = re.findall(r'class="why" href="([^"]*)"', site.get("/id/georgia").text)
    assert len(links) > 5
    for link in links:
        assert site.get(link.replace("&amp;", "&"), headers={"Accept": "application/json"}).status_code == 200, link


def test_blank_nodes_are_called_as_the_axioms_say(site: Site, built: Store) -> None:
    assert any(isinstance(quad.subject, ox.BlankNode) for quad in built.quads())
    page = explained(site, ("id:article-request-kyrgyzstan", "rdf:type", "al:RefusedRequest")).text
    assert "[…]" not in page
    assert json.dumps(
        explained(site, ("id:article-request-kyrgyzstan", "rdf:type", "al:RefusedRequest"), "json").json()
    )


@pytest.mark.parametrize(
    ("graph", "shown"),
    [("urn:x-aliansi:default-graph", "graf bawaan"), ("https://w3id.org/aliansi/graph/article", "graph:article")],
)
def test_the_default_graph_has_no_internal_name(graph: str, shown: str) -> None:
    reader = ProofReader({"<urn:a>": ("a", None)}, StatementView.of(Store(ox.Store(), ""), Page("id", "", ())))
    step = reader.step({"triple": ["<urn:a>", "<urn:a>", "<urn:a>"], "graph": graph})
    assert step.graph is not None
    assert step.graph.text == shown


def test_an_invalid_date_in_foreign_data_logs_nothing(caplog: pytest.LogCaptureFixture) -> None:
    terms = ["<urn:a>", "<urn:p>", '"1986-21-00"^^<http://www.w3.org/2001/XMLSchema#date>']
    worker = ExplanationWorker(f"{' '.join(terms)} .\n".encode())
    answer = worker.answer({"terms": terms, "form": "tree", "language": "en"})
    assert answer["answer"]["proof"]["triple"] == terms
    assert caplog.messages == []
