"""The estimator of each survey, made once: for everyone for a shared one, with the upload for an upload."""

from typing import TypedDict
from weakref import WeakKeyDictionary

import streamlit as st

from analytics.model import Provenance, Survey
from analytics.presenting.messages import _
from analytics.reference import Reference
from analytics.statistics.pooling import Estimator, Refusal
from analytics.texts import N_
from analytics.topics.estimates.answer import make_estimator
from analytics.topics.estimates.legal_minimums import LegalMinimums
from pages.parts.cache import surveys, tables, turns
from pages.parts.cache.spinner import SpinnerText

WORKING_OUT = N_("Working out how pay differs …")

_of_uploads: WeakKeyDictionary[Survey, Estimator | Refusal] = WeakKeyDictionary()
"""By the file itself, which only its visit has; gone when the visit drops the file."""


@st.cache_resource(show_spinner=SpinnerText(WORKING_OUT))
def _of_shared(name: str, source: Provenance, _survey: Survey) -> Estimator | Refusal:  # noqa: ARG001 (the key)
    return make_estimator(_survey, tables.reference())


@st.cache_resource(show_spinner=False)
def _minimums() -> LegalMinimums:
    """The legal minimum wages of states."""
    return LegalMinimums(tables.table("minimum_wages"))


class Resources(TypedDict):
    """The arguments of `topics.estimates.estimate`."""

    estimator: Estimator | Refusal
    reference: Reference
    minimums: LegalMinimums


def resources(survey: Survey) -> Resources:
    """The estimator of a survey, with the tables beside it."""
    if surveys.is_shared(survey):
        estimator = _of_shared(name=survey.name, source=survey.provenance, _survey=survey)
    else:
        plain = surveys.before_recount(survey)  # what counts once makes no difference to the model
        if plain not in _of_uploads:
            with st.spinner(_(WORKING_OUT)), turns.turn():
                _of_uploads[plain] = make_estimator(plain, tables.reference())
        estimator = _of_uploads[plain]
    return {"estimator": estimator, "reference": tables.reference(), "minimums": _minimums()}
