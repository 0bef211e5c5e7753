"""What would change a salary? One more level of experience, the next role, two other cities; as numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from analytics.model import NOT_STATED, Experience, Filters
from analytics.reading.fields.places import FROM_HOME, OTHER_PLACES
from analytics.reference import Reference
from analytics.statistics.bands import SHOWN_FROM, Band
from analytics.statistics.order_statistics import Groups
from analytics.topics.bands.answer import METHOD, whole
from analytics.topics.standing.answer import Meaning, StandingAnswer
from analytics.topics.standing.question import Question
from analytics.view import Context, View

CITIES = 2
"""The most other cities shown: those with the most rows for this work."""

Missing = Literal["highest level", "no levels", "other work", "no next role", "no other city"]


class Change(NamedTuple):
    """One change, and the pay of the rows that differ only in it."""

    kind: Literal["now", "experience", "role", "city"]
    value: str
    band: Band


@dataclass(frozen=True)
class ChangesAnswer:
    """The current pay, and the pay with one thing changed.

    Args:
        changes: the first is the current state; empty if nothing is comparable.
        missing: the changes that cannot be judged, with the reason.
        meaning: the meaning of "comparable".
        city_class: the class of the city in question.
    """

    context: Context
    question: Question
    changes: tuple[Change, ...]
    missing: tuple[Missing, ...]
    meaning: Meaning | None = None
    city_class: str = ""
    method: str = METHOD


def changes(view: View, question: Question, *, case: StandingAnswer, reference: Reference) -> ChangesAnswer:
    """Compare the pay with that of other posts that differ in one thing.

    Args:
        case: the answer to the question.
    """
    meaning = case.meaning
    if meaning is None:
        return ChangesAnswer(case.context, question, (), ())
    rows: list[tuple[Literal["now", "experience", "role", "city"], str, Filters]] = [("now", "", meaning.filters)]
    missing: list[Missing] = []
    if meaning.scope == "sector":
        missing.append("other work")
    elif meaning.filters["experience"]:
        levels = list(Experience)
        later = levels[levels.index(question.level) + 1 :][:1]
        rows += [("experience", str(level), meaning.filters.with_values("experience", [level])) for level in later]
        missing += [] if later else ["highest level"]
    else:
        missing.append("no levels")
    if role := _next_role(view, case, meaning, reference):
        rows.append(("role", role, meaning.filters.without("sector").with_values("role", [role])))
    else:
        missing.append("no next role")
    cities = _other_cities(view, case)
    rows += [("city", city, case.tried[0].filters.with_values("city", [city])) for city in cities]
    missing += [] if cities else ["no other city"]
    return ChangesAnswer(
        case.context,
        question,
        tuple(Change(kind, value, whole(view, filters)) for kind, value, filters in rows),
        tuple(missing),
        meaning,
        case.city_class,
    )


def _next_role(view: View, case: StandingAnswer, meaning: Meaning, reference: Reference) -> str:
    """The next role on the ladder with enough posts: of the same sector, otherwise the one with the most posts."""
    survey = view.survey
    if "role" not in survey.dimensions:
        return ""
    next_roles = [role for role in reference.next_roles(case.question.role) if role in survey.dimensions["role"].values]
    if not next_roles:
        return ""
    groups = Groups(survey, ["role"], meaning.filters.without("sector").with_values("role", next_roles), view.measure)
    n = {key[0]: int(count) for key, count in zip(groups.keys, groups.n, strict=True)}
    enough = {
        key[0] for key, counting in zip(groups.keys, groups.counting, strict=True) if counting >= SHOWN_FROM["p50"]
    }
    sector = reference.roles[case.question.role].sector
    alike = [role for role in next_roles if reference.roles[role].sector == sector and role in enough]
    return max(alike or next_roles, key=lambda role: n[role])


def _other_cities(view: View, case: StandingAnswer) -> list[str]:
    """The other cities with the most posts for this work."""
    survey, first = view.survey, case.tried[0].filters
    if "city" not in survey.dimensions:
        return []
    groups = Groups(survey, ["city"], first.without("city"), view.measure)
    profiles = {
        key[0]: int(n)
        for key, n in zip(groups.keys, groups.n, strict=True)
        if n and key[0] not in (case.question.city, NOT_STATED, FROM_HOME, OTHER_PLACES)
    }
    return sorted(profiles, key=lambda city: -profiles[city])[:CITIES]
