"""Intervals that use what is known of a group's employers by name, where the numbers in the rows hide which are one.

A firm has a different number in each family of roles, so a group of several families seems to have more, and smaller,
employers than it really has. The command that makes the data sees the names, and writes down the sums of employers for
the most frequent groups (`analytics.model.NamedEmployers`). Those replace the sums by number.
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
    """The groups whose employers were counted by name, and their counts."""
    pairs = [
        (place, group) for place, group in enumerate(employers) if group is not None and not math.isnan(group.employers)
    ]
    return [place for place, _ in pairs], [group for _, group in pairs]


def with_names(effects: Floats, sums: ClusterSums, employers: EmployersByName) -> tuple[Floats, ClusterSums]:
    """The design effects (groups × quantiles) of groups and what their clusters add up to, by name where that is known.

    By name there are fewer and larger employers, so that no interval becomes narrower.
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
    """The medians of groups without their largest employer, by name where that is known."""
    places, groups = _split_known(employers)
    medians = medians.copy()
    medians[places] = [group.median_without_largest for group in groups]
    return medians


def too_few_to_tell(employers: EmployersByName) -> NDArray[np.bool_]:
    """The groups of which only this is known by name: one of few employers decides the figures."""
    return np.array([group is not None and math.isnan(group.employers) for group in employers], bool)
