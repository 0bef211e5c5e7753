"""The kernel: exact order statistics of filtered groups, from one pass over sorted rows.

The rows of a survey are sorted by pay, with small integer codes for their dimensions. To find order statistics of
groups that pass a filter:

1. one pass counts, for each block of rows, the rows of each group that pass; a group's number comes from the codes by
   arithmetic, and a filter compares codes with the runs of codes it lets through, many rows at a time;
2. the counts are cumulated over the blocks, so each order statistic lies in a known block of a known group;
3. only those blocks are searched.

Cluster (employer) sums take one more pass, in cluster order: the rows of a cluster are then contiguous, and their sums
in each group fit a small table.

The result is the same as sorting each group. Every order statistic in this project comes from here.

It is one subject: one pass over the rows, and the queries that its counts answer without another.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from itertools import pairwise, product
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics.model import ALL_ROWS, Filters, Measure, NamedEmployers, Survey
from analytics.statistics import disclosure, kernels, threads
from analytics.statistics.cluster_sums import NO_CLUSTER, ClusterSums, cluster_sums
from analytics.statistics.narrowing import narrow
from analytics.statistics.numbering import Buffers, Numbering, take
from analytics.statistics.threads import in_threads

BLOCK = 1024  # rows per block: few enough to search quickly, enough to keep the table of counts small
LANES = 4  # rows counted in parallel, each in its own table, so none waits for the previous one
TABLE_LIMIT = 1 << 20  # entries in the table of counts; blocks grow where there are very many groups
TIE = 1e-12  # sums of weights closer than this share of the total are equal

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class GroupRows:
    """Rows of some groups, sorted by group, then by pay.

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
        """The number of clusters in these groups together, and Kish's effective number."""
        pieces = [slice(self.starts[group], self.starts[group + 1]) for group in np.asarray(groups).tolist()]
        rows = np.concatenate([np.arange(piece.start, piece.stop) for piece in pieces])
        mass = np.bincount(self.clusters[rows], self.mass[rows])
        return int((mass > 0).sum()), float(mass.sum() ** 2 / (mass**2).sum())


class Groups:
    """The rows of a survey that pass the filters, as groups in which order statistics can be looked up.

    Args:
        survey: the rows.
        by: the dimensions whose values make the groups; none for one group of all rows.
        filters: which values count. The survey's defaults hold for dimensions that are not named.
        measure: for posted ranges, which end of the range, or its middle.
        exact: whether to count a protected survey exactly; only to decide what may be published.

    Attributes:
        keys: for each group, its value in each dimension of `by`, in display order; groups can be empty.
        n: the publishable number of rows (counting repetitions) of each group: in a protected survey it is rounded, and
            0 for a withheld group.
        mass: the total of the rows: their number, or the sum of weights if the survey has sampling weights, or the
            number of employers if each counts once. In a protected survey it is `n`.
        unprotected: the same groups counted exactly, if the survey is protected; for `bands.quantiles` only, which
            publishes what may be shown. Groups of a protected survey answer no other question about pay.
        people_beyond: the number of people needed on either side of a percentile to publish it, if the survey is
            protected.

    Raises:
        KeyError: for a dimension that the survey lacks.
        ValueError: for dimensions that make more groups than the table of counts can hold, and for a measure that the
            source does not state.
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
        if measure not in survey.scope.measures:
            measures = ", ".join(survey.scope.measures)
            raise ValueError(f"{survey.name} states only the {measures} of each row's pay; got the measure {measure!r}")
        self._by, self._filters = tuple(by), filters
        self._survey, self._measure = survey, measure
        self._rows = narrow(survey, survey.sorted_rows(measure, by), filters)
        self._numbering = Numbering(self._rows.dimensions.__getitem__, by, filters)
        sizes, value_names = self._numbering.sizes, self._numbering.group_values
        self._size = math.prod(sizes)
        if self._size > TABLE_LIMIT:
            raise ValueError(f"{', '.join(by)} make {self._size} groups; at most {TABLE_LIMIT} can be distinguished")
        cells = np.ix_(*(range(len(values)) for values in value_names))
        self._number = np.arange(self._size).reshape(sizes)[cells].ravel()
        self.keys = tuple(product(*value_names))
        self._left_out: NDArray[np.uint32] | None = None
        self._repetitions: Floats | None = None
        self._counts_clusters = survey.count_unit == "employers"
        self._sampled = survey.weights is not None and not self._counts_clusters
        self._weighted = self._sampled or self._counts_clusters
        if self._counts_clusters:
            self._count_clusters_once()
        self._mass = self._rows.mass
        self._edges = self._block_edges()
        self._reached = self._pass(self._edges, self._mass)
        self.mass: Floats = self._reached[-1]
        self.n: Integers = self._row_counts()
        self.unprotected: Groups | None = None
        self.people_beyond = disclosure.people_beyond(survey) if survey.provenance.protected else 0
        if survey.provenance.protected and not exact:
            withheld = self._withheld(survey, by, explicit, filters, measure)
            self.unprotected = copy(self)
            self.n = np.where(withheld, 0, disclosure.round_counts(self.n))
            self.mass = self.n.astype(np.float64)

    def _count_clusters_once(self) -> None:
        """Weight the rows so that each cluster's rows add up to 1 in each group.

        The weights follow from the groups: an employer of ten posts in two cities counts once in each.
        """
        rows, clusters = self._rows, self._rows.clusters
        assert clusters is not None, "Survey.counting allows it for known clusters only"
        self._repetitions = None if rows.counts is None else rows.mass
        groups, passes = self._number_rows([slice(0, len(rows.pay))])
        inside = np.flatnonzero(passes)
        pair = groups[inside].astype(np.int64) * (int(clusters.max(initial=0)) + 1) + clusters[inside]
        number = np.unique(pair, return_inverse=True)[1]
        mass = np.ones(len(inside)) if rows.mass is None else rows.mass[inside]
        weights = np.ones(len(rows.pay))
        weights[inside] = mass / np.bincount(number, mass)[number]
        self._rows = replace(rows, counts=None, weights=weights)

    def _row_counts(self) -> Integers:
        """The number of rows of each group, counting repetitions."""
        row_counts = self._pass(self._edges, self._repetitions)[-1] if self._weighted else self.mass
        return row_counts.astype(np.int64)

    def _withheld(
        self, survey: Survey, by: Sequence[str], explicit: Filters, filters: Filters, measure: Measure
    ) -> NDArray[np.bool_]:
        """The groups of a protected survey that must not be published."""

        def count(names: Sequence[str], wider: Filters) -> dict[tuple[str, ...], int]:
            exact = Groups(survey, names, wider, measure, exact=True)
            return dict(zip(exact.keys, exact.n.tolist(), strict=True))

        if not disclosure.is_answered(by, explicit):
            return np.ones(len(self.keys), bool)
        others = [
            name
            for name, column in survey.dimensions.items()
            if len(column.values) > 1 and not survey.defaults[name] and self._size * len(column.values) <= TABLE_LIMIT
        ]
        withheld = disclosure.reveals_people(self.keys, by, filters, count, disclosure.find_nested(survey), others)
        withheld |= self._is_concentrated(survey)
        withheld |= np.round(self.effective_n(), 6) < disclosure.LEAST_PEOPLE
        rest = np.flatnonzero((self.n > 0) & ~withheld)
        counted = [self]
        if self._sampled:  # the same people, of whom many can have little weight
            counted.append(Groups(replace(survey, weights=None), by, filters, measure, exact=True))
        for groups in counted:
            pay = groups.at_mass(rest[:, None], groups.mass[rest, None] * disclosure.SHARES)
            withheld[rest] |= disclosure.is_alike(pay)
        return withheld

    def _is_concentrated(self, survey: Survey) -> NDArray[np.bool_]:
        """The groups with too few employers, if the survey has several."""
        employers = self._rows.clusters
        if employers is None or survey.clusters is None or survey.clusters.max(initial=0) == 0:
            return np.zeros(len(self.keys), bool)
        groups, passes = self._number_rows([slice(0, len(self._rows.pay))])
        people = passes.astype(np.float64)
        if self._rows.counts is not None:
            people *= self._rows.counts
        return disclosure.is_concentrated(groups.astype(np.int64), employers, people, self._size)[self._number]

    @property
    def weighted(self) -> bool:
        """Whether rows are weighted, by sampling weights or because each employer counts once."""
        return self._weighted

    @property
    def counts_clusters(self) -> bool:
        """Whether each cluster (employer) counts once in a group, however many rows it has there."""
        return self._counts_clusters

    @property
    def counting(self) -> Integers:
        """The sample size of each group: its clusters (employers) if each counts once, otherwise its rows."""
        return np.rint(self.mass).astype(np.int64) if self._counts_clusters else self.n

    @property
    def sampled(self) -> bool:
        """Whether rows carry sampling weights; a sample may lack the heaviest."""
        return self._sampled

    @property
    def clustered(self) -> bool:
        """Whether the survey knows the employer (or another cluster) of each row, and may disclose it."""
        return self._rows.clusters is not None and self.unprotected is None

    def cluster_sums(self, groups: ArrayLike, pays: ArrayLike) -> ClusterSums:
        """Sum the clusters of these groups below and above some amounts of pay.

        Args:
            groups: the groups.
            pays: amounts for each of them (groups × amounts).

        Returns:
            Sums of groups × 2 × amounts: rows at the amount itself are first counted as above it, then as below it.

        Raises:
            WithheldError: in a protected survey, where sums by employer would reveal individuals.
        """
        self._refuse_if_protected()
        numbers, amounts = self._number[np.asarray(groups, np.int64)], np.asarray(pays, np.float64)
        return cluster_sums(self._rows, self._by, self._filters, numbers, self._size, amounts)

    def employers_by_name(self, groups: ArrayLike) -> list[NamedEmployers | None]:
        """The counts of these groups' employers by name; None for a group that was not counted by name.

        Such a group has a filter that the data do not cover: on several values of a dimension, or on a further one.
        """
        counted = self._survey.employers_by_name
        places = np.asarray(groups, np.int64).tolist()
        filters = [
            (name, values)
            for name, values in self._filters
            if name not in self._by and values != self._survey.defaults[name]
        ]
        if not counted or self._counts_clusters or any(len(values) > 1 for _, values in filters):
            return [None] * len(places)
        fixed = frozenset((name, values[0]) for name, values in filters)
        return [
            counted.get((self._measure, fixed | frozenset(zip(self._by, self.keys[place], strict=True))))
            for place in places
        ]

    def rows_below(self, groups: ArrayLike, pays: ArrayLike) -> Floats:
        """Count the rows of these groups below some amounts of pay, then at or below them, ignoring weights.

        Shapes as in `cluster_sums`: groups × 2 × amounts. For surveys of single rows, such as weighted samples.

        Raises:
            WithheldError: in a protected survey.
        """
        self._refuse_if_protected()
        return self._sums_of_rows(groups, pays).below

    def _sums_of_rows(self, groups: ArrayLike, pays: ArrayLike) -> ClusterSums:
        numbers, amounts = self._number[np.asarray(groups, np.int64)], np.asarray(pays, np.float64)
        single = replace(self._rows, counts=None, weights=None, clusters=None)
        return cluster_sums(single, self._by, self._filters, numbers, self._size, amounts)

    def fewest_beyond(self, groups: ArrayLike, pays: ArrayLike) -> Floats:
        """Count the rows of these groups beyond some amounts of pay, on the smaller side: groups × amounts.

        One row at the amount itself is not counted. Used for weighted percentiles of a protected survey: a heavy row
        may have few others beyond it, whatever the share.
        """
        sums = self._sums_of_rows(groups, pays)
        below, reached = sums.below[:, 0], sums.below[:, 1]
        fewest: Floats = np.minimum(reached, sums.mass[:, None] - below) - 1
        return fewest

    def rows_of(self, indices: ArrayLike) -> GroupRows:
        """The rows of some groups, sorted by group, then by pay.

        Raises:
            WithheldError: in a protected survey, whose rows are people.
        """
        self._refuse_if_protected()
        groups = np.asarray(indices, np.int64)
        slots = np.full(self._size, -1)
        slots[self._number[groups]] = np.arange(len(groups))
        size = len(self._rows.pay)
        numbers, passes = self._number_rows([slice(0, size)])
        slot_of_row = np.where(passes, slots[numbers], -1)
        places = np.flatnonzero(slot_of_row >= 0)
        places = places[np.argsort(slot_of_row[places], kind="stable")]
        mass = np.ones(size) if self._mass is None else self._mass
        clusters = (
            places if self._rows.clusters is None else np.unique(self._rows.clusters[places], return_inverse=True)[1]
        )
        starts = np.concatenate([[0], np.cumsum(np.bincount(slot_of_row[places], minlength=len(groups)))])
        return GroupRows(starts, self._rows.pay[places], clusters.astype(np.int64), mass[places])

    def _refuse_if_protected(self) -> None:
        """Applies to the exact counts behind a protected survey's groups too, so no caller can bypass it."""
        if self.people_beyond:
            raise disclosure.WithheldError

    def without(self, groups: ArrayLike, clusters: ArrayLike) -> Groups:
        """The same groups, each without the rows of one of its clusters.

        Raises:
            ValueError: for a survey that does not know clusters.
        """
        if not self.clustered:
            raise ValueError("the survey does not know which rows belong to one cluster")
        cluster_out = np.full(self._size, NO_CLUSTER)
        cluster_out[self._number[np.asarray(groups, np.int64)]] = clusters
        rest = copy(self)
        rest._left_out = cluster_out
        rest._reached = rest._pass(rest._edges, rest._mass)
        rest.mass = rest._reached[-1]
        rest.n = rest._row_counts()
        return rest

    def effective_n(self) -> Floats:
        """Kish's effective sample size, (Σw)² ÷ Σw²; equal to `n` without weights. Employers if each counts once.

        Source: L. Kish, Survey Sampling (1965), section 11.7.
        """
        if self.unprotected is not None:
            return np.minimum(self.n, disclosure.round_counts(self.unprotected.effective_n())).astype(np.float64)
        if not self._sampled or self._mass is None:
            return self.mass
        squares = self._pass(self._edges, self._mass**2)[-1]
        effective: Floats = np.divide(self.mass**2, squares, out=np.zeros_like(self.mass), where=squares > 0)
        return effective

    def at_rank(self, group: ArrayLike, rank: ArrayLike) -> Floats:
        """The pay of the row with this rank, 0 being the lowest, in these groups (arrays of equal shape).

        nan if the group has no such row.
        """
        return self.at_mass(group, np.asarray(rank, np.float64) + 1)

    def at_mass(self, group: ArrayLike, mass: ArrayLike) -> Floats:
        """The lowest pay at which the cumulative mass of these groups reaches this value.

        nan if the whole group falls short of it, and in a protected survey, where each value is one person's pay.
        """
        groups, masses = np.broadcast_arrays(np.asarray(group, np.int64), np.asarray(mass, np.float64))
        pay = np.full(groups.shape, np.nan)
        if self.unprotected is not None:
            return pay
        groups, masses = groups.ravel(), masses.ravel()
        if self._weighted:
            masses = masses - TIE * self.mass[groups]
        masses = np.maximum(masses, np.finfo(np.float64).tiny)
        within = np.flatnonzero(masses <= self.mass[groups])
        block = np.empty(within.size, np.int64)
        kernels.block_of(self._reached, groups[within], masses[within], block)
        order = np.lexsort((masses[within], groups[within], block))
        block, within = block[order], within[order]
        groups, masses = groups[within], masses[within]
        rows = self._find(block, self._number[groups], np.where(block, self._reached[block - 1, groups], 0), masses)
        pay.ravel()[within] = self._rows.pay[rows]
        return pay

    def between(self, edges: ArrayLike) -> Floats:
        """The mass of each group from each edge of pay up to, but not including, the next: edges − 1 × groups.

        Zeros in a protected survey, where well-chosen edges would reveal each person's pay.
        """
        if self.unprotected is not None:
            return np.zeros((max(len(np.asarray(edges)) - 1, 0), len(self.keys)))
        inner = np.searchsorted(self._rows.pay, np.asarray(edges, np.float64), side="left")
        places, position = np.unique(np.concatenate([[0], inner, [len(self._rows.pay)]]), return_inverse=True)
        cumulated_mass = np.vstack([np.zeros(len(self.keys)), self._pass(places, self._mass)])
        mass: Floats = np.diff(cumulated_mass[position[1:-1]], axis=0)
        return mass

    def _block_edges(self) -> Integers:
        rows = len(self._rows.pay)
        size = BLOCK
        while rows // size * self._size > TABLE_LIMIT:
            size *= 2
        return np.append(np.arange(0, max(rows, 1), size), rows)

    def _number_rows(
        self, rows: Sequence[slice], buffers: Buffers | None = None
    ) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
        """Some rows' group numbers, and whether they pass the filters; see `Numbering.number`."""
        groups, passes = self._numbering.number(rows, buffers)
        if self._left_out is not None and self._rows.clusters is not None:
            kernels.leave_out(groups, take(self._rows.clusters, rows), self._left_out, passes)
        return groups, passes

    def _pass(self, edges: Integers, mass: Floats | None) -> Floats:
        """The cumulative rows, or mass, of each group at each edge but the first.

        Edges are positions in the order of pay, ascending, from the first row to the last.
        """
        sums = np.zeros((len(edges) - 1, self._size))
        some_pass = self._numbering.filters_rows or self._left_out is not None

        def part(intervals: tuple[int, int]) -> None:
            """Fill the intervals from the first up to, but not including, the last, counting each from zero."""
            first, last = intervals
            lanes = np.zeros((LANES, self._size), np.uint32 if mass is None else np.float64)
            begin, end = int(edges[first]), int(edges[last])
            size = min(threads.CHUNK, end - begin)
            buffers, passing_mass = Buffers(size), np.empty(0 if mass is None else size)
            for row in range(begin, end, threads.CHUNK):
                rows = slice(row, min(row + threads.CHUNK, end))
                groups, passes = self._number_rows([rows], buffers)
                interval = int(np.searchsorted(edges, row, side="right")) - 1
                amounts: NDArray[Any] = passes
                if mass is not None:
                    amounts = mass[rows]
                    if some_pass:
                        amounts = np.multiply(amounts, passes, out=passing_mass[: len(passes)])
                kernels.add(groups, amounts, row, edges, interval, lanes, sums)

        cuts = np.searchsorted(edges, np.linspace(0, edges[-1], threads.workers(int(edges[-1])) + 1)).tolist()
        in_threads(part, list(pairwise(cuts)))
        for first, last in pairwise(cuts[1:]):
            sums[first:last] += sums[first - 1]
        return sums if len(self.keys) == self._size else sums.take(self._number, axis=1)

    def _find(self, block: Integers, groups: Integers, before: Floats, masses: Floats) -> Integers:
        """Find the rows of requests sorted by block, group and mass, given each group's mass before the block."""
        rows = np.full(len(block), -1)
        scratch = np.full(self._size, -1), np.zeros(self._size, np.int64), np.zeros(self._size)
        bounds = np.append(np.flatnonzero(np.diff(block, prepend=-1)), len(block))
        blocks = block[bounds[:-1]]
        longest = int(np.diff(self._edges).max(initial=1))
        at_once = max(1, threads.CHUNK // longest)
        buffers = Buffers(min(at_once, len(blocks)) * longest)
        for start in range(0, len(blocks), at_once):
            batch = blocks[start : start + at_once]
            lows, highs = self._edges[batch], self._edges[batch + 1]
            pieces = list(map(slice, lows.tolist(), highs.tolist()))
            edges = np.concatenate([[0], np.cumsum(highs - lows)])
            bounds_of_some = bounds[start : start + at_once + 1]
            mass = np.empty(0) if self._mass is None else take(self._mass, pieces)
            kernels.find(
                *self._number_rows(pieces, buffers), mass, edges, bounds_of_some, groups, before, masses, rows, *scratch
            )
            requests = slice(bounds_of_some[0], bounds_of_some[-1])
            rows[requests] += (lows - edges[:-1])[np.searchsorted(batch, block[requests])]
        return rows
