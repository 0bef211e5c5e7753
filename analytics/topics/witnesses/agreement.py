"""Agreement between sources for the same role and level: the same end of their ranges side by side."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal, NamedTuple

import numpy as np

from analytics.model import ALL_ROWS, NOT_STATED, Experience, Filters, Measure, Scope
from analytics.statistics.bands import FEWEST_CLUSTERS, Period, salary_bands
from analytics.texts import N_
from analytics.topics.witnesses.answer import Figure, posted_sources, rows_of
from analytics.topics.witnesses.sources import Source
from analytics.view import View

YEARS_APART = 2
"""From this many years between two sources, a verdict states the gap: pay has moved on in between."""
OUTSIDE = 0.10
"""From this share of posts that the other source does not accept, a verdict says that they are left out."""
NO_FIGURE = Figure(math.nan, math.nan, math.nan)

AgreementVerdict = Literal["agree", "differ", "cannot be compared"]
Reason = Literal["", "different ends", "pay scale", "too few posts", "too few employers"]

METHOD = N_(
    "Two sources agree on a role and level where the difference of their medians of the same end, in rupees as "
    "printed, lies within the joint 95 % interval; otherwise they differ. Only posts that both would take count: where "
    "one takes no pay under a floor, what the other has below it is left out, by its low ends, or by its high ends "
    "where it states no others. Where more than two years lie between them, that is said: pay moves on. They cannot be "
    "compared where they state different ends, where one is a pay scale, or with fewer than six posts or five "
    "employers."
)


class Cell(NamedTuple):
    """One source's figures for a role and level, per month.

    Attributes:
        source, title, period: which source; official: whether it is a pay scale.
        n, employers: its posts; employers are None if unknown.
        low, high: the medians of the low and of the high ends, missing (nan) where they are not stated or too few. Of a
            pay scale, its lowest and highest figure, without an interval.
    """

    source: str
    title: str
    period: str
    official: bool
    n: int
    employers: int | None
    low: Figure
    high: Figure

    def end(self, measure: Measure) -> Figure:
        """The median of one end."""
        return self.low if measure == "low" else self.high


@dataclass(frozen=True)
class Agreement:
    """Two sources on one role and level: the ranges of both, and whether the same end agrees.

    Attributes:
        role, experience: what is compared.
        end: the compared end: the high one if both state it, otherwise the low one; None if neither is shared.
        first, second: the two sources, with all their posts.
        compared: the two compared medians, from the posts that both sources accept.
        outside: the share of one source's posts that the other does not accept; the larger of the two shares.
        verdict, reason: the reason is empty unless they cannot be compared.
        years: the years between the periods; 0 if they meet.
    """

    role: str
    experience: str
    end: Measure | None
    first: Cell
    second: Cell
    compared: tuple[Figure, Figure]
    outside: float
    verdict: AgreementVerdict
    reason: Reason
    years: int


@dataclass(frozen=True)
class AgreementsAnswer:
    """Every pair of sources for each role and level of a selection, comparable pairs first.

    Args:
        filters: the roles and levels asked for.
        per: the period that pay is stated for on the page; the figures themselves are per month.
    """

    filters: Filters
    per: Period
    pairs: tuple[Agreement, ...]
    method: str = METHOD

    def count(self, verdict: AgreementVerdict) -> int:
        """The number of pairs with a verdict."""
        return sum(pair.verdict == verdict for pair in self.pairs)


def where_sources_agree(view: View, *, sources: Sequence[Source]) -> AgreementsAnswer:
    """Compare sources on the roles and levels of a view, ignoring places and everything else."""
    filters = Filters.of({name: view.filters[name] for name in ("role", "experience")})
    order: list[AgreementVerdict] = ["agree", "differ", "cannot be compared"]
    pairs = agreements(sources, filters)

    def rank(pair: Agreement) -> tuple[bool, int, int]:
        return pair.verdict == order[-1], -min(pair.first.n, pair.second.n), order.index(pair.verdict)

    return AgreementsAnswer(filters, view.per, tuple(sorted(pairs, key=rank)))


def agreements(sources: Sequence[Source], filters: Filters = ALL_ROWS) -> tuple[Agreement, ...]:
    """Compare every pair of sources for each role and level in which both have posts, or one a pay scale.

    Args:
        sources: the sources, see `read_sources`; lists of posts have no bands to compare.
        filters: roles and levels to look at; all without any.
    """
    able = [source for source in sources if source in posted_sources(sources) or source.official]
    tables = {source.name: dict(_cells(source, filters)) for source in able}
    results = []
    for first, second in combinations(able, 2):
        if first.official and second.official:
            continue
        shared = tables[first.name].keys() & tables[second.name].keys()
        end = None if first.official or second.official else common_end(first, second)
        inside = end and [dict(_cells(source, filters)) for source in both_take(first, second, end)]
        for role, level in sorted(shared, key=lambda key: (key[0], list(Experience).index(Experience(key[1])))):
            cells = tables[first.name][role, level], tables[second.name][role, level]
            pair = [table.get((role, level)) for table in inside] if inside else [None, None]
            results.append(_agreement(first, second, (role, level), end, cells, pair))
    return tuple(results)


def _cells(source: Source, filters: Filters) -> Iterator[tuple[tuple[str, str], Cell]]:
    """The figures of a source for each role and level that it knows."""
    survey = source.survey
    if not {"role", "experience"} <= set(survey.dimensions):
        return
    passing = {name: [v for v in values if v in survey.dimensions[name].values] for name, values in filters}
    if not all(passing.values()):
        return
    filters_used = Filters.of(passing)
    medians: dict[tuple[str, str], dict[Measure, tuple[Figure, int, int | None]]] = {}
    for end in source.ends:
        for row in salary_bands(survey, ["role", "experience"], filters_used, end, bounds=False).to_dict("records"):
            figure = Figure(*(float(row[f"p50{part}"]) for part in ("", "_low", "_high")))
            employers = int(row["clusters"]) if survey.clusters is not None else None
            key = str(row["role"]), str(row["experience"])
            medians.setdefault(key, {})[end] = (figure, int(row["n"]), employers)
    for (role, level), by_end in medians.items():
        if NOT_STATED in (role, level) or any(
            selection and value not in selection
            for value, selection in ((role, filters["role"]), (level, filters["experience"]))
        ):
            continue
        low, high = (by_end.get(end, (NO_FIGURE, 0, None))[0] for end in ("low", "high"))
        if source.official:
            low, high = _span(source, role, level)
        about = survey.provenance
        n = max(n for _figure, n, _employers in by_end.values())
        employers = max((number for _figure, _n, number in by_end.values() if number is not None), default=None)
        yield (role, level), Cell(source.name, about.title, about.period, source.official, n, employers, low, high)


def _span(source: Source, role: str, level: str) -> tuple[Figure, Figure]:
    """The lowest and the highest figure of a pay scale, which have no interval."""
    pay = rows_of(source, Filters.of({"role": [role], "experience": [level]}))["middle"]
    low, high = float(pay.min()), float(pay.max())
    return Figure(low, low, low), Figure(high, high, high)


def _agreement(
    first: Source,
    second: Source,
    work: tuple[str, str],
    end: Measure | None,
    cells: tuple[Cell, Cell],
    pair: Sequence[Cell | None],
) -> Agreement:
    """The verdict on one role and level, from the posts that both sources accept."""
    reason, medians = _reason(first, second, end, pair), (NO_FIGURE, NO_FIGURE)
    if end is not None and pair[0] is not None and pair[1] is not None:
        medians = pair[0].end(end), pair[1].end(end)
    sizes = [0 if cell is None else cell.n for cell in pair]
    outside = 0.0 if end is None else max(1 - n / cell.n for n, cell in zip(sizes, cells, strict=True))
    verdict: AgreementVerdict = "cannot be compared" if reason else "agree" if medians_agree(*medians) else "differ"
    return Agreement(*work, end, *cells, medians, outside, verdict, reason, years_between(first, second))


def _reason(first: Source, second: Source, end: Measure | None, cells: Sequence[Cell | None]) -> Reason:
    """The reason two sources cannot be compared; empty if they can."""
    if first.official or second.official:
        return "pay scale"
    if end is None:
        return "different ends"
    if any(cell is None or math.isnan(cell.end(end).value) for cell in cells):
        return "too few posts"
    if any(cell and cell.employers is not None and cell.employers < FEWEST_CLUSTERS for cell in cells):
        return "too few employers"
    return ""


def common_end(first: Source, second: Source) -> Measure | None:
    """The high end if both sources state it; the low end if they share only that; otherwise None."""
    ends: tuple[Measure, ...] = ("high", "low")
    return next((end for end in ends if end in first.ends and end in second.ends), None)


def medians_agree(figure: Figure, second: Figure) -> bool:
    """Whether a difference of medians lies within its joint 95 % interval.

    On each side, its half-width is the root of the sum of squares of the two half-widths.

    >>> medians_agree(Figure(20, 18, 22), Figure(24, 21, 27)), medians_agree(Figure(20, 19, 21), Figure(24, 23, 25))
    (False, False)
    >>> medians_agree(Figure(20, 17, 23), Figure(24, 21, 27))
    True
    """
    above = figure.value - second.value
    room_above = math.hypot(figure.value - figure.low, second.high - second.value)
    room_below = math.hypot(figure.high - figure.value, second.value - second.low)
    return -room_below <= above <= room_above


def years_between(first: Source, second: Source) -> int:
    """The full years between the periods of two sources; 0 if they meet."""
    earlier, later = sorted((first.years, second.years))
    return max(0, later[0] - earlier[1])


def both_take(first: Source, second: Source, end: Measure) -> tuple[Source, Source]:
    """Restrict two sources to the posts that both accept."""
    return _within(first, second.survey.scope, end), _within(second, first.survey.scope, end)


def _within(source: Source, scope: Scope, end: Measure) -> Source:
    """A source without the pay of posts under a floor or above a cap.

    The low end decides whether a post is under a floor, the high end whether it is above a cap; the compared end
    decides if the source does not state that one. The limits are rounded to ₹100, like pay, so posts exactly at them
    are not outside.
    """
    survey = source.survey
    pay = {"low": survey.low, "high": survey.high}
    lower, upper = (pay[name if name in source.ends else end] for name in ("low", "high"))
    outside = np.zeros(len(survey.low), bool)
    if scope.floor is not None:
        outside |= lower < np.floor(scope.floor / 100) * 100
    if scope.cap is not None:
        outside |= upper > np.ceil(scope.cap / 100) * 100
    if not outside.any():
        return source
    low, high = (np.where(outside, np.nan, amounts) for amounts in pay.values())
    return replace(source, survey=replace(survey, low=low, high=high, employers_by_name={}))
