"""How does pay spread? The share of rows in each step of pay, as numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from analytics.statistics.bands import MONTHS, SHOWN_FROM, Band
from analytics.statistics.order_statistics import Groups
from analytics.texts import N_
from analytics.topics.bands.answer import rows_without_filters, whole
from analytics.view import Context, RowsWithout, View

METHOD = N_(
    "Shares of rows between round amounts: about twenty steps hold 97 in 100 rows, what lies beyond them is counted in "
    "an open step at each end. Grouped rows count as often as they stand for, sampling weights by their weight. No "
    "interval is given."
)


class PayStep(NamedTuple):
    """A step of pay, from one amount up to but not including another; an open end is nan."""

    pay_from: float
    pay_to: float
    share: float

    @property
    def closed(self) -> bool:
        """Whether both ends are amounts."""
        return not (math.isnan(self.pay_from) or math.isnan(self.pay_to))


@dataclass(frozen=True)
class SpreadAnswer:
    """The steps of pay of a selection; empty if it has too few rows."""

    context: Context
    total: Band
    steps: tuple[PayStep, ...]
    rows_without: RowsWithout = ()
    method: str = METHOD

    @property
    def commonest(self) -> PayStep:
        """The closed step with the most rows."""
        return max((step for step in self.steps if step.closed), key=lambda step: step.share, default=self.steps[0])


def spread(view: View) -> SpreadAnswer:
    """The share of rows in each step of pay; empty for a protected survey, where steps would reveal individuals."""
    groups = Groups(view.survey, (), view.filters, view.measure)
    total = whole(view)
    if groups.counting[0] < SHOWN_FROM["p50"] or view.survey.provenance.protected:
        return SpreadAnswer(view.context(), total, (), rows_without_filters(view))
    edges = _edges(groups)
    months = MONTHS[view.per]
    mass = groups.between(np.concatenate([[-np.inf], edges, [np.inf]]))[:, 0] / max(groups.mass[0], 1)
    starts, ends = np.concatenate([[np.nan], edges]) * months, np.concatenate([edges, [np.nan]]) * months
    steps = [PayStep(*row) for row in zip(starts.tolist(), ends.tolist(), mass.tolist(), strict=True)]
    return SpreadAnswer(view.context(), total, tuple(steps if steps[0].share else steps[1:]))


def _edges(groups: Groups) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The edges of about twenty round steps of pay that hold 97 in 100 rows."""
    low, high = (float(x) for x in groups.at_mass(0, groups.mass[0] * np.array([0.01, 0.98])))
    width = max((high - low) / 20, 100.0)
    power = 10.0 ** np.floor(np.log10(width))
    step = power * next(factor for factor in (1, 2, 2.5, 5, 10) if factor * power >= width)
    return np.arange(np.floor(low / step) * step, np.nextafter(high + step, np.inf), step)
