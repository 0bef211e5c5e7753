"""What is taken away without the server: a chart as a picture with its words and source, and the link to a page.

The buttons are Streamlit's, so that they look, sound and tab like all others. One component on the page, which sends
nothing back, acts on them by their keys (takeaway.js): the server draws no picture and nothing runs again.
"""

from pathlib import Path

import streamlit as st

_component = st.components.v2.component(
    "takeaway",
    html='<span role="status"></span>',
    js=Path(__file__).with_suffix(".js").read_text("utf-8"),
)

PRINT = Path(__file__).with_name("print.css")
FORMS = ("PNG", "SVG")


def pictures(key: str) -> None:
    """Buttons that save the chart of the card they stand in."""
    for form in FORMS:
        st.button(f"Picture as {form}", key=f"take-{form.lower()} {key}", icon=":material/image:", type="tertiary")


def head(title: str) -> None:
    """The title of a page, with a button that copies its link, which holds all that is set."""
    st.html(PRINT)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.title(title, anchor=False, width="content")
        st.button("Copy link", key="take-link", icon=":material/link:", type="tertiary")
        _component(key="takeaway", width="content")
