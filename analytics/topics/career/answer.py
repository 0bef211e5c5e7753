"""What do the next years and the next role pay? By year of experience, and rung by rung; as numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from analytics.model import Filters
from analytics.reference import Reference
from analytics.statistics.bands import Band, band_rows
from analytics.statistics.experience_effect import ExperienceEffect, experience_effect
from analytics.statistics.ladder import Growth, growth, steps_between
from analytics.statistics.order_statistics import Groups
from analytics.texts import N_
from analytics.topics.bands.answer import BandsAnswer, bands, rows_without_filters, whole
from analytics.view import Context, RowsWithout, View, depends_on

GROWTH_METHOD = N_(
    "Bands of each year of experience: quantiles interpolate linearly (Hyndman–Fan type 7), with 95 % intervals. "
    "Growth: "
    "a line through the logarithms of the yearly medians by weighted least squares (Chamberlain 1994); its interval "
    "resamples the posts of each year, whole employers where they are known (percentile bootstrap, fixed seed). Within "
    "the same role and employer: a regression of log pay on the years asked with fixed effects of employer and "
    "role, its "
    "error added up by employer. Medians need 6 rows."
)
LADDER_METHOD = N_(
    "Bands of each rung: quantiles interpolate linearly (Hyndman–Fan type 7), with 95 % intervals. A step is the "
    "difference of two medians; its interval resamples the posts of both rungs, whole employers where they are known "
    "(percentile bootstrap, fixed seed). Medians need 6 rows. Which role leads to which is a judgement, kept in "
    "roles.csv."
)


def across_experience(filters: Filters) -> Filters:
    """The filters without those on experience, which a path through the years ignores.

    >>> across_experience(Filters.of({"city": ["Pune"], "experience": ["Fresher"]}))
    Filters(selections=(('city', ('Pune',)),))
    """
    return filters.without("experience").without("years")


@dataclass(frozen=True)
class PathAnswer:
    """Pay by year of experience.

    Args:
        years: whole years of experience with their band, in order.
        growth: the growth of medians from year to year, across different posts.
        effect: the pay effect of a further year at the same employer in the same role; None if unknown.
        total: one band of all rows of the years.
        set_aside: whether the visitor's filter on experience is ignored.
        levels: the bands by level, if the survey has no years.
    """

    context: Context
    years: tuple[tuple[float, Band], ...]
    growth: Growth
    effect: ExperienceEffect | None
    total: Band
    set_aside: bool
    levels: BandsAnswer | None = None
    rows_without: RowsWithout = ()
    method: str = GROWTH_METHOD

    def for_view(self, view: View) -> PathAnswer:
        """Complete the answer for a visitor whose filter on experience it ignores."""
        return replace(self, set_aside=across_experience(view.filters) != view.filters)

    @property
    def years_with_median(self) -> tuple[tuple[float, Band], ...]:
        """The years that have a median."""
        return tuple((years, band) for years, band in self.years if band.has_median)


NO_GROWTH = Growth(math.nan, math.nan, math.nan, math.nan, math.nan, points=0, n=0)


def across_levels(view: View) -> View:
    """The view without the filters on experience."""
    return replace(view, filters=across_experience(view.filters))


@depends_on(across_levels)
def path(view: View) -> PathAnswer:
    """Pay by year of experience, and its growth; by level in a survey without years."""
    survey, filters = view.survey, across_experience(view.filters)
    set_aside = filters != view.filters
    wide_view = replace(view, filters=filters)
    total = whole(wide_view)
    if "years" not in survey.dimensions:
        levels = bands(wide_view, "experience")
        return PathAnswer(view.context(filters), (), NO_GROWTH, None, total, set_aside, levels)
    rows = [
        (float(band.group), band)
        for band in band_rows(survey, ["years"], filters, view.measure, view.per)
        if _is_number(band.group)
    ]
    rows.sort(key=lambda row: row[0])
    return PathAnswer(
        view.context(filters),
        tuple(rows),
        growth(survey, filters, view.measure),
        _effect(view, filters),
        total,
        set_aside,
        rows_without=() if any(band.has_median for _years, band in rows) else rows_without_filters(wide_view),
    )


def _effect(view: View, filters: Filters) -> ExperienceEffect | None:
    if "role" not in view.survey.dimensions or view.survey.clusters is None or view.survey.provenance.protected:
        return None
    effect = experience_effect(view.survey, filters, view.measure)
    return None if math.isnan(effect.per_year) else effect


def _is_number(text: str) -> bool:
    try:
        return not math.isnan(float(text))
    except ValueError:
        return False


@dataclass(frozen=True)
class Rung:
    """A rung of a ladder of roles; the step up to it is nan without evidence.

    Args:
        number: its position in the ladder, from 1.
        roles: its roles, those with the most rows first.
        step, step_low, step_high: its median less that of the rung before, with the 95 % interval.
    """

    number: int
    roles: tuple[str, ...]
    band: Band
    step: float
    step_low: float
    step_high: float

    @property
    def spread(self) -> float:
        """Half the width of the interval of the step."""
        return (self.step_high - self.step_low) / 2


@dataclass(frozen=True)
class LadderAnswer:
    """The rungs of a family of roles.

    Args:
        problem: the reason there are none: the survey has no roles, or none of the ladder's.
        set_aside: whether the visitor's filters on role and sector are ignored.
    """

    context: Context
    family: str
    rungs: tuple[Rung, ...]
    total: Band
    set_aside: bool
    problem: Literal["", "no roles", "other roles"] = ""
    rows_without: RowsWithout = ()
    method: str = LADDER_METHOD


def rungs(view: View, family: str, *, reference: Reference) -> LadderAnswer:
    """The ladder of a family of roles: each rung's band, and the value of the step up to it."""
    survey = view.survey
    filters = view.filters.without("role").without("sector")
    set_aside = filters != view.filters
    context = view.context(filters)
    total = whole(view, filters)
    if "role" not in survey.dimensions:
        return LadderAnswer(context, family, (), total, set_aside, "no roles")
    values = set(survey.dimensions["role"].values)
    steps = [(step, [role for role in roles if role in values]) for step, roles in reference.rungs(family)]
    family_roles = [role for _step, roles in steps for role in roles]
    if not family_roles:
        return LadderAnswer(context, family, (), total, set_aside, "other roles")
    sizes = Groups(survey, ["role"], filters.with_values("role", family_roles), view.measure)
    n_of = {key[0]: int(n) for key, n in zip(sizes.keys, sizes.n, strict=True)}
    steps_by_size = [(step, _by_size(roles, n_of)) for step, roles in steps if roles]
    rung_filters = [filters.with_values("role", roles) for _step, roles in steps_by_size]
    rung_bands = [whole(view, rung) for rung in rung_filters]
    medians = [band.p50.value for band in rung_bands]
    differences = steps_between(survey, rung_filters, medians, view.measure, view.per)
    result = tuple(
        Rung(step, roles, band, *difference)
        for (step, roles), band, difference in zip(steps_by_size, rung_bands, differences, strict=True)
    )
    return LadderAnswer(
        context,
        family,
        result,
        whole(view, filters.with_values("role", family_roles)),
        set_aside,
        rows_without=()
        if any(rung.band.has_median for rung in result)
        else rows_without_filters(replace(view, filters=filters)),
    )


def _by_size(roles: Sequence[str], n_of: dict[str, int]) -> tuple[str, ...]:
    return tuple(sorted(roles, key=lambda role: -n_of.get(role, 0)))


def runs(rows: Sequence[tuple[float, Band]]) -> list[list[tuple[float, Band]]]:
    """Split years into runs of consecutive ones, in order.

    >>> from analytics.statistics.bands import NO_ROWS
    >>> [[years for years, _band in run] for run in runs([(0, NO_ROWS), (1, NO_ROWS), (3, NO_ROWS)])]
    [[0, 1], [3]]
    """
    result: list[list[tuple[float, Band]]] = []
    for row in rows:
        if result and np.isclose(row[0], result[-1][-1][0] + 1):
            result[-1].append(row)
        else:
            result.append([row])
    return result
