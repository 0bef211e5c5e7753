"""The kernel against sorting each group: by hand, by numpy and DuckDB, and on whatever rows hypothesis thinks of."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from types import ModuleType
from typing import Any
from unittest import mock

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.model import ALL_ROWS, Dimension, Filters, Provenance, Survey
from analytics.statistics import narrowing, numbering, order_statistics, threads
from analytics.statistics.order_statistics import Groups

SOURCE = Provenance("Example", "nobody", "yours")
steady = settings(deadline=None)  # a busy machine is no reason to fail
CITIES = ("A", "B", "C", "A|B", "B|C", "A|B|C", "")
SKILLS = ("Excel", "Tally", "Excel|Tally")
ROLES = ("clerk", "cashier")


@dataclass(frozen=True)
class Rows:
    """Plain rows, kept beside the survey made of them: what the kernel must agree with."""

    pay: Sequence[float]
    city: Sequence[str]
    skill: Sequence[str]
    role: Sequence[str]
    counts: Sequence[int] | None = None
    weights: Sequence[float] | None = None

    def survey(self, order: Sequence[int] | None = None) -> Survey:
        take = list(range(len(self.pay))) if order is None else list(order)
        return Survey.build(
            name="example",
            provenance=SOURCE,
            low=[self.pay[i] for i in take],
            dimensions=[
                Dimension.of("city", "City", [self.city[i] for i in take], separator="|"),
                Dimension.of("skill", "Skill", [self.skill[i] for i in take], separator="|"),
                Dimension.of("role", "Role", [self.role[i] for i in take]),
            ],
            counts=None if self.counts is None else [self.counts[i] for i in take],
            weights=None if self.weights is None else [self.weights[i] for i in take],
        )

    def group(self, key: dict[str, str], filters: Filters = ALL_ROWS) -> tuple[list[float], list[float]]:
        """Pay in ascending order and the mass of each row of one group, by looking at every row."""
        medians = []
        for i, pay in enumerate(self.pay):
            texts = {name: (getattr(self, name)[i] or "Not stated").split("|") for name in ("city", "skill", "role")}
            inside = all(value in texts[name] for name, value in key.items())
            passes = all(set(values) & set(texts[name]) for name, values in filters)
            if inside and passes and not np.isnan(pay):
                medians.append((pay, self.weights[i] if self.weights else self.counts[i] if self.counts else 1))
        medians.sort(key=lambda pair: pair[0])
        return [pay for pay, _ in medians], [mass for _, mass in medians]


@st.composite
def rows(draw: st.DrawFn, kind: str = "plain", least: int = 0) -> Rows:
    size = draw(st.integers(least, 40))

    def column(values: st.SearchStrategy) -> list:
        return draw(st.lists(values, min_size=size, max_size=size))

    return Rows(
        pay=column(st.sampled_from([8000.0, 10000.0, 10500.0, 12000.0, 20000.0, 90000.0, float("nan")])),
        city=column(st.sampled_from(CITIES)),
        skill=column(st.sampled_from(SKILLS)),
        role=column(st.sampled_from(ROLES)),
        counts=column(st.integers(1, 9)) if kind == "counts" else None,
        weights=column(st.floats(0.1, 50)) if kind == "weights" else None,
    )


any_rows = st.sampled_from(["plain", "counts", "weights"]).flatmap(rows)
any_by = st.lists(st.sampled_from(["city", "skill", "role"]), unique=True)
any_filters = st.fixed_dictionaries(
    {},
    optional={
        "city": st.lists(st.sampled_from(["A", "B", "C", "Not stated", "Atlantis"])),
        "skill": st.lists(st.sampled_from(["Excel", "Tally"])),
        "role": st.lists(st.sampled_from(["clerk", "cashier", "astronaut"])),
    },
).map(Filters.of)


Settings = dict[ModuleType, dict[str, Any]]
ONE_BLOCK: Settings = {order_statistics: {"BLOCK": 2048}}
MANY_BLOCKS: Settings = {order_statistics: {"BLOCK": 4}, threads: {"CHUNK": 8}, numbering: {"RUNS_LIMIT": 0}}
MANY_THREADS: Settings = {
    order_statistics: {"BLOCK": 4},
    threads: {"CHUNK": 8, "THREADS_FROM": 1, "processor_count": lambda: 3},
}
NARROWED: Settings = {narrowing: {"NARROWED_FROM": 1, "NARROW": 1.0, "MOST_SHARE": 1.5}}


@contextmanager
def cut(settings: Settings) -> Iterator[None]:
    """Other sizes of blocks and chunks, so that few rows go every way that many can go."""
    with ExitStack() as stack:
        for module, values in settings.items():
            stack.enter_context(mock.patch.multiple(module, **values))
        yield


def test_by_hand() -> None:
    # Pune: 10, 12, 12, 15, and Delhi: 11, 13; the post at 12 with both cities counts in each, and once in the total.
    pay, city = [15, 12, 10, 13, 12, 11], ["Pune", "Delhi|Pune", "Pune", "Delhi", "Pune", "Delhi"]
    survey = Rows(pay, city, ["Excel"] * 6, ["clerk"] * 6).survey()
    cities, total = Groups(survey, by=["city"]), Groups(survey)
    assert cities.keys == (("Delhi",), ("Pune",))
    assert cities.n.tolist() == [3, 4]
    assert cities.at_rank([0, 0, 0, 1, 1, 1, 1], [0, 1, 2, 0, 1, 2, 3]).tolist() == [11, 12, 13, 10, 12, 12, 15]
    assert total.keys == ((),)
    assert total.n.tolist() == [6]
    assert total.at_rank(0, range(6)).tolist() == [10, 11, 12, 12, 13, 15]
    assert cities.between([10, 12, 13, 20]).tolist() == [[1, 1], [1, 2], [1, 1]]


def test_by_hand_with_counts_and_weights() -> None:
    pay, city = [10, 20, 30], ["A", "B", "A"]
    same = {"skill": ["Excel"] * 3, "role": ["clerk"] * 3}
    counted = Groups(Rows(pay, city, **same, counts=[3, 2, 1]).survey(), by=["city"])
    assert counted.n.tolist() == [4, 2]  # A: 10, 10, 10, 30; B: 20, 20
    assert counted.at_rank([0, 0, 0, 0, 1, 1], [0, 1, 2, 3, 0, 1]).tolist() == [10, 10, 10, 30, 20, 20]
    weighted = Groups(Rows(pay, city, **same, weights=[3.0, 2.0, 1.5]).survey(), by=["city"])
    assert weighted.n.tolist() == [2, 1]
    assert weighted.mass.tolist() == [4.5, 2.0]
    assert weighted.at_mass(0, [0.5, 3.0, 3.1, 4.5]).tolist() == [10, 10, 30, 30]
    # Kish: A has (3 + 1.5)² ÷ (3² + 1.5²) = 20.25 ÷ 11.25 = 1.8; a single row always counts as one.
    assert weighted.effective_n().tolist() == [1.8, 1.0]


@pytest.mark.slow
@pytest.mark.parametrize("sizes", [ONE_BLOCK, MANY_BLOCKS, MANY_THREADS, NARROWED])
@steady
@given(rows=any_rows, by=any_by, filters=any_filters)
def test_every_order_statistic_equals_sorting_the_group(
    sizes: Settings, rows: Rows, by: list[str], filters: Filters
) -> None:
    with cut(sizes):
        survey = rows.survey()
        for selection in (
            filters,
            filters.with_values("city", ["B"]),
            filters,
        ):  # what is kept serves the next question
            check_every_order_statistic(Groups(survey, by, selection), rows, by, selection)


def check_every_order_statistic(groups: Groups, rows: Rows, by: list[str], filters: Filters) -> None:
    for index, key in enumerate(groups.keys):
        pay, mass = rows.group(dict(zip(by, key, strict=True)), filters)
        assert groups.mass[index] == pytest.approx(sum(mass), rel=1e-12)
        assert groups.n[index] == (len(pay) if rows.counts is None else sum(mass))
        edges = [0, 10_000, 12_000, 12_001, 1e9]
        between = [sum(m for p, m in zip(pay, mass, strict=True) if a <= p < b) for a, b in pairwise(edges)]
        assert groups.between(edges)[:, index].tolist() == pytest.approx(between, rel=1e-12)
        reached = np.cumsum(mass)
        assert groups.at_mass(index, reached).tolist() == pay
        assert groups.at_mass(index, (reached - np.array(mass) / 2)[::-1]).tolist() == pay[::-1]
        assert groups.at_mass([index], [0]).tolist() == pytest.approx(pay[:1] or [np.nan], nan_ok=True)


@steady
@given(rows=any_rows, by=any_by.filter(len), filters=any_filters)
def test_a_group_filtered_then_computed_equals_its_row(rows: Rows, by: list[str], filters: Filters) -> None:
    survey = rows.survey()
    groups = Groups(survey, by, filters)
    for index, key in enumerate(groups.keys):
        alone = Groups(survey, by, filters.with_values(by[0], [key[0]]))
        place = alone.keys.index(key)
        assert alone.n[place] == groups.n[index]
        ranks = (np.arange(groups.n[index]) + 0.5) / max(groups.n[index], 1)
        of_group, of_selection = (g.at_mass(i, g.mass[i] * ranks) for g, i in ((groups, index), (alone, place)))
        assert of_group.tolist() == of_selection.tolist()


@steady
@given(rows=rows("counts"), by=any_by, filters=any_filters)
def test_counts_are_repeated_rows(rows: Rows, by: list[str], filters: Filters) -> None:
    def repeated(column: Sequence) -> list:
        return [value for value, count in zip(column, rows.counts or (), strict=True) for _ in range(count)]

    plain = Rows(*(repeated(column) for column in (rows.pay, rows.city, rows.skill, rows.role)))
    grouped, single = Groups(rows.survey(), by, filters), Groups(plain.survey(), by, filters)
    assert grouped.n.tolist() == single.n.tolist()
    for index, n in enumerate(grouped.n):
        assert grouped.at_rank(index, range(n)).tolist() == single.at_rank(index, range(n)).tolist()


@steady
@given(data=st.data(), rows=any_rows, by=any_by)
def test_the_order_of_rows_changes_nothing(data: st.DataObject, rows: Rows, by: list[str]) -> None:
    shuffled = data.draw(st.permutations(range(len(rows.pay))))
    first, second = Groups(rows.survey(), by), Groups(rows.survey(shuffled), by)
    assert first.keys == second.keys
    assert first.n.tolist() == second.n.tolist()
    shares = np.array([0.05, 0.35, 0.65, 0.95])
    for index in np.flatnonzero(first.n):
        in_order, in_disorder = (groups.at_mass(index, groups.mass[index] * shares) for groups in (first, second))
        assert in_order.tolist() == in_disorder.tolist()


@steady
@given(rows=any_rows, filters=any_filters)
def test_n_adds_up(rows: Rows, filters: Filters) -> None:
    survey = rows.survey()
    total = Groups(survey, (), filters).n.sum()
    assert Groups(survey, ["role"], filters).n.sum() == total
    # A row with several cities counts once in each of them that the filters leave, and once in the total.
    counts = rows.counts or [1] * len(rows.pay)
    offers = 0
    for pay, city, skill, role, count in zip(rows.pay, rows.city, rows.skill, rows.role, counts, strict=True):
        texts = {"city": (city or "Not stated").split("|"), "skill": skill.split("|"), "role": [role]}
        left = {name: [v for v in values if not filters[name] or v in filters[name]] for name, values in texts.items()}
        offers += 0 if np.isnan(pay) else count * len(left["city"]) * bool(left["skill"]) * bool(left["role"])
    assert Groups(survey, ["city"], filters).n.sum() == offers


def test_sums_of_weights_that_differ_by_a_rounding_error_find_a_neighbouring_row() -> None:
    blocks = 5000
    weights = np.random.default_rng(5).uniform(0.1, 1, 4 * blocks)
    dimensions = {"skill": ["Excel"] * 4 * blocks, "role": ["clerk"] * 4 * blocks}
    with cut(MANY_THREADS):
        groups = Groups(
            Rows(range(4 * blocks), ["A", "B"] * 2 * blocks, **dimensions, weights=weights).survey(), ["city"]
        )
        # Threads add up their own blocks, and the sums before them are added last: the last digits differ.
        ends = np.cumsum(weights.reshape(blocks, 2, 2).sum(axis=1), axis=0)
        city = np.arange(blocks) % 2  # one city's mass is wanted at the end of one block, the other's at the next
        target = ends[np.arange(blocks), city] + order_statistics.TIE * groups.mass[city]
        rows = groups.at_mass(city, target)
    last_in_block = 4 * np.arange(blocks) + 2 + city
    assert np.isin(rows - last_in_block, [0, 2]).all()


def test_beyond_the_rows_there_is_nothing() -> None:
    survey = Rows([10, 20], ["A", "B"], ["Excel"] * 2, ["clerk", "cashier"]).survey()
    groups = Groups(survey, ["city", "role"])
    assert groups.n.tolist() == [0, 1, 1, 0]
    assert np.isnan(groups.at_rank([0, 3, 1, 2], [0, 0, 1, 5])).all()
    assert groups.at_mass([1, 2], [0, 0]).tolist() == [10, 20]
    no_rows = Groups(survey, ["city"], Filters.of({"city": ["Atlantis"]}))
    assert no_rows.keys == ()
    assert no_rows.n.tolist() == []
    assert no_rows.between([0, 100]).shape == (1, 0)
    empty = Groups(Rows([], [], [], []).survey())
    assert empty.n.tolist() == [0]
    assert np.isnan(empty.at_rank(0, 0))


def test_a_dimension_that_the_survey_lacks() -> None:
    survey = Rows([10], ["A"], ["Excel"], ["clerk"]).survey()
    with pytest.raises(KeyError, match="no dimension 'planet'; it has city, skill, role"):
        Groups(survey, ["planet"])
    with pytest.raises(KeyError, match="no dimension 'planet'"):
        Groups(survey, filters=Filters.of({"planet": ["Mars"]}))


def test_too_many_groups_are_refused() -> None:
    names = [f"d{i}" for i in range(4)]
    columns = [Dimension.of(name, name, [f"{value}" for value in range(100)]) for name in names]
    survey = Survey.build(name="wide", provenance=SOURCE, low=range(100), dimensions=columns)
    with pytest.raises(ValueError, match=r"d0, d1, d2, d3 make 100000000 groups; at most 1048576"):
        Groups(survey, names)


def test_defaults_hold_for_dimensions_that_are_not_filtered() -> None:
    doubt = Dimension.of("doubt", "Doubt", ["none", "none", "repeat"])
    survey = Survey.build(
        name="x", provenance=SOURCE, low=[1, 2, 3], dimensions=[doubt], defaults=Filters.of({"doubt": ["none"]})
    )
    assert Groups(survey).n.tolist() == [2]
    assert Groups(survey, filters=Filters.of({"doubt": ["none", "repeat"]})).n.tolist() == [3]


def test_each_measure_takes_the_rows_that_state_it() -> None:
    nan = float("nan")
    survey = Survey.build(name="x", provenance=SOURCE, low=[30, 10, nan, 5], high=[40, 12, 20, nan])
    pay = {measure: Groups(survey, measure=measure) for measure in ("low", "middle", "high")}
    assert pay["low"].at_rank(0, range(3)).tolist() == [5, 10, 30]
    assert pay["middle"].at_rank(0, range(2)).tolist() == [11, 35]
    assert pay["high"].at_rank(0, range(3)).tolist() == [12, 20, 40]
    assert [groups.n.tolist() for groups in pay.values()] == [[3], [2], [3]]


@pytest.fixture(scope="module")
def large() -> tuple[pd.DataFrame, Survey]:
    """700,000 rows: several threads, hundreds of blocks; one dimension of 300 values, which takes two bytes a code."""
    draw = np.random.default_rng(11)
    rows = 700_000
    frame = pd.DataFrame(
        {
            "pay": np.round(np.exp(draw.normal(10, 0.6, rows)) / 500) * 500,
            "employer": [f"e{i:03}" for i in draw.integers(0, 300, rows)],
            "city": [f"c{i:02}" for i in draw.integers(0, 40, rows)],
            "weight": draw.uniform(0.5, 20, rows),
            "posts": draw.integers(1, 5, rows),
        }
    )
    return frame, grouped(frame)


def grouped(frame: pd.DataFrame, **mass: pd.Series) -> Survey:
    columns = [Dimension.of(name, name, frame[name].tolist()) for name in ("employer", "city")]
    return Survey.build(name="large", provenance=SOURCE, low=frame["pay"], dimensions=columns, **mass)


def test_large_codes_take_two_bytes(large: tuple[pd.DataFrame, Survey]) -> None:
    codes = {name: dimension.codes.dtype.name for name, dimension in large[1].dimensions.items()}
    assert codes == {"employer": "uint16", "city": "uint8"}


def test_agrees_with_duckdb_on_twelve_thousand_groups(large: tuple[pd.DataFrame, Survey]) -> None:
    frame, survey = large
    shares = [0.1, 0.25, 0.5, 0.75, 0.9]
    query = f"SELECT employer, city, count(*), quantile_cont(pay, {shares}) FROM large GROUP BY ALL ORDER BY ALL"
    reference = duckdb.query_df(frame, "large", query).fetchall()
    assert len(reference) == 12_000  # every employer in every city
    groups = Groups(survey, ["employer", "city"])
    assert groups.keys == tuple(row[:2] for row in reference)
    assert groups.n.tolist() == [row[2] for row in reference]
    position = (groups.n[:, None] - 1) * np.array(shares)
    group = np.broadcast_to(np.arange(len(groups.n))[:, None], position.shape)
    below, above = groups.at_rank(group, np.floor(position)), groups.at_rank(group, np.ceil(position))
    computed = below + (above - below) * (position - np.floor(position))
    np.testing.assert_allclose(computed, [row[3] for row in reference], rtol=1e-12)


def test_agrees_with_numpy_with_filters(large: tuple[pd.DataFrame, Survey]) -> None:
    frame, survey = large
    employers = [f"e{i:03}" for i in range(150, 300)]
    groups = Groups(survey, ["city"], Filters.of({"employer": employers}))
    rows = frame[frame["employer"].isin(employers)]
    for index, (city,) in enumerate(groups.keys):
        pay = rows.loc[rows["city"] == city, "pay"].to_numpy()
        assert groups.n[index] == len(pay)
        assert groups.at_rank(index, range(0, len(pay), 97)).tolist() == np.sort(pay)[::97].tolist()


def test_rows_that_a_filter_leaves_are_kept_within_limits_and_go_with_the_survey(
    large: tuple[pd.DataFrame, Survey],
) -> None:
    survey = grouped(large[0])
    all_rows = survey.sorted_rows()
    for city in [f"c{index:02}" for index in range(40)] * 2:
        Groups(survey, ["employer"], Filters.of({"city": [city]}))
    cached = narrowing._caches[all_rows]._cached
    sizes = [len(rows.pay) for rows in cached.values()]
    assert len(all_rows.pay) * (narrowing.MOST_SHARE - 1 / 39) < sum(sizes) <= len(all_rows.pay) * narrowing.MOST_SHARE
    assert next(reversed(cached)) == ("city", ("c39",))  # the first to go is what was asked for longest ago
    assert all(len(rows.dimensions["employer"].codes) == len(rows.pay) for rows in cached.values())
    gone = weakref.ref(all_rows)
    del survey, all_rows, cached
    gc.collect()
    assert gone() is None


@pytest.mark.slow
def test_agrees_with_numpy_with_weights_and_counts(large: tuple[pd.DataFrame, Survey]) -> None:
    frame, _ = large
    shares = np.array([0.1, 0.25, 0.5, 0.75, 0.9])
    weighted = Groups(grouped(frame, weights=frame["weight"]), ["city"])
    counted = Groups(grouped(frame, counts=frame["posts"]), ["city"])
    for index, (city,) in enumerate(weighted.keys):
        city_rows = frame[frame["city"] == city]
        pay, weight, posts = (city_rows[name].to_numpy() for name in ("pay", "weight", "posts"))
        expected = np.quantile(pay, shares, method="inverted_cdf", weights=weight)
        assert weighted.at_mass(index, weighted.mass[index] * shares).tolist() == expected.tolist()
        assert weighted.effective_n()[index] == pytest.approx(weight.sum() ** 2 / (weight**2).sum(), rel=1e-12)
        repeated = np.sort(np.repeat(pay, posts))
        assert counted.n[index] == len(repeated)
        assert counted.at_rank(index, range(0, len(repeated), 331)).tolist() == repeated[::331].tolist()
