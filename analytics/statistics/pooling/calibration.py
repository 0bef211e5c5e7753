"""How far an estimate may be off, learned from employers and cells that it was not fitted to.

Employers are dealt into folds, and so are cells. Each fold of employers is estimated from the other employers, without
any post of a fifth of the cells; so every post is once that of an employer nobody knew, and some are of cells that had
no post at all. What the estimates miss by then is what they will miss by.

Source: split conformal prediction of quantile regression (Romano, Patterson and Candès 2019), by groups.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.statistics.pooling.fit import Fit, Grouping, fit_quantile, group_posts, strata
from analytics.statistics.pooling.posts import Codes, Floats, Posts, combine, totals

FOLDS = 5
SEED = 19
LARGEST_CALIBRATION = 100_000
"""Rows that margins are learned from at most; of more, some employers stand for all."""
OFFER = (0.1, 0.9)
"""The quantiles an offer's range starts from; eight in ten offers lie between."""
COVERAGE = 0.8
BANDS = (0, 1, 6, 29)
"""Where bands of n start: no post of exactly this, fewer than a median needs, fewer than a band needs, enough."""
LEAST_EMPLOYERS = 30
"""A group of fewer employers gets no margin of its own."""
LEAST_CELLS = 50
"""With fewer cells none is hidden: too little would be left to lean on."""
LEAST_MEDIANS = 100
"""A band of n with fewer held-out medians takes the stretch of all."""
ROUNDS = 12
Z = 1.959964
LEAST_EMPLOYERS_OF_MEDIAN = 5
CELL = ("role", "city", "experience")

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Margins:
    """What is added to both ends of an offer's range, and by how much the variance of a median is stretched.

    Attributes:
        offer: for each kind of group ("experience", "class", "n", "sector") the margin of each value, in log pay.
        stretch: for each band of n, the factor on the variance of the median.
    """

    offer: dict[str, Floats]
    stretch: Floats


@dataclass(frozen=True, eq=False)
class _Held:
    """Held-out rows: their distance outside the range, their groups, their employer; and held-out medians."""

    outside: Floats
    groups: dict[str, Codes]
    employer: Codes
    count: Floats
    error: Floats
    variance: Floats
    noise: Floats
    band: Codes


def band_of(n: Floats) -> Codes:
    """The band of n that so many posts of a cell belong to.

    >>> band_of(np.array([0, 1, 5, 6, 28, 29])).tolist()
    [0, 1, 1, 2, 2, 3]
    """
    return np.searchsorted(BANDS, n, side="right").astype(np.int64) - 1


def predict(fit: Fit, groupings: Sequence[Grouping], codes: dict[str, Codes], posts: Posts) -> tuple[Floats, Floats]:
    """A fit's quantile for profiles, and its posterior variance; a group without posts varies by σ² of its part."""
    value = np.full(len(codes["role"]), fit.base)
    variance = np.zeros(len(value))
    for grouping, part in zip(groupings, fit.parts, strict=True):
        key = combine(codes, posts.values, grouping.dimensions)
        place = np.minimum(np.searchsorted(grouping.keys, key), len(grouping.keys) - 1)
        known = grouping.keys[place] == key
        value += np.where(known, part.effect[place], 0.0)
        variance += np.where(known, part.variance[place], part.sigma2[strata(codes, grouping.dimensions)])
    return value, variance


def calibrate(posts: Posts, city_class: Codes) -> Margins:
    """The margins of an offer's range and of a median's interval.

    Args:
        posts: all rows.
        city_class: the class of each city, as a small number.
    """
    drawn = np.random.default_rng(SEED)
    employers = int(posts.employer.max()) + 1
    order = drawn.permutation(employers)
    if len(posts) > LARGEST_CALIBRATION:
        posts = posts.take(order[posts.employer] < employers * LARGEST_CALIBRATION / len(posts))
    fold_of_employer = order % FOLDS
    cells, cell = np.unique(posts.key(CELL), return_inverse=True)
    fold_of_cell = drawn.permutation(len(cells)) % FOLDS if len(cells) >= LEAST_CELLS else np.full(len(cells), -1)

    def hold_out(fold: int) -> _Held:
        return _hold_out(posts, city_class, cell, fold_of_employer[posts.employer] == fold, fold_of_cell[cell] == fold)

    with ThreadPoolExecutor(2) as threads:  # each fold is its own: threads change no digit
        held = list(threads.map(hold_out, range(FOLDS)))
    return Margins(_offer_margins(held, city_class, posts), _stretch(held))


def _hold_out(posts: Posts, city_class: Codes, cell: Codes, held: Mask, hidden: Mask) -> _Held:
    """What estimates from the rows neither held nor hidden miss by on the rows held."""
    train, test = posts.take(~held & ~hidden), posts.take(held)
    groupings = group_posts(train)
    low, middle, high = (fit_quantile(train, groupings, share) for share in (OFFER[0], 0.5, OFFER[1]))
    codes = dict(test.codes)
    bottom, top = (predict(fit, groupings, codes, posts)[0] for fit in (low, high))
    n = totals(cell[~held & ~hidden], train.count, int(cell.max()) + 1)
    band = band_of(n)[cell[held]]
    groups = {"experience": codes["experience"], "class": city_class[codes["city"]], "n": band}
    if "sector" in codes:
        groups["sector"] = codes["sector"]
    median, variance = predict(middle, groupings, codes, posts)
    error, noise, first = _medians(test, cell[held], median, top - bottom, middle)
    return _Held(
        outside=np.maximum(bottom - test.pay, test.pay - top),
        groups=groups,
        employer=test.employer,
        count=test.count,
        error=error,
        variance=variance[first],
        noise=noise,
        band=band[first],
    )


def _medians(test: Posts, cell: Codes, estimate: Floats, width: Floats, fit: Fit) -> tuple[Floats, Floats, Codes]:
    """Held-out medians of cells with employers enough: the estimate's error, their own variance, one row of each."""
    keys, first, group = np.unique(cell, return_index=True, return_inverse=True)
    both, pair = np.unique(np.stack([group, test.employer]), axis=1, return_inverse=True)
    size = totals(pair, test.count, both.shape[1])
    squares = totals(both[0], size**2, len(keys))
    n = totals(group, test.count, len(keys))
    noise = (n * (fit.score - fit.shared) + fit.shared * squares) / (n * fit.density) ** 2
    noise *= (width[first] / width.mean()) ** 2  # pay that spreads more has a less certain median
    chosen = totals(both[0], None, len(keys)) >= LEAST_EMPLOYERS_OF_MEDIAN
    median = group_medians(test.pay, test.count, group, len(keys))
    return (median - estimate[first])[chosen], noise[chosen], first[chosen]


def group_medians(pay: Floats, count: Floats, group: Codes, groups: int) -> Floats:
    """The median of each group, rows counting as often as they stand for; missing (nan) for an empty one.

    >>> count, group = np.array([1.0, 1.0, 1.0, 2.0]), np.array([0, 0, 0, 1])
    >>> group_medians(np.array([1.0, 5.0, 9.0, 4.0]), count, group, 2).tolist()
    [5.0, 4.0]
    """
    order = np.lexsort([pay, group])
    upto = np.cumsum(count[order])
    n = totals(group, count, groups)
    half = np.cumsum(n) - n / 2
    last = len(pay) - 1
    lower = np.minimum(np.searchsorted(upto, half - 1e-9, side="left"), last)
    upper = np.minimum(np.searchsorted(upto, half + 1e-9, side="right"), last)
    return np.where(n > 0, (pay[order][lower] + pay[order][upper]) / 2, np.nan)


def _offer_margins(held: Sequence[_Held], city_class: Codes, posts: Posts) -> dict[str, Floats]:
    """Margins that make eight in ten posts lie inside, employers weighted equally, in each group of each kind."""
    outside = np.concatenate([part.outside for part in held])
    employer = np.concatenate([part.employer for part in held])
    weight = np.concatenate([part.count for part in held])
    weight /= totals(employer, weight, int(employer.max()) + 1)[employer]
    sizes = {"experience": len(posts.values["experience"]), "class": int(city_class.max()) + 1, "n": len(BANDS)}
    if "sector" in posts.codes:
        sizes["sector"] = len(posts.values["sector"])
    margins = {kind: np.zeros(size) for kind, size in sizes.items()}
    groups = {kind: np.concatenate([part.groups[kind] for part in held]) for kind in sizes}
    left = outside.copy()
    for _ in range(ROUNDS):
        for kind, group in groups.items():
            order = np.argsort(group, kind="stable")
            ends = np.searchsorted(group[order], np.arange(sizes[kind] + 1))
            for value in range(sizes[kind]):
                rows = order[ends[value] : ends[value + 1]]
                employers = len(np.unique(employer[rows]))
                if employers < LEAST_EMPLOYERS:
                    continue
                share = min(COVERAGE * (1 + 1 / employers), 1.0)
                step = float(np.quantile(left[rows], share, weights=weight[rows], method="inverted_cdf"))
                margins[kind][value] += step
                left[rows] -= step
    return margins


def _stretch(held: Sequence[_Held]) -> Floats:
    """For each band of n the factor on the variance of a median with which 95 % of held-out medians are covered."""
    error, variance, noise, band = (
        np.concatenate([getattr(part, name) for part in held]) for name in ("error", "variance", "noise", "band")
    )
    stretch = np.ones(len(BANDS))
    if not len(error):
        return stretch
    for value in range(len(BANDS)):
        mine = band == value
        if mine.sum() < LEAST_MEDIANS:
            mine = np.full(len(band), True)
        # The factor with which a median is just covered: (error ÷ z)² = factor · variance + noise.
        needed = ((error[mine] / Z) ** 2 - noise[mine]) / variance[mine]
        stretch[value] = max(float(np.quantile(needed, 0.95)), 0.25)
    return stretch
