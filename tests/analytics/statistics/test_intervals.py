"""Intervals that know employers and weights: against plain Python on small data, by hand, and on data made to tempt."""

from __future__ import annotations

import gc
import weakref
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from analytics.model import ALL_ROWS, Dimension, Filters, Scope, Survey
from analytics.statistics import cluster_sums, threads
from analytics.statistics.bands import QUANTILES, SHOWN_FROM, salary_bands
from analytics.statistics.intervals import student_factor
from analytics.statistics.order_statistics import Groups
from tests.builders import survey

steady = settings(deadline=None)  # a busy machine is no reason to fail


def woodruff(pay: list[float], clusters: list[int], share: float) -> tuple[float, float, float]:
    """Low and high end of a quantile's interval, and the effective n: one row at a time, no array, no kernel."""
    pay, clusters = (list(column) for column in zip(*sorted(zip(pay, clusters, strict=True)), strict=True))
    n, size = len(pay), Counter(clusters)
    position = (n - 1) * share
    nearest = pay[int(position) + (position - int(position) >= 0.5)]
    effects = []
    for below in ([row < nearest for row in pay], [row <= nearest for row in pay]):
        part = Counter(cluster for cluster, is_below in zip(clusters, below, strict=True) if is_below)
        f = sum(below) / n
        if 0 < f < 1:
            variance = sum((part[cluster] - f * m) ** 2 for cluster, m in size.items()) / n**2
            effects.append(variance / (f * (1 - f) / n))
    squares = sum(m**2 for m in size.values())
    effect = max(1.0, *effects) if effects else squares / n
    fewer = max(n**2 / squares - 1, 1)
    t = [stats.t.ppf(0.975, freedom) for freedom in (max(n - 1, 1), fewer)]
    effective = n / effect * min(1, (t[0] / t[1]) ** 2)
    hits = effective * share
    limits = stats.beta.ppf(0.025, hits, effective - hits + 1), stats.beta.ppf(0.975, hits + 1, effective - hits)
    reached = limits[0] * n - (1 - share), limits[1] * n + share  # one more row on that side
    low, high = (pay[min(max(int(np.ceil(row - 1e-9)) - 1, 0), n - 1)] for row in reached)
    return low, high, effective


rows = st.lists(st.tuples(st.integers(1, 30), st.integers(0, 12)), min_size=6, max_size=80)


@steady
@given(rows=rows)
def test_sums_agree_with_one_row_at_a_time(rows: list[tuple[int, int]]) -> None:
    pay, clusters = (list(column) for column in zip(*rows, strict=True))
    band = salary_bands(survey(pay, clusters=clusters)).iloc[0]
    for name, share in QUANTILES.items():
        assert np.isnan(band[name]) == (len(pay) < SHOWN_FROM[name])
        if len(pay) >= SHOWN_FROM[name]:
            assert band[name] == pytest.approx(np.quantile(pay, share), rel=1e-12)
            low, high, effective = woodruff(pay, clusters, share)
            assert (band[f"{name}_low"], band[f"{name}_high"]) == (low, high)
            if name == "p50":
                assert band["effective_n"] == pytest.approx(effective, rel=1e-9)
    counts = Counter(clusters)
    assert band["clusters"] == len(counts)
    assert band["largest_cluster_share"] == max(counts.values()) / len(pay)


@steady
@given(rows=st.lists(st.tuples(st.integers(1, 9), st.integers(0, 4), st.integers(1, 6)), min_size=1, max_size=30))
def test_counts_and_clusters_are_repeated_rows(rows: list[tuple[int, int, int]]) -> None:
    pay, clusters, counts = (np.array(column) for column in zip(*rows, strict=True))
    grouped = salary_bands(survey(pay, clusters=clusters, counts=counts)).iloc[0]
    repeated = salary_bands(survey(np.repeat(pay, counts), clusters=np.repeat(clusters, counts))).iloc[0]
    for name in grouped.index.drop("quality"):
        assert grouped[name] == pytest.approx(repeated[name], nan_ok=True), name
    assert grouped["quality"] == repeated["quality"] or counts.sum() < SHOWN_FROM["p50"]


@steady
@given(pay=st.lists(st.integers(1, 40), min_size=6, max_size=60))
def test_employers_of_one_post_each_are_rows_of_their_own(pay: list[int]) -> None:
    # A design effect of 1 and as many clusters as rows; then the interval is that of rows alone, or a row wider.
    band = salary_bands(survey(pay, clusters=range(len(pay)))).iloc[0]
    assert band["effective_n"] == pytest.approx(len(pay))
    alone = salary_bands(survey(pay)).iloc[0]
    assert band["p50_low"] <= alone["p50_low"] <= alone["p50_high"] <= band["p50_high"]


def test_by_hand_twelve_posts_of_six_employers() -> None:
    # Six employers with two equal posts each, 1 to 6 twice; the median lies between 3 and 4, nearest 4 (position 5.5).
    # At or below 4 are 8 of 12: each employer deviates by 2 − 2 F (four of them) or 0 − 2 F (two), F = 2/3; squares
    # 4 (2/3)² + 2 (4/3)² = 5.33, ÷ 144; of independent rows 2/3 · 1/3 ÷ 12: the design effect is 2, as it should be.
    # t with 11 and with 5 degrees of freedom is 2.201 and 2.571: 12 ÷ 2 × 0.733 = 4.398 rows.
    band = salary_bands(survey([1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6], clusters=np.arange(12) // 2)).iloc[0]
    assert band["effective_n"] == pytest.approx(6 * (2.2010 / 2.5706) ** 2, rel=1e-4)
    assert band[["clusters", "largest_cluster_share"]].tolist() == [6, pytest.approx(1 / 6)]
    # Exact limits of one half with 4.398 rows: 0.087 and 0.913, or 1.04 and 10.96 of 12 rows, and
    # half a row further 0.54 and 11.46: the 1st and the 12th.
    assert (band["p50_low"], band["p50_high"]) == (1, 6)


def test_the_factor_of_few_clusters() -> None:
    # t at 97.5 %: 12.706 with 1 degree of freedom, 1.980 with 120.
    assert student_factor([121], [2]) == pytest.approx((1.9799 / 12.7062) ** 2, rel=1e-4)
    assert student_factor([121, 10], [121, 30]).tolist() == [1, 1]  # never more rows than there are


def test_one_employer_with_a_series_is_flagged() -> None:
    pay = [20.0] * 30 + list(range(30, 60))
    alone = salary_bands(survey(pay, clusters=range(60))).iloc[0]
    series = salary_bands(survey(pay, clusters=[0] * 30 + list(range(1, 31)))).iloc[0]
    assert not alone["flagged"]
    assert series["flagged"]
    assert series["largest_cluster_share"] == 0.5
    assert series["quality"] == "unreliable"
    assert series["p50_without_largest"] == np.median(pay[30:])
    assert series["p50_high"] - series["p50_low"] > alone["p50_high"] - alone["p50_low"]


@pytest.mark.parametrize(
    ("clusters", "flagged"),
    [
        (np.arange(40) % 4, True),  # fewer than five employers
        (np.arange(40) % 5, False),  # five with a fifth of the posts each
        (np.maximum(np.arange(40) - 10, 0), True),  # 11 of 40 from one: more than a quarter
        (np.maximum(np.arange(40) - 9, 0), False),  # 10 of 40: a quarter
    ],
)
def test_what_is_flagged(clusters: np.ndarray, flagged: bool) -> None:
    pay = np.random.default_rng(1).permutation(np.repeat([100.0, 101.0, 102.0, 103.0], 10))
    band = salary_bands(survey(pay, clusters=clusters)).iloc[0]
    assert band["flagged"] == flagged
    assert (band["quality"] == "unreliable") == flagged


def test_a_median_that_hangs_on_one_employer_is_flagged() -> None:
    # 24 of 100 posts at 30, all of one employer; of the others, 40 offer 20 and 36 offer 30.5 and more. Without it the
    # median is 20; its own interval does not reach down to 20.
    pay = [20.0] * 40 + [30.0] * 24 + [30.5 + step for step in range(36)]
    band = salary_bands(survey(pay, clusters=[*range(40), *[99] * 24, *range(100, 136)])).iloc[0]
    assert band["largest_cluster_share"] == 0.24
    assert band["p50_without_largest"] == 20
    assert band["flagged"] == (not band["p50_low"] <= 20 <= band["p50_high"])


def test_an_employer_below_a_tenth_is_not_spoken_of() -> None:
    band = salary_bands(survey(range(100), clusters=[0] * 9 + list(range(1, 92)))).iloc[0]
    assert np.isnan(band["p50_without_largest"])
    band = salary_bands(survey(range(100), clusters=[0] * 10 + list(range(1, 91)))).iloc[0]
    assert band["p50_without_largest"] == np.median(range(10, 100))


def test_groups_and_filters_see_their_own_employers(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(3)
    size = 4000
    pay, employer = random.integers(10, 90, size), random.integers(0, 60, size)
    cities = random.choice(["Pune", "Goa", "Agra", "Pune|Goa"], size).tolist()
    roles = random.choice(["Clerk", "Typist"], size).tolist()
    monkeypatch.setattr(threads, "CHUNK", 256)
    monkeypatch.setattr(threads, "THREADS_FROM", 100)  # several threads, each with some of the clusters
    monkeypatch.setattr(cluster_sums, "GROUPS_AT_ONCE", 2)
    whole = survey(pay, city=cities, role=roles, clusters=employer)
    table = salary_bands(whole, ["city"], Filters.of({"role": ["Clerk"]})).set_index("city")
    for name in ("Agra", "Goa", "Pune"):
        inside = np.char.find(np.array(cities), name) >= 0
        inside &= np.array(roles) == "Clerk"
        counts = Counter(employer[inside].tolist())
        assert table.loc[name, "clusters"] == len(counts)
        assert table.loc[name, "largest_cluster_share"] == max(counts.values()) / inside.sum()
        for quantile, share in QUANTILES.items():
            low, high, _ = woodruff(pay[inside].tolist(), employer[inside].tolist(), share)
            assert (table.loc[name, f"{quantile}_low"], table.loc[name, f"{quantile}_high"]) == (low, high)


def test_employers_of_any_size_are_counted_as_they_are_added_up(monkeypatch: pytest.MonkeyPatch) -> None:
    # Employers of 1 to some 2,000 posts, far more than a counter of 5 bits holds; counts of one go the other way round.
    random = np.random.default_rng(8)
    size = 6000
    pay, employer = random.permutation(size) // 3, np.minimum(random.zipf(1.5, size), 400)
    columns = [Dimension.of(name, name, random.choice(list(values), size).tolist()) for name, values in
               (("city", "ABCDE"), ("role", "xyz"))]  # fmt: skip
    for at_once, chunk in ((1 << 15, 1 << 18), (4, 300)):
        monkeypatch.setattr(cluster_sums, "GROUPS_AT_ONCE", at_once)
        monkeypatch.setattr(threads, "CHUNK", chunk)
        for filters in (ALL_ROWS, Filters.of({"role": ["x", "y"]}), Filters.of({"city": ["B", "D"]})):
            counted = salary_bands(survey(pay, dimensions=columns, clusters=employer), ["city"], filters)
            added = salary_bands(
                survey(pay, dimensions=columns, clusters=employer, counts=[1] * size), ["city"], filters
            )
            pd.testing.assert_frame_equal(counted, added)
            for row in counted.to_dict("records"):
                held = columns[0].codes == columns[0].values.index(row["city"])
                held &= columns[1].passes(filters["role"] or "xyz")[columns[1].codes]
                counts = Counter(employer[held].tolist())
                assert (row["n"], row["clusters"]) == (held.sum(), len(counts))
                assert row["largest_cluster_share"] == max(counts.values()) / held.sum()
                low, high, effective = woodruff(pay[held].tolist(), employer[held].tolist(), 0.5)
                assert (row["p50_low"], row["p50_high"]) == (low, high)
                assert row["effective_n"] == pytest.approx(effective, rel=1e-9)


@steady
@given(rows=st.lists(st.tuples(st.integers(1, 20), st.integers(0, 5), st.sampled_from("AB")), min_size=1, max_size=60))
def test_without_one_employer_the_others_are_left(rows: list[tuple[int, int, str]]) -> None:
    pay, clusters, names = (list(column) for column in zip(*rows, strict=True))
    groups = Groups(survey(pay, group=names, clusters=clusters), ["group"])
    which = np.arange(len(groups.keys))
    rest = groups.without(which, groups.cluster_sums(which, np.ones((len(which), 1))).largest_cluster)
    for index, (name,) in enumerate(groups.keys):
        group_rows = [(p, c) for p, c, n in rows if n == name]
        sizes = Counter(c for _, c in group_rows)
        most = [cluster for cluster in sizes if sizes[cluster] == max(sizes.values())]
        left = [sorted(p for p, c in group_rows if c != largest) for largest in most]
        ranked = rest.at_rank(np.full(len(group_rows), index), np.arange(len(group_rows)))
        assert ranked[~np.isnan(ranked)].tolist() in left
    assert groups.n.sum() == len(rows)  # the groups themselves are as before


def test_the_order_by_employer_goes_with_its_survey() -> None:
    posts = survey(range(50), clusters=np.arange(50) % 7)
    salary_bands(posts)
    rows = weakref.ref(posts.sorted_rows())
    del posts
    gc.collect()
    assert rows() is None


def test_a_survey_without_employers_cannot_leave_one_out() -> None:
    with pytest.raises(ValueError, match="does not know which rows belong to one cluster"):
        Groups(survey([1, 2, 3])).without([0], [0])


def drawn_with_weights(n: int, power: float, draws: int) -> tuple[Survey, np.ndarray]:
    """Samples of log-normal pay with weights ∝ pay^power; and the quantiles of the population they stand for."""
    random = np.random.default_rng(n)
    pay = np.round(20_000 * np.exp(random.normal(0, 0.5, draws * n)) / 500) * 500
    draw = Dimension("draw", "Draw", tuple(map(str, range(draws))), np.repeat(np.arange(draws, dtype=np.uint16), n))
    # A log-normal seen with weights pay^power is a log-normal whose logarithm lies power · σ² higher.
    truth = 20_000 * np.exp(0.5 * stats.norm.ppf(list(QUANTILES.values())) + power * 0.25)
    return survey(pay, dimensions=[draw], weights=pay**power), np.round(truth / 500) * 500


@pytest.mark.parametrize("power", [1.0, 1.5])
@pytest.mark.parametrize("n", [60, 300, 1000])
def test_weights_tied_to_pay_are_covered_or_withheld(n: int, power: float) -> None:
    sample, truth = drawn_with_weights(n, power, 1000)
    table = salary_bands(sample, ["draw"])
    for value, name in zip(truth, QUANTILES, strict=True):
        with_interval = table[table[name].notna()]
        held = (with_interval[f"{name}_low"] <= value) & (value <= with_interval[f"{name}_high"])
        assert len(with_interval) == 0 or held.mean() >= 0.92, (name, len(with_interval), held.mean())


@pytest.mark.parametrize("power", [1.0, 1.5])
@pytest.mark.parametrize("n", [60, 300, 1000])
def test_weights_tied_to_heavy_tails_are_covered_or_withheld(n: int, power: float) -> None:
    # A tenth of the rows spread 2.5 times as far as the others. Seen with weights pay^power, a log-normal of spread s
    # lies power · s² higher and counts exp(power² s² / 2) times as much.
    random, draws = np.random.default_rng(n), 400
    spreads, parts = np.array([0.4, 1.0]), np.array([0.9, 0.1])
    pay = 20_000 * np.exp(spreads[(random.random(draws * n) < parts[1]).astype(int)] * random.normal(size=draws * n))
    parts = parts * np.exp(power**2 * spreads**2 / 2)
    draw = Dimension("draw", "Draw", tuple(map(str, range(draws))), np.repeat(np.arange(draws, dtype=np.uint16), n))
    table = salary_bands(survey(pay, dimensions=[draw], weights=pay**power), ["draw"])
    for name, share in QUANTILES.items():
        with_interval = table[table[name].notna()]

        def beyond(height: float, share: float = share) -> float:
            return float(parts @ stats.norm.cdf((height - power * spreads**2) / spreads) / parts.sum()) - share

        truth = 20_000 * np.exp(optimize.brentq(beyond, -9, 9))
        held = (with_interval[f"{name}_low"] <= truth) & (truth <= with_interval[f"{name}_high"])
        assert len(with_interval) < 20 or held.mean() >= 0.92, (name, len(with_interval), held.mean())


def test_equal_weights_are_rows() -> None:
    pay = np.random.default_rng(5).integers(10, 60, 200)
    weighted = salary_bands(survey(pay, weights=[2.5] * 200)).iloc[0]
    assert weighted["effective_n"] == pytest.approx(200)
    assert weighted[list(QUANTILES)].notna().all()


def test_the_share_that_starts_at_the_floor() -> None:
    role = ["Clerk"] * 10 + ["Typist"] * 5
    low = [16_667.0] * 4 + [20_000.0] * 6 + [30_000.0] * 5
    posts = survey(low, role=role, high=[pay + 5_000 for pay in low], scope=Scope(floor=16_667))
    table = salary_bands(posts, ["role"])
    assert table["at_floor"].tolist() == [0.4, 0.0]
    assert "at_floor" not in salary_bands(survey(low, role=role), ["role"])
