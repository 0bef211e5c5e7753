"""What job advertisements ask for and hide: experience, skills, places, work from home, pay not stated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.model import NOT_STATED, Dimension, Experience, Filters, Provenance
from analytics.presenting import figures, market_figures, periods, wording
from analytics.presenting.exhibit import Column
from analytics.reading import packaged
from analytics.reading.fields.places import FROM_HOME, OTHER_PLACES
from analytics.topics.market.exhibits import MarketExhibit

ANY_SKILL = "(any)"
"""The skill that counts all advertisements that name one, as skills.csv has it."""
SHOWN_FROM = 30
"""Advertisements a group needs for its share to be drawn."""
LARGEST = 15
NO_PLACE = (NOT_STATED, OTHER_PLACES, FROM_HOME)
COLOUR = figures.COLOURS["posted"]
EVERY = "All of them"
WHAT = "Counted from job advertisements of one site: not all jobs, and not all hiring"
ONE_SITE = (
    "One site, which speaks mostly to people in their first years. Advertisements without pay were mostly taken over "
    "from elsewhere and came in bursts: compare sectors and cities, not months."
)
SHARES = {
    "hidden": ("state no pay", "Share that states no pay"),
    "from_home": ("offer work from home", "Share that offers work from home"),
}
"""The shares that can be shown: as a verb, and as a heading."""


@dataclass(frozen=True, eq=False)
class Adverts:
    """The packaged counts of advertisements, read once.

    Args:
        dimensions: sector, city, experience and month of each row.
        counts: for each row, how many advertisements, how many of them hide their pay, how many are from home.
        skills: advertisements by role, experience and skill.
        sector_of: the sector of each role.
        source, skills_source: where they come from.
    """

    dimensions: Mapping[str, Dimension]
    counts: Mapping[str, NDArray[np.float64]]
    skills: pd.DataFrame
    sector_of: Mapping[str, str]
    source: Provenance
    skills_source: Provenance

    @classmethod
    def read(cls, folder: Path = packaged.DATA) -> Adverts:
        """From the files of a data folder.

        Raises:
            DataError: as `packaged.read`.
        """
        rows, skills, roles = (packaged.read(name, folder) for name in ("postings", "skills", "roles"))
        orders: dict[str, Sequence[str]] = {"experience": list(Experience), "month": sorted(set(rows["month"]))}
        posts = rows["posts"].to_numpy(float)
        by = ["role", "experience", "skill"]
        return cls(
            dimensions={
                name: Dimension.of(
                    name,
                    name.capitalize(),
                    rows[name].tolist(),
                    order=orders.get(name, ()),
                    separator=packaged.SEPARATOR,
                )
                for name in ("sector", "city", "experience", "month")
            },
            counts={"posts": posts, "hidden": posts - rows["with_pay"], "from_home": rows["from_home"].to_numpy(float)},
            skills=pd.DataFrame(skills.groupby(by, as_index=False, sort=False)["posts"].sum()),
            sector_of=dict(zip(roles["role"], roles["sector"], strict=True)),
            source=packaged.provenance("postings", folder),
            skills_source=packaged.provenance("skills", folder),
        )

    def sums(self, by: str, count: str, filters: Filters) -> NDArray[np.float64]:
        """A count for each value of a dimension; a row with several values counts in each."""
        dimension = self.dimensions[by]
        members = dimension.members()
        per_code = np.bincount(
            dimension.codes, weights=self.counts[count] * self._chosen(filters), minlength=len(members)
        )
        sums = np.zeros(len(dimension.values))
        for code in np.flatnonzero(per_code):
            sums[list(members[code])] += per_code[code]
        return sums

    def total(self, count: str, filters: Filters) -> float:
        """A count over all rows that pass the filters."""
        return float((self.counts[count] * self._chosen(filters)).sum())

    def _chosen(self, filters: Filters) -> NDArray[np.bool_]:
        chosen = np.ones(len(self.counts["posts"]), bool)
        for name, values in filters:
            dimension = self.dimensions[name]
            wanted = {dimension.values.index(value) for value in values if value in dimension.values}
            chosen &= np.array([not wanted.isdisjoint(cell) for cell in dimension.members()])[dimension.codes]
        return chosen

    @cached_property
    def sectors(self) -> list[str]:
        """The sectors by name; those not stated come last."""
        return list(self.dimensions["sector"].values)

    @cached_property
    def cities(self) -> list[str]:
        """The cities with enough advertisements to be worth choosing, the largest first."""
        sizes = self.sums("city", "posts", Filters())
        order = np.argsort(-sizes, kind="stable")
        values = self.dimensions["city"].values
        return [values[at] for at in order if sizes[at] >= SHOWN_FROM and values[at] not in NO_PLACE]


def shares(adverts: Adverts, share: str, by: str, filters: Filters) -> MarketExhibit:
    """How many in a hundred advertisements hide their pay, or offer work from home, by sector or city.

    Args:
        share: "hidden" or "from_home".
        by: "sector", "city", "experience" or "month".
    """
    verb, heading = SHARES[share]
    wide = filters.without(by)
    posts, having = adverts.sums(by, "posts", wide), adverts.sums(by, share, wide)
    values = np.array(adverts.dimensions[by].values, object)
    shown = (posts >= SHOWN_FROM) & ~np.isin(values, NO_PLACE)
    largest = np.argsort(-np.where(shown, posts + np.isin(values, filters[by]) * posts.sum(), -1), kind="stable")
    largest = largest[: min(LARGEST, int(shown.sum()))]
    order = largest[np.argsort(-having[largest] / posts[largest], kind="stable")]
    everything = [adverts.total(share, wide)], [adverts.total("posts", wide)]
    having, posts = np.concatenate([everything[0], having[order]]), np.concatenate([everything[1], posts[order]])
    names = [EVERY, *map(str, values[order])]
    data: dict[str, Any] = {"name": names, "share": having / np.maximum(posts, 1), "having": having, "posts": posts}
    columns = (
        Column("name", by.capitalize(), "", "The group"),
        Column("share", heading, "share", f"Advertisements that {verb}, out of all"),
        Column("having", f"Advertisements that {verb}", "count", "How many of them"),
        Column("posts", "Advertisements", "count", "All advertisements seen of the group"),
    )
    total, found = adverts.total("posts", filters), adverts.total(share, filters)
    shared = _shared(adverts, f"{share}_by_{by}", filters, data, columns, int(total))
    if total < SHOWN_FROM:
        return MarketExhibit(**shared, **_too_few(total))
    ends = (
        f" By {by}, the share runs from {wording.percent(data['share'][-1])} ({names[-1]}) to "
        f"{wording.percent(data['share'][1])} ({names[1]})."
        if len(names) > 2
        else ""
    )
    strong = filters[by][0] if filters[by] else EVERY
    return MarketExhibit(
        title=f"{_in_hundred(found / total)} advertisements {verb}",
        reading=f"{wording.count(found)} of {wording.count(total)} advertisements{_of(filters)} {verb}.{ends}",
        alt=f"Ranked bars. {heading}: " + _listing(names, data["share"]),
        notes=(
            *_month_note(adverts, share, filters),
            f"Groups of at least {SHOWN_FROM} advertisements, the {LARGEST} largest of them.",
            ONE_SITE,
        ),
        draw=partial(market_figures.ranked, value="share", unit="share", strong=strong, colour=COLOUR),
        **shared,
    )


def _in_hundred(part: float) -> str:
    """A share as a count of a hundred.

    >>> _in_hundred(0.386), _in_hundred(0.0), _in_hundred(0.004)
    ('39 in 100', 'No', 'Fewer than 1 in 100')
    """
    return "No" if part == 0 else "Fewer than 1 in 100" if part < 0.005 else f"{round(100 * part)} in 100"


def _of(filters: Filters) -> str:
    """What the filters choose, as part of a sentence."""
    sector, city = filters["sector"], filters["city"]
    return (f" in {wording.listed(sector, 'or')}" if sector else "") + (
        f" for {wording.listed(city, 'or')}" if city else ""
    )


def experience(adverts: Adverts, filters: Filters) -> MarketExhibit:
    """How much experience the advertisements ask for."""
    posts = adverts.sums("experience", "posts", filters)
    total = posts.sum()
    levels = list(adverts.dimensions["experience"].values)
    data = {"level": levels, "share": posts / max(total, 1), "posts": posts}
    columns = (
        Column("level", "Experience asked", "", "The level of the least experience asked"),
        Column("share", "Share", "share", "Of all advertisements"),
        Column("posts", "Advertisements", "count", "How many"),
    )
    shared = _shared(adverts, "experience_asked", filters, data, columns, int(total))
    if total < SHOWN_FROM:
        return MarketExhibit(**shared, **_too_few(total))
    fresh = data["share"][levels.index(Experience.FRESHER)] if Experience.FRESHER in levels else 0.0
    return MarketExhibit(
        title=f"{_in_hundred(fresh)} advertisements ask for no experience",
        reading=f"Of {wording.count(total)} advertisements{_of(filters)}, {wording.percent(fresh)} ask for none; "
        + wording.listed(
            f"{wording.percent(part)} ask for {level}"
            for level, part in zip(levels, data["share"], strict=True)
            if level != Experience.FRESHER
        )
        + ".",
        alt="Bars of the experience asked: " + _listing(levels, data["share"]),
        notes=("The least experience an advertisement asks for.", ONE_SITE),
        draw=partial(market_figures.ranked, value="share", unit="share", colour=COLOUR),
        **shared,
    )


def places(adverts: Adverts, filters: Filters) -> MarketExhibit:
    """In which cities the advertised work is."""
    posts = adverts.sums("city", "posts", filters)
    total = adverts.total("posts", filters)
    values = np.array(adverts.dimensions["city"].values, object)
    order = [
        at for at in np.argsort(-posts, kind="stable") if posts[at] and values[at] not in (NOT_STATED, OTHER_PLACES)
    ]
    order = order[:LARGEST]
    names = [str(values[at]) for at in order]
    data: dict[str, Any] = {"city": names, "share": posts[order] / max(total, 1), "posts": posts[order]}
    columns = (
        Column("city", "City", "", "The city, or work from home"),
        Column("share", "Share", "share", "Of all advertisements; one for several cities counts in each"),
        Column("posts", "Advertisements", "count", "How many"),
    )
    shared = _shared(adverts, "places", filters, data, columns, int(total))
    if total < SHOWN_FROM or not names:
        return MarketExhibit(**shared, **_too_few(total))
    unplaced = sum(posts[list(values).index(name)] for name in (NOT_STATED, OTHER_PLACES) if name in values)
    top = wording.listed(f"{n} {wording.percent(s)}" for n, s in zip(names[:3], data["share"][:3], strict=True))
    return MarketExhibit(
        title=f"Most advertised: {wording.listed(names[:3])}",
        reading=f"Of {wording.count(total)} advertisements{_of(filters)}, most are for {top}.",
        alt="Ranked bars of the places of work: " + _listing(names, data["share"]),
        notes=(
            f"{wording.count(unplaced)} advertisements name no city, or one outside the table of Indian cities.",
            "One that names several cities counts in each of them.",
            ONE_SITE,
        ),
        draw=partial(market_figures.ranked, value="share", unit="share", colour=COLOUR),
        **shared,
    )


def skills(adverts: Adverts, filters: Filters) -> MarketExhibit:
    """Which skills the advertisements name, out of those that name any.

    Args:
        filters: of sector and experience. Skills are counted by role, and each role belongs to one sector.
    """
    rows = adverts.skills
    if filters["sector"]:
        rows = rows[rows["role"].map(adverts.sector_of).fillna(NOT_STATED).isin(filters["sector"])]
    if filters["experience"]:
        rows = rows[rows["experience"].isin(filters["experience"])]
    counted = rows.groupby("skill")["posts"].sum()
    total = float(counted.get(ANY_SKILL, 0))
    named = counted.drop(ANY_SKILL, errors="ignore").sort_values(ascending=False, kind="stable").head(LARGEST)
    names = list(map(str, named.index))
    data: dict[str, Any] = {
        "skill": names,
        "share": named.to_numpy(float) / max(total, 1),
        "posts": named.to_numpy(float),
    }
    columns = (
        Column("skill", "Skill", "", "As the site lists it"),
        Column("share", "Share", "share", "Of the advertisements that name any skill"),
        Column("posts", "Advertisements", "count", "How many name it"),
    )
    shared = _shared(adverts, "skills_asked", filters, data, columns, int(total)) | {"source": adverts.skills_source}
    if total < SHOWN_FROM or not names:
        return MarketExhibit(**shared, **_too_few(total))
    top = wording.listed(f"{n} {wording.percent(s)}" for n, s in zip(names[:3], data["share"][:3], strict=True))
    return MarketExhibit(
        title=f"Most asked: {wording.listed(names[:3])}",
        reading=f"Of {wording.count(total)} advertisements that name skills{_of(filters)}, most name {top}.",
        alt="Ranked bars of the skills asked: " + _listing(names, data["share"]),
        notes=(
            "Advertisements with credible pay that name at least one skill. A skill that very few advertisements of a "
            "role name is not counted for that role, so rare skills stand a little too low.",
            ONE_SITE,
        ),
        draw=partial(market_figures.ranked, value="share", unit="share", colour=COLOUR),
        **shared,
    )


def _shared(
    adverts: Adverts, key: str, filters: Filters, data: Mapping[str, Any], columns: tuple[Column, ...], n: int
) -> dict[str, Any]:
    chosen = " · ".join(wording.listed(values, "or") for _, values in filters)
    return {
        "key": key,
        "data": data,
        "columns": columns,
        "unit": "share",
        "n": n,
        "source": adverts.source,
        "selection": chosen,
        "noun": "advertisements",
        "filters": filters,
        "what": WHAT,
        "method": f"Shares of advertisements as counted; groups of fewer than {SHOWN_FROM} are not drawn.",
    }


def _too_few(total: float) -> dict[str, Any]:
    return {
        "title": f"{wording.rows(total, 'posted').capitalize()}: too few to say",
        "reading": f"A share needs {SHOWN_FROM} advertisements. Choose another sector or city.",
    }


def _listing(names: Sequence[str], parts: NDArray[np.float64]) -> str:
    return "; ".join(f"{name} {wording.percent(part)}" for name, part in zip(names, parts, strict=True)) + "."


def _month_note(adverts: Adverts, share: str, filters: Filters) -> tuple[str, ...]:
    """How far the share runs apart from month to month."""
    posts, having = adverts.sums("month", "posts", filters), adverts.sums("month", share, filters)
    enough = np.flatnonzero(posts >= SHOWN_FROM)
    if len(enough) < 2:
        return ()
    parts = having[enough] / posts[enough]
    months = [periods.month(adverts.dimensions["month"].values[at]) for at in enough]
    low, high = int(np.argmin(parts)), int(np.argmax(parts))
    return (
        f"From month to month the share ran from {wording.percent(parts[low])} ({months[low]}) to "
        f"{wording.percent(parts[high])} ({months[high]}).",
    )
