"""What do posts that name a skill offer, compared with the same work without it? As numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from analytics.model import NOT_STATED, Filters, Provenance
from analytics.statistics.like_for_like import ANY_SKILL, WITH, WITHOUT, like_for_like, with_and_without
from analytics.texts import N_
from analytics.view import Context, View, depends_on

OF_THE_OFFICE = ("MS-Excel", "Tally", "English Proficiency (Spoken)", "Computer skills", "Python")
"""Common office skills, shown whenever enough posts name them."""
SKILLS, SKILL_FROM = 10, 30
"""The most skills shown, and the fewest posts that must name one; the file has no rarer ones."""
CONDITIONS = ("role", "experience")
"""The dimensions that the table of skills has."""

METHOD = N_(
    "Posts that name a skill against posts for the same role and experience that do not: in each such combination with "
    "at least six of both, the ratio of the medians; their geometric mean, weighted with the posts of both. Medians "
    "are of posts counted in steps of pay, spread evenly within each step. The interval resamples the posts of each "
    "combination (percentile bootstrap, fixed seed); the table of skills does not say which employer placed a post, so "
    "it takes posts as independent."
)


@dataclass(frozen=True)
class SkillRow:
    """One skill; ratios are nan if no work has enough posts with and without it.

    Args:
        n: posts that name it.
        share: their share of the posts that name any skill.
        median: of the posts that name it.
        raw_ratio: their median ÷ the median of posts without it, ignoring the mix of work.
        ratio, low, high: the same for the same role and experience, with its 95 % interval.
        cells, matched: the number of combinations compared, and the share of posts in them.
    """

    skill: str
    n: int
    share: float
    median: float
    raw_ratio: float
    ratio: float
    low: float
    high: float
    cells: float
    matched: float


@dataclass(frozen=True)
class SkillsAnswer:
    """The pay of posts that name a skill.

    Args:
        source: where the table of skills comes from.
        filters: those of the visitor that the table knows.
        n: posts that name any skill.
        of_ladder: whether a ladder's roles stand in because the visitor chose none.
        skills: those with the largest difference first.
        problem: why there are none: another survey, or too few posts.
    """

    context: Context
    source: Provenance
    filters: Filters
    n: int
    of_ladder: bool
    skills: tuple[SkillRow, ...] = ()
    problem: Literal["", "other survey", "too few"] = ""
    method: str = METHOD

    def for_view(self, view: View) -> SkillsAnswer:
        """Complete the answer for a visitor with further filters, which the table of skills lacks."""
        return replace(self, context=view.context())


def _part_in_table(view: View) -> View:
    return View(view.survey, _conditions(view.filters))


def _conditions(filters: Filters) -> Filters:
    return Filters.of({name: filters[name] for name in CONDITIONS})


@depends_on(_part_in_table)
def skills(
    view: View, roles: tuple[str, ...] = (), *, rows: pd.DataFrame, source: Provenance, applies: bool
) -> SkillsAnswer:
    """Compare posts that name a skill with others of the same role and experience, and count the demand for it.

    Args:
        roles: the roles to use if the filters name none.
        rows: the table `skills.csv`.
        source: its provenance.
        applies: whether the survey in view is the one that the skills come from.
    """
    filters = _conditions(view.filters)
    context, of_ladder = view.context(), not view.filters["role"] and bool(roles)
    if not applies:
        return SkillsAnswer(context, source, filters, 0, of_ladder, problem="other survey")
    # Rows without posts keep the width of each step of pay that is empty in the selection.
    steps = pd.DataFrame({"pay_from": rows["pay_from"].unique(), "skill": ANY_SKILL, "posts": 0}).assign(
        role=NOT_STATED, experience=NOT_STATED
    )
    for name, values in filters.with_values("role", filters["role"] or roles):
        rows = rows[rows[name].isin(values)]
    n = int(rows.loc[rows["skill"] == ANY_SKILL, "posts"].sum())
    post_counts = (
        rows[rows["skill"] != ANY_SKILL].groupby("skill")["posts"].sum().sort_values(ascending=False, kind="stable")
    )
    post_counts = post_counts[post_counts >= SKILL_FROM]
    candidates = [skill for skill in OF_THE_OFFICE if skill in post_counts.index]
    candidates += [str(skill) for skill in post_counts.index if skill not in candidates][
        : max(0, SKILLS - len(candidates))
    ]
    if not candidates:
        return SkillsAnswer(context, source, filters, n, of_ladder, problem="too few")
    compared_rows = pd.concat([rows[rows["skill"].isin([ANY_SKILL, *candidates])], steps])
    result = [_compare(compared_rows, skill, int(post_counts[skill]), n, source) for skill in candidates]
    result.sort(key=lambda row: (math.isnan(row.ratio), -row.ratio if not math.isnan(row.ratio) else 0.0))
    return SkillsAnswer(context, source, filters, n, of_ladder, tuple(result))


def _compare(rows: pd.DataFrame, skill: str, n: int, all_posts: int, source: Provenance) -> SkillRow:
    if not _is_ever_absent(rows, skill):
        return SkillRow(skill, n, n / all_posts, *[math.nan] * 7)
    table = like_for_like(with_and_without(rows, skill, source), "skill", WITHOUT, [WITH])
    figures = table[["p50", "raw_ratio", "ratio", "ratio_low", "ratio_high", "cells", "matched"]]
    return SkillRow(skill, n, n / all_posts, *(float(value) for value in figures.iloc[1]))


def _is_ever_absent(rows: pd.DataFrame, skill: str) -> bool:
    """Whether some post for work that asks for a skill does not name it."""
    having = rows[rows["skill"] == skill]
    work = pd.MultiIndex.from_frame(having[list(CONDITIONS)])
    totals = rows[rows["skill"] == ANY_SKILL]
    alike = pd.MultiIndex.from_frame(totals[list(CONDITIONS)]).isin(work)
    return bool(totals.loc[alike, "posts"].sum() > having["posts"].sum())


def ladder_roles(families: Sequence[tuple[int, tuple[str, ...]]]) -> tuple[str, ...]:
    """The roles of a ladder, rung by rung."""
    return tuple(role for _step, roles in families for role in roles)
