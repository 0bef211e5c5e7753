"""Answers for full and for open profiles."""

from dataclasses import replace

import numpy as np
import pytest

from analytics.model import Scope
from analytics.statistics.pooling import Estimator
from analytics.statistics.pooling.estimator import _mixture_quantiles, _shrink
from tests import processor
from tests.analytics.statistics.pooling.drawn import CITIES, LEVELS, ROLES, Market, survey_of

PROFILE = {"role": (ROLES[3],), "city": (CITIES[4],), "experience": (LEVELS[1],)}


@pytest.fixture(scope="module")
def estimator() -> Estimator:
    return Estimator.fit(Market().survey(), {})


def test_a_full_profile_is_what_the_model_says(estimator) -> None:
    estimate = estimator.estimate(PROFILE)
    codes = {name: np.array([estimator.posts.values[name].index(values[0])]) for name, values in PROFILE.items()}
    pay, spread = estimator.predict(codes | estimator.usual(codes))
    figures = [estimate.offer_low, estimate.p25, estimate.p50, estimate.p75, estimate.offer_high]
    assert figures == pytest.approx(np.exp(pay[:, 0]).tolist())
    assert estimate.p50_high / estimate.p50 == pytest.approx(float(np.exp(1.959964 * spread[0])))
    assert sorted(figures) == figures


def test_posts_and_employers_of_exactly_the_profile_are_counted(estimator) -> None:
    survey = Market().survey()
    rows = np.full(len(survey.middle), True)
    for name, (value,) in PROFILE.items():
        rows &= np.array(survey.dimensions[name].values)[survey.dimensions[name].codes] == value
    estimate = estimator.estimate(PROFILE)
    assert (estimate.n_direct, estimate.employers_direct) == (rows.sum(), len(np.unique(survey.clusters[rows])))
    assert estimator.direct(PROFILE) == (estimate.n_direct, estimate.employers_direct)
    assert [support.values[0] for support in estimate.leans_on][:2] == [("role", ROLES[3])] * 2
    assert estimate.leans_on[0].n > estimate.leans_on[1].n > estimate.n_direct


def test_a_level_that_a_role_hardly_has_leans_on_the_level_of_others() -> None:
    levels = ["Fresher"] * 1_000 + ["3–5 years"] * 205
    roles = ["a"] * 500 + ["b"] * 700 + ["a"] * 5
    pay = np.exp(np.random.default_rng(2).normal(10, 0.3, 1_205))
    estimator = Estimator.fit(survey_of(pay, np.arange(1_205) % 400, role=roles, experience=levels), {})
    supports = {
        (role, level): [
            support.values
            for support in estimator.estimate({"role": (role,), "city": ("x",), "experience": (level,)}).leans_on
        ]
        for role in "ab"
        for level in ("Fresher", "3–5 years")
    }
    alone = [pair for pair, groups in supports.items() if (("experience", pair[1]),) in groups]
    assert alone == [("a", "3–5 years")]


def test_a_post_of_several_cities_counts_once_where_the_city_is_open() -> None:
    pay = np.exp(np.random.default_rng(2).normal(10, 0.3, 1_200))
    estimator = Estimator.fit(survey_of(pay, np.arange(1_200) % 400, city=["x|y|z"] * 600 + ["x"] * 600), {})
    assert estimator.direct({}) == (1_200, 400)
    assert estimator.direct({"city": ("x",)}) == (1_200, 400)
    assert estimator.direct({"city": ("y",)})[0] == estimator.direct({"city": ("y", "z")})[0] == 600


def test_an_open_profile_is_the_mixture_of_its_parts() -> None:
    # Drawn from the distributions that the knots say: linear between the quantiles, and beyond them as beside them.
    pay = np.array([[9.5, 10.2], [9.8, 10.3], [10.0, 10.6], [10.1, 10.9], [10.5, 11.5]])
    weight = np.array([0.7, 0.3])
    drawn = np.random.default_rng(4)
    knots = np.concatenate([2 * pay[:1] - pay[1:2], pay, 2 * pay[-1:] - pay[-2:-1]])
    heights = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1]
    samples = [np.interp(drawn.random(round(2e5 * w)), heights, knots[:, index]) for index, w in enumerate(weight)]
    reference = np.quantile(np.concatenate(samples), [0.1, 0.25, 0.5, 0.75, 0.9])
    assert _mixture_quantiles(pay, weight) == pytest.approx(reference, abs=0.01)
    assert _mixture_quantiles(pay[:, [0, 0]], weight) == pytest.approx(pay[:, 0], abs=0.01)
    assert _mixture_quantiles(pay[:, :1], np.ones(1)).tolist() == pay[:, 0].tolist()


def test_a_selection_of_many_employers_stays_what_it_is(estimator) -> None:
    posts = estimator.posts
    for role in (ROLES[-1], ROLES[6]):
        rows = posts.codes["role"] == posts.values["role"].index(role)
        counted = np.exp(np.quantile(posts.pay[rows], [0.1, 0.25, 0.5, 0.75, 0.9]))
        estimate = estimator.estimate({"role": (role,)})
        figures = [estimate.offer_low, estimate.p25, estimate.p50, estimate.p75, estimate.offer_high]
        assert figures == pytest.approx(counted.tolist(), rel=0.03)


def test_a_selection_of_few_employers_leans_on_the_model() -> None:
    # 200 posts of one employer, in the one city where nobody else posts, pay twice as much as all others.
    drawn = np.random.default_rng(7)
    log = 10 + drawn.normal(0, 0.2, 2_200)
    log[:200] += np.log(2)
    firms = np.concatenate([np.zeros(200, int), 1 + np.arange(2_000) % 800])
    cities = ["z"] * 200 + [f"city {number % 20}" for number in range(2_000)]
    roles = [f"role {number % 5}" for number in range(2_200)]
    estimate = Estimator.fit(survey_of(np.exp(log), firms, city=cities, role=roles), {}).estimate({"city": ("z",)})
    counted = np.exp(np.median(log[:200]))
    assert estimate.employers_direct == 1
    assert estimate.p50 < 0.8 * counted


def test_figures_at_the_floor_are_marked_and_never_below_it() -> None:
    pay = np.maximum(np.exp(np.random.default_rng(6).normal(9.9, 0.25, 2_000)), 18_000)
    survey = survey_of(pay, np.arange(2_000) % 700, scope=Scope(floor=18_000.0, ends="single"))
    estimate = Estimator.fit(survey, {}).estimate({})
    assert {"p25", "offer_low"} <= set(estimate.at_floor)
    assert "p75" not in estimate.at_floor
    assert estimate.p25 == estimate.offer_low == pytest.approx(18_000)
    assert estimate.p75 > 18_000


def test_what_the_posts_do_not_know_is_named(estimator) -> None:
    with pytest.raises(KeyError, match="not by state"):
        estimator.estimate({"state": ("Goa",)})
    with pytest.raises(KeyError, match="role has no value poet"):
        estimator.estimate({"role": ("poet",)})
    with pytest.raises(KeyError, match="belongs to this sector"):
        estimator.estimate({"role": (ROLES[0],), "sector": ("sales",)})


def test_a_profile_answers_within_a_click(estimator) -> None:
    # An eighth of the yardstick, about 1 ms; ten times that is a defect, whatever the machine.
    duration = processor.seconds(lambda: [estimator.estimate(PROFILE) for _ in range(20)]) / 20
    assert duration < 1.25 * processor.yardstick()


def test_posts_that_heap_at_a_round_sum_leave_an_interval(estimator) -> None:
    # All pay 20,000: what is counted shows no spread at all.
    posts = replace(estimator.posts, pay=np.full(len(estimator.posts), np.log(20_000)))
    same = Estimator(posts, estimator.model)
    all_the_same = np.full(5, np.log(20_000))
    assert same._direct_figures(np.arange(len(posts)), all_the_same).variance == pytest.approx(0.005**2)
    for profile in ({}, {"city": CITIES[:1]}, {"role": ROLES[:2]}):
        estimate = same.estimate(profile)
        assert np.isfinite([estimate.p25, estimate.p50, estimate.p75]).all()
        assert estimate.p50_low < estimate.p50 < estimate.p50_high
    assert np.isfinite(_shrink(same._direct_figures(np.arange(9), all_the_same), np.zeros(5), 0.0)[0]).all()


@pytest.mark.parametrize("posts_of_few", [1, 2, 3])
def test_one_or_a_few_posts_of_an_open_selection_do_not_make_it_sure(posts_of_few: int) -> None:
    # Pay spreads by 0.3, so the median of n posts errs by about 0.3 ÷ √n, and 8 in 10 offers lie 0.77 apart.
    drawn = np.random.default_rng(9)
    cities = np.array(CITIES)[drawn.integers(0, len(CITIES), 2_000)]
    roles = ["rare"] * posts_of_few + list(np.array(ROLES)[drawn.integers(0, len(ROLES), 2_000 - posts_of_few)])
    pay = np.exp(drawn.normal(10, 0.3, 2_000))
    pay[:posts_of_few] = np.exp(11)
    estimate = Estimator.fit(survey_of(pay, np.arange(2_000) % 700, city=cities, role=roles), {}).estimate(
        {"role": ("rare",)}
    )
    assert estimate.n_direct == posts_of_few
    assert np.log(estimate.p50_high / estimate.p50_low) > 2 * 1.96 * 0.3 / np.sqrt(posts_of_few) / 3
    assert np.log(estimate.offer_high / estimate.offer_low) > 0.77 / 3  # they all pay the same
