"""Precompute answers: the first page at start-up, then, when idle, the most common next questions."""

import logging
from collections.abc import Callable, Iterator
from threading import Event

from analytics.model import DataError, Filters, Survey
from analytics.presenting.exhibit import Exhibit
from analytics.topics.bands import answer as bands
from analytics.topics.bands import exhibits as bands_exhibits
from analytics.topics.career import answer as career
from analytics.topics.career import exhibits as career_exhibits
from analytics.topics.career import skills
from analytics.topics.cities import answer as cities
from analytics.topics.cities import exhibits as cities_exhibits
from analytics.topics.spread import answer as spread
from analytics.topics.spread import exhibits as spread_exhibits
from analytics.topics.witnesses import exhibits as witness_exhibits
from analytics.topics.witnesses.strip import strip
from analytics.view import View
from pages.parts import streamlit_internals
from pages.parts.cache import garbage, hosting, market, surveys, tables
from pages.parts.cache.answers import get_answer
from pages.parts.cache.exhibits import present
from pages.parts.host import first_answer
from pages.parts.view import card, chart, controls, menu, prose, questions

CITIES = 8
"""How many of the largest cities are prepared for, beside all places together."""
PAUSE = 0.01
"""Seconds between two looks whether anybody's page is being drawn."""

_log = logging.getLogger("vetan")


def prepare_first_page() -> None:
    """Precompute the first page, so the first visitor waits for no file and no compiler."""
    # Or each cached function warns that no visitor called it, here and for the first answers.
    logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").setLevel(logging.ERROR)
    try:
        for _answer in _overview(View(_first_survey())):
            pass
        market.pulse()
    except DataError:
        pass  # the pages report what is wrong with the data


def prepare_others(stop: Event) -> None:
    """Work out what each page opens with, then what it shows for the usual selections, while nobody's page is drawn.

    Args:
        stop: ends the work after the answer it is at.
    """
    first_answer.prepare()
    if not hosting.prepares_answers():
        return
    try:
        for view in usual_views(_first_survey()):
            for _answer in answers_of_pages(view):
                while streamlit_internals.draws_pages() and not stop.is_set():
                    stop.wait(PAUSE)
                if stop.is_set():
                    return
        garbage.freeze()
    except DataError:
        pass
    except Exception:
        _log.exception("Not all answers were prepared; each is worked out when it is asked for.")


def usual_views(survey: Survey) -> Iterator[View]:
    """Yield each level of experience and all together, first in all places, then in each of the largest cities."""
    levels, places = questions.names(survey, "experience"), questions.names(survey, "city")[:CITIES]
    for city in ([], *([place] for place in places)):
        for level in ([], *([name] for name in levels)):
            yield View(survey, Filters.of({"city": city, "experience": level}), controls.usual_measure(survey))


def answers_of_pages(view: View) -> Iterator[object]:
    """Compute the default answers of the pages about pay for a view, one at a time."""
    yield from _overview(view)
    yield from _salary_bands(view)
    yield from _compare_cities(view)
    yield from _career_path(view)


def _overview(view: View) -> Iterator[object]:
    yield present(card.headline_html, get_answer(bands.total, view), menu.WAYS_ON)
    for question in bands.overview(view):
        yield _card(bands_exhibits.bands, get_answer(bands.bands, view, *question))


def _salary_bands(view: View) -> Iterator[object]:
    by, largest = next(iter(controls.groupings(view.survey)), controls.FIRST[0]), bands.LARGEST
    yield _card(bands_exhibits.bands, get_answer(bands.bands, view, by, largest))
    yield _card(spread_exhibits.spread, get_answer(spread.spread, view))
    yield _card(witness_exhibits.strip, get_answer(strip, view, **market.witnesses()))


def _compare_cities(view: View) -> Iterator[object]:
    reference = tables.reference()
    compared = get_answer(cities.largest, view, ())
    yield _card(cities_exhibits.comparison, get_answer(cities.comparison, view, compared, False, reference=reference))
    yield _card(cities_exhibits.heat, get_answer(cities.heat, view, compared))
    yield _card(cities_exhibits.on_the_map, get_answer(cities.on_the_map, view, reference=reference))


def _career_path(view: View) -> Iterator[object]:
    reference = tables.reference()
    family = reference.families[0]
    yield _card(career_exhibits.path, get_answer(career.path, view))
    yield _card(career_exhibits.rungs, get_answer(career.rungs, view, family, reference=reference))
    roles, applies = skills.ladder_roles(reference.rungs(family)), surveys.has_skills(view.survey)
    compared = get_answer(skills.skills, view, roles, applies=applies, **tables.skills())
    yield _card(career_exhibits.skills, compared)
    yield _card(witness_exhibits.strip, get_answer(strip, career.across_levels(view), **market.witnesses()))


def _card(build: Callable[..., Exhibit], answer: object) -> object:
    exhibit = present(build, answer)
    prose.around(exhibit)
    return exhibit if exhibit.draw is None else chart.drawing(exhibit)


def _first_survey() -> Survey:
    return surveys.hosted_survey() or surveys.packaged_survey(surveys.REFERENCE)
