"""The pay of a file against a reference, as a chart."""

from __future__ import annotations

import numpy as np
from plotly.graph_objects import Figure

from analytics.presenting import traces
from analytics.presenting.figures import COLOURS, INK, figure
from analytics.presenting.messages import _
from analytics.presenting.wording import count
from analytics.topics.imports.answer import ComparedGroup, ComparisonAnswer

TICKS = (25, 50, 75, 100, 150, 200, 300, 400, 600, 800)


def ratios(answer: ComparisonAnswer) -> Figure:
    """A mark with its interval for each group, beside the line of equality at 100; halving is as far as doubling."""
    rows = [group for group in answer.groups if group.has_medians]
    ends = np.array([(row.ratio_low, row.ratio_high, np.nan) for row in rows]) * 100
    low, high = np.log10([min(80.0, float(ends[:, 0].min())) / 1.5, max(125.0, float(ends[:, 1].max())) * 1.05])
    named_rows = traces.named_rows([(row.group, _label(row)) for row in rows])
    places = named_rows.places
    shared = {"type": "scatter", "hoverinfo": "skip"}
    lines = shared | {"mode": "lines"}
    mark = {"symbol": "line-ns", "size": 22, "line": {"width": 3, "color": COLOURS["yours"]}, "color": COLOURS["yours"]}
    return figure(
        [
            lines | {"x": [100, 100], "y": [0, named_rows.end], "line": {"color": INK, "dash": "dot"}},
            lines
            | {
                "x": ends.ravel(),
                "y": np.repeat(places, 3),
                "line": {"color": COLOURS["yours"], "width": 5},
                "opacity": 0.5,
            },
            shared | {"mode": "markers", "x": np.array([row.ratio * 100 for row in rows]), "y": places, "marker": mark},
        ],
        xaxis={
            "type": "log",
            "range": [low, high],
            "tickvals": TICKS,
            "fixedrange": True,
            "tickfont": {"color": INK, "size": 12},
        },
        **named_rows.layout,
    )


def _label(row: ComparedGroup) -> str:
    return _("{ratio} · n {n}", ratio=count(round(row.ratio * 100)), n=count(row.n))
