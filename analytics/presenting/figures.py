"""Tables → plotly figures, in one dress. Nothing here computes a statistic, and nothing else imports plotly.

Figures are built from plain dictionaries, which takes a millisecond where the usual ways take sixty. Colours are the
placeholders that Streamlit's theme replaces by the palettes of `.streamlit/config.toml`, light and dark.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go
from plotly.graph_objects import Figure

from analytics.model import Kind
from analytics.presenting import wording
from analytics.statistics.bands import Period

if TYPE_CHECKING:
    from analytics.presenting.exhibit import Exhibit

COLOURS: dict[Kind, str] = {"posted": "#000001", "published": "#000002", "measured": "#000003", "yours": "#000004"}
"""The same colour means the same kind of figure on every page: places 1 to 4 of the theme's chart colours."""

INK = "#000007"
"""Text and axes: place 7 of the theme's chart colours, a grey that can be read in both looks."""

ROW_HEIGHT, MARGIN = 54, 46
NO_TEMPLATE = go.layout.Template()  # the default one is nine tenths of a small figure


def config(file_name: str) -> dict[str, Any]:
    """How a chart behaves: nothing in it catches a thumb while scrolling, and the buttons are on the card.

    The file name is for the pictures that the page itself takes, with title and source.
    """
    return {
        "displayModeBar": False,
        "showSendToCloud": False,
        "scrollZoom": False,
        "toImageButtonOptions": {"filename": file_name},
    }


def figure(data: list[dict[str, Any]], height: int, **layout: Any) -> Figure:
    """Traces in the dress of the house: no title, no legend, no zoom, the text's own colour and font."""
    dress = {
        "template": NO_TEMPLATE,
        "height": height,
        "margin": {"l": 4, "r": 8, "t": 8, "b": 30, "pad": 0},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {"align": "left"},
        "font": {"color": INK, "size": 13},
    }
    # Checking each property takes four fifths of the time of a figure; the tests check every one of them instead.
    built: Figure = Figure({"data": data, "layout": dress | layout}, skip_invalid=True, _validate=False)
    return built


def text(value: object) -> str:
    """A name as plotly shows it letter by letter: markup in it stays text."""
    return html.escape(wording.upright(value), quote=False)


def round_step(span: float) -> float:
    """The round step that cuts a span into five parts or fewer.

    >>> round_step(10), round_step(110), round_step(3e6)
    (2.0, 25.0, 1000000.0)
    """
    power = 10.0 ** np.floor(np.log10(span / 5))
    return float(power * next(factor for factor in (1, 2, 2.5, 5, 10) if factor * power >= span / 5))


def money_axis(top: float, currency: str, per: Period) -> dict[str, Any]:
    """An axis of pay from zero to `top`, with round ticks written as India writes them."""
    ticks = np.arange(0, top, round_step(max(top, 1)))
    return {
        "range": [0, top],
        "tickvals": ticks.tolist(),
        "ticktext": [wording.tick(tick, currency, per) for tick in ticks],
        "fixedrange": True,
        "showgrid": True,
        "zeroline": True,
        "title": None,
        "tickangle": 0,
        "tickfont": {"color": INK, "size": 12},
    }


def _band_in_words(row: Any, noun: str, currency: str, per: Period) -> str:
    """What a pointer over a band reads; what may not be shown is left out."""
    pay = {name: wording.money(getattr(row, name), currency, per) for name in ("p10", "p25", "p50", "p75", "p90")}
    limits = f"{wording.money(row.p50_low, currency, per)} to {wording.money(row.p50_high, currency, per)}"
    lines = [f"<b>{text(row.group)}</b>", f"Median {pay['p50']} ({limits})"]
    if not np.isnan(row.p25):
        lines.append(f"Middle half {pay['p25']} to {pay['p75']}")
    if not np.isnan(row.p10):
        lines.append(f"8 in 10 {pay['p10']} to {pay['p90']}")
    return "<br>".join([*lines, f"{wording.count(row.n)} {noun} · {row.quality}"])


def bands(exhibit: Exhibit, *, currency: str, per: Period, kind: Kind) -> Figure:
    """A row for each group: thin line p10–p90, thick bar p25–p75, a mark for the median with its interval.

    The label stands above its bar, so that a phone has the whole width for the pay.
    """
    rows = [row for row in exhibit.rows if not np.isnan(row.p50)]
    colour, noun = COLOURS[kind], wording.NOUNS[kind][1]
    at = np.arange(len(rows))
    level = np.repeat(at.astype(float), 3)
    widest = [(row.p90, row.p75, 1.1 * row.p50, *_beside(row)) for row in rows]
    top = float(np.nanmax(widest)) * 1.04
    beyond = [place for place, row in enumerate(rows) if row.p50_high > top]
    labels, hovers = [], []
    for row in rows:
        n, spread = wording.count(row.n), wording.spread(row)
        labels.append(f"<b>{text(row.group)}</b>  {wording.money(row.p50, currency, per, spread=spread)}  ·  n {n}")
        hovers.append(_band_in_words(row, noun, currency, per))

    def lines(low: str, high: str, width: int, opacity: float) -> dict[str, Any]:
        """Separate lines in one trace: a missing value ends each."""
        ends = np.array([(getattr(row, low), min(getattr(row, high), top), np.nan) for row in rows])
        return {
            "type": "scatter",
            "mode": "lines",
            "x": ends.ravel(),
            "y": level,
            "line": {"color": colour, "width": width},
            "opacity": opacity,
            "hoverinfo": "skip",
        }

    medians = {
        "type": "scatter",
        "mode": "markers",
        "x": np.array([row.p50 for row in rows]),
        "y": at,
        "marker": {"symbol": "line-ns", "size": 22, "line": {"width": 3, "color": colour}, "color": colour},
        "hovertext": hovers,
        "hoverinfo": "text",
    }
    names = {
        "type": "scatter",
        "mode": "text",
        "x": np.zeros(len(rows)),
        "y": at - 0.42,
        "text": labels,
        "textposition": "middle right",
        "textfont": {"color": INK, "size": 13},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
    traces = [lines("p10", "p90", 2, 0.75), lines("p25", "p75", 14, 0.35), lines("p50_low", "p50_high", 5, 1), medians]
    if beyond:
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": np.full(len(beyond), top * 0.995),
                "y": at[beyond],
                "marker": {"symbol": "triangle-right", "size": 11, "color": colour},
                "hovertext": [
                    f"The interval goes on to {wording.money(rows[r].p50_high, currency, per)}" for r in beyond
                ],
                "hoverinfo": "text",
            }
        )
    if _beside(rows[0]):
        traces += _beside_traces(rows, currency, per)
    return figure(
        [*traces, names],
        ROW_HEIGHT * len(rows) + MARGIN,
        xaxis=money_axis(top, currency, per),
        yaxis={"visible": False, "range": [len(rows) - 0.5, -0.75], "fixedrange": True},
    )


def _beside(row: Any) -> tuple[float, ...]:
    """The other figures of a row, where the exhibit has any."""
    return (row.published_low, row.published_high, row.official_average) if hasattr(row, "published_low") else ()


def _beside_traces(rows: list[Any], currency: str, per: Period) -> list[dict[str, Any]]:
    """Published figures as open diamonds, the official average as a dotted line."""
    at = np.arange(len(rows))
    ends = np.array([(row.published_low, row.published_high, np.nan) for row in rows])
    said = [
        f"<b>{text(row.group)}</b><br>{wording.count(row.published_n)} published: "
        f"{wording.money(row.published_low, currency, per)} to {wording.money(row.published_high, currency, per)}"
        for row in rows
    ]
    return [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": ends.ravel(),
            "y": np.repeat(at + 0.22, 3),
            "line": {"color": COLOURS["published"], "width": 1, "dash": "dot"},
            "marker": {"symbol": "diamond-open", "size": 9, "color": COLOURS["published"], "line": {"width": 2}},
            "hovertext": [words for words in said for _ in range(3)],
            "hoverinfo": "text",
        },
        {
            "type": "scatter",
            "mode": "lines",
            "x": np.repeat([row.official_average for row in rows], 3),
            "y": np.column_stack([at - 0.5, at + 0.5, np.full(len(rows), np.nan)]).ravel(),
            "line": {"color": COLOURS["measured"], "width": 2, "dash": "dot"},
            "hoverinfo": "skip",
        },
    ]


def distribution(exhibit: Exhibit, *, currency: str, per: Period, kind: Kind) -> Figure:
    """The share of rows in each step of pay; open steps at the ends are drawn as wide as the others."""
    starts, ends, shares = (np.asarray(exhibit.data[name], float) for name in ("pay_from", "pay_to", "share"))
    width = float(np.nanmedian(ends - starts))
    hovers = []
    for start, end, share in zip(starts, ends, shares, strict=True):
        low, high = wording.money(start, currency, per), wording.money(end, currency, per)
        reach = f"{low} or more" if np.isnan(end) else f"below {high}" if np.isnan(start) else f"{low} to {high}"
        hovers.append(f"{reach}<br>{wording.percent(share, 1)}")
    starts, ends = np.where(np.isnan(starts), ends - width, starts), np.where(np.isnan(ends), starts + width, ends)
    bars = {
        "type": "bar",
        "x": (starts + ends) / 2,
        "width": ends - starts,
        "y": shares * 100,
        "marker": {"color": COLOURS[kind], "opacity": 1, "line": {"width": 0}},
        "hovertext": hovers,
        "hoverinfo": "text",
        "textposition": "none",
    }
    return figure(
        [bars],
        260,
        bargap=0.06,
        xaxis=money_axis(float(ends[-1]), currency, per),
        yaxis={
            "ticksuffix": "%",
            "fixedrange": True,
            "rangemode": "tozero",
            "nticks": 5,
            "title": None,
            "tickfont": {"color": INK, "size": 12},
        },
    )


def ratios(exhibit: Exhibit) -> Figure:
    """A mark with its interval for each group, beside the line of equality at 100; halving is as far as doubling."""
    rows = [row for row in exhibit.rows if not np.isnan(row.ratio)]
    at = np.arange(len(rows))
    ends = np.array([(row.ratio_low, row.ratio_high, np.nan) for row in rows]) * 100
    labels = [f"<b>{text(row.group)}</b>  {row.ratio * 100:.0f}  ·  n {wording.count(row.n)}" for row in rows]
    shared = {"type": "scatter", "hoverinfo": "skip"}
    low, high = np.log10([min(80.0, float(ends[:, 0].min())) / 1.5, max(125.0, float(ends[:, 1].max())) * 1.05])
    colour = COLOURS["yours"]
    return figure(
        [
            shared
            | {"mode": "lines", "x": [100, 100], "y": [-0.75, len(rows) - 0.5], "line": {"color": INK, "dash": "dot"}},
            shared
            | {
                "mode": "lines",
                "x": ends.ravel(),
                "y": np.repeat(at, 3),
                "line": {"color": colour, "width": 5},
                "opacity": 0.5,
            },
            shared
            | {
                "mode": "markers",
                "x": np.array([row.ratio * 100 for row in rows]),
                "y": at,
                "marker": {"symbol": "line-ns", "size": 22, "line": {"width": 3, "color": colour}, "color": colour},
            },
            shared
            | {
                "mode": "text",
                "x": np.full(len(rows), 10**low * 1.01),  # inside the range, whatever the rounding
                "y": at - 0.42,
                "text": labels,
                "textposition": "middle right",
                "textfont": {"color": INK, "size": 13},
                "cliponaxis": False,
            },
        ],
        ROW_HEIGHT * len(rows) + MARGIN,
        xaxis={
            "type": "log",
            "range": [low, high],
            "tickvals": [25, 50, 75, 100, 150, 200, 300, 400, 600, 800],
            "fixedrange": True,
            "tickfont": {"color": INK, "size": 12},
        },
        yaxis={"visible": False, "range": [len(rows) - 0.5, -0.75], "fixedrange": True},
    )
