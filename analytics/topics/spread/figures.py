"""How pay spreads, as a chart."""

from __future__ import annotations

import math

import numpy as np
from plotly.graph_objects import Figure

from analytics.presenting import phrases
from analytics.presenting.figures import COLOURS, INK, figure, money_axis
from analytics.presenting.messages import _
from analytics.presenting.wording import percent
from analytics.topics.spread.answer import PayStep, SpreadAnswer
from analytics.view import Context


def spread(answer: SpreadAnswer) -> Figure:
    """The share of rows in each step of pay; open steps at the ends are drawn as wide as the others."""
    context = answer.context
    width = float(np.median([step.pay_to - step.pay_from for step in answer.steps if step.closed]))
    starts = np.array([step.pay_to - width if math.isnan(step.pay_from) else step.pay_from for step in answer.steps])
    ends = np.array([step.pay_from + width if math.isnan(step.pay_to) else step.pay_to for step in answer.steps])
    bars = {
        "type": "bar",
        "x": (starts + ends) / 2,
        "width": ends - starts,
        "y": np.array([step.share for step in answer.steps]) * 100,
        "marker": {"color": COLOURS[context.kind], "opacity": 1, "line": {"width": 0}},
        "hovertext": [f"{_step_in_words(step, context)}<br>{percent(step.share, 1)}" for step in answer.steps],
        "hoverinfo": "text",
        "textposition": "none",
    }
    return figure(
        [bars],
        320,
        bargap=0.06,
        xaxis=money_axis(float(ends[-1]), context.currency, context.per, max(0.0, float(starts[0] - width))),
        yaxis={
            "ticksuffix": "%",
            "fixedrange": True,
            "rangemode": "tozero",
            "nticks": 5,
            "title": None,
            "tickfont": {"color": INK, "size": 12},
        },
    )


def _step_in_words(step: PayStep, context: Context) -> str:
    low, high = phrases.pay(context, step.pay_from), phrases.pay(context, step.pay_to)
    if math.isnan(step.pay_to):
        return _("{low} or more", low=low)
    return _("below {high}", high=high) if math.isnan(step.pay_from) else _("{low} to {high}", low=low, high=high)
