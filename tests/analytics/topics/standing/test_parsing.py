"""Pay as a person types it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.topics.standing import parsing
from analytics.topics.standing.parsing import pay_given


@pytest.mark.parametrize(
    ("text", "up_to", "unit", "expected"),
    [
        ("17000", "", "month", (17000, 17000)),
        ("17,000", "", "month", (17000, 17000)),
        ("₹ 17,000 per month", "", "year", (17000, 17000)),  # its own words come before the unit
        ("2,40,000", "", "year", (20000, 20000)),
        ("2.4", "", "lpa", (20000, 20000)),
        ("3-3.6 LPA", "", "month", (25000, 30000)),
        ("20000", "15000", "month", (15000, 20000)),  # ends the wrong way round
        ("15000 to 20000", "", "month", (15000, 20000)),
        ("1.8", "2.4", "lpa", (15000, 20000)),
        ("3 Lakhs", "", "month", (25000, 25000)),  # lakhs are told per year
        ("3 lakh", "", "month", (25000, 25000)),
        ("12,00,000", "", "month", (100000, 100000)),
        ("4.5", "", "month", (37500, 37500)),  # LPA
        ("3.6", "", "month", (30000, 30000)),
        ("3,00,000 per month", "", "month", (300000, 300000)),
        ("90000", "", "month", (90000, 90000)),  # a month is possible, so it is one
    ],
)
def test_pay_as_people_write_it(text: str, up_to: str, unit: str, expected: tuple[float, float]) -> None:
    assert pay_given(text, up_to, unit) == pytest.approx(expected)


def test_what_was_read_as_a_year_is_said() -> None:
    assert "for a year: ₹25,000 a month" in parsing.assumption("3 Lakhs")
    assert not parsing.assumption("3 Lakhs", unit="per year")
    assert not parsing.assumption("25,000")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("100/hr", "₹20,800 a month: 8 hours a day, 26 days a month"),
        ("₹900 per day", "₹23,400 a month: 26 days a month"),
        ("5000 weekly", "52 weeks a year"),
    ],
)
def test_what_was_counted_for_a_month_is_said(text: str, sentence: str) -> None:
    assert sentence in parsing.assumption(text)


@pytest.mark.parametrize(
    ("text", "unit", "says"),
    [
        ("", "month", "Write your pay"),
        ("banana", "month", "“banana” is not an amount of pay"),
        ("-17000", "month", "must be above zero"),
        ("0", "month", "must be above zero"),
        ("100000000", "month", "per year"),  # ten crore a month
        ("17", "month", "LPA"),
        ("$4000", "month", "in USD"),
        ("<b>1</b>" * 9, "month", "not an amount"),
    ],
)
def test_nonsense_gets_a_sentence_that_helps(text: str, unit: str, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)) as refused:
        pay_given(text, unit=unit)
    assert str(refused.value).endswith((".", "?"))


@given(st.text(max_size=80), st.text(max_size=20), st.sampled_from(list(parsing.UNITS)))
def test_any_text_is_pay_or_a_sentence(text: str, up_to: str, unit: str) -> None:
    message, ends = "", (parsing.LEAST_RUPEES, parsing.MOST_PAY)
    try:
        ends = pay_given(text, up_to, unit)
    except ValueError as refused:
        message = str(refused)
    assert not message or 20 < len(message) < 200
    assert parsing.LEAST_RUPEES <= ends[0] <= ends[1] <= parsing.MOST_PAY
