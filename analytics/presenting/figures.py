"""The style that all charts share, as plotly figures. Nothing here computes a statistic.

Figures are built from plain dictionaries, which takes one millisecond instead of sixty. Colours are placeholders that
Streamlit's theme replaces with the light and dark palettes of `.streamlit/config.toml`.
"""

from __future__ import annotations

import html
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.graph_objects import Figure as Figure

from analytics.model import Kind
from analytics.presenting import wording
from analytics.presenting.messages import _
from analytics.statistics.bands import Period

COLOURS: dict[Kind, str] = {"posted": "#000001", "published": "#000002", "measured": "#000003", "yours": "#000004"}
"""The same colour means the same kind of figure on every page: places 1 to 4 of the theme's chart colours."""

INK = "#000007"
"""Text and axes: place 7 of the theme's chart colours, a grey that is legible in both themes."""

TITLE = 20
"""Height of the title of an axis, in pixels."""
WASTED = 0.15
"""The part of an axis that may be empty for the sake of zero."""
MARGIN = 46
"""Room above and below the rows of a chart with an axis, in pixels."""
NO_TEMPLATE = go.layout.Template()  # the default template makes up nine tenths of a small figure


def config(file_name: str) -> dict[str, object]:
    """The plotly configuration of a chart: no touch interaction that would catch scrolling, no buttons of its own.

    The file name is for the pictures that the page exports, with title and source.
    """
    return {
        "displayModeBar": False,
        "showSendToCloud": False,
        "scrollZoom": False,
        "toImageButtonOptions": {"filename": file_name},
    }


def figure(data: list[dict[str, Any]], height: int, **layout: object) -> Figure:
    """Build a figure in the house style: no title, no legend, no zoom, the page's text colour and font."""
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
    # Validating each property takes four fifths of a figure's build time; the tests validate them instead.
    chart: Figure = Figure({"data": data, "layout": dress | layout}, skip_invalid=True, _validate=False)
    return chart


def mark_below(rows: float) -> dict[str, float]:
    """Tag a trace of names as standing this many rows above their marks.

    On a wide screen, the server's drawing puts such names beside their marks (svg.py, media.css).
    """
    return {"mark_below": rows}


def text(value: object) -> str:
    """Escape a name for plotly, so that markup in it stays text."""
    return html.escape(wording.strip_bidi_controls(value), quote=False)


def round_step(span: float) -> float:
    """Find a round step that divides a span into at most five parts.

    >>> round_step(10), round_step(110), round_step(3e6)
    (2.0, 25.0, 1000000.0)
    """
    power = 10.0 ** np.floor(np.log10(span / 5))
    return float(power * next(factor for factor in (1, 2, 2.5, 5, 10) if factor * power >= span / 5))


def pay_figure(data: list[dict[str, Any]], top: float, currency: str, per: Period, **layout: Any) -> Figure:
    """Rows of bands and marks along an axis of pay that wastes no room; where it does not start at zero, it says so.

    Bars whose length is the figure belong on an axis from zero (`money_axis`). A band or a mark is read by where it
    stands, so it needs none.
    """
    marks = [np.asarray(trace["x"], float) for trace in data if trace.get("mode") != "text"]
    start = axis_start(float(np.nanmin(np.concatenate(marks))), top)
    axis = money_axis(top, currency, per, start)
    if start:
        data = [trace | {"x": np.full(len(trace["x"]), start)} if "meta" in trace else trace for trace in data]
        remark = _("The axis starts at {pay}, not at zero", pay=wording.tick(start, currency, per))
        axis |= {"title": {"text": remark, "font": {"color": INK, "size": 12}}}
        margin = {"l": 4, "r": 8, "t": 8, "b": 30, "pad": 0} | layout.get("margin", {})
        layout |= {"height": layout["height"] + TITLE, "margin": margin | {"b": margin["b"] + TITLE}}
    return figure(data, xaxis=axis, **layout)


def axis_start(least: float, top: float) -> float:
    """The start of an axis to `top` with nothing below `least`: a round amount, or zero if that is near.

    >>> axis_start(17_000, 60_000), axis_start(17_000, 380_000), axis_start(17_000, 31_000)
    (15000.0, 0.0, 15000.0)
    """
    step = 10.0 ** np.floor(np.log10(max(top, 1))) / 2
    start = float(np.floor(0.98 * least / step) * step)
    return start if start >= WASTED * top else 0.0


def money_axis(top: float, currency: str, per: Period, start: float = 0.0) -> dict[str, Any]:
    """An axis of pay from `start` to `top`, with round ticks written as India writes them.

    Where the axis is cut it has no tick: on a phone a word as long as an amount would leave the card there.
    """
    step = round_step(max(top - start, 1))
    ticks = np.arange(np.floor(start / step) + bool(start), np.ceil(top / step)) * step
    return {
        "range": [start, top],
        "tickvals": ticks.tolist(),
        "ticktext": [wording.tick(tick, currency, per) for tick in ticks],
        "fixedrange": True,
        "showgrid": True,
        "zeroline": True,
        "title": None,
        "tickangle": 0,
        "tickfont": {"color": INK, "size": 12},
    }
