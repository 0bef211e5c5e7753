"""Sum the employers of common groups by name, for a survey whose rows identify them only by number.

A firm has a different number in each family of roles, so a group of several families seems to have more, and smaller,
employers than it has. The output holds what intervals and warnings need about each such group, but no names: shares in
whole hundredths, and only a warning for fewer than `LEAST_EMPLOYERS`, who could be identified.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.model import Measure, Survey
from analytics.statistics.bands import DOMINANT, LARGE, QUANTILES, quantile_table, salary_bands
from analytics.statistics.intervals import student_factor
from analytics.statistics.order_statistics import Groups

GROUPED_BY = ("state", "city", "sector", "experience", "work_mode", "quarter")
"""The grouping dimensions. A role belongs to one family, so within a role the numbers suffice."""
GROUPINGS: tuple[tuple[str, ...], ...] = (
    *(by for size in range(3) for by in combinations(GROUPED_BY, size) if by != ("state", "city")),
    ("state", "sector", "experience"),
    ("city", "sector", "experience"),
)
"""No dimension, each, every pair but a city with its state, and the usual threes."""
LEAST_EMPLOYERS = 10
EFFECTS = tuple(f"{name}_effect" for name in QUANTILES)
FIGURES = ("employers", "largest_share", "equal_employers", *EFFECTS, "without_largest")
DIGITS = 3  # significant digits of figures that only widen an interval


def employers_by_name(
    by_number: Survey, by_name: Survey, groupings: Sequence[tuple[str, ...]] = GROUPINGS
) -> pd.DataFrame:
    """Find the groups with fewer employers by name than by number, given two surveys of the same rows.

    Args:
        by_number, by_name: the rows, with the numbers that ship as clusters, and with their firms.
        groupings: what to group by.

    Returns:
        A row per group and end of pay: its values (empty for a dimension that is free), `pay` (low, middle, high) and
        `FIGURES`, missing where they would tell too much; such a group is listed only where few employers, or one of
        them, decide what the figures are.
    """
    tables = [_of_measure(by_number, by_name, by, measure) for by in groupings for measure in by_name.scope.measures]
    return pd.concat(tables).sort_values([*GROUPED_BY, "pay"], ignore_index=True)


def _of_measure(by_number: Survey, by_name: Survey, by: tuple[str, ...], measure: Measure) -> pd.DataFrame:
    groups, numbers = (Groups(survey, by, measure=measure) for survey in (by_name, by_number))
    occupied = np.flatnonzero(groups.n)
    named, numbered = quantile_table(groups, occupied), quantile_table(numbers, occupied)
    if named.sums is None or numbered.sums is None:
        raise ValueError("both surveys must know the employer of each row")
    bands = salary_bands(by_name, by, measure=measure, bounds=False)
    n, equal = groups.n[occupied], named.sums.effective_clusters
    effects = n[:, None] * student_factor(n, equal)[:, None] / named.effective_n
    figures = np.column_stack(
        [
            named.sums.clusters,
            _hundredths(named.sums.largest / named.sums.mass),
            _significant(equal),
            _significant(effects),
            bands["p50_without_largest"].round(),
        ]
    )
    free = dict.fromkeys(GROUPED_BY, pd.Series("", bands.index, dtype="str"))
    table = pd.DataFrame(free | {name: bands[name] for name in by}).assign(pay=measure)
    table[list(FIGURES)] = figures
    few = named.sums.clusters < LEAST_EMPLOYERS
    table.loc[few, list(FIGURES)] = np.nan
    differs = bands["p50"].notna() & (named.sums.clusters < numbered.sums.clusters)
    whole = {"employers": "Int64", "without_largest": "Int64"}
    listed: pd.DataFrame = table[differs & (~few | bands["flagged"].to_numpy(bool))]
    return listed.astype(whole)


def _hundredths(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round shares to whole hundredths, keeping them on the same side of the limits `LARGE` and `DOMINANT`."""
    rounded = np.round(shares, 2)
    rounded = np.where(shares < LARGE, np.minimum(rounded, LARGE - 0.01), rounded)
    rounded = np.where(shares > DOMINANT, np.maximum(rounded, DOMINANT + 0.01), rounded)
    return np.round(rounded, 2).astype(np.float64)


def _significant(figures: NDArray[np.float64]) -> NDArray[np.float64]:
    digits = DIGITS - 1 - np.floor(np.log10(figures))
    rounded: NDArray[np.float64] = np.round(figures * 10**digits) / 10**digits
    return rounded
