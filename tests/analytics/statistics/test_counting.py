"""Each employer counted once: against another library, by hand, and over many samples."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.weightstats import DescrStatsW

from analytics.model import Dimension, Filters, Provenance, Scope, Survey
from analytics.statistics.bands import QUANTILES, salary_bands
from analytics.statistics.order_statistics import Groups
from analytics.statistics.standing import standing
from tests import builders

SOURCE = Provenance("Example", "nobody", "posted")


def survey(pay, employers, **more) -> Survey:
    return builders.survey(pay, clusters=employers, **more)


def test_one_employer_with_most_posts_moves_the_median_of_posts_only() -> None:
    # Employers 0 to 8 pay 10 to 18, one post each; employer 9 pays 50 in 20 posts. Of 29 posts the 15th is 50; of ten
    # employers the fifth is 14.
    pay = [*range(10, 19), *[50] * 20]
    rows = survey(pay, [*range(9), *[9] * 20])
    of_posts, of_employers = (salary_bands(rows.with_count(count)).iloc[0] for count in ("posts", "employers"))
    assert (of_posts["p50"], of_employers["p50"]) == (50, 14)
    assert (of_employers["n"], of_employers["clusters"]) == (29, 10)
    assert not of_employers["flagged"], "no employer outweighs the others"
    assert np.isnan(of_employers["largest_cluster_share"])


@pytest.mark.parametrize("grouped", [False, True])
def test_quantiles_are_those_of_another_library(grouped: bool) -> None:
    random = np.random.default_rng(1)
    frame = pd.DataFrame(
        {
            "pay": random.lognormal(10, 0.5, 900),
            "employer": random.zipf(1.5, 900) % 97,
            "city": random.choice([*"abc"], 900),
        }
    )
    counts = random.integers(1, 5, 900) if grouped else np.ones(900, int)
    rows = survey(
        frame["pay"],
        frame["employer"],
        dimensions=[Dimension.of("city", "City", frame["city"].tolist())],
        counts=counts if grouped else None,
    )
    table = salary_bands(rows.with_count("employers"), ["city"]).set_index("city")
    for city, group in frame.assign(count=counts).groupby("city"):
        weights = group["count"] / group.groupby("employer")["count"].transform("sum")
        expected = DescrStatsW(group["pay"], weights).quantile(list(QUANTILES.values()), return_pandas=False)
        assert table.loc[city, list(QUANTILES)].to_numpy(float) == pytest.approx(expected, rel=1e-12)
        assert table.loc[city, "n"] == group["count"].sum()


def test_an_employer_counts_once_in_each_group_and_once_in_all() -> None:
    # Employer 0 has four posts in Pune and two in Goa: 1 in Pune, 1 in Goa, 1 in both together.
    city = Dimension.of("city", "City", ["Pune"] * 4 + ["Goa"] * 2 + ["Pune", "Goa"])
    rows = survey(range(1, 9), [0] * 6 + [1, 2], dimensions=[city]).with_count("employers")
    by_city = Groups(rows, ["city"])
    assert dict(zip(by_city.keys, by_city.mass.round(9), strict=True)) == {("Goa",): 2, ("Pune",): 2}
    assert by_city.n.tolist() == [3, 5]
    assert Groups(rows).mass == pytest.approx(3)
    assert Groups(rows, (), Filters.of({"city": ["Goa"]})).mass == pytest.approx(2)


def test_a_post_of_several_cities_counts_in_each() -> None:
    city = Dimension.of("city", "City", ["Goa|Pune", "Pune", "Goa"], separator="|")
    groups = Groups(survey([10, 20, 30], [0, 0, 1], dimensions=[city]).with_count("employers"), ["city"])
    assert dict(zip(groups.keys, groups.mass.round(9), strict=True)) == {("Goa",): 2, ("Pune",): 1}


def test_figures_need_as_many_employers_as_they_need_rows() -> None:
    # Six rows of each of five employers: 30 posts would show p10; five employers show not even a median.
    five = salary_bands(survey(range(1, 31), np.repeat(range(5), 6)).with_count("employers")).iloc[0]
    six = salary_bands(survey(range(1, 37), np.repeat(range(6), 6)).with_count("employers")).iloc[0]
    assert np.isnan(five["p50"])
    assert not np.isnan(six["p50"])
    assert np.isnan(six["p25"])


def test_a_salary_stands_among_employers() -> None:
    # Half of employer 0's posts, and all of employer 1's, are below 15; those of the others are not: 1.5 of 8.
    pay = [10, 20, *[12] * 7, *range(20, 26)]
    answer = standing(survey(pay, [0, 0, *[1] * 7, *range(2, 8)]).with_count("employers"), 15)
    assert (answer.share, answer.employers, answer.n) == (pytest.approx(1.5 / 8), 8, 15)
    assert answer.low < 1.5 / 8 < answer.high


@pytest.mark.slow
def test_intervals_cover_the_median_employer() -> None:
    # A thousand employers whose posts pay alike; the truth weighs the posts of each by 1 ÷ their number.
    random = np.random.default_rng(7)
    sizes = np.minimum(random.zipf(1.8, 1000), 60)
    level = random.lognormal(10, 0.4, 1000) * sizes**0.1
    pays = [level[number] * random.lognormal(0, 0.1, size) for number, size in enumerate(sizes)]
    truth = DescrStatsW(np.concatenate(pays), np.repeat(1 / sizes, sizes)).quantile(
        [0.1, 0.5, 0.9], return_pandas=False
    )
    covered = np.zeros(3)
    draws = 100
    for _ in range(draws):
        sample = random.integers(1000, size=80)
        rows = survey(np.concatenate([pays[number] for number in sample]), np.repeat(np.arange(80), sizes[sample]))
        band = salary_bands(rows.with_count("employers")).iloc[0]
        ends = band[["p10_low", "p50_low", "p90_low"]].to_numpy(float), band[["p10_high", "p50_high", "p90_high"]]
        covered += (ends[0] <= truth) & (truth <= ends[1].to_numpy(float))
    assert (covered / draws >= 0.93).all(), covered / draws


def test_employers_count_where_they_are_known_and_may_be_told_of() -> None:
    alone = Survey.build(name="x", provenance=SOURCE, low=[1, 2])
    protected = Survey.build(
        name="x", provenance=Provenance("Pay roll", "us", "yours", protected=True), low=[1, 2], clusters=[0, 1]
    )
    for rows in (alone, protected):
        assert rows.count_choices == ("posts",)
        with pytest.raises(ValueError, match="can be posts; got 'employers'"):
            rows.with_count("employers")
    assert survey([1], [0]).count_choices == ("posts", "employers")


def test_a_measure_that_the_source_does_not_state_cannot_be_asked_for() -> None:
    rows = Survey.build(
        name="upper ends",
        provenance=SOURCE,
        low=[np.nan] * 8,
        high=range(1, 9),
        middle=[np.nan] * 8,
        scope=Scope(ends="high"),
    )
    assert Groups(rows, measure="high").n.tolist() == [8]
    for measure in ("low", "middle"):
        with pytest.raises(ValueError, match=f"states only the high .* got the measure '{measure}'"):
            Groups(rows, measure=measure)  # type: ignore[arg-type]
    assert salary_bands(rows, measure="high")["p50"].tolist() == [4.5]
