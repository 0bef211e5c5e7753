"""The kernel: exact order statistics of filtered groups, from one pass over sorted rows.

The rows of a survey lie sorted by pay, with small integer codes for their dimensions. To find order statistics of
groups that pass a filter:

1. one pass counts, for each block of rows, the rows of each group that pass; a lookup table per dimension turns a code
   into its share of the group's number, or into a large negative number where a filter shuts it out;
2. the counts are cumulated over the blocks, so each wanted order statistic lies in a known block of a known group;
3. only those blocks are looked into.

The result equals sorting each group. Every statistic of this project that needs order comes from here.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise, product
from typing import Any

import numba
import numpy as np
from numba import float64, int32, int64, types, uint8, uint16, void
from numpy.typing import ArrayLike, NDArray

from analytics.model import ALL_ROWS, Dimension, Filters, Measure, Survey

BLOCK = 2048  # rows per block: few enough to look into quickly, enough to keep the table of counts small
CHUNK = 32 * BLOCK  # rows whose group numbers are worked out at once; they stay in the processor's cache
TABLE_LIMIT = 1 << 20  # entries in the table of counts; blocks grow where there are very many groups
SHUT_OUT = -(1 << 26)  # stays negative in 32 bits when added up over thirty dimensions
THREADS_FROM = 1 << 18  # rows from which a second thread pays for itself
TIE = 1e-12  # sums of weights closer than this share of the total are equal

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_uint8s, _uint16s, _masses = (types.Array(entry, 1, "C", readonly=True) for entry in (uint8, uint16, float64))


def _compiled(*signatures: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Compile to machine code, kept on disk where the disk allows it."""

    def compiled(function: Callable[..., None]) -> Callable[..., None]:
        try:
            return numba.njit(list(signatures), nogil=True, cache=True)(function)
        except (RuntimeError, OSError):  # no folder to keep machine code in
            return numba.njit(list(signatures), nogil=True)(function)

    return compiled


@_compiled(*(void(codes, int32[::1], int32[::1]) for codes in (_uint8s, _uint16s)))
def _look_up(codes: Any, table: Any, groups: Any) -> None:
    for row in range(codes.size):
        groups[row] = table[codes[row]]


@_compiled(*(void(codes, int32[::1], int32[::1]) for codes in (_uint8s, _uint16s)))
def _look_up_more(codes: Any, table: Any, groups: Any) -> None:
    for row in range(codes.size):
        groups[row] += table[codes[row]]


@_compiled(void(int32[::1], int64, int64[::1], int64, int64[:, ::1]))
def _count(groups: Any, first_row: int, edges: Any, interval: int, table: Any) -> None:
    """Add each row to the cell of its interval of rows and its group."""
    row, end = 0, groups.size
    while row < end:
        stop = min(end, edges[interval + 1] - first_row)
        counts = table[interval]
        while row < stop:
            group = groups[row]
            if group >= 0:
                counts[group] += 1
            row += 1
        interval += 1


@_compiled(void(int32[::1], int64, int64[::1], int64, float64[:, ::1], _masses))
def _sum(groups: Any, first_row: int, edges: Any, interval: int, table: Any, mass: Any) -> None:
    """As `_count`, for rows that stand for many, or carry a weight."""
    row, end = 0, groups.size
    while row < end:
        stop = min(end, edges[interval + 1] - first_row)
        sums = table[interval]
        while row < stop:
            group = groups[row]
            if group >= 0:
                sums[group] += mass[row]
            row += 1
        interval += 1


@_compiled(void(float64[:, ::1], int64[::1], float64[::1], int64[::1]))
def _block_of(reached: Any, group: Any, wanted: Any, block: Any) -> None:
    """The first block in which a group's cumulated mass reaches what is wanted, by bisection."""
    for request in range(group.size):
        low, high = 0, reached.shape[0] - 1
        while low < high:
            middle = (low + high) // 2
            if reached[middle, group[request]] >= wanted[request]:
                high = middle
            else:
                low = middle + 1
        block[request] = low


@_compiled(void(int32[::1], _masses, float64[::1], int64[::1], float64[::1], int64[::1], int64[::1], int64[::1]))
def _find(groups: Any, mass: Any, reached: Any, group: Any, wanted: Any, first: Any, last: Any, found: Any) -> None:
    """Within one block, the row at which each wanted mass is reached.

    Requests are sorted by group, then by mass. `first` (all -1) and `last` are scratch, one entry per group.
    """
    for request in range(group.size - 1, -1, -1):
        first[group[request]] = request
    for row in range(groups.size):
        own = groups[row]
        if own < 0 or first[own] < 0:
            continue
        reached[own] += mass[row] if mass.size else 1.0
        last[own] = row
        request = first[own]
        while request >= 0 and reached[own] >= wanted[request]:
            found[request] = row
            request += 1
            if request == group.size or group[request] != own:
                request = -1
        first[own] = request
    for request in range(group.size):  # a sum of weights can fall short by a rounding error: then it is the last row
        if found[request] < 0:
            found[request] = last[group[request]]
            first[group[request]] = -1


@cache
def _processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_processors())


class Groups:
    """The rows of a survey that pass the filters, as groups in which order statistics can be looked up.

    Args:
        survey: the rows.
        by: the dimensions whose values make the groups; none for one group of all rows.
        filters: which values count. The survey's defaults hold for dimensions that are not named.
        measure: for posted ranges, which end of the range, or its middle.

    Attributes:
        keys: for each group, its value in each dimension of `by`, in display order; groups can be empty.
        n: how many rows (repetitions counted) each group has.
        mass: what each row adds up to: equal to `n`, or the sum of weights where the survey has sampling weights.

    Raises:
        KeyError: for a dimension that the survey lacks.
        ValueError: for dimensions that make more groups than the table of counts can hold.
    """

    def __init__(
        self, survey: Survey, by: Sequence[str] = (), filters: Filters = ALL_ROWS, measure: Measure = "middle"
    ) -> None:
        filters = filters.over(survey.defaults)
        for name in (*by, *(name for name, _ in filters)):
            if name not in survey.dimensions:
                raise KeyError(f"{survey.name} has no dimension {name!r}; it has {', '.join(survey.dimensions)}")
        self._rows = survey.ordered(measure, by)
        self._weighted = survey.weights is not None
        mass = self._rows.weights if self._weighted else self._rows.counts
        self._mass = None if mass is None else mass.astype(np.float64, copy=False)
        self._tables: list[tuple[NDArray[Any], NDArray[np.int32]]] = []
        values: list[tuple[str, ...]] = []
        for name in by:
            dimension = self._rows.dimensions[name]
            values.append(tuple(v for v in dimension.values if not filters[name] or v in filters[name]))
        if (size := math.prod(map(len, values))) > TABLE_LIMIT:
            raise ValueError(f"{', '.join(by)} make {size} groups; at most {TABLE_LIMIT} can be told apart at once")
        self.keys = tuple(product(*values))
        stride = len(self.keys)
        for name, shown in zip(by, values, strict=True):
            stride //= max(len(shown), 1)
            place = {value: position * stride for position, value in enumerate(shown)}
            self._tell_apart(self._rows.dimensions[name], place)
        for name, chosen in filters:
            if name not in by:
                self._tell_apart(self._rows.dimensions[name], dict.fromkeys(chosen, 0))
        self._edges = self._block_edges()
        table = self._tally(self._edges, self._mass)
        self._reached = np.cumsum(table, axis=0, dtype=np.float64)
        self.mass: Floats = self._reached[-1]
        self.n: Integers = (
            self._tally(np.array([0, len(self._rows.pay)]), None)[0] if self._weighted else self.mass.astype(np.int64)
        )

    @property
    def weighted(self) -> bool:
        """Whether rows carry sampling weights."""
        return self._weighted

    def effective_n(self) -> Floats:
        """Kish's effective sample size, (Σw)² ÷ Σw²; equal to `n` without weights.

        Source: L. Kish, Survey Sampling (1965), section 11.7.
        """
        if not self._weighted or self._mass is None:
            return self.n.astype(np.float64)
        squares = self._tally(np.array([0, len(self._rows.pay)]), self._mass**2)[0]
        effective: Floats = np.divide(self.mass**2, squares, out=np.zeros_like(self.mass), where=squares > 0)
        return effective

    def at_rank(self, group: ArrayLike, rank: ArrayLike) -> Floats:
        """The pay of the row with this rank, 0 being the lowest, in these groups (arrays of equal shape).

        Missing (nan) where the group has no such row.
        """
        return self.at_mass(group, np.asarray(rank, np.float64) + 1)

    def at_mass(self, group: ArrayLike, mass: ArrayLike) -> Floats:
        """The lowest pay at which the rows of these groups, added up from the lowest, reach this mass.

        Missing (nan) where the whole group falls short of it.
        """
        groups, wanted = np.broadcast_arrays(np.asarray(group, np.int64), np.asarray(mass, np.float64))
        pay = np.full(groups.shape, np.nan)
        groups, wanted = groups.ravel(), wanted.ravel()
        if self._weighted:
            wanted = wanted - TIE * self.mass[groups]
        wanted = np.maximum(wanted, np.finfo(np.float64).tiny)
        within = np.flatnonzero(wanted <= self.mass[groups])
        block = np.empty(within.size, np.int64)
        _block_of(self._reached, groups[within], wanted[within], block)
        order = np.lexsort((wanted[within], groups[within], block))
        block, within = block[order], within[order]
        groups, wanted = groups[within], wanted[within]
        rows = np.full(within.size, -1)
        first = np.full(len(self.keys), -1)
        last = np.zeros(len(self.keys), np.int64)
        buffer = np.empty(int(np.diff(self._edges).max()), np.int32)
        none = np.empty(0)
        starts = np.flatnonzero(np.diff(block, prepend=-1))
        for start, stop in pairwise([*starts.tolist(), within.size]):
            here = int(block[start])
            low, high = int(self._edges[here]), int(self._edges[here + 1])
            reached = self._reached[here - 1].copy() if here else np.zeros(len(self.keys))
            found = rows[start:stop]
            numbers = self._group_numbers(low, high, buffer)
            weights = none if self._mass is None else self._mass[low:high]
            _find(numbers, weights, reached, groups[start:stop], wanted[start:stop], first, last, found)
            found += low
        pay.ravel()[within] = self._rows.pay[rows]
        return pay

    def between(self, edges: ArrayLike) -> Floats:
        """The mass of each group from each edge of pay up to, but not including, the next: edges − 1 × groups."""
        inner = np.searchsorted(self._rows.pay, np.asarray(edges, np.float64), side="left")
        table = self._tally(np.concatenate([[0], inner, [len(self._rows.pay)]]), self._mass)
        return np.asarray(table[1:-1], np.float64)

    def _tell_apart(self, dimension: Dimension, place: dict[str, int]) -> None:
        share = [place.get(value, SHUT_OUT) for value in dimension.values]
        # A row with several values passes a filter when any of them does.
        table = share if dimension.cells is None else [max(share[value] for value in cell) for cell in dimension.cells]
        if any(table):
            self._tables.append((dimension.codes, np.array(table, np.int32)))

    def _block_edges(self) -> Integers:
        rows = len(self._rows.pay)
        size = BLOCK
        while rows // size * len(self.keys) > TABLE_LIMIT:
            size *= 2
        return np.append(np.arange(0, max(rows, 1), size), rows)

    def _group_numbers(self, low: int, high: int, buffer: NDArray[np.int32]) -> NDArray[np.int32]:
        """The group of each row from low to high; negative where a filter shuts it out."""
        groups = buffer[: high - low]
        if not self._tables:
            groups[:] = 0
        for position, (codes, table) in enumerate(self._tables):
            (_look_up_more if position else _look_up)(codes[low:high], table, groups)
        return groups

    def _tally(self, edges: Integers, mass: Floats | None) -> NDArray[Any]:
        """Rows, or mass, per interval between edges (positions in the order of pay) and group."""
        rows = int(edges[-1])
        workers = _processors() if rows >= THREADS_FROM else 1

        def part(low: int, high: int) -> NDArray[Any]:
            table = np.zeros((len(edges) - 1, len(self.keys)), np.int64 if mass is None else np.float64)
            buffer = np.empty(min(CHUNK, high - low), np.int32)
            for start in range(low, high, CHUNK):
                stop = min(start + CHUNK, high)
                groups = self._group_numbers(start, stop, buffer)
                interval = int(np.searchsorted(edges, start, side="right")) - 1
                if mass is None:
                    _count(groups, start, edges, interval, table)
                else:
                    _sum(groups, start, edges, interval, table, mass[start:stop])
            return table

        if workers == 1:
            return part(0, rows)
        cuts = np.linspace(0, rows, workers + 1).astype(int)
        parts = list(_threads().map(lambda cut: part(*map(int, cut)), pairwise(cuts)))
        return sum(parts[1:], start=parts[0])
