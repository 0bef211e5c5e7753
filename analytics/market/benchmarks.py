"""Benchmarks: figures to compare a band of posted pay with, from published claims and official averages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analytics.model import NOT_STATED, Filters, Survey
from analytics.statistics.bands import MONTHS, Period
from analytics.statistics.order_statistics import Groups

OFFICIAL = "earnings_regular_year"
"""The indicator of the official average: mean earnings of regular employees, by calendar year."""
INDIA = "India"


class Benchmark(NamedTuple):
    """Published and official pay for one group; amounts that do not exist are nan.

    Args:
        published_low, published_high: the lowest and the highest published figure.
        published_n: how many published figures there are.
        official_average: mean earnings of regular employees in the towns of its state, or of India.
    """

    published_low: float
    published_high: float
    published_n: int
    official_average: float


@dataclass(frozen=True, eq=False)
class Benchmarks:
    """Published and official figures that a group of posts can be compared with.

    Args:
        claims: the survey of published figures.
        averages: mean monthly earnings of regular employees in towns, by state, in rupees.
        period: the period of the averages.
        state_of: the state of each city.
    """

    claims: Survey
    averages: Mapping[str, float]
    period: str
    state_of: Mapping[str, str]

    @classmethod
    def of(cls, claims: Survey, official_earnings: pd.DataFrame, cities: pd.DataFrame) -> Benchmarks:
        """Build from the packaged tables: the latest calendar year, towns, both sexes."""
        rows = official_earnings[
            (official_earnings["indicator"] == OFFICIAL)
            & (official_earnings["area"] == "urban")
            & (official_earnings["sex"] == "all")
        ]
        latest = rows[rows["period_end"] == rows["period_end"].max()]
        return cls(
            claims=claims,
            averages=dict(zip(latest["geography"], latest["value"], strict=True)),
            period=str(latest["period_end"].max())[:4],
            state_of=dict(zip(cities["city"], cities["state"], strict=True)),
        )

    def of_groups(self, by: str, groups: Sequence[str], filters: Filters, per: Period) -> list[Benchmark]:
        """The benchmark of each group of a dimension.

        >>> from analytics.model import ALL_ROWS, Dimension, Provenance
        >>> city = Dimension.of("city", "City", ["Pune", "Pune", "Goa"])
        >>> source = Provenance("Example", "nobody", "published")
        >>> claims = Survey.build(
        ...     name="x", provenance=source, low=[20_000.0, 24_000.0, 18_000.0], dimensions=[city]
        ... )
        >>> benchmarks = Benchmarks(claims, {"Maharashtra": 30_000.0}, "2025", {"Pune": "Maharashtra"})
        >>> benchmarks.of_groups("city", ["Pune", "Goa"], ALL_ROWS, "month")[0]
        Benchmark(published_low=20000.0, published_high=24000.0, published_n=2, official_average=30000.0)
        """
        months = MONTHS[per]
        low, high, n = self._published_figures(by, groups, filters)
        averages = [self._average(by, group, filters) for group in groups]
        return [
            Benchmark(first * months, last * months, count, average * months)
            for first, last, count, average in zip(low.tolist(), high.tolist(), n.tolist(), averages, strict=True)
        ]

    def _published_figures(self, by: str, groups: Sequence[str], filters: Filters) -> tuple[Any, Any, Any]:
        low, high, n = np.full(len(groups), np.nan), np.full(len(groups), np.nan), np.zeros(len(groups), np.int64)
        if by not in self.claims.dimensions:
            return low, high, n
        shared = Filters.of({name: values for name, values in filters if name in self.claims.dimensions})
        claim_groups = Groups(self.claims, [by], shared)
        place = {key[0]: index for index, key in enumerate(claim_groups.keys) if claim_groups.n[index]}
        for row, group in enumerate(groups):
            if group in place:
                index = place[group]
                n[row] = claim_groups.n[index]
                low[row], high[row] = claim_groups.at_rank([index, index], [0, n[row] - 1])
        return low, high, n

    def _average(self, by: str, group: str, filters: Filters) -> float:
        """The average of the state that a row names; of India if it names none; nan if it names several."""
        if by == "state":
            states = {group}
        elif by == "city":
            states = {self.state_of.get(group, NOT_STATED)}
        else:
            states = set(filters["state"]) | {self.state_of.get(city, NOT_STATED) for city in filters["city"]} or {
                INDIA
            }
        return self.averages.get(next(iter(states)), float("nan")) if len(states) == 1 else float("nan")
