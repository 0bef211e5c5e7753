"""The style that all charts share, as plotly figures. Nothing here computes a statistic.

Figures are built from plain dictionaries, which takes a millisecond where the usual ways take sixty. Colours are the
placeholders that Streamlit's theme replaces by the palettes of `.streamlit/config.toml`, light and dark.
"""

from __future__ import annotations

import html
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.graph_objects import Figure as Figure

from analytics.model import Kind
from analytics.presenting import wording
from analytics.statistics.bands import Period

COLOURS: dict[Kind, str] = {"posted": "#000001", "published": "#000002", "measured": "#000003", "yours": "#000004"}
"""The same colour means the same kind of figure on every page: places 1 to 4 of the theme's chart colours."""

INK = "#000007"
"""Text and axes: place 7 of the theme's chart colours, a grey that can be read in both looks."""

MARGIN = 46
"""Room above and below the rows of a chart with an axis, in pixels."""
NO_TEMPLATE = go.layout.Template()  # the default one is nine tenths of a small figure


def config(file_name: str) -> dict[str, object]:
    """How a chart behaves: nothing in it catches a thumb while scrolling, and the buttons are on the card.

    The file name is for the pictures that the page itself takes, with title and source.
    """
    return {
        "displayModeBar": False,
        "showSendToCloud": False,
        "scrollZoom": False,
        "toImageButtonOptions": {"filename": file_name},
    }


def figure(data: list[dict[str, Any]], height: int, **layout: object) -> Figure:
    """Traces in the style of the site: no title, no legend, no zoom, the text's own colour and font."""
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
    chart: Figure = Figure({"data": data, "layout": dress | layout}, skip_invalid=True, _validate=False)
    return chart


def mark_below(rows: float) -> dict[str, float]:
    """Marks a trace of names: each stands this many rows above its mark.

    Where a screen has room, the server's drawing puts such names beside their marks (svg.py, media.css).
    """
    return {"mark_below": rows}


def text(value: object) -> str:
    """A name as plotly shows it letter by letter: markup in it stays text."""
    return html.escape(wording.strip_bidi_controls(value), quote=False)


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
