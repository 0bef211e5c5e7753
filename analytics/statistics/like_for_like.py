"""Compare groups for the same mix of work: cities, or work with and without a skill."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.model import ALL_ROWS, NOT_STATED, Dimension, Filters, Measure, Provenance, Survey
from analytics.statistics.bands import FEWEST_CLUSTERS, SHOWN_FROM, Period, salary_bands
from analytics.statistics.order_statistics import Groups
from analytics.statistics.resampling import SEED, medians, resampled_medians, stretched_interval

CELL_FROM = SHOWN_FROM["p50"]
"""Rows that a cell needs in both groups; with fewer, its median may not be shown."""
LEAST_CELLS = 3
"""The fewest kinds of work in a comparison of two groups: fewer would describe those kinds, not the groups."""
LEAST_MATCHED = 0.30
"""The share of both groups' rows that must lie in the cells compared."""
Reason = Literal["nothing in common", "few cells", "small part", "few employers"]
"""Why a ratio does not describe the two groups: the first reason that applies."""
WITH, WITHOUT = "with", "without"
ANY_SKILL = "(any)"

Integers = NDArray[np.int64]


def like_for_like(
    survey: Survey,
    by: str,
    reference: str,
    compared_names: Sequence[str],
    cells: Sequence[str] = ("role", "experience"),
    filters: Filters = ALL_ROWS,
    measure: Measure = "middle",
    per: Period = "month",
) -> pd.DataFrame:
    """Compare the pay of groups with that of a reference group, for the same mix of work.

    Args:
        survey: the rows of pay.
        by: the dimension whose values are compared.
        reference: the value that the others are compared with.
        compared_names: the values to compare, in the order wanted.
        cells: the dimensions that make work "the same".
        filters: which rows count. The survey's defaults hold for dimensions that are not named.
        measure: the low end, the middle or the high end of each row's range.
        per: whether medians are stated per month or per year.

    Returns:
        One row per group, the reference first: `by`; `n`; `p50`, `p50_low`, `p50_high` of all its rows; `raw_ratio`,
        its median ÷ the reference's; `ratio`, the same for the same mix of work, with its 95 % interval `ratio_low` to
        `ratio_high`; `cells`, how many cells were compared; `matched`, the share (0 to 1) of both groups' rows that
        lies in them; `employers`, of the side with fewer (nan if unknown); `reason`, why the ratio describes only those
        cells and not the two groups (`Reason`; None if it describes the groups). Without a common cell, `ratio` is
        missing. The reference's own ratio is 1.

    Method:
        Direct standardisation to the pooled mix (Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions,
        2003, chapter 19): in each cell that has at least six rows in both groups, the ratio of the two medians; their
        geometric mean, weighted with the rows that both groups together have in the cell. With a pooled mix the
        comparison is the same in either direction (the ratio turns into its reciprocal), and work that is common in
        one group and rare in the other counts for what it is in both. Rows whose cell is not stated are not compared.
        The interval holds the mix fixed and resamples each cell (percentile bootstrap, fixed seed). Where employers are
        known, it resamples them, with all their rows in all cells, and is stretched by Student's t with Kish's number
        of employers − 1, of the side with fewer.

    Raises:
        KeyError: for a dimension that the survey lacks.
        ValueError: for a value that the dimension lacks.

    >>> role = Dimension.of("role", "Role", (["Clerk"] * 8 + ["Accountant"] * 6) * 2)
    >>> city = Dimension.of("city", "City", ["Pune"] * 14 + ["Goa"] * 14)
    >>> pay = [100] * 8 + [200] * 6 + [110] * 8 + [220] * 6
    >>> source = Provenance("Example", "nobody", "yours")
    >>> survey = Survey.build(name="x", provenance=source, low=pay, dimensions=[role, city])
    >>> table = like_for_like(survey, "city", "Pune", ["Goa"], cells=["role"])
    >>> table[["city", "n", "ratio", "cells", "matched"]].round(6)
       city   n  ratio  cells  matched
    0  Pune  14    1.0      2      1.0
    1   Goa  14    1.1      2      1.0
    """
    values = survey.dimensions[by].values
    if lacking := [value for value in (reference, *compared_names) if value not in values]:
        raise ValueError(f"{survey.name} has no {by} {', '.join(map(repr, lacking))}")
    names = list(dict.fromkeys([reference, *compared_names]))
    filters = filters.with_values(by, names)
    bands = salary_bands(survey, [by], filters, measure, per, bounds=False).set_index(by).reindex(names)
    table = bands.reset_index()[[by, "n", "p50", "p50_low", "p50_high"]]
    table["n"] = table["n"].fillna(0).astype("int64")
    table["raw_ratio"] = table["p50"] / table["p50"].iloc[0]
    cell_groups = Groups(survey, [by, *cells], filters, measure)
    order = [sorted(names, key=values.index).index(value) for value in names]
    lines = np.arange(len(cell_groups.keys)).reshape(len(names), -1)[order]
    return table.join(_ratios(cell_groups, lines))


def _ratios(groups: Groups, lines: Integers) -> pd.DataFrame:
    """Compare each line of cells with the first: `ratio`, its interval, `cells` and `matched`.

    Args:
        groups: every cell of every group compared.
        lines: the number in `groups` of each cell, for each compared group.
    """
    is_value = np.array([NOT_STATED not in groups.keys[cell][1:] for cell in lines[0]], bool)
    middle = medians(groups, lines)
    usable = (np.round(groups.effective_n()[lines], 6) >= CELL_FROM) & (middle > 0) & is_value
    common = usable & usable[0]
    comparable = lines[common]
    log_draws = np.log(resampled_medians(groups, comparable, np.random.default_rng(SEED)))
    members = groups.rows_of(comparable) if groups.clustered else None
    place = np.cumsum(common).reshape(common.shape) - 1
    rows = []
    for index, shared in enumerate(common):
        mass = groups.mass[lines[0]] + groups.mass[lines[index]]
        share_matched = float(mass[shared].sum() / mass.sum()) if shared.any() else 0.0
        if not shared.any():
            rows.append((np.nan, np.nan, np.nan, 0, share_matched, np.nan, "nothing in common"))
            continue
        sides = place[index, shared], place[0, shared]
        logs = np.log(middle[[index, 0]][:, shared, None])
        ratio = float(_pool(mass[shared], logs[0], logs[1])[0])
        draws = _pool(mass[shared], log_draws[sides[0]], log_draws[sides[1]])
        behind = [members.clusters_of(side) for side in sides] if members else []
        low, high = stretched_interval(draws, ratio, min((kish for _, kish in behind), default=None))
        employers = min((number for number, _ in behind), default=None)
        reason = None if index == 0 else _reason(int(shared.sum()), share_matched, employers)
        figures = np.exp([ratio, low, high])
        rows.append((*figures, int(shared.sum()), share_matched, np.nan if employers is None else employers, reason))
    names = ["ratio", "ratio_low", "ratio_high", "cells", "matched", "employers", "reason"]
    return pd.DataFrame(rows, columns=names).astype({"reason": "object"})


def _pool(mass: NDArray[np.float64], group: NDArray[np.float64], reference: NDArray[np.float64]) -> NDArray[np.float64]:
    """The log ratio pooled over cells (cells × draws); cells whose employers were not drawn are ignored."""
    difference = group - reference
    has_value = ~np.isnan(difference)
    weight = mass[:, None] * has_value
    pooled: NDArray[np.float64] = np.divide(
        (weight * np.where(has_value, difference, 0)).sum(axis=0),
        weight.sum(axis=0),
        out=np.full(difference.shape[1], np.nan),
        where=weight.sum(axis=0) > 0,
    )
    return pooled


def _reason(cells: int, share_matched: float, employers: int | None) -> Reason | None:
    if cells < LEAST_CELLS:
        return "few cells"
    if share_matched < LEAST_MATCHED:
        return "small part"
    return "few employers" if employers is not None and employers < FEWEST_CLUSTERS else None


def with_and_without(rows: pd.DataFrame, skill: str, provenance: Provenance) -> Survey:
    """Build a survey with a dimension "skill" (with or without it), for `like_for_like`.

    Args:
        rows: counts of posts by role, experience, skill and step of pay, with columns `role`, `experience`, `skill`,
            `pay_from` (the step's lower end, per month) and `posts`. The skill "(any)" counts every post once.
        skill: the skill in question.
        provenance: the source of the rows.

    Returns:
        Posts of the roles and levels that ask for the skill, with it and without it (any − with it). Posts within one
        step of pay are spread evenly over it, as is usual for the median of grouped data; the last step is open-ended,
        so its posts stay at its start.

    Raises:
        ValueError: for a skill that the rows lack.

    >>> rows = pd.DataFrame(
    ...     {"role": "Clerk", "experience": "Fresher", "skill": ["(any)", "(any)", "Excel"], "pay_from": [10, 20, 20],
    ...      "posts": [3, 2, 2]}
    ... )
    >>> survey = with_and_without(rows, "Excel", Provenance("Example", "nobody", "posted"))
    >>> survey.low.round(2).tolist()  # without: three spread over 10 to 20; with: two at 20, the last step
    [11.67, 15.0, 18.33, 20.0, 20.0]
    """
    work = ["role", "experience"]
    step = [*work, "pay_from"]
    having, all_posts = rows[rows["skill"] == skill], rows[rows["skill"] == ANY_SKILL]
    if having.empty:
        raise ValueError(f"no post asks for the skill {skill!r}")
    is_like = pd.MultiIndex.from_frame(all_posts[work]).isin(pd.MultiIndex.from_frame(having[work]))
    with_it = having.set_index(step)["posts"]
    without = all_posts[is_like].set_index(step)["posts"].sub(with_it, fill_value=0)
    if (without < 0).any():
        raise ValueError(f"more posts ask for {skill!r} than there are posts in {without.idxmin()}")
    counts = pd.concat({WITH: with_it, WITHOUT: without.astype("int64")}, names=["skill"]).rename("posts").reset_index()
    steps = np.unique(rows["pay_from"])
    width = pd.Series(np.append(np.diff(steps), 0), steps)
    posts = counts.loc[counts.index.repeat(counts["posts"])]
    nth = posts.groupby(posts.index).cumcount()
    pay = posts["pay_from"] + posts["pay_from"].map(width) * (nth + 0.5) / posts["posts"]
    dimensions = [Dimension.of(name, name.title(), posts[name].tolist()) for name in (*work, "skill")]
    return Survey.build(name=provenance.title, provenance=provenance, low=pay, dimensions=dimensions)
