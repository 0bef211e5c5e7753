"""Old claims in later rupees, within one published series of consumer prices; series are never chained.

The index of base 2012 ends where that of base 2024 begins anew. A claim is aged to the last month of the series that
covers its date, no further; where none does, it stays as published.
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
    """Consumer prices of one base: level by month, such as "2024-07", without a break.

    Args:
        indicator: its name in `labour_market.csv`.
        level: the index; months that are not known are absent.
    """

    indicator: str
    level: dict[str, float]

    @property
    def last(self) -> str:
        """The last month that is known."""
        return max(self.level)


@dataclass(frozen=True)
class Ageing:
    """How a claim of some date is stated in later rupees.

    Attributes:
        factor: by what pay is multiplied.
        series: the indicator used, which is one of a single base.
        since, until: the month or year of the claim, and the last month of the series.
        months: how many months of the claim's period the series knows: one where it is dated to the month.
    """

    factor: float
    series: str
    since: str
    until: str
    months: int


def price_series(labour_market: pd.DataFrame, area: str = "all") -> tuple[Series, ...]:
    """The series of consumer prices of India, one for each base, the oldest first.

    Args:
        labour_market: the table of `labour_market.csv`.
        area: "all", "rural" or "urban".
    """
    rows = labour_market[(labour_market["geography"] == INDIA) & (labour_market["area"] == area)]
    both_bases = [Series(f"consumer_prices_{base}", months_of_base(rows, base)) for base in (OLD, NEW)]
    return tuple(series for series in both_bases if series.level)


def ageing_of(published: str, series: Sequence[Series]) -> Ageing | None:
    """How to age a claim: by the latest series that covers its date; None where no index does.

    Args:
        published: "2024", "2024-03" or "2024-03-15"; a year counts as the mean of its twelve months, which the
            series must all know. Empty where the claim has no date.

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
    """Claims in later rupees where a series covers their date; the others as published, without a factor.

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
