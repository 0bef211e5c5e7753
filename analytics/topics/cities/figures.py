"""Comparison of cities, as charts: differences for the same work, a heat table, bubbles on a map."""

from __future__ import annotations

import math

from plotly.graph_objects import Figure

from analytics.presenting import phrases, traces
from analytics.presenting.figures import INK, figure, text
from analytics.presenting.messages import _
from analytics.presenting.traces import ON_STEPS, STEPS
from analytics.presenting.wording import count, signed_percent
from analytics.topics.cities.answer import CitiesAnswer, CityRow, HeatAnswer, MapAnswer, PlacedCity

NAMED_ON_THE_MAP = 9


def comparison(answer: CitiesAnswer) -> Figure:
    """Differences between cities for the same work, with intervals; raw medians as open circles."""
    comparable_rows = answer.compared
    rows = [
        traces.Difference(
            name=row.city,
            ratio=row.ratio if row in comparable_rows or row is answer.rows[0] else math.nan,
            low=row.ratio_low,
            high=row.ratio_high,
            raw=row.raw_ratio,
            figures=_in_words(row, answer),
        )
        for row in answer.rows
    ]
    return traces.differences(rows, phrases.noun(answer.context.kind))


def _in_words(row: CityRow, answer: CitiesAnswer) -> str:
    n = _("n {n}", n=count(row.band.n))
    if row is answer.rows[0]:
        return _("compared with this · {n}", n=n)
    raw = _("raw {difference}", difference=signed_percent(row.raw_ratio - 1)) if not math.isnan(row.raw_ratio) else ""
    if row in answer.compared:
        text = _("{difference} ({low} to {high})", difference=signed_percent(row.ratio - 1),
                 low=signed_percent(row.ratio_low - 1),
                 high=signed_percent(row.ratio_high - 1))  # fmt: skip
    elif answer.lacks_employers(row):
        text = _("too few employers")
    else:
        text = _("too little of the same work")
    return " · ".join(filter(None, [text, raw, n]))


def heat(answer: HeatAnswer) -> Figure:
    """A table of medians: each cell with its figure and its n, filled in five steps; without a figure, an outline.

    The unit of yearly pay is in the words above the chart, because cells are narrow.
    """
    lines = list(dict.fromkeys(cell.sector for cell in answer.cells))
    heads = list(answer.cities)
    shapes, words, hovers, colours, x, y = [], [], [], [], [], []
    for cell in answer.cells:
        line, head, band = lines.index(cell.sector), heads.index(cell.city), cell.band
        step = None if math.isnan(cell.step) else int(cell.step) - 1
        shapes.append(_cell(head, line, step))
        median = phrases.pay(answer.context, band.p50.value, band.p50.spread)
        n = f"<br>{_('n {n}', n=count(band.n))}" if band.n else ""
        if step is None:
            words.append(f"{traces.too_few() if band.n else _('none')}{n}")
        else:
            words.append(f"<b>{median.removesuffix(' LPA')}</b>{n}")
        colours.append(INK if step is None else ON_STEPS[step])
        name = f"<b>{text(cell.sector)}, {text(cell.city)}</b>"
        hovers.append(f"{name}<br>{median}{n}" if step is not None else f"{name}{n}")
        x.append(head)
        y.append(line + 0.12)
    words_trace = {"type": "scatter", "mode": "text", "hoverinfo": "skip", "cliponaxis": False}
    return figure(
        [
            words_trace
            | {"x": x, "y": y, "text": words, "textfont": {"size": 12, "color": colours}}
            | {"hoverinfo": "text", "hovertext": hovers},
            words_trace
            | {
                "x": [-0.5] * len(lines),
                "y": [line - 0.38 for line in range(len(lines))],
                "text": [f"<b>{text(traces.shorten(line))}</b>" for line in lines],
                "textposition": "middle right",
                "textfont": {"size": 13, "color": INK},
            },
            words_trace
            | {
                "x": list(range(len(heads))),
                "y": [-0.85] * len(heads),
                "text": [text(head).replace(" ", "<br>", 1) for head in heads],
                "textfont": {"size": 12, "color": INK},
            },
        ],
        72 * len(lines) + 58,
        shapes=shapes,
        xaxis={"visible": False, "range": [-0.5, len(heads) - 0.5], "fixedrange": True},
        yaxis={"visible": False, "range": [len(lines) - 0.45, -1.1], "fixedrange": True},
        margin={"l": 2, "r": 2, "t": 12, "b": 4, "pad": 0},
    )


def _cell(column: float, line: float, step: int | None) -> dict[str, object]:
    return {
        "type": "rect",
        "layer": "below",
        "x0": column - 0.48,
        "x1": column + 0.48,
        "y0": line - 0.2,
        "y1": line + 0.45,
        "line": {"color": INK, "width": 1, "dash": "dot" if step is None else "solid"},
        **({} if step is None else {"fillcolor": STEPS[step]}),
    }


def on_the_map(answer: MapAnswer) -> Figure:
    """A map of cities, north up: size shows rows, darkness shows the median.

    The largest cities are labelled where there is room; the hover text and the table name all of them.
    """
    cities = answer.cities
    most = cities[0].band.n
    west, east = min(city.longitude for city in cities), max(city.longitude for city in cities)
    south, north = min(city.latitude for city in cities), max(city.latitude for city in cities)
    labelled_cities = _with_room(cities)
    medians = [phrases.pay(answer.context, city.band.p50.value, city.band.p50.spread) for city in cities]
    bubbles = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [city.longitude for city in cities],
        "y": [city.latitude for city in cities],
        "marker": {
            "size": [8 + 30 * math.sqrt(city.band.n / most) for city in cities],
            "color": [STEPS[int(city.step) - 1] for city in cities],
            "line": {"width": 1, "color": INK},
            "opacity": 0.9,
        },
        "text": [
            f"<b>{text(city.city)}</b><br>{median}" if city in labelled_cities else ""
            for city, median in zip(cities, medians, strict=True)
        ],
        "textposition": ["middle left" if city.longitude < 78 else "middle right" for city in cities],
        "textfont": {"size": 15, "color": INK},
        "hovertext": [
            f"<b>{text(city.city)}</b><br>{_('Median {median}', median=median)}<br>{_('n {n}', n=count(city.band.n))}"
            for city, median in zip(cities, medians, strict=True)
        ],
        "hoverinfo": "text",
        "cliponaxis": False,
    }
    return figure(
        [bubbles],
        422,
        xaxis={"visible": False, "range": [west - 6, east + 5], "fixedrange": True, "constrain": "domain"},
        # A degree of longitude at 22° north is 0.93 of a degree of latitude.
        yaxis={
            "visible": False,
            "range": [south - 1, north + 1],
            "fixedrange": True,
            "scaleanchor": "x",
            "scaleratio": 1.08,
        },
        margin={"l": 2, "r": 2, "t": 4, "b": 4, "pad": 0},
    )


def _with_room(cities: tuple[PlacedCity, ...]) -> list[PlacedCity]:
    placed_cities: list[PlacedCity] = []
    for city in cities:
        if len(placed_cities) < NAMED_ON_THE_MAP and all(
            abs(city.latitude - neighbour.latitude) > 2.4 or abs(city.longitude - neighbour.longitude) > 7
            for neighbour in placed_cities
        ):
            placed_cities.append(city)
    return placed_cities
