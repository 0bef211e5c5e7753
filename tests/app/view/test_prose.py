"""The words of a card as HTML."""

from streamlit.testing.v1 import AppTest


def test_markup_is_sent_as_it_is() -> None:
    """Streamlit would take away what stands before the lines; that it does not means it has not searched them."""

    def page() -> None:
        import streamlit as st

        from pages.parts.view.prose import Markup

        st.html(Markup("  <p>\n  <b>12 LPA</b></p>"))

    assert AppTest.from_function(page).run().get("html")[0].proto.body == "  <p>\n  <b>12 LPA</b></p>"
