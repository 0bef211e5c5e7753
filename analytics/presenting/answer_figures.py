"""Charts of the answers: a salary in its band, group against group, a heat table, bubbles, a fan.

Traces are plain dictionaries; `figures.figure` gives them the dress of the house. Names stand above their marks in two
lines, so that a phone has the whole width for the pay.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from analytics.model import Kind
from analytics.presenting import figures, phrases, wording
from analytics.presenting.figures import COLOURS, INK, text
from analytics.statistics.bands import Period

if TYPE_CHECKING:
    from analytics.presenting.exhibit import Exhibit

ROW, LABEL, BELOW = 78, 0.40, 34
"""Height of a row in pixels; how far the label's middle stands above the mark, in rows; room for the axis."""
HEAD, FOOT = 0.65, 0.45
"""Room above the first mark, for its label, and below the last one, in rows."""
LETTERS = 46
"""Letters of a name that a phone has room for in one line."""
STEPS = ("#e4eefa", "#bcd6f1", "#7fb2e5", "#1f63a8", "#0b3b6f")
"""Fill of five steps, pale for low; the same in both looks, with text on them that can be read."""
ON_STEPS = ("#0e1b2a", "#0e1b2a", "#0e1b2a", "#ffffff", "#ffffff")


def shortened(name: str, letters: int = LETTERS) -> str:
    """A name cut to what a line has room for, at a word.

    >>> shortened("Posts open to freshers", 13), shortened("Pune")
    ('Posts open …', 'Pune')
    """
    return name if len(name) <= letters else f"{name[: letters - 1].rsplit(' ', 1)[0]} …"


def _marks(x: Any, y: Any, colour: str, symbol: str = "line-ns", **more: Any) -> dict[str, Any]:
    size = 18 if symbol == "line-ns" else 11  # an upright mark ends below the label
    return {
        "type": "scatter",
        "mode": "markers",
        "x": x,
        "y": y,
        "marker": {"symbol": symbol, "size": size, "color": colour, "line": {"width": 3, "color": colour}},
        "hoverinfo": "text" if "hovertext" in more else "skip",
        **more,
    }


def _lines(low: Any, high: Any, at: Any, colour: str, width: int, opacity: float = 1.0) -> dict[str, Any]:
    """Separate level lines in one trace: a missing value ends each."""
    low, high = np.asarray(low, float), np.asarray(high, float)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": np.column_stack([low, high, np.full(len(low), np.nan)]).ravel(),
        "y": np.repeat(np.asarray(at, float), 3),
        "line": {"color": colour, "width": width},
        "opacity": opacity,
        "hoverinfo": "skip",
    }


def _labels(words: Sequence[tuple[str, str]], x: float) -> dict[str, Any]:
    """For each row a name and its figures, above the mark."""
    return {
        "type": "scatter",
        "mode": "text",
        "x": np.full(len(words), x),
        "y": np.arange(len(words)) - LABEL,
        "text": [f"<b>{text(shortened(name))}</b><br>{figures_}" for name, figures_ in words],
        "textposition": "middle right",
        "textfont": {"color": INK, "size": 13},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _upright(x: float, rows: int, colour: str = INK, dash: str = "solid") -> dict[str, Any]:
    """A line through all rows, such as the visitor's pay; it makes way for their labels."""
    ends = np.arange(rows)[:, None] + [-0.06, 0.36, np.nan]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": np.full(3 * rows, x),
        "y": ends.ravel(),
        "line": {"color": colour, "width": 2, "dash": dash},
        "hoverinfo": "skip",
    }


def _rows_axis(rows: int) -> dict[str, Any]:
    return {"visible": False, "range": [rows - 1 + FOOT, -HEAD], "fixedrange": True}


def _height(rows: int) -> int:
    return round(ROW * (rows - 1 + HEAD + FOOT)) + BELOW


def _band_traces(rows: Sequence[Any], colour: str, top: float, hovers: Sequence[str]) -> list[dict[str, Any]]:
    at = np.arange(len(rows))
    column: Mapping[str, Any] = {
        name: np.array([getattr(row, name) for row in rows], float)
        for name in ("p10", "p25", "p50", "p75", "p90", "p50_low", "p50_high")
    }
    return [
        _lines(column["p10"], np.minimum(column["p90"], top), at, colour, 2, 0.75),
        _lines(column["p25"], np.minimum(column["p75"], top), at, colour, 14, 0.35),
        _lines(column["p50_low"], np.minimum(column["p50_high"], top), at, colour, 5),
        _marks(column["p50"], at, colour, hovertext=hovers),
    ]


def _top(rows: Sequence[Any], *others: float) -> float:
    """The end of the axis of pay: a wide interval of a median does not squeeze the rest."""
    widest = [(row.p90, row.p75, 1.1 * row.p50) for row in rows]
    return float(np.nanmax([*np.ravel(widest), *others])) * 1.04


def banded(exhibit: Exhibit, *, currency: str, per: Period, kind: Kind, pay: float = math.nan) -> Any:
    """A band for each row, with what it is worth against the row before or the first; a line for a salary.

    Rows have the columns of a band, and `difference` or `step` where they are compared.
    """
    every = exhibit.rows
    shown = [row for row in every if not math.isnan(row.p50)]
    top = _top(shown, pay) if shown else pay * 1.2
    finest: dict[float, float] = {}  # equal medians are written alike, as the surest of them
    for row in shown:
        finest[row.p50] = min(phrases.half_width(row), finest.get(row.p50, math.inf))
    words, hovers = [], []
    for row in every:
        thin = math.isnan(row.p50)
        said = ["too few"] if thin else [wording.money(row.p50, currency, per, spread=finest[row.p50])]
        change = row.step if hasattr(row, "step") else row.difference
        if not math.isnan(change) and row is not every[0]:
            apart = (row.step_high - row.step_low) / 2 if hasattr(row, "step") else phrases.half_width(row)
            said.append(wording.change(change, currency, per, spread=apart))
        said.append(f"n {wording.count(row.n)}")
        words.append((row.group, " · ".join(said)))
        limits = f"{wording.money(row.p50_low, currency, per)} to {wording.money(row.p50_high, currency, per)}"
        hovers.append(f"<b>{text(row.group)}</b><br>Median {said[0]} ({limits})")
    mark = [] if math.isnan(pay) else [_upright(pay, len(every))]
    return figures.figure(
        [*_band_traces(every, COLOURS[kind], top, hovers), *mark, _labels(words, 0.0)],
        _height(len(every)),
        xaxis=figures.money_axis(top, currency, per),
        yaxis=_rows_axis(len(every)),
    )


def _plain_axis(span: Sequence[float], ticks: Sequence[float], words: Sequence[str]) -> dict[str, Any]:
    return {
        "range": list(span),
        "tickvals": list(ticks),
        "ticktext": list(words),
        "fixedrange": True,
        "showgrid": True,
        "tickangle": 0,
        "tickfont": {"color": INK, "size": 12},
    }


def signed(share: float) -> str:
    """A difference in percent, with its sign.

    >>> signed(0.124), signed(-0.03), signed(0.001), signed(-0.9996)
    ('+12%', '−3%', '0%', '−100%')
    """
    whole = round(share * 100)
    return f"{'+' if whole > 0 else '−' if whole < 0 else ''}{abs(whole)}%"


def signed_span(low: float, high: float) -> str:
    """Both ends of a difference in percent; a protected survey tells none.

    >>> signed_span(-0.03, 0.124), signed_span(float("nan"), float("nan"))
    ('−3% to +12%', 'no interval is published')
    """
    return "no interval is published" if math.isnan(low + high) else f"{signed(low)} to {signed(high)}"


def differences(exhibit: Exhibit, *, noun: str, raw: str = "") -> Any:
    """How much more or less each row pays for the same work, with its interval; raw medians as open circles.

    Args:
        exhibit: with the columns ratio, ratio_low, ratio_high and n; missing where there is no evidence.
        noun: what `n` counts.
        raw: the column of ratios of raw medians; empty for none.
    """
    rows = exhibit.rows
    at = np.arange(len(rows))
    column = {
        name: np.array([getattr(row, name) for row in rows], float) * 100 - 100
        for name in ("ratio", "ratio_low", "ratio_high", *([raw] if raw else []))
    }
    colour = COLOURS["posted"]
    reach = [0.0, *(value for name in column for value in column[name] if not math.isnan(value))]
    low, high = min(-5.0, min(reach) * 1.1), max(5.0, max(reach) * 1.1)
    words = []
    for row in rows:
        if math.isnan(row.ratio):
            said = "no evidence for the same work"
        elif row.ratio_low == row.ratio_high == row.ratio == 1:
            said = "compared with this"
        else:
            said = f"{signed(row.ratio - 1)} ({signed_span(row.ratio_low - 1, row.ratio_high - 1)})"
        told = raw and row is not rows[0] and not math.isnan(getattr(row, raw))
        beside = [f"raw {signed(getattr(row, raw) - 1)}"] if told else []
        words.append((row.group, " · ".join([said, *beside, f"n {wording.count(row.n)}"])))
    hovers = [f"<b>{text(name)}</b><br>{figures_}<br>{noun}" for name, figures_ in words]
    step = figures.round_step(high - low)
    ticks = np.arange(math.ceil(low / step) * step, high + 1e-9, step)
    traces = [
        _upright(0, len(rows), INK, "dot"),
        _lines(column["ratio_low"], column["ratio_high"], at, colour, 5, 0.5),
        _marks(column["ratio"], at, colour, hovertext=hovers),
    ]
    if raw:
        circles = _marks(column[raw], at, INK, "circle-open")
        circles["marker"]["line"] = {"width": 2}
        traces.append(circles)
    return figures.figure(
        [*traces, _labels(words, low)],
        _height(len(rows)),
        xaxis=_plain_axis([low, high], ticks.tolist(), [signed(tick / 100) for tick in ticks]),
        yaxis=_rows_axis(len(rows)),
    )


def heat(exhibit: Exhibit, *, rows: str, columns: str, currency: str, per: Period) -> Any:
    """A table of medians: each cell with its figure and its n, filled in five steps; without a figure, an outline.

    The unit of a year stands in the words above the chart: a cell is narrow.

    Args:
        exhibit: one row per cell, with the columns named here, p50 and its limits, n and step (1 to 5; missing
            without a median).
        rows, columns: the two dimensions. The name of a row stands above its cells.
    """
    cells = exhibit.rows
    lines = list(dict.fromkeys(getattr(cell, rows) for cell in cells))
    heads = list(dict.fromkeys(getattr(cell, columns) for cell in cells))
    shapes, words, hovers, colours, x, y = [], [], [], [], [], []
    for cell in cells:
        line, head = lines.index(getattr(cell, rows)), heads.index(getattr(cell, columns))
        step = None if math.isnan(cell.step) else int(cell.step) - 1
        shapes.append(_cell(head, line, step))
        median = wording.money(cell.p50, currency, per, spread=phrases.half_width(cell))
        figure = "too few" if step is None and cell.n else "none" if step is None else median.removesuffix(" LPA")
        n = f"<br>n {wording.count(cell.n)}" if cell.n else ""
        words.append(f"{figure}{n}" if step is None else f"<b>{figure}</b>{n}")
        colours.append(INK if step is None else ON_STEPS[step])
        name = f"<b>{text(getattr(cell, rows))}, {text(getattr(cell, columns))}</b>"
        hovers.append(f"{name}<br>{median}{n}" if step is not None else f"{name}{n}")
        x.append(head)
        y.append(line + 0.12)
    text_of = {"type": "scatter", "mode": "text", "hoverinfo": "skip", "cliponaxis": False}
    return figures.figure(
        [
            text_of
            | {"x": x, "y": y, "text": words, "textfont": {"size": 12, "color": colours}}
            | {"hoverinfo": "text", "hovertext": hovers},
            text_of
            | {
                "x": [-0.5] * len(lines),
                "y": [line - 0.38 for line in range(len(lines))],
                "text": [f"<b>{text(shortened(line))}</b>" for line in lines],
                "textposition": "middle right",
                "textfont": {"size": 13, "color": INK},
            },
            text_of
            | {
                "x": list(range(len(heads))),
                "y": [-0.85] * len(heads),
                "text": [text(head).replace(" ", "<br>", 1) for head in heads],
                "textfont": {"size": 12, "color": INK},
            },
        ],
        72 * len(lines) + 80,
        shapes=shapes,
        xaxis={"visible": False, "range": [-0.5, len(heads) - 0.5], "fixedrange": True},
        yaxis={"visible": False, "range": [len(lines) - 0.45, -1.1], "fixedrange": True},
        margin={"l": 2, "r": 2, "t": 34, "b": 4, "pad": 0},
    )


def _cell(column: float, line: float, step: int | None) -> dict[str, Any]:
    return {
        "type": "rect",
        "layer": "below",
        "x0": column - 0.48,
        "x1": column + 0.48,
        "y0": line - 0.2,
        "y1": line + 0.45,
        "line": {"color": INK, "width": 1, "dash": "dot" if step is None else "solid"},
        **({} if step is None else {"fillcolor": STEPS[step]}),
    }


def bubbles(exhibit: Exhibit, *, currency: str, per: Period) -> Any:
    """Cities where they lie, north up: the larger the more rows, the darker the higher the median.

    Names stand at the largest that leave each other room; the pointer and the table know them all.
    """
    rows = exhibit.rows
    most = rows[0].n
    west, east = min(row.longitude for row in rows), max(row.longitude for row in rows)
    south, north = min(row.latitude for row in rows), max(row.latitude for row in rows)
    named: list[Any] = []
    for row in rows:
        if len(named) < 9 and all(
            abs(row.latitude - other.latitude) > 2.4 or abs(row.longitude - other.longitude) > 7 for other in named
        ):
            named.append(row)
    names = [
        f"<b>{text(row.group)}</b><br>{wording.money(row.p50, currency, per)}" if row in named else "" for row in rows
    ]
    bubbles_ = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [row.longitude for row in rows],
        "y": [row.latitude for row in rows],
        "marker": {
            "size": [8 + 30 * math.sqrt(row.n / most) for row in rows],
            "color": [STEPS[int(row.step) - 1] for row in rows],
            "line": {"width": 1, "color": INK},
            "opacity": 0.9,
        },
        "text": names,
        "textposition": ["middle left" if row.longitude < 78 else "middle right" for row in rows],
        "textfont": {"size": 12, "color": INK},
        "hovertext": [
            f"<b>{text(row.group)}</b><br>Median {wording.money(row.p50, currency, per)}<br>n {wording.count(row.n)}"
            for row in rows
        ],
        "hoverinfo": "text",
        "cliponaxis": False,
    }
    return figures.figure(
        [bubbles_],
        450,
        xaxis={"visible": False, "range": [west - 9, east + 6], "fixedrange": True, "constrain": "domain"},
        # A degree of longitude at 22° north is 0.93 of a degree of latitude.
        yaxis={
            "visible": False,
            "range": [south - 1, north + 1],
            "fixedrange": True,
            "scaleanchor": "x",
            "scaleratio": 1.08,
        },
        margin={"l": 2, "r": 2, "t": 32, "b": 4, "pad": 0},
    )


def fan(exhibit: Exhibit, *, currency: str, per: Period, kind: Kind) -> Any:
    """Pay by year: pale p10–p90, darker p25–p75, the median as a line with an interval at each year.

    Where a year is missing or too thin, the areas and the line are broken.
    """
    rows = [row for row in exhibit.rows if not math.isnan(row.p50)]
    colour = COLOURS[kind]
    top = _top(rows)
    years = [row.years for row in rows]
    areas = []
    for low, high, opacity in (("p10", "p90", 0.35), ("p25", "p75", 0.6)):
        edges: list[tuple[float, float]] = []
        for run in _runs([row for row in rows if not math.isnan(getattr(row, low))]):
            # A year alone is drawn a little wide, so that it can be seen.
            reach = (
                [(row.years, row) for row in run]
                if len(run) > 1
                else [(run[0].years + d, run[0]) for d in (-0.12, 0.12)]
            )
            edges += [(year, getattr(row, high)) for year, row in reach]
            edges += [(year, getattr(row, low)) for year, row in reversed(reach)] + [(math.nan, math.nan)]
        areas.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": [x for x, _ in edges],
                "y": [min(y, top) for _, y in edges],
                "fill": "toself",
                "line": {"color": colour, "width": 0},
                "opacity": opacity,
                "hoverinfo": "skip",
            }
        )
    line = [point for run in _runs(rows) for point in [*((row.years, row.p50) for row in run), (math.nan, math.nan)]]
    first = _runs(rows)[0]
    ends = {row.years: row for row in (first[0], first[-1])}
    return figures.figure(
        [
            *areas,
            {
                "type": "scatter",
                "mode": "lines",
                "x": [x for x, _ in line],
                "y": [y for _, y in line],
                "line": {"color": colour, "width": 2},
                "hoverinfo": "skip",
            },
            {
                "type": "scatter",
                "mode": "markers",
                "x": years,
                "y": [row.p50 for row in rows],
                "error_y": {
                    "type": "data",
                    "array": [min(row.p50_high, top) - row.p50 for row in rows],
                    "arrayminus": [row.p50 - row.p50_low for row in rows],
                    "color": colour,
                    "thickness": 2,
                    "width": 3,
                },
                "marker": {"size": 8, "color": colour},
                "hovertext": [
                    f"<b>{row.years:g} years</b><br>Median {wording.money(row.p50, currency, per)} "
                    f"({wording.money(row.p50_low, currency, per)} to {wording.money(row.p50_high, currency, per)})"
                    f"<br>n {wording.count(row.n)}"
                    for row in rows
                ],
                "hoverinfo": "text",
            },
            {
                "type": "scatter",
                "mode": "text",
                "x": list(ends),
                # Above the areas, which are narrow there; below the last interval.
                "y": [
                    row.p50_low if at else min(top, np.nanmax([row.p90, row.p75, row.p50_high]))
                    for at, row in enumerate(ends.values())
                ],
                "text": [f"<b>{wording.money(row.p50, currency, per)}</b>" for row in ends.values()],
                "textposition": ["top right", f"bottom {'right' if years[-1] > 1.2 * max(ends) else 'left'}"][
                    : len(ends)
                ],
                "textfont": {"size": 13, "color": INK},
                "hoverinfo": "skip",
                "cliponaxis": False,
            },
        ],
        360,
        xaxis={
            "range": [-0.5, max(years) + 0.5],
            "tickvals": [year for year in years if year in (0, 1, 2, 3) or year % (2 if max(years) <= 10 else 5) == 0],
            "ticksuffix": "",
            "title": {"text": "Years of experience", "font": {"size": 12}},
            "fixedrange": True,
            "zeroline": False,
            "tickfont": {"color": INK, "size": 12},
        },
        yaxis=figures.money_axis(top, currency, per),
        margin={"l": 4, "r": 8, "t": 8, "b": 44, "pad": 0},
    )


def _runs(rows: Sequence[Any]) -> list[list[Any]]:
    """Rows of years that follow each other, in order."""
    runs: list[list[Any]] = []
    for row in rows:
        if runs and row.years == runs[-1][-1].years + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs
