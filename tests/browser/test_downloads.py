"""What is taken away equals what is on the screen, at full precision."""

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analytics.model import Filters
from analytics.reading import packaged
from analytics.statistics.bands import salary_bands
from analytics.topics.bands import columns

pytestmark = pytest.mark.browser


def expected() -> pd.DataFrame:
    """The bands behind the first chart at that link: the dozen cities with the most posts, by median."""
    survey = packaged.survey("posted_pay")
    table = salary_bands(survey, ["city"], Filters.of({"experience": ["Fresher"]})).nlargest(12, "n")
    return table.sort_values(["p50", "n"], ascending=False).reset_index(drop=True)


def same(table: pd.DataFrame) -> None:
    """The file holds the bands; what is whole but for the last digit of a float is whole there."""
    expected_table = expected()
    columns = [name for name in expected_table if name in table and name != "flagged"]
    assert len(columns) > 25
    numbers = {
        name: float for name in columns if expected_table[name].dtype == float
    }  # JSON has null for what is missing
    pd.testing.assert_frame_equal(
        table[columns].astype(numbers), expected_table[columns], rtol=1e-12, atol=0, check_dtype=False
    )
    assert table["employers"].tolist() == expected_table["clusters"].tolist()
    assert [flag == "yes" for flag in table["flagged"]] == expected_table["flagged"].tolist()


@pytest.fixture(scope="module")
def freshers(desk) -> Any:
    return desk.open("salary_bands", "?experience=Fresher&by=City")


def test_the_csv_equals_the_table_and_the_chart(freshers, tmp_path: Path) -> None:
    path = freshers.download("CSV", tmp_path)
    assert path.name.endswith(".csv")
    assert "fresher" in path.name
    table = pd.read_csv(path, keep_default_na=False, na_values=[""])
    same(table)
    assert freshers.medians() == table["p50"].tolist()

    headings, *rows = freshers.table()  # the columns that are in view
    assert headings[:2] == ["City", "Posts"]
    assert len(headings) > 4
    labels = {label: name for name, label in columns.QUANTILE_LABELS.items()}
    for index, heading in enumerate(headings):
        cells = [row[index] for row in rows]
        if heading == "City":
            assert cells == table["city"].tolist()
        elif heading in ("Posts", *labels):
            assert [float(cell) for cell in cells] == table[labels.get(heading, "n")].tolist()


def test_the_workbook_equals_the_table(freshers, tmp_path: Path) -> None:
    book = pd.read_excel(freshers.download("Excel", tmp_path), sheet_name=None, engine="openpyxl")
    assert list(book) == ["Data", "About"]
    same(book["Data"])


def test_the_json_says_what_it_is_and_equals_the_table(freshers, tmp_path: Path) -> None:
    content = json.loads(freshers.download("JSON", tmp_path).read_text("utf-8"))
    same(pd.DataFrame(content["rows"]))
    assert content["filters"] == {"experience": ["Fresher"]}
    assert content["unit"] == "INR per month"
    assert content["source"]["kind"] == "posted"
    assert content["source"]["sha256"] == hashlib.sha256((packaged.DATA / "posted_pay.csv").read_bytes()).hexdigest()
    assert [column["name"] for column in content["columns"]] == list(content["rows"][0])


def test_the_data_package_describes_its_data(freshers, tmp_path: Path) -> None:
    with zipfile.ZipFile(freshers.download("Data package", tmp_path)) as archive:
        assert set(archive.namelist()) == {"data.csv", "datapackage.json"}
        data, descriptor = archive.read("data.csv"), json.loads(archive.read("datapackage.json"))
    same(pd.read_csv(io.BytesIO(data), keep_default_na=False, na_values=[""]))
    (resource,) = descriptor["resources"]
    assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
    assert resource["bytes"] == len(data)
    header = data.decode("utf-8-sig").splitlines()[0].split(",")
    assert [field["name"] for field in resource["schema"]["fields"]] == header
    assert descriptor["filters"] == {"experience": ["Fresher"]}


def test_each_card_gives_its_own_data(freshers, tmp_path: Path) -> None:
    table = pd.read_csv(freshers.download("CSV", tmp_path, card=1))
    assert list(table) == ["pay_from", "pay_to", "share"]
    assert table["share"].sum() == pytest.approx(1, abs=1e-12)
    bars = freshers.drawn(1)[0]
    assert [share / 100 for share in bars["y"]] == pytest.approx(table["share"].tolist(), abs=1e-15)
