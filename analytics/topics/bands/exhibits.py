"""The exhibits on pay: bands of groups, how pay spreads, and the sentence a page opens with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np

from analytics.model import NOT_STATED, Experience
from analytics.presenting import figures, wording
from analytics.presenting.exhibit import Column, Exhibit, View
from analytics.statistics.bands import MONTHS, QUANTILES, SHOWN_FROM, band_columns, quantiles
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


def bands(view: View, by: str, largest: int | None = LARGEST) -> Exhibit:
    """The bands of the groups of one dimension: the largest groups, or all of them.

    Dimensions with an order of their own keep it; all else is ranked by median.
    """
    survey, kind = view.survey, view.survey.provenance.kind
    if by not in survey.dimensions:
        return _cannot_say(view, by)
    dimension = survey.dimensions[by]
    everything = band_columns(survey, [by], view.filters, view.measure, view.per)
    order = np.arange(len(everything["n"]))
    if not dimension.ordered:
        order = np.argsort(-everything["n"], kind="stable")[:largest]
        order = order[np.lexsort((-everything["n"][order], -np.nan_to_num(everything["p50"][order], nan=-1.0)))]
    data = {name: [c[at] for at in order] if isinstance(c, list) else c[order] for name, c in everything.items()}
    if view.beside:
        data |= view.beside.columns(by, data[by], view.filters, view.per)
    n = _total(view)
    exhibit = Exhibit(
        key=f"bands_by_{by}",
        title="",
        reading="",
        data=data,
        columns=_band_columns(view, by, data),
        unit=view.unit,
        n=n,
        source=survey.provenance,
        selection=wording.selection(view.filters, survey),
        filters=view.filters,
    )
    shown = [row for row in exhibit.rows if not np.isnan(row.p50)]
    title, reading = _bands_words(view, by, shown, n)
    return replace(
        exhibit,
        title=title,
        reading=reading,
        alt=_bands_alt(view, by, shown),
        notes=_bands_notes(view, by, exhibit.rows, len(everything["n"]), int(everything["n"].sum()) > n),
        relax=() if shown else relaxed(view),
        draw=partial(figures.bands, currency=survey.currency, per=view.per, kind=kind) if shown else None,
    )


def _cannot_say(view: View, by: str) -> Exhibit:
    """What stands in for a question that the survey does not answer."""
    name, source = by.replace("_", " "), view.survey.provenance
    return Exhibit(
        key=f"bands_by_{by}",
        title=f"No bands by {name}",
        reading=f"{source.title} does not say the {name} of its {wording.NOUNS[source.kind][1]}.",
        data={},
        columns=(),
        unit=view.unit,
        n=_total(view),
        source=source,
        filters=view.filters,
    )


def _total(view: View) -> int:
    return int(Groups(view.survey, (), view.filters, view.measure).n[0])


def relaxed(view: View) -> tuple[tuple[str, int], ...]:
    """How many rows there would be without each filter, for the filters whose removal helps; most first."""
    counts = {name: _total(replace(view, filters=view.filters.without(name))) for name, _ in view.filters}
    helpful = {name: n for name, n in counts.items() if n >= SHOWN_FROM["p50"]}
    return tuple(sorted(helpful.items(), key=lambda item: -item[1]))


def _bands_words(view: View, by: str, rows: list[SimpleNamespace], n: int) -> tuple[str, str]:
    survey, kind = view.survey, view.survey.provenance.kind
    who = wording.whom(view.filters, kind)
    if not rows:
        few = f"{wording.rows(n, kind).capitalize()} cannot carry a median, which needs {SHOWN_FROM['p50']}."
        return _thin_title(view, n), few if n else _nobody(view, who)
    name = survey.dimensions[by].title.lower()
    if len(rows) == 1:
        row = rows[0]
        where = "" if row.group in dict(view.filters).get(by, ()) else f" ({row.group})"
        return (
            f"Median {view.money(row.p50, wording.spread(row))}{'' if view.per == 'year' else ' a month'}{where}",
            middle_half(view, row.p25, row.p75, row.p50, row.n, wording.spread(row), who),
        )
    levels = [row for row in rows if row.group != NOT_STATED]
    if by == "experience" and len(levels) > 1:
        first, last = levels[0], levels[-1]
        step = last.p50 - first.p50
        spread = max(wording.spread(first), wording.spread(last))
        title = (
            f"From {_level(first.group)} to {_level(last.group)}: {view.money(first.p50, wording.spread(first))} to "
            f"{view.money(last.p50, wording.spread(last))}"
        )
        return title, (
            f"The median of {who} is {view.money(first.p50, wording.spread(first))} for {_level(first.group)} and "
            f"{view.money(last.p50, wording.spread(last))} for {_level(last.group)}: {view.change(step, spread)}."
        )
    named = [row for row in rows if row.group != NOT_STATED]
    sure = [row for row in named if row.quality != "unreliable"]
    rows = next(some for some in (sure, named, rows) if len(some) > 1 or some is rows)
    top, bottom = max(rows, key=lambda row: row.p50), min(rows, key=lambda row: row.p50)
    lowest, highest = (view.money(row.p50, wording.spread(row)) for row in (bottom, top))
    apart = top.p50_low > bottom.p50_high
    return f"By {name}, the median runs from {lowest} to {highest}", (
        f"Among {who}, {top.group} is highest at {highest} and {bottom.group} lowest at {lowest}"
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
    kind, months = view.survey.provenance.kind, MONTHS[view.per]
    who = wording.whom(view.filters, kind)
    groups = Groups(view.survey, (), view.filters, view.measure)
    n = int(groups.n[0])
    figures_of = quantiles(groups, np.array([0]))
    p25, p50, p75 = (float(figures_of[name][0][0]) * months for name in ("p25", "p50", "p75"))
    if np.isnan(p50):
        return f"Only {wording.rows(n, kind)} here: too few to tell a median." if n else _nobody(view, who)
    _, low, high = figures_of["p50"]
    return middle_half(view, p25, p75, p50, n, float(high[0] - low[0]) / 2 * months, who)


def _level(value: str) -> str:
    return "freshers" if value == Experience.FRESHER else value


def _thin_title(view: View, n: int) -> str:
    kind = view.survey.provenance.kind
    return f"No {wording.NOUNS[kind][1]} match" if n == 0 else f"{wording.rows(n, kind).capitalize()}: too few to say"


def _nobody(view: View, who: str) -> str:
    """What to say of a selection without rows that can be counted."""
    few = f", or too few: {wording.PROTECTED[0].lower()}{wording.PROTECTED[1:]}"
    return f"There are no {who}{few if view.survey.provenance.protected else '.'}"


def _bands_alt(view: View, by: str, shown: list[SimpleNamespace]) -> str:
    rows = [f"{row.group} {view.money(row.p50, wording.spread(row))} from {wording.count(row.n)}" for row in shown[:8]]
    more = f", and {len(shown) - 8} more" if len(shown) > 8 else ""
    return f"Pay bands by {view.survey.dimensions[by].title.lower()}. Medians: {'; '.join(rows)}{more}."


def _bands_notes(view: View, by: str, rows: list[SimpleNamespace], groups: int, several: bool) -> tuple[str, ...]:
    kind = view.survey.provenance.kind
    one, many = wording.NOUNS[kind]
    none = [row for row in rows if np.isnan(row.p50)]
    notes = [HOW_TO_READ] if len(none) < len(rows) else []
    if len(rows) < groups:
        notes.append(f"The {len(rows)} of {wording.count(groups)} with the most {many} are shown.")
    if none:
        names = wording.listed([f"{row.group} ({wording.count(row.n)})" for row in none[:6]])
        rest = f" and {wording.count(len(none) - 6)} more" if len(none) > 6 else ""
        notes.append(f"Too few {many} for a figure, which needs {SHOWN_FROM['p50']}: {names}{rest}.")
    if any(np.isnan(row.p90) for row in rows if not np.isnan(row.p50)):
        notes.append(
            f"Where a bar or a line is missing there are too few {many}: the middle half needs {SHOWN_FROM['p25']}, "
            f"the ends {SHOWN_FROM['p10']}."
        )
    if several and view.survey.dimensions[by].cells is not None:
        notes.append(f"A {one} that names several of these counts in each of them, and once in the total.")
    if view.beside:
        notes.append(
            "Diamonds: the lowest and the highest published figure for the same group. Dotted line: the official "
            f"average (mean) of regular employees in the towns of the state, or of India, {view.beside.period}."
        )
    return tuple(notes)


def _band_columns(view: View, by: str, names: Iterable[str]) -> tuple[Column, ...]:
    kind = view.survey.provenance.kind
    noun = wording.NOUNS[kind][1]
    known = {
        by: Column(by, view.survey.dimensions[by].title, "", "The group"),
        "n": Column("n", noun.capitalize(), "count", f"How many {noun} the figures of this row come from"),
        "quality": Column("quality", "Quality", "", QUALITY_HELP),
        "published_low": Column("published_low", "Lowest published", view.unit, "Lowest published figure of the group"),
        "published_high": Column(
            "published_high", "Highest published", view.unit, "Highest published figure of the group"
        ),
        "published_n": Column("published_n", "Published", "count", "How many published figures the group has"),
        "official_average": Column(
            "official_average", "Official average", view.unit, "Mean earnings of regular employees in towns (PLFS)"
        ),
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
    return tuple(known[name] for name in names)


def distribution(view: View) -> Exhibit:
    """How the pay of the selection spreads: the share of rows in each step of pay."""
    survey, kind = view.survey, view.survey.provenance.kind
    groups = Groups(survey, (), view.filters, view.measure)
    n = int(groups.n[0])
    edges = _steps(groups) if n >= SHOWN_FROM["p50"] else np.empty(0)
    months = MONTHS[view.per]
    mass = groups.between(np.concatenate([[-np.inf], edges, [np.inf]]))[:, 0] if len(edges) else np.empty(0)
    first = 1 if len(mass) and mass[0] == 0 else 0
    data = {
        "pay_from": (np.concatenate([[np.nan], edges])[: len(mass)] * months)[first:],
        "pay_to": (np.concatenate([edges, [np.nan]])[: len(mass)] * months)[first:],
        "share": (mass / max(groups.mass[0], 1))[first:],
    }
    who = wording.whom(view.filters, kind)
    words = {"title": _thin_title(view, n), "reading": f"Too few {who} to show how their pay spreads.", "alt": ""}
    if len(edges):
        closed = ~np.isnan(data["pay_from"]) & ~np.isnan(data["pay_to"])
        top = int(np.argmax(np.where(closed, data["share"], -1)))
        step = f"{view.money(data['pay_from'][top])} to {view.money(data['pay_to'][top])}"
        above = f"{wording.percent(data['share'][-1])} are at {view.money(data['pay_from'][-1])} or more"
        words["title"] = f"The commonest pay is {step}"
        words["reading"] = (
            f"{wording.percent(data['share'][top])} of {wording.count(n)} {who} fall between {step}"
            f"{' a month' if view.per == 'month' else ''}; {above}."
        )
        words["alt"] = "Histogram of pay. " + words["reading"]
    return Exhibit(
        key="distribution",
        **words,
        data=data,
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
    wanted = max((high - low) / 20, 100.0)
    power = 10.0 ** np.floor(np.log10(wanted))
    step = power * next(factor for factor in (1, 2, 2.5, 5, 10) if factor * power >= wanted)
    return np.arange(np.floor(low / step) * step, np.nextafter(high + step, np.inf), step)
