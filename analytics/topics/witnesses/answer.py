"""The figures of each source for some work, level and place, and a salary's standing in them: numbers only.

Sources differ in site, year, and the end of a range they state, so each answers separately and nothing is pooled.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.model import NOT_STATED, Filters, Kind, Measure
from analytics.reference import Reference
from analytics.statistics.bands import SHOWN_FROM, Band, band_rows
from analytics.statistics.standing import standing
from analytics.texts import N_
from analytics.topics.witnesses.sources import Source, WorkFrom

LEAST_POSTS = SHOWN_FROM["p50"]
"""The fewest rows for an answer from a source: with fewer there is no median."""
MOST_PAIRS = 12
"""The most ranges that an answer keeps of a source shown row by row."""

BANDS_KEPT = 2000
"""The most source bands to cache, a kilobyte each."""
INDIA = "India"
"""The area of an official figure that covers every state."""

Verdict = Literal["precise", "reasonably precise", "acceptable", "unreliable", "too few", "list"]

METHOD = N_(
    "Each source answers for itself: its own posts for the same work, level and place, as far as it knows them. What "
    "it does not know is left out one by one, first the place, then the role (its sector counts), and said. Low and "
    "high ends of ranges are ordered apart. Nothing of different sites or years is added up."
)


@dataclass(frozen=True)
class Figure:
    """A quantile with its 95 % interval, per month; missing (nan) where it may not be shown."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class End:
    """One end of the ranges of a source, in rupees a month.

    Attributes:
        measure: the low end, the high end, or the middle if a source states single figures.
        n: posts that state this end.
        p10, p50, p90: its quantiles.
        at_floor: the share at the floor of the source.
        below: the share below the salary in question, with its interval; None without a salary.
    """

    measure: Measure
    n: int
    p10: Figure
    p50: Figure
    p90: Figure
    at_floor: float
    below: Figure | None


@dataclass(frozen=True)
class Witness:
    """The figures of one source.

    Attributes:
        source: the name of its file.
        title, short_title, kind, period: what it is.
        official, checked: whether an authority states the figures; whether the project could check them.
        work_from: whether work is derived from titles or from searches.
        ends: which ends of a range it states.
        floor: the lowest monthly pay that it accepts.
        matched: the filters used; work may be a sector in place of the requested role.
        unmatched: dimensions of the question that it could not match.
        n, employers: posts, and employers if known.
        bands: one for each end it states; none if it is shown as a list or has too few rows.
        listed: its lowest ranges, for a source that is shown as a list.
        verdict: the quality of the least certain median; never above "unreliable" if employers are unknown.
    """

    source: str
    title: str
    short_title: str
    kind: Kind
    period: str
    official: bool
    checked: bool
    work_from: WorkFrom
    ends: str
    floor: float | None
    matched: Filters
    unmatched: tuple[str, ...]
    n: int
    employers: int | None
    bands: tuple[End, ...]
    listed: tuple[tuple[float, float], ...]
    verdict: Verdict


@dataclass(frozen=True)
class Witnesses:
    """One line per source for a question, without the source in view.

    Attributes:
        question: the filters asked about.
        pay: the salary in question, per month.
        lines: in the order of the sources; those without rows for the question have n 0.
    """

    question: Filters
    pay: float | None
    lines: tuple[Witness, ...]
    method: str = METHOD


def witnesses(
    sources: Sequence[Source],
    question: Filters,
    reference: Reference,
    pay: float | None = None,
    without: str = "",
) -> Witnesses:
    """Collect the figures of each source for a selection.

    Args:
        sources: the sources, see `read_sources`.
        question: values of role, sector, city, state and experience; other dimensions are ignored.
        reference: the sector of each role and the state of each city.
        pay: a salary per month to place among each source's ends.
        without: the name of a source to leave out: the one in view.
    """
    profile = Filters.of({name: question[name] for name in _WORK + _PLACE + ("experience",) if question[name]})
    lines = tuple(witness(source, profile, reference, pay) for source in sources if source.name != without)
    return Witnesses(profile, pay, lines)


def witness(source: Source, question: Filters, reference: Reference, pay: float | None = None) -> Witness:
    """Collect the figures of one source for a selection, widened only until it has six rows."""
    filters_matched, n = _match(source, question, reference)
    filters_matched = filters_matched if n else Filters()
    has_enough = n >= LEAST_POSTS and not source.listed
    bands = tuple(end_of(source, filters_matched, measure, pay) for measure in source.ends) if has_enough else ()
    survey = source.survey
    return Witness(
        source=source.name,
        title=survey.provenance.title,
        short_title=survey.provenance.short_title or survey.provenance.title,
        kind=survey.provenance.kind,
        period=survey.provenance.period,
        official=source.official,
        checked=source.checked,
        work_from=source.work_from,
        ends=survey.scope.ends,
        floor=survey.scope.floor,
        matched=filters_matched,
        unmatched=_unmatched_names(question, filters_matched),
        n=n,
        employers=_employers(source, filters_matched) if n else None,
        bands=bands,
        listed=_pairs(source, filters_matched) if source.listed and n else (),
        verdict="list" if source.listed and n else _verdict(source, filters_matched) if has_enough else "too few",
    )


def end_of(source: Source, filters: Filters, measure: Measure, pay: float | None = None) -> End:
    """One end of the ranges of a source for some rows."""
    band, floor = _band(source, filters, measure), source.survey.scope.floor
    below = None if pay is None else standing(source.survey, pay, filters, measure)
    p10, p50, p90 = (Figure(quantile.value, quantile.low, quantile.high) for quantile in (band.p10, band.p50, band.p90))
    return End(
        measure=measure,
        n=band.n,
        p10=p10,
        p50=p50,
        p90=p90,
        at_floor=0.0 if floor is None else share_under(source, filters, measure, np.nextafter(floor, np.inf)),
        below=None if below is None else Figure(below.share, below.low, below.high),
    )


@lru_cache(BANDS_KEPT)
def _band(source: Source, filters: Filters, measure: Measure) -> Band:
    """The band of some rows, cached: a source that does not know cities, say, has one band for all of them."""
    (band,) = band_rows(source.survey, (), filters, measure, bounds=False)
    return band


_WORK, _PLACE = ("role", "sector"), ("city", "state")


def rows_of(source: Source, filters: Filters) -> pd.DataFrame:
    """The rows of a source that pass: low, high, count and employer (missing where unknown)."""
    survey, passes = source.survey, _passing(source, filters)
    employers = np.full(len(survey.low), -1) if survey.clusters is None else survey.clusters.astype(np.int64)
    columns = {"low": survey.low, "middle": survey.middle, "high": survey.high, "n": _posts(source)}
    return pd.DataFrame({name: column[passes] for name, column in (columns | {"employer": employers}).items()})


def posts_of(source: Source, filters: Filters) -> int:
    """Count the posts of a source that pass, whether or not they state an end."""
    return int(_posts(source)[_passing(source, filters)].sum())


def share_under(source: Source, filters: Filters, measure: Measure, pay: float) -> float:
    """The share of rows whose end is under an amount; nan if none states it."""
    amounts = getattr(source.survey, measure)
    states = _passing(source, filters) & ~np.isnan(amounts)
    total = _posts(source)[states].sum()
    return float(_posts(source)[states & (amounts < pay)].sum() / total) if total else math.nan


def _passing(source: Source, filters: Filters) -> NDArray[np.bool_]:
    """For each row of a source, whether it passes."""
    passes = np.ones(len(source.survey.low), bool)
    for name, values in filters.over(source.survey.defaults):
        dimension = source.survey.dimensions[name]
        passes &= dimension.passes(values)[dimension.codes]
    return passes


def _posts(source: Source) -> NDArray[np.int64]:
    """For each row of a source, the number of posts it stands for."""
    counts = source.survey.counts
    return np.ones(len(source.survey.low), np.int64) if counts is None else counts


def _count(source: Source, filters: Filters) -> int:
    states = np.any([~np.isnan(getattr(source.survey, end)) for end in source.ends], axis=0)
    return int(_posts(source)[_passing(source, filters) & states].sum())


def _match(source: Source, question: Filters, reference: Reference) -> tuple[Filters, int]:
    """The closest selection with six rows, otherwise the widest that is still the same work; and its rows."""
    best, most = Filters(), 0
    for filters in _selections(source, question, reference):
        n = _count(source, filters)
        if n >= LEAST_POSTS or (source.listed and n):
            return filters, n
        if n >= most:
            best, most = filters, n
    return best, most


def _selections(source: Source, question: Filters, reference: Reference) -> Iterator[Filters]:
    """The selections to try, closest first: drop the place first, then widen role to sector, then drop the level.

    The level is dropped only if the source does not know it, or knows only one. The work is never dropped.
    """
    dimension = source.survey.dimensions.get("experience")
    levels = [_values_held(source, question, "experience")]
    if levels != [{}] and dimension is not None and len(set(dimension.values) - {NOT_STATED}) == 1:
        levels.append({})
    for level in levels:
        for work in _works(source, question, reference):
            for place in _places(source, question, reference):
                yield Filters.of({**work, **place, **level})


def _values_held(source: Source, question: Filters, name: str) -> Mapping[str, tuple[str, ...]]:
    """The filter of one dimension with the values that the source has; empty if it has none."""
    dimension = source.survey.dimensions.get(name)
    values = tuple(value for value in question[name] if dimension is not None and value in dimension.values)
    return {name: values} if values else {}


def _works(source: Source, question: Filters, reference: Reference) -> list[Mapping[str, tuple[str, ...]]]:
    """The requested work, as role and then as sector; one empty selection if no work is requested."""
    if not question["role"] and not question["sector"]:
        return [{}]
    sectors = [reference.roles[role].sector for role in question["role"] if role in reference.roles]
    wider = Filters.of({"sector": sorted({*question["sector"], *sectors})})
    options = [_values_held(source, question, "role"), _values_held(source, wider, "sector")]
    if not question["role"]:
        options = options[1:]
    return [work for work in options if work] or [{"sector": ("",)}] * ("sector" in source.survey.dimensions)


def _places(source: Source, question: Filters, reference: Reference) -> list[Mapping[str, tuple[str, ...]]]:
    """The requested place, as city, as state and as none; official figures of another state do not match."""
    if not question["city"] and not question["state"]:
        return [{}]
    states = sorted({*question["state"], *filter(None, map(reference.state, question["city"])), INDIA})
    options = [_values_held(source, question, "city"), _values_held(source, Filters.of({"state": states}), "state")]
    if source.official and "state" in source.survey.dimensions:
        return [place for place in options if place]
    return [*(place for place in options if place), {}]


def _unmatched_names(question: Filters, filters: Filters) -> tuple[str, ...]:
    """The requested dimensions that the answer does not match, such as a role replaced by its sector."""
    return tuple(name for name, values in question if not set(filters[name]) or not set(filters[name]) <= set(values))


def _employers(source: Source, filters: Filters) -> int | None:
    clusters = source.survey.clusters
    return None if clusters is None else len(np.unique(clusters[_passing(source, filters)]))


def _pairs(source: Source, filters: Filters) -> tuple[tuple[float, float], ...]:
    rows = rows_of(source, filters).sort_values(["low", "high"])[["low", "high"]].drop_duplicates().head(MOST_PAIRS)
    return tuple((float(low), float(high)) for low, high in rows.itertuples(index=False))


def _verdict(source: Source, filters: Filters) -> Verdict:
    """The verdict on the least certain median of the ends; "unreliable" if employers are unknown."""
    verdicts: list[Verdict] = ["precise", "reasonably precise", "acceptable", "unreliable"]
    order: list[str | None] = [*verdicts]
    words = [_band(source, filters, measure).quality for measure in source.ends]
    if source.survey.clusters is None or not all(word in order for word in words):
        return "unreliable"
    return verdicts[max(map(order.index, words))]


def posted_sources(sources: Iterable[Source]) -> tuple[Source, ...]:
    """The sources of advertisements that are large enough for bands."""
    return tuple(source for source in sources if source.survey.provenance.kind == "posted" and not source.listed)
