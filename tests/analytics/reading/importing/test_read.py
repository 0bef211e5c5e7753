"""Small files as people export them, with answers worked out by hand; files that are no table; any mess whatever."""

import gc
import gzip
import io
import json
import tempfile
import zipfile
from contextlib import suppress
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.reading.fields.pay import Reason
from analytics.reading.files.opening import open_table
from analytics.reading.files.table import LIMITS, ImportRefusedError, Limits
from analytics.reading.importing.assemble import Import
from analytics.reading.importing.clean import (
    BLANK_ROW,
    CURRENCY_UNKNOWN,
    DUPLICATE,
    HEADER_AGAIN,
    MISALIGNED,
    NOTE_BELOW,
    OTHER_CURRENCY,
    OUTLIER,
    PERIOD_UNKNOWN,
    TOTAL_ROW,
    Cleaned,
    clean,
)
from analytics.reading.importing.options import NO_OPTIONS, ImportOptions
from analytics.reading.importing.profile import Profile, in_cents
from analytics.reading.importing.read import clean_rows, read_csv
from analytics.reading.importing.roles import MappingError
from tests import processor


def read(text: str | bytes, limits: Limits = LIMITS, **decisions: object) -> Import:
    content = text if isinstance(text, bytes) else text.encode()
    return read_csv(content, ImportOptions(**decisions), name="pay.csv", limits=limits)  # type: ignore[arg-type]


def pay(imported: Import) -> list[float]:
    """The middles per month, ascending, rounded to a hundredth."""
    return [round(float(middle), 2) for middle in imported.survey.middle if middle == middle]


def left_out(imported: Import) -> dict[str, int]:
    return {group.reason: group.rows for group in imported.audit.left_out}


def by(imported: Import, dimension: str) -> dict[str, list[float]]:
    """Value → middles per month."""
    column = imported.survey.dimensions[dimension]
    members = column.members()
    return {
        value: [
            round(float(middle), 2)
            for middle, code in zip(imported.survey.middle, column.codes, strict=True)
            if index in members[code]
        ]
        for index, value in enumerate(column.values)
    }


# --------------------------------------------------------------------------------- exports of job sites and HR systems


def test_a_job_site_of_india() -> None:
    imported = read(
        """jobTitle,companyName,experience,salary,location,postedDate,jobId
Back Office Executive,ABC,0 - 2 Yrs,1-2.25 Lacs PA,"Noida, New Delhi",3 Days Ago,250101000001
MIS Executive,XYZ,2 - 4 Yrs,"2.4-3.6 Lacs P.A.",Hybrid - Pune,Just Now,250101000002
Telecaller,QQ,0 - 1 Yrs,Not Disclosed by Recruiter,Jaipur,1 Day Ago,250101000003
Accountant,QQ,1 - 3 Yrs,"12,000-18,000 P.M.",Calcutta,1 Day Ago,250101000004
"""
    )
    # (1 + 2.25) / 2 lakh / 12; (12,000 + 18,000) / 2; (2.4 + 3.6) / 2 lakh / 12
    assert pay(imported) == [13541.67, 15000.0, 25000.0]
    assert left_out(imported) == {Reason.NOT_DISCLOSED: 1}
    # The first post counts in both its cities; "New Delhi" and "Calcutta" go by their usual names.
    assert by(imported, "city") == {"Delhi": [13541.67], "Kolkata": [15000.0], "Noida": [13541.67], "Pune": [25000.0]}
    assert by(imported, "experience") == {"1–2 years": [13541.67, 15000.0], "3–5 years": [25000.0]}
    assert imported.period.rows == {"month": 1, "year": 2}
    assert "companyname" not in imported.survey.dimensions


def test_a_rating_site_of_india_with_low_average_and_high() -> None:
    imported = read(
        """company,designation,avg_salary,min_salary,max_salary,experience
Alpha,Accountant,₹ 3.9L,₹ 3L,₹ 5L,1-3 years
Alpha,Accountant,₹ 7.2L,₹ 5L,₹ 12L,5-9 years
Beta,HR Executive,₹ 4.2L,₹ 2.4L,₹ 6L,2-5 years
Beta,HR Executive,₹ 3.6L,₹ 2L,₹ 5L,1-4 years
"""
    )
    # The middle is the site's own average, not halfway between the ends: 3.6, 3.9, 4.2 and 7.2 lakh over 12.
    assert pay(imported) == [30000.0, 32500.0, 35000.0, 60000.0]
    assert imported.survey.high.max() == 100_000
    assert imported.period.guessed
    assert imported.period.value == "year"
    # The company numbers the rows for intervals, and is no dimension: Beta, Alpha, Beta, Alpha by pay.
    assert "company" not in imported.survey.dimensions
    assert imported.survey.clusters is not None
    numbers = imported.survey.clusters.tolist()
    assert numbers[0] == numbers[2] != numbers[1] == numbers[3]


def test_a_world_survey_with_currency_and_frequency_columns() -> None:
    imported = read(
        """ResponseId,Country,YearsCode,YearsCodePro,DevType,Currency,CompTotal,CompFreq,ConvertedComp
1,India,5,2,Developer,INR\tIndian rupee,50000,Monthly,8000
2,Germany,10,7,Developer,EUR\tEuropean Euro,60000,Yearly,65000
3,India,7,4,Data scientist,INR\tIndian rupee,1200000,Yearly,16000
4,United States,More than 50 years,Less than 1 year,Developer,USD\tUnited States dollar,2000,Weekly,104000
5,India,3,1,Designer,INR\tIndian rupee,NA,NA,NA
6,India,3,1,Designer,INR\tIndian rupee,5000,Once,60000
7,India,3,1,Designer,Gold,5000,Monthly,60000
"""
    )
    # Native pay with its own currency and frequency; the converted column does not say what it was converted to.
    assert imported.columns.pay == ("CompTotal",)
    assert pay(imported) == [50000.0, 100000.0]
    assert left_out(imported) == {
        OTHER_CURRENCY.format(currency="EUR"): 1,
        OTHER_CURRENCY.format(currency="USD"): 1,
        Reason.BLANK: 1,
        PERIOD_UNKNOWN: 1,
        CURRENCY_UNKNOWN: 1,
    }
    assert imported.columns.first_header("experience") == "YearsCodePro"
    euros = read_again = read(
        "Pay,Currency,Frequency\n60000,EUR,Yearly\n20000,INR,Monthly\n30000,INR,Monthly\n", currency="EUR"
    )
    assert pay(euros) == [5000.0]
    assert read_again.currency.rows == {"EUR": 1, "INR": 2}


def test_an_hr_export_with_personal_columns_and_a_total() -> None:
    imported = read(
        """Emp ID;Employee Name;Gender;DOB;Department;Designation;Location;Basic;Gross Salary (Monthly);Net;PAN;Mobile
E001;Asha Rao;F;01-02-1990;Accounts;Accountant;Pune;12000;22.500,00;20.100,00;ABCPR1234K;9820012345
E002;Ravi Kumar;M;05-06-1988;Accounts;Sr. Accountant;Pune;18000;35.000,00;31.000,00;ABCPR1234L;9820012346
E003;Meena Shah;F;11-12-1995;HR;HR Executive;Mumbai;11000;20.000,00;18.000,00;ABCPR1234M;9820012347
E004;John D;M;11-12-1996;HR;HR Executive;Mumbai;11000;21.000,00;18.500,00;ABCPR1234N;9820012348
Total;;;;;;;;98.500,00;;;
"""
    )
    assert imported.columns.pay == ("Gross Salary (Monthly)",)
    assert pay(imported) == [20000.0, 21000.0, 22500.0, 35000.0]
    assert left_out(imported) == {TOTAL_ROW: 1}
    assert by(imported, "gender") == {"F": [20000.0, 22500.0], "M": [21000.0, 35000.0]}
    everything = repr(imported.audit.to_json()) + repr(imported.survey.dimensions) + imported.audit.to_frame().to_csv()
    for secret in ("Asha", "ABCPR", "98200", "E001", "1990"):
        assert secret not in everything
    for header in ("Employee Name", "PAN", "Mobile", "DOB", "Emp ID"):
        with pytest.raises(MappingError, match="cannot be used as “dimension”"):
            read(
                "Employee Name,PAN,Mobile,DOB,Emp ID,Pay\n" + "x,ABCPR1234K,9820012345,1-2-1990,E1,5000\n",
                mapping={"dimension": header},
            )


def test_a_scraped_table_with_text_pay_beside_numbers_made_of_it() -> None:
    imported = read(
        """,Job Title,Salary Estimate,Job Description,Rating,Company Name,Location,Low Salary,High Salary,Avg Salary(K)
0,Data Scientist,$54K-$90K (Glassdoor est.),"Long, about
things",3.8,"Tec
3.8","Albuquerque, NM",54,90,72.0
1,Data Scientist,$60K-$120K (Glassdoor est.),Long,3.4,UM,"Linthicum, MD",60,120,90.0
2,Data Analyst,$17-$23 Per Hour(Glassdoor est.),Long,3.4,AB,"Linthicum, MD",17,23,20.0
3,Data Analyst,-1,Long,3.4,AB,"Linthicum, MD",-1,-1,-1
"""
    )
    assert imported.columns.pay == ("Salary Estimate",)
    # 20 an hour × 8 × 26; 72,000 and 90,000 a year over 12
    assert pay(imported) == [4160.0, 6000.0, 7500.0]
    assert left_out(imported) == {Reason.NEGATIVE: 1}
    assert imported.survey.currency == "USD"


def test_a_job_scraper_with_interval_column() -> None:
    imported = read(
        """id,site,job_url,title,company,location,interval,min_amount,max_amount,currency,is_remote,emails
in-1,board,https://jobs.example.in/1,Data Entry Operator,Foo,"Pune, Maharashtra, IN",monthly,12000.0,15000.0,INR,False,
in-2,board,https://jobs.example.in/2,Accountant,Bar,"Delhi, DL, IN",yearly,240000.0,300000.0,INR,False,
in-3,board,https://jobs.example.in/3,Telecaller,Baz,Remote,,,,,True,hr@baz.in
"""
    )
    assert imported.columns.pay == ("min_amount", "max_amount")
    assert pay(imported) == [13500.0, 22500.0]
    assert left_out(imported) == {Reason.BLANK: 1}


# ------------------------------------------------------------------------------------------------------------- surveys


def test_a_survey_form_with_questions_for_headers() -> None:
    imported = read(
        """Timestamp,What is your current job title?,Which city do you work in?,How many years of experience?,\
"What is your monthly in-hand salary (in ₹)?",Are you satisfied with your salary? (1-5),Email address
2024/01/02 10:00:00,Accountant,Bangalore,3,"25,000",3,a@x.in
2024/01/02 10:05:00,Data Entry Operator,bengaluru ,1 year,15k,2,b@x.in
2024/01/02 10:07:00,HR Executive,New Delhi,Fresher,18000/-,4,c@x.in
2024/01/02 10:09:00,Telecaller,Pune,2-3 years,Rs. 16000,1,d@x.in
"""
    )
    assert imported.columns.pay == ("What is your monthly in-hand salary (in ₹)?",)
    assert pay(imported) == [15000.0, 16000.0, 18000.0, 25000.0]
    assert (imported.period.how, imported.currency.how) == ("header", "header")
    assert by(imported, "city") == {"Bengaluru": [15000.0, 25000.0], "Delhi": [18000.0], "Pune": [16000.0]}
    assert by(imported, "experience") == {
        "Fresher": [18000.0],
        "1–2 years": [15000.0, 16000.0],
        "3–5 years": [25000.0],
    }


def test_a_question_that_speaks_of_another_question() -> None:
    imported = read(
        """What industry do you work in?,Job title,"What is your annual salary? (You'll indicate the currency later.)",\
Other monetary comp,Please indicate the currency,What country do you work in?
Education,Librarian,"54,000",0,USD,United States
Computing,Developer,"54,600",4000,GBP,UK
Banking,Clerk,"36,000",,USD,US
"""
    )
    assert pay(imported) == [3000.0, 4500.0]
    assert left_out(imported) == {OTHER_CURRENCY.format(currency="GBP"): 1}
    assert imported.columns.first_header("currency") == "Please indicate the currency"


def test_a_payroll_of_a_city_with_pay_per_year_hour_and_day() -> None:
    imported = read(
        """Fiscal Year,Last Name,First Name,Title Description,Base Salary,Pay Basis,Regular Hours,Total OT Paid
2023,A,B,CLERK,$54000.00,per Annum,1820,0
2023,C,D,AIDE,$20.50,per Hour,1000,0
2023,E,F,TEACHER,$300.00,per Day,100,0
"""
    )
    # 20.50 × 208; 54,000 / 12; 300 × 26
    assert pay(imported) == [4264.0, 4500.0, 7800.0]
    assert imported.columns.first_header("role") == "Title Description"


def test_a_form_in_hindi() -> None:
    imported = read(
        """शहर,पद,अनुभव,मासिक वेतन (₹)
पुणे,लेखाकार,२ साल,१८०००
दिल्ली,क्लर्क,५ साल,२५ हज़ार
दिल्ली,क्लर्क,फ्रेशर,₹१२,०००
""".replace("₹१२,०००", '"₹१२,०००"')
    )
    assert pay(imported) == [12000.0, 18000.0, 25000.0]
    assert imported.period.how == "header"
    assert by(imported, "experience") == {"Fresher": [12000.0], "1–2 years": [18000.0], "3–5 years": [25000.0]}


def test_german_thousands_and_semicolons() -> None:
    imported = read(
        "Beruf;Ort;Berufserfahrung;Jahresgehalt brutto (€)\nBuchhalter;Berlin;3 Jahre;45.000\n"
        "Entwickler;München;10+ Jahre;72.600\nSachbearbeiter;Köln;Weniger als 1 Jahr;38.400\n".encode("cp1252")
    )
    assert pay(imported) == [3200.0, 3750.0, 6050.0]
    assert imported.survey.currency == "EUR"
    assert set(by(imported, "city")) == {"Berlin", "München", "Köln"}
    assert any("cp1252" in sentence for sentence in imported.audit.sentences())


def test_russian_open_ends() -> None:
    imported = read(
        "Должность;Город;Опыт работы;Зарплата от;Зарплата до;Валюта\nБухгалтер;Москва;1–3 года;80 000;120 000;RUR\n"
        "Аналитик;Казань;Нет опыта;60 000;;RUR\nМенеджер;Москва;3–6 лет;;150 000;RUR\n".encode("cp1251", "replace")
    )
    assert imported.survey.currency == "RUB"
    assert pay(imported) == [60000.0, 100000.0, 150000.0]  # a range with one end open counts at that end
    assert imported.audit.open_ended == 2
    assert sorted(imported.survey.low[imported.survey.low > 0]) == [60000.0, 80000.0]
    assert sorted(imported.survey.high[imported.survey.high > 0]) == [120000.0, 150000.0]
    assert imported.audit.rows_used == 3


def test_spanish_words_and_tabs_in_utf16() -> None:
    imported = read(
        "Ciudad\tPuesto\tSueldo bruto mensual (€)\nMadrid\tContable\t1.800\nVigo\tJefe\t2.450,50\n".encode("utf-16")
    )
    assert pay(imported) == [1800.0, 2450.5]
    assert imported.columns.first_header("role") == "Puesto"


def test_lakhs_in_the_header() -> None:
    imported = read("City|CTC (LPA)|Exp (Yrs)\nPune|3.6|2\nDelhi|4.2|3\nPune|450000|5\n")
    # The third person wrote rupees.
    assert pay(imported) == [30000.0, 35000.0, 37500.0]
    assert (imported.period.value, imported.period.how, imported.survey.currency) == ("year", "header", "INR")


def test_thousands_in_the_header() -> None:
    imported = read("CustomerID,Gender,Age,Annual Income (k$)\n1,Male,19,15\n2,Male,21,24\n3,Female,20,36\n")
    assert pay(imported) == [1250.0, 2000.0, 3000.0]
    assert (imported.survey.currency, imported.period.value) == ("USD", "year")


def test_the_decoys_of_a_payroll() -> None:
    rows = "".join(
        f"{1000 + i},{4110 + i % 40:06d},{i % 5 + 1},{np.log(20000 + 500 * i):.4f},{20000 + 500 * i},{1500 * (i % 3)},"
        f"{19000 + 500 * i},{2015 + i % 9},{i % 7}\n"
        for i in range(40)
    )
    imported = read("emp_code,pincode,rating,log_salary,salary,bonus,previous_salary,year,no_of_dependents\n" + rows)
    assert imported.columns.pay == ("salary",)
    assert pay(imported) == [20000.0 + 500 * i for i in range(40)]
    assert set(imported.survey.dimensions) == {"rating", "year", "no_of_dependents"}


# ------------------------------------------------------------------------------------------------------- forms of files


def test_an_official_table_with_title_notes_and_total() -> None:
    imported = read(
        """Statement: Average daily wage rate of workers (in Rs.),,,
(As on 31.03.2023),,,
Sl. No.,State/UT,Male,Female,Total
1,Bihar,310.5,290,305
2,Kerala,820,650.25,760
3,Punjab,430,380,415
,All India,,,450
Source: Labour Bureau,,,
"""
    )
    # The column for everyone; 305, 415 and 760 a day × 26.
    assert imported.columns.pay == ("Total",)
    assert pay(imported) == [7930.0, 10790.0, 19760.0]
    assert (imported.period.how, imported.currency.how) == ("title", "title")
    assert imported.audit.rows_used == 3


def test_two_header_lines_and_column_numbers() -> None:
    imported = read(
        """Monthly salary in rupees,,,,
City,Men,,Women,
,Low,High,Low,High
(1),(2),(3),(4),(5)
Pune,10000,12000,9000,11000
Delhi,11000,13000,9500,11500
""",
        mapping={"pay_low": "Women Low", "pay_high": "Women High"},
    )
    assert pay(imported) == [10000.0, 10500.0]


def test_a_table_without_a_header() -> None:
    imported = read(
        "Pune,Accountant,18000,2\nDelhi,Clerk,15000,1\nPune,Telecaller,16500,0\nMumbai,Accountant,22000,4\n"
    )
    assert pay(imported) == [15000.0, 16500.0, 18000.0, 22000.0]
    assert any("No header" in sentence for sentence in imported.audit.sentences())


def test_row_names_without_a_header_of_their_own() -> None:
    imported = read('"city","wage"\n"1","Pune",18000\n"2","Delhi",15000\n"3","Pune",16500\n')
    assert pay(imported) == [15000.0, 16500.0, 18000.0]


def test_a_file_of_one_column() -> None:
    assert pay(read("Salary per month\n18000\n\n25000\n20000\n")) == [18000.0, 20000.0, 25000.0]


def test_ragged_repeated_blank_and_broken_rows_are_all_accounted_for() -> None:
    imported = read(
        b"\xef\xbb\xbfCity,Salary,Remark\r\nPune,20000,x\r\n,,\r\nCity,Salary,Remark\r\nDelhi,25000\r\n"
        b'Delhi,30000,a,b,c\r\nPune,21000,"two\nlines"\r\nPune\0,22000,\r\nNote: figures in rupees,,\r\n'
    )
    assert pay(imported) == [20000.0, 21000.0, 22000.0, 25000.0]
    assert left_out(imported) == {BLANK_ROW: 1, HEADER_AGAIN: 1, MISALIGNED: 1, NOTE_BELOW: 1}
    assert imported.audit.rows_read == 8
    rows = imported.audit.left_out_rows
    # The header is row 1; a cell of two lines is one row.
    assert dict(zip(rows["reason"], rows["row"], strict=True)) == {
        BLANK_ROW: 3,
        HEADER_AGAIN: 4,
        MISALIGNED: 6,
        NOTE_BELOW: 9,
    }
    assert by(imported, "city") == {"Delhi": [25000.0], "Pune": [20000.0, 21000.0, 22000.0]}


def test_pay_column_and_header_may_share_names() -> None:
    imported = read("Pay,City,City\n20000,Pune,x\n25000,Delhi,y\n20500,Pune,x\n24000,Delhi,y\n")
    assert [column.header for column in imported.columns.columns] == ["Pay", "City", "City (2)"]
    # The second takes no standard name away.
    assert set(by(imported, "city")) == {"Pune", "Delhi"}


# ---------------------------------------------------------------------------------------------- what nobody has stated


def test_an_hourly_and_a_yearly_population_are_told_apart() -> None:
    hourly = [20, 22, 25, 25, 28, 30]
    yearly = [60_000 + 1_500 * i for i in range(12)]
    imported = read("job,pay ($)\n" + "".join(f"a,{amount}\n" for amount in hourly + yearly))
    assert any("Two populations" in warning for warning in imported.audit.warnings)
    assert imported.period.guessed
    assert imported.period.rows == {"hour": 6, "year": 12}
    assert by(imported, "pay_period")["hour"] == [amount * 208 for amount in hourly]
    # A person who knows better says so, and nothing is guessed.
    hourly_import = read("job,pay ($)\n" + "".join(f"a,{amount}\n" for amount in hourly + yearly), period="hour")
    assert hourly_import.period.how == "you"
    assert hourly_import.survey.middle.max() == yearly[-1] * 208


def test_one_population_is_no_warning() -> None:
    rng = np.random.default_rng(5)
    amounts = np.round(20_000 * rng.lognormal(0, 0.5, 400), -2)
    imported = read("pay\n" + "".join(f"{amount}\n" for amount in amounts))
    assert imported.audit.warnings == ()


def test_a_period_that_cannot_be_is_warned_of() -> None:
    imported = read("Monthly salary (INR)\n" + "".join(f"{amount}\n" for amount in range(400_000, 900_000, 50_000)))
    assert imported.period.value == "month"
    assert any("check the period" in warning for warning in imported.audit.warnings)


def test_places_abroad_speak_for_their_currency() -> None:
    imported = read('City,Salary\n"Austin, TX",90000\n"Boston, MA",120000\n"Austin, TX",84000\n')
    assert (imported.currency.value, imported.currency.how) == ("USD", "guess")
    assert pay(imported) == [7000.0, 7500.0, 10000.0]


def test_counts_and_weights_count_only_when_asked_for() -> None:
    file = "Role,Salary (monthly),Salaries Reported\nClerk,20000,3\nClerk,30000,1\n"
    plain = read(file)
    assert plain.columns.alternatives["count"] == ("Salaries Reported",)
    assert plain.survey.counts is None
    counted = read(file, mapping={"count": "Salaries Reported"})
    assert counted.survey.counts is not None
    assert counted.survey.counts.tolist() == [3, 1]
    weighted = read(file, mapping={"weight": "salaries reported"})
    assert weighted.survey.weights is not None
    assert weighted.survey.weights.tolist() == [3.0, 1.0]


def test_duplicates_and_outliers_are_kept_unless_a_person_drops_them() -> None:
    file = (
        "City,Pay per month\n"
        + "Pune,20000\n" * 2
        + "".join(f"Delhi,{20_000 + 100 * i}\n" for i in range(30))
        + "Pune,9e10\n"
    )
    with_duplicates = read(file)
    assert (with_duplicates.audit.rows_used, with_duplicates.audit.duplicates, with_duplicates.audit.outliers) == (
        33,
        1,
        1,
    )
    dropped = read(file, drop_duplicates=True, drop_outliers=True)
    assert left_out(dropped) == {DUPLICATE: 1, OUTLIER: 1}
    assert dropped.audit.rows_used == 31


# ------------------------------------------------------------------------------------------------- what a person says


def test_a_mapping_overrides_the_guess() -> None:
    file = "A,B,Salary\n100,Pune,20000\n200,Delhi,30000\n"
    assert pay(read(file, mapping={"pay": "A"}, period="day")) == [2600.0, 5200.0]
    assert "city" not in read(file, mapping={"city": ""}).survey.dimensions
    for mapping, message in (
        ({"pay": "Wages"}, "no column “Wages”"),
        ({"wage": "A"}, "is no role"),
        ({"pay": "A", "role": "A"}, "cannot be used as “pay” and as “role”"),
        ({"pay": ["A", "B"]}, "only one column"),
    ):
        with pytest.raises(MappingError, match=message):
            read(file, mapping=mapping)
    with pytest.raises(ValueError, match="period must be one of"):
        read(file, period="decade")
    with pytest.raises(ValueError, match="ISO 4217"):
        read(file, currency="rupees")


def test_a_descriptor_beside_the_file_is_heeded(tmp_path: Path) -> None:
    file = tmp_path / "pay.csv"
    file.write_text("A,B\n700,Pune\n900,Delhi\n", encoding="utf-8")
    with pytest.raises(ImportRefusedError, match="no column that looks like pay"):
        read_csv(file)
    fields = [{"name": "A", "role": "pay"}, {"name": "B", "role": "city"}]
    described = {"resources": [{"schema": {"fields": fields}, "period": "day", "currency": "INR"}]}
    (tmp_path / "pay.csv.datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    imported = read_csv(file)
    assert pay(imported) == [18200.0, 23400.0]
    assert imported.period.how == "you"
    (tmp_path / "pay.csv.datapackage.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ImportRefusedError, match="is no descriptor"):
        read_csv(file)


# ------------------------------------------------------------------------------------------------ what is no table


def _zipped(inside: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(inside, "x")
        archive.writestr("notes.md", "x")
    return buffer.getvalue()


NO_TABLES = {
    "Git LFS": b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n",
    "web page": b"  <!DOCTYPE html><html><body><table><tr><td>Salary</td></tr></table></body></html>",
    "picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "zip archive": _zipped("picture.png"),
    "workbook that is damaged": _zipped("xl/workbook.xml"),
    "a workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
    "an archive in an archive": gzip.compress(gzip.compress(b"City,Pay\nPune,20000\n")),
    "JSON, but no list of records": b'{"total": 3, "pages": [1, 2]}',
    "binary": b"ARROW1" + bytes(range(256)),
    "Parquet": b"PAR1" + bytes(range(256)),
    "not text": bytes(range(1, 9)) * 600,
    "is empty": b"",
    "is empty:": b"\r\n \r\n,,,\r\n",
    "no rows": b"City,Salary\n",
    "no column that looks like pay": b"City,Humidity\nPune,40\nDelhi,50\n",
    "no row that states pay": b"City,Salary\nPune,Not disclosed\nDelhi,Unpaid\n",
    "never closed": b'City,Salary\nPune,"20000\n' + b"Delhi,20000\n" * 5000,
}


@pytest.mark.parametrize("hint", NO_TABLES)
def test_what_is_no_table_gets_one_sentence(hint: str) -> None:
    with pytest.raises(ImportRefusedError) as refusal:
        read(NO_TABLES[hint])
    sentence = str(refusal.value)
    assert hint.strip(":") in sentence
    assert sentence.startswith("pay.csv: ")
    assert "\n" not in sentence
    assert len(sentence) < 400


def test_a_refusal_for_want_of_pay_still_tells_the_columns() -> None:
    with pytest.raises(ImportRefusedError) as refusal:
        read("City,Humidity\nPune,40\nDelhi,50\n")
    assert refusal.value.columns is not None
    assert [column.header for column in refusal.value.columns.columns] == ["City", "Humidity"]


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (Limits(size=100), "larger than"),
        (Limits(rows=5), "more than 5 rows, the limit"),
        (Limits(columns=2), "3 columns, the limit is 2"),
    ],
)
def test_limits_are_told(limits: Limits, message: str) -> None:
    with pytest.raises(ImportRefusedError, match=message):
        read("City,Salary,X\n" + "Pune,20000,1\n" * 20, limits=limits)


def test_too_many_groups_are_no_dimension() -> None:
    file = "Batch name,Salary\n" + "".join(f"C{i % 40},{20_000 + i}\n" for i in range(200))
    assert len(read(file).survey.dimensions["batch_name"].values) == 40
    imported = read(file, limits=Limits(groups=20))
    assert "batch_name" not in imported.survey.dimensions
    assert any("no dimension" in sentence for sentence in imported.audit.sentences())


def test_missing_files_and_folders(tmp_path: Path) -> None:
    with pytest.raises(ImportRefusedError, match="is not there"):
        read_csv(tmp_path / "none.csv")
    with pytest.raises(ImportRefusedError, match="is a folder"):
        read_csv(tmp_path)


# ------------------------------------------------------------------------------------------------------------ any mess


def test_chunks_add_up_to_the_whole() -> None:
    """What a cluster does: the same function over parts, and the parts together."""
    from analytics.reading.importing.decide import interpret

    file = "City,Salary\n" + "".join(f"City {i % 7},{'Unpaid' if i % 5 == 0 else 20_000 + i}\n" for i in range(500))
    table = open_table(file.encode(), "pay.csv")
    plan = interpret(table, NO_OPTIONS).plan
    (chunk,) = table.chunks()
    whole = clean(chunk, plan)
    halves = []
    for start, stop in ((0, 123), (123, 500)):
        columns = [column.slice(start, stop - start).cast(pa.binary()).dictionary_encode() for column in chunk.columns]
        halves.append(clean(type(chunk)(chunk.first + start, columns), plan))
    together = Cleaned.concatenate(halves)
    assert together.rows == whole.rows == 500
    for name in (
        "row",
        "low",
        "middle",
        "high",
        "period",
        "currency",
        "prints",
        "left_row",
        "left_reason",
        "left_text",
    ):
        assert np.array_equal(getattr(together, name), getattr(whole, name)), name
    for position, (texts, codes) in whole.groups.items():
        others, other_codes = together.groups[position]
        assert texts.take(pa.array(codes)) == others.take(pa.array(other_codes))


def test_nothing_is_written_to_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def refuse(*names: object, **_: object) -> None:
        opened.append(str(names))
        raise AssertionError("an import opened a file to write")

    read("City,Salary\nPune,20000\nDelhi,25000\n")  # tables of names are read once and kept
    monkeypatch.setattr("builtins.open", refuse)
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    monkeypatch.setattr(Path, "open", refuse)
    imported = read("City,Salary\nPune,21000\nDelhi,26000\n")
    assert pay(imported) == [21000.0, 26000.0]
    assert opened == []


@given(st.binary(max_size=400))
def test_any_bytes_whatever(data: bytes) -> None:
    try:
        imported = read(data)
    except ImportRefusedError:
        return
    assert imported.audit.rows_read == imported.audit.rows_used + len(imported.audit.left_out_rows)


# ------------------------------------------------------------------------------- what took the square of its length


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        'City,Salary,Note\nPune,20000,"' + "x" * 140_000 + '"\nDelhi,30000,y\n',  # an e-mail address without end?
        "City,Salary,Note\nPune,20000,y\n" + "9" * 140_000 + ",30000,x\n",  # pay without end?
        "City,Salary" + ",Pay" * 1_900 + "\nPune,20000" + ",1" * 1_900 + "\n",  # one name over and over
    ],
    ids=["letters", "digits", "names"],
)
def test_a_long_cell_takes_no_longer_than_it_is_long(text: str) -> None:
    # About 10 s; it would be a minute and more, were each letter looked at from each other.
    assert processor.seconds(lambda: read(text), times=1) < 1_250 * processor.yardstick()


def test_a_title_wider_than_the_limit_is_no_way_around_it() -> None:
    with pytest.raises(ImportRefusedError, match="columns, the limit is 2,000"):
        read("City,Salary\n" + "x," * 5_000 + "x\n")


def test_figures_below_words_make_a_header_however_few_rows_there_are() -> None:
    imported = read("City|Salary|Note 0\nPune|€ 5.5 LPA|+1+1\n")
    assert imported.audit.rows_read == 1
    assert "salary" in imported.columns.columns[1].header.casefold()


def test_a_description_of_any_length_is_no_end_of_the_file() -> None:
    imported = read(f'City,Salary,Note\nPune,20000,"{"x" * 140_000}"\nDelhi,30000,y\n')
    assert pay(imported) == [20000.0, 30000.0]
    # A row that is too short calls the careful reader; row 52 is the last before the endless cell.
    with pytest.raises(ImportRefusedError, match=r"beyond row 52: .* longer than 1,048,576 letters"):
        read(
            "City,Salary,Note\n"
            + "Pune,20000,z\n" * 50
            + f"Delhi,30000\nPune,25000,{'y' * 2**21}\n"
            + "Pune,25000,z\n" * 50
        )


def test_a_large_file_in_which_nothing_fits_is_not_called_empty() -> None:
    with pytest.raises(ImportRefusedError, match="no rows that fit its header of 3 columns, or lines too long"):
        read(f"City,Salary,Note\nPune,20000,{'x' * 2**24}\n")


def test_an_example_of_an_inference_names_no_one() -> None:
    imported = read("Job title,Salary\nAccounts executive 98200 12345,20000\nSr. Telecaller,30000\n")
    examples = [example for inference in imported.audit.inferences for example in inference.examples]
    assert any("•••" in example for example in examples), examples
    assert "12345" not in json.dumps(imported.audit.to_json())


@pytest.mark.parametrize("content", [b"City,Pay per month\nPune,20000\nAgra,30000\n", b""])
def test_garbage_is_collected_again_after_a_file_whatever_became_of_it(content: bytes) -> None:
    with suppress(ImportRefusedError):
        read_csv(content, name="pay.csv")
    assert gc.isenabled()


def test_a_column_of_payments_that_says_nothing_leaves_twelve() -> None:
    table = b"City,Pay per month,Payments\nPune,20000,\nAgra,30000,\n"
    file, _ = clean_rows(table, ImportOptions(mapping={"payments": "Payments"}), name="pay.csv")
    assert file.payments.a_year == 12


def test_figures_that_are_no_plain_numbers_have_no_median() -> None:
    assert not in_cents(Profile.of("Betrag", ["3 107,50", "2 500,00", "1 200,10"]))
