"""Where a salary stands: agreement with scipy and statsmodels, ties, ranges, weights, and the order of widening."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from analytics.model import Scope
from analytics.statistics.standing import ENOUGH, standing, wilson
from tests.builders import survey

steady = settings(deadline=None)  # a busy machine is no reason to fail
NAN = float("nan")


def test_by_hand() -> None:
    # Of ten rows, three lie below 15,000 and two are equal: (3 + 2 ÷ 2) ÷ 10 = 0.4.
    position = standing(survey([9e3, 12e3, 14e3, 15e3, 15e3, 16e3, 18e3, 20e3, 25e3, 90e3]), 15_000)
    assert (position.n, position.share) == (10, 0.4)
    # Wilson with z² = 3.84146: middle (0.4 + 0.192073) ÷ 1.384146 = 0.427753,
    # half-width √(0.24 × 0.384146 + 0.036892) ÷ 1.384146 = 0.259573.
    assert (position.low, position.high) == (pytest.approx(0.168180, abs=2e-6), pytest.approx(0.687326, abs=2e-6))


@steady
@given(
    pay=st.lists(st.integers(16, 40).map(lambda step: 500.0 * step), min_size=6, max_size=80),
    amount=st.integers(31, 82).map(lambda half: 250.0 * half),
)
def test_agrees_with_scipy_and_statsmodels(pay: list[float], amount: float) -> None:
    position = standing(survey(pay), amount)
    share = stats.percentileofscore(pay, amount, kind="mean") / 100
    assert position.share == pytest.approx(share, rel=1e-12, abs=1e-15)
    low, high = proportion_confint(position.share * len(pay), len(pay), method="wilson")
    assert position.low == pytest.approx(low, rel=1e-9, abs=1e-12)
    assert position.high == pytest.approx(high, rel=1e-9)
    assert 0 <= position.low <= position.share <= position.high <= 1
    assert position.share_of_lows == position.share_of_highs == position.share


@steady
@given(
    rows=st.lists(st.tuples(st.integers(16, 40), st.integers(1, 9)), min_size=6, max_size=40),
    amount=st.integers(15, 41),
)
def test_counts_are_repeated_rows_and_weights_are_shares(rows: list[tuple[int, int]], amount: int) -> None:
    pay, mass = (np.array(column) for column in zip(*rows, strict=True))
    repeated = np.repeat(pay, mass)
    assert standing(survey(pay, counts=mass), amount) == standing(survey(repeated), amount)
    weighted = standing(survey(pay, weights=mass), amount)
    effective = mass.sum() ** 2 / (mass**2).sum()
    assert weighted.n == len(pay)
    if effective < 6 - 1e-6:
        assert math.isnan(weighted.share)
        return
    assert weighted.share == pytest.approx(stats.percentileofscore(repeated, amount, kind="mean") / 100, rel=1e-12)
    assert weighted.effective_n == pytest.approx(effective)
    assert 0 <= weighted.low <= weighted.share <= weighted.high <= 1


def test_ranges_are_compared_with_both_ends() -> None:
    low = np.arange(10.0, 20)
    position = standing(survey(low, high=low + 6), 16)
    # Low ends 10 to 19: six below, one equal; middles 13 to 22: three and one; high ends 16 to 25: none and one.
    assert (position.share_of_lows, position.share, position.share_of_highs) == (0.65, 0.35, 0.05)
    assert standing(survey(low, high=low + 6), 16, measure="low").share == 0.65


def test_below_six_rows_there_is_no_figure() -> None:
    few = standing(survey([1, 2, 3, 4, 5]), 3)
    assert few.n == 5
    assert [math.isnan(figure) for figure in (few.share, few.low, few.high, few.share_of_lows)] == [True] * 4
    assert not math.isnan(standing(survey([1, 2, 3, 4, 5, 6]), 3).share)
    assert standing(survey([]), 3).n == 0


@pytest.mark.parametrize("pay", [0, -15_000, NAN, float("inf")])
def test_pay_that_is_no_pay_is_refused(pay: float) -> None:
    with pytest.raises(ValueError, match="pay must be an amount above zero"):
        standing(survey([1.0] * 10), pay)


def test_a_salary_below_or_above_everybody() -> None:
    lowest, highest = (standing(survey(range(100, 150)), pay) for pay in (1, 1_000))
    assert (lowest.share, lowest.low, highest.share, highest.high) == (0, 0, 1, 1)
    # Even so, the share is not known to be 0 or 1: Wilson's other limit is z² ÷ (n + z²) = 3.8415 ÷ 53.8415.
    assert lowest.high == pytest.approx(0.07135, abs=1e-5)
    assert highest.low == pytest.approx(1 - 0.07135, abs=1e-5)


@pytest.mark.parametrize("n", [6, ENOUGH, 100, 1000])
def test_the_interval_holds_the_truth_in_94_of_100_draws(n: int) -> None:
    """Over all truths from 0.02 to 0.98, added up exactly. Single truths fare worse: 93.9 for 0.5 with n = 29."""
    hits = np.arange(n + 1)
    limits = np.array([wilson(share, n) for share in hits / n])
    truths = np.linspace(0.02, 0.98, 97)
    held = [stats.binom.pmf(hits, n, t)[(limits[:, 0] <= t) & (t <= limits[:, 1])].sum() for t in truths]
    assert np.mean(held) >= 0.94


def test_enough_rows_know_a_share_to_17_in_100() -> None:
    assert max(high - low for low, high in (wilson(share, ENOUGH) for share in np.linspace(0, 1, 101))) / 2 < 0.1711


def test_by_hand_posts_of_few_employers() -> None:
    # Ten employers with three equal posts each, paying 1 to 10. Below 4.5 lie 12 of 30: a design effect of 3, and t
    # with 29 and with 9 degrees of freedom is 2.0452 and 2.2622: 30 ÷ 3 × 0.8174 = 8.174 rows.
    position = standing(survey(np.repeat(np.arange(1.0, 11), 3), clusters=np.repeat(np.arange(10), 3)), 4.5)
    assert (position.n, position.employers, position.share) == (30, 10, 0.4)
    assert (position.low, position.high) == pytest.approx(wilson(0.4, 10 * (2.04523 / 2.26216) ** 2), rel=1e-4)
    alone = standing(survey(np.repeat(np.arange(1.0, 11), 3)), 4.5)
    assert alone.employers is None
    assert position.low < alone.low < alone.high < position.high


def test_a_salary_below_every_post_of_one_employer_is_hardly_known() -> None:
    # All 40 rows lie above; they are one employer's, so they say as much as one row.
    position = standing(survey(range(100, 140), clusters=[5] * 40), 50)
    assert (position.share, position.employers) == (0, 1)
    assert position.high > 0.7


def test_open_ranges_are_bounds() -> None:
    # Twelve rows: six state 10 to 14, three "from 12", three "up to 9". Pay of 13 is above the low end of all that
    # state one, and of the open ones for sure; above the high end of the three up to 9.
    low = [10.0] * 6 + [12.0] * 3 + [NAN] * 3
    high = [14.0] * 6 + [NAN] * 3 + [9.0] * 3
    position = standing(survey(low, high=high), 13)
    assert position.n == 6
    assert (position.share_of_lows, position.share_of_highs) == (1, 3 / 12)
    position = standing(survey(low, high=high), 11)
    assert (position.share_of_lows, position.share_of_highs) == (9 / 12, 3 / 12)  # not the three that start at 12
    assert position.of_lows.low < 9 / 12 < position.of_lows.high


def test_an_employer_of_open_ranges_counts_once_among_all() -> None:
    # Eight employers of a range of 10 to 14; the ninth has one post "from 12" and one "up to 9", each half of it.
    low, high = [10.0] * 8 + [12.0, NAN], [14.0] * 8 + [NAN, 9.0]
    rows = survey(low, high=high, clusters=[*range(8), 8, 8]).with_count("employers")
    position = standing(rows, 13)
    assert position.share_of_lows == pytest.approx(1)
    assert position.share_of_highs == pytest.approx(0.5 / 9)
    assert standing(rows, 11).share_of_lows == pytest.approx(8.5 / 9)
    assert 0 <= position.of_highs.low < 0.5 / 9 < position.of_highs.high


def test_a_source_that_states_one_end_bounds_one_side() -> None:
    rows = survey([10.0 + step for step in range(12)], high=[NAN] * 12, scope=Scope(ends="low"))
    position = standing(rows, 14, measure="low")
    assert position.share == position.share_of_lows == 4.5 / 12
    assert math.isnan(position.share_of_highs)
