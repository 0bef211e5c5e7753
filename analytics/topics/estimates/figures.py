"""An estimate as a chart: outlines only, so that it never looks like counted pay."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from plotly.graph_objects import Figure

from analytics.presenting import phrases, traces
from analytics.presenting.figures import COLOURS, pay_figure
from analytics.presenting.messages import _
from analytics.presenting.wording import count
from analytics.topics.estimates.answer import EstimateAnswer

HALF_BAR = 0.12
"""Half the height of the bar, in rows."""


def estimates(answers: Sequence[EstimateAnswer]) -> Figure:
    """One row each. Dotted: 8 in 10 offers; dashed outline: the middle half; ring: the median with its interval."""
    context, values = answers[0].context, [answer.estimate for answer in answers]
    colour, rows = COLOURS[context.kind], np.arange(len(answers))
    top = traces.end_of_axis(
        [(estimate.offer_high, estimate.p75, estimate.p50_high, 1.1 * estimate.p50) for estimate in values]
    )
    words = [
        _("estimated {median} · n {n}", median=figure_in_words(answer, "p50"), n=count(answer.estimate.n_direct))
        for answer in answers
    ]
    names = [phrases.population(answer.context.filters, context.kind) for answer in answers]
    low, high = ([getattr(estimate, name) for estimate in values] for name in ("offer_low", "offer_high"))
    median_low, median_high = ([getattr(estimate, name) for estimate in values] for name in ("p50_low", "p50_high"))
    offers = traces.lines(low, high, rows, colour, 2)
    return pay_figure(
        [
            offers | {"line": {"color": colour, "width": 2, "dash": "dot"}},
            *(_outline(estimate.p25, estimate.p75, row, colour) for row, estimate in enumerate(values)),
            traces.lines(median_low, median_high, rows, colour, 2),
            traces.marks(np.array([estimate.p50 for estimate in values]), rows, colour, "circle-open", hovertext=words),
            traces.labels(list(zip(names, words, strict=True)), 0.0),
        ],
        top,
        context.currency,
        context.per,
        height=traces.height(len(answers)),
        yaxis=traces.rows_axis(len(answers)),
    )


def figure_in_words(answer: EstimateAnswer, name: str) -> str:
    """A figure rounded to what the median's interval supports; "or less" at the source's floor."""
    context, figure = answer.context, answer.estimate
    if name in figure.at_floor and context.floor is not None:
        return _("{floor} or less", floor=phrases.to_the_rupee(context, context.floor))
    return phrases.pay(context, getattr(figure, name), (figure.p50_high - figure.p50_low) / 2)


def _outline(low: float, high: float, row: int, colour: str) -> dict[str, object]:
    """A bar as a dashed outline."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": np.array([low, high, high, low, low]),
        "y": row + np.array([-1, -1, 1, 1, -1]) * HALF_BAR,
        "line": {"color": colour, "width": 2, "dash": "dash"},
        "hoverinfo": "skip",
    }
