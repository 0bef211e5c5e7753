"""An estimate on a page: a card, or a short note on why there is none."""

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
from pages.parts.view import card, controls, page_links, prose, questions
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
        card.show(exhibits.estimates(results), partial(_links_on, results[0]))


def _links_on(result: answer.EstimateAnswer) -> None:
    """A link to each of the counted groups close by."""
    survey = {"survey": st.query_params.get_all("survey")}
    links = [
        page_links.link(
            page_links.address(
                "salary_bands",
                survey | {parameter(name): values for name, values in link_values(group.filters).items()},
            ),
            exhibits.way_to(group, result.context),
            page_links.ARROW,
            is_whole=True,
        )
        for group in result.nearest
    ]
    if links:
        st.html(prose.Markup(page_links.row("".join(links))))


def _buttons_on(result: answer.EstimateAnswer, survey: Survey) -> None:
    """A button for each of the counted groups close by: it sets the controls of this very page."""
    with st.container(horizontal=True, gap="small"):
        for number, group in enumerate(result.nearest):
            st.button(
                escape_markdown(exhibits.way_to(group, result.context)),
                key=f"way {number}",
                type="tertiary",
                icon=page_links.ARROW,
                on_click=controls.select,
                args=(group.filters, controls.filtered_dimensions(survey)),
            )


def _show_one(view: View, result: answer.EstimateAnswer | answer.Silence, on_bands: bool = False) -> None:
    if isinstance(result, answer.Silence):
        _show_silence(result, view)
    else:
        ways_on = partial(_buttons_on, result, view.survey) if on_bands else partial(_links_on, result)
        card.show(present(exhibits.estimate, result), ways_on)


def _show_silence(silence: answer.Silence, view: View) -> None:
    st.caption(escape_markdown(exhibits.silence(silence, view.context())))
