"""Own pay against a reference."""

import math

import numpy as np
import pytest

from analytics.statistics.compa_ratio import compa_ratio
from tests.builders import by_group, survey


def test_by_hand() -> None:
    company = by_group({"Clerk": [9, 10, 11, 12, 13, 14, 15], "Driver": [20] * 6}, "role")
    reference = by_group({"Clerk": [8, 9, 10, 10, 10, 11, 12], "Driver": [25] * 6, "Cook": [5] * 6}, "role")
    ratios = compa_ratio(company, reference, ["role"])
    assert ratios["role"] == ["Clerk", "Driver"]  # nobody of ours is a cook
    # Medians 12 and 10; of seven rows the 95 % interval is the first to the last: 9 to 15, and 8 to 12.
    assert ratios["ratio"].tolist() == [12 / 10, 20 / 25]
    assert (ratios["ratio_low"][0], ratios["ratio_high"][0]) == (9 / 12, 15 / 8)
    assert ratios["n"].tolist() == [7, 6]
    assert ratios["reference_n"].tolist() == [7, 6]


def test_too_few_rows_on_either_side_give_no_ratio() -> None:
    few, many = by_group({"Clerk": [1] * 5}, "role"), by_group({"Clerk": [1] * 40}, "role")
    assert math.isnan(compa_ratio(few, many, ["role"])["ratio"][0])
    assert math.isnan(compa_ratio(many, few, ["role"])["ratio"][0])


def test_a_raise_of_a_tenth_raises_every_ratio_by_a_tenth() -> None:
    random = np.random.default_rng(1)
    pay = {role: random.lognormal(10, 0.4, 30).tolist() for role in ("Clerk", "Cook")}
    reference = by_group({role: random.lognormal(10, 0.4, 50).tolist() for role in pay}, "role")
    raised = {role: [1.1 * value for value in values] for role, values in pay.items()}
    before, after = (compa_ratio(by_group(company, "role"), reference, ["role"]) for company in (pay, raised))
    assert after["ratio"] == pytest.approx(1.1 * before["ratio"], rel=1e-12)


def test_rupees_are_not_compared_with_dollars() -> None:
    with pytest.raises(ValueError, match="one currency; got INR and USD"):
        compa_ratio(survey([1]), survey([1], currency="USD"))
