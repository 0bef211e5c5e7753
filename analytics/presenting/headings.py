"""Decide whether a heading may name a group: it needs enough rows and employers, and a clear interval."""

from __future__ import annotations

from analytics.statistics.bands import FEWEST_CLUSTERS, SHOWN_FROM, Band

LEAST_ROWS = SHOWN_FROM["p10"]
"""The rows (or employers, if each counts once) that a group needs to be named as the highest or the lowest."""


def can_be_named(band: Band) -> bool:
    """Whether a group may be named in a heading, a ranking or a comparison."""
    return (
        band.has_median
        and band.counting >= LEAST_ROWS
        and not band.flagged
        and band.quality != "unreliable"
        and (band.employers is None or band.employers >= FEWEST_CLUSTERS)
    )


def surely_above(band: Band, lower_band: Band) -> bool:
    """Whether one group's median is above another's beyond doubt: their 95 % intervals do not overlap."""
    return band.p50.low > lower_band.p50.high
