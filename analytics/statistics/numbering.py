"""Number the group of each row, and apply the filters, from the codes of its dimensions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.model import Dimension, Filters
from analytics.statistics import kernels

RUNS_LIMIT = 8  # up to this many runs of codes, comparing is faster than a look-up


def take(array: NDArray[Any], rows: Sequence[slice]) -> NDArray[Any]:
    """Concatenate slices of an array; a single slice is not copied."""
    return array[rows[0]] if len(rows) == 1 else np.concatenate([array[piece] for piece in rows])


class Filter:
    """The codes that fail a filter, both as runs from first to last and as a table of zeros and ones."""

    def __init__(self, dimension: Dimension, values: Sequence[str]) -> None:
        passing = dimension.passes(values)
        ends = np.flatnonzero(np.diff(passing, prepend=True, append=True))
        self._codes = dimension.codes
        self._runs = (ends.reshape(-1, 2) - [0, 1]).astype(dimension.codes.dtype)
        self._table = passing.astype(np.uint8)

    def apply(self, rows: Sequence[slice], passes: NDArray[np.uint8]) -> None:
        """Mark the rows that fail the filter."""
        codes = take(self._codes, rows)
        if len(self._runs) > RUNS_LIMIT:
            kernels.look_up(codes, self._table, passes)
        else:
            for first, last in self._runs:
                kernels.shut_out(codes, first, last, passes)


class Digit:
    """A dimension as a digit of the groups' numbers: one for each value that its own filter shows, one for all others.

    Attributes:
        group_values: the values that make groups, in display order.
        size: how many values the digit has.
    """

    def __init__(self, dimension: Dimension, values: Sequence[str]) -> None:
        passing = dimension.passes(values) if values else np.ones(len(dimension.values), bool)
        self.group_values = [value for value, passes in zip(dimension.values, passing, strict=True) if passes]
        self._whole = bool(passing.all())
        self.size = len(self.group_values) + (not self._whole)
        self._codes = dimension.codes
        self._places = np.where(passing, np.cumsum(passing) - 1, self.size - 1).astype(np.uint32)

    def start(self, rows: Sequence[slice], groups: NDArray[np.uint32]) -> None:
        """Set the numbers of these rows' groups to this digit, whatever they were before."""
        codes = take(self._codes, rows)
        if self._whole:
            groups[:] = codes
        else:
            kernels.start_some(codes, self._places, groups)

    def append(self, rows: Sequence[slice], groups: NDArray[np.uint32]) -> None:
        """Add the digit to the numbers of these rows' groups."""
        codes = take(self._codes, rows)
        if self._whole:
            kernels.number(codes, self.size, groups)
        else:
            kernels.number_some(codes, self._places, self.size, groups)


class Buffers:
    """Arrays to number up to this many rows in, again and again.

    Arrays of this size cost more to allocate than to fill: the system hands out each of their pages anew, zeroed.
    """

    def __init__(self, size: int) -> None:
        self._groups, self._passes = np.empty(size, np.uint32), np.empty(size, np.uint8)

    def of_size(self, size: int) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
        """The first entries of both arrays, which still hold what was last written there."""
        return self._groups[:size], self._passes[:size]


class Numbering:
    """Numbers the group of each row, using its values in the grouping dimensions as digits.

    Args:
        dimension: returns a dimension of the rows by name.
        by: the dimensions that make the groups.
        filters: which values count. A filter on a dimension of `by` shows those values as groups; rows with none of
            them get a number that belongs to no group.

    Attributes:
        sizes: how many values each digit has.
        group_values: the values of each digit that make groups, in display order.
        filters_rows: whether the filters can reject any row.
    """

    def __init__(self, dimension: Callable[[str], Dimension], by: Sequence[str], filters: Filters) -> None:
        self._digits = [Digit(dimension(name), filters[name]) for name in by]
        self._filters = [Filter(dimension(name), values) for name, values in filters if name not in by]
        self.sizes = [digit.size for digit in self._digits]
        self.group_values = [digit.group_values for digit in self._digits]
        self.filters_rows = bool(self._filters)

    def number(
        self, rows: Sequence[slice], buffers: Buffers | None = None
    ) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
        """The group numbers of some rows, and whether they pass the filters.

        With buffers, the result is only valid until their next use.
        """
        size = sum(piece.stop - piece.start for piece in rows)
        groups, passes = (buffers or Buffers(size)).of_size(size)
        if self._digits:
            first, *others = self._digits
            first.start(rows, groups)
            for digit in others:
                digit.append(rows, groups)
        else:
            groups.fill(0)
        passes.fill(1)
        for filter in self._filters:
            filter.apply(rows, passes)
        return groups, passes
