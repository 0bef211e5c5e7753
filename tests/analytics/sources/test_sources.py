"""The sources of posted pay: cleaned by hand-checked rules, described, and without a text of any post."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.model import NOT_STATED, Experience
from analytics.reading.fields.places import FROM_HOME, OFFICE, OTHER_PLACES
from analytics.reading.packaged import DATA, DESCRIPTOR, SEPARATOR, read, resource, survey, surveys
from analytics.sources import gather, indeed_2024, naukri_2018, sources
from analytics.sources.base import ABROAD, NO_PAY, REPEAT
from analytics.sources.internshala import LEAST_POSTS_IN_ROLE

POSTS = ("posted_pay", "postings", "skills", "naukri_2018", "indeed_2024", "indeed_2020", "naukri_2025")


def naukri(*rows: dict[str, str]) -> pd.DataFrame:
    usual = {
        "company": "A", "cities": "Pune", "experience_min_years": "0", "categories": "clerk", "abroad": "False",
        "pay_high_month": "20833",
    }  # fmt: skip
    return naukri_2018.read(pd.DataFrame([usual | row for row in rows]))


class TestNaukri2018:
    def test_every_post_left_out_has_one_reason(self) -> None:
        posts = naukri({}, {}, {"pay_high_month": ""}, {"abroad": "True"}, {"cities": "Delhi"}, {"company": "B"})
        assert posts["left_out"].tolist() == ["", REPEAT, NO_PAY, ABROAD, "", ""]

    def test_searches_become_groups(self) -> None:
        posts = naukri({"categories": "data-entry;call-center"}, {"categories": "tally"})
        assert posts["role"].tolist() == ["Data entry operator", NOT_STATED]
        assert posts["sector"].tolist() == ["BPO & customer support|Office & administration", "Accounting & finance"]

    def test_the_capital_region_is_not_the_city(self) -> None:
        posts = naukri({"cities": "Delhi NCR"}, {"cities": "Delhi NCR;Noida"}, {"cities": "Delhi;Noida"})
        assert posts["city"].tolist() == [NOT_STATED, "Noida", "Delhi|Noida"]

    def test_one_high_pay_for_every_beginner_is_bait(self) -> None:
        # Twelve firms at 20,833; five posts at 45,000 of one firm: 2.2 times. Four posts, or five at 40,000, stay.
        usual = [{"company": f"firm {number}"} for number in range(12)]
        cities = ["Pune", "Delhi", "Mumbai", "Surat", "Nagpur"]
        high = [{"company": "High", "cities": city, "pay_high_month": "45000"} for city in cities]
        less = [{"company": "Less", "cities": city, "pay_high_month": "40000"} for city in cities]
        few = [{"company": "Few", "cities": city, "pay_high_month": "45000"} for city in cities[:4]]
        senior = [{"company": "High", "experience_min_years": "5", "pay_high_month": "90000"}]
        left_out = naukri(*high, *less, *few, *senior, *usual)["left_out"].tolist()
        assert left_out == [naukri_2018.BAIT] * 5 + [""] * 22

    def test_it_answers_for_upper_ends_only(self) -> None:
        scope = survey("naukri_2018").scope
        assert (scope.ends, scope.measures) == ("high", ("high",))

    def test_the_groups_use_the_names_of_the_reference(self) -> None:
        roles = read("roles")
        assert set(naukri_2018.ROLES.values()) <= set(roles["role"])
        assert set(naukri_2018.SECTORS) <= set(roles["sector"])
        listed = {name for family in naukri_2018.FAMILIES.values() for name in family.split(SEPARATOR)}
        assert listed <= set(naukri_2018.SECTORS)

    def test_old_and_unpaid_rows_are_counted(self) -> None:
        rows = survey("naukri_2018").rows
        assert rows.read == 148_815
        assert rows.used == read("naukri_2018")["posts"].sum()


class TestIndeed2024:
    @pytest.mark.parametrize(
        ("title", "kind"),
        [
            ("BACK-OFFICE executive (night)", indeed_2024.CORE),
            ("Urgent: D.E.O / Data Processing staff", indeed_2024.CORE),
            ("Documents verification - freshers", indeed_2024.CORE),
            ("Office asistant cum cashier", indeed_2024.CORE),
            ("Head clerk", indeed_2024.OFFICE),
            ("Data entry manager", indeed_2024.OFFICE),
            ("Receptionist", indeed_2024.OFFICE),
        ],
    )
    def test_the_rule_of_words(self, title: str, kind: str) -> None:
        assert indeed_2024.office_work(title, True) == kind
        assert indeed_2024.office_work(title, False) == indeed_2024.OTHER

    def test_the_core_lies_under_the_floor_of_internshala(self) -> None:
        # Counted once by hand for the evidence: n 42, medians 11,555 and 20,000 of low and high ends.
        rows = read("indeed_2024").query("office_work == 'Clerical core'")
        assert 30 <= rows["posts"].sum() <= 50
        assert rows["pay_low"].median() == pytest.approx(11_555, rel=0.05)
        assert rows["pay_high"].median() == pytest.approx(20_000, rel=0.05)

    def test_employers_are_unknown(self) -> None:
        assert survey("indeed_2024").clusters is None


def test_pay_of_sites_without_a_licence_is_rounded_and_carries_no_month() -> None:
    for name in ("naukri_2018", "indeed_2024", "indeed_2020", "naukri_2025"):
        table = read(name)
        assert not {"quarter", "month", "posted"} & set(table)
        for end in {"pay_low", "pay_high"} & set(table):
            assert (table[end].dropna() % 100 == 0).all()


def test_every_source_has_entries_and_every_survey_a_source() -> None:
    made = set(sources())
    assert {"internshala", "naukri_2018", "indeed_2024", "indeed_2020", "naukri_2025", "pay_matrix"} <= made
    for name in surveys():
        entry = resource(name)
        assert entry["title"]
        assert entry["survey"].get("scope") or name == "published_pay"


EXTRACTS = {
    "more/naukri_2018_all.csv.gz": "company,cities,experience_min_years,categories,abroad,pay_high_month\n"
    "A,Pune;Thane,0,clerk;bpo,False,20833\nB Ltd,Delhi NCR,2,java,False,50000\nB,,2,java,True,50000\nC,,1,hr,False,\n",
    "more/indeed_india_2024.csv.gz": "title,location,pay_as_printed,pay_low_month,pay_high_month,office_role\n"
    'Data entry fresher,"Kochi, Kerala",x,11000,,True\nWelder,Remote,y,,18049,False\n',
    "more/indeed_india_dec2020.csv.gz": "title,company,pay_as_printed,experience_years_named,"
    "pay_low_month,pay_high_month\n"
    "Accountant,A,x,2,15000,20000\n",
    "more/naukri_sept2025_sample200.csv.gz": "title,company,location,experience_min_years,"
    "pay_low_month,pay_high_month\n"
    "Accountant,A,Pune,1,15000,25000\n",
}
"""A few invented rows in the form of each file of evidence, for where the evidence is not at hand."""


def test_extracts_give_the_same_bytes_twice_and_fit_their_entries(tmp_path: Path) -> None:
    (tmp_path / "evidence" / "more").mkdir(parents=True)
    for name, text in EXTRACTS.items():
        with gzip.open(tmp_path / "evidence" / name, "wt", encoding="utf-8") as file:
            file.write(text)
    reports = [gather(tmp_path / "evidence", tmp_path / folder) for folder in ("first", "second")]
    made = reports[0].files
    assert made == {"naukri_2018.csv": 2, "indeed_2024.csv": 2, "indeed_2020.csv": 1, "naukri_2025.csv": 1}
    for file in (*made, DESCRIPTOR):
        assert (tmp_path / "first" / file).read_bytes() == (tmp_path / "second" / file).read_bytes()
    rows = {name: survey(name, tmp_path / "first") for name in surveys(tmp_path / "first")}
    assert rows["naukri_2018"].rows.left_out == {ABROAD: 1, NO_PAY: 1}
    assert rows["naukri_2018"].sizes["city"] == {"Pune": 1, "Thane": 1, NOT_STATED: 1}
    # To the nearest ₹100; an end that is not printed stays open.
    assert sorted(rows["naukri_2018"].high) == [20_800, 50_000]
    assert np.nansum(rows["indeed_2024"].low) == 11_000
    assert np.nansum(rows["indeed_2024"].high) == 18_000


def test_data_stay_small() -> None:
    assert sum(path.stat().st_size for path in DATA.iterdir()) < 25_000_000


@pytest.fixture(scope="module")
def listed() -> dict[str, set[str]]:
    roles, cities, states = read("roles"), read("cities"), read("states")
    return {
        "role": set(roles["role"]) | {NOT_STATED},
        "sector": set(roles["sector"]) | {NOT_STATED},
        "city": set(cities["city"]) | {NOT_STATED, FROM_HOME, OTHER_PLACES},
        "state": set(states["state"]) | {NOT_STATED},
        "experience": {*Experience, NOT_STATED},
        "work_mode": {OFFICE, "Hybrid", FROM_HOME},
        "office_work": {indeed_2024.CORE, indeed_2024.OFFICE, indeed_2024.OTHER},
        "doubt": {"none", "repeat", "bait series", "far above similar posts", "implausible pay"},
    }


class TestPrivacy:
    """In files made from posts every text is a listed role, sector, place, level, mode, period or skill."""

    @pytest.mark.parametrize("name", POSTS)
    def test_only_listed_texts_and_declared_columns(self, name: str, listed: dict[str, set[str]]) -> None:
        table = pd.read_csv(DATA / f"{name}.csv", dtype=str, keep_default_na=False)
        assert table.columns.tolist() == [field["name"] for field in resource(name)["schema"]["fields"]]
        for column in table:
            values = {part for cell in table[column].unique() for part in str(cell).split(SEPARATOR)}
            if column in listed:
                assert values <= listed[column], (column, sorted(values - listed[column])[:5])
            elif column == "skill":
                # Skills have no list of their own: each is named by several posts, and holds no number or address.
                assert table["posts"].astype(int).groupby(table["skill"]).sum().min() >= LEAST_POSTS_IN_ROLE
                assert not [value for value in values if re.search(r"@|www|\d{5}", value) or len(value) > 60]
            else:
                wrong = [value for value in values if not re.fullmatch(r"[\d.]*|20\d\d-(Q[1-4]|\d\d)", value)]
                assert not wrong, (column, wrong[:5])

    @pytest.mark.parametrize("name", POSTS)
    def test_no_link(self, name: str) -> None:
        assert b"http" not in (DATA / f"{name}.csv").read_bytes()
