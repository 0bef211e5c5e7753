"""The minimum wage of clerks that is in force on a day."""

from __future__ import annotations

import pandas as pd
import pytest

from analytics.market.minimum_wages import clerical_history, clerical_wages
from analytics.reading.packaged import read

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
    "entry",
    [
        {"house_rent": "included"},
        {"confidence": "weak"},
        {"effective": ""},
        {"schedule": "Construction (central sphere)"},
        {"state": "Kerala"},
    ],
)
def test_wages_that_are_left_aside(entry: dict[str, object]) -> None:
    assert wages(entry) == []


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
