"""Each question has the rows of its CSV file, texts in both languages, and evidence for every row."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest

from aliansi.dataset.store import Store
from aliansi.errors import UsageError
from aliansi.namespaces import INFERRED
from aliansi.project import questions

FOLDER = Path(__file__).parents[2] / "queries" / "questions"
FILES = sorted(FOLDER.glob("*.rq"))
QUESTIONS = [questions.load(file) for file in FILES]
ALL = [pytest.param(q, id=q.name) for q in QUESTIONS]
INFERRING = [pytest.param(q, id=q.name) for q in QUESTIONS if q.needs_inference]
ASSERTED = [pytest.param(q, id=q.name) for q in QUESTIONS if not q.needs_inference]
WITH_PARAMETERS = [pytest.param(q, id=q.name) for q in QUESTIONS if q.parameters]

FOUND_AS_EVIDENCE = """
    SELECT DISTINCT ?node {
      { ?node al:status ?status } UNION { ?node a al:Passage } UNION { ?node a sssom:Mapping }
    }
"""
"""What a row may rest on: a fact, a claim, a passage, or the mapping behind a link."""


class Case(NamedTuple):
    """A question with other values than its own, and what one of its columns then holds, in order."""

    question: str
    values: dict[str, str]
    column: str
    expected: str

    def __str__(self) -> str:
        return f"{self.question}-{'-'.join(self.values.values())}".replace("id:", "").replace("al:", "")


SEVEN = "bulgaria czechoslovakia east-germany hungary poland romania soviet-union"
CASES = [
    Case(
        "members-at-date",
        {"alliance": "id:nato", "date": "1955-06-01"},
        "state",
        "belgium canada denmark france germany greece iceland italy luxembourg netherlands norway portugal turkey "
        "united-kingdom united-states",
    ),
    Case("members-at-date", {"alliance": "id:nato", "date": "1949-04-03"}, "state", ""),
    Case("members-at-date", {"alliance": "id:warsaw-pact", "date": "1968-09-12"}, "state", f"albania {SEVEN}"),
    Case("members-at-date", {"alliance": "id:warsaw-pact", "date": "1968-09-14"}, "state", SEVEN),
    Case("members-at-date", {"date": "1992-01-01"}, "certainty", " ".join(["possible"] * 9)),
    Case("spells-of-a-state", {"state": "id:georgia", "alliance": "id:cis"}, "end", "2009-08-18"),
    Case("departures", {"alliance": "id:warsaw-pact"}, "yearsAtMost", "13 35 36 36 36 36 36 36"),
    Case(
        "withdrawals-by-date",
        {"alliance": "id:cis", "by": "2009-08-18"},
        "withdrawal",
        "reference-cis-withdrawal-georgia-2009",
    ),
    Case("withdrawals-by-date", {"alliance": "id:cis", "by": "2009-08-17"}, "withdrawal", ""),
    Case(
        "former-members-elsewhere",
        {"left": "id:csto", "joined": "id:csto"},
        "formerMembership",
        "article-csto-membership-uzbekistan reference-cst-membership-uzbekistan-1992",
    ),
    Case("former-members-elsewhere", {"left": "id:nato"}, "state", ""),
    Case(
        "states-in-two-alliances",
        {"first": "id:warsaw-pact", "second": "id:nato"},
        "state",
        "albania bulgaria hungary poland romania",
    ),
    Case("answers-on-a-ground", {"ground": "id:csto"}, "response", ""),
    Case(
        "officials-at-an-event",
        {"event": "id:reference-refusal-bordyuzha-2012"},
        "holder",
        "alexander-lukashenko nikolai-bordyuzha anders-fogh-rasmussen",
    ),
    Case("officials-at-an-event", {"event": "id:article-dissolution-warsaw-pact"}, "holder", "manfred-worner"),
    Case(
        "holders-of-an-office",
        {"office": "id:secretary-general-of-nato"},
        "holder",
        "lord-ismay paul-henri-spaak dirk-stikker manlio-brosio joseph-luns lord-carrington manfred-worner "
        "willy-claes javier-solana lord-robertson jaap-de-hoop-scheffer anders-fogh-rasmussen jens-stoltenberg "
        "mark-rutte",
    ),
    Case(
        "events-in-a-period",
        {"from": "1955-01-01", "to": "1968-09-12"},
        "event",
        "reference-warsaw-pact-founding-1955 al-jazirah-withdrawal-albania-warsaw-pact-1968 "
        "atop-4-01-withdrawal-albania-warsaw-pact-1968",
    ),
    Case("claims-about", {"thing": "id:the-west"}, "claim", "article-assessment-tension-with-the-west"),
    Case(
        "words-behind-a-row",
        {"subject": "id:georgia", "predicate": "al:withdrewFrom", "object": "id:csto"},
        "fact",
        "article-withdrawal-georgia",
    ),
    Case("words-of-a-fact", {"fact": "id:article-rivalry-warsaw-pact-nato"}, "start", "126"),
    Case(
        "sources-of-a-fact",
        {"fact": "id:atop-4-01-withdrawal-albania-warsaw-pact-1968"},
        "source",
        "source-atop-4-01",
    ),
    Case(
        "facts-of-a-source",
        {"source": "id:source-al-jazirah-20040912"},
        "fact",
        "al-jazirah-withdrawal-albania-warsaw-pact-1968",
    ),
    Case(
        "facts-about",
        {"thing": "id:the-west"},
        "fact",
        "article-assessment-tension-with-the-west article-relations-review-eurasian-states "
        "article-relations-review-armenia article-relations-review-belarus",
    ),
    Case("passages-in-order", {"source": "id:source-atop-4-01"}, "passage", ""),
    Case("treaty-clauses", {"treaty": "id:north-atlantic-treaty"}, "clause", ""),
    Case("links-to-wikidata", {"class": "al:Treaty"}, "thing", "collective-security-treaty"),
    Case(
        "agents-in-a-conflict",
        {"conflict": "id:azerbaijani-advance-into-syunik-and-gegharkunik-2021"},
        "agent",
        "armenia azerbaijan csto stanislav-zas",
    ),
]


def as_csv(dataset: Store, query: str) -> str:
    """Return the rows of a query as Oxigraph writes them as CSV."""
    answer = dataset.query(query)
    assert isinstance(answer, ox.QuerySolutions)
    return (answer.serialize(format=ox.QueryResultsFormat.CSV) or b"").decode()


def values(rows: list[dict[str, object]], column: str) -> str:
    """Return a column in one line: the ends of its IRIs and the text of its literals."""
    return " ".join(str(getattr(row[column], "value", "")).rpartition("/")[2] for row in rows)


def test_there_are_enough_questions() -> None:
    assert len(ALL) >= 28
    assert len(INFERRING) >= 8


def test_every_answer_has_its_question() -> None:
    assert {file.stem for file in FOLDER.iterdir()} == {file.stem for file in FILES}
    assert {file.suffix for file in FOLDER.iterdir()} == {".rq", ".csv"}


@pytest.mark.parametrize("question", ALL)
def test_the_answer_is_the_one_that_was_looked_at(question: questions.Question, shipped_store: Store) -> None:
    expected = (FOLDER / f"{question.name}.csv").read_bytes()
    assert as_csv(shipped_store, question.query) == expected.decode()


@pytest.mark.parametrize("question", ALL)
def test_a_question_is_asked_in_both_languages(question: questions.Question) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", question.name)
    for texts in (question.title, question.question, *(p.meaning for p in question.parameters)):
        assert set(texts) == {"en", "id"}
        assert texts["en"].strip()
        assert texts["id"].strip()
        assert texts["en"] != texts["id"]
    assert all(text.endswith("?") for text in question.question.values())
    assert len(question.keywords) >= 2
    assert all(question.keywords)


@pytest.mark.parametrize("question", ALL)
def test_a_question_runs_anywhere_as_it_stands(question: questions.Question) -> None:
    ox.Store().query(question.query)  # no prefixes are given
    assert "service" not in question.query.lower()


@pytest.mark.parametrize("question", ALL)
def test_every_row_rests_on_a_node_with_evidence(question: questions.Question, shipped_store: Store) -> None:
    evidence = {row["node"] for row in shipped_store.select(FOUND_AS_EVIDENCE)}
    rows = list(shipped_store.select(question.query))
    assert rows
    assert [row for row in rows if evidence.isdisjoint(row.values())] == []


@pytest.mark.parametrize("question", ALL)
def test_no_row_comes_twice(question: questions.Question, shipped_store: Store) -> None:
    rows = [frozenset(row.items()) for row in shipped_store.select(question.query)]
    assert len(rows) == len(set(rows))


@pytest.fixture(scope="module")
def backwards(shipped_store: Store) -> Store:
    """The shipped dataset, read in the opposite order."""
    dataset = ox.Store()
    dataset.extend(reversed(list(shipped_store.dataset)))
    return Store(dataset, revision="backwards")


@pytest.mark.parametrize("question", ALL)
def test_the_order_is_that_of_the_query(question: questions.Question, shipped_store: Store, backwards: Store) -> None:
    assert as_csv(backwards, question.query) == as_csv(shipped_store, question.query)


@pytest.mark.parametrize("question", INFERRING)
def test_inference_alone_gives_the_answer(question: questions.Question, shipped_store: Store) -> None:
    assert list(shipped_store.select(question.query, without=[str(INFERRED)])) == []
    assert re.search(r"\bgraph\b", question.query.partition("SELECT")[2], re.IGNORECASE) is None


@pytest.mark.parametrize("question", ASSERTED)
def test_any_other_answer_is_the_same_without_inference(question: questions.Question, shipped_store: Store) -> None:
    with_it = list(shipped_store.select(question.query))
    assert list(shipped_store.select(question.query, without=[str(INFERRED)])) == with_it


@pytest.mark.parametrize("case", CASES, ids=str)
def test_other_values_give_other_answers(case: Case, shipped_store: Store) -> None:
    question = questions.load(FOLDER / f"{case.question}.rq")
    rows: list[dict[str, object]] = [dict(row) for row in shipped_store.select(question.with_values(case.values))]
    column = values(rows, case.column)
    assert list(dict.fromkeys(column.split())) == list(dict.fromkeys(case.expected.split()))
    if case.column in {"certainty", "yearsAtMost"}:
        assert column == case.expected
    default = values([dict(row) for row in shipped_store.select(question.query)], case.column)
    assert column != default


def test_every_parameter_is_tried() -> None:
    tried = {(case.question, name) for case in CASES for name in case.values}
    assert {(q.name, p.name) for q in QUESTIONS for p in q.parameters} == tried


@pytest.mark.parametrize("question", WITH_PARAMETERS)
def test_the_default_may_be_given_in_full(question: questions.Question, shipped_store: Store) -> None:
    given = question.with_values({p.name: p.default.value for p in question.parameters})
    assert as_csv(shipped_store, given) == as_csv(shipped_store, question.query)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("year", "1955", "has no parameter year; it takes: alliance, date"),
        ("date", "June 1955", "date must be an xsd:date like 1995-01-01, not June 1955"),
        ("date", "1955-02-30", "date must be an xsd:date"),
        ("date", "1955-06-01Z", "date must be an xsd:date"),
        ("date", "1955-06-01+05:00", "date must be an xsd:date"),
        ("date", "1955", "date must be an xsd:date"),
        ("date", "-0477", "date must be an xsd:date"),
        ("date", "1949~", "date must be an xsd:date"),
        ("alliance", '"NATO"', "alliance must be an IRI like https://w3id.org/aliansi/id/csto"),
        ("alliance", "NATO", "NATO is not an IRI, prefixed name or literal"),
        ("alliance", "", "is not an IRI, prefixed name or literal"),
        ("alliance", "nobody:nato", "nobody:nato is not an IRI"),
        ("alliance", "?state", "is not an IRI"),
        ("alliance", "id:nato id:csto", "is not an IRI"),
        ("alliance", "id:nato , id:csto", "is not a single IRI"),
        ("alliance", "id:nato } ?s ?p ?o VALUES ?any { id:csto", "is not an IRI"),
        ("alliance", "https://example.org/> } ?s ?p ?o . {", "is not an IRI"),
        ("alliance", "https://example.org/}{", "is not an IRI"),
        ("alliance", "id:nato . id:csto al:alliance id:cis", "is not a single IRI"),
        ("alliance", "id:nato #", "is not an IRI"),
        ("date", '1955-06-01"^^xsd:date } ?s ?p ?o . #', "date must be an xsd:date"),
        ("date", "1955-06-01\\u0022 } #", "date must be an xsd:date"),
    ],
)
def test_a_value_cannot_be_anything_but_a_value(name: str, value: str, message: str) -> None:
    question = questions.load(FOLDER / "members-at-date.rq")
    with pytest.raises(UsageError) as caught:
        question.with_values({name: value})
    assert message in str(caught.value)


HEADER = """# title: Members
# title-id: Anggota
# question: Who?
# question-id: Siapa?
# keywords: membership
"""


@pytest.mark.parametrize(
    ("datatype", "good", "bad"),
    [
        ("date", "-0477-01-01", "1949-W14-1"),
        ("dateTime", "1949-04-04T24:00:00", "1949-04-04"),
        ("gYear", "12026", "99"),
        ("hexBinary", "ff", "f"),
        ("int", "-7", "2147483648"),
        ("integer", "1" * 30, "1.0"),
        ("anyURI", "any text", None),
    ],
)
def test_a_value_is_one_of_xsd(tmp_path: Path, datatype: str, good: str, bad: str | None) -> None:
    file = tmp_path / "typed.rq"
    default = f'"{good}"^^<http://www.w3.org/2001/XMLSchema#{datatype}>'
    file.write_text(f"{HEADER}# param a: a | a\nSELECT * {{ VALUES ?a {{ {default} }} ?s ?p ?a }}", encoding="utf-8")
    question = questions.load(file)
    assert default in question.with_values({"a": good})
    if bad is not None:
        with pytest.raises(UsageError, match=f"a must be an xsd:{datatype} like .*, not {bad}"):
            question.with_values({"a": bad})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT * { ?s ?p ?o }", "the header lacks # title:, # title-id:, # question:, # question-id:, # keywords:"),
        (HEADER.replace("# title-id: Anggota\n", ""), "the header lacks # title-id:"),
        (HEADER.replace("Siapa?", ""), "the header lacks # question-id:"),
        (HEADER + "# param a: a | a\nSELECT * { ?s ?p ?o }", "write the default of a once, as VALUES ?a { … }"),
        (HEADER + "# param a: a | a\nSELECT * { VALUES ?a { 1 } VALUES ?a { 2 } }", "write the default of a once"),
        (HEADER + "# param a: a | a\nSELECT * { VALUES ?a { id:x id:y } }", "id:x id:y is no"),
    ],
)
def test_a_bad_question_is_refused(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "bad.rq"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=re.escape(message)):
        questions.load(file)


def test_an_error_keeps_no_answer_of_the_engine() -> None:
    question = next(each for each in QUESTIONS if each.name == "members-at-date")
    with pytest.raises(UsageError) as raised:
        question.with_values({"date": "June 1955"})
    kept = [value for entry in raised.traceback for value in entry.locals.values()]
    assert not any(isinstance(value, ox.QuerySolutions) for value in kept)
