"""What a file leaves open is told first, with the figure that the next best reading gives."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

import numpy as np
import pytest

from analytics.reading.importing.assemble import Import
from analytics.reading.importing.audit import Guess
from analytics.reading.importing.options import ImportOptions
from analytics.reading.importing.read import read_csv
from tests.analytics.reading.files.test_workbook import workbook


def read(*columns: Sequence[str], **decisions: object) -> Import:
    """A CSV file of columns, each with its header first."""
    sink = io.StringIO()
    csv.writer(sink).writerows(zip(*columns, strict=True))
    return read_csv(sink.getvalue().encode(), ImportOptions(**decisions), name="pay.csv")  # type: ignore[arg-type]


def guess_about(imported: Import, about: str) -> Guess | None:
    """The guess about one decision, if it is one; it must be told first then, and be in the JSON."""
    guess = next((guess for guess in imported.audit.guesses if guess.about == about), None)
    if guess is not None:
        assert guess.sentence(imported.audit.currency) in imported.audit.first()
        assert about in [entry["about"] for entry in json.loads(json.dumps(imported.audit.to_json()))["guesses"]]
    return guess


def alternative(guess: Guess | None) -> tuple[str, float]:
    """What the next best is, and the median per month it gives."""
    assert guess is not None
    return guess.runners_up[0].value, guess.runners_up[0].median


TOWNS = ["Town", *("Nashik", "Kochi", "Indore", "Surat") * 5]


def test_a_currency_that_no_row_states_is_a_guess_however_many_places_agree() -> None:
    pay = ["Monthly take home", *("31000", "34000", "42000", "27000") * 5]
    assert guess_about(read(TOWNS, pay), "currency") is not None
    assert guess_about(read(TOWNS, pay, currency="INR"), "currency") is None
    assert guess_about(read(TOWNS, ["Monthly take home (Rs)", *pay[1:]]), "currency") is None


@pytest.mark.parametrize(
    ("header", "cells", "is_guess"),
    [
        ("Compensation", ("$4,100 per month", "$5,200 per month", "$6,300 per month"), True),
        ("Monthly pay ($)", ("4100", "5200", "6300"), True),
        ("Monthly pay (US$)", ("4100", "5200", "6300"), False),
        ("Compensation", ("USD 4,100 a month", "USD5,200 a month", "$6,300 a month"), False),
    ],
)
def test_a_bare_dollar_could_be_that_of_another_country(header: str, cells: Sequence[str], *, is_guess: bool) -> None:
    imported = read(["Team", *"ABC" * 4], [header, *cells * 4])
    assert imported.survey.currency == "USD"
    guess = guess_about(imported, "dollar")
    assert (guess is not None) == is_guess
    if is_guess:
        assert alternative(guess) == ("CAD", 5200)
        assert guess_about(read(["Town", *("Denver, CO", "Boise, ID") * 6], [header, *cells * 4]), "dollar") is None


def test_a_column_of_dollar_signs_names_no_country() -> None:
    columns = ["Team", *"ABC" * 4], ["Monthly pay", *("4100", "5200", "6300") * 4], ["Currency", *"$" * 12]
    assert alternative(guess_about(read(*columns), "dollar")) == ("CAD", 5200)
    assert guess_about(read(*columns, currency="USD"), "dollar") is None


def test_more_than_twelve_payments_a_year_are_told_with_the_twelfth() -> None:
    cells = ("2100", "2400", "3000", "2700") * 5
    guess = guess_about(read(["Job", *("Cook", "Clerk") * 10], ["Monthly gross EUR (14 payments)", *cells]), "payments")
    assert alternative(guess) == ("12", pytest.approx(2550))
    assert guess is not None
    assert guess.choice.median == pytest.approx(2550 * 14 / 12)
    assert guess_about(read(["Job", *("Cook", "Clerk") * 10], ["Monthly gross EUR", *cells]), "payments") is None


@pytest.mark.parametrize(
    ("places", "header", "is_guess"),
    [
        (("Wien", "Graz", "Linz"), "Bruttogehalt monatlich (EUR)", True),
        (("Austria",), "Gross pay per month (EUR)", True),
        (("Team A", "Team B"), "Salario bruto mensual €", True),
        (("Lisboa", "Porto"), "Monthly pay in euros", True),
        (("Lima, Peru", "Cusco, Peru"), "Monthly pay (PEN)", True),
        (("Team A", "Team B"), "Μηνιαίος μισθός (€)", True),
        (("Berlin", "Hamburg"), "Bruttogehalt monatlich (EUR)", False),
        (("Wien", "Graz", "Linz"), "Bruttogehalt jährlich (EUR)", False),
        (("Puebla", "Monterrey"), "Salario mensual MXN", False),
    ],
)
def test_fourteen_payments_of_a_countrys_custom_are_told(places: Sequence[str], header: str, *, is_guess: bool) -> None:
    cells = ("2100", "2400", "3000", "2700") * 3 if is_guess or "hrlich" not in header else ("31000", "36000") * 6
    imported = read(["City", *(places * 12)[:12]], [header, *cells])
    guess = guess_about(imported, "payments")
    assert (guess is not None) == is_guess
    if is_guess:
        assert alternative(guess) == ("14", pytest.approx(2550 * 14 / 12))


@pytest.mark.parametrize(
    ("header", "months"),
    [
        ("Quarterly salary (INR)", 3),
        ("Pay per quarter in Rs", 3),
        ("Half-yearly pay (INR)", 6),
        ("Semi-annual wage INR", 6),
        ("Sueldo trimestral (INR)", 3),
        ("Salary for 3 months (Rs)", 3),
    ],
)
def test_pay_for_a_part_of_a_year_is_shared_out_and_told_as_it_would_be_for_a_month(header: str, months: int) -> None:
    cells = ("72000", "78000", "81000", "90000") * 5
    imported = read(["Job", *("Cook", "Clerk") * 10], [header, *cells])
    assert float(np.nanmedian(imported.survey.middle)) == pytest.approx(79_500 / months)
    assert alternative(guess_about(imported, "payments")) == ("12", pytest.approx(79_500))
    by_person = read(["Job", *("Cook", "Clerk") * 10], [header, *cells], period="month")
    assert float(np.nanmedian(by_person.survey.middle)) == 79_500
    assert guess_about(by_person, "payments") is None


def test_pay_for_several_months_that_is_usual_per_month_is_asked() -> None:
    imported = read(
        ["Job", *("Cook", "Clerk") * 10], ["Stipend (6 months) Rs", *("12000", "15000", "18000", "9000") * 5]
    )
    guess = guess_about(imported, "payments")
    assert float(np.nanmedian(imported.survey.middle)) == 13_500
    assert alternative(guess) == ("2", pytest.approx(13_500 / 6))
    yearly = read(["Job", *("Cook", "Clerk") * 10], ["Annual pay, paid quarterly (INR)", *("240000", "300000") * 10])
    assert float(np.nanmedian(yearly.survey.middle)) == 22_500


def test_another_sheet_of_a_workbook_with_other_pay_is_told_with_its_median() -> None:
    towns = ("Nashik", "Kochi", "Indore", "Surat") * 5
    sheets = {
        name: [
            ["Town", "Grade", "Pay per month (INR)"],
            *([town, "A", pay + 100 * row] for row, town in enumerate(towns)),
        ]
        for name, pay in (("Plant", 20_000), ("Head office", 60_000), ("Depot", 20_500))
    }
    imported = read_csv(workbook(*sheets.items()), name="pay.xlsx")
    assert imported.sheet == "Plant"
    assert alternative(guess_about(imported, "sheet")) == ("Head office", 60_950)
    assert (
        guess_about(read_csv(workbook(*sheets.items()), ImportOptions(sheet="Plant"), name="pay.xlsx"), "sheet") is None
    )
    del sheets["Head office"]
    assert guess_about(read_csv(workbook(*sheets.items()), name="pay.xlsx"), "sheet") is None  # 2.4 % more


def test_a_minority_without_a_period_is_told_with_the_median_of_the_other_period() -> None:
    of_others = [f"₹{amount} per month" for amount in (20_000, 22_000, 24_000, 60_000, 62_000, 64_000)]
    silent = ["₹61000", "₹63000", "₹65000", "₹66000"]
    imported = read(["Desk", *"ABCDEFGHIJ"], ["Pay", *of_others, *silent])
    assert float(np.nanmedian(imported.survey.middle)) == 61_500
    # As pay per year the four are 5,083 to 5,500 a month, and the median lies between 20,000 and 22,000.
    assert alternative(guess_about(imported, "period of some")) == ("year", pytest.approx(21_000))


def test_a_minority_without_a_currency_is_told_with_the_median_without_it() -> None:
    of_others = [f"EUR {amount}" for amount in (2_000, 2_100, 2_200, 2_300, 2_400, 2_500)]
    imported = read(["Desk", *"ABCDEFGHIJ"], ["Pay per month", *of_others, "3500", "3600", "3700", "3800"])
    assert float(np.nanmedian(imported.survey.middle)) == 2_450
    assert guess_about(imported, "currency of some") is None  # 2,250 without them: 8 % less
    imported = read(["Desk", *"ABCDEFGHIJ"], ["Pay per month", *of_others[:1] * 5, of_others[-1], *("4500",) * 4])
    assert alternative(guess_about(imported, "currency of some")) == ("left out", 2_000)


def test_rows_with_one_end_are_told_with_the_median_without_them() -> None:
    pay = ["₹20,000", "₹21,000", "₹22,000", "₹23,000", "above ₹40,000", "above ₹45,000", "above ₹50,000"]
    imported = read(["Desk", *"ABCDEFG"], ["Pay per month", *pay])
    assert float(np.nanmedian(imported.survey.middle)) == 23_000
    assert guess_about(imported, "open ends") is None  # 21,500 without them: 7 % less
    imported = read(["Desk", *"ABCDEFG"], ["Pay per month", *pay[:3], "above ₹38,000", *pay[4:]])
    assert alternative(guess_about(imported, "open ends")) == ("left out", 21_000)


def test_repeated_rows_are_told_where_leaving_them_out_changes_the_median() -> None:
    desks = ["Desk", *"ABCDE", *"E" * 5]
    pay = ["Pay per month (INR)", "20000", "22000", "24000", "26000", *("40000",) * 6]
    imported = read(desks, pay)
    assert (imported.audit.duplicates, float(np.nanmedian(imported.survey.middle))) == (5, 40_000)
    assert alternative(guess_about(imported, "repeats")) == ("left out", 24_000)
    assert guess_about(read(desks, pay, drop_duplicates=True), "repeats") is None
    close = [pay[0], "38000", "39000", "40500", "41000", *pay[5:]]
    assert guess_about(read(desks, close), "repeats") is None


def test_pay_in_two_parts_is_told_with_what_both_come_to() -> None:
    cells = ("16 + 4 LPA", "fixed 20 lakh, variable 5 lakh", "24 LPA", "18+4.5 LPA")
    imported = read(["Desk", *"ABCD" * 4], ["CTC", *cells * 4])
    assert float(np.nanmedian(imported.survey.middle)) == pytest.approx(19e5 / 12)
    # 20, 25, 24 and 22.5 lakh with the variable part: a median of 23.25 lakh.
    guess = guess_about(imported, "fixed part")
    assert alternative(guess) == ("total", pytest.approx(23.25e5 / 12))
    assert guess_about(read(["Desk", *"ABCD" * 4], ["CTC", *("16 + 1 LPA", "20 LPA") * 8]), "fixed part") is None


def test_dots_that_could_be_decimals_are_told_and_the_period_is_that_of_the_grouped_figures() -> None:
    cells = ("41.000", "54.500", "46.750", "63.250")
    imported = read(["Desk", *"ABCD" * 4], ["Pay EUR", *cells * 4])
    assert (imported.period.value, float(np.nanmedian(imported.survey.middle))) == ("year", 50_625 / 12)
    # 50.625 euros an hour, for 208 hours a month
    assert alternative(guess_about(imported, "dots")) == ("decimals", pytest.approx(50.625 * 208))
    unmistakable = read(["Desk", *"ABCD" * 4], ["Pay EUR", *("41.000,50", *cells[1:]) * 4])
    assert guess_about(unmistakable, "dots") is None
    # 2.9 euros are no pay for any time: as thousands a month they are the same figures.
    monthly = read(["Desk", *"ABCD" * 4], ["Monthly pay EUR", *("2.100", "2.900", "3.400", "2.750") * 4])
    assert float(np.nanmedian(monthly.survey.middle)) == 2_825
    assert guess_about(monthly, "dots") is None
