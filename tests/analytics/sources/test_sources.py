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
from analytics.sources import gather, indeed_2024, sources
from analytics.sources.base import ABROAD, NO_PAY
from analytics.sources.internshala import LEAST_POSTS_IN_ROLE

POSTS = ("posted_pay", "postings", "skills", "naukri_2018", "indeed_2024", "indeed_2020", "naukri_2025")


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
        "office_work": {indeed_2024.CORE, indeed_2024.OFFICE, indeed_2024.OTHER_WORK},
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
