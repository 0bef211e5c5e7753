"""Where cards stand."""

from collections.abc import Iterable

import streamlit as st

from analytics.presenting.exhibits import Exhibit
from pages.parts import card


def side_by_side(exhibits: Iterable[Exhibit]) -> None:
    """Cards beside each other on a wide screen, one above the other on a phone."""
    shown = list(exhibits)
    for column, exhibit in zip(st.columns(len(shown)), shown, strict=True):
        with column:
            card.show(exhibit)
