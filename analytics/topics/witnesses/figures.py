"""What other sources say, as a chart: a line a source and end of its ranges, and a line across for a salary."""

from __future__ import annotations

import numpy as np
from plotly.graph_objects import Figure

from analytics.presenting import traces
from analytics.presenting.figures import COLOURS, figure, money_axis, text
from analytics.presenting.messages import _
from analytics.presenting.wording import count, money
from analytics.statistics.bands import MONTHS
from analytics.topics.witnesses import names
from analytics.topics.witnesses.strip import StripAnswer


def strip(answer: StripAnswer) -> Figure:
    """Thin line: 8 in 10 of the offers; thick: the interval of the median; mark: the median."""
    rows, months, per = answer.lines, MONTHS[answer.context.per], answer.context.per
    quantiles = {name: np.array([line.quantile(name) for line in rows]).T * months for name in ("p10", "p50", "p90")}
    pay = answer.witnesses.pay
    top = float(np.nanmax([*quantiles["p90"][0], *(1.1 * quantiles["p50"][0]), (pay or 0) * months])) * 1.04
    at = np.arange(len(rows))
    words = [
        (
            line.witness.title,
            _(
                "{end} {median} · {sample}",
                end=names.end(line.end.measure),
                median=money(line.end.p50.value * months, "INR", per),
                sample=_("n {n}", n=count(line.end.n)),
            ),
        )
        for line in rows
    ]
    colour = COLOURS["published"]
    hovers = [text(names.matched(line.witness.matched)) for line in rows]
    across = [] if pay is None else [traces.line_across(pay * months, len(rows))]
    return figure(
        [
            traces.lines(quantiles["p10"][0], np.minimum(quantiles["p90"][0], top), at, colour, 2, 0.75),
            traces.lines(quantiles["p50"][1], np.minimum(quantiles["p50"][2], top), at, colour, 5),
            traces.marks(quantiles["p50"][0], at, colour, hovertext=hovers),
            *across,
            traces.labels(words, 0.0),
        ],
        traces.height(len(rows)),
        xaxis=money_axis(top, "INR", per),
        yaxis=traces.rows_axis(len(rows)),
    )
