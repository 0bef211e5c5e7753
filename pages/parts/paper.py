"""The page on paper, or as a PDF: what a reader takes away, without what only a screen can use.

Streamlit prints a page as it stands, and charts do not shrink with the paper. No setting changes that, so this is the
one place with rules of style of its own; they hold in print only.
"""

from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

INK = st.get_option("theme.dark.chartCategoricalColors")[6]
"""The dark look's colour of text in charts, `figures.INK`: too pale for white paper."""


@st.cache_resource(show_spinner=False)
def _printing() -> ComponentRenderer:
    here = Path(__file__)
    return st.components.v2.component(
        "printing",
        css=here.with_suffix(".css").read_text("utf-8"),
        js=here.with_suffix(".js").read_text("utf-8"),
        isolate_styles=False,
    )


def printable() -> None:
    """Lets the page be printed cleanly; nothing of it is seen on the screen."""
    _printing()(key="printing", data={"ink": INK}, height=1)
