"""Minimum wages through time → an exhibit."""

from __future__ import annotations

from typing import Any

import numpy as np

from analytics.market.tables import INDIA
from analytics.model import Filters
from analytics.presenting import periods, wording
from analytics.presenting.exhibit import Column, Exhibit, chart_of
from analytics.presenting.messages import _, ngettext
from analytics.presenting.values import LEGAL_UNIT, format_value
from analytics.topics.series.exhibits import source_columns
from analytics.topics.series.labels import line_label
from analytics.topics.states.exhibits import NOTIFIED_WAGES, WAGE_NOTE
from analytics.topics.wages import figures
from analytics.topics.wages.answer import WagesAnswer


def over_time(answer: WagesAnswer) -> Exhibit:
    """The history of minimum wages for clerical work in a state, one line per zone."""
    shared = _shared_parts(answer)
    if not answer.wages:
        return Exhibit(
            title=_("No minimum wage for clerical work in the data for {state}", state=answer.state),
            reading=_("That does not mean there is none: no order of this state was found with a date and a figure."),
            notes=(_(WAGE_NOTE),),
            **shared,
        )
    latest, oldest = answer.latest, answer.oldest
    listing = "; ".join(f"{line_label(wage.zone)} {_money(wage.low)}" for wage in latest)
    notes = (_("Where the line is marked, orders began or ceased to name clerks."),) if answer.rule_changed else ()
    return Exhibit(
        title=_title(answer),
        reading=_(
            "Last order we hold: in force from {newest}, by zone. The oldest order in the data, of {oldest}, set "
            "{wage}. A newer one may exist.",
            newest=periods.day(latest[0].effective),
            oldest=periods.day(oldest.effective),
            wage=_money(oldest.low),
        ),
        alt=_(
            "Steps of the minimum wage in {state} by zone, {first} to {last}; {listing}.",
            state=answer.state,
            first=oldest.effective,
            last=latest[0].effective,
            listing=listing,
        ),
        notes=(_(WAGE_NOTE), *notes),
        draw=chart_of(figures.steps, answer),
        **shared,
    )


def _title(answer: WagesAnswer) -> str:
    low, high = _money(answer.latest[0].low), _money(answer.latest[-1].low)
    if answer.state == INDIA:
        if low == high:
            return _("Only central-government workplaces: a clerk is due at least {wage} a month", wage=low)
        return _(
            "Only central-government workplaces: a clerk is due at least {low} to {high} a month", low=low, high=high
        )
    if low == high:
        return _("A clerk in {state} is due at least {wage} a month", state=answer.state, wage=low)
    return _("A clerk in {state} is due at least {low} to {high} a month", state=answer.state, low=low, high=high)


def _money(amount: float) -> str:
    return format_value(amount, LEGAL_UNIT)


def _shared_parts(answer: WagesAnswer) -> dict[str, Any]:
    wages = answer.wages
    return {
        "key": "minimum_wages_over_time",
        "data": {
            "line": [line_label(wage.zone) for wage in wages],
            "rule": [wage.rule for wage in wages],
            "period": [periods.day(wage.effective) for wage in wages],
            "period_start": [wage.effective for wage in wages],
            "value": np.array([wage.low for wage in wages]),
            "high": np.array([wage.high for wage in wages]),
            "source_title": [wage.source_title for wage in wages],
            "source_url": [wage.source_url for wage in wages],
        },
        "columns": (
            Column("line", _("Zone"), "", _("The zone of the state")),
            Column("rule", _("Chosen as"), "", _("named: set for clerks; skilled: set for the skill clerks count as")),
            Column("period", _("In force from"), "", _("First day of the wage; it holds until the next order")),
            Column("period_start", _("From"), "", _("The same day as a date")),
            Column("value", _("Lowest clerical wage"), LEGAL_UNIT, _("For a month of 26 days, house rent apart")),
            Column("high", _("Highest clerical wage"), LEGAL_UNIT, _("The highest of the clerical designations")),
            *source_columns(),
        ),
        "unit": LEGAL_UNIT,
        "n": len(wages),
        "sample": ngettext("{count} figure", "{count} figures", len(wages), count=wording.count(len(wages))),
        "source": answer.source,
        "selection": answer.state,
        "filters": Filters.of({"state": [answer.state]}),
        "kind": _(NOTIFIED_WAGES),
        "method": _(answer.method),
    }
