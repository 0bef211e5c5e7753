"""Names of sectors as people type them: by hand, then the table, then whatever text hypothesis can think of."""

from __future__ import annotations

import csv
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.model import NOT_STATED
from analytics.reading.fields.sectors import SECTORS, read_sector, read_sectors
from analytics.reading.fields.titles import packaged_roles

with SECTORS.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
NAMES = [(name, row["sector"]) for row in ROWS for name in (row["sector"], *row["aliases"].split("|"))]


@pytest.mark.parametrize(
    ("text", "sector"),
    [
        ("IT", "IT & software"),
        ("it", "IT & software"),
        ("I.T.", "IT & software"),
        ("Information Technology", "IT & software"),
        ("IT/Software", "IT & software"),
        ("IT-ITES", "BPO & customer support"),
        ("BPO/KPO", "BPO & customer support"),
        ("BPO", "BPO & customer support"),
        ("Call Center", "BPO & customer support"),
        ("F&A", "Accounting & finance"),
        ("Finance and Accounts", "Accounting & finance"),
        ("Bank", "Banking & insurance"),
        ("BFSI", "Banking & insurance"),
        ("HR", "Human resources"),
        ("Hotels, Restaurants", "Hospitality, travel & events"),
        ("hospitality travel and events", "Hospitality, travel & events"),
        ("  LEGAL  ", "Legal"),
        ("E-Commerce", "Retail & e-commerce"),
    ],
)
def test_one_name_for_each_sector(text: str, sector: str) -> None:
    assert read_sector(text) == sector


@pytest.mark.parametrize(
    ("text", "sector"),
    [
        ("Municipal  Corporation ", "Municipal Corporation"),
        ("Sales & Banking", "Sales & Banking"),  # names of two sectors
        ("Defence / Bank", "Defence / Bank"),  # one is unknown
        ("कृषि", "कृषि"),
    ],
)
def test_what_is_unknown_is_kept(text: str, sector: str) -> None:
    assert read_sector(text) == sector


@pytest.mark.parametrize("text", ["", "  ", "-", "NA", "n/a", "None", "Not specified", "nan"])
def test_silence(text: str) -> None:
    assert read_sector(text) == NOT_STATED


def test_many_sectors_keep_their_order() -> None:
    assert read_sectors(["Law", "", "law"]) == ["Legal", NOT_STATED, "Legal"]


@pytest.mark.parametrize(("name", "sector"), NAMES)
def test_each_name_in_the_table_is_read(name: str, sector: str) -> None:
    assert read_sector(name) == read_sector(f"  {name.upper()} ") == sector


def test_no_name_stands_twice() -> None:
    assert [name for name, count in Counter(name.casefold() for name, _ in NAMES).items() if count > 1] == []


def test_the_sectors_are_those_of_the_roles() -> None:
    assert {row["sector"] for row in ROWS} == set(packaged_roles().sectors.values())


@given(st.text())
def test_no_text_is_lost(text: str) -> None:
    """Whatever comes in, something comes out that says the same, and reading it again changes nothing."""
    sector = read_sector(text)
    sectors = {row["sector"] for row in ROWS} | {NOT_STATED}
    assert sector in sectors or sector == " ".join(text.split())
    assert read_sector(sector) == sector
