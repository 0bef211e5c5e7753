"""The types everything else speaks in."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.model import (
    NOT_STATED,
    DataError,
    Dimension,
    Experience,
    Fault,
    Filters,
    Provenance,
    RowCount,
    Scope,
    Survey,
    small,
)
from analytics.texts import message

SOURCE = Provenance("Example", "nobody", "yours")
steady = settings(deadline=None)  # a busy machine is no reason to fail
choices = st.dictionaries(st.sampled_from(["city", "role", "years"]), st.lists(st.text(max_size=3), max_size=4))


@pytest.mark.parametrize(
    ("years", "level"),
    [
        ((0,), "Fresher"),
        ((0.99,), "Fresher"),
        ((1,), "1–2 years"),
        ((2.99,), "1–2 years"),
        ((3,), "3–5 years"),
        ((6,), "6–9 years"),
        ((10,), "10+ years"),
        ((40,), "10+ years"),
        ((0, 1), "Fresher"),  # middle 0.5
        ((0, 2), "1–2 years"),  # middle 1
        ((2, 4), "3–5 years"),  # middle 3
        ((5, 7), "6–9 years"),  # middle 6
        ((2, float("inf")), "1–2 years"),  # two years or more: the years asked are two
    ],
)
def test_experience_of_years(years: tuple[float, ...], level: str) -> None:
    assert Experience.of_years(*years) == level


@pytest.mark.parametrize("years", [(-1,), (3, 2), (float("nan"),), (1, float("nan"))])
def test_impossible_years_are_refused(years: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="years of experience must be 0 or more"):
        Experience.of_years(*years)


def test_the_levels_of_experience_leave_no_gap() -> None:
    ends = [level.years for level in Experience]
    assert ends[0][0] == 0
    assert ends[-1][1] == float("inf")
    assert [end for _, end in ends[:-1]] == [start for start, _ in ends[1:]]


@steady
@given(first=choices, second=choices)
def test_filters(first: dict[str, list[str]], second: dict[str, list[str]]) -> None:
    filters = Filters.of(first)
    shuffled = Filters.of({name: [*reversed(values), *values] for name, values in reversed(list(first.items()))})
    assert (filters, hash(filters)) == (shuffled, hash(shuffled))
    assert bool(filters) == any(first.values())
    for name in ("city", "role", "years"):
        assert set(filters[name]) == set(first.get(name, []))
        assert filters.without(name)[name] == ()
        assert set(filters.with_values(name, ["x"])[name]) == {"x"}
        assert filters.with_values(name, []) == filters.without(name)
        over = filters.over(Filters.of(second))
        assert set(over[name]) == set(first.get(name) or second.get(name, []))


def test_a_fault_says_where_and_what() -> None:
    fault = Fault("pay.csv", message("not a number"), row=12, column="pay_low", value="12k")
    assert str(fault) == "pay.csv, row 12, column “pay_low”: not a number (found “12k”)"
    error = DataError([fault, Fault("pay.csv", message("the file is empty"))])
    assert len(error.faults) == 2
    assert str(error).endswith("(found “12k”); pay.csv: the file is empty")


@steady
@given(st.lists(st.sampled_from(["Pune", "Delhi", "Delhi|Pune", "Pune|Delhi|Pune", " Pune | Goa", "", "|Goa"])))
def test_a_dimension_gives_back_what_its_rows_say(rows: list[str]) -> None:
    dimension = Dimension.of("city", "City", rows, separator="|")
    members = dimension.members()
    parts = [[dimension.values[value] for value in members[code]] for code in dimension.codes]
    expected = [list(dict.fromkeys(part.strip() or NOT_STATED for part in row.split("|"))) for row in rows]
    assert parts == expected
    assert set(dimension.values) == {value for row in expected for value in row}


def test_values_keep_their_own_order_and_not_stated_comes_last() -> None:
    dimension = Dimension.of("level", "Level", ["high", "", "odd", "low", "even"], order=["low", "high"])
    assert dimension.values == ("low", "high", "even", "odd", "Not stated")
    assert dimension.ordered
    assert not Dimension.of("city", "City", ["Pune"]).ordered


@pytest.mark.parametrize(("count", "dtype"), [(1, "uint8"), (256, "uint8"), (257, "uint16"), (65_536, "uint16")])
def test_codes_take_the_fewest_bytes(count: int, dtype: str) -> None:
    assert small(np.arange(count)).dtype.name == dtype


def test_a_column_of_row_names_is_no_dimension() -> None:
    with pytest.raises(ValueError, match=r"at most 65,536 different values; got 65537"):
        small(np.arange(65_537))


def test_row_count_adds_up() -> None:
    assert RowCount(10, {"no pay": 3, "another currency": 2}).used == 5


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"low": [1, 2], "high": [3]}, r"equally long; got lengths \[1, 2\]"),
        ({"low": [1], "dimensions": [Dimension.of("city", "City", ["A", "B"])]}, r"got lengths \[1, 2\]"),
        ({"low": [1, 5, 9], "high": [2, 4, 8]}, "pay_low is above pay_high in 2 rows"),
        ({"low": [1], "counts": [1], "weights": [1.0]}, "counts .* or sampling weights, not both"),
    ],
)
def test_columns_that_do_not_fit_are_refused(columns: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Survey.build(name="x", provenance=SOURCE, **columns)


def test_a_survey_is_sorted_and_cannot_be_changed() -> None:
    nan = float("nan")
    city = Dimension.of("city", "City", ["A", "B", "C", "D"])
    survey = Survey.build(
        name="x",
        provenance=SOURCE,
        low=[30, nan, 10, 20],
        high=[50, 15, 10, nan],
        dimensions=[city],
        counts=[1, 2, 3, 4],
    )
    np.testing.assert_array_equal(survey.middle, [10, 40, nan, nan])
    np.testing.assert_array_equal(survey.low, [10, 30, nan, 20])
    np.testing.assert_array_equal(survey.high, [10, 50, 15, nan])
    assert survey.dimensions["city"].codes.tolist() == [2, 0, 1, 3]
    assert survey.counts.tolist() == [3, 1, 2, 4]
    for array in (survey.low, survey.middle, survey.high, survey.counts, survey.dimensions["city"].codes):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    with pytest.raises(TypeError):
        survey.dimensions["city"] = city
    with pytest.raises(AttributeError):
        survey.name = "y"


def test_rows_read_are_counted_with_their_repetitions() -> None:
    assert Survey.build(name="x", provenance=SOURCE, low=[1, 2]).rows.read == 2
    assert Survey.build(name="x", provenance=SOURCE, low=[1, 2], counts=[3, 4]).rows.read == 7


def test_one_figure_a_row_has_no_ranges_and_is_held_once() -> None:
    single = Survey.build(name="x", provenance=SOURCE, low=[3, 1])
    assert not single.has_ranges
    assert single.low is single.middle is single.high
    assert single.sorted_rows("low") is single.sorted_rows("middle")
    assert not Survey.build(name="x", provenance=SOURCE, low=[3, 1], high=[3, 1]).has_ranges
    assert Survey.build(name="x", provenance=SOURCE, low=[3, 1], high=[3, 2]).has_ranges


def test_an_unknown_measure_is_refused() -> None:
    survey = Survey.build(name="x", provenance=SOURCE, low=[1])
    with pytest.raises(ValueError, match="measure must be one of low, middle, high; got 'median'"):
        survey.sorted_rows("median")


def test_rows_with_several_values_are_repeated_where_asked() -> None:
    survey = Survey.build(
        name="x",
        provenance=SOURCE,
        low=[2, 1],
        counts=[5, 7],
        dimensions=[
            Dimension.of("city", "City", ["A|B", "B"], separator="|"),
            Dimension.of("skill", "Skill", ["x", "x|y"], separator="|"),
        ],
    )

    def rows(by: list[str]) -> list[tuple]:
        ordered = survey.sorted_rows(by=by)
        columns = [ordered.dimensions[name] for name in ("city", "skill")]
        texts = [["+".join(c.values[v] for v in c.members()[code]) for code in c.codes] for c in columns]
        return sorted(zip(ordered.pay.tolist(), *texts, ordered.counts.tolist(), strict=True))

    assert rows([]) == [(1, "B", "x+y", 7), (2, "A+B", "x", 5)]
    assert rows(["city"]) == [(1, "B", "x+y", 7), (2, "A", "x", 5), (2, "B", "x", 5)]
    assert rows(["skill", "city"]) == [(1, "B", "x", 7), (1, "B", "y", 7), (2, "A", "x", 5), (2, "B", "x", 5)]
    assert survey.sorted_rows(by=["skill", "city"]) is survey.sorted_rows(by=["city", "skill"])


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ({"counts": [1, 0]}, "counts must be above zero"),
        ({"weights": [1.0, float("nan")]}, "weights must be above zero"),
    ],
)
def test_counts_and_weights_are_above_zero(extra: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Survey.build(name="x", provenance=SOURCE, low=[1, 2], **extra)


def test_a_survey_keeps_its_name() -> None:
    assert Survey.build(name="office", provenance=SOURCE, low=[1, 2], weights=[1, 2]).name == "office"


def test_clusters_stay_with_their_rows() -> None:
    city = Dimension.of("city", "City", ["Pune|Goa", "Goa", "Pune", "Goa"], separator="|")
    survey = Survey.build(
        name="x", provenance=SOURCE, low=[30, 10, 20, 40], high=[31, 99, 21, 41], dimensions=[city],
        clusters=[900, 900, 7, 8],
    )  # fmt: skip
    assert survey.clusters is not None
    assert survey.clusters.dtype == np.uint32
    by_middle = dict(zip(survey.middle.tolist(), survey.clusters.tolist(), strict=True))
    assert by_middle[30.5] == by_middle[54.5]  # both of 900
    assert len(set(by_middle.values())) == 3
    low = survey.sorted_rows("low", ["city"])  # by the low end; the row of two cities twice
    assert low.clusters is not None
    assert low.pay.tolist() == [10, 20, 30, 30, 40]
    assert low.clusters[0] == low.clusters[2] == low.clusters[3] != low.clusters[1]
    assert low.take(np.array([1, 4])).clusters.tolist() == low.clusters[[1, 4]].tolist()


@pytest.mark.parametrize(
    "clusters", [np.array([0, 5, 5]), np.array([2, 1, 0], np.uint32), np.array([9, 9, 9], np.uint32)]
)
def test_clusters_are_numbered_without_gaps(clusters: np.ndarray) -> None:
    survey = Survey.build(name="x", provenance=SOURCE, low=[1, 2, 3], clusters=clusters)
    assert survey.clusters is not None
    assert set(survey.clusters.tolist()) == set(range(len(set(clusters.tolist()))))


@pytest.mark.parametrize("clusters", [[0, -1], [0.0, 1.0], ["A", "B"], [0]])
def test_clusters_that_are_no_numbers_of_rows_are_refused(clusters: list) -> None:
    with pytest.raises(ValueError, match=r"clusters must be whole numbers|equally long"):
        Survey.build(name="x", provenance=SOURCE, low=[1, 2], clusters=clusters)


@pytest.mark.parametrize(("ends", "measures"), [("both", 3), ("single", 3), ("low", ["low"]), ("high", ["high"])])
def test_a_source_answers_for_the_ends_it_states(ends: str, measures: int | list) -> None:
    answered = list(Scope(ends=ends).measures)
    assert answered == measures or len(answered) == measures


@pytest.mark.parametrize("limits", [{"floor": 0}, {"floor": 20, "cap": 10}, {"cap": float("nan")}, {"ends": "middle"}])
def test_an_impossible_scope_is_refused(limits: dict) -> None:
    with pytest.raises(ValueError, match=r"a floor and a cap are amounts|ends must be"):
        Scope(**limits)
