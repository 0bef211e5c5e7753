"""Shares of advertisements as ranked bars."""

from __future__ import annotations

from plotly.graph_objects import Figure

from analytics.presenting.figures import COLOURS
from analytics.presenting.messages import _
from analytics.presenting.ranked_bars import Bar, ranked_bars
from analytics.topics.adverts.answer import Breakdown, FeatureShares

COLOUR = COLOURS["posted"]


def feature_shares(answer: FeatureShares) -> Figure:
    """A bar for each group and one for all together; the filtered group is highlighted."""
    selection = answer.filters[answer.by]
    bars = [
        Bar(_("All of them"), answer.everything.share, strong=not selection),
        *(Bar(group.name, group.share, strong=group.name in selection[:1]) for group in answer.groups),
    ]
    return ranked_bars(bars, "share", COLOUR)


def breakdown(answer: Breakdown) -> Figure:
    """A bar for each part."""
    return ranked_bars([Bar(part.name, part.share) for part in answer.parts], "share", COLOUR)
