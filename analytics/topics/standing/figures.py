"""The standing of one salary, as charts: in its band, in each group tried, beside changes and other figures."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from plotly.graph_objects import Figure

from analytics.presenting import headings, phrases, traces
from analytics.presenting.figures import COLOURS, INK, figure, money_axis, pay_figure, text
from analytics.presenting.messages import _
from analytics.presenting.wording import count
from analytics.statistics.bands import MONTHS
from analytics.topics.standing import names
from analytics.topics.standing.answer import StandingAnswer
from analytics.topics.standing.changes import ChangesAnswer
from analytics.topics.standing.others import FigureKind, OtherFigure, OthersAnswer, in_period

SYMBOLS: dict[FigureKind, str] = {"published": "diamond-open", "official": "circle-open", "law": "square-open"}
KIND_COLOURS: dict[FigureKind, str] = {
    "published": COLOURS["published"],
    "official": COLOURS["measured"],
    "law": COLOURS["measured"],
}


def salary(answer: StandingAnswer) -> Figure:
    """The band of the comparable rows, and a line for the salary; three lines for a range; the source's floor."""
    context, band, months = answer.context, answer.band, MONTHS[answer.context.per]
    amounts = [amount.pay * months for amount in answer.amounts]
    top = traces.end_of_axis(traces.ends_of_bands([band]), *amounts)
    median = phrases.pay(context, band.p50.value, band.p50.spread)
    middle = amounts[len(amounts) // 2]
    name = names.amount(answer.amounts[len(amounts) // 2].name)
    mark = {
        "type": "scatter",
        "mode": "text",
        "x": [middle],
        "y": [0.4],
        "text": [f"<b> {text(_('{amount} {pay}', amount=name, pay=phrases.pay(context, middle)))} </b>"],
        "textposition": "middle left" if middle > top * 0.6 else "middle right",
        "textfont": {"color": INK, "size": 13},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
    label = _("Comparable {rows}", rows=phrases.noun(context.kind))
    floor = [] if context.floor is None else [traces.line_across(context.floor * months, 1, INK, "dot")]
    return pay_figure(
        [
            *traces.bands([band], COLOURS[context.kind], top, [_("Median {median}", median=median)]),
            *floor,
            *(
                traces.line_across(amount, 1, INK, "solid" if place == len(amounts) // 2 else "dot")
                for place, amount in enumerate(amounts)
            ),
            traces.labels([(label, _("median {median} · n {n}", median=median, n=count(band.n)))], 0.0),
            mark,
        ],
        top,
        context.currency,
        context.per,
        height=traces.ROW + 2 * traces.BELOW,
        yaxis={"visible": False, "range": [0.62, -0.78], "fixedrange": True},
    )


def comparable(answer: StandingAnswer) -> Figure:
    """The share below the salary in each meaning of "comparable", with its interval; the one that answers is filled."""
    attempts, colour = answer.tried, COLOURS[answer.context.kind]
    heights = np.arange(len(attempts))
    words = []
    for meaning in attempts:
        place = meaning.standing
        share = traces.too_few()
        if not math.isnan(place.share):
            share = _("{share} in 100 ({low} to {high})", share=count(round(place.share * 100)),
                      low=count(round(place.low * 100)), high=count(round(place.high * 100)))  # fmt: skip
        words.append((names.place_of(answer, meaning), _("{figure} · n {n}", figure=share, n=count(place.n))))
    points: dict[str, Any] = traces.marks(
        [meaning.standing.share * 100 for meaning in attempts], heights, colour, "circle"
    )
    points["marker"]["symbol"] = ["circle" if place == answer.used else "circle-open" for place in range(len(attempts))]
    low, high = ([getattr(meaning.standing, end) * 100 for meaning in attempts] for end in ("low", "high"))
    ticks = ["0", "25", "50", "75", _("{share} in 100", share="100")]
    return figure(
        [traces.lines(low, high, heights, colour, 4, 0.5), points, traces.labels(words, 0.0)],
        traces.height(len(attempts)),
        xaxis=traces.plain_axis([0, 100], [0, 25, 50, 75, 100], ticks),
        yaxis=traces.rows_axis(len(attempts)),
    )


def changes(answer: ChangesAnswer) -> Figure:
    """A band for each change, with its difference from now, and a line for the salary."""
    context, rows = answer.context, answer.changes
    pay = answer.question.pay * MONTHS[context.per]
    bands = [change.band for change in rows if change.band.has_median]
    top = traces.end_of_axis(traces.ends_of_bands(bands), pay) if bands else pay * 1.2
    finest: dict[float, float] = {}  # equal medians are formatted alike, as precisely as the surest of them
    for band in bands:
        finest[band.p50.value] = min(band.p50.spread, finest.get(band.p50.value, math.inf))
    current = rows[0].band
    words, hovers = [], []
    for change in rows:
        band = change.band
        parts = [traces.too_few()]
        if band.has_median:
            parts = [phrases.pay(context, band.p50.value, finest[band.p50.value])]
            if change.kind != "now":
                sure = headings.surely_above(band, current) or headings.surely_above(current, band)
                difference = phrases.more_or_less(context, band.p50.value - current.p50.value, band.p50.spread)
                parts.append(difference if sure else _("no clear difference"))
        limits = _("{low} to {high}", low=phrases.pay(context, band.p50.low), high=phrases.pay(context, band.p50.high))
        hovers.append(f"<b>{text(names.change(change))}</b><br>{parts[0]} ({limits})")
        words.append((names.change(change), " · ".join([*parts, _("n {n}", n=count(band.n))])))
    return pay_figure(
        [
            *traces.bands([change.band for change in rows], COLOURS[context.kind], top, hovers),
            traces.line_across(pay, len(rows)),
            traces.labels(words, 0.0),
        ],
        top,
        context.currency,
        context.per,
        height=traces.height(len(rows)),
        yaxis=traces.rows_axis(len(rows)),
    )


def others(answer: OthersAnswer) -> Figure:
    """Each figure as a range or a mark, its kind shown by the shape and the words; a line for the salary."""
    context = answer.context
    rows = [in_period(figure_, context) for figure_ in answer.figures]
    pay = answer.question.pay * MONTHS[context.per]
    heights = np.arange(len(rows))
    top = float(np.nanmax([*(amount for row in rows for amount in _ends(row)), pay])) * 1.06
    words = [
        (
            names.figure_label(row),
            _("{pay} · {period}", pay=names.range_of(row, context), period=names.date(row.period)),
        )
        for row in rows
    ]
    shapes: list[dict[str, object]] = []
    for kind, symbol in SYMBOLS.items():
        places = [place for place, row in enumerate(rows) if row.kind == kind]
        if not places:
            continue
        colour = KIND_COLOURS[kind]
        low, high = ([getattr(rows[place], end) for place in places] for end in ("low", "high"))
        shapes.append(traces.lines(low, high, heights[places], colour, 6, 0.45))
        points = [(end, place) for place in places for end in _ends(rows[place]) if not math.isnan(end)]
        shapes.append(traces.marks([end for end, _place in points], [place for _end, place in points], colour, symbol))
    return figure(
        [*shapes, traces.line_across(pay, len(rows)), traces.labels(words, 0.0)],
        traces.height(len(rows)),
        xaxis=money_axis(top, context.currency, context.per),
        yaxis=traces.rows_axis(len(rows)),
    )


def _ends(row: OtherFigure) -> tuple[float, float, float]:
    return row.low, row.middle, row.high
