"""Published claims: nothing lost in silence, pay per month by arithmetic, sources graded by rule, no employer named."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import pytest

from analytics.model import NOT_STATED, Filters
from analytics.reading.packaged import DATA, read, survey
from analytics.sources import csv_bytes
from analytics.sources.claims import (
    EXCLUSION_REASONS,
    TRUST_RULES,
    check,
    level_of,
    normalise,
    published_pay,
    read_claims,
)

BLANK = dict.fromkeys(
    [
        "claim_kind",
        "sector",
        "city",
        "state",
        "experience_label",
        "experience_min_years",
        "experience_max_years",
        "pay_low",
        "pay_mid",
        "pay_mid_kind",
        "pay_high",
        "sample_size",
        "published_date",
    ],
    "",
)


def claims(*rows: dict[str, str]) -> pd.DataFrame:
    values = {"role": "Accountant", "currency": "INR", "period": "month", "source_title": "A guide", "source_url": ""}
    return pd.DataFrame([BLANK | values | {"claim_id": f"C{number:04}"} | row for number, row in enumerate(rows)])


def made(**row: str) -> pd.Series:
    return normalise(claims(row)).iloc[0]


def test_yearly_pay_is_a_twelfth_a_month() -> None:
    row = made(period="year", pay_low="200000", pay_high="450000")
    # 2,00,000 / 12 = 16,666.67 and 4,50,000 / 12 = 37,500; halfway 27,083.33
    assert (row.pay_low, row.pay_middle, row.pay_high, row.middle_kind) == (16_667, 27_083, 37_500, "halfway")
    assert (row.published_low, row.published_high, row.published_period) == ("200000", "450000", "year")


def test_an_end_that_was_not_published_stays_open() -> None:
    row = made(pay_low="10000")
    assert row.pay_low == 10_000
    assert pd.isna(row.pay_middle)
    assert pd.isna(row.pay_high)
    assert row.middle_kind == ""


def test_a_published_middle_is_not_replaced() -> None:
    row = made(pay_low="10000", pay_mid="12000", pay_high="20000", pay_mid_kind="median")
    assert (row.pay_middle, row.middle_kind) == (12_000, "median")


@pytest.mark.parametrize(
    ("low", "high", "label", "level"),
    [
        ("0", "1", "Fresher", "Fresher"),
        ("1", "2", "1-2 Years Of Experience", "1–2 years"),
        ("0", "3", "less than 3 years of experience", "Fresher"),
        ("2", "5", "2-5 Yrs", "1–2 years"),
        ("4", "7", "Senior (4-7 years)", "3–5 years"),
        ("10", "15", "10–15 yr", "10+ years"),
        ("0", "", "Entry-level", "Fresher"),
        ("0", "", "pay level 2, start to top of scale", NOT_STATED),
        ("2", "", "Experienced Professionals", "1–2 years"),
        ("0", "", "in-hand", NOT_STATED),
        ("", "", "Senior", NOT_STATED),
        ("", "", "junior level", NOT_STATED),
    ],
)
def test_levels_come_from_years_and_not_from_labels(low: str, high: str, label: str, level: str) -> None:
    assert level_of(low, high, label) == level


@pytest.mark.parametrize(
    ("row", "grade"),
    [
        ({"sector": "Government", "source_title": "A pay scale (a blog)"}, "official"),
        ({"role": "Bank Clerk", "source_title": "Salary after the settlement"}, "official"),
        ({"source_title": "Cities compared (a newspaper; Indeed PayMap Survey 2025)"}, "survey"),
        ({"source_title": "Temp pay (TeamLease Primer FY24)"}, "survey"),
        ({"source_title": "Pay (Randstad Salary Trends Report 2021)"}, "survey"),
        ({"source_title": "A job profile (Randstad India, citing Payscale)"}, "modelled site"),
        ({"source_title": "Average Clerk Salary (World Salaries)"}, "modelled site"),
        ({"source_title": "Salary guide (a school)"}, "article"),
        ({"claim_kind": "posting", "source_title": "A post", "source_url": "https://jobs.example/x"}, "article"),
    ],
)
def test_the_grade_of_a_source(row: dict[str, str], grade: str) -> None:
    assert made(**row).trust == grade


def test_every_grade_has_a_reason() -> None:
    assert {rule.grade for rule in TRUST_RULES} == {"official", "survey", "article", "modelled site"}
    assert all(rule.reason for rule in TRUST_RULES)


@pytest.mark.parametrize(
    ("title", "url", "kind"),
    [
        ("A firm post (Site)", "http://jobs.example/acme-clerk-pune-123", "posting"),
        ("Clerk job in Acme, Pune (Site listing)", "https://jobs.example/acme-123-jid", ""),
        ("Acme chat process opening", "https://jobs.example/?p=3464", ""),
        (
            "Acme clerk salaries (Site, employee-reported)",
            "https://jobs.example/salaries/acme-salaries/clerk",
            "survey",
        ),
    ],
)
def test_the_name_of_an_employer_is_in_neither_title_nor_link(title: str, url: str, kind: str) -> None:
    row = made(source_title=title, source_url=url, claim_kind=kind)
    assert row.source_url == "https://jobs.example/"
    assert "acme" not in row.source_title.lower()
    assert row.kind == "one employer"


def test_links_are_https_and_otherwise_whole() -> None:
    assert made(source_url="http://site.example/a/b?p=1#top").source_url == "https://site.example/a/b?p=1"


def test_averages_over_all_roles_are_of_their_own_kind() -> None:
    city, sector = made(role="All roles (city average)"), made(role="All roles (sector average)", sector="IT")
    assert (city.kind, city.role) == ("city average", "All roles")
    assert (sector.kind, sector.role, sector.sector) == ("sector average", "All roles", "IT & software")


def test_a_city_named_only_among_the_words_on_experience_counts() -> None:
    row = made(state="Tamil Nadu", experience_label="(Tiruppur)")
    assert (row.city, row.state) == ("Tiruppur", "Tamil Nadu")
    region = made(city="Delhi NCR", state="Delhi")
    assert (region.city, region.state) == ("Delhi NCR", NOT_STATED), "four states, not the city"
    assert made().city == NOT_STATED


def test_gross_and_in_hand_are_told_apart() -> None:
    labels = ("gross at start", "in-hand at start", "net at start", "Fresher")
    assert [made(experience_label=label).basis for label in labels] == ["gross", "in hand", "in hand", NOT_STATED]


def test_repeated_and_empty_claims_are_left_out_with_their_reason() -> None:
    accepted, left_out = check(claims({"pay_low": "9000"}, {"pay_low": "9000"}, {}))
    assert accepted["claim_id"].tolist() == ["C0000"]
    assert dict(zip(left_out["claim_id"], left_out["reason"], strict=True)) == {
        "C0001": "the same claim of the same page again",
        "C0002": "no figure",
    }


def test_all_that_is_wrong_is_said_at_once() -> None:
    wrong = claims({"currency": "USD", "period": "week"}, {"claim_id": "C0000"})
    with pytest.raises(ValueError, match=r"currency must be INR, got \['USD'\].*month or year, got \['week'\].*C0000"):
        check(wrong)


def test_every_claim_of_the_evidence_is_kept_or_left_out(shared: Path) -> None:
    claimed = read_claims(shared / "evidence")
    accepted, left_out = check(claimed)
    assert (len(claimed), len(accepted), len(left_out)) == (374, 364, 10)
    assert set(left_out["claim_id"]) == set(EXCLUSION_REASONS)
    assert (left_out["reason"] != "").all()


def test_monthly_pay_is_that_of_the_evidence(shared: Path) -> None:
    """The evidence has monthly columns of its own: a witness, since they are not read here."""
    evidence = read_claims(shared / "evidence").set_index("claim_id")
    table = published_pay(shared / "evidence", DATA)["published_pay.csv"].set_index("claim_id")
    for column, source_column in (("pay_low", "pay_low_month_inr"), ("pay_high", "pay_high_month_inr")):
        pay = {claim: "" if pd.isna(amount) else str(amount) for claim, amount in table[column].items()}
        assert pay == evidence.loc[table.index, source_column].to_dict()
    with_middle = table["middle_kind"].isin(["mean", "median", "typical"])
    middles = evidence.loc[table.index[with_middle], "pay_mid_month_inr"].astype(int)
    assert table.loc[with_middle, "pay_middle"].astype(int).to_dict() == middles.to_dict()


def test_what_the_evidence_does_not_say_is_not_said(shared: Path) -> None:
    evidence = read_claims(shared / "evidence").set_index("claim_id")
    table = read("published_pay").set_index("claim_id")
    assert table["published"].to_dict() == evidence.loc[table.index, "published_date"].to_dict()
    posts = evidence.index[(evidence["claim_kind"] == "posting") & evidence.index.isin(table.index)]
    assert len(posts) == 24
    assert {urlsplit(url).path for url in table.loc[posts, "source_url"]} == {"/"}


def test_the_shipped_file_is_what_the_evidence_gives(shared: Path) -> None:
    made = published_pay(shared / "evidence", DATA)["published_pay.csv"]
    assert csv_bytes(made) == (DATA / "published_pay.csv").read_bytes()


def test_published_pay_is_a_survey_without_averages_over_all_roles() -> None:
    published = survey("published_pay")
    assert published.provenance.kind == "published"
    assert published.defaults == Filters.of({"kind": ["role", "one employer"]})
    assert {"role", "sector", "city", "state", "experience", "trust"} <= set(published.dimensions)
    assert published.dimensions["experience"].values[0] == "Fresher"


def test_a_plus_after_the_high_end_is_kept() -> None:
    open_top = made(claim_id="C0005", pay_low="25000", pay_high="40000")
    assert (open_top.high_open, open_top.pay_high) == ("yes", 40_000)
    assert pd.isna(open_top.pay_middle), "nothing lies halfway to an open end"
    closed = made(claim_id="C0006", pay_low="25000", pay_high="40000")
    assert (closed.high_open, closed.pay_middle) == ("no", 32_500)
