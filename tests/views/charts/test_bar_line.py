"""Charts of results: bars of numbers or counts, a line over years, and results that cannot be drawn."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aliansi.dataset.store import Store
from aliansi.errors import UsageError
from aliansi.project.folder import Project
from aliansi.project.questions import CHARTS, ChartSpec, load, load_all
from aliansi.views.charts.bar_line import MAX_BARS, chart_of
from aliansi.views.result_table import ResultTable, TableCell
from tests.pages.support.outline import Outline
from tests.server.support.served import Site

HEADER = "# title: A\n# title-id: A\n# question: A\n# question-id: A\n# keywords: a\n"


def table(*rows: tuple[str, ...]) -> ResultTable:
    cells = tuple(tuple(TableCell((text,)) for text in row) for row in rows)
    return ResultTable(("state", "years"), cells, len(rows), ("state", "yearsAtLeast"))


def test_bars_have_the_lengths_of_their_numbers() -> None:
    chart = chart_of(ChartSpec("bar", "state", "yearsAtLeast"), table(("a", "5"), ("b", "20"), ("c", ""), ("a", "10")))
    assert chart
    assert [(bar.label, bar.number, bar.percent) for bar in chart.bars] == [
        ("a", "5", 25.0),
        ("b", "20", 100.0),
        ("a", "10", 50.0),
    ]
    assert (chart.by, chart.of, chart.left_out) == ("state", "years", 0)


def test_without_numbers_rows_are_counted() -> None:
    chart = chart_of(ChartSpec("bar", "state"), table(("a", ""), ("b", ""), ("b", ""), ("", ""), ("c", "")))
    assert chart
    assert [(bar.label, bar.number) for bar in chart.bars] == [("b", "2"), ("a", "1"), ("c", "1")]
    assert chart.of == ""


def test_a_line_goes_over_all_years() -> None:
    dates = [("[..1999]", ""), ("1999-04-20", ""), ("2001~", ""), ("unknown", "")]
    chart = chart_of(ChartSpec("line", "state"), table(*dates))
    assert chart
    assert chart.line
    assert chart.line.points == "0,0 300,160 600,80"
    assert [(year, number) for _, _, year, number in chart.line.dots] == [(1999, "2"), (2001, "1")]
    assert [year for _, year in chart.line.ticks] == [1999, 2000, 2001]
    summed = chart_of(ChartSpec("line", "state", "yearsAtLeast"), table(("1990", "3"), ("1991", "4"), ("1991", "x")))
    assert summed
    assert summed.line
    assert [number for *_, number in summed.line.dots] == ["3", "4"]


@pytest.mark.parametrize(
    ("charted", "rows"),
    [
        (ChartSpec("bar", "state", "yearsAtLeast"), [("a", "nan"), ("b", "")]),
        (ChartSpec("bar", "state"), []),
        (ChartSpec("bar", "nothing"), [("a", "1")]),
        (ChartSpec("bar", "state", "nothing"), [("a", "1")]),
        (ChartSpec("line", "state"), [("1999", "")]),
        (ChartSpec("line", "state"), [("1000", ""), ("1999", "")]),
    ],
)
def test_what_cannot_be_drawn_has_no_chart(charted: ChartSpec, rows: list[tuple[str, ...]]) -> None:
    assert chart_of(charted, table(*rows)) is None


def test_bars_beyond_those_that_fit_are_counted() -> None:
    chart = chart_of(ChartSpec("bar", "state"), table(*((f"{n}", "") for n in range(MAX_BARS + 3))))
    assert chart
    assert (len(chart.bars), chart.left_out) == (MAX_BARS, 3)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("pie x", "write # chart: with bar or line"),
        ("bar", "write # chart: with"),
        ("bar x y z", "write # chart: with"),
        ("bar w", "the query has no variable w for its chart"),
        ("bar x yy", "the query has no variable yy"),
    ],
)
def test_a_header_that_names_no_chart_is_refused(said: str, problem: str, tmp_path: Path) -> None:
    file = tmp_path / "q.rq"
    file.write_text(f"{HEADER}# chart: {said}\nSELECT ?x ?yyy {{ ?x ?y ?yyy }}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=problem):
        load(file)


def test_the_charts_of_the_shipped_questions_are_drawn_in_both_languages(
    shipped_store: Store, shipped: Project
) -> None:
    site = Site.of(shipped_store, project=shipped)
    charted = {name: question.chart for name, question in load_all(shipped).items() if question.chart}
    assert {chart.kind for chart in charted.values()} == set(CHARTS)
    for name, chart in charted.items():
        for language in ("en", "id"):
            page = site.get(f"/questions/{name}", params={"lang": language}).text
            Outline(page)
            figure = page.partition('<figure class="chart">')[2].partition("</figure>")[0]
            assert ("<polyline" in figure, '<ul class="bars">' in figure) == (chart.kind == "line", chart.kind == "bar")
    years = site.get("/questions/departures?lang=en").text
    assert "<figcaption>years at least · state</figcaption>" in years
    assert re.search(r"<li><span lang=\"en\">Uzbekistan</span><svg[^>]*><rect[^>]*/></svg><span>\d+</span></li>", years)
