"""Exhibits of published claims: the file's figures, newest first, open ends open, posted pay behind, contradictions."""

from __future__ import annotations

import csv
import math
import re
from itertools import pairwise

import numpy as np
import pytest

from analytics.market.claims import RULES, contradictions, select
from analytics.model import NOT_STATED, Filters, Survey
from analytics.reading import packaged
from analytics.statistics.bands import salary_bands
from analytics.topics.claims import exhibits as published_exhibits
from analytics.topics.claims import figures as claim_figures
from analytics.topics.claims.exhibits import TRUST, Claims, disagreements, published, sentences, sources


@pytest.fixture(scope="module")
def claims() -> Claims:
    return Claims.read()


@pytest.fixture(scope="module")
def posted() -> Survey:
    return packaged.survey("posted_pay")


@pytest.fixture(scope="module")
def file() -> dict[str, dict[str, str]]:
    """The file itself, by number of the claim."""
    with (packaged.DATA / "published_pay.csv").open(encoding="utf-8", newline="") as lines:
        return {row["claim_id"]: row for row in csv.DictReader(lines)}


def amount(text: str) -> float:
    return float(text) if text else math.nan


def same(left: float, right: float) -> bool:
    return left == right or (math.isnan(left) and math.isnan(right))


@pytest.mark.parametrize("per", ["month", "year"])
def test_every_bar_is_a_claim_of_the_file_with_its_source(
    claims: Claims, posted: Survey, file: dict[str, dict[str, str]], per: str
) -> None:
    exhibit = published(claims, posted, Filters(), per, None)
    months = {"month": 1, "year": 12}[per]
    assert {row.claim_id for row in exhibit.rows} == {
        number for number, row in file.items() if row["kind"] in ("role", "one employer")
    }
    for row in exhibit.rows:
        claim = file[row.claim_id]
        assert same(row.low, amount(claim["pay_low"]) * months)
        assert same(row.middle, amount(claim["pay_middle"]) * months)
        assert same(row.high, amount(claim["pay_high"]) * months)
        assert (row.trust, row.source_title, row.source_url) == (
            claim["trust"],
            claim["source_title"],
            claim["source_url"],
        )
        assert row.source_url.startswith("https://")


def test_the_newest_come_first_and_undated_ones_last(
    claims: Claims, posted: Survey, file: dict[str, dict[str, str]]
) -> None:
    rows = published(claims, posted, Filters(), "month", None).rows
    days = [file[row.claim_id]["published"] for row in rows]
    assert all(earlier >= later for earlier, later in pairwise(days))
    assert days[-1] == ""
    assert rows[-1].published == "no date"
    few = published(claims, posted, Filters(), "month", 5)
    assert [row.claim_id for row in few.rows] == [row.claim_id for row in rows[:5]]
    assert few.n == len(rows)
    assert any("newest 5" in note for note in few.notes)


def test_the_band_behind_a_claim_is_that_of_the_same_role_level_and_place(claims: Claims, posted: Survey) -> None:
    filters = Filters.of({"role": ["Accountant"], "city": ["Mumbai"]})
    rows = published(claims, posted, filters, "year", None).rows
    assert len({row.experience for row in rows}) > 2
    for row in rows:
        level = {} if row.experience == NOT_STATED else {"experience": [row.experience]}
        expected = salary_bands(
            posted, (), Filters.of({"role": ["Accountant"], "city": ["Mumbai"]} | level), per="year"
        )
        for name in ("p25", "p50", "p75"):
            wanted = expected[name].iloc[0] if len(expected) else np.nan
            assert same(getattr(row, f"posted_{name}"), wanted), row.about


def test_the_finding_counts_all_claims_of_the_selection(claims: Claims, posted: Survey) -> None:
    filters = Filters.of({"role": ["Accountant"]})
    exhibit, whole = published(claims, posted, filters), published(claims, posted, filters, largest=None)
    assert len(exhibit.rows) < len(whole.rows)
    assert (exhibit.title, exhibit.reading) == (whole.title, whole.reading)
    ends = [value for row in whole.rows for value in (row.low, row.middle, row.high) if not math.isnan(value)]
    above = below = meet = 0
    for row in whole.rows:
        if math.isnan(row.posted_p25):
            continue
        stated = [value for value in (row.low, row.middle, row.high) if not math.isnan(value)]
        low = -math.inf if math.isnan(row.low) and math.isnan(row.middle) else min(stated)
        high = math.inf if math.isnan(row.high) and math.isnan(row.middle) else max(stated)
        above, below = above + (low > row.posted_p75), below + (high < row.posted_p25)
        meet += not (low > row.posted_p75 or high < row.posted_p25)
    numbers = [
        int(number.replace("none", "0"))
        for number in re.findall(r"Of (\d+).*?, (\d+|none) lie.*?, (\d+|none) below it, and (\d+|none)", whole.reading)[
            0
        ]
    ]
    assert numbers == [above + below + meet, above, below, meet]
    assert above > 0
    assert f"{claim_figures.span(min(ends), math.nan, max(ends), 'month')}" in whole.title


def test_an_open_end_is_drawn_open(claims: Claims) -> None:
    exhibit = disagreements(claims, Filters())
    starts = {row.low for row in exhibit.rows if row.rule == "open top"}
    assert starts
    assert all(math.isnan(row.high) for row in exhibit.rows if row.rule == "open top")
    arrows, bars = [], []
    for trace in exhibit.figure().data:
        if isinstance(trace.marker.symbol, tuple | list):
            arrows += zip(trace.x, trace.y, trace.marker.symbol, strict=True)
        elif trace.mode == "lines+markers":
            bars += [(start, end, y) for start, end, y in zip(trace.x[::3], trace.x[1::3], trace.y[::3], strict=True)]
    assert len(arrows) == len([row for row in exhibit.rows if row.rule == "open top"])
    for x, y, symbol in arrows:
        assert symbol == "triangle-right"
        (start,) = [start for start, end, at in bars if at == y and end == x]
        assert start in starts
    assert claim_figures.span(25_500, math.nan, math.nan, "month") == "from ₹25,500"


def test_trust_is_said_in_words_dots_and_colour(claims: Claims, posted: Survey) -> None:
    exhibit = published(claims, posted, Filters(), "month", None)
    assert len({published_exhibits.mark(grade) for grade in TRUST}) == len(TRUST) == len(claim_figures.TRUST_COLOURS)
    assert set(exhibit.data["trust"]) <= set(TRUST)
    words = [word for trace in exhibit.figure().data for word in (trace.text or ())]
    for row in exhibit.rows:
        assert any(f"{row.mark} {row.trust}" in word for word in words)
    for grade, meaning in TRUST.items():
        assert any(grade in note and meaning in note for note in exhibit.notes)


def test_contradictions_are_those_of_the_rules_each_in_a_sentence_with_its_sources(claims: Claims) -> None:
    for filters in (Filters(), Filters.of({"role": ["Accountant"]})):
        exhibit = disagreements(claims, filters)
        found = contradictions(select(claims.table, role=filters["role"]))
        assert [said for said, _ in sentences(exhibit)] == [item.explanation for item in found]
        assert {row.claim_id for row in exhibit.rows} == {claim for item in found for claim in item.claims}
        assert exhibit.title.startswith(f"{len(found)} contradiction")
        assert all(item.explanation in exhibit.alt for item in found)
        for _, links in sentences(exhibit):
            assert links
            assert all(url.startswith("https://") and title for title, url in links)
    rules = {row.rule for row in disagreements(claims, Filters()).rows}
    assert rules == {rule.name for rule in RULES}
    assert {"C0001", "C0002"} <= {row.claim_id for row in disagreements(claims, Filters()).rows}


def test_nothing_found_is_said_plainly(claims: Claims, posted: Survey) -> None:
    nobody = Filters.of({"role": ["Astronaut"], "city": ["Pune"]})
    exhibit = published(claims, posted, nobody)
    assert exhibit.draw is None
    assert not exhibit.rows
    assert exhibit.relax == (("role", len(claims.chosen(nobody.without("role")))),)
    assert disagreements(claims, nobody).title == "No claims to hold against each other"
    agreeing = Filters.of({"role": ["Payroll executive"]})
    assert disagreements(claims, agreeing).title.startswith("No contradiction among")


def test_filters_that_claims_do_not_know_are_left_aside_and_said(claims: Claims, posted: Survey) -> None:
    filters = Filters.of({"role": ["Accountant"], "work_mode": ["Office"], "quarter": ["2026-Q1"]})
    exhibit = published(claims, posted, filters)
    assert exhibit.n == published(claims, posted, filters.without("work_mode").without("quarter")).n
    assert any("left aside" in note for note in exhibit.notes)
    assert dict(exhibit.filters) == {"role": ("Accountant",)}


def test_a_city_also_hears_its_state_and_india_but_no_other_state(claims: Claims) -> None:
    chosen = select(claims.table, city="Ranchi")
    assert set(chosen["city"]) <= {"Ranchi", NOT_STATED}
    assert set(chosen["state"]) == {"Jharkhand", NOT_STATED}
    assert "Tamil Nadu" not in set(select(claims.table, city=["Ranchi", "Pune"])["state"])
    both = select(claims.table, role=["Clerk", "Accountant"])
    assert set(both["role"]) == {"Clerk", "Accountant"}


def test_names_from_the_web_stay_text(claims: Claims, posted: Survey) -> None:
    table = claims.table.assign(
        source_title="<script>x</script>", role=claims.table["role"].replace("Accountant", "<b>A</b>")
    )
    exhibit = published(Claims(table, claims.source), posted, Filters(), "month", None)
    words = " ".join(
        word for trace in exhibit.figure().data for word in [*(trace.text or ()), *(trace.hovertext or ())] if word
    )
    assert "<script" not in words
    assert "<b>A</b>" not in words
    assert "&lt;script" in words


def test_the_chart_of_all_claims_stays_small(claims: Claims, posted: Survey) -> None:
    assert len(published(claims, posted, Filters(), "month", None).figure().to_json()) < 200_000


def test_sources_name_each_claim(claims: Claims, posted: Survey) -> None:
    exhibit = published(claims, posted, Filters.of({"role": ["Clerk"]}))
    entries = sources(exhibit)
    assert len(entries) == len(exhibit.rows)
    for (said, links), row in zip(entries, exhibit.rows, strict=True):
        assert row.about in said
        assert links == [(row.source_title, row.source_url)]
