"""Own pay against a reference, and the exhibits on an import."""

import math
from pathlib import Path

import numpy as np
import pytest

from analytics.model import Dimension, Provenance, Survey
from analytics.presenting.exhibit import View
from analytics.reading.importing.read import read_csv
from analytics.statistics.compa_ratio import compa_ratio
from analytics.topics.imports import exhibits as import_exhibits

SOURCE = Provenance("Example", "nobody", "posted")


def survey(name: str, currency: str = "INR", **pay: list[float]) -> Survey:
    role = Dimension.of("role", "Role", [role for role, values in pay.items() for _ in values])
    return Survey.build(
        name=name,
        provenance=SOURCE,
        low=[value for values in pay.values() for value in values],
        dimensions=[role],
        currency=currency,
    )


def test_by_hand() -> None:
    own = survey("own", Clerk=[9, 10, 11, 12, 13, 14, 15], Driver=[20] * 6)
    reference = survey("reference", Clerk=[8, 9, 10, 10, 10, 11, 12], Driver=[25] * 6, Cook=[5] * 6)
    found = compa_ratio(own, reference, ["role"])
    assert found["role"] == ["Clerk", "Driver"]  # nobody of ours is a cook
    # Medians 12 and 10; of seven rows the 95 % interval is the first to the last: 9 to 15, and 8 to 12.
    assert found["ratio"].tolist() == [12 / 10, 20 / 25]
    assert (found["ratio_low"][0], found["ratio_high"][0]) == (9 / 12, 15 / 8)
    assert found["n"].tolist() == [7, 6]
    assert found["reference_n"].tolist() == [7, 6]


def test_too_few_rows_on_either_side_give_no_ratio() -> None:
    found = compa_ratio(survey("own", Clerk=[1] * 5), survey("reference", Clerk=[1] * 40), ["role"])
    assert math.isnan(found["ratio"][0])
    found = compa_ratio(survey("own", Clerk=[1] * 40), survey("reference", Clerk=[1] * 5), ["role"])
    assert math.isnan(found["ratio"][0])


def test_a_raise_of_a_tenth_raises_every_ratio_by_a_tenth() -> None:
    random = np.random.default_rng(1)
    pay = {role: random.lognormal(10, 0.4, 30).tolist() for role in ("Clerk", "Cook")}
    reference = survey("reference", **{role: random.lognormal(10, 0.4, 50).tolist() for role in pay})
    raised = {role: [1.1 * value for value in values] for role, values in pay.items()}
    before, after = (compa_ratio(survey("own", **own), reference, ["role"]) for own in (pay, raised))
    assert after["ratio"] == pytest.approx(1.1 * before["ratio"], rel=1e-12)


def test_rupees_are_not_compared_with_dollars() -> None:
    with pytest.raises(ValueError, match="one currency; got INR and USD"):
        compa_ratio(survey("own", Clerk=[1]), survey("reference", "USD", Clerk=[1]))


def test_the_exhibit_says_who_is_surely_above_and_draws_what_it_lists() -> None:
    own = survey("own", Clerk=[30.0] * 12, Driver=[20.0] * 12)
    reference = survey("reference", Clerk=[20.0] * 40, Driver=[20.0] * 40)
    exhibit = import_exhibits.against_reference(View(own), reference, "role")
    assert exhibit.title == "1 of 2 groups differ from the reference"
    assert "Clerk 50% above" in exhibit.reading
    assert len(exhibit.figure().data[2].x) == len(exhibit.table) == 2


def test_the_audit_of_an_import_adds_up(tmp_path: Path) -> None:
    imported = read_csv(b"city,pay per month\nPune,18000\nPune,0\nDelhi,Not disclosed\nDelhi,20000\n", name="x.csv")
    audit, rows = import_exhibits.audit(imported), import_exhibits.rows_left_out(imported)
    assert audit.title == "2 of 4 rows used"
    table = audit.table
    assert table.loc[table["what"] == "left out", "rows"].sum() == 2 == len(rows.table)
    assert set(rows.table["text"]) == {"0", "Not disclosed"}
    taken = import_exhibits.columns(imported).table.set_index("column")["role"]
    assert taken.to_dict() == {"city": "city", "pay per month": "pay"}
