"""Official series as published: one definition per line, gaps left open, breaks never bridged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pandas as pd

from analytics.reading.packaged import DATA, read

MONTHS = {"month": 1, "quarter": 3, "year": 12}
"""Months from one period of a regular indicator to the next."""
ONE_DAY = pd.Timedelta(days=1)
KEPT_IN_GAPS = frozenset(
    ("indicator", "series", "geography", "sex", "area", "age_group", "detail", "occupation", "segment", "unit")
)
"""What a missing figure shares with its series; it has no source."""


@dataclass(frozen=True)
class Indicator:
    """An indicator as the dictionary describes it: one unit and one definition."""

    name: str
    title: str
    unit: str
    frequency: str
    file: str
    definition: str
    breaks: str
    source: str
    source_short: str
    source_url: str


def dictionary(folder: Path = DATA) -> dict[str, Indicator]:
    """Every indicator by name, in the order of the dictionary.

    >>> dictionary()["unemployment_usual_status"].unit
    'percent'
    """
    rows = read("indicators", folder).to_dict("records")
    return {str(row["indicator"]): Indicator(*(str(value) for value in row.values())) for row in rows}


def series(table: pd.DataFrame, indicator: Indicator, **conditions: str | Sequence[str]) -> pd.DataFrame:
    """The figures of an indicator, in chronological order within each series.

    A series never spans two definitions or two designs of a survey, so one line may join its figures. A period missing
    from a regular series gets a row without a value, which breaks the line there.

    Args:
        table: `labour_market.csv` or `official_earnings.csv`.
        conditions: values of columns, such as geography="Kerala" or sex=["female", "male"].

    Raises:
        KeyError: for a column the table does not have.

    >>> table = pd.DataFrame({"indicator": "rate", "series": "rate/india", "geography": "India", "value": [5.0, 6.0],
    ...     "period_start": ["2025-01-01", "2025-03-01"], "period_end": ["2025-01-31", "2025-03-31"]})
    >>> rate = Indicator("rate", "Rate", "percent", "month", "", "", "", "", "", "")
    >>> series(table, rate)[["period_start", "value"]].values.tolist()
    [['2025-01-01', 5.0], ['2025-02-01', nan], ['2025-03-01', 6.0]]
    """
    rows = figures_of(table, indicator)
    for column, value in conditions.items():
        rows = rows[rows[column].isin([value] if isinstance(value, str) else list(value))]
    return fill_months(rows, indicator)


def figures_of(table: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """The figures of an indicator as published, in chronological order."""
    rows = table[table["indicator"] == indicator.name]
    return rows.sort_values(["period_start", "period_end", "series"], kind="stable")


def fill_months(rows: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """Sort the figures of an indicator by series and time, and add a row for each missing period."""
    parts = [part for _, part in rows.groupby("series", sort=False)]
    if not parts:
        return rows
    step = MONTHS.get(indicator.frequency)
    return pd.concat([with_gaps(part, step) if step else part for part in parts], ignore_index=True)


def with_gaps(rows: pd.DataFrame, months: int) -> pd.DataFrame:
    """Add a row for each missing period of one series: its dates and the series' labels, without a value.

    Args:
        rows: one series in order of time.
        months: from the start of one period to the start of the next.
    """
    starts = [_number(start) for start in rows["period_start"]]
    missing = [gap for earlier, later in pairwise(starts) for gap in range(earlier + months, later, months)]
    if not missing:
        return rows
    ends = [(pd.Timestamp(_first_day(gap + months)) - ONE_DAY).date().isoformat() for gap in missing]
    gaps = pd.DataFrame({"period_start": [_first_day(gap) for gap in missing], "period_end": ends})
    for column in KEPT_IN_GAPS.intersection(rows):
        gaps[column] = rows[column].iloc[0]
    return pd.concat([rows, gaps]).sort_values("period_start", kind="stable")[list(rows)]


def _number(day: str) -> int:
    """The number of months from year 0 to the month of a date."""
    return 12 * int(day[:4]) + int(day[5:7]) - 1


def _first_day(month: int) -> str:
    return f"{month // 12:04}-{month % 12 + 1:02}-01"
