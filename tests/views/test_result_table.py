"""Result tables are sorted by any column without script, as the words on the page."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from aliansi.dataset.store import Store
from aliansi.errors import UsageError
from aliansi.project.folder import Project
from aliansi.project.questions import load
from aliansi.views.known_things import KnownThings
from aliansi.views.result_table import sort_results
from tests.pages.support.outline import Outline
from tests.server.support.served import Site

XSD = "http://www.w3.org/2001/XMLSchema#"


def body(*terms: dict[str, str] | None, label: tuple[str, ...] = ()) -> bytes:
    bindings = [{"x": term} if term else {} for term in terms]
    for binding, text in zip(bindings, label, strict=False):
        binding["xLabel"] = {"type": "literal", "value": text, "xml:lang": "en"}
    return json.dumps({"head": {"vars": ["x", "xLabel"]}, "results": {"bindings": bindings}}).encode()


def literal(value: str, datatype: str = "string") -> dict[str, str]:
    return {"type": "literal", "value": value, "datatype": XSD + datatype}


def order(sort: str, answer: bytes, known: KnownThings | None = None, language: str = "en") -> list[str]:
    bindings = json.loads(sort_results(answer, sort, known or KnownThings(), language))["results"]["bindings"]
    return [binding["x"]["value"] if "x" in binding else "" for binding in bindings]


def test_numbers_are_sorted_as_numbers_and_dates_as_dates() -> None:
    numbers = body(literal("10", "integer"), literal("9.5", "decimal"), None, literal("2e2", "double"))
    assert order("x", numbers) == ["9.5", "10", "2e2", ""]
    assert order("-x", numbers) == ["2e2", "10", "9.5", ""]
    dates = body(literal("1999-04"), literal("[..1992]"), literal("[1993..1994]"), literal("1991"))
    assert order("x", dates) == ["1991", "[..1992]", "[1993..1994]", "1999-04"]
    assert order("x", body(literal("b", "integer"), literal("1", "integer"))) == ["1", "b"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("10^^int 9^^nonNegativeInteger INF^^double -1^^byte", "-1 9 10 INF"),
        ("1999^^gYear -0477^^gYear 12026^^gYear 0800Z^^gYear", "-0477 0800Z 1999 12026"),
        (
            "1999-01-01T00:00:00Z^^dateTime -0477-01-01T00:00:00Z^^dateTime",
            "-0477-01-01T00:00:00Z 1999-01-01T00:00:00Z",
        ),
        ("2^^double NaN^^double 1^^double", "1 2 NaN"),
        ("1_0^^integer 9^^integer", "9 1_0"),
    ],
)
def test_typed_values_are_sorted_by_value(typed: str, expected: str) -> None:
    words = (word.partition("^^") for word in typed.split())
    assert order("x", body(*(literal(value, datatype) for value, _, datatype in words))) == expected.split()


def test_words_are_sorted_as_they_stand_on_the_page() -> None:
    terms = [{"type": "uri", "value": f"urn:{name}"} for name in "abc"]
    answer = body(*terms, label=("Zürich", "éclair", "Dover"))
    assert order("x", answer) == ["urn:c", "urn:b", "urn:a"]
    known = KnownThings(labels={"urn:c": {"id": "Zzz"}})
    assert order("x", answer, known, "id") == ["urn:b", "urn:a", "urn:c"]


def test_equals_stay_in_the_order_of_the_query() -> None:
    answer = json.loads(body(literal("b"), literal("a"), literal("b"), literal("a")))
    for number, binding in enumerate(answer["results"]["bindings"]):
        binding["n"] = literal(str(number), "integer")
    for sort, expected in (("x", ["1", "3", "0", "2"]), ("-x", ["0", "2", "1", "3"])):
        bindings = json.loads(sort_results(json.dumps(answer).encode(), sort, KnownThings(), "en"))["results"][
            "bindings"
        ]
        assert [binding["n"]["value"] for binding in bindings] == expected


def test_a_column_that_is_not_there_is_told_of() -> None:
    with pytest.raises(UsageError, match="sort=-y: the answer has the columns x, xLabel"):
        sort_results(body(), "-y", KnownThings(), "en")


def test_each_head_of_a_table_sorts_it_and_its_words_go_with_the_rows(shipped_store: Store, shipped: Project) -> None:
    site = Site.of(shipped_store, project=shipped)
    plain = site.get("/questions/departures?lang=en").text
    assert "aria-sort" not in plain
    assert re.search(r'<th scope="col"><a href="/questions/departures\?sort=state&amp;lang=en#answer"', plain)
    up = site.get("/questions/departures?sort=yearsAtLeast&lang=en").text
    down = site.get("/questions/departures?sort=-yearsAtLeast&lang=id").text
    Outline(up)
    assert re.search(r'<th scope="col" aria-sort="ascending"><a href="/questions/departures\?sort=-yearsAtLeast', up)
    assert re.search(r'aria-sort="descending"><a href="/questions/departures\?sort=yearsAtLeast&amp;lang=id', down)
    rows = [cells(page) for page in (plain, up, down)]
    assert sorted(map(str, rows[0])) == sorted(map(str, rows[1]))
    years = [int(row[3]) for row in rows[1] if row[3]]
    lacking = [""] * (len(rows[1]) - len(years))
    assert [row[3] for row in rows[1]] == [*map(str, sorted(years)), *lacking]
    assert [row[3] for row in rows[2]] == [*map(str, sorted(years, reverse=True)), *lacking]
    assert len(set(years)) > 1
    refused = site.get("/questions/departures?sort=nothing", headers={"Accept": "text/html"})
    assert (refused.status_code, "sort=nothing: the answer has the columns state" in refused.text) == (400, True)


def cells(page: str) -> list[list[str]]:
    """Return the text of the cells of a table, with the evidence of each row."""
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    rows = (re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in body.split("<tr>")[1:])
    return [[re.sub(r"<[^>]+>", "", cell) for cell in row] for row in rows]


def test_values_of_parameters_stay_when_a_table_is_sorted(shipped_store: Store, shipped: Project) -> None:
    site = Site.of(shipped_store, project=shipped)
    page = site.get("/questions/members-at-date?date=1950-01-01&alliance=id:nato&sort=state&lang=en").text
    assert 'value="1950-01-01"' in page
    assert "date=1950-01-01&amp;alliance=id%3Anato&amp;sort=-state&amp;lang=en#answer" in page
    assert 'href="/questions/members-at-date?date=1950-01-01&amp;alliance=id%3Anato&amp;sort=state&amp;lang=id"' in page


def test_a_parameter_may_not_be_called_so(tmp_path: Path) -> None:
    file = tmp_path / "q.rq"
    file.write_text(
        "# title: A\n# title-id: A\n# question: A\n# question-id: A\n# keywords: a\n# param sort: a | a\n"
        "SELECT * { VALUES ?sort { 1 } }\n",
        encoding="utf-8",
    )
    with pytest.raises(UsageError, match="rename the parameter sort"):
        load(file)
