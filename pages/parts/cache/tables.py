"""Packaged tables and what is read from them, once for everyone."""

from typing import Any, TypedDict

import pandas as pd
import streamlit as st

from analytics.market import ageing, price_index
from analytics.model import Provenance
from analytics.reading import packaged
from analytics.reference import Reference
from analytics.texts import N_
from analytics.topics.witnesses.sources import Source, read_sources
from pages.parts.cache.spinner import SpinnerText


@st.cache_resource(show_spinner=False)
def package() -> dict[str, Any]:
    """The descriptor of the packaged data."""
    return packaged.descriptor()


@st.cache_resource(show_spinner=False)
def table(name: str) -> pd.DataFrame:
    """A packaged table, read and checked once for everyone; not to be changed."""
    return packaged.read(name)


@st.cache_resource(show_spinner=False)
def provenance(name: str) -> Provenance:
    """The provenance of a packaged table."""
    return packaged.provenance(name)


@st.cache_resource(show_spinner=False)
def prices() -> price_index.PriceIndex:
    """Consumer prices of India by month."""
    return price_index.price_index(table("labour_market"))


@st.cache_resource(show_spinner=False)
def price_series() -> tuple[ageing.Series, ...]:
    """Consumer prices of India, one series for each base."""
    return ageing.price_series(table("labour_market"))


@st.cache_resource(show_spinner=False)
def reference() -> Reference:
    """The reference tables of roles and cities."""
    return Reference.of(table("roles"), table("cities"))


class Skills(TypedDict):
    """The arguments of `topics.career.skills`."""

    rows: pd.DataFrame
    source: Provenance


def skills() -> Skills:
    """The table of skills, and where it comes from."""
    return {"rows": table(name="skills"), "source": provenance(name="skills")}


@st.cache_resource(show_spinner=SpinnerText(N_("Reading the other sources …")))
def sources() -> tuple[Source, ...]:
    """Every packaged survey that stands as a witness beside the one in view."""
    return read_sources()
