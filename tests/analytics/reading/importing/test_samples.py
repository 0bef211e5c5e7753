"""The eleven real files in ../shared/samples against the answers that came with them.

The answers are in each file's own unit; a survey is per month, so its figures are taken back first (`Import.own_unit`).
Where ours differ from the answers, the test says why.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analytics.reading.fields.pay import Reason
from analytics.reading.fields.periods import PER_MONTH
from analytics.reading.files.table import ImportRefusedError
from analytics.reading.importing.assemble import Import
from analytics.reading.importing.clean import DUPLICATE, NOTE_BELOW, TOTAL_ROW
from analytics.reading.importing.options import ImportOptions
from analytics.reading.importing.read import read_csv

QUANTILES = {"p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9}


@pytest.fixture(scope="module")
def samples(shared: Path) -> Path:
    folder = shared / "samples"
    if not folder.is_dir():
        pytest.skip("the folder ../shared/samples is not there")
    return folder


@pytest.fixture(scope="module")
def answers(samples: Path) -> dict[str, Any]:
    return json.loads((samples / "answers.json").read_text(encoding="utf-8"))


def pay_of(read: Import, **chosen: str) -> np.ndarray[Any, Any]:
    """The middles of some rows, in the file's own unit."""
    rows = np.ones(len(read.survey.middle), bool)
    for name, value in chosen.items():
        dimension = read.survey.dimensions[name]
        index = dimension.values.index(value)
        holds = np.array([index in cell for cell in dimension.members()])
        rows &= holds[dimension.codes]
    return read.survey.middle[rows] * read.own_unit


def check(read: Import, group: dict[str, Any], **chosen: str) -> None:
    """n and every quantile of one group of the answers; numpy's linear quantiles, as there."""
    pay = pay_of(read, **chosen)
    assert len(pay) == group["n"], group
    for name, q in QUANTILES.items():
        if name in group:
            assert np.quantile(pay, q) == pytest.approx(group[name], rel=1e-9, abs=1e-6), (group, name)


def groups(answer: dict[str, Any], by: str | None = None) -> Iterator[dict[str, Any]]:
    if by is None:
        yield from answer["rows"]
    else:
        yield from next(part for part in answer["also"] if part["group_by"] == by)["rows"]


def test_glassdoor(samples: Path, answers: dict[str, Any]) -> None:
    answer = answers["in_glassdoor_software_salaries_22k.csv"]
    read = read_csv(samples / "in_glassdoor_software_salaries_22k.csv")
    assert (read.audit.rows_read, read.audit.rows_used) == (answer["rows_read"], answer["rows_used"])
    assert {group.reason: group.rows for group in read.audit.left_out} == {Reason.BLANK: 5}
    # The file says neither currency nor period; both are the right guess, and marked as one.
    assert (read.currency.value, read.currency.guessed) == ("INR", True)
    assert (read.period.value, read.period.guessed) == ("year", True)
    city_names = {"Bangalore": "Bengaluru", "New Delhi": "Delhi"}  # one name for each place
    for group in groups(answer):
        name = group["group"]
        # The location column mixes cities with two states. A state is no city: those rows have a state and no city.
        if name in ("Madhya Pradesh", "Kerala"):
            check(read, group, state=name)
        else:
            check(read, group, city=city_names.get(name, name))
    for group in groups(answer, "Job Roles"):
        check(read, group, job_roles=group["group"])
    for group in groups(answer, "Employment Status"):
        check(read, group, employment_status=group["group"])
    full_time = next(part for part in answer["also"] if "filter" in part and "Full Time" in part["filter"])
    for group in full_time["rows"]:
        name = group["group"]
        place = "state" if name in ("Madhya Pradesh", "Kerala") else "city"
        check(read, group, employment_status="Full Time", **{place: city_names.get(name, name)})
    assert read.audit.duplicates == 4
    # How many salaries an average was made of could be a weight. It is offered, and not applied.
    assert read.columns.alternatives["count"] == ("Salaries Reported",)
    assert read.survey.counts is None


def test_naukri(samples: Path, answers: dict[str, Any]) -> None:
    answer = answers["in_naukri_software_developer_2025.csv"]
    read = read_csv(samples / "in_naukri_software_developer_2025.csv")
    assert read.audit.rows_read == answer["rows_read"]
    # The answer leaves three posts with pay per month aside to have one unit. A survey is per month: they are used.
    assert read.audit.rows_used == answer["rows_used"] + 3
    assert read.period.rows == {"year": 108, "month": 3}
    assert {group.reason: group.rows for group in read.audit.left_out} == {
        Reason.NOT_DISCLOSED: 1853,
        Reason.UNPAID: 36,
    }
    check(read, next(groups(answer)), pay_period="year")
    years = read.survey.dimensions["years"]
    least = np.array([-1 if value == "Not stated" else int(value) for value in years.values])[years.codes]
    yearly = read.survey.dimensions["pay_period"]
    yearly_rows = yearly.codes == yearly.values.index("year")
    bounds = {"min exp 0-1": (0, 1), "min exp 2-4": (2, 4), "min exp 5+": (5, 99)}
    for group in groups(answer, "minimum experience band (first number of Experience)"):
        low, high = bounds[group["group"]]
        pay = read.survey.middle[yearly_rows & (least >= low) & (least <= high)] * 12
        assert len(pay) == group["n"]
        for name, q in QUANTILES.items():
            assert np.quantile(pay, q) == pytest.approx(group[name], rel=1e-9, abs=1e-6)


def test_data_science(samples: Path, answers: dict[str, Any]) -> None:
    answer = answers["world_ds_salaries_2020_2022.csv"]
    read = read_csv(samples / "world_ds_salaries_2020_2022.csv")
    assert (read.audit.rows_read, read.audit.rows_used) == (607, 607)
    # Native pay is in 17 currencies; the column in dollars makes all rows comparable and is taken, with that reason.
    assert read.columns.pay == ("salary_in_usd",)
    assert read.columns.alternatives["pay"] == ("salary",)
    assert (read.currency.value, read.currency.how) == ("USD", "header")
    for group in groups(answer):
        check(read, group, experience_level=group["group"])
    for group in groups(answer, "work_year"):
        check(read, group, experience_level="SE", work_year=group["group"])
    for group in groups(answer, "employee_residence"):
        check(read, group, employee_residence=group["group"])
    # Levels keep their own order, and repeated rows are found although a first column numbers them.
    assert read.survey.dimensions["experience_level"].values == ("EN", "MI", "SE", "EX")
    assert read.audit.duplicates == 42


def test_data_science_in_the_currency_it_was_paid_in(samples: Path, answers: dict[str, Any]) -> None:
    answer = answers["world_ds_salaries_2020_2022.csv"]
    for group in groups(answer, "salary_currency"):
        read = read_csv(
            samples / "world_ds_salaries_2020_2022.csv",
            ImportOptions(mapping={"pay": "salary"}, currency=group["group"], period="year"),
        )
        assert read.audit.rows_used == group["n"]
        check(read, group)
        assert sum(read.currency.rows.values()) == 607
    commonest = read_csv(samples / "world_ds_salaries_2020_2022.csv", ImportOptions({"pay": "salary"}))
    assert commonest.currency.value == "USD"
    assert commonest.currency.rows["EUR"] == 95


def test_linkedin(samples: Path, answers: dict[str, Any]) -> None:
    answer = answers["us_linkedin_salaries_pay_period.csv"]
    read = read_csv(samples / "us_linkedin_salaries_pay_period.csv")
    assert read.columns.pay == ("max_salary", "med_salary", "min_salary")
    # One row says it pays nothing, from 0 to 0. The answer keeps it; zero is not a salary here.
    assert (read.audit.rows_read, read.audit.rows_used) == (2088, 2087)
    assert {group.reason: group.rows for group in read.audit.left_out} == {Reason.ZERO: 1}
    periods = {"YEARLY": "year", "HOURLY": "hour", "WEEKLY": "week", "MONTHLY": "month"}
    dimension = read.survey.dimensions["pay_period"]
    for group in groups(answer):
        period = periods[group["group"]]
        pay = read.survey.middle[dimension.codes == dimension.values.index(period)] / PER_MONTH[period]
        if period == "year":
            # The answer without the row of zero: one fewer, and the quantiles with that 0 put back are the answer's.
            pay = np.append(pay, 0.0)
        assert len(pay) == group["n"]
        for name, q in QUANTILES.items():
            assert np.quantile(pay, q) == pytest.approx(group[name], rel=1e-9, abs=1e-6), (period, name)


def test_european_survey(samples: Path, answers: dict[str, Any]) -> None:
    answer = answers["eu_it_salary_survey_2020.csv"]
    read = read_csv(samples / "eu_it_salary_survey_2020.csv")
    assert (read.audit.rows_read, read.audit.rows_used) == (answer["rows_read"], answer["rows_used"])
    assert read.columns.pay == ("Yearly_brutto_salary_EUR",)
    assert (read.period.value, read.period.how) == ("year", "header")
    assert (read.currency.value, read.currency.how) == ("EUR", "header")
    for group in groups(answer):
        check(read, group, seniority_level=group["group"])
    for group in groups(answer, "City"):
        if group["group"] != "Stuttgart":
            check(read, group, city=group["group"])
    # The answer counts exact strings, 26 of "Stuttgart"; seven people typed a space behind it.
    assert len(pay_of(read, city="Stuttgart")) == 26 + 7
    # One answer is 99,999,999,999. It is kept, and it comes first among the rows that are called far from the others.
    assert read.survey.middle.max() * 12 == pytest.approx(99_999_999_999)
    far = next(inference for inference in read.audit.inferences if inference.sentence.startswith("Pay very far"))
    assert far.examples[0] == "row 475: 99999999999"


def test_argentine_survey(samples: Path, answers: dict[str, Any]) -> None:
    answer = answers["ar_sysarmy_2015_2_latin1.csv"]
    read = read_csv(samples / "ar_sysarmy_2015_2_latin1.csv")
    assert (read.audit.rows_read, read.audit.rows_used) == (answer["rows_read"], answer["rows_used"])
    assert read.columns.pay == ("Salario bruto mensual (AR$)",)
    assert (read.period.value, read.currency.value) == ("month", "ARS")
    # The file's own bands of years are kept beside the usual five levels, which cut elsewhere.
    for group in groups(answer):
        check(read, group, years=group["group"])
    assert read.survey.dimensions["years"].values == tuple(group["group"] for group in groups(answer))
    # Two columns share one name; the second is told apart.
    assert "Tecnologías que utilizás (2)" in [column.header for column in read.columns.columns]


def test_tidy_wages_with_their_logarithm(samples: Path, answers: dict[str, Any]) -> None:
    answer = answers["us_islr_wage.csv"]
    read = read_csv(samples / "us_islr_wage.csv")
    assert (read.audit.rows_read, read.audit.rows_used) == (3000, 3000)
    assert read.columns.pay == ("wage",)
    # Nothing in the file says thousands of dollars per year: what is guessed is marked as a guess, and one click away.
    assert read.currency.guessed
    assert read.period.guessed
    for group in groups(answer):
        check(read, group, education=group["group"])
    yearly = read_csv(samples / "us_islr_wage.csv", ImportOptions(period="year", currency="USD"))
    assert (yearly.period.how, yearly.currency.how) == ("you", "you")
    for group in groups(answer):
        check(yearly, group, education=group["group"])


def test_official_table(samples: Path, answers: dict[str, Any]) -> None:
    answer = answers["in_plfs_table42_monthly_earnings_by_state_2021q2.csv"]
    read = read_csv(samples / "in_plfs_table42_monthly_earnings_by_state_2021q2.csv")
    # Two header lines, of which the upper one stands crowded at the left; the last of nine columns is everyone.
    assert read.columns.pay == ("rural+urban person",)
    assert (read.period.value, read.period.how, read.currency.value, read.currency.how) == (
        "month",
        "title",
        "INR",
        "title",
    )
    # The answer counts 37: 36 states and all India. A total beside its parts is not one more row, and Lakshadweep's 0
    # means no sample; what remains are the 35 of the answer's own second table.
    assert {group.reason: group.rows for group in read.audit.left_out} == {NOTE_BELOW: 2, TOTAL_ROW: 1, Reason.ZERO: 1}
    check(read, next(groups(answer, "(across states)")))
    for group in groups(answer):
        if group["group"] != "all India":
            assert pay_of(read, state=group["group"]).tolist() == [group["p50"]]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("in_unemployment_cmie_2019_2020.csv", "no column that looks like pay"),
        ("in_cpi_all_india_index_2013_2024.csv", "no column that looks like pay"),
        ("neg_git_lfs_pointer.csv", "Git LFS pointer"),
    ],
)
def test_what_is_no_salary_table_is_refused_in_one_sentence(samples: Path, name: str, hint: str) -> None:
    with pytest.raises(ImportRefusedError, match=hint) as refusal:
        read_csv(samples / name)
    assert str(refusal.value).startswith(f"{name}: ")
    assert "\n" not in str(refusal.value)


def test_an_index_can_still_be_read_when_a_person_says_so(samples: Path, answers: dict[str, Any]) -> None:
    """The two tables without pay, with the figure named: rows and quantiles are those of the answers."""
    unemployment = answers["in_unemployment_cmie_2019_2020.csv"]
    read = read_csv(
        samples / "in_unemployment_cmie_2019_2020.csv",
        ImportOptions(mapping={"pay": "unemployment_rate"}, period="month", currency="INR"),
    )
    assert read.audit.rows_read == unemployment["rows_read"]
    # Ours leaves out eleven rates of zero, which the answer keeps: in a column of pay, zero is nobody's pay.
    assert {group.reason: group.rows for group in read.audit.left_out} == {"blank row": 14, Reason.ZERO: 11}
    prices = answers["in_cpi_all_india_index_2013_2024.csv"]
    read = read_csv(
        samples / "in_cpi_all_india_index_2013_2024.csv",
        ImportOptions(mapping={"pay": "General index"}, period="month", currency="INR"),
    )
    for group in groups(prices):
        check(read, group, sector="Rural+Urban", year=group["group"])


def test_duplicates_can_be_dropped(samples: Path) -> None:
    with_duplicates = read_csv(samples / "in_glassdoor_software_salaries_22k.csv")
    dropped = read_csv(samples / "in_glassdoor_software_salaries_22k.csv", ImportOptions(drop_duplicates=True))
    assert dropped.audit.rows_used == with_duplicates.audit.rows_used - 4
    assert {group.reason: group.rows for group in dropped.audit.left_out}[DUPLICATE] == 4
