"""Intervals that use employers counted by name, because the numbers in the rows hide which employers are the same.

A firm has a different number in each family of roles, so a group of several families seems to have more, and smaller,
employers than it really has. The command that builds the data sees the names, and records the sums by employer for the
most frequent groups (`analytics.model.NamedEmployers`). Those replace the sums by number.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from analytics.model import NamedEmployers
from analytics.statistics.cluster_sums import ClusterSums

Floats = NDArray[np.float64]
EmployersByName = Sequence[NamedEmployers | None]


def _split_known(employers: EmployersByName) -> tuple[list[int], list[NamedEmployers]]:
    """Select the groups whose employers were counted by name, with their counts."""
    pairs = [
        (place, group) for place, group in enumerate(employers) if group is not None and not math.isnan(group.employers)
    ]
    return [place for place, _ in pairs], [group for _, group in pairs]


def with_names(effects: Floats, sums: ClusterSums, employers: EmployersByName) -> tuple[Floats, ClusterSums]:
    """The design effects (groups × quantiles) and cluster sums of groups, by name where known.

    By name there are fewer and larger employers, so intervals never become narrower.
    """
    places, groups = _split_known(employers)
    if not places:
        return effects, sums
    effects, squared, largest = effects.copy(), sums.squared.copy(), sums.largest.copy()
    clusters, mass = sums.clusters.copy(), sums.mass[places]
    effects[places] = np.maximum(effects[places], [group.design_effects for group in groups])
    clusters[places] = [int(group.employers) for group in groups]
    squared[places] = np.maximum(squared[places], mass**2 / [group.equal_employers for group in groups])
    shares = np.array([group.largest_share for group in groups])
    rows_of_largest = mass * shares
    # 0.1 × 334 ÷ 334 is below 0.1, and an employer of a tenth would not be reported: hence the next number up.
    rows_of_largest = np.where(rows_of_largest / mass < shares, np.nextafter(rows_of_largest, np.inf), rows_of_largest)
    largest[places] = np.maximum(largest[places], rows_of_largest)
    return effects, replace(sums, clusters=clusters, squared=squared, largest=largest)


def medians_without_largest(medians: Floats, employers: EmployersByName) -> Floats:
    """The medians of groups without their largest employer, by name where known."""
    places, groups = _split_known(employers)
    medians = medians.copy()
    medians[places] = [group.median_without_largest for group in groups]
    return medians


def too_few_to_tell(employers: EmployersByName) -> NDArray[np.bool_]:
    """The groups for which the names tell only this: one of few employers decides the figures."""
    return np.array([group is not None and math.isnan(group.employers) for group in employers], bool)
