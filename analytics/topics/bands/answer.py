"""What does work pay? The bands of groups, as numbers: no word for a reader, no chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from analytics.model import ALL_ROWS, Filters, Measure, Survey
from analytics.statistics.bands import FEWEST_CLUSTERS, QUANTILES, SHOWN_FROM, Period, band_columns
from analytics.statistics.order_statistics import Groups
from analytics.texts import N_
from analytics.topics.bands.benchmarks import Benchmark
from analytics.topics.view import Context, RowsWithout, View

FLOOR_NAMED = 0.1
"""The share of rows at the least pay the source takes from which it is said and drawn."""
LARGEST = 12
"""How many groups are answered for unless more are asked for: those with the most rows."""

METHOD = N_(
    "Quantiles interpolate linearly (Hyndman–Fan type 7). Intervals hold at least 95 %: exact order statistics "
    "(binomial) "
    "where rows are independent; where they come in clusters, such as posts of one employer, or carry sampling "
    "weights, "
    "Woodruff's method with a variance added up by employer (Korn and Graubard 1998). Medians need 6 rows, quarters "
    "11, "
    "p10 and p90 29; figures from fewer are left empty. Groups of fewer than five employers, or with one that has "
    "over a "
    "quarter of the rows or moves the median out of its interval, are never better than unreliable."
)


class Quantile(NamedTuple):
    """A quantile of pay; what may not be shown is missing (nan).

    Args:
        value: of the measure asked for.
        low, high: its 95 % interval.
        of_lows, of_highs: the same quantile of the low and of the high ends, between which the truth lies.
        at_floor: whether it is the least pay the source takes, so that the truth may be less.
    """

    value: float
    low: float
    high: float
    of_lows: float
    of_highs: float
    at_floor: bool = False

    @property
    def spread(self) -> float:
        """Half the width of the interval."""
        return (self.high - self.low) / 2


@dataclass(frozen=True)
class Band:
    """The pay of one group.

    Args:
        key: its value in each dimension that makes the groups; empty for one group of all rows.
        n: its rows.
        employers: how many employers (or other clusters) they come from; None where the survey does not say.
        largest_share: the share of the rows that the largest employer has; missing (nan) where not known.
        without_largest: the median without that employer; missing where not known or too few remain.
        at_floor: the share of rows that start at the least pay the source takes; missing where it has no floor.
        quality: how sure the median is, in one of four words; None without a median.
        flagged: whether it may not be named in a heading or a ranking, because few employers stand behind it or one of
            them has much of it.
        counts_employers: whether each employer counts once, so that figures need so many employers.
    """

    key: tuple[str, ...]
    n: int
    employers: int | None
    largest_share: float
    without_largest: float
    at_floor: float
    p10: Quantile
    p25: Quantile
    p50: Quantile
    p75: Quantile
    p90: Quantile
    quality: str | None
    flagged: bool
    counts_employers: bool = False

    @property
    def counting(self) -> int:
        """How many count, of which figures need enough: employers where each counts once, else rows."""
        return self.employers or 0 if self.counts_employers else self.n

    def withheld(self, name: str) -> bool:
        """Whether a quantile is missing although rows are enough: too few of them carry the weight beyond it."""
        return bool(np.isnan(getattr(self, name).value)) and self.counting >= SHOWN_FROM[name]

    @property
    def group(self) -> str:
        """Its value in the first dimension."""
        return self.key[0] if self.key else ""

    @property
    def has_median(self) -> bool:
        """Whether it has a median."""
        return not np.isnan(self.p50.value)

    @property
    def few_employers(self) -> bool:
        """Whether fewer employers stand behind it than a heading needs."""
        return self.employers is not None and self.employers < FEWEST_CLUSTERS

    def quantiles(self) -> Iterator[tuple[str, Quantile]]:
        """Its quantiles by name, from the lowest."""
        return ((name, getattr(self, name)) for name in QUANTILES)


@dataclass(frozen=True)
class BandsAnswer:
    """The bands of the groups of one dimension.

    Args:
        context: what they are about.
        by: the dimension; the survey may lack it.
        bands: in display order.
        groups: how many groups there are, with those not answered for.
        total: one band of all rows of the selection.
        overlapping: whether a row can be in several groups.
        benchmarks: what others say of each band, where it was asked for.
        benchmark_period: the period of the official averages.
        rows_without: where no group has a median, the filters that stand in the way, each with the n without it.
    """

    context: Context
    by: str
    bands: tuple[Band, ...]
    groups: int
    total: Band
    overlapping: bool = False
    benchmarks: tuple[Benchmark, ...] = ()
    benchmark_period: str = ""
    rows_without: RowsWithout = ()
    method: str = METHOD

    @property
    def has_dimension(self) -> bool:
        """Whether the survey has the dimension."""
        return self.by in self.context.titles

    @property
    def bands_with_median(self) -> tuple[Band, ...]:
        """The bands that have a median."""
        return tuple(band for band in self.bands if band.has_median)


def bands(view: View, by: str, largest: int | None = LARGEST) -> BandsAnswer:
    """The bands of the groups of one dimension: the largest groups, or all of them.

    Dimensions with an order of their own keep it; all else is ranked by median, groups of few employers last.
    """
    survey, context = view.survey, view.context()
    total = whole(view)
    if by not in survey.dimensions:
        return BandsAnswer(context, by, (), 0, total)
    all_rows = band_rows(survey, [by], view.filters, view.measure, view.per)
    rows = all_rows
    if not survey.dimensions[by].ordered:
        rows = sorted(all_rows, key=lambda band: -band.n)[:largest]
        rows.sort(key=lambda band: (band.flagged, -band.p50.value if band.has_median else np.inf, -band.n))
    answer = BandsAnswer(
        context,
        by,
        tuple(rows),
        groups=len(all_rows),
        total=total,
        overlapping=survey.dimensions[by].cells is not None and sum(band.n for band in all_rows) > total.n,
        rows_without=() if any(band.has_median for band in rows) else rows_without_filters(view),
    )
    if not view.benchmarks:
        return answer
    benchmarks = view.benchmarks.of_groups(by, [band.group for band in rows], view.filters, view.per)
    return replace(answer, benchmarks=tuple(benchmarks), benchmark_period=view.benchmarks.period)


def band_rows(
    survey: Survey,
    by: Sequence[str] = (),
    filters: Filters = ALL_ROWS,
    measure: Measure = "middle",
    per: Period = "month",
    bounds: bool = True,
) -> list[Band]:
    """The bands of `statistics.bands.band_columns` as rows."""
    columns: dict[str, Any] = {
        name: column if isinstance(column, list) else column.tolist()
        for name, column in band_columns(survey, by, filters, measure, per, bounds).items()
    }
    size = len(columns["n"])
    missing = [np.nan] * size

    def column(name: str, otherwise: list[Any]) -> list[Any]:
        values: list[Any] = columns.get(name, otherwise)
        return values

    def quantile(name: str) -> list[Quantile]:
        value = columns[name]
        ends = (columns[f"{name}_low"], columns[f"{name}_high"])
        limits = (column(f"{name}_of_{end}s", missing if survey.has_ranges else value) for end in ("low", "high"))
        at_floor = column(f"{name}_at_floor", [False] * size)
        return [Quantile(*figures) for figures in zip(value, *ends, *limits, at_floor, strict=True)]

    rows = zip(
        zip(*list(columns.values())[: len(by)], strict=True) if by else [()] * size,
        columns["n"],
        column("clusters", [None] * size),
        column("largest_cluster_share", missing),
        column("p50_without_largest", missing),
        column("at_floor", missing),
        *(quantile(name) for name in QUANTILES),
        columns["quality"],
        column("flagged", [False] * size),
        [survey.count_unit == "employers"] * size,
        strict=True,
    )
    return [Band(*row) for row in rows]


_NO_QUANTILE = Quantile(np.nan, np.nan, np.nan, np.nan, np.nan)
NO_ROWS = Band(
    (),
    0,
    None,
    np.nan,
    np.nan,
    np.nan,
    _NO_QUANTILE,
    _NO_QUANTILE,
    _NO_QUANTILE,
    _NO_QUANTILE,
    _NO_QUANTILE,
    None,
    False,
)
"""The band of a group without rows."""


def whole(view: View, filters: Filters | None = None) -> Band:
    """One band of all rows that pass the filters: those of the view, or others."""
    filters_used = view.filters if filters is None else filters
    rows = band_rows(view.survey, (), filters_used, view.measure, view.per)
    return rows[0] if rows else NO_ROWS


def total(view: View) -> BandsAnswer:
    """One band of the whole selection."""
    band = whole(view)
    return BandsAnswer(
        view.context(), "", (band,), 1, band, rows_without=() if band.has_median else rows_without_filters(view)
    )


def rows_without_filters(view: View) -> RowsWithout:
    """How many rows there would be without each filter, for the filters whose removal helps; most first.

    A filter on a dimension with a default only widens it: without the filter, the default would hold again.
    """
    names = [name for name, _ in view.filters if not view.survey.defaults[name]]
    without = {name: Groups(view.survey, (), view.filters.without(name), view.measure) for name in names}
    helpful = {name: int(rest.n[0]) for name, rest in without.items() if rest.counting[0] >= SHOWN_FROM["p50"]}
    return tuple(sorted(helpful.items(), key=lambda item: -item[1]))
