"""A table in Parquet is read as the same table in CSV is, whatever its columns are made of."""

import datetime
import decimal
import io
from collections.abc import Collection
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from analytics.model import NOT_STATED
from analytics.reading.files.opening import open_table
from analytics.reading.files.table import ImportRefusedError, Limits
from analytics.reading.importing.read import read_csv
from analytics.statistics.bands import salary_bands
from tests.analytics.reading import hostile_files


def parquet_bytes(table: pa.Table, **options: object) -> bytes:
    buffer = io.BytesIO()
    parquet.write_table(table, buffer, **options)
    return buffer.getvalue()


def cells(content: bytes, encoded: Collection[int] = ()) -> list[list[str]]:
    """Every cell, row by row."""
    rows = []
    for chunk in open_table(content, "pay.parquet").chunks():
        columns = [column.cast(pa.binary()).to_pylist() for column in chunk.encode(encoded).columns]
        rows += [[cell.decode() for cell in row] for row in zip(*columns, strict=True)]
    return rows


KINDS = {
    "whole numbers": (pa.array([18000, None]), ["18000", ""]),
    "numbers": (pa.array([18000.0, 17500.5]), ["18000", "17500.5"]),
    "money": (pa.array([decimal.Decimal("18000.50"), None]), ["18000.50", ""]),
    "words": (pa.array(["₹18,000", None]), ["₹18,000", ""]),
    "long words": (pa.array(["Pune", ""], pa.large_string()), ["Pune", ""]),
    "a category": (pa.array(["Pune", None]).dictionary_encode(), ["Pune", ""]),
    "numbers as a category": (pa.array([3, None]).dictionary_encode(), ["3", ""]),
    "lists": (pa.array([["Pune", "Agra"], None]), ["Pune, Agra", ""]),
    "days": (pa.array([datetime.date(2025, 6, 2), None]), ["2025-06-02", ""]),
    "yes or no": (pa.array([True, None]), ["true", ""]),
    "bytes": (pa.array([b"Pune", None]), ["Pune", ""]),
    "nothing": (pa.array([None, None]), ["", ""]),
}


@pytest.mark.parametrize(("column", "texts"), KINDS.values(), ids=KINDS.keys())
@pytest.mark.parametrize("encoded", [[0], []], ids=["encoded", "plain"])
def test_each_kind_of_column_has_its_texts(column: pa.Array, texts: list[str], encoded: list[int]) -> None:
    content = parquet_bytes(pa.table({"x": column}))
    assert cells(content, encoded) == [[text] for text in texts]
    assert open_table(content, "pay.parquet").sample() == [[text] for text in texts]


def test_a_record_in_a_column_becomes_a_column_for_each_of_its_values() -> None:
    pay = pa.array([{"min": 18000, "in": {"period": "month"}}, None, {"min": None, "in": None}])
    content = parquet_bytes(pa.table({"city": ["Pune"] * 3, "pay": pay}))
    opened = open_table(content, "pay.parquet")
    assert opened.header == ("city", "pay.min", "pay.in.period")
    assert cells(content) == cells(content, []) == opened.sample()
    assert cells(content) == [["Pune", "18000", "month"], ["Pune", "", ""], ["Pune", "", ""]]


def test_a_record_with_a_value_of_an_unreadable_kind_is_left_aside_and_named() -> None:
    pay = pa.array([{"min": 18000, "tags": [{"a": 1}]}] * 2)
    opened = open_table(parquet_bytes(pa.table({"city": ["Pune"] * 2, "pay": pay})), "pay.parquet")
    assert opened.header == ("city",)
    assert "“pay” (struct)" in opened.notes[0]


def test_the_same_rows_as_csv_give_the_same_survey(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "Job Title": ["Accountant", "Telecaller", "HR Executive"] * 40,
            "Salary": ["18000 per month", "3.5 LPA", "Not disclosed", "₹20,000 - ₹25,000 per month"] * 30,
            "City": ["Bangalore", "Pune, Mumbai", "Delhi", "Jaipur", ""] * 24,
        }
    )
    frame.to_csv(tmp_path / "pay.csv", index=False)
    parquet.write_table(pa.Table.from_pandas(frame), tmp_path / "pay.parquet", row_group_size=17)
    first, second = read_csv(tmp_path / "pay.csv"), read_csv(tmp_path / "pay.parquet")
    for name in ("city", "role", "sector"):
        pd.testing.assert_frame_equal(salary_bands(first.survey, [name]), salary_bands(second.survey, [name]))
    assert first.survey.rows == second.survey.rows
    assert first.audit.duplicates == second.audit.duplicates > 0
    rows = (first.audit.left_out_rows["row"], second.audit.left_out_rows["row"])
    assert (rows[0] - 1).tolist() == rows[1].tolist()  # a CSV file has a header, which is its row 1


def test_a_large_file_is_sampled_in_several_places(tmp_path: Path) -> None:
    rows = 10_000
    table = pa.table({"Pay per month": range(10_000, 10_000 + rows), "City": ["Pune"] * (rows - 1) + [None]})
    content = parquet_bytes(table, row_group_size=2_000)
    sample = open_table(content, "pay.parquet").sample()
    places = {int(row[0]) // 2_000 for row in sample}
    assert len(sample) == 3_000
    assert len(places) == 5
    survey = read_csv(content, name="pay.parquet").survey
    assert survey.rows.used == rows
    assert survey.sizes["city"] == {"Pune": rows - 1, NOT_STATED: 1}


REFUSED = {
    "damaged": b"PAR1" + bytes(50) + b"PAR1",
    "a name that is damaged": parquet_bytes(pa.table({"Pay per month": [1, 2]})).replace(b"Pay per", b"Pay \xff\xd8r"),
    "cut short": parquet_bytes(pa.table({"Pay": [1, 2]}))[:-10],
    "a page that is damaged": parquet_bytes(pa.table({"Pay per month": range(5_000)}), compression="zstd").replace(
        b"\x28\xb5\x2f\xfd", b"\0\0\0\0"
    ),
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED.keys())
def test_a_damaged_file_gets_one_sentence(content: bytes) -> None:
    with pytest.raises(ImportRefusedError, match=r"^pay\.parquet: is a Parquet file that is damaged or cut short"):
        read_csv(content, name="pay.parquet")


def test_a_footer_that_lies_is_refused() -> None:
    for kind, content in hostile_files.lying().items():
        with pytest.raises(ImportRefusedError, match=r"damaged or cut short|too large once it is unpacked"):
            pytest.fail(f"{kind}: {read_csv(content, name='pay.parquet').audit.rows_used} rows were read")


def test_limits_hold_before_anything_is_unpacked() -> None:
    table = pa.table({"Pay per month": [20_000] * 5_000, "Note": ["x" * 1_000] * 5_000})
    content = parquet_bytes(table, compression="zstd", use_dictionary=False)
    for limits, words in (
        (Limits(rows=4_999), "more than 4,999 rows"),
        (Limits(columns=1), "has 2 columns"),
        (Limits(size=100_000), "too large once it is unpacked"),
    ):
        with pytest.raises(ImportRefusedError, match=words):
            read_csv(content, name="pay.parquet", limits=limits)


def test_what_is_no_cell_is_left_aside_and_told() -> None:
    table = pa.table({"Pay per month": [20_000, 30_000], "Firm": [[{"name": "A"}], [{"name": "B"}]]})
    read = read_csv(parquet_bytes(table), name="pay.parquet")
    assert "Columns that hold no text or number were left aside: “Firm” (list)." in read.audit.sentences()
    with pytest.raises(ImportRefusedError, match="without columns of text or numbers"):
        read_csv(parquet_bytes(table.select(["Firm"])), name="pay.parquet")


def test_bytes_that_are_no_text_and_times_are_no_reason_to_fail() -> None:
    table = pa.table(
        {
            "Pay per month": [20_000, 30_000] * 5,
            "City": [b"Pune", b"M\xfcnchen"] * 5,
            "Length": pa.array([datetime.timedelta(days=1)] * 10),
            "Time": pa.array([datetime.time(9)] * 10),
        }
    )
    assert read_csv(parquet_bytes(table), name="pay.parquet").survey.sizes["city"]["Pune"] == 5


def test_columns_of_one_name_are_told_apart() -> None:
    table = pa.Table.from_arrays([pa.array([20_000, 30_000]), pa.array(["Pune", "Agra"]), pa.array(["a", "b"])],
                                 names=["Pay per month", "City", "City"])  # fmt: skip
    assert open_table(parquet_bytes(table), "pay.parquet").header == ("Pay per month", "City", "City (2)")
    assert cells(parquet_bytes(table)) == [["20000", "Pune", "a"], ["30000", "Agra", "b"]]
