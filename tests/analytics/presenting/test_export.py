"""Files to take away: full precision, inert cells, the same bytes for the same selection."""

import csv
import hashlib
import io
import json
import re
import unicodedata
import zipfile
from dataclasses import replace
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import __version__
from analytics.model import Filters, Survey
from analytics.presenting import export
from analytics.presenting.exhibit import Exhibit
from analytics.statistics.bands import salary_bands
from analytics.topics.bands import answer, exhibits
from analytics.view import View
from tests.builders import by_group, source

NASTY = [
    "=HYPERLINK(“http://x”)",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=2",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "$\\LaTeX$",
    'a "quoted", name',
    "two\nlines",
    "https://example.org",
    "सैलरी",
    "\u202eright to left",
]
STARTS = ("=", "+", "-", "@", "\t", "\r")


def thirds(groups: list[str], column: str = "city") -> Survey:
    """Thirty rows for each group, with pay that has no short decimal form."""
    pay = {group: [1000 * (index + 1) + row / 3 for row in range(30)] for index, group in enumerate(groups)}
    high = [figure * 1.1 for figures in pay.values() for figure in figures]
    origin = source("yours", title="=Example", licence="CC0", url="https://example.org")
    return by_group(pay, column, provenance=origin, high=high)


def exhibit(groups: list[str] = NASTY, column: str = "city") -> Exhibit:
    return exhibits.bands(answer.bands(View(thirds(groups, column)), column, None))


def is_harmless(value: str) -> str:
    return f"'{value}" if value.startswith(STARTS) else value


def numbers(table: pd.DataFrame) -> pd.DataFrame:
    return table.select_dtypes("number")


def test_csv_reads_back_equal_to_the_last_digit() -> None:
    original = exhibit()
    table = pd.read_csv(io.BytesIO(export.csv(original)), keep_default_na=False, na_values=[""])
    pd.testing.assert_frame_equal(numbers(table), numbers(original.table), check_exact=True, check_dtype=False)
    assert table["city"].tolist() == [is_harmless(name) for name in original.table["city"]]
    assert len(table) == len(NASTY)


def test_csv_opens_in_spreadsheets() -> None:
    content = export.csv(exhibit())
    assert content.startswith(b"\xef\xbb\xbf")  # or Excel shows ₹ and Devanagari as noise
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert {len(row) for row in rows} == {len(rows[0])}


@pytest.mark.parametrize("name", [name for name in NASTY if name.startswith(STARTS)])
def test_no_text_cell_is_a_formula(name: str) -> None:
    original = exhibit([name, "Pune"])
    for row in csv.reader(io.StringIO(export.csv_text(original.table), newline="")):
        assert not row[0].startswith(STARTS)
    book = openpyxl.load_workbook(io.BytesIO(export.excel(original)))
    for sheet in book:
        for cells in sheet.iter_rows():
            for cell in cells:
                assert cell.data_type != "f"
                assert cell.hyperlink is None
                assert not str(cell.value).startswith(STARTS) or isinstance(cell.value, int | float)


@pytest.mark.parametrize("start", STARTS)
def test_cells_of_any_table_are_inert(start: str) -> None:
    table = pd.DataFrame({"name": [f"{start}1"], f"{start}2": [3.5]})
    ((heading, second_heading), (cell, figure)) = csv.reader(io.StringIO(export.csv_text(table), newline=""))
    start = start.replace("\r", "\n")  # or a reader would begin a new row there
    assert (heading, second_heading, cell, figure) == ("name", f"'{start}2", f"'{start}1", "3.5")


def test_line_breaks_in_a_name_break_no_row() -> None:
    table = pd.DataFrame({"name": ["one\r=2\n=3\r\n=4", "b"], "pay": [1, 2]})
    rows = list(csv.reader(io.StringIO(export.csv_text(table), newline="")))
    assert [row[1] for row in rows] == ["pay", "1", "2"]


def test_no_heading_is_a_formula() -> None:
    original = exhibit(["Pune", "Delhi"], column="=cmd|' /C calc'!A1")
    assert export.csv_text(original.table).startswith("'=cmd")
    sheet = openpyxl.load_workbook(io.BytesIO(export.excel(original)))["Data"]
    assert sheet["A1"].value == "'=cmd|' /C calc'!A1"


@given(st.text(max_size=50))
def test_any_text_becomes_inert_and_keeps_its_letters(text: str) -> None:
    safe = export.neutralise_formula(text)
    assert not safe.startswith(STARTS)
    assert safe.removeprefix("'") == text.removeprefix("'").replace("\r", "\n")


@pytest.mark.parametrize("figure", [-5, -0.25, 0, 1e300])
def test_numbers_stay_numbers(figure: float) -> None:
    assert export.neutralise_formula(figure) == figure
    assert export.csv_text(pd.DataFrame({"pay": [figure]})).split() == ["pay", str(figure)]


def test_the_workbook_holds_the_rows_and_what_they_are() -> None:
    original = exhibit()
    book = pd.read_excel(io.BytesIO(export.excel(original)), sheet_name=None, engine="openpyxl")
    assert list(book) == ["Data", "About"]
    data = book["Data"]
    # The writer keeps 16 digits, so the last bit of a figure can differ.
    np.testing.assert_allclose(numbers(data), numbers(original.table), rtol=1e-15)
    about = dict(book["About"].itertuples(index=False, name=None)) | {book["About"].columns[0]: original.title}
    assert about["source: title"] == "'=Example"
    assert about["version"] == f"Vetan {__version__}"
    assert {f"column: {name}" for name in original.table} <= set(about)


def test_json_is_plain_json_with_null_for_what_is_not_shown() -> None:
    few = by_group({"Pune": [10.1] * 7, "Delhi": [20.2] * 2}, kind="yours")

    def refuse(word: str) -> Any:
        pytest.fail(f"{word} is no JSON")

    content = json.loads(export.as_json(exhibits.bands(answer.bands(View(few), "city"))), parse_constant=refuse)
    pune, delhi = content["rows"]
    assert (pune["city"], pune["n"], pune["p50"], pune["p10"], pune["p25"]) == ("Pune", 7, 10.1, None, None)
    assert (delhi["city"], delhi["n"], delhi["p50"], delhi["quality"]) == ("Delhi", 2, None, None)
    assert content["unit"] == "INR per month"
    assert [column["name"] for column in content["columns"]] == list(pune)
    assert all(column["description"] for column in content["columns"])


def test_the_data_package_describes_its_data() -> None:
    original = exhibit()
    with zipfile.ZipFile(io.BytesIO(export.package(original))) as archive:
        assert archive.testzip() is None
        data, descriptor = archive.read("data.csv"), json.loads(archive.read("datapackage.json"))
    assert data == export.csv(original)
    (resource,) = descriptor["resources"]
    assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
    assert resource["bytes"] == len(data)
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    assert list(fields) == list(original.table)
    assert fields["city"]["type"] == "string"
    assert fields["p50"]["type"] == "number"
    assert fields["p50"]["unit"] == "INR per month"
    assert descriptor["method"]
    assert descriptor["version"] == f"Vetan {__version__}"


@pytest.mark.parametrize("build", [export.csv, export.as_json, export.package])
def test_the_same_selection_gives_the_same_bytes(build: Any) -> None:
    assert build(exhibit()) == build(exhibit())


def test_downloads_say_which_filters_hold() -> None:
    rows = thirds(["Pune", "Delhi"])
    filters = Filters.of({"city": ["Pune"]})
    original = exhibits.bands(answer.bands(View(rows, filters), "city"))
    assert export.about(original)["filters"] == {"city": ["Pune"]}
    assert export.about(original)["n"] == 30
    assert original.file_name == "vetan-bands-by-city-pune"
    only = json.loads(export.as_json(original))["rows"]
    assert [row["city"] for row in only] == ["Pune"]
    assert only[0]["p50"] == salary_bands(rows, ["city"], filters)["p50"].iloc[0]


@pytest.mark.parametrize("name", ["../../etc/passwd", "con", "a\x00b", "C:\\x", "सैलरी", "x" * 500])
def test_file_names_are_safe(name: str) -> None:
    rows = thirds([name, "Pune"])
    original = exhibits.bands(answer.bands(View(rows, Filters.of({"city": [name]})), "city"))
    assert original.file_name.startswith("vetan-bands-by-city")
    assert set(original.file_name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(original.file_name) <= 80


def test_a_figure_that_misses_a_whole_number_by_the_last_digit_is_that_number() -> None:
    figures = np.array([399999.99999999994, 20833.333333333332])
    original = replace(exhibit(), data={"city": ["Pune", "Agra"], "p50": figures})
    assert export.csv_text(original.table) == "city,p50\nPune,400000.0\nAgra,20833.333333333332\n"


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@a", "＝1+1", "＋1", "﹣1", "＠a", ";=cmd;", "a;=cmd", "\n=1", " =1", "\t=1", "a\n＝1"]
)
def test_no_spreadsheet_reads_a_formula_in_a_text(text: str) -> None:
    """However it splits the text, no part begins with a sign of a formula; the letters are all there."""
    safe = export.neutralise_formula(text)
    parts = [unicodedata.normalize("NFKC", part).strip() for part in re.split(r"[;\n\t]", safe)]
    assert not [part for part in parts if part[:1] in ("=", "+", "-", "@")]
    assert safe.replace("'", "") == text.replace("\r", "\n")
