"""Cells and files that an adversary thought of, each with the answer that was written down before it was first read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import numpy as np
import pytest

from analytics.reading.fields.pay import GROUPING_DOT, PESOS, NotPay, PayRange, Reason, read_pay
from analytics.reading.files.archive import count_nesting
from analytics.reading.files.table import ImportRefusedError
from analytics.reading.importing.assemble import Import
from analytics.reading.importing.options import ImportOptions
from analytics.reading.importing.read import read_csv
from tests.analytics.reading.importing.test_eighty_files import (
    CITIES,
    LAKHS,
    MONTH,
    OF_MONTH,
    OF_YEAR,
    YEAR,
    grouped,
    lines,
    open_document,
    workbook,
)

LAKH = 1e5


def median(imported: Import) -> float:
    return float(np.nanmedian(imported.survey.middle))


# --------------------------------------------------------------------------------------------------------- cells


@pytest.mark.parametrize(
    ("text", "low", "high", "currency"),
    [
        ("Rs 3 Lac(s) 90 Thousand", 3.9 * LAKH, 3.9 * LAKH, "INR"),
        ("3 Lakh(s) per year", 3 * LAKH, 3 * LAKH, "INR"),
        ("Min 3 LPA Max 5 LPA", 3 * LAKH, 5 * LAKH, "INR"),
        ("Minimum: 20,000; Maximum: 30,000 per month", 20_000, 30_000, None),
        ("30,000 gross / 27,000 net", 30_000, 30_000, None),
        ("27k in hand (30k gross)", 30_000, 30_000, None),
        ("30k gross (27k in hand)", 30_000, 30_000, None),
        ("In hand: 22,000 PM; CTC: 3,00,000 PA", 3 * LAKH, 3 * LAKH, None),
        ("Rs. 25,000=00", 25_000, 25_000, "INR"),
        ("Rs. 25,000-00", 25_000, 25_000, "INR"),
        ("Rs 25.000/-", 25_000, 25_000, "INR"),
        ("45.000,-", 45_000, 45_000, None),
        ("$50/hr W2", 50, 50, "USD"),
        ("$120k base + $20k bonus", 120_000, 120_000, "USD"),
        ("$140k ($120k base + $20k bonus)", 120_000, 120_000, "USD"),
        ("₹12L + ₹2L variable", 12 * LAKH, 12 * LAKH, "INR"),
        ("₹4L – ₹6L • 0.1% – 0.5%", 4 * LAKH, 6 * LAKH, "INR"),
        ("₹ 25000 | 9 hrs | 6 days", 25_000, 25_000, "INR"),
        ("₹20,000 → ₹30,000", 20_000, 30_000, "INR"),
        ("3L++", 3 * LAKH, None, "INR"),
        ("15k (fresher) - 25k (experienced)", 15_000, 25_000, None),
        ("5 LPA with 1 lakh joining bonus", 5 * LAKH, 5 * LAKH, "INR"),
        ("4.8 LPA including 0.6 variable", 4.8 * LAKH, 4.8 * LAKH, "INR"),
        ("25 KPM", 25_000, 25_000, None),
        ("2.5LPM", 2.5 * LAKH, 2.5 * LAKH, "INR"),
        ("Level 7 in the pay matrix (44,900-1,42,400)", 44_900, 142_400, None),
        ("Rs. 9300-34800 + GP 4200", 9_300, 34_800, "INR"),
    ],
)
def test_a_cell_in_one_more_notation(text: str, low: float, high: float | None, currency: str | None) -> None:
    reading = read_pay(text)
    assert isinstance(reading, PayRange), reading
    assert (reading.low, reading.high, reading.currency) == (low, high, currency)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1,800.00-", Reason.NEGATIVE),
        ("1.800,00-", Reason.NEGATIVE),
        ("₹ 25,000 | 900 | 6 days", Reason.SEVERAL_AMOUNTS),
        ("25,000 & 30,000 gross", Reason.UNCLEAR),
    ],
)
def test_a_cell_that_is_still_no_pay(text: str, reason: Reason) -> None:
    assert read_pay(text) == NotPay(reason)


@pytest.mark.parametrize(
    ("text", "figure", "groups"),
    [
        ("1.500 USD", 1_500, True),
        ("GBP 2.750", 2_750, True),
        ("15.500 USD per hour", 15.5, False),
        ("USD 1.5", 1.5, False),
        ("₹ 4.500", 4.5, False),
        ("KWD 450.500", 450.5, False),
    ],
)
def test_a_dot_before_three_digits_groups_where_a_thousandth_of_it_cannot_be_pay(
    text: str, figure: float, groups: bool
) -> None:
    reading = read_pay(text)
    assert isinstance(reading, PayRange)
    assert (reading.high, GROUPING_DOT in reading.inferred) == (figure, groups)


def test_one_cell_whose_dot_groups_is_told_as_a_guess() -> None:
    imported = read_csv(b"City,Salary\nPune,1.500 USD\n", name="pay.csv")
    guess = next(guess for guess in imported.audit.guesses if guess.about == "dots")
    assert (median(imported), guess.runners_up[0].median) == (1_500, pytest.approx(1.5))


@pytest.mark.parametrize("text", ["$ 1.200.000", "$1.250,50", "$ 950.000,00"])
def test_a_dollar_sign_before_grouping_dots_is_no_us_dollar(text: str) -> None:
    reading = read_pay(text)
    assert isinstance(reading, PayRange)
    assert (reading.currency, PESOS in reading.inferred) == (None, True)


def test_pesos_are_asked_about_where_no_place_says_whose() -> None:
    imported = read_csv(b'Area,Salario mensual\nA,"$ 1.200.000"\nB,"$ 1.900.000"\n', name="pay.csv")
    assert imported.survey.currency == "COP"
    assert any(sentence.startswith("Please check: most rows state no currency") for sentence in imported.audit.first())
    placed = read_csv(b'Ciudad,Salario mensual\nSantiago de Chile,"$ 1.200.000"\nSantiago de Chile,"$ 900.000"\n')
    assert placed.survey.currency == "CLP"


def test_deductions_of_a_payroll_with_the_minus_behind_are_no_pay() -> None:
    pays = "".join(f"{city};Gross pay;{22_000 + 500 * row}.00\n" for row, city in enumerate(CITIES))
    imported = read_csv(f"Place;Wage type text;Amount\n{pays}Pune;PF;1,800.00-\nPune;Tax;200.00-\n".encode())
    assert (median(imported), imported.audit.rows_used) == (23_000, 5)


# --------------------------------------------------------------------------------------------------------- columns


def eleven(header: str, line: Callable[[int], str], below: str = "") -> Import:
    return read_csv(lines(header, line, below=below), name="pay.csv")


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Pay Days", ("30", "28", "26")),
        ("Loss of Pay Days", ("1", "2", "4")),
        ("Leave Without Pay", ("1", "2", "4")),
        ("Salary Month", ("202504", "202505", "202506")),
        ("Salary Month", ("1", "5", "12")),
        ("Salary Month", ("45748", "45778", "45809")),
        ("Pay From", ("20250401", "20250501", "20250601")),
        ("Annual pay sample size", ("40", "55", "31")),
        ("Pay Cut", ("2000", "2500", "3000")),
        ("Pre-revised pay", ("12000", "12500", "13000")),
    ],
)
@pytest.mark.parametrize("pay", ["Net Pay", "Monthly Gross"])
def test_days_months_and_counts_of_pay_are_no_pay(header: str, cells: tuple[str, ...], pay: str) -> None:
    before = eleven(f"{header},Staff,{pay}", lambda row: f"{cells[row % 3]},E{row},{MONTH[row]}")
    behind = eleven(f"Staff,{pay},{header}", lambda row: f"E{row},{MONTH[row]},{cells[row % 3]}")
    for imported in (before, behind):
        assert (median(imported), imported.columns.pay) == (OF_MONTH, (pay,))


def test_dates_on_both_sides_of_a_month_are_no_range_of_pay() -> None:
    for first, last in (("45748", "45777"), ("20250401", "20250430")):
        imported = eleven("Pay Start,Pay End,Gross Pay", lambda row: f"{first},{last},{MONTH[row]}")  # noqa: B023
        assert imported.columns.pay == ("Gross Pay",)


def test_a_range_of_lakhs_is_no_range_of_months() -> None:
    imported = eleven("Job,Salary From,Salary To", lambda row: f"Clerk,{LAKHS[row]:.0f},{LAKHS[row]:.0f}")
    assert imported.columns.pay == ("Salary From", "Salary To")


@pytest.mark.parametrize(
    ("header", "line", "want"),
    [
        ("City,Net (take home) per month,Gross per month", lambda r: f"Pune,{MONTH[r] - 3_000},{MONTH[r]}", OF_MONTH),
        ("City,Gross annual,CTC annual", lambda r: f"Pune,{YEAR[r] * 9 // 10},{YEAR[r]}", OF_YEAR),
        ("Emp,Apr-24 Salary,Jun-24 Salary", lambda r: f"E{r},{MONTH[r] // 2},{MONTH[r]}", OF_MONTH),
        ("Emp,CTC 23-24,CTC 24-25", lambda r: f"E{r},{YEAR[r] // 2},{YEAR[r]}", OF_YEAR),
        ("Emp,CTC'24,CTC'25", lambda r: f"E{r},{YEAR[r] // 2},{YEAR[r]}", OF_YEAR),
        ("Emp,HRA,Special pay,Gross Total", lambda r: f"E{r},{MONTH[r] // 5},{MONTH[r] // 3},{MONTH[r]}", OF_MONTH),
        ("Role,Rate per man-day (Rs)", lambda r: f"R,{MONTH[r] / 26:.2f}", OF_MONTH),
        ("Role,Rate", lambda r: f"R,Rs {MONTH[r]} per man month", OF_MONTH),
        ("City,Salary for the quarter (Rs)", lambda r: f"Pune,{MONTH[r] * 3}", OF_MONTH),
        ("Course,Stipend per semester (Rs)", lambda r: f"MBA,{MONTH[r] * 6}", OF_MONTH),
        ("Shahar,Maasik vetan", lambda r: f"Pune,{MONTH[r]}", OF_MONTH),
        ("Post,Pay per mensem (Rs)", lambda r: f"Clerk,{MONTH[r]}", OF_MONTH),
        ("Post,Pay", lambda r: f'Clerk,"Rs. {grouped(MONTH[r])}/- per mensem"', OF_MONTH),
        ("Post,Pay", lambda r: f'Clerk,"Rs. {grouped(MONTH[r])} lumpsum per month"', OF_MONTH),
        ("Post,Pay", lambda r: f'Clerk,"Level-4 (Rs. {MONTH[r]}-{MONTH[r]})"', OF_MONTH),
        ("Post,Scale", lambda r: f'Clerk,"PB-1, Rs. {MONTH[r]} - {MONTH[r]} with GP 1900"', OF_MONTH),
    ],
)
def test_the_pay_of_a_register_or_notice(header: str, line: Callable[[int], str], want: float) -> None:
    assert median(eleven(header, line)) == pytest.approx(want)


def test_below_a_title_the_newest_year_is_the_pay() -> None:
    content = lines(
        "Role,2021,2022,2023",
        lambda row: f"R{row},{MONTH[row] - 2_000},{MONTH[row] - 1_000},{MONTH[row]}",
        above="Average monthly salary by role (INR)\n",
    )
    assert read_csv(content, name="pay.csv").columns.pay == ("2023",)


def test_a_column_for_each_city_is_asked_about() -> None:
    for form in ("₹{} L", "{} LPA"):
        imported = eleven(
            "Role,Mumbai,Delhi",
            lambda row: f"R,{form.format(LAKHS[row] * 2)},{form.format(LAKHS[row])}",  # noqa: B023
        )
        guess = next(guess for guess in imported.audit.guesses if guess.about == "pay")
        assert (guess.choice.median, guess.runners_up[0].median) == (pytest.approx(OF_YEAR * 2), pytest.approx(OF_YEAR))


@pytest.mark.parametrize(
    "header", ["Sample average wage per month", "Monthly salary by company size", "Headquarter salary (monthly)"]
)
def test_words_of_counts_that_qualify_pay_leave_it_pay(header: str) -> None:
    assert median(eleven(f"City,{header}", lambda row: f"Pune,{MONTH[row]}")) == OF_MONTH


def test_days_and_months_of_a_register_in_short() -> None:
    imported = eleven(
        "Wages,Wage basis", lambda row: f"{MONTH[row]},MTHLY" if row % 2 else f"{MONTH[row] / 26:.2f},DLY"
    )
    assert (median(imported), imported.audit.rows_used) == (pytest.approx(OF_MONTH), 11)


# ------------------------------------------------------------------------------------------------------- rows, shape


@pytest.mark.parametrize("label", ["Opening Balance", "Closing Balance", "Rounded off"])
def test_balances_are_no_people(label: str) -> None:
    imported = eleven("Particulars,Salary (Dr)", lambda row: f"E{row},{MONTH[row]}", below=f"{label},12500\n")
    assert (median(imported), imported.audit.rows_used) == (OF_MONTH, 11)


def test_a_table_of_counts_below_that_of_pay_is_left_out() -> None:
    imported = eleven("City,Salary", lambda row: f"Pune,{MONTH[row]}", below="\nCity,Headcount\nPune,40\nDelhi,35\n")
    assert (median(imported), imported.audit.rows_used) == (OF_MONTH, 11)
    assert ("another table below", 2) in [(group.reason, group.rows) for group in imported.audit.left_out]


def test_rows_below_a_word_that_are_as_large_as_the_others_stay() -> None:
    imported = eleven("City,Salary", lambda row: f"Pune,{MONTH[row]}", below="Pune,see letter\nDelhi,24000\n")
    assert imported.audit.rows_used == 12


@pytest.mark.parametrize("order", [(27_227.27, 299_500), (299_500, 27_227.27)])
def test_a_sum_and_a_mean_without_a_word_are_no_people(order: tuple[float, float]) -> None:
    below = "".join(f",{figure}\n" for figure in order)
    imported = eleven("Emp,Monthly salary", lambda row: f"E{row},{MONTH[row]}", below=below)
    assert (median(imported), imported.audit.rows_used) == (OF_MONTH, 11)


@pytest.mark.parametrize(
    ("header", "before", "behind"), [("Monthly Salary Band", "", ""), ("City,Monthly Salary Band,Sex", "Pune,", ",F")]
)
def test_ranges_whose_commas_nobody_quoted_are_put_together(header: str, before: str, behind: str) -> None:
    bands = ("Upto ₹15,000", "₹15,001 - ₹30,000", "30,001 to 50,000", "More than ₹50,000")
    content = lines(header, lambda row: f"{before}{bands[row % 4]}{behind}", 12)
    imported = read_csv(content, name="pay.csv")
    assert imported.columns.pay == ("Monthly Salary Band",)
    assert (median(imported), imported.audit.rows_used, imported.audit.open_ended) == (31_250.5, 12, 6)


# -------------------------------------------------------------------------------------------------------- workbooks


def test_bands_of_grades_are_not_preferred_to_people() -> None:
    bands = [["Band", "Min Salary", "Max Salary"], ["B1", 15_000, 25_000], ["B2", 25_000, 50_000]]
    staff = [["Emp", "Band", "Monthly Salary"], *([f"E{row}", f"B{row % 2 + 1}", pay] for row, pay in enumerate(MONTH))]
    imported = read_csv(workbook(("Lookup", bands), ("Staff", staff)), name="pay.xlsx")
    assert (median(imported), imported.audit.rows_used) == (OF_MONTH, 11)


@pytest.mark.parametrize(
    "codebook",
    [
        [["monthly_salary", "Monthly salary in rupees"], ["city", "City of work"]],
        [["Field", "Salary"], ["Type", "Number"], ["Meaning", "What a person is paid per month"], ["Unit", "INR"]],
        [["city", "monthly_salary"], ["City of work", "Monthly salary in INR"], ["text", "number"]],
        [["Column", "Meaning", "Example"], ["monthly_salary", "Pay in rupees", "45000"], ["Basic pay", "x", "18000"]],
    ],
)
def test_a_sheet_that_explains_the_columns_is_not_the_table(codebook: list[list[str]]) -> None:
    rows = [["city", "monthly_salary"], *(["Pune", pay] for pay in MONTH)]
    for sheets in ((("Codebook", codebook), ("Data", rows)), (("Data", rows), ("Codebook", codebook))):
        imported = read_csv(workbook(*sheets), name="pay.xlsx")
        assert (median(imported), imported.audit.rows_used) == (OF_MONTH, 11)


@pytest.mark.parametrize("order", [1, -1])
def test_a_sheet_that_explains_the_columns_says_which_is_the_pay(order: int) -> None:
    explained = [["Variable", "Type", "Label"], ["v1", "text", "City"], ["v2", "num", "Annual CTC (Rs lakh)"]]
    values = [["v1", "v2"], *(["Pune", lakhs] for lakhs in LAKHS)]
    content = workbook(*[("Variables", explained), ("Values", values)][::order])
    for options in (ImportOptions(), ImportOptions(sheet="Values")):
        imported = read_csv(content, options, name="pay.xlsx")
        assert (median(imported), imported.audit.rows_used) == (pytest.approx(OF_YEAR), 11)
        assert imported.columns.pay == ("v2: Annual CTC (Rs lakh)",)
    unrelated = workbook(("Variables", [["City", "x"], ["State", "y"]]), ("Values", values))
    with pytest.raises(ImportRefusedError, match="no column that looks like pay"):
        read_csv(unrelated, name="pay.xlsx")


@pytest.mark.parametrize(("sheets", "looks"), [(5, 5 * 4), (30, 30 * 29), (31, 0)])
def test_many_sheets_are_not_searched_for_explanations(
    monkeypatch: pytest.MonkeyPatch, sheets: int, looks: int
) -> None:
    """Each sheet is compared with each other one, which takes half a minute for a thousand."""
    calls: list[int] = []
    monkeypatch.setattr(
        "analytics.reading.files.workbook.explained_names", lambda rows, _: calls.append(len(rows)) or {}
    )
    content = workbook(*((f"Sheet {number}", [["v1", "v2"], ["Pune", "a"]]) for number in range(sheets)))
    with pytest.raises(ImportRefusedError, match="no column that looks like pay"):
        read_csv(content, name="pay.xlsx")
    assert len(calls) == looks


def test_a_workbook_of_thousands_of_sheets_is_refused_before_they_are_read() -> None:
    buffer = io.BytesIO(workbook(("Pay", [["Salary"], [20_000]])))
    with zipfile.ZipFile(buffer, "a") as archive:
        for number in range(2_000):
            archive.writestr(f"xl/worksheets/extra{number}.xml", "<worksheet/>")
    with pytest.raises(ImportRefusedError, match="2,001 sheets: bring the one with the table"):
        read_csv(buffer.getvalue(), name="pay.xlsx")


@pytest.mark.parametrize(
    ("end", "sentence"),
    [
        ("<text:p>" * 100_000, "parts in parts without end"),
        ("<table:table>", "damaged"),
        ('<table:table table:name="A"></table:table>' * 1_500, "1,501 sheets"),
    ],
)
def test_an_open_document_that_no_program_writes_is_refused_at_once(end: str, sentence: str) -> None:
    sound = open_document([["Salary"], [20_000]])
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sound)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            content = source.read(name).decode()
            target.writestr(name, content.replace("</office:spreadsheet>", end + "</office:spreadsheet>"))
    with pytest.raises(ImportRefusedError, match=sentence):
        read_csv(buffer.getvalue(), name="pay.ods")


def test_tags_are_counted_across_pieces_and_not_within_attributes() -> None:
    state = np.zeros(3, np.int64)
    for piece in (b"<?xml?><a b='>", b'<x>\' c="/"><', b"d/><e></e", b"><f>"):
        count_nesting(np.frombuffer(piece, np.uint8), state)
    assert state.tolist() == [2, 2, 0]


@pytest.mark.parametrize(
    ("role", "cells", "ends"),
    [
        ("pay_high", ("3+ lakh", "5+ lakh", "4+ lakh"), (3 * LAKH, 5 * LAKH)),
        ("pay_low", ("up to 3 lakh", "up to 5 lakh", "up to 4 lakh"), (3 * LAKH, 5 * LAKH)),
    ],
)
def test_a_column_of_one_end_whose_cells_state_the_other(
    role: str, cells: tuple[str, ...], ends: tuple[float, float]
) -> None:
    """No row may be counted without a figure: the end that the cell states is the pay there is."""
    content = "city,amount\n" + "".join(f"Pune,{cell}\n" for cell in cells)
    imported = read_csv(content.encode(), ImportOptions(mapping={role: "amount"}, period="year"))
    middle = imported.survey.middle
    assert (12 * middle.min(), 12 * middle.max()) == pytest.approx(ends)
