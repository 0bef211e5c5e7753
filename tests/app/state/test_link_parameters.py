"""Links that name a city by an old name, and experience in words, set the filters they mean."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.visiting import words


@pytest.mark.parametrize(
    ("parameters", "key", "values"),
    [
        ({"city": "Bangalore"}, "city", ["Bengaluru"]),
        ({"city": ["bombay", "Pune"]}, "city", ["Mumbai", "Pune"]),
        ({"city": "pune"}, "city", ["Pune"]),
        ({"experience": "fresher"}, "experience", ["fresher"]),
        ({"experience": "2 years"}, "experience", ["1-2-years"]),
    ],
)
def test_a_link_in_words_filters(
    visit: Callable[..., AppTest], parameters: dict[str, str | list[str]], key: str, values: list[str]
) -> None:
    app = visit("salary_bands", parameters)
    assert not app.exception
    assert app.session_state[key] == values
    assert not [info.value for info in app.info if "This link asked for" in info.value]


def test_what_means_no_value_is_left_out_and_said(visit: Callable[..., AppTest]) -> None:
    app = visit("salary_bands", {"city": ["Bangalore", "Atlantis"]})
    assert app.session_state["city"] == ["Bengaluru"]
    assert any("“Atlantis”" in info.value for info in app.info)


def test_a_salary_is_checked_in_a_city_by_its_old_name(visit: Callable[..., AppTest]) -> None:
    app = visit("check_salary", {"my_city": "Bangalore", "my_pay": "3 Lakhs"})
    assert not app.exception
    text = " ".join(words(app))
    assert "Bengaluru" in text
    assert "“3 Lakhs” is read as pay for a year" in text
    assert not [warning.value for warning in app.warning if "Bangalore" in warning.value]
