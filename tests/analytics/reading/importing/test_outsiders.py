"""Exports as outsiders write them, each with its right answer: systems of HR, job sites, surveys, pay bills, languages.

Every file has thirty rows; the figures rise evenly, so that the median is the figure in the middle.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from analytics.reading.files.table import ImportRefusedError
from analytics.reading.importing.descriptor import parse_descriptor, write_descriptor
from analytics.reading.importing.options import ImportOptions
from analytics.reading.importing.read import read_csv

ROWS = 30
HALFWAY = (ROWS - 1) / 2


def a_year(row: int) -> int:
    return 300_000 + 20_000 * row


def a_month(row: int) -> int:
    return 18_000 + 500 * row


def lakhs(row: int) -> float:
    return 3 + 0.2 * row


@dataclass(frozen=True)
class Export:
    """A file, and its median pay per month."""

    header: str
    line: Callable[[int], str]
    median: float
    currency: str = "INR"
    above: str = ""
    below: str = ""

    @property
    def content(self) -> bytes:
        lines = (self.line(row) for row in range(ROWS))
        return "\n".join([f"{self.above}{self.header}", *lines, self.below]).encode()


YEARLY = (300_000 + 20_000 * HALFWAY) / 12
MONTHLY = 18_000 + 500 * HALFWAY
IN_LAKHS = (3 + 0.2 * HALFWAY) * 1e5 / 12

EXPORTS = {
    "keka": Export(
        "Employee Number,Employee Name,Department,Location,Date Of Joining,"
        "Notice Period,Annual CTC,Remuneration Type,Pay Group",
        lambda row: f"E{row:03d},Name {row},Accounts,Pune,01-Apr-2021,90 Days,{a_year(row)},Annual,Monthly",
        YEARLY,
    ),
    "darwinbox": Export(
        "Employee ID,Full Name,Designation,Band,Fixed CTC,Variable Pay,Total CTC,Appraisal Cycle",
        lambda row: (
            f"D{row},N {row},Executive,B2,{int(a_year(row) * 0.9)},{int(a_year(row) * 0.1)},{a_year(row)},Half Yearly"
        ),
        YEARLY,
    ),
    "greythr": Export(
        "Emp No,Name,BASIC,HRA,CONVEYANCE,SPECIAL ALLOWANCE,GROSS,PF,PT,NET PAY",
        lambda row: (
            f"{row + 1},N{row},{a_month(row) * 0.5:.2f},{a_month(row) * 0.2:.2f},"
            f"1600.00,{a_month(row) * 0.3 - 1600:.2f},"
            f"{a_month(row):.2f},1800.00,200.00,{a_month(row) - 2000:.2f}"
        ),
        MONTHLY,
        below="Total,,,,,,,,,\n",
    ),
    "zoho": Export(
        "Employee ID,First Name,Work location,Designation,Experience,Current Salary,Salary Effective From,Pay Schedule",
        lambda row: f"Z{row},F{row},Chennai,Developer,{row % 8} years 3 months,{a_year(row)},2025-04-01,Monthly",
        YEARLY,
    ),
    "tally": Export(
        "Particulars,,Debit,Credit",
        lambda row: f'Employee {row},,"{a_month(row):,.2f}",',
        MONTHLY,
        above="ABC Traders\nSalary Register\n1-Apr-25 to 30-Apr-25\n",
        below='Grand Total,,"757,500.00",\n',
    ),
    "naukri rms": Export(
        "S.No,Candidate Name,Current Designation,Total Experience,"
        "Annual Salary,Expected Salary,Notice Period,Current Location,Key Skills",
        lambda row: (
            f"{row + 1},C{row},Accountant,{row % 9} Year(s) {row % 12} Month(s),"
            f"Rs {a_year(row) / 1e5:.2f} Lacs,"
            f'Rs {a_year(row) / 1e5 + 2:.2f} Lacs,1 Month,Pune,"PHP, Tally"'
        ),
        YEARLY,
    ),
    "levels": Export(
        "timestamp,company,level,title,totalyearlycompensation,location,"
        "yearsofexperience,yearsatcompany,basesalary,stockgrantvalue,bonus",
        lambda row: (
            f"6/7/2017,Oracle,L{row % 5},Software Engineer,{120000 + 1000 * row},"
            f'"Redwood City, CA",{row % 10},1.5,{100000 + 1000 * row},20000,0'
        ),
        (120000 + 1000 * HALFWAY) / 12,
        "USD",
    ),
    "stackoverflow": Export(
        "ResponseId,MainBranch,Country,Currency,CompTotal,CompFreq,YearsCode,ConvertedCompYearly",
        lambda row: f"{row},Dev,India,INR\tIndian rupee,{a_year(row)},Yearly,{row % 20},{a_year(row) // 83}",
        YEARLY,
    ),
    "ds_salaries": Export(
        "work_year,experience_level,employment_type,job_title,"
        "salary,salary_currency,salary_in_usd,employee_residence,"
        "remote_ratio,company_location,company_size",
        lambda row: f"2022,SE,FT,Data Scientist,{80000 + 1000 * row},EUR,{90000 + 1100 * row},DE,100,DE,M",
        (80000 + 1000 * HALFWAY) / 12,
        "EUR",
    ),
    "ambitionbox": Export(
        "Company,Designation,Avg Salary,Min Salary,Max Salary,Experience",
        lambda row: (
            f"TCS,Engineer,₹{a_year(row) / 1e5:.1f} Lakhs,₹{a_year(row) / 1e5 * 0.5:.1f} Lakhs,"
            f"₹{a_year(row) / 1e5 * 1.5:.1f} Lakhs,{row % 5}-{row % 5 + 2} years"
        ),
        YEARLY,
    ),
    "pay bill": Export(
        "Sl. No.,Name of Employee,Designation,Pay Level,Basic Pay,DA @ 50%,HRA,TA,Gross Pay,GPF,Income Tax,Net Pay",
        lambda row: (
            f"{row + 1},N{row},UDC,4,{25500 + 700 * row},{(25500 + 700 * row) // 2},6885,"
            f"3600,{(25500 + 700 * row) * 3 // 2 + 10485},5000,0,{(25500 + 700 * row) * 3 // 2 + 5485}"
        ),
        (25500 + 700 * HALFWAY) * 1.5 + 10485,
        above="PAY BILL FOR THE MONTH OF APRIL 2025,,,,,,,,,,,\n",
    ),
    "placement stipend": Export(
        "Company,Role,Stipend (per month),CTC (LPA)",
        lambda row: f"Co{row},SDE,{20000 + 1000 * row},{6 + 0.2 * row:.1f}",
        (6 + 0.2 * HALFWAY) * 1e5 / 12,
    ),
    "gform": Export(
        "Timestamp,Email Address,What is your job?,"
        '"What is your monthly in-hand salary (in Rs.)?",Which skills do you use? (Select all)',
        lambda row: f'2025/03/01 10:{row:02d}:00 AM GMT+5:30,a{row}@x.com,Data entry,{a_month(row)},"Excel;Tally;PHP"',
        MONTHLY,
    ),
    "tamil": Export("பதவி,நகரம்,மாத சம்பளம்", lambda row: f"கணக்காளர்,சென்னை,{a_month(row)}", MONTHLY),
    "italian": Export(
        "Città;Ruolo;RAL", lambda row: f"Milano;Impiegato;{28000 + row * 200} €", (28000 + 200 * HALFWAY) / 12, "EUR"
    ),
    "russian": Export(
        "Город;Должность;Зарплата в месяц (руб.)",
        lambda row: f"Москва;Бухгалтер;{60000 + row * 1000}",
        60000 + 1000 * HALFWAY,
        "RUB",
    ),
    "japanese": Export(
        "都市,職種,年収(万円)", lambda row: f"東京,経理,{400 + row * 5}", (400 + 5 * HALFWAY) * 1e4 / 12, "JPY"
    ),
    "hike": Export(
        "Role,Previous CTC,Hike %,Revised CTC", lambda row: f"Clerk,{a_year(row) // 2},100,{a_year(row)}", YEARLY
    ),
    "answers under numbered questions": Export(
        "Q1,Q2,Q3,Q4", lambda row: f"{'MF'[row % 2]},{('Pune', 'Delhi')[row % 2]},{21 + row},{a_month(row)}", MONTHLY
    ),
    "variables of a statistics package": Export(
        "V1,V2,V3,V4", lambda row: f"{row + 1},{('Clerk', 'Peon')[row % 2]},{row % 12},{a_month(row)}", MONTHLY
    ),
    "one letter a column": Export("A,B", lambda row: f"{('Pune', 'Delhi')[row % 2]},{a_month(row)}", MONTHLY),
    "payments a year in a header": Export(
        "Ciudad,Salario bruto mensual (14 pagas)",
        lambda row: f"{('Madrid', 'Sevilla')[row % 2]},{1 + row // 10}.{row % 10}50 €",
        2500 * 14 / 12,
        "EUR",
    ),
    "rate per day": Export("Trade,Place,Rate per day", lambda row: f"Mason,Pune,{300 + 20 * row}", 590 * 26),
    "amount per week": Export("Trade,Amount per week (Rs)", lambda row: f"Mason,{2000 + 100 * row}", 3450 * 52 / 12),
    "thousands as T": Export("Title,Pay", lambda row: f"Dev,₹{20 + row}T - ₹{30 + row}T (Glassdoor est.)", 39_500),
    "rupees of Pakistan": Export(
        "City,Salary (Rs.)", lambda row: f"{('Karachi', 'Lahore')[row % 2]},{a_month(row)}", MONTHLY, "PKR"
    ),
    "rupees of Nepal": Export("City,Monthly pay in Rs", lambda row: f"Kathmandu,{a_month(row)}", MONTHLY, "NPR"),
    "rupees of India abroad": Export("City,Salary (Indian Rs.)", lambda row: f"Colombo,{a_month(row)}", MONTHLY),
    "open at the top": Export("City,Salary", lambda row: f'Pune,"₹{a_month(row):,}+"', MONTHLY),
    "open at the bottom": Export("City,Monthly salary", lambda row: f"Pune,up to {20 + row}k", 34_500),
    "below": Export("City,Salary per month", lambda row: f"Pune,< {20 + row}k", 34_500),
    "from, with one filled end": Export(
        "Title,salary_text,salary_min,salary_max,salary_period",
        lambda row: f'Clerk,"From ₹{a_month(row):,} a month",{a_month(row)},,MONTH',
        MONTHLY,
    ),
    "afn": Export("Role,Salary,Currency", lambda row: f"Clerk,{a_month(row)},{'INR' if row != 3 else 'AFN'}", MONTHLY),
}


@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS.keys())
def test_an_export_is_read_as_who_wrote_it_means_it(export: Export) -> None:
    survey = read_csv(export.content, name="pay.csv").survey
    assert survey.currency == export.currency
    assert float(np.nanmedian(survey.middle)) == pytest.approx(export.median, rel=0.02)


ONE_END = ("open at the top", "open at the bottom", "below", "from, with one filled end")


@pytest.mark.parametrize("name", ONE_END)
def test_pay_with_one_end_in_every_row_is_a_bound_and_doubted_first(name: str) -> None:
    read = read_csv(EXPORTS[name].content, name="pay.csv")
    assert read.audit.open_ended == ROWS
    assert np.isnan(read.survey.low).all() or np.isnan(read.survey.high).all()
    assert "only one end" in str(read.audit.first()[0])


@pytest.mark.parametrize("name", ["answers under numbered questions", "variables of a statistics package"])
def test_pay_that_nothing_names_is_told_first_until_a_person_says_so(name: str) -> None:
    read = read_csv(EXPORTS[name].content, name="pay.csv")
    assert "Nothing says that “" in str(read.audit.first()[0])
    mapped = read_csv(EXPORTS[name].content, ImportOptions({"pay": read.columns.pay[0]}), name="pay.csv")
    assert not any("Nothing says" in str(sentence) for sentence in mapped.audit.first())


def test_a_rate_that_is_no_pay_stays_none() -> None:
    content = "Bank,Interest rate per year\n" + "\n".join(f"B{row},{5 + row / 10}" for row in range(ROWS))
    with pytest.raises(ImportRefusedError, match="no column that looks like pay"):
        read_csv(content.encode(), name="pay.csv")


@pytest.mark.parametrize(
    ("column", "texts"),
    [
        ("Salary", ("4.5 lakh", "3 lakh", "6 lakhs")),
        ("Salary", ("25k", "30k", "18k")),
        ("Pay", ("₹25T", "₹30T", "₹18T")),
        ("Package", ("₹ 4,50,000", "₹ 3,00,000", "₹ 6,00,000")),
        ("Remuneration (₹ Mn)", ("8.5", "9.1", "12.4")),
        ("Income in lakhs", ("4.5", "3", "6")),
    ],
)
def test_a_period_that_nothing_states_is_told_first_with_what_else_it_could_be(
    column: str, texts: tuple[str, ...]
) -> None:
    content = f"City,{column}\n" + "\n".join(f'Pune,"{texts[row % 3]}"' for row in range(ROWS))
    read = read_csv(content.encode(), name="pay.csv")
    guess = next(guess for guess in read.audit.guesses if guess.about == "period and unit")
    assert read.period.guessed
    assert guess.runners_up
    assert guess.change > 0.1
    assert guess.sentence(read.audit.currency) in read.audit.first()


PER_ROW = Export(
    "City,Pay,Pay period",
    lambda row: f"Pune,{a_month(row) * (12 if row % 2 else 1)},{'year' if row % 2 else 'month'}",
    MONTHLY,
)


@pytest.mark.parametrize(
    "export",
    [PER_ROW, *(EXPORTS[name] for name in ("keka", "tally", "japanese", "rupees of Pakistan", "below", "afn"))],
)
def test_decisions_that_are_saved_and_loaded_change_no_figure(export: Export) -> None:
    first = read_csv(export.content, name="pay.csv")
    period = first.period.value if len(first.period.rows) == 1 else None
    options = parse_descriptor(write_descriptor(first.columns, period, first.currency.value, first.unit), "pay.json")
    reloaded = read_csv(export.content, options, name="pay.csv")
    assert reloaded.survey.middle.tolist() == first.survey.middle.tolist()
    assert float(np.nanmedian(reloaded.survey.middle)) == pytest.approx(export.median, rel=0.02)


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "{}",
        '{"resources": [{"schema": {"fields": 3}}]}',
        '{"resources": [{"schema": {"fields": []}, "period": "decade"}]}',
        '{"resources": [{"schema": {"fields": []}, "currency": "rupees"}]}',
        '{"resources": [{"schema": {"fields": []}, "currency": ["INR"]}]}',
        '{"resources": [{"schema": {"fields": []}, "unit": 12}]}',
        '{"resources": [{"schema": {"fields": []}, "unit": {"lakh": 1}}]}',
    ],
)
def test_decisions_that_are_none_are_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ImportRefusedError, match=r"is no descriptor|that is not one of"):
        parse_descriptor(text, "pay.json")
