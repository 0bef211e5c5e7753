"""Estimates from a fitted model for profiles: any role, city and level, each of which may be left open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from analytics.model import Survey
from analytics.statistics.intervals import Z
from analytics.statistics.pooling.calibration import CELL, ROUNDING, kind_of_profile
from analytics.statistics.pooling.model import SHARES, Model, fit_model
from analytics.statistics.pooling.posts import Codes, Floats, Posts, Traits, combine, read_posts, totals, usual_codes

MOST_PAIRS = 800
"""The most pairs of a role and a city from which an open profile is mixed. If there are more, a sample of those with
posts is drawn, in proportion to their posts."""
GRID = 512
"""Points of pay between which the distribution of an open profile is interpolated."""
PRIOR_EMPLOYERS = 20.0
"""The weight of the model's spread against that of counted posts, in employers. One post has no spread, and three show
little of it."""
SUPPORTS = (("role",), ("role", "experience"), ("role", "city"), ("city", "sector"), ("city", "experience"))
"""The groups of posts that can support an estimate, from the widest to the closest."""
SUPPORTS_OF_LEVEL = (("experience",), ("sector", "experience"))
"""Further groups, where fewer than `FEW_POSTS` of the role ask for the level: other work at that level."""
FEW_POSTS = 6


@dataclass(frozen=True)
class Support:
    """Posts that support an estimate: those with these values of these dimensions, and their employers."""

    values: tuple[tuple[str, str], ...]
    n: int
    employers: int


@dataclass(frozen=True)
class Estimate:
    """Pay estimated for a profile, per month.

    Attributes:
        p25, p50, p75: quantiles of the middle of the posted range.
        p50_low, p50_high: the median's 95 % interval.
        offer_low, offer_high: the range that contains eight in ten offers of unseen employers.
        n_direct, employers_direct: posts of exactly this profile.
        at_floor: the names of figures that are the source's floor; the truth may be less.
        leans_on: other posts that support it.
    """

    p25: float
    p50: float
    p75: float
    p50_low: float
    p50_high: float
    offer_low: float
    offer_high: float
    n_direct: int
    employers_direct: int
    at_floor: tuple[str, ...]
    leans_on: tuple[Support, ...]


class DirectFigures(NamedTuple):
    """Figures of some rows: the quantiles `SHARES`, the variance of the median, the weight of their own spread."""

    quantiles: Floats
    variance: float
    spread: float


class Estimator:
    """A fitted model with the posts it was fitted to. Immutable; estimates are computed on request."""

    def __init__(self, posts: Posts, model: Model) -> None:
        """Combine posts and model.

        Args:
            posts: the rows the model was fitted to.
            model: the fitted model; its values must be those of the posts.
        """
        posts = posts.take(np.lexsort([posts.origin, posts.pay]))  # by ascending pay, the rows of a post adjacent
        self.posts, self.model = posts, model
        sizes = {name: len(values) for name, values in posts.values.items()}
        self._usual = usual_codes(posts)
        self._pairs, self._pair_n = _group(posts, ("role", "city"))
        self._cells, self._cell_n = _group(posts, CELL)
        self._role_level = totals(
            posts.key(("role", "experience")), posts.count, sizes["role"] * sizes["experience"]
        ).reshape(sizes["role"], sizes["experience"])
        self._role_n = self._role_level.sum(axis=1)
        self._level_share = self._role_level.sum(axis=0) / self._role_level.sum()
        self._city_n = totals(posts.codes["city"], posts.count, sizes["city"])

    @classmethod
    def fit(cls, survey: Survey, traits: Traits) -> Estimator:
        """Fit a survey.

        Args:
            survey: the rows.
            traits: other facts about its cities and roles (`read_posts`).

        Raises:
            ValueError: for a survey that gets no estimates (`refusal`).
        """
        posts = read_posts(survey, traits)
        return cls(posts, fit_model(posts))

    def has_role(self, profile: Mapping[str, tuple[str, ...]]) -> bool:
        """Whether some role of a profile belongs to one of its sectors; always true if either is open."""
        return len(self._roles(self._selected_codes(profile))) > 0

    def estimate(self, profile: Mapping[str, tuple[str, ...]]) -> Estimate:
        """Estimate the pay of a profile.

        Args:
            profile: for some of the dimensions (`DIMENSIONS`), the values wanted; the others are open.

        Raises:
            KeyError: for a dimension or a value that the posts lack, or a sector that contains none of the roles.
        """
        selection = self._selected_codes(profile)
        codes, weight = self._profiles(selection)
        pay, spread = self.predict(codes)
        rows = self._rows(selection)
        quantiles, error = _mixture_quantiles(pay, weight), float((weight * spread).sum())
        if len(weight) > 1 and len(rows):
            quantiles, error = _shrink(self._direct_figures(rows, quantiles), quantiles, error)
        low, p25, p50, p75, high = quantiles
        figures = {"p25": p25, "p50": p50, "p75": p75, "p50_low": p50 - Z * error, "p50_high": p50 + Z * error}
        figures |= {"offer_low": low, "offer_high": high}
        floor = -np.inf if self.posts.floor is None else self.posts.floor
        n, employers = self._count(rows)
        return Estimate(
            **{name: float(np.exp(max(value, floor))) for name, value in figures.items()},
            n_direct=n,
            employers_direct=employers,
            at_floor=tuple(name for name, value in figures.items() if value <= floor),
            leans_on=self._supports(selection),
        )

    def posts_of_cells(self, codes: Mapping[str, Codes]) -> Floats:
        """For each profile, the number of posts of exactly this role, city and level."""
        return _look_up(self._cells, self._cell_n, combine(codes, self.posts.values, CELL))

    def usual(self, codes: Mapping[str, Codes]) -> dict[str, Codes]:
        """The traits of each profile, the commonest sector of its role, and the commonest mode of work of its city."""
        return {name: usual[codes[by]] for name, (by, usual) in self._usual.items()}

    def kind_of(self, codes: Mapping[str, Codes]) -> Codes:
        """The kind of each profile, as an index in `KINDS_OF_PROFILE`."""
        return kind_of_profile(self.posts_of_cells(codes), self._city_n[codes["city"]], self._role_n[codes["role"]])

    def direct(self, profile: Mapping[str, tuple[str, ...]]) -> tuple[int, int]:
        """Count the posts of exactly this profile, and their employers; a post of several cities counts once.

        Raises:
            KeyError: as `estimate`.
        """
        return self._count(self._rows(self._selected_codes(profile)))

    def _rows(self, selection: Mapping[str, Codes]) -> Codes:
        """The rows of a profile by ascending pay, each post once."""
        matches = np.full(len(self.posts), True)
        for name, codes in selection.items():
            column = self.posts.codes[name]
            matches &= column == codes[0] if len(codes) == 1 else np.isin(column, codes)
        rows = np.flatnonzero(matches)
        if "city" not in selection or len(selection["city"]) > 1:
            rows = rows[np.diff(self.posts.origin[rows], prepend=-1) != 0]
        return rows

    def _count(self, rows: Codes) -> tuple[int, int]:
        employers = int(np.count_nonzero(np.bincount(self.posts.employer[rows])))
        return round(float(self.posts.count[rows].sum())), employers

    def _direct_figures(self, rows: Codes, model_quantiles: Floats) -> DirectFigures:
        """Compute the figures of some rows, with errors clustered by employer.

        The density of pay at each share comes from the rows; with few employers, from the model (`modelled`, the same
        quantiles).

        Source: Woodruff (1952), with the variance of the share below the median summed by employer.
        """
        pay, count, employer = self.posts.pay[rows], self.posts.count[rows], self.posts.employer[rows]
        cumulated = np.cumsum(count)
        n = cumulated[-1]

        def quantile(share: float) -> float:
            mass = n * min(max(share, 0.0), 1.0)
            lower, upper = (
                np.searchsorted(cumulated, mass - 1e-9),
                np.searchsorted(cumulated, mass + 1e-9, side="right"),
            )
            return float(pay[min(lower, len(pay) - 1)] + pay[min(upper, len(pay) - 1)]) / 2

        quantiles = np.array([quantile(share) for share in SHARES.values()])
        below = (pay < quantiles[2]) + 0.5 * (pay == quantiles[2])
        # Sums instead of dot products: the threads of a BLAS library would wait for a busy core.
        scores = np.bincount(employer, count * (below - (below * count).sum() / n))
        sizes = np.bincount(employer, count)
        # A score's variance is at least that of a fair coin: a few employers that happen to agree prove nothing.
        error = np.sqrt(max(float((scores**2).sum()), float((sizes**2).sum()) / 4)) / n
        half_width = (quantile(0.5 + error) - quantile(0.5 - error)) / 2
        expected = error * (model_quantiles[3] - model_quantiles[1]) / (SHARES["p75"] - SHARES["p25"])
        employers = 1 / (4 * error**2)  # the number of equal employers that would give this error
        spread = employers / (employers + PRIOR_EMPLOYERS)
        half_width = spread * half_width + (1 - spread) * expected
        return DirectFigures(quantiles, max(half_width, ROUNDING) ** 2, spread)

    def predict(self, codes: Mapping[str, Codes]) -> tuple[Floats, Floats]:
        """For full profiles, the quantiles of log pay with an offer's margins, and the median's standard error."""
        pay, variance = self.model.quantiles(codes)
        profile_kind = self.kind_of(codes)
        groups = dict(codes) | {"n": profile_kind}
        margin = sum((margins[groups[kind]] for kind, margins in self.model.offer.items()), np.zeros(len(profile_kind)))
        pay[0] = np.minimum(pay[0] - margin, pay[1])
        pay[-1] = np.maximum(pay[-1] + margin, pay[-2])
        return pay, np.sqrt(np.maximum(variance, ROUNDING**2) * self.model.stretch[profile_kind])

    def _selected_codes(self, profile: Mapping[str, tuple[str, ...]]) -> dict[str, Codes]:
        """The codes of the named values."""
        selection = {}
        for name, values in profile.items():
            if name not in self.posts.dimensions:
                raise KeyError(f"estimates are made by {', '.join(self.posts.dimensions)}, not by {name}")
            all_values = self.posts.values[name]
            missing = [value for value in values if value not in all_values]
            if missing:
                raise KeyError(f"{name} has no value {missing[0]}")
            selection[name] = np.array([all_values.index(value) for value in values], np.int64)
        return selection

    def _roles(self, selection: Mapping[str, Codes]) -> Codes:
        """The roles in a selection that belong to one of its sectors."""
        roles = selection.get("role", np.arange(len(self.posts.values["role"])))
        if "sector" not in selection:
            return roles
        return roles[np.isin(self._usual["sector"][1][roles], selection["sector"])]

    def _profiles(self, selection: Mapping[str, Codes]) -> tuple[dict[str, Codes], Floats]:
        """Expand an open profile into full profiles, with the weight of each.

        A pair of role and city is weighted by how often it occurs (and by the frequency expected from each alone, so no
        pair has zero weight); a level, by its frequency in the role.
        """
        values, roles = self.posts.values, self._roles(selection)
        cities = selection.get("city", np.arange(len(values["city"])))
        levels = selection.get("experience", np.arange(len(values["experience"])))
        if not len(roles):
            raise KeyError("no role of this name belongs to this sector")
        role, city, pair_weight = self._pairs_of(roles, cities)
        share = (self._role_level + self._level_share) / (self._role_n + 1)[:, None]
        weight = (pair_weight[:, None] * share[role][:, levels]).ravel()
        codes = {
            "role": np.repeat(role, len(levels)),
            "city": np.repeat(city, len(levels)),
            "experience": np.tile(levels, len(role)),
        }
        codes |= self.usual(codes)
        if "work_mode" in selection:
            codes["work_mode"] = np.full(len(weight), selection["work_mode"][0])
        return codes, weight / weight.sum()

    def _pairs_of(self, roles: Codes, cities: Codes) -> tuple[Codes, Codes, Floats]:
        """The pairs of some roles and cities (`MOST_PAIRS`): role, city and weight."""
        width = len(self.posts.values["city"])
        if len(roles) * len(cities) > MOST_PAIRS:
            role, city = np.divmod(self._pairs, width)
            posted = np.flatnonzero(np.isin(role, roles) & np.isin(city, cities))
            if len(posted):
                picks, pair_weight = _draw_evenly(self._pair_n[posted], MOST_PAIRS)
                return role[posted[picks]], city[posted[picks]], pair_weight
        role, city = (grid.ravel() for grid in np.meshgrid(roles, cities, indexing="ij"))
        expected = self._role_n[role] * self._city_n[city] / self._role_n.sum()
        return role, city, _look_up(self._pairs, self._pair_n, role * width + city) + expected + 1e-9

    def _supports(self, selection: Mapping[str, Codes]) -> tuple[Support, ...]:
        single_codes = {name: codes for name, codes in selection.items() if len(codes) == 1}
        if "sector" in self._usual and "role" in single_codes:
            single_codes["sector"] = self._usual["sector"][1][single_codes["role"]]
        supports = []
        for dimensions in (*self._supports_of_level(single_codes), *SUPPORTS):
            if not set(dimensions) <= set(single_codes) or set(dimensions) >= set(selection):
                continue
            n, employers = self._count(self._rows({name: single_codes[name] for name in dimensions}))
            values = tuple((name, self.posts.values[name][int(single_codes[name][0])]) for name in dimensions)
            if n:
                supports.append(Support(values, n, employers))
        return tuple(supports)

    def _supports_of_level(self, single_codes: Mapping[str, Codes]) -> tuple[tuple[str, ...], ...]:
        if not {"role", "experience"} <= set(single_codes):
            return ()
        of_role = self._role_level[single_codes["role"][0], single_codes["experience"][0]]
        return SUPPORTS_OF_LEVEL if of_role < FEW_POSTS else ()


def _shrink(direct: DirectFigures, model_quantiles: Floats, error: float) -> tuple[Floats, float]:
    """Shrink the quantiles of a mixture towards the counted ones, by precision; also give the median's standard error.

    The median follows the rule of every part (Fay and Herriot 1979): γ = σ² ÷ (σ² + ψ), where σ² is the model's error
    variance. A few employers do not show how far the other quantiles lie from the median. The model was fitted to these
    rows too, so the two together are no more precise than the better one alone.
    """
    weight = error**2 / (error**2 + direct.variance)
    median = weight * direct.quantiles[2] + (1 - weight) * model_quantiles[2]
    offsets = direct.spread * (direct.quantiles - direct.quantiles[2]) + (1 - direct.spread) * (
        model_quantiles - model_quantiles[2]
    )
    return median + offsets, min(error, np.sqrt(direct.variance))


def _group(posts: Posts, dimensions: tuple[str, ...]) -> tuple[Codes, Floats]:
    keys, group = np.unique(posts.key(dimensions), return_inverse=True)
    return keys, totals(group, posts.count, len(keys))


def _look_up(keys: Codes, values: Floats, codes: Codes) -> Floats:
    """Look up keys in an ascending list; 0 for missing keys."""
    place = np.minimum(np.searchsorted(keys, codes), len(keys) - 1)
    value: Floats = np.where(keys[place] == codes, values[place], 0.0)
    return value


def _draw_evenly(weight: Floats, most: int) -> tuple[Codes, Floats]:
    """Draw a systematic sample of weighted items; return it with the weight of each drawn item.

    Args:
        weight: of each item.
        most: the largest sample size; items are drawn at equal steps of the running sum of weights.

    Source: systematic sampling with probabilities proportional to size (Madow 1949).

    >>> _draw_evenly(np.array([0.5, 1.5, 6.0]), 4)
    (array([0, 1, 2]), array([0.5, 1.5, 6. ]))
    >>> _draw_evenly(np.array([0.5, 1.0, 4.5]), 2)
    (array([1, 2]), array([1., 1.]))
    """
    if len(weight) <= most:
        return np.arange(len(weight)), weight
    cumulated = np.cumsum(weight)
    places = np.searchsorted(cumulated, (np.arange(most) + 0.5) / most * cumulated[-1])
    indexes, times = np.unique(places, return_counts=True)
    return indexes, times.astype(np.float64)


def _mixture_quantiles(pay: Floats, weight: Floats) -> Floats:
    """Compute the quantiles `SHARES` of a mixture of profiles from their own, interpolating linearly.

    Beyond the first and the last quantile, the distribution is extrapolated linearly.
    """
    if pay.shape[1] == 1:
        return pay[:, 0]
    shares = np.array(list(SHARES.values()))
    knots = np.stack([2 * pay[0] - pay[1] - 1e-6, *pay, 2 * pay[-1] - pay[-2] + 1e-6])
    heights = np.diff([0.0, *shares, 1.0])
    first, last = knots[0].min(), knots[-1].max()
    places = (GRID - 1) / (last - first) * (knots - first)  # in steps of the grid
    # Each piece rises linearly between two knots: accumulate the changes of slope and level where it starts and ends.
    start, end = places[:-1], np.maximum(places[1:], places[:-1] + 1e-9)
    rise = heights[:, None] * weight / (end - start)
    opens, closes = np.ceil(start).astype(np.int64).ravel(), np.ceil(end).astype(np.int64).ravel()

    def cumulate(at_start: Floats, at_end: Floats) -> Floats:
        changes = np.bincount(opens, at_start.ravel(), GRID + 1) + np.bincount(closes, at_end.ravel(), GRID + 1)
        return np.cumsum(changes)[:GRID]

    slope = cumulate(rise, -rise)
    level = cumulate(-rise * start, rise * end)
    below = slope * np.arange(GRID) + level
    mixed: Floats = first + np.interp(shares, below, np.arange(GRID)) * (last - first) / (GRID - 1)
    return mixed
