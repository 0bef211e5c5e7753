"""The kernel: exact order statistics of filtered groups, from one pass over sorted rows.

The rows of a survey lie sorted by pay, with small integer codes for their dimensions. To find order statistics of
groups that pass a filter:

1. one pass counts, for each block of rows, the rows of each group that pass; a group's number comes from the codes by
   arithmetic, and a filter compares codes with the runs of codes it lets through, many rows at a time;
2. the counts are cumulated over the blocks, so each wanted order statistic lies in a known block of a known group;
3. only those blocks are looked into.

How rows spread over clusters (employers) takes one more pass, in the order of the clusters: a cluster's rows then lie
together, and what they add up to in each group fits a small table.

The result equals sorting each group. Every statistic of this project that needs order comes from here.

It is one subject: one pass over the rows, and the questions that its counts answer without another.
"""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, product
from threading import Lock
from typing import Any, Literal
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics.model import ALL_ROWS, Dimension, Filters, Measure, Ordered, Survey
from analytics.statistics import disclosure, kernels
from analytics.statistics.cluster_order import ClusterOrder

BLOCK = 1024  # rows per block: few enough to look into quickly, enough to keep the table of counts small
CHUNK = 1 << 18  # rows numbered and filtered at once; with fewer, threads wait for each other, with more, for memory
LANES = 4  # rows counted side by side, each in a table of its own, so that none waits for the one before
TABLE_LIMIT = 1 << 20  # entries in the table of counts; blocks grow where there are very many groups
RUNS_LIMIT = 8  # runs of codes up to which comparing is quicker than looking up
THREADS_FROM = 1 << 18  # rows from which a second thread pays for itself
NARROWED_FROM = 1 << 18  # rows from which it pays to keep those that a filter leaves for the next question
NARROW = 0.25  # the share of the rows that a filter may leave to be kept
KEPT = 0.5  # the share of the rows that all that is kept may have together
GROUPS_AT_ONCE = 1 << 15  # groups whose clusters are added up in one pass, to bound the tables of each thread
NO_CLUSTER = np.uint32(0xFFFFFFFF)
TIE = 1e-12  # sums of weights closer than this share of the total are equal

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class GroupRows:
    """Rows of some groups, group by group, each in the order of pay.

    Attributes:
        starts: where each group begins, and the end.
        pay, mass: of each row.
        clusters: the cluster of each row, numbered without gaps.
    """

    starts: Integers
    pay: Floats
    clusters: Integers
    mass: Floats

    def clusters_of(self, groups: ArrayLike) -> tuple[int, float]:
        """How many clusters these groups have together; and Kish's number, as many as are equally large."""
        pieces = [slice(self.starts[group], self.starts[group + 1]) for group in np.asarray(groups).tolist()]
        rows = np.concatenate([np.arange(piece.start, piece.stop) for piece in pieces])
        mass = np.bincount(self.clusters[rows], self.mass[rows])
        return int((mass > 0).sum()), float(mass.sum() ** 2 / (mass**2).sum())


@cache
def _processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_processors())


class _Filter:
    """The codes that a filter shuts out, as runs from first to last, and as a table of zeros and ones."""

    def __init__(self, dimension: Dimension, chosen: Sequence[str]) -> None:
        passing = dimension.passing(chosen)
        ends = np.flatnonzero(np.diff(passing, prepend=True, append=True))
        self._codes = dimension.codes
        self._runs = (ends.reshape(-1, 2) - [0, 1]).astype(dimension.codes.dtype)
        self._table = passing.astype(np.uint8)

    def apply(self, rows: Sequence[slice], passes: NDArray[np.uint8]) -> None:
        codes = _taken(self._codes, rows)
        if len(self._runs) > RUNS_LIMIT:
            kernels.look_up(codes, self._table, passes)
        else:
            for first, last in self._runs:
                kernels.shut_out(codes, first, last, passes)


class _Digit:
    """A dimension as a digit of the groups' numbers: one for each value that its own filter shows, one for all others.

    Attributes:
        shown: the values that make groups, in display order.
        size: how many values the digit has.
    """

    def __init__(self, dimension: Dimension, chosen: Sequence[str]) -> None:
        passing = dimension.passing(chosen) if chosen else np.ones(len(dimension.values), bool)
        self.shown = [value for value, passes in zip(dimension.values, passing, strict=True) if passes]
        self._whole = bool(passing.all())
        self.size = len(self.shown) + (not self._whole)
        self._codes = dimension.codes
        self._places = np.where(passing, np.cumsum(passing) - 1, self.size - 1).astype(np.uint32)

    def append(self, rows: Sequence[slice], groups: NDArray[np.uint32]) -> None:
        codes = _taken(self._codes, rows)
        if self._whole:
            kernels.number(codes, self.size, groups)
        else:
            kernels.number_some(codes, self._places, self.size, groups)


class _Narrowed:
    """The rows that pass one filter, kept for the filters asked for last: together no more than a share of all."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, tuple[str, ...]], Ordered] = {}
        self._lock = Lock()

    def rows(self, every: Ordered, name: str, chosen: tuple[str, ...]) -> Ordered:
        with self._lock:
            rows = self._kept.pop((name, chosen), None)
        if rows is None:
            size = len(every.pay)
            passes = np.ones(size, np.uint8)
            _Filter(every.dimensions[name], chosen).apply([slice(0, size)], passes)
            rows = every.take(np.flatnonzero(passes.view(np.bool_)))
        with self._lock:
            self._kept[name, chosen] = rows
            while sum(len(rows.pay) for rows in self._kept.values()) > KEPT * len(every.pay):
                del self._kept[next(iter(self._kept))]
        return rows


_kept: WeakKeyDictionary[Ordered, _Narrowed] = WeakKeyDictionary()


def _narrowed(survey: Survey, every: Ordered, filters: Filters) -> Ordered:
    """The rows that pass the narrowest of the filters, where that leaves few of many; otherwise all rows."""
    if len(every.pay) < NARROWED_FROM:
        return every
    shares = {
        name: sum(survey.sizes[name].get(value, 0) for value in values) / sum(survey.sizes[name].values())
        for name, values in filters
    }
    name = min(shares, key=shares.__getitem__, default="")
    if not name or shares[name] > NARROW:
        return every
    return _kept.setdefault(every, _Narrowed()).rows(every, name, filters[name])


def _taken(array: NDArray[Any], rows: Sequence[slice]) -> NDArray[Any]:
    return array[rows[0]] if len(rows) == 1 else np.concatenate([array[piece] for piece in rows])


def _numbers(
    digits: Sequence[_Digit], filters: Sequence[_Filter], rows: Sequence[slice]
) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """Some rows' group numbers, and whether they pass the filters."""
    size = sum(piece.stop - piece.start for piece in rows)
    groups, passes = np.zeros(size, np.uint32), np.ones(size, np.uint8)
    for digit in digits:
        digit.append(rows, groups)
    for filter in filters:
        filter.apply(rows, passes)
    return groups, passes


@dataclass(frozen=True, eq=False)
class ClusterSums:
    """What the clusters (employers) of some groups add up to. A row of its own is a cluster where none are known.

    Attributes:
        mass: Σ m of each group, m being the rows or the weight that one cluster has in it.
        clusters: how many clusters it has.
        squared: Σ m².
        largest: the largest m.
        largest_cluster: the number of the cluster that has it.
        below: Σ a for each amount of pay (groups × 2 × amounts), a being the part of m below it, then at or below it.
        below_squared: Σ a².
        below_times_all: Σ a · m.
        heaviest_below: the largest a, and
        heaviest_above: the largest m − a, where rows have weights; otherwise 0.
    """

    mass: Floats
    clusters: Integers
    squared: Floats
    largest: Floats
    largest_cluster: NDArray[np.uint32]
    below: Floats
    below_squared: Floats
    below_times_all: Floats
    heaviest_below: Floats
    heaviest_above: Floats

    @property
    def effective_clusters(self) -> Floats:
        """Kish's number of clusters, (Σ m)² ÷ Σ m²: as many as are equally large."""
        number: Floats = np.divide(self.mass**2, self.squared, out=np.zeros_like(self.mass), where=self.squared > 0)
        return number


class Groups:
    """The rows of a survey that pass the filters, as groups in which order statistics can be looked up.

    Args:
        survey: the rows.
        by: the dimensions whose values make the groups; none for one group of all rows.
        filters: which values count. The survey's defaults hold for dimensions that are not named.
        measure: for posted ranges, which end of the range, or its middle.
        exact: whether a protected survey is counted as it is; only to find out what may be told of it.

    Attributes:
        keys: for each group, its value in each dimension of `by`, in display order; groups can be empty.
        n: how many rows (repetitions counted) each group has, as may be told: in a protected survey it is rounded, and
            0 for a group that is withheld.
        mass: what the rows add up to: their number, or the sum of weights where the survey has sampling weights. In a
            protected survey it is `n`.
        unprotected: the same groups counted exactly, where the survey is protected; for `bands.quantiles` alone, which
            publishes what may be told of them. The groups of a protected survey answer no other question about pay.

    Raises:
        KeyError: for a dimension that the survey lacks.
        ValueError: for dimensions that make more groups than the table of counts can hold.
    """

    def __init__(
        self,
        survey: Survey,
        by: Sequence[str] = (),
        filters: Filters = ALL_ROWS,
        measure: Measure = "middle",
        exact: bool = False,
    ) -> None:
        explicit, filters = filters, filters.over(survey.defaults)
        for name in (*by, *(name for name, _ in filters)):
            if name not in survey.dimensions:
                raise KeyError(f"{survey.name} has no dimension {name!r}; it has {', '.join(survey.dimensions)}")
        self._by, self._chosen = tuple(by), filters
        self._rows = _narrowed(survey, survey.ordered(measure, by), filters)
        self._weighted = survey.weights is not None
        self._mass = self._rows.mass
        columns = [self._rows.dimensions[name] for name in by]
        self._digits = [_Digit(column, filters[column.name]) for column in columns]
        sizes = [digit.size for digit in self._digits]
        self._size = math.prod(sizes)
        if self._size > TABLE_LIMIT:
            raise ValueError(f"{', '.join(by)} make {self._size} groups; at most {TABLE_LIMIT} can be told apart")
        wanted = np.ix_(*(range(len(digit.shown)) for digit in self._digits))
        self._number = np.arange(self._size).reshape(sizes)[wanted].ravel()
        self.keys = tuple(product(*(digit.shown for digit in self._digits)))
        self._filters = [_Filter(self._rows.dimensions[name], values) for name, values in filters if name not in by]
        self._left_out: NDArray[np.uint32] | None = None
        self._edges = self._block_edges()
        self._reached = self._pass(self._edges, self._mass)
        self.mass: Floats = self._reached[-1]
        self.n: Integers = (self._pass(self._edges, None)[-1] if self._weighted else self.mass).astype(np.int64)
        self.unprotected: Groups | None = None
        if survey.provenance.protected and not exact:
            withheld = self._withheld(survey, by, explicit, filters, measure)
            self.unprotected = copy(self)
            self.n = np.where(withheld, 0, disclosure.rounded(self.n))
            self.mass = self.n.astype(np.float64)

    def _withheld(
        self, survey: Survey, by: Sequence[str], explicit: Filters, filters: Filters, measure: Measure
    ) -> NDArray[np.bool_]:
        """Which groups of a protected survey nothing may be told of."""

        def count(names: Sequence[str], wider: Filters) -> dict[tuple[str, ...], int]:
            exact = Groups(survey, names, wider, measure, exact=True)
            return dict(zip(exact.keys, exact.n.tolist(), strict=True))

        if not disclosure.is_answered(by, explicit):
            return np.ones(len(self.keys), bool)
        revealing = disclosure.revealing(self.keys, by, filters, count, disclosure.nested(survey))
        return revealing | self._concentrated(survey) | self._alike()

    def _alike(self) -> NDArray[np.bool_]:
        """Which groups are so alike that the middle half earns one published figure, which then names each of them."""
        group, shares = np.arange(len(self.keys))[:, None], np.array([0.25, 0.75])
        lower, upper = disclosure.rounded_money(self.at_mass(group, self.mass[:, None] * shares)).T
        return np.asarray((self.n > 0) & (lower == upper), bool)

    def _concentrated(self, survey: Survey) -> NDArray[np.bool_]:
        """Which groups tell of too few employers, where the survey has several."""
        employers = self._rows.clusters
        if employers is None or survey.clusters is None or np.ptp(survey.clusters) == 0:
            return np.zeros(len(self.keys), bool)
        groups, passes = self._numbered([slice(0, len(self._rows.pay))])
        people = passes.astype(np.float64)
        if self._rows.counts is not None:
            people *= self._rows.counts
        return disclosure.concentrated(groups.astype(np.int64), employers, people, self._size)[self._number]

    @property
    def weighted(self) -> bool:
        """Whether rows carry sampling weights."""
        return self._weighted

    @property
    def clustered(self) -> bool:
        """Whether the survey knows the employer (or another cluster) of each row, and may tell of it."""
        return self._rows.clusters is not None and self.unprotected is None

    def cluster_sums(self, which: ArrayLike, pays: ArrayLike) -> ClusterSums:
        """What the clusters of these groups add up to, below and above some amounts of pay.

        Args:
            which: the groups.
            pays: amounts for each of them (groups × amounts).

        Returns:
            Sums of groups × 2 × amounts: rows at the amount itself are first counted as above it, then as below it.
        """
        groups, amounts = np.asarray(which, np.int64), np.asarray(pays, np.float64)
        sides: tuple[Literal["left", "right"], ...] = ("left", "right")
        limits = np.hstack([np.searchsorted(self._rows.pay, amounts, side=side) for side in sides]).astype(np.uint32)
        order = np.argsort(limits, axis=1, kind="stable")
        ascending = np.take_along_axis(limits, order, axis=1)
        totals, largest = np.zeros((len(groups), 4)), np.full(len(groups), NO_CLUSTER)
        below = np.zeros((len(groups), 5, limits.shape[1]))
        for start in range(0, len(groups), GROUPS_AT_ONCE):
            some = slice(start, start + GROUPS_AT_ONCE)
            totals[some], largest[some], below[some] = self._cluster_pass(groups[some], ascending[some])
        back = np.argsort(order, axis=1)[:, None]
        parts = np.moveaxis(np.take_along_axis(below, back, axis=2), 1, 0).reshape(
            5, len(groups), len(sides), amounts.shape[1]
        )
        return ClusterSums(totals[:, 0], totals[:, 1].astype(np.int64), totals[:, 2], totals[:, 3], largest, *parts)

    def rows_of(self, which: ArrayLike) -> GroupRows:
        """The rows of some groups, group by group, each in the order of pay."""
        groups = np.asarray(which, np.int64)
        slots = np.full(self._size, -1)
        slots[self._number[groups]] = np.arange(len(groups))
        size = len(self._rows.pay)
        numbers, passes = self._numbered([slice(0, size)])
        slot_of_row = np.where(passes, slots[numbers], -1)
        places = np.flatnonzero(slot_of_row >= 0)
        places = places[np.argsort(slot_of_row[places], kind="stable")]
        mass = np.ones(size) if self._mass is None else self._mass
        clusters = (
            places if self._rows.clusters is None else np.unique(self._rows.clusters[places], return_inverse=True)[1]
        )
        starts = np.concatenate([[0], np.cumsum(np.bincount(slot_of_row[places], minlength=len(groups)))])
        return GroupRows(starts, self._rows.pay[places], clusters.astype(np.int64), mass[places])

    def without(self, which: ArrayLike, clusters: ArrayLike) -> Groups:
        """The same groups, of which these leave out the rows of one cluster each.

        Raises:
            ValueError: for a survey that does not know clusters.
        """
        if not self.clustered:
            raise ValueError("the survey does not know which rows belong to one cluster")
        left_out = np.full(self._size, NO_CLUSTER)
        left_out[self._number[np.asarray(which, np.int64)]] = clusters
        rest = copy(self)
        rest._left_out = left_out
        rest._reached = rest._pass(rest._edges, rest._mass)
        rest.mass = rest._reached[-1]
        rest.n = (rest._pass(rest._edges, None)[-1] if self._weighted else rest.mass).astype(np.int64)
        return rest

    def effective_n(self) -> Floats:
        """Kish's effective sample size, (Σw)² ÷ Σw²; equal to `n` without weights.

        Source: L. Kish, Survey Sampling (1965), section 11.7.
        """
        if self.unprotected is not None:
            return np.minimum(self.n, disclosure.rounded(self.unprotected.effective_n())).astype(np.float64)
        if not self._weighted or self._mass is None:
            return self.mass
        squares = self._pass(self._edges, self._mass**2)[-1]
        effective: Floats = np.divide(self.mass**2, squares, out=np.zeros_like(self.mass), where=squares > 0)
        return effective

    def at_rank(self, group: ArrayLike, rank: ArrayLike) -> Floats:
        """The pay of the row with this rank, 0 being the lowest, in these groups (arrays of equal shape).

        Missing (nan) where the group has no such row.
        """
        return self.at_mass(group, np.asarray(rank, np.float64) + 1)

    def at_mass(self, group: ArrayLike, mass: ArrayLike) -> Floats:
        """The lowest pay at which the rows of these groups, added up from the lowest, reach this mass.

        Missing (nan) where the whole group falls short of it, and in a protected survey, where each is a person's pay.
        """
        groups, wanted = np.broadcast_arrays(np.asarray(group, np.int64), np.asarray(mass, np.float64))
        pay = np.full(groups.shape, np.nan)
        if self.unprotected is not None:
            return pay
        groups, wanted = groups.ravel(), wanted.ravel()
        if self._weighted:
            wanted = wanted - TIE * self.mass[groups]
        wanted = np.maximum(wanted, np.finfo(np.float64).tiny)
        within = np.flatnonzero(wanted <= self.mass[groups])
        block = np.empty(within.size, np.int64)
        kernels.block_of(self._reached, groups[within], wanted[within], block)
        order = np.lexsort((wanted[within], groups[within], block))
        block, within = block[order], within[order]
        groups, wanted = groups[within], wanted[within]
        rows = self._find(block, self._number[groups], np.where(block, self._reached[block - 1, groups], 0), wanted)
        pay.ravel()[within] = self._rows.pay[rows]
        return pay

    def between(self, edges: ArrayLike) -> Floats:
        """The mass of each group from each edge of pay up to, but not including, the next: edges − 1 × groups.

        Nothing in a protected survey, where the right edges tell each person's pay.
        """
        if self.unprotected is not None:
            return np.zeros((max(len(np.asarray(edges)) - 1, 0), len(self.keys)))
        inner = np.searchsorted(self._rows.pay, np.asarray(edges, np.float64), side="left")
        places, at = np.unique(np.concatenate([[0], inner, [len(self._rows.pay)]]), return_inverse=True)
        reached = np.vstack([np.zeros(len(self.keys)), self._pass(places, self._mass)])
        mass: Floats = np.diff(reached[at[1:-1]], axis=0)
        return mass

    def _block_edges(self) -> Integers:
        rows = len(self._rows.pay)
        size = BLOCK
        while rows // size * self._size > TABLE_LIMIT:
            size *= 2
        return np.append(np.arange(0, max(rows, 1), size), rows)

    def _numbered(self, rows: Sequence[slice]) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
        """Some rows' group numbers, and whether they pass the filters."""
        groups, passes = _numbers(self._digits, self._filters, rows)
        if self._left_out is not None and self._rows.clusters is not None:
            kernels.leave_out(groups, _taken(self._rows.clusters, rows), self._left_out, passes)
        return groups, passes

    def _pass(self, edges: Integers, mass: Floats | None) -> Floats:
        """The rows, or the mass, that each group has reached at each edge but the first.

        Edges are positions in the order of pay, ascending, from the first row to the last.
        """
        reached = np.zeros((len(edges) - 1, self._size))
        some_pass = bool(self._filters) or self._left_out is not None

        def part(first: int, last: int) -> None:
            """Fill the intervals from the first up to, but not including, the last, counting from nothing."""
            lanes = np.zeros((LANES, self._size), np.uint32 if mass is None else np.float64)
            end = int(edges[last])
            for row in range(int(edges[first]), end, CHUNK):
                rows = slice(row, min(row + CHUNK, end))
                groups, passes = self._numbered([rows])
                interval = int(np.searchsorted(edges, row, side="right")) - 1
                amounts: NDArray[Any] = passes
                if mass is not None:
                    amounts = mass[rows] * passes if some_pass else mass[rows]
                kernels.add(groups, amounts, row, edges, interval, lanes, reached)

        workers = _processors() if edges[-1] >= THREADS_FROM else 1
        cuts = np.searchsorted(edges, np.linspace(0, edges[-1], workers + 1)).tolist()
        list(_threads().map(part, cuts[:-1], cuts[1:]) if workers > 1 else map(part, cuts[:-1], cuts[1:]))
        for first, last in pairwise(cuts[1:]):
            reached[first:last] += reached[first - 1]
        return reached if len(self.keys) == self._size else reached.take(self._number, axis=1)

    def _cluster_pass(self, groups: Integers, limits: NDArray[np.uint32]) -> tuple[Floats, NDArray[np.uint32], Floats]:
        """Totals, largest cluster and sums below the limits for some groups; see `kernels.add_clusters`."""
        slots = np.full(self._size, -1)
        slots[self._number[groups]] = np.arange(len(groups))
        size, pays = limits.shape
        order = ClusterOrder.of(self._rows)
        digits = [_Digit(order.dimension(self._rows, name), self._chosen[name]) for name in self._by]
        filters = [
            _Filter(order.dimension(self._rows, name), values) for name, values in self._chosen if name not in self._by
        ]

        def part(chunks: Sequence[tuple[int, Integers]]) -> tuple[Floats, NDArray[np.uint32], Floats]:
            totals, largest, below = np.zeros((size, 4)), np.full(size, NO_CLUSTER), np.zeros((size, 5, pays))
            scratch, touched = np.zeros((size, pays + 2)), np.zeros(size, np.int64)
            for cluster, starts in chunks:
                rows = slice(int(starts[0]), int(starts[-1]))
                numbers, passes = _numbers(digits, filters, [rows])
                mass = np.empty(0) if self._mass is None else self._mass[order.places[rows]]
                kernels.add_clusters(
                    *(cluster, starts, order.places[rows], numbers, passes, mass, slots, limits, scratch, touched),
                    *(self._weighted, totals, largest, below),
                )
            return totals, largest, below

        chunks = list(order.chunks(CHUNK))
        workers = _processors() if len(self._rows.pay) >= THREADS_FROM else 1
        shares = [chunks[worker::workers] for worker in range(workers)]
        totals, largest, below = zip(*(_threads().map(part, shares) if workers > 1 else map(part, shares)), strict=True)
        best = np.argmax([part[:, 3] for part in totals], axis=0)
        all_totals, all_below = np.sum(totals, axis=0), np.sum(below, axis=0)
        all_totals[:, 3] = np.max([part[:, 3] for part in totals], axis=0)
        all_below[:, 3:] = np.max([part[:, 3:] for part in below], axis=0)
        return all_totals, np.array(largest)[best, np.arange(size)], all_below

    def _find(self, block: Integers, groups: Integers, before: Floats, wanted: Floats) -> Integers:
        """The rows of requests sorted by block, group and mass; for each, its group's mass before the block."""
        rows = np.full(len(block), -1)
        scratch = np.full(self._size, -1), np.zeros(self._size, np.int64), np.zeros(self._size)
        bounds = np.append(np.flatnonzero(np.diff(block, prepend=-1)), len(block))
        blocks = block[bounds[:-1]]
        at_once = max(1, CHUNK // int(np.diff(self._edges).max(initial=1)))
        for start in range(0, len(blocks), at_once):
            some = blocks[start : start + at_once]
            lows, highs = self._edges[some], self._edges[some + 1]
            pieces = list(map(slice, lows.tolist(), highs.tolist()))
            edges = np.concatenate([[0], np.cumsum(highs - lows)])
            bounds_of_some = bounds[start : start + at_once + 1]
            mass = np.empty(0) if self._mass is None else _taken(self._mass, pieces)
            kernels.find(*self._numbered(pieces), mass, edges, bounds_of_some, groups, before, wanted, rows, *scratch)
            requests = slice(bounds_of_some[0], bounds_of_some[-1])
            rows[requests] += (lows - edges[:-1])[np.searchsorted(some, block[requests])]
        return rows
