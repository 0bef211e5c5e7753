"""What must not change a figure: unrelated columns, names of columns, order, separators, encodings, quotes, workbooks.

Each property is tried on seeded surveys with every kind of pay; the plain file is read once for each seed.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import openpyxl
import pytest

from analytics.reading.importing.assemble import Import
from analytics.reading.importing.read import read_csv

pytestmark = pytest.mark.slow
CITIES = ("Pune", "Delhi", "Mumbai", "Jaipur", "Chennai", "Kochi")
JOBS = ("Accountant", "HR Executive", "Data Analyst", "Office Assistant", "Telecaller")
SEEDS = range(8)

Table = dict[str, list[str]]


@cache
def _pay(seed: int) -> tuple[int, ...]:
    """Rupees a month, in hundreds."""
    rng = random.Random(seed)
    return tuple(round(25_000 * rng.lognormvariate(0, 0.35), -2) for _ in range(rng.randint(24, 60)))


def survey(seed: int) -> Table:
    """A survey of the seed: pay a month, city, job and years."""
    rng, pay = random.Random(seed), _pay(seed)
    return {
        "City": [rng.choice(CITIES) for _ in pay],
        "Designation": [rng.choice(JOBS) for _ in pay],
        "Experience": [f"{rng.randint(0, 12)}" for _ in pay],
        "Monthly salary": [str(int(amount)) for amount in pay],
    }


def as_csv(columns: Table, separator: str = ",", quoting: int = csv.QUOTE_MINIMAL, end: str = "\n") -> str:
    sink = io.StringIO()
    writer = csv.writer(sink, delimiter=separator, quoting=quoting, lineterminator=end)  # type: ignore[arg-type]
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return sink.getvalue()


def as_workbook(columns: Table) -> bytes:
    """Numbers as numbers, as people type them."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(columns))
    for row in zip(*columns.values(), strict=True):
        sheet.append([float(cell) if cell.replace(".", "", 1).isdigit() else cell for cell in row])
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def read(columns: Table) -> Import:
    return read_csv(as_csv(columns).encode(), name="pay.csv")


def figures(imported: Import) -> dict[str, list[float]]:
    """The pay of each group of each standard dimension, in ascending order, and of everyone."""
    groups = {"": sorted(imported.survey.middle.tolist())}
    for name in ("city", "experience", "role"):
        dimension = imported.survey.dimensions[name]
        for index, value in enumerate(dimension.values):
            holds = np.array([index in cell for cell in dimension.members()])[dimension.codes]
            groups[f"{name}: {value}"] = sorted(imported.survey.middle[holds].tolist())
    return groups


@cache
def plain(seed: int) -> dict[str, list[float]]:
    return figures(read(survey(seed)))


def test_the_plain_files_are_read_as_they_were_written() -> None:
    for seed in SEEDS:
        assert plain(seed)[""] == sorted(map(float, _pay(seed)))


# ---------------------------------------------------------------------------------------------- columns and their names

UNRELATED: dict[str, Sequence[str]] = {
    "Notice Period": ["1 month", "2 months", "Immediate"],
    "Salary review frequency": ["Yearly", "Half-yearly"],
    "Payout cycle": ["Monthly"],
    "Client billing": ["Hourly", "Monthly"],
    "Bond (years)": ["1", "2", "0"],
    "Probation": ["3 months", "6 months"],
    "Employee strength": ["120", "4500", "80"],
    "Revenue (Rs Cr)": ["120", "4500", "80"],
    "Loan EMI": ["12500", "8000"],
    "Laptop cost": ["55000", "61000"],
    "Home rent": ["15000", "22000", "9000"],
    "PIN": ["560001", "110001"],
    "Year of passing": ["2015", "2019", "2021"],
    "Commute (km)": ["5", "12", "31"],
    "Rating": ["3.8", "4.1", "2.9"],
    "10th %": ["78.2", "91.0", "66.6"],
    "College": ["Delhi University", "IIT Madras"],
    "Home town": ["Patna", "Surat", "Lucknow"],
    "Father's income": ["300000", "700000"],
    "Age": ["24", "31", "45"],
    "Last appraisal": ["Apr 2023", "Oct 2023"],
    "Currency pairs traded": ["USD/INR", "EUR/INR"],
    "Client currency": ["USD", "INR"],
    "Billing currency": ["USD"],
    "Shift": ["Day", "Night"],
    "Remarks": ["paid monthly, in lakhs", "annual bonus 2 lakhs"],
    "Months worked": ["12", "11", "9"],
    "Number of payments": ["12", "13"],
    "Business unit": ["Lakh Estates", "Retail"],
    "Units sold": ["120", "340"],
    "Gender (1=Male, 2=Female)": ["1", "2"],
    "Satisfaction (1 = low, 2 = high)": ["1", "2"],
    "Semi-monthly payroll": ["Yes", "No"],
}


@pytest.mark.parametrize("header", UNRELATED)
def test_a_column_that_has_nothing_to_do_with_pay_changes_no_figure(header: str) -> None:
    for seed in list(SEEDS)[:3]:
        columns = survey(seed)
        column = [UNRELATED[header][row % len(UNRELATED[header])] for row in range(len(_pay(seed)))]
        for wider in ({header: column, **columns}, {**columns, header: column}):
            assert figures(read(wider)) == plain(seed), seed


SYNONYMS: dict[str, Sequence[str]] = {
    "Monthly salary": [
        *("Monthly Pay", "salary_per_month", "GROSS MONTHLY SALARY", "Pay (p.m.)", "Wages per month", "monthlyIncome"),
        *("Compensation per month", "Stipend (monthly)", "Remuneration p.m.", "Earnings / month", "मासिक वेतन"),
        *("मासिक पगार", "மாத சம்பளம்", "నెల జీతం", "ಮಾಸಿಕ ವೇತನ", "માસિક પગાર", "മാസ ശമ്പളം", "মাসিক বেতন"),
        *("Monatsgehalt (INR)", "Salaire mensuel (INR)", "Månadslön (INR)", "Salario mensual (INR)", "月給 (INR)"),
    ],
    "City": ["Location", "Job Location", "Work city", "Town", "शहर", "நகரம்", "నగరం", "Stadt", "Ville", "Ciudad"],
    "Experience": [
        "Years of experience",
        "Exp (yrs)",
        "YOE",
        "Total Exp",
        "Work ex",
        "अनुभव",
        "அனுபவம்",
        "Berufserfahrung",
    ],
    "Designation": ["Job Title", "Role", "Position", "पदनाम", "பதவி", "Beruf", "Puesto", "jobTitle"],
}


@pytest.mark.parametrize(
    ("header", "synonym"), [(name, entry) for name, entries in SYNONYMS.items() for entry in entries]
)
def test_a_synonym_in_the_header_changes_no_figure(header: str, synonym: str) -> None:
    columns = {synonym if name == header else name: cells for name, cells in survey(3).items()}
    assert figures(read(columns)) == plain(3)


# -------------------------------------------------------------------------------------------------- units and notations

NOTATIONS: dict[str, tuple[str, Callable[[float], str]]] = {
    "rupees a year": ("Annual salary", lambda pay: f"{pay * 12:.0f}"),
    "lakhs a year": ("CTC (LPA)", lambda pay: f"{pay * 12 / 1e5:.4f}"),
    "lakhs a year, in cells": ("CTC", lambda pay: f"{pay * 12 / 1e5:.4f} LPA"),
    "crores a year": ("Package (Rs Cr p.a.)", lambda pay: f"{pay * 12 / 1e7:.6f}"),
    "thousands a month": ("Monthly salary (Rs. '000)", lambda pay: f"{pay / 1e3:.1f}"),
    "k": ("Salary", lambda pay: f"{pay / 1e3:.1f}k per month"),
    "Indian commas": ("Annual CTC", lambda pay: _indian(pay * 12)),
    "sign and period": ("Salary", lambda pay: f"₹{pay:,.0f}/month"),
    "words": ("Salary", lambda pay: f"Rs. {pay:.0f}/- p.m."),
    "Devanagari digits": ("मासिक वेतन", lambda pay: f"{pay:.0f}".translate(str.maketrans("0123456789", "०१२३४५६७८९"))),
    "a week": ("Weekly wage", lambda pay: f"{pay * 12 / 52:.2f}"),
    "a day": ("Daily wage", lambda pay: f"{pay / 26:.2f}"),
    "a range": ("Salary per month", lambda pay: f"{pay - 500:.0f} - {pay + 500:.0f}"),
    "two units": ("CTC", lambda pay: f"{pay * 12 // 1e5:.0f} lakh {pay * 12 % 1e5 / 1e3:.1f} thousand per annum"),
    "fixed and variable": ("CTC", lambda pay: f"{pay * 12 / 1e5:.4f} + 1.2 LPA"),
    "half a month": ("Semi-monthly pay (INR)", lambda pay: f"{pay / 2:.2f}"),
    "four weeks": ("Pay every four weeks (INR)", lambda pay: f"{pay * 12 / 13:.4f}"),
    "thirteen payments": ("Monthly pay x 13 (INR)", lambda pay: f"{pay * 12 / 13:.4f}"),
    "fourteen payments, in cells": ("Pay (INR)", lambda pay: f"{pay * 12 / 14:.4f} x 14"),
    "the unit first": ("Salary p.a.", lambda pay: f"Lakhs {pay * 12 / 1e5:.5f}"),
    "Arabic digits": (
        "Monthly salary",
        lambda pay: f"{pay:,.0f}".translate(str.maketrans("0123456789,", "٠١٢٣٤٥٦٧٨٩٬")),
    ),
    "scientific": ("Annual salary", lambda pay: f"{pay * 12:.6e}"),
}


def _indian(rupees: float) -> str:
    digits = f"{rupees:.0f}"
    head, tail = digits[:-3], digits[-3:]
    while len(head) > 2:
        head, tail = head[:-2], f"{head[-2:]},{tail}"
    return f"{head},{tail}" if head else tail


@pytest.mark.parametrize("notation", NOTATIONS)
def test_another_unit_period_or_notation_changes_no_figure(notation: str) -> None:
    header, write = NOTATIONS[notation]
    for seed in list(SEEDS)[:3]:
        columns = survey(seed)
        pay = columns.pop("Monthly salary")
        rewritten = figures(read({**columns, header: [write(float(amount)) for amount in pay]}))
        assert rewritten.keys() == plain(seed).keys()
        for group, expected in plain(seed).items():
            assert rewritten[group] == pytest.approx(expected, rel=1e-3), (seed, group)


# ------------------------------------------------------------------------------------------------------- order and form


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_columns_and_of_rows_changes_no_figure(seed: int) -> None:
    rng, columns = random.Random(seed), survey(seed)
    names = rng.sample(list(columns), len(columns))
    order = rng.sample(range(len(_pay(seed))), len(_pay(seed)))
    assert figures(read({name: [columns[name][row] for row in order] for name in names})) == plain(seed)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "~", "^"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])
def test_separator_and_quotation_marks_change_no_figure(separator: str, quoting: int) -> None:
    for seed in list(SEEDS)[:3]:
        text = as_csv(survey(seed), separator, quoting)
        assert figures(read_csv(text.encode(), name="pay.csv")) == plain(seed), seed


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1", "cp1250"]
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encoding_and_line_ends_change_no_figure(encoding: str, end: str) -> None:
    for seed in list(SEEDS)[:2]:
        columns = survey(seed) | {"Büro": ["Café №" if encoding.startswith("utf") else "Café"] * len(_pay(seed))}
        text = as_csv(columns, end=end)
        assert figures(read_csv(text.encode(encoding), name="pay.csv")) == plain(seed), seed


@pytest.mark.parametrize("seed", list(SEEDS)[:6])
def test_a_workbook_gives_the_figures_of_its_csv(seed: int) -> None:
    assert figures(read_csv(as_workbook(survey(seed)), name="pay.xlsx")) == plain(seed)


@pytest.mark.parametrize("seed", list(SEEDS)[:6])
def test_empty_columns_rows_and_a_title_change_no_figure(seed: int) -> None:
    rows = len(_pay(seed))
    columns: Table = {"": [""] * rows, **survey(seed), " ": [""] * rows}
    text = f"Acme Pvt Ltd,,,,,\n,,,,,\n{as_csv(columns)},,,,,\n,,,,,\n"
    assert figures(read_csv(text.encode(), name="pay.csv")) == plain(seed)


# ------------------------------------------------------------------------------------- rows and cells that do not count

NO_PAY: dict[str, str] = {
    "a total": "Total,,,{total}",
    "a subtotal in another column": "Pune,Sub Total,,{total}",
    "an average": ",Average,,25000",
    "a maximum": "Maximum,,,99000",
    "a piece rate": "Pune,Accountant,2,Rs 500 per lecture",
    "an impossible amount": "Pune,Accountant,2,5600000 LPA",
    "nothing disclosed": "Pune,Accountant,2,Not disclosed",
    "no pay": "Pune,Accountant,2,Unpaid",
    "a percentage": "Pune,Accountant,2,30%",
    "a negative amount": 'Pune,Accountant,2,"(25,000)"',
    "the header again": "City,Designation,Experience,Monthly salary",
    "another currency": "Pune,Accountant,2,$900 per month",
    "a blank row": ",,,",
    "a note": "Source: payroll of March 2024,,,",
}


@pytest.mark.parametrize("kind", NO_PAY)
def test_rows_that_are_no_pay_of_a_person_change_no_figure(kind: str) -> None:
    for seed in list(SEEDS)[:3]:
        lines = as_csv(survey(seed)).splitlines()
        row = NO_PAY[kind].format(total=int(sum(_pay(seed))))
        places = [len(lines)] if kind in ("a total", "a note") else [len(lines), len(lines) // 2]
        for place in places:
            text = "\n".join([*lines[:place], row, *lines[place:], ""])
            imported = read_csv(text.encode(), name="pay.csv")
            assert figures(imported) == plain(seed), (seed, place)
            assert imported.audit.rows_used == len(_pay(seed))


SAME_CELLS: dict[str, tuple[str, Callable[[str], str]]] = {
    "months for years": ("Experience", lambda years: f"{int(years) * 12} months"),
    "years and months": ("Experience", lambda years: f"{years}y 0m"),
    "years in words": ("Experience", lambda years: f"{years} Year(s)"),
    "places in capitals": ("City", str.upper),
    "places with their country": ("City", lambda city: f"{city}, India"),
    "codes of places": (
        "City",
        lambda city: {"Pune": "PNQ", "Delhi": "DEL", "Mumbai": "BOM", "Jaipur": "JAI", "Chennai": "MAA"}.get(
            city, "COK"
        ),
    ),
    "postal codes": (
        "City",
        lambda city: {
            "Pune": "411001",
            "Delhi": "110001",
            "Mumbai": "400001",
            "Jaipur": "302001",
            "Chennai": "600001",
        }.get(city, "682001"),
    ),
    "blanks around": ("Monthly salary", lambda pay: f"  {pay} "),
    "decimals": ("Monthly salary", lambda pay: f"{pay}.00"),
    "a text in a spreadsheet": ("Monthly salary", lambda pay: f"'{pay}"),
    "a lost sign": ("Monthly salary", lambda pay: f"?{pay}"),
}


@pytest.mark.parametrize("form", SAME_CELLS)
def test_the_same_cell_in_another_form_changes_no_figure(form: str) -> None:
    header, write = SAME_CELLS[form]
    for seed in list(SEEDS)[:3]:
        columns = survey(seed)
        columns[header] = [write(cell) for cell in columns[header]]
        assert figures(read(columns)) == plain(seed), seed


@pytest.mark.parametrize("seed", list(SEEDS)[:4])
def test_descriptions_with_line_breaks_and_marks_change_no_figure(seed: int) -> None:
    rng = random.Random(seed)
    parts = ["We need\nyou", 'a "good" mind', "salary; bonus, and more", "₹5 lakh\r\n* perks", "l'équipe"]
    columns: Table = {"Description": [" ".join(rng.sample(parts, 3)) for _ in _pay(seed)], **survey(seed)}
    assert figures(read(columns)) == plain(seed)


@pytest.mark.parametrize("text", ["{} and above", "> {}", "more than {}", "{}+", "[{}-", "from {}", "{} onwards"])
def test_rows_with_an_open_end_stay_and_move_the_others_no_further(text: str) -> None:
    for seed in list(SEEDS)[:3]:
        highest = max(_pay(seed))
        pay = [text.format(int(amount)) if amount == highest else str(int(amount)) for amount in _pay(seed)]
        imported = read(survey(seed) | {"Monthly salary": pay})
        assert sorted(imported.survey.middle.tolist()) == plain(seed)[""], seed
        assert imported.audit.open_ended == _pay(seed).count(highest)


@pytest.mark.parametrize("seed", list(SEEDS)[:6])
def test_a_mixture_of_months_and_years_is_never_silent(seed: int) -> None:
    rng = random.Random(seed)
    share = rng.uniform(0.2, 0.8)
    pay = [str(int(amount * 12 if rng.random() < share else amount)) for amount in _pay(seed) * 3]
    columns = {name: cells * 3 for name, cells in survey(seed).items()} | {"Monthly salary": pay}
    imported = read(columns)
    assert imported.audit.doubt
    assert imported.audit.first()[0] == imported.audit.doubt


@pytest.mark.parametrize("seed", list(SEEDS)[:6])
def test_much_damage_is_said_first(seed: int) -> None:
    rng = random.Random(seed)
    broken = ["#####", "2x4y", "see note 4 and 5", "12,3,4", "??25000??", "12-Mar"]
    pay = [rng.choice(broken) if row % 3 == 0 else str(int(amount)) for row, amount in enumerate(_pay(seed))]
    imported = read(survey(seed) | {"Monthly salary": pay})
    assert imported.audit.first()[0].startswith("Much of this file could not be read")
