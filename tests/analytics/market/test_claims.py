"""Contradictions among published claims: each rule by hand, then those the evidence is known to hold."""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd
import pytest

from analytics.market.claims import RULES, Contradiction, contradictions, select
from analytics.model import NOT_STATED
from analytics.reading.packaged import read

YEAR_MONTH, NEVER_MEET, SHARED_EDGE, OPEN_TOP = (rule.name for rule in RULES)


def claim(**given: object) -> dict[str, object]:
    return {
        "claim_id": "",
        "kind": "role",
        "role": "Accountant",
        "city": NOT_STATED,
        "state": NOT_STATED,
        "experience": "Fresher",
        "experience_as_published": "",
        "pay_low": float("nan"),
        "pay_middle": float("nan"),
        "pay_high": float("nan"),
        "middle_kind": "",
        "basis": NOT_STATED,
        "published": "2025",
        "published_period": "month",
        "source_title": "One guide",
        "source_url": "https://one.example/",
    } | given


def found(*claims: dict[str, object]) -> list[Contradiction]:
    return contradictions(pd.DataFrame([row | {"claim_id": f"C{number}"} for number, row in enumerate(claims)]))


OTHER = {"source_title": "Other guide", "source_url": "https://other.example/"}


def test_a_year_that_is_not_twelve_such_months() -> None:
    year = claim(pay_middle=16_667.0, published_period="year")  # 2,00,000 a year
    month = claim(pay_low=13_765.0, pay_high=15_226.0)
    (contradiction,) = found(year, month)
    assert (contradiction.rule, contradiction.claims) == (YEAR_MONTH, ("C0", "C1"))
    assert "₹16,667 a month, and ₹13,765 to ₹15,226" in contradiction.explanation


@pytest.mark.parametrize(
    ("year", "month"),
    [
        ({"pay_middle": 15_000.0}, {}),  # within the range
        ({"pay_middle": 15_900.0}, {}),  # 4.4 % above it: rounding
        ({"pay_middle": 16_667.0}, {"published": "2022"}),  # another date
        ({"pay_middle": 16_667.0}, {"role": "Clerk"}),
        ({"pay_middle": 16_667.0}, {"city": "Pune"}),
        ({"pay_low": 13_000.0}, {}),  # open upwards: the month may lie in it
    ],
)
def test_a_year_that_fits_or_is_about_something_else(year: dict[str, object], month: dict[str, object]) -> None:
    pair = found(claim(published_period="year", **year), claim(pay_low=13_765.0, pay_high=15_226.0, **month))
    assert YEAR_MONTH not in {contradiction.rule for contradiction in pair}


def test_ranges_that_never_meet() -> None:
    low, high = claim(pay_low=10_000.0, pay_high=18_000.0), claim(pay_low=41_000.0, pay_high=143_000.0, **OTHER)
    for pair in ((low, high), (high, low)):
        (contradiction,) = found(*pair)
        assert contradiction.rule == NEVER_MEET
        assert contradiction.explanation == (
            "Accountant, Fresher: One guide says ₹10,000 to ₹18,000 a month, Other guide says ₹41,000 to ₹1,43,000; "
            "the two never meet."
        )


@pytest.mark.parametrize(
    "second",
    [
        {"pay_low": 18_000.0},  # they share one rupee
        {"source_title": "One guide"},
        {"experience": "1–2 years"},
        {"published": "2020"},
        {"published": ""},
        {"city": "Pune"},
        {"basis": "in hand"},
        {"kind": "one employer"},
        {"kind": "city average"},
    ],
)
def test_ranges_that_are_not_held_against_each_other(second: dict[str, object]) -> None:
    first = claim(pay_low=10_000.0, pay_high=18_000.0, basis="gross")
    assert found(first, claim(**({"pay_low": 41_000.0, "pay_high": 43_000.0} | OTHER | second))) == []


def test_levels_that_share_an_edge() -> None:
    fresher = claim(pay_low=10_000.0, pay_high=18_000.0)
    next_level = claim(pay_low=18_000.0, pay_high=25_000.0, experience="1–2 years")
    for pair in ((fresher, next_level), (next_level, fresher)):
        (contradiction,) = found(*pair)
        assert contradiction.rule == SHARED_EDGE
        assert "at ₹18,000 a month" in contradiction.explanation
    assert found(fresher, next_level | OTHER) == []


def test_an_open_top() -> None:
    (contradiction,) = found(claim(pay_low=10_000.0))
    assert contradiction.rule == OPEN_TOP
    assert contradiction.explanation.endswith("One guide says from ₹10,000 a month and gives no upper end.")
    assert found(claim(pay_low=10_000.0, pay_middle=12_000.0)) == []
    assert found(claim(pay_high=10_000.0)) == []


def test_no_claims_no_contradictions() -> None:
    assert contradictions(read("published_pay").head(0)) == []


# --- the shipped claims ---------------------------------------------------------------------------------------------


def test_the_contradictions_the_evidence_is_known_to_hold() -> None:
    """After the README of the evidence: Job Hai 2022; an accountant's 3.3 lakh; the two settlements of bank clerks."""
    known = contradictions(read("published_pay"))
    by_rule = {rule: {c.claims for c in known if c.rule == rule} for rule in (YEAR_MONTH, NEVER_MEET, SHARED_EDGE)}
    assert by_rule[YEAR_MONTH] == {("C0001", "C0002"), ("C0052", "C0053")}
    assert {("C0221", "C0227"), ("C0223", "C0227")} <= by_rule[NEVER_MEET]
    assert {("C0003", "C0004"), ("C0004", "C0005")} <= by_rule[SHARED_EDGE]


def test_every_figure_in_an_explanation_is_in_the_data() -> None:
    claims = read("published_pay").set_index("claim_id")
    for contradiction in contradictions(claims.reset_index()):
        rows = claims.loc[list(contradiction.claims)]
        stated = {int(amount) for amount in rows[["pay_low", "pay_middle", "pay_high"]].stack().dropna()}
        titles = re.escape("|".join(rows["source_title"])).replace(r"\|", "|")
        words = re.sub(titles, "", contradiction.explanation)
        shown = {int(text.replace(",", "")) for text in re.findall(r"₹([\d,]*\d)", words)}
        assert shown
        assert shown <= stated, contradiction


def test_no_pair_is_listed_twice_under_one_rule() -> None:
    times = Counter((c.rule, c.claims) for c in contradictions(read("published_pay")))
    assert set(times.values()) == {1}


def test_selection_keeps_claims_that_speak_for_all() -> None:
    claims = read("published_pay")
    chosen = select(claims, role="Back office executive", city="Pune", experience="Fresher")
    assert chosen["claim_id"].tolist() == ["C0003", "C0001", "C0002"]  # newest first
    assert len(select(claims)) == len(claims)
    assert select(claims, role="Astronaut").empty
