"""Where a salary stands: agreement with scipy and statsmodels, ties, ranges, weights, and the order of widening."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from analytics.model import Dimension, Filters, Provenance, Survey
from analytics.statistics.standing import ENOUGH, standing, steps, widened, wilson

SOURCE = Provenance("Example", "nobody", "yours")
steady = settings(deadline=None)  # a busy machine is no reason to fail
NAN = float("nan")


def survey(low, **columns) -> Survey:
    return Survey.build(name="example", provenance=SOURCE, low=low, **columns)


def test_by_hand() -> None:
    # Of ten rows, three lie below 15,000 and two are equal: (3 + 2 ÷ 2) ÷ 10 = 0.4.
    found = standing(survey([9e3, 12e3, 14e3, 15e3, 15e3, 16e3, 18e3, 20e3, 25e3, 90e3]), 15_000)
    assert (found.n, found.share) == (10, 0.4)
    # Wilson with z² = 3.84146: middle (0.4 + 0.192073) ÷ 1.384146 = 0.427753,
    # half-width √(0.24 × 0.384146 + 0.036892) ÷ 1.384146 = 0.259573.
    assert (found.low, found.high) == (pytest.approx(0.168180, abs=2e-6), pytest.approx(0.687326, abs=2e-6))


@steady
@given(
    pay=st.lists(st.integers(16, 40).map(lambda step: 500.0 * step), min_size=6, max_size=80),
    own=st.integers(31, 82).map(lambda half: 250.0 * half),
)
def test_witness_scipy_and_statsmodels(pay: list[float], own: float) -> None:
    found = standing(survey(pay), own)
    assert found.share == pytest.approx(stats.percentileofscore(pay, own, kind="mean") / 100, rel=1e-12, abs=1e-15)
    low, high = proportion_confint(found.share * len(pay), len(pay), method="wilson")
    assert found.low == pytest.approx(low, rel=1e-9, abs=1e-12)
    assert found.high == pytest.approx(high, rel=1e-9)
    assert 0 <= found.low <= found.share <= found.high <= 1
    assert found.share_of_lows == found.share_of_highs == found.share


@steady
@given(
    rows=st.lists(st.tuples(st.integers(16, 40), st.integers(1, 9)), min_size=6, max_size=40), own=st.integers(15, 41)
)
def test_counts_are_repeated_rows_and_weights_are_shares(rows: list[tuple[int, int]], own: int) -> None:
    pay, mass = (np.array(column) for column in zip(*rows, strict=True))
    repeated = np.repeat(pay, mass)
    assert standing(survey(pay, counts=mass), own) == standing(survey(repeated), own)
    weighted = standing(survey(pay, weights=mass), own)
    effective = mass.sum() ** 2 / (mass**2).sum()
    assert weighted.n == len(pay)
    if effective < 6 - 1e-6:
        assert math.isnan(weighted.share)
        return
    assert weighted.share == pytest.approx(stats.percentileofscore(repeated, own, kind="mean") / 100, rel=1e-12)
    expected = proportion_confint(weighted.share * effective, effective, method="wilson")
    assert (weighted.low, weighted.high) == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_ranges_are_compared_with_both_ends() -> None:
    low = np.arange(10.0, 20)
    found = standing(survey(low, high=low + 6), 16)
    # Low ends 10 to 19: six below, one equal; middles 13 to 22: three and one; high ends 16 to 25: none and one.
    assert (found.share_of_lows, found.share, found.share_of_highs) == (0.65, 0.35, 0.05)
    assert standing(survey(low, high=low + 6), 16, measure="low").share == 0.65


def test_below_six_rows_there_is_no_figure() -> None:
    few = standing(survey([1, 2, 3, 4, 5]), 3)
    assert few.n == 5
    assert [math.isnan(figure) for figure in (few.share, few.low, few.high, few.share_of_lows)] == [True] * 4
    assert not math.isnan(standing(survey([1, 2, 3, 4, 5, 6]), 3).share)
    assert standing(survey([], dimensions=[]), 3).n == 0


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


def test_widening_stops_at_the_first_meaning_with_enough_rows() -> None:
    cities = ["Nashik"] * 5 + ["Pune"] * (ENOUGH - 6) + ["Goa"] * 40
    place = Dimension.of("city", "City", cities)
    role = Dimension.of("role", "Role", ["Clerk"] * len(cities))
    rows = survey(range(1, len(cities) + 1), dimensions=[place, role])
    meanings = widened(
        "Clerks in Nashik",
        Filters.of({"city": ["Nashik"], "role": ["Clerk"]}),
        [
            ("in cities of its class", {"city": ["Nashik", "Pune"]}),
            ("in cities of its class", {"city": ["Pune", "Nashik"]}),  # changes nothing: left out
            ("in India", {"city": []}),
            ("all work", {"role": []}),
        ],
    )
    tried, chosen = steps(rows, 10, meanings)
    assert [(step.label, step.standing.n, step.enough) for step in tried] == [
        ("Clerks in Nashik", 5, False),
        ("in cities of its class", ENOUGH - 1, False),
        ("in India", ENOUGH + 39, True),
        ("all work", ENOUGH + 39, True),
    ]
    assert chosen is tried[2]
    assert chosen.filters == Filters.of({"role": ["Clerk"]})
    assert steps(rows, 10, meanings[:2])[1] is None


def test_enough_counts_rows_at_their_effect() -> None:
    everyone = [("everyone", Filters())]
    assert steps(survey(range(ENOUGH)), 10, everyone)[1] is not None
    assert steps(survey(range(ENOUGH), weights=[2.5] * ENOUGH), 10, everyone)[1] is not None
    # A row of weight 9 beside 28 of weight 1: 37² ÷ 109 = 12.6.
    tried, chosen = steps(survey(range(ENOUGH), weights=[9.0] + [1.0] * (ENOUGH - 1)), 10, everyone)
    assert (tried[0].standing.effective_n, chosen) == (pytest.approx(37**2 / 109), None)


def test_enough_rows_know_a_share_to_17_in_100() -> None:
    assert max(high - low for low, high in (wilson(share, ENOUGH) for share in np.linspace(0, 1, 101))) / 2 < 0.1711
