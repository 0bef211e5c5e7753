"""An estimate on a page: a card, or a quiet sentence why there is none."""

import math
from dataclasses import replace
from functools import partial

import streamlit as st

from analytics.model import Survey
from analytics.statistics.bands import SHOWN_FROM
from analytics.topics.bands.answer import BandsAnswer
from analytics.topics.career.answer import PathAnswer
from analytics.topics.cities.answer import CitiesAnswer
from analytics.topics.estimates import answer, exhibits
from analytics.topics.standing.answer import StandingAnswer
from analytics.view import View
from pages.parts.cache import estimators
from pages.parts.cache.answers import get_answer
from pages.parts.cache.exhibits import present
from pages.parts.state.identifiers import link_values
from pages.parts.state.link_parameters import parameter
from pages.parts.view import card, controls, questions
from pages.parts.view.menu import script_path
from pages.parts.view.text import escape_markdown


def beside_salary(view: View, case: StandingAnswer) -> None:
    """An estimate for the profile of a salary, where too few rows say exactly this for a median."""
    if math.isnan(case.tried[0].standing.share):
        profile = replace(view, filters=case.first)
        _show_one(profile, get_answer(answer.estimate, profile, case.question.on, **estimators.resources(view.survey)))


def beside_bands(view: View, bands: BandsAnswer) -> None:
    """An estimate for a selection of one role, one city and one level, where its rows give no whole band."""
    if bands.total.counting < SHOWN_FROM["p10"]:
        _show_one(
            view,
            get_answer(answer.estimate_named, view, questions.today(), **estimators.resources(view.survey)),
            on_bands=True,
        )


def beside_cities(view: View, cities: tuple[str, ...], comparison: CitiesAnswer) -> None:
    """Estimates for one role at one level, in those of the cities compared that too few rows answer for."""
    posts_of_city = {row.city: row.band.counting for row in comparison.rows}
    _show_thin(view, "city", cities, any(posts_of_city.get(city, 0) < SHOWN_FROM["p50"] for city in cities))


def beside_path(view: View, path: PathAnswer) -> None:
    """Estimates for one role in one city, at the levels that too few rows answer for."""
    levels = view.survey.dimensions["experience"].values if "experience" in view.survey.dimensions else ()
    _show_thin(view, "experience", levels, path.total.counting < SHOWN_FROM["p10"])


def _show_thin(view: View, dimension: str, values: tuple[str, ...], thin: bool) -> None:
    """Estimates along a dimension; where there are none although rows are few, the sentence why."""
    results = get_answer(
        answer.estimate_thin, view, dimension, values, questions.today(), **estimators.resources(view.survey)
    )
    if isinstance(results, answer.Silence):
        if thin or not results.unnamed:
            _show_silence(results, view)
    elif results:
        card.show(exhibits.estimates(results), partial(_ways_on, results[0]))


def _ways_on(result: answer.EstimateAnswer, on_bands: Survey | None = None) -> None:
    """A way to each of the counted groups close by.

    Args:
        on_bands: the survey, where this page is the one the ways lead to: a link to the page itself would leave its
            controls as they are.
    """
    survey = {"survey": st.query_params.get_all("survey")}
    with st.container(horizontal=True, gap="small"):
        for number, group in enumerate(result.nearest):
            label = escape_markdown(exhibits.way_to(group, result.context))
            if on_bands is None:
                parameters = {parameter(name): values for name, values in link_values(group.filters).items()}
                st.page_link(script_path("salary_bands"), label=label, query_params=survey | parameters)
            else:
                st.button(
                    label,
                    key=f"way {number}",
                    type="tertiary",
                    icon=":material/arrow_forward:",
                    on_click=controls.select,
                    args=(group.filters, controls.filtered_dimensions(on_bands)),
                )


def _show_one(view: View, result: answer.EstimateAnswer | answer.Silence, on_bands: bool = False) -> None:
    if isinstance(result, answer.Silence):
        _show_silence(result, view)
    else:
        card.show(present(exhibits.estimate, result), partial(_ways_on, result, view.survey if on_bands else None))


def _show_silence(silence: answer.Silence, view: View) -> None:
    st.caption(escape_markdown(exhibits.silence(silence, view.context())))
