"""An exhibit: one table that is drawn, shown and downloaded, with its words and its source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, NamedTuple, TypeVar

import numpy as np
import pandas as pd

from analytics.model import ALL_ROWS, Count, Filters, Provenance
from analytics.presenting import phrases, wording
from analytics.presenting.messages import _
from analytics.statistics.bands import texts
from analytics.view import RowsWithout

Answer = TypeVar("Answer")
NOISE = 1e-12
"""The relative rounding error of arithmetic: twelve twelfths of a year's pay are off by no more."""


@dataclass(frozen=True)
class Column:
    """A column of an exhibit: its name in files, its label on the screen, its unit and its meaning."""

    name: str
    label: str
    unit: str = ""
    description: str = ""


class Finding(NamedTuple):
    """The finding of an exhibit: the heading, and the sentence under it."""

    title: str
    reading: str


def chart_of(draw: Callable[[Answer], object], answer: Answer) -> Callable[[], object]:
    """A function that draws the chart of an exhibit from its answer."""
    return partial(draw, answer)


def without_noise(column: object) -> object:
    """Round figures that miss a whole number only by floating-point error.

    >>> without_noise(np.array([399999.99999999994, 0.1 + 0.2, np.nan])).tolist()
    [400000.0, 0.30000000000000004, nan]
    """
    figures = np.asarray(column)
    if figures.dtype.kind != "f":
        return column
    whole = np.round(figures)
    return np.where(np.abs(figures - whole) <= NOISE * np.abs(whole), whole, figures)


@dataclass(frozen=True, eq=False)
class Exhibit:
    """One table that is drawn, shown and downloaded.

    Args:
        key: names the exhibit in widgets and files.
        title: the finding, as a heading.
        reading: the finding, as a sentence that a person would say.
        data: the columns, at full precision; the chart, the table and the downloads hold exactly these.
        columns: what the columns of the table mean, in order.
        unit: the unit of the pay in the table.
        n: the number of rows of the survey behind it.
        employers: the number of their employers; None if unknown.
        count_unit: what counts once, each row or each employer.
        method: how the figures were computed.
        source: the source of the figures.
        kind: the kind of figures, if not pay of the source's kind.
        sample: what `n` counts, in words, if not rows of the source's kind.
        selection: the active filters.
        alt: the chart's alternative text, for visitors who cannot see it.
        notes: what is hidden and why, and how to read what is shown.
        rows_without: if nothing can be shown, the filters responsible, each with the n without it.
        draw: builds the chart; none for an exhibit with nothing to draw.
        wide: whether the chart needs the full width.
    """

    key: str
    title: str
    reading: str
    data: Mapping[str, Any]
    columns: tuple[Column, ...]
    unit: str
    n: int
    source: Provenance
    employers: int | None = None
    count_unit: Count = "posts"
    method: str = ""
    kind: str = ""
    sample: str = ""
    selection: str = ""
    filters: Filters = ALL_ROWS
    alt: str = ""
    notes: tuple[str, ...] = ()
    rows_without: RowsWithout = ()
    draw: Callable[[], object] | None = field(default=None, repr=False)
    wide: bool = False

    @cached_property
    def table(self) -> pd.DataFrame:
        """The data as a table, at full precision without floating-point noise."""
        return pd.DataFrame(
            {
                name: texts(column) if isinstance(column, list) else without_noise(column)
                for name, column in self.data.items()
            }
        )

    @property
    def empty(self) -> bool:
        """Whether the table has no rows."""
        return not any(len(column) for column in self.data.values())

    @property
    def facts(self) -> tuple[str, ...]:
        """The kind of figures, their n and employers, the selection, and the period."""
        source = self.source
        return (
            self.kind or _(wording.KINDS[source.kind]),
            self.sample or phrases.sample(self.n, self.employers, source.kind, self.count_unit),
            self.selection,
            wording.period(source.period),
            _(wording.PROTECTED).rstrip(".") if source.protected else "",
        )

    @property
    def file_name(self) -> str:
        """The name of its downloads, without an extension."""
        return wording.file_slug("vetan", self.key, *(value for _, values in self.filters for value in values))

    def figure(self) -> object:
        """The chart, a plotly figure."""
        if self.draw is None:
            raise ValueError(f"{self.key} has nothing to draw")
        return self.draw()
