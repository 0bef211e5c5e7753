"""The fitted table says what the model says."""

import numpy as np
import pytest

from analytics.reading import packaged
from analytics.sources import estimates
from analytics.statistics.pooling import TABLE, Estimator, from_table, round_figures, to_table
from analytics.statistics.pooling.model import SHARES
from tests.analytics.statistics.pooling.drawn import CITIES, ROLES, Market

pytestmark = pytest.mark.slow  # fits the model of posts

TRAITS = {"class": {CITIES[0]: "X", CITIES[1]: "Y"}, "step": {ROLES[0]: "Office 1", ROLES[1]: "Office 2"}}


@pytest.fixture(scope="module")
def estimator() -> Estimator:
    return Estimator.fit(Market().survey(), TRAITS)


def test_a_table_is_read_back_as_the_model_it_was_made_from(estimator) -> None:
    model, posts = estimator.model, estimator.posts
    table = to_table(model)
    assert tuple(table.columns) == TABLE
    reread = from_table(table, posts.values)
    for before, after in zip(model.quantiles(posts.codes), reread.quantiles(posts.codes), strict=True):
        assert after == pytest.approx(before, abs=1e-12)
    for kind, margins in model.offer.items():
        assert reread.offer[kind] == pytest.approx(margins, abs=1e-12)
    assert reread.stretch == pytest.approx(model.stretch, abs=1e-12)


def test_a_fit_is_the_same_twice(estimator) -> None:
    """No thread, no order of a set decides a digit."""
    numbers = [*SHARES, "sd"]
    second = to_table(Estimator.fit(Market().survey(), TRAITS).model)
    assert second[numbers].to_numpy() == pytest.approx(
        to_table(estimator.model)[numbers].to_numpy(), abs=1e-6, nan_ok=True
    )


def test_rounding_moves_an_estimate_by_less_than_one_in_a_hundred(estimator) -> None:
    model, posts = estimator.model, estimator.posts
    reread = from_table(round_figures(to_table(model)), posts.values)
    assert np.abs(reread.quantiles(posts.codes)[0] - model.quantiles(posts.codes)[0]).max() < 0.01


def test_each_row_reads_as_the_pay_its_effect_makes_of_the_base(estimator) -> None:
    table = to_table(estimator.model)
    part = next(part for part in estimator.model.parts if part.dimensions == ("role",))
    rows = table[(table["part"] == "role") & (table["role"] != "")]
    reference = np.exp(estimator.model.base[2]) * np.exp(part.effects[2])
    assert rows["p50"].to_numpy() == pytest.approx(reference)


def test_a_table_of_another_survey_is_refused(estimator) -> None:
    table = to_table(estimator.model)
    values = {**estimator.posts.values, "role": ("poet",)}
    with pytest.raises(ValueError, match=r"does not belong to this survey; it names .*role 00"):
        from_table(table, values)
    with pytest.raises(ValueError, match="one row “base”; got 0"):
        from_table(table[table["part"] != "base"], estimator.posts.values)


@pytest.mark.thorough
def test_the_table_that_ships_is_rebuilt_from_the_posts_that_ship() -> None:
    assert packaged.resource("estimates")["fittedTo"] == f"sha256:{packaged.provenance('posted_pay').sha256}"
    shipped, rebuilt = packaged.read("estimates"), estimates.fitted_table()
    keys = [name for name in TABLE if name not in (*SHARES, "sd")]
    joined = shipped.merge(rebuilt, on=keys, how="left", suffixes=("", "_again"))
    assert len(joined) == len(shipped)
    for name in SHARES:
        present = joined[name].notna()
        # Rounded to ₹10, so never more than ₹5 away from the model, whatever the machine's last digits.
        assert np.abs(joined[name] - joined[f"{name}_again"])[present].max() <= 5.001
