"""Tables → plotly figures, in one dress. Nothing here computes a statistic, and nothing else imports plotly.

Figures are built from plain dictionaries, which takes a millisecond where the usual ways take sixty. Colours are the
placeholders that Streamlit's theme replaces by the palettes of `.streamlit/config.toml`, light and dark.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.graph_objects import Figure

from analytics.model import Kind
from analytics.presenting import wording
from analytics.statistics.bands import Period

if TYPE_CHECKING:
    from analytics.presenting.exhibits import Exhibit

COLOURS: dict[Kind, str] = {"posted": "#000001", "published": "#000002", "measured": "#000003", "yours": "#000004"}
"""The same colour means the same kind of figure on every page: places 1 to 4 of the theme's chart colours."""

INK = "#000007"
"""Text and axes: place 7 of the theme's chart colours, a grey that can be read in both looks."""

ROW_HEIGHT, MARGIN = 54, 46
NO_TEMPLATE = go.layout.Template()  # the default one is nine tenths of a small figure


def config(file_name: str) -> dict[str, Any]:
    """What the reader may do with a chart: take it away as a picture; nothing that catches a thumb while scrolling."""
    return {
        "displaylogo": False,
        "showSendToCloud": False,
        "scrollZoom": False,
        "modeBarButtonsToRemove": ["zoom2d", "pan2d", "zoomIn2d", "zoomOut2d", "autoScale2d", "resetScale2d"],
        "toImageButtonOptions": {"format": "svg", "filename": file_name},
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
    built: Figure = Figure({"data": data, "layout": dress | layout}, skip_invalid=True)
    return built


def text(value: object) -> str:
    """A name as plotly shows it letter by letter: markup in it stays text."""
    return html.escape(str(value), quote=False)


def rows_of(table: pd.DataFrame) -> list[Any]:
    """The rows of a table with their columns as attributes; the group's name is at position 1."""
    return list(table.itertuples())


def money_axis(top: float, currency: str, per: Period) -> dict[str, Any]:
    """An axis of pay from zero to `top`, with round ticks written as India writes them."""
    power = 10.0 ** np.floor(np.log10(max(top, 1) / 4))
    step = power * next(factor for factor in (1, 2, 2.5, 5, 10) if factor * power >= top / 5)
    ticks = np.arange(0, top, step)
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


def _broken(starts: Any, ends: Any) -> list[float | None]:
    """The x of separate lines in one trace."""
    return [x for pair in zip(starts, ends, strict=True) for x in (*pair, None)]


def bands(exhibit: Exhibit, *, currency: str, per: Period, kind: Kind) -> Figure:
    """A row for each group: thin line p10–p90, thick bar p25–p75, a mark for the median with its interval.

    The label stands above its bar, so that a phone has the whole width for the pay.
    """
    rows = exhibit.table[exhibit.table["p50"].notna()]
    colour, noun = COLOURS[kind], wording.NOUNS[kind][1]
    at = np.arange(len(rows))
    level = [y for row in at for y in (row, row, None)]
    top = float(np.nanmax(rows[["p90", "p75", "p50_high"]].to_numpy())) * 1.04
    labels, hovers = [], []
    for row in rows_of(rows):
        spread = (row.p50_high - row.p50_low) / 2
        n = wording.count(row.n)
        labels.append(f"<b>{text(row[1])}</b>  {wording.money(row.p50, currency, per, spread=spread)}  ·  n {n}")
        amounts = {
            name: wording.money(getattr(row, name), currency, per)
            for name in ("p10", "p25", "p50", "p75", "p90", "p50_low", "p50_high")
        }
        said = [
            f"<b>{text(row[1])}</b>",
            f"Median {amounts['p50']} ({amounts['p50_low']} to {amounts['p50_high']})",
            f"Middle half {amounts['p25']} to {amounts['p75']}",
            f"8 in 10 {amounts['p10']} to {amounts['p90']}",
            f"{n} {noun} · {row.quality}",
        ]
        hovers.append("<br>".join(line for line in said if "–" not in line or line.startswith("<b>")))

    def lines(low: str, high: str, width: int, opacity: float) -> dict[str, Any]:
        return {
            "type": "scatter",
            "mode": "lines",
            "x": _broken(rows[low].tolist(), rows[high].tolist()),
            "y": level,
            "line": {"color": colour, "width": width},
            "opacity": opacity,
            "hoverinfo": "skip",
        }

    medians = {
        "type": "scatter",
        "mode": "markers",
        "x": rows["p50"].tolist(),
        "y": at.tolist(),
        "marker": {"symbol": "line-ns", "size": 22, "line": {"width": 3, "color": colour}, "color": colour},
        "hovertext": hovers,
        "hoverinfo": "text",
    }
    names = {
        "type": "scatter",
        "mode": "text",
        "x": [0] * len(rows),
        "y": (at - 0.42).tolist(),
        "text": labels,
        "textposition": "middle right",
        "textfont": {"color": INK, "size": 13},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
    return figure(
        [
            lines("p10", "p90", 2, 0.75),
            lines("p25", "p75", 14, 0.35),
            lines("p50_low", "p50_high", 5, 1),
            medians,
            names,
        ],
        ROW_HEIGHT * len(rows) + MARGIN,
        xaxis=money_axis(top, currency, per),
        yaxis={"visible": False, "range": [len(rows) - 0.5, -0.75], "fixedrange": True},
    )


def distribution(exhibit: Exhibit, *, currency: str, per: Period, kind: Kind) -> Figure:
    """The share of rows in each step of pay; open steps at the ends are drawn as wide as the others."""
    table = exhibit.table
    starts, ends = table["pay_from"].to_numpy(float), table["pay_to"].to_numpy(float)
    width = float(np.nanmedian(ends - starts))
    hovers = []
    for start, end, share in zip(starts, ends, table["share"], strict=True):
        low, high = wording.money(start, currency, per), wording.money(end, currency, per)
        reach = f"{low} or more" if np.isnan(end) else f"below {high}" if np.isnan(start) else f"{low} to {high}"
        hovers.append(f"{reach}<br>{wording.percent(share, 1)}")
    starts, ends = np.where(np.isnan(starts), ends - width, starts), np.where(np.isnan(ends), starts + width, ends)
    bars = {
        "type": "bar",
        "x": ((starts + ends) / 2).tolist(),
        "width": (ends - starts).tolist(),
        "y": (table["share"] * 100).tolist(),
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
