"""An estimate as a chart: outlines only, so that it never looks like counted pay."""

from __future__ import annotations

from typing import Any

import numpy as np
from plotly.graph_objects import Figure

from analytics.presenting import phrases, traces
from analytics.presenting.figures import COLOURS, figure, money_axis
from analytics.presenting.messages import _
from analytics.presenting.wording import count
from analytics.topics.estimates.answer import EstimateAnswer

HALF_BAR = 0.12
"""Half the height of the bar, in rows."""


def estimate(answer: EstimateAnswer) -> Figure:
    """Dotted line: 8 in 10 offers; dashed outline: the middle half; line and ring: the median with its interval."""
    context, estimated = answer.context, answer.estimate
    colour, at = COLOURS[context.kind], np.zeros(1)
    top = 1.04 * max(estimated.offer_high, estimated.p75, 1.1 * estimated.p50)
    words = _("estimated {median} · n {n}", median=figure_in_words(answer, "p50"), n=count(estimated.n_direct))
    offers = traces.lines([estimated.offer_low], [min(estimated.offer_high, top)], at, colour, 2)
    return figure(
        [
            offers | {"line": {"color": colour, "width": 2, "dash": "dot"}},
            _outline(estimated.p25, estimated.p75, colour),
            traces.lines([estimated.p50_low], [min(estimated.p50_high, top)], at, colour, 2),
            traces.marks(np.array([estimated.p50]), at, colour, "circle-open", hovertext=[words]),
            traces.labels([(phrases.population(context.filters, context.kind), words)], 0.0),
        ],
        traces.height(1),
        xaxis=money_axis(top, context.currency, context.per),
        yaxis=traces.rows_axis(1),
    )


def figure_in_words(answer: EstimateAnswer, name: str) -> str:
    """A figure rounded to what the median's interval supports; "or less" at the least pay the source takes."""
    context, estimated = answer.context, answer.estimate
    if name in estimated.at_floor and context.floor is not None:
        return _("{floor} or less", floor=phrases.to_the_rupee(context, context.floor))
    return phrases.pay(context, getattr(estimated, name), (estimated.p50_high - estimated.p50_low) / 2)


def _outline(low: float, high: float, colour: str) -> dict[str, Any]:
    """A bar as a dashed outline."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": np.array([low, high, high, low, low]),
        "y": np.array([-1, -1, 1, 1, -1]) * HALF_BAR,
        "line": {"color": colour, "width": 2, "dash": "dash"},
        "hoverinfo": "skip",
    }
