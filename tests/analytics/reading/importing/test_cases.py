"""One small file for each report that started the work on the import, with the answer that follows by hand.

Each table repeats its cells over the rows; where the reported files lie beside the project, they are read as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from analytics.reading.importing.assemble import Import
from analytics.reading.importing.read import read_csv
from tests.analytics.reading.importing.test_variations import table


class Case(NamedTuple):
    """Columns; rows that count; median per month; currency. Then the answer of the reported file, the same way."""

    columns: dict[str, Sequence[str]]
    used: int
    median: float
    currency: str
    reported: tuple[int, float]


PLACES = ("Pune", "Delhi", "Mumbai")
CASES = {
    "annual_header_names_months_too": Case(
        {"City": PLACES, "Annual CTC (12 months)": ("240000", "300000", "360000")},
        12,
        25_000,
        "INR",
        (30, 290_000 / 12),
    ),
    "appraisal_frequency_as_pay_period": Case(
        {"Monthly salary (INR)": ("18000", "22000", "25000"), "Appraisal frequency": ("Yearly", "Half-yearly")},
        *(12, 22_000, "INR", (30, 25_000)),
    ),
    "bare_lakhs_read_as_rupees_an_hour": Case(
        {"Company": ("A", "B", "C"), "Package": ("10", "8", "7.5"), "Year": ("2022",)},
        *(12, 8e5 / 12, "INR", (20, 7.55e5 / 12)),
    ),
    "before_tax_header_passed_over": Case(
        {
            "Annual salary before tax (INR)": ("360000", "420000", "504000"),
            "Expected salary next year (INR)": ("900000",),
        },
        *(12, 35_000, "INR", (30, 46_000)),
    ),
    "danish_question_before_tax": Case(
        {
            "What job title best reflects your daily work?": ("Data Scientist",),
            "What is your monthly salary in DKK, before tax and including pension?": ("42000", "45000", "47000"),
        },
        *(12, 45_000, "DKK", (12, 45_500)),
    ),
    "fixed_plus_variable_read_as_rupees": Case(
        {"City": PLACES, "CTC": ("12+2 LPA", "10+2 LPA", "8+1 LPA")}, 12, 10e5 / 12, "INR", (24, 11e5 / 12)
    ),
    "header_in_cr_not_understood": Case(
        {"City": PLACES, "Annual package (Rs Cr)": ("0.8", "1.1", "0.95")}, 12, 0.95e7 / 12, "INR", (12, 1.175e7 / 12)
    ),
    "jobspy_amounts_not_found": Case(
        {
            "location": ("Dallas, TX",),
            "interval": ("yearly",),
            "min_amount": ("70000", "80000", "90000"),
            "max_amount": ("90000", "100000", "110000"),
            "currency": ("USD",),
        },
        *(12, 7_500, "USD", (12, np.nan)),
    ),
    "jobspy_description_refused": Case(
        {"description": ('We need\n"you", now', "line\r\nline; ok"), "Annual CTC": ("480000", "510000", "540000")},
        *(12, 510_000 / 12, "INR", (12, 510_000 / 12)),
    ),
    "k_of_401k_read_as_thousand": Case(
        {"City": ("Austin",), "Monthly salary before 401(k) (USD)": ("4200", "5100", "6300")},
        *(12, 5_100, "USD", (12, 5_400)),
    ),
    "notice_period_as_pay_period": Case(
        {"Notice Period": ("1 month", "2 months", "Immediate"), "Current CTC (LPA)": ("2.4", "2.8", "3.0")},
        *(12, 2.8e5 / 12, "INR", (40, 3.05e5 / 12)),
    ),
    "open_brackets_dropped_from_band": Case(
        {"City": PLACES, "Annual CTC": ("Less than 3 LPA", "3-6 LPA", "More than 20 LPA")},
        *(12, 4.5e5 / 12, "INR", (50, np.nan)),
    ),
    "pay_level_taken_for_pay": Case(
        {"Pay Level": ("2", "4", "6"), "Basic Pay": ("19900", "25500", "35400")}, 12, 25_500, "INR", (36, 47_600)
    ),
    "per_lecture_read_as_per_day": Case(
        {
            "City": PLACES,
            "Remuneration": ("Rs 500 per lecture", "20000 per month", "25000 per month", "30000 per month"),
        },
        *(9, 25_000, "INR", (8, 27_500)),
    ),
    "tally_credit_read_as_crore": Case(
        {"Branch": PLACES, "Salary Payable": ("25,000.00 Cr", "31,000.00 Cr", "28,500.00 Cr")},
        *(12, 28_500, "INR", (12, 29_500)),
    ),
    "three_decimals_read_as_thousands": Case(
        {"City": PLACES, "CTC (LPA)": ("4.500", "6.250", "12.200")}, 12, 6.25e5 / 12, "INR", (12, 7.125e5 / 12)
    ),
    "unquoted_indian_commas": Case(
        {"City": PLACES, "Salary": ("12,00,000", "8,50,000", "9,75,000")}, 12, 9.75e5 / 12, "INR", (24, 1_042_500 / 12)
    ),
}


def outcome(imported: Import) -> tuple[int, float, str]:
    middle = float(np.nanmedian(imported.survey.middle))
    return imported.audit.rows_used, middle, imported.survey.currency


@pytest.mark.parametrize("name", CASES)
def test_the_small_file_is_read_right(name: str) -> None:
    case = CASES[name]
    rows, middle, currency = outcome(read_csv(table(case.columns, 12), name="pay.csv"))
    assert (rows, middle, currency) == (case.used, pytest.approx(case.median), case.currency)


@pytest.mark.parametrize("name", CASES)
def test_the_reported_file_is_read_right(name: str, shared: Path) -> None:
    path = shared / "cases" / f"{name}.csv"
    if not path.is_file():
        pytest.skip("the reported files are not there")
    rows, middle, currency = outcome(read_csv(path))
    used, median = CASES[name].reported
    assert (rows, currency) == (used, CASES[name].currency)
    assert np.isnan(median) or middle == pytest.approx(median, abs=1)


def test_months_of_experience_are_months() -> None:
    columns = {"Experience (in months)": ("6", "12", "18", "36"), "Salary per month": ("18000", "21000", "24000")}
    years = read_csv(table(columns, 12), name="pay.csv").survey.dimensions["years"]
    assert set(years.values) == {"0", "1", "3"}


def test_where_people_studied_is_not_where_they_work() -> None:
    columns = {
        "Current_Location": ("Guwahati", "Bangalore", "Nagpur"),
        "University_Grad": ("Lucknow", "Surat", "Jaipur"),
        "Current_CTC": ("600000", "620000", "640000"),
    }
    states = read_csv(table(columns, 12), name="pay.csv").survey.dimensions["state"]
    assert set(states.values) == {"Assam", "Karnataka", "Maharashtra"}


def test_totals_of_departments_are_no_people() -> None:
    lines = [f"Sales,Pune,{30_000 + 2_000 * row}" for row in range(12)]
    lines[6:6] = ["Sales Total,,216000"]
    lines += ["Grand Total:,,492000", "Average,,41000", "Max,,52000"]
    text = "\n".join(["Department,City,Monthly Salary", *lines, ""])
    assert outcome(read_csv(text.encode(), name="pay.csv")) == (12, 41_000, "INR")
