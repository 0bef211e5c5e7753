"""Sum the clusters (employers) of groups in one pass over the rows, cluster by cluster.

Unweighted rows are counted with integers, several pay limits at a time; rows with counts or weights are added up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analytics.model import Filters, SortedRows
from analytics.statistics import kernels, threads
from analytics.statistics.cluster_order import ClusterOrder
from analytics.statistics.numbering import Buffers, Numbering
from analytics.statistics.threads import in_threads

GROUPS_AT_ONCE = 1 << 15  # groups summed in one pass, to bound the tables of each thread
TABLE_SIZE = 1 << 15  # entries in the table of `runs_of_places`: few enough for the L1 cache
WORDS, BATCH = 1 << 21, 512
"""The most words of counters to buffer, in all groups and in one: many, because each flush has a fixed cost."""
NO_CLUSTER = np.uint32(0xFFFFFFFF)
NEVER = np.uint32(0xFFFFFFFF)  # a limit that no row reaches

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Places = NDArray[np.uint32]
Sums = tuple[Floats, Places, Floats]
"""Of each group: Σ m, clusters, Σ m² and the largest m; its cluster; for each limit Σ a, Σ a², Σ a · m, and the largest
a and m − a."""


@dataclass(frozen=True, eq=False)
class ClusterSums:
    """Sums over the clusters (employers) of some groups. Without known clusters, each row is its own cluster.

    Attributes:
        mass: Σ m of each group, where m is the rows or the weight of one cluster in it.
        clusters: the number of its clusters.
        squared: Σ m².
        largest: the largest m.
        largest_cluster: the number of that cluster.
        below: Σ a for each amount of pay (groups × 2 × amounts), where a is the part of m below it, then at or below
            it.
        below_squared: Σ a².
        below_times_all: Σ a · m.
        heaviest_below: the largest a, and
        heaviest_above: the largest m − a, where rows have weights or counts; otherwise 0.
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
        """Kish's number of clusters, (Σ m)² ÷ Σ m²: as many equal clusters would be as informative."""
        number: Floats = np.divide(self.mass**2, self.squared, out=np.zeros_like(self.mass), where=self.squared > 0)
        return number


def cluster_sums(
    rows: SortedRows, by: Sequence[str], filters: Filters, numbers: Integers, size: int, pays: Floats
) -> ClusterSums:
    """Sum the clusters of some groups below and above some amounts of pay.

    Args:
        rows: the rows, in the order of pay.
        by: the dimensions that make the groups.
        filters: which values count.
        numbers: the groups, as `Numbering` numbers them.
        size: the number of group numbers.
        pays: amounts for each group (groups × amounts).

    Returns:
        Sums of groups × 2 × amounts: rows at the amount itself are first counted as above it, then as below it.
    """
    sides: tuple[Literal["left", "right"], ...] = ("left", "right")
    limits = np.hstack([np.searchsorted(rows.pay, pays, side=side) for side in sides]).astype(np.uint32)
    order = np.argsort(limits, axis=1, kind="stable")
    ascending = np.take_along_axis(limits, order, axis=1)
    totals, largest = np.zeros((len(numbers), 4)), np.full(len(numbers), NO_CLUSTER)
    below = np.zeros((len(numbers), 5, limits.shape[1]))
    for first in range(0, size, GROUPS_AT_ONCE):
        batch = np.flatnonzero((numbers >= first) & (numbers < first + GROUPS_AT_ONCE))
        batch_groups = (numbers[batch] - first).astype(np.uint32)
        limits_of_span = np.zeros((min(size - first, GROUPS_AT_ONCE), limits.shape[1]), np.uint32)
        limits_of_span[batch_groups] = ascending[batch]
        sums = _pass(rows, by, filters, _Span(first, size > GROUPS_AT_ONCE, batch_groups, limits_of_span))
        totals[batch], largest[batch], below[batch] = (figures[batch_groups] for figures in sums)
    back = np.argsort(order, axis=1)[:, None]
    shape = 5, len(numbers), len(sides), pays.shape[1]
    figures = np.moveaxis(np.take_along_axis(below, back, axis=2), 1, 0).reshape(shape)
    return ClusterSums(totals[:, 0], totals[:, 1].astype(np.int64), totals[:, 2], totals[:, 3], largest, *figures)


@dataclass(frozen=True)
class _Span:
    """A span of consecutive group numbers, some of which are requested.

    Attributes:
        first: the first number.
        part: whether there are groups beyond the span.
        members: the requested groups, counted from the first.
        limits: for each group of the span.
    """

    first: int
    part: bool
    members: Places
    limits: Places


def _pass(rows: SortedRows, by: Sequence[str], filters: Filters, span: _Span) -> Sums:
    """Compute the sums of a span's groups from all rows."""
    order = ClusterOrder.of(rows)
    numbering = Numbering(lambda name: order.dimension(rows, name), by, filters)

    def part(chunks: Sequence[tuple[int, Integers]]) -> Sums:
        longest = max((int(starts[-1] - starts[0]) for _, starts in chunks), default=0)
        as_integers = rows.mass is None and span.limits.shape[1] < kernels.FIELDS
        clusters = _Count(span, len(rows.pay)) if as_integers else _Addition(span, rows.mass, longest)
        buffers, selected = Buffers(longest), np.empty((2, longest), np.uint32)
        for cluster, starts in chunks:
            piece = slice(int(starts[0]), int(starts[-1]))
            places, (groups, passes) = order.places[piece], numbering.number([piece], buffers)
            if span.part or numbering.filters_rows:
                starts_selected = np.empty_like(starts)
                span_of_groups = span.first, len(span.limits)
                kernels.select(starts, places, groups, passes, *span_of_groups, starts_selected, *selected)
                starts, (places, groups) = starts_selected, selected[:, : starts_selected[-1]]
            clusters.add(cluster, starts, places, groups)
        return clusters.total()

    chunks = list(order.chunks(threads.CHUNK))
    count = threads.workers(len(rows.pay))
    totals, largest, below = zip(*in_threads(part, [chunks[index::count] for index in range(count)]), strict=True)
    best = np.argmax([part_sums[:, 3] for part_sums in totals], axis=0)
    all_totals, all_below = np.sum(totals, axis=0), np.sum(below, axis=0)
    all_totals[:, 3] = np.max([part_sums[:, 3] for part_sums in totals], axis=0)
    all_below[:, 3:] = np.max([part_sums[:, 3:] for part_sums in below], axis=0)
    return all_totals, np.array(largest)[best, np.arange(len(best))], all_below


class _Count:
    """Counts clusters of unweighted rows."""

    def __init__(self, span: _Span, rows: int) -> None:
        groups, self._pays = span.limits.shape
        shift = (rows * groups // TABLE_SIZE).bit_length()
        row_limits = np.empty((groups, (rows >> shift) + 1), np.uint8)
        limits = np.full((groups, kernels.FIELDS - 1), NEVER)
        limits[:, : self._pays] = span.limits
        kernels.runs_of_places(limits, span.members, shift, row_limits)
        self._lookup = limits, row_limits, shift
        self._scratch = np.zeros(groups, np.uint64), np.zeros((groups, kernels.FIELDS), np.int64)
        words = max(1, min(BATCH, WORDS // groups))
        self._words, self._waiting = np.zeros((groups, words), np.uint64), np.zeros(groups, np.uint32)
        self._sums = np.zeros((groups, 3 * kernels.FIELDS + 1), np.int64)
        self._most, self._largest = np.zeros(groups, np.int64), np.full(groups, NO_CLUSTER)

    def add(self, cluster: int, starts: Integers, places: Places, groups: Places) -> None:
        """Count clusters, given the number of the first, where each begins, and their rows."""
        kernels.count_clusters(
            *(cluster, starts, places, groups, *self._lookup, *self._scratch, self._words, self._waiting),
            *(self._sums, self._most, self._largest),
        )

    def total(self) -> Sums:
        """What has been counted."""
        for group in np.flatnonzero(self._waiting):
            kernels.add_words(self._words[group, : self._waiting[group]], self._sums[group])
        self._waiting[:] = 0
        sums = self._sums[:, :-1].reshape(-1, 3, kernels.FIELDS).astype(np.float64)
        totals = np.column_stack([sums[:, 0, -1], self._sums[:, -1], sums[:, 1, -1], self._most])
        below = np.zeros((len(sums), 5, self._pays))
        below[:, :3] = sums[:, :, : self._pays]
        return totals, self._largest, below


class _Addition:
    """Sums clusters of rows with counts or weights, or with more limits than a word has counters."""

    def __init__(self, span: _Span, mass: Floats | None, longest: int) -> None:
        groups, pays = span.limits.shape
        self._limits, self._mass, self._mass_of_rows = span.limits, mass, np.ones(longest)
        self._scratch = np.zeros((groups, pays + 2)), np.zeros(groups, np.uint32)
        self._sums = np.zeros((groups, 4)), np.full(groups, NO_CLUSTER), np.zeros((groups, 5, pays))

    def add(self, cluster: int, starts: Integers, places: Places, groups: Places) -> None:
        """Add up clusters, given the number of the first, where each begins, and their rows."""
        mass = self._mass_of_rows[: len(places)]
        if self._mass is not None:
            np.take(self._mass, places, out=mass, mode="clip")  # other modes go through a copy
        kernels.add_clusters(cluster, starts, places, groups, mass, self._limits, *self._scratch, *self._sums)

    def total(self) -> Sums:
        """What has been added up."""
        return self._sums
