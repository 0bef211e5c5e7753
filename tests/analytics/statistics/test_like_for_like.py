"""The same mix of work: by hand, Simpson's paradox, direction, and how often the interval holds the truth."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.model import Filters, Survey
from analytics.statistics.like_for_like import like_for_like, with_and_without
from tests.builders import of_cells, source, survey

posts = partial(of_cells, ("city", "role"))
"""A survey of (city, role, pay of its rows)."""


def compared(rows: Survey, reference: str = "Pune", *others: str, **options: object) -> pd.DataFrame:
    return like_for_like(rows, "city", reference, others or ["Goa"], cells=["role"], **options).set_index("city")


def test_by_hand() -> None:
    table = compared(
        posts(
            ("Pune", "Clerk", [10, 10, 10, 12, 14, 20, 30]),  # median 12
            ("Goa", "Clerk", [15, 15, 15, 15, 30, 30]),  # median 15
            ("Pune", "Cashier", [40] * 10),
            ("Goa", "Cashier", [30] * 17),
            ("Pune", "Driver", [50] * 5),  # too few for a median
            ("Goa", "Driver", [10] * 60),
            ("Goa", "Cook", [10] * 9),  # Pune has none
            ("Pune", "", [99] * 50),  # work not stated is not the same work
            ("Goa", "", [1] * 50),
        )
    )
    # 13 clerks with 15 ÷ 12 and 27 cashiers with 30 ÷ 40, of 214 rows in all:
    # (1.25¹³ × 0.75²⁷)^(1 ÷ 40) = exp((13 × 0.2231436 − 27 × 0.2876821) ÷ 40) = exp(−0.1216637) = 0.885446
    assert table.loc["Goa", "ratio"] == pytest.approx(0.885446, abs=1e-6)
    assert table.loc["Goa", ["cells", "matched"]].tolist() == [2, 40 / 214]
    assert table.loc["Pune", ["ratio", "ratio_low", "ratio_high"]].tolist() == [1, 1, 1]
    assert table.loc["Pune", "n"] == 72
    assert table.loc["Goa", "raw_ratio"] == 10 / 99  # 119 of the 142 rows of Goa lie at 1 or 10, 50 of 72 of Pune at 99


def test_simpsons_paradox() -> None:
    # Every role pays 10 % more in Goa, but Goa has mostly the work that pays little: its raw median is far lower.
    clerk, engineer = np.arange(10_000, 20_000, 500.0), np.arange(40_000, 60_000, 1000.0)
    table = compared(
        posts(
            ("Pune", "Clerk", clerk),
            ("Pune", "Engineer", np.repeat(engineer, 5)),
            ("Goa", "Clerk", np.repeat(1.1 * clerk, 5)),
            ("Goa", "Engineer", 1.1 * engineer),
        )
    )
    assert table.loc["Goa", "raw_ratio"] < 0.4
    assert table.loc["Goa", "ratio"] == pytest.approx(1.1, rel=1e-12)
    assert table.loc["Goa", "ratio_low"] < 1.1 < table.loc["Goa", "ratio_high"]
    assert table.loc["Goa", "matched"] == 1


cells = st.lists(
    st.tuples(
        st.sampled_from(["Pune", "Goa"]), st.sampled_from("ABC"), st.lists(st.integers(16, 60), min_size=6, max_size=9)
    ),
    min_size=1,
    max_size=8,
)
few = settings(deadline=None, max_examples=30)  # each resamples thousands of times
rows_of_cities = cells.map(lambda rows: [("Pune", "A", [20] * 6), ("Goa", "A", [30] * 7), *rows])


@pytest.mark.slow
@few
@given(rows=rows_of_cities)
def test_the_other_direction_is_the_reciprocal(rows: list[tuple[str, str, list[int]]]) -> None:
    forth, back = (compared(posts(*rows), *cities) for cities in (("Pune", "Goa"), ("Goa", "Pune")))
    assert forth.loc["Goa", "ratio"] * back.loc["Pune", "ratio"] == pytest.approx(1, rel=1e-12)
    assert forth.loc["Goa", "matched"] == back.loc["Pune", "matched"]
    assert forth.loc["Goa", "ratio_low"] <= forth.loc["Goa", "ratio"] <= forth.loc["Goa", "ratio_high"]


@pytest.mark.slow
@few
@given(rows=rows_of_cities)
def test_identical_cities_differ_by_nothing(rows: list[tuple[str, str, list[int]]]) -> None:
    same = [(city, role, pay) for _, role, pay in rows for city in ("Pune", "Goa")]
    goa = compared(posts(*same)).loc["Goa"]
    assert goa["ratio"] == pytest.approx(1, rel=1e-12)
    assert goa["ratio_low"] <= 1 <= goa["ratio_high"]
    assert goa["matched"] == 1


@pytest.mark.slow
@few
@given(rows=rows_of_cities, scale=st.sampled_from([0.5, 1.1, 12]))
def test_scaling_one_city_scales_its_ratio(rows: list[tuple[str, str, list[int]]], scale: float) -> None:
    effect = compared(posts(*rows)).loc["Goa"]
    raised = [(city, role, [scale * p if city == "Goa" else p for p in pay]) for city, role, pay in rows]
    raised_ratio = compared(posts(*raised)).loc["Goa"]
    assert raised_ratio["ratio"] == pytest.approx(scale * effect["ratio"], rel=1e-12)


@pytest.mark.slow
@few
@given(rows=rows_of_cities)
def test_counts_are_repeated_rows(rows: list[tuple[str, str, list[int]]]) -> None:
    doubled = compared(posts(*((city, role, [*pay, *pay]) for city, role, pay in rows)))
    counted = compared(posts(*rows, counts=[2] * sum(len(pay) for _, _, pay in rows)))
    pd.testing.assert_frame_equal(doubled, counted, check_exact=True)


def test_weights() -> None:
    table = compared(
        posts(
            ("Pune", "A", [10] * 9),
            ("Goa", "A", [10, 10, 10, 10, 10, 20, 20, 20, 20]),
            ("Pune", "B", [10] * 7),
            ("Goa", "B", [10, 20, 20, 20, 20, 20, 20]),
            weights=[2] * 9 + [1, 1, 1, 1, 1, 2, 2, 2, 2] + [1] * 7 + [20, 1, 1, 1, 1, 1, 1],
        )
    )
    # Role A in Goa: half of 13 is reached at 20, and 13² ÷ 21 = 8.0 rows are enough. Role B in Goa: one row holds
    # nearly all the weight, 26² ÷ 406 = 1.7 rows. So A alone is compared: 18 + 13 of 18 + 13 + 7 + 26.
    assert table.loc["Goa", ["ratio", "cells", "matched"]].tolist() == [pytest.approx(2), 1, 31 / 64]


def test_nothing_in_common() -> None:
    goa = compared(posts(("Pune", "Clerk", [10] * 6), ("Goa", "Cook", [20] * 6))).loc["Goa"]
    assert (goa["cells"], goa["matched"], goa["n"], goa["p50"]) == (0, 0, 6, 20)
    assert math.isnan(goa["ratio"])
    assert math.isnan(goa["ratio_low"])


def test_filters_and_order() -> None:
    rows = posts(*((city, role, [10] * 6) for city in ("Goa", "Pune", "Agra") for role in ("A", "B")))
    table = compared(rows, "Pune", "Goa", "Agra", "Pune", filters=Filters.of({"role": ["A"]}))
    assert table.index.tolist() == ["Pune", "Goa", "Agra"]
    assert table["n"].tolist() == [6, 6, 6]
    assert table["cells"].tolist() == [1, 1, 1]
    empty = compared(rows, filters=Filters.of({"role": ["Z"]}))
    assert empty["n"].tolist() == [0, 0]
    assert empty["ratio"].isna().all()


def test_a_value_that_the_survey_lacks() -> None:
    with pytest.raises(ValueError, match="example has no city 'Atlantis'"):
        compared(posts(("Pune", "A", [1] * 6)), "Pune", "Atlantis")
    with pytest.raises(KeyError, match="no dimension 'planet'"):
        like_for_like(posts(("Pune", "A", [1] * 6)), "city", "Pune", ["Pune"], cells=["planet"])


@pytest.mark.parametrize("n", [6, 11, 40])
@pytest.mark.parametrize("roles", [1, 6])
@pytest.mark.thorough
def test_simulated_intervals_hold_the_truth_in_94_of_100_draws(n: int, roles: int) -> None:
    """Seen: 95 to 99 of 100. Rows are drawn from a skewed distribution, and Goa pays 1.2 times as much."""
    random, draws, truth = np.random.default_rng(n + roles), 300, 1.2
    cities = ["Pune", "Goa"]
    city = np.tile(np.repeat(cities, n), draws * roles)
    role = np.repeat([f"{draw}/{role}" for draw in range(draws) for role in range(roles)], 2 * n)
    pay = np.exp(random.normal(0, 0.5, city.size)) ** 1.2 * np.where(city == "Goa", truth, 1)
    rows = survey(pay, city=city, role=role, draw=np.char.partition(role, "/")[:, 0])
    held = 0
    for draw in range(draws):
        goa = compared(rows, filters=Filters.of({"draw": [str(draw)]})).loc["Goa"]
        held += goa["ratio_low"] <= truth <= goa["ratio_high"]
    assert held / draws >= 0.94


def skills(*rows: tuple[str, str, int, int]) -> pd.DataFrame:
    """Rows of (role, skill, step, posts), all of one level of experience."""
    return pd.DataFrame(rows, columns=["role", "skill", "pay_from", "posts"]).assign(experience="Fresher")


def test_with_and_without_a_skill_by_hand() -> None:
    rows = skills(
        ("Clerk", "(any)", 10_000, 9),
        ("Clerk", "(any)", 12_500, 4),
        ("Clerk", "(any)", 15_000, 2),
        ("Clerk", "Excel", 10_000, 1),
        ("Clerk", "Excel", 12_500, 4),
        ("Clerk", "Excel", 15_000, 2),
        ("Cook", "(any)", 15_000, 50),  # no cook is asked for Excel: not the same work
        ("Cook", "Knives", 15_000, 50),
    )
    table = like_for_like(with_and_without(rows, "Excel", source()), "skill", "without", ["with"])
    assert table["n"].tolist() == [8, 7]
    # Without: 8 posts spread over 10,000 to 12,500, median 11,250. With: the fourth of 7 is the third of four spread
    # over 12,500 to 15,000, at 12,500 + 2,500 × 2.5 ÷ 4 = 14,062.5.
    assert table["p50"].tolist() == [11_250, 14_062.5]
    assert table["ratio"].tolist() == [1, pytest.approx(1.25, rel=1e-12)]


def test_skills_that_cannot_be_compared() -> None:
    rows = skills(("Clerk", "(any)", 10_000, 9), ("Clerk", "Excel", 10_000, 10))
    with pytest.raises(ValueError, match="no post asks for the skill 'Tally'"):
        with_and_without(rows, "Tally", source())
    with pytest.raises(ValueError, match="more posts ask for 'Excel' than there are posts"):
        with_and_without(rows, "Excel", source())


def test_why_a_ratio_says_nothing_of_the_two_cities() -> None:
    pay = [10.0 + step for step in range(10)]
    three = [(city, role, pay) for city in ("Pune", "Goa") for role in ("Clerk", "Cashier", "Cook")]

    def reason(rows: Survey) -> str | None:
        return compared(rows).loc["Goa", "reason"]

    assert reason(posts(*three)) is None
    assert reason(posts(*three[:2], *three[3:5])) == "few cells"
    assert reason(posts(("Pune", "Clerk", pay), ("Goa", "Cook", pay))) == "nothing in common"
    assert reason(posts(*three, ("Pune", "Driver", [10.0] * 141))) == "small part"  # 60 of 201
    assert reason(posts(*three, ("Pune", "Driver", [10.0] * 140))) is None  # 60 of 200
    assert reason(posts(*three, clusters=[*range(30), *np.arange(30) % 4 + 40])) == "few employers"
    assert reason(posts(*three, clusters=[*range(30), *np.arange(30) % 5 + 40])) is None
    assert compared(posts(*three, clusters=[*range(30), *np.arange(30) % 4 + 40])).loc["Goa", "employers"] == 4


@pytest.mark.slow
def test_the_interval_holds_the_truth_where_employers_pay_alike() -> None:
    """Each employer pays its own way, and has ten posts: taken for rows alone, intervals cover about 60 in 100."""
    random = np.random.default_rng(8)
    held = []
    for _ in range(60):
        employers = np.repeat(np.arange(60), 10)
        level = np.exp(random.normal(0, 0.3, 60))[employers]
        city = np.where(employers % 2, "Pune", "Goa").tolist()
        role = random.choice(["Clerk", "Cashier", "Cook"], 600).tolist()
        pay = 20_000 * level * np.exp(random.normal(0, 0.05, 600))
        rows = survey(pay, city=city, role=role, clusters=employers)
        low, high = compared(rows).loc["Goa", ["ratio_low", "ratio_high"]]
        held.append(low <= 1 <= high)
    assert np.mean(held) >= 0.9
