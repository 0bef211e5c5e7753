"""Exhibits of topics that are not yet cut into answers and words."""

from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import partial
from typing import Any

from analytics.model import Filters
from analytics.presenting.exhibit import Exhibit, View
from analytics.topics.career import exhibits as career_exhibits
from analytics.topics.cities import exhibits as city_exhibits
from analytics.topics.standing import exhibits as standing_exhibits
from analytics.topics.standing.exhibits import Case, Question
from pages.parts.cache import market, surveys, tables
from pages.parts.cache.answers import once


def rungs(view: View, family: str) -> Exhibit:
    """The ladder of a family of roles."""
    return once(rungs, view, (family,), partial(career_exhibits.rungs, view, tables.reference(), family))


def compared(view: View, cities: tuple[str, ...], buys: bool) -> Exhibit:
    """Cities compared for the same work."""
    return once(compared, view, (cities, buys), partial(city_exhibits.compared, view, cities, tables.reference(), buys))


def bubbles(view: View) -> Exhibit:
    """Cities where they lie."""
    return once(bubbles, view, (), partial(city_exhibits.bubbles, view, tables.reference()))


def case(view: View, question: Question) -> Case:
    """A question about one salary, with what counts as comparable."""
    return once(case, view, (question,), partial(Case.of, view, question, tables.reference()))


def witnesses(case: Case) -> Exhibit:
    """One salary beside published, official and legal figures."""
    build = partial(
        standing_exhibits.witnesses, case, market.claims().table, market.benchmarks(), tables.clerical_wages()
    )
    return once(witnesses, case.view, (case.question,), build)


def of_case(build: Callable[[Case], Exhibit], case: Case) -> Exhibit:
    """An exhibit that answers a question about one salary."""
    return once(build, case.view, (case.question,), partial(build, case))


def skills(view: View, family: str) -> Exhibit:
    """What skills are worth in the roles of a ladder, in the survey that tells."""
    tells = view.survey.name == surveys.REFERENCE and surveys.is_shared(view.survey)
    roles = tuple(role for _, rung in tables.reference().rungs(family) for role in rung)
    # The places of skills are not known: visitors who differ only in those ask the same.
    known = {name: view.filters[name] for name in ("role", "experience")}
    asked = replace(view, filters=Filters.of(known))
    build = partial(career_exhibits.skills, asked, tables.table("skills"), tables.provenance("skills"), tells, roles)
    return once(skills, asked, (family,), build)


def of(build: Callable[..., Any], view: View, *choices: Hashable) -> Any:
    """What a builder makes of a view and of what else was chosen."""
    return once(build, view, choices, partial(build, view, *choices))
