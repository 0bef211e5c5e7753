"""Where sources agree and where not, for the same role and level; and how far their levels lie apart in general."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from analytics.model import ALL_ROWS, NOT_STATED, Dimension, Experience, Filters, Measure
from analytics.reference import Reference
from analytics.statistics.bands import salary_bands
from analytics.texts import N_
from analytics.topics.witnesses.answer import LEAST, Figure, posted, share_under
from analytics.topics.witnesses.sources import Source

YEARS_APART = 2
"""Sources whose periods lie further apart are not held against each other: pay has moved on."""
LEAST_EMPLOYERS = 5
AT_FLOOR = 0.10
"""The share of one source's posts under the floor of the other from which the two do not take the same posts."""
LEAST_CELLS = 3

AgreementVerdict = Literal["agree", "differ", "cannot be compared"]
Reason = Literal["", "years apart", "different ends", "floor", "too few posts", "too few employers"]

METHOD = N_(
    "Two sources agree on a role and level where the difference of their medians of the same end lies within the joint "
    "95 % interval. They cannot be compared where they state different ends, where more than two years lie between "
    "them, where one takes no posts in which the other has a tenth or more, or with fewer than six posts or five "
    "employers."
)
LEVELS_METHOD = N_(
    "For each role, level and class of city that both sources have six posts of, the median of one is divided by that "
    "of the other. Shown is the median ratio over these cells, weighted by the smaller number of posts. Sources of "
    "different years differ by the rise of pay in between as well."
)


class Cell(NamedTuple):
    """The median of one end for a role and level in one source."""

    source: str
    n: int
    employers: int | None
    median: Figure


@dataclass(frozen=True)
class Agreement:
    """Two sources on one role and level: the same end of their ranges side by side, and a verdict.

    Attributes:
        role, experience: what is compared.
        end: the end of the ranges; the high end where both state it, otherwise the low.
        first, second: the two medians.
        verdict, reason: the reason is empty unless they cannot be compared.
    """

    role: str
    experience: str
    end: Measure
    first: Cell
    second: Cell
    verdict: AgreementVerdict
    reason: Reason


@dataclass(frozen=True)
class LevelGap:
    """How far the level of one source lies from that of another for like work.

    Attributes:
        first, second: the sources; end: the end of ranges compared.
        cells: role × level × class of city with six posts in both; posts: the smaller number of each, added up.
        ratio: the weighted median of first ÷ second; low, high: the weighted quartiles of the cells. Missing (nan)
            below three cells.
    """

    first: str
    second: str
    end: Measure
    cells: int
    posts: int
    ratio: float
    low: float
    high: float


def agreements(sources: Sequence[Source], filters: Filters = ALL_ROWS) -> tuple[Agreement, ...]:
    """Every pair of sources of advertisements for each role and level that both have posts of.

    Args:
        sources: the sources, see `read_sources`; lists and official figures have no bands to compare.
        filters: roles and levels to look at; all without any.
    """
    tables = {source.name: _cells(source) for source in posted(sources)}
    results = []
    for first, second in combinations(posted(sources), 2):
        for end in _common_ends(first, second):
            pairs = tables[first.name][end].keys() & tables[second.name][end].keys()
            for role, level in sorted(pairs, key=lambda key: (key[0], list(Experience).index(Experience(key[1])))):
                if (filters["role"] and role not in filters["role"]) or (
                    filters["experience"] and level not in filters["experience"]
                ):
                    continue
                cells = tables[first.name][end][role, level], tables[second.name][end][role, level]
                verdict, reason = _verdict(first, second, end, role, level, *cells)
                results.append(Agreement(role, level, end, *cells, verdict, reason))
    return tuple(results)


def level_gaps(sources: Sequence[Source], reference: Reference) -> tuple[LevelGap, ...]:
    """How far each source's levels lie from each other's, in cells of role × level × class of city."""
    gaps = []
    frames = {source.name: _by_class(source, reference) for source in posted(sources)}
    for first, second in combinations(posted(sources), 2):
        for end in _common_ends(first, second):
            if (gap := _gap(first.name, second.name, end, frames)) is not None:
                gaps.append(gap)
    return tuple(gaps)


def _common_ends(first: Source, second: Source) -> tuple[Measure, ...]:
    """The high end where both state it, as every source here does; the low end only where that alone is common."""
    common = [end for end in ("high", "low") if end in first.ends and end in second.ends]
    return (common[0],) if common else ()


def _cells(source: Source) -> Mapping[Measure, Mapping[tuple[str, str], Cell]]:
    return {end: dict(_cells_of(source, end)) for end in source.ends if "experience" in source.survey.dimensions}


def _cells_of(source: Source, end: Measure) -> Iterator[tuple[tuple[str, str], Cell]]:
    if "role" not in source.survey.dimensions:
        return
    bands = salary_bands(source.survey, ["role", "experience"], ALL_ROWS, end, bounds=False)
    known = source.survey.clusters is not None
    for row in bands.to_dict("records"):
        role, level = str(row["role"]), str(row["experience"])
        if NOT_STATED in (role, level):
            continue
        employers = int(row["clusters"]) if known and "clusters" in row else None
        median = Figure(*(float(row[f"p50{part}"]) for part in ("", "_low", "_high")))
        yield (role, level), Cell(source.name, int(row["n"]), employers, median)


def _verdict(
    first: Source, second: Source, end: Measure, role: str, level: str, one: Cell, other: Cell
) -> tuple[AgreementVerdict, Reason]:
    reason: Reason = ""
    if _years_between(first, second) > YEARS_APART:
        reason = "years apart"
    elif math.isnan(one.median.value) or math.isnan(other.median.value):
        reason = "too few posts"
    elif min(cell.employers or LEAST_EMPLOYERS for cell in (one, other)) < LEAST_EMPLOYERS:
        reason = "too few employers"
    elif _floor_parts(first, second, end, role, level) or _floor_parts(second, first, end, role, level):
        reason = "floor"
    if reason:
        return "cannot be compared", reason
    return ("agree" if medians_agree(one.median, other.median) else "differ"), ""


def medians_agree(one: Figure, other: Figure) -> bool:
    """Whether a difference of medians lies within its joint 95 % interval.

    Towards either side its half-width is the root of the sum of squares of the two half-widths.

    >>> medians_agree(Figure(20, 18, 22), Figure(24, 21, 27)), medians_agree(Figure(20, 19, 21), Figure(24, 23, 25))
    (False, False)
    >>> medians_agree(Figure(20, 17, 23), Figure(24, 21, 27))
    True
    """
    above = one.value - other.value
    room_above = math.hypot(one.value - one.low, other.high - other.value)
    room_below = math.hypot(one.high - one.value, other.value - other.low)
    return -room_below <= above <= room_above


def _years_between(first: Source, second: Source) -> int:
    earlier, later = sorted((first.years, second.years))
    return later[0] - earlier[1]


def _floor_parts(source: Source, other: Source, end: Measure, role: str, level: str) -> bool:
    """Whether the floor of a source keeps out a tenth or more of the other's posts for this work."""
    floor = source.survey.scope.floor
    if floor is None:
        return False
    measure: Measure = "low" if "low" in other.ends else end
    filters = Filters.of({"role": [role], "experience": [level]})
    share = share_under(other, filters, measure, np.floor(floor / 100) * 100)
    return not math.isnan(share) and share >= AT_FLOOR


def _by_class(source: Source, reference: Reference) -> Mapping[Measure, pd.DataFrame]:
    """Medians by role, level and class of city: n and p50 of each end; no class where places are not known."""
    classes = {city: place.hra_class for city, place in reference.cities.items()}
    frames = {}
    for end in source.ends:
        rows = _expanded(source, end)
        if rows is None:
            continue
        rows["class"] = rows["city"].map(classes)
        rows = rows.dropna(subset=["class", "pay"]).drop_duplicates(["row", "role", "class"])
        repeated = rows.loc[rows.index.repeat(rows["n"])]
        groups = repeated.groupby(["role", "experience", "class"])["pay"]
        frames[end] = groups.agg(n="size", p50="median").reset_index()
    return frames


def _expanded(source: Source, end: Measure) -> pd.DataFrame | None:
    """One row for each role and city of a post; None where the source lacks one of the dimensions."""
    survey = source.survey
    names = ("role", "experience", "city")
    if not set(names) <= set(survey.dimensions):
        return None
    chosen = np.ones(len(survey.low), bool)
    for name, values in ALL_ROWS.over(survey.defaults):
        chosen &= survey.dimensions[name].passing(values)[survey.dimensions[name].codes]
    pay: Mapping[Measure, object] = {"low": survey.low, "middle": survey.middle, "high": survey.high}
    counts = np.ones(len(survey.low), np.int64) if survey.counts is None else survey.counts
    frame = pd.DataFrame({"pay": pay[end], "n": counts, "row": np.arange(len(survey.low))})
    for name in names:
        frame[name] = _values(survey.dimensions[name])
    frame = frame[chosen]
    for name in names:
        frame = frame.explode(name)
    return frame[(frame["role"] != NOT_STATED) & (frame["experience"] != NOT_STATED)].reset_index(drop=True)


def _values(dimension: Dimension) -> pd.Series:
    members = [[dimension.values[index] for index in cell] for cell in dimension.members()]
    return pd.Series([members[code] for code in dimension.codes], dtype=object)


def _gap(
    first: str, second: str, end: Measure, frames: Mapping[str, Mapping[Measure, pd.DataFrame]]
) -> LevelGap | None:
    if end not in frames[first] or end not in frames[second]:
        return None
    both = frames[first][end].merge(frames[second][end], on=["role", "experience", "class"], suffixes=("", "_other"))
    both = both[both[["n", "n_other"]].min(axis=1) >= LEAST]
    weight = both[["n", "n_other"]].min(axis=1).to_numpy(float)
    if len(both) < LEAST_CELLS:
        return LevelGap(first, second, end, len(both), int(weight.sum()), math.nan, math.nan, math.nan)
    ratio = (both["p50"] / both["p50_other"]).to_numpy(float)
    low, middle, high = np.quantile(ratio, [0.25, 0.5, 0.75], weights=weight, method="inverted_cdf")
    return LevelGap(first, second, end, len(both), int(weight.sum()), float(middle), float(low), float(high))
