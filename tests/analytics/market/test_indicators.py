"""Series of official statistics: gaps stay gaps, and breaks stay breaks."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.market.indicators import Indicator, dictionary, series
from analytics.reading.packaged import read

MONTHLY = Indicator("rate", "Rate", "percent", "month", "labour_market.csv", "", "", "", "", "")


def figures(*rows: tuple[str, str, float], series_name: str = "rate/india") -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"indicator": "rate", "series": series_name, "period_start": start, "period_end": end, "value": value}
            for start, end, value in rows
        ]
    ).assign(geography="India", source_title="a table")


def month(text: str, value: float) -> tuple[str, str, float]:
    period = pd.Period(text)
    return period.start_time.date().isoformat(), period.end_time.date().isoformat(), value


def test_a_missing_month_is_a_row_without_a_value_or_source() -> None:
    line = series(figures(month("2026-04", 3.0), month("2025-12", 1.0), month("2026-01", 2.0)), MONTHLY)
    assert line["period_start"].tolist() == ["2025-12-01", "2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01"]
    assert line["period_end"].tolist()[2:4] == ["2026-02-28", "2026-03-31"]
    assert line["value"].isna().tolist() == [False, False, True, True, False]
    assert line["source_title"].isna().tolist() == [False, False, True, True, False]
    assert set(line["geography"]) == {"India"}


def test_a_break_is_not_filled() -> None:
    table = pd.concat(
        [figures(month("2024-12", 5.0)), figures(month("2025-04", 4.0), series_name="rate/india/from_2025")]
    )
    assert series(table, MONTHLY)["value"].tolist() == [5.0, 4.0]


def test_an_irregular_indicator_is_left_as_it_is() -> None:
    table = figures(month("2025-01", 1.0), month("2026-01", 2.0))
    irregular = Indicator("rate", "Rate", "percent", "other", "labour_market.csv", "", "", "", "", "")
    assert len(series(table, irregular)) == 2


def test_selection_by_group() -> None:
    rate = dictionary()["unemployment_usual_status"]
    women_and_men = series(
        read("labour_market"), rate, geography="India", sex=["female", "male"], area="all", age_group="15+"
    )
    assert set(women_and_men["sex"]) == {"female", "male"}
    assert series(read("labour_market"), rate, geography="Atlantis").empty
    with pytest.raises(KeyError, match="colour"):
        series(read("labour_market"), rate, colour="red")


@given(st.lists(st.integers(0, 60), min_size=1, unique=True))
def test_with_gaps_every_month_between_first_and_last_has_a_row(months: list[int]) -> None:
    base = pd.Period("2020-01")
    rows = [month(str(base + offset), float(offset)) for offset in months]
    line = series(figures(*rows), MONTHLY)
    assert len(line) == max(months) - min(months) + 1
    assert sorted(line["value"].dropna()) == sorted(map(float, months))


@pytest.mark.slow
def test_no_line_of_the_shipped_series_has_two_values_for_a_period() -> None:
    for file in ("labour_market", "official_earnings"):
        table = read(file)
        for indicator in dictionary().values():
            if indicator.file == f"{file}.csv":
                line = series(table, indicator)
                assert not line.duplicated(["series", "period_start", "period_end"]).any(), indicator.name
                assert line["value"].notna().sum() == (table["indicator"] == indicator.name).sum()
