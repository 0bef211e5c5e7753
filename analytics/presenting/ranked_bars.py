"""Ranked bars: a bar for each group, with its name and value written on it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analytics.presenting.figures import INK, figure, text
from analytics.presenting.values import format_value

ROW_HEIGHT = 28


@dataclass(frozen=True)
class Bar:
    """One bar.

    Args:
        name: of the group.
        value: what is drawn, in the unit of the chart; a bar without a value (nan) is not drawn.
        remark: what follows the value, such as the year of an old figure.
        strong: whether to highlight it, such as the whole of which the others are parts.
    """

    name: str
    value: float
    remark: str = ""
    strong: bool = False


def ranked_bars(bars: Sequence[Bar], unit: str, colour: str) -> object:
    """A chart of the bars in the order given. Labels start at the left, so that a phone has the whole width.

    Args:
        unit: of the values; shares (0 to 1) are drawn and written as percentages.
        colour: of every bar.
    """
    drawable = [bar for bar in bars if not math.isnan(bar.value)]
    values = [bar.value * (100 if unit == "share" else 1) for bar in drawable]
    lowest, highest = min(0.0, *values), max(0.0, *values)
    labels = [_label(bar, value, unit) for bar, value in zip(drawable, values, strict=True)]
    rows = list(range(len(drawable)))
    marks = {
        "type": "bar",
        "orientation": "h",
        "x": values,
        "y": rows,
        "width": 0.82,
        "marker": {
            "color": colour,
            "opacity": [0.45 if bar.strong else 0.24 for bar in drawable],
            "line": {"width": [2 if bar.strong else 0 for bar in drawable], "color": colour},
        },
        "hovertext": labels,
        "hoverinfo": "text",
        "textposition": "none",
    }
    names = {
        "type": "scatter",
        "mode": "text",
        "x": [lowest] * len(drawable),
        "y": rows,
        "text": labels,
        "textposition": "middle right",
        "textfont": {"color": INK, "size": 13},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
    return figure(
        [marks, names],
        ROW_HEIGHT * len(drawable) + 12,
        xaxis={"visible": False, "range": [lowest, highest * 1.02 or 1], "fixedrange": True, "zeroline": lowest < 0},
        yaxis={"visible": False, "range": [len(drawable) - 0.45, -0.55], "fixedrange": True},
        margin={"l": 2, "r": 4, "t": 4, "b": 4, "pad": 0},
    )


def _label(bar: Bar, value: float, unit: str) -> str:
    label = f"<b>{text(bar.name)}</b>  {format_value(value, unit)}"
    return f"{label}  ·  {text(bar.remark)}" if bar.remark else label
