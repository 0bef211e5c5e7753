"""Where cards stand: in tabs, beside each other."""

from collections.abc import Iterable, Sequence

import streamlit as st
from streamlit.elements.lib.mutable_tab_container import TabContainer

from analytics.presenting.exhibit import Exhibit
from pages.parts.view import card


def tabs(labels: Sequence[str], key: str) -> Sequence[TabContainer]:
    """The parts of a page, of which only the open one is built; the URL says which."""
    return st.tabs(list(labels), key=key, on_change="rerun", bind="query-params")


def side_by_side(exhibits: Iterable[Exhibit]) -> None:
    """Cards beside each other on a wide screen, one above the other on a phone."""
    shown = list(exhibits)
    for column, exhibit in zip(st.columns(len(shown)), shown, strict=True):
        with column:
            card.show(exhibit)
