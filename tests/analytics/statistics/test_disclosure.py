"""A shared survey under attack: two selections that are shown never differ by a few people."""

from itertools import chain, combinations, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from analytics.model import Dimension, Filters, Provenance, Survey
from analytics.presenting import export
from analytics.presenting.exhibit import View
from analytics.statistics import disclosure
from analytics.statistics.bands import salary_bands
from analytics.statistics.order_statistics import Groups
from analytics.statistics.standing import standing
from analytics.topics.bands import answer, exhibits
from analytics.topics.spread import answer as spread_answer
from analytics.topics.spread import exhibits as spread_exhibits

CITIES, ROLES, LEVELS = ("Agra", "Goa", "Pune"), ("Clerk", "Typist"), ("Fresher", "1–2 years")
ROLL = Provenance("Pay roll", "a firm", "yours")


def survey(counts: dict[tuple[str, str, str], int], seed: int = 1) -> tuple[Survey, pd.DataFrame]:
    """A pay roll with so many people of each city, role and level; and the same as a table."""
    people = pd.DataFrame(
        [cell for cell, n in counts.items() for _ in range(n)], columns=["city", "role", "experience"]
    )
    people["pay"] = np.random.default_rng(seed).lognormal(10, 0.4, len(people)).round(2)
    columns = [Dimension.of(name, name.title(), people[name].tolist()) for name in ("city", "role", "experience")]
    return Survey.build(name="roll", provenance=ROLL, low=people["pay"], dimensions=columns), people


def choices(values: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Every way to filter by a dimension: free, one value, several."""
    return list(chain.from_iterable(combinations(values, size) for size in range(len(values) + 1)))


STATES = [
    Filters.of({"city": city, "role": role, "experience": level})
    for city, role, level in product(choices(CITIES), choices(ROLES), choices(LEVELS))
]


def people_in(people: pd.DataFrame, filters: Filters) -> int:
    """How many people a selection has, found without this project's code."""
    chosen = people
    for name, values in filters:
        chosen = chosen[chosen[name].isin(values)]
    return len(chosen)


def shown(roll: Survey) -> set[Filters]:
    """Every selection that can be seen: by filters alone, or as one of the groups of a dimension."""
    seen = {state for state in STATES if Groups(roll, (), state).n[0]}
    for state in STATES:
        if not state["city"]:
            groups = Groups(roll, ("city",), state)
            seen |= {state.having("city", key) for key, n in zip(groups.keys, groups.n, strict=True) if n}
    return seen


def contains(wide: Filters, narrow: Filters) -> bool:
    """Whether one selection holds all of another, whoever is in them."""
    return all(narrow[name] and set(narrow[name]) <= set(values) for name, values in wide)


def differences(roll: Survey, people: pd.DataFrame) -> set[int]:
    """By how many people any two selections differ that are shown, one inside the other."""
    sizes = {state: people_in(people, state) for state in shown(roll)}
    return {sizes[wide] - sizes[narrow] for wide, narrow in product(sizes, sizes) if contains(wide, narrow)}


small_or_not = st.sampled_from([0, 0, 1, 2, 3, 9, 10, 11, 30, 60])


@settings(max_examples=25, phases=[Phase.explicit, Phase.generate])  # each example is a thousand questions
@example([0, 0, 0, 0, 0, 0, 3, 0, 40, 0, 0, 0], 0)  # all of Pune are clerks, all clerks are in Pune; and three others
@given(st.lists(small_or_not, min_size=12, max_size=12), st.integers(0, 3))
def test_no_two_selections_that_are_shown_differ_by_a_few(sizes: list[int], seed: int) -> None:
    own, people = survey(dict(zip(product(CITIES, ROLES, LEVELS), sizes, strict=True)), seed)
    if len(people):
        found = differences(disclosure.protected(own), people)
        assert not found & set(range(1, disclosure.LEAST))


def test_the_same_attack_succeeds_where_nothing_is_protected() -> None:
    own, people = survey(dict.fromkeys(product(CITIES, ROLES, LEVELS), 40) | {("Goa", "Typist", "Fresher"): 1})
    assert 1 in differences(own, people)
    assert 1 not in differences(disclosure.protected(own), people)


def test_the_pay_of_one_person_is_found_by_two_selections_and_only_without_protection() -> None:
    """All of Pune and Pune without its only typist: the counts of the steps of pay differ in one step, her pay's."""
    counts = {("Pune", "Clerk", "Fresher"): 40, ("Pune", "Typist", "Fresher"): 1, ("Goa", "Clerk", "Fresher"): 40}
    own, people = survey(counts)
    her_pay = people.loc[people["role"] == "Typist", "pay"].item()
    edges = np.sort(people["pay"].to_numpy())

    def attacked(roll: Survey) -> float | None:
        pune = Filters.of({"city": ["Pune"]})
        wide, narrow = (
            Groups(roll, (), state).between([*edges, np.inf])[:, 0] for state in (pune, pune.having("role", ["Clerk"]))
        )
        (at,) = np.nonzero(wide - narrow)
        return float(edges[at[0]]) if len(at) == 1 and wide.sum() and narrow.sum() else None

    assert attacked(own) == her_pay
    assert attacked(disclosure.protected(own)) is None


def test_what_is_shown_is_the_exact_figure_with_a_rounded_count() -> None:
    own, people = survey(dict.fromkeys(product(CITIES, ROLES, LEVELS), 33))
    shown = salary_bands(disclosure.protected(own), ["city"])
    assert shown["n"].tolist() == [130, 130, 130]  # 4 × 33 = 132
    wanted = people.groupby("city")["pay"].median()
    assert shown["p50"].tolist() == pytest.approx(wanted.tolist(), rel=1e-12)
    exact = salary_bands(own, ["city"])
    pd.testing.assert_frame_equal(shown.drop(columns="n"), exact.drop(columns="n"))


def test_a_share_tells_no_single_person() -> None:
    own, _ = survey({("Pune", "Clerk", "Fresher"): 40})
    pay = np.sort(own.middle)
    found = {round(standing(disclosure.protected(own), float(step)).share * 40, 9) for step in pay}
    assert found <= {0, 2.5, 5, 7.5, 10, 12.5, 15, 17.5, 20, 22.5, 25, 27.5, 30, 32.5, 35, 37.5, 40}


def test_exhibits_and_files_say_that_they_are_protected_and_hold_no_small_group() -> None:
    own, _ = survey(dict.fromkeys(product(CITIES, ROLES, LEVELS), 33) | {("Goa", "Typist", "Fresher"): 3})
    view = View(disclosure.protected(own), Filters.of({"experience": ["Fresher"], "role": ["Typist"]}))
    exhibit = exhibits.bands(answer.bands(view, "city"))
    assert [(row.group, row.n) for row in exhibit.rows] == [("Agra", 35), ("Pune", 35)]  # Goa has three, the others 33
    assert any("fewer than 10" in fact for fact in exhibit.facts)
    assert "fewer than 10" in export.about(exhibit)["method"]
    steps = spread_exhibits.spread(spread_answer.spread(View(disclosure.protected(own))))
    people = np.asarray(steps.data["share"]) * (11 * 33 + 3)
    assert people.tolist() == pytest.approx((5 * np.round(people / 5)).tolist(), abs=1e-6)


def test_a_selection_that_is_withheld_is_not_said_to_be_empty() -> None:
    own, _ = survey({("Pune", "Clerk", "Fresher"): 40, ("Pune", "Typist", "Fresher"): 3})
    typists = exhibits.bands(answer.bands(View(disclosure.protected(own), Filters.of({"role": ["Typist"]})), "city"))
    nobody = exhibits.bands(
        answer.bands(View(disclosure.protected(own), Filters.of({"experience": ["1–2 years"]})), "city")
    )
    assert "or too few" in typists.reading
    assert typists.title == nobody.title


def test_weights_keep_their_shares() -> None:
    pay = np.arange(1, 41) * 1000.0
    own = Survey.build(name="x", provenance=ROLL, low=pay, weights=np.full(40, 2.5))
    groups = Groups(disclosure.protected(own))
    below, above = groups.between([0, 12_500, np.inf])[:, 0] / groups.mass[0]
    assert (below, above) == (pytest.approx(10 / 40), pytest.approx(30 / 40))  # 12 and 28 of 40, to the nearest five
