"""How does the pay of an uploaded file compare with a reference, group by group?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from analytics.model import Provenance, Survey
from analytics.statistics.compa_ratio import compa_ratio
from analytics.texts import N_
from analytics.topics.bands.answer import LARGEST
from analytics.view import Context, View

METHOD = N_(
    "Compa-ratio: the median of the own rows divided by the median of the reference, for groups that both have. The "
    "interval divides the ends of the two medians' 95% intervals crosswise, so it is wide rather than narrow."
)


class ComparedGroup(NamedTuple):
    """Rows of the file and of the reference in one group; pay per month, nan if it may not be shown."""

    group: str
    n: int
    median: float
    reference_n: int
    reference_median: float
    ratio: float
    ratio_low: float
    ratio_high: float

    @property
    def has_medians(self) -> bool:
        """Whether both medians may be shown."""
        return not math.isnan(self.ratio)

    @property
    def differs(self) -> bool:
        """Whether the interval of the ratio excludes equality."""
        return self.has_medians and not self.ratio_low <= 1 <= self.ratio_high


@dataclass(frozen=True)
class ComparisonAnswer:
    """The largest groups that an uploaded file and a reference have in common.

    Args:
        context: the uploaded file.
        rows: how many rows of the file state pay.
        by: the dimension that makes the groups.
        reference: the provenance of the reference.
        groups: those with the most rows of the file first.
        method: how the ratios were computed.
    """

    context: Context
    rows: int
    by: str
    reference: Provenance
    groups: tuple[ComparedGroup, ...]
    method: str = METHOD


def against_reference(view: View, reference: Survey, by: str) -> ComparisonAnswer:
    """Compute the compa-ratio of each of the largest groups: the file's median pay ÷ the reference's."""
    columns = compa_ratio(view.survey, reference, [by], view.filters)
    figures = [columns[name].tolist() for name in ComparedGroup._fields[1:]]
    groups = [ComparedGroup(*row) for row in zip(columns[by], *figures, strict=True)]
    largest = [groups[place] for place in np.argsort(-columns["n"], kind="stable")[:LARGEST]]
    return ComparisonAnswer(view.context(), view.survey.rows.used, by, reference.provenance, tuple(largest))
