"""Ranked bars: a bar for each group, with its name and value written on it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analytics.presenting import traces
from analytics.presenting.figures import INK, figure, text
from analytics.presenting.values import format_value

ROW_HEIGHT, CLOSE_ROW_HEIGHT, BAR_HEIGHT = 28, 22, 24
"""Heights in pixels: a row with its label on the bar, such a row among many, and a bar with its label beside it."""
MANY = 20
"""With more rows than this, each has a lower height."""


@dataclass(frozen=True)
class Bar:
    """One bar.

    Args:
        name: of the group.
        value: the length, in the unit of the chart; nan draws no bar.
        remark: text after the value, such as the year of an old figure.
        strong: whether to highlight it, such as the total of the others.
    """

    name: str
    value: float
    remark: str = ""
    strong: bool = False


def ranked_bars(bars: Sequence[Bar], unit: str, colour: str) -> object:
    """A chart of the bars in the order given.

    Labels start at the left of the bars, on top of them, so a phone can use the whole width. If bars go both ways, the
    labels have a separate column.

    Args:
        unit: of the values; shares (0 to 1) are drawn and written as percentages.
        colour: of every bar.
    """
    drawable = [bar for bar in bars if not math.isnan(bar.value)]
    values = [bar.value * (100 if unit == "share" else 1) for bar in drawable]
    lowest, highest = min(0.0, *values), max(0.0, *values)
    words = [_words(bar, value, unit) for bar, value in zip(drawable, values, strict=True)]
    labels = [f"<b>{text(name)}</b>  {figures}" for name, figures in words]
    xaxis = {"visible": False, "range": [lowest, highest * 1.02 or 1], "fixedrange": True, "zeroline": lowest < 0}
    if lowest < 0:
        rows = traces.named_rows(words)
        marks = _marks(drawable, values, rows.places, labels, colour) | {"width": BAR_HEIGHT}
        return figure([marks], xaxis=xaxis, **rows.layout)
    marks = _marks(drawable, values, range(len(drawable)), labels, colour) | {"width": 0.82}
    names = {
        "type": "scatter",
        "mode": "text",
        "x": [lowest] * len(drawable),
        "y": list(range(len(drawable))),
        "text": labels,
        "textposition": "middle right",
        "textfont": {"color": INK, "size": 13},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
    return figure(
        [marks, names],
        (CLOSE_ROW_HEIGHT if len(drawable) > MANY else ROW_HEIGHT) * len(drawable) + 12,
        xaxis=xaxis,
        yaxis={"visible": False, "range": [len(drawable) - 0.45, -0.55], "fixedrange": True},
        margin={"l": 2, "r": 4, "t": 4, "b": 4, "pad": 0},
    )


def _marks(
    bars: Sequence[Bar], values: Sequence[float], places: Iterable[float], labels: Sequence[str], colour: str
) -> traces.Trace:
    return {
        "type": "bar",
        "orientation": "h",
        "x": list(values),
        "y": list(places),
        "marker": {
            "color": colour,
            "opacity": [0.45 if bar.strong else 0.24 for bar in bars],
            "line": {"width": [2 if bar.strong else 0 for bar in bars], "color": colour},
        },
        "hovertext": labels,
        "hoverinfo": "text",
        "textposition": "none",
    }


def _words(bar: Bar, value: float, unit: str) -> tuple[str, str]:
    """The label of a bar: its name, and its figure with the remark."""
    figures = format_value(value, unit)
    return bar.name, f"{figures} · {text(bar.remark)}" if bar.remark else figures
