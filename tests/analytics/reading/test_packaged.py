"""Packaged data: every fault of a file and its descriptor is named at once, and nothing else ever comes out."""

import copy
import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analytics.model import DataError, Filters
from analytics.reading import packaged

ROWS = """\
id,city,experience,pay_low,pay_high,posts
a,Pune,Fresher,216000,240000,3
b,Delhi|Pune,1–2 years,240000,240000,1
c,,Fresher,180000,300000,2
"""


def field(name: str, kind: str = "string", unit: str = "", **more: Any) -> dict[str, Any]:
    entry = {"name": name, "title": name.capitalize(), "type": kind, "description": f"The {name}"} | more
    return entry | ({"unit": unit} if unit else {})


ENTRY = {
    "name": "pay",
    "path": "pay.csv",
    "title": "Pay by hand",
    "description": "Three rows",
    "kind": "posted",
    "sources": [{"title": "A notebook", "path": "https://example.org/notebook"}],
    "licenses": [{"name": "CC0-1.0", "title": "CC0", "path": "https://example.org/cc0"}],
    "period": "2026",
    "accessed": "2026-08-31",
    "schema": {
        "fields": [
            field("id", constraints={"required": True}),
            field("city"),
            field("experience"),
            field("pay_low", "integer", "INR per year", constraints={"minimum": 1}),
            field("pay_high", "integer", "INR per year"),
            field("posts", "integer", "count", constraints={"required": True, "minimum": 1}),
        ],
        "primaryKey": ["id"],
    },
    "survey": {
        "low": "pay_low",
        "high": "pay_high",
        "count": "posts",
        "dimensions": ["experience", "city"],
        "scope": {"floor": 180_000, "cap": None, "ends": "both", "leavesOut": "all but three"},
    },
}


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Writes a data folder with one file, described rightly unless the descriptor is changed."""

    def write(rows: str = ROWS, change: Callable[[dict[str, Any]], Any] = lambda entry: None) -> Path:
        content = rows.encode()
        (tmp_path / "pay.csv").write_bytes(content)
        entry = copy.deepcopy(ENTRY) | {"hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
        change(entry)
        (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [entry]}), "utf-8")
        return tmp_path

    return write


def faults(folder: Path) -> list[str]:
    with pytest.raises(DataError) as caught:
        packaged.survey("pay", folder)
    return [str(fault) for fault in caught.value.faults]


def test_a_sound_file_becomes_a_survey_in_rupees_a_month(folder: Callable[..., Path]) -> None:
    survey = packaged.survey("pay", folder())
    # Middles a month: (216000 + 240000) / 24 = 19000, 240000 / 12 = 20000, (180000 + 300000) / 24 = 20000.
    assert survey.middle.tolist() == [19000, 20000, 20000]
    assert survey.low.tolist() == [18000, 20000, 15000]
    assert survey.counts is not None
    assert survey.counts.tolist() == [3, 1, 2]
    assert survey.dimensions["city"].values == ("Delhi", "Pune", "Not stated")
    assert survey.sizes["city"] == {"Delhi": 1, "Pune": 4, "Not stated": 2}
    assert survey.dimensions["experience"].values == ("Fresher", "1–2 years")
    assert survey.rows.read == survey.rows.used == 6
    assert survey.provenance.publisher == "A notebook"
    assert survey.provenance.kind == "posted"
    assert survey.defaults == Filters()


@pytest.mark.parametrize(
    ("rows", "change", "words"),
    [
        pytest.param(
            ROWS,
            lambda entry: entry["schema"]["fields"][3].update(unit="rupees"),
            ["pay.csv", "pay_low", "INR per month, INR per year", "rupees"],
            id="a unit that is not one",
        ),
        pytest.param(
            ROWS,
            lambda entry: entry["schema"]["fields"][3].update(unit="INR per month"),
            ["pay.csv", "pay_low", "INR per month", "does not fit"],
            id="a unit that the figures contradict",
        ),
        pytest.param(
            ROWS.replace("posts\n", "posts,colour\n", 1).replace(",3\n", ",3,red\n"),
            None,
            ["pay.csv", "colour", "does not know"],
            id="an unknown column",
        ),
        pytest.param(
            ROWS,
            lambda entry: entry["schema"]["fields"].append(field("sector")),
            ["pay.csv", "sector", "missing"],
            id="a missing column",
        ),
        pytest.param(
            ROWS,
            lambda entry: entry.update(hash="sha256:" + "0" * 64),
            ["pay.csv", "has changed", "000000000000"],
            id="a changed byte",
        ),
        pytest.param(
            ROWS.replace("\nc,", "\na,"),
            None,
            ["pay.csv", "row 4", "repeats an earlier row", "id"],
            id="a duplicate id",
        ),
        pytest.param(
            ROWS.replace("b,Delhi|Pune,1–2 years,240000,240000", "b,Delhi|Pune,1–2 years,250000,240000"),
            None,
            ["pay.csv", "row 3", "pay_low must not be above pay_high", "250000 > 240000"],
            id="low above high",
        ),
        pytest.param(ROWS, lambda entry: entry.update(sources=[]), ["datapackage.json", "source"], id="no source"),
        pytest.param(
            ROWS,
            lambda entry: entry["sources"][0].update(path="javascript:alert(1)"),
            ["datapackage.json", "https://", "javascript:alert(1)"],
            id="a link that is none",
        ),
        pytest.param(
            ROWS.replace("180000", "one eighty"),
            None,
            ["pay.csv", "row 4", "pay_low", "whole number", "one eighty"],
            id="a word for a number",
        ),
        pytest.param(ROWS.replace("180000", "-1"), None, ["pay.csv", "row 4", "pay_low", "1 or more", "-1"], id="low"),
        pytest.param(ROWS.replace("\nc,", "\n,"), None, ["pay.csv", "row 4", "id", "empty"], id="an empty key"),
        pytest.param(ROWS[: len(ROWS) - 14], None, ["pay.csv", "row 4", "posts"], id="a truncated file"),
    ],
)
def test_each_fault_names_file_row_column_value_and_rule(
    folder: Callable[..., Path], rows: str, change: Callable[[dict[str, Any]], Any] | None, words: list[str]
) -> None:
    messages = faults(folder(rows, change or (lambda entry: None)))
    assert any(all(word in fault for word in words) for fault in messages), messages


def test_every_fault_is_named_at_once(folder: Callable[..., Path]) -> None:
    def change(entry: dict[str, Any]) -> None:
        entry["sources"] = []
        entry["hash"] = "sha256:" + "0" * 64
        entry["schema"]["fields"][3]["unit"] = "rupees"

    rows = ROWS.replace("posts\n", "posts,colour\n", 1).replace("\nc,", "\na,").replace("216000", "250000")
    messages = faults(folder(rows, change))
    for rule in ("names no source", "has changed", "one of the units", "does not know", "repeats", "must not be above"):
        assert sum(rule in fault for fault in messages) == 1, (rule, messages)


def test_a_missing_file_a_missing_descriptor_and_an_unknown_name(folder: Callable[..., Path]) -> None:
    data = folder()
    with pytest.raises(DataError, match=r"describes no resource of this name; it has pay.*“salaries”"):
        packaged.survey("salaries", data)
    (data / "pay.csv").unlink()
    assert faults(data) == ["pay.csv: cannot be read: No such file or directory"]
    (data / "datapackage.json").unlink()
    assert faults(data) == ["datapackage.json: cannot be read: No such file or directory"]


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"\x00" * 100, b'"', b"version https://git-lfs\n", b"a,b\n1\n2,3,4\n"]
)
def test_a_file_that_is_no_table_is_named(folder: Callable[..., Path], content: bytes) -> None:
    data = folder()
    (data / "pay.csv").write_bytes(content)
    assert any(fault.startswith("pay.csv") for fault in faults(data))


def names() -> list[str]:
    return [entry["name"] for entry in packaged.descriptor()["resources"]]


@pytest.mark.parametrize("name", names())
def test_every_packaged_file_is_sound(name: str) -> None:
    table = packaged.read(name)
    entry = packaged.resource(name)
    assert len(table) == entry["rows"]
    assert (packaged.DATA / entry["path"]).stat().st_size == entry["bytes"]
    # The file reads the same with pandas alone, so it opens for everyone.
    plain = pd.read_csv(packaged.DATA / entry["path"], keep_default_na=False, na_values=[""], encoding="utf-8")
    assert list(plain.columns) == list(table.columns)
    assert len(plain) == len(table)


def test_the_scope_is_per_month(folder: Callable[..., Path]) -> None:
    scope = packaged.survey("pay", folder()).scope
    assert (scope.floor, scope.cap, scope.ends, scope.leaves_out) == (15_000, None, "both", "all but three")


def test_every_file_in_data_is_described() -> None:
    described = {entry["path"] for entry in packaged.descriptor()["resources"]} | {packaged.DESCRIPTOR}
    pictures = {".png", ".svg"}
    assert {path.name for path in packaged.DATA.iterdir() if path.suffix not in pictures} == described


@pytest.mark.parametrize("name", [entry["name"] for entry in packaged.descriptor()["resources"] if entry.get("survey")])
def test_a_survey_holds_the_rows_of_its_file(name: str) -> None:
    survey, entry = packaged.survey(name), packaged.resource(name)
    columns = entry["survey"]
    raw = pd.read_csv(packaged.DATA / entry["path"], keep_default_na=False, na_values=[""], encoding="utf-8")
    units = {field["name"]: field.get("unit") for field in entry["schema"]["fields"]}
    for end, pay in (("low", survey.low), ("high", survey.high)):
        if end not in columns:
            assert np.isnan(pay).all()
            continue
        months = {"INR per month": 1, "INR per year": 12}[units[columns[end]]]
        assert np.array_equal(np.sort(pay), np.sort(raw[columns[end]].to_numpy(float) / months), equal_nan=True)
    assert survey.rows.used == (raw[columns["count"]].sum() if "count" in columns else len(raw))
    assert list(survey.dimensions) == columns["dimensions"]


def _places(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every key and element of a JSON tree."""
    children = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [place for key, child in children for place in ((*path, key), *_places(child, (*path, key)))]


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["gone", None, "word", 7, [], {}], ids=str)
def test_a_damaged_descriptor_never_ends_in_anything_but_named_faults(
    folder: Callable[..., Path], damage: Any, subtests: pytest.Subtests
) -> None:
    whole = json.loads((folder() / "datapackage.json").read_text("utf-8"))
    for path in _places(whole):
        with subtests.test(place=path):
            broken = copy.deepcopy(whole)
            inner = broken
            for key in path[:-1]:
                inner = inner[key]
            if damage == "gone":
                del inner[path[-1]]
            else:
                inner[path[-1]] = damage
            data = folder()
            (data / "datapackage.json").write_text(json.dumps(broken), "utf-8")
            with suppress(DataError):
                packaged.survey("pay", data)
