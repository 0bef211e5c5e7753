"""Exhibits of topics that are not yet cut into answers and words."""

from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import partial
from typing import Any

from analytics.model import Filters
from analytics.presenting.exhibit import Exhibit, View
from analytics.topics.career import exhibits as career_exhibits
from analytics.topics.cities import exhibits as city_exhibits
from pages.parts.cache import surveys, tables
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
