"""Puts cards side by side."""

from collections.abc import Iterable

import streamlit as st

from analytics.presenting.exhibit import Exhibit
from pages.parts.view import card


def side_by_side(exhibits: Iterable[Exhibit]) -> None:
    """Cards beside each other on a wide screen, one above the other on a phone."""
    cards = list(exhibits)
    for column, exhibit in zip(st.columns(len(cards)), cards, strict=True):
        with column:
            card.show(exhibit)
