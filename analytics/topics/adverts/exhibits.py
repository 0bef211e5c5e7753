"""What job advertisements ask for and hide → exhibits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from analytics.model import Experience, Filters
from analytics.presenting import periods, wording
from analytics.presenting.exhibit import Column, Exhibit, chart_of
from analytics.presenting.messages import _, list_names, ngettext
from analytics.texts import N_
from analytics.topics.adverts import figures
from analytics.topics.adverts.answer import LARGEST, LEAST_ADVERTS, METHOD, Breakdown, Feature, FeatureShares, Share

ALL_POSTS = N_("All of them")
MOST_NAMES = 3
"""The most groups that a heading names."""
KIND = N_("Counted from job advertisements of one site: not all jobs, and not all hiring")
ONE_SITE = N_(
    "One site, mostly for people in their first years of work. Advertisements without pay were mostly taken over "
    "from elsewhere and came in bursts: compare sectors and cities, not months."
)
GROUPINGS = {"sector": N_("Sector"), "city": N_("City"), "experience": N_("Experience"), "month": N_("Month")}


@dataclass(frozen=True)
class FeatureWords:
    """The wording for a feature of advertisements, one message per text."""

    heading: str
    description: str
    count: str
    none: str
    few: str
    share: str
    reading: str


FEATURES: dict[Feature, FeatureWords] = {
    "hidden": FeatureWords(
        heading=N_("Share that states no pay"),
        description=N_("Advertisements that state no pay, out of all"),
        count=N_("Advertisements that state no pay"),
        none=N_("Every advertisement states its pay"),
        few=N_("Fewer than 1 in 100 advertisements state no pay"),
        share=N_("{share} in 100 advertisements state no pay"),
        reading=N_("{part} of {advertisements} state no pay."),
    ),
    "from_home": FeatureWords(
        heading=N_("Share that offers work from home"),
        description=N_("Advertisements that offer work from home, out of all"),
        count=N_("Advertisements that offer work from home"),
        none=N_("No advertisement offers work from home"),
        few=N_("Fewer than 1 in 100 advertisements offer work from home"),
        share=N_("{share} in 100 advertisements offer work from home"),
        reading=N_("{part} of {advertisements} offer work from home."),
    ),
}


def feature_shares(answer: FeatureShares) -> Exhibit:
    """The share of advertisements that hide their pay, or offer work from home, by group."""
    words = FEATURES[answer.feature]
    groups = [replace(answer.everything, name=_(ALL_POSTS)), *answer.groups]
    data = {
        "name": [group.name for group in groups],
        "share": np.array([group.share for group in groups]),
        "having": np.array([group.part for group in groups]),
        "posts": np.array([group.whole for group in groups]),
    }
    columns = (
        Column("name", _(GROUPINGS[answer.by]), "", _("The group")),
        Column("share", _(words.heading), "share", _(words.description)),
        Column("having", _(words.count), "count", _("How many of them")),
        Column("posts", _("Advertisements"), "count", _("All advertisements of the group")),
    )
    share = answer.selected
    shared = _shared_parts(answer, f"{answer.feature}_by_{answer.by}", share.whole, data, columns)
    if not answer.enough:
        return _too_few(share.whole, shared)
    reading = _(words.reading, part=wording.count(share.part), advertisements=_population(share.whole, answer.filters))
    return Exhibit(
        title=_heading(words, share.share),
        reading=" ".join(filter(None, [reading, _range(answer.groups)])),
        alt=_("Ranked bars. {heading}: {listing}.", heading=_(words.heading), listing=_listing(groups)),
        notes=(
            *_month_note(answer),
            _(
                "Groups of at least {least} advertisements, the {most} largest of them.",
                least=LEAST_ADVERTS,
                most=LARGEST,
            ),
            _(ONE_SITE),
        ),
        draw=chart_of(figures.feature_shares, answer),
        **shared,
    )


def _heading(words: FeatureWords, share: float) -> str:
    if share == 0:
        return _(words.none)
    return _(words.few) if share < 0.005 else _(words.share, share=round(100 * share))


def _range(groups: tuple[Share, ...]) -> str:
    if len(groups) < 2:
        return ""
    highest, lowest = groups[0], groups[-1]
    return _(
        "The share runs from {low} ({lowest}) to {high} ({highest}).",
        low=wording.percent(lowest.share),
        lowest=lowest.name,
        high=wording.percent(highest.share),
        highest=highest.name,
    )


def _month_note(answer: FeatureShares) -> tuple[str, ...]:
    if answer.months is None:
        return ()
    low, high = answer.months
    return (
        _(
            "From month to month the share ran from {low} ({lowest}) to {high} ({highest}).",
            low=wording.percent(low.share),
            lowest=periods.month(low.name),
            high=wording.percent(high.share),
            highest=periods.month(high.name),
        ),
    )


def experience_asked(answer: Breakdown) -> Exhibit:
    """The experience that the advertisements ask for."""
    columns = (
        Column("level", _("Experience asked"), "", _("The level of the least experience asked")),
        Column("share", _("Share"), "share", _("Of all advertisements")),
        Column("posts", _("Advertisements"), "count", _("How many")),
    )
    shared = _shared_parts(answer, "experience_asked", answer.total, _columns_of("level", answer.parts), columns)
    if not answer.enough:
        return _too_few(answer.total, shared)
    freshers = next((part.share for part in answer.parts if part.name == Experience.FRESHER), 0.0)
    shares = [
        _("{share} ask for {level}", share=wording.percent(part.share), level=part.name)
        for part in answer.parts
        if part.name != Experience.FRESHER
    ]
    return Exhibit(
        title=_("{share} in 100 advertisements ask for no experience", share=round(100 * freshers)),
        reading=_(
            "Of {advertisements}, {share} ask for none; {others}.",
            advertisements=_population(answer.total, answer.filters),
            share=wording.percent(freshers),
            others=list_names(shares),
        ),
        alt=_("Bars of the experience asked: {listing}.", listing=_listing(answer.parts)),
        notes=(_("The least experience an advertisement asks for."), _(ONE_SITE)),
        draw=chart_of(figures.breakdown, answer),
        **shared,
    )


def places(answer: Breakdown) -> Exhibit:
    """The cities of the advertised work."""
    columns = (
        Column("city", _("City"), "", _("The city, or work from home")),
        Column("share", _("Share"), "share", _("Of all advertisements; one for several cities counts in each")),
        Column("posts", _("Advertisements"), "count", _("How many")),
    )
    shared = _shared_parts(answer, "places", answer.total, _columns_of("city", answer.parts), columns)
    if not answer.enough:
        return _too_few(answer.total, shared)
    note = ngettext(
        "{count} advertisement names no city, or one outside the table of Indian cities.",
        "{count} advertisements name no city, or one outside the table of Indian cities.",
        answer.unplaced,
        count=wording.count(answer.unplaced),
    )
    return Exhibit(
        title=_("Most advertised: {names}", names=list_names(part.name for part in answer.parts[:MOST_NAMES])),
        reading=_(
            "Of {advertisements}, most are for {places}.",
            advertisements=_population(answer.total, answer.filters),
            places=_largest(answer.parts),
        ),
        alt=_("Ranked bars of the places of work: {listing}.", listing=_listing(answer.parts)),
        notes=(note, _("One that names several cities counts in each of them."), _(ONE_SITE)),
        draw=chart_of(figures.breakdown, answer),
        **shared,
    )


def skills(answer: Breakdown) -> Exhibit:
    """The skills that the advertisements name, among those that name any."""
    columns = (
        Column("skill", _("Skill"), "", _("As the site lists it")),
        Column("share", _("Share"), "share", _("Of the advertisements that name any skill")),
        Column("posts", _("Advertisements"), "count", _("How many name it")),
    )
    shared = _shared_parts(answer, "skills_asked", answer.total, _columns_of("skill", answer.parts), columns)
    if not answer.enough:
        return _too_few(answer.total, shared)
    return Exhibit(
        title=_("Most asked: {names}", names=list_names(part.name for part in answer.parts[:MOST_NAMES])),
        reading=_(
            "Of {advertisements} that name skills, most name {skills}.",
            advertisements=_population(answer.total, answer.filters),
            skills=_largest(answer.parts),
        ),
        alt=_("Ranked bars of the skills asked: {listing}.", listing=_listing(answer.parts)),
        notes=(
            _(
                "Advertisements with credible pay that name at least one skill. A skill that very few advertisements "
                "of a role name is not counted for that role, so rare skills have slightly too low a share."
            ),
            _(ONE_SITE),
        ),
        draw=chart_of(figures.breakdown, answer),
        **shared,
    )


def _columns_of(name: str, parts: tuple[Share, ...]) -> dict[str, object]:
    return {
        name: [part.name for part in parts],
        "share": np.array([part.share for part in parts]),
        "posts": np.array([part.part for part in parts]),
    }


def _shared_parts(
    answer: FeatureShares | Breakdown, key: str, n: int, data: dict[str, object], columns: tuple[Column, ...]
) -> dict[str, Any]:
    return {
        "key": key,
        "data": data,
        "columns": columns,
        "unit": "share",
        "n": n,
        "source": answer.source,
        "selection": " · ".join(list_names(values, "or") for _name, values in answer.filters),
        "sample": _advertisements(n),
        "filters": answer.filters,
        "kind": _(KIND),
        "method": _(METHOD, least=LEAST_ADVERTS),
    }


def _too_few(total: int, shared: dict[str, Any]) -> Exhibit:
    return Exhibit(
        title=_("{advertisements}: too few to say", advertisements=_advertisements(total)),
        reading=_("A share needs {least} advertisements. Choose another sector or city.", least=LEAST_ADVERTS),
        **shared,
    )


def _advertisements(number: int) -> str:
    return ngettext("{count} advertisement", "{count} advertisements", number, count=wording.count(number))


def _population(number: int, filters: Filters) -> str:
    """The advertisements that a sentence describes, with the active filters."""
    sector, city = list_names(filters["sector"], "or"), list_names(filters["city"], "or")
    count = wording.count(number)
    if sector and city:
        return _("{count} advertisements in {sector} for {city}", count=count, sector=sector, city=city)
    if sector:
        return _("{count} advertisements in {sector}", count=count, sector=sector)
    if city:
        return _("{count} advertisements for {city}", count=count, city=city)
    return _advertisements(number)


def _largest(parts: tuple[Share, ...]) -> str:
    return list_names(f"{part.name} ({wording.percent(part.share)})" for part in parts[:MOST_NAMES])


def _listing(parts: Iterable[Share]) -> str:
    return "; ".join(f"{part.name} {wording.percent(part.share)}" for part in parts)
