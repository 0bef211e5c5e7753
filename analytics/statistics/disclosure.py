"""Which groups of a shared survey would reveal a few people, alone or by subtracting one selection from another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from analytics.model import Filters, RowCount, Survey

LEAST = 10
"""The fewest people that a figure, or the difference between two figures, may speak of."""
STEP = 5
"""Counts are told to the nearest multiple of this."""

Key = tuple[str, ...]
Count = Callable[[Sequence[str], Filters], Mapping[Key, int]]
"""The exact number of rows of each group: dimensions that make the groups, filters → group → rows."""


def protected(survey: Survey) -> Survey:
    """The same survey for many eyes: its counts are rounded, and what would reveal a few people is withheld.

    >>> from analytics.model import Provenance
    >>> own = Survey.build(name="x", provenance=Provenance("Pay roll", "us", "yours"), low=range(1, 104))
    >>> shared = protected(own)
    >>> shared.provenance.protected, shared.rows.used
    (True, 105)
    """
    rows = RowCount(int(rounded(survey.rows.used)))
    return replace(survey, provenance=replace(survey.provenance, protected=True), rows=rows)


def rounded(n: NDArray[np.int64] | int) -> NDArray[np.int64]:
    """Counts to the nearest multiple of `STEP`.

    >>> rounded(np.array([0, 12, 13, 104])).tolist()
    [0, 10, 15, 105]
    """
    return (np.asarray(n, np.int64) + STEP // 2) // STEP * STEP


def revealing(keys: Sequence[Key], by: Sequence[str], filters: Filters, count: Count) -> NDArray[np.bool_]:
    """Which groups must be withheld.

    A group is a selection: one value of each dimension of `by`, and the filters. It is withheld where it has fewer
    than `LEAST` rows; where a wider selection, with any of its dimensions set free, has a few rows more (they would be
    the difference); and where one of several chosen values adds a few rows to the others. So of any two selections
    that are shown, the filters of one within those of the other, the wider has no more rows or at least `LEAST` more.
    A group that is withheld looks like one without rows, so nobody learns from the empty ones how the others overlap.

    Source: the complement check of interactive tables; A. Hundepool and others, Statistical Disclosure Control (2012),
        chapter 5, on differencing.

    Args:
        keys: the groups asked for.
        by: the dimensions that make them.
        filters: which rows count.
        count: counts rows exactly.

    >>> rows = {"Pune": 40, "Goa": 3}
    >>> def count(by, filters):
    ...     return {(city,): n for city, n in rows.items()} if by else {(): sum(rows.values())}
    >>> revealing([("Pune",), ("Goa",)], ["city"], Filters(), count).tolist()  # 43 − 40 would tell of Goa's three
    [True, True]
    """
    dimensions = tuple(dict.fromkeys((*by, *(name for name, _ in filters))))
    fixed = {name: place for place, name in enumerate(by)}
    others = Filters.of({name: values for name, values in filters if name not in fixed})

    def counted(left: Sequence[str], wider: Filters) -> NDArray[np.int64]:
        """The rows of the selection of each group in which only these dimensions of `by` are left."""
        rows = count(left, wider)
        return np.array([rows.get(tuple(key[fixed[name]] for name in left), 0) for key in keys], np.int64)

    def freed(names: Sequence[str]) -> NDArray[np.int64]:
        """By how many rows each group grows where these dimensions are set free."""
        wider = others
        for name in names:
            wider = wider.without(name)
        return counted([name for name in by if name not in names], wider) - own

    own = counted(by, others)
    withheld = _few(own)
    alike = {}
    for name in dimensions:
        more = freed([name])
        withheld |= _few(more)
        alike[name] = more == 0
    # A selection that grows by enough rows with one dimension free does so with more of them free, too.
    for size in range(2, len(dimensions) + 1):
        for names in combinations(dimensions, size):
            unsure = np.logical_and.reduce([alike[name] for name in names]) & ~withheld & (own > 0)
            if unsure.any():
                withheld |= unsure & _few(freed(names))
    for name, values in others:
        for value in values if len(values) > 1 else ():
            fewer = others.having(name, [kept for kept in values if kept != value])
            withheld |= _few(own - counted(by, fewer))
    return np.asarray(withheld & (own > 0), bool)


def _few(rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.asarray((rows > 0) & (rows < LEAST), bool)
