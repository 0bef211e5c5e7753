"""The columns of a table of bands and their meanings, shared by every topic that shows bands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from analytics.market.benchmarks import Benchmark
from analytics.model import Count
from analytics.presenting import phrases
from analytics.presenting.exhibit import Column
from analytics.presenting.messages import _
from analytics.statistics.bands import QUANTILES, Band
from analytics.texts import N_
from analytics.view import Context

QUALITY_HELP = N_(
    "How sure the median is: the half-width of its 95 % interval ÷ 1.96 ÷ the median. Up to 5 % precise, up to 10 % "
    "reasonably precise, up to 20 % acceptable, above that unreliable. Never better than unreliable where fewer than "
    "five employers or one with over a quarter stand behind it."
)
QUANTILE_LABELS = {
    "p10": N_("10 in 100 below"),
    "p25": N_("25 in 100 below"),
    "p50": N_("Median"),
    "p75": N_("75 in 100 below"),
    "p90": N_("90 in 100 below"),
}
Data = dict[str, object]


def band_data(
    bands: Sequence[Band], *, ranges: bool, count: Count = "posts", quantiles: Sequence[str] = tuple(QUANTILES)
) -> Data:
    """The figures of bands as columns: n and employers, quantiles with their limits and bounds, quality and flag."""
    data: Data = {"n": np.array([band.n for band in bands], np.int64)}
    if count != "posts":
        data["counted"] = [count] * len(bands)
    if any(band.employers is not None for band in bands):
        data["employers"] = np.array([band.employers or 0 for band in bands], np.int64)
        data["largest_employer_share"] = np.array([band.largest_share for band in bands])
        data["p50_without_largest"] = np.array([band.without_largest for band in bands])
    if not all(np.isnan(band.at_floor) for band in bands):
        data["at_floor"] = np.array([band.at_floor for band in bands])
    for name in quantiles:
        values = [getattr(band, name) for band in bands]
        figures = np.array([(value.value, value.low, value.high) for value in values]).reshape(-1, 3).T
        data |= {name: figures[0], f"{name}_low": figures[1], f"{name}_high": figures[2]}
        if any(value.at_floor for value in values):
            data[f"{name}_at_floor"] = [_("yes") if value.at_floor else "" for value in values]
    data["quality"] = [band.quality for band in bands]
    if "employers" in data:
        data["flagged"] = [_("yes") if band.flagged else "" for band in bands]
    if ranges:
        for end in ("of_lows", "of_highs"):
            for name in quantiles:
                data[f"{name}_{end}"] = np.array([getattr(getattr(band, name), end) for band in bands])
    return data


def benchmark_data(benchmarks: Sequence[Benchmark]) -> Data:
    """The benchmarks of each band, as columns."""
    return {
        "published_low": np.array([benchmark.published_low for benchmark in benchmarks]),
        "published_high": np.array([benchmark.published_high for benchmark in benchmarks]),
        "published_n": np.array([benchmark.published_n for benchmark in benchmarks], np.int64),
        "official_average": np.array([benchmark.official_average for benchmark in benchmarks]),
    }


def describe(data: Data, context: Context, columns: Mapping[str, Column] | None = None) -> tuple[Column, ...]:
    """Describe each column of a table.

    Args:
        data: the columns of the table.
        context: what they are about.
        columns: descriptions of further columns, by name; all others are those of bands.
    """
    return tuple((columns or {}).get(name) or band_column(name, context) for name in data)


def group_column(by: str, context: Context, name: str) -> Column:
    """The column, of this name, with the values of the dimension that makes the groups."""
    return Column(name, context.titles[by], "", _("The group"))


def band_column(name: str, context: Context) -> Column:
    """Describe a column of a table of bands."""
    rows, unit = phrases.noun(context.kind), context.unit
    if name == "n":
        return Column(name, phrases.noun_title(context.kind), "count",
                      _("How many {rows} the figures of this row come from", rows=rows))  # fmt: skip
    fixed = {
        "employers": Column(name, _("Employers"), "count", _("How many employers they come from")),
        "counted": Column(
            name,
            _("Counted once"),
            "",
            _("What counts once in the figures of this row, however many {rows} it has", rows=rows),
        ),
        "largest_employer_share": Column(
            name, _("Largest employer"), "share", _("Share of these rows that the largest employer has")
        ),
        "p50_without_largest": Column(
            name, _("Median without it"), unit, _("Median without the largest employer; empty where too few are left")
        ),
        "at_floor": Column(
            name, _("At the floor"), "share", _("Share of rows that start at the least pay this source takes")
        ),
        "quality": Column(name, _("Quality"), "", _(QUALITY_HELP)),
        "flagged": Column(
            name,
            _("Few employers"),
            "",
            _("Whether it rests on fewer than five employers, or largely on one: then no heading names it"),
        ),
        "published_low": Column(name, _("Lowest published"), unit, _("Lowest published figure of the group")),
        "published_high": Column(name, _("Highest published"), unit, _("Highest published figure of the group")),
        "published_n": Column(name, _("Published"), "count", _("How many published figures the group has")),
        "official_average": Column(
            name, _("Official average"), unit, _("Mean earnings of regular employees in towns (PLFS)")
        ),
    }
    return fixed.get(name) or _quantile_column(name, context)


def _quantile_column(name: str, context: Context) -> Column:
    quantile, end = name.partition("_")[::2]
    label, rows = _(QUANTILE_LABELS[quantile]), phrases.noun(context.kind)
    share = round(QUANTILES[quantile] * 100)
    words = {
        "": (label, _("{share} in 100 {rows} are below", share=share, rows=rows)),
        "low": (_("{quantile}, lower limit", quantile=label), _("Lower end of the 95 % interval of {p}", p=quantile)),
        "high": (_("{quantile}, upper limit", quantile=label), _("Upper end of the 95 % interval of {p}", p=quantile)),
        "at_floor": (
            _("{quantile} at the floor", quantile=label),
            _("Whether {p} is the least pay this source takes: the truth may be less", p=quantile),
        ),
        "of_lows": (
            _("{quantile} of the low ends", quantile=label),
            _("{p} of the low ends of the ranges: a bound of {p}", p=quantile),
        ),
        "of_highs": (
            _("{quantile} of the high ends", quantile=label),
            _("{p} of the high ends of the ranges: a bound of {p}", p=quantile),
        ),
    }
    return Column(name, words[end][0], "" if end == "at_floor" else context.unit, words[end][1])
