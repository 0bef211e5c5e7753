"""Effects shrink as far as their employers are few, and no further."""

from dataclasses import replace

import numpy as np
import pytest

from analytics.statistics.pooling import read_posts
from analytics.statistics.pooling.calibration import predict
from analytics.statistics.pooling.fit import fit_quantile
from analytics.statistics.pooling.groups import group_posts
from tests.analytics.statistics.pooling.drawn import LEVELS, ROLES, Market, survey_of


def fitted(survey, share=0.5):
    posts = read_posts(survey, {})
    groupings = group_posts(posts)
    return posts, groupings, fit_quantile(posts, groupings, share)


def effect_of(groupings, fit, posts, dimension, value) -> float:
    place = next(place for place, grouping in enumerate(groupings) if grouping.dimensions == (dimension,))
    code = posts.values[dimension].index(value)
    return float(fit.parts[place].effect[np.searchsorted(groupings[place].keys, code)])


@pytest.mark.parametrize("share", [0.1, 0.25, 0.5, 0.75, 0.9])
def test_so_many_rows_lie_below_their_fitted_quantile(share) -> None:
    posts, _, fit = fitted(Market().survey(), share)
    assert np.mean(posts.pay <= fit.fitted) == pytest.approx(share, abs=0.01)


def test_true_effects_are_found() -> None:
    market = Market()
    posts, groupings, fit = fitted(market.survey(rows=20_000, employers=8_000))
    effects = np.array([effect_of(groupings, fit, posts, "role", role) for role in ROLES])
    of_sectors = [effect_of(groupings, fit, posts, "sector", sector) for sector in ("office", "sales")]
    effects += np.resize(of_sectors, len(ROLES))  # roles take turns in the two sectors
    # The base takes up the mean of the effects; what is left is the error of about 1,500 rows a role.
    assert effects - effects.mean() == pytest.approx(market.role - market.role.mean(), abs=0.03)
    levels = [effect_of(groupings, fit, posts, "experience", level) for level in LEVELS]
    assert np.diff(levels) == pytest.approx([0.15, 0.25], abs=0.03)


def role_apart(employers: int) -> float:
    """How far a role is set off whose 300 posts of so many employers pay 1.5 times as much as the others."""
    drawn = np.random.default_rng(5)
    log = 10 + drawn.normal(0, 0.2, 3_300)
    log[:300] += np.log(1.5)
    firms = np.concatenate([np.arange(300) % employers, 1_000 + np.arange(3_000) % 1_500])
    filler = [f"role {number % 30}" for number in range(3_000)]
    posts, _, fit = fitted(survey_of(np.exp(log), firms, role=["dear"] * 300 + filler))
    dear = posts.codes["role"] == posts.values["role"].index("dear")
    return float(fit.fitted[dear].mean() - fit.fitted[~dear].mean())


def test_posts_of_one_employer_weigh_little_and_those_of_many_nearly_all() -> None:
    single, ten, many = role_apart(1), role_apart(10), role_apart(300)
    assert single < ten < many
    # log 1.5 = 0.405. One employer says little more than one post does; three hundred leave a tenth to the others.
    assert single < 0.15
    assert many == pytest.approx(0.405, abs=0.1)


def test_the_spread_of_true_effects_is_told_from_noise() -> None:
    # 40 cities that differ by sd 0.2, each with 100 rows of noise 0.3: σ² = 0.04, whatever the noise.
    drawn = np.random.default_rng(3)
    truth = np.repeat(drawn.normal(0, 0.2, 40), 100)
    log = 10 + truth + drawn.normal(0, 0.3, 4_000)
    cities = [f"city {number // 100}" for number in range(4_000)]
    _, groupings, fit = fitted(survey_of(np.exp(log), np.arange(4_000), city=cities))
    place = next(place for place, grouping in enumerate(groupings) if grouping.dimensions == ("city",))
    assert fit.parts[place].sigma2 ** 0.5 == pytest.approx(truth.std(), rel=0.25)
    # And where the groups are names without meaning, next to nothing is believed.
    shuffled = survey_of(np.exp(drawn.permutation(log)), np.arange(4_000), city=cities)
    _, groupings, fit = fitted(shuffled)
    assert fit.parts[place].sigma2 ** 0.5 < 0.05


def test_neither_order_nor_names_nor_scale_matter() -> None:
    posts = read_posts(Market().survey(rows=3_000, employers=500), {})
    groupings = group_posts(posts)
    fit = fit_quantile(posts, groupings, 0.5)
    drawn = np.random.default_rng(9)
    order = drawn.permutation(len(posts))
    renamed = replace(posts, employer=drawn.permutation(500)[posts.employer])
    shifted = replace(posts, pay=posts.pay + 1, center=posts.center + 1)
    for variant, back in ((posts.take(order), order), (renamed, slice(None)), (shifted, slice(None))):
        refitted = fit_quantile(variant, group_posts(variant), 0.5)
        shift = 1.0 if variant is shifted else 0.0
        assert refitted.fitted == pytest.approx(fit.fitted[back] + shift, abs=1e-9)


def test_a_row_that_stands_for_three_counts_like_three_rows() -> None:
    posts = read_posts(Market().survey(rows=2_000, employers=400), {})
    thrice = replace(posts, count=np.full(len(posts), 3.0))
    repeated = posts.take(np.repeat(np.arange(len(posts)), 3))
    first, second = (fit_quantile(rows, group_posts(rows), 0.5) for rows in (thrice, repeated))
    assert np.repeat(first.fitted, 3) == pytest.approx(second.fitted, abs=1e-9)


def test_a_city_without_posts_is_estimated_like_the_others() -> None:
    # 40 cities; a third of the posts name eight of them and pay 1.5 times as much. Counted once a city or once a post,
    # rows have different middles: each cycle of the fit used to move a little from the levels to the cities.
    drawn = np.random.default_rng(6)
    wide = drawn.random(6_000) < 1 / 3
    cities = [drawn.choice(40, 8 if many else 1, replace=False) for many in wide]
    log = 14 + 0.4 * wide + drawn.normal(0, 0.3, 6_000)
    named = ["|".join(f"city {city:02}" for city in sorted(several)) for several in cities]
    posts = read_posts(survey_of(np.exp(log), np.arange(6_000) % 3_000, city=named), {})
    hidden = np.isin(posts.codes["city"], [posts.values["city"].index(f"city {city:02}") for city in range(8)])
    train = posts.take(~hidden)
    groupings = group_posts(train)
    fit = fit_quantile(train, groupings, 0.5)
    profile = {name: codes[hidden][:1] for name, codes in posts.codes.items()}
    estimate = predict(fit, groupings, profile, posts)[0][0]
    assert estimate == pytest.approx(np.median(posts.pay[hidden]), abs=0.04)


def test_a_role_far_from_all_others_stays_near_its_own_posts() -> None:
    # 100 roles alike and one that pays e times as much, 60 posts of 20 employers.
    drawn = np.random.default_rng(8)
    role = np.concatenate([np.full(60, 100), np.arange(8_000) % 100])
    employer = np.concatenate([np.arange(60) % 20, 20 + np.arange(8_000) % 4_000])
    log = 10 + (role == 100) + drawn.normal(0, 0.2, 4_020)[employer] + drawn.normal(0, 0.2, 8_060)
    posts, _, fit = fitted(survey_of(np.exp(log), employer, role=[f"role {value:03}" for value in role]))
    far = posts.codes["role"] == posts.values["role"].index("role 100")
    # 20 employers: √(0.04 ÷ 20) = 0.05 of noise in their median, and it is drawn by 1.5 of it at most, at two parts.
    assert fit.fitted[far].mean() == pytest.approx(np.median(posts.pay[far]), abs=0.15)
