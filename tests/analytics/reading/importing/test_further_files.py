"""Cells and files that an adversary thought of, each with the answer that was written down before it was first read."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.reading.fields.pay import GROUPING_DOT, PESOS, NotPay, PayRange, Reason, read_pay
from analytics.reading.importing.assemble import Import
from analytics.reading.importing.read import read_csv
from tests.analytics.reading.importing.test_eighty_files import CITIES

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
