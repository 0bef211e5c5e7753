"""95 % confidence intervals of quantiles: of independent rows, of rows that come in clusters, and with weights.

Rows of one employer have similar pay, and rows with unequal weights do not count the same. An interval that treats rows
as independent is too narrow for either reason. The *design effect* of a share is how many times larger its variance is
than that of a share among as many independent rows. A share with a design effect of 4 is known only as well as one
among a quarter as many independent rows.

Sources: C. J. Clopper and E. S. Pearson, The use of confidence or fiducial limits illustrated in the case of the
binomial (1934); R. S. Woodruff, Confidence intervals for medians and other position measures (1952); E. L. Korn and
B. I. Graubard, Confidence intervals for proportions with small expected number of positive counts estimated from survey
data, Survey Methodology 24 (1998); L. Kish, Survey Sampling (1965), section 11.7.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from analytics.statistics.cluster_sums import ClusterSums

CONFIDENCE = 0.95
Z = float(special.ndtri(0.5 + CONFIDENCE / 2))

Floats = NDArray[np.float64]


def interval_ranks(n: ArrayLike, share: ArrayLike) -> tuple[Floats, Floats]:
    """Ranks (from 0) of the rows that enclose a quantile with at least 95 % confidence, for any distribution.

    Both tails hold at most 2.5 %. If n is too small for that, the interval ends at the lowest or highest row, and the
    other tail gets the rest of the 5 %.

    Source: H. A. David and H. N. Nagaraja, Order Statistics (2003), section 7.1.

    >>> [rank.tolist() for rank in interval_ranks([6, 100], 0.5)]
    [[0.0, 39.0], [5.0, 60.0]]
    """
    rows, shares = (array.ravel() for array in np.broadcast_arrays(np.asarray(n, np.int64), np.asarray(share, float)))
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

    Starts from the normal approximation and steps to the exact tail; SciPy's inverse takes ten times as long.
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
    """Exact 95 % limits of a proportion (Clopper and Pearson 1934), for an n that need not be an integer.

    >>> [round(float(limit), 4) for limit in proportion_limits(20, 0.5)]
    [0.272, 0.728]
    """
    rows, shares = np.broadcast_arrays(np.asarray(n, float), np.asarray(share, float))
    tail = (1 - CONFIDENCE) / 2
    hits, misses = rows * shares, rows * (1 - shares)
    with np.errstate(invalid="ignore"):
        low, high = special.betaincinv(hits, misses + 1, tail), special.betaincinv(hits + 1, misses, 1 - tail)
    return np.where(hits > 0, low, 0.0), np.where(misses > 0, high, 1.0)


def design_effect(n: ArrayLike, sums: ClusterSums) -> Floats:
    """How many times larger the variance of a share below a pay is than among n independent rows; at least 1.

    Args:
        n: rows of each group.
        sums: cluster sums of the groups, just below and just above some amounts of pay (groups × both × amounts).

    Returns:
        Groups × amounts; the larger of the effects just below and just above the amount: pay clusters at round figures,
        and an employer with many rows at one of them shows on one side only. If all rows lie at the amount, they do not
        tell how similar a cluster's rows are; then n ÷ Kish's number of clusters, as if they were identical.

    Method:
        The linearised variance of the share F below a pay is Σ (a − F · m)² ÷ (Σ m)² over the clusters, where m is a
        cluster's rows or weight, and a the part of it below.
    """
    rows, mass, squared = (array[:, None, None] for array in (np.asarray(n, float), sums.mass, sums.squared))
    share = sums.below / mass
    variance = sums.below_squared - 2 * share * sums.below_times_all + share**2 * squared
    independent = share * (1 - share) * mass**2 / rows
    inside = (share > 0) & (share < 1)
    effect = np.divide(variance, independent, out=np.zeros_like(share), where=inside).max(axis=1)
    alike = np.where(inside.any(axis=1), effect, (rows * squared / mass**2)[:, 0])
    return np.maximum(alike, 1.0)


def student_factor(n: ArrayLike, clusters: ArrayLike) -> Floats:
    """The factor by which the number of rows shrinks because their variance is estimated from few clusters.

    (t with n − 1 degrees of freedom ÷ t with clusters − 1)², after Korn and Graubard (1998). The number of clusters is
    Kish's, (Σ m)² ÷ Σ m², so many small employers beside a large one count for little.

    >>> student_factor([100, 100], [100, 11]).round(3).tolist()  # t: 1.984 and 2.228
    [1.0, 0.793]
    """
    rows_df, clusters_df = (np.maximum(np.asarray(size, float) - 1, 1) for size in (n, clusters))
    level = 0.5 + CONFIDENCE / 2
    factor: Floats = (special.stdtrit(rows_df, level) / special.stdtrit(clusters_df, level)) ** 2
    return np.minimum(factor, 1.0)
