"""Prices: two bases are one index, and pay in the rupees of a month by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from analytics.market.price_index import PriceIndex, in_rupees_of, price_index
from analytics.model import NOT_STATED, Survey
from analytics.reading.packaged import read
from tests.builders import survey


def prices(**series: dict[str, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"indicator": name, "geography": "India", "area": "all", "period_start": f"{text}-01", "value": value}
            for name, months in series.items()
            for text, value in months.items()
        ]
    )


def test_two_bases_are_linked_by_growth_and_never_by_level() -> None:
    table = prices(
        consumer_prices_2012={"2024-02": 180.0, "2024-07": 189.0},
        inflation_2012={"2025-02": 5.0},  # so the old base stands at 180 × 1.05 = 189 in February 2025
        consumer_prices_2024={"2026-02": 104.0, "2026-07": 110.0},
        inflation_2024={"2026-02": 4.0},  # so the new base stood at 104 / 1.04 = 100 in February 2025
    )
    index = price_index(table)
    assert (index.base_month, index.linked_at) == ("2026-07", "2025-02")
    assert index.factor("2026-07") == pytest.approx(1)
    assert index.factor("2026-02") == pytest.approx(110 / 104)
    assert index.factor("2025-02") == pytest.approx(110 / 100)
    # February 2024 to February 2025 within the old base, from there within the new one: 1.05 × 1.10
    assert index.factor("2024-02") == pytest.approx(1.05 * 1.10)
    assert index.factor("2024-07") == pytest.approx(1.10)  # as dear as February 2025


def test_bases_without_a_common_month_cannot_be_linked() -> None:
    table = prices(consumer_prices_2012={"2024-07": 190.0}, consumer_prices_2024={"2026-07": 108.0})
    with pytest.raises(ValueError, match="no month has both the base 2012 and the base 2024"):
        price_index(table)


def test_periods_of_the_shipped_index() -> None:
    index = price_index(read("labour_market"))
    assert (index.base_month, index.linked_at) == ("2026-07", "2025-02")
    # Base 2024: 107.94 in July 2026 and 104.57 in February 2026, which is 3.21 % above February 2025.
    assert index.factor("2026-02") == pytest.approx(107.94 / 104.57)
    february_2025 = 107.94 / (104.57 / 1.0321)
    assert index.factor("2025-02") == pytest.approx(february_2025)
    # Base 2012: 192.9 in July 2024; February 2025 is 3.61 % above the 185.8 of February 2024.
    assert index.factor("2024-07") == pytest.approx(february_2025 * 185.8 * 1.0361 / 192.9)
    # A quarter is the mean of its known months; of July to September 2025 only July is known.
    assert index.factor("2025-Q3") == index.factor("2025-07")
    quarter = 3 / sum(1 / index.factor(text) for text in ("2026-01", "2026-02", "2026-03"))
    assert index.factor("2026-Q1") == pytest.approx(quarter)
    assert pd.isna(index.factor("2024-Q4"))
    assert pd.isna(index.factor("2010"))
    with pytest.raises(ValueError, match="got 'last year'"):
        index.factor("last year")


def test_prices_of_villages_and_towns() -> None:
    for area in ("rural", "urban"):
        assert price_index(read("labour_market"), area).base_month == "2026-07"


def offers(quarter: list[str], **more: object) -> Survey:
    """Posts from 100 to 200, one of each quarter."""
    return survey([100.0] * len(quarter), quarter=quarter, **{"high": [200.0] * len(quarter)} | more)


INDEX = PriceIndex({"2025-01": 80.0, "2026-06": 96.0, "2026-07": 100.0}, "2026-07", "2025-01")


def test_real_pay_by_hand() -> None:
    real = in_rupees_of(offers(["2025-Q1", "2026-Q3", "2026-Q2"], low=[80, 100, 48], high=[160, 100, 96]), INDEX)
    # 80 to 160 when prices stood at 80 is 100 to 200; 48 to 96 at 96 is 50 to 100; the base month stays as it is.
    assert sorted(zip(real.low, real.middle, real.high, strict=True)) == [
        (50, 75, 100),
        (100, 100, 100),
        (100, 150, 200),
    ]
    assert real.provenance.title.endswith("in rupees of 2026-07")
    assert real.rows.left_out == {}


def test_rows_of_a_period_without_prices_have_no_real_pay_and_are_counted() -> None:
    real = in_rupees_of(offers(["2019-Q1", "2026-Q3", NOT_STATED], counts=[3, 5, 4]), INDEX)
    assert real.rows.left_out == {"no price index for the quarter": 7}
    assert real.rows.used == 5
    assert real.sorted_rows("middle").pay.tolist() == [150.0]


def test_pay_in_another_currency_has_no_real_rupees() -> None:
    with pytest.raises(ValueError, match="EUR"):
        in_rupees_of(offers(["2026-Q3"], currency="EUR"), INDEX)
    with pytest.raises(KeyError):
        in_rupees_of(offers(["2026-Q3"]), INDEX, "year")
