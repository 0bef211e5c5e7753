"""The parts of an estimate and their groups: the rows, and employers, that are evidence for each effect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.statistics.pooling.posts import Codes, Floats, Posts, totals

PARTS: tuple[tuple[str, ...], ...] = (
    ("experience",),
    ("sector",),
    ("step",),
    ("role",),
    ("class",),
    ("city",),
    ("work_mode",),
    ("role", "experience"),
    ("city", "sector"),
    ("sector", "experience"),
    ("city", "experience"),
    ("role", "city"),
    ("role", "city", "experience"),
)
"""The effects in the order they are fitted; the last one is the direct figure of the cell. A step of the ladder stands
for roles that have no posts, a class of cities for cities that have none: without it, the error for whole cities that
were left out is a tenth larger."""
SEVERAL = 0.25
"""In parts without a city, each row of a post with k cities counts k to the power of minus this: between once for each
city and once for each post. Such posts pay differently, and are common in cells but not in whole roles (chosen on
employers, cells and cities that other seeds left out)."""

Places = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Grouping:
    """The rows of one part of the sum, by group and by employer within a group.

    Attributes:
        dimensions: the grouping dimensions.
        keys: the combined code of each group, ascending.
        count: how much each row counts; one of several cities counts less where the part has no city (`SEVERAL`).
        group: the group of each row.
        pair: a number for the row's group and employer together.
        pair_group, pair_size: for each pair, its group and its rows.
        size: the rows of each group.
        squares: the sum of squared sizes of its employers.
        stratum: the stratum of each group: its level (`strata`).
    """

    dimensions: tuple[str, ...]
    keys: Codes
    count: Floats
    group: Places
    pair: Places
    pair_group: Places
    pair_size: Floats
    size: Floats
    squares: Floats
    stratum: Places


def group_posts(posts: Posts) -> tuple[Grouping, ...]:
    """Group the posts for every part whose dimensions they have."""
    return tuple(_group(posts, part) for part in PARTS if set(part) <= set(posts.codes))


def _group(posts: Posts, dimensions: tuple[str, ...]) -> Grouping:
    group, keys = pd.factorize(posts.key(dimensions), sort=True)
    employers = int(posts.employer.max(initial=0)) + 1
    pair, pair_keys = pd.factorize(group * employers + posts.employer)
    pair_group = pair_keys // employers
    count = posts.count if "city" in dimensions else posts.count * posts.share**SEVERAL
    pair_size = totals(pair, count, len(pair_keys))
    stratum = np.empty(len(keys), np.int32)
    stratum[group] = strata(posts.codes, dimensions)  # equal for all rows of a group
    return Grouping(
        dimensions=dimensions,
        keys=keys,
        count=count,
        group=group.astype(np.int32),
        pair=pair.astype(np.int32),
        pair_group=pair_group.astype(np.int32),
        pair_size=pair_size,
        size=totals(group, count, len(keys)),
        squares=totals(pair_group, pair_size**2, len(keys)),
        stratum=stratum,
    )


def strata(codes: Mapping[str, Codes], dimensions: tuple[str, ...]) -> Codes:
    """The strata within which a part's groups share one variance: levels, except in the part of levels itself.

    Pay after ten years of experience differs widely between roles; pay without experience hardly does.
    """
    return codes["experience"] if varies_by_level(dimensions) else np.zeros_like(codes["role"])


def varies_by_level(dimensions: tuple[str, ...]) -> bool:
    """Whether a part's groups have a separate variance at each level."""
    return "experience" in dimensions and len(dimensions) > 1
