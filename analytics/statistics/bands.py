"""Salary bands: p10, p25, p50, p75 and p90 of groups, with intervals, quality and what may be shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import special

from analytics.model import ALL_ROWS, Filters, Measure, Survey
from analytics.statistics import disclosure
from analytics.statistics.order_statistics import Groups

QUANTILES = {"p10": 0.10, "p25": 0.25, "p50": 0.50, "p75": 0.75, "p90": 0.90}
CONFIDENCE = 0.95
Z = float(special.ndtri(0.5 + CONFIDENCE / 2))
SHOWN_FROM = {"p10": 29, "p25": 11, "p50": 6, "p75": 11, "p90": 29}
"""The fewest rows from which a distribution-free 95 % interval exists: 1 − pⁿ − (1 − p)ⁿ ≥ 0.95."""
QUALITY = {0.05: "precise", 0.10: "reasonably precise", 0.20: "acceptable", float("inf"): "unreliable"}
"""Upper limits of the median's relative standard error, and their names in the UK's earnings survey (ASHE)."""

Period = Literal["month", "year"]
MONTHS: dict[Period, int] = {"month": 1, "year": 12}

Floats = NDArray[np.float64]


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
        by: dimensions whose values make the groups; none for one band of all rows.
        filters: which values count. The survey's defaults hold for dimensions that are not named.
        measure: the low end, the middle or the high end of each row's range.
        per: whether to state pay per month or per year (twelve months).
        bounds: whether to find the bounds of ranges too, which takes three times as long.

    Returns:
        One row per group that has rows, in display order: the dimensions of `by`; `n`; for each of p10 to p90 the
        quantile, and the ends of its interval as `p10_low` and `p10_high`; `quality`. In a survey of ranges, as bounds,
        `p10_of_lows` and `p10_of_highs` and so on: the truth lies between the quantile of the low ends and that of
        the high ends. Figures that may not be shown (`SHOWN_FROM`) are missing. Pay in the survey's currency.

    Method:
        Quantiles interpolate linearly (Hyndman and Fan 1996, type 7); grouped rows count like repeated rows.
        Their intervals are order statistics with binomial ranks (David and Nagaraja 2003, section 7.1), so they hold
        for every distribution. With sampling weights, the quantile is the inverse of the weighted distribution
        function, and the interval inverts it at the limits of the proportion (Woodruff 1952), which are exact
        binomial limits with Kish's effective n (Korn and Graubard 1998).

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


def band_columns(
    survey: Survey,
    by: Sequence[str] = (),
    filters: Filters = ALL_ROWS,
    measure: Measure = "middle",
    per: Period = "month",
    bounds: bool = True,
) -> dict[str, Any]:
    """The columns of `salary_bands`: arrays of figures, lists of texts."""
    groups = Groups(survey, by, filters, measure)
    held = np.flatnonzero(groups.n)
    columns: dict[str, Any] = {name: [groups.keys[group][at] for group in held] for at, name in enumerate(by)}
    columns["n"] = groups.n[held]
    figures = quantiles(groups, held)
    for name, (value, low, high) in figures.items():
        columns |= {name: value * MONTHS[per], f"{name}_low": low * MONTHS[per], f"{name}_high": high * MONTHS[per]}
    columns["quality"] = quality(*figures["p50"])
    if bounds and survey.has_ranges:
        for end in ("low", "high"):
            found = quantiles(Groups(survey, by, filters, end), held, intervals=False)
            for name, (value, _, _) in found.items():
                shown = np.where(np.isnan(figures[name][0]), np.nan, value)
                columns[f"{name}_of_{end}s"] = shown * MONTHS[per]
    return columns


def quantiles(
    groups: Groups, which: NDArray[np.integer[Any]], intervals: bool = True
) -> dict[str, tuple[Floats, Floats, Floats]]:
    """Each quantile of these groups with its interval, as (value, low, high); missing where it may not be shown.

    Without intervals, the ends are the value itself. In a protected survey, what may be published: rounded percentiles
    without intervals, whose ends would each be a person's pay.
    """
    if groups.unprotected is not None:
        return _published(groups, groups.unprotected, which)
    shares = np.array(list(QUANTILES.values()))
    effective = np.round(groups.effective_n()[which], 6)[:, None]
    shown = effective >= np.array(list(SHOWN_FROM.values()))
    group = np.broadcast_to(which[:, None], shown.shape)
    if groups.weighted:
        limits = proportion_limits(effective, shares) if intervals else (shares, shares)
        value, low, high = (groups.at_mass(group, groups.mass[group] * share) for share in (shares, *limits))
    else:
        n = groups.mass[which][:, None]
        position = np.maximum(n - 1, 0) * shares
        below = np.floor(position)
        wanted = [below, np.minimum(below + 1, np.maximum(n - 1, 0))]
        ranks = np.stack([*wanted, *interval_ranks(n, shares)] if intervals else wanted)
        lower, upper, *ends = groups.at_rank(np.broadcast_to(group, ranks.shape), ranks)
        value = interpolated(lower, upper, position - below)
        low, high = ends or (value, value)
    value, low, high = (np.where(shown, figure, np.nan) for figure in (value, low, high))
    return {name: (value[:, at], low[:, at], high[:, at]) for at, name in enumerate(QUANTILES)}


def _published(
    groups: Groups, exact: Groups, which: NDArray[np.integer[Any]]
) -> dict[str, tuple[Floats, Floats, Floats]]:
    people = np.where(groups.n[which] > 0, exact.n[which], 0)
    missing = np.full(len(which), np.nan)
    return {
        name: (disclosure.published(value, QUANTILES[name], people), missing, missing)
        for name, (value, _, _) in quantiles(exact, which, intervals=False).items()
    }


def texts(values: Sequence[str | None]) -> pd.api.extensions.ExtensionArray:
    """A column of text, whatever it holds: without a type, one of missing values only would not be text."""
    return pd.array(values, dtype="str")


def interpolated(lower: Floats, upper: Floats, share: Floats) -> Floats:
    """The point between two values, reckoned from the nearer one, so that equal values stay equal."""
    step = upper - lower
    point: Floats = np.where(share < 0.5, lower + step * share, upper - step * (1 - share))
    return point


def interval_ranks(n: ArrayLike, share: ArrayLike) -> tuple[Floats, Floats]:
    """Ranks (from 0) of the rows between which a quantile lies with at least 95 % confidence, for any distribution.

    Both tails hold at most 2.5 %. Where n is too small for that, the interval ends at the lowest or highest row and
    the other tail is held to what is left of 5 %.

    Source: H. A. David and H. N. Nagaraja, Order Statistics (2003), section 7.1.

    >>> [rank.tolist() for rank in interval_ranks([6, 100], 0.5)]
    [[0.0, 39.0], [5.0, 60.0]]
    """
    rows, shares = (both.ravel() for both in np.broadcast_arrays(np.asarray(n, np.int64), np.asarray(share, float)))
    tail = (1 - CONFIDENCE) / 2
    low, high = _binomial_ppf(tail, rows, shares), _binomial_ppf(1 - tail, rows, shares) + 1
    below, above = low < 1, high > rows
    high[below] = _binomial_ppf(CONFIDENCE + (1 - shares[below]) ** rows[below], rows[below], shares[below]) + 1
    low[above] = _binomial_ppf(1 - CONFIDENCE - shares[above] ** rows[above], rows[above], shares[above])
    last = np.maximum(rows, 1)
    shape = np.broadcast(np.asarray(n), np.asarray(share)).shape
    return (np.clip(low, 1, last) - 1).reshape(shape), (np.clip(high, 1, last) - 1).reshape(shape)


def _binomial_ppf(probability: ArrayLike, n: NDArray[np.int64], share: Floats) -> Floats:
    """The smallest k from 0 to n with P(X ≤ k) ≥ probability, for X binomial.

    A normal guess, corrected one by one with the exact tail; the library's own inverse takes ten times as long.
    """
    level = np.broadcast_to(np.asarray(probability, float), n.shape)
    spread = np.sqrt(n * share * (1 - share))
    guess: Floats = np.clip(np.round(n * share + special.ndtri(np.clip(level, 1e-9, 1 - 1e-9)) * spread), 0, n)
    wrong = np.arange(n.size)
    while (wrong := wrong[special.bdtr(guess[wrong], n[wrong], share[wrong]) < level[wrong]]).size:
        wrong = wrong[guess[wrong] < n[wrong]]
        guess[wrong] += 1
    wrong = np.flatnonzero(guess > 0)
    while (wrong := wrong[special.bdtr(guess[wrong] - 1, n[wrong], share[wrong]) >= level[wrong]]).size:
        guess[wrong] -= 1
        wrong = wrong[guess[wrong] > 0]
    return guess


def proportion_limits(n: ArrayLike, share: ArrayLike) -> tuple[Floats, Floats]:
    """Exact 95 % limits of a proportion (Clopper and Pearson 1934), for an n that need not be whole.

    >>> [round(float(limit), 4) for limit in proportion_limits(20, 0.5)]
    [0.272, 0.728]
    """
    rows, shares = np.broadcast_arrays(np.asarray(n, float), np.asarray(share, float))
    tail = (1 - CONFIDENCE) / 2
    hits = rows * shares
    return special.betaincinv(hits, rows - hits + 1, tail), special.betaincinv(hits + 1, rows - hits, 1 - tail)


def quality(median: Floats, low: Floats, high: Floats) -> list[str | None]:
    """How sure a median is, in one of the words of `QUALITY`; None where it is not shown.

    The interval's half-width ÷ 1.96 stands for the standard error; it is compared with the median.

    >>> quality(np.array([100.0, np.nan]), np.array([95.0, np.nan]), np.array([110.0, np.nan]))
    ['precise', None]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        error = (high - low) / 2 / Z / median
    limits, words = np.array(list(QUALITY)), list(QUALITY.values())
    return [None if np.isnan(e) else words[int(np.searchsorted(limits, e, side="left"))] for e in error]
