"""An estimate for a profile with too few posts, as numbers: its margins, and the nearest counted groups."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import pandas as pd

from analytics.model import NOT_STATED, Experience, Filters, Survey
from analytics.reading import packaged
from analytics.reading.fields.places import FROM_HOME, OTHER_PLACES
from analytics.reference import City, Reference
from analytics.statistics.bands import MONTHS, SHOWN_FROM, Band
from analytics.statistics.pooling import (
    DIMENSIONS,
    Estimate,
    Estimator,
    Refusal,
    from_table,
    read_posts,
    refusal,
)
from analytics.texts import N_
from analytics.topics.bands.answer import whole
from analytics.topics.estimates.legal_minimums import LegalMinimums, highest_of
from analytics.topics.standing.answer import LegalMinimum
from analytics.view import Context, View

FITTED = {"posted_pay": "estimates"}
"""Shipped surveys with a fitted table in data/, and its name."""
MOST_CITIES, MOST_ROLES, MOST_WIDER = 2, 2, 1
WIDENINGS = (
    ("city",), ("experience",), ("role",), ("city", "experience"), ("role", "experience"), ("city", "role"), DIMENSIONS,
)  # fmt: skip
"""The filters that are dropped for a wider group, in this order."""
FARTHEST = 600.0
"""The greatest distance of a nearby city, in kilometres."""
FIGURES = ("p25", "p50", "p75", "p50_low", "p50_high", "offer_low", "offer_high")

METHOD = N_(
    "Log pay is a sum of effects of role, city, level, sector, mode of work and of pairs of them, down to the cell "
    "itself; each effect is γ · what its posts say, γ = σ² ÷ (σ² + ψ), where ψ is the variance by employer and σ² how "
    "much such groups truly differ (Fay and Herriot 1979). The range of an offer is calibrated on employers and cells "
    "that were left out (split conformal prediction)."
)


Step = Literal["city", "experience", "role", "wider"]
Profile = dict[str, tuple[str, ...]]
"""For some dimensions, the values wanted."""


@dataclass(frozen=True)
class Silence:
    """The reason there is no estimate: a property of the survey, or the filters.

    Args:
        reason: a property of the survey; None if filters are the reason.
        filters: the dimensions whose filters must be cleared, because estimates do not support them.
        unnamed: the dimensions for which one value must be chosen.
        other_sector: whether every role chosen belongs to a sector that is not chosen.
    """

    reason: Refusal | None = None
    filters: tuple[str, ...] = ()
    unnamed: tuple[str, ...] = ()
    other_sector: bool = False


class Nearest(NamedTuple):
    """A counted group close to a profile.

    Args:
        step: what differs: the city, the level or the role; "wider" if fewer filters are set.
        filters: of the group.
        band: its pay, per period of the view.
        kilometres: the distance to its city; nan if it is the same city or unknown.
    """

    step: Step
    filters: Filters
    band: Band
    kilometres: float


@dataclass(frozen=True)
class EstimateAnswer:
    """Pay estimated for a profile, per period of the view, always for the middle of the posted range.

    Args:
        context: what it is about; its filters are the profile.
        estimate: the figures; those named in `estimate.at_floor` read "or less".
        has_direct_median: whether posts of exactly this profile give a median, which then takes precedence.
        legal: the minimum wage for clerical work in the city's state; the highest of several states; None if unknown.
        states: the number of states the profile may lie in: all of the survey's if the city is open, or not a city
            ("Work from home").
        below_minimum: the names of figures below the highest legal minimum, or below that of a newer, reported order.
        nearest: counted groups close by: cities, then levels, then roles.
    """

    context: Context
    estimate: Estimate
    has_direct_median: bool
    legal: LegalMinimum | None
    states: int
    below_minimum: tuple[str, ...]
    nearest: tuple[Nearest, ...]
    kind: Literal["estimated"] = "estimated"
    method: str = METHOD


def make_estimator(survey: Survey, reference: Reference) -> Estimator | Refusal:
    """Make the estimator of a survey, or say why there is none. Takes seconds unless the fitted table ships: cache it.

    Raises:
        DataError: if a shipped table is invalid.
    """
    reason = refusal(survey)
    if reason is not None:
        return reason
    fitted = FITTED.get(survey.name)
    as_shipped = fitted and survey.provenance == packaged.provenance(survey.name)  # in real rupees, it is another
    if fitted and as_shipped and packaged.resource(fitted).get("fittedTo") == f"sha256:{survey.provenance.sha256}":
        posts = read_posts(survey, reference.traits)
        return Estimator(posts, from_table(packaged.read(fitted), posts.values))
    return Estimator.fit(survey, reference.traits)


def estimate(
    view: View, on: str, *, estimator: Estimator | Refusal, reference: Reference, minimums: LegalMinimums
) -> EstimateAnswer | Silence:
    """Estimate the pay of the profile that the view's filters name.

    Args:
        view: filters on some of `DIMENSIONS`, each with one value or several; the others are open.
        on: the ISO day of the question, for what the law says.
        estimator: of the view's survey (`make_estimator`).
        reference: roles and cities.
        minimums: of all states.
    """
    if isinstance(estimator, Refusal):
        return Silence(reason=estimator)
    profile = {name: values for name, values in view.filters if view.survey.defaults[name] != values}
    unused_names = tuple(name for name in profile if name not in estimator.posts.dimensions)
    if unused_names:
        return Silence(filters=unused_names)
    if not estimator.has_role(profile):
        return Silence(other_sector=True)
    monthly = estimator.estimate(profile)
    states = possible_states(profile.get("city", ()), estimator, reference) if view.survey.currency == "INR" else ()
    legal = minimums.highest(states, on)
    below = tuple(name for name in FIGURES if legal is not None and getattr(monthly, name) < highest_of(legal))
    factor = MONTHS[view.per]
    counting = monthly.employers_direct if view.survey.count_unit == "employers" else monthly.n_direct
    return EstimateAnswer(
        context=view.context(),
        estimate=replace(monthly, **{name: getattr(monthly, name) * factor for name in FIGURES}),
        has_direct_median=counting >= SHOWN_FROM["p50"],
        legal=legal,
        states=len(states),
        below_minimum=below,
        nearest=tuple(nearest(view, profile, estimator, reference)),
    )


def possible_states(cities: tuple[str, ...], estimator: Estimator, reference: Reference) -> tuple[str, ...]:
    """The states of some cities; all of the survey's if none is named or one has no known state."""
    states = {reference.state(city) for city in cities}
    if not states or "" in states:
        states = {reference.state(city) for city in estimator.posts.values["city"]}
    return tuple(sorted(states - {""}))


def estimate_named(
    view: View, on: str, *, estimator: Estimator | Refusal, reference: Reference, minimums: LegalMinimums
) -> EstimateAnswer | Silence:
    """As `estimate`, but only for exactly one role, one city and one level; wider selections are counted instead."""
    names = ambiguous_dimensions(view.filters)
    if names and isinstance(estimator, Estimator):
        return Silence(unnamed=names)
    return estimate(view, on, estimator=estimator, reference=reference, minimums=minimums)


def estimate_thin(
    view: View,
    dimension: str,
    values: tuple[str, ...],
    on: str,
    *,
    estimator: Estimator | Refusal,
    reference: Reference,
    minimums: LegalMinimums,
) -> tuple[EstimateAnswer, ...] | Silence:
    """Estimate along one dimension, for the values with too few posts; or give the reason there are none.

    Args:
        view: its filters must name the rest of the profile.
        dimension: such as "city".
        values: of it, in order.
        on, estimator, reference, minimums: as in `estimate`.
    """
    if isinstance(estimator, Refusal):
        return Silence(reason=estimator)
    answers = []
    for value in values:
        along = replace(view, filters=view.filters.with_values(dimension, (value,)))
        answer = estimate_named(along, on, estimator=estimator, reference=reference, minimums=minimums)
        if isinstance(answer, Silence):
            return answer
        answers.append(answer)
    return tuple(answer for answer in answers if not answer.has_direct_median)


def ambiguous_dimensions(filters: Filters) -> tuple[str, ...]:
    """The dimensions among role, city and level for which filters do not name exactly one value."""
    return tuple(name for name in DIMENSIONS[:3] if len(filters[name]) != 1)


def nearest(view: View, profile: Profile, estimator: Estimator, reference: Reference) -> Iterator[Nearest]:
    """The closest groups with enough posts: cities of the same class, the next levels, roles of the same step."""
    single = {name: values[0] for name, values in profile.items() if len(values) == 1}
    candidates: list[tuple[Step, list[tuple[Profile, float]], int]] = []
    if "city" in single:
        cities = [({**profile, "city": (city,)}, km) for city, km in near_cities(single["city"], estimator, reference)]
        candidates.append(("city", cities, MOST_CITIES))
    if "experience" in single:
        levels = [({**profile, "experience": (level,)}, math.nan) for level in next_levels(single["experience"])]
        candidates.append(("experience", levels, 2))
    if "role" in single:
        roles = [({**profile, "role": (role,)}, math.nan) for role in sibling_roles(single["role"], reference)]
        candidates.append(("role", roles, MOST_ROLES))
    wider = [
        ({name: values for name, values in profile.items() if name not in widening}, math.nan)
        for widening in WIDENINGS
        if set(widening) & set(profile)
    ]
    candidates.append(("wider", wider, MOST_WIDER))
    for step, groups, most in candidates:
        limit = most
        for group, kilometres in groups:
            band = _direct_band(view, group, estimator) if limit else None
            if band is not None:
                limit -= 1
                yield Nearest(step, _filters(view, group), band, kilometres)


def _direct_band(view: View, group: Profile, estimator: Estimator) -> Band | None:
    """The band of a group, if it has a median that may be named."""
    values_of = estimator.posts.values
    if not all(set(values) <= set(values_of[name]) for name, values in group.items()):
        return None
    if estimator.direct(group)[0] < SHOWN_FROM["p50"]:
        return None
    band = whole(replace(view, measure="middle"), _filters(view, group))
    return band if band.has_median and not band.flagged else None


def _filters(view: View, group: Profile) -> Filters:
    """The filters of a group, plus those of the view that only repeat the survey's defaults."""
    further_filters = {name: values for name, values in view.filters if name not in DIMENSIONS}
    return Filters.of(further_filters | group)


def near_cities(city: str, estimator: Estimator, reference: Reference) -> list[tuple[str, float]]:
    """Nearby cities of the same class, the nearest first, with the distance in kilometres."""
    origin = reference.cities.get(city)
    if origin is None or math.isnan(origin.latitude):
        return []
    around = [
        (name, _kilometres(origin.latitude, origin.longitude, reference.cities[name]))
        for name in reference.of_class(origin.hra_class)
        if name != city and name in estimator.posts.values["city"]
    ]
    return sorted((pair for pair in around if pair[1] <= FARTHEST), key=lambda pair: pair[1])


def _kilometres(latitude: float, longitude: float, city: City) -> float:
    """The great-circle distance to a city (haversine)."""
    phi, psi = math.radians(latitude), math.radians(city.latitude)
    half = math.sin((phi - psi) / 2) ** 2
    half += math.cos(phi) * math.cos(psi) * math.sin(math.radians(longitude - city.longitude) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(half))


def next_levels(level: str) -> list[str]:
    """The levels beside one: the next first, then the one before."""
    levels = [str(level) for level in Experience]
    if level not in levels:
        return []
    place = levels.index(level)
    return levels[place + 1 : place + 2] + levels[max(place - 1, 0) : place]


def sibling_roles(role: str, reference: Reference) -> list[str]:
    """Roles of the same step of the ladder first, then others of the same sector."""
    family_role = reference.roles.get(role)
    if family_role is None:
        return []
    same_step = [
        name
        for name, candidate in reference.roles.items()
        if name != role
        and family_role.step
        and (candidate.family, candidate.step) == (family_role.family, family_role.step)
    ]
    same_sector = [
        name for name, candidate in reference.roles.items() if name != role and candidate.sector == family_role.sector
    ]
    return list(
        dict.fromkeys(
            [*sorted(same_step, key=lambda name: reference.roles[name].sector != family_role.sector), *same_sector]
        )
    )


@dataclass(frozen=True)
class Coverage:
    """The number of profiles that counted posts can answer.

    Args:
        profiles: roles with `roles_from` posts or more × the largest `cities` cities × levels.
        with_median: those with enough posts for a median.
        with_band: those with enough posts for a whole band.
    """

    roles: int
    cities: int
    levels: int
    profiles: int
    with_posts: int
    with_median: int
    with_band: int


def answered_by_count(estimator: Estimator, roles_from: int = 50, cities: int = 30) -> Coverage:
    """The share of profiles that counted figures answer: roles with enough posts × the largest cities × levels."""
    posts = estimator.posts
    frame = pd.DataFrame({name: posts.codes[name] for name in ("role", "city", "experience")} | {"n": posts.count})
    role_n = frame.assign(origin=posts.origin).drop_duplicates("origin").groupby("role")["n"].sum()
    places = [code for code, city in enumerate(posts.values["city"]) if city in (OTHER_PLACES, FROM_HOME, NOT_STATED)]
    city_n = frame.groupby("city")["n"].sum().drop(places, errors="ignore")
    roleless = [code for code, role in enumerate(posts.values["role"]) if role == NOT_STATED]
    roles = role_n.index[role_n >= roles_from].drop(roleless, errors="ignore")
    largest = city_n.nlargest(cities).index
    cells = (
        frame[frame["role"].isin(roles) & frame["city"].isin(largest)]
        .groupby(["role", "city", "experience"])["n"]
        .sum()
    )
    levels = len(posts.values["experience"])
    return Coverage(
        roles=len(roles),
        cities=len(largest),
        levels=levels,
        profiles=len(roles) * len(largest) * levels,
        with_posts=int((cells > 0).sum()),
        with_median=int((cells >= SHOWN_FROM["p50"]).sum()),
        with_band=int((cells >= SHOWN_FROM["p10"]).sum()),
    )
