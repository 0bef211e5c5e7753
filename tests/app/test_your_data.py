"""The page of a visitor's own file: the greeting, the made-up sample, what is said first, what can be changed."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.cache import surveys
from tests.app.visiting import headings, sentences


@pytest.mark.usefixtures("reader")
def test_the_page_greets_and_a_sample_can_be_tried(visit: Callable[..., AppTest]) -> None:
    app = visit("your_data")
    assert not app.exception
    assert "not saved, not shared" in sentences(app)
    next(button for button in app.button if button.key == "try sample").click().run()
    assert not app.exception
    boxes = {box.label: box for box in app.selectbox}
    assert boxes["Pay is for a"].value == "month"
    assert any(box.startswith("Currency") for box in boxes)
    assert any("12 of 12 rows" in title for title in headings(app)) or app.dataframe
    assert any(button.key == "forget" for button in app.button)


def _use_of(app: AppTest, column: str) -> Any:
    return next(box for box in app.selectbox if box.label == f"Use of {column}")


def test_any_column_can_be_let_go_and_used_as_something_else(visit: Callable[..., AppTest]) -> None:
    app = visit("your_data")
    next(button for button in app.button if button.key == "try sample").click().run()
    assert "city" in app.session_state[surveys.UPLOAD].survey.dimensions
    _use_of(app, "city").select("ignore").run()
    assert not app.exception
    assert "city" not in app.session_state[surveys.UPLOAD].survey.dimensions
    _use_of(app, "city").select("dimension").run()
    imported = app.session_state[surveys.UPLOAD]
    assert {column.header: column.role for column in imported.columns.columns}["city"] == "dimension"


def test_a_column_says_what_it_was_taken_for_and_why(visit: Callable[..., AppTest]) -> None:
    app = visit("your_data")
    next(button for button in app.button if button.key == "try sample").click().run()
    captions = [caption.value.replace("\\", "") for caption in app.caption]
    for column in app.session_state[surveys.UPLOAD].columns.columns:
        assert any(column.reason[1:] in caption for caption in captions), column
        assert all(any(example in caption for caption in captions) for example in column.examples)


def test_two_columns_cannot_both_be_the_pay(visit: Callable[..., AppTest]) -> None:
    app = visit("your_data")
    next(button for button in app.button if button.key == "try sample").click().run()
    pay_columns = app.session_state[surveys.UPLOAD].columns.pay
    _use_of(app, "city").select("state").run()
    assert app.session_state[surveys.UPLOAD].columns.pay == pay_columns
    _use_of(app, "role").select("state").run()
    assert not app.exception
    assert any("only one column can be used as “state”" in error.value for error in app.error)


def _many_guesses() -> None:
    from types import SimpleNamespace
    from typing import Any

    from pages.parts.view import upload

    first = tuple(f"Guess {number}." for number in range(1, 8))
    imported: Any = SimpleNamespace(audit=SimpleNamespace(first=lambda: first))
    upload._show_first(imported)


def test_no_guess_that_changes_a_figure_is_left_untold() -> None:
    app = AppTest.from_function(_many_guesses).run()
    assert [warning.value for warning in app.warning] == [
        *("Guess 1\\.", "Guess 2\\.", "Guess 3\\.", "Guess 4\\."),
        "Guess 5\\. Guess 6\\. Guess 7\\.",
    ]
