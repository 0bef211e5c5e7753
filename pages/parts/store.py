"""The only cached functions: what every visitor shares is read once."""

import streamlit as st

from analytics.model import Survey
from analytics.presenting.beside import Beside
from analytics.reading import packaged


@st.cache_resource(show_spinner="Reading the figures …")
def survey(name: str) -> Survey:
    """A packaged survey, read and checked once for everyone."""
    return packaged.survey(name)


@st.cache_resource(show_spinner=False)
def beside() -> Beside:
    """Published figures and official averages, to stand beside posted pay."""
    return Beside.of(survey("published_pay"), packaged.read("official_earnings"), packaged.read("cities"))
