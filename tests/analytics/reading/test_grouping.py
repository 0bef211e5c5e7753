"""A survey grouped by equal rows gives the figures of the survey it was made from."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from analytics.model import Experience, Filters, Survey
from analytics.reading.grouping import group_survey
from analytics.statistics import disclosure
from analytics.statistics.bands import salary_bands
from analytics.statistics.like_for_like import like_for_like
from analytics.statistics.standing import standing
from tests import builders

ROWS = 6_000
CITIES = ("Pune", "Goa", "Pune|Goa", "Surat", "")


def drawn(seed: int, *, employers: bool, counted: bool = False) -> Survey:
    """Rows of round pay in few groups, most of them several times; some ranges are open."""
    random = np.random.default_rng(seed)
    low = random.integers(10, 14, ROWS) * 1000.0
    high = low + random.integers(0, 2, ROWS) * 2000
    return builders.survey(
        np.where(random.random(ROWS) < 0.03, np.nan, low),
        high=np.where(random.random(ROWS) < 0.03, np.nan, high),
        middle=np.where(random.random(ROWS) < 0.03, np.nan, (low + high) / 2),
        city=random.choice(CITIES, ROWS).tolist(),
        role=random.choice(["Clerk", "Cook"], ROWS).tolist(),
        experience=random.choice(list(Experience)[:2], ROWS).tolist(),
        clusters=random.integers(0, 6, ROWS) if employers else None,
        counts=random.integers(1, 4, ROWS) if counted else None,
    )


SURVEYS = [
    pytest.param(drawn(1, employers=False), id="rows of nobody"),
    pytest.param(drawn(2, employers=True), id="rows of employers"),
    pytest.param(drawn(3, employers=False, counted=True), id="rows with counts"),
    pytest.param(drawn(4, employers=True, counted=True), id="rows with counts of employers"),
    pytest.param(dataclasses.replace(drawn(5, employers=True), count_unit="employers"), id="employers"),
]


@pytest.mark.parametrize("survey", SURVEYS)
def test_every_figure_stays_the_same(survey: Survey) -> None:
    grouped = group_survey(survey)
    assert len(grouped.middle) < ROWS / 2
    assert grouped.sizes == survey.sizes
    assert grouped.rows == survey.rows
    for measure in ("low", "middle", "high"):
        for by in ((), ("city",), ("role", "experience")):
            for filters in (Filters(), Filters.of({"city": ["Goa", "Surat"]})):
                question = {"by": by, "filters": filters, "measure": measure}
                pd.testing.assert_frame_equal(salary_bands(survey, **question), salary_bands(grouped, **question))
    compared = [like_for_like(rows, "city", "Pune", ["Goa", "Surat"]) for rows in (survey, grouped)]
    pd.testing.assert_frame_equal(*compared)
    places = [standing(rows, 12_000) for rows in (survey, grouped)]
    shares = [(place.effective_n, place.share, place.low, place.high, *place.of_lows) for place in places]
    assert shares[0] == pytest.approx(shares[1])


def test_a_protected_survey_tells_the_same_of_them() -> None:
    survey = drawn(6, employers=True)
    tables = [salary_bands(disclosure.protect(rows), ["role"]) for rows in (survey, group_survey(survey))]
    assert not tables[0]["p50"].isna().all()
    pd.testing.assert_frame_equal(*tables)


def test_rows_that_differ_in_one_thing_stay_apart() -> None:
    rows = {
        "high": [20, 20, 20, 20, 21, 20, 20, 20],
        "middle": [15, 15, 15, 15, 15, 16, 15, np.nan],
        "city": ["Pune", "Pune", "Pune", "Goa", "Pune", "Pune", "Pune", "Pune"],
        "clusters": [0, 0, 1, 0, 0, 0, 0, 0],
    }
    survey = builders.survey(
        [10, 10, 10, 10, 10, 10, 11, 10] * 3, **{name: values * 3 for name, values in rows.items()}
    )
    grouped = group_survey(survey)
    assert sorted(grouped.counts.tolist()) == [3, 3, 3, 3, 3, 3, 6]
    assert grouped.rows.used == 24


def test_distinct_and_weighted_and_no_rows_are_left_alone() -> None:
    weighted = builders.survey([10] * 4, weights=[1, 1, 1, 1])
    for survey in (builders.survey(range(4)), weighted, builders.survey([])):
        assert group_survey(survey) is survey


def test_more_combinations_than_a_number_holds_are_told_apart() -> None:
    rows, values = 600, 250
    random = np.random.default_rng(7)
    columns = {f"question {index}": random.integers(0, values, rows).astype(str).tolist() * 3 for index in range(9)}
    survey = builders.survey([10] * 3 * rows, **columns)
    assert values**9 > 2**64
    grouped = group_survey(survey)
    assert grouped.counts.tolist() == [3] * rows
    assert [dimension.codes.tolist() for dimension in grouped.dimensions.values()] == [
        dimension.codes[:rows].tolist() for dimension in survey.dimensions.values()
    ]
