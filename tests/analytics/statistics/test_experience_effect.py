"""A year of experience within the same employer and role: statsmodels with dummies, by hand, and a made-up truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.formula.api import ols

from analytics.model import Filters, Survey
from analytics.statistics.experience_effect import experience_effect
from tests.builders import survey


def posts(table: pd.DataFrame, **columns: object) -> Survey:
    years = table["years"].astype(str)
    return survey(table["pay"], role=table["role"], years=years, clusters=table["employer"], **columns)


def drawn(seed: int, employers: int = 40, size: int = 400) -> pd.DataFrame:
    """Employers that pay better ask for more years, so that years look worth more than the true 6 %."""
    random = np.random.default_rng(seed)
    employer = random.integers(employers, size=size)
    level = random.normal(0, 0.3, employers)
    years = np.clip(np.round(3 + 5 * level[employer] + random.normal(0, 1.5, size)), 0, 9).astype(int)
    role = random.choice(["Clerk", "Typist"], size)
    noise = random.normal(0, 0.1, size) + random.normal(0, 0.02, employers)[employer] * years
    pay = np.exp(10 + level[employer] + 0.2 * (role == "Clerk") + np.log(1.06) * years + noise)
    return pd.DataFrame({"employer": employer, "role": role, "years": years, "pay": pay})


@pytest.mark.slow
def test_agrees_with_statsmodels_with_dummies() -> None:
    table = drawn(1)
    table["cell"] = table["role"] + table["employer"].astype(str)
    table = table[table.groupby("cell")["years"].transform("nunique") > 1].reset_index(drop=True)
    model = ols("np.log(pay) ~ years + C(cell)", table).fit(
        cov_type="cluster", cov_kwds={"groups": table["employer"], "use_correction": False}
    )
    effect = experience_effect(posts(table))
    assert effect.per_year == pytest.approx(np.expm1(model.params["years"]), rel=1e-9)
    number = table["employer"].nunique()
    assert (effect.employers, effect.n) == (number, len(table))
    away = table["years"] - table.groupby("cell")["years"].transform("mean")
    leverage = (away**2).groupby(table["employer"]).sum()
    t = stats.t.ppf(0.975, leverage.sum() ** 2 / (leverage**2).sum() - 1)
    error = t * model.bse["years"] * np.sqrt(number / (number - 1))
    ends = np.expm1([model.params["years"] - error, model.params["years"] + error])
    assert (effect.low, effect.high) == pytest.approx(ends, rel=1e-6)


@pytest.mark.slow
def test_the_interval_holds_the_truth_though_better_employers_ask_for_more() -> None:
    effects = [experience_effect(posts(drawn(seed))) for seed in range(100)]
    assert np.mean([effect.low <= 0.06 <= effect.high for effect in effects]) >= 0.92
    assert np.mean([effect.per_year for effect in effects]) == pytest.approx(0.06, abs=0.005)


def test_counts_are_repeated_rows_and_filters_hold() -> None:
    table = drawn(3, size=150)
    counts = np.random.default_rng(4).integers(1, 5, len(table))
    grouped = experience_effect(posts(table, counts=counts))
    repeated = experience_effect(posts(table.loc[table.index.repeat(counts)]))
    assert grouped.n == repeated.n
    assert (grouped.per_year, grouped.low, grouped.high) == pytest.approx(
        (repeated.per_year, repeated.low, repeated.high), rel=1e-9
    )
    clerks = experience_effect(posts(table), Filters.of({"role": ["Clerk"]}))
    assert clerks.per_year == pytest.approx(experience_effect(posts(table[table["role"] == "Clerk"])).per_year)


def test_other_employers_do_not_count() -> None:
    # Five employers that each offer one number of years only say nothing, however steep the curve across them is.
    employer = np.repeat(range(5), 6)
    table = pd.DataFrame({"employer": employer, "role": "Clerk", "years": employer, "pay": 2.0**employer})
    effect = experience_effect(posts(table))
    assert np.isnan(effect.per_year)
    assert (effect.n, effect.employers) == (0, 0)
    unknown = survey([1, 2], role="A", years=["0", "1"])
    assert np.isnan(experience_effect(unknown).per_year)


@pytest.mark.parametrize(("employers", "enough"), [(4, False), (5, True)])
def test_five_employers_that_vary_the_years_tell_an_effect(employers: int, enough: bool) -> None:
    # Three more employers offer one number of years only: they do not make up for the fifth.
    varied = [
        (employer, years, 100.0 * 1.1**years + employer) for employer in range(3, 3 + employers) for years in (0, 2)
    ]
    fixed = [(employer, 1, 500.0) for employer in range(3) for _ in range(2)]
    table = pd.DataFrame([*fixed, *varied], columns=["employer", "years", "pay"]).assign(role="Clerk")
    effect = experience_effect(posts(table))
    assert effect.employers == employers
    assert np.isnan([effect.per_year, effect.low, effect.high]).tolist() == [not enough] * 3
