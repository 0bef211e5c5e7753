"""What an hour, a day, a week and a year of pay make of a month."""

import pytest

from analytics.reading.fields.periods import PER_MONTH


def test_the_factors_are_those_of_the_minimum_wage_rules() -> None:
    # 8 hours × 26 days; 52 weeks over 12 months; a fortnight is 26 to the year.
    assert PER_MONTH["hour"] == 208
    assert PER_MONTH["day"] == 26
    assert PER_MONTH["week"] * 12 == 52
    assert PER_MONTH["fortnight"] * 12 == pytest.approx(26)
    assert PER_MONTH["year"] * 12 == 1
