"""Consumer prices: convert rupees of one month into rupees of another.

The index has two bases, whose levels are never compared directly: the two are linked in the latest month that both
cover, each within its own base. A month between published levels is derived if a later release of the same base states
the change over twelve months: the level of the earlier month is the later level less that change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from statistics import fmean

import numpy as np
import pandas as pd

from analytics.model import NOT_STATED, Survey
from analytics.statistics import disclosure
from analytics.texts import message

OLD, NEW = "2012", "2024"


@dataclass(frozen=True)
class PriceIndex:
    """Prices by month, 100 in the latest month.

    Args:
        level: month such as "2026-07" → prices relative to the base month, in percent; unknown months are absent.
        base_month: the latest month, in whose rupees real pay is stated.
        linked_at: the month in which the two bases were linked.
    """

    level: Mapping[str, float]
    base_month: str
    linked_at: str

    def factor(self, period: str) -> float:
        """How many rupees of the base month buy what one rupee bought in a period; `nan` if no month is known.

        The prices of a quarter or a year are the mean over its known months.

        Args:
            period: "2025-07", "2025-Q3" or "2025".

        Raises:
            ValueError: for anything else.

        >>> index = PriceIndex({"2025-01": 95.0, "2025-02": 97.0, "2026-07": 100.0}, "2026-07", "2025-02")
        >>> round(index.factor("2025-Q1"), 4), index.factor("2019")
        (1.0417, nan)
        """
        try:
            whole = pd.Period(period.replace("-Q", "Q"))
        except ValueError as error:
            raise ValueError(f"a period looks like 2025-07, 2025-Q3 or 2025; got {period!r}") from error
        months = pd.period_range(whole.start_time, whole.end_time, freq="M").astype(str)
        levels = [self.level[month] for month in months if month in self.level]
        return 100 / fmean(levels) if levels else float("nan")


def price_index(labour_market: pd.DataFrame, area: str = "all") -> PriceIndex:
    """The index of consumer prices of India, linked across its change of base.

    Args:
        labour_market: the table of `labour_market.csv`.
        area: "all", "rural" or "urban".

    Raises:
        ValueError: if no month is known in both bases.
    """
    rows = labour_market[(labour_market["geography"] == "India") & (labour_market["area"] == area)]
    old, new = (months_of_base(rows, base) for base in (OLD, NEW))
    common_months = sorted(set(old) & set(new))
    if not common_months:
        raise ValueError(f"consumer prices ({area}): no month has both the base {OLD} and the base {NEW}")
    link = common_months[-1]
    level = {month: value / old[link] for month, value in old.items()}
    level |= {month: value / new[link] for month, value in new.items()}
    latest = max(level)
    return PriceIndex({month: 100 * level[month] / level[latest] for month in sorted(level)}, latest, link)


def in_rupees_of(survey: Survey, index: PriceIndex, dimension: str = "quarter") -> Survey:
    """Convert a survey's pay to rupees of the index's base month.

    Rows of a period with unknown prices lose their pay, and count among the rows left out.

    Args:
        survey: pay in rupees of the day, with a dimension of periods.
        dimension: its name; values such as "2025-Q3", "2025-07" or "2025", one to a row.

    Raises:
        KeyError: for a survey without this dimension.
        ValueError: for a value that is no period, several periods in a row, or another currency.

    >>> from analytics.model import Dimension, Provenance
    >>> quarter = Dimension.of("quarter", "Quarter", ["2025-Q1", "2026-Q3"])
    >>> survey = Survey.build(name="x", provenance=Provenance("Pay", "nobody", "yours"), low=[96, 100],
    ...                       dimensions=[quarter])
    >>> real = in_rupees_of(survey, PriceIndex({"2025-01": 96.0, "2026-07": 100.0}, "2026-07", "2025-01"))
    >>> real.middle.tolist(), real.provenance.title
    ([100.0, 100.0], 'Pay, in rupees of 2026-07')
    """
    if survey.currency != "INR":
        raise ValueError(f"the index is of prices in rupees; the survey is in {survey.currency}")
    periods = survey.dimensions[dimension]
    if periods.cells is not None:
        raise ValueError(f"{dimension} must have one period a row; some rows have several")
    factors = np.array([_factor(index, value) for value in periods.values])[periods.codes]
    unknown = int((np.isnan(factors) * (1 if survey.counts is None else survey.counts)).sum())
    exclusions = dict(survey.rows.left_out) | ({f"no price index for the {dimension}": unknown} if unknown else {})
    source = survey.provenance
    title, short_title = (
        name and message("{title}, in rupees of {month}", title=name, month=index.base_month)
        for name in (source.title, source.short_title)
    )
    real = Survey.build(
        name=survey.name,
        provenance=replace(source, title=title, short_title=short_title),
        low=survey.low * factors,
        high=survey.high * factors if survey.has_ranges else None,
        middle=survey.middle * factors if survey.has_ranges else None,
        dimensions=survey.dimensions.values(),
        counts=survey.counts,
        weights=survey.weights,
        clusters=survey.clusters,
        defaults=survey.defaults,
        rows=replace(survey.rows, left_out=exclusions),
        scope=replace(survey.scope, floor=None, cap=None),  # a floor in nominal rupees is not a floor in real rupees
    )
    return disclosure.protect(real) if survey.provenance.protected else real


def _factor(index: PriceIndex, period: str) -> float:
    return float("nan") if period == NOT_STATED else index.factor(period)


def months_of_base(rows: pd.DataFrame, base: str) -> dict[str, float]:
    """Months of one base: the published ones, and those derived from a twelve-month change."""
    level = _by_month(rows, f"consumer_prices_{base}")
    for month, percent in _by_month(rows, f"inflation_{base}").items():
        year_before = _year(month, -1)
        if month in level:
            level.setdefault(year_before, level[month] / (1 + percent / 100))
        elif year_before in level:
            level[month] = level[year_before] * (1 + percent / 100)
    return level


def _by_month(rows: pd.DataFrame, indicator: str) -> dict[str, float]:
    index_rows = rows[rows["indicator"] == indicator]
    return {
        start[:7]: float(value) for start, value in zip(index_rows["period_start"], index_rows["value"], strict=True)
    }


def _year(month: str, years: int) -> str:
    return f"{int(month[:4]) + years}{month[4:]}"
