"""The margins hold on employers that nobody saw."""

import numpy as np
import pandas as pd
import pytest

from analytics.statistics.pooling import Estimator, Posts, fit_model, read_posts
from analytics.statistics.pooling.calibration import BANDS, CELL, KINDS_OF_PROFILE, WHOLE, deal, group_medians
from tests.analytics.statistics.pooling.drawn import CITIES, LEVELS, ROLES, Market, survey_of
from tests.benchmarks.estimates.held_out import LEFT_OUT, Holdout

pytestmark = pytest.mark.slow  # fits the model of posts


def test_medians_of_groups_are_those_of_repeated_rows() -> None:
    drawn = np.random.default_rng(1)
    pay, count, group = drawn.normal(0, 1, 300), drawn.integers(1, 4, 300), drawn.integers(0, 20, 300)
    reference = pd.Series(np.repeat(pay, count)).groupby(np.repeat(group, count)).median()
    assert group_medians(pay, count.astype(float), group, 20) == pytest.approx(reference.to_numpy())
    assert np.isnan(group_medians(pay, count.astype(float), group, 21)[20])


@pytest.mark.parametrize("seed", [1, 2])
def test_eight_in_ten_offers_of_new_employers_lie_in_the_range(seed) -> None:
    market = Market(seed)
    estimator = Estimator.fit(market.survey(rows=6_000, employers=1_500, seed=seed), {})
    new = read_posts(market.survey(rows=20_000, employers=5_000, seed=seed + 100), {})
    pay, _ = estimator.predict(new.codes)
    inside = (new.pay >= pay[0]) & (new.pay <= pay[-1])
    # 20,000 offers of 5,000 employers: the test's counted error is one in a hundred.
    assert inside.mean() == pytest.approx(0.8, abs=0.03)
    for level in range(len(LEVELS)):
        assert inside[new.codes["experience"] == level].mean() == pytest.approx(0.8, abs=0.05)


def test_true_medians_lie_in_their_intervals() -> None:
    market = Market()
    estimator = Estimator.fit(market.survey(rows=6_000, employers=1_500), {})
    hits = []
    for role in range(len(ROLES)):
        for city in range(len(CITIES)):
            for level in range(len(LEVELS)):
                estimate = estimator.estimate(
                    {"role": (ROLES[role],), "city": (CITIES[city],), "experience": (LEVELS[level],)}
                )
                assert estimate.p50_low < estimate.p50 < estimate.p50_high
                hits.append(estimate.p50_low <= np.exp(market.median(role, city, level)) <= estimate.p50_high)
    assert np.mean(hits) >= 0.93


def test_no_row_of_a_post_is_learned_from_where_one_of_its_cities_or_cells_is_left_out() -> None:
    posts = _of_several_cities()
    cell = np.unique(posts.key(CELL), return_inverse=True)[1]
    splits = deal(posts, cell, np.arange(posts.employer.max() + 1)[posts.employer], np.random.default_rng(3))
    assert {kind for _, _, kind in splits} == {None, len(BANDS), len(BANDS) + 1}
    for held, hidden, kind in splits:
        learned = ~held & ~hidden
        assert not set(posts.origin[held]) & set(posts.origin[learned])
        without = cell if kind is None else posts.codes[WHOLE[kind - len(BANDS)]]
        left_out = set(without) - set(without[learned])
        assert left_out
        assert not np.isin(without[learned], list(left_out)).any()
        # Every post that names what is left out is hidden whole.
        assert not set(posts.origin[np.isin(without, list(left_out))]) & set(posts.origin[learned])
    for value in range(len(posts.values["city"])):
        assert sum((posts.codes["city"][held] == value).any() for held, _, kind in splits if kind == len(BANDS)) == 1


@pytest.mark.parametrize("kind", ["half", *LEFT_OUT])
def test_the_benchmark_learns_from_no_post_that_it_holds_out(kind: str) -> None:
    posts = _of_several_cities()
    learned, held = Holdout(kind, 1).split(posts)
    assert len(learned)
    assert len(held)
    assert not set(learned.origin) & set(held.origin)
    dimensions = LEFT_OUT.get(kind)
    if dimensions:
        assert not set(learned.key(dimensions)) & set(held.key(dimensions))
    else:
        assert not set(learned.employer) & set(held.employer)


def _of_several_cities() -> Posts:
    """2,000 posts; a third name two cities, a third three."""
    drawn = np.random.default_rng(5)
    cities = [
        "|".join(CITIES[(first + step) % len(CITIES)] for step in range(1 + number % 3))
        for number, first in enumerate(drawn.integers(0, len(CITIES), 2_000))
    ]
    roles = np.array(ROLES)[drawn.integers(0, len(ROLES), 2_000)]
    pay = np.exp(drawn.normal(10, 0.3, 2_000))
    return read_posts(survey_of(pay, drawn.integers(0, 400, 2_000), role=roles, city=cities), {})


@pytest.mark.parametrize("different", [0, 1, 40])
def test_pay_that_is_all_or_nearly_all_the_same_is_estimated_as_that(different: int) -> None:
    drawn = np.random.default_rng(8)
    pay = np.full(2_000, 20_000.0)
    pay[:different] = 31_000
    cities, roles = (np.array(names)[drawn.integers(0, len(names), 2_000)] for names in (CITIES, ROLES))
    estimator = Estimator.fit(survey_of(pay, drawn.integers(0, 300, 2_000), role=roles, city=cities), {})
    for profile in ({}, {"city": CITIES[3:4]}, {"role": (ROLES[2],), "city": (CITIES[3],), "experience": ("Fresher",)}):
        estimate = estimator.estimate(profile)
        figures = (estimate.offer_low, estimate.p25, estimate.p50, estimate.p75, estimate.offer_high)
        assert figures == pytest.approx((20_000,) * 5, rel=0.005)
        assert 19_000 < estimate.p50_low < estimate.p50 < estimate.p50_high < 21_000


def test_margins_are_kept_for_every_kind_of_group() -> None:
    estimator = Estimator.fit(Market().survey(), {"class": {CITIES[0]: "X", CITIES[1]: "Y"}})
    assert {kind: len(margin) for kind, margin in estimator.model.offer.items()} == {
        "experience": 3, "class": 3, "n": len(KINDS_OF_PROFILE), "sector": 2,
    }  # fmt: skip
    assert estimator.model.values["class"] == ("X", "Y", "other")


def test_few_employers_make_a_range_wider_until_it_holds() -> None:
    plain, with_margins = [], []
    for seed in (1, 2, 3):
        market = Market(seed)
        estimator = Estimator.fit(market.survey(rows=1_500, employers=120, seed=seed), {})
        new = read_posts(market.survey(rows=20_000, employers=5_000, seed=seed + 50), {})
        for hits, pay in (
            (plain, estimator.model.quantiles(new.codes)[0]),
            (with_margins, estimator.predict(new.codes)[0]),
        ):
            hits.append(np.mean((new.pay >= pay[0]) & (new.pay <= pay[-1])))
    # The fitted p10 and p90 know 120 employers too well; margins learned from those left out make up for it.
    assert np.mean(plain) < 0.785
    assert np.mean(with_margins) == pytest.approx(0.8, abs=0.015)


def test_what_has_no_post_in_its_city_or_role_takes_the_margin_of_cities_and_roles_left_out() -> None:
    # Roles differ by much, cities hardly: a role that nobody knows needs a wider range than a city.
    market = Market(role_sd=0.5, city_sd=0.02)
    posts = read_posts(market.survey(), {})
    model = fit_model(posts)
    for name, missing in (("city", CITIES[3]), ("role", ROLES[7])):
        rows = posts.codes[name] == posts.values[name].index(missing)
        estimator = Estimator(posts.take(~rows), model)
        kinds = estimator.kind_of({key: codes[rows] for key, codes in posts.codes.items()})
        assert {KINDS_OF_PROFILE[value] for value in kinds} == {f"no {name}"}
    margins = dict(zip(KINDS_OF_PROFILE, model.offer["n"], strict=True))
    assert margins["no role"] > margins["no city"] + 0.1
    assert abs(margins["no city"] - margins["0"]) < 0.1
