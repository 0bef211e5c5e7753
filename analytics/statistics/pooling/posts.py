"""Prepare the rows of a survey for estimates: one value per dimension, log pay as an interval, an employer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from analytics.model import Survey

DIMENSIONS = ("role", "city", "experience", "sector", "work_mode")
"""The dimensions that an estimate can be asked for. A survey needs the first three."""
TRAITS = {"class": "city", "step": "role", "sector": "role"}
"""What is known about a value apart from its posts, and the dimension it belongs to: the class of a city, the step of a
role on its ladder, and its sector, which a survey may state for each row, too."""
NO_TRAIT = "other"
LEAST_ROWS = 1_000
LEAST_EMPLOYERS = 20
NARROWEST = 0.4
"""Least width of the interval that a row stands for, in log pay. Pay comes in round figures: a window of a third on
either side of one figure reads a median between two of them (chosen on employers split in halves)."""

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Traits = Mapping[str, Mapping[str, str]]
"""For some of `TRAITS`, that of each value by name; a value may lack it."""


class Refusal(StrEnum):
    """The reason a survey gets no estimates."""

    PROTECTED = "protected"
    DIMENSIONS = "dimensions"
    ONE_END = "one end"
    FEW_ROWS = "few rows"
    NO_EMPLOYERS = "no employers"
    FEW_EMPLOYERS = "few employers"


@dataclass(frozen=True, eq=False)
class Posts:
    """Rows with one value per dimension; a row of several cities becomes one row per city.

    Attributes:
        pay: log of the middle of the stated range, per month.
        center, width: the interval that the row stands for, in log pay; a row at the source's floor lies below it.
        count: how many rows each represents.
        employer: the number of its employer.
        origin: the survey row it comes from; rows split from one row of several cities share it.
        share: 1 ÷ the number of rows split from its origin, so that the origin counts once if cities are left open.
        codes: for each dimension, and each trait that distinguishes values, the index of the row's value in `values`.
        traits: for each of `TRAITS`, that of each value of its dimension, as an index in `values`; -1 where unknown.
        floor: log of the source's floor, if it has one.
    """

    pay: Floats
    center: Floats
    width: Floats
    count: Floats
    employer: Codes
    origin: Codes
    share: Floats
    codes: Mapping[str, Codes]
    values: Mapping[str, tuple[str, ...]]
    traits: Mapping[str, Codes]
    floor: float | None = None

    def __len__(self) -> int:
        return len(self.pay)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions by which these rows can be estimated."""
        return tuple(name for name in DIMENSIONS if name in self.codes)

    def take(self, rows: NDArray[np.bool_] | Codes) -> Posts:
        """Select rows by mask or by position."""
        return replace(
            self,
            pay=self.pay[rows],
            center=self.center[rows],
            width=self.width[rows],
            count=self.count[rows],
            employer=self.employer[rows],
            origin=self.origin[rows],
            share=self.share[rows],
            codes={name: codes[rows] for name, codes in self.codes.items()},
        )

    def of_same_posts(self, rows: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Extend a mask to all rows of the same posts: a post of several cities has one row per city.

        Args:
            rows: the mask.
        """
        is_chosen = np.zeros(int(self.origin.max(initial=0)) + 1, np.bool_)
        is_chosen[self.origin[rows]] = True
        mask: NDArray[np.bool_] = is_chosen[self.origin]
        return mask

    def key(self, dimensions: tuple[str, ...]) -> Codes:
        """One number per row for its values in several dimensions."""
        return combine(self.codes, self.values, dimensions)


def combine(codes: Mapping[str, Codes], values: Mapping[str, tuple[str, ...]], dimensions: tuple[str, ...]) -> Codes:
    """Combine the codes of several dimensions into one number, the first dimension most significant.

    >>> codes = {"role": np.array([1, 0]), "city": np.array([2, 1])}
    >>> combine(codes, {"role": ("a", "b"), "city": ("x", "y", "z")}, ("role", "city")).tolist()
    [5, 1]
    """
    key = np.zeros_like(codes[dimensions[0]])
    for name in dimensions:
        key = key * len(values[name]) + codes[name]
    return key


def totals(group: NDArray[np.integer], weights: Floats | None, groups: int) -> Floats:
    """Sum the weights (or count the rows) of each group."""
    sums: Floats = np.bincount(group, weights=weights, minlength=groups).astype(np.float64)
    return sums


def refusal(survey: Survey) -> Refusal | None:
    """The reason a survey gets no estimates; None if it gets them.

    Below a thousand rows or twenty employers there is too little evidence; without employers the error of a figure is
    unknown; and a source that states only one end of each range says nothing about the other. A protected survey's
    small groups must not be learned from estimates either.
    """
    if survey.provenance.protected:
        return Refusal.PROTECTED
    if not set(DIMENSIONS[:3]) <= set(survey.dimensions):
        return Refusal.DIMENSIONS
    if survey.scope.ends in ("low", "high"):
        return Refusal.ONE_END
    has_pay = ~np.isnan(survey.middle)
    rows = int(has_pay.sum() if survey.counts is None else survey.counts[has_pay].sum())
    if rows < LEAST_ROWS:
        return Refusal.FEW_ROWS
    if survey.clusters is None:
        return Refusal.NO_EMPLOYERS
    if len(np.unique(survey.clusters[has_pay])) < LEAST_EMPLOYERS:
        return Refusal.FEW_EMPLOYERS
    return None


def read_posts(survey: Survey, traits: Traits) -> Posts:
    """Read the rows that state pay and pass the survey's default filters.

    Args:
        survey: a survey that gets estimates.
        traits: known traits of its cities and roles; may be empty.

    Raises:
        ValueError: for a survey that gets no estimates (`refusal`).
    """
    reason = refusal(survey)
    if reason is not None or survey.clusters is None:
        raise ValueError(f"no estimates are made from {survey.name}: {reason}")
    usable = ~np.isnan(survey.middle) & (survey.middle > 0)
    for name, default_values in survey.defaults:
        dimension = survey.dimensions[name]
        usable &= dimension.passes(default_values)[dimension.codes]
    rows = np.flatnonzero(usable)
    codes: dict[str, Codes] = {}
    names = [name for name in DIMENSIONS if name in survey.dimensions]
    for name in names:
        dimension = survey.dimensions[name]
        if dimension.cells is None:
            codes[name] = dimension.codes[rows].astype(np.int64)
            continue
        sizes = np.array([len(cell) for cell in dimension.cells])
        cell = dimension.codes[rows].astype(np.int64)
        place = np.repeat(np.arange(len(rows)), sizes[cell])
        nth = np.arange(len(place)) - np.repeat(np.cumsum(sizes[cell]) - sizes[cell], sizes[cell])
        first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        members = np.array([value for values in dimension.cells for value in values], np.int64)
        codes = {dimension: column[place] for dimension, column in codes.items()}
        codes[name] = members[first[cell[place]] + nth]
        rows = rows[place]
    values = {name: survey.dimensions[name].values for name in names}
    trait_codes, labels = code_traits(values, traits)
    codes |= {name: trait_codes[name][codes[TRAITS[name]]] for name in labels}
    mass = survey.counts if survey.counts is not None else survey.weights
    count = np.ones(len(rows)) if mass is None else mass[rows].astype(np.float64)
    floor = None if survey.scope.floor is None else float(np.log(survey.scope.floor))
    pay = np.log(survey.middle[rows])
    width = np.maximum(np.log(survey.high[rows] / survey.low[rows]), NARROWEST)
    center = pay if floor is None else np.where(pay <= floor + 1e-6, floor - width / 2, pay)
    return Posts(
        pay=pay,
        center=center,
        width=width,
        count=count / count.mean() if survey.weights is not None else count,
        employer=survey.clusters[rows].astype(np.int64),
        origin=rows,
        share=1 / totals(rows, None, len(survey.middle))[rows],
        codes=codes,
        values=values | labels,
        traits=trait_codes,
        floor=floor,
    )


def code_traits(
    values: Mapping[str, tuple[str, ...]], traits: Traits
) -> tuple[dict[str, Codes], dict[str, tuple[str, ...]]]:
    """Encode the traits of each value as numbers, with labels for traits that are not dimensions of the survey.

    Values without a trait share the label "other", unless the trait is a dimension: then it is unknown (-1).

    >>> codes, labels = code_traits({"city": ("Pune", "Nowhere"), "role": ("a",)}, {"class": {"Pune": "X"}})
    >>> codes["class"].tolist(), labels
    ([0, 1], {'class': ('X', 'other')})
    """
    codes, labels = {}, {}
    for name, dimension in TRAITS.items():
        traits_of = traits.get(name, {})
        if name in values:
            index = {label: code for code, label in enumerate(values[name])}
            trait_codes = [index.get(traits_of.get(value, ""), -1) for value in values[dimension]]
        else:
            trait_names = sorted({traits_of[value] for value in values[dimension] if value in traits_of} - {NO_TRAIT})
            if not trait_names:
                continue
            labels[name] = (*trait_names, NO_TRAIT)
            trait_codes = [labels[name].index(traits_of.get(value, NO_TRAIT)) for value in values[dimension]]
        codes[name] = np.array(trait_codes, np.int64)
    return codes, labels


def usual_codes(posts: Posts) -> dict[str, tuple[str, Codes]]:
    """The sector, mode of work and traits implied by a profile's role and city.

    Returns:
        For each of them, the dimension that implies it, and the code for each value of that dimension: for sectors and
        modes of work, the commonest among its posts; without posts, its known trait, otherwise the commonest of all.
    """
    usual = {
        name: (by, _commonest(posts, by, name))
        for name, by in (("sector", "role"), ("work_mode", "city"))
        if name in posts.codes
    }
    traits = {name: by for name, by in TRAITS.items() if name in posts.codes and name not in DIMENSIONS}
    return usual | {name: (by, posts.traits[name]) for name, by in traits.items()}


def _commonest(posts: Posts, by: str, name: str) -> Codes:
    size, width = len(posts.values[by]), len(posts.values[name])
    table = totals(posts.key((by, name)), posts.count, size * width).reshape(size, width)
    commonest: Codes = table.argmax(axis=1).astype(np.int64)
    absent = table.sum(axis=1) == 0
    codes = posts.traits.get(name, np.full(size, -1))
    commonest[absent] = np.where(codes >= 0, codes, table.sum(axis=0).argmax())[absent]
    return commonest
