"""Resampled medians have the distribution of medians of resampled rows."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from scipy import stats

from analytics.model import Dimension
from analytics.statistics import resampling
from analytics.statistics.order_statistics import Groups
from analytics.statistics.resampling import medians, resampled_medians, stretched_interval
from tests.builders import by_group, survey


def groups_of(*pay: list[float], weights: list[float] | None = None) -> Groups:
    rows = by_group({str(place): rows for place, rows in enumerate(pay)}, "group", weights=weights)
    return Groups(rows, ["group"])


@pytest.mark.parametrize("pay", [[7.0], [7.0, 9.0], [1.0, 2.0, 30.0], [4.0, 1.0, 8.0, 8.0, 90.0, 3.0]])
def test_agrees_with_numpy_medians(pay: list[float]) -> None:
    assert medians(groups_of(pay, [1.0]), np.array([0, 1])).tolist() == [np.median(pay), 1]


def test_a_group_without_rows_has_no_median() -> None:
    role = Dimension("role", "Role", ("A", "B"), np.zeros(3, np.uint8))
    empty = Groups(survey([1, 2, 3], dimensions=[role]), ["role"])
    assert np.isnan(medians(empty, np.array([1])))
    assert resampled_medians(empty, np.array([], int), np.random.default_rng(1)).shape == (0, resampling.DRAWS)


def test_by_hand_three_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    # The median of three draws from {1, 2, 3} is 1 when two or more are: 3 × (1/3)² × 2/3 + (1/3)³ = 7/27; so with 3.
    monkeypatch.setattr(resampling, "DRAWS", 100_000)
    drawn = resampled_medians(groups_of([1, 2, 3]), np.array([0]), np.random.default_rng(1))[0]
    assert [np.mean(drawn == value) for value in (1, 2, 3)] == pytest.approx([7 / 27, 13 / 27, 7 / 27], abs=0.006)


def test_by_hand_two_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    # The median of two draws is their mean: 1, 1.5 or 2 with 1/4, 1/2 and 1/4.
    monkeypatch.setattr(resampling, "DRAWS", 100_000)
    drawn = resampled_medians(groups_of([1, 2]), np.array([0]), np.random.default_rng(1))[0]
    assert [np.mean(drawn == value) for value in (1, 1.5, 2)] == pytest.approx([1 / 4, 1 / 2, 1 / 4], abs=0.006)


@pytest.mark.parametrize("n", [11, 12, 60, 301])
def test_agrees_with_numpy_resampling(n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resampling, "DRAWS", 20_000)
    random = np.random.default_rng(n)
    pay = np.round(np.exp(random.normal(10, 0.5, n)) / 500) * 500
    computed = resampled_medians(groups_of([0.0] * 9, pay.tolist()), np.array([1]), random)[0]
    expected = np.median(random.choice(pay, (20_000, n)), axis=1)
    assert stats.ks_2samp(computed, expected).pvalue > 0.001
    assert np.quantile(computed, [0.025, 0.975]) == pytest.approx(np.quantile(expected, [0.025, 0.975]), rel=0.03)


def test_equal_weights_resample_like_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resampling, "DRAWS", 50_000)
    pay = [float(step) for step in range(1, 12)]
    weighted = groups_of(pay, weights=[2.5] * 11)
    assert medians(weighted, np.array([0])).tolist() == [6]
    drawn = resampled_medians(weighted, np.array([0]), np.random.default_rng(1))[0]
    # The median of 11 draws is at most k when six or more of them are: a binomial tail with k ÷ 11.
    tails = [sum(comb(11, j) * (k / 11) ** j * (1 - k / 11) ** (11 - j) for j in range(6, 12)) for k in (3, 6, 9)]
    assert [np.mean(drawn <= k) for k in (3, 6, 9)] == pytest.approx(tails, abs=0.008)


def test_the_same_seed_gives_the_same_medians() -> None:
    groups = groups_of([1, 2, 3, 4, 5, 6], [10, 20, 30])
    first, second = (resampled_medians(groups, np.array([1, 0]), np.random.default_rng(9)) for _ in range(2))
    assert first.tolist() == second.tolist()
    assert first[0].min() >= 10
    assert first[1].max() <= 6


@pytest.mark.parametrize("weighted", [False, True])
def test_agrees_with_numpy_drawing_employers(weighted: bool) -> None:
    random = np.random.default_rng(2)
    pay, cluster = np.sort(random.integers(10, 90, 240)).astype(float), random.integers(0, 15, 240)
    weights = random.integers(1, 4, 240).astype(float) if weighted else np.ones(240)
    mass = {"weights": weights} if weighted else {}
    group = Dimension.of("group", "Group", random.choice(["A", "B"], 240).tolist())
    groups = Groups(survey(pay, dimensions=[group], clusters=cluster, **mass), ["group"])
    computed = resampled_medians(groups, np.array([1, 0]), np.random.default_rng(1))
    expected = []
    for _ in range(2000):
        times = np.bincount(random.integers(15, size=15), minlength=15)[cluster] * weights
        drawn_rows = (group.codes == 1) & (times > 0)
        if weighted:
            expected.append(np.quantile(pay[drawn_rows], 0.5, method="inverted_cdf", weights=times[drawn_rows]))
        else:
            expected.append(np.median(np.repeat(pay[drawn_rows], times[drawn_rows].astype(int))))
    assert stats.ks_2samp(computed[0], expected).statistic < 0.06
    assert computed.shape == (2, resampling.DRAWS)


def test_few_employers_stretch_the_interval() -> None:
    drawn = np.linspace(-1, 1, 1001)
    low, high = stretched_interval(drawn, 0.0, None)
    assert (low, high) == pytest.approx((-0.95, 0.95))
    # t with 4 degrees of freedom is 2.776; 2.776 ÷ 1.960 = 1.4166.
    assert stretched_interval(drawn, 0.0, 5) == pytest.approx((-0.95 * 1.4166, 0.95 * 1.4166), rel=1e-4)
    assert stretched_interval(drawn, 2.0, None) == pytest.approx((-0.95, 2.0))
    assert np.isnan(stretched_interval(np.full(3, np.nan), 1.0, 9)).all()
