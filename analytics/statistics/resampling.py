"""Bootstrap medians of groups: of rows, without drawing them, or of employers with all their rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

from analytics.statistics import kernels
from analytics.statistics.bands import quantiles
from analytics.statistics.intervals import CONFIDENCE, Z
from analytics.statistics.order_statistics import GroupRows, Groups

DRAWS = 1000
SEED = 20_250_601  # fixed, so that the same query gets the same answer
TAILS = (0.025, 0.975)
FEWEST_DRAWS = 200
WORK = 400_000_000
"""Rows × draws above which employers are drawn fewer than `DRAWS` times."""
PICKS_AT_ONCE = 1 << 17
"""Clusters drawn together, few enough for the processor's cache."""

GROUPS_AT_ONCE = 64
"""Groups whose rows are resampled together, few enough for the processor's cache."""

Floats = NDArray[np.float64]


def medians(groups: Groups, places: NDArray[np.integer]) -> Floats:
    """The median of each of these groups; nan for an empty one. See `resampled_medians`.

    In a protected survey, the published medians.
    """
    if groups.unprotected is not None:
        middle = quantiles(groups, places.ravel(), intervals=False)["p50"][0]
        return middle.reshape(places.shape)
    if groups.weighted:
        return groups.at_mass(places, groups.mass[places] / 2)
    n = groups.mass[places]
    ranks = np.stack([(n - 1) // 2, n // 2])
    lower, upper = groups.at_rank(np.broadcast_to(places, ranks.shape), ranks)
    return np.asarray(lower + (upper - lower) / 2)


def resampled_medians(groups: Groups, places: NDArray[np.integer], random: np.random.Generator) -> Floats:
    """The medians of `DRAWS` resamples of each group, each with as many rows, or clusters, as the group.

    Returns:
        One row per group, one column per resample. Groups must have rows. nan in a protected survey, and where none of
        a group's employers was drawn. With many clustered rows (`WORK`), fewer resamples are drawn, at least
        `FEWEST_DRAWS`, and repeated to fill the columns.

    Method:
        The bootstrap (Efron 1979). The m-th lowest row of a resample is the row at rank ⌈n·U⌉ of the group, where U is
        the m-th lowest of n uniform numbers and so has a beta distribution; the same distribution as drawing n rows,
        from one number instead of n. With sampling weights, n is Kish's effective n and U a share of the weight.

        If rows are clustered, such as posts of one employer, clusters are drawn instead, each with all its rows in all
        of the groups, so groups that share employers move together.
    """
    if groups.unprotected is not None:
        return np.full((len(places), DRAWS), np.nan)
    if groups.clustered:
        return _by_cluster(groups.rows_of(places), groups.weighted, random)
    if groups.weighted:
        middle = (groups.effective_n()[places][:, None] + 1) / 2
        share = random.beta(middle, middle, (len(places), DRAWS))
        return groups.at_mass(np.broadcast_to(places[:, None], share.shape), groups.mass[places][:, None] * share)
    n = groups.mass[places].astype(np.int64)
    ranks = np.empty((2, len(places), DRAWS), np.int64)
    for start in range(0, len(places), GROUPS_AT_ONCE):
        batch = slice(start, start + GROUPS_AT_ONCE)
        ranks[:, batch] = _middle_ranks(n[batch], random)
    first, last = ranks[0].min(axis=1), ranks[1].max(axis=1)
    size = last - first + 1
    start_of_group = np.cumsum(size) - size
    rank = np.arange(size.sum()) + np.repeat(first - start_of_group, size)
    pay = groups.at_rank(np.repeat(places, size), rank)
    lower, upper = ranks + (start_of_group - first)[:, None]
    resampled: Floats = (pay[lower] + pay[upper]) / 2
    return resampled


def _middle_ranks(n: NDArray[np.int64], random: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The ranks of the two rows whose mean is the median of each resample of n rows, each as sizes × draws.

    For an odd n, both are the same row.
    """
    size = n[:, None]
    middle = (size + 1) // 2
    share = random.beta(middle, size + 1 - middle, (len(n), DRAWS))
    lower = np.minimum(size * share, size - 1).astype(np.int64)
    # For an even n, the second row is at the next of the uniform numbers: the lowest of those left above this one.
    even = n % 2 == 0
    size, rest = size[even], (size - middle)[even]
    next_share = 1 - (1 - share[even]) * random.random((len(rest), DRAWS)) ** (1 / rest)
    upper = lower.copy()
    upper[even] = np.minimum(size * next_share, size - 1)
    return lower, upper


def _by_cluster(rows: GroupRows, weighted: bool, random: np.random.Generator) -> Floats:
    """Medians of resamples of whole clusters, as many as each group has: groups × draws."""
    size = int(rows.clusters.max(initial=-1)) + 1
    draws = int(np.clip(WORK // max(len(rows.pay), 1), FEWEST_DRAWS, DRAWS))
    medians = np.full((draws, len(rows.starts) - 1), np.nan)
    at_once, clusters = max(1, PICKS_AT_ONCE // max(size, 1)), rows.clusters.astype(np.uint32)
    for start in range(0, draws if size else 0, at_once):
        batch = medians[start : start + at_once]
        picks = random.integers(size, size=(len(batch), size), dtype=np.uint32)
        kernels.drawn_medians(rows.starts, rows.pay, clusters, rows.mass, picks, weighted, batch)
    return medians[np.arange(DRAWS) % draws].T


def stretched_interval(draws: Floats, estimate: float, clusters: float | None) -> tuple[float, float]:
    """The 95 % interval of an estimate from its resamples, widened if necessary to contain the estimate.

    Resamples of few clusters vary too little, so their distance from the estimate is stretched by Student's t with
    Kish's number of clusters − 1 ÷ the normal quantile. `clusters` is None for rows without clusters.
    """
    valid = draws[~np.isnan(draws)]
    if not valid.size:
        return np.nan, np.nan
    low, high = np.quantile(valid, TAILS)
    if clusters is not None:
        factor = float(special.stdtrit(max(clusters - 1, 1), 0.5 + CONFIDENCE / 2)) / Z
        low, high = estimate + factor * (low - estimate), estimate + factor * (high - estimate)
    return float(min(low, estimate)), float(max(high, estimate))
