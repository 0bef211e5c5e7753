"""A survey that is saved and loaded again is the same survey; other tools read the file; what is damaged is said."""

import json
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from analytics.model import DataError, Dimension, Filters, Provenance, RowCount, Scope, Survey
from analytics.reading import packaged, saved
from analytics.reading.files.parquet import SURVEY_KEY
from analytics.statistics.bands import salary_bands


def same(first: Survey, second: Survey) -> None:
    """Equal in everything, rows in the same order."""
    for name in ("name", "provenance", "currency", "defaults", "rows", "scope", "has_ranges", "sizes"):
        assert getattr(first, name) == getattr(second, name), name
    for name in ("low", "middle", "high", "counts", "weights", "clusters"):
        before, after = getattr(first, name), getattr(second, name)
        assert (before is None) == (after is None), name
        if before is not None:
            np.testing.assert_array_equal(before, after, name)
            assert before.dtype == after.dtype
            assert not after.flags.writeable
    assert list(first.dimensions) == list(second.dimensions)
    for before, after in zip(first.dimensions.values(), second.dimensions.values(), strict=True):
        assert (before.name, before.title, before.values, before.ordered) == (
            after.name, after.title, after.values, after.ordered,
        )  # fmt: skip
        assert (before.cells is None) == (after.cells is None)
        assert before.codes.dtype == after.codes.dtype
        cells = [[d.members()[code] for code in d.codes.tolist()] for d in (before, after)]
        assert cells[0] == cells[1]


@pytest.fixture
def there_and_back(tmp_path: Path):
    def trip(survey: Survey) -> Survey:
        saved.save(survey, tmp_path / "pay.parquet")
        return saved.load(tmp_path / "pay.parquet")

    return trip


@pytest.mark.slow
@pytest.mark.parametrize("name", packaged.surveys())
def test_the_surveys_that_ship(name: str, there_and_back) -> None:
    survey = packaged.survey(name)
    copy = there_and_back(survey)
    same(survey, copy)
    assert copy.defaults == survey.defaults
    by, measure = list(survey.dimensions)[:1], survey.scope.measures[0]
    pd.testing.assert_frame_equal(
        salary_bands(survey, by, measure=measure), salary_bands(copy, by, measure=measure), check_exact=True
    )


def test_employers_and_what_the_source_does_not_take(there_and_back) -> None:
    survey = Survey.build(
        name="posts", provenance=Provenance("Posts", "", "posted"), low=[30, 10, 20], clusters=[7, 3, 7],
        scope=Scope(floor=10, ends="low", leaves_out="posts from abroad"),
    )  # fmt: skip
    copy = there_and_back(survey)
    same(survey, copy)
    assert copy.clusters is not None
    assert copy.clusters.dtype == np.uint32


def sixty_six_thousand(rows: int) -> Survey:
    """As many values as a dimension can have, in more rows than one group of the file."""
    codes = np.arange(rows, dtype=np.uint16)
    values = tuple(f"a place with a name that takes some room {index:05}" for index in range(65536))
    place = Dimension("place", "Place", values, codes)
    return Survey.build(
        name="wide", provenance=Provenance("Wide", "", "yours"), low=np.arange(rows)[::-1], dimensions=[place]
    )


@pytest.mark.slow
def test_more_rows_than_a_group_of_the_file_and_as_many_values_as_there_can_be(there_and_back) -> None:
    survey = sixty_six_thousand((1 << 20) + 5)
    copy = there_and_back(survey)
    np.testing.assert_array_equal(survey.dimensions["place"].codes, copy.dimensions["place"].codes)
    assert survey.dimensions["place"].values == copy.dimensions["place"].values


PAY = st.one_of(st.just(np.nan), st.floats(1, 1e9, width=32))


@given(
    st.lists(st.tuples(PAY, PAY, st.sampled_from(["Pune", "Pune|Delhi", "Delhi|Pune", "", "₹ =1+1"])), max_size=30),
    st.sampled_from(["plain", "counts", "weights"]),
)
def test_any_survey(tmp_path_factory, rows, kind) -> None:
    low, high = (np.array([float(row[index]) for row in rows]) for index in (0, 1))
    low, high = np.fmin(low, high), np.fmax(low, high)
    low[::3] = np.nan
    numbers = np.arange(1, len(rows) + 1)
    survey = Survey.build(
        name="any",
        provenance=Provenance("Any", "x", "posted", url="https://example.org", sha256="00"),
        currency="USD",
        low=low,
        high=high,
        counts=numbers if kind == "counts" else None,
        weights=numbers / 7 if kind == "weights" else None,
        dimensions=[
            Dimension.of("city", "City", [row[2] for row in rows], separator="|"),
            Dimension.of("count", "A column that is called count", (["b", "a"] * 15)[: len(rows)], order=["b", "a"]),
        ],
        defaults=Filters.of({"city": ["Pune"]}),
        rows=RowCount(99, {"blank": 9}),
    )
    file = tmp_path_factory.mktemp("any") / "any.parquet"
    saved.save(survey, file)
    same(survey, saved.load(file))


def test_another_tool_reads_the_table_and_counts_the_same_rows(tmp_path: Path) -> None:
    survey = packaged.survey("posted_pay")
    saved.save(survey, tmp_path / "pay.parquet")
    ((posts, rows),) = duckdb.execute(
        "select sum(count), count(*) from read_parquet(?) where experience = 'Fresher' and doubt = any(?)",
        [str(tmp_path / "pay.parquet"), list(survey.defaults["doubt"])],
    ).fetchall()
    band = salary_bands(survey, [], Filters.of({"experience": ["Fresher"]}))
    assert rows < posts == band["n"].iloc[0]


class TestDamage:
    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        city = Dimension.of("city", "City", ["Pune", "Delhi"])
        survey = Survey.build(name="x", provenance=Provenance("x", "", "yours"), low=[1, 2], dimensions=[city])
        saved.save(survey, tmp_path / "pay.parquet")
        return tmp_path / "pay.parquet"

    def refusal(self, file: Path) -> str:
        with pytest.raises(DataError) as error:
            saved.load(file)
        (fault,) = error.value.faults
        assert fault.file == file.name
        return str(fault)

    def rewrite(self, file: Path, **changes: object) -> None:
        table = parquet.read_table(file)
        about = json.loads(table.schema.metadata[SURVEY_KEY]) | changes
        parquet.write_table(table.replace_schema_metadata({SURVEY_KEY: json.dumps(about)}), file)

    def test_not_there(self, tmp_path: Path) -> None:
        assert "is not there" in self.refusal(tmp_path / "pay.parquet")

    def test_truncated(self, file: Path) -> None:
        file.write_bytes(file.read_bytes()[:-9])
        assert "is no whole survey" in self.refusal(file)
        assert not saved.is_saved(file)

    def test_some_other_table(self, file: Path) -> None:
        parquet.write_table(pa.table({"pay": [1, 2]}), file)
        assert "no survey that was saved" in self.refusal(file)
        assert not saved.is_saved(file)

    def test_a_later_format(self, file: Path) -> None:
        self.rewrite(file, format=2)
        assert "is a survey of format 2; this version reads format 1" in self.refusal(file)

    def test_a_description_of_other_values(self, file: Path) -> None:
        dimension = {
            "name": "city",
            "title": "City",
            "values": ["Pune"],
            "cells": None,
            "ordered": False,
            "column": "city",
        }
        self.rewrite(file, dimensions=[dimension])
        assert "column “city”: holds a value that the description does not list" in self.refusal(file)

    def test_values_in_another_order_are_the_same_values(self, file: Path) -> None:
        dimension = {
            "name": "city",
            "title": "City",
            "values": ["Agra", "Pune", "Delhi"],
            "cells": None,
            "ordered": True,
            "column": "city",
        }
        self.rewrite(file, dimensions=[dimension])
        city = saved.load(file).dimensions["city"]
        assert [city.values[code] for code in city.codes] == ["Pune", "Delhi"]

    def test_no_description(self, file: Path) -> None:
        self.rewrite(file, dimensions=3)
        assert "is no whole survey" in self.refusal(file)

    def test_saving_leaves_nothing_beside_the_file(self, file: Path) -> None:
        assert [path.name for path in file.parent.iterdir()] == ["pay.parquet"]


def test_columns_in_order_that_nobody_can_write_to_are_not_copied() -> None:
    pay = np.array([1.0, 2.0, np.nan])
    source = Provenance("x", "", "yours")
    copied = Survey.build(name="x", provenance=source, low=pay)
    assert pay.flags.writeable
    assert not np.shares_memory(copied.low, pay)
    pay.flags.writeable = False
    assert Survey.build(name="x", provenance=source, low=pay).middle is pay
    assert Survey.build(name="x", provenance=source, low=[3, np.nan, 2]).low.tolist()[:2] == [2, 3]
