"""Compa-ratios: the pay of each group divided by that of a reference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from analytics.model import ALL_ROWS, Filters, Survey
from analytics.statistics.bands import quantiles
from analytics.statistics.order_statistics import Groups


def compa_ratio(
    survey: Survey, reference: Survey, by: Sequence[str] = (), filters: Filters = ALL_ROWS
) -> dict[str, Any]:
    """The survey's median pay ÷ the reference's, for each group that both have.

    Args:
        survey: the survey to compare.
        reference: the survey to compare it with, in the same currency.
        by: dimensions that both surveys have; none for one ratio of all rows.
        filters: which values of both surveys count.

    Returns:
        Columns, one entry per group: the dimensions of `by` (lists); `n` and `median` of the survey's rows;
        `reference_n` and `reference_median`; `ratio`, with `ratio_low` and `ratio_high`, missing if either median may
        not be shown. The interval divides the ends of the two medians' 95 % intervals crosswise, so it errs on the wide
        side.

    Source: the compa-ratio of pay administration (own pay ÷ the midpoint of the range), with the reference median as
        the midpoint.

    Raises:
        ValueError: for surveys in different currencies.
        KeyError: for a dimension one of them lacks.

    >>> from analytics.model import Provenance
    >>> mine, theirs = (Survey.build(name=name, provenance=Provenance(name, "", "yours"), low=[pay] * 6)
    ...     for name, pay in (("mine", 22), ("theirs", 20)))
    >>> compa_ratio(mine, theirs)["ratio"].tolist()
    [1.1]
    """
    if survey.currency != reference.currency:
        raise ValueError(f"the surveys must have one currency; got {survey.currency} and {reference.currency}")
    sides = [Groups(side, by, filters) for side in (survey, reference)]
    places = [{key: index for index, key in enumerate(side.keys) if side.n[index]} for side in sides]
    keys = [key for key in sides[0].keys if all(key in place for place in places)]
    indices = [np.array([place[key] for key in keys], int) for place in places]
    (median, low, high), (other_median, other_low, other_high) = (
        quantiles(side, rows)["p50"] for side, rows in zip(sides, indices, strict=True)
    )
    columns: dict[str, object] = {name: [key[index] for key in keys] for index, name in enumerate(by)}
    return columns | {
        "n": sides[0].n[indices[0]],
        "median": median,
        "reference_n": sides[1].n[indices[1]],
        "reference_median": other_median,
        "ratio": median / other_median,
        "ratio_low": low / other_high,
        "ratio_high": high / other_low,
    }
