"""The server's drawing of a chart and plotly's show the same: every point, bar and label of the one in the other."""

from typing import Any

import pytest

from tests.browser.visiting import Visitor

pytestmark = pytest.mark.browser

PAGES = {
    "bands, their medians and labels": ("salary_bands", "?by=City"),
    "bands beside published figures": ("salary_bands", "?beside=true"),
    "differences, a grid, a map": ("compare_cities", ""),
    "one salary": ("check_salary", ""),
    "steps of a career": ("career_path", ""),
    "claims": ("published_figures", ""),
    "series, a map of states, ranked bars": ("labour_market", ""),
    "series of months": ("labour_market", "?section=Hiring"),
    "shares": ("labour_market", "?section=Advertisements"),
}
"""Pages whose charts together are of all kinds."""
POSITION = """const position = mark => {
        const { left, right, top, bottom } = mark.getBoundingClientRect();
        const [across, down] = [(left + right) / 2 - plot.left, (top + bottom) / 2 - plot.top];
        return [1000 * across / plot.width, 1000 * down / plot.height];
    };"""
"""Where a mark lies in the plot: in thousandths, for the two leave different room for labels around it."""
PLOTLY = f"""chart => {{
    const box = chart.getBoundingClientRect(), size = chart._fullLayout._size;
    const plot = {{ left: box.left + size.l, top: box.top + size.t, width: size.w, height: size.h }};
    {POSITION}
    const marks = [...chart.querySelectorAll(".points > path.point, .barlayer .point path")];
    const labels = [...chart.querySelectorAll(".textpoint text, .xtick text, .ytick text, .annotation-text")];
    return [
        marks.filter(mark => mark.getBoundingClientRect().width || mark.getBoundingClientRect().height).map(position),
        labels.filter(label => label.textContent.trim()).map(label => label.textContent.trim()),
    ];
}}"""
SERVER = f"""chart => {{
    const drawing = chart.querySelector("svg");
    const box = chart.getBoundingClientRect(), margin = getComputedStyle(drawing);
    const {{ width, height }} = Object.fromEntries(
        ["width", "height"].map(name => [name, parseFloat(getComputedStyle(drawing)[name])]));
    const [left, top] = [box.left + parseFloat(margin.marginLeft), box.top + parseFloat(margin.marginTop)];
    const plot = {{ left, top, width, height }};
    {POSITION}
    return [
        [...chart.querySelectorAll("line:not(.grid), circle, polygon, rect")].map(position),
        [...chart.querySelectorAll("text")].map(label => label.textContent.trim()),
    ];
}}"""
NEAR = 6
"""Thousandths of the plot: the two round differently."""


def places(visitor: Visitor, chart: int, script: str) -> tuple[list[list[float]], list[str]]:
    marks, labels = visitor.charts.nth(chart).evaluate(script)
    return marks, labels


@pytest.mark.parametrize("kind", PAGES)
def test_the_drawing_lies_where_plotly_draws(desk: Any, kind: str) -> None:
    desk.open(*PAGES[kind])
    compared = 0
    for chart in range(desk.charts.count()):
        server_marks, our_labels = places(desk, chart, SERVER)
        desk.explore(chart)
        plotly_marks, their_labels = places(desk, chart, PLOTLY)
        missing = [mark for mark in plotly_marks if not any(is_near(mark, drawn) for drawn in server_marks)]
        assert missing == [], (chart, len(plotly_marks), server_marks[:5])
        words = [squeezed(label) for label in our_labels]
        assert [label for label in their_labels if squeezed(label) not in words] == [], (chart, words)
        compared += len(plotly_marks) + len(their_labels)
    assert compared > 10


def is_near(mark: list[float], drawn: list[float]) -> bool:
    return abs(mark[0] - drawn[0]) <= NEAR and abs(mark[1] - drawn[1]) <= NEAR


def squeezed(words: str) -> str:
    return "".join(words.split())
