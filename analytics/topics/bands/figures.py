"""The bands of groups as a chart."""

from __future__ import annotations

import numpy as np
from plotly.graph_objects import Figure

from analytics.market.benchmarks import Benchmark
from analytics.presenting import phrases, traces
from analytics.presenting.figures import COLOURS, INK, figure, pay_figure, text
from analytics.presenting.messages import _
from analytics.presenting.wording import count
from analytics.statistics.bands import MONTHS, Band
from analytics.topics.bands.answer import FLOOR_NAMED, BandsAnswer
from analytics.view import Context

ROOM_FOR_FIGURES = 0.35
"""Room for the figure at each end of the headline's band, as a share of the length beside it."""
BELOW, HALF_ROW = 9, 20
"""Pixels by which a published figure stands below its bar, and an official average extends from it."""


def bands(answer: BandsAnswer) -> Figure:
    """A row for each group: thin line p10–p90, thick bar p25–p75, a mark for the median with its interval."""
    context, rows = answer.context, answer.bands_with_median
    colour = COLOURS[context.kind]
    benchmarks = [
        benchmark for band, benchmark in zip(answer.bands, answer.benchmarks, strict=False) if band.has_median
    ]
    # With many rows, the few with wide intervals would squeeze the rest: `_beyond` marks those cut off.
    widest = [(band.p90.value, band.p75.value, 1.1 * band.p50.value) for band in rows]
    benchmark_amounts = [
        amount
        for benchmark in benchmarks
        for amount in (benchmark.published_low, benchmark.published_high, benchmark.official_average)
    ]
    top = float(np.nanmax([*np.ravel(widest), *benchmark_amounts])) * 1.04
    named_rows = traces.named_rows(
        [
            (band.group, f"{phrases.pay(context, band.p50.value, band.p50.spread)} · {_('n {n}', n=count(band.n))}")
            for band in rows
        ]
    )
    places = named_rows.places
    layers = [
        *traces.bands(rows, colour, top, [band_in_words(band, context) for band in rows], places),
        *_beyond(rows, places, top, colour, context),
        *(_benchmarks(rows, places, benchmarks, context) if benchmarks else []),
        *([_line_down(floor, named_rows.end)] if (floor := floor_drawn(answer)) else []),
    ]
    return pay_figure(layers, top, context.currency, context.per, **named_rows.layout)


def headline(answer: BandsAnswer) -> Figure | None:
    """The band of the whole selection under its median in large figures; None if its middle half has no width."""
    band, context = answer.total, answer.context
    low, high = band.p25.value, band.p75.value
    if not low < high:
        return None
    last = float(np.nanmax([band.p90.value, high + ROOM_FOR_FIGURES * (high - low)]))
    first = float(np.nanmin([band.p10.value, low - ROOM_FOR_FIGURES * (last - low)]))
    quartiles = [phrases.quantile(context, end.value, band.p50.spread) for end in (band.p25, band.p75)]
    median = phrases.quantile(context, band.p50.value, band.p50.spread)
    colour = COLOURS[context.kind]
    words = {"type": "scatter", "mode": "text", "hoverinfo": "skip", "cliponaxis": False}
    return figure(
        [
            traces.lines([band.p10.value], [band.p90.value], [0], colour, 3, 0.75),
            traces.lines([low], [high], [0], colour, 30, 0.35),
            traces.lines([band.p50.low], [band.p50.high], [0], colour, 8),
            traces.marks([band.p50.value], [0], colour, hovertext=[band_in_words(band, context)]),
            words
            | {"x": [band.p50.value], "y": [-1.2], "text": [f"<b>{median}</b>"]}
            | {"textfont": {"size": 30, "color": colour}},
            words
            | {"x": [low, high], "y": [1, 1], "text": quartiles, "textposition": ["middle left", "middle right"]}
            | {"textfont": {"size": 15, "color": INK}},
        ],
        112,
        xaxis={"visible": False, "range": [first, last], "fixedrange": True},
        yaxis={"visible": False, "range": [1.4, -1.8], "fixedrange": True},
        margin={"l": 0, "r": 0, "t": 4, "b": 4, "pad": 0},
    )


def floor_drawn(answer: BandsAnswer) -> float | None:
    """The source's floor, if a tenth or more of the selection starts there; otherwise None."""
    context = answer.context
    if context.floor is None or not answer.total.at_floor >= FLOOR_NAMED:
        return None
    return context.floor * MONTHS[context.per]


def band_in_words(band: Band, context: Context) -> str:
    """The hover text of a band, without withheld figures."""

    def pay(amount: float) -> str:
        return phrases.pay(context, amount)

    lines = [
        f"<b>{text(band.group)}</b>",
        _("Median {median}", median=phrases.with_interval(context, band.p50)),
    ]
    if not np.isnan(band.p25.value):
        lines.append(_("Middle half {low} to {high}", low=pay(band.p25.value), high=pay(band.p75.value)))
    if not np.isnan(band.p10.value):
        lines.append(_("8 in 10 {low} to {high}", low=pay(band.p10.value), high=pay(band.p90.value)))
    sample = phrases.sample(band.n, band.employers, context.kind, context.count_unit)
    return "<br>".join([*lines, " · ".join([sample, _(band.quality)] if band.quality else [sample])])


def _line_down(amount: float, end: float) -> traces.Trace:
    """A dotted vertical line through all rows."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [amount, amount],
        "y": [0, end],
        "line": {"color": INK, "width": 2, "dash": "dot"},
        "hoverinfo": "skip",
    }


def _beyond(
    rows: tuple[Band, ...], places: traces.Places, top: float, colour: str, context: Context
) -> list[traces.Trace]:
    """A mark at the end of the axis for each interval that extends beyond it."""
    beyond = [row for row, band in enumerate(rows) if band.p50.high > top]
    if not beyond:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": np.full(len(beyond), top * 0.995),
            "y": places[beyond],
            "marker": {"symbol": "triangle-right", "size": 11, "color": colour},
            "hovertext": [
                _("The interval goes on to {amount}", amount=phrases.pay(context, rows[row].p50.high)) for row in beyond
            ],
            "hoverinfo": "text",
        }
    ]


def _benchmarks(
    rows: tuple[Band, ...], places: traces.Places, benchmarks: list[Benchmark], context: Context
) -> list[traces.Trace]:
    """Published figures as open diamonds, the official average as a dotted line."""
    hovers = [
        "<br>".join(
            [
                f"<b>{text(band.group)}</b>",
                _("{n} published: {low} to {high}", n=count(benchmark.published_n),
                  low=phrases.pay(context, benchmark.published_low),
                  high=phrases.pay(context, benchmark.published_high)),
            ]
        )
        for band, benchmark in zip(rows, benchmarks, strict=True)
    ]  # fmt: skip
    return [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": np.array(
                [(benchmark.published_low, benchmark.published_high, np.nan) for benchmark in benchmarks]
            ).ravel(),
            "y": np.repeat(places + BELOW, 3),
            "line": {"color": COLOURS["published"], "width": 1, "dash": "dot"},
            "marker": {"symbol": "diamond-open", "size": 9, "color": COLOURS["published"], "line": {"width": 2}},
            "hovertext": [words for words in hovers for _repeat in range(3)],
            "hoverinfo": "text",
        },
        {
            "type": "scatter",
            "mode": "lines",
            "x": np.repeat([benchmark.official_average for benchmark in benchmarks], 3),
            "y": np.column_stack([places - HALF_ROW, places + HALF_ROW, np.full(len(rows), np.nan)]).ravel(),
            "line": {"color": COLOURS["measured"], "width": 2, "dash": "dot"},
            "hoverinfo": "skip",
        },
    ]
