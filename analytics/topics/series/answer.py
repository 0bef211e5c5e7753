"""How did an official figure move through time? Series of one definition each; breaks are marked, gaps stay open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from analytics.market.indicators import Indicator
from analytics.market.tables import AS_PUBLISHED, INDIA, Market
from analytics.model import Provenance
from analytics.texts import N_

Rate = Literal["unemployment", "participation", "employment"]
Split = Literal["sex", "area"]

RATES: dict[Rate, str] = {
    "unemployment": "unemployment_usual_status",
    "participation": "participation_usual_status",
    "employment": "workers_share_usual_status",
}
"""The indicator of each yearly rate, by usual status."""
MONTHLY: dict[Rate, str] = {
    rate: indicator.replace("usual_status", "weekly_month") for rate, indicator in RATES.items()
}
EARNINGS, EARNINGS_QUARTER = "earnings_regular_year", "earnings_regular_quarter"
WHOLE = "all"
"""The line that stands for everyone, or for the whole."""
SPLITS: dict[Split, dict[str, dict[str, str]]] = {
    "sex": {
        WHOLE: {"sex": "all", "area": "all"},
        "women": {"sex": "female", "area": "all"},
        "men": {"sex": "male", "area": "all"},
    },
    "area": {
        WHOLE: {"sex": "all", "area": "all"},
        "towns": {"sex": "all", "area": "urban"},
        "villages": {"sex": "all", "area": "rural"},
    },
}
"""The ways to split a series into lines: for each line, its rows."""
DISTINGUISHING = ("sex", "area", "age_group", "detail", "occupation")
"""The columns that distinguish the series of one indicator in one place."""
WHOLE_VALUES = frozenset(("all", "15+", "All occupations", ""))
"""Values of those columns that stand for the whole."""
FEW = 4
"""The default number of lines: more cannot be distinguished on a phone."""

REAL_METHOD = N_(
    "Earnings times the consumer prices of the base month over those of the period (all India, rural and urban)."
)


class Point(NamedTuple):
    """A figure of one period; its value is nan if none was found."""

    start: str
    end: str
    value: float
    stretch: str
    source_title: str
    source_url: str

    @property
    def has_value(self) -> bool:
        """Whether there is a figure."""
        return not np.isnan(self.value)


@dataclass(frozen=True)
class Series:
    """The figures of one definition on one line of a chart.

    Args:
        line: names the line; two series on one line are two definitions of the same thing.
        title: of the indicator.
        points: in chronological order, with one for each missing period.
    """

    line: str
    title: str
    points: tuple[Point, ...]

    @property
    def known_points(self) -> tuple[Point, ...]:
        """The points that have a figure."""
        return tuple(point for point in self.points if point.has_value)

    def stretches(self) -> list[tuple[Point, ...]]:
        """The points split by method; points of different stretches must not be joined."""
        names = dict.fromkeys(point.stretch for point in self.points)
        return [tuple(point for point in self.points if point.stretch == name) for name in names]


def lines_of(series: Sequence[Series]) -> tuple[str, ...]:
    """The names of the lines in order."""
    return tuple(dict.fromkeys(line_series.line for line_series in series))


def newest_point(series: Sequence[Series], line: str) -> Point:
    """The newest figure of a line."""
    return max(
        (point for line_series in series if line_series.line == line for point in line_series.known_points),
        key=lambda point: point.end,
    )


def find_breaks(series: Sequence[Series]) -> list[str]:
    """The days on which a series begins a new stretch: a change of method that breaks comparability."""
    days = set()
    for line_series in series:
        starts = sorted(min(point.start for point in stretch) for stretch in line_series.stretches())
        days |= {later for _, later in pairwise(starts)}
    return sorted(days)


@dataclass(frozen=True)
class Movement:
    """The movement of a line.

    Args:
        line: its name.
        first, last: the ends of its longest stretch; the same point if no stretch has two figures.
        latest: its newest figure.
        other_method: a figure by another method, which must not be compared; None if there is none.
    """

    line: str
    first: Point
    last: Point
    latest: Point
    other_method: Point | None


@dataclass(frozen=True)
class SeriesAnswer:
    """Lines through time in one place.

    Args:
        key: names the question.
        indicators: the indicators of the lines; the first gives the title and the unit.
        series: those that have figures; empty if the place has none.
        ages: the age group; empty where the indicators have none.
        more: the number of further series of the indicator.
        since: for real earnings, the first month with known prices.
        base: for real earnings, the month whose rupees are used, and the month in which the two bases are linked.
    """

    key: str
    place: str
    indicators: tuple[Indicator, ...]
    series: tuple[Series, ...]
    source: Provenance
    second_hand: bool
    ages: str = ""
    more: int = 0
    since: str = ""
    base: tuple[str, str] = ("", "")
    method: str = AS_PUBLISHED

    @property
    def unit(self) -> str:
        """The unit of every value."""
        return self.indicators[0].unit

    @property
    def n(self) -> int:
        """The number of figures."""
        return sum(len(series.known_points) for series in self.series)

    @property
    def missing(self) -> int:
        """The number of periods between the first and the last without a figure."""
        return sum(len(series.points) - len(series.known_points) for series in self.series)

    @property
    def lines(self) -> tuple[str, ...]:
        """The names of the lines in order."""
        return lines_of(self.series)

    def movement(self, line: str = "") -> Movement:
        """The movement of a line; the first one by default.

        Raises:
            ValueError: if there are no figures.
        """
        if not self.n:
            raise ValueError(f"{self.key} has no figures for {self.place}")
        name = line or self.lines[0]
        same_line = [series for series in self.series if series.line == name]
        stretches = [tuple(p for p in stretch if p.has_value) for series in same_line for stretch in series.stretches()]
        stretches = [stretch for stretch in stretches if stretch]
        latest = newest_point(self.series, name)
        longest = max(stretches, key=len)
        if len(longest) == 1:
            longest = next(stretch for stretch in stretches if latest in stretch)
        shorter = [stretch for stretch in stretches if stretch is not longest]
        further = next((stretch[-1] for stretch in shorter if latest in stretch), None)
        return Movement(name, longest[0], longest[-1], latest, further or (shorter[0][0] if shorter else None))


class LineSource(NamedTuple):
    """The source of a line: an indicator, and its rows that belong to the line."""

    line: str
    indicator: str
    conditions: Mapping[str, str]


def over_time(
    market: Market, key: str, lines: Sequence[LineSource], place: str = INDIA, ages: str = ""
) -> SeriesAnswer:
    """One or several lines over time. Lines without figures in this place are omitted."""
    conditions = {"geography": place} | ({"age_group": ages} if ages else {})
    tables = [(line, market.figures(line.indicator, {**line.conditions, **conditions})) for line in lines]
    tables = [(line, rows) for line, rows in tables if rows["value"].notna().any()]
    names = list(dict.fromkeys(line.indicator for line in lines))
    all_rows = pd.concat([rows for _, rows in tables]) if tables else market.rows[names[0]].iloc[:0]
    return SeriesAnswer(
        key=key,
        place=place,
        indicators=tuple(market.indicators[name] for name in names),
        series=tuple(
            Series(line.line, market.indicators[line.indicator].title, points_of(rows)) for line, rows in tables
        ),
        source=market.source(names, all_rows),
        second_hand=market.second_hand(names),
        ages=ages,
    )


def points_of(rows: pd.DataFrame) -> tuple[Point, ...]:
    """The figures of a table as points."""
    segments = rows["segment"].fillna("") if "segment" in rows else [""] * len(rows)
    columns = (rows[name].fillna("") for name in ("source_title", "source_url"))
    return tuple(
        Point(str(start), str(end), float(value), str(segment), str(title), str(url))
        for start, end, value, segment, title, url in zip(
            rows["period_start"], rows["period_end"], rows["value"], segments, *columns, strict=True
        )
    )


def rate_by_year(market: Market, rate: Rate, split: Split, place: str, ages: str) -> SeriesAnswer:
    """A yearly rate by usual status, split by sex or area."""
    lines = [LineSource(name, RATES[rate], conditions) for name, conditions in SPLITS[split].items()]
    return over_time(market, f"{rate}_by_year", lines, place, ages)


def rate_by_month(market: Market, rate: Rate, split: Split, ages: str) -> SeriesAnswer:
    """The same rate of India by weekly status, month by month."""
    lines = [LineSource(name, MONTHLY[rate], conditions) for name, conditions in SPLITS[split].items()]
    return over_time(market, f"{rate}_by_month", lines, ages=ages)


def earnings(market: Market, split: Split, place: str) -> SeriesAnswer:
    """Earnings of regular workers by quarter (until 2024) and by year (from 2022): two separate series."""
    lines = [
        LineSource(name, indicator, conditions)
        for name, conditions in SPLITS[split].items()
        for indicator in (EARNINGS_QUARTER, EARNINGS)
    ]
    return over_time(market, "earnings", lines, place)


def formal_jobs(market: Market) -> SeriesAnswer:
    """Net new and first-time members of the provident fund, month by month."""
    conditions = {"sex": "all", "age_group": "", "detail": ""}
    lines = [LineSource("net", "formal_jobs_net", conditions), LineSource("first_time", "formal_jobs_new", conditions)]
    return over_time(market, "formal_jobs", lines)


def hiring_index(market: Market) -> SeriesAnswer:
    """The index of listings on one job site."""
    return over_time(market, "hiring_index", [LineSource(WHOLE, "hiring_index", {"detail": ""})])


def series_of(market: Market, indicator: str, place: str) -> dict[tuple[str, ...], LineSource]:
    """Every series of one indicator in one place, by the values that distinguish it; the whole comes first."""
    rows = market.rows[indicator]
    rows = rows[rows["geography"] == place]
    columns = [column for column in DISTINGUISHING if column in rows and rows[column].nunique() > 1]
    combinations = rows[columns].drop_duplicates().itertuples(index=False, name=None) if columns else [()]
    series = {}
    for values in combinations:
        parts = tuple(value for value in map(str, values) if value not in WHOLE_VALUES)
        series[parts] = LineSource("|".join(parts) or WHOLE, indicator, dict(zip(columns, values, strict=True)))
    return dict(sorted(series.items(), key=lambda item: bool(item[0])))


def any_series(market: Market, indicator: str, place: str, lines: Sequence[str] = ()) -> SeriesAnswer:
    """Some series of any indicator in one place; without a choice, the first few."""
    series = list(series_of(market, indicator, place).values())
    selection = [line for line in series if line.line in lines] or series[:FEW]
    return replace(over_time(market, indicator, selection, place), more=len(series) - len(selection))


def real_earnings(market: Market, place: str) -> SeriesAnswer:
    """Earnings of regular workers as paid, and in rupees of the latest month of the price index.

    Only calendar years, which are comparable periods of one survey design. The quarters end before the redesign, and
    those with known prices begin in a lockdown.
    """
    rows = market.figures(EARNINGS, {"geography": place, "sex": "all", "area": "all"})
    since = min(market.prices.level)
    rows = rows[rows["period_start"] >= since]
    factors = [market.prices.factor(start[:4]) for start in rows["period_start"]]
    title = market.indicators[EARNINGS].title
    return SeriesAnswer(
        key="real_earnings",
        place=place,
        indicators=(market.indicators[EARNINGS],),
        series=(
            Series("real", title, points_of(rows.assign(value=rows["value"] * factors))),
            Series("paid", title, points_of(rows)),
        )
        if rows["value"].notna().any()
        else (),
        source=market.source([EARNINGS], rows),
        second_hand=market.second_hand([EARNINGS]),
        since=since,
        base=(market.prices.base_month, market.prices.linked_at),
        method=REAL_METHOD,
    )
