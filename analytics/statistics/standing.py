"""Where one salary stands among comparable rows, and how far "comparable" had to be widened."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.model import ALL_ROWS, Filters, Measure, Survey
from analytics.statistics import disclosure
from analytics.statistics.bands import QUANTILES, SHOWN_FROM, quantiles
from analytics.statistics.intervals import Z
from analytics.statistics.order_statistics import Groups

ENOUGH = SHOWN_FROM["p10"]
"""Rows from which a group answers alone: the whole band is shown, and a share is known to 17 in 100 or better."""


@dataclass(frozen=True)
class Standing:
    """The share of comparable rows below one salary, ties counted half.

    Attributes:
        n: comparable rows.
        effective_n: Kish's effective sample size; equal to `n` without sampling weights.
        share: from 0 to 1; missing (nan) below six rows, as every figure is.
        low, high: its 95 % interval.
        share_of_lows, share_of_highs: the share of rows whose low end, or high end, is below; the truth lies between
            them. Equal to `share` where rows state one figure.
    """

    n: int
    effective_n: float
    share: float
    low: float
    high: float
    share_of_lows: float
    share_of_highs: float


@dataclass(frozen=True)
class Step:
    """One meaning of "comparable", in words and as filters, and where the salary stands in it."""

    label: str
    filters: Filters
    standing: Standing

    @property
    def enough(self) -> bool:
        """Whether the rows are enough to answer without widening further."""
        return round(self.standing.effective_n, 6) >= ENOUGH


def standing(survey: Survey, pay: float, filters: Filters = ALL_ROWS, measure: Measure = "middle") -> Standing:
    """Where a salary stands among the rows that pass the filters.

    Args:
        survey: the comparable rows.
        pay: per month, in the survey's currency.
        filters: which rows are comparable. The survey's defaults hold for dimensions that are not named.
        measure: for posted ranges, which end of them, or their middle, `share` is about.

    Method:
        The percentile rank with ties counted half; the interval is Wilson's (1927) for a proportion. With sampling
        weights, shares of weight, and Kish's effective n in the interval. A protected survey tells between which of its
        published percentiles the salary stands: `low` to `high`, and the middle between them as `share`.

    Raises:
        ValueError: for pay that is not a positive amount.
        KeyError: for a dimension that the survey lacks.

    >>> from analytics.model import Provenance
    >>> survey = Survey.build(name="x", provenance=Provenance("Example", "nobody", "yours"), low=range(1, 11))
    >>> found = standing(survey, 8)  # seven rows below, one equal: 7.5 of 10
    >>> found.n, found.share, round(found.low, 4), round(found.high, 4)
    (10, 0.75, 0.4422, 0.9191)
    """
    if not 0 < pay < math.inf:
        raise ValueError(f"pay must be an amount above zero; got {pay}")
    groups = Groups(survey, (), filters, measure)
    effective = float(groups.effective_n()[0])
    if round(effective, 6) < SHOWN_FROM["p50"]:
        return Standing(int(groups.n[0]), effective, *[math.nan] * 5)
    if groups.unprotected is not None:
        return _published(groups, pay, effective)
    share = _share_below(groups, pay)
    bounds = [_share_below(Groups(survey, (), filters, end), pay) if survey.has_ranges else share for end in _ENDS]
    return Standing(int(groups.n[0]), effective, share, *wilson(share, effective), *bounds)


_ENDS: tuple[Measure, Measure] = ("low", "high")


def _published(groups: Groups, pay: float, effective: float) -> Standing:
    """Between which published percentiles the salary stands; `share` is the middle between them."""
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


def widened(
    label: str, filters: Filters, changes: Sequence[tuple[str, Mapping[str, Iterable[str]]]]
) -> list[tuple[str, Filters]]:
    """The order in which "comparable" is widened: each change is made on top of those before it.

    Args:
        label: the first meaning, in words.
        filters: its filters.
        changes: for each next meaning its words, and for some dimensions the values from then on (none: all). A
            change that changes nothing is left out.

    >>> first = Filters.of({"city": ["Nashik"], "role": ["Clerk"]})
    >>> steps = widened("Clerks in Nashik", first, [("in India", {"city": []}), ("all work", {"role": []})])
    >>> for words, filters in steps:
    ...     print(words, dict(filters))
    Clerks in Nashik {'city': ('Nashik',), 'role': ('Clerk',)}
    in India {'role': ('Clerk',)}
    all work {}
    """
    steps = [(label, filters)]
    for words, change in changes:
        for dimension, values in change.items():
            filters = filters.having(dimension, values)
        if filters != steps[-1][1]:
            steps.append((words, filters))
    return steps


def steps(
    survey: Survey, pay: float, meanings: Iterable[tuple[str, Filters]], measure: Measure = "middle"
) -> tuple[tuple[Step, ...], Step | None]:
    """Where a salary stands in each meaning of "comparable", and the first with enough rows (None: none has).

    >>> from analytics.model import Dimension, Provenance
    >>> city = Dimension.of("city", "City", ["Pune"] * 40 + ["Goa"] * 7)
    >>> survey = Survey.build(
    ...     name="x", provenance=Provenance("Example", "nobody", "yours"), low=range(1, 48), dimensions=[city]
    ... )
    >>> tried, chosen = steps(survey, 20, widened("Goa", Filters.of({"city": ["Goa"]}), [("India", {"city": []})]))
    >>> [(step.label, step.standing.n) for step in tried], chosen.label
    ([('Goa', 7), ('India', 47)], 'India')
    """
    tried = tuple(Step(label, filters, standing(survey, pay, filters, measure)) for label, filters in meanings)
    return tried, next((step for step in tried if step.enough), None)
