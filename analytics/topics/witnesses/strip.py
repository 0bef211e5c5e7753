"""What do other sources say about a selection? A line for each, and the share of pay below a floor."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from analytics.model import Experience, Filters
from analytics.reference import Reference
from analytics.topics.witnesses.answer import METHOD, End, Figure, Witness, Witnesses, witnesses
from analytics.topics.witnesses.floor import OFFICE_SECTORS, FloorAnswer, below_floor
from analytics.topics.witnesses.sources import Source
from analytics.view import Context, View

CLAIM_YEARS = 3
"""Claims up to this many years older than the newest count as recent."""


class Line(NamedTuple):
    """One end of the ranges of one source."""

    witness: Witness
    end: End

    def quantile(self, name: str) -> tuple[float, float, float]:
        """A quantile and the ends of its interval, per month."""
        figure: Figure = getattr(self.end, name)
        return figure.value, figure.low, figure.high


@dataclass(frozen=True)
class StripAnswer:
    """The figures of other sources for a selection.

    Args:
        applies: whether the survey is in rupees, as the sources are.
        floor: pay under the floor of the survey in view; None if not requested.
    """

    context: Context
    witnesses: Witnesses
    applies: bool
    floor: FloorAnswer | None
    method: str = METHOD

    @property
    def lines(self) -> tuple[Line, ...]:
        """The ends that have a median, source by source."""
        return tuple(
            Line(witness, end)
            for witness in self.witnesses.lines
            for end in witness.bands
            if not math.isnan(end.p50.value)
        )


def strip(
    view: View,
    question: Filters | None = None,
    pay: float | None = None,
    *,
    sources: Sequence[Source],
    reference: Reference,
    claims: pd.DataFrame,
) -> StripAnswer:
    """Collect the figures of every other source for a selection.

    Args:
        question: the selection; that of the view if None.
        pay: a salary per month to place among each source's ends.
        claims: published figures, for the ranges that begin under the floor.
    """
    filters = view.filters if question is None else question
    context = view.context(filters)
    if view.survey.currency != "INR":
        return StripAnswer(context, Witnesses(filters, pay, ()), applies=False, floor=None)
    answers = witnesses(sources, filters, reference, pay, without=view.survey.name)
    floor = None
    if context.floor is not None and _is_office_work_of_beginners(filters, reference):
        newest = str(claims["published"].max())
        since = f"{int(newest[:4]) - CLAIM_YEARS}{newest[4:7]}"
        floor = below_floor(sources, context.floor, claims, since, pay)
    return StripAnswer(context, answers, applies=True, floor=floor)


def _is_office_work_of_beginners(filters: Filters, reference: Reference) -> bool:
    sectors = {
        *filters["sector"],
        *(reference.roles[role].sector for role in filters["role"] if role in reference.roles),
    }
    has_work = bool(filters["role"] or filters["sector"])
    levels = filters["experience"]
    return (not has_work or bool(sectors & OFFICE_SECTORS)) and (not levels or str(Experience.FRESHER) in levels)
