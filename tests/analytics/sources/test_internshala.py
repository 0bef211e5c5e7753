"""Advertisements → grouped pay, demand and skills: by hand, sums that must hold, and a tenth held against the rest."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.model import Dimension, Experience, Provenance, Survey
from analytics.reading.packaged import read, resource
from analytics.sources import csv_bytes
from analytics.sources.credibility import NO_DOUBT, REPEAT, doubts
from analytics.sources.employers import firm_key
from analytics.sources.internshala import (
    ANY_SKILL,
    DIMENSIONS,
    NO_PAY,
    OTHER_CURRENCY,
    coverage,
    demand,
    posted_pay,
    read_posts,
    skills,
)
from analytics.statistics.bands import salary_bands
from analytics.topics.witnesses.agreement import medians_agree
from analytics.topics.witnesses.answer import Figure

HEADER = "post_id,posted_date,first_seen,last_seen,Job Title,Company,Skills,Location,Salary,Experience\n"
ROWS = """\
1,2026-03-31,2026-04-01,2026-04-30,Telecaller,A,"MS-Excel, MS-Excel","Gurgaon,Delhi","₹ 2,40,000 - 3,00,000",1 year(s)
2,2026-04-01,2026-04-01,2026-04-01,Telecaller,B,Not Specified,Maharashtra(Hybrid),"₹ 2,40,000",No experience required
3,2026-04-01,2026-04-02,2026-04-03,Accountant,C,Tally,Work from home,Competitive salary,7 year(s)
4,2026-04-02,2026-04-02,2026-04-03,Accountant,D,Tally,Dubai (United Arab Emirates),"AED 36,000",0-2 Year(s)
5,2026-04-02,2026-04-02,2026-04-03,Accountant,E,React.Js,"Manchar,Palampur","₹ 4,00,000 + incentives",10 year(s)
"""


@pytest.fixture
def five(tmp_path) -> pd.DataFrame:
    path = tmp_path / "posts.csv"
    path.write_text(HEADER + ROWS, "utf-8")
    return read_posts(path).set_index("post_id")


class TestByHand:
    def test_places(self, five) -> None:
        assert five.loc["1", ["city", "state", "work_mode"]].tolist() == ["Delhi|Gurugram", "Delhi|Haryana", "Office"]
        assert five.loc["2", ["city", "state", "work_mode"]].tolist() == ["Not stated", "Maharashtra", "Hybrid"]
        assert five.loc["3", ["city", "state", "work_mode"]].tolist() == [
            "Work from home",
            "Not stated",
            "Work from home",
        ]
        assert five.loc["4", ["city", "state"]].tolist() == ["Other places", "Not stated"]

    def test_work_and_time(self, five) -> None:
        assert five["role"].tolist() == ["Telecaller", "Telecaller", "Accountant", "Accountant", "Accountant"]
        assert five["quarter"].tolist() == ["2026-Q1", *["2026-Q2"] * 4]
        assert five["years"].tolist() == [1, 0, 7, 0, 10]
        assert five["experience"].tolist() == ["1–2 years", "Fresher", "6–9 years", "Fresher", "10+ years"]

    def test_pay(self, five) -> None:
        assert five["unpaid"].tolist() == ["", "", NO_PAY, OTHER_CURRENCY, ""]
        paid = five.loc[["1", "2", "5"], ["pay_low", "pay_high"]]
        assert paid.values.tolist() == [[240_000, 300_000], [240_000, 240_000], [400_000, 400_000]]
        assert five["doubt"].tolist() == [NO_DOUBT, NO_DOUBT, "", "", NO_DOUBT]

    def test_grouped_pay_is_yearly_as_posted(self, five) -> None:
        table = posted_pay(five)
        assert table.columns.tolist() == [*DIMENSIONS, "employer", "pay_low", "pay_high", "posts"]
        assert sorted(zip(table["pay_low"], table["pay_high"], table["posts"], strict=True)) == [
            (240_000, 240_000, 1),
            (240_000, 300_000, 1),
            (400_000, 400_000, 1),
        ]

    def test_demand_counts_all_paid_and_from_home(self, five) -> None:
        table = demand(five)
        assert table[["posts", "with_pay", "from_home"]].sum().tolist() == [5, 3, 1]

    def test_coverage_by_hand(self) -> None:
        # Snapshots on 30 June and 1 July. Two posts lasted 1 day, one 2 days. 30 June was watched: 1;
        # of 29 June's posts all last the one day to the next snapshot, of 28 June's one in three lasts two days;
        # nothing older is seen. June: (1 + 1 + 1/3) / 30.
        dates = pd.to_datetime(["2026-06-29", "2026-06-30", "2026-06-29"])
        posts = pd.DataFrame({"posted": dates, "unpaid": ""})
        posts["first_seen"] = pd.Timestamp("2026-06-30")
        posts["last_seen"] = pd.to_datetime(["2026-06-30", "2026-07-01", "2026-07-01"])
        assert coverage(posts).to_dict() == {"2026-06": pytest.approx((1 + 1 + 1 / 3) / 30)}

    def test_skills_by_hand(self, five) -> None:
        # Thirty accountants at 20,000 a month with Tally, twenty-nine with Excel: too few to show Excel.
        many = pd.concat(
            [five.loc[["5"]].assign(skills="Tally, tally")] * 30 + [five.loc[["5"]].assign(skills="MS-Excel")] * 29
        )
        table = skills(many.assign(pay_low=240_000.0, pay_high=240_000.0))
        assert table.values.tolist() == [
            ["Accountant", "10+ years", ANY_SKILL, 20_000, 59],
            ["Accountant", "10+ years", "Tally", 20_000, 30],
        ]


class TestOnAllPosts:
    def test_the_rows_add_up(self, posts) -> None:
        entry = resource("posted_pay")
        unpaid = posts["unpaid"].value_counts()
        assert entry["read"] == len(posts) == 129_577
        assert entry["leftOut"] == {NO_PAY: unpaid[NO_PAY], OTHER_CURRENCY: unpaid[OTHER_CURRENCY]}
        assert read("posted_pay")["posts"].sum() == len(posts) - unpaid[NO_PAY] - unpaid[OTHER_CURRENCY]

    def test_the_three_files_agree(self) -> None:
        pay, by_month, by_skill = read("posted_pay"), read("postings"), read("skills")
        assert by_month["with_pay"].sum() == pay["posts"].sum()
        assert (by_month[["with_pay", "from_home"]].max(axis=1) <= by_month["posts"]).all()
        any_skill = by_skill[by_skill["skill"] == ANY_SKILL]["posts"].sum()
        credible = pay.loc[pay["doubt"] == NO_DOUBT, "posts"].sum()
        assert 0.5 * credible < any_skill < credible
        within = by_skill.merge(
            by_skill[by_skill["skill"] == ANY_SKILL], on=["role", "experience", "pay_from"], suffixes=("", "_any")
        )
        assert len(within) == len(by_skill)
        assert (within["posts"] <= within["posts_any"]).all()

    def test_most_paid_posts_have_role_sector_and_place(self, posts) -> None:
        paid = posts[posts["unpaid"] == ""]
        assert (paid["role"] != "Not stated").mean() >= 0.95
        assert (paid["sector"] != "Not stated").mean() >= 0.95
        assert (paid["city"] != "Other places").mean() >= 0.95

    def test_no_text_of_a_post_goes_out(self, posts) -> None:
        # Firms with a telling name that no role, skill or place has.
        firms = [firm for firm in posts["firm"].value_counts().index[:300] if len(firm) > 8]
        for table in (posted_pay(posts), demand(posts), skills(posts)):
            content = csv_bytes(table).decode()
            assert "http" not in content
            assert not [firm for firm in firms if firm in content]


def survey(posts: pd.DataFrame) -> Survey:
    """The posts as the default survey: those not in doubt, pay per month, employers as clusters."""
    sound = posts[posts["doubt"] == NO_DOUBT]
    return Survey.build(
        name="part",
        provenance=Provenance("part", "test", "posted"),
        low=sound["pay_low"] / 12,
        high=sound["pay_high"] / 12,
        clusters=sound["employer"].to_numpy(),
        dimensions=[
            Dimension.of("city", "City", sound["city"].tolist(), separator="|"),
            Dimension.of("sector", "Sector", sound["sector"].tolist()),
            Dimension.of("role", "Role", sound["role"].tolist()),
            Dimension.of("experience", "Experience", sound["experience"].tolist(), order=list(Experience)),
        ],
    )


def test_near_copies_move_as_many_medians_as_published(posts) -> None:
    published = resource("posted_pay")["nearCopies"]
    same = ["title", "firm", "location", "pay_low", "pay_high", "experience"]
    paid = posts[posts["unpaid"] == ""].sort_values("posted", kind="stable")
    near = (paid["doubt"] == REPEAT) & ~paid.duplicated(same)
    without, with_copies = survey(paid), survey(paid.assign(doubt=paid["doubt"].mask(near, NO_DOUBT)))
    medians = changed = outside = 0
    for group in ("role", "city", "sector"):
        for by in ([group], [group, "experience"]):
            bands_without, all_posts = (salary_bands(rows, by, bounds=False) for rows in (without, with_copies))
            comparable = bands_without[bands_without["p50"].notna() & ~bands_without["flagged"].astype(bool)].merge(
                all_posts[[*by, "p50"]], on=by, suffixes=("", "_all")
            )
            medians += len(comparable)
            changed += int((abs(comparable["p50_all"] / comparable["p50"] - 1) > published["movedBy"]).sum())
            outside += int((~comparable["p50_all"].between(comparable["p50_low"], comparable["p50_high"])).sum())
    counted = {"posts": int(near.sum()), "medians": medians, "moved": changed, "outside": outside}
    assert counted == {name: published[name] for name in counted}


def agreement(posts: pd.DataFrame, seed: int, share: float) -> dict[str, tuple[int, int]]:
    """A random share of the firms held against the rest: cells whose medians agree, and all cells compared.

    Doubt is found anew in each part. Cells are city, sector and role × experience that both parts show unflagged.
    Medians agree if their difference lies within the joint 95 % interval by employers.
    """
    paid = posts[posts["unpaid"] == ""].drop(columns="doubt")
    firms = paid["firm"].map({firm: firm_key(firm) for firm in paid["firm"].unique()})
    names = np.sort(firms.unique())
    chosen = firms.isin(names[np.random.default_rng(seed).random(len(names)) < share])
    parts = [survey(rows.assign(doubt=doubts(rows))) for rows in (paid[chosen], paid[~chosen])]
    counted = {}
    for by in ("city", "sector", "role"):
        tables = [salary_bands(rows, [by, "experience"], bounds=False).dropna(subset="p50") for rows in parts]
        comparable = [table[~table["flagged"].astype(bool)] for table in tables]
        joined = comparable[0].merge(comparable[1], on=[by, "experience"], suffixes=("", "_rest"))
        agree = [
            medians_agree(
                Figure(row["p50"], row["p50_low"], row["p50_high"]),
                Figure(row["p50_rest"], row["p50_low_rest"], row["p50_high_rest"]),
            )
            for row in joined.to_dict("records")
        ]
        counted[by] = (sum(agree), len(agree))
    return counted


class TestHeldOut:
    """Firms are split, never posts: posts of one firm pay alike."""

    def test_a_tenth_agrees_with_the_rest(self, posts) -> None:
        for agree, cells in agreement(posts, 0, 0.1).values():
            assert cells >= 30
            assert agree / cells >= 0.9

    @pytest.mark.long
    def test_the_share_published_is_the_one_measured(self, posts) -> None:
        held_out = resource("posted_pay")["heldOutAgreement"]
        runs = [agreement(posts, seed, 0.1) for seed in range(held_out["splits"])]
        for by, published in held_out["shares"].items():
            agree, cells = (sum(run[by][position] for run in runs) for position in (0, 1))
            print(by, agree, cells, agree / cells, min(run[by][0] / run[by][1] for run in runs))
            assert agree / cells == pytest.approx(published, abs=0.005)
            assert agree / cells >= 0.9

    @pytest.mark.long
    def test_halves_of_the_employers_agree(self, posts) -> None:
        runs = [agreement(posts, seed, 0.5) for seed in range(20)]
        for by in runs[0]:
            agree, cells = (sum(run[by][position] for run in runs) for position in (0, 1))
            print(by, agree, cells, agree / cells)
            assert agree / cells >= 0.93
