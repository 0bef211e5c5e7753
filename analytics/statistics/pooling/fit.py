"""Fit one quantile of log pay as a sum of effects; the less evidence an effect has, the more it is shrunk.

Every part of the sum (a role, a city, a role at a level, …, at last the cell itself) is fitted by the same rule. The
residuals of the other parts have a quantile in each group; its variance ψ counts employers, not rows; the true
deviations of the groups have the variance σ². The effect is γ · quantile with γ = σ² ÷ (σ² + ψ): 300 rows of one
employer move little, 300 of 200 employers nearly all the way.

The mean of all groups of a part moves into the base (or into their level), so a group without posts gets their mean.
Rows of several cities count once per city in some parts and once in total in others, so the means differ: without
centring, effects would drift apart with each cycle. No role or city is shrunk further from its own posts than noise can
explain. The parts are fitted one after the other until they converge.

Source: Fay and Herriot (1979) for γ and the mean of a part; Efron and Morris (1972) for the limit; σ² and ψ from the
scores of quantile regression (Koenker and Bassett 1978), summed by employer; ranges enter as uniform intervals (one
step of Turnbull 1976), which smooths the absolute loss.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.machine_code import compile_for
from analytics.statistics.pooling.groups import Grouping, Places, varies_by_level
from analytics.statistics.pooling.posts import Floats, Posts

CYCLES, CYCLES_FROM_ANOTHER = 6, 3
"""Cycles through all parts; and cycles when another quantile of the same rows is the starting point."""
FIRST_STEPS, STEPS = 6, 2
"""Newton steps towards the quantile of a group, in the first cycle and in the others."""
LONGEST_STEP = 0.4
LEAST_SIGMA = 0.02
"""The least standard deviation of a part: cells do differ, even where there are too few posts to show it."""
FEW_GROUPS, LEAST_SIGMA_OF_FEW = 8, 0.5
"""A handful of groups (levels, modes) cannot show their own variance, so they are hardly shrunk."""
LIMIT = 1.5
"""The estimate of a group of `LIMITED_TERMS` stays within so many standard errors of its own posts: doctors are not
paid like the rest. Chosen on employers split in halves."""
LIMITED_TERMS = (("role",), ("city",), ("role", "experience"), ("city", "experience"))
"""The parts whose groups may lie far out. Cells may not: they have a handful of posts, whose noise is a guess
itself."""
PRIOR_ROWS = 100.0
"""How many rows the density of its stratum counts for in the density of a group, and that of all in a stratum's."""
PRIOR_GROUPS = 20.0
"""How many groups the variance σ² of all counts for in that of a stratum."""


@dataclass(frozen=True, eq=False)
class Effects:
    """The fitted effects of one part: each group's effect with its posterior variance, and σ² of each stratum."""

    effect: Floats
    variance: Floats
    sigma2: Floats


@dataclass(frozen=True, eq=False)
class Fit:
    """One fitted quantile: the base, the effects of each part, the fitted value of each row, and the noise terms.

    Attributes:
        score, shared: variance of a row's score, and the part of it that rows of one employer share.
        density: of the rows at their fitted quantile.
    """

    base: float
    parts: tuple[Effects, ...]
    fitted: Floats
    score: float
    shared: float
    density: float


def fit_quantile(posts: Posts, groupings: Sequence[Grouping], share: float, start: Fit | None = None) -> Fit:
    """Fit one quantile of log pay.

    Args:
        posts: the rows.
        groupings: of these rows (`group_posts`).
        share: the quantile, such as 0.5.
        start: the fit of another quantile of the same rows, as a starting point; halves the time.
    """
    steep = 1 / posts.width
    levels = len(posts.values["experience"])
    if start is None:
        base = _shift(posts, np.zeros(len(posts)), share)
        fitted = np.full(len(posts), base)
        parts = tuple(_no_effects(grouping, levels) for grouping in groupings)
    else:
        shift = _shift(posts, start.fitted, share)
        base, fitted = start.base + shift, start.fitted + shift
        parts = tuple(Effects(part.effect.copy(), part.variance.copy(), part.sigma2.copy()) for part in start.parts)
    raws = [part.effect.copy() for part in parts]
    means = [np.zeros(len(part.sigma2)) for part in parts]
    level_part = next(place for place, grouping in enumerate(groupings) if grouping.dimensions == ("experience",))
    noise = np.zeros(3)
    for cycle in range(CYCLES if start is None else CYCLES_FROM_ANOTHER):
        first = cycle == 0 and start is None
        for place, grouping in enumerate(groupings):
            few = len(grouping.keys) < FEW_GROUPS
            _update(
                posts.center,
                steep,
                grouping.count,
                share,
                grouping.group,
                grouping.pair,
                grouping.pair_group,
                grouping.pair_size,
                grouping.size,
                grouping.squares,
                grouping.stratum,
                fitted,
                raws[place],
                parts[place].effect,
                parts[place].variance,
                parts[place].sigma2,
                means[place],
                not {"role", "city"} <= set(grouping.dimensions),  # a low quantile of one post is that post: too high
                LIMIT if grouping.dimensions in LIMITED_TERMS else np.inf,
                (LEAST_SIGMA_OF_FEW if few else LEAST_SIGMA) ** 2,
                FIRST_STEPS if first else STEPS,
                1.0 if first else 0.7,
                noise,
            )
            if varies_by_level(grouping.dimensions):
                of_levels = means[place][groupings[level_part].keys]
                parts[level_part].effect[:] += of_levels
                raws[level_part] += of_levels
            else:
                base += float(means[place][0])
    shift = _shift(posts, fitted, share)
    return Fit(base + shift, parts, fitted + shift, *(float(number) for number in noise))


def _shift(posts: Posts, fitted: Floats, share: float) -> float:
    """The shift that puts this share of the rows below their fitted values."""
    return float(np.quantile(posts.pay - fitted, share, weights=posts.count, method="inverted_cdf"))


def _no_effects(grouping: Grouping, levels: int) -> Effects:
    """The starting point of a first fit: no effects, and an initial σ²."""
    groups = len(grouping.keys)
    strata_of_part = levels if varies_by_level(grouping.dimensions) else 1
    return Effects(np.zeros(groups), np.zeros(groups), np.full(strata_of_part, 0.01))


def fit_quantiles(posts: Posts, groupings: Sequence[Grouping], shares: Sequence[float]) -> list[Fit]:
    """Fit several quantiles, the median first; the others start from it.

    Args:
        posts, groupings: as in `fit_quantile`.
        shares: the quantiles, in any order; must include the median.
    """
    median = fit_quantile(posts, groupings, 0.5)
    return [median if share == 0.5 else fit_quantile(posts, groupings, share, median) for share in shares]


@compile_for()
def _update(
    center: Floats,
    steep: Floats,
    count: Floats,
    share: float,
    group: Places,
    pair: Places,
    pair_group: Places,
    pair_size: Floats,
    size: Floats,
    squares: Floats,
    stratum: Places,
    fitted: Floats,
    raw: Floats,
    effect: Floats,
    variance: Floats,
    sigma2: Floats,
    mean: Floats,
    centered: bool,
    limit: float,
    least: float,
    steps: int,
    pace: float,
    noise: Floats,
) -> None:
    """Refit one part with all others fixed: `fitted`, `raw`, `effect`, `variance`, `sigma2`, `mean` change.

    If γ would shrink a group by more than `limit` standard errors, it is shrunk by that much and keeps more of its
    noise.

    The score of a row is F − share, where F is the part of its interval below the fit. Rows of one employer share
    part of it: E[(sum of scores)²] = rows · (score − shared) + rows² · shared.
    """
    groups, pairs, rows = len(size), len(pair_size), len(center)
    sums, density = np.zeros(pairs), np.zeros(groups)
    total, dense, score = np.zeros(len(sigma2)), np.zeros(len(sigma2)), 0.0
    for row in range(rows):
        g = group[row]
        z = (fitted[row] - center[row]) * steep[row]
        s = min(max(z + 0.5, 0.0), 1.0) - share
        sums[pair[row]] += count[row] * s
        score += count[row] * s * s
        inside = count[row] * steep[row] * (abs(z) <= 0.5)
        density[g] += inside
        dense[stratum[g]] += inside
        total[stratum[g]] += count[row]
        fitted[row] -= effect[g]
    score /= total.sum()
    noise[2] = dense.sum() / total.sum()
    for k in range(len(sigma2)):
        dense[k] = (dense[k] + PRIOR_ROWS * noise[2]) / (total[k] + PRIOR_ROWS)
    excess, weight = 0.0, 0.0
    for index in range(pairs):
        if pair_size[index] > 1:
            excess += sums[index] ** 2 - pair_size[index] * score
            weight += pair_size[index] * (pair_size[index] - 1)
    shared = max(excess / weight, 0.0) if weight else 0.0
    noise[0], noise[1] = score, shared
    psi = np.empty(groups)
    for g in range(groups):
        density[g] = (density[g] + PRIOR_ROWS * dense[stratum[g]]) / (size[g] + PRIOR_ROWS)
        psi[g] = (size[g] * (score - shared) + shared * squares[g]) / (size[g] * density[g]) ** 2
    _sigma2(
        center, steep, count, share, group, pair, pair_group, size, squares, stratum, fitted, psi, sigma2, least, pace
    )
    for _ in range(steps):
        pull, slope = np.zeros(groups), np.zeros(groups)
        for row in range(rows):
            g = group[row]
            z = (fitted[row] + raw[g] - center[row]) * steep[row]
            pull[g] += count[row] * (min(max(z + 0.5, 0.0), 1.0) - share)
            slope[g] += count[row] * steep[row] * (abs(z) <= 0.5)
        for g in range(groups):
            step = pull[g] / size[g] / ((slope[g] + PRIOR_ROWS * dense[stratum[g]]) / (size[g] + PRIOR_ROWS))
            raw[g] -= min(max(step, -LONGEST_STEP), LONGEST_STEP)
    if centered:
        _center(stratum, psi, sigma2, raw, mean)
    for g in range(groups):
        shrinkage = sigma2[stratum[g]] / (sigma2[stratum[g]] + psi[g])
        furthest = limit * np.sqrt(psi[g])
        if abs(raw[g]) * (1 - shrinkage) > furthest:
            shrinkage = 1 - furthest / abs(raw[g])
        effect[g] = raw[g] * shrinkage
        variance[g] = psi[g] * shrinkage
    for row in range(rows):
        g = group[row]
        fitted[row] += effect[g]
        if centered:
            fitted[row] += mean[stratum[g]]


@compile_for()
def _center(stratum: Places, psi: Floats, sigma2: Floats, raw: Floats, mean: Floats) -> None:
    """Subtract from `raw` the precision-weighted mean of each stratum; sets `mean`."""
    total, weight = np.zeros(len(sigma2)), np.zeros(len(sigma2))
    for g in range(len(psi)):
        k = stratum[g]
        total[k] += raw[g] / (sigma2[k] + psi[g])
        weight[k] += 1 / (sigma2[k] + psi[g])
    for k in range(len(sigma2)):
        mean[k] = total[k] / weight[k] if weight[k] > 0 else 0.0
    for g in range(len(psi)):
        raw[g] -= mean[stratum[g]]


@compile_for()
def _sigma2(
    center: Floats,
    steep: Floats,
    count: Floats,
    share: float,
    group: Places,
    pair: Places,
    pair_group: Places,
    size: Floats,
    squares: Floats,
    stratum: Places,
    rest: Floats,
    psi: Floats,
    sigma2: Floats,
    least: float,
    pace: float,
) -> None:
    """Estimate the variance of groups' true deviations from the other parts, by stratum; updates `sigma2`.

    Two employers of a group share nothing but the group, so the mean product of their scores is its squared deviation
    times the squared density: no assumption about the noise is needed. Groups are weighted by precision; a stratum of
    few groups borrows from all.
    """
    groups, pairs, rows = len(size), len(pair_group), len(center)
    sums, dense, total = np.zeros(pairs), np.zeros(len(sigma2)), np.zeros(len(sigma2))
    for row in range(rows):
        z, k = (rest[row] - center[row]) * steep[row], stratum[group[row]]
        sums[pair[row]] += count[row] * (min(max(z + 0.5, 0.0), 1.0) - share)
        dense[k] += count[row] * steep[row] * (abs(z) <= 0.5)
        total[k] += count[row]
    dense = (dense + PRIOR_ROWS * dense.sum() / total.sum()) / (total + PRIOR_ROWS)
    whole, squared = np.zeros(groups), np.zeros(groups)
    for index in range(pairs):
        whole[pair_group[index]] += sums[index]
        squared[pair_group[index]] += sums[index] ** 2
    product, weight, degrees = np.zeros(len(sigma2)), np.zeros(len(sigma2)), np.zeros(len(sigma2))
    for g in range(groups):
        between, k = size[g] ** 2 - squares[g], stratum[g]
        if between > 0.5:
            sure = 1.0 / (sigma2[k] + psi[g]) ** 2
            product[k] += sure * (whole[g] ** 2 - squared[g]) / between / dense[k] ** 2
            weight[k] += sure
            degrees[k] += 1.0
    overall = product.sum() / weight.sum() if weight.sum() else least
    for k in range(len(sigma2)):
        prior = PRIOR_GROUPS * weight[k] / degrees[k] if degrees[k] else 1.0
        between_groups = (product[k] + prior * max(overall, least)) / (weight[k] + prior)
        sigma2[k] = (1 - pace) * sigma2[k] + pace * max(between_groups, least)
