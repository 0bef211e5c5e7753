"""Exhibits: one table each, with the words, the chart and the source that go with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from analytics.model import ALL_ROWS, Experience, Filters, Measure, Provenance, Survey
from analytics.presenting import figures, wording
from analytics.statistics.bands import MONTHS, QUANTILES, SHOWN_FROM, Period, salary_bands
from analytics.statistics.order_statistics import Groups

LARGEST = 12
"""How many groups a chart shows unless more are asked for."""

QUANTILE_LABELS = {
    "p10": "10 in 100 below",
    "p25": "25 in 100 below",
    "p50": "Median",
    "p75": "75 in 100 below",
    "p90": "90 in 100 below",
}
HOW_TO_READ = "Bar: the middle half. Thin line: 8 in 10. Mark: the median, with its 95 % interval."
QUALITY_HELP = (
    "How sure the median is: the half-width of its 95 % interval ÷ 1.96 ÷ the median. Up to 5 % precise, up to 10 % "
    "reasonably precise, up to 20 % acceptable, above that unreliable."
)


@dataclass(frozen=True)
class View:
    """What a visitor looks at: a survey, the filters, and how pay is stated."""

    survey: Survey
    filters: Filters = ALL_ROWS
    measure: Measure = "middle"
    per: Period = "month"

    @property
    def unit(self) -> str:
        """The unit of every pay figure of this view, such as "INR per month"."""
        return f"{self.survey.currency} per {self.per}"

    def money(self, amount: float, spread: float = 0.0) -> str:
        """An amount, already stated per `per`, in words."""
        return wording.money(amount, self.survey.currency, self.per, spread=spread)


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
        table: the rows, at full precision; the chart and the downloads hold exactly these.
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
    table: pd.DataFrame
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

    @property
    def file_name(self) -> str:
        """A telling name for downloads, without ending."""
        return wording.slug("vetan", self.key, *(value for _, values in self.filters for value in values))

    def figure(self) -> Any:
        """The chart, a plotly figure built from the table."""
        if self.draw is None:
            raise ValueError(f"{self.key} has nothing to draw")
        return self.draw(self)


def bands(view: View, by: str, largest: int | None = LARGEST) -> Exhibit:
    """The bands of the groups of one dimension: the largest groups, or all of them.

    Dimensions with an order of their own keep it; all else is ranked by median.
    """
    survey, kind = view.survey, view.survey.provenance.kind
    dimension = survey.dimensions[by]
    everything = salary_bands(survey, [by], view.filters, view.measure, view.per)
    n = _total(view)
    table = everything
    if not dimension.ordered:
        if largest is not None:
            table = table.nlargest(largest, "n", keep="first")
        table = table.sort_values(["p50", "n"], ascending=False, na_position="last")
    table = table.reset_index(drop=True)
    shown = table[table["p50"].notna()]
    title, reading = _bands_words(view, by, shown, n)
    return Exhibit(
        key=f"bands_by_{by}",
        title=title,
        reading=reading,
        table=table,
        columns=_band_columns(view, by, table),
        unit=view.unit,
        n=n,
        source=survey.provenance,
        selection=wording.selection(view.filters, survey),
        filters=view.filters,
        alt=_bands_alt(view, by, shown),
        notes=_bands_notes(view, by, table, everything, n),
        relax=() if len(shown) else relaxed(view),
        draw=partial(figures.bands, currency=survey.currency, per=view.per, kind=kind) if len(shown) else None,
    )


def _total(view: View) -> int:
    return int(Groups(view.survey, (), view.filters, view.measure).n[0])


def relaxed(view: View) -> tuple[tuple[str, int], ...]:
    """How many rows there would be without each filter, for the filters whose removal helps; most first."""
    counts = {name: _total(replace(view, filters=view.filters.without(name))) for name, _ in view.filters}
    helpful = {name: n for name, n in counts.items() if n >= SHOWN_FROM["p50"]}
    return tuple(sorted(helpful.items(), key=lambda item: -item[1]))


def _spread(row: Any) -> float:
    return float(row.p50_high - row.p50_low) / 2


def _bands_words(view: View, by: str, shown: pd.DataFrame, n: int) -> tuple[str, str]:
    survey, kind = view.survey, view.survey.provenance.kind
    who = wording.whom(view.filters, kind)
    if not len(shown):
        return _thin_title(
            view, n
        ), f"{wording.rows(n, kind).capitalize()} in this selection: too few to say what {who} offer."
    rows = figures.rows_of(shown)
    name = survey.dimensions[by].title.lower()
    if len(rows) == 1:
        row = rows[0]
        where = "" if row[1] in dict(view.filters).get(by, ()) else f" ({row[1]})"
        return (
            f"Median {view.money(row.p50, _spread(row))}{'' if view.per == 'year' else ' a month'}{where}",
            middle_half(view, row.p25, row.p75, row.p50, row.n, _spread(row), who),
        )
    if by == "experience":
        first, last = rows[0], rows[-1]
        step = last.p50 - first.p50
        spread = max(_spread(first), _spread(last))
        title = (
            f"From {_level(first[1])} to {_level(last[1])}: {view.money(first.p50, _spread(first))} to "
            f"{view.money(last.p50, _spread(last))}"
        )
        more = f"{view.money(abs(step), spread)} {'more' if step >= 0 else 'less'}"
        return title, (
            f"The median of {who} is {view.money(first.p50, _spread(first))} for {_level(first[1])} and "
            f"{view.money(last.p50, _spread(last))} for {_level(last[1])}: {more}."
        )
    top, bottom = max(rows, key=lambda row: row.p50), min(rows, key=lambda row: row.p50)
    lowest, highest = (view.money(row.p50, _spread(row)) for row in (bottom, top))
    apart = top.p50_low > bottom.p50_high
    return f"By {name}, the median runs from {lowest} to {highest}", (
        f"Among {who}, {top[1]} is highest at {highest} and {bottom[1]} lowest at {lowest}"
        + ("." if apart else "; their intervals overlap, so the order is not sure.")
    )


def middle_half(view: View, p25: float, p75: float, p50: float, n: float, spread: float, who: str) -> str:
    """The sentence on the middle half of a group, or on its median where the quarters may not be shown."""
    kind = view.survey.provenance.kind
    period = wording.PERIOD_WORDS[view.per] if view.per == "month" else ""
    verb = "offer" if kind == "posted" else "state"
    if np.isnan(p25):
        return f"The median of {wording.count(n)} {who} is {view.money(p50, spread)} {period}".rstrip() + "."
    return (
        f"Half of the {wording.count(n)} {who} {verb} between {view.money(p25, spread)} and "
        f"{view.money(p75, spread)} {period}".rstrip()
        + f"; the median is {view.money(p50, spread)}."
    )


def headline(view: View) -> str:
    """One sentence on the whole selection that a person could repeat."""
    total = salary_bands(view.survey, (), view.filters, view.measure, view.per)
    kind = view.survey.provenance.kind
    who = wording.whom(view.filters, kind)
    if not len(total) or np.isnan(total["p50"].iloc[0]):
        n = int(total["n"].iloc[0]) if len(total) else 0
        return f"Only {wording.rows(n, kind)} here: too few to tell a median." if n else f"There are no {who}."
    row = figures.rows_of(total)[0]
    return middle_half(view, row.p25, row.p75, row.p50, row.n, _spread(row), who)


def _level(value: str) -> str:
    return "freshers" if value == Experience.FRESHER else value


def _thin_title(view: View, n: int) -> str:
    kind = view.survey.provenance.kind
    return f"No {wording.NOUNS[kind][1]} match" if n == 0 else f"{wording.rows(n, kind).capitalize()}: too few to say"


def _bands_alt(view: View, by: str, shown: pd.DataFrame) -> str:
    rows = [
        f"{row[1]} {view.money(row.p50, _spread(row))} from {wording.count(row.n)}"
        for row in figures.rows_of(shown.head(8))
    ]
    more = f", and {len(shown) - 8} more" if len(shown) > 8 else ""
    return f"Pay bands by {view.survey.dimensions[by].title.lower()}. Medians: {'; '.join(rows)}{more}."


def _bands_notes(view: View, by: str, table: pd.DataFrame, everything: pd.DataFrame, n: int) -> tuple[str, ...]:
    survey, kind = view.survey, view.survey.provenance.kind
    noun = wording.NOUNS[kind][1]
    notes = [HOW_TO_READ] if table["p50"].notna().any() else []
    if len(table) < len(everything):
        notes.append(f"The {len(table)} of {len(everything)} with the most {noun} are shown.")
    none, some = table[table["n"] < SHOWN_FROM["p50"]], table[table["p50"].notna() & table["p90"].isna()]
    if len(none):
        names = wording.listed([f"{row[1]} ({wording.count(row.n)})" for row in figures.rows_of(none.head(6))])
        rest = f" and {len(none) - 6} more" if len(none) > 6 else ""
        notes.append(f"Too few {noun} for a figure, which needs {SHOWN_FROM['p50']}: {names}{rest}.")
    if len(some):
        notes.append(
            f"Where a bar or a line is missing there are too few {noun}: the middle half needs {SHOWN_FROM['p25']}, "
            f"the ends {SHOWN_FROM['p10']}."
        )
    if survey.dimensions[by].cells is not None and everything["n"].sum() > n:
        notes.append(
            f"A {wording.NOUNS[kind][0]} that names several of these counts in each of them, and once in the total of "
            f"{wording.count(n)}."
        )
    return tuple(notes)


def _band_columns(view: View, by: str, table: pd.DataFrame) -> tuple[Column, ...]:
    kind = view.survey.provenance.kind
    noun = wording.NOUNS[kind][1]
    known = {
        by: Column(by, view.survey.dimensions[by].title, "", "The group"),
        "n": Column("n", noun.capitalize(), "count", f"How many {noun} the figures of this row come from"),
        "quality": Column("quality", "Quality", "", QUALITY_HELP),
    }
    for name, label in QUANTILE_LABELS.items():
        share = f"{QUANTILES[name]:.0%}".replace("%", " in 100")
        known[name] = Column(
            name, label, view.unit, f"{share} {noun} are below" if name != "p50" else f"Half of the {noun} are below"
        )
        for end, words in (("low", "Lower"), ("high", "Upper")):
            known[f"{name}_{end}"] = Column(
                f"{name}_{end}",
                f"{label}, {words.lower()} limit",
                view.unit,
                f"{words} end of the 95 % interval of {name}",
            )
            known[f"{name}_of_{end}s"] = Column(
                f"{name}_of_{end}s",
                f"{label} of the {end} ends",
                view.unit,
                f"{name} of the {end} ends of the ranges: a bound of {name}",
            )
    return tuple(known[name] for name in table.columns)


def distribution(view: View) -> Exhibit:
    """How the pay of the selection spreads: the share of rows in each step of pay."""
    survey, kind = view.survey, view.survey.provenance.kind
    groups = Groups(survey, (), view.filters, view.measure)
    n = int(groups.n[0])
    edges = _steps(groups) if n >= SHOWN_FROM["p50"] else np.empty(0)
    months = MONTHS[view.per]
    mass = groups.between(np.concatenate([[-np.inf], edges, [np.inf]]))[:, 0] if len(edges) else np.empty(0)
    table = pd.DataFrame(
        {
            "pay_from": np.concatenate([[np.nan], edges])[: len(mass)] * months,
            "pay_to": np.concatenate([edges, [np.nan]])[: len(mass)] * months,
            "share": mass / groups.mass[0],
        }
    )
    if len(mass) and mass[0] == 0:
        table = table.iloc[1:].reset_index(drop=True)
    who = wording.whom(view.filters, kind)
    words = {"title": _thin_title(view, n), "reading": f"Too few {who} to show how their pay spreads.", "alt": ""}
    if len(edges):
        top = int(np.nanargmax(table["share"].where(table[["pay_from", "pay_to"]].notna().all(axis=1))))
        step = f"{view.money(table['pay_from'][top])} to {view.money(table['pay_to'][top])}"
        words["title"] = f"The commonest pay is {step}"
        above = f"{wording.percent(table['share'].iloc[-1])} are at {view.money(table['pay_from'].iloc[-1])} or more"
        words["reading"] = (
            f"{wording.percent(table['share'][top])} of {wording.count(n)} {who} fall between {step}"
            f"{' a month' if view.per == 'month' else ''}; {above}."
        )
        words["alt"] = "Histogram of pay. " + words["reading"]
    return Exhibit(
        key="distribution",
        **words,
        table=table,
        columns=(
            Column("pay_from", "From", view.unit, "Pay from this amount; open where empty"),
            Column("pay_to", "To, not including", view.unit, "up to, but not including, this amount; open where empty"),
            Column("share", "Share", "share", f"Share of the selected {wording.NOUNS[kind][1]} in this step"),
        ),
        unit=view.unit,
        n=n,
        source=survey.provenance,
        selection=wording.selection(view.filters, survey),
        filters=view.filters,
        relax=() if len(edges) else relaxed(view),
        notes=(f"Counted by the {wording.MEASURE_WORDS[view.measure]}.",) if survey.has_ranges else (),
        draw=partial(figures.distribution, currency=survey.currency, per=view.per, kind=kind) if len(edges) else None,
    )


def _steps(groups: Groups) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The edges of about twenty round steps of pay that hold 97 in 100 rows."""
    low, high = (float(x) for x in groups.at_mass(0, groups.mass[0] * np.array([0.01, 0.98])))
    wanted = max((high - low) / 20, 1.0)
    power = 10.0 ** np.floor(np.log10(wanted))
    step = power * next(factor for factor in (1, 2, 2.5, 5, 10) if factor * power >= wanted)
    return np.arange(np.floor(low / step) * step, high + step, step)
