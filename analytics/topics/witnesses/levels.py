"""Differences in pay level between sources for like work: role × level × class of city."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

import numpy as np
import pandas as pd

from analytics.model import ALL_ROWS, NOT_STATED, Dimension, Filters, Measure
from analytics.reference import Reference
from analytics.texts import N_
from analytics.topics.witnesses.agreement import both_take, common_end, years_between
from analytics.topics.witnesses.answer import LEAST_POSTS, posted_sources, rows_of
from analytics.topics.witnesses.sources import Source

LEAST_CELLS = 3

Likeness = Literal["role", "experience", "class"]
ALIKE: tuple[tuple[Likeness, ...], ...] = (
    ("role", "experience", "class"), ("role", "experience"), ("role", "class"), ("role",)
)  # fmt: skip
"""The dimensions to hold fixed, the most first."""

METHOD = N_(
    "For each role, level and class of city of which both sources have six posts, the median of the one is divided by "
    "that of the other, the same end of the ranges. Shown is the median of these ratios, and where the middle half of "
    "them lies, weighted by the smaller number of posts. Where fewer than three such cells are there, because a source "
    "does not know its places or its levels, less is held alike: first the class of city, then the level. All posts "
    "count, also those that the other source does not take: a floor lifts the level of the source that has it. Sources "
    "of different years differ by the rise of pay in between as well."
)


@dataclass(frozen=True)
class LevelGap:
    """The ratio of one source's pay level to another's for like work.

    Attributes:
        first, second: the names of the sources.
        end: the end of the ranges that both state; None if there is none.
        alike: the dimensions held fixed: role, level and class of city, or fewer if that leaves too few cells.
        cells: cells with six posts in both; posts: the smaller number of each, added up.
        ratio: the weighted median of first ÷ second; low, high: the weighted quartiles of the cells. Missing (nan)
            where there are fewer than three cells.
        years: full years between the periods.
        outside: the share of the posts of one in these cells' roles that the other does not take; the larger of both.
    """

    first: str
    second: str
    end: Measure | None
    alike: tuple[Likeness, ...]
    cells: int
    posts: int
    ratio: float
    low: float
    high: float
    years: int
    outside: float


def level_gaps(sources: Sequence[Source], reference: Reference) -> tuple[LevelGap, ...]:
    """Compare the level of each source of advertisements with each other one; lists and pay scales have no level."""
    able = posted_sources(sources)
    rows = {source.name: _rows(source, reference) for source in able}
    return tuple(_gap(first, second, rows) for first, second in combinations(able, 2))


def _rows(source: Source, reference: Reference) -> pd.DataFrame:
    """One row for each role and class of city of a group of posts: ends, n, and what the source knows."""
    survey = source.survey
    passes = np.ones(len(survey.low), bool)
    for name, values in ALL_ROWS.over(survey.defaults):
        passes &= survey.dimensions[name].passes(values)[survey.dimensions[name].codes]
    counts = np.ones(len(survey.low), np.int64) if survey.counts is None else survey.counts
    frame = pd.DataFrame({"low": survey.low, "high": survey.high, "n": counts, "row": np.arange(len(survey.low))})
    dimensions = [name for name in ("role", "experience", "city") if name in survey.dimensions]
    for name in dimensions:
        frame[name] = _values(survey.dimensions[name])
    frame = frame[passes]
    for name in dimensions:
        frame = frame.explode(name)
    if "city" in frame:
        classes = {city: place.hra_class for city, place in reference.cities.items()}
        frame["class"] = frame["city"].map(classes).fillna(NOT_STATED)
        frame = frame.drop(columns="city")
    return frame.drop_duplicates().reset_index(drop=True)


def _values(dimension: Dimension) -> pd.Series:
    members = [[dimension.values[index] for index in cell] for cell in dimension.members()]
    return pd.Series([members[code] for code in dimension.codes], dtype=object)


def _gap(first: Source, second: Source, rows: Mapping[str, pd.DataFrame]) -> LevelGap:
    end, years = common_end(first, second), years_between(first, second)
    empty_gap = LevelGap(first.name, second.name, end, (), 0, 0, math.nan, math.nan, math.nan, years, 0.0)
    if end is None:
        return empty_gap
    for alike in ALIKE:
        tables = [rows[source.name] for source in (first, second)]
        if not all(set(alike) <= set(table) for table in tables):
            continue
        medians = [_medians(table, end, alike) for table in tables]
        pairs = medians[0].merge(medians[1], left_index=True, right_index=True, suffixes=("", "_other"))
        if len(pairs) < LEAST_CELLS:
            continue
        weights = pairs[["n", "n_other"]].min(axis=1).to_numpy(float)
        ratios = (pairs["p50"] / pairs["p50_other"]).to_numpy(float)
        quartiles = np.quantile(ratios, [0.25, 0.5, 0.75], weights=weights, method="inverted_cdf")
        low, ratio, high = (float(quartile) for quartile in quartiles)
        outside = _outside(first, second, end, pairs.index.get_level_values("role").unique().tolist())
        return replace(
            empty_gap,
            alike=alike, cells=len(pairs), posts=int(weights.sum()), ratio=ratio, low=low, high=high, outside=outside,
        )  # fmt: skip
    return empty_gap


def _outside(first: Source, second: Source, end: Measure, roles: list[str]) -> float:
    """The share of one source's posts, for some roles, that the other does not accept; the larger of the two."""
    role_filter = Filters.of({"role": roles})
    shares = []
    for source, inside in zip((first, second), both_take(first, second, end), strict=True):
        n, inside_rows = (rows_of(part, role_filter).dropna(subset=[end])["n"].sum() for part in (source, inside))
        shares.append(1 - inside_rows / n)
    return float(max(shares))


def _medians(rows: pd.DataFrame, end: Measure, alike: Sequence[Likeness]) -> pd.DataFrame:
    """The median of an end for each cell with six posts, and the number of posts."""
    complete = rows[(rows[[*alike]] != NOT_STATED).all(axis=1)]
    complete = complete.dropna(subset=[end]).drop_duplicates(["row", *alike])
    pay = complete.loc[complete.index.repeat(complete["n"])].groupby([*alike])[end]
    table = pd.DataFrame({"n": pay.size(), "p50": pay.median()})
    return table[table["n"] >= LEAST_POSTS]
