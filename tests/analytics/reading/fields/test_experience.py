"""Experience as people write it."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.reading.fields.experience import Label, NotYears, Years, read_experience

READINGS = {
    "2-4 Yrs": (2, 4),
    "0-1": (0, 1),
    "1 - 2": (1, 2),
    "3 to 5 years": (3, 5),
    "1 a 3 años": (1, 3),
    "от 1 до 3 лет": (1, 3),
    "२-४ साल": (2, 4),
    "2 साल": (2, 2),
    "Freshers (0-1 Yr)": (0, 1),
    "5": (5, 5),
    "5.5": (5.5, 5.5),
    "1,5": (1.5, 1.5),
    "0": (0, 0),
    "One year": (1, 1),
    "18 months": (1.5, 1.5),
    "6 to 12 months": (0.5, 1),
    "6 months - 1 year": (0.5, 1),
    "2 yrs 6 months": (2.5, 2.5),
    "15, thereof 8 as CTO": (15, 15),
    "Fresher": (0, 0),
    "No experience required": (0, 0),
    "без опыта": (0, 0),
    "Menos de un año": (0, 1),
    "Less than 1 year": (0, 1),
    "less than year": (0, 1),
    "<1": (0, 1),
    "up to 2 years": (0, 2),
    "10+ years": (10, inf),
    "10+": (10, inf),
    "More than 50 years": (50, inf),
    "minimum 2 years": (2, inf),
    "8-5": (5, 8),
}


@pytest.mark.parametrize("text", READINGS)
def test_years(text: str) -> None:
    assert read_experience(text) == Years(*READINGS[text])


def test_labels_carry_no_years_but_an_order() -> None:
    labels = [read_experience(text) for text in ("Entry level", "MI", "SE", "EX")]
    assert all(isinstance(label, Label) for label in labels)
    ranks = [label.rank for label in labels if isinstance(label, Label)]
    assert ranks == sorted(ranks)  # type: ignore[type-var]
    assert read_experience(" Senior ") == Label("Senior", 4)
    assert read_experience("Grade B2") == Label("Grade B2", None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "blank"),
        (None, "blank"),
        ("-2", "negative"),
        ("2015", "too many to be years of experience"),
        ("02-May", "looks like a date"),  # a spreadsheet made this of 2-5
        ("2020-01-05", "looks like a date"),
        ("???", "blank"),
        ("(*)", "not understood"),
    ],
)
def test_what_states_no_experience_says_why(text: str | None, reason: str) -> None:
    assert read_experience(text) == NotYears(reason)


PIECES = st.sampled_from(
    ["1", "2.5", "10", "-", "to", "+", "years", "months", "Fresher", "<", "senior", "99", "९", "साल"]
)


@given(st.text(max_size=40) | st.lists(PIECES, max_size=7).map(" ".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    reading = read_experience(text)
    if isinstance(reading, Years):
        assert 0 <= reading.low <= reading.high
        assert reading.low <= 60
