"""The eighteen kinds of fault, each in forms that nobody gave as an example: the right value, or a question."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import numpy as np
import pytest

from analytics.reading.fields.experience import Years, read_experience
from analytics.reading.fields.pay import PayRange, Reason, read_pay
from analytics.reading.importing.assemble import Import
from analytics.reading.importing.options import ImportOptions
from analytics.reading.importing.read import read_csv

CITIES = ("Pune", "Delhi", "Mumbai", "Jaipur")
LPA = ("2.4", "2.8", "3.0", "3.2", "3.5", "2.6", "3.1", "2.9", "3.4", "3.3")
RUPEES_A_MONTH = ("18000", "22000", "25000", "30000", "35000", "27000", "21000", "24000", "32000", "26000")


def table(columns: dict[str, Sequence[str]], rows: int = 40) -> bytes:
    """A CSV file in which each column repeats its cells."""
    sink = io.StringIO()
    writer = csv.writer(sink)
    writer.writerow(columns)
    writer.writerows([cells[row % len(cells)] for cells in columns.values()] for row in range(rows))
    return sink.getvalue().encode()


def read(columns: dict[str, Sequence[str]], rows: int = 40, **decisions: object) -> Import:
    return read_csv(table({"City": CITIES, **columns}, rows), ImportOptions(**decisions), name="pay.csv")  # type: ignore[arg-type]


def median(imported: Import) -> float:
    """Pay per month."""
    return float(np.nanmedian(imported.survey.middle))


def reasons(imported: Import) -> dict[str, int]:
    return {group.reason: group.rows for group in imported.audit.left_out}


# ---------------------------------------------------------------------------------- 1: periods of something else


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Notice Period", ["1 month", "2 months", "Immediate", "15 days"]),
        ("Pay Frequency", ["Monthly"]),
        ("Salary review frequency", ["Monthly", "Quarterly", "Yearly"]),
        ("Increment cycle", ["Yearly", "Half-yearly"]),
        ("Appraisal Period", ["Yearly"]),
        ("Travel Frequency", ["Weekly", "Monthly", "Daily"]),
        ("Pay Schedule", ["Monthly", "Weekly"]),
        ("Salary Type", ["Monthly", "Hourly"]),
        ("Payroll", ["Monthly"]),
        ("Contract Period", ["1 year", "6 months"]),
        ("Probation", ["3 months", "6 months"]),
        ("Bond Period", ["1 year", "2 years"]),
        ("Billing type", ["Hourly", "Monthly"]),
    ],
)
def test_a_period_of_something_else_changes_no_pay(header: str, cells: list[str]) -> None:
    for pay_header, cells_of_pay, want in (
        ("Current CTC (LPA)", LPA, 305_000 / 12),
        ("CTC", [f"{figure} LPA" for figure in LPA], 305_000 / 12),
        ("Monthly salary", RUPEES_A_MONTH, 25_500),
    ):
        imported = read({header: cells, pay_header: cells_of_pay})
        assert median(imported) == pytest.approx(want), pay_header
        assert imported.audit.rows_used == 40


def test_what_a_person_says_about_the_period_beats_a_column() -> None:
    columns = {"Salary": ["300000", "350000", "420000"], "Period": ["Monthly"]}
    assert median(read(columns, period="year")) == pytest.approx(350_000 / 12)
    assert median(read(columns, mapping={"ignore": "Period"})) == pytest.approx(350_000 / 12)


@pytest.mark.parametrize(
    "header", ["Pay period", "Period", "Frequency", "per", "salary_period", "Interval", "Rate type"]
)
def test_a_column_that_is_about_pay_counts(header: str) -> None:
    imported = read({"Pay": ["20000", "300000"], header: ["Monthly", "Yearly"]})
    assert sorted(set(imported.survey.middle)) == [20_000, 25_000]


# ----------------------------------------------------------------------------------------------------- 2: units


@pytest.mark.parametrize(
    ("header", "cells", "want"),
    [
        ("Package", ["6.5", "7.5", "8.2"], 7.5e5 / 12),
        ("CTC", ["3", "4", "5.5", "12"], 4.75e5 / 12),
        ("Annual package (Rs Cr)", ["0.8", "1.1", "1.4"], 1.1e7 / 12),
        ("Salary in Lacs", ["3", "4", "5"], 4e5 / 12),
        ("Annual CTC (Rs. in thousands)", ["300", "400", "500"], 4e5 / 12),
        ("Monthly pay (K)", ["20", "25", "30"], 25_000),
        ("Income, Mn INR a year", ["0.3", "0.4", "0.5"], 4e5 / 12),
        ("CTC offered in LPA", ["3", "4", "450000"], 4e5 / 12),
        ("Salary ('000 per month)", ["20", "25", "30"], 25_000),
    ],
)
def test_what_a_bare_number_stands_for(header: str, cells: list[str], want: float) -> None:
    imported = read({header: cells}, rows=len(cells) * 7)
    assert median(imported) == pytest.approx(want)


def test_a_person_can_say_the_unit() -> None:
    assert median(read({"Pay": ["20", "25", "30"]}, unit=1e3, period="month")) == 25_000


# --------------------------------------------------------------------------------- 3, 16, 18: cells as people write


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("12+2 LPA", 12e5, 12e5),
        ("10 LPA + 1.5 LPA variable", 10e5, 10e5),
        ("8L+2L", 8e5, 8e5),
        ("25,000.00 Cr", 25_000, 25_000),
        ("31,450.50 Dr", 31_450.5, 31_450.5),
        ("1.25 Cr", 1.25e7, 1.25e7),
        ("1 crore 20 lakhs", 1.2e7, 1.2e7),
        ("2 lakh 50 thousand", 2.5e5, 2.5e5),
        ("3 lakhs and 25 thousand", 3.25e5, 3.25e5),
        ("10 lakhs & above", 10e5, None),
        ("20 LPA or more", 20e5, None),
        ("5 lakhs and below", None, 5e5),
        ("CTC-4.5LPA", 4.5e5, 4.5e5),
        ("CTC - 18000", 18_000, 18_000),
        ("[10000-15000)", 10_000, 15_000),
        ("-10000)", None, 10_000),
        ("[75000-", 75_000, None),
        ("[75000-)", 75_000, None),
        ("4½ lakh", 4.5e5, 4.5e5),
        ("AFN 20,000", 20_000, 20_000),
        ("Salary - 5 LPA", 5e5, 5e5),
        ("&#8377;20,000 &ndash; 25,000", 20_000, 25_000),
        ("8 LPA fixed, 1.5 LPA variable", 8e5, 8e5),
        ("10 LPA (fixed) and 2 LPA (variable)", 10e5, 10e5),
        ("[1000,2000)", 1_000, 2_000),
        ("[10,000]", 10_000, 10_000),
        ("?20,000", 20_000, 20_000),
        ("2. 20,000 - 40,000", 20_000, 40_000),
        ("3) Above 40,000", 40_000, None),
    ],
)
def test_a_cell_as_people_write_it(text: str, low: float | None, high: float | None) -> None:
    reading = read_pay(text)
    assert isinstance(reading, PayRange), reading
    assert (reading.low, reading.high) == (low, high)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("5600000 LPA", Reason.IMPLAUSIBLE),
        ("6,00,000 lakhs", Reason.IMPLAUSIBLE),
        ("450000 Lacs PA", Reason.IMPLAUSIBLE),
        ("5,000 Cr", Reason.IMPLAUSIBLE),
        ("Rs 500 per lecture", Reason.PER_PIECE),
        ("₹300/class", Reason.PER_PIECE),
        ("2000 per article", Reason.PER_PIECE),
        ("Rs. 800/visit", Reason.PER_PIECE),
        ("0.50 per word", Reason.PER_PIECE),
        ("Rs 12 per km", Reason.PER_PIECE),
        ("15,000 per project", Reason.PER_PIECE),
        ("(5,000)", Reason.NEGATIVE),
        ("-1", Reason.NEGATIVE),
        ("??25000??", Reason.UNCLEAR),
        ("25000?", Reason.UNCLEAR),
    ],
)
def test_a_cell_that_is_no_pay_for_a_time(text: str, reason: Reason) -> None:
    assert getattr(read_pay(text), "reason", None) == reason


def test_three_decimals_are_decimals_where_the_unit_is_lakh() -> None:
    assert median(read({"CTC": ["4.500 LPA", "12.200 LPA", "6.250 LPA"]})) == pytest.approx(6.25e5 / 12)
    assert median(read({"CTC (Lacs)": ["4.500", "12.200", "6.250"]})) == pytest.approx(6.25e5 / 12)
    assert median(read({"Gehalt EUR (Monat)": ["3.500", "4.200", "3.250"]})) == pytest.approx(3_500)


# ------------------------------------------------------------------------------------------------- 4: open ends


@pytest.mark.parametrize(
    ("columns", "n"),
    [
        ({"CTC": ["Less than 3 LPA", "3-6 LPA", "6-10 LPA", "More than 20 LPA"]}, 40),
        ({"Salary": ["up to 15000", "15000-25000", "25000 and above", "30000+"]}, 40),
        ({"Salary From": ["15000", "20000", "25000", "30000"], "Salary To": ["20000", "", "30000", ""]}, 40),
        ({"min_salary": ["0", "20000", "0", "30000"], "max_salary": ["20000", "25000", "30000", "36000"]}, 40),
        ({"Pay": ["< 2 lakh", "2-4 lakh", "> 4 lakh"]}, 40),
        ({"Monthly pay": ["below 10,000", "10,000-20,000", "above 20,000"]}, 40),
    ],
)
def test_rows_with_one_end_stay_in_the_band(columns: dict[str, Sequence[str]], n: int) -> None:
    imported = read(columns)
    assert int(np.isfinite(imported.survey.middle).sum()) == n
    assert imported.audit.open_ended > 0
    assert any("Open ends" in sentence for sentence in imported.audit.sentences())


# ------------------------------------------------------------------------------------------------ 5: experience


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("24 months", 2, 2),
        ("1½", 1.5, 1.5),
        ("15 days", 15 / 365, 15 / 365),
        (".5 yrs", 0.5, 0.5),
        ("1 yr 6 mths", 1.5, 1.5),
        ("2yr 6m", 2.5, 2.5),
        ("6 months to 2 years", 0.5, 2),
        ("3 Years and 3 Months", 3.25, 3.25),
        ("18-24 months", 1.5, 2),
        ("1 year, 6 months", 1.5, 1.5),
        ("0-6 months", 0, 0.5),
        ("१ साल ६ महीने", 1.5, 1.5),
    ],
)
def test_experience_as_people_write_it(text: str, low: float, high: float) -> None:
    assert read_experience(text) == Years(pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize("header", ["Experience (in months)", "Exp (mths)", "Total experience months", "अनुभव (माह)"])
def test_a_column_of_months(header: str) -> None:
    imported = read({header: ["6", "18", "36", "120"], "Salary per month": RUPEES_A_MONTH})
    assert set(imported.survey.dimensions["years"].values) == {"0", "1", "3", "10"}


def test_a_column_of_months_that_does_not_say_so_is_told() -> None:
    imported = read({"Experience": ["6", "30", "48", "120"], "Salary per month": RUPEES_A_MONTH})
    assert set(imported.survey.dimensions["years"].values) == {"0", "2", "4", "10"}
    assert any("are months" in sentence for sentence in imported.audit.sentences())


# ------------------------------------------------------------------------------------- 6, 7: words in a pay header


@pytest.mark.parametrize(
    ("header", "cells", "want"),
    [
        ("Annual CTC, paid monthly", ["240000", "300000", "360000"], 25_000),
        ("Monthly salary incl. 13th month", RUPEES_A_MONTH, 25_500),
        ("Monthly salary (37.5 hours per week)", RUPEES_A_MONTH, 25_500),
        ("HR salary per month", RUPEES_A_MONTH, 25_500),
        ("PM salary (annual)", ["240000", "300000", "360000"], 25_000),
        ("Annual pay before 401k", ["240000", "300000", "360000"], 25_000),
        ("K12 teacher monthly pay", RUPEES_A_MONTH, 25_500),
        ("Monthly pay for 6 days a week", RUPEES_A_MONTH, 25_500),
        ("Annual salary before tax", ["240000", "300000", "360000"], 25_000),
        ("Monthly pay excluding bonus", RUPEES_A_MONTH, 25_500),
        ("Yearly pay incl. variable", ["240000", "300000", "360000"], 25_000),
        ("SAL (monthly)", RUPEES_A_MONTH, 25_500),
        ("TC per year", ["240000", "300000", "360000"], 25_000),
        ("Base (monthly)", RUPEES_A_MONTH, 25_500),
        ("OTE per annum", ["240000", "300000", "360000"], 25_000),
        ("Day rate", ["900", "1000", "1100"], 26_000),
        ("Salary 2023 (yearly)", ["240000", "300000", "360000"], 25_000),
        ("Annual salary for 12 months", ["240000", "300000", "360000"], 25_000),
        ("Salary (excl. overtime hours), monthly", RUPEES_A_MONTH, 25_500),
        ("Annual package incl. 13th month & yearly bonus", ["240000", "300000", "360000"], 25_000),
        ("Salary per month for the last 12 weeks", RUPEES_A_MONTH, 25_500),
        ("Total (INR mn)", ["3.0", "3.6", "4.2"], 300_000),
        ("HR Dept monthly salary", RUPEES_A_MONTH, 25_500),
        ("PM level monthly pay", RUPEES_A_MONTH, 25_500),
        ("Salary after increment (monthly)", RUPEES_A_MONTH, 25_500),
        ("Renumeration per month", RUPEES_A_MONTH, 25_500),
        ("Sallery (monthly)", RUPEES_A_MONTH, 25_500),
        ("NETPAY (monthly)", RUPEES_A_MONTH, 25_500),
    ],
)
def test_a_word_counts_where_it_qualifies_the_pay(header: str, cells: Sequence[str], want: float) -> None:
    assert median(read({header: cells}, rows=30)) == pytest.approx(want)


@pytest.mark.parametrize(
    "header",
    [
        "Expected salary",
        "Basic",
        "Pay Level",
        "Last year's salary",
        "Previous CTC",
        "Salary grade",
        "Bonus",
        "Desired pay",
        "Offered salary",
        "Asking salary",
        "Salary of manager",
        "Joining salary",
        "Salary before hike",
        "Minimum wage",
        "Deducted pay",
    ],
)
def test_a_second_choice_is_not_the_pay(header: str) -> None:
    figures = ["2", "4", "6", "8", "10", "12"] if "evel" in header or "grade" in header else ["9000", "12000", "50000"]
    imported = read({header: figures, "Monthly salary": RUPEES_A_MONTH})
    assert imported.columns.pay == ("Monthly salary",)


@pytest.mark.parametrize("payments", ["(14 payments)", "* 14", "× 14", "14 months a year", "14 times a year"])
def test_payments_a_year(payments: str) -> None:
    imported = read({f"Monthly gross EUR {payments}": ["3000", "3300", "3600"]})
    assert median(imported) == pytest.approx(3300 * 14 / 12)


# ------------------------------------------------------------------------------------------------- 9: total rows


@pytest.mark.parametrize(
    "label",
    [
        "Total",
        "Grand Total:",
        "Sales Total",
        "Sub-total",
        "Average",
        "Max",
        "Min",
        "MEAN",
        "Median salary",
        "Total employees",
        "कुल",
        "Summe",
        "Total no. of employees",
        "No. of employees",
        "TOTAL COST TO COMPANY",
        "Net Payable",
        "Std. Deviation",
        "Tot.",
        "ИТОГО:",
        "Celkem",
        "Insgesamt",
        "Summa",
        "Yhteensä",
        "合計",
        "మొత్తం",
    ],
)
def test_totals_are_no_people(label: str) -> None:
    rows = "".join(f"D{i % 3},E{i},{20_000 + 500 * i}\n" for i in range(12))
    for line in (f"{label},,999000\n", f",{label},999000\n"):
        imported = read_csv(f"Department,Staff,Monthly pay\n{rows}{line}".encode(), name="pay.csv")
        assert imported.audit.rows_used == 12, (label, line)


# ----------------------------------------------------------------------------------------------- 11: what columns are


@pytest.mark.parametrize(
    "header", ["University", "College city", "Native place", "Birth state", "Home State", "Campus"]
)
def test_where_people_come_from_is_not_where_they_work(header: str) -> None:
    columns = {header: ["Lucknow", "Surat", "Jaipur"], "Location": ["Guwahati", "Nagpur"], "Pay": RUPEES_A_MONTH}
    imported = read_csv(table(columns), name="pay.csv")
    assert set(imported.survey.dimensions["state"].values) == {"Assam", "Maharashtra"}


@pytest.mark.parametrize("cells", [["BLR", "HYD"], ["560001", "500032"], ["blr", "Hyd"]])
def test_codes_are_places(cells: list[str]) -> None:
    imported = read_csv(table({"Location": cells, "Pay": RUPEES_A_MONTH}), name="pay.csv")
    assert set(imported.survey.dimensions["city"].values) == {"Bengaluru", "Hyderabad"}


# ------------------------------------------------------------------------------------------------ 12, 15: mixtures


@pytest.mark.parametrize("seed", range(6))
def test_monthly_and_yearly_pay_in_one_column_is_told(seed: int) -> None:
    rng = np.random.default_rng(seed)
    months = np.round(30_000 * rng.lognormal(0, 0.4, 120), -2)
    figures = np.where(rng.random(120) < 0.3 + 0.07 * seed, months * 12, months)
    imported = read({"Salary": [f"{figure:.0f}" for figure in figures]}, rows=120)
    assert any("Two populations" in warning for warning in imported.audit.warnings)
    assert imported.audit.doubt
    assert median(imported) == pytest.approx(float(np.median(months)), rel=0.15)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("spread", [0.3, 0.6, 0.9])
def test_one_kind_of_pay_is_no_mixture(seed: int, spread: float) -> None:
    figures = np.round(400_000 * np.random.default_rng(seed).lognormal(0, spread, 300), -2)
    assert read({"Salary": [f"{figure:.0f}" for figure in figures]}, rows=300).audit.warnings == ()


def test_a_few_dollars_do_not_speak_for_rupees() -> None:
    imported = read({"Pay": ["6,50,000", "7,25,000", "5,00,000"] * 13 + ["$53,527/yr"]})
    assert imported.survey.currency == "INR"
    assert reasons(imported) == {"another currency: USD": 1}


# ---------------------------------------------------------------------------------------------- 16: damage said first


def test_damage_is_said_first() -> None:
    imported = read({"Pay": ["20000", "2x4y", "see note 4 and 5", "25000", "12,3,4 ;"]})
    assert imported.audit.sentences()[0].startswith("Much of this file could not be read")


def test_absurd_amounts_are_set_aside_where_they_are_many() -> None:
    imported = read({"Annual pay INR": ["300000", "350000", "420000", "45000000000"]})
    assert reasons(imported) == {"more than anyone is paid": 10}
    assert median(imported) == pytest.approx(350_000 / 12)


# ------------------------------------------------------------------------------------------------ what a guess says


def test_a_guess_says_what_else_it_could_be() -> None:
    imported = read({"Salary": ["60000", "80000", "100000", "120000"]})
    guess = imported.audit.guesses[0]
    assert guess.open
    assert {imported.period.value, guess.runners_up[0].value.split()[0]} == {"month", "year"}
    assert imported.audit.sentences()[0].startswith("Please check")
    settled = read({"Salary": ["60000", "80000", "100000", "120000"]}, period="year")
    assert [guess.about for guess in settled.audit.guesses] == ["currency"]  # which no row states
    assert read({"Salary": ["60000", "80000"]}, period="year", currency="INR").audit.guesses == ()
