"""Years and rungs: by hand, beside statsmodels, and how often the intervals hold the truth."""

from __future__ import annotations

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.model import Filters, Survey
from analytics.statistics.ladder import growth, ladder
from tests.builders import survey

RUNGS = [("Start", ["Clerk", "Typist"]), ("Middle", ["Accountant"]), ("Lead", ["Team leader"])]


def posts(rows: list[tuple[str, float]], name: str = "years", **mass: list) -> Survey:
    """A survey of (value, pay)."""
    values, pay = zip(*rows, strict=True)
    return survey(pay, **{name: values}, **mass)


def test_growth_by_hand() -> None:
    # Medians 100, 121, 161.051 for 0, 2 and 5 years: 10 % a year exactly. Year 7 has five rows, hence no median.
    rows = [("0", 100.0)] * 6 + [("2", pay) for pay in (90.0, 121.0, 121.0, 121.0, 121.0, 500.0)]
    rates = growth(posts([*rows, *[("5", 161.051)] * 60, *[("7", 1.0)] * 5, *[("", 1.0)] * 90]))
    assert rates.per_year == pytest.approx(0.1, rel=1e-12)
    assert (rates.from_years, rates.to_years, rates.points, rates.n) == (0, 5, 3, 72)
    assert rates.low <= rates.per_year <= rates.high


years = st.lists(
    st.tuples(st.integers(0, 12), st.lists(st.integers(16, 90), min_size=6, max_size=15)),
    min_size=2,
    max_size=6,
    unique_by=lambda row: row[0],
)


@settings(deadline=None, max_examples=40)
@given(rows=years)
def test_agrees_with_statsmodels_weighted_least_squares(rows: list[tuple[int, list[int]]]) -> None:
    rates = growth(posts([(str(year), pay) for year, pays in rows for pay in pays]))
    x = [year for year, _ in rows]
    y = [np.log(np.median(pays)) for _, pays in rows]
    line = sm.WLS(y, sm.add_constant(np.array(x, float)), weights=[len(pays) for _, pays in rows]).fit()
    assert math.log1p(rates.per_year) == pytest.approx(line.params[1], rel=1e-6, abs=1e-9)


def test_growth_needs_two_years() -> None:
    rates = growth(posts([("3", 10.0)] * 50 + [("4", 20.0)] * 5))
    assert (rates.points, rates.n) == (1, 50)
    assert math.isnan(rates.per_year)
    assert math.isnan(rates.low)
    assert growth(posts([("", 10.0)] * 9)).points == 0


def test_growth_with_weights() -> None:
    # The heavy half of each year decides its median: 100, 150 and 400. The years weigh 32, 16 and 80 together.
    rows = [(year, pay) for year, high in (("0", 100.0), ("1", 150.0), ("2", 400.0)) for pay in [high] * 8 + [10.0] * 8]
    weights = [part * year for year in (1, 0.5, 2.5) for part in [3.0] * 8 + [1.0] * 8]
    line = sm.WLS(np.log([100, 150, 400]), sm.add_constant([0.0, 1.0, 2.0]), weights=[32, 16, 80]).fit()
    assert math.log1p(growth(posts(rows, weights=weights)).per_year) == pytest.approx(line.params[1], rel=1e-12)


@pytest.mark.slow
def test_simulated_growth_holds_the_truth_in_94_of_100_draws() -> None:
    """Seen: 97 of 100."""
    random, held = np.random.default_rng(3), 0
    years = np.repeat([0, 1, 2, 3, 5, 8], [200, 300, 40, 30, 20, 10])
    for _ in range(300):
        pay = 20_000 * 1.08**years * np.exp(random.normal(0, 0.4, years.size))
        rates = growth(posts(list(zip(years.astype(str), np.round(pay / 500) * 500, strict=True))))
        held += rates.low <= 0.08 <= rates.high
    assert held / 300 >= 0.94


def test_a_ladder_by_hand() -> None:
    rows = [("Clerk", 10)] * 4 + [("Typist", 14)] * 4 + [("Accountant", 20)] * 9 + [("Team leader", 15)] * 6
    table = ladder(posts(rows, "role"), RUNGS, per="year")
    assert table["rung"].tolist() == ["Start", "Middle", "Lead"]
    assert table["n"].tolist() == [8, 9, 6]
    assert table["p50"].tolist() == [144, 240, 180]  # 12 × 12, 12 × 20, 12 × 15
    assert math.isnan(table["step"][0])
    assert table["step"].tolist()[1:] == [96, -60]
    # Start's median is 10, 12 or 14 a month in nearly every resample: the step to 20 is worth 6 to 10 a month.
    assert (table["step_low"][1], table["step_high"][1]) == (72, 120)
    assert (table["step_low"][2], table["step_high"][2]) == (-60, -60)


def test_without_evidence_a_step_is_missing() -> None:
    rows = [("Clerk", 10)] * 8 + [("Accountant", 20)] * 5 + [("Team leader", 30)] * 6
    table = ladder(posts(rows, "role"), [*RUNGS, ("Head", ["Director"])])
    assert table["n"].tolist() == [8, 5, 6, 0]
    assert table["p50"].isna().tolist() == [False, True, False, True]
    assert table[["step", "step_low", "step_high"]].isna().all(axis=None)
    with pytest.raises(ValueError, match="a rung must name at least one role; Empty names none"):
        ladder(posts(rows, "role"), [("Empty", [])])


def test_a_ladder_within_filters() -> None:
    posts = survey(
        [10, 20] * 6 + [30, 70] * 6,
        high=[12, 24] * 6 + [40, 90] * 6,
        role=["Clerk", "Accountant"] * 12,
        city=["Pune"] * 12 + ["Goa"] * 12,
    )
    rungs = [("Clerk", ["Clerk"]), ("Accountant", ["Accountant"])]
    goa = ladder(posts, rungs, Filters.of({"city": ["Goa"], "role": ["Clerk"]}), measure="high")
    assert goa["p50"].tolist() == [40, 90]
    assert goa["step"][1] == goa["step_low"][1] == goa["step_high"][1] == 50


@pytest.mark.parametrize("n", [6, 20, 80])
@pytest.mark.slow
def test_simulated_steps_hold_the_truth_in_94_of_100_draws(n: int) -> None:
    """Seen: 95 to 98 of 100."""
    random, held = np.random.default_rng(n), 0
    roles = ["Clerk"] * n + ["Accountant"] * n
    for _ in range(300):
        pay = np.exp(random.normal(0, 0.5, 2 * n)) * np.repeat([16_000, 20_000], n)
        table = ladder(posts(list(zip(roles, pay, strict=True)), "role"), [("a", ["Clerk"]), ("b", ["Accountant"])])
        held += table["step_low"][1] <= 4_000 <= table["step_high"][1]
    assert held / 300 >= 0.94
