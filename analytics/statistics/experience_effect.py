"""The pay effect of a further year of experience, for the same work at the same employer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from analytics.model import ALL_ROWS, Filters, Measure, Survey
from analytics.statistics.bands import FEWEST_CLUSTERS
from analytics.statistics.intervals import CONFIDENCE
from analytics.statistics.order_statistics import Groups

METHOD = (
    "Fixed effects: the logarithm of pay and the years asked, each less its mean among the rows of one employer for "
    "one role, and the slope of the one on the other by least squares (the within estimator; Wooldridge, Econometric "
    "Analysis of Cross Section and Panel Data, 2010, chapter 10). Only employers that offer a role at different "
    "years take part. The standard error adds up by employer, with Student's t and as many degrees of freedom, less 1, "
    "as there are employers of equal weight in the slope (Carter, Schnepel and Steigerwald 2017, simplified)."
)


@dataclass(frozen=True)
class ExperienceEffect:
    """The pay effect of a further year of experience in the same role at the same employer.

    Attributes:
        per_year: as a share: 0.08 is 8 % a year, compounding. Missing (nan) where fewer than `FEWEST_CLUSTERS`
            employers offer a role at different years, or the survey does not know employers.
        low, high: its 95 % interval.
        n: rows of those employers and roles.
        employers: the number of employers included.
        years: the mean distance between a row's years and the mean of its employer and role: the reach of the evidence.
    """

    per_year: float
    low: float
    high: float
    n: int
    employers: int
    years: float


def experience_effect(
    survey: Survey,
    filters: Filters = ALL_ROWS,
    measure: Measure = "middle",
    work: Sequence[str] = ("role",),
    dimension: str = "years",
) -> ExperienceEffect:
    """The effect of a year of experience within the same employer and the same work.

    Args:
        survey: rows of pay, with the employer of each.
        filters: which rows count. The survey's defaults apply to dimensions that are not named.
        measure: the low end, the middle or the high end of each row's range.
        work: the dimensions that make work the same.
        dimension: the one whose values are years of experience.

    Method:
        `METHOD`.

    Raises:
        KeyError: for a dimension that the survey lacks.

    >>> from analytics.model import Dimension, Provenance
    >>> years = Dimension.of("years", "Years", ["0", "2"] * 5)
    >>> role = Dimension.of("role", "Role", ["Clerk"] * 10)
    >>> pay = [price for employer in range(5) for price in (10_000 + 1000 * employer, 12_100 + 1210 * employer)]
    >>> source = Provenance("Example", "nobody", "posted")
    >>> survey = Survey.build(name="x", provenance=source, low=pay, dimensions=[years, role],
    ...     clusters=[employer for employer in range(5) for _ in range(2)])
    >>> effect = experience_effect(survey)
    >>> round(effect.per_year, 6), effect.employers, effect.n, effect.years
    (0.1, 5, 10, 1.0)
    """
    groups = Groups(survey, [*work, dimension], filters, measure)
    if not groups.clustered:
        return ExperienceEffect(np.nan, np.nan, np.nan, 0, 0, np.nan)
    years = pd.to_numeric(pd.Series([key[-1] for key in groups.keys], dtype="str"), errors="coerce").to_numpy(float)
    columns = np.flatnonzero(~np.isnan(years))
    rows = groups.rows_of(columns)
    group = columns[np.repeat(np.arange(len(columns)), np.diff(rows.starts))]
    like_cell = pd.factorize(pd.Series([key[:-1] for key in groups.keys], dtype="object"))[0][group]
    has_pay = rows.pay > 0
    cell = np.unique(
        like_cell[has_pay] * (rows.clusters.max(initial=0) + 1) + rows.clusters[has_pay], return_inverse=True
    )[1]
    return _within(years[group][has_pay], np.log(rows.pay[has_pay]), rows.mass[has_pay], cell, rows.clusters[has_pay])


def _within(
    years: NDArray[np.float64],
    pay: NDArray[np.float64],
    mass: NDArray[np.float64],
    cell: NDArray[np.int64],
    employer: NDArray[np.int64],
) -> ExperienceEffect:
    """The slope of pay on years, both demeaned within each cell, with an interval clustered by employer."""
    size = np.bincount(cell, mass)
    further, more = (column - (np.bincount(cell, mass * column) / size)[cell] for column in (years, pay))
    varies = (np.bincount(cell, np.abs(further) > 1e-9) > 0)[cell]
    further, more, mass, employer = further[varies], more[varies], mass[varies], employer[varies]
    leverage = np.bincount(employer, mass * further**2)
    leverage = leverage[leverage > 0]
    n, number = round(mass.sum()), len(leverage)
    distance = float(np.average(np.abs(further), weights=mass)) if number else np.nan
    if number < FEWEST_CLUSTERS:
        return ExperienceEffect(np.nan, np.nan, np.nan, n, number, distance)
    slope = float((mass * further * more).sum() / leverage.sum())
    scores = np.bincount(employer, mass * further * (more - slope * further))
    error = float(np.sqrt((scores**2).sum() * number / (number - 1)) / leverage.sum())
    effective = leverage.sum() ** 2 / (leverage**2).sum()
    t = float(special.stdtrit(max(effective - 1, 1), 0.5 + CONFIDENCE / 2))
    low, high = np.expm1([slope - t * error, slope + t * error])
    return ExperienceEffect(float(np.expm1(slope)), float(low), float(high), n, number, distance)
