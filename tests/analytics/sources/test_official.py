"""Official series: every row kept or left out with a reason, one unit and definition, no line across a break."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analytics.reading.packaged import DATA, read
from analytics.sources import csv_bytes
from analytics.sources.official import (
    designation,
    frequency,
    labour_market,
    minimum_wages,
    official,
    official_earnings,
    read_evidence,
    read_period,
)


@pytest.mark.parametrize(
    ("text", "year", "start", "end"),
    [
        ("Apr 2026", "survey", "2026-04-01", "2026-04-30"),
        ("Feb 2024", "survey", "2024-02-01", "2024-02-29"),
        ("Jan-Mar 2024", "survey", "2024-01-01", "2024-03-31"),
        ("Oct-Nov 2025", "survey", "2025-10-01", "2025-11-30"),
        ("May 2020-May 2023", "survey", "2020-05-01", "2023-05-31"),
        ("2022-23", "survey", "2022-07-01", "2023-06-30"),
        ("2022-23", "fiscal", "2022-04-01", "2023-03-31"),
        ("2022-23", "consumption", "2022-08-01", "2023-07-31"),
        ("FY2024-25", "fiscal", "2024-04-01", "2025-03-31"),
        ("2025 (Jan-Dec)", "survey", "2025-01-01", "2025-12-31"),
        ("2015 (published Feb 2016)", "survey", "2015-01-01", "2015-12-31"),
        ("Apr-Jun 2024 (article says Apr-May)", "survey", "2024-04-01", "2024-06-30"),
        # The page calls the calendar year 2025 of the new survey "2024-25"; its figures are those of 2025.
        ("2024-25 (PLFS 2025 microdata)", "survey", "2025-01-01", "2025-12-31"),
    ],
)
def test_periods(text: str, year: str, start: str, end: str) -> None:
    assert read_period(text, year) == (start, end)


def test_a_text_without_a_period_is_refused() -> None:
    with pytest.raises(ValueError, match="got 'latest as of Dec 2025'"):
        read_period("latest as of Dec 2025")


def test_lengths_of_periods() -> None:
    lengths = [frequency(*read_period(text)) for text in ("Apr 2026", "Jan-Mar 2024", "2022-23", "Oct-Nov 2025")]
    assert lengths == ["month", "quarter", "year", "other"]


@pytest.mark.parametrize(
    ("words", "work", "skill"),
    [
        ("Unskilled, shops and commercial establishments, zone II", "Any", "Unskilled"),
        ("Semi Skilled, shops and commercial establishments", "Any", "Semi-skilled"),
        ("Semi-skilled (B)", "Any", "Semi-skilled B"),
        ("Highly skilled, shops zone I", "Any", "Highly skilled"),
        ("Skilled A, shops and commercial establishments", "Any", "Skilled A"),
        ("Skilled / clerical, area A (central sphere)", "Clerical staff", "Skilled"),
        ("Clerical, construction (central sphere), zone I", "Clerical staff", "Not stated"),
        ("Clerical non-matriculate", "Clerical staff, below matriculation", "Not stated"),
        ("Clerical graduate and Above, shops", "Clerical staff, graduate and above", "Not stated"),
        (
            "Clerical and general staff, matriculation not graduate",
            "Clerical staff, matriculate, not graduate",
            "Not stated",
        ),
        ("Clerical Category - II, towns over one lakh", "Clerical staff, category II", "Not stated"),
        ("Clerk-Cum-Typist, shops and commercial establishments", "Clerk cum Typist", "Not stated"),
        ("Account staff, shops, Cochin", "Account staff", "Not stated"),
    ],
)
def test_what_a_minimum_wage_is_set_for(words: str, work: str, skill: str) -> None:
    assert designation(words) == (work, skill)


def test_every_row_of_the_evidence_is_kept_or_left_out(shared: Path) -> None:
    evidence = shared / "evidence"
    rows = read_evidence(evidence, "labour_market.csv")
    wages = rows["indicator"].str.startswith("minimum_wage").sum()
    earnings = (rows["indicator"] == "avg_monthly_earnings_regular_wage").sum()
    assert (len(rows), wages, earnings) == (4_157, 2_675, 6)
    for prepared, read_rows in (
        (labour_market(evidence), len(rows) - wages - earnings),
        (official_earnings(evidence), 1_764 + earnings),
        (minimum_wages(evidence), wages),
    ):
        assert len(prepared.table) + len(prepared.left_out) == read_rows
        assert (prepared.left_out["reason"] != "").all()


def test_sources_that_disagree_are_reported_with_both_figures(shared: Path) -> None:
    left_out = official_earnings(shared / "evidence").left_out
    contradicted = left_out[left_out["reason"] == "another source gives another figure"]
    # July to September 2017: a newspaper has 16,538 (towns only), table 42 has 15,844.77.
    assert contradicted[["value", "instead_of"]].values.tolist() == [[16_538.0, 15_844.77]]


def test_the_shipped_files_are_what_the_evidence_gives(shared: Path) -> None:
    for name, table in official(shared / "evidence", DATA).items():
        assert csv_bytes(table) == (DATA / name).read_bytes(), name


def test_a_figure_in_another_unit_than_its_indicator_is_refused(shared: Path, tmp_path: Path) -> None:
    dictionary = (DATA / "indicators.csv").read_text("utf-8")
    wrong = dictionary.replace(",index (2024 = 100),", ",percent,").replace("hiring_index,", "hiring_level,")
    (tmp_path / "indicators.csv").write_text(wrong, "utf-8")
    with pytest.raises(ValueError, match=r"consumer_prices_2024 in 'index \(2024 = 100\)'.*hiring_level without a fig"):
        official(shared / "evidence", tmp_path)


def test_an_unknown_indicator_is_refused(tmp_path: Path) -> None:
    row = "indicator,geography,sex,area,age_group,period,value,unit,source_title,source_url,period_start,period_end\n"
    (tmp_path / "labour_market.csv").write_text(row + "footfall,India,all,all,,Apr 2026,5,percent,t,https://u,,\n")
    with pytest.raises(ValueError, match="no indicator for 'footfall' in 'percent' of 'Apr 2026'"):
        labour_market(tmp_path)


# --- what ships -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def figures() -> pd.DataFrame:
    return pd.concat([read("labour_market"), read("official_earnings")])


def test_one_unit_for_each_indicator(figures: pd.DataFrame) -> None:
    units = figures.groupby("indicator")["unit"].agg(set).to_dict()
    assert units == {name: {unit} for name, unit in read("indicators")[["indicator", "unit"]].values.tolist()}


def test_a_series_is_of_one_indicator_group_and_design(figures: pd.DataFrame) -> None:
    same = ["indicator", "geography", "sex", "area", "age_group", "detail", "occupation", "segment"]
    assert (figures[same].fillna("").groupby(figures["series"]).nunique() == 1).all(axis=None)


def test_no_series_of_the_labour_force_survey_crosses_its_redesign(figures: pd.DataFrame) -> None:
    designed = figures[figures["segment"] != ""]
    assert set(designed["segment"]) == {"2017-18", "to 2024", "from 2025"}
    after = designed["period_start"] >= "2025-01-01"
    assert ((designed["segment"] == "from 2025") == after).all()
    per_series = after.groupby(designed["series"]).nunique()
    assert (per_series == 1).all()
    status = figures["indicator"].str.contains("usual_status|self_employed|earnings_regular_(?:year|quarter)")
    assert (figures.loc[status, "segment"] != "").all()


def test_the_quarters_of_2017_18_stand_apart() -> None:
    earnings = read("official_earnings")
    quarters = earnings[earnings["indicator"] == "earnings_regular_quarter"]
    assert (quarters.loc[quarters["period_start"] < "2018-07-01", "segment"] == "2017-18").all()
    assert (quarters.loc[quarters["period_start"] >= "2018-07-01", "segment"] == "to 2024").all()


def test_the_two_bases_of_the_price_index_are_two_indicators() -> None:
    prices = read("labour_market").query("indicator.str.startswith('consumer_prices')", engine="python")
    last = prices.groupby("indicator")["period_start"].max().to_dict()
    assert last == {"consumer_prices_2012": "2024-07-01", "consumer_prices_2024": "2026-07-01"}
    assert prices.groupby("indicator")["value"].agg(["min", "max"]).loc["consumer_prices_2024", "max"] < 120


def test_other_units_of_earnings_are_other_indicators() -> None:
    earnings = read("official_earnings")
    assert (earnings.loc[earnings["indicator"] == "earnings_employees_ppp", "unit"] == "2021 PPP USD per month").all()
    assert len(earnings[earnings["indicator"] == "earnings_employees_ppp"]) == 63
    assert len(earnings[earnings["indicator"] == "earnings_regular_real"]) == 7


@pytest.mark.parametrize(
    ("indicator", "conditions", "values"),
    [
        # The evidence's README: unemployment in Delhi 2.1 (2023-24) and 5.9 (2025).
        ("unemployment_usual_status", {"geography": "Delhi"}, {"2023-07-01": 2.1, "2025-01-01": 5.9}),
        (
            "unemployment_usual_status",
            {"geography": "India", "sex": "all", "area": "all", "age_group": "15+", "segment": "to 2024"},
            {"2017-07-01": 6.0, "2019-07-01": 4.8, "2020-07-01": 4.2, "2021-07-01": 4.1, "2023-07-01": 3.2},
        ),
        ("hiring_index", {"detail": "", "value": 3001.0}, {"2025-11-01": 3001.0, "2025-12-01": 3001.0}),
        ("formal_jobs_net_year", {}, {"2021-04-01": 122.0, "2022-04-01": 139.0}),
    ],
)
def test_figures_by_hand(indicator: str, conditions: dict[str, object], values: dict[str, float]) -> None:
    rows = read("labour_market").query("indicator == @indicator")
    for column, value in conditions.items():
        rows = rows[rows[column] == value]
    rows = dict(zip(rows["period_start"], rows["value"], strict=True))
    assert {start: rows.get(start) for start in values} == values


def test_earnings_by_hand() -> None:
    rows = read("official_earnings").query("geography == 'India' and sex == 'all' and area == 'all'")
    year = rows[rows["indicator"] == "earnings_regular_year"].set_index("period_start")["value"].to_dict()
    assert year == {"2022-01-01": 19_315.5, "2023-01-01": 20_407.54, "2024-01-01": 21_454.87, "2025-01-01": 22_699.0}
    clerks = rows[rows["occupation"] == "Clerical support workers"]
    assert clerks[["value", "sample_size"]].values.tolist() == [[23_616.0, 4_908.0]]


def test_daily_minimum_wages_are_taken_26_times() -> None:
    wages = read("minimum_wages")
    daily = wages[wages["convert_factor"] == 26]
    assert len(daily) == 51
    assert ((daily["per_day"] * 26 - daily["per_month"]).abs() < 0.01).all()
    monthly = wages[wages["convert_factor"] == 1]
    assert ((monthly["per_month"] / 26 - monthly["per_day"]).abs() < 0.01).all()
    # The central sphere in April 2016, unskilled, construction, area A: 368 a day, so 368 × 26 = 9,568 a month.
    central = daily[(daily["effective"] == "2016-04-01") & (daily["zone"] == "Area A") & (daily["state"] == "India")]
    unskilled = central[(central["skill"] == "Unskilled") & central["schedule"].str.startswith("Construction")]
    assert unskilled[["per_day", "per_month"]].values.tolist() == [[368.0, 9_568.0]]


def test_an_undated_wage_stays_without_a_date_and_a_part_of_a_wage_is_left_out() -> None:
    wages = read("minimum_wages")
    assert set(wages.loc[wages["effective"] == "", "state"]) == {"Uttarakhand"}
    assert not wages["designation"].str.contains("before DA").any()
    assert wages["house_rent"].eq("included").sum() == 18


def test_the_collection_stops_where_the_evidence_says() -> None:
    wages = read("minimum_wages")
    saralweb = wages[wages["source_title"].str.startswith("Saralweb")]
    last = saralweb.groupby("state")["effective"].max()
    assert last[["Karnataka", "Telangana", "Andhra Pradesh"]].unique().tolist() == ["2022-04-01"]
    assert last["Rajasthan"] == "2023-01-01"
    assert set(wages.loc[wages["confidence"] == "weak", "state"]) == {"Haryana", "Maharashtra", "Uttar Pradesh"}
