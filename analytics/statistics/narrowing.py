"""Cache the rows that pass a narrow filter, for the next query on them."""

from __future__ import annotations

from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np

from analytics.model import Filters, SortedRows, Survey
from analytics.statistics.numbering import Filter

NARROWED_FROM = 1 << 18  # smallest survey for which caching pays off
NARROW = 0.25  # the largest share of the rows that a cached selection may have
MOST_SHARE = 0.5  # the largest share of the rows that all cached selections may have together


class _SelectionCache:
    """An LRU cache of the rows that pass one filter; together they hold at most a share of all rows."""

    def __init__(self) -> None:
        self._cached: dict[tuple[str, tuple[str, ...]], SortedRows] = {}
        self._lock = Lock()

    def rows(self, all_rows: SortedRows, name: str, values: tuple[str, ...]) -> SortedRows:
        with self._lock:
            rows = self._cached.pop((name, values), None)
        if rows is None:
            size = len(all_rows.pay)
            passes = np.ones(size, np.uint8)
            Filter(all_rows.dimensions[name], values).apply([slice(0, size)], passes)
            rows = all_rows.take(np.flatnonzero(passes.view(np.bool_)))
        with self._lock:
            self._cached[name, values] = rows
            while sum(len(rows.pay) for rows in self._cached.values()) > MOST_SHARE * len(all_rows.pay):
                del self._cached[next(iter(self._cached))]
        return rows


_caches: WeakKeyDictionary[SortedRows, _SelectionCache] = WeakKeyDictionary()


def narrow(survey: Survey, all_rows: SortedRows, filters: Filters) -> SortedRows:
    """Return the rows that pass the narrowest filter if they are few among many; otherwise all rows."""
    if len(all_rows.pay) < NARROWED_FROM:
        return all_rows
    shares = {
        name: sum(survey.sizes[name].get(value, 0) for value in values) / sum(survey.sizes[name].values())
        for name, values in filters
    }
    name = min(shares, key=shares.__getitem__, default="")
    if not name or shares[name] > NARROW:
        return all_rows
    return _caches.setdefault(all_rows, _SelectionCache()).rows(all_rows, name, filters[name])
