"""Adjust old claims for inflation within one published series of consumer prices; series are never chained.

The 2012-base index ends where the 2024-base index starts. A claim is aged to the last month of the series that covers
its date, no further; a claim that no series covers stays as published.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

import pandas as pd

from analytics.market.price_index import NEW, OLD, months_of_base

INDIA = "India"


@dataclass(frozen=True)
class Series:
    """Consumer prices of one base: the level of each month, such as "2024-07", without a break.

    Args:
        indicator: its name in `labour_market.csv`.
        level: the index; unknown months are absent.
    """

    indicator: str
    level: dict[str, float]

    @property
    def last(self) -> str:
        """The last known month."""
        return max(self.level)


@dataclass(frozen=True)
class Ageing:
    """The adjustment that restates a dated claim in later rupees.

    Attributes:
        factor: what pay is multiplied by.
        series: the indicator used, which is one of a single base.
        since, until: the month or year of the claim, and the last month of the series.
        months: how many months of the claim's period the series covers: one for a claim dated to the month.
    """

    factor: float
    series: str
    since: str
    until: str
    months: int


def price_series(labour_market: pd.DataFrame, area: str = "all") -> tuple[Series, ...]:
    """The consumer price series of India, one per base, oldest first.

    Args:
        labour_market: the table of `labour_market.csv`.
        area: "all", "rural" or "urban".
    """
    rows = labour_market[(labour_market["geography"] == INDIA) & (labour_market["area"] == area)]
    both_bases = [Series(f"consumer_prices_{base}", months_of_base(rows, base)) for base in (OLD, NEW)]
    return tuple(series for series in both_bases if series.level)


def ageing_of(published: str, series: Sequence[Series]) -> Ageing | None:
    """The adjustment for a claim, from the latest series that covers its date; None if no series does.

    Args:
        published: "2024", "2024-03" or "2024-03-15"; a year counts as the mean of its twelve months, all of which the
            series must cover. Empty where the claim has no date.

    >>> prices = Series("consumer_prices_2012", {"2023-01": 176.0, "2023-02": 178.0, "2024-07": 193.6})
    >>> ageing_of("2023-01-20", [prices])
    Ageing(factor=1.1, series='consumer_prices_2012', since='2023-01', until='2024-07', months=1)
    >>> ageing_of("2023", [prices]), ageing_of("", [prices]), ageing_of("2024-08", [prices])
    (None, None, None)
    """
    when = published[:7]
    months = [f"{when}-{month:02}" for month in range(1, 13)] if len(when) == 4 else [when]
    for prices in reversed(series):
        if when and all(month in prices.level for month in months):
            factor = prices.level[prices.last] / fmean(prices.level[month] for month in months)
            return Ageing(round(factor, 6), prices.indicator, when, prices.last, len(months))
    return None


def aged_table(claims: pd.DataFrame, series: Sequence[Series]) -> pd.DataFrame:
    """Restate claims in later rupees if a series covers their date; leave the others as published, without a factor.

    Args:
        claims: rows of `published_pay.csv`; their figures as published stay in the columns `published_…`.
        series: see `price_series`.

    Returns:
        The claims with pay in whole rupees a month, and the columns factor, price_series, prices_since, prices_until.

    >>> prices = Series("consumer_prices_2012", {"2023-01": 100.0, "2024-07": 110.0})
    >>> table = pd.DataFrame({"published": ["2023-01", ""], "pay_low": [10_000, 20_000], "pay_middle": [pd.NA, 1],
    ...     "pay_high": [pd.NA, pd.NA]}).astype({"pay_middle": "Int64", "pay_high": "Int64"})
    >>> aged_table(table, [prices])[["pay_low", "factor", "prices_until"]].values.tolist()
    [[11000, 1.1, '2024-07'], [20000, nan, '']]
    """
    steps = [ageing_of(published, series) for published in claims["published"]]
    factors = pd.Series([1.0 if step is None else step.factor for step in steps], index=claims.index)
    pay = {name: (claims[name] * factors).round().astype("Int64") for name in ("pay_low", "pay_middle", "pay_high")}
    return claims.assign(
        **pay,
        factor=[math.nan if step is None else step.factor for step in steps],
        price_series=["" if step is None else step.series for step in steps],
        prices_since=["" if step is None else step.since for step in steps],
        prices_until=["" if step is None else step.until for step in steps],
    )
