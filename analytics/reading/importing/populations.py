"""Inspect the figures of a column: find outliers, and detect two kinds of pay mixed together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def find_outliers(
    pay: NDArray[np.float64], distance: float = 6.0, times: NDArray[np.int64] | None = None
) -> NDArray[np.bool_]:
    """Find figures very far from the others on a logarithmic scale, on which pay is roughly bell-shaped.

    Args:
        pay: positive figures; `nan` is never an outlier.
        distance: how many robust standard deviations (1.4826 × median absolute deviation) from the median.
        times: how often each figure counts; once if not given.

    >>> find_outliers(np.array([100.0, 110, 120, 130, 90, 1e9])).tolist()
    [False, False, False, False, False, True]
    """
    is_positive = pay > 0
    logs = np.log(_sample(pay[is_positive]) if times is None else repeat_values(pay[is_positive], times[is_positive]))
    if not len(logs):
        return np.zeros(len(pay), bool)
    # Where more than half state one and the same figure the spread is 0; a tenth of the pay is then a fair unit.
    reach = distance * max(_spread(logs), 0.1)
    middle = np.median(logs)
    return np.asarray((pay < np.exp(middle - reach)) | (pay > np.exp(middle + reach)), bool)


def two_populations(pay: NDArray[np.float64]) -> float | None:
    """The figure that separates two populations in one column, such as hourly and yearly pay; `None` if there is one.

    Two lie far apart when their medians differ by a factor of 8 and more, by more than three times the spread inside
    both, and each has five rows and 2 in 100.

    >>> rng = np.random.default_rng(1)
    >>> hourly, yearly = 25 * rng.lognormal(0, 0.3, 60), 60_000 * rng.lognormal(0, 0.4, 300)
    >>> separator = two_populations(np.concatenate([hourly, yearly]))
    >>> bool(hourly.max() < separator < yearly.min()), two_populations(yearly)
    (True, None)
    """
    logs = np.sort(np.log(_sample(pay[pay > 0])))
    least = max(5, int(np.ceil(0.02 * len(logs))))
    if len(logs) < 2 * least:
        return None
    # Otsu's cut: the one that leaves the least variance inside the two parts, the most between them.
    sizes = np.arange(1, len(logs))
    sums = np.cumsum(logs)[:-1]
    between = sizes * (len(logs) - sizes) * (sums / sizes - (logs.sum() - sums) / (len(logs) - sizes)) ** 2
    cut = int(np.argmax(between)) + 1
    below, above = logs[:cut], logs[cut:]
    if min(len(below), len(above)) < least:
        return None
    distance = float(np.median(above) - np.median(below))
    if distance < np.log(8) or distance < 3 * (_spread(below) + _spread(above)):
        return _monthly_and_yearly(logs)
    return float(np.exp((below[-1] + above[0]) / 2))


_TWELVE = float(np.log(12))
_GAIN = 0.1  # logarithm of the likelihood that a second population must add, per row


def _monthly_and_yearly(logs: NDArray[np.float64]) -> float | None:
    """The boundary between monthly and yearly pay in one column; `None` if one population explains it as well.

    Two normal distributions of one spread, a factor of 12 apart, are fitted by expectation maximisation and compared
    with a single one. Pay of one kind has one hump; half monthly and half yearly pay has two, although they overlap.
    """
    sample = np.quantile(logs, np.linspace(0.002, 0.998, min(len(logs), 1_000)))
    lower, spread, share = float(np.mean(sample)) - _TWELVE / 2, float(np.std(sample)) / 2 + 1e-9, 0.5
    single = -float(np.log(np.std(sample) + 1e-9)) - 0.5
    fit = single
    for _ in range(60):
        above = share * np.exp(-0.5 * ((sample - lower - _TWELVE) / spread) ** 2)
        below = (1 - share) * np.exp(-0.5 * ((sample - lower) / spread) ** 2)
        total = above + below + 1e-300
        part = above / total
        fit = float(np.mean(np.log(total))) - float(np.log(spread))
        share = float(np.clip(part.mean(), 1e-3, 1 - 1e-3))
        lower = float(np.mean(sample - part * _TWELVE))
        spread = float(np.sqrt(np.mean((sample - lower - part * _TWELVE) ** 2 + part * (1 - part) * 1e-9))) + 1e-9
    if fit - single < max(_GAIN, 10 / len(logs)) or not 0.05 <= share <= 0.95:
        return None
    cut = lower + _TWELVE / 2 + spread**2 / _TWELVE * float(np.log((1 - share) / share))
    below, above = logs[logs < cut], logs[logs >= cut]
    if min(len(below), len(above)) < 5 or not 7 < np.exp(np.median(above) - np.median(below)) < 20:
        return None
    return float(np.exp(cut))


def repeat_values(values: NDArray[np.float64], times: NDArray[np.int64], most: int = 100_000) -> NDArray[np.float64]:
    """The values in ascending order, each so many times; evenly spaced ones among them where that is more than enough.

    >>> repeat_values(np.array([7.0, 3.0]), np.array([2, 3])).tolist()
    [3.0, 3.0, 3.0, 7.0, 7.0]
    >>> repeat_values(np.array([7.0, 3.0]), np.array([10**9, 10**9]), most=4).tolist()
    [3.0, 3.0, 7.0, 7.0]
    """
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(times[order])
    total = int(reached[-1]) if len(reached) else 0
    places = np.arange(0, total, -(-total // most) or 1)
    return np.asarray(values[order][np.searchsorted(reached, places, side="right")])


def _sample(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """At most a hundred thousand values, evenly spaced through the file: enough for a median."""
    return values[:: 1 + len(values) // 100_000]


def _spread(values: NDArray[np.float64]) -> float:
    return float(1.4826 * np.median(np.abs(values - np.median(values))))
