"""Exhibits of published claims: the file's figures, newest first, open ends open, posted pay behind, contradictions."""

from __future__ import annotations

import csv
import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from analytics.market.ageing import Series
from analytics.market.claims import RULES, Claim, claims_of, contradictions, select
from analytics.model import NOT_STATED, Filters, Survey
from analytics.presenting import export
from analytics.presenting.exhibit import Exhibit
from analytics.reading import packaged
from analytics.statistics.bands import salary_bands
from analytics.topics.claims import answer as questions
from analytics.topics.claims import exhibits
from analytics.topics.claims.answer import Claims, ClaimsAnswer, ContradictionsAnswer
from analytics.topics.claims.figures import TRUST_COLOURS
from analytics.topics.claims.words import TRUST, details, explanation, labels, range_in_words, trust_mark
from analytics.view import View
from tests.builders import table_rows


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


def answered(
    claims: Claims, posted: Survey, filters: Filters, per: str = "month", most: int | None = 12, age: str = "all"
) -> ClaimsAnswer:
    return questions.published_claims(View(posted, filters, per=per), most, age, claims=claims, posted=posted)


def published(
    claims: Claims, posted: Survey, filters: Filters, per: str = "month", most: int | None = 12, age: str = "all"
) -> Exhibit:
    return exhibits.published_claims(answered(claims, posted, filters, per, most, age))


def held_together(claims: Claims, filters: Filters) -> ContradictionsAnswer:
    return questions.disagreements(View(packaged.survey("published_pay"), filters), claims=claims)


EXAMPLE = Claim(
    claim_id="1", kind="role", role="Clerk", city=NOT_STATED, state=NOT_STATED, experience="Fresher",
    experience_as_published="", low=math.nan, middle=10_000, high=math.nan, high_open=False, middle_kind="typical",
    basis=NOT_STATED, period="month", published="2025", trust="official", source_title="A page",
    source_url="https://example.org/",
)  # fmt: skip


@pytest.mark.parametrize(
    ("low", "high", "position"),
    [
        (21.0, 30.0, "above"),
        (20.0, 30.0, "meets"),
        (5.0, 10.0, "meets"),
        (5.0, 9.0, "below"),
        (math.nan, 30.0, "meets"),  # nothing limits an open bottom
        (math.nan, 9.0, "below"),
        (5.0, math.nan, "meets"),  # nor an open top
        (21.0, math.nan, "above"),
    ],
)
def test_a_claim_lies_apart_from_posted_pay_only_by_an_end_it_states(low: float, high: float, position: str) -> None:
    claim = replace(EXAMPLE, low=low, middle=math.nan, high=high)
    assert questions.ClaimBesidePosts(claim, questions.PostedBand(40, 10.0, 15.0, 20.0)).position == position
    assert questions.ClaimBesidePosts(claim, questions.NO_POSTS).position is None


def disagreements(claims: Claims, filters: Filters) -> Exhibit:
    return exhibits.contradictions(held_together(claims, filters))


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
    assert {row.claim_id for row in table_rows(exhibit)} == {
        number for number, row in file.items() if row["kind"] in ("role", "one employer")
    }
    for row in table_rows(exhibit):
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
    rows = table_rows(published(claims, posted, Filters(), "month", None))
    days = [file[row.claim_id]["published"] for row in rows]
    assert all(earlier >= later for earlier, later in pairwise(days))
    assert days[-1] == ""
    assert rows[-1].published == "no date"
    few = published(claims, posted, Filters(), "month", 5)
    assert [row.claim_id for row in table_rows(few)] == [row.claim_id for row in rows[:5]]
    assert few.n == len(rows)
    assert any("newest 5" in note for note in few.notes)


def test_the_band_behind_a_claim_is_that_of_the_same_role_level_and_place(claims: Claims, posted: Survey) -> None:
    filters = Filters.of({"role": ["Accountant"], "city": ["Mumbai"]})
    rows = table_rows(published(claims, posted, filters, "year", None))
    assert len({row.experience for row in rows}) > 2
    for row in rows:
        level = {} if row.experience == NOT_STATED else {"experience": [row.experience]}
        expected = salary_bands(
            posted, (), Filters.of({"role": ["Accountant"], "city": ["Mumbai"]} | level), per="year"
        )
        for name in ("p25", "p50", "p75"):
            value = expected[name].iloc[0] if len(expected) else np.nan
            assert same(getattr(row, f"posted_{name}"), value), row.about


def test_the_finding_counts_all_claims_of_the_selection(claims: Claims, posted: Survey) -> None:
    filters = Filters.of({"role": ["Accountant"]})
    exhibit, whole = published(claims, posted, filters), published(claims, posted, filters, most=None)
    assert len(table_rows(exhibit)) < len(table_rows(whole))
    assert (exhibit.title, exhibit.reading) == (whole.title, whole.reading)
    ends = [value for row in table_rows(whole) for value in (row.low, row.middle, row.high) if not math.isnan(value)]
    above = below = meet = 0
    for row in table_rows(whole):
        if math.isnan(row.posted_p25):
            continue
        figures = [value for value in (row.low, row.middle, row.high) if not math.isnan(value)]
        low = -math.inf if math.isnan(row.low) and math.isnan(row.middle) else min(figures)
        high = math.inf if math.isnan(row.high) and math.isnan(row.middle) else max(figures)
        above, below = above + (low > row.posted_p75), below + (high < row.posted_p25)
        meet += not (low > row.posted_p75 or high < row.posted_p25)
    answer = answered(claims, posted, filters, most=None)
    assert (answer.count("above"), answer.count("below"), answer.count("meets")) == (above, below, meet)
    assert above > 0
    assert f"{above} lie above the middle half of posted pay, {below} below it, {meet} meet it." in whole.reading
    assert range_in_words(min(ends), math.nan, max(ends), "month") in whole.title


def test_the_last_three_years_are_shown_and_the_others_counted(
    claims: Claims, posted: Survey, file: dict[str, dict[str, str]]
) -> None:
    recent = answered(claims, posted, Filters(), most=None, age="recent")
    of_roles = [row for row in file.values() if row["kind"] in ("role", "one employer")]
    newest = max(int(row["published"][:4]) for row in of_roles if row["published"])
    assert recent.since == newest - 3
    dates = [row["published"] for row in of_roles]
    assert len(recent.claims) == sum(bool(day) and int(day[:4]) >= newest - 3 for day in dates)
    assert recent.undated == sum(not day for day in dates)
    assert recent.older == sum(bool(day) and int(day[:4]) < newest - 3 for day in dates)
    assert recent.older > 0
    exhibit = exhibits.published_claims(recent)
    assert f"published since {newest - 3}" in exhibit.selection
    assert any(note.startswith(f"Set aside: {recent.older} published before") for note in exhibit.notes)
    # Unlike work has no common span, and no verdict in the heading.
    assert "above" not in exhibit.title
    assert "₹" not in exhibit.title


def test_the_period_is_that_of_the_claims_shown(
    claims: Claims, posted: Survey, file: dict[str, dict[str, str]]
) -> None:
    exhibit = published(claims, posted, Filters.of({"role": ["Data entry operator"]}), most=None, age="recent")
    years = sorted(file[row.claim_id]["published"][:4] for row in table_rows(exhibit))
    assert years[0] < years[-1]
    assert f"{years[0]} to {years[-1]}" in exhibit.facts
    assert exhibit.facts[-2] != claims.source.period
    empty = published(claims, posted, Filters.of({"role": ["Poet"]}))
    assert claims.source.period in empty.facts


def test_no_two_claims_carry_the_same_label(claims: Claims, posted: Survey) -> None:
    for exhibit in (published(claims, posted, Filters(), most=None), disagreements(claims, Filters())):
        rows = table_rows(exhibit)
        labels = {row.claim_id: (row.about, row.trust, row.published) for row in rows}
        assert len(set(labels.values())) == len(labels)
    drawn = [words for trace in exhibits.published_claims(answered(claims, posted, Filters(), most=None)).figure().data
             if trace.mode == "text" for words in trace.text]  # fmt: skip
    assert "new recruit gross, X-class city" in drawn


def test_only_what_tells_claims_apart_is_in_the_label() -> None:
    alone, gross, in_hand, twin, other_title = (
        replace(EXAMPLE, claim_id=number, **fields)
        for number, fields in {
            "1": {"city": "Pune", "experience_as_published": "starting"},
            "2": {"experience_as_published": "gross at start"},
            "3": {"experience_as_published": "in hand at start"},
            "4": {"role": "Typist", "source_title": "A page"},
            "5": {"role": "Typist", "source_title": "Another page"},
        }.items()
    )
    assert details([alone, gross, in_hand, gross, twin, other_title]) == {
        "1": "", "2": "gross at start", "3": "in hand at start", "4": "A page", "5": "Another page"
    }  # fmt: skip
    assert labels([gross, replace(gross, claim_id="6")]) == ["Clerk, India, Fresher, 2", "Clerk, India, Fresher, 6"]


def test_an_open_end_is_drawn_open(claims: Claims) -> None:
    exhibit = disagreements(claims, Filters())
    starts = {row.low for row in table_rows(exhibit) if row.rule == "Open top"}
    assert starts
    assert all(math.isnan(row.high) for row in table_rows(exhibit) if row.rule == "Open top")
    arrows, bars = [], []
    for trace in exhibit.figure().data:
        if isinstance(trace.marker.symbol, tuple | list):
            arrows += zip(trace.x, trace.y, trace.marker.symbol, strict=True)
        elif trace.mode == "lines+markers":
            bars += [(start, end, y) for start, end, y in zip(trace.x[::3], trace.x[1::3], trace.y[::3], strict=True)]
    with_plus = {row.high for row in table_rows(exhibit) if row.high_open == "yes"}
    assert len(arrows) == len([row for row in table_rows(exhibit) if "Open top" in row.rule or row.high_open == "yes"])
    for x, y, symbol in arrows:
        if x in with_plus:
            continue
        assert symbol == "triangle-right"
        (start,) = [start for start, end, height in bars if height == y and end == x]
        assert start in starts
    assert range_in_words(25_500, math.nan, math.nan, "month") == "from ₹25,500"


def test_a_plus_of_the_source_is_kept(claims: Claims, posted: Survey) -> None:
    exhibit = published(claims, posted, Filters.of({"role": ["Back office executive"]}))
    (row,) = [row for row in table_rows(exhibit) if row.claim_id == "C0005"]
    assert (row.high_open, row.high) == ("yes", 40_000)
    labels = next(trace for trace in exhibit.figure().data if trace.mode == "text").text
    assert any(label.startswith("₹25,000 to ₹40,000+") for label in labels)
    arrows = [trace for trace in exhibit.figure().data if isinstance(trace.marker.symbol, tuple | list)]
    assert 40_000 in [x for trace in arrows for x in trace.x]


def test_trust_is_said_in_words_dots_and_colour(claims: Claims, posted: Survey) -> None:
    exhibit = published(claims, posted, Filters(), "month", None)
    assert len({trust_mark(grade) for grade in TRUST}) == len(TRUST) == len(TRUST_COLOURS)
    assert set(exhibit.data["trust"]) <= set(TRUST)
    words = [word for trace in exhibit.figure().data for word in (trace.text or ())]
    for row in table_rows(exhibit):
        assert any(f"{row.mark} {row.trust}" in word for word in words)
    for grade, (_label, meaning) in TRUST.items():
        assert any(grade in note and meaning in note for note in exhibit.notes)


def test_contradictions_are_those_of_the_rules_each_in_a_sentence_with_its_sources(claims: Claims) -> None:
    for filters in (Filters(), Filters.of({"role": ["Accountant"]})):
        answer, exhibit = held_together(claims, filters), disagreements(claims, filters)
        items = contradictions(claims_of(select(claims.table, role=filters["role"])))
        entries = exhibits.explanations(answer)
        assert [sentence for sentence, _links in entries] == [explanation(item) for item in items]
        assert {row.claim_id for row in table_rows(exhibit)} == {
            claim.claim_id for item in items for claim in item.claims
        }
        conflicts = sum(item.rule.conflict for item in items)
        assert exhibit.title.startswith(f"{conflicts} conflict")
        assert f"{len(items) - conflicts} loose statement" in exhibit.title
        assert all(explanation(item) in exhibit.alt for item in items)
        for _sentence, links in entries:
            assert links
            assert all(url.startswith("https://") and title for title, url in links)
    assert len({row.rule for row in table_rows(disagreements(claims, Filters()))}) == len(RULES)
    assert {"C0001", "C0002"} <= {row.claim_id for row in table_rows(disagreements(claims, Filters()))}


def test_nothing_found_is_said_plainly(claims: Claims, posted: Survey) -> None:
    no_claims = Filters.of({"role": ["Astronaut"], "city": ["Pune"]})
    exhibit = published(claims, posted, no_claims)
    assert exhibit.draw is None
    assert exhibit.empty
    assert exhibit.rows_without == (("role", len(claims.select(no_claims.without("role")))),)
    assert disagreements(claims, no_claims).title == "No claims to compare"
    agreeing = Filters.of({"role": ["Payroll executive"]})
    assert disagreements(claims, agreeing).title.startswith("No contradiction among")


def test_filters_that_claims_do_not_know_are_named(claims: Claims, posted: Survey) -> None:
    filters = Filters.of({"role": ["Accountant"], "work_mode": ["Office"], "quarter": ["2026-Q1"]})
    exhibit = published(claims, posted, filters)
    assert exhibit.n == published(claims, posted, filters.without("work_mode").without("quarter")).n
    assert any("do not count here" in note for note in exhibit.notes)
    assert dict(exhibit.filters) == {"role": ("Accountant",)}


def test_a_city_also_hears_its_state_and_india_but_no_other_state(claims: Claims) -> None:
    chosen = select(claims.table, city="Ranchi")
    assert set(chosen["city"]) <= {"Ranchi", NOT_STATED}
    assert set(chosen["state"]) == {"Jharkhand", NOT_STATED}
    assert "Tamil Nadu" not in set(select(claims.table, city=["Ranchi", "Pune"])["state"])
    roles = select(claims.table, role=["Clerk", "Accountant"])
    assert set(roles["role"]) == {"Clerk", "Accountant"}


def test_names_from_the_web_stay_text(claims: Claims, posted: Survey) -> None:
    table = claims.table.assign(
        source_title="<script>x</script>", role=claims.table["role"].replace("Accountant", "<b>A</b>")
    )
    exhibit = published(Claims.of(table, claims.source), posted, Filters(), "month", None)
    words = " ".join(
        word for trace in exhibit.figure().data for word in [*(trace.text or ()), *(trace.hovertext or ())] if word
    )
    assert "<script" not in words
    assert "<b>A</b>" not in words
    assert "&lt;script" in words


def test_the_chart_of_all_claims_stays_small(claims: Claims, posted: Survey) -> None:
    assert len(published(claims, posted, Filters(), "month", None).figure().to_json()) < 200_000


def test_sources_name_each_claim(claims: Claims, posted: Survey) -> None:
    answer = answered(claims, posted, Filters.of({"role": ["Clerk"]}))
    entries, rows = exhibits.sources(answer), table_rows(exhibits.published_claims(answer))
    assert len(entries) == len(rows)
    for (sentence, links), row in zip(entries, rows, strict=True):
        assert row.about in sentence
        assert links == [(row.source_title, row.source_url)]


class TestAgeing:
    PRICES = (
        Series("consumer_prices_2012", {f"2023-{month:02}": 150.0 for month in range(1, 13)} | {"2025-02": 180.0}),
        Series("consumer_prices_2024", {"2025-12": 102.0, "2026-07": 105.06}),
    )

    def pair(self, claims: Claims, posted: Survey) -> tuple[ClaimsAnswer, ClaimsAnswer]:
        view = View(posted, Filters(), per="year")
        plain, aged = (
            questions.published_claims(view, None, "all", indexed, claims=claims, posted=posted, prices=self.PRICES)
            for indexed in (False, True)
        )
        return plain, aged

    def test_only_what_one_series_covers_moves_and_all_else_stays(self, claims: Claims, posted: Survey) -> None:
        plain, aged = self.pair(claims, posted)
        for before, after in zip(plain.claims, aged.claims, strict=True):
            # All of 2023 is at 150, the series ends at 180: 1.2. December 2025 to July 2026: 1.03.
            date = before.claim.published[:7]
            factor = 1.2 if date.startswith("2023") else {"2025-12": 1.03, "2025-02": 1.0, "2026-07": 1.0}.get(date)
            assert (after.ageing and after.ageing.factor) == (factor and pytest.approx(factor))
            assert same(after.claim.high, before.claim.high * (factor or 1))
            assert same(after.as_published.high, before.claim.high)

    def test_factor_series_and_published_figures_are_shown_and_downloaded(self, claims: Claims, posted: Survey) -> None:
        plain, aged = map(exhibits.published_claims, self.pair(claims, posted))
        before_ageing, after = (list(exhibit.table.itertuples()) for exhibit in (plain, aged))
        assert not {"factor", "price_series"} & set(plain.data)
        covered = [row for row in after if not math.isnan(row.factor)]
        assert covered
        assert len(covered) < len(after)
        for row, before in zip(after, before_ageing, strict=True):
            assert same(row.high_published, before.high)
            if math.isnan(row.factor):
                assert (row.price_series, row.prices_until) == ("no index covers this", "")
                assert same(row.low, before.low)
            else:
                assert row.low == pytest.approx(before.low * row.factor, nan_ok=True)
                assert (
                    row.prices_until
                    == {"consumer_prices_2012": "2025-02", "consumer_prices_2024": "2026-07"}[row.price_series]
                )
        assert "in rupees of February 2025, by consumer prices of base 2012" in aged.reading
        assert f"No index covers {len(after) - len(covered)} claims" in aged.reading
        assert "never joined" in aged.method
        assert "later rupees" not in plain.method
        lines = export.csv_text(aged.table).splitlines()
        assert {"factor", "price_series", "prices_until"} <= set(lines[0].split(","))
        labels = next(trace for trace in aged.figure()["data"] if trace["mode"] == "text")["text"]
        assert sum("× 1.20" in label for label in labels) == sum(row.factor == 1.2 for row in covered)
        assert sum("no index" in label for label in labels) == len(after) - len(covered)
