"""The server's drawing of a chart shows what plotly would: every mark, where it belongs, and no other."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from analytics.presenting import svg
from analytics.presenting.figures import figure

SVG = "{http://www.w3.org/2000/svg}"
ACROSS = {"range": [0, 200], "visible": False}
DOWN = {"range": [10, 0], "visible": False}


def drawn(*traces: dict[str, object], **layout: object) -> ElementTree.Element:
    axes = {"xaxis": ACROSS, "yaxis": DOWN} | layout
    return ElementTree.fromstring(svg.draw(figure(list(traces), 138, **axes).to_plotly_json()))  # a plot of 100 pixels


def test_level_lines_lie_where_their_values_say() -> None:
    trace = {
        "type": "scatter",
        "mode": "lines",
        "x": np.array([50, 100, np.nan, 0, 200]),
        "y": np.array([1, 1, np.nan, 9, 9]),
    }
    lines = [dict(line.attrib) for line in drawn(trace).iter(f"{SVG}line")]
    # 50 of 200 is a quarter; the axis runs downwards, so 1 of 10 lies 10 of 100 pixels below the top
    assert [(line["x1"], line["x2"], line["y1"]) for line in lines] == [("25%", "50%", "10"), ("0%", "100%", "90")]


def test_each_mark_is_drawn_once_and_missing_ones_not_at_all() -> None:
    trace = {
        "type": "scatter",
        "mode": "markers",
        "x": np.array([20, np.nan, 180]),
        "y": np.array([5, 5, 5]),
        "marker": {"symbol": "circle", "size": 10, "color": "#000003"},
        "hovertext": ["<b>Pune</b><br>R&amp;D", "", "x"],
    }
    root = drawn(trace)
    first, second = root.iter(f"{SVG}circle")
    assert (first.get("cx"), second.get("cx"), first.get("cy"), first.get("r")) == ("10%", "90%", "50", "5")
    (look,) = [group.get("style") for group in root.iter(f"{SVG}g") if group.get("style")]
    assert "fill:var(--chart-3)" in str(look)
    assert first.get("data-hover") == "Pune\nR&D"


@pytest.mark.parametrize(
    ("looks", "groups"),
    [
        ({"color": "#000003"}, [3]),
        ({"color": ["#000003", "#000003", "#000001"]}, [2]),
        ({"color": ["#000003", "#000001", "#000003"]}, []),
        ({"color": "#000003", "opacity": [0.5, 0.5, 1]}, []),  # half of a group is not half of each mark
    ],
)
def test_marks_in_a_row_write_the_style_they_share_once(looks: dict[str, object], groups: list[int]) -> None:
    trace = {"type": "scatter", "mode": "markers", "x": [20, 40, 60], "y": [5, 5, 5], "marker": looks}
    root = drawn(trace)
    assert [len(group) for group in root.iter(f"{SVG}g") if group.get("style")] == groups
    assert sum(bool(mark.get("style")) for mark in root.iter(f"{SVG}circle")) == 3 - sum(groups)


def test_bars_reach_from_zero_to_their_value() -> None:
    trace = {"type": "bar", "orientation": "h", "x": [100.0, -50.0], "y": [2.0, 4.0], "width": 1.0}
    bars = [dict(bar.attrib) for bar in drawn(trace, xaxis={"range": [-100, 100], "visible": False}).iter(f"{SVG}rect")]
    assert [(bar["x"], bar["width"], bar["y"], bar["height"]) for bar in bars] == [
        ("50%", "50%", "15", "10"),
        ("25%", "25%", "35", "10"),
    ]


def test_a_bent_line_keeps_its_gaps_and_its_steps() -> None:
    x, y = [0.0, 100, 200, np.nan, 0, 100, 200], [0.0, 5, 10, np.nan, 10, 5, 0]
    path = next(drawn({"type": "scatter", "mode": "lines", "x": x, "y": y}).iter(f"{SVG}path"))
    assert path.get("d") == "M0 0L500 50L1000 100M0 100L500 50L1000 0"
    step = {"type": "scatter", "mode": "lines", "x": x[:3], "y": y[:3], "line": {"shape": "hv"}}
    assert next(drawn(step).iter(f"{SVG}path")).get("d") == "M0 0H500V50H1000V100"


def test_a_logarithmic_and_a_date_axis() -> None:
    point = {"type": "scatter", "mode": "markers", "x": [100.0], "y": [5.0]}
    log = drawn(point, xaxis={"type": "log", "range": [1, 3], "visible": False})
    assert next(log.iter(f"{SVG}circle")).get("cx") == "50%"
    dates = {"type": "date", "range": ["2024-01-01", "2024-01-11"], "visible": False}
    day = drawn(point | {"x": ["2024-01-06"]}, xaxis=dates)
    assert next(day.iter(f"{SVG}circle")).get("cx") == "50%"


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "a & b < c", '"/><g onload="x">', "]]>"]
)
def test_text_that_looks_like_markup_stays_text(text: str) -> None:
    label = {"type": "scatter", "mode": "text", "x": [0.0], "y": [1.0], "text": [f"<b>{text}</b>"]}
    root = drawn(label)
    assert "".join(next(root.iter(f"{SVG}text")).itertext()) == text
    assert {element.tag for element in root.iter()} == {f"{SVG}{name}" for name in ("svg", "g", "text", "tspan")}


def test_ticks_stand_at_their_values() -> None:
    axis = {"range": [0, 200], "tickvals": [0, 100, 300], "ticktext": ["0", "₹100", "beyond"]}
    root = drawn(xaxis=axis)
    assert ["".join(text.itertext()) for text in root.iter(f"{SVG}text")] == ["0", "₹100"]
    assert [line.get("x1") for line in root.iter(f"{SVG}line")] == ["0%", "50%"]


@pytest.mark.parametrize(
    ("trace", "layout"),
    [
        ({"type": "pie"}, {}),
        ({"type": "scatter", "mode": "markers", "x": [1], "y": [1], "marker": {"symbol": "star"}}, {}),
        ({"type": "scatter", "mode": "lines", "x": [1, 2, 3], "y": [1, 2, 3], "line": {"shape": "spline"}}, {}),
        ({"type": "bar", "x": ["a"], "y": [1]}, {"xaxis": {"type": "category"}}),
    ],
)
def test_what_cannot_be_drawn_is_refused(trace: dict[str, object], layout: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="cannot be drawn"):
        drawn(trace, **layout)


def test_a_number_is_no_longer_than_a_screen_needs() -> None:
    trace = {"type": "scatter", "mode": "markers", "x": [200 / 3], "y": [10 / 3]}
    assert not re.search(r"\d\.\d{4}", ElementTree.tostring(drawn(trace), "unicode"))
