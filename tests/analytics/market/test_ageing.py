"""Claims in later rupees: within one series of prices, to its last month, and never across its end."""

from __future__ import annotations

import pytest

from analytics.market.ageing import Series, ageing_of, price_series
from analytics.reading.packaged import read

OLD = Series("consumer_prices_2012", {f"2022-{month:02}": 160.0 + month for month in range(1, 13)} | {"2024-07": 193.0})
NEW = Series("consumer_prices_2024", {"2025-12": 102.0, "2026-07": 105.06})


def test_a_month_a_year_and_what_no_index_covers() -> None:
    month = ageing_of("2022-03-31", [OLD, NEW])
    assert month is not None
    assert (month.factor, month.until) == (pytest.approx(193 / 163, abs=1e-6), "2024-07")
    year = ageing_of("2022", [OLD, NEW])  # mean of 161 to 172: 166.5
    assert year is not None
    assert (year.factor, year.months) == (pytest.approx(193 / 166.5, abs=1e-6), 12)
    new = ageing_of("2025-12", [OLD, NEW])
    assert new is not None
    assert (new.factor, new.series, new.until) == (pytest.approx(1.03), "consumer_prices_2024", "2026-07")
    assert [ageing_of(date, [OLD, NEW]) for date in ("", "2011", "2024", "2025-06", "2026-08-01")] == [None] * 5


def test_no_factor_spans_two_bases() -> None:
    series = price_series(read("labour_market"))
    assert [entry.indicator for entry in series] == ["consumer_prices_2012", "consumer_prices_2024"]
    for entry in series:
        for month in entry.level:
            aged = ageing_of(month, series)
            assert aged is not None
            within = next(candidate for candidate in series if candidate.indicator == aged.series)
            assert aged.factor == pytest.approx(within.level[within.last] / within.level[month], abs=1e-6)
            assert aged.until == within.last


def test_published_levels_are_kept_as_they_are() -> None:
    # Published levels, base 2012: June 2023 180.1 (later months as the file has them).
    table = read("labour_market").query(
        "indicator == 'consumer_prices_2012' and geography == 'India' and area == 'all'"
    )
    old = price_series(read("labour_market"))[0]
    for start, value in zip(table["period_start"], table["value"], strict=True):
        assert old.level[start[:7]] == value
