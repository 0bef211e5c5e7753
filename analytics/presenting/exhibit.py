"""An exhibit: one table that is drawn, shown and downloaded, with its words and its source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import pandas as pd

from analytics.model import ALL_ROWS, Filters, Measure, Provenance, Survey
from analytics.presenting import wording
from analytics.statistics.bands import Period, texts
from analytics.topics.bands.beside import Beside

METHOD = (
    "Quantiles interpolate linearly (Hyndman–Fan type 7). Intervals hold at least 95 % for any distribution (binomial "
    "order statistics; with sampling weights Woodruff's method with Kish's effective n). Medians need 6 rows, quarters "
    "11, p10 and p90 29; figures from fewer are left empty."
)


@dataclass(frozen=True)
class View:
    """What a visitor looks at: a survey, the filters, how pay is stated, and other figures beside it."""

    survey: Survey
    filters: Filters = ALL_ROWS
    measure: Measure = "middle"
    per: Period = "month"
    beside: Beside | None = None

    @property
    def unit(self) -> str:
        """The unit of every pay figure of this view, such as "INR per month"."""
        return f"{self.survey.currency} per {self.per}"

    def money(self, amount: float, spread: float = 0.0) -> str:
        """An amount, already stated per `per`, in words."""
        return wording.money(amount, self.survey.currency, self.per, spread=spread)

    def change(self, amount: float, spread: float = 0.0) -> str:
        """How much more or less, in words."""
        return wording.change(amount, self.survey.currency, self.per, spread=spread)


@dataclass(frozen=True)
class Column:
    """A column of an exhibit: its name in files, its label on the screen, its unit and its meaning."""

    name: str
    label: str
    unit: str = ""
    description: str = ""


@dataclass(frozen=True, eq=False)
class Exhibit:
    """One table that is drawn, shown and downloaded.

    Args:
        key: names the exhibit in widgets and files.
        title: the finding, as a heading.
        reading: the finding, as a sentence a person would say.
        data: the columns, at full precision; the chart, the table and the downloads hold exactly these.
        columns: what the columns of the table mean, in order.
        unit: the unit of the pay in the table.
        n: how many rows of the survey stand behind it.
        source: where they come from.
        selection: the filters that hold.
        alt: what the chart shows, for those who cannot see it.
        notes: what is hidden and why, and how to read what is shown.
        relax: where nothing can be shown, the filters that stand in the way, each with the n without it.
        draw: builds the chart from the exhibit; none for an exhibit with nothing to draw.
    """

    key: str
    title: str
    reading: str
    data: Mapping[str, Any]
    columns: tuple[Column, ...]
    unit: str
    n: int
    source: Provenance
    selection: str = ""
    filters: Filters = ALL_ROWS
    alt: str = ""
    notes: tuple[str, ...] = ()
    relax: tuple[tuple[str, int], ...] = ()
    draw: Callable[[Exhibit], Any] | None = field(default=None, repr=False)

    @cached_property
    def table(self) -> pd.DataFrame:
        """The data as a table."""
        return pd.DataFrame(
            {name: texts(column) if isinstance(column, list) else column for name, column in self.data.items()}
        )

    @cached_property
    def rows(self) -> list[SimpleNamespace]:
        """The rows with columns as attributes; `group` is the first column."""
        if not self.data:
            return []
        names = list(self.data)
        columns = [column if isinstance(column, list) else column.tolist() for column in self.data.values()]
        return [
            SimpleNamespace(group=row[0], **dict(zip(names, row, strict=True))) for row in zip(*columns, strict=True)
        ]

    @property
    def facts(self) -> tuple[str, ...]:
        """What kind of figures these are, how many, which, and of when."""
        source = self.source
        return (
            wording.KINDS[source.kind],
            f"n {wording.count(self.n)}",
            self.selection,
            wording.period(source.period),
            wording.PROTECTED.rstrip(".") if source.protected else "",
        )

    @property
    def method(self) -> str:
        """How the figures were worked out."""
        return f"{METHOD} {wording.PROTECTED}" if self.source.protected else METHOD

    @property
    def file_name(self) -> str:
        """A telling name for downloads, without ending."""
        return wording.slug("vetan", self.key, *(value for _, values in self.filters for value in values))

    def figure(self) -> Any:
        """The chart, a plotly figure built from the table."""
        if self.draw is None:
            raise ValueError(f"{self.key} has nothing to draw")
        return self.draw(self)
