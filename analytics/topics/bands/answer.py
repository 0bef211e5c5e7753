"""What does work pay? The bands of groups, as numbers without words or charts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

import numpy as np

from analytics.market.benchmarks import Benchmark
from analytics.model import Filters, Measure, Survey
from analytics.statistics.bands import NO_ROWS, SHOWN_FROM, Band, Period, band_rows
from analytics.statistics.order_statistics import Groups
from analytics.texts import N_
from analytics.view import Context, RowsWithout, View

FLOOR_NAMED = 0.1
"""From this share of rows at the source's floor, the floor is named and drawn."""
OVERVIEW = ("experience", "city", "sector")
"""The dimensions whose bands the overview shows."""
LARGEST = 12
"""The default number of groups in an answer: those with the most rows."""
LARGEST_ROLES = 6
"""The roles in the overview, which take about as much room as the levels of experience."""

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


@dataclass(frozen=True)
class BandsAnswer:
    """The bands of the groups of one dimension.

    Args:
        context: what they are about.
        by: the dimension; the survey may lack it.
        bands: in display order.
        groups: the total number of groups.
        total: one band of all rows of the selection.
        overlapping: whether a row can be in several groups.
        benchmarks: the benchmarks of each band, if requested.
        benchmark_period: the period of the official averages.
        rows_without: if no group has a median, the filters responsible, each with the n without it.
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


def overview(view: View) -> tuple[tuple[str, int], ...]:
    """The dimensions of the overview of a selection, each with the number of its groups to show.

    A single value, such as one level of experience, has nothing to compare with, so roles replace it.
    """
    role = ("role", LARGEST_ROLES)
    several = ((name, LARGEST) if len(view.filters[name]) != 1 else role for name in OVERVIEW)
    has_roles = "role" in view.survey.dimensions and len(view.filters["role"]) != 1
    questions = [question for question in dict.fromkeys(several) if question != role or has_roles]
    return tuple(questions) or ((OVERVIEW[0], LARGEST),)


def bands(view: View, by: str, largest: int | None = LARGEST) -> BandsAnswer:
    """The bands of the groups of one dimension: the largest groups, or all of them.

    Dimensions with a natural order keep it; others are ranked by median, groups of few employers last.
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


_whole: WeakKeyDictionary[Survey, dict[tuple[Filters, Measure, Period], Band]] = WeakKeyDictionary()
"""A cache of the bands of whole selections: most answers about a selection need the same one."""
WHOLE_AT_MOST = 200
"""The most bands to cache per survey."""


def whole(view: View, filters: Filters | None = None) -> Band:
    """One band of all rows that pass the filters: those of the view, or others."""
    bands = _whole.setdefault(view.survey, {})
    key = view.filters if filters is None else filters, view.measure, view.per
    if (band := bands.get(key)) is None:
        band = next(iter(band_rows(view.survey, (), *key)), NO_ROWS)
        if len(bands) >= WHOLE_AT_MOST:
            bands.clear()
        bands[key] = band
    return band


def total(view: View) -> BandsAnswer:
    """One band of the whole selection."""
    band = whole(view)
    return BandsAnswer(
        view.context(), "", (band,), 1, band, rows_without=() if band.has_median else rows_without_filters(view)
    )


def rows_without_filters(view: View) -> RowsWithout:
    """Count the rows without each filter, the most first; filters whose removal adds none are omitted.

    A filter on a dimension with a default only widens it: without the filter, the default applies again.
    """
    names = [name for name, _ in view.filters if not view.survey.defaults[name]]
    without = {name: Groups(view.survey, (), view.filters.without(name), view.measure) for name in names}
    helpful = {name: int(rest.n[0]) for name, rest in without.items() if rest.counting[0] >= SHOWN_FROM["p50"]}
    return tuple(sorted(helpful.items(), key=lambda item: -item[1]))
