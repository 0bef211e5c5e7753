"""What other sources say, as charts: a line for each source and end of its ranges, and where two sources agree."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from plotly.graph_objects import Figure

from analytics.presenting import traces
from analytics.presenting.figures import COLOURS, INK, figure, mark_below, money_axis, pay_figure, text
from analytics.presenting.messages import _
from analytics.presenting.wording import count
from analytics.statistics.bands import MONTHS, Period
from analytics.topics.witnesses import names
from analytics.topics.witnesses.agreement import Agreement, AgreementsAnswer, Cell
from analytics.topics.witnesses.profiles import SourcesAnswer
from analytics.topics.witnesses.strip import Line, StripAnswer

FIGURES_LETTERS = 50
"""Letters of the figures under a name that fit on one line of a phone."""
WORKS = 3
"""The most roles and levels on the chart of agreement; the table and the sentences hold all."""
HEADING, AFTER, INDENT = 0.55, 0.65, 0.03
"""How far the label of the first source stands below the line that names its work, and that line below the last source,
in rows; how far sources are indented, as a part of the axis."""


def strip(answer: StripAnswer) -> Figure:
    """Thin line: 8 in 10 of the offers; thick: the interval of the median; mark: the median."""
    rows, months, per = answer.lines, MONTHS[answer.context.per], answer.context.per
    quantiles = {name: np.array([line.quantile(name) for line in rows]).T * months for name in ("p10", "p50", "p90")}
    pay = answer.witnesses.pay
    top = traces.end_of_axis(quantiles["p90"][0], 1.1 * quantiles["p50"][0], quantiles["p50"][2], (pay or 0) * months)
    heights = np.arange(len(rows))
    words = [_row_in_words(line, per) for line in rows]
    colour = COLOURS["published"]
    hovers = [text(names.question_in_words(line.witness.matched)) for line in rows]
    across = [] if pay is None else [traces.line_across(pay * months, len(rows))]
    return pay_figure(
        [
            traces.lines(quantiles["p10"][0], quantiles["p90"][0], heights, colour, 2, 0.75),
            traces.lines(quantiles["p50"][1], quantiles["p50"][2], heights, colour, 5),
            traces.marks(quantiles["p50"][0], heights, colour, hovertext=hovers),
            *across,
            traces.labels(words, 0.0),
        ],
        top,
        "INR",
        per,
        height=traces.height(len(rows)),
        yaxis=traces.rows_axis(len(rows)),
    )


def _row_in_words(line: Line, per: Period) -> tuple[str, str]:
    """The median of a source's end; for which work, level and place, of how many posts, and how sure it is."""
    witness, end = line.witness, line.end
    name = _(
        "{source}: {end} {median}",
        source=witness.short_title,
        end=names.end(end.measure),
        median=names.pay(end.p50, per),
    )
    sure = _("n {n} · {verdict}", n=count(end.n), verdict=_(witness.verdict))
    matched = traces.shorten(names.question_in_words(witness.matched), FIGURES_LETTERS - len(sure))
    return name, f"{text(matched)} · {sure}"


def agreements(answer: AgreementsAnswer) -> Figure:
    """For each role and level its verdict, then a bar for each source, from its lowest to its highest offers."""
    by_work: dict[tuple[str, str], list[Agreement]] = {}
    for pair in answer.pairs:
        by_work.setdefault((pair.role, pair.experience), []).append(pair)
    headings: list[tuple[float, str]] = []
    rows: list[tuple[float, Cell]] = []
    height = 0.0
    for (role, level), pairs in list(by_work.items())[:WORKS]:
        headings.append((height, f"<b>{text(f'{role}, {level}')}</b><br>{text(names.verdicts(pairs))}"))
        height += HEADING + traces.LABEL
        by_source = {cell.source: cell for pair in pairs for cell in (pair.first, pair.second)}
        for cell in by_source.values():
            if not (np.isnan(cell.low.value) and np.isnan(cell.high.value)):
                rows.append((height, cell))
                height += 1
        height -= 1 - AFTER
    top = _top(answer, [cell for _height, cell in rows])
    bottom = height - AFTER + traces.FOOT
    words = [(cell.title, names.cell_in_words(cell, answer.per)) for _height, cell in rows]
    return figure(
        [
            *_ranges(rows, answer.per),
            traces.labels(words, top * INDENT) | {"y": np.array([height for height, _cell in rows]) - traces.LABEL},
            _headings(headings),
        ],
        round(traces.ROW * (bottom + 0.3)) + traces.BELOW,
        xaxis=money_axis(top, "INR", answer.per),
        yaxis={"visible": False, "range": [bottom, -0.3], "fixedrange": True},
    )


def _headings(headings: Sequence[tuple[float, str]]) -> traces.Trace:
    """A line of text at each height, from the left."""
    return {
        "type": "scatter",
        "mode": "text",
        "x": np.zeros(len(headings)),
        "y": np.array([height for height, _words in headings]),
        "text": [words for _height, words in headings],
        "textposition": "middle right",
        "textfont": {"color": INK, "size": 14},
        "meta": mark_below(0),
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _top(answer: AgreementsAnswer, cells: Sequence[Cell]) -> float:
    """The end of the axis, which includes each median with its interval."""
    ends = [(1.1 * figure.value, figure.high) for cell in cells for figure in (cell.low, cell.high)]
    return traces.end_of_axis(ends, 1.0) * MONTHS[answer.per]


def _ranges(rows: Sequence[tuple[float, Cell]], per: Period) -> list[traces.Trace]:
    """For each source a line from its lowest to its highest offers, and the interval of each median."""
    months, colour, heights = MONTHS[per], COLOURS["published"], np.array([height for height, _cell in rows])
    ends = {end: [getattr(cell, end) for _height, cell in rows] for end in ("low", "high")}
    values = {end: np.array([figure.value for figure in figures]) * months for end, figures in ends.items()}
    shapes = [traces.lines(values["low"], values["high"], heights, colour, 3, 0.5)]
    for end, figures in ends.items():
        least, most = (np.array([getattr(figure, part) for figure in figures]) * months for part in ("low", "high"))
        shapes.append(traces.lines(least, most, heights, colour, 7, 0.6))
        shapes.append(traces.marks(values[end], heights, colour))
    return shapes


def levels(answer: SourcesAnswer) -> Figure:
    """For each pair of sources, how much higher the first is, with the middle half of the cells."""
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
    chart: Figure = traces.differences(rows, _("cells of like work"))
    return chart
