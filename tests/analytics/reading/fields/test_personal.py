"""Texts that name or reach a person, made from the patterns that describe them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.reading.fields import personal


@pytest.mark.parametrize("pattern", [pattern for _, pattern in personal._VALUES[:3]])
def test_what_fits_a_pattern_is_personal(pattern: re.Pattern[str]) -> None:
    @given(st.from_regex(pattern))
    def is_personal(text: str) -> None:
        assert personal.holds_personal(["Pune", text])

    is_personal()
