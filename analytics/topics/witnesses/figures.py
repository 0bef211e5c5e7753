"""What other sources say, as charts: a line for each source and end of its ranges, and where two sources agree."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from plotly.graph_objects import Figure

from analytics.presenting import traces
from analytics.presenting.figures import COLOURS, figure, money_axis, text
from analytics.presenting.messages import _
from analytics.presenting.wording import count, money
from analytics.statistics.bands import MONTHS, Period
from analytics.topics.witnesses import names
from analytics.topics.witnesses.agreement import Agreement, AgreementsAnswer, Cell
from analytics.topics.witnesses.profiles import SourcesAnswer
from analytics.topics.witnesses.strip import StripAnswer

WORKS = 5
"""How many roles and levels the chart of agreement has room for; the table and the sentences hold all."""
HEADING = 0.62
"""How far the first source stands below the line that names its role and level, in rows."""


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


def agreements(answer: AgreementsAnswer) -> Figure:
    """For each role and level its verdict, then a bar for each source, from its lowest to its highest offers."""
    by_work: dict[tuple[str, str], list[Agreement]] = {}
    for pair in answer.pairs:
        by_work.setdefault((pair.role, pair.experience), []).append(pair)
    words: list[tuple[str, str]] = []
    heights: list[float] = []
    cells: list[Cell] = []
    marks: list[float] = []
    height = 0.0
    for (role, level), pairs in list(by_work.items())[:WORKS]:
        words.append((f"{role}, {level}", names.verdicts(pairs)))
        heights.append(height)
        height += HEADING
        by_source = {cell.source: cell for pair in pairs for cell in (pair.first, pair.second)}
        for cell in by_source.values():
            words.append((cell.title, names.stated(cell, answer.per)))
            heights.append(height)
            height += traces.LABEL
            cells.append(cell)
            marks.append(height)
            height += 1 - traces.LABEL
    return _ranges(words, heights, cells, marks, answer.per)


def _ranges(
    words: Sequence[tuple[str, str]],
    heights: Sequence[float],
    cells: Sequence[Cell],
    marks: Sequence[float],
    per: Period,
) -> Figure:
    """Texts at their heights, and for each cell a bar with the interval of each median."""
    months, colour, at = MONTHS[per], COLOURS["published"], np.array(marks)
    low, high = ([getattr(cell, end) for cell in cells] for end in ("low", "high"))
    values = {end: np.array([f.value for f in figures]) * months for end, figures in (("low", low), ("high", high))}
    top = float(np.nanmax([*values["low"], *values["high"], 1.0])) * 1.2
    drawn = [traces.lines(values["low"], values["high"], at, colour, 3, 0.5)]
    for end, figures in (("low", low), ("high", high)):
        least, most = (np.array([getattr(f, part) for f in figures]) * months for part in ("low", "high"))
        drawn.append(traces.lines(least, np.minimum(most, top), at, colour, 7, 0.6))
        drawn.append(traces.marks(values[end], at, colour))
    bottom = max(heights) + traces.LABEL + traces.FOOT
    return figure(
        [*drawn, traces.labels(words, 0.0) | {"y": np.array(heights)}],
        round(traces.ROW * (bottom + 0.3)) + traces.BELOW,
        xaxis=money_axis(top, "INR", per),
        yaxis={"visible": False, "range": [bottom, -0.3], "fixedrange": True},
    )


def levels(answer: SourcesAnswer) -> Figure:
    """For each pair of sources how much higher the first lies, with the middle half of the cells."""
    rows = [
        traces.Difference(
            answer.title_of(gap.first),
            gap.ratio,
            gap.low,
            gap.high,
            np.nan,
            _(
                "÷ {second}: {difference}",
                second=answer.title_of(gap.second),
                difference=traces.too_few() if np.isnan(gap.ratio) else names.ratio(gap.ratio),
            ),
        )
        for gap in answer.gaps
    ]
    drawn: Figure = traces.differences(rows, _("cells of like work"))
    return drawn
