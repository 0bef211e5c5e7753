"""Official series as lines over time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from plotly.graph_objects import Figure

from analytics.presenting import figures, periods
from analytics.presenting.figures import INK, text
from analytics.presenting.messages import _
from analytics.presenting.values import format_value
from analytics.topics.series.answer import Point, Series, SeriesAnswer, find_breaks, lines_of, newest_point
from analytics.topics.series.labels import line_label

COLOURS = ("#000003", "#000006", "#000008", "#000005", "#000001")
"""Colours of lines in order: places of the theme's chart colours. Each line also has a symbol and its name."""
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x")
LABEL_GAP = 0.13
"""The least distance between two labels at the ends of lines, as a share of the height of the chart."""


class EndLabel(NamedTuple):
    """The label beside the last point of a line."""

    value: float
    name: str
    words: str
    colour: str


def over_time(answer: SeriesAnswer) -> Figure:
    """The lines of an answer."""
    return line_chart(answer.series, answer.unit)


def line_chart(series: Sequence[Series], unit: str, *, steps: bool = False) -> Figure:
    """Lines over time: one trace per stretch of one definition, so none spans a break or a gap.

    A second series of the same line has open marks and dashes: it is another definition.

    Args:
        unit: of the values.
        steps: whether a value holds from its first day until the next value (a wage in force), not for its period.
    """
    traces, ends = [], []
    lines = lines_of(series)
    for index, line in enumerate(lines):
        colour, symbol = COLOURS[index % len(COLOURS)], SYMBOLS[index % len(SYMBOLS)]
        definitions = [entry for entry in series if entry.line == line]
        for entry in definitions:
            look = _look(colour, symbol, secondary=entry is not definitions[0], steps=steps)
            traces += [_trace(stretch, line_label(line), unit, look, steps) for stretch in entry.stretches()]
        latest = newest_point(series, line)
        name = line_label(line) if len(lines) > 1 else ""
        ends.append(EndLabel(latest.value, name, format_value(latest.value, unit), colour))
    return _chart(series, unit, traces, ends, steps)


def _chart(
    series: Sequence[Series], unit: str, traces: list[dict[str, object]], ends: list[EndLabel], steps: bool
) -> Figure:
    points = [point for entry in series for point in entry.points]
    days = [_day(point, steps) for point in points]
    top = max(point.value for point in points if point.has_value)
    width = max(len(line) for end in ends for line in (end.name, end.words))
    breaks = find_breaks(series)
    return figures.figure(
        traces,
        320,
        xaxis={
            "type": "date",
            "range": _time_range(min(days), max(days)),
            "fixedrange": True,
            "showgrid": False,
            "nticks": 5,
            "title": None,
            "tickangle": 0,
            "tickfont": {"color": INK, "size": 12},
        },
        yaxis=value_axis(top, unit),
        margin={"l": 4, "r": 14 + round(6.4 * width), "t": 30, "b": 30, "pad": 0},
        annotations=[*_end_labels(ends, max(days), top), *map(_break_label, breaks)],
        shapes=[_break_line(day) for day in breaks],
    )


def _look(colour: str, symbol: str, *, secondary: bool, steps: bool) -> dict[str, object]:
    return {
        "mode": "lines+markers",
        "type": "scatter",
        "connectgaps": False,
        "line": {
            "color": colour,
            "width": 2.5,
            "shape": "hv" if steps else "linear",
            "dash": "dash" if secondary else "solid",
        },
        "marker": {"color": colour, "symbol": f"{symbol}-open" if secondary else symbol, "size": 8 if secondary else 7},
    }


def _trace(points: Sequence[Point], name: str, unit: str, look: dict[str, object], steps: bool) -> dict[str, object]:
    hovers = []
    for point in points:
        period = periods.day(point.start) if steps else periods.words(point.start, point.end)
        when = _("from {day}", day=period) if steps else period
        hovers.append(f"<b>{text(name)}</b><br>{when}: {format_value(point.value, unit)}")
    return {
        **look,
        "x": [_day(point, steps) for point in points],
        "y": [point.value if point.has_value else None for point in points],
        "hovertext": hovers,
        "hoverinfo": "text",
    }


def _day(point: Point, steps: bool) -> str:
    """The position of a figure on the time axis: the middle of its period, or its first day."""
    return point.start if steps else periods.middle(point.start, point.end)


def _time_range(first: str, last: str) -> list[str]:
    """The time axis, from a little before the first day to a little after the last one."""
    days = max((date.fromisoformat(last) - date.fromisoformat(first)).days, 30)
    pad = timedelta(days=round(days * 0.04))
    return [(date.fromisoformat(first) - pad).isoformat(), (date.fromisoformat(last) + pad).isoformat()]


def _break_line(day: str) -> dict[str, object]:
    line = {"color": INK, "width": 1.5, "dash": "dot"}
    return {"type": "line", "x0": day, "x1": day, "yref": "paper", "y0": 0, "y1": 1, "line": line}


def _break_label(day: str) -> dict[str, object]:
    font = {"color": INK, "size": 12}
    return {
        "x": day,
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "text": _("break"),
        "showarrow": False,
        "font": font,
    }


def _end_labels(ends: Sequence[EndLabel], day: str, top: float) -> list[dict[str, object]]:
    """The name and last value of each line beside the chart, spread out to avoid overlap."""
    gap, by_value = LABEL_GAP * top, sorted(ends, key=lambda end: end.value)
    heights: list[float] = []
    for end in by_value:
        heights.append(max(end.value, heights[-1] + gap if heights else end.value))
    for index in reversed(range(len(heights))):
        above = heights[index + 1] - gap if index + 1 < len(heights) else top * 1.06
        heights[index] = min(heights[index], above)
    return [
        {
            "x": day,
            "y": height,
            "text": f"<b>{text(end.name)}</b><br>{end.words}" if end.name else end.words,
            "showarrow": False,
            "xanchor": "left",
            "xshift": 11,
            "font": {"color": end.colour, "size": 12},
        }
        for height, end in zip(heights, by_value, strict=True)
    ]


def value_axis(top: float, unit: str) -> dict[str, object]:
    """An axis from zero with round ticks in words."""
    axis = figures.money_axis(top * 1.1, "INR", "month")
    return axis | {"ticktext": [format_value(tick, unit, axis=True) for tick in axis["tickvals"]]}
