"""Groups whose employers were counted by name get the intervals and warnings of the names; no other group does."""

from __future__ import annotations

from dataclasses import replace
from math import nan

import numpy as np
import pytest

from analytics.model import ALL_ROWS, Filters, NamedEmployers, Survey
from analytics.statistics.bands import salary_bands
from analytics.statistics.standing import standing
from tests.builders import survey

# Pune: firm A places 12 of 60 posts at 50 to 61, six in each of two families, where it is numbers 0 and 1; the other 48
# have an employer each. Surat: 20 posts of an employer each.
PAY = [*range(50, 62), *range(10, 58), *range(20, 40)]
NUMBERS = [0] * 6 + [1] * 6 + list(range(2, 70))
NAMES = [0] * 12 + list(range(2, 70))
CITY, WORK = ["Pune"] * 60 + ["Surat"] * 20, ["Sales"] * 30 + ["Office"] * 50
PUNE = ("middle", frozenset({("city", "Pune")}))
EFFECTS = (1.0, 1.0, 2.0, 3.0, 2.0)


def posts(clusters: list[int], by_name: NamedEmployers | None = None) -> Survey:
    plain = survey(PAY, city=CITY, work=WORK, clusters=clusters)
    return plain if by_name is None else replace(plain, employers_by_name={PUNE: by_name})


BY_NUMBER, BY_NAME = posts(NUMBERS), posts(NAMES)
BY_NAME_FIGURES = NamedEmployers(49, 0.2, 60**2 / (12**2 + 48), EFFECTS, 33.5)
COUNTED = posts(NUMBERS, BY_NAME_FIGURES)


def test_the_figures_by_name_take_the_place_of_those_by_number() -> None:
    number, name, counted = (
        salary_bands(posts_of, ["city"]).set_index("city") for posts_of in (BY_NUMBER, BY_NAME, COUNTED)
    )
    for column in ("clusters", "largest_cluster_share", "p50_without_largest"):
        assert counted.at["Pune", column] == name.at["Pune", column] != number.at["Pune", column]
    assert counted.at["Pune", "effective_n"] < number.at["Pune", "effective_n"]
    assert counted.at["Pune", "p75_low"] < number.at["Pune", "p75_low"]
    assert counted.loc["Surat"].equals(number.loc["Surat"])
    assert counted["p50"].equals(number["p50"])


def test_an_effect_by_name_never_narrows_an_interval() -> None:
    none = posts(NUMBERS, BY_NAME_FIGURES._replace(design_effects=(1.0,) * 5, equal_employers=60.0))
    number, counted = (salary_bands(posts_of, ["city"], bounds=False).iloc[0] for posts_of in (BY_NUMBER, none))
    assert counted["effective_n"] <= number["effective_n"] * 1.01


@pytest.mark.parametrize(
    ("by_name", "flagged"),
    [
        (BY_NAME_FIGURES, False),
        (BY_NAME_FIGURES._replace(largest_share=0.26), True),
        (BY_NAME_FIGURES._replace(median_without_largest=10.0), True),
        (BY_NAME_FIGURES._replace(employers=4), True),
        (NamedEmployers(nan, nan, nan, (nan,) * 5, nan), True),
    ],
)
def test_what_few_employers_decide_by_name_is_flagged(by_name: NamedEmployers, flagged: bool) -> None:
    band = salary_bands(posts(NUMBERS, by_name), ["city"]).set_index("city").loc["Pune"]
    assert band["flagged"] == flagged
    assert (band["quality"] == "unreliable") >= flagged


@pytest.mark.parametrize(
    ("by", "filters", "measure"),
    [
        ((), ALL_ROWS, "middle"),
        (("city",), Filters.of({"work": ["Office"]}), "middle"),
        ((), Filters.of({"city": ["Pune", "Surat"]}), "middle"),
        (("city", "work"), ALL_ROWS, "middle"),
        (("city",), ALL_ROWS, "low"),
    ],
)
def test_other_groups_go_by_number(by, filters, measure) -> None:
    number, counted = (salary_bands(posts_of, by, filters, measure) for posts_of in (BY_NUMBER, COUNTED))
    assert counted.equals(number)


@pytest.mark.parametrize(
    ("by", "filters"),
    [
        ((), Filters.of({"city": ["Pune"]})),
        (("city",), Filters.of({"city": ["Pune"]})),
        (("city",), Filters.of({"city": ["Pune", "Surat"]})),
    ],
)
def test_the_same_group_is_known_however_it_is_asked_for(by, filters) -> None:
    assert salary_bands(COUNTED, by, filters).iloc[0]["clusters"] == BY_NAME_FIGURES.employers


def test_filters_that_hold_by_default_are_part_of_the_group() -> None:
    office = replace(COUNTED, defaults=Filters.of({"work": ["Office"]}))
    assert salary_bands(office, ["city"]).iloc[0]["clusters"] == BY_NAME_FIGURES.employers
    sales = salary_bands(office, ["city"], Filters.of({"work": ["Sales"]}))
    assert sales.iloc[0]["clusters"] == 20


def test_where_each_employer_counts_once_numbers_count() -> None:
    number, counted = (salary_bands(posts_of.with_count("employers"), ["city"]) for posts_of in (BY_NUMBER, COUNTED))
    assert counted.equals(number)


def test_a_salary_stands_among_employers_by_name() -> None:
    number, counted = (standing(posts_of, 45, Filters.of({"city": ["Pune"]})) for posts_of in (BY_NUMBER, COUNTED))
    assert counted.employers == 49
    assert counted.share == number.share
    assert np.diff([counted.low, counted.high]) > np.diff([number.low, number.high])
