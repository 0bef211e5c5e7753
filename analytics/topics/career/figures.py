"""What the next years, the next role and a skill pay, as charts."""

from __future__ import annotations

import math

import numpy as np
from plotly.graph_objects import Figure

from analytics.presenting import phrases, traces
from analytics.presenting.figures import COLOURS, INK, figure, money_axis, pay_figure, text
from analytics.presenting.messages import _
from analytics.presenting.wording import count, signed_percent
from analytics.statistics.bands import Band
from analytics.topics.bands.figures import band_in_words
from analytics.topics.career.answer import LadderAnswer, PathAnswer, Rung, runs
from analytics.topics.career.skills import SkillsAnswer

Years = list[tuple[float, Band]]
NAMED_ROLES = 2
"""The roles of a step that fit on a line."""


def path(answer: PathAnswer) -> Figure:
    """Pay by year: pale p10–p90, darker p25–p75, the median as a line with an interval at each year.

    Where a year is missing or too thin, the areas and the line are broken.
    """
    context, rows = answer.context, list(answer.years_with_median)
    colour = COLOURS[context.kind]
    top = traces.end_of_axis(traces.ends_of_bands([band for _years, band in rows]))
    years = [year for year, _band in rows]
    furthest = max(years)
    return figure(
        [
            _area(rows, "p10", "p90", 0.35, colour),
            _area(rows, "p25", "p75", 0.6, colour),
            _line(rows, colour),
            _medians(answer, rows, colour),
            _ends(answer, rows),
        ],
        360,
        xaxis={
            "range": [-0.5, furthest + 0.5],
            "tickvals": [year for year in years if year in (0, 1, 2, 3) or year % (2 if furthest <= 10 else 5) == 0],
            "ticksuffix": "",
            "title": {"text": _("Years of experience"), "font": {"size": 12}},
            "fixedrange": True,
            "zeroline": False,
            "tickfont": {"color": INK, "size": 12},
        },
        yaxis=money_axis(top, context.currency, context.per),
        margin={"l": 4, "r": 8, "t": 8, "b": 44, "pad": 0},
    )


def _area(rows: Years, low: str, high: str, opacity: float, colour: str) -> dict[str, object]:
    edges: list[tuple[float, float]] = []
    for run in runs([(year, band) for year, band in rows if not math.isnan(getattr(band, low).value)]):
        # A single year is drawn a little wide, so that it is visible.
        reach = run if len(run) > 1 else [(run[0][0] + d, run[0][1]) for d in (-0.12, 0.12)]
        edges += [(year, getattr(band, high).value) for year, band in reach]
        edges += [(year, getattr(band, low).value) for year, band in reversed(reach)] + [(math.nan, math.nan)]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [x for x, _y in edges],
        "y": [y for _x, y in edges],
        "fill": "toself",
        "line": {"color": colour, "width": 0},
        "opacity": opacity,
        "hoverinfo": "skip",
    }


def _line(rows: Years, colour: str) -> dict[str, object]:
    points = [
        point for run in runs(rows) for point in [*((year, band.p50.value) for year, band in run), (math.nan, math.nan)]
    ]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [x for x, _y in points],
        "y": [y for _x, y in points],
        "line": {"color": colour, "width": 2},
        "hoverinfo": "skip",
    }


def _medians(answer: PathAnswer, rows: Years, colour: str) -> dict[str, object]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [year for year, _band in rows],
        "y": [band.p50.value for _year, band in rows],
        "error_y": {
            "type": "data",
            "array": [band.p50.high - band.p50.value for _year, band in rows],
            "arrayminus": [band.p50.value - band.p50.low for _year, band in rows],
            "color": colour,
            "thickness": 2,
            "width": 3,
        },
        "marker": {"size": 8, "color": colour},
        "hovertext": [
            "<br>".join(
                [
                    f"<b>{_('{years} years', years=f'{year:g}')}</b>",
                    *band_in_words(band, answer.context).split("<br>")[1:],
                ]
            )
            for year, band in rows
        ],
        "hoverinfo": "text",
    }


def _ends(answer: PathAnswer, rows: Years) -> dict[str, object]:
    """Label the first and the last median, clear of the areas: above where they are narrow, below at the end."""
    first = runs(rows)[0]
    ends = list(dict([first[0], first[-1]]).items())
    furthest = rows[-1][0]
    last = "bottom right" if furthest > 1.2 * ends[-1][0] else "bottom left"
    start = ends[0][1]
    heights = [
        float(np.nanmax([start.p90.value, start.p75.value, start.p50.high, start.p50.value])),
        *(float(np.fmin(band.p50.low, band.p50.value)) for _year, band in ends[1:]),
    ]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [year for year, _band in ends],
        "y": heights,
        "text": [f"<b>{phrases.pay(answer.context, band.p50.value, band.p50.spread)}</b>" for _year, band in ends],
        "textposition": ["top right", last][: len(ends)],
        "textfont": {"size": 13, "color": INK},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def rung_name(rung: Rung) -> str:
    """The step and its largest roles, as far as a line has room."""
    room = min(NAMED_ROLES, len(rung.roles))
    names = ", ".join(rung.roles[:room])
    if len(rung.roles) > room:
        return _("Step {number}: {roles} and {n} more", number=rung.number, roles=names, n=len(rung.roles) - room)
    return _("Step {number}: {roles}", number=rung.number, roles=names)


def rungs(answer: LadderAnswer) -> Figure:
    """A band for each rung, with its step from the rung before."""
    context = answer.context
    bands = [rung.band for rung in answer.rungs if rung.band.has_median]
    top = traces.end_of_axis(traces.ends_of_bands(bands))
    words, hovers = [], []
    for rung in answer.rungs:
        band = rung.band
        parts = [phrases.pay(context, band.p50.value, band.p50.spread) if band.has_median else traces.too_few()]
        if rung.step_low <= 0 <= rung.step_high:
            parts.append(_("no clear difference"))
        elif not math.isnan(rung.step):
            parts.append(phrases.more_or_less(context, rung.step, rung.spread))
        limits = _("{low} to {high}", low=phrases.pay(context, band.p50.low), high=phrases.pay(context, band.p50.high))
        hovers.append(f"<b>{text(rung_name(rung))}</b><br>{parts[0]} ({limits})")
        words.append((rung_name(rung), " · ".join([*parts, _("n {n}", n=count(band.n))])))
    return pay_figure(
        [
            *traces.bands([rung.band for rung in answer.rungs], COLOURS[context.kind], top, hovers),
            traces.labels(words, 0.0),
        ],
        top,
        context.currency,
        context.per,
        height=traces.height(len(answer.rungs)),
        yaxis=traces.rows_axis(len(answer.rungs)),
    )


def skills(answer: SkillsAnswer) -> Figure:
    """The pay difference of posts that name each skill, for the same work, with its interval."""
    rows = []
    for row in answer.skills:
        difference = _("no evidence for the same work")
        if not math.isnan(row.ratio):
            difference = _("{difference} ({low} to {high})", difference=signed_percent(row.ratio - 1),
                           low=signed_percent(row.low - 1), high=signed_percent(row.high - 1))  # fmt: skip
        words = _("{difference} · n {n}", difference=difference, n=count(row.n))
        rows.append(traces.Difference(row.skill, row.ratio, row.low, row.high, math.nan, words))
    return traces.differences(rows, _("posts that name it"))
