"""An attacker who solves for the pays of a protected survey: draws of what everybody may earn, given all answers.

The attacker knows who belongs to each group (the staff list) and each published figure. A percentile published as V,
rounded by up to h, is the point between two people of the group. So at most as many as may lie below the upper of them
earn less than V − h, and at least as many as reach the lower of them earn V + h or less. These bounds on counts hold
for all groups at once; where groups overlap, they narrow down single pays.

`draws` finds pays that keep the bounds, by a Metropolis sampler: each person's pay is proposed from what the person's
dimensions suggest, and taken unless it breaks more bounds. People whose dimensions are the same cannot be told apart,
so their draws are pooled. This is the posterior of a Bayesian attacker, the strongest there is for what it assumes; it
subsumes linking, subtraction and differencing, for all of these are bounds on counts.

Source: I. Dinur and K. Nissim, Revealing information while preserving privacy (2003); N. Metropolis and others (1953).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numba import njit

from analytics.statistics.bands import QUANTILES

SWEEPS, WARM = 2600, 1300
"""How often each pay is proposed anew, and how many of these draws are thrown away while bounds get harder.
With a tenth of them the pays have not settled, and 4 in 100 fewer are guessed; with four times as many, as many."""
HARD = 6.0
"""The weight of a broken bound in the end: one person beyond it makes a draw e⁶ times less likely."""
CUT = 0.5
"""The least weight of a broken bound."""

Answers = Mapping[tuple[str, ...], pd.DataFrame]
"""What was published: the dimensions that make groups → one row a group, with `n` and the percentiles."""


@dataclass(frozen=True)
class Bounds:
    """Bounds on how many people of a group earn less than an amount.

    Attributes:
        amount, least, most: one each for each bound, group by group.
        start: where the bounds of each group start; one more than groups.
        groups: people × questions: the group of the person in each question, −1 where it is not answered.
    """

    amount: np.ndarray
    least: np.ndarray
    most: np.ndarray
    start: np.ndarray
    groups: np.ndarray

    def combined_with(self, more: Bounds) -> Bounds:
        """These bounds and others on the same people."""
        groups = np.where(more.groups < 0, -1, more.groups + len(self.start) - 1)
        return Bounds(
            *(np.concatenate([getattr(self, name), getattr(more, name)]) for name in ("amount", "least", "most")),
            np.concatenate([self.start, more.start[1:] + self.start[-1]]),
            np.concatenate([self.groups, groups], axis=1),
        )


def half_step(figure: float) -> float:
    """By how much an amount may differ that was rounded to this one, with two significant figures.

    >>> half_step(18_000), half_step(120_000), half_step(9_900)
    (500.0, 5000.0, 50.0)
    """
    return float(10 ** (np.floor(np.log10(figure)) - 1) / 2)


def bounds(table: pd.DataFrame, answers: Answers, members: np.ndarray | None = None) -> Bounds:
    """What the answers say of counts.

    Args:
        table: the staff list, one row a person.
        answers: the published figures.
        members: which of the people the answers are about; all of them where it is not given.
    """
    within = np.ones(len(table), bool) if members is None else members
    amount: list[float] = []
    least: list[int] = []
    most: list[int] = []
    start, columns, before = [0], [], 0
    for by, bands in answers.items():
        column = np.full(len(table), -1, np.int64)
        rows = bands.to_dict("records")
        names = {tuple(row[name] for name in by): place for place, row in enumerate(rows)}
        keys = list(zip(*(table[name] for name in by), strict=True)) if by else [()] * len(table)
        places = np.array([names.get(key, -1) for key in keys])
        sizes = np.bincount(places[within & (places >= 0)], minlength=len(rows))
        for size, row in zip(sizes.tolist(), rows, strict=True):
            for name, share in QUANTILES.items():
                figure = row[name]
                if not np.isnan(figure):
                    below = int((size - 1) * share)
                    half = half_step(figure)
                    upper = below + (below < (size - 1) * share)
                    amount += [figure - half, np.nextafter(figure + half, np.inf)]
                    least += [0, below + 1]
                    most += [upper, size]
            start.append(len(amount))
        inside = within & (places >= 0)
        column[inside] = places[inside] + before
        before += len(rows)
        columns.append(column)
    return Bounds(np.array(amount), np.array(least), np.array(most), np.array(start), np.stack(columns, axis=1))


def main_effects(table: pd.DataFrame, answers: Answers, dimensions: Sequence[str]) -> tuple[np.ndarray, float]:
    """What each person's dimensions suggest, as the logarithm of pay, and how far pays lie from it.

    Least squares on the medians of all groups, weighted with their people; a dimension that makes no group is 0.
    """
    levels = {name: {value: place for place, value in enumerate(sorted(set(table[name])))} for name in dimensions}
    starts = dict(zip(dimensions, np.cumsum([1, *(len(values) for values in levels.values())]), strict=False))
    size = 1 + sum(map(len, levels.values()))
    means = {name: table[name].value_counts(normalize=True) for name in dimensions}

    def line(row: Mapping[str, object], by: Sequence[str]) -> np.ndarray:
        cells = np.zeros(size)
        cells[0] = 1
        for name in dimensions:
            for value, place in levels[name].items():
                offset = float(row[name] == value) if name in by else float(means[name].get(value, 0))
                cells[starts[name] + place] = offset
        return cells

    design, target, weight, spread = [], [], [], []
    finest = max(map(len, answers))
    for by, bands in answers.items():
        for row in bands.dropna(subset="p50").to_dict("records"):
            design.append(line(row, by))
            target.append(np.log(row["p50"]))
            weight.append(row["n"])
            if len(by) == finest and not np.isnan(row["p25"]):
                spread.append(np.log(row["p75"] / row["p25"]) / 1.349)  # of a normal distribution
    root = np.sqrt(np.array(weight))
    ridge = np.eye(size) * 0.03
    solution = np.linalg.lstsq(
        np.vstack([np.array(design) * root[:, None], ridge]),
        np.concatenate([np.array(target) * root, np.zeros(size)]),
        rcond=None,
    )[0]
    effects = np.stack([line(row, dimensions) for row in table[list(dimensions)].to_dict("records")])
    return effects @ solution, float(np.median(spread)) if spread else 0.25


def draws(limits: Bounds, expected: np.ndarray, spread: float, step: int, seed: int) -> np.ndarray:
    """Pays that keep the bounds: draws × people.

    Args:
        limits: the bounds.
        expected: for each person, the logarithm of pay that the dimensions suggest.
        spread: the standard deviation of logarithms around it.
        step: pays are multiples of this.
        seed: of the random numbers.
    """
    cells, cell = np.unique(limits.groups, axis=0, return_inverse=True)
    of_cells = [_bounds_of(limits, groups) for groups in cells]
    return _sample(
        *(limits.amount, limits.least, limits.most),
        *(np.concatenate(of_cells), np.cumsum([0, *map(len, of_cells)]), cell.ravel()),
        *(expected, spread, float(step), SWEEPS, WARM, np.random.default_rng(seed)),
    )


def _bounds_of(limits: Bounds, groups: np.ndarray) -> np.ndarray:
    """The numbers of the bounds on these groups, in the order of their amounts."""
    numbers = [np.arange(limits.start[group], limits.start[group + 1]) for group in groups if group >= 0]
    bound = np.concatenate([np.empty(0, np.int64), *numbers])
    return bound[np.argsort(limits.amount[bound])]


@njit(cache=True)
def _sample(amount, least, most, order, start, cell, expected, spread, step, sweeps, warm, chance):  # type: ignore[no-untyped-def]
    """A Metropolis sampler of pays.

    A new pay touches the bounds between it and the old one, which lie side by side in the order of amounts; what one
    person fewer or more would add to the people beyond each bound is kept.

    Args:
        amount, least, most: one each for each bound.
        order: the bounds on each cell of people who are in the same groups, cell by cell, by amount.
        start: where the bounds of each cell start in `order`; one more than cells.
        cell: of each person.
    """
    people, sorted_amount = len(cell), amount[order]
    pay, place = np.empty(people), np.empty(people, np.int64)
    below, cost = np.zeros(len(amount), np.int64), np.empty((2, len(amount)), np.int64)
    for person in range(people):
        pay[person] = max(step, np.round(np.exp(expected[person] + spread * chance.standard_normal()) / step) * step)
        first, end = start[cell[person]], start[cell[person] + 1]
        place[person] = _place(sorted_amount, first, end, pay[person])
        for bound in order[place[person] : end]:
            below[bound] += 1
    for bound in range(len(amount)):
        cost[0, bound], cost[1, bound] = _costs(below[bound], least[bound], most[bound])
    samples = np.empty((sweeps - warm, people))
    for sweep in range(sweeps):
        weight = CUT + (HARD - CUT) * min(1.0, sweep / warm)
        for person in range(people):
            new = max(step, np.round(np.exp(expected[person] + spread * chance.standard_normal()) / step) * step)
            if new == pay[person]:
                continue
            first, end = start[cell[person]], start[cell[person] + 1]
            new_place = _place(sorted_amount, first, end, new)
            joins = int(new < pay[person])
            between = order[min(place[person], new_place) : max(place[person], new_place)]
            more = 0
            for bound in between:
                more += cost[joins, bound]
            if more <= 0 or chance.random() < np.exp(-weight * more):
                pay[person], place[person] = new, new_place
                for bound in between:
                    below[bound] += 2 * joins - 1
                    cost[0, bound], cost[1, bound] = _costs(below[bound], least[bound], most[bound])
        if sweep >= warm:
            samples[sweep - warm] = pay
    return samples


@njit(cache=True)
def _place(amounts, first, end, pay):  # type: ignore[no-untyped-def]
    """Where the amounts above this pay start, among those from `first` up to, but not including, `end`."""
    while first < end:
        middle = (first + end) // 2
        if amounts[middle] <= pay:
            first = middle + 1
        else:
            end = middle
    return first


@njit(cache=True)
def _costs(count, least, most):  # type: ignore[no-untyped-def]
    """How many more people would be beyond a bound with one person fewer below its amount, and with one more."""
    fewer = int(count <= least) - int(count > most)
    more = int(count >= most) - int(count < least)
    return fewer, more


def best_guesses(sample: np.ndarray, alike: np.ndarray, share: float) -> tuple[np.ndarray, np.ndarray]:
    """For each person the amount that is most probably within this share of the pay, and how probable that is.

    Args:
        sample: draws × people.
        alike: for each person, the number of the people who cannot be told apart from this one.
        share: how far a guess may be from the pay.
    """
    guess, sure = np.empty(len(alike)), np.empty(len(alike))
    for cell in np.unique(alike):
        people = alike == cell
        pays = np.sort(sample[:, people].ravel())
        last = np.searchsorted(pays, pays * (1 + share) / (1 - share), side="right")
        first = int(np.argmax(last - np.arange(len(pays))))
        end = pays[last[first] - 1]
        guess[people] = ((1 + share) * pays[first] + (1 - share) * end) / 2  # the middle of those right for all of them
        sure[people] = (last[first] - first) / len(pays)
    return guess, sure
