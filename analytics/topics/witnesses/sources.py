"""The sources of pay that can be compared: their rows, and which questions each can answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from analytics.model import ALL_ROWS, Filters, Measure, Survey
from analytics.reading import packaged

WorkFrom = Literal["titles", "searches"]


@dataclass(frozen=True, eq=False)
class Source:
    """A survey in data/ with its descriptor's properties as a witness.

    Attributes:
        survey: its rows.
        listed: whether it is too small, or no sample, for bands: its rows are shown one by one.
        official: whether an authority states the figures.
        checked: whether the project could check the figures against their original source.
        work_from: whether the work of a post is read from its title or from the search that found it.
        core: the filters of the clerical core, if the source distinguishes it.
        office: the filters of all office work, if the source distinguishes it.
    """

    survey: Survey
    listed: bool = False
    official: bool = False
    checked: bool = True
    work_from: WorkFrom = "titles"
    core: Filters = ALL_ROWS
    office: Filters = ALL_ROWS

    @property
    def name(self) -> str:
        """The name of the file of data/."""
        return self.survey.name

    @property
    def ends(self) -> tuple[Measure, ...]:
        """The ends of ranges it can answer for: the low and the high, one of them, or the middle for single figures."""
        scope_ends = self.survey.scope.ends
        return ("low", "high") if scope_ends == "both" else ("middle",) if scope_ends == "single" else (scope_ends,)

    @property
    def years(self) -> tuple[int, int]:
        """First and last year of its period."""
        numbers = [int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", self.survey.provenance.period)]
        return (min(numbers), max(numbers)) if numbers else (0, 0)


def read_sources(names: Iterable[str] | None = None, folder: Path = packaged.DATA) -> tuple[Source, ...]:
    """Read the surveys of a data folder that are witnesses, or the named ones, in the order of the descriptor.

    Published claims are excluded: their own page compares them by date and trust.

    Raises:
        DataError: as `packaged.survey`.

    >>> [source.name for source in read_sources(["indeed_2024", "pay_matrix"])]
    ['indeed_2024', 'pay_matrix']
    """
    entries = {str(entry["name"]): entry for entry in packaged.descriptor(folder)["resources"] if entry.get("survey")}
    selection = [name for name, entry in entries.items() if is_witness(entry)] if names is None else list(names)
    return tuple(as_source(packaged.survey(name, folder), entries[name]) for name in selection)


def is_witness(entry: Mapping[str, Any]) -> bool:
    """Whether an entry of the descriptor is a source that answers for itself: posts, or official figures."""
    return bool(entry.get("survey")) and (entry.get("kind") != "published" or bool(entry["survey"].get("official")))


def as_source(survey: Survey, entry: Mapping[str, Any]) -> Source:
    """Wrap a loaded survey with its entry in the descriptor."""
    about = entry.get("survey", {})
    return Source(
        survey=survey,
        listed=about.get("shownAs") == "list",
        official=bool(about.get("official", False)),
        checked=bool(about.get("checked", True)),
        work_from=about.get("workFrom", "titles"),
        core=Filters.of(about.get("core", {})),
        office=Filters.of(about.get("office", {})),
    )
