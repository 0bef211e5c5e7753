"""What do others say about the same work? Published claims, official averages, the legal minimum; as numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from analytics.market.benchmarks import INDIA, Benchmarks
from analytics.market.claims import select
from analytics.model import Provenance
from analytics.reference import Reference
from analytics.statistics.bands import MONTHS
from analytics.texts import N_
from analytics.topics.standing.answer import StandingAnswer
from analytics.topics.standing.question import Question
from analytics.view import Context, View

SOURCES = 8
"""The most published sources shown, newest first."""
CLERKS, CLERKS_OCCUPATION = "earnings_regular_occupation", "Clerical support workers"
"""The indicator of official earnings by occupation, and office clerks in it."""

METHOD = N_(
    "Figures as their sources state them, each with its date: the newest claim of each publisher for this role, place "
    "and experience; mean earnings of regular employees (Periodic Labour Force Survey); the minimum wage of the last "
    "order in the data. Nothing is computed but twelve months for a year."
)

FigureKind = Literal["published", "official", "law"]


class OtherFigure(NamedTuple):
    """One figure from another source, per month; missing ends are nan.

    Args:
        label: its kind, as an identifier: "claim", "average", "clerks", "minimum" or "reported minimum".
        place: the state or country it is for; empty for a claim.
        high_open: whether its source prints a plus behind the high end.
    """

    kind: FigureKind
    label: Literal["claim", "average", "clerks", "minimum", "reported minimum"]
    place: str
    low: float
    middle: float
    high: float
    period: str
    source_title: str
    source_url: str
    high_open: bool = False

    @property
    def is_range(self) -> bool:
        """Whether both ends are stated."""
        return not (math.isnan(self.low) or math.isnan(self.high))

    def contains(self, pay: float) -> bool:
        """Whether an amount per month lies within the range; an open top is unlimited."""
        return self.low <= pay and (self.high_open or pay <= self.high)


@dataclass(frozen=True)
class OthersAnswer:
    """What others say of the work in question.

    Args:
        place: the state of the city, or India if unknown.
        claims: the number of published claims, of which the newest per publisher is shown.
        applies: whether the survey is in rupees, as these figures are.
    """

    context: Context
    question: Question
    source: Provenance
    figures: tuple[OtherFigure, ...]
    place: str
    claims: int
    applies: bool
    method: str = METHOD

    def of(self, label: str) -> tuple[OtherFigure, ...]:
        """The figures with this label."""
        return tuple(figure for figure in self.figures if figure.label == label)


def others(
    view: View,
    question: Question,
    *,
    case: StandingAnswer,
    reference: Reference,
    claims: pd.DataFrame,
    benchmarks: Benchmarks,
    earnings: pd.DataFrame,
) -> OthersAnswer:
    """What others say of the work in question.

    Args:
        case: the answer to the question.
        claims: published figures about roles.
        benchmarks: official averages by state.
        earnings: the table `official_earnings.csv`.
    """
    survey = view.survey
    source = Provenance(
        title=N_("Published pay claims, earnings of the PLFS, minimum wages"),
        publisher=N_("each row names its own"),
        kind="published",
        period=f"to {question.on[:4]}",
        short_title=N_("Claims, official earnings, minimum wages"),
    )
    place = reference.state(question.city) or INDIA
    context = view.context(case.tried[0].filters)
    if survey.currency != "INR":
        return OthersAnswer(context, question, source, (), place, 0, applies=False)
    city = question.city if question.city in reference.cities else ""
    level = case.tried[0].filters["experience"]
    matching = select(claims, role=question.role, city=city, experience=level) if question.role else claims[:0]
    newest = matching.drop_duplicates("source_title").head(SOURCES)
    figures = [
        OtherFigure(
            "published", "claim", "", low, middle, high,
            str(row["published"]), str(row["source_title"]), str(row["source_url"]), row["high_open"] == "yes",
        )
        for (low, middle, high), row in zip(
            newest[["pay_low", "pay_middle", "pay_high"]].to_numpy(float).tolist(),
            newest.to_dict("records"),
            strict=True,
        )
    ]  # fmt: skip
    figures += _official(benchmarks, earnings, place)
    figures += _legal(case)
    return OthersAnswer(context, question, source, tuple(figures), place, len(matching), applies=True)


def _official(benchmarks: Benchmarks, earnings: pd.DataFrame, place: str) -> list[OtherFigure]:
    """The average of the state's towns, and of clerks in all India."""
    figures = []
    survey = "Periodic Labour Force Survey"
    average = benchmarks.averages.get(place, math.nan)
    if not math.isnan(average):
        figures.append(
            OtherFigure("official", "average", place, np.nan, average, np.nan, benchmarks.period, survey, "")
        )
    rows = earnings[
        (earnings["indicator"] == CLERKS)
        & (earnings["occupation"] == CLERKS_OCCUPATION)
        & (earnings["sex"] == "all")
        & (earnings["area"] == "all")
    ].sort_values("period_end")
    for row in rows.tail(1).to_dict("records"):
        figures.append(
            OtherFigure(
                "official",
                "clerks",
                INDIA,
                np.nan,
                float(row["value"]),
                np.nan,
                f"{row['period_start'][:4]}-{row['period_end'][2:4]}",
                str(row["source_title"]),
                str(row["source_url"]),
            )
        )
    return figures


def _legal(case: StandingAnswer) -> list[OtherFigure]:
    legal = case.legal
    if legal is None:
        return []
    figures = [
        OtherFigure(
            "law", "minimum", legal.state, legal.low, np.nan, legal.high, legal.effective, legal.source_title,
            legal.source_url,
        )
    ]  # fmt: skip
    if legal.reported_from:
        figures.append(
            OtherFigure(
                "law", "reported minimum", legal.state, legal.reported_low, np.nan, legal.reported_high,
                legal.reported_from, legal.reported_title, legal.reported_url,
            )
        )  # fmt: skip
    return figures


def in_period(figure: OtherFigure, context: Context) -> OtherFigure:
    """The same figure in the period that the answer is stated in."""
    months = MONTHS[context.per]
    return figure._replace(low=figure.low * months, middle=figure.middle * months, high=figure.high * months)
