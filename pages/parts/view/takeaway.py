"""Actions without the server: saving a chart as a picture with its words and source, and copying a page's link.

The buttons are Streamlit's, so that they look, sound and tab like all others. One inline script for the whole page acts
on them by their keys (takeaway.js): the server draws no picture and nothing runs again. A component would do the same,
but costs a first visit 200 kB more and wants scripts from `blob:` allowed.
"""

from pathlib import Path

import streamlit as st

from analytics.presenting.messages import _
from pages.parts.view import media, page_links, prose

SCRIPT = Path(__file__).with_suffix(".js").read_text("utf-8")
CONTENT = f'<script type="module">{SCRIPT}</script>{media.CONTENT}{page_links.CONTENT}'


def sharing(key: str, *, picture: bool) -> None:
    """The actions of a card besides downloads: copy the link, save a picture, print."""
    forms = {"png": _("Picture as PNG"), "svg": _("Picture as SVG")} if picture else {}
    icons = {"link": ":material/link:", "print": ":material/print:"}
    for action, label in {"link": _("Copy link"), **forms, "print": _("Print")}.items():
        icon = icons.get(action, ":material/image:")
        st.button(label, key=f"take-{action} {key}", icon=icon, type="tertiary")


def head(title: str, menu: str) -> None:
    """The menu, and the title of a page with a button that copies its link, which holds all that is set.

    They are one element with the scripts and rules of the page: a slow phone goes through every element at each click.
    """
    heading, label = prose.letters(title), prose.letters(_("Copy link"))
    button = f'<button class="st-key-take-link"><span aria-hidden="true">link</span>{label}</button>'
    row = f'<div class="title"><h1>{heading}</h1>{button}{_status()}</div>'
    # Entirely our own markup, without data.
    st.html(prose.Markup(menu + row + CONTENT + media.words()), unsafe_allow_javascript=True)


def _status() -> str:
    """The status area of the script, with its possible messages."""
    sentences = {
        "copied": _("Link copied"),
        "refused": _("This browser does not let a page copy: the link is in its address bar"),
        "failed": _("This browser could not do that. Try the other kind of picture, or a screenshot."),
    }
    attributes = " ".join(f'data-{name}="{prose.letters(sentence)}"' for name, sentence in sentences.items())
    return f'<span id="status" role="status" {attributes}></span>'
