"""The exhibits on an import, and on its pay against a reference."""

import pytest

from analytics.model import Survey
from analytics.presenting.exhibit import Exhibit
from analytics.reading.importing.read import read_csv
from analytics.topics.imports import answer, exhibits
from analytics.view import View
from tests.builders import by_group


def compared(company: Survey, reference: Survey) -> Exhibit:
    return exhibits.against_reference(answer.against_reference(View(company), reference, "role"))


def test_the_exhibit_says_who_is_surely_above_and_draws_what_it_lists() -> None:
    company = by_group({"Clerk": [30.0] * 12, "Driver": [20.0] * 12}, "role")
    exhibit = compared(company, by_group({"Clerk": [20.0] * 40, "Driver": [20.0] * 40}, "role"))
    assert exhibit.title == "1 of 2 groups differ from the reference"
    assert exhibit.reading == "Against Example: Clerk 50% above."
    assert "{" not in exhibit.alt + "".join(exhibit.notes)
    assert len(exhibit.figure().data[2].x) == len(exhibit.table) == 2


def test_too_few_rows_in_common_draw_nothing() -> None:
    exhibit = compared(by_group({"Clerk": [30.0] * 3}, "role"), by_group({"Clerk": [20.0] * 40}, "role"))
    assert exhibit.title == "Too few rows in common to compare"
    assert exhibit.draw is None


def test_the_largest_groups_come_first() -> None:
    sizes = by_group({f"Role {size}": [10.0] * size for size in range(6, 30)}, "role")
    groups = answer.against_reference(View(sizes), sizes, "role").groups
    assert [group.n for group in groups] == sorted(range(6, 30), reverse=True)[: len(groups)]
    assert groups[0].ratio == pytest.approx(1)


def test_the_audit_of_an_import_adds_up() -> None:
    imported = read_csv(b"city,pay per month\nPune,18000\nPune,0\nDelhi,Not disclosed\nDelhi,20000\n", name="x.csv")
    audit, rows = exhibits.audit(imported), exhibits.rows_left_out(imported)
    assert audit.title == "2 of 4 rows used"
    assert rows.title == "2 rows left out"
    table = audit.table
    assert table.loc[table["what"] == "left out", "rows"].sum() == 2 == len(rows.table)
    assert set(rows.table["text"]) == {"0", "Not disclosed"}
    roles = exhibits.columns(imported).table.set_index("column")["role"]
    assert roles.to_dict() == {"city": "city", "pay per month": "pay"}
