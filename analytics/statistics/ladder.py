"""Growth of pay with years of experience, and from rung to rung of a ladder of roles."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from analytics.model import ALL_ROWS, Filters, Measure, Survey
from analytics.statistics.bands import MONTHS, SHOWN_FROM, Period, salary_bands
from analytics.statistics.order_statistics import Groups
from analytics.statistics.resampling import DRAWS, SEED, medians, resampled_medians, stretched_interval


@dataclass(frozen=True)
class Growth:
    """The growth of pay per further year of experience.

    Attributes:
        per_year: as a share: 0.08 is 8 % a year, compounding. Missing (nan) where fewer than two years have a median.
        low, high: its 95 % interval.
        from_years, to_years: the first and the last year with a median; the figure says nothing outside them.
        points: how many years have a median.
        n: rows in those years.
    """

    per_year: float
    low: float
    high: float
    from_years: float
    to_years: float
    points: int
    n: int


def growth(
    survey: Survey, filters: Filters = ALL_ROWS, measure: Measure = "middle", dimension: str = "years"
) -> Growth:
    """The growth of median pay per year of experience.

    Method:
        Quantile regression on groups by minimum distance (Chamberlain 1994): a line through the logarithms of the
        yearly medians by least squares, weighted with the rows of each year (with sampling weights, their sum). Years
        with fewer than six rows have no median and take no part. The interval resamples the rows of each year, or the
        employers where they are known (percentile bootstrap, fixed seed; see `resampling.stretched_interval`).

    Source: G. Chamberlain, Quantile regression, censoring, and the structure of wages, in: Advances in Econometrics,
        Sixth World Congress (1994).

    Raises:
        KeyError: for a survey without the dimension.

    >>> from analytics.model import Dimension, Provenance
    >>> years = Dimension.of("years", "Years", ["0"] * 6 + ["1"] * 6 + ["3"] * 6)
    >>> pay = [10_000] * 6 + [11_000] * 6 + [13_310] * 6
    >>> source = Provenance("Example", "nobody", "yours")
    >>> round(growth(Survey.build(name="x", provenance=source, low=pay, dimensions=[years])).per_year, 6)
    0.1
    """
    groups = Groups(survey, [dimension], filters, measure)
    years = pd.to_numeric(pd.Series([key[0] for key in groups.keys], dtype="str"), errors="coerce").to_numpy(float)
    middle = medians(groups, np.arange(len(years)))
    enough = np.round(groups.effective_n(), 6) >= SHOWN_FROM["p50"]
    usable = np.flatnonzero(enough & (middle > 0) & ~np.isnan(years))
    if usable.size < 2:
        return Growth(np.nan, np.nan, np.nan, np.nan, np.nan, int(usable.size), int(groups.n[usable].sum()))
    years, mass = years[usable], groups.mass[usable]
    away = mass * (years - np.average(years, weights=mass))
    weights = away / (away @ years)  # the weight of each point in the slope of the weighted least-squares line
    slope = weights @ np.log(middle[usable])
    draws = weights @ np.log(resampled_medians(groups, usable, np.random.default_rng(SEED)))
    clusters = groups.rows_of(usable).clusters_of(range(usable.size))[1] if groups.clustered else None
    low, high = stretched_interval(draws, float(slope), clusters)
    return Growth(
        per_year=float(np.expm1(slope)),
        low=float(np.expm1(low)),
        high=float(np.expm1(high)),
        from_years=float(years.min()),
        to_years=float(years.max()),
        points=int(usable.size),
        n=int(groups.n[usable].sum()),
    )


def ladder(
    survey: Survey,
    rungs: Sequence[tuple[str, Sequence[str]]],
    filters: Filters = ALL_ROWS,
    measure: Measure = "middle",
    per: Period = "month",
    dimension: str = "role",
) -> pd.DataFrame:
    """The band of each rung of a ladder of roles, and the value of the step up to it.

    Args:
        survey: the rows of pay.
        rungs: from the lowest to the highest, a name and the roles that make the rung.
        filters: which rows count; any filter on the roles is replaced by each rung's roles.
        measure: the low end, the middle or the high end of each row's range.
        per: whether to state pay per month or per year.
        dimension: the dimension that holds the roles.

    Returns:
        One row per rung: `rung`; the columns of `salary_bands`; `step`, its median less that of the rung before, with
        its 95 % interval `step_low` to `step_high`. nan without evidence: for the first rung, and if either rung has
        fewer than six rows.

    Method:
        The interval resamples both rungs, or their employers where they are known (percentile bootstrap, fixed seed;
        see `resampling.stretched_interval`). Steps compare what is posted or paid now for different people; they are
        not what one person gained.

    Raises:
        KeyError: for a survey without the dimension.

    >>> from analytics.model import Dimension, Provenance
    >>> role = Dimension.of("role", "Role", ["Clerk"] * 6 + ["Team leader"] * 6)
    >>> source = Provenance("Example", "nobody", "yours")
    >>> survey = Survey.build(name="x", provenance=source, low=[100] * 6 + [150] * 6, dimensions=[role])
    >>> table = ladder(survey, [("Start", ["Clerk"]), ("Lead", ["Team leader"]), ("Head", ["Director"])])
    >>> table[["rung", "n", "p50", "step", "step_low", "step_high"]]
        rung  n    p50  step  step_low  step_high
    0  Start  6  100.0   NaN       NaN        NaN
    1   Lead  6  150.0  50.0      50.0       50.0
    2   Head  0    NaN   NaN       NaN        NaN
    """
    if empty := [name for name, roles in rungs if not roles]:
        raise ValueError(f"a rung must name at least one role; {', '.join(empty)} names none")
    rung_filters = [filters.with_values(dimension, roles) for _, roles in rungs]
    bands = pd.concat(
        [salary_bands(survey, (), rung, measure, per).reindex([0]) for rung in rung_filters], ignore_index=True
    )
    table = bands.assign(n=bands["n"].fillna(0).astype("int64"))
    table.insert(0, "rung", [name for name, _ in rungs])
    steps = steps_between(survey, rung_filters, table["p50"].tolist(), measure, per)
    return table.assign(**{name: [getattr(step, name) for step in steps] for name in Step._fields})


class Step(NamedTuple):
    """The value of the step up to a rung, with its 95 % interval; nan without evidence."""

    step: float = math.nan
    step_low: float = math.nan
    step_high: float = math.nan


def steps_between(
    survey: Survey,
    rungs: Sequence[Filters],
    medians: Sequence[float],
    measure: Measure = "middle",
    per: Period = "month",
) -> list[Step]:
    """The step up to each rung of a ladder from the one before; see `ladder`.

    Args:
        survey: the rows of pay.
        rungs: from the lowest to the highest, which rows make the rung.
        medians: of each rung, in the requested period; nan if it has none that may be shown.
        measure: the low end, the middle or the high end of each row's range.
        per: whether to state pay per month or per year.
    """
    random = np.random.default_rng(SEED)
    draws = np.full((len(rungs), DRAWS), np.nan)
    clusters: list[float | None] = [None] * len(rungs)
    for index, (rung, median) in enumerate(zip(rungs, medians, strict=True)):
        if math.isnan(median):
            continue
        groups = Groups(survey, (), rung, measure)
        draws[index] = resampled_medians(groups, np.array([0]), random)[0] * MONTHS[per]
        clusters[index] = groups.rows_of([0]).clusters_of([0])[1] if groups.clustered else None
    steps = [Step()]
    for step, (lower, upper), pair in zip(np.diff(medians), pairwise(draws), pairwise(clusters), strict=True):
        fewest = min((number for number in pair if number is not None), default=None)
        steps.append(Step(float(step), *stretched_interval(upper - lower, float(step), fewest)))
    return steps
