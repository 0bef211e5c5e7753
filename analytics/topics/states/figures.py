"""The states as a map of tiles, and as ranked bars."""

from __future__ import annotations

from typing import Any

from plotly.graph_objects import Figure

from analytics.market.tables import INDIA
from analytics.presenting import periods
from analytics.presenting.figures import INK, figure, text
from analytics.presenting.messages import _
from analytics.presenting.ranked_bars import Bar, ranked_bars
from analytics.presenting.values import LEGAL_UNIT, format_value
from analytics.topics.states.answer import StateFigure, StatesAnswer
from analytics.topics.states.names import STATES

COLOUR = "#000003"
"""Measured figures: place 3 of the theme's chart colours."""
FILLS = ("#e3f3ec", "#b5dfce", "#76c2a5", "#1f7d5e", "#07523a")
"""Fill colours of the five steps, pale for low: the same in both themes, with legible text on them."""
HEIGHT = 440
"""The height of the map in pixels. Tiles are as wide as the screen allows: about square on a phone."""
INKS = ("#10231b", "#10231b", "#10231b", "#ffffff", "#ffffff")


def unit_of(answer: StatesAnswer) -> str:
    """The unit of the figures."""
    return answer.indicator.unit if answer.indicator else LEGAL_UNIT


def tile_map(answer: StatesAnswer) -> Figure:
    """One tile for each state and union territory, with its code and value; only an outline where it has no step."""
    unit = unit_of(answer)
    figures = {state_figures.state: state_figures for state_figures in answer.figures}
    legend = _legend(answer, unit)
    tiles = {
        "type": "scatter",
        "mode": "text",
        "x": [tile.column for tile in STATES.values()],
        "y": [tile.row for tile in STATES.values()],
        "text": [f"<b>{tile.code}</b><br>{_short(figures.get(name), unit)}" for name, tile in STATES.items()],
        "textfont": {"size": 12, "color": [_ink(figures.get(name)) for name in STATES]},
        "hovertext": [_hover(name, figures.get(name), unit) for name in STATES],
        "hoverinfo": "text",
    }
    outlines = [_outline(tile.column, tile.row, _fifth(figures.get(name))) for name, tile in STATES.items()]
    return figure(
        [tiles, legend["words"]],
        HEIGHT,
        shapes=[*outlines, *legend["shapes"]],
        xaxis={"visible": False, "range": [0.45, 7.55], "fixedrange": True},
        yaxis={"visible": False, "range": [7.55, -0.55], "fixedrange": True},
        margin={"l": 2, "r": 2, "t": 8, "b": 4, "pad": 0},
    )


def _fifth(state: StateFigure | None) -> int | None:
    return None if state is None else state.fifth


def _ink(state: StateFigure | None) -> str:
    fifth = _fifth(state)
    return INK if fifth is None else INKS[fifth - 1]


def _short(state: StateFigure | None, unit: str) -> str:
    """The value on a tile: rupees in thousands."""
    if state is None:
        return "–"
    return f"{state.value / 1000:.1f}" if unit.startswith("INR") else f"{state.value:g}"


def _hover(name: str, state: StateFigure | None, unit: str) -> str:
    if state is None:
        return f"<b>{text(name)}</b><br>{_('no figure')}"
    return f"<b>{text(name)}</b><br>{format_value(state.value, unit)}<br>{text(period_of(state))}"


def period_of(state: StateFigure) -> str:
    """The period of a figure, in words; a wage holds from its first day."""
    if state.start == state.end:
        return _("from {day}", day=periods.day(state.start))
    return periods.words(state.start, state.end)


def _outline(column: float, row: float, fifth: int | None, half: float = 0.46) -> dict[str, object]:
    return {
        "type": "rect",
        "layer": "below",
        "x0": column - half,
        "x1": column + half,
        "y0": row - half,
        "y1": row + half,
        "line": {"color": INK, "width": 1, "dash": "dot" if fifth is None else "solid"},
        **({} if fifth is None else {"fillcolor": FILLS[fifth - 1]}),
    }


def _legend(answer: StatesAnswer, unit: str) -> dict[str, Any]:
    """The range of each step, in the free corner at the top right."""
    steps = sorted({state.fifth for state in answer.ranked if state.fifth is not None})
    heights = [-0.35 + 0.4 * index for index in range(len(steps))]
    reaches = []
    for step in steps:
        values = [state.value for state in answer.ranked if state.fifth == step]
        reaches.append(f"{format_value(min(values), unit)} – {format_value(max(values), unit)}")
    return {
        "shapes": [_outline(5.1, height, step, 0.15) for height, step in zip(heights, steps, strict=True)],
        "words": {
            "type": "scatter",
            "mode": "text",
            "x": [5.35] * len(steps),
            "y": heights,
            "text": reaches,
            "textposition": "middle right",
            "textfont": {"size": 11, "color": INK},
            "hoverinfo": "skip",
            "cliponaxis": False,
        },
    }


def ranking(answer: StatesAnswer) -> Figure:
    """A bar for each state, the highest first; India is highlighted, and an old figure has its year."""
    bars = [
        Bar(state.state, state.value, "" if state.current else state.start[:4], state.state == INDIA)
        for state in answer.figures
    ]
    return ranked_bars(bars, unit_of(answer), COLOUR)
