"""Profiles of sources: description, blind spots, difference in level from the others, re-identification risk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analytics.model import Ends, Kind
from analytics.reference import Reference
from analytics.topics.witnesses.levels import METHOD as LEVELS_METHOD
from analytics.topics.witnesses.levels import LevelGap, level_gaps
from analytics.topics.witnesses.sources import Source
from analytics.topics.witnesses.traces import METHOD as TRACES_METHOD
from analytics.topics.witnesses.traces import Traces, traces_of


@dataclass(frozen=True)
class Profile:
    """A source in figures.

    Attributes:
        name: of its file; title, kind, period, description: what it is.
        n, left_out: its rows, and the rows of the evidence that were left out.
        employers: the number of employer numbers; None if employers are unknown.
        ends, floor, cap, leaves_out: what it states and takes; limits in rupees a month.
        listed, official, checked: as of `Source`.
        traces: its re-identification risk; None if its rows are not posts.
    """

    name: str
    title: str
    kind: Kind
    period: str
    description: str
    n: int
    left_out: int
    employers: int | None
    ends: Ends
    floor: float | None
    cap: float | None
    leaves_out: str
    listed: bool
    official: bool
    checked: bool
    traces: Traces | None


@dataclass(frozen=True)
class SourcesAnswer:
    """Every source, and the difference in level between each pair of sources of advertisements."""

    profiles: tuple[Profile, ...]
    gaps: tuple[LevelGap, ...]
    levels_method: str = LEVELS_METHOD
    traces_method: str = TRACES_METHOD

    def title_of(self, name: str) -> str:
        """The title of a source."""
        return next(profile.title for profile in self.profiles if profile.name == name)


def profiles(sources: Sequence[Source], reference: Reference, package: Mapping[str, Any]) -> SourcesAnswer:
    """Build profiles from the descriptor and the rows of each source.

    Args:
        sources: the sources, see `read_sources`.
        reference: the class of each city.
        package: the descriptor.
    """
    descriptions = {str(entry["name"]): str(entry["description"]) for entry in package["resources"]}
    return SourcesAnswer(
        tuple(_profile(source, descriptions[source.name]) for source in sources), level_gaps(sources, reference)
    )


def _profile(source: Source, description: str) -> Profile:
    survey = source.survey
    about, scope = survey.provenance, survey.scope
    return Profile(
        name=source.name,
        title=about.title,
        kind=about.kind,
        period=about.period,
        description=description,
        n=survey.rows.used,
        left_out=sum(survey.rows.left_out.values()),
        employers=None if survey.clusters is None else len(set(survey.clusters.tolist())),
        ends=scope.ends,
        floor=scope.floor,
        cap=scope.cap,
        leaves_out=scope.leaves_out,
        listed=source.listed,
        official=source.official,
        checked=source.checked,
        traces=traces_of(source) if about.kind == "posted" else None,
    )
