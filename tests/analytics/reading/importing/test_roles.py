"""Which column means what: headers of many kinds and languages, and the columns that only look like pay."""

import pytest

from analytics.reading.importing.headers import header_currency, header_unit, plain, read_currency, read_period
from analytics.reading.importing.profile import Profile
from analytics.reading.importing.roles import MappingError, guess

PAY = ["18000", "25000", "32500", "21000"]


def roles(**columns: list[str]) -> dict[str, str]:
    """Header → role; an underscore at the end of a header keeps Python's keywords apart."""
    profiles = [Profile.of(header, cells) for header, cells in columns.items()]
    return {column.header: column.role for column in guess(profiles).columns}


ENGLISH = ["salary", "Monthly_Salary", "grossPay", "CTC", "Annual Package", "stipend", "wage", "Total Compensation"]
OTHERS = ["वेतन", "Sueldo", "Gehalt", "Monatsgehalt", "Salaire brut", "Salário", "Зарплата", "Wynagrodzenie"]


@pytest.mark.parametrize("header", [*ENGLISH, *OTHERS, "What is your salary?", "basesalary"])
def test_words_for_pay(header: str) -> None:
    assert roles(**{"City": ["Pune", "Delhi", "Pune", "Delhi"], header: PAY})[header] == "pay"


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("log_salary", ["9.79", "10.13", "10.38", "9.95"]),
        ("logwage", ["9.79", "10.13", "10.38", "9.95"]),
        ("salary_id", ["13", "18", "65", "70"]),
        ("Salaries Reported", ["3", "1", "12", "2"]),
        ("salary satisfaction", ["1", "5", "3", "4"]),
        ("Salary last year", PAY),
        ("bonus", PAY),
        ("pincode", ["411001", "110001", "560001", "400001"]),
        ("phone", ["9820012345", "9820012346", "9820012347", "9820012348"]),
        ("year", ["2019", "2020", "2021", "2022"]),
        ("salary_currency", ["INR", "INR", "USD", "INR"]),
        ("salary hike %", ["10", "12", "8", "15"]),
        ("estimated_employee", ["11999139", "11755881", "12086707", "12285693"]),
    ],
)
def test_what_only_looks_like_pay(header: str, cells: list[str]) -> None:
    guesses = roles(**{header: cells, "Salary": PAY})
    assert guesses["Salary"] == "pay"
    assert guesses[header] not in ("pay", "pay_low", "pay_middle", "pay_high")


def test_ids_codes_counts_and_years_alone_are_no_pay() -> None:
    ids = [str(100_000 + index) for index in range(40)]
    years = [str(1990 + index % 30) for index in range(40)]
    marks = [str(1 + index % 5) for index in range(40)]
    guesses = roles(employee_id=ids, pincode=ids, founded=years, rating=marks, reviews=[str(i * 7) for i in range(40)])
    assert not {"pay", "pay_low", "pay_high"} & set(guesses.values())


@pytest.mark.parametrize(
    ("low", "high", "middle"),
    [
        ("min_salary", "max_salary", "med_salary"),
        ("Salary From", "Salary To", "Average Salary"),
        ("Lower wage", "Upper wage", "Median wage"),
        ("Зарплата от", "Зарплата до", "Средняя зарплата"),
    ],
)
def test_low_middle_and_high_belong_together(low: str, high: str, middle: str) -> None:
    guesses = roles(**{high: ["30000", "40000"], low: ["20000", "25000"], middle: ["24000", "33000"]})
    assert guesses == {high: "pay_high", low: "pay_low", middle: "pay_middle"}


@pytest.mark.parametrize(
    ("header", "cells", "role"),
    [
        ("Total_years_of_experience", ["1,5", "3", "15, thereof 8 as CTO", "7"], "experience"),
        ("अनुभव", ["2 साल", "फ्रेशर", "५ साल", "1 साल"], "experience"),
        ("Berufserfahrung", ["3 Jahre", "10+ Jahre", "1 Jahr", "5"], "experience"),
        ("Age", ["24", "31", "45", "28"], "ignore"),
        ("Designation", ["Accountant", "Clerk", "Accountant", "Telecaller"], "role"),
        ("Должность", ["Бухгалтер", "Аналитик", "Бухгалтер", "Менеджер"], "role"),
        ("Job Location", ["Pune", "Delhi", "Pune", "Mumbai"], "city"),
        ("Stadt", ["Berlin", "Köln", "Berlin", "Köln"], "city"),
        ("State/UT", ["Bihar", "Kerala", "Bihar", "Punjab"], "state"),
        ("Industry", ["Bank", "Retail", "Bank", "Retail"], "sector"),
        ("Gender", ["F", "M", "F", "M"], "dimension"),
        ("Employee Name", ["Asha", "Ravi", "Meena", "John"], "ignore"),
        ("Contact", ["98200 12345", "98200 12346", "98200 12347", "98200 12348"], "ignore"),
        ("Reach me", ["a@x.in", "b@x.in", "c@x.in", "d@x.in"], "ignore"),
        ("Tax no", ["ABCPR1234K", "ABCPR1234L", "ABCPR1234M", "ABCPR1234N"], "ignore"),
        ("Joined on", ["01-04-2019", "01-04-2015", "01-04-2019", "01-04-2015"], "ignore"),
    ],
)
def test_other_roles(header: str, cells: list[str], role: str) -> None:
    assert roles(**{header: cells, "Salary": PAY})[header] == role


def test_every_guess_has_a_reason_and_its_alternatives() -> None:
    profiles = [Profile.of("Gross salary", PAY), Profile.of("Net salary", PAY), Profile.of("Job title", ["Clerk"] * 4)]
    guesses = guess(profiles)
    assert [column.role for column in guesses.columns] == ["pay", "ignore", "role"]
    assert guesses.columns[0].reason == "the header says “salary”, all 4 values looked at read as pay"
    assert guesses.alternatives["pay"] == ("Net salary",)
    mapped = guess(profiles, mapping={"pay": "net  SALARY"})
    assert mapped.pay == ("Net salary",)
    with pytest.raises(MappingError, match="is no role"):
        guess(profiles, mapping={"salary": "Net salary"})


def test_what_a_header_states() -> None:
    assert plain("Yearly_brutto_salary_EUR") == "yearly brutto salary eur"
    periods = {
        "Yearly_brutto_salary_EUR": "year",
        "monthly_salary_inr": "month",
        "Salario bruto mensual (AR$)": "month",
    }
    periods |= {"Hourly rate": "hour", "Daily wage": "day", "Jahresgehalt": "year", "मासिक वेतन": "month"}
    assert {header: read_period(header) for header in periods} == periods
    assert read_period("Salary a year ago") is None
    currencies = {"Annual CTC (INR)": "INR", "salary_in_usd": "USD", "Salario (AR$)": "ARS", "Gehalt €": "EUR"}
    currencies |= {"Pay (£)": "GBP", "Package (LPA)": "INR", "Зарплата, руб.": "RUB"}
    assert {header: header_currency(header) for header in currencies} == currencies
    assert header_currency("Salary") is None
    assert (header_unit("CTC in Lakhs"), header_unit("Income (k$)"), header_unit("Salary")) == (1e5, 1e3, None)
    assert (read_currency("EUR European Euro"), read_currency("RUR"), read_currency("Gold")) == ("EUR", "RUB", None)
