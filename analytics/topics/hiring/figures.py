"""Changes of hiring as ranked bars."""

from __future__ import annotations

from plotly.graph_objects import Figure

from analytics.presenting import periods
from analytics.presenting.ranked_bars import Bar, ranked_bars
from analytics.topics.hiring.answer import HiringAnswer
from analytics.topics.states.figures import COLOUR


def ranking(answer: HiringAnswer) -> Figure:
    """A bar for each sector or city, with its month."""
    bars = [Bar(change.name, change.percent, periods.words(change.start, change.end)) for change in answer.changes]
    return ranked_bars(bars, "change", COLOUR)
