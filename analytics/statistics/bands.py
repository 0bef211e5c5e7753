"""Salary bands: p10, p25, p50, p75 and p90 of groups, with intervals, quality and disclosure rules.

One subject: a quantile, its interval and the number of rows from which it may be shown belong together. They make the
band of a group, which `salary_bands` returns as a row of a table and `band_rows` as a typed value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.model import ALL_ROWS, Filters, Measure, Survey, column_name
from analytics.statistics import disclosure
from analytics.statistics.cluster_sums import ClusterSums
from analytics.statistics.intervals import (
    Z,
    design_effect,
    interval_ranks,
    proportion_limits,
    student_factor,
)
from analytics.statistics.named_employers import EmployersByName, medians_without_largest, too_few_to_tell, with_names
from analytics.statistics.order_statistics import Groups

QUANTILES = {"p10": 0.10, "p25": 0.25, "p50": 0.50, "p75": 0.75, "p90": 0.90}
SHOWN_FROM = {"p10": 29, "p25": 11, "p50": 6, "p75": 11, "p90": 29}
"""The fewest rows from which a distribution-free 95 % interval exists: 1 − pⁿ − (1 − p)ⁿ ≥ 0.95."""
QUALITY = {0.05: "precise", 0.10: "reasonably precise", 0.20: "acceptable", float("inf"): "unreliable"}
"""Upper limits of the median's relative standard error, and their names in the UK's earnings survey (ASHE)."""

UNRELIABLE = QUALITY[float("inf")]
LARGE = 0.10
"""If the largest cluster (employer) has this share of a group's rows, it is reported, with the median without it."""
DOMINANT = 0.25
"""Above this share, one cluster decides a group's figures."""
FEWEST_CLUSTERS = 5
"""The fewest clusters (employers) from which a figure may be generalised: in a heading, on either side of a comparison,
in an effect of experience."""
HEAVIEST = 2
"""How many rows, each as heavy as the heaviest beyond a quantile, a sample may lack: the limits of the quantile allow
for them. This holds for weights that do not depend on pay; `_relative_weights` tells what the others need."""
NEARLY = 1e-9  # a yearly floor ÷ 12 is rarely a whole number of paise

Period = Literal["month", "year"]
MONTHS: dict[Period, int] = {"month": 1, "year": 12}

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Quantile(NamedTuple):
    """A quantile of pay. Figures that may not be shown are missing (nan).

    Args:
        value: of the requested measure.
        low, high: its 95 % interval.
        of_lows, of_highs: the same quantile of the low ends and of the high ends, which bound the true one.
        at_floor: whether it equals the lowest pay that the source accepts, so that the true quantile may be lower.
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
        largest_share: the largest employer's share of the rows; nan if unknown.
        without_largest: the median without that employer; nan if unknown or if too few rows remain.
        at_floor: the share of rows that start at the lowest pay the source accepts; nan if it has no floor.
        quality: how certain the median is, in one of four words; None without a median.
        flagged: whether headings and rankings omit it, because it rests on few employers or mostly on one.
        counts_employers: whether each employer counts once, so figures need a minimum of employers instead of rows.
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
        """The sample size that decides what is shown: employers if each counts once, otherwise rows."""
        return self.employers or 0 if self.counts_employers else self.n

    def withheld(self, name: str) -> bool:
        """Whether a quantile is missing despite enough rows, because too few of them carry the weight beyond it."""
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
        """Whether it has fewer employers than a heading needs."""
        return self.employers is not None and self.employers < FEWEST_CLUSTERS

    def quantiles(self) -> Iterator[tuple[str, Quantile]]:
        """Its quantiles by name, lowest first."""
        return ((name, getattr(self, name)) for name in QUANTILES)


def salary_bands(
    survey: Survey,
    by: Sequence[str] = (),
    filters: Filters = ALL_ROWS,
    measure: Measure = "middle",
    per: Period = "month",
    bounds: bool = True,
) -> pd.DataFrame:
    """The band of each group, with 95 % intervals, its n and its quality.

    Args:
        survey: the rows of pay.
        by: dimensions to group by; none for one band of all rows.
        filters: which values count. The survey's defaults hold for dimensions that are not named.
        measure: the low end, the middle or the high end of each row's range.
        per: whether to state pay per month or per year (twelve months).
        bounds: whether to compute the bounds of ranges too, which takes three times as long.

    Returns:
        One row per group that has rows, in display order: the dimensions of `by`; `n`; for each of p10 to p90 the
        quantile, and the ends of its interval as `p10_low` and `p10_high`; `quality`. In a survey of ranges, as bounds,
        `p10_of_lows` and `p10_of_highs` and so on: the truth lies between the quantile of the low ends and that of
        the high ends. Figures that may not be shown (`SHOWN_FROM`) are missing. Pay in the survey's currency.

        Where rows come in clusters (posts of one employer), `clusters`, how many; `largest_cluster_share`, the share of
        the rows that the largest has; `p50_without_largest`, the median without it, where its share is `LARGE` or more
        (both missing where each employer counts once);
        `flagged`, whether it, or too few others, decide what the median is: then `quality` is "unreliable". With
        clusters or weights, `effective_n`, how many independent rows would tell as much of the median. Where the source
        takes no pay below a floor, `at_floor`, the share of rows that start there, and as `p10_at_floor` and so on
        whether the quantile is the floor itself, so that the truth may be less.

    Method:
        `METHOD`.

    Raises:
        KeyError: for a dimension that the survey lacks.

    >>> from analytics.model import Dimension, Provenance
    >>> city = Dimension.of("city", "City", ["Pune"] * 7 + ["Delhi"] * 3)
    >>> pay = [10, 11, 12, 13, 14, 15, 16, 20, 21, 22]
    >>> survey = Survey.build(name="x", provenance=Provenance("Example", "nobody", "yours"), low=pay, dimensions=[city])
    >>> salary_bands(survey, by=["city"])[["city", "n", "p50", "p50_low", "p50_high"]]
        city  n   p50  p50_low  p50_high
    0  Delhi  3   NaN      NaN       NaN
    1   Pune  7  13.0     10.0      16.0
    """
    columns = band_columns(survey, by, filters, measure, per, bounds)
    return pd.DataFrame(
        {name: texts(column) if isinstance(column, list) else column for name, column in columns.items()}
    )


METHOD = (
    "Quantiles interpolate linearly (Hyndman and Fan 1996, type 7); grouped rows count like repeated rows. Their "
    "intervals are order statistics with binomial ranks (David and Nagaraja 2003, section 7.1), so they hold for every "
    "distribution. Where rows come in clusters, such as posts of one employer, or carry sampling weights, the share of "
    "rows below the quantile has a linearised variance, added up by cluster; its design effect, at least 1 and the "
    "larger of those just below and at the quantile, and Student's t with Kish's number of clusters − 1 make an "
    "effective n. Its exact binomial limits, each as much further as one more row beyond the quantile would move "
    "it, are read off as quantiles (Woodruff 1952; Korn and Graubard 1998). With sampling weights, the quantile is the "
    "inverse of the weighted distribution function, and its limits leave room for two rows as heavy as the heaviest "
    "beyond it, or for r² times two where the rows beyond weigh r times the mean. A quantile then needs r² times the "
    "design effect times as many rows, and is left out without them. "
    "Where each employer counts once, its rows in a group weigh 1 ÷ their number, the variance adds up by employer, "
    "and a quantile needs as many employers as it would need rows."
)


def band_columns(
    survey: Survey,
    by: Sequence[str] = (),
    filters: Filters = ALL_ROWS,
    measure: Measure = "middle",
    per: Period = "month",
    bounds: bool = True,
) -> dict[str, Any]:
    """The columns of `salary_bands`, as arrays of figures and lists of strings."""
    groups = Groups(survey, by, filters, measure)
    occupied = np.flatnonzero(groups.n)
    columns: dict[str, Any] = {"n": groups.n[occupied]}
    table = quantile_table(groups, occupied)
    figures = table.by_quantile()
    for name, (value, low, high) in figures.items():
        columns |= {name: value * MONTHS[per], f"{name}_low": low * MONTHS[per], f"{name}_high": high * MONTHS[per]}
    columns["quality"] = quality(*figures["p50"])
    groups_by_end = {end: Groups(survey, by, filters, end) for end in _ends_needed(survey, groups, bounds)}
    if bounds and survey.has_ranges:
        for end in _stated_ends(survey):
            bounding = quantiles(groups_by_end[end], occupied, intervals=False)
            for name, (value, _, _) in bounding.items():
                displayed_value = np.where(np.isnan(figures[name][0]), np.nan, value)
                columns[f"{name}_of_{end}s"] = displayed_value * MONTHS[per]
    if table.sums is not None:
        columns["effective_n"] = table.effective_n[:, list(QUANTILES).index("p50")]
    if groups.clustered and table.sums is not None:
        columns |= _cluster_columns(groups, occupied, table, MONTHS[per])
        columns["quality"] = [
            word and (UNRELIABLE if is_flagged else word)
            for word, is_flagged in zip(columns["quality"], columns["flagged"], strict=True)
        ]
    if survey.scope.doubt:
        columns["quality"] = [word and UNRELIABLE for word in columns["quality"]]
    if survey.scope.floor is not None and _can_publish_floor(survey, groups):
        columns["at_floor"] = _share_at_floor(groups_by_end["low"], occupied, survey.scope.floor)
        floor = survey.scope.floor * MONTHS[per] * (1 + NEARLY)
        columns |= {f"{name}_at_floor": figures[name][0] * MONTHS[per] <= floor for name in QUANTILES}
    names = [column_name(name, columns) for name in by]
    return {name: [groups.keys[group][index] for group in occupied] for index, name in enumerate(names)} | columns


def band_rows(
    survey: Survey,
    by: Sequence[str] = (),
    filters: Filters = ALL_ROWS,
    measure: Measure = "middle",
    per: Period = "month",
    bounds: bool = True,
) -> list[Band]:
    """The bands of `salary_bands`, one typed value for each group."""
    columns: dict[str, Any] = {
        name: column if isinstance(column, list) else column.tolist()
        for name, column in band_columns(survey, by, filters, measure, per, bounds).items()
    }
    size = len(columns["n"])
    missing = [np.nan] * size

    def column(name: str, otherwise: list[Any]) -> list[object]:
        values: list[object] = columns.get(name, otherwise)
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


def _stated_ends(survey: Survey) -> list[Measure]:
    """The range ends that a survey states."""
    return [end for end in survey.scope.measures if end != "middle"]


def _ends_needed(survey: Survey, groups: Groups, bounds: bool) -> set[Measure]:
    """The range ends that the columns of a band use."""
    ends = set(_stated_ends(survey) if bounds and survey.has_ranges else ())
    if _can_publish_floor(survey, groups):
        ends.add("low")
    return ends


def _can_publish_floor(survey: Survey, groups: Groups) -> bool:
    """Whether the share of rows at the source's floor may be published."""
    return survey.scope.floor is not None and "low" in survey.scope.measures and groups.unprotected is None


def _cluster_columns(groups: Groups, occupied: Integers, table: QuantileTable, months: int) -> dict[str, object]:
    """The number of clusters in each group, the share of the largest, and whether it decides the median."""
    sums = table.sums
    assert sums is not None
    share = sums.largest / sums.mass
    value, low, high = table.by_quantile()["p50"]
    without = np.full(len(occupied), np.nan)
    large = np.flatnonzero((share >= LARGE) & ~np.isnan(value))
    if large.size:
        rest = groups.without(occupied[large], sums.largest_cluster[large])
        without[large] = quantiles(rest, occupied[large], intervals=False)["p50"][0]
    without = np.where(share >= LARGE, medians_without_largest(without, table.by_name), np.nan)
    outside_interval = (without < low) | (without > high)
    decided = (sums.clusters < FEWEST_CLUSTERS) | (share > DOMINANT) | outside_interval
    return {
        "clusters": sums.clusters,
        "largest_cluster_share": np.full(len(occupied), np.nan) if groups.counts_clusters else share,
        "p50_without_largest": np.full(len(occupied), np.nan) if groups.counts_clusters else without * months,
        "flagged": decided | too_few_to_tell(table.by_name),
    }


def _share_at_floor(groups: Groups, occupied: Integers, floor: float) -> Floats:
    """The share of each group's rows that start at the source's floor."""
    inside = groups.between([-np.inf, floor * (1 + NEARLY)])[0, occupied]
    mass = groups.mass[occupied]
    share: Floats = np.divide(inside, mass, out=np.full(len(occupied), np.nan), where=mass > 0)
    return share


@dataclass(frozen=True, eq=False)
class QuantileTable:
    """Quantiles of groups, each with its interval; nan if it may not be shown.

    Attributes:
        value, low, high: groups × quantiles.
        effective_n: groups × quantiles; how many independent rows would tell as much. The rows themselves where nothing
            is known of clusters or weights.
        sums: what the clusters of the groups add up to; None for independent rows.
        by_name: what was known of the groups' employers by name.
    """

    value: Floats
    low: Floats
    high: Floats
    effective_n: Floats
    sums: ClusterSums | None
    by_name: EmployersByName = ()

    def by_quantile(self) -> dict[str, tuple[Floats, Floats, Floats]]:
        """The value, low and high of each quantile, by name."""
        return {
            name: (self.value[:, index], self.low[:, index], self.high[:, index])
            for index, name in enumerate(QUANTILES)
        }


def quantiles(
    groups: Groups, places: NDArray[np.integer], intervals: bool = True
) -> dict[str, tuple[Floats, Floats, Floats]]:
    """Compute each quantile of these groups with its interval, as (value, low, high); nan if it may not be shown.

    Without intervals, the ends equal the value. A protected survey gives rounded percentiles without intervals, because
    each end of an interval would be one person's pay.
    """
    return quantile_table(groups, places, intervals).by_quantile()


def quantile_table(groups: Groups, places: NDArray[np.integer], intervals: bool = True) -> QuantileTable:
    """Compute the quantiles of these groups with their intervals; see `quantiles`."""
    if groups.unprotected is not None:
        return _publishable(groups, groups.unprotected, places)
    shares = np.array(list(QUANTILES.values()))
    group = np.broadcast_to(places[:, None], (len(places), len(shares)))
    n = (groups.n if groups.weighted else groups.mass)[places][:, None]
    independent = not groups.weighted and not groups.clustered
    if groups.weighted:
        value = nearest = groups.at_mass(group, groups.mass[group] * shares)
        ends: list[Floats] = []
    else:
        position = np.maximum(n - 1, 0) * shares
        below = np.floor(position)
        bracket = [below, np.minimum(below + 1, np.maximum(n - 1, 0))]
        ranks = np.stack([*bracket, *interval_ranks(n, shares)] if intervals and independent else bracket)
        lower, upper, *ends = groups.at_rank(np.broadcast_to(group, ranks.shape), ranks)
        value = interpolate(lower, upper, position - below)
        nearest = np.where(position - below < 0.5, lower, upper)
    low, high = ends or (value, value)
    effective, sums = np.broadcast_to(n, group.shape).astype(np.float64), None
    by_name = groups.employers_by_name(places)
    least_rows = np.array(list(SHOWN_FROM.values()), float)
    if intervals and not independent:
        sums = groups.cluster_sums(places, nearest)
        effect, sums = with_names(design_effect(n[:, 0], sums), sums, by_name)
        effective = n / effect * student_factor(n[:, 0], sums.effective_clusters)[:, None]
        limits, slack = proportion_limits(effective, shares), ONE_ROW
        if groups.sampled:
            ties = _relative_weights(groups, places, nearest, sums)
            least_rows = least_rows * effect * np.maximum(*ties) ** 2
            slack = HEAVIEST * ties[0] ** 2, HEAVIEST * ties[1] ** 2
        limits = _widen_limits(limits, shares, groups, sums, slack)
        low, high = groups.at_mass(np.stack([group, group]), groups.mass[group] * np.stack(limits))
        low, high = np.fmin(low, value), np.fmax(high, value)
    elif groups.sampled:
        effective = np.broadcast_to(groups.effective_n()[places][:, None], group.shape)
        least_rows = least_rows * np.maximum(n, 1) / np.maximum(effective, 1)
    enough_rows = np.round(groups.counting[places][:, None] / least_rows, 6) >= 1
    value, low, high = (np.where(enough_rows, figure, np.nan) for figure in (value, low, high))
    return QuantileTable(value, low, high, effective, sums, by_name)


Sides = tuple[Floats, Floats]
"""A figure for the rows below a quantile, and one for those above it."""
ONE_ROW: Sides = np.ones(1), np.ones(1)


def _widen_limits(
    limits: tuple[Floats, Floats], shares: Floats, groups: Groups, sums: ClusterSums, slack: Sides
) -> tuple[Floats, Floats]:
    """Widen the limits of shares by as much as this many more rows, below and above, would move them.

    Limits read off at rows can be up to one row too narrow. And if a sample happens to lack the heaviest rows beyond a
    quantile, both the quantile and its variance are too small.
    """
    row = 1 / sums.mass[:, None]
    below, above = row, row
    if groups.weighted:
        below, above = row * sums.heaviest_below[:, 1], row * sums.heaviest_above[:, 0]
    low, high = limits[0] - slack[0] * (1 - shares) * below, limits[1] + slack[1] * shares * above
    return np.maximum(low, 0), np.minimum(high, 1)


def _relative_weights(groups: Groups, places: NDArray[np.integer], pays: Floats, sums: ClusterSums) -> Sides:
    """The mean weight of the rows below, and above, some amounts of pay ÷ that of all rows; at least 1.

    If weights rise or fall with pay, a few heavy rows hold the mass beyond a quantile. With a ratio of r, there are r
    times fewer of them than their mass suggests, and each row that a sample lacks removes r times as much. So a
    quantile needs r² times the rows, and its limits allow for r² times as many missing rows. Simulated over eleven
    shapes of pay, weights ∝ pay^1, pay^1.5 and their inverses, 30 to 1000 rows: r without the square gives intervals
    with too little coverage.
    """
    rows, below = groups.n[places][:, None], groups.rows_below(places, pays)
    mean = sums.mass[:, None] / rows
    sides = (sums.below[:, 0], below[:, 0]), (sums.mass[:, None] - sums.below[:, 1], rows - below[:, 1])
    under, over = (
        np.maximum(np.divide(mass, mean * beyond, out=np.ones_like(mass), where=beyond > 0), 1)
        for mass, beyond in sides
    )
    return under, over


def _publishable(groups: Groups, exact: Groups, places: NDArray[np.integer]) -> QuantileTable:
    """The publishable quantiles of a protected survey."""
    people = np.where(groups.n[places] > 0, exact.n[places], 0)
    values = quantile_table(exact, places, intervals=False).value
    rows_beyond = exact.fewest_beyond(places, values) if exact.weighted else None
    rounded = disclosure.publish(values, list(QUANTILES.values()), people, groups.people_beyond, rows_beyond)
    missing = np.full_like(rounded, np.nan)
    effective = np.broadcast_to(groups.effective_n()[places][:, None], rounded.shape)
    return QuantileTable(rounded, missing, missing, effective, None)


def texts(values: Sequence[str | None]) -> pd.api.extensions.ExtensionArray:
    """Build a column of strings. The type is explicit: pandas would not infer it if all are missing."""
    return pd.array(values, dtype="str")


def interpolate(lower: Floats, upper: Floats, share: Floats) -> Floats:
    """Interpolate between two values, starting from the nearer one so that equal values stay equal."""
    step = upper - lower
    point: Floats = np.where(share < 0.5, lower + step * share, upper - step * (1 - share))
    return point


def quality(median: Floats, low: Floats, high: Floats) -> list[str | None]:
    """Grade how certain a median is, in one of the words of `QUALITY`; None if it is not shown.

    The interval's half-width ÷ 1.96 stands for the standard error; it is compared with the median.

    >>> quality(np.array([100.0, np.nan]), np.array([95.0, np.nan]), np.array([110.0, np.nan]))
    ['precise', None]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        error = (high - low) / 2 / Z / median
    limits, words = np.array(list(QUALITY)), list(QUALITY.values())
    return [None if np.isnan(e) else words[int(np.searchsorted(limits, e, side="left"))] for e in error]
