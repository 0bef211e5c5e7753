"""How pay spreads, in words."""

from __future__ import annotations

import numpy as np

from analytics.presenting import phrases
from analytics.presenting.exhibit import Column, Exhibit, Finding, chart_of
from analytics.presenting.messages import _
from analytics.presenting.wording import percent
from analytics.texts import N_
from analytics.topics.bands.exhibits import thin_title
from analytics.topics.spread import figures
from analytics.topics.spread.answer import SpreadAnswer


def spread(answer: SpreadAnswer) -> Exhibit:
    """The share of rows in each step of pay."""
    context, total = answer.context, answer.total
    title, reading = finding(answer)
    rows = phrases.noun(context.kind)
    return Exhibit(
        key="distribution",
        title=title,
        reading=reading,
        data={
            "pay_from": np.array([step.pay_from for step in answer.steps]),
            "pay_to": np.array([step.pay_to for step in answer.steps]),
            "share": np.array([step.share for step in answer.steps]),
        },
        columns=(
            Column("pay_from", _("From"), context.unit, _("Pay from this amount; open where empty")),
            Column(
                "pay_to",
                _("To, not including"),
                context.unit,
                _("Up to, but not including, this amount; open where empty"),
            ),
            Column("share", _("Share"), "share", _("Share of the selected {rows} in this step", rows=rows)),
        ),
        unit=context.unit,
        n=total.n,
        employers=total.employers,
        count_unit=context.count_unit,
        source=context.source,
        method=phrases.method(answer.method, context),
        selection=phrases.selection(context),
        filters=context.filters,
        alt=_("Histogram of pay. {reading}", reading=reading) if answer.steps else "",
        notes=(_("Counted by the {measure}.", measure=phrases.measure(context)),) if context.ranges else (),
        rows_without=answer.rows_without,
        draw=chart_of(figures.spread, answer) if answer.steps else None,
    )


def finding(answer: SpreadAnswer) -> Finding:
    """The heading and the sentence under it."""
    context, total = answer.context, answer.total
    if context.source.protected:
        return Finding(
            _("How pay spreads is not shown"),
            _("The steps would tell what single people are paid. The bands show what may be told."),
        )
    if not answer.steps:
        population = phrases.population(context.filters, context.kind)
        return Finding(thin_title(total, context), _("Too few {rows} to show how their pay spreads.", rows=population))
    step, last = answer.commonest, answer.steps[-1]
    low, high = phrases.pay(context, step.pay_from), phrases.pay(context, step.pay_to)
    message = (
        N_("{share} of {sample} fall between {low} and {high} a month; {rest} are at {top} or more.")
        if context.per == "month"
        else N_("{share} of {sample} fall between {low} and {high}; {rest} are at {top} or more.")
    )
    return Finding(
        _("The commonest pay is {low} to {high}", low=low, high=high),
        _(
            message,
            share=percent(step.share),
            sample=phrases.counted_population(
                total.n, total.employers, context.filters, context.kind, context.count_unit
            ),
            low=low,
            high=high,
            rest=percent(last.share),
            top=phrases.pay(context, last.pay_from),
        ),
    )
