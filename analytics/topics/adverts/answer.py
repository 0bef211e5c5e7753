"""What job advertisements ask for and hide, in numbers: pay not stated, work from home, experience, places, skills."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.model import NOT_STATED, Dimension, Experience, Filters, Provenance
from analytics.reading import packaged
from analytics.reading.fields.places import FROM_HOME, OTHER_PLACES
from analytics.texts import N_

Feature = Literal["hidden", "from_home"]
"""A feature of an advertisement: it states no pay, or its work is from home."""
Grouping = Literal["sector", "city", "experience", "month"]

ANY_SKILL = "(any)"
"""The skill under which skills.csv counts all advertisements that name one."""
LEAST_ADVERTS = 30
"""The fewest advertisements for which a group's share is shown."""
LARGEST = 15
"""The most groups in an answer, largest first."""
NO_PLACE = (NOT_STATED, OTHER_PLACES, FROM_HOME)

METHOD = N_("Shares of advertisements as counted; groups of fewer than {least} are not shown.")


@dataclass(frozen=True)
class Share:
    """A part of the advertisements of a group, with the size of both."""

    name: str
    part: int
    whole: int

    @property
    def share(self) -> float:
        """From 0 to 1; 0 for a group without advertisements."""
        return self.part / self.whole if self.whole else 0.0


@dataclass(frozen=True)
class FeatureShares:
    """The shares of advertisements that have a feature.

    Args:
        selected: the share among advertisements that pass all filters.
        everything: the share among all groups, for comparison.
        groups: by group, the highest share first.
        months: the lowest and the highest monthly share; none if fewer than two months have enough.
    """

    feature: Feature
    by: Grouping
    filters: Filters
    selected: Share
    everything: Share
    groups: tuple[Share, ...]
    months: tuple[Share, Share] | None
    source: Provenance

    @property
    def enough(self) -> bool:
        """Whether the selection has enough advertisements for a share."""
        return self.selected.whole >= LEAST_ADVERTS


@dataclass(frozen=True)
class Breakdown:
    """Parts of the selected advertisements, such as those of each city.

    Args:
        total: the number of advertisements that the parts are shares of.
        parts: in display order; their sum can exceed the total, since an advertisement can belong to several.
        unplaced: for places, the advertisements without a known place.
    """

    filters: Filters
    total: int
    parts: tuple[Share, ...]
    source: Provenance
    unplaced: int = 0

    @property
    def enough(self) -> bool:
        """Whether the selection has enough advertisements for a share."""
        return self.total >= LEAST_ADVERTS and bool(self.parts)


@dataclass(frozen=True, eq=False)
class Adverts:
    """The packaged counts of advertisements, read once.

    Args:
        dimensions: sector, city, experience and month of each row.
        counts: for each row, the numbers of advertisements, of those that hide their pay, and of those for work from
            home.
        skills: advertisements by role, experience and skill.
        sector_of: the sector of each role.
        source, skills_source: the provenance of the tables.
    """

    dimensions: Mapping[str, Dimension]
    counts: Mapping[str, NDArray[np.float64]]
    skills: pd.DataFrame
    sector_of: Mapping[str, str]
    source: Provenance
    skills_source: Provenance

    @classmethod
    def read(cls, folder: Path = packaged.DATA) -> Adverts:
        """Read the files of a data folder.

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
        """Sum a count for each value of a dimension; a row with several values counts in each."""
        dimension = self.dimensions[by]
        members = dimension.members()
        per_code = np.bincount(
            dimension.codes, weights=self.counts[count] * self._passes(filters), minlength=len(members)
        )
        sums = np.zeros(len(dimension.values))
        for code in np.flatnonzero(per_code):
            sums[list(members[code])] += per_code[code]
        return sums

    def total(self, count: str, filters: Filters) -> int:
        """Sum a count over all rows that pass the filters."""
        return int((self.counts[count] * self._passes(filters)).sum())

    def _passes(self, filters: Filters) -> NDArray[np.bool_]:
        passing = np.ones(len(self.counts["posts"]), bool)
        for name, values in filters:
            dimension = self.dimensions[name]
            passing &= dimension.passes(values)[dimension.codes]
        return passing

    @cached_property
    def sectors(self) -> list[str]:
        """The sectors by name, "Not stated" last."""
        return list(self.dimensions["sector"].values)

    @cached_property
    def cities(self) -> list[str]:
        """The cities with enough advertisements to be worth choosing, the largest first."""
        sizes = self.sums("city", "posts", Filters())
        order = np.argsort(-sizes, kind="stable")
        values = self.dimensions["city"].values
        return [values[index] for index in order if sizes[index] >= LEAST_ADVERTS and values[index] not in NO_PLACE]


def feature_shares(adverts: Adverts, feature: Feature, by: Grouping, filters: Filters) -> FeatureShares:
    """Count the advertisements that have a feature, in all and by group.

    Args:
        by: the grouping dimension; a filter on it selects the group for `selected`, not the groups shown.
    """
    wide = filters.without(by)
    posts, parts = adverts.sums(by, "posts", wide), adverts.sums(by, feature, wide)
    values = np.array(adverts.dimensions[by].values, object)
    visible = (posts >= LEAST_ADVERTS) & ~np.isin(values, NO_PLACE)
    # The groups that the visitor filters by are shown, however small.
    rank = np.where(visible, posts + np.isin(values, filters[by]) * posts.sum(), -1)
    largest = np.argsort(-rank, kind="stable")[: min(LARGEST, int(visible.sum()))]
    order = largest[np.argsort(-parts[largest] / posts[largest], kind="stable")]
    return FeatureShares(
        feature=feature,
        by=by,
        filters=filters,
        selected=Share("", adverts.total(feature, filters), adverts.total("posts", filters)),
        everything=Share("", adverts.total(feature, wide), adverts.total("posts", wide)),
        groups=tuple(Share(str(values[index]), int(parts[index]), int(posts[index])) for index in order),
        months=_monthly_range(adverts, feature, filters),
        source=adverts.source,
    )


def _monthly_range(adverts: Adverts, feature: Feature, filters: Filters) -> tuple[Share, Share] | None:
    posts, parts = adverts.sums("month", "posts", filters), adverts.sums("month", feature, filters)
    months = [
        Share(month, int(part), int(whole))
        for month, part, whole in zip(adverts.dimensions["month"].values, parts, posts, strict=True)
        if whole >= LEAST_ADVERTS
    ]
    if len(months) < 2:
        return None
    return min(months, key=lambda month: month.share), max(months, key=lambda month: month.share)


def experience_asked(adverts: Adverts, filters: Filters) -> Breakdown:
    """Count the advertisements by the level of experience asked for."""
    posts = adverts.sums("experience", "posts", filters)
    total = int(posts.sum())
    levels = adverts.dimensions["experience"].values
    parts = tuple(Share(level, int(part), total) for level, part in zip(levels, posts, strict=True))
    return Breakdown(filters, total, parts, adverts.source)


def places(adverts: Adverts, filters: Filters) -> Breakdown:
    """Count the advertisements by city, the largest first."""
    posts = adverts.sums("city", "posts", filters)
    total = adverts.total("posts", filters)
    values = adverts.dimensions["city"].values
    unknown = (NOT_STATED, OTHER_PLACES)
    order = [int(index) for index in np.argsort(-posts, kind="stable") if posts[index] and values[index] not in unknown]
    parts = tuple(Share(values[index], int(posts[index]), total) for index in order[:LARGEST])
    without_place = sum(int(posts[values.index(name)]) for name in unknown if name in values)
    return Breakdown(filters, total, parts, adverts.source, without_place)


def skills(adverts: Adverts, filters: Filters) -> Breakdown:
    """Count the skills named by advertisements, among those that name any.

    Args:
        filters: of sector and experience. Skills are counted by role, and each role belongs to one sector.
    """
    rows = adverts.skills
    if filters["sector"]:
        rows = rows[rows["role"].map(adverts.sector_of).fillna(NOT_STATED).isin(filters["sector"])]
    if filters["experience"]:
        rows = rows[rows["experience"].isin(filters["experience"])]
    posts_of_skill = rows.groupby("skill")["posts"].sum()
    total = int(posts_of_skill.get(ANY_SKILL, 0))
    largest = posts_of_skill.drop(ANY_SKILL, errors="ignore").sort_values(ascending=False, kind="stable").head(LARGEST)
    parts = tuple(Share(str(skill), int(posts), total) for skill, posts in largest.items())
    return Breakdown(filters, total, parts, adverts.skills_source)
