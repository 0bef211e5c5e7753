"""Ours and five rivals: each learns from some posts and says log pay at each of `SHARES` for profiles."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from analytics.statistics.pooling import Estimator, Posts, fit_model
from analytics.statistics.pooling.calibration import CELL
from analytics.statistics.pooling.posts import Codes, Floats, totals

SHARES = (0.25, 0.5, 0.75)
VETAN, OWN_MEDIAN, ROLE, ROLE_LEVEL, BOOSTED, MIXED = (
    "estimate", "own median", "role", "role × level", "boosted quantiles", "mixed model",
)  # fmt: skip

Method = Callable[[Posts, Posts], dict[float, Floats]]
"""From the rows to learn from and the profiles wanted (rows, too) to log pay at each of `SHARES`."""


def fit_estimator(train: Posts) -> Estimator:
    return Estimator(train, fit_model(train))


def _quantiles(train: Posts, profiles: Posts, dimensions: tuple[str, ...]) -> dict[float, Floats]:
    """The quantiles of the rows with the same values; missing where there are none."""
    key, key_of_profiles = train.key(dimensions), profiles.key(dimensions)
    pay = np.repeat(train.pay, train.count.astype(int))
    table = pd.Series(pay).groupby(np.repeat(key, train.count.astype(int))).quantile(list(SHARES)).unstack()
    return {share: table[share].reindex(key_of_profiles).to_numpy() for share in SHARES}


def own_median(train: Posts, profiles: Posts) -> dict[float, Floats]:
    return _quantiles(train, profiles, CELL)


def role(train: Posts, profiles: Posts) -> dict[float, Floats]:
    everything = {share: np.quantile(train.pay, share) for share in SHARES}
    results = _quantiles(train, profiles, ("role",))
    return {share: np.where(np.isnan(results[share]), everything[share], results[share]) for share in SHARES}


def role_level(train: Posts, profiles: Posts) -> dict[float, Floats]:
    results, wider = _quantiles(train, profiles, ("role", "experience")), role(train, profiles)
    return {share: np.where(np.isnan(results[share]), wider[share], results[share]) for share in SHARES}


def boosted(train: Posts, profiles: Posts) -> dict[float, Floats]:
    """Gradient-boosted trees with the pinball loss; roles and cities beyond the 250 largest are one each."""
    from sklearn.ensemble import HistGradientBoostingRegressor
    from threadpoolctl import threadpool_limits

    def features(posts: Posts) -> Floats:
        return np.stack([np.minimum(ranks[name][posts.codes[name]], 250) for name in posts.dimensions], axis=1)

    ranks = {
        name: np.argsort(np.argsort(-totals(train.codes[name], train.count, len(values))))
        for name, values in train.values.items()
        if name in train.dimensions
    }
    results = {}
    for share in SHARES:
        trees = HistGradientBoostingRegressor(
            loss="quantile", quantile=share, max_iter=100, learning_rate=0.1, min_samples_leaf=30, random_state=7,
            categorical_features=list(range(len(train.dimensions))), early_stopping=True,
        )  # fmt: skip
        with threadpool_limits(1):
            trees.fit(features(train), train.pay, sample_weight=train.count)
            results[share] = trees.predict(features(profiles))
    return results


def mixed(train: Posts, profiles: Posts) -> dict[float, Floats]:
    """A linear mixed model of log pay: levels and the forty largest cities fixed; random roles and role × level.

    It speaks of means; its quantiles are those of its residuals around them.
    """
    from statsmodels.regression.mixed_linear_model import MixedLM
    from threadpoolctl import threadpool_limits

    largest = np.argsort(-totals(train.codes["city"], train.count, len(train.values["city"])))[:40]

    def design(posts: Posts) -> Floats:
        columns = [np.ones(len(posts))]
        columns += [posts.codes["experience"] == level for level in range(1, len(posts.values["experience"]))]
        columns += [posts.codes["city"] == city for city in largest]
        return np.stack(columns, axis=1).astype(float)

    def random(posts: Posts) -> Floats:
        levels = [posts.codes["experience"] == level for level in range(len(posts.values["experience"]))]
        return np.stack(levels, axis=1).astype(float)

    rows = np.repeat(np.arange(len(train)), train.count.astype(int))
    train = train.take(rows)
    # An intercept for the role and, at each level, a deviation of it: levels beyond the second are too thin alone.
    model = MixedLM(
        train.pay, design(train), groups=train.codes["role"], exog_re=np.ones((len(train), 1)),
        exog_vc=_by_role(train, random(train)),
    )  # fmt: skip
    with threadpool_limits(1):
        result = model.fit(method="lbfgs", maxiter=60)
    effects = result.random_effects

    def predict(posts: Posts) -> Floats:
        fixed = design(posts) @ np.asarray(result.fe_params)
        added = [
            _random_effect(effects.get(role), level)
            for role, level in zip(posts.codes["role"], posts.codes["experience"], strict=True)
        ]
        return fixed + np.array(added)

    left = train.pay - predict(train)
    value = predict(profiles)
    return {share: value + np.quantile(left, share) for share in SHARES}


def _by_role(posts: Posts, levels: Floats):
    from statsmodels.regression.mixed_linear_model import VCSpec

    roles = np.unique(posts.codes["role"])
    names = [[f"level{level}" for level in range(levels.shape[1])] for _ in roles]
    return VCSpec(["level"], [names], [[levels[posts.codes["role"] == role] for role in roles]])


def _random_effect(effects: pd.Series | None, level: int) -> float:
    if effects is None:
        return 0.0
    return float(effects.iloc[0]) + float(effects.iloc[1 + level])


RIVALS: dict[str, Method] = {
    OWN_MEDIAN: own_median, ROLE: role, ROLE_LEVEL: role_level, BOOSTED: boosted, MIXED: mixed,
}  # fmt: skip
PLAIN = (OWN_MEDIAN, ROLE, ROLE_LEVEL)
"""Rivals that take no time."""


def vetan(estimator: Estimator) -> Method:
    """Estimates as a method: of an estimator that is fitted already."""

    def method(train: Posts, profiles: Posts) -> dict[float, Floats]:
        pay, _ = estimator.model.quantiles(usual_profiles(estimator, profiles))
        return dict(zip(SHARES, pay[1:4], strict=True))

    return method


def usual_profiles(estimator: Estimator, profiles: Posts) -> dict[str, Codes]:
    """The profile of a row: role, city and level; sector and mode are those usual for them."""
    codes = {name: profiles.codes[name] for name in CELL}
    return codes | estimator.usual(codes)
