"""Rows that a narrow filter leaves, kept for the next question about them."""

from __future__ import annotations

from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np

from analytics.model import Filters, Ordered, Survey
from analytics.statistics.numbering import Filter

NARROWED_FROM = 1 << 18  # rows from which it pays to keep those that a filter leaves for the next question
NARROW = 0.25  # the share of the rows that a filter may leave to be kept
KEPT = 0.5  # the share of the rows that all that is kept may have together


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
            Filter(every.dimensions[name], chosen).apply([slice(0, size)], passes)
            rows = every.take(np.flatnonzero(passes.view(np.bool_)))
        with self._lock:
            self._kept[name, chosen] = rows
            while sum(len(rows.pay) for rows in self._kept.values()) > KEPT * len(every.pay):
                del self._kept[next(iter(self._kept))]
        return rows


_kept: WeakKeyDictionary[Ordered, _Narrowed] = WeakKeyDictionary()


def narrowed(survey: Survey, every: Ordered, filters: Filters) -> Ordered:
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
