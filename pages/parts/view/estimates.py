"""An estimate on a page: a card, or a quiet sentence why there is none."""

from dataclasses import replace

import streamlit as st

from analytics.statistics.bands import SHOWN_FROM
from analytics.topics.bands.answer import BandsAnswer
from analytics.topics.estimates import answer, exhibits
from analytics.topics.standing.answer import StandingAnswer
from analytics.topics.view import View
from pages.parts.cache import estimators
from pages.parts.cache.answers import cached
from pages.parts.state import questions
from pages.parts.view import card
from pages.parts.view.text import escape_markdown


def beside_salary(view: View, case: StandingAnswer) -> None:
    """An estimate for the profile of a salary, where too few rows say exactly this for a median."""
    if case.tried[0].standing.n < SHOWN_FROM["p50"]:
        _show(replace(view, filters=case.first), case.question.on)


def beside_bands(view: View, bands: BandsAnswer) -> None:
    """An estimate for a selection of one role, one city and one level, where its rows give no whole band."""
    if answer.names_one_profile(view.filters) and bands.total.n < SHOWN_FROM["p10"]:
        _show(view, questions.today())


def _show(view: View, on: str) -> None:
    """Estimate the pay of the profile that the view's filters name.

    Args:
        on: the ISO day of the question, for what the law says.
    """
    result = cached(answer.estimate, view, on, **estimators.resources(view.survey))
    if isinstance(result, answer.Silence):
        st.caption(escape_markdown(exhibits.silence(result, view.context())))
    else:
        card.show(exhibits.estimate(result))
