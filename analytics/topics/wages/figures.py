"""Minimum wages as steps through time."""

from __future__ import annotations

from plotly.graph_objects import Figure

from analytics.presenting.values import LEGAL_UNIT
from analytics.topics.series.figures import line_chart
from analytics.topics.wages.answer import WagesAnswer


def steps(answer: WagesAnswer) -> Figure:
    """A line for each zone; each wage holds until the next order."""
    return line_chart(answer.series(), LEGAL_UNIT, steps=True)
