"""The page of a visitor's own file: the greeting, the made-up sample, what is said first, what can be changed."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from pages.parts.cache import surveys


def test_the_page_greets_and_a_sample_can_be_tried(visit: Callable[..., AppTest]) -> None:
    app = visit("your_data")
    assert not app.exception
    assert any("not saved, not shared" in text.value for text in app.markdown)
    next(button for button in app.button if button.key == "try sample").click().run()
    assert not app.exception
    boxes = {box.label: box for box in app.selectbox}
    assert boxes["Period of the pay"].value == "month"
    assert any(box.startswith("Currency") for box in boxes)
    assert any("12 of 12 rows" in heading.value for heading in app.subheader) or app.dataframe
    assert any(button.key == "forget" for button in app.button)


def test_any_column_can_be_let_go(visit: Callable[..., AppTest]) -> None:
    app = visit("your_data")
    next(button for button in app.button if button.key == "try sample").click().run()
    unused_columns = next(box for box in app.multiselect if box.key == "columns aside")
    assert "city" in unused_columns.options
    assert "city" in app.session_state[surveys.UPLOAD].survey.dimensions
    unused_columns.select("city").run()
    assert not app.exception
    assert "city" not in app.session_state[surveys.UPLOAD].survey.dimensions
