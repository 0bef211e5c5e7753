"""The legal minimum wages of states, each looked up once: a look-up takes longer than an estimate."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import pandas as pd

from analytics.topics.standing.answer import LegalMinimum, legal_minimum

MOST_KEPT = 512
"""The most look-ups to cache: all states for about two weeks."""


class LegalMinimums:
    """The minimum wage for clerical work by state and day.

    >>> from analytics.reading import packaged
    >>> minimums = LegalMinimums(packaged.read("minimum_wages"))
    >>> minimums.highest(["Bihar", "Delhi"], "2026-11-29").state
    'Delhi'
    >>> minimums.highest([], "2026-11-29")
    """

    def __init__(self, wages: pd.DataFrame) -> None:
        """Keep the table.

        Args:
            wages: `minimum_wages.csv`.
        """
        wages_of = dict(iter(wages.groupby("state")))
        empty = wages[:0]
        self._bounds = wages.groupby("state")["per_month"].max().to_dict()

        def look_up(state: str, on: str) -> LegalMinimum | None:
            return legal_minimum(wages_of.get(state, empty), state, on)

        self._look_up = lru_cache(MOST_KEPT)(look_up)

    def highest(self, states: Iterable[str], on: str) -> LegalMinimum | None:
        """The minimum of the state whose highest wage is greatest on an ISO day; None if no state has one.

        States whose highest wage for any work and day is below one already found are skipped.
        """
        highest: LegalMinimum | None = None
        for state in sorted(states, key=lambda state: self._bounds.get(state, 0.0), reverse=True):
            if highest is not None and highest_of(highest) >= self._bounds.get(state, 0.0):
                break
            minimum = self._look_up(state, on)
            if minimum is not None and (highest is None or highest_of(minimum) > highest_of(highest)):
                highest = minimum
        return highest


def highest_of(legal: LegalMinimum) -> float:
    """The highest figure of a legal minimum, counting a newer order even if it is only reported."""
    return max(legal.high, legal.reported_high) if legal.reported_from else legal.high
