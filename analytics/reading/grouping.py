"""Group the equal rows of a survey, so that an answer reads each distinct row once.

Pay is stated in round figures, so millions of rows in a few dimensions often hold a hundred thousand distinct ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.model import Survey

WORTHWHILE = 0.5
"""At most this share of the rows may be left; with more, counting them costs as much as it saves."""
_LARGEST_KEY = 1 << 63


def group_survey(survey: Survey) -> Survey:
    """Keep each distinct row once, with its count; the same survey if most of its rows are distinct.

    Counts are frequencies, so all figures stay the same. Rows of two clusters (employers) are never equal. A survey
    with sampling weights is returned as it is, because its rows cannot have counts too.

    >>> from analytics.model import Dimension, Provenance
    >>> city = Dimension.of("city", "City", ["Pune", "Goa", "Pune", "Pune"])
    >>> source = Provenance("Example", "nobody", "yours")
    >>> survey = group_survey(Survey.build(name="x", provenance=source, low=[10, 10, 10, 10], dimensions=[city]))
    >>> survey.middle.tolist(), survey.counts.tolist(), survey.rows.used
    ([10.0, 10.0], [3, 1], 4)
    """
    if survey.weights is not None or not survey.middle.size:
        return survey
    numbers = _row_numbers(survey)
    # Numbers are given in order of appearance, so each new one is the largest yet.
    first = np.flatnonzero(np.diff(np.maximum.accumulate(numbers), prepend=-1))
    if len(first) > WORTHWHILE * len(numbers):
        return survey
    counts = np.bincount(numbers, weights=survey.counts).astype(np.int64)
    counts.flags.writeable = False
    low, middle, high = (_take(pay, first) for pay in (survey.low, survey.middle, survey.high))
    return replace(
        survey,
        low=low if survey.has_ranges else middle,
        middle=middle,
        high=high if survey.has_ranges else middle,
        dimensions={
            name: replace(dimension, codes=_take(dimension.codes, first))
            for name, dimension in survey.dimensions.items()
        },
        counts=counts,
        clusters=None if survey.clusters is None else _take(survey.clusters, first),
    )


def _row_numbers(survey: Survey) -> NDArray[np.int64]:
    """Number the distinct rows in order of appearance: one number per row, equal for equal rows."""
    keys, size = np.zeros(survey.middle.size, np.uint64), 1
    for codes, number in _columns(survey):
        if size * number > _LARGEST_KEY:
            numbers, distinct = pd.factorize(keys)
            keys, size = numbers.astype(np.uint64), len(distinct)
        keys, size = keys * np.uint64(number) + codes.astype(np.uint64), size * number
    return np.asarray(pd.factorize(keys)[0], np.int64)


def _columns(survey: Survey) -> Iterator[tuple[NDArray[np.integer], int]]:
    """Each column as codes, and how many codes it has."""
    for pay in (survey.low, survey.middle, survey.high) if survey.has_ranges else (survey.middle,):
        codes, figures = pd.factorize(pay, use_na_sentinel=False)
        yield codes, len(figures)
    for dimension in survey.dimensions.values():
        yield dimension.codes, len(dimension.members())
    if survey.clusters is not None:
        yield survey.clusters, int(survey.clusters.max()) + 1


def _take(column: NDArray[Any], rows: NDArray[np.intp]) -> NDArray[Any]:
    part = column[rows]
    part.flags.writeable = False
    return part
