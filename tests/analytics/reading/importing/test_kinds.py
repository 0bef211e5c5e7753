"""Files as people have them, by the kind of trap they hold: other wordings, languages and columns beside the pay.

It is one subject: each file is read as it comes; the right median per month, and how many rows count, follow from the
cells by hand.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from analytics.reading.files.table import ImportRefusedError
from analytics.reading.importing.assemble import Import
from analytics.reading.importing.read import read_csv
from tests.analytics.reading.importing.test_variations import table

CITIES = ("Pune", "Delhi", "Mumbai", "Jaipur", "Chennai")
JOBS = ("Accountant", "HR Executive", "Data Analyst", "Office Assistant")
LPA = ("2.4", "2.8", "3.0", "3.2", "3.5", "2.6", "3.1", "2.9", "3.4", "3.3")
"""Lakhs a year; the median is 3.05, ₹25,417 a month."""
YEAR = tuple(str(round(float(amount) * 1e5)) for amount in LPA)
MONTH = ("18000", "22000", "25000", "30000", "35000", "27000", "21000", "24000", "32000", "26000")
OF_LPA, OF_MONTH = 305_000 / 12, 25_500


def read(columns: dict[str, Sequence[str]], rows: int = 40, *, groups: bool = True) -> Import:
    usual = {"City": CITIES, "Designation": JOBS} if groups else {}
    return read_csv(table({**usual, **columns}, rows), name="pay.csv")


def median(imported: Import) -> float:
    return float(np.nanmedian(imported.survey.middle))


def as_csv(header: str, *lines: str) -> bytes:
    return "\n".join([header, *lines, ""]).encode()


# ---------------------------------------------------------------------------------- 1: periods of something else

PERIODS_OF_SOMETHING_ELSE = {
    "Notice": ("Serving notice", "1 month", "2 months", "Immediate"),
    "Payout Frequency": ("Monthly",),
    "Payment Cycle": ("Monthly",),
    "Salary Revision Cycle": ("Annual", "Half yearly"),
    "Bonus Frequency": ("Quarterly", "Annual", "Monthly"),
    "Pay Type": ("Monthly", "Monthly", "Hourly"),
    "Wage Type": ("Monthly",),
    "Timesheet": ("Weekly", "Daily", "Monthly"),
    "Salary Frequency": ("Monthly",),
    "Service Agreement": ("1 year", "2 years", "NA"),
    "Salary Credited": ("Monthly",),
    "Vesting": ("Yearly", "Monthly"),
    "Engagement Type": ("Hourly", "Monthly", "Full time"),
}


@pytest.mark.parametrize("header", PERIODS_OF_SOMETHING_ELSE)
def test_a_period_of_something_else_is_not_that_of_the_pay(header: str) -> None:
    column = {header: PERIODS_OF_SOMETHING_ELSE[header]}
    for pay, want in (
        ({"Current CTC (LPA)": LPA}, OF_LPA),
        ({"CTC": YEAR}, OF_LPA),
        ({"Salary Package": LPA}, OF_LPA),
        ({"Monthly Gross": MONTH}, OF_MONTH),
        ({"Gross Salary": MONTH}, OF_MONTH),
    ):
        imported = read({**column, **pay})
        assert (median(imported), imported.audit.rows_used) == (pytest.approx(want), 40), pay


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Pay basis", ("PM", "PA")),
        ("unitText", ("MONTH", "YEAR")),
        ("salaryType", ("monthly", "yearly")),
        ("Rate Unit", ("p.m.", "p.a.")),
        ("Per", ("Mth", "Yr")),
        ("Pay Period", ("Mthly", "Yrly")),
        ("वेतन अवधि", ("मासिक", "वार्षिक")),
    ],
)
def test_a_period_of_the_pay_counts_row_by_row(header: str, cells: Sequence[str]) -> None:
    imported = read({"Salary": ("20000", "300000", "22000", "360000"), header: cells})
    assert sorted(set(imported.survey.middle)) == pytest.approx([20_000, 22_000, 25_000, 30_000])


def test_a_column_that_says_weekly_outright_counts() -> None:
    imported = read({"Wages": ("4500", "5200", "6100"), "Wage Period": ("Weekly",)})
    assert median(imported) == pytest.approx(5_200 * 52 / 12)


# ------------------------------------------------------------------------------------- 2, 6, 7, 17, 18: headers


@pytest.mark.parametrize(
    ("header", "cells", "want"),
    [
        ("Package(lakh/annum)", LPA, OF_LPA),
        ("CTC in L", LPA, OF_LPA),
        ("वेतन (लाख)", LPA, OF_LPA),
        ("Placement Package", LPA, OF_LPA),
        ("Current CTC", ("4.5", "450000", "5", "500000", "6.5", "650000"), 500_000 / 12),
        ("Rs. '000 per month", ("20", "25", "30"), 25_000),
        ("CEO pay, Rs crore", ("0.8", "1.1", "1.4"), 1.1e7 / 12),
        ("Salary (40 hrs/week), annual", YEAR, OF_LPA),
        ("Annual salary, 9 hour day", YEAR, OF_LPA),
        ("Annual compensation of daily-rated staff", YEAR, OF_LPA),
        ("How much do you earn in a month (48 hours/week)?", MONTH, OF_MONTH),
        ("Monthly wage of daily workers", MONTH, OF_MONTH),
        ("Annual fixed + variable", YEAR, OF_LPA),
        ("Total Rewards (annual)", YEAR, OF_LPA),
        ("Monthly basic + DA", MONTH, OF_MONTH),
        ("Budgeted salary (monthly)", MONTH, OF_MONTH),
        ("Gross monthly salary x 14", MONTH, OF_MONTH * 14 / 12),
        ("Monthly gross, paid 14 times a year", MONTH, OF_MONTH * 14 / 12),
        ("Gross per month (x13)", MONTH, OF_MONTH * 13 / 12),
    ],
)
def test_the_words_of_a_header_say_unit_and_period(header: str, cells: Sequence[str], want: float) -> None:
    assert median(read({header: cells}, rows=30)) == pytest.approx(want)


@pytest.mark.parametrize(
    ("header", "cells", "want", "currency"),
    [
        ("Jahresgehalt in T€", ("45", "52", "60"), 52_000 / 12, "EUR"),
        ("Gehalt (TEUR)", ("45", "52", "60"), 52_000 / 12, "EUR"),
        ("Løn pr. måned før skat (DKK)", ("30000", "36000", "42000"), 36_000, "DKK"),
        ("Årslønn NOK", ("360000", "432000", "504000"), 36_000, "NOK"),
        ("Maaş (aylık, TL)", ("30000", "36000", "42000"), 36_000, "TRY"),
        ("Plat měsíčně (Kč)", ("30000", "36000", "42000"), 36_000, "CZK"),
        ("Pensja roczna brutto zł", ("60000", "72000", "84000"), 6_000, "PLN"),
        ("Gaji bulanan (Rp)", ("5000000", "6000000", "7000000"), 6_000_000, "IDR"),
    ],
)
def test_headers_of_other_languages(header: str, cells: Sequence[str], want: float, currency: str) -> None:
    imported = read({"Note": ("a", "b", "c"), header: cells}, groups=False)
    assert (median(imported), imported.survey.currency) == (pytest.approx(want), currency)


@pytest.mark.parametrize(
    "header",
    [
        *("Salary 2019", "Salary last year", "Spouse income", "Family income", "Household income", "Budgeted salary"),
        *("Counter offer salary (expected)", "Salary at joining, previous", "Minimum acceptable salary"),
    ],
)
def test_pay_of_another_time_or_person_is_not_the_pay(header: str) -> None:
    imported = read({header: ("9000", "12000", "50000"), "Monthly salary": MONTH})
    assert imported.columns.pay == ("Monthly salary",)


def test_of_two_dated_columns_the_newest_is_the_pay() -> None:
    imported = read({"CTC FY22-23": YEAR, "CTC FY24-25": tuple(str(2 * int(amount)) for amount in YEAR)})
    assert imported.columns.pay == ("CTC FY24-25",)


def test_a_stated_period_goes_before_a_wider_word() -> None:
    assert read({"AnnualSalary": YEAR, "GrossPay": MONTH}).columns.pay == ("AnnualSalary",)


# ----------------------------------------------------------------------------------------- 3, 4, 13, 16: cells


@pytest.mark.parametrize(
    ("cell", "a_year"),
    [
        ("10+1+1 LPA", 10e5),
        ("14 LPA fixed+3 LPA variable+1 L JB", 14e5),
        ("Base: 18 LPA, Variable: 4 LPA", 18e5),
        ("Fixed: 10 LPA; Variable: 2 LPA", 10e5),
        ("18 LPA base + 4 LPA stocks", 18e5),
        ("15L+10%", 15e5),
        ("25,000 fixed + 5,000 variable pm", 3e5),
        ("Cr 25,000.00", 25_000 * 12),
        ("25,000.00 (Cr)", 25_000 * 12),
        ("37500 p/m", 4.5e5),
        ("18 हज़ार महीना", 216_000),
    ],
)
def test_a_cell_with_parts_and_notations(cell: str, a_year: float) -> None:
    assert median(read({"Salary": [cell]}, rows=10)) == pytest.approx(a_year / 12)


@pytest.mark.parametrize("cell", ["45000 LPA", "18000 LPA", "25000 lakh per month", "65000 lpa", "4500 Cr", "350000 L"])
def test_one_amount_that_is_impossible_in_its_unit_is_set_apart(cell: str) -> None:
    imported = read({"Salary": [*("4.5 LPA", "5 LPA", "6 LPA") * 13, cell]})
    assert [(group.reason, group.rows) for group in imported.audit.left_out] == [
        ("an impossible amount in its unit", 1)
    ]


@pytest.mark.parametrize(
    ("below", "above"),
    [
        ("Less than 3 Lakhs", "10+ Lakhs"),
        ("3 lakh se kam", "10 lakh se zyada"),
        ("3 लाख से कम", "10 लाख से अधिक"),
        ("Till 3 LPA", "Beyond 10 LPA"),
        ("Fewer than 3 LPA", "Exceeding 10 LPA"),
        ("Not more than 3 LPA", "Not less than 10 LPA"),
        ("Less than or equal to 3 LPA", "Greater than or equal to 10 LPA"),
    ],
)
def test_open_ends_in_other_words(below: str, above: str) -> None:
    imported = read({"Annual Income": (below, "3-6 LPA", "6-10 LPA", above)})
    assert (imported.audit.open_ended, imported.audit.rows_used) == (20, 40)


@pytest.mark.parametrize(
    "cells",
    [
        ("(10000, 15000]", "(15000, 20000]", "(0, 10000]", "(75000, +∞)"),
        ("[10.000;15.000[", "[15.000;20.000[", "[0;10.000[", "[75.000;["),
        ("(9999.999, 15000.0]", "(15000.0, 20000.0]", "(-0.001, 9999.999]", "(75000.0, inf]"),
        ("(10,000–15,000)", "(15,000–20,000)", "(<10,000)", "(75,000+)"),
        ("10,000-<15,000", "15,000-<20,000", "<10,000", "75,000+"),
        ("[10k-15k)", "[15k-20k)", "<10k", "[75k+"),
    ],
)
def test_intervals_keep_their_ends(cells: Sequence[str]) -> None:
    imported = read({"Monthly income": cells})
    assert (imported.audit.open_ended, imported.audit.rows_used) == (20, 40)
    assert (imported.survey.middle.min(), imported.survey.middle.max()) == pytest.approx((10_000, 75_000), abs=2)


@pytest.mark.parametrize(
    "cell",
    [
        *("400 per hour per class", "5000 per closure", "1500 per night", "Rs. 30 per parcel", "1200 per batch"),
        *("₹500 per appearance", "1 lakh per movie", "per lecture Rs 500", "Rs 500 Per Lect.", "₹500 p/lecture"),
    ],
)
def test_pay_for_a_piece_of_any_work_is_left_out(cell: str) -> None:
    imported = read({"Pay": (cell, "Rs 27,500 per month", "Rs 30,000 per month", "Rs 25,000 per month")})
    assert (median(imported), imported.audit.rows_used) == (27_500, 30)


def test_pay_for_a_piece_in_a_column_of_periods_is_left_out() -> None:
    columns = {"Pay": ("500", "27500", "30000", "25000"), "Unit": ("Lecture", "Month", "Month", "Month")}
    assert median(read(columns)) == 27_500


def test_a_column_of_piece_rates_is_no_pay() -> None:
    with pytest.raises(ImportRefusedError, match="looks like pay"):
        read({"Remuneration per lecture (Rs)": ("500", "600", "700", "650", "800")})


def test_cells_too_narrow_for_their_figures_are_damage() -> None:
    assert read({"Monthly salary": ("20000", "25000", "#######")}).audit.doubt


@pytest.mark.parametrize("header", ["Monthly income", "Q9. Annual salary", "Salary range (code)"])
def test_codes_of_answers_are_refused_with_what_to_do(header: str) -> None:
    with pytest.raises(
        ImportRefusedError, match="the whole numbers from 1 to 7, as codes of answers are: put what each code"
    ):
        read({header: [str(code) for code in range(1, 8)]})


def test_a_pay_column_of_impossible_amounts_is_refused_with_the_reason() -> None:
    with pytest.raises(
        ImportRefusedError, match="calls “Net Salary” pay, but 2 of 2 values looked at are an impossible"
    ):
        read({"Net Salary": ("29,500 Cr", "31,000 Cr")})


# ------------------------------------------------------------------------------------------------ 5: experience


@pytest.mark.parametrize(
    ("cells", "years"),
    [
        (("two years", "one year", "six months", "five years"), "2 1 0 5"),
        (("2 and half years", "1 and a half year", "half year", "5 years"), "2 1 0 5"),
        (("02 Years 03 Months", "01 Years 06 Months", "00 Years 08 Months", "05 Years 00 Months"), "2 1 0 5"),
        (("18M", "24M", "6M", "60M"), "1 2 0 5"),
        (("2 Year(s) 3 Month(s)", "1 Year(s) 0 Month(s)", "0 Year(s) 8 Month(s)"), "2 1 0"),
        (("30 months", "1 year", "45 days", "2 weeks"), "2 1 0"),
    ],
)
def test_experience_in_any_words(cells: Sequence[str], years: str) -> None:
    imported = read({"Experience": cells, "Monthly salary": MONTH})
    assert set(imported.survey.dimensions["years"].values) == set(years.split())


@pytest.mark.parametrize("header", ["Service (in months)", "experienceInMonths", "Work Ex (months)", "Exp in mon."])
def test_a_header_says_months(header: str) -> None:
    imported = read({header: ("6", "18", "36", "120"), "Monthly salary": MONTH})
    assert set(imported.survey.dimensions["years"].values) == {"0", "1", "3", "10"}


def test_doubt_between_years_and_months_is_a_guess() -> None:
    imported = read({"Experience": ("6", "12", "18", "24", "30"), "Monthly salary": MONTH})
    (guess,) = (guess for guess in imported.audit.guesses if guess.about == "experience")
    assert {guess.choice.value, guess.runners_up[0].value} == {"years", "months"}
    assert guess.sentence("INR").count("years") >= 1


# ---------------------------------------------------------------------------------------------- 9, 10: rows, shape

STAFF = [f"D{i % 3},E{i},{20_000 + 500 * i}" for i in range(12)]


@pytest.mark.parametrize(
    "label",
    [
        *("P90", "C/F", "Brought forward", "Balance c/f", "All Departments", "TOTAL AMOUNT", "Average of HR", "Итого"),
        *("Total général", "Total monthly payout", "* Total", "-- Total --", "Headcount", "Quartile 3", "HR: total"),
    ],
)
def test_rows_that_sum_up_others_are_no_people(label: str) -> None:
    for line in (f"{label},,999000", f",{label},999000"):
        imported = read_csv(as_csv("Department,Staff,Monthly pay", *STAFF, line), name="pay.csv")
        assert imported.audit.rows_used == 12, line


def test_a_sum_without_a_word_is_no_person() -> None:
    total = sum(20_000 + 500 * i for i in range(12))
    imported = read_csv(as_csv("Department,Staff,Monthly pay", *STAFF, f",,{total}"), name="pay.csv")
    assert imported.audit.rows_used == 12


@pytest.mark.parametrize(
    "title",
    ["Total Quality Manager", "Max Healthcare Nurse", "Mean Stack Developer", "All Rounder", "Overall Incharge"],
)
def test_a_title_with_such_a_word_is_a_person(title: str) -> None:
    lines = [f"{title},E{i},{20_000 + 500 * i}" if i == 3 else line for i, line in enumerate(STAFF)]
    assert read_csv(as_csv("Job title,Staff,Monthly pay", *lines), name="pay.csv").audit.rows_used == 12


def test_a_preamble_of_two_cells_is_no_header() -> None:
    lines = [f"{i + 1},Pune,Clerk,{pay}" for i, pay in enumerate(MONTH)]
    content = as_csv("XYZ Pvt Ltd,,,", "Salary Register,Mar-24,,", ",,,", "Sr.No.,City,Designation,Gross pay", *lines)
    assert median(read_csv(content, name="pay.csv")) == OF_MONTH


def test_a_second_line_of_names_below_gaps_belongs_to_the_header() -> None:
    lines = [f"E{i},{int(pay) // 2},{pay},Pune" for i, pay in enumerate(MONTH)]
    content = as_csv("Emp,Salary (monthly),,City", ",Basic,Gross,", *lines)
    assert median(read_csv(content, name="pay.csv")) == OF_MONTH


@pytest.mark.parametrize("cell", ["AED 12000", "QAR 9000", "NPR 35000", "R$ 4.500"])
def test_one_column_of_a_currency_and_a_figure_is_one_column(cell: str) -> None:
    imported = read_csv(as_csv("Monthly salary", *[cell] * 10), name="pay.csv")
    assert (imported.columns.pay, imported.audit.rows_used) == (("Monthly salary",), 10)


def test_semicolons_with_decimal_commas_and_no_header() -> None:
    rows = ("Berlin;3107,50", "München;4250,75", "Hamburg;2899,90", "Köln;3300,25")
    imported = read_csv("\n".join(rows * 8).encode(), name="pay.csv")
    assert (median(imported), imported.survey.currency) == (pytest.approx(3203.875), "EUR")


# ----------------------------------------------------------------------------------------- 11, 15: groups, currency


@pytest.mark.parametrize(
    "header",
    [
        *("Preferred Location", "Client location", "Head Office", "Birthplace", "10th State", "Interview location"),
        *("Residence city", "Previous location", "Placed from", "Shipping city", "Alma mater", "State of domicile"),
    ],
)
def test_only_the_place_of_work_is_the_place(header: str) -> None:
    for work in ("Job Location", "Current_Location", "Posting"):
        columns = {header: ("Lucknow", "Surat"), work: ("Guwahati", "Nagpur"), "Monthly pay": MONTH}
        dimensions = read(columns, groups=False).survey.dimensions
        assert set(dimensions["city"].values) == {"Guwahati", "Nagpur"}
        assert set(dimensions["state"].values) == {"Assam", "Maharashtra"}


def test_places_in_their_own_script_and_states_as_codes() -> None:
    places = read({"Branch": ("बेंगलुरु", "पुणे"), "Monthly pay": MONTH}, groups=False).survey.dimensions
    assert set(places["city"].values) == {"Bengaluru", "Pune"}
    states = read({"State": ("MH", "KA", "TN", "DL"), "Monthly pay": MONTH}, groups=False).survey.dimensions
    assert set(states["state"].values) == {"Maharashtra", "Karnataka", "Tamil Nadu", "Delhi"}


def test_two_columns_that_could_be_the_place_are_asked_about() -> None:
    imported = read({"Job Location": CITIES, "Work Location": ("Agra", "Surat"), "Pay": MONTH}, groups=False)
    assert any("would put" in sentence for sentence in imported.audit.first())


@pytest.mark.parametrize("code", ["AFN", "XOF", "KZT", "OMR", "UGX"])
def test_a_third_of_the_rows_in_a_rare_currency_does_not_speak_for_the_rest(code: str) -> None:
    imported = read({"Salary": (f"{code} 20,000", "25,000", "30,000")}, rows=30)
    assert (imported.survey.currency, imported.audit.rows_used) == ("INR", 20)


@pytest.mark.parametrize(
    ("columns", "currency"),
    [
        ({"City": ("Austin, TX", "Boston, MA"), "Salary": [*("65000", "72500", "90000") * 13, "₹53,527"]}, "USD"),
        ({"Country": ("Germany",), "Annual salary": ("65000", "72500", "90000")}, "EUR"),
        ({"Stadt": ("Berlin", "Bonn"), "Gehalt": ("3107,50", "2899,90")}, "EUR"),
        ({"Salary": [*("6,50,000", "7,25,000", "5,00,000") * 13, "€45,000"]}, "INR"),
    ],
)
def test_places_digits_and_language_decide_where_few_rows_state_a_currency(
    columns: dict[str, Sequence[str]], currency: str
) -> None:
    assert read(columns, groups=False).survey.currency == currency


def test_a_file_without_currency_and_place_asks() -> None:
    imported = read({"Team": ("A", "B"), "Monthly pay": MONTH}, groups=False)
    assert any(
        sentence.startswith("Please check: most rows state no currency, and it is taken to be INR")
        for sentence in imported.audit.first()
    )
    placed = read({"Monthly pay": MONTH}).audit.first()
    assert any(sentence.startswith("A guess: most rows state no currency") for sentence in placed)
    in_header = read({"Monthly pay (INR)": MONTH}).audit.first()
    assert not any("currency" in sentence for sentence in in_header)


def test_a_file_of_one_row_is_hardly_a_survey() -> None:
    assert "hardly a survey" in read({"Monthly pay": MONTH}, rows=1).audit.first()[0]
