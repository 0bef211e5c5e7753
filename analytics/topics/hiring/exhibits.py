"""Changes of hiring → an exhibit."""

from __future__ import annotations

import numpy as np

from analytics.model import Filters
from analytics.presenting import periods, wording
from analytics.presenting.exhibit import Column, Exhibit, chart_of
from analytics.presenting.messages import _, ngettext
from analytics.presenting.values import format_value
from analytics.texts import N_
from analytics.topics.hiring import figures
from analytics.topics.hiring.answer import Change, Grouping, HiringAnswer
from analytics.topics.series.exhibits import definitions, kind_of_figures, source_columns

GROUPINGS: dict[Grouping, str] = {"sector": N_("Sector"), "city": N_("City")}
TITLES: dict[Grouping, str] = {
    "sector": N_("Hiring: up on the year before in {rising} of {count} sectors"),
    "city": N_("Hiring: up on the year before in {rising} of {count} cities"),
}
SELECTIONS: dict[Grouping, str] = {
    "sector": N_("latest report of each sector"),
    "city": N_("latest report of each city"),
}


def hiring_changes(answer: HiringAnswer) -> Exhibit:
    """The latest reported year-on-year change of each sector or city."""
    changes = answer.changes
    listing = "; ".join(map(_describe_change, changes))
    return Exhibit(
        key=f"hiring_changes_by_{answer.by}",
        title=_(TITLES[answer.by], rising=answer.rising, count=len(changes)),
        reading=_(
            "Highest at its last report: {highest}; lowest: {lowest}.",
            highest=_describe_change(changes[0]),
            lowest=_describe_change(changes[-1]),
        ),
        data={
            "name": [change.name for change in changes],
            "value": np.array([change.percent for change in changes]),
            "when": [periods.words(change.start, change.end) for change in changes],
            "source_title": [change.source_title for change in changes],
            "source_url": [change.source_url for change in changes],
        },
        columns=(
            Column("name", _(GROUPINGS[answer.by]), "", _("As the source names it")),
            Column(
                "value",
                _("Change, percent"),
                "percent",
                _("Job listings on the site against the same month a year before"),
            ),
            Column("when", _("Month"), "", _("The latest month reported for it")),
            *source_columns(),
        ),
        unit="percent",
        n=len(changes),
        sample=ngettext("{count} figure", "{count} figures", len(changes), count=wording.count(len(changes))),
        source=answer.source,
        selection=_(SELECTIONS[answer.by]),
        filters=Filters.of({"by": [answer.by]}),
        alt=_("Ranked bars of change on the year before: {listing}.", listing=listing),
        notes=(
            _("Each figure is of the month written beside it: the months differ, so the order is no race."),
            *definitions([answer.indicator]),
        ),
        kind=kind_of_figures(answer.second_hand),
        method=_(answer.method),
        draw=chart_of(figures.ranking, answer),
    )


def _describe_change(change: Change) -> str:
    return f"{change.name} {format_value(change.percent, 'change')} ({periods.words(change.start, change.end)})"
