"""Sort the rows of a survey by cluster (employer), so that the sums of one cluster fit a small table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from analytics.model import Dimension, SortedRows
from analytics.statistics import kernels

_orders: WeakKeyDictionary[SortedRows, ClusterOrder] = WeakKeyDictionary()
_lock = Lock()


@dataclass(frozen=True, eq=False)
class ClusterOrder:
    """The rows of a survey sorted by cluster, then by pay.

    Args:
        places: the place of each row in the order of pay; rows of one cluster are contiguous.
        starts: where each cluster begins, and the end; None if every row is its own cluster.
    """

    places: NDArray[np.uint32]
    starts: NDArray[np.int64] | None

    @classmethod
    def of(cls, rows: SortedRows) -> ClusterOrder:
        """The order of these rows: sorted on first use, and cached for as long as the rows exist."""
        with _lock:
            if rows not in _orders:
                _orders[rows] = cls._sort(rows)
            return _orders[rows]

    @classmethod
    def _sort(cls, rows: SortedRows) -> ClusterOrder:
        size = len(rows.pay)
        if rows.clusters is None:
            return cls(np.arange(size, dtype=np.uint32), None)
        starts = np.concatenate([[0], np.cumsum(np.bincount(rows.clusters))])
        places = np.empty(size, np.uint32)
        kernels.sort_by_cluster(rows.clusters, starts[:-1].copy(), places)
        return cls(places, starts)

    @cached_property
    def _columns(self) -> dict[str, Dimension]:
        return {}

    def dimension(self, rows: SortedRows, name: str) -> Dimension:
        """A dimension of the rows with its codes in this order; cached, since most questions use the same few."""
        if self.starts is None:
            return rows.dimensions[name]
        if name not in self._columns:
            self._columns[name] = rows.dimensions[name].take(self.places)
        return self._columns[name]

    def chunks(self, size: int) -> Iterator[tuple[int, NDArray[np.int64]]]:
        """Split the clusters into chunks of about this many rows; yield each one's first cluster and cluster starts."""
        count = len(self.places)
        if self.starts is None:
            yield from ((start, np.arange(start, min(start + size, count) + 1)) for start in range(0, count, size))
            return
        cuts = np.searchsorted(self.starts, np.arange(0, count, size))
        bounds = np.unique(np.append(cuts, len(self.starts) - 1)).tolist()
        for first, last in pairwise(bounds):
            yield first, self.starts[first : last + 1]
