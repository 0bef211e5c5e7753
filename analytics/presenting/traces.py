"""The marks that the charts of several topics are made of: rows with a name above, level lines, marks, a line across.

Traces are plain dictionaries; `figures.figure` adds the house style. Names stand above their marks in two
lines, so that a phone has the whole width for the pay.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from analytics.presenting.figures import COLOURS, INK, figure, mark_below, round_step, text
from analytics.presenting.messages import _
from analytics.presenting.wording import signed_percent
from analytics.statistics.bands import Band

ROW, LABEL, BELOW = 78, 0.40, 34
"""Height of a row in pixels; how far the label's middle stands above the mark, in rows; room for the axis."""
HEAD, FOOT = 0.65, 0.45
"""Room above the first mark, for its label, and below the last one, in rows."""
LETTERS = 46
"""Letters of a name that a phone has room for in one line."""
STEPS = ("#e4eefa", "#bcd6f1", "#7fb2e5", "#1f63a8", "#0b3b6f")
"""Fill of five steps, pale for low; the same in both looks, with text on them that can be read."""
ON_STEPS = ("#0e1b2a", "#0e1b2a", "#0e1b2a", "#ffffff", "#ffffff")

Trace = dict[str, object]


def shorten(name: str, letters: int = LETTERS) -> str:
    """A name cut to what a line has room for, at a word.

    >>> shorten("Posts open to freshers", 13), shorten("Telecaller, accountant", 15), shorten("Pune")
    ('Posts open …', 'Telecaller …', 'Pune')
    """
    return name if len(name) <= letters else f"{name[: letters - 1].rsplit(' ', 1)[0].rstrip(',')} …"


def marks(x: object, y: object, colour: str, symbol: str = "line-ns", **more: Any) -> Trace:
    """A mark at each place; vertical by default, as medians are."""
    size = 22 if symbol == "line-ns" else 11  # an upright mark ends below the label
    width = 3 if symbol == "line-ns" else 2
    return {
        "type": "scatter",
        "mode": "markers",
        "x": x,
        "y": y,
        "marker": {"symbol": symbol, "size": size, "color": colour, "line": {"width": width, "color": colour}},
        "hoverinfo": "text" if "hovertext" in more else "skip",
        **more,
    }


def lines(low: object, high: object, heights: object, colour: str, width: int, opacity: float = 1.0) -> Trace:
    """Separate level lines in one trace: a missing value ends each."""
    low, high = np.asarray(low, float), np.asarray(high, float)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": np.column_stack([low, high, np.full(len(low), np.nan)]).ravel(),
        "y": np.repeat(np.asarray(heights, float), 3),
        "line": {"color": colour, "width": width},
        "opacity": opacity,
        "hoverinfo": "skip",
    }


def labels(words: Sequence[tuple[str, str]], x: float) -> Trace:
    """For each row a name and its figures, above the mark."""
    return {
        "type": "scatter",
        "mode": "text",
        "x": np.full(len(words), x),
        "y": np.arange(len(words)) - LABEL,
        "text": [f"<b>{text(shorten(name))}</b><br>{figures}" for name, figures in words],
        "textposition": "middle right",
        "textfont": {"color": INK, "size": 13},
        "meta": mark_below(LABEL),
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def line_across(
    x: float, rows: int, colour: str = INK, dash: str = "solid", reach: tuple[float, float] = (-0.14, 0.36)
) -> Trace:
    """A line through all rows, such as the visitor's pay; in each it has this reach, to make way for the labels."""
    ends = np.arange(rows)[:, None] + [*reach, np.nan]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": np.full(3 * rows, x),
        "y": ends.ravel(),
        "line": {"color": colour, "width": 2, "dash": dash},
        "hoverinfo": "skip",
    }


def bands(rows: Sequence[Band], colour: str, top: float, hovers: Sequence[str]) -> list[Trace]:
    """A band for each row: thin line p10–p90, thick bar p25–p75, the median with its interval."""
    heights = np.arange(len(rows))

    def ends(low: str, high: str) -> tuple[list[float], object]:
        return (
            [getattr(row, low).value for row in rows],
            np.minimum([getattr(row, high).value for row in rows], top),
        )

    return [
        lines(*ends("p10", "p90"), heights, colour, 2, 0.75),
        lines(*ends("p25", "p75"), heights, colour, 18, 0.35),
        lines([row.p50.low for row in rows], np.minimum([row.p50.high for row in rows], top), heights, colour, 5),
        marks(np.array([row.p50.value for row in rows]), heights, colour, hovertext=hovers),
    ]


def end_of_axis(*amounts: ArrayLike) -> float:
    """The end of an axis of pay from zero that holds all these amounts, with a little room; missing ones do not count.

    >>> end_of_axis([100.0, np.nan], 200.0)
    208.0
    """
    return float(np.nanmax(np.concatenate([np.ravel(amount) for amount in amounts]))) * 1.04


def ends_of_bands(rows: Sequence[Band]) -> ArrayLike:
    """How far each band reaches with the interval of its median, for `end_of_axis`."""
    return [(row.p90.value, row.p75.value, row.p50.high, 1.1 * row.p50.value) for row in rows]


def rows_axis(rows: int) -> dict[str, object]:
    """The axis that rows stand on: not shown, the first row on top."""
    return {"visible": False, "range": [rows - 1 + FOOT, -HEAD], "fixedrange": True}


def height(rows: int) -> int:
    """The height in pixels of a chart of so many rows."""
    return round(ROW * (rows - 1 + HEAD + FOOT)) + BELOW


def plain_axis(span: Sequence[float], ticks: Sequence[float], words: Sequence[str]) -> dict[str, object]:
    """An axis with ticks in words of their own."""
    return {
        "range": list(span),
        "tickvals": list(ticks),
        "ticktext": list(words),
        "fixedrange": True,
        "showgrid": True,
        "tickangle": 0,
        "tickfont": {"color": INK, "size": 12},
    }


def too_few() -> str:
    """What stands in place of a figure that may not be shown."""
    return _("too few")


class Difference(NamedTuple):
    """A row of a chart of differences: ratios to 1, missing (nan) where there is no evidence; its figures in words."""

    name: str
    ratio: float
    low: float
    high: float
    raw: float
    figures: str


def differences(rows: Sequence[Difference], noun: str) -> object:
    """How much more or less each row offers for the same work, with its interval; raw differences as open circles.

    Args:
        noun: what the rows count.
    """
    heights = np.arange(len(rows))
    ratio, low, high, raw = (
        np.array(column, float) * 100 - 100 for column in zip(*(row[1:5] for row in rows), strict=True)
    )
    low, high = np.where(np.isnan(ratio), np.nan, low), np.where(np.isnan(ratio), np.nan, high)
    reach = [0.0, *(value for value in np.ravel([ratio, low, high, raw]) if not np.isnan(value))]
    first, last = min(-5.0, min(reach) * 1.1), max(5.0, max(reach) * 1.1)
    step = round_step(last - first)
    ticks = np.arange(np.ceil(first / step) * step, last + 1e-9, step)
    colour = COLOURS["posted"]
    hovers = [f"<b>{text(row.name)}</b><br>{row.figures}<br>{noun}" for row in rows]
    drawable = [
        line_across(0, len(rows), INK, "dot"),
        lines(low, high, heights, colour, 5, 0.5),
        marks(ratio, heights, colour, hovertext=hovers),
    ]
    if not np.isnan(raw).all():
        drawable.append(marks(raw, heights, INK, "circle-open"))
    return figure(
        [*drawable, labels([(row.name, row.figures) for row in rows], first)],
        height(len(rows)),
        xaxis=plain_axis([first, last], ticks.tolist(), [signed_percent(tick / 100) for tick in ticks]),
        yaxis=rows_axis(len(rows)),
    )
