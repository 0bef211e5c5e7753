"""The view that a visitor looks at, and the context that an answer keeps of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from analytics.market.benchmarks import Benchmarks
from analytics.model import ALL_ROWS, Count, Filters, Kind, Measure, Provenance, Survey
from analytics.statistics.bands import Period

RowsWithout = tuple[tuple[str, int], ...]
"""The rows that would remain without a dimension's filter, for filters whose removal helps; most first."""


@dataclass(frozen=True)
class Context:
    """The context of an answer's figures. It holds no rows, so it can be cached with the answer.

    Args:
        source: the source of the rows.
        currency: ISO 4217 code of every amount.
        per: the period that pay is stated for.
        measure: which part of a range counts.
        ranges: whether the rows state both ends of a range of pay.
        count_unit: what counts once, each row or each employer.
        filters: which rows count.
        defaults: the survey's filters for dimensions that `filters` does not name.
        titles: the screen's word for each dimension of the survey.
        floor: the least pay per month that the source takes; None where it takes any.
    """

    source: Provenance
    currency: str
    per: Period
    measure: Measure
    ranges: bool
    count_unit: Count
    filters: Filters
    defaults: Filters
    titles: Mapping[str, str]
    floor: float | None

    @property
    def kind(self) -> Kind:
        """The kind of figures."""
        return self.source.kind

    @property
    def unit(self) -> str:
        """The unit of every pay figure, such as "INR per month"."""
        return f"{self.currency} per {self.per}"


@dataclass(frozen=True)
class View:
    """A visitor's view: a survey, the filters, how pay is stated, and other figures on the same work.

    >>> from analytics.model import Provenance
    >>> survey = Survey.build(name="x", provenance=Provenance("Example", "nobody", "yours"), low=[20_000.0])
    >>> View(survey, per="year").unit
    'INR per year'
    """

    survey: Survey
    filters: Filters = ALL_ROWS
    measure: Measure = "middle"
    per: Period = "month"
    benchmarks: Benchmarks | None = None

    @property
    def unit(self) -> str:
        """The unit of every pay figure of this view, such as "INR per month"."""
        return self.context().unit

    def context(self, filters: Filters | None = None) -> Context:
        """The context that an answer keeps of this view; with other filters if it answers for another selection."""
        survey = self.survey
        return Context(
            source=survey.provenance,
            currency=survey.currency,
            per=self.per,
            measure=self.measure,
            ranges=survey.has_ranges and len(survey.scope.measures) > 1,
            count_unit=survey.count_unit,
            filters=self.filters if filters is None else filters,
            defaults=survey.defaults,
            titles={name: dimension.title for name, dimension in survey.dimensions.items()},
            floor=survey.scope.floor,
        )


Question = TypeVar("Question", bound=Callable[..., object])
Answer = TypeVar("Answer", covariant=True)
NARROWED = "narrowed"
"""The attribute of a question that depends on part of a view; holds the function that extracts that part."""


class ForView(Protocol[Answer]):
    """The answer to a question that depends on part of a view."""

    def for_view(self, view: View) -> Answer:
        """Complete the answer for a whole view with this part."""


def depends_on(part: Callable[[View], View]) -> Callable[[Question], Question]:
    """Mark a question whose numbers depend on only part of a view, so one cached answer serves all such views.

    Its answer is a `ForView`.
    """

    def mark(question: Question) -> Question:
        setattr(question, NARROWED, part)
        return question

    return mark
