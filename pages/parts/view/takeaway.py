"""What is taken away without the server: a chart as a picture with its words and source, and the link to a page.

The buttons are Streamlit's, so that they look, sound and tab like all others. One inline script for the whole page acts
on them by their keys (takeaway.js): the server draws no picture and nothing runs again. A component would do the same,
but costs a first visit 200 kB more and wants scripts from `blob:` allowed.
"""

from pathlib import Path

import streamlit as st

from analytics.presenting.messages import _
from pages.parts.view import media

SCRIPT = Path(__file__).with_suffix(".js").read_text("utf-8")
HEAD = f'<span id="status" role="status"></span><script type="module">{SCRIPT}</script>{media.CONTENT}'


def sharing(key: str, *, picture: bool) -> None:
    """What one does with a card apart from downloading its figures: copy the link, save a picture, print."""
    forms = {"png": _("Picture as PNG"), "svg": _("Picture as SVG")} if picture else {}
    icons = {"link": ":material/link:", "print": ":material/print:"}
    for action, label in {"link": _("Copy link"), **forms, "print": _("Print")}.items():
        icon = icons.get(action, ":material/image:")
        st.button(label, key=f"take-{action} {key}", icon=icon, type="tertiary")


def head(title: str) -> None:
    """The title of a page, with a button that copies its link, which holds all that is set."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.title(title, anchor=False, width="content")
        st.button(_("Copy link"), key="take-link", icon=":material/link:", type="tertiary")
        st.html(HEAD, width="content", unsafe_allow_javascript=True)  # ours from end to end: no data goes into it
