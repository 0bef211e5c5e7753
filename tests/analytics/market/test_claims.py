"""Contradictions among published claims: each rule by hand, then those the evidence is known to hold."""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd
import pytest

from analytics.market.claims import (
    RECENT_YEARS,
    RULES,
    Contradiction,
    claims_of,
    contradictions,
    first_recent_year,
    select,
)
from analytics.model import NOT_STATED
from analytics.reading.packaged import read
from analytics.topics.claims.words import amounts_in_words, explanation

YEAR_MONTH, NEVER_MEET, BASES_APART, SHARED_EDGE, OPEN_TOP = (rule.name for rule in RULES)


def claim(**values: object) -> dict[str, object]:
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
        "high_open": "no",
        "middle_kind": "",
        "basis": NOT_STATED,
        "published": "2025",
        "published_period": "month",
        "source_title": "One guide",
        "source_url": "https://one.example/",
        "trust": "article",
    } | values


def contradict(*claims: dict[str, object]) -> list[Contradiction]:
    rows = [row | {"claim_id": f"C{number}"} for number, row in enumerate(claims)]
    return list(contradictions(claims_of(pd.DataFrame(rows))))


def shipped() -> list[Contradiction]:
    return list(contradictions(claims_of(read("published_pay"))))


def ids(item: Contradiction) -> tuple[str, ...]:
    return tuple(sorted(claim.claim_id for claim in item.claims))


SECOND_GUIDE = {"source_title": "Other guide", "source_url": "https://other.example/"}


def test_a_year_that_is_not_twelve_such_months() -> None:
    year = claim(pay_middle=16_667.0, published_period="year")  # 2,00,000 a year
    month = claim(pay_low=13_765.0, pay_high=15_226.0)
    (contradiction,) = contradict(year, month)
    assert (contradiction.rule.name, ids(contradiction)) == (YEAR_MONTH, ("C0", "C1"))
    assert contradiction.rule.conflict
    assert "₹16,667 a month, and ₹13,765 to ₹15,226" in explanation(contradiction)


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
    pair = contradict(claim(published_period="year", **year), claim(pay_low=13_765.0, pay_high=15_226.0, **month))
    assert YEAR_MONTH not in {contradiction.rule.name for contradiction in pair}


def test_ranges_that_never_meet() -> None:
    low, high = claim(pay_low=10_000.0, pay_high=18_000.0), claim(pay_low=41_000.0, pay_high=143_000.0, **SECOND_GUIDE)
    for pair in ((low, high), (high, low)):
        (contradiction,) = contradict(*pair)
        assert contradiction.rule.name == NEVER_MEET
        assert explanation(contradiction) == (
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
    assert contradict(first, claim(**({"pay_low": 41_000.0, "pay_high": 43_000.0} | SECOND_GUIDE | second))) == []


def test_levels_that_share_an_edge() -> None:
    fresher = claim(pay_low=10_000.0, pay_high=18_000.0)
    next_level = claim(pay_low=18_000.0, pay_high=25_000.0, experience="1–2 years")
    for pair in ((fresher, next_level), (next_level, fresher)):
        (contradiction,) = contradict(*pair)
        assert contradiction.rule.name == SHARED_EDGE
        assert "at ₹18,000 a month" in explanation(contradiction)
    assert contradict(fresher, next_level | SECOND_GUIDE) == []


def test_an_open_top() -> None:
    (contradiction,) = contradict(claim(pay_low=10_000.0))
    assert contradiction.rule.name == OPEN_TOP
    assert explanation(contradiction).endswith("One guide says from ₹10,000 a month and gives no upper end.")
    assert contradict(claim(pay_low=10_000.0, pay_middle=12_000.0)) == []
    assert contradict(claim(pay_high=10_000.0)) == []


def test_no_claims_no_contradictions() -> None:
    assert contradictions(()) == ()


# --- the shipped claims ---------------------------------------------------------------------------------------------


def test_the_contradictions_the_evidence_is_known_to_hold() -> None:
    """After the README of the evidence: Job Hai 2022; an accountant's 3.3 lakh; the two settlements of bank clerks."""
    by_rule = {rule.name: {ids(item) for item in shipped() if item.rule == rule} for rule in RULES}
    assert by_rule[YEAR_MONTH] == {("C0001", "C0002"), ("C0052", "C0053")}
    assert by_rule[NEVER_MEET] == {("C0335", "D0053")}
    # The old settlement's pay in hand against the new one's, which does not say what it is.
    assert by_rule[BASES_APART] == {("C0221", "C0227"), ("C0223", "C0227")}
    assert {("C0003", "C0004"), ("C0004", "C0005")} <= by_rule[SHARED_EDGE]


def test_most_contradictions_only_say_too_little() -> None:
    kinds = Counter(item.rule.conflict for item in shipped())
    assert kinds[True] == 3
    assert {rule.name for rule in RULES if not rule.conflict} == {BASES_APART, SHARED_EDGE, OPEN_TOP}


def test_ranges_of_which_one_says_its_basis_may_both_be_right() -> None:
    low = claim(pay_low=20_000.0, pay_high=24_000.0, basis="in hand")
    high = claim(pay_low=30_000.0, pay_high=34_000.0, **SECOND_GUIDE)
    (item,) = contradict(low, high)
    assert (item.rule.name, item.rule.conflict) == (BASES_APART, False)
    (item,) = contradict(low, high | {"basis": "in hand"})
    assert (item.rule.name, item.rule.conflict) == (NEVER_MEET, True)


def test_recent_claims_are_reckoned_from_the_newest() -> None:
    dated = claims_of(pd.DataFrame([claim(published=day) for day in ("", "2019-05", "2024", "2022-12-31")]))
    assert first_recent_year(dated) == 2024 - RECENT_YEARS
    assert first_recent_year(dated[:1]) == 0


def test_every_figure_in_an_explanation_is_in_the_data() -> None:
    claims = read("published_pay").set_index("claim_id")
    for item in shipped():
        rows = claims.loc[list(ids(item))]
        figures = {int(amount) for amount in rows[["pay_low", "pay_middle", "pay_high"]].stack().dropna()}
        titles = re.escape("|".join(rows["source_title"])).replace(r"\|", "|")
        words = re.sub(titles, "", explanation(item))
        amounts = {int(text.replace(",", "")) for text in re.findall(r"₹([\d,]*\d)", words)}
        assert amounts
        assert amounts <= figures, item


def test_no_pair_is_listed_twice_under_one_rule() -> None:
    times = Counter((item.rule.name, ids(item)) for item in shipped())
    assert set(times.values()) == {1}


def test_selection_keeps_claims_that_speak_for_all() -> None:
    claims = read("published_pay")
    chosen = select(claims, role="Back office executive", city="Pune", experience="Fresher")
    assert chosen["claim_id"].tolist() == ["C0003", "C0001", "C0002"]  # newest first
    assert len(select(claims)) == len(claims)
    assert select(claims, role="Astronaut").empty


def test_a_plus_behind_the_high_end_leaves_the_top_open() -> None:
    (open_top,) = claims_of(pd.DataFrame([claim(pay_low=25_000.0, pay_high=40_000.0, high_open="yes")]))
    assert open_top.most == float("inf")
    assert amounts_in_words(open_top, "month") == "₹25,000 to ₹40,000+"
    # A range above it may still meet it.
    higher = claim(pay_low=60_000.0, pay_high=80_000.0, **SECOND_GUIDE)
    assert contradict(claim(pay_low=25_000.0, pay_high=40_000.0, high_open="yes"), higher) == []
