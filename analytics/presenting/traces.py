"""Chart elements that several topics share: rows with their names, horizontal lines, marks, a line across.

Traces are plain dictionaries; `figures.figure` adds the house style. Short names stand in a column beside their marks
on every screen: even on a phone, such a chart is a quarter shorter than with names above, and no line crosses a word.
Sentences stand above their marks in two lines, so a phone can use the whole width for the pay.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from analytics.presenting.figures import COLOURS, INK, figure, mark_below, round_step, text
from analytics.presenting.messages import _
from analytics.presenting.wording import signed_percent
from analytics.statistics.bands import Band

ROW, LABEL, BELOW = 68, 0.46, 34
"""Height of a row in pixels; how far the label's middle stands above the mark, in rows; room for the axis."""
HEAD, FOOT = 0.75, 0.45
"""Room above the first mark, for its label, and below the last one, in rows."""
LETTERS = 46
"""Letters of a name that fit on one line of a phone."""
STEPS = ("#e4eefa", "#bcd6f1", "#7fb2e5", "#1f63a8", "#0b3b6f")
"""Five fill colours, pale for low; the same in both themes, with legible text on them."""
ON_STEPS = ("#0e1b2a", "#0e1b2a", "#0e1b2a", "#ffffff", "#ffffff")

NAME_SIZE, FIGURES_SIZE, LINE, GAP = 13, 12, 17, 6
"""Sizes of a name in a column and of the figures under it, the height of a line, the room between rows: in pixels."""
NAME_LETTERS, NAME_LINES = 20, 2
"""Letters per line, and lines, of a name in a column."""

Trace = dict[str, object]
Places = np.ndarray[Any, np.dtype[np.float64]]


class NamedRows(NamedTuple):
    """Rows with their names in a column at the left of the plot.

    Attributes:
        places: the middle of each row on the vertical axis, in pixels from the top.
        layout: the rest of the figure's layout: names, axis, margin and height.
    """

    places: Places
    layout: dict[str, Any]

    @property
    def end(self) -> float:
        """The end of the last row on the axis."""
        return float(self.layout["yaxis"]["range"][0])


def shorten(name: str, letters: int = LETTERS) -> str:
    """Shorten a name to fit a line, cutting between words.

    >>> shorten("Posts open to freshers", 13), shorten("Telecaller, accountant", 15), shorten("Pune")
    ('Posts open …', 'Telecaller …', 'Pune')
    """
    return name if len(name) <= letters else f"{name[: letters - 1].rsplit(' ', 1)[0].rstrip(',')} …"


def named_rows(words: Sequence[tuple[str, str]]) -> NamedRows:
    """Lay out a row for each name and its figures; its height fits the name (two lines at most) and the figures."""
    names = [textwrap.wrap(name, NAME_LETTERS, max_lines=NAME_LINES, placeholder=" …") for name, _figures in words]
    widths = [_width(line, NAME_SIZE) for lines in names for line in lines]
    widths += [_width(figures, FIGURES_SIZE) for _name, figures in words]
    width = round(max(widths, default=0)) + 8
    heights = np.array([LINE * (1 + len(lines)) + GAP for lines in names], float)
    places, end = np.cumsum(heights) - heights / 2, float(heights.sum())
    margin = {"l": width, "r": 8, "t": 8, "b": 30, "pad": 0}
    annotations = [
        _name(place, lines, figures, width)
        for place, lines, (_row, figures) in zip(places.tolist(), names, words, strict=True)
    ]
    layout = {
        "annotations": annotations,
        "yaxis": {"visible": False, "range": [end, 0], "fixedrange": True},
        "margin": margin,
        "height": round(end) + margin["t"] + margin["b"],
    }
    return NamedRows(places, layout)


def _width(line: str, size: int) -> float:
    """Estimate the width of a line in pixels: capitals and letters of other scripts are wider than lower case."""
    return size * sum(0.62 if letter.isupper() or not letter.isascii() else 0.5 for letter in line)


def _name(place: float, lines: Sequence[str], figures: str, width: int) -> dict[str, Any]:
    """The name of a row and its figures, at the left edge of a column of this width."""
    return {
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "xshift": -width,
        "y": place,
        "text": "<br>".join([*(f"<b>{text(line)}</b>" for line in lines), _small(figures)]),
        "align": "left",
        "showarrow": False,
        "font": {"color": INK, "size": NAME_SIZE},
    }


def _small(figures: str) -> str:
    return f'<span style="font-size:{FIGURES_SIZE}px">{figures}</span>'


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
    """Separate horizontal lines in one trace: a missing value ends each."""
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
    x: float, rows: int, colour: str = INK, dash: str = "solid", reach: tuple[float, float] = (-0.16, 0.41)
) -> Trace:
    """A vertical line through all rows, such as the visitor's pay; its length in each leaves room for labels."""
    ends = np.arange(rows)[:, None] + [*reach, np.nan]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": np.full(3 * rows, x),
        "y": ends.ravel(),
        "line": {"color": colour, "width": 2, "dash": dash},
        "hoverinfo": "skip",
    }


def bands(
    rows: Sequence[Band], colour: str, top: float, hovers: Sequence[str], places: ArrayLike | None = None
) -> list[Trace]:
    """A band for each row: thin line p10–p90, thick bar p25–p75, the median with its interval.

    Args:
        places: the middle of each row on the vertical axis; 0, 1, 2 and so on by default.
    """
    heights = np.arange(len(rows)) if places is None else np.asarray(places)

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
    """The end of a pay axis from zero that fits all these amounts with a little room; ignores missing ones.

    >>> end_of_axis([100.0, np.nan], 200.0)
    208.0
    """
    return float(np.nanmax(np.concatenate([np.ravel(amount) for amount in amounts]))) * 1.04


def ends_of_bands(rows: Sequence[Band]) -> ArrayLike:
    """The end of each band, including the interval of its median, for `end_of_axis`."""
    return [(row.p90.value, row.p75.value, row.p50.high, 1.1 * row.p50.value) for row in rows]


def rows_axis(rows: int) -> dict[str, object]:
    """The vertical axis of rows: hidden, first row on top."""
    return {"visible": False, "range": [rows - 1 + FOOT, -HEAD], "fixedrange": True}


def height(rows: int) -> int:
    """The height in pixels of a chart with this many rows."""
    return round(ROW * (rows - 1 + HEAD + FOOT)) + BELOW


def plain_axis(span: Sequence[float], ticks: Sequence[float], words: Sequence[str]) -> dict[str, object]:
    """An axis with custom tick labels."""
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
    """The text in place of a figure that may not be shown."""
    return _("too few")


class Difference(NamedTuple):
    """A row of a chart of differences: ratios to 1 (nan without evidence), and its figures in words."""

    name: str
    ratio: float
    low: float
    high: float
    raw: float
    figures: str


def differences(rows: Sequence[Difference], noun: str) -> object:
    """Chart how much more or less each row offers for the same work, with intervals; open circles are raw differences.

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
