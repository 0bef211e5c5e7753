"""The market: gaps stay gaps, breaks stay breaks, real rupees by hand, the minimum wage in force on a day."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.market.indicators import Indicator, dictionary, series
from analytics.market.minimum_wages import clerical_history, clerical_wages
from analytics.market.price_index import PriceIndex, in_rupees_of, price_index
from analytics.model import NOT_STATED, Survey
from analytics.reading.packaged import read
from tests.builders import survey

MONTHLY = Indicator("rate", "Rate", "percent", "month", "labour_market.csv", "", "", "", "")


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
    irregular = Indicator("rate", "Rate", "percent", "other", "labour_market.csv", "", "", "", "")
    assert len(series(table, irregular)) == 2


def test_selection_by_group() -> None:
    rate = dictionary()["unemployment_usual_status"]
    both = series(read("labour_market"), rate, geography="India", sex=["female", "male"], area="all", age_group="15+")
    assert set(both["sex"]) == {"female", "male"}
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


# --- prices ---------------------------------------------------------------------------------------------------------


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


# --- minimum wages --------------------------------------------------------------------------------------------------

ROW = {
    "state": "Goa",
    "schedule": "Shops and commercial establishments",
    "zone": "Zone I",
    "designation": "Clerk",
    "skill": "Not stated",
    "house_rent": "apart",
    "effective": "2024-04-01",
    "per_month": 15_000.0,
    "confidence": "stated",
    "source_title": "a table",
    "source_url": "https://a.example/",
}


def wages(*rows: dict[str, object], on: str = "2025-01-01") -> list[tuple[str, float, float, str]]:
    rows = clerical_wages(pd.DataFrame([ROW | row for row in rows]), "Goa", on)
    return [(wage.zone, wage.low, wage.high, wage.rule) for wage in rows]


def test_the_wage_in_force_on_a_day() -> None:
    rows = ({"effective": "2023-04-01", "per_month": 14_000.0}, {}, {"effective": "2025-04-01", "per_month": 16_000.0})
    assert wages(*rows, on="2024-03-31") == [("Zone I", 14_000.0, 14_000.0, "named")]
    assert wages(*rows, on="2024-04-01") == [("Zone I", 15_000.0, 15_000.0, "named")]
    assert wages(*rows, on="2022-01-01") == []


def test_several_clerical_designations_give_a_range_and_others_do_not_count() -> None:
    rows = (
        {},
        {"designation": "Typist", "per_month": 14_500.0},
        {"designation": "Data Entry Operator", "per_month": 15_500.0},
        {"designation": "Peon", "per_month": 11_000.0},
        {"designation": "Head Clerk", "per_month": 19_000.0},
        {"designation": "Any", "skill": "Skilled", "per_month": 18_000.0},
    )
    assert wages(*rows) == [("Zone I", 14_500.0, 15_500.0, "named")]


def test_clerks_count_as_skilled_where_they_are_not_named() -> None:
    rows = (
        {"designation": "Peon"},
        {"designation": "Any", "skill": "Skilled"},
        {"designation": "Any", "skill": "Unskilled"},
    )
    assert wages(*rows) == [("Zone I", 15_000.0, 15_000.0, "skilled")]


@pytest.mark.parametrize(
    "ignored",
    [
        {"house_rent": "included"},
        {"confidence": "weak"},
        {"effective": ""},
        {"schedule": "Construction (central sphere)"},
        {"state": "Kerala"},
    ],
)
def test_wages_that_are_left_aside(ignored: dict[str, object]) -> None:
    assert wages(ignored) == []


def test_zones_of_an_older_order_are_not_mixed_in() -> None:
    rows = (
        {"zone": "All", "effective": "2018-10-01"},
        {"per_month": 14_000.0},
        {"zone": "Zone II", "per_month": 13_000.0},
    )
    assert [zone for zone, *_ in wages(*rows)] == ["Zone I", "Zone II"]


def test_shipped_wages_by_hand() -> None:
    table = read("minimum_wages")
    (delhi,) = clerical_wages(table, "Delhi", "2026-08-31")
    # Non-matriculate 20,371, matriculate 22,411, graduate 24,356 from April 2025 (Business Standard).
    assert (delhi.low, delhi.high, delhi.effective) == (20_371.0, 24_356.0, "2025-04-01")
    assert delhi.source_url.startswith("https://www.business-standard.com/")
    bengaluru, *_ = clerical_wages(table, "Karnataka", "2026-08-31")
    assert (bengaluru.zone, bengaluru.low, bengaluru.rule) == ("Zone I", 18_134.87, "skilled")
    assert clerical_wages(table, "Lakshadweep", "2026-08-31") == []


def test_history_is_in_order_of_time_and_agrees_with_each_day() -> None:
    table = read("minimum_wages")
    history = clerical_history(table, "Delhi")
    assert history["effective"].is_monotonic_increasing
    assert history["effective"].iloc[-1] == "2025-04-01"
    october_2022 = history[history["effective"] == "2022-10-01"]
    assert october_2022[["low", "high"]].values.tolist() == [[18_499.0, 22_146.0]]
    assert clerical_history(table, "Atlantis").empty


@pytest.mark.slow
def test_the_history_of_all_states_is_that_of_each() -> None:
    table = read("minimum_wages")
    everywhere = clerical_history(table)
    assert everywhere["state"].nunique() > 30
    for state, part in everywhere.groupby("state"):
        pd.testing.assert_frame_equal(part.reset_index(drop=True), clerical_history(table, str(state)))
        latest = part[part["effective"] == part["effective"].max()]
        in_force = clerical_wages(table, str(state), "2026-08-31")
        if in_force[0].effective == latest["effective"].iloc[0]:
            assert {wage.zone: wage.high for wage in in_force} == dict(zip(latest["zone"], latest["high"], strict=True))


# --- real pay -------------------------------------------------------------------------------------------------------


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
    assert real.ordered("middle").pay.tolist() == [150.0]


def test_pay_in_another_currency_has_no_real_rupees() -> None:
    with pytest.raises(ValueError, match="EUR"):
        in_rupees_of(offers(["2026-Q3"], currency="EUR"), INDEX)
    with pytest.raises(KeyError):
        in_rupees_of(offers(["2026-Q3"]), INDEX, "year")
