"""The market around pay, for everyone: official series, advertisements, published claims."""

from typing import TypedDict

import pandas as pd
import streamlit as st

from analytics.market.benchmarks import Benchmarks
from analytics.market.tables import Market
from analytics.presenting import messages
from analytics.reference import Reference
from analytics.texts import N_
from analytics.topics.adverts.answer import Adverts
from analytics.topics.claims.answer import Claims
from analytics.topics.market.pulse import Headline
from analytics.topics.market.pulse import pulse as findings
from analytics.topics.methods.terms import entry_of
from analytics.topics.witnesses.profiles import SourcesAnswer, profiles
from analytics.topics.witnesses.sources import Source, as_source
from pages.parts.cache import surveys, tables
from pages.parts.cache.spinner import SpinnerText


class Witnesses(TypedDict):
    """The arguments of `topics.witnesses.strip`."""

    sources: tuple[Source, ...]
    reference: Reference
    claims: pd.DataFrame


class OtherFigures(TypedDict):
    """The arguments of `topics.standing.others`."""

    claims: pd.DataFrame
    benchmarks: Benchmarks
    earnings: pd.DataFrame


@st.cache_resource(show_spinner=SpinnerText(N_("Reading the official series …")))
def market() -> Market:
    """Official series, prices and minimum wages."""
    return Market.read()


@st.cache_resource(show_spinner=SpinnerText(N_("Counting the advertisements …")))
def adverts() -> Adverts:
    """The counts of what advertisements ask for and hide."""
    return Adverts.read()


@st.cache_resource(show_spinner=False)
def benchmarks() -> Benchmarks:
    """Published figures and official averages to compare posted pay with."""
    return Benchmarks.of(
        surveys.packaged_survey("published_pay"), tables.table("official_earnings"), tables.table("cities")
    )


@st.cache_resource(show_spinner=False)
def claims() -> Claims:
    """Published claims about pay."""
    return Claims.read()


@st.cache_resource(show_spinner=SpinnerText(N_("Comparing the sources …")))
def sources() -> SourcesAnswer:
    """Profiles of the sources: description, difference in level, re-identification risk."""
    claims = as_source(surveys.packaged_survey("published_pay"), entry_of(tables.package(), "published_pay"))
    return profiles((*tables.sources(), claims), tables.reference(), tables.package())


def witnesses() -> Witnesses:
    """The sources that stand beside the survey in view."""
    return {"sources": tables.sources(), "reference": tables.reference(), "claims": claims().table}


def other_figures() -> OtherFigures:
    """The figures that a salary is compared with."""
    return {"claims": claims().table, "benchmarks": benchmarks(), "earnings": tables.table(name="official_earnings")}


def pulse() -> tuple[Headline, ...]:
    """The market in a few sentences of the visit's language."""
    return _pulse(language=messages.locale())


@st.cache_resource(show_spinner=False)
def _pulse(language: str) -> tuple[Headline, ...]:  # noqa: ARG001 (the key)
    return findings(market(), adverts())
