"""The standing of one salary among comparable rows."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analytics.model import ALL_ROWS, Filters, Measure, Survey
from analytics.statistics import disclosure
from analytics.statistics.bands import QUANTILES, SHOWN_FROM, quantiles
from analytics.statistics.cluster_sums import ClusterSums
from analytics.statistics.intervals import Z, design_effect, student_factor
from analytics.statistics.named_employers import with_names
from analytics.statistics.order_statistics import Groups

ENOUGH = SHOWN_FROM["p10"]
"""Rows from which a group needs no wider one beside it: its whole band is shown, and a share is known to 17 in 100 or
better."""


class Interval(NamedTuple):
    """The ends of a 95 % interval; nan if there is none."""

    low: float = math.nan
    high: float = math.nan


NO_INTERVAL = Interval()


@dataclass(frozen=True)
class Standing:
    """The share of comparable rows below one salary, ties counted half.

    Attributes:
        n: comparable rows.
        effective_n: Kish's effective sample size; equal to `n` without sampling weights.
        share: from 0 to 1; nan below six rows, like every figure.
        low, high: its 95 % interval.
        share_of_lows, share_of_highs: the share of rows whose low end, or high end, is below; the true share lies
            between them. An open low end counts as below, an open high end does not. Equal to `share` where rows state
            one figure; missing for an end that the source does not state.
        of_lows, of_highs: their 95 % intervals.
        employers: how many employers (or other clusters) the rows come from; None where they are not known.
    """

    n: int
    effective_n: float
    share: float
    low: float
    high: float
    share_of_lows: float
    share_of_highs: float
    of_lows: Interval = NO_INTERVAL
    of_highs: Interval = NO_INTERVAL
    employers: int | None = None


def standing(survey: Survey, pay: float, filters: Filters = ALL_ROWS, measure: Measure = "middle") -> Standing:
    """Rank a salary among the rows that pass the filters.

    Args:
        survey: the comparable rows.
        pay: per month, in the survey's currency.
        filters: which rows are comparable. The survey's defaults hold for dimensions that are not named.
        measure: for posted ranges, the end, or the middle, that `share` compares.

    Method:
        The percentile rank with ties counted half; the interval is Wilson's (1927) for a proportion. With sampling
        weights, shares of weight. If employers are known, or rows have weights, the interval uses the effective n after
        the design effect and Student's t (see `intervals`). A protected survey gives only the published percentiles
        around the salary: `low` to `high`, and the middle between them as `share`.

    Raises:
        ValueError: for pay that is not a positive amount.
        KeyError: for a dimension that the survey lacks.

    >>> from analytics.model import Provenance
    >>> survey = Survey.build(name="x", provenance=Provenance("Example", "nobody", "yours"), low=range(1, 11))
    >>> answer = standing(survey, 8)  # seven rows below, one equal: 7.5 of 10
    >>> answer.n, answer.share, round(answer.low, 4), round(answer.high, 4)
    (10, 0.75, 0.4422, 0.9191)
    """
    if not 0 < pay < math.inf:
        raise ValueError(f"pay must be an amount above zero; got {pay}")
    groups = Groups(survey, (), filters, measure)
    effective = float(groups.effective_n()[0])
    if round(effective, 6) < SHOWN_FROM["p50"]:
        return Standing(int(groups.n[0]), effective, math.nan, *NO_INTERVAL, *NO_INTERVAL)
    if groups.unprotected is not None:
        return _publishable(groups, pay, effective)
    share = _share_below(groups, pay)
    employers = int(_effects_and_sums(groups, pay)[1].clusters[0]) if groups.clustered else None
    middle = Interval(*wilson(share, _independent_rows(groups, pay)))
    if not survey.has_ranges:
        return Standing(int(groups.n[0]), effective, share, *middle, share, share, middle, middle, employers)
    lows, highs, of_lows, of_highs = _bounds(
        survey, pay, filters, float(groups.mass[0]) if measure == "middle" else None
    )
    return Standing(int(groups.n[0]), effective, share, *middle, lows, highs, of_lows, of_highs, employers)


def _bounds(
    survey: Survey, pay: float, filters: Filters, closed: float | None
) -> tuple[float, float, Interval, Interval]:
    """The shares of rows whose low end, and whose high end, is below, with their intervals.

    Args:
        closed: the mass of the rows that state both ends, if that is known.
    """
    if survey.count_unit == "employers" and set(_ENDS) <= set(survey.scope.measures):
        survey, closed = _with_open_ends(survey), math.inf  # now every row states both
    ends = [Groups(survey, (), filters, end) if end in survey.scope.measures else None for end in _ENDS]
    low, high = (float(groups.mass[0]) if groups else 0.0 for groups in ends)
    in_both = closed
    if in_both is None:
        in_both = float(Groups(survey, (), filters, "middle").mass[0]) if low and high else 0.0
    # A source can state a middle without its ends, so `both` can exceed either end.
    total = max(low + high - in_both, low, high)
    shares, intervals = [], []
    for groups, ends_stated, open_is_below in zip(ends, (low, high), (True, False), strict=True):
        if groups is None or not ends_stated:
            shares.append(math.nan)
            intervals.append(NO_INTERVAL)
            continue
        below = _share_below(groups, pay) * ends_stated + (total - ends_stated) * open_is_below
        shares.append(below / total)
        intervals.append(Interval(*wilson(shares[-1], _independent_rows(groups, pay))))
    return shares[0], shares[1], intervals[0], intervals[1]


def _with_open_ends(survey: Survey) -> Survey:
    """The rows with both ends: an open low end counts as below any pay, an open high end as above it.

    An employer counts once among all rows that state an end, so its shares of the rows with a low end and of those with
    a high end cannot be derived from separate counts.
    """
    low_open, high_open = np.isnan(survey.low), np.isnan(survey.high)
    return replace(
        survey,
        low=np.where(low_open & ~high_open, np.finfo(np.float64).tiny, survey.low),
        high=np.where(high_open & ~low_open, np.finfo(np.float64).max, survey.high),
    )


def _independent_rows(groups: Groups, pay: float) -> float:
    """The number of independent rows that would give an equally precise share below a salary."""
    n = float(groups.n[0] if groups.weighted else groups.mass[0])
    if not groups.clustered and not groups.weighted:
        return n
    effects, sums = _effects_and_sums(groups, pay)
    nearest = np.abs(np.array(list(QUANTILES.values())) - _share_below(groups, pay)).argmin()
    return float(n / effects[0, nearest] * student_factor([n], sums.effective_clusters)[0])


def _effects_and_sums(groups: Groups, pay: float) -> tuple[NDArray[np.float64], ClusterSums]:
    """The design effect of the share below a salary, next to each quantile, and the sums by employer.

    Counted by name, an effect is known only at the quantiles, so the nearest is used.
    """
    sums = groups.cluster_sums([0], [[pay]])
    effects = np.repeat(design_effect(groups.n[:1] if groups.weighted else groups.mass[:1], sums), len(QUANTILES), 1)
    return with_names(effects, sums, groups.employers_by_name([0]))


_ENDS: tuple[Measure, Measure] = ("low", "high")


def _publishable(groups: Groups, pay: float, effective: float) -> Standing:
    """The published percentiles around the salary; `share` is the middle between them."""
    figures = quantiles(groups, np.array([0]))
    low, high = disclosure.position(pay, {QUANTILES[name]: float(value[0]) for name, (value, _, _) in figures.items()})
    middle = (low + high) / 2
    return Standing(int(groups.n[0]), effective, middle, low, high, middle, middle)


def _share_below(groups: Groups, pay: float) -> float:
    below, equal = groups.between([-np.inf, pay, np.nextafter(pay, np.inf)])[:, 0]
    return float((below + equal / 2) / groups.mass[0]) if groups.mass[0] else math.nan


def wilson(share: float, n: float) -> tuple[float, float]:
    """The 95 % interval of a proportion among n rows.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference (1927).

    >>> [round(limit, 4) for limit in wilson(0.5, 29)]
    [0.329, 0.671]
    """
    square = Z**2 / n
    middle = (share + square / 2) / (1 + square)
    half = math.sqrt(share * (1 - share) * square + square**2 / 4) / (1 + square)
    return min(max(middle - half, 0.0), share), max(min(middle + half, 1.0), share)
