"""Exports of pay registers, HR systems and job sites: which of many columns is the pay, and in what money."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pytest

from analytics.reading.importing.assemble import Import
from analytics.reading.importing.read import read_csv
from tests.analytics.reading.importing.test_variations import table

ROWS = 40
GROSS = [20_000 + 1_000 * row for row in range(ROWS)]
MEDIAN = 39_500.0


def texts(form: str, times: float = 1.0) -> list[str]:
    """The gross pay of each row, times a factor, in a notation."""
    return [form.format(gross * times) for gross in GROSS]


def read(columns: dict[str, Sequence[str]], below: str = "") -> Import:
    return read_csv(table(columns, ROWS) + below.encode(), name="pay.csv")


def median(imported: Import) -> float:
    return float(np.nanmedian(imported.survey.middle))


REGISTERS: dict[str, dict[str, Sequence[str]]] = {
    "pay statement": {
        "Designation": ["Executive"],
        "BASIC": texts("{:.0f}", 0.5),
        "HRA": texts("{:.0f}", 0.3),
        "GROSS": texts("{:.0f}"),
        "PF": ["1800"],
        "NET PAY": texts("{:.0f}", 0.9),
    },
    "accounts": {
        "Particulars": [f"Person {row}" for row in range(ROWS)],
        "Basic Pay": texts("{:,.2f} Dr", 0.6),
        "HRA": texts("{:,.2f} Dr", 0.4),
        "Total Earnings": texts("{:,.2f} Dr"),
        "Net Amount": texts("{:,.2f} Cr", 0.9),
    },
    "HR system, annual": {
        "Position": ["Manager"],
        "Annual salary": texts("{:.2f}", 12),
        "Crcy": ["INR"],
        "Pay Scale Group": ["E1", "E2"],
        "Capacity Util. Level": ["100.00"],
    },
    "HR system, by frequency": {
        "Business Title": ["Analyst"],
        "Total Base Pay - Amount": texts("{:.0f}"),
        "Currency": ["INR"],
        "Frequency": ["Monthly"],
        "Compa-Ratio": ["0.95", "1.02"],
    },
    "fixed and variable": {
        "Designation Name": ["Associate"],
        "CTC(Annual)": texts("{:.0f}", 12),
        "Fixed CTC": texts("{:.0f}", 11),
        "Variable CTC": texts("{:.0f}"),
    },
    "job site with revenues": {
        "Job Title": ["Data Analyst"],
        "Salary": texts("₹{:.0f} per month"),
        "Revenue": ["$50 to $100 million (USD)"],
        "Funding": ["₹20 crore"],
    },
}


@pytest.mark.parametrize("kind", REGISTERS)
def test_the_gross_pay_of_a_register_is_the_pay(kind: str) -> None:
    imported = read(REGISTERS[kind])
    assert (median(imported), imported.survey.currency) == (pytest.approx(MEDIAN), "INR")


def test_a_total_that_says_no_credit_does_not_decide_the_period() -> None:
    total = f'Grand Total,"{sum(GROSS) * 0.6:,.2f}",,"{sum(GROSS):,.2f}",\n'
    imported = read(REGISTERS["accounts"], below=total)
    assert (median(imported), imported.audit.rows_used) == (pytest.approx(MEDIAN), ROWS)


def test_a_currency_column_beats_decimal_commas() -> None:
    columns = {
        "Standort": ["Pune"],
        "Annual salary": [f"{amount:.2f}".replace(".", ",") for amount in GROSS],
        "Crcy": ["INR"],
    }
    assert read(columns).survey.currency == "INR"


@pytest.mark.parametrize(
    ("place", "currency"),
    [
        ({"City": ["London", "Leeds"]}, "GBP"),
        ({"City": ["Karachi", "Lahore"]}, "PKR"),
        ({"State": ["MA", "CT", "NY"]}, "USD"),
        ({"region": ["2. Middle Atlantic"]}, "USD"),
        ({"Cidade": ["Recife", "Curitiba"]}, "BRL"),
        ({"State": ["TN", "KA", "MH"]}, "INR"),
        ({"City": ["Pune", "Salem"]}, "INR"),
    ],
)
def test_places_say_the_currency(place: dict[str, Sequence[str]], currency: str) -> None:
    assert read({**place, "Annual salary": texts("{:.0f}", 12)}).survey.currency == currency


def test_records_deep_in_an_object_are_found_and_named() -> None:
    jobs = [{"jobTitle": "Clerk", "salary": f"{gross} per month"} for gross in GROSS]
    text = json.dumps({"status": "ok", "data": {"count": ROWS, "facets": [{"name": "x"}], "jobs": jobs}})
    imported = read_csv(text.encode(), name="pay.json")
    assert median(imported) == MEDIAN
    assert any("“data.jobs”" in inference.sentence for inference in imported.audit.inferences)


def test_every_guess_that_moves_a_tenth_of_the_rows_is_told_first() -> None:
    columns = {"City": ["Pune", "Delhi"], "Work location": ["Chennai", "Kochi"], "Monthly salary": texts("{:.0f}")}
    imported = read(columns)
    assert any(guess.about == "city" for guess in imported.audit.guesses)
    assert any("the place of work is taken from" in sentence for sentence in imported.audit.first())
