"""Calibrate the error of an estimate on employers, cells, cities and roles that it was not fitted to.

Employers and cells are divided into folds. The posts of each fold of employers are estimated from the other employers,
with all posts of some cells held out. So every post is estimated once without its employer, and some without any post
of their cell. Then whole cities are held out, a fifth of them at a time, and whole roles, to measure the error for a
city or a role without posts. The errors on held-out posts stand for future errors.

A post that names several cities has a row in each. If one of these rows is held out, so are the others: otherwise the
same offer in another city would leak the answer.

Source: split conformal prediction of quantile regression (Romano, Patterson and Candès 2019), by groups.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.statistics.intervals import Z
from analytics.statistics.pooling.fit import Fit, fit_quantiles
from analytics.statistics.pooling.groups import Grouping, group_posts, strata
from analytics.statistics.pooling.posts import Codes, Floats, Posts, combine, totals, usual_codes

FOLDS, FOLDS_OF_EMPLOYERS = 5, 8
HIDDEN_CELLS = 16
"""One cell in so many is hidden from each fold of employers. Many folds with few hidden cells leave nearly as much
evidence as the final model has; with less evidence, ranges would come out too wide."""
SEED = 19
LARGEST_CALIBRATION = 100_000
"""The most rows from which margins are learned; of more, a sample of employers is used."""
OFFER = (0.1, 0.9)
"""The quantiles an offer's range starts from; eight in ten offers lie between."""
COVERAGE = 0.8
BANDS = (0, 1, 6, 29)
"""The lower ends of the bands of n: no post of the profile, too few for a median, too few for a band, enough."""
KINDS_OF_PROFILE = (*map(str, BANDS), "no city", "no role")
"""What evidence a profile has: so many posts of its own; none even of its city; none even of its role."""
WHOLE = ("city", "role")
"""What else is held out as a whole besides cells, in the order of `KINDS_OF_PROFILE`."""
MARGINS = ("experience", "class", "n", "sector")
"""The kinds of groups that margins of an offer are learned for; of "n", the groups are those of `KINDS_OF_PROFILE`."""
LEAST_EMPLOYERS = 30
"""The fewest employers for which a group gets its own margin."""
LEAST_CELLS = 50
"""Cells are hidden only if there are at least this many: with fewer, too little evidence would be left."""
LEAST_VALUES = 10
"""Whole cities or roles are held out only if there are at least this many."""
LEAST_MEDIANS = 300
"""The fewest held-out medians for a separate stretch; with fewer, that of all profiles is used."""
LEAST_STRETCH = 1.0
"""The least stretch: a few held-out medians that happen to fit well must not narrow the model's interval."""
ROUNDS = 12
LEAST_EMPLOYERS_OF_MEDIAN = 5
CELL = ("role", "city", "experience")
ROUNDING = 0.005
"""The least standard error of a median, in log pay. Most pay is a round sum: where many posts state the same one,
neither order statistics nor scores show any error, but rounding by about half a percent remains."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Margins:
    """The margins added to both ends of an offer's range, and the factors on the variance of a median.

    Attributes:
        offer: for each kind of group (`MARGINS`) the margin of each value, in log pay.
        stretch: for each of `KINDS_OF_PROFILE`, the factor on the variance of the median.
    """

    offer: dict[str, Floats]
    stretch: Floats


@dataclass(frozen=True, eq=False)
class _HeldOut:
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
    """The band of n for a cell with this many posts.

    >>> band_of(np.array([0, 1, 5, 6, 28, 29])).tolist()
    [0, 1, 1, 2, 2, 3]
    """
    return np.searchsorted(BANDS, n, side="right").astype(np.int64) - 1


def kind_of_profile(cell: Floats, city: Floats, role: Floats) -> Codes:
    """Classify a profile (`KINDS_OF_PROFILE`) by the posts of its cell, of its city and of its role.

    >>> posts = np.array([7.0, 0.0, 0.0, 0.0])
    >>> kind_of_profile(posts, np.array([9.0, 3.0, 0.0, 0.0]), np.array([9.0, 3.0, 8.0, 0.0])).tolist()
    [2, 0, 4, 5]
    """
    kind = np.where(city == 0, len(BANDS), band_of(cell))
    return np.where(role == 0, len(BANDS) + 1, kind)


def predict(fit: Fit, groupings: Sequence[Grouping], codes: dict[str, Codes], posts: Posts) -> tuple[Floats, Floats]:
    """Predict a fit's quantile for profiles, with its posterior variance; a group without posts has the σ² of its part.

    The variance is never less than that of rounding (`ROUNDING`), since all posts may pay the same.
    """
    value = np.full(len(codes["role"]), fit.base)
    variance = np.zeros(len(value))
    for grouping, part in zip(groupings, fit.parts, strict=True):
        key = combine(codes, posts.values, grouping.dimensions)
        place = np.minimum(np.searchsorted(grouping.keys, key), len(grouping.keys) - 1)
        has_group = grouping.keys[place] == key
        value += np.where(has_group, part.effect[place], 0.0)
        variance += np.where(has_group, part.variance[place], part.sigma2[strata(codes, grouping.dimensions)])
    return value, np.maximum(variance, ROUNDING**2)


def calibrate(posts: Posts) -> Margins:
    """Learn the margins of an offer's range and of a median's interval."""
    rng = np.random.default_rng(SEED)
    employers = int(posts.employer.max()) + 1
    order = rng.permutation(employers)
    if len(posts) > LARGEST_CALIBRATION:
        posts = posts.take(order[posts.employer] < employers * LARGEST_CALIBRATION / len(posts))
    cell = np.unique(posts.key(CELL), return_inverse=True)[1]
    splits = deal(posts, cell, order[posts.employer], rng)
    with ThreadPoolExecutor(2) as threads:  # folds are independent: threads do not change the result
        results = list(threads.map(lambda split: _hold_out(posts, cell, *split), splits))
    return Margins(_offer_margins(results, posts), _stretch(results))


def deal(posts: Posts, cell: Codes, place: Codes, rng: np.random.Generator) -> list[tuple[Mask, Mask, int | None]]:
    """Yield splits into rows to estimate and rows to fit: by employer with hidden cells, then by city and by role.

    Args:
        posts: all rows.
        cell: the number of the cell of each.
        place: the position of each row's employer in a random order.
        rng: deals cells, cities and roles.

    Returns:
        The rows to estimate; further rows to hold out of the fit (the two may overlap); and the kind of the rows to
        estimate (`KINDS_OF_PROFILE`), None if it depends on the posts of their cells.
    """
    cells = int(cell.max()) + 1
    fold_of_cell = rng.permutation(cells) % HIDDEN_CELLS if cells >= LEAST_CELLS else np.full(cells, -1)
    fold_of_employer = place % FOLDS_OF_EMPLOYERS
    splits: list[tuple[Mask, Mask, int | None]] = [
        (fold_of_employer == fold, posts.of_same_posts(fold_of_cell[cell] == fold), None)
        for fold in range(FOLDS_OF_EMPLOYERS)
    ]
    for index, name in enumerate(WHOLE):
        values, value = np.unique(posts.codes[name], return_inverse=True)
        if len(values) >= LEAST_VALUES:
            fold_of_value = (rng.permutation(len(values)) % FOLDS)[value]
            folds = [fold_of_value == fold for fold in range(FOLDS)]
            splits += [(rows, posts.of_same_posts(rows), len(BANDS) + index) for rows in folds]
    return splits


def _hold_out(posts: Posts, cell: Codes, is_test: Mask, is_hidden: Mask, profile_kind: int | None) -> _HeldOut:
    """The errors on the test rows when estimates use only the other rows.

    Args:
        posts: all rows.
        cell: the number of the cell of each.
        is_test, is_hidden, profile_kind: a split (`deal`).
    """
    train, test = posts.take(~is_test & ~is_hidden), posts.take(is_test)
    groupings = group_posts(train)
    low, middle, high = fit_quantiles(train, groupings, (OFFER[0], 0.5, OFFER[1]))
    usual = usual_codes(train)  # users ask for estimates by role, city and level
    codes = dict(test.codes) | {name: usual_of[test.codes[by]] for name, (by, usual_of) in usual.items()}
    bottom, top = (predict(fit, groupings, codes, posts)[0] for fit in (low, high))
    n = totals(cell[~is_test & ~is_hidden], train.count, int(cell.max()) + 1)
    band = band_of(n)[cell[is_test]] if profile_kind is None else np.full(len(test), profile_kind)
    median, variance = predict(middle, groupings, codes, posts)
    error, noise, first = _medians(test, cell[is_test], median, top - bottom, middle)
    return _HeldOut(
        outside=np.maximum(bottom - test.pay, test.pay - top),
        groups={kind: codes[kind] for kind in MARGINS if kind in codes} | {"n": band},
        employer=test.employer,
        count=test.count,
        error=error,
        variance=variance[first],
        noise=noise,
        band=band[first],
    )


def _medians(test: Posts, cell: Codes, estimate: Floats, width: Floats, fit: Fit) -> tuple[Floats, Floats, Codes]:
    """Held-out medians of cells with enough employers: the estimate's error, the median's variance, one row of each."""
    keys, first, group = np.unique(cell, return_index=True, return_inverse=True)
    employers = int(test.employer.max(initial=0)) + 1
    pairs, pair = np.unique(group * employers + test.employer, return_inverse=True)
    group_of_pair = pairs // employers
    size = totals(pair, test.count, len(pairs))
    squares = totals(group_of_pair, size**2, len(keys))
    n = totals(group, test.count, len(keys))
    noise = (n * (fit.score - fit.shared) + fit.shared * squares) / (n * fit.density) ** 2
    if width.any():  # equal pay has no spread
        noise *= (width[first] / width.mean()) ** 2  # the wider the spread of pay, the less certain the median
    has_enough = totals(group_of_pair, None, len(keys)) >= LEAST_EMPLOYERS_OF_MEDIAN
    median = group_medians(test.pay, test.count, group, len(keys))
    return (median - estimate[first])[has_enough], noise[has_enough], first[has_enough]


def group_medians(pay: Floats, count: Floats, group: Codes, groups: int) -> Floats:
    """The median of each group, with rows repeated by their count; nan for an empty group.

    >>> count, group = np.array([1.0, 1.0, 1.0, 2.0]), np.array([0, 0, 0, 1])
    >>> group_medians(np.array([1.0, 5.0, 9.0, 4.0]), count, group, 2).tolist()
    [5.0, 4.0]
    """
    order = np.lexsort([pay, group])
    cumulated = np.cumsum(count[order])
    n = totals(group, count, groups)
    half = np.cumsum(n) - n / 2
    last = len(pay) - 1
    lower = np.minimum(np.searchsorted(cumulated, half - 1e-9, side="left"), last)
    upper = np.minimum(np.searchsorted(cumulated, half + 1e-9, side="right"), last)
    return np.where(n > 0, (pay[order][lower] + pay[order][upper]) / 2, np.nan)


def _offer_margins(results: Sequence[_HeldOut], posts: Posts) -> dict[str, Floats]:
    """Learn margins that put eight in ten posts inside, with employers weighted equally, in each group of each kind.

    Those of levels, classes, sectors and n are learned from held-out employers; the extra margin for unseen cities and
    roles, from held-out cities and roles.
    """
    kinds = [kind for kind in MARGINS if kind == "n" or kind in posts.codes]
    margins = {kind: np.zeros(len(KINDS_OF_PROFILE if kind == "n" else posts.values[kind])) for kind in kinds}
    of_employers = _Residuals.of([part for part in results if part.band.max(initial=0) < len(BANDS)], kinds)
    for _ in range(ROUNDS):
        for kind in kinds:
            of_employers.widen(margins[kind], kind)
    margins["n"][len(BANDS) :] = margins["n"][0]
    whole = [part for part in results if part.band.max(initial=0) >= len(BANDS)]
    if whole:
        of_whole = _Residuals.of(whole, kinds)
        for kind in kinds:
            of_whole.outside -= margins[kind][of_whole.groups[kind]]
        of_whole.widen(margins["n"], "n")
    return margins


@dataclass(eq=False)
class _Residuals:
    """The distance of held-out rows outside their ranges after all margins so far; their groups, employers, weights."""

    outside: Floats
    groups: dict[str, Codes]
    employer: Codes
    weight: Floats

    @classmethod
    def of(cls, results: Sequence[_HeldOut], kinds: Sequence[str]) -> _Residuals:
        employer = np.concatenate([part.employer for part in results])
        weight = np.concatenate([part.count for part in results])
        weight /= totals(employer, weight, int(employer.max()) + 1)[employer]
        groups = {kind: np.concatenate([part.groups[kind] for part in results]) for kind in kinds}
        return cls(np.concatenate([part.outside for part in results]), groups, employer, weight)

    def widen(self, margins: Floats, kind: str) -> None:
        """Widen the margin of each group of a kind until eight in ten of its rows lie inside."""
        group = self.groups[kind]
        order = np.argsort(group, kind="stable")
        ends = np.searchsorted(group[order], np.arange(len(margins) + 1))
        for value in range(len(margins)):
            rows = order[ends[value] : ends[value + 1]]
            employers = len(np.unique(self.employer[rows]))
            if employers < LEAST_EMPLOYERS:
                continue
            share = min(COVERAGE * (1 + 1 / employers), 1.0)
            step = float(np.quantile(self.outside[rows], share, weights=self.weight[rows], method="inverted_cdf"))
            margins[value] += step
            self.outside[rows] -= step


def _stretch(results: Sequence[_HeldOut]) -> Floats:
    """For each of `KINDS_OF_PROFILE`, the factor on the variance that covers 95 % of held-out medians."""
    error, variance, noise, band = (
        np.concatenate([getattr(part, name) for part in results]) for name in ("error", "variance", "noise", "band")
    )
    stretch = np.ones(len(KINDS_OF_PROFILE))
    if not len(error):
        return stretch
    for value in range(len(KINDS_OF_PROFILE)):
        in_kind = band == value
        if in_kind.sum() < LEAST_MEDIANS:
            in_kind = band < len(BANDS)
        if not in_kind.any():
            continue
        # The factor at which a median is just covered: (error ÷ z)² = factor · variance + noise.
        factors = ((error[in_kind] / Z) ** 2 - noise[in_kind]) / variance[in_kind]
        stretch[value] = max(float(np.quantile(factors, 0.95)), LEAST_STRETCH)
    return stretch
