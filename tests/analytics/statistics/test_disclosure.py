"""A shared survey under attack: two selections that are shown never differ by a few people."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, combinations, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from analytics.model import MEASURES, Dimension, Filters, Provenance, Scope, Survey
from analytics.presenting import export
from analytics.statistics import disclosure
from analytics.statistics.bands import QUANTILES, salary_bands
from analytics.statistics.compa_ratio import compa_ratio
from analytics.statistics.ladder import growth, ladder
from analytics.statistics.like_for_like import like_for_like
from analytics.statistics.order_statistics import Groups
from analytics.statistics.standing import standing
from analytics.topics.bands import answer, exhibits
from analytics.topics.spread import answer as spread_answer
from analytics.topics.spread import exhibits as spread_exhibits
from analytics.view import View
from tests import builders
from tests.builders import table_rows

SIZES = {name: getattr(disclosure, name) for name in ("SMALL_FILE", "MIDDLING_FILE", "LARGE_FILE")}
CITIES, ROLES, LEVELS = ("Agra", "Goa", "Pune"), ("Clerk", "Typist"), ("Fresher", "1–2 years")
ROLL = Provenance("Pay roll", "a firm", "yours")


@pytest.fixture(autouse=True, scope="module")
def lattice_alone() -> Iterator[None]:
    """No file is small, so that a few people show what holds for many."""
    with pytest.MonkeyPatch.context() as patch:
        for name in SIZES:
            patch.setattr(disclosure, name, 0)
        yield


def survey(counts: dict[tuple[str, str, str], int], seed: int = 1) -> tuple[Survey, pd.DataFrame]:
    """A pay roll with so many people of each city, role and level; and the same as a table."""
    people = pd.DataFrame(
        [cell for cell, n in counts.items() for _ in range(n)], columns=["city", "role", "experience"]
    )
    people["pay"] = np.random.default_rng(seed).lognormal(10, 0.4, len(people)).round(2)
    columns = {name: people[name].tolist() for name in ("city", "role", "experience")}
    return builders.survey(people["pay"], name="roll", provenance=ROLL, **columns), people


def choices(values: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Every way to filter by a dimension: free, one value, several."""
    return list(chain.from_iterable(combinations(values, size) for size in range(len(values) + 1)))


STATES = [
    Filters.of({"city": city, "role": role, "experience": level})
    for city, role, level in product(choices(CITIES), choices(ROLES), choices(LEVELS))
]


def people_in(people: pd.DataFrame, filters: Filters) -> frozenset[int]:
    """Who is in a selection, found without this project's code."""
    chosen = people
    for name, values in filters:
        chosen = chosen[chosen[name].isin(values)]
    return frozenset(chosen.index)


def visible_states(roll: Survey) -> set[Filters]:
    """Every selection that can be seen: by filters alone, or as one of the groups of a dimension."""
    states = {state for state in STATES if Groups(roll, (), state).n[0]}
    for state in STATES:
        if not state["city"]:
            groups = Groups(roll, ("city",), state)
            states |= {state.with_values("city", key) for key, n in zip(groups.keys, groups.n, strict=True) if n}
    return states


def differences(roll: Survey, people: pd.DataFrame) -> set[int]:
    """By how many people any two selections differ that are shown, one inside the other, whatever they are called."""
    groups = {people_in(people, state) for state in visible_states(roll)}
    return {len(wide) - len(narrow) for wide, narrow in product(groups, groups) if narrow <= wide}


small_or_not = st.sampled_from([0, 0, 1, 2, 3, 9, 10, 11, 30, 60])


@pytest.mark.slow
@settings(max_examples=25, phases=[Phase.explicit, Phase.generate])  # each example is a thousand questions
@example([0, 0, 0, 0, 0, 0, 3, 0, 40, 0, 0, 0], 0)  # all of Pune are clerks, all clerks are in Pune; and three others
@example([0, 0, 11, 0, 0, 0, 30, 0, 40, 0, 3, 0], 0)  # all clerks are in Pune, and three typists
@given(st.lists(small_or_not, min_size=12, max_size=12), st.integers(0, 3))
def test_no_two_selections_that_are_shown_differ_by_a_few(sizes: list[int], seed: int) -> None:
    exact, people = survey(dict(zip(product(CITIES, ROLES, LEVELS), sizes, strict=True)), seed)
    if len(people):
        different = differences(disclosure.protect(exact), people)
        assert not different & set(range(1, disclosure.LEAST_PEOPLE))


def test_the_same_attack_succeeds_where_nothing_is_protected() -> None:
    exact, people = survey(dict.fromkeys(product(CITIES, ROLES, LEVELS), 40) | {("Goa", "Typist", "Fresher"): 1})
    assert 1 in differences(exact, people)
    assert 1 not in differences(disclosure.protect(exact), people)


def test_the_pay_of_one_person_is_found_by_two_selections_and_only_without_protection() -> None:
    """All of Pune and Pune without its only typist: the counts of the steps of pay differ in one step, her pay's."""
    counts = {("Pune", "Clerk", "Fresher"): 40, ("Pune", "Typist", "Fresher"): 1, ("Goa", "Clerk", "Fresher"): 40}
    exact, people = survey(counts)
    her_pay = people.loc[people["role"] == "Typist", "pay"].item()
    edges = np.sort(people["pay"].to_numpy())

    def attacked(roll: Survey) -> float | None:
        pune = Filters.of({"city": ["Pune"]})
        wide, narrow = (
            Groups(roll, (), state).between([*edges, np.inf])[:, 0]
            for state in (pune, pune.with_values("role", ["Clerk"]))
        )
        (index,) = np.nonzero(wide - narrow)
        return float(edges[index[0]]) if len(index) == 1 and wide.sum() and narrow.sum() else None

    assert attacked(exact) == her_pay
    assert attacked(disclosure.protect(exact)) is None


def test_a_figure_is_rounded_where_it_is_made_and_has_no_interval() -> None:
    exact, people = survey(dict.fromkeys(product(CITIES, ROLES, LEVELS), 38))
    table = salary_bands(disclosure.protect(exact), ["city"])
    assert table["n"].tolist() == [150, 150, 150]  # 4 × 38 = 152, of whom 15 earn less than p10
    expected = people.groupby("city")["pay"].quantile([0.1, 0.5])
    assert table["p50"].tolist() == [float(f"{pay:.1e}") for pay in expected.xs(0.5, level=1)]
    assert table["p10"].tolist() == [float(f"{pay:.1e}") for pay in expected.xs(0.1, level=1)]
    assert table[[f"{name}_{end}" for name in QUANTILES for end in ("low", "high")]].isna().all(axis=None)
    assert table["quality"].isna().all()


@pytest.mark.parametrize(
    ("n", "names"),
    [(9, ""), (10, "p50"), (19, "p50"), (20, "p25 p50 p75"), (49, "p25 p50 p75"), (50, "p10 p25 p50 p75 p90")],
)
def test_a_percentile_has_five_people_on_either_side(n: int, names: str) -> None:
    """5 ÷ 0.5 = 10, 5 ÷ 0.25 = 20, 5 ÷ 0.1 = 50."""
    exact, _ = survey({("Pune", "Clerk", "Fresher"): n})
    records = salary_bands(disclosure.protect(exact)).to_dict("records")
    assert [name for row in records for name in QUANTILES if not np.isnan(row[name])] == names.split()


@pytest.mark.parametrize(("n", "visible"), [(19, "p50"), (20, "p25 p50 p75")])
def test_a_dimension_that_divides_asks_for_five_people_more(n: int, visible: str) -> None:
    exact, _ = survey(dict.fromkeys([("Pune", "Clerk", "Fresher"), ("Agra", "Typist", "Fresher")], n))
    bands = salary_bands(disclosure.protect(exact), ["experience"]).to_dict("records")
    assert [
        name for name in QUANTILES if not np.isnan(bands[0][name])
    ] == visible.split()  # 2 × n people, two dimensions
    (city, _) = salary_bands(disclosure.protect(exact), ["city"]).to_dict("records")
    assert [name for name in QUANTILES if not np.isnan(city[name])] == ["p50"]


def test_a_salary_is_answered_against_what_is_published() -> None:
    """Bisection finds the rounded percentiles, which everybody sees, and nothing else."""
    exact, _ = survey({("Pune", "Clerk", "Fresher"): 60})
    roll = disclosure.protect(exact)
    band = salary_bands(roll).iloc[0]
    published = [band[name] for name in QUANTILES]
    steps = np.unique(np.concatenate([np.sort(exact.middle), np.linspace(1, 1e5, 500)]))
    answers = [standing(roll, float(step)) for step in steps]
    changes = [steps[index] for index in range(1, len(steps)) if answers[index] != answers[index - 1]]
    assert 5 <= len(changes) <= 10  # each percentile is passed once, and met at most once
    for change in changes:
        assert min(abs(change - figure) for figure in published) <= 1e5 / 499
    between = standing(roll, (band["p25"] + band["p50"]) / 2)
    assert (between.low, between.high, between.n) == (0.25, 0.5, 60)
    few, _ = survey({("Pune", "Clerk", "Fresher"): 8})
    assert np.isnan(standing(disclosure.protect(few), 20_000.0).low)


def figures(table: pd.DataFrame | object) -> list[float]:
    """Every number of an answer."""
    values = table.to_numpy().ravel() if isinstance(table, pd.DataFrame) else vars(table).values()
    return [float(value) for value in values if isinstance(value, int | float | np.number)]


def test_no_statistic_sends_anybodys_pay() -> None:
    counts = dict.fromkeys(product(CITIES, ROLES, LEVELS), 40)
    exact, people = survey(counts)
    years = Dimension.of("years", "Years", [str(index % 5) for index in range(len(people))])
    roll = disclosure.protect(replace(exact, dimensions={**exact.dimensions, "years": years}))
    rungs = [(role, [role]) for role in ROLES]
    answers = [
        salary_bands(roll, ["city", "role"]),
        salary_bands(roll, ["years"], per="year"),
        growth(roll),
        ladder(roll, rungs),
        like_for_like(roll, "city", "Pune", ["Agra", "Goa"]),
        standing(roll, 20_000.0),
        pd.DataFrame(compa_ratio(roll, roll, ["city"])),
    ]
    figures_published = {round(value, 2) for answer in answers for value in figures(answer) if not np.isnan(value)}
    assert len(figures_published) > 30
    assert not figures_published & set(people["pay"])
    money = answers[0][list(QUANTILES)].to_numpy().ravel()
    assert np.array_equal(money, disclosure.round_money(money), equal_nan=True)


def test_several_values_of_a_filter_and_four_dimensions_are_not_answered() -> None:
    exact, _ = survey(dict.fromkeys(product(CITIES, ROLES, LEVELS), 60))
    sector = Dimension.of("sector", "Sector", ["IT"] * len(exact.middle))
    roll = disclosure.protect(replace(exact, dimensions={**exact.dimensions, "sector": sector}))
    narrow = Filters.of({"city": ["Pune"], "role": ["Clerk"], "experience": ["Fresher"]})
    assert Groups(roll, (), narrow).n.tolist() == [60]
    assert Groups(roll, (), narrow.with_values("sector", ["IT"])).n.tolist() == [0]
    assert Groups(roll, ["sector"], narrow).n.tolist() == [0]
    assert Groups(roll, (), Filters.of({"city": ["Pune", "Goa"]})).n.tolist() == [0]
    assert Groups(roll, ["city"], Filters.of({"city": ["Pune", "Goa"]})).n.tolist() == [240, 240]  # each by itself


def test_a_group_is_withheld_where_another_that_contains_it_has_few_more() -> None:
    """All clerks are in Pune, where there are three others."""
    counts = {("Pune", "Clerk", "Fresher"): 40, ("Pune", "Typist", "Fresher"): 3}
    exact, people = survey(counts | dict.fromkeys(product(("Agra", "Goa"), ("Typist",), LEVELS), 20))
    roll = disclosure.protect(exact)
    assert Groups(roll, ["city"]).n.tolist() == [40, 40, 45]
    assert Groups(roll, ["role"]).n[0] == 0
    assert not differences(roll, people) & set(range(1, disclosure.LEAST_PEOPLE))


def test_many_values_are_compared_for_a_few_of_them() -> None:
    """All 120 cities, 60 roles, 4 levels and 40 years together are more groups than are counted at once."""
    place = np.arange(6_000)
    roll = disclosure.protect(
        builders.survey(
            np.random.default_rng(1).lognormal(10, 0.4, 6_000),
            provenance=ROLL,
            city=[f"City {index % 120}" for index in place],
            role=[f"Role {(index + index // 120) % 60}" for index in place],
            experience=[f"Level {index // 120 % 40 // 10}" for index in place],
            years=[str(index // 120 % 40) for index in place],
        )
    )
    assert len(like_for_like(roll, "city", "City 1", ["City 2"])) == 2


def test_a_whole_is_withheld_where_its_unshown_parts_are_few() -> None:
    """West less Pune and Mumbai would tell of the four in Surat; east's unshown parts are eleven together."""
    cities = {"Pune": 40, "Mumbai": 40, "Surat": 4, "Patna": 40, "Puri": 5, "Gaya": 6}
    of_state = {"Pune": "West", "Mumbai": "West", "Surat": "West"}
    city = [name for name, n in cities.items() for _ in range(n)]
    state = [of_state.get(name, "East") for name in city]
    level = ["Fresher", "1–2 years", "10+ years"] * 45
    exact = Survey.build(
        name="x",
        provenance=ROLL,
        low=np.random.default_rng(1).lognormal(10, 0.4, 135),
        dimensions=[
            Dimension.of("city", "City", city),
            Dimension.of("state", "State", state),
            Dimension.of("experience", "Experience", level),
        ],
    )
    roll = disclosure.protect(exact)
    assert dict(disclosure.find_nested(roll)) == {"state": ("city",)}
    groups = Groups(roll, ["state"])
    assert dict(zip(groups.keys, groups.n.tolist(), strict=True)) == {("East",): 50, ("West",): 0}
    assert Groups(roll, (), Filters.of({"state": ["West"]})).n.tolist() == [0]
    assert set(roll.dimensions["city"].values) == {
        "Pune",
        "Mumbai",
        "Patna",
        "Not stated",
    }  # the rare ones have no name


def test_who_has_several_values_is_in_one_group_of_a_dimension() -> None:
    """With 40 in Pune, 40 in Goa, and 12 in both: the sum of the two groups less the whole would tell of the twelve."""
    city = ["Pune"] * 40 + ["Goa"] * 40 + ["Goa|Pune", "Pune|Goa"] * 6 + ["Goa|Diu"] * 4
    pay = np.random.default_rng(1).lognormal(10, 0.4, 96)
    roll = disclosure.protect(builders.survey(pay, provenance=ROLL, city=city, level=["A", "B"] * 48))
    groups = Groups(roll, ["city"])
    assert dict(zip([key[0] for key in groups.keys], groups.n.tolist(), strict=True)) == {
        "Goa": 40,
        "Goa + Pune": 10,
        "Pune": 40,
        "Not stated": 0,
    }
    assert Groups(roll).n.tolist() == [95]


def test_a_city_is_found_in_its_state_although_a_row_names_two() -> None:
    """Otherwise the whole of the west less Pune and Mumbai would tell of the four in Surat."""
    city = ["Pune"] * 40 + ["Mumbai"] * 39 + ["Pune|Mumbai"] + ["Surat"] * 4 + ["Patna"] * 40
    state = ["West"] * 84 + ["East"] * 40
    pay = np.random.default_rng(1).lognormal(10, 0.4, 124)
    roll = disclosure.protect(builders.survey(pay, provenance=ROLL, city=city, state=state))
    groups = Groups(roll, ["state"])
    assert dict(zip(groups.keys, groups.n.tolist(), strict=True)) == {("East",): 40, ("West",): 0}


def employed(people: pd.DataFrame, employers: np.ndarray) -> Survey:
    city = Dimension.of("city", "City", people["city"].tolist())
    return Survey.build(name="x", provenance=ROLL, low=people["pay"], dimensions=[city], clusters=employers)


def test_groups_of_few_employers_or_a_dominant_one_are_withheld() -> None:
    _, people = survey(
        dict.fromkeys((("Agra", "Clerk", "Fresher"), ("Goa", "Clerk", "Fresher"), ("Pune", "Clerk", "Fresher")), 60)
    )
    employers = np.select(
        [people["city"] == "Agra", people["city"] == "Goa"],
        [np.arange(180) % 4, np.minimum(np.arange(180) % 60, 29)],
        np.arange(180) % 5,
    )
    # Agra has four employers; in Goa one of thirty has 31 of 60; Pune's five have a fifth each.
    roll = disclosure.protect(employed(people, employers))
    assert Groups(roll, ["city"]).n.tolist() == [0, 0, 60]
    single = disclosure.protect(employed(people, np.zeros(180, np.int64)))
    assert Groups(single, ["city"]).n.tolist() == [60, 60, 60]


def test_a_survey_without_rows_has_no_groups() -> None:
    roll = disclosure.protect(builders.survey([], provenance=ROLL, clusters=np.zeros(0, np.int64)))
    assert salary_bands(roll).empty


def test_exhibits_and_files_say_that_they_are_protected_and_hold_no_small_group() -> None:
    exact, _ = survey(dict.fromkeys(product(CITIES, ROLES, LEVELS), 33) | {("Goa", "Typist", "Fresher"): 3})
    view = View(disclosure.protect(exact), Filters.of({"experience": ["Fresher"], "role": ["Typist"]}))
    exhibit = exhibits.bands(answer.bands(view, "city"))
    assert [(row.group, row.n) for row in table_rows(exhibit)] == [
        ("Agra", 35),
        ("Pune", 35),
    ]  # Goa has three, the others 33
    assert any("fewer than 10" in fact for fact in exhibit.facts)
    assert "fewer than 10" in export.about(exhibit)["method"]
    spread = spread_exhibits.spread(spread_answer.spread(View(disclosure.protect(exact))))
    assert not len(spread.data["share"])
    assert "single people" in spread.reading


def test_a_selection_that_is_withheld_is_not_said_to_be_empty() -> None:
    exact, _ = survey({("Pune", "Clerk", "Fresher"): 40, ("Pune", "Typist", "Fresher"): 3})
    typists = exhibits.bands(answer.bands(View(disclosure.protect(exact), Filters.of({"role": ["Typist"]})), "city"))
    empty = exhibits.bands(
        answer.bands(View(disclosure.protect(exact), Filters.of({"experience": ["1–2 years"]})), "city")
    )
    assert "or too few" in typists.reading
    assert typists.title == empty.title


def test_sampling_weights_count_people_and_weigh_their_percentiles() -> None:
    """40 people; the 20th of equal weights, 20,000, is where half of the weight is reached."""
    pay = np.arange(1, 41) * 1000.0
    exact = Survey.build(name="x", provenance=ROLL, low=pay, weights=np.full(40, 2.5))
    groups = Groups(disclosure.protect(exact))
    assert (groups.n.tolist(), groups.mass.tolist(), groups.effective_n().tolist()) == ([40], [40.0], [40.0])
    assert salary_bands(disclosure.protect(exact))["p50"].tolist() == [20_000.0]


def test_no_door_leads_to_the_rows_of_a_protected_survey() -> None:
    exact, _ = survey({("Pune", "Clerk", "Fresher"): 60})
    groups = Groups(disclosure.protect(exact))
    assert np.isnan(groups.at_rank([0, 0], [0, 30])).all()
    assert np.isnan(groups.at_mass(0, [1.0, 30.0])).all()
    assert groups.between([0, 15_000, np.inf]).tolist() == [[0], [0]]
    assert not groups.clustered  # whoever asks for the rows of employers asks this first
    for door in (groups, groups.unprotected, Groups(disclosure.protect(exact), exact=True)):
        assert door is not None
        with pytest.raises(disclosure.WithheldError):
            door.rows_of([0])
        with pytest.raises(disclosure.WithheldError):
            door.cluster_sums([0], [[20_000]])


def test_ranges_of_pay_are_answered_by_their_middles_alone() -> None:
    """60 ranges, of which five state no upper end: three medians of a group, or 60 − 55 people, would tell more."""
    low = np.arange(1, 61) * 1000.0
    high = np.where(np.arange(60) % 12 == 5, np.nan, low + 2000)
    shared = disclosure.protect(Survey.build(name="x", provenance=ROLL, low=low, high=high))
    assert not shared.has_ranges
    answers = [salary_bands(shared, measure=measure)[["n", "p50"]].to_numpy().tolist() for measure in MEASURES]
    assert answers == [answers[1]] * 3
    assert answers[1][0][0] == 55


def test_a_group_in_which_everybody_earns_the_same_is_withheld() -> None:
    """Its quarters would be one figure: everybody's pay. One person more or less of another pay changes nothing."""
    same, spread = [18_000] * 40 + [25_000] * 5, [17_000, 19_000, 23_000] * 15
    city = Dimension.of("city", "City", ["Agra"] * 45 + ["Pune"] * 45)
    exact = Survey.build(name="x", provenance=ROLL, low=same + spread, dimensions=[city])
    groups = Groups(disclosure.protect(exact), ["city"])
    assert dict(zip(groups.keys, groups.n.tolist(), strict=True)) == {("Agra",): 0, ("Pune",): 45}


@pytest.mark.parametrize(("first", "alike"), [(0, 50), (12, 50), (23, 50), (50, 50), (0, 40)])
def test_a_group_of_which_half_earns_the_same_is_withheld(first: int, alike: int) -> None:
    """Such as all with the least pay that the law allows: whoever guesses it is right for half of the people."""
    pay = 18_000 + 211 * np.arange(100)
    pay[first : first + alike] = pay[first]
    groups = Groups(disclosure.protect(Survey.build(name="x", provenance=ROLL, low=pay)))
    assert groups.n.tolist() == [0 if alike == 50 else 100]


@pytest.mark.parametrize("heavy", [0, 3, 36, 39])
def test_a_percentile_of_weights_has_five_people_on_either_side(heavy: int) -> None:
    """One of 40 people weighs as much as half of the others, and 20 % of all: near an end, a percentile is this pay."""
    weights = np.ones(40)
    weights[heavy] = 10
    pay = 10_000 + 517.0 * np.arange(40)
    exact = Survey.build(name="x", provenance=ROLL, low=pay, weights=weights)
    (band,) = salary_bands(disclosure.protect(exact)).to_dict("records")
    figures = [band[name] for name in QUANTILES if not np.isnan(band[name])]
    assert figures
    assert disclosure.round_money(pay[heavy]) not in figures


def test_people_who_earn_the_same_are_counted_whatever_they_weigh() -> None:
    """60 of 100 people earn the least pay; a third of the weight is theirs."""
    pay = np.where(np.arange(100) < 60, 18_000, 20_000 + 211 * np.arange(100))
    weights = np.where(np.arange(100) < 60, 1.0, 3.0)
    groups = Groups(disclosure.protect(Survey.build(name="x", provenance=ROLL, low=pay, weights=weights)))
    assert groups.n.tolist() == [0]


@pytest.mark.parametrize(("heaviest", "n"), [(20.0, 0), (10.0, 40)])
def test_a_group_that_weighs_as_much_as_few_people_is_withheld(heaviest: float, n: int) -> None:
    """The middle of 40 people of whom one has a third of the weight would be her pay: (39 + 20)² ÷ (39 + 400) < 8."""
    weights = np.ones(40)
    weights[20] = heaviest
    pay = 10_000 + 517.0 * np.arange(40)
    groups = Groups(disclosure.protect(Survey.build(name="x", provenance=ROLL, low=pay, weights=weights)))
    assert groups.n.tolist() == [n]


def test_the_hash_of_a_file_confirms_no_guess_of_its_rows() -> None:
    source = replace(ROLL, sha256="5e884898da28")
    assert disclosure.protect(Survey.build(name="x", provenance=source, low=range(60))).provenance.sha256 == ""


def test_a_file_with_several_rows_for_each_person_is_not_shared() -> None:
    """Twelve months of one person would pass for twelve people."""
    source = Survey.build(name="x", provenance=ROLL, low=range(1, 61), scope=Scope(rows_per_person=12))
    with pytest.raises(disclosure.SeveralRowsError, match=r"12\.0 rows"):
        disclosure.protect(source)


def test_a_small_file_is_divided_by_two_dimensions_that_are_not_parts_of_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(disclosure, "SMALL_FILE", SIZES["SMALL_FILE"])
    draw = np.random.default_rng(2)

    def roll(people: int, *names: str) -> Survey:
        years = draw.integers(0, 4, people)
        columns = {
            "years": [str(year) for year in years],
            "grade": draw.choice(["A", "B"], people).tolist(),
            "experience": ["Fresher" if year < 2 else "3–5 years" for year in years],
            "city": draw.choice(CITIES, people).tolist(),
            "role": draw.choice(ROLES, people).tolist(),
        }
        pay = draw.lognormal(10, 0.4, people)
        return builders.survey(pay, name="x", provenance=ROLL, **{name: columns[name] for name in names})

    all_dimensions = ("years", "grade", "experience", "city", "role")
    small = disclosure.protect(roll(SIZES["SMALL_FILE"] - 1, *all_dimensions))
    assert set(small.dimensions) == {"experience", "role"}
    assert set(disclosure.protect(roll(SIZES["SMALL_FILE"], *all_dimensions)).dimensions) == set(all_dimensions)
    # Years are parts of experience, so they would divide nothing further; without experience they may.
    assert set(disclosure.protect(roll(400, "years", "experience")).dimensions) == {"experience"}
    assert set(disclosure.protect(roll(400, "grade", "years", "city")).dimensions) == {"grade", "city"}
    with pytest.raises(KeyError):
        Groups(small, ["city"])


def test_a_middling_file_is_divided_by_three_dimensions_and_two_that_are_nested_with_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A column of one value divides nothing, and the same column under another name nothing further."""
    monkeypatch.setattr(disclosure, "MIDDLING_FILE", SIZES["MIDDLING_FILE"])
    people = 2000
    draw = np.random.default_rng(4)
    years = draw.integers(0, 4, people)
    columns = {name: draw.choice(["A", "B", "C"], people).tolist() for name in ("grade", "shift", "city", "role")}
    columns |= {"years": years.astype(str).tolist(), "experience": np.where(years < 2, "Fresher", "3–5 years").tolist()}
    columns |= {"state": [f"State {city}" for city in columns["city"]], "designation": columns["role"]}

    def dimensions(*names: str) -> set[str]:
        chosen = {name: columns[name] for name in names}
        roll = builders.survey(draw.lognormal(10, 0.4, people), provenance=ROLL, one="A", **chosen)
        return set(disclosure.protect(roll).dimensions) - {"one"}

    assert dimensions("grade", "shift", "city", "role") == {"role", "city", "grade"}
    assert dimensions("state", "grade", "city", "designation", "role") == {
        "role",
        "city",
        "grade",
        "state",
        "designation",
    }
    assert dimensions("state", "years", "designation", *("grade", "role", "experience", "city")) == {
        *("role", "experience", "city"),
        *("state", "years"),
    }


@pytest.mark.parametrize(("people", "dimensions"), [(1_999, 2), (2_000, 3), (19_999, 3), (20_000, 4), (100_000, 5)])
def test_the_more_people_the_more_independent_dimensions(
    people: int, dimensions: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, size in SIZES.items():
        monkeypatch.setattr(disclosure, name, size)
    draw = np.random.default_rng(5)
    columns = [
        Dimension(name, name, ("A", "B"), draw.integers(0, 2, people, np.uint8)) for name in ("a", "b", "c", "d", "e")
    ]
    roll = Survey.build(name="x", provenance=ROLL, low=np.arange(people) + 9_000, dimensions=columns)
    assert len(disclosure.protect(roll).dimensions) == dimensions


def test_a_small_file_keeps_what_leaves_rows_out_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disclosure, "SMALL_FILE", SIZES["SMALL_FILE"])
    exact, _ = survey(dict.fromkeys(product(CITIES, ROLES, LEVELS), 20))
    doubtful = Dimension.of("doubt", "Doubt", ["plausible"] * 200 + ["doubtful"] * 40)
    exact = replace(
        exact,
        dimensions={**exact.dimensions, "doubt": doubtful},
        defaults=Filters.of({"doubt": ["plausible"]}),
    )
    shared = disclosure.protect(exact)
    assert set(shared.dimensions) == {"experience", "role", "doubt"}
    assert Groups(shared).n.tolist() == [200]


def test_a_column_of_one_frequent_value_is_none_of_the_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three typists among 397 clerks: whose role is named has one role."""
    monkeypatch.setattr(disclosure, "SMALL_FILE", SIZES["SMALL_FILE"])
    people = pd.DataFrame({"role": ["Clerk"] * 397 + ["Typist"] * 3})
    pay = np.random.default_rng(3).lognormal(10, 0.4, 400)
    columns = {"role": people["role"].tolist(), "city": ["Agra", "Pune"] * 200, "level": ["A", "A", "B", "B"] * 100}
    shared = disclosure.protect(builders.survey(pay, name="x", provenance=ROLL, **columns))
    assert set(shared.dimensions) == {"city", "level"}
