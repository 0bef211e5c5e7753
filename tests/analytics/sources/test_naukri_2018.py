"""Posts of Naukri from 2018: one reason for each post left out, searches as groups, bait."""

from __future__ import annotations

import pandas as pd

from analytics.model import NOT_STATED
from analytics.reading.packaged import SEPARATOR, read, survey
from analytics.sources import naukri_2018
from analytics.sources.base import ABROAD, NO_PAY, REPEAT


def naukri(*rows: dict[str, str]) -> pd.DataFrame:
    usual = {
        "company": "A", "cities": "Pune", "experience_min_years": "0", "categories": "clerk", "abroad": "False",
        "pay_high_month": "20833",
    }  # fmt: skip
    return naukri_2018.read(pd.DataFrame([usual | row for row in rows]))


def test_every_post_left_out_has_one_reason() -> None:
    posts = naukri({}, {}, {"pay_high_month": ""}, {"abroad": "True"}, {"cities": "Delhi"}, {"company": "B"})
    assert posts["left_out"].tolist() == ["", REPEAT, NO_PAY, ABROAD, "", ""]


def test_searches_become_groups() -> None:
    posts = naukri({"categories": "data-entry;call-center"}, {"categories": "tally"})
    assert posts["role"].tolist() == ["Data entry operator", NOT_STATED]
    assert posts["sector"].tolist() == ["BPO & customer support|Office & administration", "Accounting & finance"]


def test_the_capital_region_is_not_the_city() -> None:
    posts = naukri({"cities": "Delhi NCR"}, {"cities": "Delhi NCR;Noida"}, {"cities": "Delhi;Noida"})
    assert posts["city"].tolist() == [NOT_STATED, "Noida", "Delhi|Noida"]


def test_one_high_pay_for_every_beginner_is_bait() -> None:
    # Twelve firms at 20,833; five posts at 45,000 of one firm: 2.2 times. Four posts, or five at 40,000, stay.
    usual = [{"company": f"firm {number}"} for number in range(12)]
    cities = ["Pune", "Delhi", "Mumbai", "Surat", "Nagpur"]
    high = [{"company": "High", "cities": city, "pay_high_month": "45000"} for city in cities]
    less = [{"company": "Less", "cities": city, "pay_high_month": "40000"} for city in cities]
    few = [{"company": "Few", "cities": city, "pay_high_month": "45000"} for city in cities[:4]]
    senior = [{"company": "High", "experience_min_years": "5", "pay_high_month": "90000"}]
    left_out = naukri(*high, *less, *few, *senior, *usual)["left_out"].tolist()
    assert left_out == [naukri_2018.BAIT] * 5 + [""] * 22


def test_it_answers_for_upper_ends_only() -> None:
    scope = survey("naukri_2018").scope
    assert (scope.ends, scope.measures) == ("high", ("high",))


def test_the_groups_use_the_names_of_the_reference() -> None:
    roles = read("roles")
    assert set(naukri_2018.ROLES.values()) <= set(roles["role"])
    assert set(naukri_2018.SECTORS) <= set(roles["sector"])
    listed = {name for family in naukri_2018.FAMILIES.values() for name in family.split(SEPARATOR)}
    assert listed <= set(naukri_2018.SECTORS)


def test_old_and_unpaid_rows_are_counted() -> None:
    rows = survey("naukri_2018").rows
    assert rows.read == 148_815
    assert rows.used == read("naukri_2018")["posts"].sum()
