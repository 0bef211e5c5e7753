"""Grouping rows into counts, and making data/ from the evidence."""

from __future__ import annotations

import filecmp
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.model import DataError
from analytics.reading.gather import group_rows
from analytics.reading.packaged import DATA, DESCRIPTOR, descriptor
from analytics.sources import csv_bytes, gather, sources
from analytics.sources.internshala import FILE

ROWS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 4)), min_size=1, max_size=40)


def frame(rows: list[tuple[str, int]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["city", "pay"])


class TestGrouped:
    def test_by_hand(self) -> None:
        # Pune 200 twice, Delhi 150 and 200 once each; ascending by city, then pay.
        table = group_rows(frame([("Pune", 200), ("Delhi", 200), ("Pune", 200), ("Delhi", 150)]), ["city", "pay"])
        assert table.values.tolist() == [["Delhi", 150, 1], ["Delhi", 200, 1], ["Pune", 200, 2]]
        assert table.dtypes["posts"] == "int64"

    @given(ROWS, st.randoms(use_true_random=False))
    def test_neither_the_order_nor_the_parts_matter(self, rows, random) -> None:
        whole = group_rows(frame(rows), ["city", "pay"])
        assert whole["posts"].sum() == len(rows)
        shuffled = random.sample(rows, len(rows))
        cut = random.randrange(1, len(rows) + 1)
        parts = [group_rows(frame(part), ["city", "pay"]) for part in (shuffled[:cut], shuffled[cut:]) if part]
        pd.testing.assert_frame_equal(group_rows(pd.concat(parts), ["city", "pay"]), whole)

    def test_nothing_is_lost_in_silence(self) -> None:
        with pytest.raises(ValueError, match="1 in city"):
            group_rows(pd.DataFrame({"city": ["Pune", None]}), ["city"])
        with pytest.raises(KeyError, match="no column town; there are city"):
            group_rows(pd.DataFrame({"city": ["Pune"]}), ["town"])


@pytest.fixture(scope="module")
def made(shared, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    gather(shared / "evidence", folder)
    return folder


class TestGather:
    @pytest.mark.thorough(12)
    def test_it_makes_the_same_bytes_as_the_files_that_ship(self, made) -> None:
        names = sorted(path.name for path in made.glob("*.csv"))
        assert {"posted_pay.csv", "postings.csv", "skills.csv", "published_pay.csv"} <= set(names)
        _, different, unreadable = filecmp.cmpfiles(made, DATA, names, shallow=False)
        assert (different, unreadable) == ([], [])

    @pytest.mark.thorough
    def test_the_descriptor_describes_just_what_is_there(self, made) -> None:
        entries = {entry["path"]: entry for entry in descriptor(made)["resources"]}
        assert set(entries) == {path.name for path in made.glob("*.csv")}
        shipped = {entry["path"]: entry for entry in descriptor(DATA)["resources"]}
        assert entries == {name: shipped[name] for name in entries}

    def test_advertisements_alone_are_enough_and_the_rest_is_named(self, shared, tmp_path) -> None:
        (tmp_path / "evidence").mkdir()
        raw = pd.read_csv(shared / "evidence" / FILE, dtype=str, keep_default_na=False, nrows=2000)
        raw.to_csv(tmp_path / "evidence" / FILE, index=False)
        report = gather(tmp_path / "evidence", tmp_path / "data")
        assert set(report.files) == {"posted_pay.csv", "employers_by_name.csv", "postings.csv", "skills.csv"}
        assert len(report.left_out) == len(sources()) - 1
        assert any(line.startswith("published_pay.csv is not in") for line in report.left_out)
        entry = next(e for e in json.loads((tmp_path / "data" / DESCRIPTOR).read_text("utf-8"))["resources"])
        assert entry["read"] == 2000
        posts = pd.read_csv(tmp_path / "data" / "posted_pay.csv")["posts"].sum()
        assert posts + sum(entry["leftOut"].values()) == 2000

    def test_without_evidence_nothing_is_written(self, tmp_path) -> None:
        with pytest.raises(DataError, match="there is no evidence to gather"):
            gather(tmp_path, tmp_path / "data")
        assert not (tmp_path / "data").exists()

    def test_faulty_evidence_names_every_fault_and_writes_nothing(self, shared, tmp_path) -> None:
        shutil.copy(shared / "evidence" / FILE, tmp_path / FILE)
        raw = pd.read_csv(tmp_path / FILE, dtype=str, keep_default_na=False, nrows=5)
        raw.loc[1, "post_id"] = raw.loc[0, "post_id"]
        raw.loc[2, "posted_date"] = "2 June"
        raw.drop(columns="Salary").to_csv(tmp_path / FILE, index=False)
        with pytest.raises(DataError) as error:
            gather(tmp_path, tmp_path / "data")
        assert [(fault.column, fault.row) for fault in error.value.faults] == [
            ("Salary", None),
            ("posted_date", 4),
            ("post_id", 3),
        ]
        assert not (tmp_path / "data").exists()

    def test_text_keeps_its_bytes(self) -> None:
        assert csv_bytes(pd.DataFrame({"a": ["x,y", "1–2 years"]})) == 'a\n"x,y"\n1–2 years\n'.encode()
