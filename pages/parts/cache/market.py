"""The market around pay, for everyone: official series, advertisements, published claims."""

from typing import Any

import streamlit as st

from analytics.topics.adverts.answer import Adverts
from analytics.topics.bands.benchmarks import Benchmarks
from analytics.topics.claims.answer import Claims
from analytics.topics.market.pulse import Finding
from analytics.topics.market.pulse import pulse as findings
from analytics.topics.market.tables import Market
from pages.parts.cache import surveys, tables


@st.cache_resource(show_spinner="Reading the official series …")
def market() -> Market:
    """Official series, prices and minimum wages."""
    return Market.read()


@st.cache_resource(show_spinner="Counting the advertisements …")
def adverts() -> Adverts:
    """What advertisements ask for and hide."""
    return Adverts.read()


@st.cache_resource(show_spinner=False)
def benchmarks() -> Benchmarks:
    """Published figures and official averages, to hold posted pay against."""
    return Benchmarks.of(surveys.survey("published_pay"), tables.table("official_earnings"), tables.table("cities"))


@st.cache_resource(show_spinner=False)
def claims() -> Claims:
    """What others publish about pay."""
    return Claims.read()


def witnesses() -> dict[str, Any]:
    """What `topics.witnesses.strip` asks."""
    return {"sources": tables.sources(), "reference": tables.reference(), "claims": claims().table}


def other_figures() -> dict[str, Any]:
    """What `topics.standing.others` holds a salary against."""
    return {"claims": claims().table, "benchmarks": benchmarks(), "earnings": tables.table("official_earnings")}


@st.cache_resource(show_spinner=False)
def pulse() -> tuple[Finding, ...]:
    """The market in a few sentences."""
    return findings(market(), adverts())
