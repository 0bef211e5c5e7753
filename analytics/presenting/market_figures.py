"""Charts of the market: lines through time, tiles of the states, ranked bars, published claims.

Traces are plain dictionaries; `figures.figure` gives them the dress of the house.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from analytics.presenting import figures, periods, wording
from analytics.presenting.figures import INK, text
from analytics.statistics.bands import Period

if TYPE_CHECKING:
    from analytics.presenting.exhibit import Exhibit

LINES = ("#000003", "#000006", "#000008", "#000005", "#000001")
"""Colours of lines in order: places of the theme's chart colours. Each line also has a symbol and its name."""
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x")
LEGAL = "INR per month of 26 days"
"""The unit of minimum wages: an amount of law is never rounded."""
GAPLESS = {"mode": "lines+markers", "type": "scatter", "connectgaps": False}

STEPS = ("#e3f3ec", "#b5dfce", "#76c2a5", "#1f7d5e", "#07523a")
"""Fill of the five steps of a tile map, pale for low. The same in both looks, with text that can be read on them."""
ON_STEPS = ("#10231b", "#10231b", "#10231b", "#ffffff", "#ffffff")
ROW = 28
LABEL_GAP = 0.08
"""The least distance between two labels at the ends of lines, as a share of the height of the chart."""

TILES: dict[str, tuple[str, int, int]] = {
    "Jammu and Kashmir": ("JK", 2, 0),
    "Ladakh": ("LA", 3, 0),
    "Punjab": ("PB", 1, 1),
    "Chandigarh": ("CH", 2, 1),
    "Himachal Pradesh": ("HP", 3, 1),
    "Uttarakhand": ("UK", 4, 1),
    "Haryana": ("HR", 2, 2),
    "Delhi": ("DL", 3, 2),
    "Arunachal Pradesh": ("AR", 7, 2),
    "Rajasthan": ("RJ", 2, 3),
    "Uttar Pradesh": ("UP", 3, 3),
    "Bihar": ("BR", 4, 3),
    "Sikkim": ("SK", 5, 3),
    "Assam": ("AS", 6, 3),
    "Nagaland": ("NL", 7, 3),
    "Gujarat": ("GJ", 1, 4),
    "Madhya Pradesh": ("MP", 2, 4),
    "Chhattisgarh": ("CG", 3, 4),
    "Jharkhand": ("JH", 4, 4),
    "West Bengal": ("WB", 5, 4),
    "Meghalaya": ("ML", 6, 4),
    "Manipur": ("MN", 7, 4),
    "Dadra and Nagar Haveli and Daman and Diu": ("DH", 1, 5),
    "Maharashtra": ("MH", 2, 5),
    "Telangana": ("TG", 3, 5),
    "Odisha": ("OD", 4, 5),
    "Tripura": ("TR", 6, 5),
    "Mizoram": ("MZ", 7, 5),
    "Goa": ("GA", 1, 6),
    "Karnataka": ("KA", 2, 6),
    "Andhra Pradesh": ("AP", 3, 6),
    "Lakshadweep": ("LD", 1, 7),
    "Kerala": ("KL", 2, 7),
    "Tamil Nadu": ("TN", 3, 7),
    "Puducherry": ("PY", 4, 7),
    "Andaman and Nicobar Islands": ("AN", 6, 7),
}
"""Code, column and row of the tile of each state and union territory, in rough position on the map."""


# ------------------------------------------------------------------------------------------------------------- lines


def lines(exhibit: Exhibit, *, unit: str, steps: bool = False) -> Any:
    """Lines through time: one trace for each stretch of one definition, so that none spans a break or a gap.

    A second series of the same line has open marks and dashes: it is another definition.

    Args:
        exhibit: with the columns line, series, stretch, period, period_start, period_end and value.
        unit: of the value.
        steps: whether a value holds from its first day to the next one (a wage in force), not for its period.
    """
    rows = exhibit.rows
    names = list(dict.fromkeys(row.line for row in rows))
    top = max(row.value for row in rows if not math.isnan(row.value))
    traces, ends = [], []
    for at, name in enumerate(names):
        colour, symbol = LINES[at % len(LINES)], SYMBOLS[at % len(SYMBOLS)]
        own = [row for row in rows if row.line == name]
        for title, stretch in dict.fromkeys((row.series, row.stretch) for row in own):
            part = [row for row in own if (row.series, row.stretch) == (title, stretch)]
            other = title != own[0].series
            traces.append(
                {
                    **GAPLESS,
                    "x": [_day(row, steps) for row in part],
                    "y": [None if math.isnan(row.value) else row.value for row in part],
                    "line": {
                        "color": colour,
                        "width": 2.5,
                        "shape": "hv" if steps else "linear",
                        "dash": "dash" if other else "solid",
                    },
                    "marker": {
                        "color": colour,
                        "symbol": symbol + ("-open" if other else ""),
                        "size": 8 if other else 7,
                    },
                    "hovertext": [
                        f"<b>{text(name)}</b><br>{'from ' if steps else ''}{row.period}: {say(row.value, unit)}"
                        for row in part
                    ],
                    "hoverinfo": "text",
                }
            )
        known = [row for row in own if not math.isnan(row.value)]
        if known:
            last = max(known, key=lambda row: row.period_end)
            ends.append((last.value, name if len(names) > 1 else "", say(last.value, unit), colour))
    first, last_day = min(_day(row, steps) for row in rows), max(_day(row, steps) for row in rows)
    labels = _end_labels(ends, last_day, top)
    width = max(len(f"{name} {said}".strip()) for _, name, said, _ in ends)
    return figures.figure(
        traces,
        320,
        xaxis={
            "type": "date",
            "range": _room(first, last_day),
            "fixedrange": True,
            "showgrid": False,
            "nticks": 5,
            "title": None,
            "tickangle": 0,
            "tickfont": {"color": INK, "size": 12},
        },
        yaxis=value_axis(top, unit),
        margin={"l": 4, "r": 14 + round(6.4 * width), "t": 30, "b": 30, "pad": 0},
        annotations=[*labels, *map(_break_word, breaks(rows))],
        shapes=[_upright(day) for day in breaks(rows)],
    )


def _day(row: Any, steps: bool) -> str:
    """Where a figure stands on the axis of time: in the middle of its period, or on its first day."""
    return str(row.period_start) if steps else periods.middle(row.period_start, row.period_end)


def _room(first: str, last: str) -> list[str]:
    """The axis from a little before the first day to a little after the last one."""
    days = max((date.fromisoformat(last) - date.fromisoformat(first)).days, 30)
    pad = timedelta(days=round(days * 0.04))
    return [(date.fromisoformat(first) - pad).isoformat(), (date.fromisoformat(last) + pad).isoformat()]


def breaks(rows: Sequence[Any]) -> list[str]:
    """The days on which a series begins a new stretch: a change of method that must not be read across."""
    found = set()
    for key in dict.fromkeys((row.line, row.series) for row in rows):
        starts: dict[str, str] = {}
        for row in rows:
            if (row.line, row.series) == key:
                starts[row.stretch] = min(starts.get(row.stretch, row.period_start), row.period_start)
        found |= {later for _, later in pairwise(sorted(starts.values()))}
    return sorted(found)


def _upright(day: str) -> dict[str, Any]:
    line = {"color": INK, "width": 1.5, "dash": "dot"}
    return {"type": "line", "x0": day, "x1": day, "yref": "paper", "y0": 0, "y1": 1, "line": line}


def _break_word(day: str) -> dict[str, Any]:
    font = {"color": INK, "size": 12}
    return {"x": day, "y": 1, "yref": "paper", "yanchor": "bottom", "text": "break", "showarrow": False, "font": font}


def _end_labels(ends: list[tuple[float, str, str, str]], day: str, top: float) -> list[dict[str, Any]]:
    """The name and last value of each line beside the chart, pushed apart where they would overlap."""
    gap, ordered = LABEL_GAP * top, sorted(ends, key=lambda end: end[0])
    heights: list[float] = []
    for value, *_ in ordered:
        heights.append(max(value, heights[-1] + gap if heights else value))
    for at in reversed(range(len(heights))):
        above = heights[at + 1] - gap if at + 1 < len(heights) else top * 1.06
        heights[at] = min(heights[at], above)
    return [
        {
            "x": day,
            "y": height,
            "text": f"<b>{text(name)}</b> {said}" if name else said,
            "showarrow": False,
            "xanchor": "left",
            "xshift": 11,
            "font": {"color": colour, "size": 12},
        }
        for height, (_, name, said, colour) in zip(heights, ordered, strict=True)
    ]


def value_axis(top: float, unit: str) -> dict[str, Any]:
    """An axis from zero with round ticks in words."""
    axis = figures.money_axis(top * 1.1, "INR", "month")
    return axis | {"ticktext": [say(tick, unit, axis=True) for tick in axis["tickvals"]]}


def say(value: float, unit: str, *, axis: bool = False) -> str:
    """A value with its unit, as a label says it; shares come as percentages.

    >>> say(3.1, "percent"), say(-9, "change"), say(26247.4, "INR per month"), say(21.04, "lakh members")
    ('3.1%', '−9%', '₹26,200', '21.04 lakh')
    >>> say(2664, "index points"), say(float("nan"), "percent"), say(20000, "INR per month", axis=True)
    ('2,664', '–', '₹20,000')
    >>> say(20371, LEGAL), say(0.96, "share")
    ('₹20,371', '1.0%')
    """
    if math.isnan(value):
        return "–"
    if unit == "change":
        return f"{'+' if value > 0 else '−' if value < 0 else ''}{abs(value):g}%"
    if unit == "share":
        return wording.percent(value / 100, 1)
    if unit == "percent":
        return f"{value:.3g}%".replace("-", "−")
    if unit == LEGAL and not axis:
        return wording.exact_money(value)
    if unit.startswith("INR"):
        return wording.tick(value) if axis else wording.money(value)
    if unit.startswith("lakh"):
        return f"{value:g} lakh"
    if abs(value) >= 1000:
        return wording.count(value)
    return f"{value:g}"


# ------------------------------------------------------------------------------------------------------ states, ranks


def tiles(exhibit: Exhibit, *, unit: str) -> Any:
    """One square for each state and union territory, with its code and value; only an outline where it has no step.

    Args:
        exhibit: with the columns state, value, period and step (1 to 5; missing without a current value).
    """
    thousands = unit.startswith("INR")
    rows = {row.group: row for row in exhibit.rows}
    shapes, words, hovers, colours = [], [], [], []
    for name, (code, column, line) in TILES.items():
        row = rows.get(name)
        known = row is not None and not math.isnan(row.value)
        step = int(row.step) - 1 if known and row is not None and not math.isnan(row.step) else None
        shapes.append(_tile(column, line, step))
        short = "–" if not known or row is None else f"{row.value / 1000:.1f}" if thousands else f"{row.value:g}"
        words.append(f"<b>{code}</b><br>{short}")
        colours.append(INK if step is None else ON_STEPS[step])
        hovers.append(
            f"<b>{text(name)}</b><br>"
            + (say(row.value, unit) + f"<br>{text(row.period)}" if known and row is not None else "no figure")
        )
    places = [(column, line) for _, column, line in TILES.values()]
    legend = _legend(exhibit, unit)
    return figures.figure(
        [
            {
                "type": "scatter",
                "mode": "text",
                "x": [column for column, _ in places],
                "y": [line for _, line in places],
                "text": words,
                "textfont": {"size": 12, "color": colours},
                "hovertext": hovers,
                "hoverinfo": "text",
            },
            legend["words"],
        ],
        430,
        shapes=[*shapes, *legend["shapes"]],
        xaxis={"visible": False, "range": [0.45, 7.55], "fixedrange": True},
        yaxis={
            "visible": False,
            "range": [7.55, -0.55],
            "fixedrange": True,
            "scaleanchor": "x",
            "constrain": "domain",
        },
        margin={"l": 2, "r": 2, "t": 30, "b": 4, "pad": 0},
    )


def _tile(column: float, line: float, step: int | None, half: float = 0.46) -> dict[str, Any]:
    return {
        "type": "rect",
        "layer": "below",
        "x0": column - half,
        "x1": column + half,
        "y0": line - half,
        "y1": line + half,
        "line": {"color": INK, "width": 1, "dash": "dot" if step is None else "solid"},
        **({} if step is None else {"fillcolor": STEPS[step]}),
    }


def _legend(exhibit: Exhibit, unit: str) -> dict[str, Any]:
    """The reach of each step, in the free corner at the top right."""
    groups: dict[int, list[float]] = {}
    for row in exhibit.rows:
        if not math.isnan(row.step):
            groups.setdefault(int(row.step), []).append(row.value)
    steps = sorted(groups)
    return {
        "shapes": [_tile(5.1, -0.35 + 0.4 * at, step - 1, 0.15) for at, step in enumerate(steps)],
        "words": {
            "type": "scatter",
            "mode": "text",
            "x": [5.35] * len(steps),
            "y": [-0.35 + 0.4 * at for at in range(len(steps))],
            "text": [f"{say(min(groups[s]), unit)} – {say(max(groups[s]), unit)}" for s in steps],
            "textposition": "middle right",
            "textfont": {"size": 11, "color": INK},
            "hoverinfo": "skip",
            "cliponaxis": False,
        },
    }


def ranked(exhibit: Exhibit, *, value: str, unit: str, strong: str = "", colour: str = LINES[0]) -> Any:
    """A bar for each row, its name and value written on it from the left, so that a phone has the whole width.

    Args:
        exhibit: the first column names the rows.
        value: the column drawn; rows without a value are named in the notes, not drawn.
        unit: of the value; shares are drawn and written as percentages.
        strong: the row to bring out, such as the whole of which the others are parts.
    """
    rows = [row for row in exhibit.rows if not math.isnan(getattr(row, value))]
    figures_of = [getattr(row, value) * (100 if unit == "share" else 1) for row in rows]
    lowest, highest = min(0.0, *figures_of), max(0.0, *figures_of)
    labels = [_row_label(row, figure, unit) for row, figure in zip(rows, figures_of, strict=True)]
    at = list(range(len(rows)))
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": figures_of,
        "y": at,
        "width": 0.82,
        "marker": {
            "color": colour,
            "opacity": [0.45 if row.group == strong else 0.24 for row in rows],
            "line": {"width": [2 if row.group == strong else 0 for row in rows], "color": colour},
        },
        "hovertext": labels,
        "hoverinfo": "text",
        "textposition": "none",
    }
    names = {
        "type": "scatter",
        "mode": "text",
        "x": [lowest] * len(rows),
        "y": at,
        "text": labels,
        "textposition": "middle right",
        "textfont": {"color": INK, "size": 13},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
    return figures.figure(
        [bars, names],
        ROW * len(rows) + 12,
        xaxis={"visible": False, "range": [lowest, highest * 1.02 or 1], "fixedrange": True, "zeroline": lowest < 0},
        yaxis={"visible": False, "range": [len(rows) - 0.45, -0.55], "fixedrange": True},
        margin={"l": 2, "r": 4, "t": 4, "b": 4, "pad": 0},
    )


def _row_label(row: Any, figure: float, unit: str) -> str:
    more = getattr(row, "when", "")
    return f"<b>{text(row.group)}</b>  {say(figure, unit)}" + (f"  ·  {text(more)}" if more else "")


# ------------------------------------------------------------------------------------------------------------- claims

TRUST_COLOURS = {"official": "#000003", "survey": "#000008", "article": "#000002", "modelled site": "#000005"}
CLAIM_HEIGHT = 66


def span(low: float, middle: float, high: float, per: Period) -> str:
    """A claim in words: its range, its one figure, or the end that it gives.

    >>> nan = float("nan")
    >>> span(18000, 21500, 25000, "month"), span(nan, 16667, nan, "month"), span(25500, nan, nan, "month")
    ('₹18,000 to ₹25,000', '₹16,700', 'from ₹25,500')
    """
    if not math.isnan(low) and not math.isnan(high):
        return f"{wording.money(low, per=per)} to {wording.money(high, per=per)}"
    if not math.isnan(middle):
        return wording.money(middle, per=per)
    return f"from {wording.money(low, per=per)}" if not math.isnan(low) else f"up to {wording.money(high, per=per)}"


def claims(exhibit: Exhibit, *, per: Period) -> Any:
    """A bar for each claim, its words above it; open ends end in an arrow. Behind it the band of posted pay, if given.

    Args:
        exhibit: with the columns about, low, middle, high, published, trust and mark; for contradictions also rule and
            contradiction, for a band behind also posted_p25, posted_p50 and posted_p75.
    """
    rows = exhibit.rows
    stated = [value for row in rows for value in (row.low, row.middle, row.high) if not math.isnan(value)]
    behind = [row.posted_p75 for row in rows if hasattr(row, "posted_p75") and not math.isnan(row.posted_p75)]
    top = max([*stated, *behind]) * 1.06
    places, words, height = _claim_places(rows, per)
    traces: list[dict[str, Any]] = []
    if behind:
        traces += _posted_behind(rows, places, per)
    traces += _claim_traces(rows, places, top, per)
    traces.append(
        {
            "type": "scatter",
            "mode": "text",
            "x": [0] * len(words),
            "y": [y for y, _ in words],
            "text": [said for _, said in words],
            "textposition": "middle right",
            "textfont": {"color": INK, "size": 13},
            "hoverinfo": "skip",
            "cliponaxis": False,
        }
    )
    return figures.figure(
        traces,
        round(CLAIM_HEIGHT * height) + figures.MARGIN,
        xaxis=figures.money_axis(top, "INR", per),
        yaxis={"visible": False, "range": [height, -0.15], "fixedrange": True},
    )


def _claim_places(rows: Sequence[Any], per: Period) -> tuple[list[float], list[tuple[float, str]], float]:
    """Where each bar stands and the lines of words above it; a contradiction has a heading over its claims."""
    places, words, y, last = [], [], 0.0, ""
    for row in rows:
        heading = getattr(row, "contradiction", "")
        if heading != last:
            y += 0.12 if last else 0.0
            words.append((y + 0.12, f"<b>{row.contradiction}. {text(row.rule.capitalize())}</b>"))
            y += 0.36
            last = heading
        words.append((y + 0.10, f"<b>{text(_shortened(row.about))}</b>"))
        words.append(
            (y + 0.38, f"{span(row.low, row.middle, row.high, per)}  {row.mark} {row.trust}  ·  {row.published}")
        )
        places.append(y + 0.7)
        y += 1.0
    return places, words, y


def _shortened(words: str, most: int = 44) -> str:
    """Words that fit a phone; the whole of them is in the hover text and the table."""
    return words if len(words) <= most else words[: most - 1].rstrip(" ,(") + "…"


def _posted_behind(rows: Sequence[Any], places: Sequence[float], per: Period) -> list[dict[str, Any]]:
    known = [(row, y) for row, y in zip(rows, places, strict=True) if not math.isnan(row.posted_p25)]
    colour = figures.COLOURS["posted"]
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [end for row, _ in known for end in (row.posted_p25, row.posted_p75, None)],
            "y": [level for _, y in known for level in (y, y, None)],
            "line": {"color": colour, "width": 22},
            "opacity": 0.22,
            "hoverinfo": "skip",
        },
        {
            "type": "scatter",
            "mode": "markers",
            "x": [row.posted_p50 for row, _ in known],
            "y": [y for _, y in known],
            "marker": {"symbol": "line-ns", "size": 22, "line": {"width": 2, "color": colour}, "color": colour},
            "hovertext": [
                f"<b>Posted pay</b><br>median {wording.money(row.posted_p50, per=per)}<br>middle half "
                f"{span(row.posted_p25, row.posted_p50, row.posted_p75, per)}<br>{wording.count(row.posted_n)} posts"
                for row, _ in known
            ],
            "hoverinfo": "text",
        },
    ]


def _claim_traces(rows: Sequence[Any], places: Sequence[float], top: float, per: Period) -> list[dict[str, Any]]:
    """For each grade of trust: the bars in one trace, single figures in another, the arrows of open ends in a third."""
    traces = []
    for grade, colour in TRUST_COLOURS.items():
        bars: list[tuple[float | None, float, str]] = []
        points: list[tuple[float, float, str]] = []
        arrows: list[tuple[float, float, str]] = []
        for row, y in zip(rows, places, strict=True):
            if row.trust != grade:
                continue
            hover = (
                f"<b>{text(row.about)}</b><br>{span(row.low, row.middle, row.high, per)}<br>{row.mark} {row.trust} · "
                f"{row.published}<br>{text(row.source_title)}"
            )
            ends = [end for end in (row.low, row.high) if not math.isnan(end)]
            if len(ends) == 1 and math.isnan(row.middle):
                upwards = not math.isnan(row.low)
                ends.append(min(top * 0.99, ends[0] + top * 0.14) if upwards else max(0.0, ends[0] - top * 0.14))
                arrows.append((ends[1], y, "triangle-right" if upwards else "triangle-left"))
            if len(ends) == 2:
                bars += [(ends[0], y, hover), (ends[1], y, hover), (None, y, "")]
            else:
                points.append((row.middle, y, hover))
        look = {"color": colour, "symbol": "line-ns", "size": 13, "line": {"width": 2, "color": colour}}
        traces += [
            _marks(bars, look) | {"mode": "lines+markers", "line": {"color": colour, "width": 9}},
            _marks(points, {"color": colour, "symbol": "diamond", "size": 12}),
            _marks(arrows, {"color": colour, "symbol": [symbol for _, _, symbol in arrows], "size": 14}, hover=False),
        ]
    return [trace for trace in traces if trace["x"]]


def _marks(
    spots: Sequence[tuple[float | None, float, str]], look: dict[str, Any], hover: bool = True
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x for x, _, _ in spots],
        "y": [y for _, y, _ in spots],
        "marker": look,
        "connectgaps": False,
        **({"hovertext": [words for _, _, words in spots], "hoverinfo": "text"} if hover else {"hoverinfo": "skip"}),
    }
