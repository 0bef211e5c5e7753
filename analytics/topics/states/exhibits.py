"""The states → exhibits: a map of tiles and a ranked list of the same table."""

from __future__ import annotations

from typing import Any

import numpy as np

from analytics.model import Filters
from analytics.presenting import wording
from analytics.presenting.exhibit import Column, Exhibit, chart_of
from analytics.presenting.messages import _, list_names, ngettext
from analytics.presenting.values import format_value
from analytics.texts import N_
from analytics.topics.series.exhibits import definitions, kind_of_figures, source_columns
from analytics.topics.states import figures
from analytics.topics.states.answer import RECENT_YEARS, Group, StateFigure, StatesAnswer
from analytics.topics.states.figures import period_of, unit_of

GROUPS: dict[Group, str] = {
    "everyone": N_("Everyone"),
    "women": N_("Women"),
    "men": N_("Men"),
    "towns": N_("Towns"),
    "villages": N_("Villages"),
}
"""The name of each group."""
NOTIFIED_WAGES = N_("Minimum wages as notified")
WAGE_NOTE = N_(
    "The wage set for clerks, typists and data entry by name; where a state names none, the wage for skilled work. A "
    "month of 26 days, house rent apart. No legal advice: check the notification."
)
MOST_NAMES = 3
"""The states that a heading names at each end."""


def map_and_ranking(answer: StatesAnswer) -> tuple[Exhibit, Exhibit]:
    """The latest figures of all states as a map of tiles, and ranked. Both hold the same table."""
    subject = _subject(answer)
    shared = _shared_parts(answer, subject)
    if not answer.enough:
        shared |= {
            "title": _("{subject}: too few states have figures", subject=subject),
            "reading": _("The tables give this one for India only, or for few states. Choose another group."),
            "notes": _notes(answer),
        }
        return Exhibit(key=f"{answer.key}_map", **shared), Exhibit(key=f"{answer.key}_ranked", **shared)
    return _map(answer, subject, shared), _ranking(answer, subject, shared)


def _map(answer: StatesAnswer, subject: str, shared: dict[str, Any]) -> Exhibit:
    top, bottom = answer.ranked[0], answer.ranked[-1]
    thousands = (_("Tiles are in thousands of rupees a month."),) if unit_of(answer).startswith("INR") else ()
    reading = ngettext(
        "Of {count} state or union territory, {lowest} is lowest and {highest} highest.",
        "Of {count} states and union territories, {lowest} is lowest and {highest} highest.",
        len(answer.ranked),
        count=len(answer.ranked),
        lowest=bottom.state,
        highest=top.state,
    )
    return Exhibit(
        key=f"{answer.key}_map",
        title=_(
            "{subject}: from {low} in {lowest} to {high} in {highest}",
            subject=subject,
            low=_value(answer, bottom),
            lowest=bottom.state,
            high=_value(answer, top),
            highest=top.state,
        ),
        reading=" ".join([reading, *_india(answer)]),
        alt=_("Tile map of {subject}. {listing}. {missing}", subject=subject, listing=_listing(answer),
              missing=_list_missing(answer)),
        notes=(
            *thousands,
            _("Five steps of equally many states; the darker, the higher."),
            _list_missing(answer),
            *_notes(answer),
        ),
        draw=chart_of(figures.tile_map, answer),
        **shared,
    )  # fmt: skip


def _ranking(answer: StatesAnswer, subject: str, shared: dict[str, Any]) -> Exhibit:
    top, bottom = answer.ranked[0], answer.ranked[-1]
    reading = _(
        "{highest} stands at {high}, {lowest} at {low}.",
        highest=top.state,
        high=_value(answer, top),
        lowest=bottom.state,
        low=_value(answer, bottom),
    )
    return Exhibit(
        key=f"{answer.key}_ranked",
        title=_(
            "Highest: {first}. Lowest: {last}",
            first=list_names(state.state for state in answer.ranked[:MOST_NAMES]),
            last=list_names(state.state for state in answer.ranked[-MOST_NAMES:]),
        ),
        reading=" ".join([reading, *_india(answer)]),
        alt=_("Ranked bars of {subject}. {listing}.", subject=subject, listing=_listing(answer)),
        notes=(_list_missing(answer),),
        draw=chart_of(figures.ranking, answer),
        **shared,
    )


def _subject(answer: StatesAnswer) -> str:
    if answer.indicator is None:
        return _("Minimum wage for clerical work")
    title = answer.indicator.title.split(",")[0]
    if answer.group == "everyone":
        return title
    return _("{subject} ({group})", subject=title, group=_(GROUPS[answer.group]))


def _shared_parts(answer: StatesAnswer, subject: str) -> dict[str, Any]:
    """What the map and the ranking have in common: one table."""
    unit, wages = unit_of(answer), answer.indicator is None
    rows = [*answer.figures, *(StateFigure(state, float("nan"), "", "", "", "") for state in answer.missing)]
    data: dict[str, Any] = {
        "state": [row.state for row in rows],
        "value": np.array([row.value for row in rows]),
        "step": np.array([row.fifth if row.fifth else np.nan for row in rows], float),
    }
    if wages:
        data |= {
            "high": np.array([row.high for row in rows]),
            "zone": [row.zone for row in rows],
            "rule": [row.rule for row in rows],
            "when": ["" if row.current else row.start[:4] for row in rows],
        }
    data |= {
        "period": [period_of(row) if row.start else "" for row in rows],
        "source_title": [row.source_title for row in rows],
        "source_url": [row.source_url for row in rows],
    }
    columns = {column.name: column for column in _columns(subject, unit)}
    ages = _("ages {ages}", ages=answer.ages) if answer.ages else ""
    group = _("dearest zone of each state") if wages else _(GROUPS[answer.group])
    return {
        "data": data,
        "columns": tuple(columns[name] for name in data),
        "unit": unit,
        "n": len(answer.figures),
        "sample": ngettext(
            "{count} figure", "{count} figures", len(answer.figures), count=wording.count(len(answer.figures))
        ),
        "source": answer.source,
        "selection": " · ".join(filter(None, [group, ages])),
        "filters": Filters.of({"group": [] if wages else [answer.group], "ages": [answer.ages] if answer.ages else []}),
        "kind": _(NOTIFIED_WAGES) if wages else kind_of_figures(answer.second_hand),
        "method": _(answer.method),
    }


def _columns(subject: str, unit: str) -> tuple[Column, ...]:
    return (
        Column(
            "state", _("State or union territory"), "", _("The state; India for the whole, where there is a figure")
        ),
        Column("value", _("{subject}, {unit}", subject=subject, unit=unit), unit, _("The figure as published")),
        Column("step", _("Step"), "", _("Fifth of the states, 1 the lowest; missing without a current figure")),
        Column("high", _("Highest"), unit, _("The highest clerical wage of the same zone")),
        Column("zone", _("Zone"), "", _("The zone of the state")),
        Column("rule", _("Chosen as"), "", _("named: set for clerks; skilled: set for the skill clerks count as")),
        Column("when", _("Old figure of"), "", _("The year of a figure too old to rank with the others")),
        Column("period", _("Period"), "", _("The time the figure is for")),
        *source_columns(),
    )


def _value(answer: StatesAnswer, state: StateFigure) -> str:
    return format_value(state.value, unit_of(answer))


def _listing(answer: StatesAnswer) -> str:
    return "; ".join(f"{state.state} {_value(answer, state)}" for state in answer.ranked)


def _india(answer: StatesAnswer) -> list[str]:
    if answer.india is None:
        return []
    return [_("India as a whole: {value}.", value=_value(answer, answer.india))]


def _list_missing(answer: StatesAnswer) -> str:
    if not answer.missing:
        return _("Every state has a figure.")
    return _("No figure, which is not zero: {states}.", states=list_names(answer.missing))


def _notes(answer: StatesAnswer) -> tuple[str, ...]:
    if answer.indicator is not None:
        return definitions([answer.indicator])
    old_orders = list_names(f"{state.state} ({state.start[:4]})" for state in answer.outdated)
    old = ngettext(
        "Not ranked, because the latest order in the data is more than {years} year older than the newest one: "
        "{states}. A later order may exist.",
        "Not ranked, because the latest order in the data is more than {years} years older than the newest one: "
        "{states}. A later order may exist.",
        RECENT_YEARS,
        years=RECENT_YEARS,
        states=old_orders,
    )
    return (*([old] if old_orders else []), _(WAGE_NOTE))
