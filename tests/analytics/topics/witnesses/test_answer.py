"""What other sources say: widened no further than needed, never pooled, never surer than its employers allow."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analytics.model import NOT_STATED, Dimension, Experience, Filters, Provenance, Scope, Survey
from analytics.reading import packaged
from analytics.reference import Reference
from analytics.topics.witnesses.agreement import agreements, medians_agree
from analytics.topics.witnesses.answer import Figure, Witness, witness, witnesses
from analytics.topics.witnesses.floor import below_floor
from analytics.topics.witnesses.levels import level_gaps
from analytics.topics.witnesses.sources import Source, is_witness, read_sources
from analytics.topics.witnesses.traces import traces, traces_of

REFERENCE = Reference.read()
CLERK = Filters.of({"role": ["Clerk"], "city": ["Nagpur"], "experience": ["Fresher"]})


def source(name: str, rows: list[tuple[str, str, str, float, float]], **more) -> Source:
    """Rows of role, city, level, low and high."""
    role, city, level, low, high = (list(column) for column in zip(*rows, strict=True))
    sectors = [REFERENCE.roles[entry].sector for entry in role]
    states = [REFERENCE.state(entry) or NOT_STATED for entry in city]
    scope = more.pop("scope", Scope())
    clusters = more.pop("clusters", range(len(rows)))
    period = more.pop("period", "2025")
    survey = Survey.build(
        name=name,
        provenance=Provenance(name, "nobody", "posted", period=period),
        low=low,
        high=high,
        middle=np.full(len(rows), np.nan) if scope.ends in ("low", "high") else None,
        clusters=clusters,
        scope=scope,
        dimensions=[
            Dimension.of("role", "Role", role),
            Dimension.of("sector", "Sector", sectors),
            Dimension.of("city", "City", city),
            Dimension.of("state", "State", states),
            Dimension.of("experience", "Experience", level, order=list(Experience)),
        ],
    )
    return Source(survey, **more)


def rows(n: int, role="Clerk", city="Nagpur", level="Fresher", low=10_000.0, high=20_000.0):
    return [(role, city, level, low + 100 * k, high + 100 * k) for k in range(n)]


class TestWidening:
    def test_six_rows_of_the_question_answer_alone(self) -> None:
        result = witness(source("a", rows(6) + rows(50, city="Pune")), CLERK, REFERENCE)
        assert (result.n, result.matched, result.unmatched) == (6, CLERK, ())

    def test_the_place_goes_first_then_the_role(self) -> None:
        few = rows(5)
        state = witness(source("a", [*few, *rows(9, city="Pune"), *rows(9, city="Delhi")]), CLERK, REFERENCE)
        assert (dict(state.matched)["state"], state.n, state.unmatched) == (("Maharashtra",), 14, ("city",))
        india = witness(source("a", [*few, *rows(9, city="Delhi")]), CLERK, REFERENCE)
        assert (india.n, india.unmatched) == (14, ("city",))
        sector = witness(source("a", [*few, *rows(9, role="Receptionist")]), CLERK, REFERENCE)
        assert (sector.n, sector.unmatched) == (14, ("role",))
        assert dict(sector.matched)["sector"] == ("Office & administration",)

    def test_neither_other_work_nor_another_level_answers(self) -> None:
        result = witness(
            source("a", rows(3) + rows(40, role="Web developer") + rows(40, level="3–5 years")), CLERK, REFERENCE
        )
        assert (result.n, result.verdict, result.bands) == (3, "too few", ())

    def test_a_source_that_knows_one_level_only_may_answer_for_all(self) -> None:
        result = witness(source("a", rows(2) + rows(9, level=NOT_STATED)), CLERK, REFERENCE)
        assert (result.n, result.unmatched) == (11, ("experience",))

    def test_nothing_at_all_is_said_so(self) -> None:
        result = witness(source("a", rows(9, role="Web developer")), CLERK, REFERENCE)
        assert (result.n, result.verdict, result.matched) == (0, "too few", Filters())


class TestLines:
    def test_a_source_answers_only_for_the_ends_it_states(self) -> None:
        entry = [(role, city, level, math.nan, high) for role, city, level, _, high in rows(40)]
        result = witness(source("a", entry, scope=Scope(ends="high")), CLERK, REFERENCE, 22_000)
        assert [band.measure for band in result.bands] == ["high"]
        # Twenty rows below 22,000, the 21st equal, of forty: 20.5 in 40.
        assert result.bands[0].below is not None
        assert result.bands[0].below.value == pytest.approx(20.5 / 40)

    def test_each_source_stands_alone(self) -> None:
        # Ten rows each at other pay: each median is its own, 10,450 and 30,450, and neither is 20,450.
        pair = [source("a", rows(10)), source("b", rows(10, low=30_000, high=40_000))]
        lines = witnesses(pair, CLERK, REFERENCE).lines
        assert [line.bands[0].p50.value for line in lines] == [10_450, 30_450]
        assert [line.source for line in witnesses(pair, CLERK, REFERENCE, without="a").lines] == ["b"]

    def test_unknown_employers_are_never_better_than_unreliable(self) -> None:
        steady = [("Clerk", "Nagpur", "Fresher", 10_000.0, 20_000.0)] * 300
        assert witness(source("a", steady), CLERK, REFERENCE).verdict == "precise"
        unknown = witness(source("a", steady, clusters=None), CLERK, REFERENCE)
        assert (unknown.verdict, unknown.employers) == ("unreliable", None)

    def test_a_list_has_rows_and_no_band(self) -> None:
        result = witness(source("a", rows(3), listed=True), CLERK, REFERENCE)
        assert (result.verdict, result.bands, result.n) == ("list", (), 3)
        assert result.listed == ((10_000, 20_000), (10_100, 20_100), (10_200, 20_200))

    def test_a_long_list_has_no_band_either(self) -> None:
        assert witness(source("a", rows(60), listed=True), CLERK, REFERENCE).bands == ()

    def test_the_verdict_is_that_of_the_less_sure_end(self) -> None:
        pay = np.random.default_rng(2).lognormal(10, 3, 40)
        unsure = [("Clerk", "Nagpur", "Fresher", 1_000.0, 1_000.0 + float(high)) for high in pay]
        assert witness(source("a", unsure), CLERK, REFERENCE).verdict == "unreliable"

    def test_an_official_figure_answers_for_its_own_state_only(self) -> None:
        kerala = source("a", rows(60, city="Kochi"), official=True)
        assert witness(kerala, CLERK, REFERENCE).n == 0
        assert witness(replace(kerala, official=False), CLERK, REFERENCE).n == 60

    def test_the_share_at_the_floor(self) -> None:
        # Four of ten at the floor of 10,000.
        at_floor = [("Clerk", "Nagpur", "Fresher", 10_000.0 if k < 4 else 12_000.0, 20_000.0) for k in range(10)]
        result = witness(source("a", at_floor, scope=Scope(floor=10_000)), CLERK, REFERENCE)
        assert result.bands[0].at_floor == pytest.approx(0.4)


class TestAgreement:
    def pair(self, high: float, **more) -> str:
        first = source("a", rows(60, high=20_000))
        second = source("b", rows(60, high=high), **more)
        (result,) = agreements([first, second])
        assert result.end == "high"
        return f"{result.verdict} {result.reason}".strip()

    def test_verdicts(self) -> None:
        assert self.pair(20_300) == "agree"
        assert self.pair(30_000) == "differ"
        (few,) = agreements([source("a", rows(5)), source("b", rows(60))])
        assert (few.verdict, few.reason) == ("cannot be compared", "too few posts")
        (one_firm,) = agreements([source("a", rows(60), clusters=[0] * 60), source("b", rows(60))])
        assert (one_firm.verdict, one_firm.reason) == ("cannot be compared", "too few employers")

    def test_years_between_are_told_and_keep_no_verdict_back(self) -> None:
        pairs = [
            agreements([source("a", rows(60), period="2025"), source("b", rows(60, high=high), period=period)])
            for high, period in ((20_300, "2018"), (30_000, "2018-09"), (20_300, "2024 to 2026"))
        ]
        assert [(pair.verdict, pair.years) for (pair,) in pairs] == [("agree", 7), ("differ", 7), ("agree", 0)]

    def test_posts_that_one_source_does_not_take_count_on_neither_side(self) -> None:
        # The other source has 60 low ends from 10,000 to 15,900, high ends from 20,000 to 25,900.
        for scope, n, outside in (
            (Scope(floor=16_000), 0, 1.0),
            (Scope(floor=10_600), 54, 0.1),  # six of 60 lie under it
            (Scope(cap=25_300), 54, 0.1),  # six of 60 lie above it
            (Scope(floor=10_599), 55, 5 / 60),  # limits are rounded to ₹100: five lie under 10,500
            (Scope(), 60, 0.0),
        ):
            (pair,) = agreements([source("a", rows(60), scope=scope), source("b", rows(60))])
            assert pair.outside == pytest.approx(outside)
            assert pair.second.n == 60
            if n:
                inside = [high for _, _, _, low, high in rows(60) if low >= (scope.floor or 0) // 100 * 100]
                inside = [high for high in inside if high <= (scope.cap or 1e9)]
                assert len(inside) == n
                assert pair.compared[1].value == pytest.approx(np.median(inside), abs=100)
            else:
                assert pair.reason == "too few posts"

    def test_only_a_common_end_is_compared(self) -> None:
        low = [(role, city, level, low, math.nan) for role, city, level, low, _ in rows(60)]
        high = [(role, city, level, math.nan, high) for role, city, level, _, high in rows(60)]
        sources = {
            "low": source("low", low, scope=Scope(ends="low")),
            "high": source("high", high, scope=Scope(ends="high")),
            "both": source("both", rows(60)),
        }
        ends = {
            (first, second): (pair.end, pair.verdict, pair.reason)
            for first, second in (("low", "both"), ("both", "high"), ("low", "high"))
            for pair in agreements([sources[first], sources[second]])
        }
        assert ends == {
            ("low", "both"): ("low", "agree", ""),
            ("both", "high"): ("high", "agree", ""),
            ("low", "high"): (None, "cannot be compared", "different ends"),
        }

    def test_a_pay_scale_stands_beside_with_its_span(self) -> None:
        scale = [("Clerk", "Nagpur", "Fresher", pay, pay) for pay in (19_900.0, 25_500.0)]
        official = source("scale", scale, scope=Scope(ends="single"), official=True, listed=True)
        (pair,) = agreements([source("a", rows(60)), official])
        assert (pair.verdict, pair.reason, pair.second.n) == ("cannot be compared", "pay scale", 2)
        assert (pair.second.low.value, pair.second.high.value) == (19_900, 25_500)

    def test_the_joint_interval(self) -> None:
        # Half-widths 3 and 4 make 5: a difference of 5 agrees, of 5.1 does not.
        assert medians_agree(Figure(20, 17, 23), Figure(25, 21, 29))
        assert not medians_agree(Figure(20, 17, 23), Figure(25.1, 21.1, 29.1))
        assert not medians_agree(Figure(25.1, 21.1, 29.1), Figure(20, 17, 23))

    def test_a_list_is_compared_with_nothing(self) -> None:
        assert agreements([source("a", rows(60)), source("b", rows(60), listed=True)]) == ()

    def test_gaps_compare_like_with_like(self) -> None:
        # Every cell of b pays 1.25 times a cell of a; b has many more posts of the well-paid role.
        roles = ["Clerk", "Receptionist", "Telecaller"]
        first = [row for k, role in enumerate(roles) for row in rows(10, role=role, high=20_000.0 * (k + 1))]
        second = [
            (role, city, level, low, high * 1.25)
            for role, city, level, low, high in [*first, *[row for row in first if row[0] == "Telecaller"] * 9]
        ]
        (gap,) = level_gaps([source("a", first), source("b", second)], REFERENCE)
        assert (gap.cells, gap.posts, gap.alike) == (3, 30, ("role", "experience", "class"))
        assert gap.ratio == pytest.approx(0.8, abs=1e-9)

    def test_what_a_source_does_not_know_is_not_held_alike(self) -> None:
        roles = ["Clerk", "Receptionist", "Telecaller"]
        full_rows = [row for role in roles for level in Experience for row in rows(10, role=role, level=level)]
        unknown = [row for role in roles for row in rows(10, role=role, level=NOT_STATED, high=25_000)]
        (gap,) = level_gaps([source("a", full_rows), source("b", unknown, scope=Scope(floor=10_200))], REFERENCE)
        # Low ends from 10,000 to 10,900: two of ten under the floor. Medians 20,450 and 25,450.
        assert (gap.alike, gap.cells, gap.outside) == (("role", "class"), 3, pytest.approx(0.2))
        assert gap.ratio == pytest.approx(20_450 / 25_450)
        (none,) = level_gaps([source("a", full_rows), source("b", rows(10))], REFERENCE)
        assert (none.alike, none.cells, math.isnan(none.ratio)) == ((), 0, True)


@pytest.fixture(scope="module")
def shipped() -> tuple[Source, ...]:
    return read_sources()


class TestShipped:
    def lines(self, shipped, **question) -> dict[str, Witness]:
        chosen = Filters.of({name: [value] for name, value in question.items()})
        return {line.source: line for line in witnesses(shipped, chosen, REFERENCE, 17_000).lines}

    def test_claims_are_no_witness(self, shipped) -> None:
        assert "published_pay" not in {entry.name for entry in shipped}
        assert not is_witness(packaged.resource("published_pay"))
        assert {"posted_pay", "naukri_2018", "indeed_2024", "pay_matrix"} <= {entry.name for entry in shipped}

    def test_counts_are_those_of_the_files(self, shipped) -> None:
        result = self.lines(shipped, role="Data entry operator", experience="Fresher", city="Pune")
        table = packaged.read("naukri_2018")
        holds = [table[name].str.split("|").map(lambda cell, value=value: value in cell)
                 for name, value in (("role", "Data entry operator"), ("city", "Pune"))]  # fmt: skip
        chosen = table[holds[0] & holds[1] & (table["experience"] == "Fresher")]
        assert result["naukri_2018"].n == chosen["posts"].sum()
        assert result["naukri_2018"].employers == chosen["employer"].nunique()
        assert result["naukri_2018"].bands[0].p50.value == np.median(np.repeat(chosen["pay_high"], chosen["posts"]))

    def test_the_entry_pay_of_a_clerk_is_official(self, shipped) -> None:
        line = self.lines(shipped, role="Clerk", experience="Fresher")["pay_matrix"]
        assert line.official
        assert line.listed == ((19_900, 19_900), (25_500, 25_500))

    def test_an_official_figure_of_another_state_does_not_answer(self, shipped) -> None:
        areas = {city: self.lines(shipped, city=city)["official_extra"].n for city in ("Pune", "Lucknow")}
        assert areas == {"Pune": 1, "Lucknow": 3}
        assert not self.lines(shipped, city="Pune")["official_extra"].checked

    def test_what_lies_under_the_floor(self, shipped) -> None:
        floor = packaged.survey("posted_pay").scope.floor
        assert floor is not None
        result = below_floor(shipped, floor, packaged.read("published_pay"), "2023-11", 15_000)
        assert result is not None
        # Counted once by hand for the evidence: office 173 low ends, 8,856 / 14,500 / 25,000; 161 high ends.
        assert result.office.low.n == pytest.approx(173, abs=6)
        assert result.office.low.p50.value == pytest.approx(14_500, rel=0.03)
        assert result.office.low.p90.value == 25_000
        assert result.core.high.p50.value == 20_000
        assert result.core.under_floor > 0.8
        assert result.verdict == "unreliable"
        assert [(claim.low, claim.high) for claim in result.claims] == [(10_000, 18_000)]

    def test_without_a_source_that_sees_lower_nothing_is_said(self, shipped) -> None:
        able = [entry for entry in shipped if not entry.core.selections]
        assert below_floor(able, 16_667, pd.DataFrame(), "2023-11") is None
        floored = [replace(entry, survey=replace(entry.survey, scope=Scope(floor=9_000))) for entry in shipped]
        assert below_floor(floored, 16_667, pd.DataFrame(), "2023-11") is None


class TestTraces:
    def test_by_hand(self) -> None:
        # Two equal posts of one firm, one other of the same firm, one of another: two of four are alone, three linked.
        entry = ("Clerk", "Nagpur", "Fresher", 10_000.0, 12_000.0)
        result = traces_of(source("a", [entry, entry, (*entry[:3], 11_000.0, 12_000.0), (*entry[:3], 9_000.0, 9_500.0)],
                                 clusters=[0, 0, 0, 1]))  # fmt: skip
        assert (result.posts, result.share_unique, result.employers, result.linked, result.most) == (4, 0.5, 2, 0.75, 3)

    def test_shipped(self, shipped) -> None:
        by_name = {result.source: result for result in traces(shipped)}
        assert by_name["indeed_2024"].employers is None
        table = packaged.read("naukri_2018")
        assert by_name["naukri_2018"].most == table.groupby("employer")["posts"].sum().max()
        columns = [name for name in table if name not in ("employer", "posts")]
        alike = table.groupby(columns)["posts"].transform("sum")
        assert by_name["naukri_2018"].share_unique == pytest.approx((alike == 1).sum() / table["posts"].sum())
